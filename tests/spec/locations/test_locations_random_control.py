"""Is nothing found where there is nothing to find, and a planted hotspot where there is one?"""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Polygon, box

from csa.measures.grid import CELL_SIZES_M, Grid, confirm_hot_cells, hot_cells

TOWN = Polygon([(400_000, 260_000), (408_000, 260_000), (409_500, 266_000), (401_000, 268_500)])
GRIDS = [Grid.over(TOWN, size=size) for size in CELL_SIZES_M]


def scatter(n: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points spread evenly over the bounding box of the town."""
    rng = np.random.default_rng(seed)
    west, south, east, north = TOWN.bounds
    return rng.uniform(west, east, n), rng.uniform(south, north, n)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("n", [150, 700, 3000])
def test_nothing_is_found_among_points_spread_at_random(seed: int, n: int) -> None:
    assert not confirm_hot_cells(GRIDS, *scatter(n, seed=seed)).confirmed.any()


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_hotspot_is_found_and_nothing_else(seed: int) -> None:
    x, y = scatter(700, seed=seed)
    rng = np.random.default_rng(seed)
    x = np.append(x, 404_500 + rng.normal(0, 90, 80))
    y = np.append(y, 263_600 + rng.normal(0, 90, 80))
    hot = confirm_hot_cells(GRIDS, x, y).confirmed
    east, north = (centre[hot] for centre in GRIDS[0].centres())
    assert hot.any()
    # With its neighbours a cell of 250 m reaches 500 m from the planted edge (250 m).
    assert np.hypot(east - 404_500, north - 263_600).max() < 800


def test_a_hotspot_seen_at_one_size_only_is_not_reported() -> None:
    # Twelve points in one cell of 250 m among 3,000: the cell's group is a single one, or is
    # swallowed by its surroundings at 500 m.
    x, y = scatter(3000, seed=3)
    x, y = np.append(x, np.full(6, 404_130.0)), np.append(y, np.full(6, 263_630.0))
    assert not confirm_hot_cells(GRIDS, x, y).confirmed.any()


def test_cells_of_neighbouring_areas_and_years_coincide() -> None:
    left = Grid.over(box(1_010, 1_010, 2_000, 2_000), size=250)
    right = Grid.over(box(1_700, 900, 3_000, 2_400), size=250)
    point = [1_800.0], [1_800.0]
    cells = [
        (grid.column + grid.places(*point)[0][0], grid.row + grid.places(*point)[1][0])
        for grid in (left, right)
    ]
    assert cells[0] == cells[1] == (7, 7)  # 1,800 / 250 = 7.2


def test_points_outside_the_area_or_without_a_place_count_nowhere() -> None:
    grid = Grid.over(box(0, 0, 1_000, 1_000), size=250)
    counts = grid.count([100.0, 5_000.0, np.nan, -10.0], [100.0, 100.0, 100.0, 100.0])
    assert counts.sum() == counts[0, 0] == 1


def test_no_points_give_no_hot_cells() -> None:
    grid = Grid.over(TOWN, size=250)
    assert not hot_cells(grid, grid.count([], [])).any()


def test_residents_are_shared_out_by_the_ground_in_common() -> None:
    grid = Grid.over(box(1, 1, 999, 499), size=500)
    # The second lies half in each square, the third a quarter outside the grid.
    shapes = [box(0, 0, 500, 500), box(250, 0, 750, 500), box(700, 0, 1_100, 500)]
    shared = grid.share_out(shapes, [100, 60, 40])
    assert shared.ravel() == pytest.approx([130, 60])


@pytest.mark.parametrize("seed", range(10))
def test_where_people_live_is_no_hotspot_of_its_own(seed: int) -> None:
    """Nine tenths of the people live in a ninth of the town, all at the same risk."""
    rng = np.random.default_rng(seed)
    town = box(0, 0, 9_000, 9_000)
    grids = [Grid.over(town, size=size) for size in CELL_SIZES_M]
    centre, rest = box(3_000, 3_000, 6_000, 6_000), town.difference(box(3_000, 3_000, 6_000, 6_000))
    at_risk = [grid.share_out([centre, rest], [9_000, 1_000]) for grid in grids]
    x = np.append(rng.uniform(3_000, 6_000, 720), rng.uniform(0, 9_000, 80))
    y = np.append(rng.uniform(3_000, 6_000, 720), rng.uniform(0, 9_000, 80))
    assert confirm_hot_cells(grids, x, y).confirmed.any()
    assert not confirm_hot_cells(grids, x, y, at_risk=at_risk).confirmed.any()
    x, y = np.append(x, rng.normal(4_400, 80, 80)), np.append(y, rng.normal(4_400, 80, 80))
    assert confirm_hot_cells(grids, x, y, at_risk=at_risk).confirmed.any()
