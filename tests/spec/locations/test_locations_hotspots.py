"""Are planted hotspots found, named in words and told apart, and are snapped points refused?"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from csa.exhibits.places import NO_YEAR, SNAPPED, build_places
from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")
ALL = Period("2014-02", "2017-01").months
EARLIER = Period("2014-02", "2015-03").months
LATEST = Period("2016-02", "2017-01").months


@pytest.fixture(scope="session")
def tables(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Three planted hotspots: one lasting, one new at a named place, one gone."""
    crimes = town.countable(
        town.scattered(1800, ALL, seed=1),
        town.gathered(240, ALL, at=(406_100, 268_100), seed=2),
        town.gathered(90, LATEST, at=(402_050, 264_050), seed=3),
        town.gathered(140, EARLIER, at=(406_100, 264_100), seed=4),
    )
    return build_places(
        {"crime": crimes}, boundaries, settings=settings, coverage=coverage, period=PERIOD
    )


def of_damage(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what is said of criminal damage."""
    trials = tables["hotspot_trial"]
    return trials[trials["theme"] == "criminal-damage-and-arson"]


def test_the_three_planted_hotspots_are_found_named_and_told_apart(
    tables: dict[str, pd.DataFrame],
) -> None:
    spots = tables["hotspot"].set_index("category")["name"].to_dict()
    assert spots == {
        # 406,100 268,100 lies 5.8 km from Mill Green, at 45 degrees.
        "persistent": "in Eastside ward, about 6 km north-east of Mill Green",
        "emerging": "around Mill Green",
        "former": "in Eastside ward, about 4 km east of Mill Green",
    }


def test_counts_are_cut_down_to_a_multiple_of_five_and_never_exceed_the_truth(
    tables: dict[str, pd.DataFrame],
) -> None:
    spots = tables["hotspot"]
    assert (spots[["now", "before"]] % 5 == 0).all(axis=None)
    new = spots.set_index("category").loc["emerging"]
    # 90 planted in the twelve months, and fewer than ten of the even spread in the same cells.
    assert 85 <= new["now"] <= 100


def test_no_coordinate_of_a_crime_leaves(tables: dict[str, pd.DataFrame]) -> None:
    for table in tables.values():
        assert not {"easting", "northing", "x", "y", "crime_id"} & set(table)


def test_last_years_hotspots_are_judged_by_this_years_crimes(
    tables: dict[str, pd.DataFrame],
) -> None:
    trial = of_damage(tables).iloc[0]
    # Of about 770 crimes in the latest year about 80 fell into the lasting hotspot and a few into
    # the one that had just gone.
    assert 0.08 <= trial["hit_share"] <= 0.16
    assert trial["accuracy"] == pytest.approx(trial["hit_share"] / trial["area_share"], rel=0.06)


def test_nothing_is_found_in_a_random_control(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame
) -> None:
    for seed in range(5):
        found = build_places(
            {"crime": town.countable(town.scattered(2500, ALL, seed=seed))},
            boundaries,
            settings=settings,
            coverage=coverage,
            period=PERIOD,
        )
        assert "hotspot" not in found


def test_snapped_points_are_refused_with_the_reason(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame
) -> None:
    crimes = town.countable(town.gathered(500, ALL, at=(402_050, 264_050), seed=3), quality="snap")
    tables = build_places(
        {"crime": crimes}, boundaries, settings=settings, coverage=coverage, period=PERIOD
    )
    assert "hotspot" not in tables
    assert set(of_damage(tables)["reason"]) == {SNAPPED}


def test_a_gap_in_the_latest_year_gives_no_hotspots(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame
) -> None:
    gap = coverage[coverage["month"] != "2016-06"]
    crimes = town.countable(town.gathered(500, ALL, at=(402_050, 264_050), seed=3))
    tables = build_places(
        {"crime": crimes}, boundaries, settings=settings, coverage=gap, period=PERIOD
    )
    assert "hotspot" not in tables
    assert set(of_damage(tables)["reason"]) == {NO_YEAR}
