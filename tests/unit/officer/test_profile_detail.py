"""Single rows at a place: their squares, sides and times."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.handouts.detail import grid_reference, spots, week
from csa.counting.handouts.ground import Ground
from csa.measures.repeats import repeat_summary
from csa.officer.handouts.detail import again_words, busiest_words, concentrated


@pytest.mark.parametrize(
    ("point", "reference"),
    [
        # As gazetteers give them: Nelson's Column, Ben Nevis, Land's End, Edinburgh Castle.
        ((530_000, 180_400), "TQ 300 804"),
        ((216_600, 771_200), "NN 166 712"),
        ((134_200, 25_000), "SW 342 250"),
        ((325_100, 673_500), "NT 251 735"),
    ],
)
def test_squares_are_named_as_on_maps(point: tuple[int, int], reference: str) -> None:
    assert grid_reference(*point) == reference


def test_spots_say_how_far_and_on_which_side_and_name_the_street() -> None:
    rows = pd.DataFrame(
        {
            "easting": [407_250, 407_250, 407_450, None],
            "northing": [266_650, 266_650, 266_450, None],
            "location_text": ["Ivy Lane", "Ivy Lane", None, "Nowhere"],
        }
    ).astype({"easting": "Int64", "northing": "Int64"})
    found = spots(rows, middle=(407_250, 266_450))
    assert found["n"].tolist() == [2, 1]
    assert found["where"].tolist() == ["200 m north of the middle", "200 m east of the middle"]
    assert found["street"].tolist() == ["Ivy Lane", ""]


def test_without_a_middle_no_distance_is_told() -> None:
    """Two neighbourhoods that lie apart have no middle."""
    rows = pd.DataFrame({"easting": [407_250], "northing": [266_650]}, dtype="Int64")
    assert spots(rows, middle=None)["where"].tolist() == [""]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([(407_250, 266_650)], "The one incident is in SP 072 666, at the middle."),
        ([(407_250, 266_650)] * 3, "All 3 incidents are in SP 072 666, at the middle."),
        (
            [(407_250, 266_650), (407_550, 266_650)],
            "No square of 100 m holds more than one of the 2 incidents.",
        ),
        (
            [(407_250, 266_650)] * 2 + [(407_550, 266_650)],
            "The 2 squares of 100 m with most hold 3 of the 3 incidents; most are in "
            "SP 072 666, at the middle (2).",
        ),
    ],
)
def test_few_incidents_are_told_as_few(points: list[tuple[int, int]], said: str) -> None:
    rows = pd.DataFrame(points, columns=["easting", "northing"], dtype="Int64")
    found = spots(rows, middle=points[0])
    assert str(concentrated(found, found)) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({16: 5, 17: 4}, ["Too few are known to the hour (9) to say when most of it is."]),
        (
            dict.fromkeys(range(24), 1),
            [
                "The 24 that are known to the hour are spread over the day: no 12 hours in a row "
                "hold three quarters of them.",
                "Most were on Monday (24).",
            ],
        ),
    ],
)
def test_hours_are_called_busiest_where_they_are(counts: dict[int, int], said: list[str]) -> None:
    grid = pd.DataFrame(0, index=[*"1234567"], columns=range(24))
    grid.loc["1", list(counts)] = list(counts.values())
    grid.attrs["unknown"] = 0
    assert [*map(str, busiest_words(grid, few=10))] == said


def test_all_who_came_more_than_once_are_named() -> None:
    callers, harmed = (repeat_summary(pd.Series([*keys])) for keys in ("abc", "aabbbc"))
    both = [("Callers about this", callers), ("People harmed by these crimes", harmed)]
    assert str(again_words(both)) == "More than once: people harmed by these crimes (2 of 3)."
    assert str(again_words(both[:1])) == "Of those who are known nobody came more than once."


def test_neighbourhoods_are_named_in_the_title() -> None:
    names = ["Made A", "Made B", "Made C", "Made D"]
    nesting = pd.DataFrame({"lsoa": [*"ABCD"], "lsoa_name": names, "district": "E1"})
    shapes = [box(900 * n, 0, 900 * n + 100, 100) for n in range(4)]
    lines = gpd.GeoDataFrame({"code": [*"ABCD"]}, geometry=shapes, crs="EPSG:27700")
    made = [Ground.of_lsoas(tuple("ABCD"[:n]), nesting[:n], lines) for n in (1, 2, 4)]
    assert [one.name for one in made] == [
        "Made A", "Made A and Made B", "Made A, Made B and 2 more",
    ]  # fmt: skip
    assert [one.is_whole for one in made] == [True, False, False]


def test_what_is_not_known_to_the_hour_is_in_no_square_of_the_week() -> None:
    start = pd.to_datetime(["2016-04-04 16:10", "2016-04-04 16:50", "2016-04-05 10:00", None])
    end = pd.to_datetime(["2016-04-04 16:10", "2016-04-04 17:20", "2016-04-05 18:00", None])
    rows = pd.DataFrame({"created_at": start, "created_until": end})
    grid = week(rows, unit="asb")
    assert grid.loc["Mon", 16] == grid.to_numpy().sum() == 2
    assert grid.attrs["unknown"] == 2
