"""Fires are counted where they are known to be deliberate, and are called deliberate then."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import csa
from csa.counting.units import UNIT_NOUNS

DELIBERATE = {"deliberate_own", "deliberate_others", "deliberate_unknown_owner"}
REDDITCH, PERIOD = "E07000236", ("2016-04", "2016-05", "2016-06")
PLACE = "redditch-town-centre"


@pytest.fixture(scope="module")
def fires(raw):
    """The fires of Redditch in the period by neighbourhood, from the raw files: set, and all."""
    rows = [
        row
        for month, row in raw("fire/*.csv")
        if month in PERIOD and row["district_code"] == REDDITCH
    ]
    chosen = [row for row in rows if row["motive"] in DELIBERATE]
    assert len(rows) > len(chosen) > 0
    return Counter(row["lsoa_code"] for row in chosen), Counter(row["lsoa_code"] for row in rows)


def test_every_count_of_fires_is_of_deliberate_ones(area, fires) -> None:
    cells = area.view.release.cells
    now = cells[(cells["measure"] == "fire") & (cells["period"] == "2016-04/2016-06")]
    by_area = now[(now["by"] == "") & (now["level"] == "lsoa")].set_index("area")["value"]
    whole = now[(now["area"] == REDDITCH)].set_index("by")["value"]
    placed = {code for code in fires[1] if code}
    assert {code: by_area[code] for code in placed} == {code: fires[0][code] for code in placed}
    assert set(whole[["", "priority", "subtheme"]]) == {sum(fires[0].values())}


def test_a_place_and_a_priority_count_the_same_fires(
    small_built: Path, area, fires, squares
) -> None:
    loaded = csa.load(
        "fire", district="redditch", since="2016-04", until="2016-06",
        priority="asb-damage-and-nuisance", root=str(small_built),
    )  # fmt: skip
    headline = area.priority("asb-damage-and-nuisance").change.headline().data.set_index("name")
    assert len(loaded) == headline.loc["Deliberate fires", "after"] == sum(fires[0].values())
    summary = area.at(PLACE).summary().data.set_index("name")
    here = sum(fires[0][code] for code in squares)
    assert summary.loc["Deliberate fires", "after"] == here


def test_all_fires_are_called_fires(small_built: Path, fires, capsys) -> None:
    loaded = csa.load(
        "fire", district="redditch", since="2016-04", until="2016-06", root=str(small_built)
    )
    others = sum(fires[1].values()) - sum(fires[0].values())
    assert len(loaded) == sum(fires[1].values())
    said = capsys.readouterr().out
    assert f"On no page, but among these rows: {others} fires that are not known to be" in said
    assert UNIT_NOUNS["fire"] == "deliberate fires"


def test_the_account_of_rows_is_of_all_fires_and_says_so(area, raw) -> None:
    account = area.data_quality.row_account().data.set_index("label")
    assert account.loc["Fires", "rows"] == sum(1 for _ in raw("fire/*.csv"))
    assert "Deliberate fires" not in account.index
