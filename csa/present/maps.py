"""Where is it, and how much of it?

One map draws counts of areas as circles in a few sizes that are the same on every map of the
measure, with a legend in words, the district outlines, a scale bar and names that do not cover each
other. Areas are not filled by a count: the eye would read a large one as a lot.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.errors import GeographyError
from csa.present import theme
from csa.present.classes import are_counts, class_breaks, class_colours, class_words, classify
from csa.present.labels import place_labels
from csa.present.marks import as_floats
from csa.present.number import is_hidden
from csa.present.numbers import NOT_AVAILABLE

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox
    from shapely.geometry.base import BaseGeometry

__all__ = ["area_paths", "class_breaks", "symbol_map"]

MAP_SHARE = 0.72
TALLEST_IN, LOWEST_IN = 8.0, 3.6
MARGIN = 1.03
SIDES = np.array([-1, 1])
SCALE_IN = 0.55
INSET_IN = 1.3
LONGEST_SCALE_IN = 1.4
TITLE_CHARACTERS = 22
KEY_CHARACTERS = 27
# Areas of the circles in square points, the lowest class first.
CIRCLES = (6.0, 40.0, 100.0, 190.0, 320.0)
SCALE_STEPS_KM = (0.25, 0.5, 1, 2, 5, 10, 20, 50)


@theme.themed
def symbol_map(
    boundaries: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    breaks: Sequence[float],
    outline: gpd.GeoDataFrame,
    value_label: str,
    labels: gpd.GeoDataFrame | None = None,
    context: gpd.GeoDataFrame | None = None,
    letters: pd.Series | None = None,
    code: str = "code",
    name: str = "name",
) -> Figure:
    """Draw the counts of areas as circles in classes, with a legend in words.

    Parameters
    ----------
    boundaries : GeoDataFrame
        One row per area, in a projected CRS in metres; holes and separate parts are kept.
    values : Series
        One count per area, indexed by its code. An area without a value is hatched and called
        "not available"; codes without an area are left out.
    breaks : sequence of float
        Limits between the classes, ascending, the same for every map of the measure.
    outline : GeoDataFrame
        The districts, drawn as heavier lines.
    value_label : str
        What is counted: the title of the legend.
    labels : GeoDataFrame, optional
        Areas or points to name. A name that has no room is a number, explained in a key.
    context : GeoDataFrame, optional
        The whole of which the map shows a part, drawn small beside it where there is room.
    letters : Series, optional
        Letters of the areas that text and table name, indexed by their code.
    code, name : str
        Columns of the areas' code and of the labels' name.

    Raises
    ------
    GeographyError
        If a layer is not in the boundaries' CRS, that CRS is not in metres, an area is there
        twice, or no area has a value.
    """
    check_layers(boundaries, [outline, *([labels] if labels is not None else [])])
    shown = _match(boundaries[code], values)
    is_missing = np.isnan(shown)
    words = class_words(
        list(breaks), counts=are_counts(shown[~is_missing]), protected=is_hidden(values)
    )

    def draw(height: float) -> tuple[Figure, float]:
        figure, axes, side = _map_axes(outline.total_bounds, height=height)
        _draw_areas(axes, boundaries, classes=classify(shown, breaks), colours=len(words))
        taken = _draw_letters(axes, boundaries.set_index(code), letters=letters)
        key = draw_labels(axes, labels, name=name, avoid=taken) if labels is not None else []
        draw_lines(axes, outline, colour=theme.INK, width=1.3)
        foot = _draw_legend(side, words, title=value_label, has_missing=is_missing.any(), key=key)
        draw_scale(axes, side)
        draw_inset(figure, outline, context=context, above=foot)
        return figure, max(0.0, SCALE_IN - foot)

    height = _natural_height(outline.total_bounds)
    figure, short_of = draw(height)
    return draw(height + short_of)[0] if short_of else figure


def check_layers(boundaries: gpd.GeoDataFrame, others: Sequence[gpd.GeoDataFrame]) -> None:
    """Refuse layers that are not in metres or do not share one coordinate system.

    Raises
    ------
    GeographyError
        Saying which of the two it is.
    """
    crs = boundaries.crs
    if crs is None or not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise GeographyError("A map needs boundaries in metres, such as EPSG:27700.")
    if any(layer.crs != crs for layer in others):
        raise GeographyError("The layers of a map do not share one coordinate system.")


def _match(codes: pd.Series, values: pd.Series) -> np.ndarray:
    if codes.duplicated().any() or values.index.duplicated().any():
        raise GeographyError("An area stands twice among the boundaries or values of a map.")
    if not codes.isin(values.index).any():
        raise GeographyError(
            f"None of the {len(codes)} areas of a map has a value: their codes do not match."
        )
    return as_floats(values.reindex(codes).to_frame())[0]


def area_paths(boundaries: gpd.GeoDataFrame) -> list[Path]:
    """Return one path per area, with its holes and separate parts.

    Outer rings run one way and holes the other, so that a fill leaves the holes open.
    """
    from shapely import orient_polygons

    return [_path(shape) for shape in orient_polygons(boundaries.geometry.to_numpy())]


def _path(shape: BaseGeometry) -> Path:
    from matplotlib.path import Path
    from shapely import get_coordinates, get_parts, get_rings

    rings = [get_coordinates(ring) for part in get_parts(shape) for ring in get_rings(part)]
    codes = [np.full(len(ring), Path.LINETO) for ring in rings]
    for ring in codes:
        ring[0], ring[-1] = Path.MOVETO, Path.CLOSEPOLY
    if not rings:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(rings), np.concatenate(codes))


def map_axes(outline: gpd.GeoDataFrame) -> tuple[Figure, Axes, Axes]:
    """Return a figure with room for a map of an area at true scale, and a side for its legend."""
    bounds = outline.total_bounds
    return _map_axes(bounds, height=_natural_height(bounds))


def fill_areas(axes: Axes, shapes: gpd.GeoDataFrame, *, colour: str) -> None:
    """Fill areas with one colour."""
    from matplotlib.collections import PathCollection

    axes.add_collection(
        PathCollection(area_paths(shapes), facecolors=colour, edgecolors="none"), autolim=False
    )


def _natural_height(bounds: np.ndarray) -> float:
    west, south, east, north = bounds
    height = theme.WIDTH_IN * MAP_SHARE * (north - south) / (east - west)
    return float(np.clip(height, LOWEST_IN, TALLEST_IN))


def _map_axes(bounds: np.ndarray, *, height: float) -> tuple[Figure, Axes, Axes]:
    """Return a figure with a map at true scale and a side for its legend, both without frames."""
    west, south, east, north = bounds
    width = theme.WIDTH_IN * MAP_SHARE
    metres_per_inch = MARGIN * max((east - west) / width, (north - south) / height)
    half = np.array([width, height]) * metres_per_inch / 2
    figure = theme.empty_figure(height)
    axes = figure.add_axes((0, 0, MAP_SHARE, 1))
    side = figure.add_axes((MAP_SHARE, 0, 1 - MAP_SHARE, 1))
    middle = ((west + east) / 2, (south + north) / 2)
    axes.set(xlim=middle[0] + half[0] * SIDES, ylim=middle[1] + half[1] * SIDES)
    side.set(xlim=(0, theme.WIDTH_IN - width), ylim=(0, height))
    axes.set_axis_off()
    side.set_axis_off()
    return figure, axes, side


def _draw_areas(
    axes: Axes, boundaries: gpd.GeoDataFrame, *, classes: np.ndarray, colours: int
) -> None:
    from matplotlib.collections import PathCollection

    paths = area_paths(boundaries)
    areas = PathCollection(paths, facecolors=theme.VOID)
    areas.set(edgecolor=theme.PALE, linewidth=0.5)
    axes.add_collection(areas, autolim=False)
    known = boundaries[classes >= 0].geometry.representative_point()
    numbers = classes[classes >= 0]
    axes.scatter(
        known.x, known.y, s=[CIRCLES[number] for number in numbers],
        c=[class_colours(colours)[number] for number in numbers],
        edgecolor=theme.INK, linewidth=0.5, zorder=3,
    )  # fmt: skip
    missing = [path for path, number in zip(paths, classes, strict=True) if number < 0]
    if missing:
        hatched = PathCollection(missing, facecolors="none", edgecolors=theme.HATCH, hatch="////")
        hatched.set_linewidth(0.3)
        axes.add_collection(hatched, autolim=False)


def _draw_letters(
    axes: Axes, boundaries: gpd.GeoDataFrame, *, letters: pd.Series | None
) -> list[Bbox]:
    """Write letters in the middle of areas and return the room they take."""
    from matplotlib.patheffects import withStroke

    if letters is None:
        return []
    points = boundaries.geometry.representative_point().reindex(letters.index)
    halo = [withStroke(linewidth=2.0, foreground=theme.PAPER)]
    written = [
        axes.text(
            point.x, point.y, letter, ha="center", va="center_baseline", zorder=7,
            fontsize=theme.SMALL_PT, fontweight="bold", path_effects=halo,
        )
        for letter, point in zip(letters, points, strict=True)
        if point is not None and not point.is_empty
    ]  # fmt: skip
    return [one.get_window_extent() for one in written]


def draw_labels(
    axes: Axes,
    labels: gpd.GeoDataFrame,
    *,
    name: str,
    avoid: Sequence[Bbox] = (),
    numbered: bool = True,
) -> list[str]:
    """Name areas or points on a map and return the names that had no room."""
    draw_lines(axes, labels[labels.geometry.area > 0], colour=theme.MUTED, width=0.8)
    points = labels[labels.geometry.area == 0].geometry.centroid
    axes.plot(points.x, points.y, "o", color=theme.OTHER, markersize=5, markeredgecolor=theme.PAPER)
    return place_labels(axes, labels, name=name, avoid=avoid, numbered=numbered)


def draw_lines(axes: Axes, shapes: gpd.GeoDataFrame, *, colour: str, width: float) -> None:
    """Draw the outlines of areas."""
    from matplotlib.collections import PathCollection

    lines = PathCollection(area_paths(shapes), facecolors="none", edgecolors=colour)
    lines.set(linewidth=width, joinstyle="round")
    axes.add_collection(lines, autolim=False)


def _draw_legend(
    side: Axes, words: Sequence[str], *, title: str, has_missing: bool, key: Sequence[str]
) -> float:
    """Draw the legend and the key of names below it; return how far above the foot they end."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    swatches: list[Any] = [
        Line2D(
            [], [], linestyle="", marker="o", markersize=size**0.5, markerfacecolor=colour,
            markeredgecolor=theme.INK, markeredgewidth=0.5, label=text,
        )
        for colour, size, text in zip(class_colours(len(words)), CIRCLES, words, strict=False)
    ][::-1]  # fmt: skip
    if has_missing:
        hatched: dict[str, Any] = {
            "facecolor": theme.VOID,
            "edgecolor": theme.HATCH,
            "hatch": "////",
        }
        swatches.append(Patch(**hatched, linewidth=0.5, label=NOT_AVAILABLE))
    legend = side.legend(
        handles=swatches,
        title=textwrap.fill(title, TITLE_CHARACTERS),
        loc="upper left",
        bbox_to_anchor=(0, 0.985),
        alignment="left",
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=2.0,
        handleheight=1.4,
        labelspacing=0.5,
        title_fontproperties={"weight": "bold", "size": theme.TEXT_PT},
    )
    return foot_of(side, legend) if not key else _draw_key(side, key, below=foot_of(side, legend))


