"""How much more do monthly counts vary than independent events would?

Counts of police incidents vary more than events that know nothing of each other: one offender,
one feud or one operation makes many. The dispersion is the variance of a count over its mean; 1 is
chance alone. It is measured around a level with a steady trend and a season, so that neither of
them is taken for chance, and told with the degrees of freedom that stand behind it: a dispersion
from two years of months is itself uncertain, and every test allows for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_counts
from csa.measures.months import (
    TWO_YEARS,
    YEAR,
    as_monthly,
    days_of,
    level_terms,
    season_terms,
)
from csa.periods import Period

MOST_MONTHS = 60
# So many months, every month of the year among them, tell a season from a trend.
FEWEST_WITH_SEASON = 18
# What is taken for granted before any month is seen, and the months' worth of trust in it: months
# of most types of crime of a force vary about one and a half times as much as chance.
TYPICAL, TRUST_IN_TYPICAL = 1.5, 4.0
# How much one other series of a type weighs at most, and all of them together: as much as two, and
# as twenty-five years of months of its own.
TRUST_IN_KIN, TRUST_IN_ALL_KIN = 20.0, 250.0
# Keeps the fit of a few events from running off, and moves no other.
TREND_PENALTY = 1e-3
ITERATIONS, FAR, STEP, CLOSE = 25, 30.0, 2.0, 1e-8

MEASURED = ["dispersion", "degrees", "events"]


def dispersion(monthly: pd.Series) -> float:
    """Estimate the over-dispersion of monthly counts (phi of a quasi-Poisson model).

    Parameters
    ----------
    monthly : Series
        Counts by month (``YYYY-MM``), 24 or more, missing ones left out.

    Returns
    -------
    float
        Sum of squared Pearson residuals over the residual degrees of freedom, around a level per
        day with a steady trend and two yearly waves; never below 1, since chance alone is the
        least there is. NaN with fewer than 24 months or no event at all: say "Poisson only".

    Raises
    ------
    SchemaError
        If a count is negative or a month occurs twice.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 4.5.

    Examples
    --------
    >>> months = Period("2014-04", "2016-03").months
    >>> round(dispersion(pd.Series([10, 30] * 12, index=months)), 1)
    6.5
    >>> dispersion(pd.Series(20, index=months))
    1.0
    """
    series = as_monthly(monthly)
    if series.notna().sum() < TWO_YEARS or not series.sum():
        return float("nan")
    found = measure_dispersion(series.to_frame("series"))
    return max(1.0, float(found["dispersion"].iloc[0]))


def learn_dispersion(
    monthly: pd.DataFrame,
    *,
    period: Period,
    kin: pd.Series,
    breaks: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Learn from months received how much the counts of two periods vary beyond chance.

    Parameters
    ----------
    monthly : DataFrame
        One row per month in order (index ``YYYY-MM``, none skipped), one column per series.
    period : Period
        The later of two periods compared; the earlier one is a year before.
    kin : Series
        By series, the group that varies alike: the same type of crime in the other areas.
    breaks : mapping of group to months, optional
        Months from which the level may be another one because recording changed.

    Returns
    -------
    DataFrame
        One row per series: ``dispersion`` and ``degrees`` as :func:`shrink_dispersion` returns
        them. Years before the two compared are learnt from where two of them were received, five
        at the most, so that what is judged does not set its own measure; otherwise all months up
        to the end of the period, with another level in the later year.

    Examples
    --------
    >>> monthly = pd.DataFrame({"A": [10, 30] * 18, "B": [19, 21] * 18})
    >>> monthly.index = Period("2014-01", "2016-12").months
    >>> kin = pd.Series({"A": "theft", "B": "damage"})
    >>> learnt = learn_dispersion(monthly, period=Period("2016-04", "2016-12"), kin=kin)
    >>> learnt["dispersion"].round(1).to_dict()
    {'A': 5.4, 'B': 1.0}
    """
    earlier = monthly[monthly.index < period.a_year_earlier.start].tail(MOST_MONTHS)
    is_enough = earlier.notna().any(axis=1).sum() >= TWO_YEARS
    learnt = earlier if is_enough else monthly[monthly.index <= period.end]
    steps = () if is_enough else (period.start,)
    of_series = kin.map(lambda group: (*steps, *(breaks or {}).get(group, ())))
    pieces = [
        measure_dispersion(learnt[names], kin=kin[names], breaks=starts)
        for starts, names in of_series.groupby(of_series, sort=False).groups.items()
    ]
    own = pd.concat(pieces).reindex(monthly.columns) if pieces else measure_dispersion(learnt)
    return shrink_dispersion(own, kin=kin)


