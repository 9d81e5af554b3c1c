"""How does a frame of figures look as a chart?

Each function draws the frame it is given and computes nothing. Missing values are gaps or the
words "not available", never zero; protected zeros are written ``<5``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.present import marks, theme
from csa.present.months import Mark, month_series
from csa.present.numbers import table_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Mark",
    "age_sex_bars",
    "month_series",
    "ranked_intervals",
    "single_bars",
    "week_grid",
]

BAR_HEIGHT = 0.36
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WRITTEN_COLUMNS = 14


@theme.themed
def single_bars(frame: pd.DataFrame, *, label: str, value: str, value_label: str) -> Figure:
    """Draw one horizontal bar a row, in the order given, with the counts written out.

    Parameters
    ----------
    frame : DataFrame
        One row per bar.
    label, value : str
        Columns of the row's name and of its count. A missing count has the words "not available"
        in place of its bar.
    value_label : str
        What is counted, written below the axis.
    """
    figure, axes = theme.new_figure(0.9 + 0.34 * max(len(frame), 1))
    rows, (values,) = np.arange(len(frame)), marks.as_floats(frame[[value]])
    axes.barh(rows, np.nan_to_num(values), height=2 * BAR_HEIGHT, color=theme.MAIN)
    marks.write_values(axes, values, at=rows, protected=marks.are_hidden(frame[[value]]))
    marks.name_rows(axes, frame[label])
    marks.finish_bars(axes, value_label=value_label, values=values, room=marks.largest(values))
    return figure


@theme.themed
def ranked_intervals(
    frame: pd.DataFrame,
    *,
    label: str,
    value: str,
    lower: str,
    upper: str,
    value_label: str,
    reference: float | None = None,
    reference_label: str = "",
) -> Figure:
    """Draw a dot and its interval for each row, highest first.

    Parameters
    ----------
    frame : DataFrame
        One row per thing ranked.
    label, value, lower, upper : str
        Columns of the row's name, its value and the limits of its interval. Rows without a
        value come last and say "not available".
    value_label : str
        What the axis measures.
    reference : float, optional
        A value all are compared with, drawn as a dashed line.
    reference_label : str
        What the reference is.
    """
    ranked = frame.sort_values(value, ascending=False, kind="stable", na_position="last")
    figure, axes = theme.new_figure(1.0 + 0.31 * max(len(ranked), 2))
    rows = np.arange(len(ranked))
    values, low, high = marks.as_floats(ranked[[value, lower, upper]])
    axes.hlines(rows, low, high, color=theme.PALE, linewidth=5)
    axes.plot(values, rows, "o", color=theme.MAIN, markersize=6.5)
    if reference is not None:
        axes.axvline(reference, color=theme.OTHER, linewidth=1.4, linestyle=(0, (4, 3)), zorder=0.9)
        marks.note_above(axes, reference_label, x=reference, colour=theme.OTHER)
    marks.name_rows(axes, ranked[label])
    marks.finish_bars(axes, value_label=value_label, values=values)
    axes.spines["left"].set_visible(False)
    for row in rows[np.isnan(values)]:
        marks.write_missing(axes, at=row)
    return figure


@theme.themed
def age_sex_bars(
    frame: pd.DataFrame,
    *,
    band: str,
    left: str,
    right: str,
    left_label: str,
    right_label: str,
    value_label: str,
) -> Figure:
    """Draw two counts back to back for each age band, the first row at the foot.

    Parameters
    ----------
    frame : DataFrame
        One row per age band, youngest first.
    band, left, right : str
        Columns of the band's name and of the counts to the left and right.
    left_label, right_label : str
        Whom the two sides stand for.
    value_label : str
        What is counted.
    """
    figure, axes = theme.new_figure(1.1 + 0.34 * max(len(frame), 2))
    rows = np.arange(len(frame))
    counts = marks.as_floats(frame[[left, right]])
    hidden = marks.are_hidden(frame[[left, right]])
    reach = marks.largest(counts) * 1.22
    sides = ((left_label, theme.OTHER, -1), (right_label, theme.MAIN, 1))
    for values, (name, colour, side) in zip(counts, sides, strict=True):
        axes.barh(rows, side * np.nan_to_num(values), height=0.76, color=colour)
        marks.write_values(axes, values, at=rows, protected=hidden, side=side)
        marks.note_above(axes, name, x=side * reach / 2, colour=colour)
    axes.axvline(0, color=theme.PAPER, linewidth=1.5)
    marks.name_rows(axes, frame[band], first_on_top=False)
    marks.finish_bars(axes, value_label=value_label, values=counts)
    axes.spines["left"].set_visible(False)
    axes.set_xlim(-reach, reach)
    return figure


@theme.themed
def week_grid(
    matrix: pd.DataFrame | np.ndarray,
    *,
    column_labels: Sequence[str],
    value_label: str,
    is_written: bool | None = None,
) -> Figure:
    """Draw a week as a grid, a row a day from Monday and a column a block of hours.

    The darker a cell, the higher; counts are written into the cells where they fit, otherwise a
    scale stands beside the grid. A missing cell is hatched.

    Parameters
    ----------
    matrix : DataFrame or array
        Seven rows, one column per block of hours.
    column_labels : sequence of str
        The blocks' names.
    value_label : str
        What is counted.
    is_written : bool, optional
        Whether counts are written into the cells; by default where there are few columns.

    Raises
    ------
    ValueError
        If there are not seven rows, or not one label per column.
    """
    import seaborn as sns
    from matplotlib.colors import to_hex

    frame = pd.DataFrame(matrix)
    if frame.shape != (len(DAYS), len(column_labels)):
        raise ValueError(
            f"A week grid of {len(column_labels)} blocks is 7 x {len(column_labels)}, "
            f"not {frame.shape[0]} x {frame.shape[1]}."
        )
    values, hidden = marks.as_floats(frame).T, marks.are_hidden(frame)
    figure, axes = theme.new_figure(3.4)
    axes.patch.set(facecolor=theme.VOID, edgecolor=theme.HATCH, hatch="////", linewidth=0)
    colours, top = theme.sequence_map(), marks.largest(values)
    is_missing = np.isnan(values)
    is_written = len(column_labels) <= WRITTEN_COLUMNS if is_written is None else is_written
    counts = [[table_text(value, protected=hidden) for value in row] for row in values]
    sns.heatmap(
        values,
        mask=is_missing,
        annot=counts if is_written else None,
        fmt="",
        cmap=colours,
        vmin=0,
        vmax=top,
        linewidths=2,
        linecolor=theme.PAPER,
        cbar=not is_written,
        cbar_kws={"aspect": 28, "pad": 0.015},
        xticklabels=False,
        yticklabels=False,
        ax=axes,
    )
    for text, value in zip(axes.texts, values[~is_missing], strict=False):
        text.set_color(theme.text_on(to_hex(colours(value / top))))
    for scale in axes.figure.axes[1:]:
        marks.number_ticks(scale.yaxis, values=values, protected=hidden)
    _frame_week(axes, column_labels, value_label=value_label)
    return figure


def _frame_week(axes: Axes, column_labels: Sequence[str], *, value_label: str) -> None:
    step = 1 if len(column_labels) <= WRITTEN_COLUMNS else 3
    columns = range(0, len(column_labels), step)
    axes.set_xticks(np.array(columns) + 0.5, [str(column_labels[column]) for column in columns])
    axes.set_yticks(np.arange(len(DAYS)) + 0.5, DAYS)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)
    axes.set_xlabel(value_label, labelpad=6)
    axes.xaxis.set_label_position("bottom")
