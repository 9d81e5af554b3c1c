"""What the documentation site says of the project follows from it, and leaves nothing out."""

from __future__ import annotations

import re
import sys

import pytest
from builders import ROOT

sys.path.insert(0, str(ROOT / "docs"))

import generator
from generator import assurance, dictionary, methods

from csa.schemas import TABLES
from csa.sources import all_sources

ORACLES = sorted((ROOT / "tests" / "oracle").rglob("test_*.py"))
IMPORTED = re.compile(r"^from (csa\.measures[\w.]*) import (\([^)]*\)|.+)$", re.MULTILINE)


def test_every_column_of_every_table_is_explained_and_nothing_else() -> None:
    told = [
        dictionary.meaning(table, column) for table in TABLES for column in TABLES[table].fields
    ]
    assert all(one.text and one.unit for one in told)
    assert dictionary.unused() == []


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("crime", "category", "exact, unless the theme is sensitive"),
        ("crime", "flag_domestic", "decides priorities and sub-themes"),
        ("crime", "committed_from", "protected (as days and hours"),
        ("victim", "sex", "protected (as sex)"),
        ("victim", "district", "protected, by district and period"),
        ("suspect", "alcohol", "the officer alone"),
        ("asb", "caller_id", "the officer alone"),
    ],
)
def test_who_may_see_what_is_counted_by_a_column(table: str, column: str, words: str) -> None:
    page = generator.dictionary.pages()["data/incidents.md"]
    section = page.partition(f"\n## {table}\n")[2].partition("\n## ")[0]
    (line,) = [one for one in section.splitlines() if one.startswith(f"| `{column}` |")]
    assert line.split(" | ")[-1].startswith(words)


def test_values_are_those_of_the_contract() -> None:
    page = generator.dictionary.pages()["data/incidents.md"]
    (line,) = [one for one in page.splitlines() if one.startswith("| `risk` |")]
    assert "`standard`, `medium`, `high`" in line


def test_every_measure_that_an_oracle_imports_is_said_to_be_held_to_it() -> None:
    listed = {name.rpartition(".")[2] for name in methods.checks()}
    listed |= {name.rpartition(".")[2] for name in methods.through_others()}
    for path in ORACLES:
        for _, names in IMPORTED.findall(path.read_text(encoding="utf-8")):
            functions = re.findall(r"\b[a-z]\w+", names)
            assert {*functions} <= listed, path.name


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("concentration.gini", "ascending ranks 8, 9, 10 hold 2, 8, 10"),
        ("change.compare_series", "those of what is made of it: :func:`~csa.measures.change.year"),
        (
            "clock.busiest_hours",
            "no oracle: expected by hand, ``tests/unit/measures/test_clock.py``",
        ),
        ("verdicts.judge_table", "in worlds where nothing happens little is said"),
    ],
)
def test_what_a_measure_is_held_to(measure: str, words: str) -> None:
    page = methods.pages()[f"methods/{measure.partition('.')[0]}.rst"]
    _, _, after = page.partition(f".. autofunction:: csa.measures.{measure}\n")
    assert words in after.partition(".. auto")[0].casefold()


def test_no_measure_is_without_a_test() -> None:
    assert "by use alone" not in "".join(methods.pages().values())


def test_no_measure_is_left_out() -> None:
    pages = "".join(methods.pages().values())
    files = [*(ROOT / "csa" / "measures").rglob("*.py")]
    defined = {
        name
        for path in files
        if path.stem not in (*methods.SHARED, "__init__")
        for name in re.findall(r"^def ([a-z]\w*)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(defined) > 60
    assert {name for name in defined if f".{name}\n" not in pages} == set()


def test_commands_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    page = generator.commands()
    named = set(re.findall(r"^\| `csa ([\w-]+)", readme, re.MULTILINE))
    assert named <= set(re.findall(r"^## csa ([\w-]+)$", page, re.MULTILINE))
    assert "| `--to` |" in page.partition("## csa assess\n")[2].partition("\n## ")[0]
    for code in re.findall(r"(\d+) (?:settings|disclosure|totals)", readme):
        assert f"| {code} |" in page


def test_assurance_lists_every_source_and_keeps_names_open() -> None:
    log = assurance.data_log()
    assert len(log.splitlines()) == len(all_sources()) + 2
    page = (ROOT / "docs" / "assurance.md").read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- made: (\w+) -->", page)) == set(assurance.PARTS)
    assert page.count("**[name") >= 5