def measure_dispersion(
    monthly: pd.DataFrame, *, kin: pd.Series | None = None, breaks: Sequence[str] = ()
) -> pd.DataFrame:
    """Measure the dispersion of many series of months.

    Parameters
    ----------
    monthly : DataFrame
        One row per month in order (index ``YYYY-MM``, none skipped), one column per series.
    kin : Series, optional
        By series, the group that shares its season; by default each has its own.
    breaks : sequence of str
        Months from which the level may be another one.

    Returns
    -------
    DataFrame
        One row per series: ``dispersion`` as measured (it may lie below 1), ``degrees``, the
        residual degrees of freedom behind it, and ``events``, how many a month has on average.
        Without an event or a degree of freedom the dispersion is missing and the others are 0.

    Raises
    ------
    SchemaError
        If a count is negative or a month is skipped.

    Notes
    -----
    A season is fitted to the sum of the group; each series then has its own level and trend. Less
    than a year and a half shows no season, which then counts as variation.

    Examples
    --------
    >>> monthly = pd.DataFrame({"A": [10, 30] * 12}, index=Period("2014-04", "2016-03").months)
    >>> measure_dispersion(monthly).round(1).to_dict("index")
    {'A': {'dispersion': 6.5, 'degrees': 18.0, 'events': 20.0}}
    """
    months = as_monthly(pd.Series(0.0, index=monthly.index)).index
    if len(months) != len(monthly):
        raise SchemaError("monthly skips a month: give every month, missing ones as missing.")
    every = as_counts(monthly.to_numpy().T.ravel(), name="monthly")
    counts: Floats = every.reshape(len(monthly.columns), len(months))
    own = pd.Series(monthly.columns, index=monthly.columns) if kin is None else kin
    groups = pd.factorize(own.reindex(monthly.columns), use_na_sentinel=False)[0]
    days = np.broadcast_to(np.log(days_of(months)), counts.shape)
    known = ~np.isnan(counts)
    seen = np.asarray(known.any(axis=0))
    level = np.column_stack(level_terms(months, known=seen, breaks=breaks))
    waves = np.column_stack(season_terms(months))[:, : _waves_told(months[seen])]
    season, shared = _season(counts, groups, days, level=level, waves=waves)
    fitted = _fit(counts, level, days + season)
    degrees = known.sum(axis=1) - level.shape[1] - waves.shape[1] / shared
    return pd.DataFrame(_pearson(counts, fitted, degrees), columns=MEASURED, index=monthly.columns)


def shrink_dispersion(own: pd.DataFrame, *, kin: pd.Series) -> pd.DataFrame:
    """Draw what few months say of a series towards its kin, and both towards what is typical.

    Parameters
    ----------
    own : DataFrame
        One row per series, as :func:`measure_dispersion` returns them.
    kin : Series
        By series, the group that varies alike: the same type of crime in the other areas.

    Returns
    -------
    DataFrame
        The same with ``dispersion`` never below 1 and never missing, and the ``degrees`` that it
        stands on: its own, those lent by its kin, and a few for what is typical.

    References
    ----------
    Smyth (2004), Statistical Applications in Genetics and Molecular Biology 3, article 3.

    Examples
    --------
    >>> own = pd.DataFrame({"dispersion": [4.0], "degrees": [20.0], "events": [30.0]}, index=["A"])
    >>> shrink_dispersion(own, kin=pd.Series({"A": "theft"})).round(2).to_dict("index")
    {'A': {'dispersion': 3.48, 'degrees': 19.34}}
    """
    groups = kin.reindex(own.index)
    # Weights that depend on what was measured would favour series that seem to vary little.
    rough = _pooled(own, own["degrees"] * _worth(1.0, own["events"]), groups)
    weight = own["degrees"] * _worth(rough, own["events"])
    pooled = _pooled(own, weight, groups)
    others = weight.groupby(groups, dropna=False).transform("sum") - weight
    lent = np.minimum(others, _trust(own["dispersion"], weight, pooled, groups=groups))
    total = weight + lent + TRUST_IN_TYPICAL
    mixed = own["dispersion"].fillna(0.0) * weight + pooled * lent + TYPICAL * TRUST_IN_TYPICAL
    return pd.DataFrame({"dispersion": (mixed / total).clip(lower=1.0), "degrees": total})


def _pooled(own: pd.DataFrame, weight: pd.Series, groups: pd.Series) -> pd.Series:
    """Return the dispersion of each series' group, at least 1, that of a group of nothing too."""
    sums = pd.DataFrame({"weight": weight, "mixed": weight * own["dispersion"].fillna(0.0)})
    whole = sums.groupby(groups, dropna=False).transform("sum")
    return (whole["mixed"] / whole["weight"].where(whole["weight"] > 0)).fillna(1.0).clip(lower=1.0)


