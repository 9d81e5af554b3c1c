"""Where exactly do incidents gather? A shaded surface with numbered places on it."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.present import maps, theme
from csa.present.classes import class_colours

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

SURFACE_WORDS = ("some", "more", "many", "very many", "the most")
KINDS: Mapping[str, Mapping[str, Any]] = {
    "emerging": {"marker": "D", "facecolor": theme.OTHER, "edgecolor": theme.PAPER},
    "persistent": {"marker": "o", "facecolor": theme.INK, "edgecolor": theme.PAPER},
    "intermittent": {"marker": "s", "facecolor": theme.MUTED, "edgecolor": theme.PAPER},
    "former": {"marker": "o", "facecolor": theme.PAPER, "edgecolor": theme.INK},
    "unclassified": {"marker": "o", "facecolor": theme.MUTED, "edgecolor": theme.PAPER},
}
MARKER_AREA, DOT_AREA = 190.0, 22.0
NUMBERED = "persistent"  # the plain dark mark
POINTS_PER_INCH = 72
MOST_ROUNDS = 40


@theme.themed
def spot_map(
    outline: gpd.GeoDataFrame,
    *,
    wards: gpd.GeoDataFrame,
    surface: pd.DataFrame,
    cell_m: int,
    spots: pd.DataFrame,
    value_label: str,
    labels: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    called: Mapping[str, str] | None = None,
) -> Figure:
    """Draw the density of incidents and numbered places.

    Parameters
    ----------
    outline : GeoDataFrame
        The districts, in a projected CRS in metres.
    wards : GeoDataFrame
        Fainter lines for orientation.
    surface : DataFrame
        ``column, row`` (cells counted from the origin of the coordinates) and ``class`` (1 to 5);
        may be empty.
    cell_m : int
        Side of a cell of the surface.
    spots : DataFrame
        ``x, y, number`` and ``kind``, one of :data:`KINDS`.
        Kinds differ by shape and fill, not by colour alone.
    value_label : str
        Title of the legend.
    labels : GeoDataFrame, optional
        Places or areas to name, where their names have room beside the numbered places.
    context : GeoDataFrame, optional
        The whole of which the map shows a part, drawn small beside it where there is room.
    called : mapping of str to str, optional
        What the legend calls kinds; by default their own names, as hotspots.

    Raises
    ------
    GeographyError
        If the layers do not share one CRS in metres.
    """
    maps.check_layers(outline, [wards, *([labels] if labels is not None else [])])
    figure, axes, side = maps.map_axes(outline)
    maps.fill_areas(axes, outline, colour=theme.VOID)
    _draw_surface(axes, surface, cell_m=cell_m, outline=outline)
    maps.draw_lines(axes, wards, colour=theme.HATCH, width=0.5)
    maps.draw_lines(axes, outline, colour=theme.INK, width=1.3)
    marks = _draw_spots(axes, spots)
    if labels is not None:
        maps.draw_labels(axes, labels, name="name", avoid=marks, numbered=False)
    kinds = [kind for kind in KINDS if kind in set(spots["kind"])]
    named = {kind: (called or {}).get(kind, f"{kind} hotspot") for kind in kinds}
    foot = _draw_key(side, kinds=named, title=value_label, is_shaded=len(surface) > 0)
    maps.draw_scale(axes, side)
    maps.draw_inset(figure, outline, context=context, above=foot)
    return figure


@theme.themed
def point_map(
    outline: gpd.GeoDataFrame,
    *,
    lines: gpd.GeoDataFrame,
    points: pd.DataFrame,
    spots: pd.DataFrame,
    labels: tuple[str, str],
) -> Figure:
    """Draw single incidents on a small ground, for the officer alone, and number the spots.

    Parameters
    ----------
    outline : GeoDataFrame
        The ground, in a projected CRS in metres.
    lines : GeoDataFrame
        Fainter lines for orientation.
    points : DataFrame
        ``easting, northing``: a dot for each incident; those at one point look darker together.
    spots : DataFrame
        ``x, y`` and ``number``.
    labels : (str, str)
        What a dot and what a number is.

    Raises
    ------
    GeographyError
        If the layers do not share one CRS in metres.
    """
    from matplotlib.lines import Line2D

    maps.check_layers(outline, [lines])
    figure, axes, side = maps.map_axes(outline)
    maps.fill_areas(axes, outline, colour=theme.VOID)
    maps.draw_lines(axes, lines, colour=theme.HATCH, width=0.8)
    maps.draw_lines(axes, outline, colour=theme.INK, width=1.3)
    axes.scatter(
        points["easting"], points["northing"], s=DOT_AREA, zorder=5, color=theme.MAIN, alpha=0.5,
        linewidth=0,
    )  # fmt: skip
    _draw_spots(axes, spots.assign(kind=NUMBERED))
    handles = [
        Line2D([], [], linestyle="", marker="o", markersize=size, color=colour, label=label)
        for size, colour, label in zip((5, 10), (theme.MAIN, theme.INK), labels, strict=True)
    ]
    side.legend(handles=handles, loc="upper left", frameon=False, borderpad=0, borderaxespad=0)
    maps.draw_scale(axes, side)
    return figure


def _draw_surface(
    axes: Axes, surface: pd.DataFrame, *, cell_m: int, outline: gpd.GeoDataFrame
) -> None:
    from matplotlib.colors import ListedColormap
    from matplotlib.path import Path

    if not len(surface):
        return
    column, row = surface["column"].to_numpy(), surface["row"].to_numpy()
    west, south = column.min(), row.min()
    cells = np.full((row.max() - south + 1, column.max() - west + 1), np.nan)
    cells[row - south, column - west] = surface["class"].to_numpy()
    classes = len(SURFACE_WORDS)
    edges = (start + np.arange(n + 1) for start, n in ((west, cells.shape[1]), (south, len(cells))))
    shades = axes.pcolormesh(
        *(edge * cell_m for edge in edges),
        np.ma.masked_invalid(cells),
        cmap=ListedColormap(class_colours(classes)),
        vmin=0.5,
        vmax=classes + 0.5,
        rasterized=True,
    )
    shades.set_clip_path(Path.make_compound_path(*maps.area_paths(outline)), axes.transData)


def keep_apart(points: np.ndarray, *, gap: float) -> np.ndarray:
    """Move points no further than needed for any two to lie about a gap apart.

    Parameters
    ----------
    points : ndarray
        One row per point: x and y.
    gap : float
        Distance wanted, in the same units.
    """
    moved = np.array(points, dtype=float)
    # Points at one place have no direction to part in: a tiny, fixed turn gives them one.
    turn = np.arange(len(moved)) * 2.4
    moved += np.column_stack([np.cos(turn), np.sin(turn)]) * gap * 1e-3
    for _ in range(MOST_ROUNDS):
        away = moved[:, None, :] - moved[None, :, :]
        distance = np.hypot(away[..., 0], away[..., 1])
        np.fill_diagonal(distance, np.inf)
        short = np.clip(gap - distance, 0, None)
        if not short.any():
            break
        moved += (away / distance[..., None] * short[..., None] / 2).sum(axis=1)
    return moved


def _draw_spots(axes: Axes, spots: pd.DataFrame) -> list[Bbox]:
    """Draw the numbered places, none on another, and return where they stand in pixels."""
    from matplotlib.transforms import Bbox

    low, high = axes.get_xlim()
    metres_per_point = (high - low) / (theme.WIDTH_IN * maps.MAP_SHARE * POINTS_PER_INCH)
    apart = keep_apart(spots[["x", "y"]].to_numpy(), gap=MARKER_AREA**0.5 * metres_per_point)
    spots = spots.assign(x=apart[:, 0], y=apart[:, 1])
    for kind, style in KINDS.items():
        here = spots[spots["kind"] == kind]
        axes.scatter(here["x"], here["y"], s=MARKER_AREA, linewidth=1.2, zorder=6, **style)
        for x, y, number in zip(here["x"], here["y"], here["number"], strict=True):
            axes.text(
                x, y, str(number), ha="center", va="center_baseline", zorder=7,
                fontsize=theme.SMALL_PT, fontweight="bold",
                color=theme.text_on(style["facecolor"]),
            )  # fmt: skip
    half = MARKER_AREA**0.5 * axes.figure.dpi / POINTS_PER_INCH / 2
    middles = axes.transData.transform(apart) if len(apart) else apart
    return [Bbox([at - half, at + half]) for at in middles]


def _draw_key(side: Axes, *, kinds: Mapping[str, str], title: str, is_shaded: bool) -> float:
    """Draw the legend and return how far above the figure's foot it ends."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    shades = [
        Patch(facecolor=colour, edgecolor=theme.MUTED, linewidth=0.5, label=text)
        for colour, text in zip(class_colours(len(SURFACE_WORDS)), SURFACE_WORDS, strict=True)
    ][::-1]
    shades.append(
        Patch(facecolor=theme.VOID, edgecolor=theme.MUTED, linewidth=0.5, label="hardly any")
    )
    marks = [
        Line2D(
            [], [], linestyle="", markersize=10, label=label,
            marker=KINDS[kind]["marker"], markerfacecolor=KINDS[kind]["facecolor"],
            markeredgecolor=theme.INK,
        )
        for kind, label in kinds.items()
    ]  # fmt: skip
    legend = side.legend(
        handles=[*(shades if is_shaded else []), *marks],
        title=textwrap.fill(title, maps.TITLE_CHARACTERS),
        loc="upper left",
        bbox_to_anchor=(0, 0.985),
        alignment="left",
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        labelspacing=0.5,
        title_fontproperties={"weight": "bold", "size": theme.TEXT_PT},
    )
    return maps.foot_of(side, legend)
