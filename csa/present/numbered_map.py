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

HEIGHT_IN = 4.6
MAP_SHARE = 0.54
LINE_CHARACTERS = 46
NO_RATE = "town centre, no rate"
SYMBOLS = {"risen": "▲", "as before": "●", "fallen": "▽"}
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
        ``number, line`` (what the key says), ``way`` (risen, as before or fallen), ``x, y``.
    label : str
        Title of the legend of the rates.
    """
    figure = theme.empty_figure(HEIGHT_IN)
    axes = figure.add_axes((0, 0, MAP_SHARE, 1))
    side = figure.add_axes((MAP_SHARE + 0.02, 0, 0.98 - MAP_SHARE, 1))
    for one in (axes, side):
        one.set_axis_off()
    fit_axes(axes, outline.total_bounds, width=theme.WIDTH_IN * MAP_SHARE, height=HEIGHT_IN)
    values = rates.reindex(wards["code"]).to_numpy(dtype=float, na_value=np.nan)
    words = class_words(list(breaks), counts=False)
    fills = [*class_colours(len(words)), theme.VOID]
    for number in sorted(set(classes := classify(values, breaks))):
        maps.fill_areas(axes, wards[classes == number], colour=fills[number])
    maps.draw_lines(axes, wards, colour=theme.PAPER, width=0.6)
    maps.draw_lines(axes, outline, colour=theme.INK, width=1.3)
    _draw_items(axes, items)
    foot, has_missing = _draw_lines(side, items), bool(np.isnan(values).any())
    _draw_legend(
        side, list(zip(fills, words, strict=False)), label, has_missing=has_missing,
        below=foot,
    )  # fmt: skip
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
    gap = (high - low) / (theme.WIDTH_IN * MAP_SHARE) * 0.24
    apart = keep_apart(items[["x", "y"]].to_numpy(dtype=float), gap=gap)
    for (x, y), row in zip(apart, items.itertuples(), strict=True):
        style: dict[str, Any] = WAYS[row.way]
        axes.scatter([x], [y], edgecolor=theme.INK, linewidth=1.0, zorder=6, **style)
        axes.text(
            x, y, str(row.number), ha="center", va="center_baseline", zorder=7,
            fontsize=theme.SMALL_PT, fontweight="bold", color=theme.text_on(style["facecolor"]),
        )  # fmt: skip


def _draw_lines(side: Axes, items: pd.DataFrame) -> float:
    lines = [
        textwrap.fill(
            f"{row.number} {SYMBOLS[row.way]} {row.line}",
            LINE_CHARACTERS,
            subsequent_indent="     ",
        )
        for row in items.itertuples(index=False)
    ]
    text = side.text(0, 0.98, "\n".join(lines), va="top", fontsize=theme.SMALL_PT, linespacing=1.4)
    return maps.foot_of(side, text)


def _draw_legend(
    side: Axes, classes: Sequence[tuple[str, str]], label: str, *, has_missing: bool, below: float
) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=colour, edgecolor=theme.MUTED, linewidth=0.5, label=words)
        for colour, words in reversed(classes)
    ]
    if has_missing:
        handles.append(Patch(facecolor=theme.VOID, edgecolor=theme.MUTED, label=NO_RATE))
    side.legend(
        handles=handles, title=textwrap.fill(label, LINE_CHARACTERS), loc="upper left",
        bbox_to_anchor=(-0.02, below - 0.03), alignment="left", frameon=False, borderpad=0,
        labelspacing=0.3, fontsize=theme.SMALL_PT,
        title_fontproperties={"weight": "bold", "size": theme.SMALL_PT},
    )  # fmt: skip