def foot_of(side: Axes, artist: Artist) -> float:
    """Return how far above the figure's foot, in inches, something on the side ends."""
    low = artist.get_window_extent().y0
    return float(side.transData.inverted().transform((0, low))[1])


def _draw_key(side: Axes, key: Sequence[str], *, below: float) -> float:
    lines = [
        textwrap.fill(f"{number} {text}", KEY_CHARACTERS, subsequent_indent="   ")
        for number, text in enumerate(key, start=1)
    ]
    text = side.text(0, below - 0.15, "\n".join(lines), va="top", fontsize=theme.SMALL_PT)
    return foot_of(side, text)


def draw_inset(
    figure: Figure,
    outline: gpd.GeoDataFrame,
    *,
    context: gpd.GeoDataFrame | None,
    above: float,
) -> None:
    """Draw the whole small above the scale bar, the part shown on the map filled in.

    Nothing is drawn without a whole, or where the legend ends too low to leave room (``above``,
    in inches from the foot).
    """
    if context is None or above < SCALE_IN + INSET_IN:
        return
    height = figure.get_figheight()
    inset = figure.add_axes(
        (MAP_SHARE, SCALE_IN / height, 0.95 - MAP_SHARE, (INSET_IN - 0.1) / height),
        label="inset",
    )
    west, south, east, north = context.total_bounds
    fill_areas(inset, outline, colour=theme.PALE)
    draw_lines(inset, context, colour=theme.MUTED, width=0.7)
    inset.set(xlim=(west, east), ylim=(south, north), aspect="equal", anchor="SW")
    inset.set_axis_off()


def draw_scale(axes: Axes, side: Axes) -> None:
    """Draw a scale bar of a round number of kilometres at the foot of the side."""
    low, high = axes.get_xlim()
    inches_per_km = 1000 * theme.WIDTH_IN * MAP_SHARE / (high - low)
    fitting = (km for km in SCALE_STEPS_KM if km * inches_per_km <= LONGEST_SCALE_IN)
    km = max(fitting, default=SCALE_STEPS_KM[0])
    ends = [0.02, 0.02 + km * inches_per_km]
    side.plot(ends, [0.16, 0.16], color=theme.MUTED, linewidth=2, marker="|")
    side.text(ends[0], 0.22, f"{km:g} km", color=theme.MUTED, fontsize=theme.SMALL_PT, va="bottom")
