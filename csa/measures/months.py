"""A row of months: every month in turn, none skipped, each with its days."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from csa.errors import SchemaError
from csa.measures.inputs import Flags, Floats, as_counts, refuse_rows
from csa.periods import Period, days_in_month

YEAR, TWO_YEARS = 12, 24
YEARLY_WAVES = 2


def as_monthly(monthly: pd.Series) -> pd.Series:
    """Return counts by month without gaps: months in order, absent ones missing.

    Parameters
    ----------
    monthly : Series
        Counts indexed by month: text ``YYYY-MM``, periods or dates.

    Returns
    -------
    Series
        Counts as floats by month as text, from the first month to the last.

    Raises
    ------
    SchemaError
        If the index holds no months or holds one twice, or a count is negative.
    """
    months = _month_text(monthly.index)
    refuse_rows(months.duplicated(), "monthly repeats a month")
    counts = pd.Series(as_counts(monthly, name="monthly"), index=months)
    if counts.empty:
        return counts
    return counts.reindex(Period(min(months), max(months)).months)


def days_of(months: pd.Index) -> Floats:
    """Return the days of each month, February in leap years included."""
    return np.array([days_in_month(month) for month in months], dtype=float)


def level_terms(
    months: pd.Index, *, known: Flags, breaks: Iterable[str] = (), per_year: float = YEAR
) -> list[Floats]:
    """Return the terms of a regression that say how high the level of months is.

    Parameters
    ----------
    months : Index
        Months as text, in order; or the first days of other spans, one after the other.
    known : ndarray of bool
        The months to learn from.
    breaks : iterable of str
        Months from which the level may be another one; one with fewer than half a year to learn
        from on either side is left out.
    per_year : float
        How many a year has.

    Returns
    -------
    list of ndarray
        The level, the trend by the year, and a step for each break.
    """
    terms = [np.ones(len(months)), np.arange(len(months)) / per_year]
    for start in sorted(set(breaks)):
        after = np.asarray(months >= start)
        if min((known & after).sum(), (known & ~after).sum()) >= per_year / 2:
            terms.append(after.astype(float))
    return terms


def season_terms(months: pd.Index, *, per_year: float = YEAR) -> list[Floats]:
    """Return the terms of a regression that say what the season does: two waves a year."""
    years = np.arange(len(months)) / per_year
    angles = 2 * np.pi * np.outer(np.arange(1, YEARLY_WAVES + 1), years)
    return [*np.sin(angles), *np.cos(angles)]


def _month_text(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.PeriodIndex | pd.DatetimeIndex):
        return index.strftime("%Y-%m")
    if not index.astype(str).str.fullmatch(r"\d{4}-\d{2}").all():
        raise SchemaError("monthly must be indexed by months written YYYY-MM.")
    return index.astype(str)
