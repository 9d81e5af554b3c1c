"""A row of months: every month in turn, none skipped, each with its days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_counts, refuse_rows
from csa.periods import Period, days_in_month


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


def _month_text(index: pd.Index) -> pd.Index:
    if isinstance(index, pd.PeriodIndex | pd.DatetimeIndex):
        return index.strftime("%Y-%m")
    if not index.astype(str).str.fullmatch(r"\d{4}-\d{2}").all():
        raise SchemaError("monthly must be indexed by months written YYYY-MM.")
    return index.astype(str)
