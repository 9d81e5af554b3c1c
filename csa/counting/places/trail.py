"""How did the hotspots of one theme in one district come and go, year by year?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.places.spot_cells import Spots
from csa.measures.grid import Grid, Hot, confirm_hot_cells, label_groups
from csa.measures.hotspots import classify_persistence
from csa.periods import Period

if TYPE_CHECKING:
    from csa.measures.inputs import Floats

PRECISE = ("exact", "street")
COMPARED_WINDOWS = 2


@dataclass(frozen=True)
class Trail:
    """One theme in one district through successive windows, the latest first."""

    grid: Grid
    windows: list[Period]
    counts: list[np.ndarray]
    hot: list[Hot]

    @cached_property
    def groups(self) -> np.ndarray:
        """The hotspots: groups of squares that were one in any window, numbered from 1."""
        return label_groups(np.any([hot.confirmed for hot in self.hot], axis=0))[0]

    @property
    def is_yearly(self) -> bool:
        """Whether the window before the latest is the year before it."""
        return len(self.windows) > 1 and self.windows[1] == self.windows[0].a_year_earlier

    @property
    def compared(self) -> int:
        """How many windows are counted: the latest, and the year before if it was received."""
        return COMPARED_WINDOWS if self.is_yearly else 1


def follow(
    rows: pd.DataFrame,
    grids: list[Grid],
    windows: list[Period],
    *,
    at_risk: list[Floats],
    floor: int,
) -> Trail:
    """Find the hotspots of each window, the latest first.

    Parameters
    ----------
    rows : DataFrame
        Incidents of one theme in one district.
    grids : list of Grid
        The district in squares of each size, the finest first.
    windows : list of Period
        Twelve months each.
    at_risk : list of ndarray
        Residents of each square by grid, or nothing.
    floor : int
        Fewest incidents of a hotspot.
    """
    points = [points_in(rows, window) for window in windows]
    return Trail(
        grid=grids[0],
        windows=windows,
        counts=[grids[0].count(x, y) for x, y in points],
        hot=[confirm_hot_cells(grids, x, y, at_risk=at_risk, minimum=floor) for x, y in points],
    )


def _is_placed(rows: pd.DataFrame, window: Period) -> pd.Series:
    return rows["month"].isin(window.months) & rows["coord_quality"].isin(PRECISE)


def points_in(rows: pd.DataFrame, window: Period) -> tuple[np.ndarray, np.ndarray]:
    """Return easting and northing of the incidents of a window that are placed exactly."""
    points = rows.loc[_is_placed(rows, window), ["easting", "northing"]].astype("float64")
    return points["easting"].to_numpy(), points["northing"].to_numpy()


def in_groups(rows: pd.DataFrame, trail: Trail, window: Period) -> pd.DataFrame:
    """Return ``lsoa, group`` of each incident that lies in a hotspot."""
    columns, lines, kept = trail.grid.places(*points_in(rows, window))
    group = np.where(kept, trail.groups[np.where(kept, lines, 0), np.where(kept, columns, 0)], 0)
    here = rows.loc[_is_placed(rows, window), ["lsoa"]].assign(group=group)
    return here[here["group"] > 0]


def categories_of(trail: Trail, spots: Spots) -> list[str]:
    """Say of each hotspot whether it stays, is new or gone."""
    if len(trail.hot) < COMPARED_WINDOWS:
        return ["unclassified"] * len(spots.numbers)
    marks = pd.DataFrame(
        {
            # A hotspot once confirmed is followed by its cells at the finest size.
            position: [bool(hot.cells[spots.squares(group)].any()) for group in spots.numbers]
            for position, hot in enumerate(reversed(trail.hot))
        }
    )
    return list(classify_persistence(marks)["category"]) if len(marks) else []
