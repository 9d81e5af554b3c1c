"""Where in a ward is it, and did it move next door? Small maps with letters, lines beside them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.present import maps, theme

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT_IN = 2.9
MAP_SHARE = 0.5
MARGIN = 0.06
KEY_CHARACTERS = 52
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHAPES = {"risen": "▲", "as before": "●", "fallen": "▽", "": ""}

PLACE, AROUND, COMPARED = "the place", "around it", "compared with"
FILLS = {PLACE: theme.SEQUENCE[2], AROUND: theme.OTHER_TINT, COMPARED: theme.MAIN_TINT}
AROUND_MARGIN = 0.25


@theme.themed
def ward_map(
    ward: gpd.GeoDataFrame,
    *,
    around: gpd.GeoDataFrame,
    parts: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
    places: gpd.GeoDataFrame,
) -> Figure:
    """Draw one ward among its neighbours.

    Parameters
    ----------
    ward : GeoDataFrame
        Its outline, one row.
    around : GeoDataFrame
        All wards, drawn faintly.
    parts : GeoDataFrame
        Its neighbourhoods: ``letter, line`` (what stands in the key beside it) and ``way`` (risen,
        as before, fallen or empty).
    spots : GeoDataFrame
        Squares of its hotspots; may be empty.
    places : GeoDataFrame
        Points of named places: ``name``; may be empty.
    """
    figure = theme.empty_figure(HEIGHT_IN)
    axes = figure.add_axes((0, 0, MAP_SHARE, 1))
    side = figure.add_axes((MAP_SHARE + 0.02, 0, 0.98 - MAP_SHARE, 1))
    show_bounds(axes, ward.total_bounds, margin=MARGIN)
    for one in (axes, side):
        one.set_axis_off()
    maps.fill_areas(axes, around, colour=theme.VOID)
    maps.fill_areas(axes, ward, colour=theme.MAIN_TINT)
    if len(spots):
        maps.fill_areas(axes, spots, colour=theme.SEQUENCE[2])
    maps.draw_lines(axes, around, colour=theme.HATCH, width=0.5)
    maps.draw_lines(axes, parts, colour=theme.MUTED, width=0.6)
    maps.draw_lines(axes, ward, colour=theme.INK, width=1.5)
    draw_letters(axes, parts)
    _draw_places(axes, places)
    draw_lines(side, parts)
    _draw_legend(side, has_spots=bool(len(spots)), has_places=bool(len(places)))
    return figure


@theme.themed
def around_map(parts: gpd.GeoDataFrame, *, wards: gpd.GeoDataFrame) -> Figure:
    """Draw a place among its neighbours, each with its letter, its symbol and its counts.

    Parameters
    ----------
    parts : GeoDataFrame
        ``role`` (the place, around it or compared with), ``letter, line`` (what stands beside the
        map) and ``way`` (risen, as before, fallen or empty); what it is compared with is one shape.
    wards : GeoDataFrame
        All wards, drawn faintly.
    """
    from matplotlib.patches import Patch

    figure = theme.empty_figure(HEIGHT_IN)
    axes = figure.add_axes((0, 0, MAP_SHARE, 1))
    side = figure.add_axes((MAP_SHARE + 0.02, 0, 0.98 - MAP_SHARE, 1))
    for one in (axes, side):
        one.set_axis_off()
    near = parts[parts["role"] != COMPARED]
    show_bounds(axes, near.total_bounds, margin=AROUND_MARGIN)
    maps.fill_areas(axes, wards, colour=theme.VOID)
    for role in (COMPARED, AROUND, PLACE):
        maps.fill_areas(axes, parts[parts["role"] == role], colour=FILLS[role])
    maps.draw_lines(axes, wards, colour=theme.MUTED, width=0.6)
    maps.draw_lines(axes, parts[parts["role"] == AROUND], colour=theme.OTHER, width=1.2)
    maps.draw_lines(axes, parts[parts["role"] == PLACE], colour=theme.INK, width=1.8)
    draw_letters(axes, near)
    draw_lines(side, parts)
    shown = [role for role in FILLS if (parts["role"] == role).any()]
    place_legend(side, [Patch(facecolor=FILLS[role], edgecolor=theme.MUTED, label=role)
                        for role in shown])  # fmt: skip
    return figure


def show_bounds(axes: Axes, bounds: np.ndarray, *, margin: float) -> None:
    """Show some bounds at true scale in the part of the figure that is the map.

    Parameters
    ----------
    axes : Axes
        The map.
    bounds : array
        West, south, east and north in metres.
    margin : float
        How much is shown around them, as a share of their size.
    """
    west, south, east, north = bounds
    width, height = theme.WIDTH_IN * MAP_SHARE, HEIGHT_IN
    scale = (1 + 2 * margin) * max((east - west) / width, (north - south) / height) / 2
    middle = (west + east) / 2, (south + north) / 2
    axes.set(
        xlim=(middle[0] - scale * width, middle[0] + scale * width),
        ylim=(middle[1] - scale * height, middle[1] + scale * height),
    )


def draw_letters(axes: Axes, parts: gpd.GeoDataFrame) -> None:
    """Write the letter of each part inside it, with its symbol where it clearly changed."""
    for row in parts.itertuples():
        at = row.geometry.representative_point()
        axes.text(
            at.x, at.y, f"{row.letter}{SHAPES[row.way] if row.way != 'as before' else ''}",
            ha="center", va="center", fontsize=theme.TEXT_PT, fontweight="bold",
            bbox={"boxstyle": "round,pad=0.15", "facecolor": theme.PAPER, "alpha": 0.8,
                  "edgecolor": "none"},
        )  # fmt: skip


def _draw_places(axes: Axes, places: gpd.GeoDataFrame) -> None:
    for row in places.itertuples():
        axes.plot(
            row.geometry.x, row.geometry.y, "D", color=theme.OTHER, markersize=5,
            markeredgecolor=theme.PAPER,
        )  # fmt: skip
        axes.annotate(
            textwrap.fill(row.name, 18), (row.geometry.x, row.geometry.y), xytext=(0, -6),
            textcoords="offset points", ha="center", va="top", fontsize=theme.SMALL_PT,
            color=theme.OTHER,
            bbox={"boxstyle": "round,pad=0.1", "facecolor": theme.PAPER, "alpha": 0.75,
                  "edgecolor": "none"},
        )  # fmt: skip


def draw_lines(side: Axes, parts: pd.DataFrame) -> None:
    """Write the line of each part beside the map, by its letter."""
    lines = [
        textwrap.fill(f"{row.letter}  {row.line}", KEY_CHARACTERS, subsequent_indent="    ")
        for row in parts.itertuples()
    ]
    side.text(0, 0.97, "\n".join(lines), va="top", fontsize=theme.SMALL_PT, linespacing=1.35)


def _draw_legend(side: Axes, *, has_spots: bool, has_places: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    if has_spots:
        handles.append(Patch(facecolor=theme.SEQUENCE[2], label="hotspot"))
    if has_places:
        handles.append(
            Line2D([], [], marker="D", linestyle="", color=theme.OTHER, label="named place")
        )
    if handles:
        place_legend(side, handles)


def place_legend(side: Axes, handles: list[Any]) -> None:
    """Put a legend below the lines beside the map."""
    side.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.02, 0.0), ncols=2, frameon=False,
        borderpad=0, fontsize=theme.SMALL_PT,
    )  # fmt: skip
