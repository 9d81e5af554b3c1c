"""A smooth surface from points: how many incidents lie around each cell of a grid?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from csa.errors import SchemaError, SettingsError
from csa.measures.inputs import (
    Floats,
    as_counts,
    as_floats,
    check_between,
    refuse_rows,
    same_length,
)

NORMAL_REFERENCE = 1.06
QUARTILES_PER_SD = 1.34
CELLS_MAXIMUM = 25_000_000

Extent = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class DensityGrid:
    """Incidents per square unit on a regular grid.

    Attributes
    ----------
    density : ndarray
        Rows from south to north, columns from west to east; incidents per square unit of the
        coordinates (per square metre on the National Grid).
    x, y : ndarray
        Centres of the columns and of the rows.
    cell_size, bandwidth : float
        In units of the coordinates.
    n, missing : int
        Incidents used, and incidents without coordinates.
    """

    density: Floats
    x: Floats
    y: Floats
    cell_size: float
    bandwidth: float
    n: int
    missing: int

    @property
    def mass(self) -> float:
        """Incidents under the surface: all of them (by weight) if the grid reaches far enough."""
        return float(self.density.sum() * self.cell_size**2)


def reference_bandwidth(x: ArrayLike, y: ArrayLike) -> float:
    """Suggest a bandwidth for :func:`kernel_density` by the normal reference rule.

    Parameters
    ----------
    x, y : Series or array
        Coordinates; points without both are left out.

    Returns
    -------
    float
        Mean over both axes of ``4 * 1.06 * min(sd, IQR / 1.34) * n ** (-1 / 5)``; NaN with fewer
        than two points, 0 when half of them share a place.

    References
    ----------
    Venables and Ripley (2002), Modern Applied Statistics with S, section 5.6.

    Examples
    --------
    >>> round(reference_bandwidth([0, 100, 200, 300], [0, 50, 100, 150]))
    270
    """
    points, _ = _known_points(x, y)
    if len(points) < 2:
        return float("nan")
    low, high = np.percentile(points, [25, 75], axis=0)
    spread = np.minimum(points.std(axis=0, ddof=1), (high - low) / QUARTILES_PER_SD)
    return float(4 * NORMAL_REFERENCE * spread.mean() * len(points) ** -0.2)


def kernel_density(
    x: ArrayLike,
    y: ArrayLike,
    *,
    bandwidth: float,
    cell_size: float,
    extent: Extent | None = None,
    weights: ArrayLike | None = None,
) -> DensityGrid:
    """Spread each point over a quartic kernel and add them up on a grid.

    Parameters
    ----------
    x, y : Series or array
        Coordinates in a projected system, one point per incident; points without both are left
        out and counted.
    bandwidth : float
        Radius of the kernel in units of the coordinates. Keep it and the extent the same across
        the periods to be compared.
    cell_size : float
        Side of a cell, at most half the bandwidth.
    extent : tuple of float, optional
        ``(west, south, east, north)``; by default everywhere the surface is above 0. Points
        outside count where their kernel reaches in. The east and north edges move outwards to
        whole cells.
    weights : Series or array, optional
        Incidents that each point stands for; 1 by default.

    Returns
    -------
    DensityGrid
        All 0 without points (which needs an extent). With the default extent the mass equals
        the number of incidents.

    Raises
    ------
    SettingsError
        If the cell size is more than half the bandwidth, or the grid has over 25 million cells.
    SchemaError
        If there is neither a point nor an extent, columns differ in length, or a weight is
        missing or negative.

    Notes
    -----
    Points are shared between the four nearest cell centres and convolved by fast Fourier
    transform: within a few per cent of the exact sum at four cells to the bandwidth, closer with
    smaller cells. There is no correction for the edge of the study area.

    References
    ----------
    Silverman (1986), Density Estimation for Statistics and Data Analysis, section 4.2.

    Examples
    --------
    >>> surface = kernel_density([100, 100, 900], [100, 100, 900], bandwidth=200, cell_size=50)
    >>> surface.n, round(surface.mass, 6), surface.missing
    (3, 3.0, 0)
    """
    check_between(bandwidth, 0, math.inf, name="bandwidth")
    check_between(cell_size, 0, bandwidth / 2 * (1 + 1e-12), name="cell_size")
    points, kept = _known_points(x, y)
    mass = np.ones(len(points)) if weights is None else _known_weights(weights, kept)
    box = _extent_around(points, bandwidth + cell_size) if extent is None else extent
    columns, rows = _grid_shape(box, cell_size)
    pad = math.ceil(bandwidth / cell_size) + 1
    places = (points - np.array(box[:2])) / cell_size - 0.5 + pad
    shared = _share_out(places, mass, (rows + 2 * pad, columns + 2 * pad))
    surface = _convolve(shared, bandwidth / cell_size)[pad:-pad, pad:-pad]
    return DensityGrid(
        density=surface / cell_size**2,
        x=_centres(box[0], columns, cell_size),
        y=_centres(box[1], rows, cell_size),
        cell_size=cell_size,
        bandwidth=bandwidth,
        n=len(points),
        missing=int((~kept).sum()),
    )


def _centres(start: float, n: int, cell_size: float) -> Floats:
    return np.asarray(start + (np.arange(n) + 0.5) * cell_size, dtype=float)


def _share_out(places: Floats, mass: Floats, shape: tuple[int, int]) -> Floats:
    """Share points (in cells from the first centre) between their four nearest centres."""
    corner = np.floor(places)
    size = np.array(shape[::-1])
    inside = ((corner >= 0) & (corner < size - 1)).all(axis=1)
    column, row = corner[inside].astype(np.intp).T
    east, north = (places - corner)[inside].T
    grid = np.zeros(shape[0] * shape[1])
    for up in (0, 1):
        for right in (0, 1):
            part = (north if up else 1 - north) * (east if right else 1 - east) * mass[inside]
            cells = (row + up) * shape[1] + column + right
            grid += np.bincount(cells, weights=part, minlength=grid.size)
    return grid.reshape(shape)


def _convolve(grid: Floats, radius: float) -> Floats:
    reach = math.ceil(radius)
    offsets = np.arange(-reach, reach + 1) / radius
    squares = np.add.outer(offsets**2, offsets**2)
    kernel = np.clip(1 - squares, 0, None) ** 2
    kernel /= kernel.sum()
    # What wraps round the ends of the transform falls into the padding, which is cut away.
    size = tuple(fft.next_fast_len(length, real=True) for length in grid.shape)
    blurred = fft.irfft2(fft.rfft2(grid, size) * fft.rfft2(kernel, size), size)
    centred = np.roll(blurred, (-reach, -reach), axis=(0, 1))
    return np.asarray(np.clip(centred[: grid.shape[0], : grid.shape[1]], 0, None), dtype=float)


def _known_points(x: ArrayLike, y: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    columns = as_floats(x, name="x"), as_floats(y, name="y")
    same_length(*columns, name="x and y")
    points = np.column_stack(columns)
    kept = np.asarray(~np.isnan(points).any(axis=1), dtype=bool)
    return points[kept], kept


def _known_weights(weights: ArrayLike, kept: NDArray[np.bool_]) -> Floats:
    numbers = as_counts(weights, name="weights")
    same_length(numbers, kept, name="weights and x")
    refuse_rows(np.isnan(numbers), "weights is missing")
    return numbers[kept]


def _extent_around(points: Floats, margin: float) -> Extent:
    if not len(points):
        raise SchemaError("kernel_density has no point with coordinates: give an extent.")
    west, south = points.min(axis=0) - margin
    east, north = points.max(axis=0) + margin
    return float(west), float(south), float(east), float(north)


def _grid_shape(extent: Extent, cell_size: float) -> tuple[int, int]:
    west, south, east, north = extent
    check_between(east - west, 0, math.inf, name="width of the extent")
    check_between(north - south, 0, math.inf, name="height of the extent")
    columns, rows = (
        math.ceil(length / cell_size - 1e-9) for length in (east - west, north - south)
    )
    if columns * rows > CELLS_MAXIMUM:
        raise SettingsError(
            f"A grid of {columns:,} by {rows:,} cells is too large: use larger cells."
        )
    return columns, rows
