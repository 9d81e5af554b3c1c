"""Are planted hotspots found, named in words and told apart, and are snapped points refused?"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.places.density import density_surface
from csa.counting.places.hotspots import NO_YEAR, SNAPPED, build_places
from csa.counting.places.themes import list_themes
from csa.measures.grid import Grid
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
        "persistent": "in the north of Eastside ward",
        "emerging": "around Mill Green",
        "former": "in the south of Eastside ward",
    }


def counts(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Return the true counts by key."""
    return tables["hotspot_count"].set_index("key")["value"].astype(int)


def test_counts_leave_as_cells_and_in_no_other_table(tables: dict[str, pd.DataFrame]) -> None:
    for name in ("hotspot", "hotspot_trial", "hotspot_cell", "hotspot_surface"):
        if name in tables:
            shown = tables[name].select_dtypes("number").columns
            assert set(shown) <= {
                "hotspot", "hectares", "squares", "of_squares", "column", "row", "class",
            }  # fmt: skip
    new = tables["hotspot"].set_index("category").loc["emerging"]
    # 90 planted in the twelve months, and fewer than ten of the even spread in the same squares.
    assert 85 <= counts(tables)[new["now_cells"]] <= 100
    assert counts(tables)[new["before_cells"]] < 20
    cells = tables["hotspot_count"]
    assert set(cells.loc[cells["dims"].str.contains("spot "), "class"]) == {"sensitive"}


def test_everything_adds_up_to_what_the_police_publish(tables: dict[str, pd.DataFrame]) -> None:
    cells, ties = tables["hotspot_count"], tables["hotspot_tie"]
    value = counts(tables)
    inside = ties[ties["child"].isin(cells["key"])]
    for (relation, parent), children in inside.groupby(["relation", "parent"])["child"]:
        if set(inside.loc[inside["relation"] == relation, "kind"]) == {"subset"}:
            assert (value[parent] >= value[list(children)]).all()
        else:
            assert value[parent] == value[list(children)].sum(), relation
    whole = cells[cells["dims"].str.contains("hotspot=all;")]
    assert set(whole["class"]) == {"public"}
    # Of 1,800 spread over three years, 240, 90 and 140 planted: those of the latest twelve months.
    months = ties[ties["relation"] == "months"]
    assert set(months["parent"]) == set(whole["key"])
    assert (months.groupby("parent").size() == 12).all()
    assert months["child"].str.startswith("crime|E07000236|").all()


def test_no_coordinate_of_a_crime_leaves(tables: dict[str, pd.DataFrame]) -> None:
    for table in tables.values():
        assert not {"easting", "northing", "x", "y", "crime_id"} & set(table)


def test_a_key_names_the_same_squares_whatever_else_is_found(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame,
    tables: dict[str, pd.DataFrame],
) -> None:  # fmt: skip
    crimes = town.countable(
        town.scattered(1800, ALL, seed=1),
        town.gathered(240, ALL, at=(406_100, 268_100), seed=2),
    )
    alone = build_places(
        {"crime": crimes}, boundaries, settings=settings, coverage=coverage, period=PERIOD
    )
    (lasting,) = alone["hotspot"]["now_cells"]
    # No digits: the search for leaks would take two groups of them for coordinates.
    assert re.search(r"hotspot=spot [a-p]{8};", lasting)
    assert lasting in set(tables["hotspot"]["now_cells"])
    assert len(set(tables["hotspot"]["now_cells"])) == 3


def test_a_sensitive_part_of_another_priority_has_no_hotspots(settings: Any) -> None:
    themes = {theme.theme for theme in list_themes(settings)}
    assert "youth-anti-social-behaviour" not in themes
    assert "criminal-damage-and-arson" in themes


def test_the_surface_is_blank_where_fewer_than_ten_incidents_are_near() -> None:
    grid = Grid.over(box(0, 0, 8_000, 8_000), size=125)
    few, many = np.full(9, 2_000.0), np.full(10, 6_000.0)
    points = np.concatenate([few, many])
    surface = density_surface(points, points, grid, floor=10)
    # Nine at one point are denser than ten are at the edge of the bandwidth, and yet not shown.
    assert surface["column"].min() * 125 >= 5_500 - 125
    assert len(surface)


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


def test_an_estate_is_no_hotspot_where_its_residents_explain_its_crimes(
    town: SimpleNamespace, boundaries: dict[str, Any], settings: Any, coverage: pd.DataFrame
) -> None:
    """Nine tenths live in an estate that was one neighbourhood until it was split in two."""
    estate = box(404_000, 264_000, 406_000, 266_000)
    whole = boundaries["boundary_district"].geometry.iloc[0]
    parts = [
        box(404_000, 264_000, 405_000, 266_000),
        box(405_000, 264_000, 406_000, 266_000),
        whole.difference(estate),
    ]
    codes = ["PART1", "PART2", "REST"]
    lsoas = gpd.GeoDataFrame(
        {"code": codes, "name": codes, "district": "E07000236"},
        geometry=parts,
        crs="EPSG:27700",
    )
    homes = pd.DataFrame(
        {"lsoa": codes, "group": ["OLD", "OLD", "REST"], "residents": [9000, 9000, 1000]}
    )
    rng = np.random.default_rng(5)
    at_home = pd.DataFrame(
        {
            "easting": rng.uniform(404_000, 406_000, 1800).round(),
            "northing": rng.uniform(264_000, 266_000, 1800).round(),
            "month": rng.choice(ALL, 1800),
        }
    )
    crimes = {"crime": town.countable(at_home, town.scattered(200, ALL, seed=6))}
    found = [
        build_places(
            crimes, boundaries | {"boundary_lsoa": lsoas}, settings=settings, coverage=coverage,
            period=PERIOD, homes=known,
        ).get("hotspot", pd.DataFrame())
        for known in (None, homes)
    ]  # fmt: skip
    assert len(found[0])
    assert not len(found[1])
