"""How do boundaries and points become a drawing that a browser can show without any server?

Coordinates are metres of the National Grid from the upper left corner of the map, downward.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.present.classes import class_breaks, class_colours, class_words, classify
from csa.present.maps import CIRCLES
from csa.present.numbers import NOT_AVAILABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

MARGIN = 0.02
LEAST_M = 400.0
FINE = 600  # steps across a map below which a bend of a line is not seen
POINTS_PER_PIXEL = 0.75
NOTHING: dict[str, Any] = {
    "west": 0, "north": 0, "width": 1, "height": 1, "areas": [], "lines": [], "dots": [],
}  # fmt: skip


class Drawing:
    """The frame of a map, and how things are drawn in it.

    Parameters
    ----------
    bounds : sequence of float
        West, south, east and north of what is shown, in metres (EPSG:27700).
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        west, south, east, north = bounds
        margin = max(east - west, north - south, LEAST_M) * MARGIN
        self.west, self.north = west - margin, north + margin
        self.width = max(east - west, LEAST_M) + 2 * margin
        self.height = max(north - south, LEAST_M) + 2 * margin

    def path(self, shape: BaseGeometry) -> str:
        """Return the outline of a shape as a path of SVG, without bends that nobody sees."""
        import shapely

        fine = shapely.simplify(shape, max(self.width, self.height) / FINE)
        return "".join(map(self._ring, shapely.get_rings(shapely.get_parts(fine))))

    def _ring(self, ring: BaseGeometry) -> str:
        import shapely

        at = (shapely.get_coordinates(ring) - [self.west, self.north]) * [1, -1]
        points = " ".join(f"{x:.0f},{y:.0f}" for x, y in at)
        return f"M{points}Z"

    def point(self, x: float, y: float) -> tuple[int, int]:
        """Return where a point lies."""
        return round(x - self.west), round(self.north - y)

    def areas(self, boundaries: Any) -> list[dict[str, Any]]:
        """Return neighbourhoods with their middles: ``code, name, d, x, y``."""
        middles = boundaries.geometry.representative_point()
        drawn = []
        for row, middle in zip(boundaries.itertuples(), middles, strict=True):
            x, y = self.point(middle.x, middle.y)
            drawn.append({"code": row.code, "name": row.name, "d": self.path(row.geometry),
                          "x": x, "y": y})  # fmt: skip
        return drawn

    def lines(self, kind: str, boundaries: Any) -> list[dict[str, str]]:
        """Return outlines for orientation."""
        return [{"d": self.path(shape), "kind": kind} for shape in boundaries.geometry]

    def ground(
        self,
        *,
        areas: Iterable[dict[str, Any]] = (),
        lines: Iterable[dict[str, str]] = (),
        dots: Iterable[tuple[int, int, str]] = (),
    ) -> dict[str, Any]:
        """Return all that a map draws whatever is counted."""
        frame = {name: round(vars(self)[name]) for name in ("west", "north", "width", "height")}
        return {**frame, "areas": [*areas], "lines": [*lines], "dots": [*dots]}


def marks_of(
    counts: pd.Series, names: pd.Series, *, noun: str
) -> tuple[dict[str, dict[str, Any]], list[tuple[float | None, str, str]]]:
    """Return the circle of each area, and the legend, in the classes of the maps of the pages.

    Parameters
    ----------
    counts : Series
        By code; missing where nothing was received.
    names : Series
        Names of the areas by code.
    noun : str
        What is counted.
    """
    values = counts.astype("Float64").astype(float)
    breaks = class_breaks(values)
    words = class_words(breaks, counts=True) if values.notna().any() else []
    colours = class_colours(len(words)) if words else []
    sizes = [round(float(np.sqrt(area / np.pi)) / POINTS_PER_PIXEL, 1) for area in CIRCLES]
    marks = {}
    found = classify(values.to_numpy(), breaks)
    for code, number, value in zip(counts.index, found, values, strict=True):
        told = NOT_AVAILABLE if number < 0 else f"{value:,.0f}"
        is_drawn = number >= 0 and value > 0
        marks[code] = {
            "px": None if number < 0 else (sizes[number] if is_drawn else 0),
            "colour": colours[number] if is_drawn else "",
            "text": f"{names.get(code, code)}: {told} {noun}",
        }
    legend: list[tuple[float | None, str, str]] = [
        (size, colour, text) for size, colour, text in zip(sizes, colours, words, strict=False)
    ]
    if (found < 0).any():
        legend.append((None, "", NOT_AVAILABLE))
    return marks, legend
