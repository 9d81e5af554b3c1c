"""What may a measure be given? Checks that every family of measures shares.

Messages name the argument, the column and the row number, never a value from a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csa.errors import SchemaError, SettingsError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

KEPT_IN_MESSAGES = 5


def check_between(value: float, low: float, high: float, *, name: str) -> float:
    """Return a setting that lies strictly between two bounds.

    Raises
    ------
    SettingsError
        If it lies outside them or is missing.
    """
    if not low < value < high:
        raise SettingsError(f"{name} is {value}: give a number above {low:g} and below {high:g}.")
    return float(value)


def check_confidence(confidence: float) -> float:
    """Return a two-sided confidence level such as 0.95, refusing anything outside 0 to 1."""
    return check_between(confidence, 0.0, 1.0, name="confidence")


def check_choice(value: str, allowed: Sequence[str], *, name: str) -> str:
    """Return a setting that is one of the words allowed.

    Raises
    ------
    SettingsError
        If it is another word.
    """
    if value not in allowed:
        raise SettingsError(f"{name} is '{value}': choose one of {', '.join(allowed)}.")
    return value


def as_floats(values: ArrayLike, *, name: str) -> Floats:
    """Return numbers as floats, missing ones as NaN.

    Raises
    ------
    SchemaError
        If something is not a number, or is infinite.
    """
    try:
        numbers = np.atleast_1d(
            pd.to_numeric(_one_dimension(values)).to_numpy(float, na_value=np.nan)
        )
    except (TypeError, ValueError) as error:
        raise SchemaError(f"{name} holds something that is not a number.") from error
    refuse_rows(np.isinf(numbers), f"{name} is infinite")
    return numbers


def as_counts(values: ArrayLike, *, name: str) -> Floats:
    """Return counts as floats: zero or more, missing ones as NaN.

    Raises
    ------
    SchemaError
        If a count is negative, infinite or not a number.
    """
    counts = as_floats(values, name=name)
    refuse_rows(counts < 0, f"{name} is negative")
    return counts


def as_moments(values: Any, *, name: str) -> pd.Series:
    """Return dates or times, numbered from 0, missing ones as NaT.

    Raises
    ------
    SchemaError
        If something is not a date or time, or time zones are mixed.
    """
    column = pd.Series(values).reset_index(drop=True)
    try:
        moments = pd.to_datetime(column, errors="coerce", format="ISO8601")
    except ValueError as error:
        raise SchemaError(f"{name} mixes time zones: convert it to one.") from error
    refuse_rows((moments.isna() & column.notna()).to_numpy(), f"{name} is not a date or time")
    return moments


def refuse_rows(bad: NDArray[np.bool_], complaint: str) -> None:
    """Raise an error that names the rows (counted from 0) in which something is wrong.

    Raises
    ------
    SchemaError
        If any row is marked.
    """
    rows = np.flatnonzero(bad)
    if rows.size:
        shown = ", ".join(str(row) for row in rows[:KEPT_IN_MESSAGES])
        more = "" if rows.size <= KEPT_IN_MESSAGES else f" and {rows.size - KEPT_IN_MESSAGES} more"
        raise SchemaError(f"{complaint} in row {shown}{more}: correct the table first.")


def index_of(values: ArrayLike) -> pd.Index:
    """Return the labels of values: a Series has its own, anything else is numbered from 0."""
    return values.index if isinstance(values, pd.Series) else pd.RangeIndex(np.size(values))


def align_counts(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Put two columns of counts side by side by their index.

    Returns
    -------
    DataFrame
        ``before, after``: entries in the order of ``before``, then those only ``after`` has. An
        entry only one of them has counts 0 in the other; a missing value stays missing.

    Raises
    ------
    SchemaError
        If an index entry occurs twice or a count is negative.
    """
    for name, series in (("before", before), ("after", after)):
        refuse_rows(series.index.duplicated(), f"{name} repeats an index entry")
    index = before.index.append(after.index.difference(before.index, sort=False))
    index = index.set_names(before.index.names)
    columns = {
        name: as_counts(series.reindex(index, fill_value=0), name=name)
        for name, series in (("before", before), ("after", after))
    }
    return pd.DataFrame(columns, index=index)


def require_columns(frame: pd.DataFrame, columns: Sequence[str], *, name: str) -> None:
    """Refuse a table that lacks a column.

    Raises
    ------
    SchemaError
        If a column is absent; the message lists those the table has.
    """
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise SchemaError(
            f"{name} has no column {', '.join(absent)}; "
            f"it has {', '.join(map(str, frame.columns))}."
        )


def same_length(*arrays: Any, name: str) -> None:
    """Refuse columns that should run side by side and do not.

    Raises
    ------
    SchemaError
        If their lengths differ.
    """
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise SchemaError(f"{name} must have equal lengths; they have {lengths}.")


def _one_dimension(values: ArrayLike) -> pd.Series:
    if isinstance(values, pd.Series):
        return values
    return pd.Series(np.atleast_1d(np.asarray(values)))
