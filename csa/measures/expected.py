"""What do the other months lead one to expect of a month, and is it unusual?

Square roots of counts vary alike whether the counts are large or small, so that a plain regression
on them is a model of months: a level, a steady trend, a season, and what recording breaks did to
the level. What a month is judged by never includes the month itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from csa.measures.inputs import Flags, Floats, check_confidence
from csa.measures.months import (
    TWO_YEARS,
    YEAR,
    as_monthly,
    days_of,
    level_terms,
    season_terms,
)
from csa.periods import Period

STANDARD_DAYS = 30
FEWEST_MONTHS = 12
DAYS_IN_YEAR = 365.25
# Anscombe's shift: roots of (count + 3/8) vary by a quarter of the dispersion.
SHIFT = 3 / 8
LEAST_VARIANCE = 1 / 4
# A month of the year may differ from the smooth season by as much as a month varies by chance.
SEASON_PENALTY = 1.0

LIMITS = ["expected", "lower", "upper"]
COLUMNS = ["month", "value", *LIMITS, "side"]


@dataclass(frozen=True)
class Expectation:
    """What is expected of each month, or span of days, in roots of counts per standard month.

    Attributes
    ----------
    months : Index
        The months, or the first days of the spans.
    length : ndarray
        How long each is, in standard months or spans.
    roots : ndarray
        The root of each count, missing where the count is.
    centre, variance : ndarray
        What is expected of the root, and how far a month in which nothing happened lies from it.
    degrees : float
        Degrees of freedom that the variance stands on.
    """

    months: pd.Index
    length: Floats
    roots: Floats
    centre: Floats
    variance: Floats
    degrees: float

    def limits(self, confidence: float) -> pd.DataFrame:
        """Return ``expected, lower, upper`` as counts, by month."""
        tail = (1 - check_confidence(confidence)) / 2
        half = -special.stdtrit(self.degrees, tail) * np.sqrt(self.variance)
        columns = {"expected": 0.0, "lower": -half, "upper": half}
        counts = {
            name: np.maximum(np.maximum(self.centre + away, 0) ** 2 - SHIFT, 0) * self.length
            for name, away in columns.items()
        }
        return pd.DataFrame(counts, index=self.months)


def control_months(
    monthly: pd.Series,
    *,
    period: Period,
    breaks: Sequence[str] = (),
    confidence: float = 0.90,
    bound: float = 0.0,
) -> pd.DataFrame:
    """Tell months that are more than routine variation about their level, trend and season.

    Parameters
    ----------
    monthly : Series
        Counts by month (``YYYY-MM``), gaps missing.
    period : Period
        The months that are read together.
    breaks : sequence of str
        Months from which the level may be another one because recording changed.
    confidence : float
        How often no month of the period lies outside when nothing happened.
    bound : float
        The furthest a count may lie from the true one.

    Returns
    -------
    DataFrame
        One row per month of the series: ``month, value, expected, lower, upper`` (missing with
        less than twelve months) and ``side``: above, below, inside or empty. Each month is judged
        by all others. Less than two years have no season, and a trend alone.

    Notes
    -----
    A rise from one year to the next is no unusual month: it is in the trend, or told by the
    comparison of the years.

    Examples
    --------
    >>> monthly = pd.Series(20, index=Period("2014-04", "2017-03").months)
    >>> monthly["2017-01"] = 60
    >>> told = control_months(monthly, period=Period("2016-04", "2017-03"))
    >>> told.loc[told["side"] == "above", "month"].tolist()
    ['2017-01']
    """
    series = as_monthly(monthly)
    known = series.notna().to_numpy()
    alone = check_confidence(confidence) ** (1 / len(period))
    told = expect(series, breaks=breaks) if known.sum() >= FEWEST_MONTHS else None
    return _with_sides(series, told, confidence=alone, bound=bound)


def expect(
    series: pd.Series, *, learn: Flags | None = None, breaks: Sequence[str] = ()
) -> Expectation:
    """Say what is expected of each month: of those learnt from, without the month itself.

    Parameters
    ----------
    series : Series
        Counts by month without gaps in the index.
    learn : ndarray of bool, optional
        The months to learn from; by default all that are known.
    breaks : sequence of str
        Months from which the level may be another one.

    References
    ----------
    Anscombe (1948), Biometrika 35, 246-254.

    Examples
    --------
    >>> steady = pd.Series(30.0, index=Period("2014-04", "2017-03").months)
    >>> expect(steady).limits(0.95)["expected"].round().unique().tolist()
    [30.0, 29.0]
    """
    used = series.notna().to_numpy() if learn is None else learn
    design = _design(series.index, used=used, breaks=breaks)
    length = days_of(series.index) / STANDARD_DAYS
    return _fitted(series, length, design=design, learn=learn)


def expect_span(
    counts: pd.Series, *, days: int, breaks: Sequence[str] = (), confidence: float = 0.95
) -> tuple[float, float, float] | None:
    """Say what is usual for a span of days at this time of the year, from those before it.

    Parameters
    ----------
    counts : Series
        Counts of spans of equally many days, one after the other, by their first day
        (``YYYY-MM-DD``), gaps missing. The last is the one that is judged; nothing is learnt from
        it.
    days : int
        How many days each has.
    breaks : sequence of str
        Months from which the level may be another one because recording changed.
    confidence : float
        How often such a span lies inside when nothing happened.

    Returns
    -------
    (float, float, float) or None
        What is expected and the limits around it; None with less than two years before, which
        do not tell a season.

    Examples
    --------
    >>> days = pd.date_range("2014-01-01", periods=26, freq="42D").strftime("%Y-%m-%d")
    >>> counts = pd.Series(50.0, index=days)
    >>> [round(one) for one in expect_span(counts, days=42)]
    [50, 34, 69]
    """
    per_year = DAYS_IN_YEAR / days
    learn = counts.notna().to_numpy() & (np.arange(len(counts)) < len(counts) - 1)
    if learn.sum() < 2 * per_year - 1:
        return None
    terms = level_terms(counts.index, known=learn, breaks=breaks, per_year=per_year)
    terms += season_terms(counts.index, per_year=per_year)
    design = np.column_stack(terms), np.zeros(len(terms))
    told = _fitted(counts, np.ones(len(counts)), design=design, learn=learn)
    last = told.limits(confidence).iloc[-1]
    return float(last["expected"]), float(last["lower"]), float(last["upper"])


def _fitted(
    series: pd.Series, length: Floats, *, design: tuple[Floats, Floats], learn: Flags | None
) -> Expectation:
    """Fit the roots of counts to the terms of a model, each with its penalty."""
    used = series.notna().to_numpy() if learn is None else learn
    terms, penalty = design
    roots = np.sqrt(series.to_numpy() / length + SHIFT)
    weights = np.linalg.pinv(terms[used].T @ terms[used] + np.diag(penalty)) @ terms[used].T
    fitted = terms @ (weights @ roots[used])
    degrees = used.sum() - np.trace(weights @ terms[used]) - (learn is None)
    # How much the fit of a month follows the month itself, or, of one not learnt from, varies.
    leverage = np.einsum("tp,pn->tn", terms, weights) ** 2
    own = np.zeros(len(series))
    own[used] = np.diagonal(terms[used] @ weights)
    residual = np.where(used, np.nan_to_num(roots - fitted), 0.0)
    squares = float(residual @ residual)
    kept = np.maximum(1 - own, 1e-6)
    if learn is not None:
        variance = max(squares / degrees, LEAST_VARIANCE) * (1 + leverage.sum(axis=1))
        return Expectation(series.index, length, roots, fitted, variance, float(degrees))
    left = np.maximum((squares - residual**2 / kept) / degrees, LEAST_VARIANCE)
    variance = left * np.where(used, 1 / kept, 1 + leverage.sum(axis=1))
    centre = fitted - residual * own / kept
    return Expectation(series.index, length, roots, centre, variance, float(degrees))


def _design(months: pd.Index, *, used: Flags, breaks: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the terms of the model by month, and the penalty on each."""
    terms = level_terms(months, known=used, breaks=breaks)
    free = len(terms)
    if used.sum() >= TWO_YEARS:
        terms += season_terms(months)
        free = len(terms)
        of_year = np.array([int(month[5:]) for month in months])
        terms += [(of_year == number).astype(float) for number in range(1, YEAR + 1)]
    penalty = np.zeros(len(terms))
    penalty[free:] = SEASON_PENALTY
    return np.column_stack(terms), penalty


def _with_sides(
    series: pd.Series,
    told: Expectation | None,
    *,
    confidence: float,
    bound: float,
) -> pd.DataFrame:
    """Set each month beside what was expected of it, and say on which side it lies."""
    limits = pd.DataFrame(np.nan, index=series.index, columns=LIMITS)
    if told is not None:
        limits = told.limits(confidence)
    value, lower, upper = series, limits["lower"], limits["upper"]
    sides = np.select(
        [(value + lower).isna(), value - bound > upper, value + bound < lower],
        ["", "above", "below"],
        default="inside",
    )
    return limits.assign(value=value, side=sides).rename_axis("month").reset_index()[COLUMNS]
