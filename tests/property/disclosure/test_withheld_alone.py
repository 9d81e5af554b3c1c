"""A second set withholds a table in the district where it cannot agree with the first, alone."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "disclosure"))

from builders import ROOT
from releases import MADE_FROM, SECRET, cells_of, key_of, sums_of

from csa.disclosure.ledger.chain import Entry, Past
from csa.disclosure.ledger.release import LEDGER_COLUMNS
from csa.disclosure.ledger.revision import doubtful_cells, earlier_values
from csa.disclosure.rules.policy import ALREADY_SHOWN, protect_cells
from csa.settings import load_settings

DECEMBER, JANUARY = "2016-04/2016-12", "2016-04/2017-01"
DISTRICTS = "ABC"
AREAS = ("P", *DISTRICTS)
AGES, SEXES = [f"age_band={one}" for one in range(5)], [f"sex={one}" for one in "FMU"]
GRID = [f"{age};{sex}" for age in AGES for sex in SEXES]
MARGINS = {
    "": GRID,
    **{age: [one for one in GRID if age in one] for age in AGES},
    **{sex: [one for one in GRID if sex in one] for sex in SEXES},
}
WORLDS = 12


def counted(numbers, period):
    """Return true cells of ``numbers`` (districts by grid) and the sums among them."""
    of_area = dict(zip(DISTRICTS, numbers, strict=True)) | {"P": numbers.sum(axis=0)}
    grid = {area: dict(zip(GRID, map(int, row), strict=True)) for area, row in of_area.items()}
    parts = MARGINS | {one: [one] for one in GRID}
    values = {
        (area, period, dims): sum(grid[area][one] for one in held)
        for area in AREAS
        for dims, held in parts.items()
    }
    by_area = [(("P", period, dims), *((one, period, dims) for one in DISTRICTS)) for dims in parts]
    by_class = [
        ((area, period, dims), *((area, period, one) for one in held))
        for area in AREAS
        for dims, held in MARGINS.items()
    ]
    true = cells_of(values).drop(columns=["printed_bound", "mark"])
    return true, sums_of(*by_area, *by_class)


def published_twice(number):
    """Publish a world to December and to January: what was shown then and is shown now."""
    rules, rng = load_settings(ROOT).disclosure, np.random.default_rng(number)
    numbers = rng.integers(0, 4, (len(DISTRICTS), len(GRID)))
    first, sums = counted(numbers, DECEMBER)
    first = protect_cells(first, sums, rules=rules, secret=SECRET).assign(mark="")
    entry = Entry(
        number=1, year="2016-17", period=DECEMBER, base=5, plan="", values="", files={},
        previous="", **MADE_FROM,
    )  # fmt: skip
    earlier = earlier_values([Past(entry, first[LEDGER_COLUMNS], sums)])
    true, sums = counted(numbers + rng.poisson(0.3, numbers.shape), JANUARY)
    now = protect_cells(true, sums, rules=rules, secret=SECRET, earlier=earlier)
    return first.set_index("key")["value"], true.set_index("key")["value"], now, earlier


@pytest.fixture(scope="module")
def worlds():
    return [published_twice(number) for number in range(WORLDS)]


def withheld(now: pd.DataFrame) -> list[tuple[str, str]]:
    """Return area and breakdown of the tables withheld."""
    hidden = now[now["reason"] == ALREADY_SHOWN]
    return sorted(set(zip(hidden["area"], hidden["by"], strict=True)))


def test_a_table_is_withheld_whole_where_it_has_to_be_and_nowhere_else(worlds):
    hidden = [withheld(now) for *_, now, _ in worlds]
    assert any(len(tables) == 1 and tables[0][0] in DISTRICTS for tables in hidden)
    for tables, (*_, now, _) in zip(hidden, worlds, strict=True):
        assert not any({(area, by) for area in DISTRICTS} <= {*tables} for _, by in tables)
        for (area, by), cells in now.groupby(["area", "by"]):
            shown = cells["value"].notna()
            assert not shown.any() if (area, by) in tables else shown.all()


def test_what_is_shown_is_near_the_truth_and_contradicts_nothing(worlds):
    for _, true, now, earlier in worlds:
        shown = now.set_index("key")["value"].dropna()
        assert ((shown - true[shown.index]).abs() < 5).all()
        assert doubtful_cells(now, earlier) == set()


def test_what_is_withheld_follows_from_the_rest_as_nothing_that_an_earlier_set_denies(worlds):
    implied = []
    for before, _, now, _ in worlds:
        shown = now.set_index("key")["value"]
        for area in DISTRICTS:
            others = [one for one in DISTRICTS if one != area]
            for dims in (*MARGINS, *GRID):
                of = {one: shown[key_of(one, JANUARY, dims)] for one in ("P", *others)}
                rest = of["P"] - sum(of[one] for one in others)
                implied.append(rest - before[key_of(area, DECEMBER, dims)])
    assert min(one for one in implied if pd.notna(one)) >= 0
