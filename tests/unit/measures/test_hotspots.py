"""Hotspots: clusters, surfaces and persistence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.hotspots import (
    classify_persistence,
    gi_star,
    kernel_density,
    reference_bandwidth,
)

CHAIN = [[1], [0, 2], [1, 3], [2, 4], [3, 5], [4]]


def test_the_cluster_has_the_highest_score() -> None:
    scores = gi_star(pd.Series([9, 8, 1, 0, 0, 1], index=list("abcdef")), CHAIN)
    assert scores.idxmax() == "a"
    assert scores["a"] > 1.96
    assert scores["e"] < 0


def test_equal_values_have_no_clusters() -> None:
    assert gi_star([3] * 6, CHAIN).isna().all()


def test_a_missing_place_is_left_out_of_the_study_area() -> None:
    """The chain without its last place gives the same scores as a shorter chain."""
    scores = gi_star([9, 8, 1, 0, 2, np.nan], CHAIN)
    assert np.isnan(scores.iloc[5])
    shorter = gi_star([9, 8, 1, 0, 2], [*CHAIN[:4], [3]])
    np.testing.assert_allclose(scores.iloc[:5], shorter)


def test_a_neighbour_of_everyone_has_no_score() -> None:
    scores = gi_star([5, 1, 0], [[1, 2], [0], [0]])
    assert scores.isna().tolist() == [True, False, False]


def test_listing_a_neighbour_twice_or_oneself_changes_nothing() -> None:
    plain = gi_star([9, 8, 1, 0, 0, 1], CHAIN)
    repeated = gi_star([9, 8, 1, 0, 0, 1], [[0, 1, 1], *CHAIN[1:]])
    np.testing.assert_allclose(plain, repeated)


def test_an_island_is_compared_with_itself_alone() -> None:
    """x = 4, mean 1, S = sqrt(3): (4 - 1) / (sqrt(3) * sqrt((4 * 1 - 1) / 3)) = sqrt(3)."""
    scores = gi_star([4, 0, 0, 0], [[], [2], [1, 3], [2]])
    assert scores.iloc[0] == pytest.approx(np.sqrt(3))


@pytest.mark.parametrize("neighbours", [CHAIN[:5], [*CHAIN, []]])
def test_neighbours_of_another_number_of_places_are_refused(neighbours: list) -> None:
    with pytest.raises(SchemaError, match="neighbours"):
        gi_star([9, 8, 1, 0, 0, 1], neighbours)


def test_a_neighbour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SchemaError, match="does not exist in row 1"):
        gi_star([1, 2], [[1], [7]])


@pytest.mark.parametrize("values", [[], [3]])
def test_no_place_or_one_has_no_cluster(values: list) -> None:
    assert gi_star(values, [[] for _ in values]).isna().all()


def test_surface_keeps_every_incident() -> None:
    points = np.random.default_rng(1).uniform(0, 3_000, (2, 250))
    grid = kernel_density(*points, bandwidth=400, cell_size=100)
    assert grid.n == 250
    assert grid.mass == pytest.approx(250)
    assert grid.density.shape == (grid.y.size, grid.x.size)


def test_surface_of_one_point_is_the_quartic_kernel() -> None:
    """Peak 3 / (pi h^2) in the middle, nothing from the bandwidth on."""
    grid = kernel_density([0], [0], bandwidth=100, cell_size=4, extent=(-150, -150, 150, 150))
    peak = grid.density.max()
    assert peak == pytest.approx(3 / (np.pi * 100**2), rel=0.005)
    distance = np.hypot(*np.meshgrid(grid.x, grid.y))
    assert (grid.density[distance > 106] < 1e-12).all()
    expected = 3 / (np.pi * 100**2) * np.clip(1 - (distance / 100) ** 2, 0, None) ** 2
    np.testing.assert_allclose(grid.density, expected, atol=0.01 * peak)


def test_north_is_the_last_row_and_east_the_last_column() -> None:
    grid = kernel_density([900], [100], bandwidth=200, cell_size=50, extent=(0, 0, 1_000, 1_000))
    row, column = np.unravel_index(grid.density.argmax(), grid.density.shape)
    assert abs(grid.x[column] - 900) <= 25
    assert abs(grid.y[row] - 100) <= 25


def test_points_without_coordinates_are_counted_not_drawn() -> None:
    grid = kernel_density([0, None, 5], [0, 1, None], bandwidth=100, cell_size=25)
    assert (grid.n, grid.missing) == (1, 2)
    assert grid.mass == pytest.approx(1)


def test_weights_stand_for_incidents() -> None:
    twice = kernel_density([0, 0], [0, 0], bandwidth=100, cell_size=25)
    weighted = kernel_density([0], [0], bandwidth=100, cell_size=25, weights=[2])
    np.testing.assert_allclose(weighted.density, twice.density)


def test_a_missing_weight_is_refused() -> None:
    with pytest.raises(SchemaError, match="weights is missing in row 0"):
        kernel_density([0], [0], bandwidth=100, cell_size=25, weights=[None])


def test_no_points_on_an_extent_are_an_empty_surface() -> None:
    grid = kernel_density([], [], bandwidth=100, cell_size=50, extent=(0, 0, 500, 300))
    assert grid.density.shape == (6, 10)
    assert grid.mass == 0


def test_no_points_and_no_extent_are_refused() -> None:
    with pytest.raises(SchemaError, match="give an extent"):
        kernel_density([], [], bandwidth=100, cell_size=50)


def test_points_far_outside_do_not_wrap_round() -> None:
    grid = kernel_density(
        [-101, 601, 250], [250, 250, 5_000], bandwidth=100, cell_size=25, extent=(0, 0, 500, 500)
    )
    assert grid.mass == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "settings",
    [
        {"bandwidth": 0, "cell_size": 10},
        {"bandwidth": 100, "cell_size": 60},
        {"bandwidth": 100, "cell_size": 50, "extent": (500, 0, 0, 500)},
        {"bandwidth": 2, "cell_size": 1, "extent": (0, 0, 1e5, 1e5)},
    ],
)
def test_impossible_surfaces_are_refused(settings: dict) -> None:
    with pytest.raises(SettingsError):
        kernel_density([0], [0], **settings)


def test_bandwidth_of_one_point_is_unknown() -> None:
    assert np.isnan(reference_bandwidth([1, None], [1, 2]))


def test_categories_of_persistence() -> None:
    """Ten periods, the last two recent."""
    rows = {
        "persistent": [1] * 8 + [0] * 2,
        "emerging": [0] * 8 + [0, 1],
        "former": [1, 0, 1] + [0] * 7,
        "intermittent": [1, 0, 0, 1, 0, 0, 0, 0, 0, 1],
        "none": [0] * 10,
    }
    table = classify_persistence(pd.DataFrame(rows).T.astype(bool))
    assert table["category"].tolist() == list(rows)
    assert table["hot_periods"].tolist() == [8, 1, 2, 3, 0]
    assert table["recent_hot_periods"].tolist() == [0, 1, 0, 1, 0]
    assert (table["recent_periods"] == 2).all()


def test_persistence_with_a_period_missing_is_unknown() -> None:
    hot = pd.DataFrame({"1": [True, True], "2": [None, True]}, dtype="boolean")
    category = classify_persistence(hot)["category"]
    assert category.isna().tolist() == [True, False]
    assert category.iloc[1] == "persistent"


def test_one_period_cannot_persist() -> None:
    with pytest.raises(SchemaError, match="two periods"):
        classify_persistence(pd.DataFrame({"1": [True]}))


@pytest.mark.parametrize("name", ["hotspot_share", "persistent_share", "recent_share"])
def test_persistence_shares_lie_between_nothing_and_all(name: str) -> None:
    hot = pd.DataFrame({"1": [True], "2": [True]})
    with pytest.raises(SettingsError, match=name):
        classify_persistence(hot, **{name: 1.2})
