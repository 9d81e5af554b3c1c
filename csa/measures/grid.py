"""Which cells of a regular grid hold more than their share, at more than one size of cell?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage, sparse, special

from csa.measures.hotspots import gi_star
from csa.measures.inputs import Flags, Floats, as_floats, check_between, same_length
from csa.measures.verdicts import false_discovery_rates

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

CELL_SIZES_M = (250, 500)
MINIMUM_IN_HOTSPOT = 10
FALSE_DISCOVERY = 0.01
AROUND = [(up, right) for up in (-1, 0, 1) for right in (-1, 0, 1) if (up, right) != (0, 0)]

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over an area, aligned to whole multiples of their side.

    The alignment does not depend on the area, so that cells of different years and neighbouring
    areas coincide.

    Attributes
    ----------
    size : int
        Side of a cell in metres.
    column, row : int
        Number of the westernmost column and southernmost row, counted from the origin of the
        coordinates.
    inside : ndarray
        Rows from south to north, columns from west to east: whether a cell touches the area.
    """

    size: int
    column: int
    row: int
    inside: Flags

    @classmethod
    def over(cls, area: BaseGeometry, *, size: int) -> Grid:
        """Lay a grid over an area given in metres."""
        import shapely

        check_between(size, 0, float("inf"), name="size")
        west, south, east, north = area.bounds
        column, row = int(west // size), int(south // size)
        across = np.arange(column, int(east // size) + 1) * size
        along = np.arange(row, int(north // size) + 1) * size
        x, y = np.meshgrid(across, along)
        shapely.prepare(area)
        boxes = shapely.box(x, y, x + size, y + size)
        return cls(size=size, column=column, row=row, inside=shapely.intersects(area, boxes))

    def count(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Count points by cell; those without a place or outside the area count nowhere."""
        columns, rows, kept = self.places(x, y)
        counts = np.zeros(self.inside.shape, dtype=np.int64)
        np.add.at(counts, (rows[kept], columns[kept]), 1)
        return counts

    def places(self, x: ArrayLike, y: ArrayLike) -> tuple[Indices, Indices, Flags]:
        """Return the column and row of each point, and whether its cell is inside."""
        east, north = as_floats(x, name="x"), as_floats(y, name="y")
        same_length(east, north, name="x and y")
        known = ~np.isnan(east) & ~np.isnan(north)
        columns = np.where(known, east // self.size - self.column, -1).astype(np.intp)
        rows = np.where(known, north // self.size - self.row, -1).astype(np.intp)
        high, wide = self.inside.shape
        kept = (columns >= 0) & (columns < wide) & (rows >= 0) & (rows < high)
        kept[kept] = self.inside[rows[kept], columns[kept]]
        return columns, rows, kept

    @cached_property
    def sparse(self) -> sparse.csr_array:
        """The up to eight neighbours of each cell inside, as a matrix of 0 and 1."""
        number = np.full(self.inside.shape, -1)
        number[self.inside] = np.arange(int(self.inside.sum()))
        padded = np.pad(number, 1, constant_values=-1)
        high, wide = self.inside.shape
        sides = [
            padded[1 + up : 1 + up + high, 1 + right : 1 + right + wide][self.inside]
            for up, right in AROUND
        ]
        pairs = [(np.flatnonzero(side >= 0), side[side >= 0]) for side in sides]
        here, there = (np.concatenate(ends) for ends in zip(*pairs, strict=True))
        n = int(self.inside.sum())
        return sparse.coo_array((np.ones(here.size), (here, there)), shape=(n, n)).tocsr()

    def share_out(self, shapes: Sequence[BaseGeometry], amounts: ArrayLike) -> Floats:
        """Share what is known of larger areas out over the cells, by the ground in common.

        Parameters
        ----------
        shapes : sequence of geometry
            The areas, for instance neighbourhoods.
        amounts : Series or array
            What is known of each, for instance residents; a missing one counts as none.

        Returns
        -------
        ndarray
            Of the grid's shape; 0 outside the area.
        """
        import shapely

        rows, columns = np.nonzero(self.inside)
        west, south = (self.column + columns) * self.size, (self.row + rows) * self.size
        cells = shapely.box(west, south, west + self.size, south + self.size)
        areas = np.asarray(shapes, dtype=object)
        cell, area = shapely.STRtree(areas).query(cells, predicate="intersects")
        shares = shapely.area(shapely.intersection(cells[cell], areas[area])) / shapely.area(
            areas[area]
        )
        known = np.nan_to_num(as_floats(amounts, name="amounts"))
        shared = np.zeros(self.inside.shape)
        np.add.at(shared, (rows[cell], columns[cell]), shares * known[area])
        return shared

    def centres(self) -> tuple[Floats, Floats]:
        """Return the coordinates of every cell's centre, as arrays of the grid's shape."""
        rows, columns = np.indices(self.inside.shape)
        east = (self.column + columns.astype(float) + 0.5) * self.size
        north = (self.row + rows.astype(float) + 0.5) * self.size
        return east, north


def hot_cells(
    grid: Grid,
    counts: NDArray[np.int64],
    *,
    at_risk: Floats | None = None,
    false_discovery: float = FALSE_DISCOVERY,
) -> Flags:
    """Find the cells that, with their neighbours, hold more than chance explains.

    Parameters
    ----------
    grid : Grid
        The cells of the study area.
    counts : ndarray
        Points by cell, as :meth:`Grid.count` gives them.
    at_risk : ndarray, optional
        Residents by cell, for instance (:meth:`Grid.share_out`): a cell must then hold more than
        chance explains if all of them were at the same risk, too. Otherwise chance means points
        spread evenly over the area, and where people live is part of what is found.
    false_discovery : float
        Share of false alarms to be expected among the cells found, after allowance for the
        number of cells looked at (Benjamini and Hochberg).

    Returns
    -------
    ndarray of bool
        Of the grid's shape. A cell without a point is never hot.

    Notes
    -----
    Counts in small cells are too skewed for the normal law that the Gi* score is judged by, so a
    cell must also stand out against a Poisson law of the same mean; the weaker evidence counts.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> grid = Grid.over(box(0, 0, 4999, 4999), size=500)
    >>> counts = np.zeros(grid.inside.shape, dtype=int)
    >>> counts[4:6, 4:6] = 30
    >>> int(hot_cells(grid, counts).sum())
    4
    """
    check_between(false_discovery, 0, 1, name="false_discovery")
    values = counts[grid.inside].astype(float)
    if not values.sum():
        return np.zeros(grid.inside.shape, dtype=bool)
    scores = gi_star(values, grid).to_numpy()
    sums = values + grid.sparse @ values
    p_values = special.ndtr(-scores)
    for base in (np.ones(values.size), *([] if at_risk is None else [at_risk[grid.inside]])):
        expected = (base + grid.sparse @ base) * values.sum() / base.sum()
        p_values = np.maximum(p_values, np.where(sums, special.pdtrc(sums - 1, expected), 1.0))
    q_values = false_discovery_rates(p_values)
    hot = np.zeros(grid.inside.shape, dtype=bool)
    hot[grid.inside] = (q_values <= false_discovery) & (values > 0)
    return hot


@dataclass(frozen=True)
class Hot:
    """Hot cells of the finest grid, and those of them that belong to a hotspot.

    Attributes
    ----------
    cells : ndarray of bool
        Cells that stand out at the finest size.
    confirmed : ndarray of bool
        Cells of groups of touching ones, two or more unless less is asked for, that hold a minimum
        of points and touch a hot cell at every other size.
    """

    cells: Flags
    confirmed: Flags


def confirm_hot_cells(
    grids: Sequence[Grid],
    x: ArrayLike,
    y: ArrayLike,
    *,
    at_risk: Sequence[Floats] = (),
    minimum: int = MINIMUM_IN_HOTSPOT,
    fewest_cells: int = 2,
) -> Hot:
    """Find hotspots: groups of cells that stand out at every size of cell.

    Parameters
    ----------
    grids : sequence of Grid
        Grids over the study area, the finest first.
    x, y : Series or array
        Points in metres.
    at_risk : sequence of ndarray
        By grid, the residents of each cell; a hotspot then holds more than they explain.
    minimum, fewest_cells : int
        Points and cells that a hotspot holds at the least.

    Examples
    --------
    >>> from shapely.geometry import box
    >>> grids = [Grid.over(box(0, 0, 4999, 4999), size=size) for size in (250, 500)]
    >>> x, y = np.tile([1100.0, 1300.0], 40), np.full(80, 1200.0)
    >>> int(confirm_hot_cells(grids, x, y).confirmed.sum())
    2
    """
    finest = grids[0]
    counts = finest.count(x, y)
    bases: Sequence[Floats | None] = at_risk or [None] * len(grids)
    hot = hot_cells(finest, counts, at_risk=bases[0])
    if not hot.any():
        return Hot(hot, hot)
    centres = tuple(centre[hot] for centre in finest.centres())
    stands_out = np.logical_and.reduce(
        [
            np.ones(int(hot.sum()), dtype=bool),
            *(
                _is_hot_in(grid, hot_cells(grid, grid.count(x, y), at_risk=base), at=centres)
                for grid, base in zip(grids[1:], bases[1:], strict=True)
            ),
        ]
    )
    groups, n = label_groups(hot)
    of_cell = groups[hot]
    kept = [
        group
        for group in range(1, n + 1)
        if counts[groups == group].sum() >= minimum
        and (of_cell == group).sum() >= fewest_cells
        and stands_out[of_cell == group].any()
    ]
    return Hot(hot, np.isin(groups, kept))


def _is_hot_in(grid: Grid, hot: Flags, *, at: tuple[Floats, ...]) -> Flags:
    columns, rows, kept = grid.places(*at)
    return np.asarray(kept & hot[np.where(kept, rows, 0), np.where(kept, columns, 0)])


def label_groups(hot: Flags) -> tuple[NDArray[np.int64], int]:
    """Give the groups of touching cells a number from 1 (corners touch); 0 is no group.

    Examples
    --------
    >>> labels, n = label_groups(np.array([[1, 0, 0, 1], [0, 1, 0, 0]], dtype=bool))
    >>> labels.tolist(), n
    ([[1, 0, 0, 2], [0, 1, 0, 0]], 2)
    """
    labels, n = ndimage.label(hot, structure=np.ones((3, 3)))
    return labels.astype(np.int64), int(n)
