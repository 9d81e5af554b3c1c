"""Thousands of numbers of finished pages are what the raw files say, counted by other means.

Neither the readers here nor the recipes import anything of the product. Each page of every area and
both editions is read as a reader reads it: tables by exhibit, heading of the row and of the column.
Exact counts have to be equal; rounded ones may be as far off as the page itself says.
"""

from __future__ import annotations

import re
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from builders import Project

sys.path.insert(0, str(Path(__file__).parent))

from counting import Counter
from raw import Raw
from recipes import RECIPES
from recount import Recount, recount_pages, recount_tables
from sentences import Heard, Truths, hear
from shown import Page

LEAST = 1000
SHOWN_WRONG = 40
YEARS = ("2025-26", "2021-22")
# Of the small partnership every area is counted anew, of this one the whole and a district.
OF_SYNTHETIC = ("north-worcestershire", "redditch")
EXHIBITS = {exhibit for exhibit, _ in RECIPES}


def agrees(found: Recount) -> None:
    total = found.compared.total()
    some = "\n".join(found.wrong[:SHOWN_WRONG])
    assert not found.wrong, f"{len(found.wrong)} of {total} numbers disagree:\n{some}"
    assert total >= LEAST


@pytest.fixture(scope="module")
def raw(small: Project) -> Raw:
    return Raw(small.root)


@pytest.fixture(scope="module")
def raw_of_synthetic(synthetic: Project) -> Raw:
    return Raw(synthetic.root)


@pytest.fixture(scope="module")
def of_small(small: Project, raw: Raw) -> Recount:
    return recount_pages(raw, small.published)


@pytest.fixture(scope="module")
def page(small: Project) -> Page:
    files = small.files("partner", "redditch")
    return Page(*(path.read_text(encoding="utf-8") for path in files))


def test_the_small_partnership_says_what_its_files_say(of_small: Recount) -> None:
    agrees(of_small)


def test_every_recipe_meets_a_table(of_small: Recount) -> None:
    # Of drivers the tables' differences are worked out anew, and their sentences counted; of the
    # money of projects (table) the part spent. The small partnership has no three years to set side
    # by side.
    assert set(of_small.compared) == {*EXHIBITS, "drivers", "table"} - {"years"}


def test_the_synthetic_partnership_says_what_its_files_say(
    synthetic: Project, raw_of_synthetic: Raw
) -> None:
    agrees(recount_pages(raw_of_synthetic, synthetic.published, *OF_SYNTHETIC))


@pytest.mark.open_data
@pytest.mark.parametrize("year", YEARS)
def test_pages_of_open_data_say_what_the_published_files_say(open_data: Path, year: str) -> None:
    agrees(recount_pages(Raw(open_data), open_data / "reports" / year))


@pytest.mark.parametrize(
    ("exhibit", "row", "column"),
    [
        ("year_to_date", "All recorded crime", "This period"),  # exact
        ("headline", "Recorded crimes", "This period"),  # rounded
        ("areas_compared", "Redditch", "Change, %"),  # worked out
        ("row_account", "Anti-social behaviour incidents", "Rows"),
    ],
)
def test_one_digit_that_is_changed_is_found(
    raw: Raw, page: Page, exhibit: str, row: str, column: str
) -> None:
    table = next(one for one in page.tables if one.exhibit == exhibit)
    place, cell = [cells[0] for cells in table.rows].index(row), table.labels.index(column)
    text = table.rows[place][cell]
    # The first digit: a rounded count is then off by more than its rounding.
    first = next(n for n, one in enumerate(text) if one.isdigit())
    changed = f"{text[:first]}{(int(text[first]) + 4) % 10}{text[first + 1 :]}"
    found = {}
    for told in (text, changed):
        rows = [[*cells] for cells in table.rows]
        rows[place][cell] = told
        found[told] = Recount()
        counter = Counter(raw, raw.areas["redditch"], page.months)
        recount_tables(counter, [replace(table, rows=rows)], where="here", into=found[told])
    assert not found[text].wrong
    assert any(f"'{row}', '{column}': shows {changed}" in one for one in found[changed].wrong)


def heard(project: Project, raw: Raw, entries: list[dict] | None = None) -> Heard:
    """Compare the sentences of all pages of a set, or those given, with the raw files."""
    shown = Page(*(one.read_text("utf-8") for one in project.files("partner", "redditch")))
    cells = pd.read_parquet(project.published / "release" / "cells.parquet")
    bounds = dict(zip(cells["key"], cells["printed_bound"], strict=True))
    every = [
        page["exhibits"]
        for edition in project.manifest["editions"].values()
        for page in edition.values()
    ]
    found = Heard()
    for one in every if entries is None else [entries]:
        hear(Truths(raw, shown.months), one, bounds, found)
    return found


def test_the_sentences_of_the_synthetic_partnership_say_what_its_files_say(
    synthetic: Project, raw_of_synthetic: Raw
) -> None:
    found = heard(synthetic, raw_of_synthetic)
    assert not found.wrong, "\n".join(found.wrong[:SHOWN_WRONG])
    assert not found.unheard, "\n".join(found.unheard[:SHOWN_WRONG])
    assert found.agreed.total() >= LEAST
    assert {"findings", "drivers", "headline", "where", "page"} <= set(found.agreed)


def test_a_number_of_a_sentence_that_is_changed_is_found(small: Project, raw: Raw) -> None:
    entries = deepcopy(small.manifest["editions"]["partner"]["redditch.html"]["exhibits"])
    assert not heard(small, raw, entries).wrong
    (one, *_) = (e for e in entries if e["exhibit"] == "headline")
    one["statements"][0]["values"]["after"] += 1  # exact: all recorded crime
    assert len(heard(small, raw, entries).wrong) == 1


def test_the_recount_imports_nothing_of_the_product() -> None:
    for path in set(Path(__file__).parent.glob("*.py")) - {Path(__file__)}:
        assert not re.search(r"^\s*(from|import) csa\b", path.read_text("utf-8"), re.M), path
