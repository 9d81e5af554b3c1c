"""Single rows at a place: their squares, sides and times."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.handouts.detail import grid_reference, spots, week


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


def test_what_is_not_known_to_the_hour_is_in_no_square_of_the_week() -> None:
    start = pd.to_datetime(["2016-04-04 16:10", "2016-04-04 16:50", "2016-04-05 10:00", None])
    end = pd.to_datetime(["2016-04-04 16:10", "2016-04-04 17:20", "2016-04-05 18:00", None])
    rows = pd.DataFrame({"created_at": start, "created_until": end})
    grid = week(rows, unit="asb")
    assert grid.loc["Mon", 16] == grid.to_numpy().sum() == 2
    assert grid.attrs["unknown"] == 2
