"""How are places named on a map without one name covering another?

A name stands inside its own area where it has room. Where it has none, a number stands there
instead and a key beside the map gives the name.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from csa.present import theme

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox
    from shapely.geometry.base import BaseGeometry

WRAP_CHARACTERS = 13
STEPS = (0.0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75)
INSIDE_SHARE = 0.6
PADDING_PX = 2.5
COMPASS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
RADII = (1.5, 2, 2.5, 3, 4, 5, 6)
POINT_SHIFTS = ((0, 0.9), (0, -0.9), (0.65, 0), (-0.65, 0))


def place_labels(
    axes: Axes,
    labels: gpd.GeoDataFrame,
    *,
    name: str,
    avoid: Sequence[Bbox] = (),
    numbered: bool = True,
) -> list[str]:
    """Write names on a map and return those that had no room.

    The smallest areas choose first. The names returned stand on the map as numbers from 1, in
    the order returned.

    Parameters
    ----------
    axes : Axes
        The map, with its final limits.
    labels : GeoDataFrame
        Areas or points, in the map's coordinates.
    name : str
        Column of the names.
    avoid : sequence of Bbox
        What already stands on the map and must not be covered, in pixels.
    numbered : bool
        Whether names without room become numbers; otherwise they are left off.
    """
    taken: list[Bbox] = list(avoid)
    crowded: list[tuple[str, BaseGeometry]] = []
    order = labels.iloc[np.argsort(labels.geometry.area.to_numpy(), kind="stable")]
    for text, shape in zip(order[name], order.geometry, strict=True):
        if not _place(axes, textwrap.fill(str(text), WRAP_CHARACTERS), shape, taken=taken):
            crowded.append((str(text), shape))
    if not numbered:
        return []
    crowded.sort(key=lambda pair: (-pair[1].centroid.y, pair[1].centroid.x))
    for number, (_, shape) in enumerate(crowded, start=1):
        inside_or_near = any(
            _place(axes, str(number), shape, taken=taken, inside=inside) for inside in (0, None)
        )
        if not inside_or_near:
            _write(axes, str(number), _centre(shape))
    return [text for text, _ in crowded]


def _place(
    axes: Axes,
    text: str,
    shape: BaseGeometry,
    *,
    taken: list[Bbox],
    inside: float | None = INSIDE_SHARE,
) -> bool:
    """Place a label with so much of it inside its area, or (None) close to it with a line."""
    label = _write(axes, text, _centre(shape))
    box = label.get_window_extent().padded(PADDING_PX)
    own = _in_pixels(axes, shape)
    for shift in _shifts(own, box, nearby=inside is None):
        moved = box.translated(*shift)
        if _fits(moved, own, taken=taken, axes=axes, inside=inside):
            middle = (moved.x0 + moved.width / 2, moved.y0 + moved.height / 2)
            label.set_position(_in_data(axes, middle))
            taken.append(moved)
            if inside is None:
                _lead(axes, shape, to=middle)
            return True
    label.remove()
    return False


def _write(axes: Axes, text: str, at: tuple[float, float]) -> Text:
    from matplotlib.patheffects import withStroke

    return axes.text(
        *at,
        text,
        ha="center",
        va="center",
        fontsize=theme.SMALL_PT,
        linespacing=1.0,
        path_effects=[withStroke(linewidth=2.6, foreground=theme.PAPER)],
        zorder=5,
    )


def _centre(shape: BaseGeometry) -> tuple[float, float]:
    inner = shape if shape.area == 0 else shape.representative_point()
    return inner.centroid.x, inner.centroid.y


def _lead(axes: Axes, shape: BaseGeometry, *, to: tuple[float, float]) -> None:
    (x, y), (end_x, end_y) = _centre(shape), _in_data(axes, to)
    axes.plot([x, end_x], [y, end_y], color=theme.INK, linewidth=0.8, zorder=4)


def _in_data(axes: Axes, pixels: tuple[float, float]) -> tuple[float, float]:
    x, y = axes.transData.inverted().transform(pixels)
    return float(x), float(y)


def _in_pixels(axes: Axes, shape: BaseGeometry) -> BaseGeometry:
    from shapely import transform

    return transform(shape, axes.transData.transform)


def _shifts(own: BaseGeometry, box: Bbox, *, nearby: bool) -> list[tuple[float, float]]:
    """Return the moves to try, nearest first: over the area, around it, or around the point."""
    if nearby:
        return [(r * dx * box.width, r * dy * box.height) for r in RADII for dx, dy in COMPASS]
    if own.area == 0:
        return [(dx * box.width, dy * box.height) for dx, dy in POINT_SHIFTS]
    west, south, east, north = own.bounds
    reach = max(east - west, box.width), max(north - south, box.height)
    moves = [(dx * reach[0], dy * reach[1]) for dx in STEPS for dy in STEPS]
    return sorted(moves, key=lambda move: (round(np.hypot(*move), 6), move))


def _fits(
    box: Bbox, own: BaseGeometry, *, taken: list[Bbox], axes: Axes, inside: float | None
) -> bool:
    from shapely.geometry import box as rectangle

    frame = axes.get_window_extent()
    within = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    if not within or any(box.overlaps(other) for other in taken):
        return False
    if own.area == 0 or inside is None:
        return True
    area = rectangle(*box.extents)
    return own.contains(area.centroid) and own.intersection(area).area >= inside * area.area
