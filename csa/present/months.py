"""How does a count run from month to month, and where may it not be compared?

The chart shows every month from the first to the last: months without figures are hatched gaps,
changes in recording are dotted lines with their labels, months in doubt have a hollow point, and
the period in question is tinted.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.periods import Period, parse_month
from csa.present import marks, theme
from csa.present.numbers import PROTECTION_BASE
from csa.settings import Break

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
MOST_TICKS = 10
NOTE_CHARACTERS = 30
LINE_PT = 12.5
GAP_PT = 4.0
CHARACTER_PT = 5.6
PLOT_WIDTH_PT = 475.0
POINTS_PER_INCH = 72
LINE_STYLES: tuple[dict[str, Any], ...] = (
    {"color": theme.MUTED, "linewidth": 1.0},
    {"color": theme.OTHER, "linewidth": 1.6, "linestyle": "--"},
)
NO_FIGURE = "no figure"  # not received, or not shown: the words beside it say which


@dataclass(frozen=True)
class Mark:
    """The month from which something is otherwise, such as the start of a project."""

    start: str
    label: str


@dataclass(frozen=True)
class Note:
    """A label above the plot that points at a month."""

    x: float
    text: str
    colour: str
    is_break: bool

    @property
    def lines(self) -> int:
        """Lines of text."""
        return self.text.count("\n") + 1


@theme.themed
def month_series(
    frame: pd.DataFrame,
    *,
    value_label: str,
    value: str = "value",
    month: str = "month",
    highlight: Period | None = None,
    compare: Period | None = None,
    breaks: Sequence[Break | Mark] = (),
    marked: Sequence[str] = (),
    usual: tuple[str, str] | None = None,
    lines: Sequence[tuple[str, str]] = (),
    name: str = "",
) -> Figure:
    """Draw one line over the months, from zero.

    Parameters
    ----------
    frame : DataFrame
        One row per month, in any order. A month that is absent, or whose value is missing, is a
        gap with a hatched band labelled "no figure".
    value_label : str
        What is counted, written beside the axis.
    value, month : str
        Columns of the count and of the month (``YYYY-MM``).
    highlight, compare : Period, optional
        The period in question and the one it is compared with, tinted and labelled.
    breaks : sequence of Break or Mark
        Recording breaks and the like; those inside the months shown are dotted lines with their
        labels.
    marked : sequence of str
        Months that are unlike those before them, or not complete: a hollow point, explained
        beside the plot.
    usual : tuple of str, optional
        Columns of the lower and upper limit of the usual range, drawn as a band.
    lines : sequence of (column, label)
        Further lines of the same scale, at most two, such as the centre of the band.
    name : str
        What the line itself is of, where a further one is of something else.

    Raises
    ------
    ValueError
        If the frame has no month, or one of them twice.
    """
    series = _every_month(
        frame, value=value, month=month, others=(*(usual or ()), *(name for name, _ in lines))
    )
    figure, axes = theme.new_figure(3.3)
    months = list(series.index)
    _tint(axes, months, period=compare, colour=theme.OTHER_TINT)
    _tint(axes, months, period=highlight, colour=theme.MAIN_TINT)
    if usual:
        low, high = (series[column].to_numpy() for column in usual)
        at = np.arange(len(months))
        axes.fill_between(at, low, high, color=theme.RULE, linewidth=0, label="usual range")
    for (column, label), style in zip(lines, LINE_STYLES, strict=False):
        axes.plot(series[column].to_numpy(), label=label, zorder=2.8, **style)
    _draw_line(axes, series[value].to_numpy(), name=name)
    has_doubt = _mark_doubt(axes, series[value], marked)
    if usual or has_doubt or lines:
        axes.legend(loc="best" if name else "lower right", edgecolor="none", framealpha=0.9)
    _number_axes(axes, series, value=value, protected=marks.are_hidden(frame[[value]]))
    axes.set_ylabel(value_label)
    _hatch_gaps(axes, series[value].to_numpy())
    notes = _period_notes(months, highlight=highlight, compare=compare)
    extra = _place_notes(axes, [*notes, *_break_notes(months, breaks)])
    figure.set_figheight(figure.get_figheight() + extra)
    return figure


def _every_month(
    frame: pd.DataFrame, *, value: str, month: str, others: tuple[str, ...]
) -> pd.DataFrame:
    if frame.empty or frame[month].duplicated().any():
        raise ValueError("A month series needs at least one month, and each of them once.")
    months = Period(parse_month(frame[month].min()), parse_month(frame[month].max())).months
    names = [value, *others]
    columns = marks.as_floats(frame[names])
    return pd.DataFrame(columns.T, columns=names, index=pd.Index(frame[month])).reindex(months)


def _span(months: list[str], period: Period) -> tuple[float, float] | None:
    inside = [number for number, month in enumerate(months) if period.start <= month <= period.end]
    return (inside[0] - 0.5, inside[-1] + 0.5) if inside else None


def _tint(axes: Axes, months: list[str], *, period: Period | None, colour: str) -> None:
    span = _span(months, period) if period else None
    if span:
        axes.axvspan(*span, color=colour, linewidth=0, zorder=0.5)


def _draw_line(axes: Axes, values: np.ndarray, *, name: str) -> None:
    present = ~np.isnan(values)
    axes.plot(
        np.arange(len(values)),
        values,
        color=theme.MAIN,
        linewidth=2.2,
        zorder=3,
        label=name or None,
    )
    padded = np.concatenate([[False], present, [False]])
    alone = present & ~padded[:-2] & ~padded[2:]
    axes.plot(np.flatnonzero(alone), values[alone], "o", color=theme.MAIN, markersize=5, zorder=3)


def _mark_doubt(axes: Axes, values: pd.Series, marked: Sequence[str]) -> bool:
    """Draw a hollow point on each month in doubt that has a value; say whether there is one."""
    at = [
        n for n, (month, value) in enumerate(values.items()) if month in marked and value == value
    ]
    if at:
        axes.plot(
            at,
            values.to_numpy()[at],
            "o",
            markersize=8,
            markerfacecolor=theme.PAPER,
            markeredgecolor=theme.OTHER,
            markeredgewidth=1.8,
            linestyle="none",
            zorder=3.5,
            label="in doubt (see notes)",
        )
    return bool(at)


def _hatch_gaps(axes: Axes, values: np.ndarray) -> None:
    for is_gap, run in groupby(range(len(values)), key=lambda at: bool(np.isnan(values[at]))):
        if is_gap:
            at = list(run)
            _hatch(axes, start=at[0] - 0.5, end=at[-1] + 0.5)


def _hatch(axes: Axes, *, start: float, end: float) -> None:
    axes.axvspan(
        start, end, facecolor=theme.VOID, edgecolor=theme.HATCH, hatch="////", linewidth=0, zorder=2
    )
    low, high = axes.get_xlim()
    is_narrow = (end - start) / (high - low) < 0.11
    axes.text(
        (start + end) / 2,
        0.5,
        NO_FIGURE,
        transform=axes.get_xaxis_transform(),
        rotation=90 if is_narrow else 0,
        ha="center",
        va="center",
        fontsize=theme.SMALL_PT,
        color=theme.MUTED,
        zorder=4,
        bbox={"boxstyle": "square,pad=0.15", "facecolor": theme.VOID, "edgecolor": "none"},
    )


def _number_axes(axes: Axes, series: pd.DataFrame, *, value: str, protected: bool) -> None:
    months, values = list(series.index), series[value].to_numpy()
    marks.light_grid(axes, along="y")
    axes.set_xlim(-0.5, len(months) - 0.5)
    lowest_top = 2 * PROTECTION_BASE if protected else 0
    axes.set_ylim(0, max(marks.largest(series.to_numpy()) * 1.12, lowest_top))
    marks.number_ticks(axes.yaxis, values=values, protected=protected)
    step = next((step for step in MONTH_STEPS if len(months) / step <= MOST_TICKS), 60)
    ticks = [at for at, month in enumerate(months) if (int(month[5:]) - 4) % min(step, 12) == 0]
    ticks = ticks[:: max(step // 12, 1)]
    axes.set_xticks(ticks, [_tick_text(months[at]) for at in ticks])


def _tick_text(month: str) -> str:
    return f"{pd.Timestamp(month).strftime('%b')}\n{month[:4]}"


def _period_notes(
    months: list[str], *, highlight: Period | None, compare: Period | None
) -> list[Note]:
    named = ((compare, "Compared with", theme.OTHER), (highlight, "This period", theme.MAIN))
    spans = [(_span(months, period), text, colour) for period, text, colour in named if period]
    return [
        Note(sum(span) / 2, text, colour, is_break=False) for span, text, colour in spans if span
    ]


def _break_notes(months: list[str], breaks: Sequence[Break | Mark]) -> list[Note]:
    notes = []
    for item in sorted(breaks, key=lambda item: item.start):
        if months[0] < item.start <= months[-1]:
            at = months.index(item.start) - 0.5
            label = textwrap.fill(item.label, NOTE_CHARACTERS)
            notes.append(Note(at, label, theme.INK, is_break=True))
    return notes


def _place_notes(axes: Axes, notes: Sequence[Note]) -> float:
    """Stack the notes above the plot, so that none covers another; return the inches used."""
    low, high = axes.get_xlim()
    month_pt = PLOT_WIDTH_PT / (high - low)
    placed: list[tuple[float, float, float]] = []
    for note in sorted(notes, key=lambda note: (note.is_break, -note.x)):
        left, right = _reach(note, month_pt=month_pt, end=high * month_pt)
        tops = [top for start, end, top in placed if start < right and left < end]
        bottom = max(tops, default=GAP_PT)
        placed.append((left, right, bottom + note.lines * LINE_PT + GAP_PT))
        _write_note(axes, note, shift=left - note.x * month_pt, bottom=bottom)
    return max((top for _, _, top in placed), default=0) / POINTS_PER_INCH


def _reach(note: Note, *, month_pt: float, end: float) -> tuple[float, float]:
    width = max(len(line) for line in note.text.split("\n")) * CHARACTER_PT
    left = note.x * month_pt - (0 if note.is_break else width / 2)
    left = min(left, end - width)
    return left, left + width


def _write_note(axes: Axes, note: Note, *, shift: float, bottom: float) -> None:
    at: dict[str, Any] = {
        "xy": (note.x, 1),
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
    }
    if note.is_break:
        axes.axvline(note.x, color=note.colour, linewidth=1.1, linestyle=":", zorder=2.5)
        leader: dict[str, Any] = {
            "arrowstyle": "-",
            "linestyle": ":",
            "color": note.colour,
            "linewidth": 1.1,
        }
        axes.annotate(
            "", **at, xytext=(0, bottom), arrowprops={**leader, "shrinkA": 0, "shrinkB": 0}
        )
    axes.annotate(
        note.text,
        **at,
        xytext=(shift, bottom),
        va="bottom",
        fontsize=theme.SMALL_PT,
        fontweight="normal" if note.is_break else "bold",
        color=note.colour,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": theme.PAPER, "edgecolor": "none"},
        annotation_clip=False,
    )
