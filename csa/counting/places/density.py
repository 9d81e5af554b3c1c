"""Where incidents are dense: a surface in five classes, blank where there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.measures.hotspots import kernel_density

if TYPE_CHECKING:
    from csa.measures.grid import Grid
    from csa.measures.inputs import Floats

BANDWIDTH_M = 500
SURFACE_CELL_M = 125
QUANTILES = (0.5, 0.75, 0.9, 0.97)


def density_surface(x: Floats, y: Floats, grid: Grid, *, floor: int) -> pd.DataFrame:
    """Estimate how many incidents happen around each square of a district.

    Parameters
    ----------
    x, y : ndarray
        The incidents of twelve months.
    grid : Grid
        The squares.
    floor : int
        Squares with fewer incidents than this within the bandwidth are left out, so that no shade
        stands for a group that is too small to be shown.

    Returns
    -------
    DataFrame
        ``column, row`` of each square left and ``around``, its density.
    """
    west, south = grid.column * grid.size, grid.row * grid.size
    high, wide = grid.inside.shape
    density = kernel_density(
        x, y,
        bandwidth=BANDWIDTH_M,
        cell_size=grid.size,
        extent=(west, south, west + wide * grid.size, south + high * grid.size),
    ).density  # fmt: skip
    rows, columns = np.nonzero(grid.inside & (density > 0))
    enough = _near(x, y, grid, rows=rows, columns=columns) >= floor
    rows, columns = rows[enough], columns[enough]
    return pd.DataFrame(
        {
            "column": columns + grid.column,
            "row": rows + grid.row,
            "around": density[rows, columns] * np.pi * BANDWIDTH_M**2,
        }
    )


def _near(x: Floats, y: Floats, grid: Grid, *, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Count the incidents within the bandwidth of the middle of some squares."""
    from scipy.spatial import KDTree

    if not len(x) or not len(rows):
        return np.zeros(len(rows), dtype=int)
    east, north = grid.centres()
    middles = np.column_stack([east[rows, columns], north[rows, columns]])
    tree = KDTree(np.column_stack([x, y]))
    return np.asarray(tree.query_ball_point(middles, BANDWIDTH_M, return_length=True))


def in_classes(table: pd.DataFrame) -> pd.DataFrame:
    """Replace densities by classes that are the same in every district of a priority."""
    limits = table.groupby("priority")["around"].quantile(list(QUANTILES)).unstack()
    cuts = limits.loc[table["priority"]].to_numpy()
    table["class"] = (table["around"].to_numpy()[:, None] >= cuts).sum(axis=1) + 1
    return table[["priority", "theme", "district", "column", "row", "class"]]