def _trust(
    measured: pd.Series, weight: pd.Series, pooled: pd.Series, *, groups: pd.Series
) -> pd.Series:
    """Return how many degrees of freedom a group may lend, by how well its series agree.

    Series that differ no more than their few months explain may lend much; a few series show
    little of how far they differ.
    """
    is_known = (weight > 0) & measured.notna()
    apart = (weight * (measured / pooled - 1) ** 2).where(is_known, 0.0)
    sums = pd.DataFrame({"weight": weight, "apart": apart, "known": is_known.astype(float)})
    whole = sums.groupby(groups, dropna=False).transform("sum")
    free = (whole["known"] - 1).clip(lower=0.0)
    differ = ((whole["apart"] - 2 * free) / whole["weight"].where(whole["weight"] > 0)).clip(
        lower=0
    )
    least = 2 / (TRUST_IN_KIN * free.clip(lower=1.0)).clip(upper=TRUST_IN_ALL_KIN)
    return 2 / (differ.fillna(0.0) + least)


def student_tail(tail: float, degrees: ArrayLike) -> Floats:
    """Return the tail of the normal law that reaches as far as Student's does.

    Parameters
    ----------
    tail : float
        The part of Student's law below its quantile.
    degrees : float or array
        Its degrees of freedom; infinite ones leave the tail as it is.

    Examples
    --------
    >>> [round(float(student_tail(0.025, degrees)), 4) for degrees in (5, 50, np.inf)]
    [0.0051, 0.0223, 0.025]
    """
    return np.asarray(special.ndtr(special.stdtrit(degrees, tail)), dtype=float)


def _waves_told(known: pd.Index) -> int | None:
    """Return how many terms of a season some months can tell: all or none."""
    is_enough = len(known) >= FEWEST_WITH_SEASON and known.str[5:].nunique() == YEAR
    return None if is_enough else 0


def _season(
    counts: Floats, groups: Floats, days: Floats, *, level: Floats, waves: Floats
) -> tuple[Floats, Floats]:
    """Return the log of each series' season, and how many series share it."""
    places = np.asarray(groups, dtype=np.intp)
    known = ~np.isnan(counts)
    sums = np.zeros((places.max(initial=-1) + 1, counts.shape[1]))
    seen = np.zeros_like(sums)
    np.add.at(sums, places, np.where(known, counts, 0.0))
    np.add.at(seen, places, np.where(known, 1.0, 0.0))
    weight = np.log(np.where(seen > 0, seen, np.nan))
    design = np.column_stack([level, waves])
    beta = _coefficients(np.where(seen > 0, sums, np.nan), design, days[: len(sums)] + weight)
    shared = np.bincount(places, minlength=len(sums)).astype(float)
    return (beta[:, level.shape[1] :] @ waves.T)[places], shared[places]


def _fit(counts: Floats, design: Floats, offset: Floats) -> Floats:
    beta = _coefficients(counts, design, offset)
    return np.exp(np.clip(beta @ design.T + offset, -FAR, FAR))


def _coefficients(counts: Floats, design: Floats, offset: Floats) -> Floats:
    """Fit a Poisson regression to every row of counts at once; missing counts have no weight."""
    known = ~np.isnan(counts) & ~np.isnan(offset)
    seen, offset = np.where(known, counts, 0.0), np.where(known, offset, 0.0)
    terms = design.shape[1]
    penalty = np.diag([0.0, TREND_PENALTY, *[0.0] * (terms - 2)])
    beta = np.zeros((len(counts), terms))
    exposure = np.where(known, np.exp(offset), 0.0).sum(axis=1)
    beta[:, 0] = np.log((seen.sum(axis=1) + 0.5) / np.maximum(exposure, 1e-300))
    for _ in range(ITERATIONS):
        fitted = np.where(known, np.exp(np.clip(beta @ design.T + offset, -FAR, FAR)), 0.0)
        slope = (seen - fitted) @ design - beta @ penalty
        curve = np.einsum("tp,st,tq->spq", design, fitted, design, optimize=True)
        steps = np.linalg.solve(curve + penalty + 1e-9 * np.eye(terms), slope[..., None])[..., 0]
        beta += np.clip(steps, -STEP, STEP)
        if not steps.size or np.abs(steps).max() < CLOSE:
            break
    return beta


def _pearson(counts: Floats, fitted: Floats, degrees: Floats) -> Floats:
    known = ~np.isnan(counts)
    squares = np.where(known, (np.where(known, counts, 0.0) - fitted) ** 2 / fitted, 0.0)
    events = np.where(known, counts, 0.0).sum(axis=1)
    is_fit = (degrees > 0) & (events > 0)
    safe = np.where(is_fit, degrees, 1.0)
    found = np.where(is_fit, squares.sum(axis=1) / safe, np.nan)
    mean = np.where(is_fit, events / np.maximum(known.sum(axis=1), 1), 0.0)
    return np.column_stack([found, np.where(is_fit, safe, 0.0), mean])


def _worth(phi: pd.Series | float, events: pd.Series) -> pd.Series:
    """Return what part of its degrees of freedom the dispersion of rare or clustered events has.

    The variance of a squared residual is two and the kurtosis of the count, here that of a
    negative binomial one.
    """
    mean = events.where(events > 0, 1.0)
    return 2 / (2 + 6 * (phi - 1) / mean + 1 / (phi * mean))
