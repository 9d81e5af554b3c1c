"""How does an area's rate look among those of its peers?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.present import marks, theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW_IN, FRAME_IN = 0.22, 0.9
LIMITS = (("far_lower", "far_upper", 1.6, theme.RULE), ("lower", "upper", 5.0, theme.PALE))


@theme.themed
def peer_dots(frame: pd.DataFrame, *, median: float, value_label: str) -> Figure:
    """Draw the rate of an area and of each peer, the highest on top, over its funnel limits.

    Parameters
    ----------
    frame : DataFrame
        ``name, rate, lower, upper, far_lower, far_upper, is_own``: rates, and the limits between
        which an area of its size lies where nothing is unusual. The area itself is a filled square
        with its name in bold, a peer an open circle, so that neither needs colour.
    median : float
        The peers' median rate, a dashed line.
    value_label : str
        What the axis measures.
    """
    ordered = frame.sort_values(["rate", "name"], ascending=[False, True], ignore_index=True)
    figure, axes = theme.new_figure(FRAME_IN + ROW_IN * len(ordered))
    rows = np.arange(len(ordered))
    for low, high, width, colour in LIMITS:
        axes.hlines(rows, ordered[low], ordered[high], colors=colour, linewidth=width, zorder=1)
    axes.axvline(median, color=theme.OTHER, linewidth=1.2, linestyle=(0, (4, 3)), zorder=2)
    marks.note_above(axes, "median of the peers", x=median, colour=theme.OTHER)
    is_own = ordered["is_own"].to_numpy(bool)
    for chosen, marker, fill in ((is_own, "s", theme.MAIN), (~is_own, "o", theme.PAPER)):
        axes.plot(
            ordered["rate"][chosen], rows[chosen], marker, color=theme.MAIN, markersize=6,
            markerfacecolor=fill, zorder=3,
        )  # fmt: skip
    marks.name_rows(axes, ordered["name"])
    _write_own(axes, ordered, is_own)
    values = ordered[["rate", "far_lower", "far_upper"]].to_numpy(float)
    marks.finish_bars(axes, value_label=value_label, values=values)
    return figure


def _write_own(axes: Axes, ordered: pd.DataFrame, is_own: np.ndarray) -> None:
    """Set the area's own name in bold, and write its rate beside its mark."""
    for row in np.flatnonzero(is_own):
        axes.get_yticklabels()[row].set_fontweight("bold")
        axes.annotate(
            f"{ordered['rate'].iloc[row]:.1f}",
            (ordered["rate"].iloc[row], row),
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=theme.SMALL_PT,
            fontweight="bold",
            bbox={"facecolor": theme.PAPER, "edgecolor": "none", "pad": 0.6},
        )
