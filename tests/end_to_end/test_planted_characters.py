"""Characters that act on a terminal or hide, planted at every door, come out of none."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import tiny_project

from csa import cli
from csa.commands.endings import run
from csa.settings import load_settings
from csa.store import Store
from csa.visible import HIDDEN, UNSEEN

# A colour, a title of the window, a line of its own, a turned name, and no width at all.
ACTS = "\x1b[31m\x1b]0;owned\x07\x9b2J"
HIDES = "\u202ecod\u2066\u200b\ufeff\u2028"
FAKE_LINE = "csa: 99 files read"
PLANTED = f"{ACTS}\n{FAKE_LINE}\r{HIDES}"
Say = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project in a folder with such a name, with them in names, headings and values."""
    root = tmp_path_factory.mktemp("planted") / f"project{PLANTED}"
    raw = tiny_project(root) / "data" / "raw"
    (raw / "police" / f"notes{PLANTED}.txt").write_text("x", encoding="utf-8")
    (raw / "police" / os.fsdecode(b"caf\xe9.txt")).write_text("x", encoding="utf-8")
    (raw / "police" / f"{'a' * 200}.txt").write_text("x", encoding="utf-8")
    move_into_archive(raw / "police" / "2016-05-crimes.csv", f"x{ACTS}{HIDES}")
    change(raw / "lookups" / "lsoa21_ward24_ltla24_tiny.csv", "Ward", f"W{PLANTED}ard")
    change(raw / "police" / "2016-06-crimes.csv", "High Street", f"High{ACTS}{HIDES} Street")
    change(raw / "asb" / "2016-06-asb.csv", "youth", f"{ACTS}youth")
    projects = {
        "project_id": "P1",
        "name": f"Youth{PLANTED} club",
        "priority_ids": "violence-and-abuse",
    }
    (raw / "projects").mkdir()
    shutil.copy(write_project(raw.parent / "projects.csv", projects), raw / "projects")
    (raw / "commentary").mkdir()
    head = '+++\nkey = "violence-and-abuse"\nauthor_role = "Officer"\n+++\n\n'
    note = f"{head}A quiet\x1b[m\x9b{HIDES} year.\n"
    (raw / "commentary" / f"note{ACTS}{HIDES}.md").write_text(note, encoding="utf-8", newline="")
    return root


def move_into_archive(path: Path, folder: str) -> None:
    with zipfile.ZipFile(path.with_name(f"sent{ACTS}.zip"), "w") as archive:
        archive.write(path, f"{folder}/{path.name}")
    path.unlink()


def change(path: Path, old: str, new: str) -> None:
    """Write another text where one stands in the first row of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1] = [cell.replace(old, new) for cell in rows[1]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_project(path: Path, values: dict[str, str]) -> Path:
    from csa.schemas import TABLES

    fields = TABLES["project"].fields
    kinds = {"whole": "1", "number": "1", "flag": "yes", "date": "2016-04-01", "time": "2016-04-01"}
    row = {
        name: values.get(name, kinds.get(field.kind, "x") if field.required else "")
        for name, field in fields.items()
    }
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return path


@pytest.fixture
def say(planted: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command there; whatever it says is looked at before it is given."""

    def call(*words: str, root: Path = planted) -> tuple[int, str]:
        code = run(cli.app, [*words, "--root", str(root)])
        shown = capsys.readouterr()
        text = shown.out + shown.err
        assert UNSEEN.sub("", text.replace("\n", "")) == text.replace("\n", "")
        assert FAKE_LINE not in [line.strip() for line in text.splitlines()]
        assert "Traceback" not in text
        return code, text

    return call


def test_every_command_shows_what_was_planted_and_does_nothing_of_it(say: Say) -> None:
    code, text = say("build")
    assert code == 0, text
    assert r"notes\x1b[31m\x1b]0;owned\x07\x9b2J\n" in text
    assert r"\u202ecod" in text
    assert max(map(len, text.splitlines())) < 500
    code, text = say("build", "--json")
    assert r"\u001b[31m" in text
    assert any(PLANTED in path for path in json.loads(text)["unrecognised"])
    for words in (["status"], ["status", "--json"], ["assess", "--year", "2016-17", "--dry-run"]):
        assert say(*words)[0] == 0
    for words in (
        ["cases", "--district", PLANTED],
        ["assess", "--year", PLANTED],
        ["assess", "--year", "2016-17", "--to", PLANTED],
        ["assess", "--year", "2016-17", "--district", PLANTED, "--edition", PLANTED],
        ["fetch", "--source", PLANTED],
        ["fetch", "--from", PLANTED],
        [PLANTED],
        ["build", PLANTED],
        ["build", f"--{PLANTED}"],
        ["demo", "--seed", PLANTED],
    ):
        assert say(*words)[0] in (2, 10)
    assert say("ledger")[0] == 0
    assert say("demo")[0] == 11
    assert say("status", root=Path(PLANTED))[0] == 10


def test_no_table_holds_it_but_for_the_names_of_files(say: Say, planted: Path) -> None:
    assert say("build")[0] == 0
    store = Store(load_settings(planted))
    wards = store.load("geography")["ward_name"]
    assert re.fullmatch(r"W.*ard \d", wards.iloc[0], re.DOTALL)
    for table in store.catalogue.tables:
        frame = store.load(table)
        for name in frame.select_dtypes(["object", "string"]).columns.difference(["path"]):
            texts = [text for text in frame[name].dropna() if isinstance(text, str)]
            assert not [text for text in texts if HIDDEN.search(text)], (table, name)


@pytest.mark.parametrize("file", ["partnership", "priorities", "breaks", "vocabulary", "fetch"])
def test_a_setting_with_a_character_that_cannot_be_seen_is_refused_where_it_stands(
    file: str, say: Say, tmp_path: Path
) -> None:
    root = tiny_project(tmp_path / "project")
    path = root / "config" / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    text, found = re.subn(r'(?m)^(\w+ = \[?)"', r'\1"\\u202e', text, count=1)
    if not found:
        text = re.sub(r'(?m)^"', r'"\\u202e', text, count=1)
    path.write_text(text, encoding="utf-8")
    code, said = say("fetch", "--dry-run", root=root)
    assert code == 10
    assert f"config/{file}.toml" in said
    assert "cannot be seen" in said
