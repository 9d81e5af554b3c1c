"""Names of hotspots, shares that moved, and several agencies' counts on one scale."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

from csa.counting.places.names import Gazetteer
from csa.counting.places.near_repeats import strength_of
from csa.counting.places.shapes import is_in, lsoas_of_place
from csa.measures.grid import Grid
from csa.settings import Place

MILL = Place(
    slug="mill-green", name="Mill Green", district="redditch", easting=2_000, northing=2_000,
    radius_m=300,
)  # fmt: skip
SETTINGS = SimpleNamespace(
    places=(MILL,), districts=(SimpleNamespace(code="E07000236", slug="redditch"),)
)
WARDS = gpd.GeoDataFrame(
    {"code": ["W1", "W2"], "name": ["Westside", "Eastside"], "district": "E07000236"},
    geometry=[box(0, 0, 3_000, 6_000), box(3_000, 0, 6_000, 6_000)],
    crs="EPSG:27700",
)


# Each kilometre of the eastern ward is a neighbourhood; the western one holds Mill Green.
LSOAS = gpd.GeoDataFrame(
    {"code": list("abcdef"), "name": list("ABCDEF"), "district": "E07000236"},
    geometry=[
        box(1_500, 1_500, 2_500, 2_500), box(1_500, 2_500, 2_500, 4_000),
        box(0, 4_000, 3_000, 6_000), box(3_000, 4_000, 6_000, 6_000),
        box(3_000, 2_000, 6_000, 4_000), box(3_000, 0, 6_000, 2_000),
    ],
    crs="EPSG:27700",
)  # fmt: skip


def name_at(x: float, y: float, lsoas: Any = ()) -> dict[str, str]:
    """Name a hotspot of one cell."""
    grid = Grid.over(box(0, 0, 6_000, 6_000), size=250)
    weights = grid.count(np.full(20, x), np.full(20, y))
    return Gazetteer(SETTINGS, WARDS, lsoas).name_spot(grid, weights, district="E07000236")


@pytest.mark.parametrize("lsoas", [(), LSOAS], ids=["wards alone", "neighbourhoods"])
def test_a_hotspot_at_a_named_place_is_called_after_it(lsoas: Any) -> None:
    assert name_at(2_050, 1_950, lsoas) == {
        "name": "around Mill Green", "place": "mill-green", "ward": "Westside",
    }  # fmt: skip


def test_elsewhere_it_is_called_after_its_part_of_the_ward_never_after_a_place_of_another() -> None:
    assert name_at(4_100, 5_050)["name"] == "in the north of Eastside ward"
    assert name_at(4_100, 2_900, LSOAS)["name"] == "in the middle of Eastside ward"
    assert name_at(2_050, 3_100, LSOAS)["name"] == "in Westside ward, north of Mill Green"


def test_neighbourhoods_are_called_after_their_place_or_its_side_or_part_of_the_ward() -> None:
    assert Gazetteer(SETTINGS, WARDS, LSOAS).names == {
        "a": "Mill Green",
        "b": "Westside ward, north of Mill Green",
        # Three kilometres from the place: too far to be told by it.
        "c": "the north of Westside ward",
        "d": "the north of Eastside ward",
        "e": "the middle of Eastside ward",
        "f": "the south of Eastside ward",
    }


def test_a_second_place_of_a_ward_may_have_no_neighbourhood_nearest_to_it() -> None:
    beside = MILL.model_copy(update={"slug": "mill-lane", "name": "Mill Lane", "easting": 2_050})
    settings = SimpleNamespace(places=(MILL, beside), districts=SETTINGS.districts)
    assert set(Gazetteer(settings, WARDS, LSOAS).names) == set("abcdef")


def test_no_two_neighbourhoods_of_a_ward_share_a_name_however_many_there_are() -> None:
    strips = gpd.GeoDataFrame(
        {"code": [f"s{n}" for n in range(40)], "name": "S", "district": "E07000236"},
        geometry=[box(3_000, 150 * n, 6_000, 150 * (n + 1)) for n in range(40)],
        crs="EPSG:27700",
    )
    names = Gazetteer(SETTINGS, WARDS, strips).names
    assert len(set(names.values())) == 40


def test_a_place_is_a_circle() -> None:
    inside = is_in(
        MILL, np.array([2_299.0, 2_301.0]), np.array([2_000.0, 2_000.0]), settings=SETTINGS
    )
    assert inside.tolist() == [True, False]


def test_neighbourhoods_of_a_place_by_the_share_inside() -> None:
    halves = gpd.GeoDataFrame(
        {"code": ["a", "b", "c"], "name": ["A", "B", "C"]},
        geometry=[
            box(1_700, 1_700, 2_000, 2_300), box(2_000, 1_700, 2_300, 2_300), box(0, 0, 9, 9),
        ],
        crs="EPSG:27700",
    )  # fmt: skip
    table = lsoas_of_place(MILL, halves, settings=SETTINGS)
    assert table["code"].tolist() == ["a", "b"]
    # A half circle in its bounding box: pi / 4.
    assert table["share_inside"].to_numpy() == pytest.approx(np.pi / 4, abs=0.003)


@pytest.mark.parametrize(
    ("pairs", "ratio", "q_value", "words"),
    [
        (70, 9.2, 0.001, "three times as many or more"),
        (70, 2.0, 0.001, "twice as many or more"),
        (70, 1.2, 0.001, "clearly more"),
        # Too weak, too likely by chance, too few.
        (70, 1.1, 0.001, "no clear difference"),
        (70, 9.2, 0.06, "no clear difference"),
        (5, 9.0, 0.001, "no clear difference"),
    ],
)
def test_near_repeats_need_strength_certainty_and_numbers(
    pairs: int, ratio: float, q_value: float, words: str
) -> None:
    assert strength_of(pairs=pairs, ratio=ratio, q_value=q_value) == words
