"""Which places does the text speak of? A map of rates with at most eight numbered places."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.present import maps, theme
from csa.present.classes import class_colours, class_words, classify
from csa.present.spots import keep_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN = 4.2  # its text stays readable at the width of a phone
TALLEST_IN = 4.0
LEGEND_IN = 0.9
LINE_CHARACTERS = 46
CLASSES_A_ROW = 2
NO_RATE = "town centre, no rate"
WAYS = {
    "risen": {"marker": "^", "facecolor": theme.OTHER, "s": 270.0},
    "as before": {"marker": "o", "facecolor": theme.INK, "s": 200.0},
    "fallen": {"marker": "v", "facecolor": theme.PAPER, "s": 270.0},
}


@theme.themed
def numbered_map(
    wards: gpd.GeoDataFrame,
    rates: pd.Series,
    *,
    breaks: Sequence[float],
    outline: gpd.GeoDataFrame,
    items: pd.DataFrame,
    label: str,
) -> Figure:
    """Draw wards by their rate and the places that the text numbers.

    Parameters
    ----------
    wards : GeoDataFrame
        ``code`` and the shapes.
    rates : Series
        Rate of each ward by its code; one without is hatched.
    breaks : sequence of float
        Limits of the classes.
    outline : GeoDataFrame
        The districts shown.
    items : DataFrame
        ``number, way`` (risen, as before or fallen), ``x, y``.
    label : str
        Title of the legend of the rates.
    """
    west, south, east, north = outline.total_bounds
    tall = min(TALLEST_IN, WIDTH_IN * (north - south) / (east - west))
    figure = theme.empty_figure(tall + LEGEND_IN, width=WIDTH_IN)
    axes = figure.add_axes((0, LEGEND_IN / (tall + LEGEND_IN), 1, tall / (tall + LEGEND_IN)))
    axes.set_axis_off()
    fit_axes(axes, outline.total_bounds, width=WIDTH_IN, height=tall)
    values = rates.reindex(wards["code"]).to_numpy(dtype=float, na_value=np.nan)
    words = class_words(list(breaks), counts=False)
    fills = [*class_colours(len(words)), theme.VOID]
    for number in sorted(set(classes := classify(values, breaks))):
        maps.fill_areas(axes, wards[classes == number], colour=fills[number])
    maps.draw_lines(axes, wards, colour=theme.PAPER, width=0.6)
    maps.draw_lines(axes, outline, colour=theme.INK, width=1.3)
    _draw_items(axes, items)
    has_missing = bool(np.isnan(values).any())
    _draw_legend(figure, list(zip(fills, words, strict=False)), label, has_missing=has_missing)
    return figure


def fit_axes(axes: Axes, bounds: np.ndarray, *, width: float, height: float) -> None:
    """Show some bounds at true scale in axes of so many inches."""
    west, south, east, north = bounds
    half = 0.53 * max((east - west) / width, (north - south) / height)
    x, y = (west + east) / 2, (south + north) / 2
    axes.set(xlim=(x - half * width, x + half * width), ylim=(y - half * height, y + half * height))


def _draw_items(axes: Axes, items: pd.DataFrame) -> None:
    if not len(items):
        return
    low, high = axes.get_xlim()
    gap = (high - low) / WIDTH_IN * 0.24
    apart = keep_apart(items[["x", "y"]].to_numpy(dtype=float), gap=gap)
    for (x, y), row in zip(apart, items.itertuples(), strict=True):
        style: dict[str, Any] = WAYS[row.way]
        axes.scatter([x], [y], edgecolor=theme.INK, linewidth=1.0, zorder=6, **style)
        axes.text(
            x, y, str(row.number), ha="center", va="center_baseline", zorder=7,
            fontsize=theme.SMALL_PT, fontweight="bold", color=theme.text_on(style["facecolor"]),
        )  # fmt: skip


def _draw_legend(
    figure: Figure, classes: Sequence[tuple[str, str]], label: str, *, has_missing: bool
) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=colour, edgecolor=theme.MUTED, linewidth=0.5, label=words)
        for colour, words in reversed(classes)
    ]
    if has_missing:
        handles.append(Patch(facecolor=theme.VOID, edgecolor=theme.MUTED, label=NO_RATE))
    figure.legend(
        handles=handles, title=textwrap.fill(label, LINE_CHARACTERS), loc="lower left",
        ncols=CLASSES_A_ROW, alignment="left", frameon=False, borderpad=0, labelspacing=0.3,
        columnspacing=1.0, fontsize=theme.SMALL_PT,
        title_fontproperties={"weight": "bold", "size": theme.SMALL_PT},
    )  # fmt: skip
