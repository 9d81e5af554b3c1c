"""How unevenly is it spread? A cumulative curve beside what chance would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.present import marks, theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALF = 0.5


@theme.themed
def share_curve(
    frame: pd.DataFrame, *, x: str, y: str, expected: str, x_label: str, y_label: str
) -> Figure:
    """Draw a cumulative share, the curve of chance, and where the first half is reached.

    Parameters
    ----------
    frame : DataFrame
        Shares from 0 to 1, rising.
    x, y, expected : str
        Columns of the share of places, the share held and the share expected by chance.
    x_label, y_label : str
        What the shares are of.
    """
    from matplotlib.ticker import PercentFormatter

    figure, axes = theme.new_figure(3.6)
    marks.light_grid(axes, along="y")
    axes.plot(
        frame[x], frame[expected], color=theme.OTHER, linewidth=1.6, linestyle=(0, (4, 3)),
        label="if spread by chance",
    )  # fmt: skip
    axes.plot(frame[x], frame[y], color=theme.MAIN, linewidth=2.4, label="as recorded")
    reached = frame.loc[frame[y] >= HALF, x]
    if len(reached):
        axes.plot([0, reached.iloc[0], reached.iloc[0]], [HALF, HALF, 0], color=theme.MUTED, lw=1)
    axes.set(xlim=(0, 1), ylim=(0, 1.01), xlabel=x_label, ylabel=y_label)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(loc="lower right", frameon=False)
    return figure
