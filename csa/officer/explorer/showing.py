"""What does a notebook call to see a desk or a map, and what does it say where it cannot be shown?

The widgets are of the ``lab`` extra: commands and the batch do without them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import INCIDENT_UNITS
from csa.errors import SettingsError, StoreError
from csa.officer.explorer.answers import Explorer
from csa.officer.explorer.ground import Drawing
from csa.officer.loading import ABOUT
from csa.present.exhibit import MARK
from csa.settings import load_settings
from csa.store import Store

if TYPE_CHECKING:
    from csa.settings import Settings

WIDGETS = ("anywidget", "ipywidgets")
MOST_TOLD, LONGEST = 8, 40
GRID = "EPSG:27700"
NEAR_M = 250.0


def open_desk(settings: Settings, area: str, *, until: str) -> Any:
    """Return the desk of widgets of an area; see :class:`csa.officer.explorer.desk.ExploreDesk`.

    Raises
    ------
    SettingsError
        If the widgets are not installed.
    StoreError
        If nothing was received that could be explored.
    """
    explorer = Explorer(settings, area)
    if not (explorer.tables and explorer.months):
        raise StoreError(
            f"No month of {', '.join(INCIDENT_UNITS)} was received, so there is nothing to explore."
        )
    return _widgets("desk").ExploreDesk(explorer, until)


def draw_map(rows: Any) -> Any:
    """Show rows on a map in a notebook, without any server.

    Parameters
    ----------
    rows : GeoDataFrame
        What ``csa.load(..., points=True)`` gave, a part of it, or boundaries. What stands in a row
        is told where the pointer is.

    Returns
    -------
    Map
        Unprotected where the rows are.

    Raises
    ------
    SettingsError
        If these are no rows with a geometry, or the widgets are not installed.

    Examples
    --------
    >>> asb = csa.load("asb", district="Redditch", last="6 weeks", points=True)
    asb (Redditch; ...
    >>> csa.map(asb)
    Map: asb (Redditch; ...): ... on the map. Unprotected: officer's view, not for release.
    """
    import geopandas

    if not isinstance(rows, geopandas.GeoDataFrame) or rows.crs is None:
        raise SettingsError(
            "A map is drawn of rows with points or areas, such as csa.load(..., points=True) gives."
        )
    shown = rows[rows.geometry.notna() & ~rows.geometry.is_empty].to_crs(GRID)
    drawing = Drawing(_frame(shown))
    areas = shown[shown.geom_type.str.endswith("Polygon")]
    points = shown[shown.geom_type == "Point"]
    dots = [
        (*drawing.point(point.x, point.y), text)
        for point, text in zip(points.geometry, _texts(points), strict=True)
    ]
    named = zip(areas.geometry, _texts(areas), range(len(areas)), strict=True)
    drawn = [
        {"code": str(number), "name": text, "d": drawing.path(shape), "x": 0, "y": 0}
        for shape, text, number in named
    ]
    ground = drawing.ground(areas=drawn, lines=_lines(drawing, rows), dots=dots)
    return _widgets("map").Map(ground=ground, label=_label(rows, len(shown)))


def _frame(shown: Any) -> tuple[float, float, float, float]:
    if not len(shown):
        raise SettingsError("None of these rows has a point, so there is no map of them.")
    west, south, east, north = shown.total_bounds
    return west - NEAR_M, south - NEAR_M, east + NEAR_M, north + NEAR_M


def _lines(drawing: Drawing, rows: Any) -> list[dict[str, str]]:
    settings = load_settings(rows.attrs.get(ABOUT, {}).get("root"))
    store = Store(settings)
    lines = []
    for kind in ("ward", "district"):
        table = f"boundary_{kind}"
        if table in store.catalogue.tables:
            lines += drawing.lines(kind, store.load(table))
    return lines


def _texts(rows: Any) -> list[str]:
    """Return what each row says, as its first columns have it."""
    frame = pd.DataFrame(rows.drop(columns=rows.geometry.name)).iloc[:, :MOST_TOLD]
    return [
        "\n".join(
            f"{name}: {str(value)[:LONGEST]}" for name, value in row.items() if pd.notna(value)
        )
        for row in frame.astype("object").to_dict("records")
    ]


def _label(rows: Any, shown: int) -> str:
    about = rows.attrs.get(ABOUT)
    told = f"{shown:,} of {len(rows):,} on the map"
    return f"{about['title']}: {told}. {MARK}." if about else told


def _widgets(module: str) -> Any:
    try:
        return import_module(f"csa.officer.explorer.{module}")
    except ModuleNotFoundError as problem:
        if problem.name not in WIDGETS:
            raise
        raise SettingsError(
            "Maps and the desk of widgets need JupyterLab's widgets, which are not installed: "
            'pip install "csa[lab]", or make lab in the project folder.'
        ) from None
