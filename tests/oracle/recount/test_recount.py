"""Thousands of numbers of finished pages are what the raw files say, counted by other means.

Neither the readers here nor the recipes import anything of the product. Each page of every area and
both editions is read as a reader reads it: tables by exhibit, heading of the row and of the column.
Exact counts have to be equal; rounded ones may be as far off as the page itself says.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from builders import Project

sys.path.insert(0, str(Path(__file__).parent))

from counting import Counter
from raw import Raw
from recipes import RECIPES
from recount import Recount, recount, recount_pages
from shown import Page

LEAST = 1000
SHOWN_WRONG = 40
YEARS = ("2025-26", "2021-22")
EXHIBITS = {exhibit for exhibit, _ in RECIPES}


def agrees(found: Recount) -> None:
    total = found.compared.total()
    some = "\n".join(found.wrong[:SHOWN_WRONG])
    assert not found.wrong, f"{len(found.wrong)} of {total} numbers disagree:\n{some}"
    assert total >= LEAST


@pytest.fixture(scope="module")
def of_small(small: Project) -> Recount:
    return recount_pages(Raw(small.root), small.published)


def test_the_small_partnership_says_what_its_files_say(of_small: Recount) -> None:
    agrees(of_small)


def test_every_recipe_meets_a_table(of_small: Recount) -> None:
    assert set(of_small.compared) == EXHIBITS


def test_the_synthetic_partnership_says_what_its_files_say(synthetic: Project) -> None:
    agrees(recount_pages(Raw(synthetic.root), synthetic.published))


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
    small: Project, exhibit: str, row: str, column: str
) -> None:
    page = Page(small.page("partner", "redditch"))
    place, table = next((n, one) for n, one in enumerate(page.tables) if one.exhibit == exhibit)
    at = next(n for n, cells in enumerate(table.rows) if cells[0] == row)
    cell = table.labels.index(column)
    shown = page.tables[place].rows[at][cell]
    # The first digit: what is rounded is off by more than rounding.
    first = next(n for n, one in enumerate(shown) if one.isdigit())
    changed = f"{shown[:first]}{(int(shown[first]) + 4) % 10}{shown[first + 1 :]}"
    page.tables[place].rows[at][cell] = changed
    found = Recount()
    counter = Counter(Raw(small.root), ["E07000236"], page.months)
    recount(counter, page, where="redditch", into=found)
    assert any(f"'{row}', '{column}': shows {changed}" in one for one in found.wrong)


def test_the_recount_imports_nothing_of_the_product() -> None:
    for path in set(Path(__file__).parent.glob("*.py")) - {Path(__file__)}:
        assert not re.search(r"^\s*(from|import) csa\b", path.read_text("utf-8"), re.M), path
