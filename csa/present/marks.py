"""How are rows named, values written and things pointed at, in every chart alike?

Small steps that the charts share. They change the axes they are given and return nothing.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.present import theme
from csa.present.number import is_hidden
from csa.present.numbers import NOT_AVAILABLE, PROTECTION_BASE, table_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LABEL_CHARACTERS = 26
FEW_STEPS = 6


def as_floats(frame: pd.DataFrame) -> np.ndarray:
    """Return a frame's values as floats, one row per column, missing ones as NaN."""
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    return np.array([column.astype("object").map(_as_float).to_numpy(float) for column in columns])


def _as_float(value: Any) -> float:
    return np.nan if pd.isna(value) else float(value)


def are_hidden(frame: pd.DataFrame) -> bool:
    """Say whether any count of a frame is protected."""
    return any(is_hidden(frame.iloc[:, at]) for at in range(frame.shape[1]))


def largest(values: np.ndarray) -> float:
    """Return the highest value, 1 where none is above zero."""
    top = np.nanmax(values, initial=0)
    return float(top) if top > 0 else 1.0


def name_rows(axes: Axes, names: pd.Series, *, first_on_top: bool = True) -> None:
    """Write the rows' names beside them, long ones on two lines or more."""
    wrapped = [textwrap.fill(str(name), LABEL_CHARACTERS) for name in names]
    axes.set_yticks(np.arange(len(wrapped)), wrapped)
    limits = (-0.6, max(len(wrapped), 1) - 0.4)
    axes.set_ylim(*(limits[::-1] if first_on_top else limits))


def write_values(
    axes: Axes, values: np.ndarray, *, at: np.ndarray, protected: bool, side: int = 1
) -> None:
    """Write each count at the end of its bar, and "not available" where there is none."""
    for value, row in zip(values, at, strict=True):
        missing = np.isnan(value)
        axes.annotate(
            table_text(value, protected=protected),
            (0 if missing else side * value, row),
            xytext=(4 * side, 0),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=theme.SMALL_PT,
            style="italic" if missing else "normal",
            color=theme.MUTED if missing else theme.INK,
        )


def write_missing(axes: Axes, *, at: float) -> None:
    """Write "not available" at the start of a row."""
    axes.annotate(
        NOT_AVAILABLE,
        (0, at),
        xycoords=("axes fraction", "data"),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        fontsize=theme.SMALL_PT,
        style="italic",
        color=theme.MUTED,
    )


def note_above(axes: Axes, text: str, *, x: float, colour: str) -> None:
    """Write a note above the plot at a data position."""
    axes.annotate(
        text,
        (x, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 5),
        textcoords="offset points",
        ha="center",
        va="bottom",
        color=colour,
        fontweight="bold",
    )


def finish_bars(
    axes: Axes, *, value_label: str, values: np.ndarray, room: float | None = None
) -> None:
    """Give horizontal bars their axis: light grid, thousands commas, room for the numbers."""
    light_grid(axes, along="x")
    number_ticks(axes.xaxis, values=values)
    axes.set_xlabel(value_label, labelpad=6)
    if room is not None:
        axes.set_xlim(0, room * 1.14)


def light_grid(axes: Axes, *, along: str) -> None:
    """Draw light lines at the numbers of one axis, and no ticks."""
    axes.grid(visible=True, axis="x" if along == "x" else "y")
    axes.tick_params(axis="both", length=0)
    axes.spines["bottom" if along == "x" else "left"].set_visible(False)


def number_ticks(axis: Any, *, values: np.ndarray, protected: bool = False) -> None:
    """Write the numbers of an axis at round steps, with thousands commas and without signs.

    Counts get whole steps, protected counts steps of five; the axis begins at 0, whatever a count
    of 0 stands for.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

    present = values[np.isfinite(values)]
    is_count = bool(np.all(present == np.round(present)))
    if protected and np.max(np.abs(present), initial=0) < FEW_STEPS * PROTECTION_BASE:
        axis.set_major_locator(MultipleLocator(PROTECTION_BASE))
    else:
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=is_count))
    axis.set_major_formatter(FuncFormatter(lambda at, _: f"{abs(at):,.10g}"))
