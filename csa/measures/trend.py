"""Is this month unusual, is there a season, and what comes next?

Control limits for a row of values, indices of the months of the year, and a forecast that is
published only if it beat last year's figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike
from scipy import special

from csa.errors import SettingsError
from csa.measures.expected import Expectation, expect
from csa.measures.inputs import Flags, as_floats, check_confidence, index_of
from csa.measures.months import YEAR, as_monthly, days_of
from csa.measures.verdicts import false_discovery_rates
from csa.periods import shift_month

LIMIT_PER_MOVING_RANGE = 2.66
EXTREME_MOVING_RANGE = 3.267
TRIAL_BELOW = 12
RUN_LENGTH = 7
FORECAST_MINIMUM = 36
HORIZON_MAXIMUM = 12
# Ratios to a moving average hang together; this keeps false alarms for a year at one in ten.
FALSE_DISCOVERY = 0.05
HALF = 0.5
FORECAST_METHOD = "level, trend and season by regression on the roots of the counts"


def xmr_limits(values: ArrayLike) -> tuple[float, float, float]:
    """Give the natural process limits of an individuals chart.

    Parameters
    ----------
    values : Series or array
        Values in time order. Missing ones are passed over, and no moving range spans them.

    Returns
    -------
    mean, lower, upper : float
        The mean, and the mean plus and minus 2.66 times the mean moving range; moving ranges of
        3.267 times their mean or more are left out once. The lower limit is not cut off at 0.
        Limits are NaN without two neighbouring values, the mean without any.

    Notes
    -----
    Fewer than 12 values give trial limits. A season widens the limits: take it out first
    (:func:`seasonal_index`).

    References
    ----------
    Wheeler and Poling (1998), Building Continual Improvement.

    Examples
    --------
    >>> mean, lower, upper = xmr_limits([10, 12, 11, 13])
    >>> mean, round(lower, 3), round(upper, 3)
    (11.5, 7.067, 15.933)
    """
    numbers = as_floats(values, name="values")
    known = numbers[~np.isnan(numbers)]
    mean = float(known.mean()) if known.size else float("nan")
    ranges = np.abs(np.diff(numbers))
    ranges = ranges[~np.isnan(ranges)]
    if not ranges.size:
        return mean, float("nan"), float("nan")
    kept = ranges[ranges < EXTREME_MOVING_RANGE * ranges.mean()]
    half = LIMIT_PER_MOVING_RANGE * float(kept.mean()) if kept.size else 0.0
    return mean, mean - half, mean + half


def classify_points(
    values: ArrayLike, *, limits: tuple[float, float, float] | None = None
) -> pd.DataFrame:
    """Mark the points of a control chart that are more than routine variation.

    Parameters
    ----------
    values : Series or array
        Values in time order.
    limits : tuple of float, optional
        Mean, lower and upper limit, for instance of a baseline; by default those of all values.

    Returns
    -------
    DataFrame
        One row per value by its index: ``value, mean, lower, upper``; ``is_outside`` (beyond a
        limit), ``in_run`` (one of seven or more in a row on one side of the mean), ``in_trend``
        (one of seven or more in a row that all rise or all fall), ``near_limit`` (beyond two
        thirds of the way to a limit, with another such among three in a row on that side),
        ``is_signal`` (any of the four), ``side`` (``high``, ``low`` or ``none``) and ``is_trial``
        (fewer than 12 values stand behind limits taken from the values). A missing value is never
        a signal and breaks a run; so does a value on the mean, or one equal to the last.

    References
    ----------
    Wheeler and Poling (1998), Building Continual Improvement.

    Examples
    --------
    >>> points = classify_points([10, 11, 10, 12, 11, 10, 11, 30])
    >>> points["is_outside"].tolist()[-2:]
    [False, True]
    """
    numbers = as_floats(values, name="values")
    mean, lower, upper = xmr_limits(numbers) if limits is None else limits
    above, below = numbers > mean, numbers < mean
    far_above = numbers > mean + (upper - mean) * 2 / 3
    far_below = numbers < mean - (mean - lower) * 2 / 3
    steps = np.diff(numbers)
    frame = pd.DataFrame(
        {
            "value": numbers,
            "mean": mean,
            "lower": lower,
            "upper": upper,
            "is_outside": (numbers > upper) | (numbers < lower),
            "in_run": _long_runs(above, RUN_LENGTH) | _long_runs(below, RUN_LENGTH),
            "in_trend": _steps_to_points(steps > 0) | _steps_to_points(steps < 0),
            "near_limit": _two_of_three(far_above) | _two_of_three(far_below),
        },
        index=index_of(values),
    )
    frame["is_signal"] = frame[["is_outside", "in_run", "in_trend", "near_limit"]].any(axis=1)
    frame["side"] = np.select([above, below], ["high", "low"], default="none")
    frame["is_trial"] = limits is None and int((~np.isnan(numbers)).sum()) < TRIAL_BELOW
    return frame


def seasonal_index(
    monthly: pd.Series, *, adjust_days: bool = True, confidence: float = 0.95
) -> pd.DataFrame:
    """Compare each month of the year with the level of the year around it.

    Parameters
    ----------
    monthly : Series
        Counts by month (``YYYY-MM``), 24 months or more, better 36. Gaps count as missing.
    adjust_days : bool
        Compare counts per day, so that February is not low by being short.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    DataFrame
        One row per month of the year (index ``month_of_year``, 1 to 12): ``offence_count`` and
        ``months`` behind it, ``n_ratios`` (months with a full year around them), ``value`` (mean
        ratio to the centred two-by-twelve moving average, scaled to mean 1), ``lower_cl,
        upper_cl, confidence`` and ``is_clear`` (the limits exclude 1, and so they do after
        allowance for the twelve months). Values are
        missing unless every month of the year has a ratio, limits unless there are two of some.

    Notes
    -----
    Limits take the spread of ratios around their month's mean to be the same in all months.

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 3.4.

    Examples
    --------
    >>> from csa.periods import Period
    >>> months = Period("2014-01", "2016-12").months
    >>> monthly = pd.Series([30 if month.endswith("-07") else 20 for month in months], index=months)
    >>> seasonal_index(monthly, adjust_days=False)["value"].round(2).loc[[6, 7]].to_dict()
    {6: 0.96, 7: 1.44}
    """
    tail = (1 - check_confidence(confidence)) / 2
    series = as_monthly(monthly)
    level = series / days_of(series.index) if adjust_days else series
    around = level.rolling(YEAR).mean().rolling(2).mean().shift(-YEAR // 2)
    ratios = level / around.where(around > 0)
    month = pd.Index([int(text[5:]) for text in series.index], name="month_of_year", dtype=int)
    by_month = pd.DataFrame({"count": series.to_numpy(), "ratio": ratios.to_numpy()}).groupby(month)
    every = pd.RangeIndex(1, YEAR + 1, name="month_of_year")
    n_ratios = by_month["ratio"].count().reindex(every, fill_value=0)
    means = by_month["ratio"].mean().reindex(every)
    scale = means.mean(skipna=False)
    error, degrees = _pooled_error(by_month["ratio"], n_ratios)
    half = -special.stdtrit(degrees, tail) * error
    # Ratios that never differ have no error: what lies on 1 is then certain, and so is the rest.
    away = np.abs(means - scale) / error.where(error > 0, np.finfo(float).tiny)
    p_values = 2 * special.stdtr(degrees, -away)
    is_clear = (p_values <= 2 * tail) & (false_discovery_rates(p_values) <= FALSE_DISCOVERY)
    return pd.DataFrame(
        {
            "offence_count": by_month["count"].sum(min_count=1).reindex(every),
            "months": by_month["count"].count().reindex(every, fill_value=0),
            "n_ratios": n_ratios,
            "value": means / scale,
            "lower_cl": (means - half) / scale,
            "upper_cl": (means + half) / scale,
            "confidence": confidence,
            "is_clear": is_clear,
        }
    )


@dataclass(frozen=True)
class Forecast:
    """A forecast with its trial on the last twelve months.

    Attributes
    ----------
    table : DataFrame
        One row per month ahead (index ``month``): ``value, lower_80, upper_80, lower_95,
        upper_95`` and ``naive`` (the same month of last year). Empty when there is no forecast.
    mase : float
        Mean absolute error over the last twelve months, each forecast without them, over that of
        the seasonal naive forecast; NaN without a trial.
    method : str
        The model.
    quality : dict
        ``n`` months used, ``missing`` months, ``warnings``.
    """

    table: pd.DataFrame
    mase: float
    method: str
    quality: dict[str, Any] = field(default_factory=dict)

    @property
    def is_publishable(self) -> bool:
        """Whether the model beat the seasonal naive forecast in its trial."""
        return self.mase < 1


def forecast(monthly: pd.Series, *, horizon: int = 12, breaks: Sequence[str] = ()) -> Forecast:
    """Forecast monthly counts, and try the model on the last twelve months.

    Parameters
    ----------
    monthly : Series
        Counts by month (``YYYY-MM``), at least 36 without a gap.
    horizon : int
        Months ahead, 1 to 12.
    breaks : sequence of str
        Months from which the level may be another one because recording changed.

    Returns
    -------
    Forecast
        Level, trend and season of the months received (:func:`csa.measures.expected.expect`),
        carried on. Intervals allow for what is uncertain in all of them and for over-dispersion;
        where the trial was worse than they allowed for, they are as much wider. With a gap, fewer
        than 36 months, or nothing that varies, the table is empty and the trial missing.

    Raises
    ------
    SettingsError
        If the horizon is not 1 to 12.

    References
    ----------
    Hyndman and Koehler (2006), International Journal of Forecasting 22, 679-688.

    Examples
    --------
    >>> from csa.periods import Period
    >>> months = Period("2013-01", "2016-12").months
    >>> monthly = pd.Series([20 + 10 * (n % 12 == 6) + n * 7 % 5 for n in range(48)], index=months)
    >>> forecast(monthly, horizon=7).table["value"].round().loc[["2017-06", "2017-07"]].to_dict()
    {'2017-06': 23.0, '2017-07': 31.0}
    """
    if not 1 <= horizon <= HORIZON_MAXIMUM:
        raise SettingsError(f"horizon is {horizon}: give 1 to {HORIZON_MAXIMUM} months.")
    series = as_monthly(monthly)
    quality = {"n": int(series.notna().sum()), "missing": int(series.isna().sum()), "warnings": []}
    naive_errors = (series - series.shift(YEAR)).iloc[YEAR:]
    if quality["missing"] or len(series) < FORECAST_MINIMUM or not naive_errors.any():
        quality["warnings"] = ["no forecast: too short, a gap, or no irregular variation"]
        return Forecast(pd.DataFrame(), float("nan"), FORECAST_METHOD, quality)
    trial = expect(series, learn=_before_last_year(series), breaks=breaks)
    misses = (trial.roots - trial.centre)[-YEAR:] ** 2 / trial.variance[-YEAR:]
    months = [shift_month(series.index[-1], step) for step in range(1, horizon + 1)]
    longer = series.reindex([*series.index, *months])
    ahead = expect(longer, learn=longer.notna().to_numpy(), breaks=breaks)
    wider = replace(ahead, variance=ahead.variance * max(1.0, float(misses.mean())))
    table = _forecast_table(wider, months)
    table["naive"] = series.iloc[-YEAR:].to_numpy()[:horizon]
    errors = np.abs(series - trial.limits(HALF)["expected"]).iloc[-YEAR:]
    naive = float(naive_errors.iloc[-YEAR:].abs().mean())
    mase = float(errors.mean()) / naive if naive else float("nan")
    return Forecast(table, mase, FORECAST_METHOD, quality)


def _before_last_year(series: pd.Series) -> Flags:
    return np.arange(len(series)) < len(series) - YEAR


def _forecast_table(ahead: Expectation, months: list[str]) -> pd.DataFrame:
    columns = {"value": ahead.limits(HALF)["expected"]}
    for level in (80, 95):
        limits = ahead.limits(level / 100)
        columns |= {f"lower_{level}": limits["lower"], f"upper_{level}": limits["upper"]}
    return pd.DataFrame(columns).loc[months].rename_axis("month")


def _pooled_error(ratios: Any, n_ratios: pd.Series) -> tuple[pd.Series, float]:
    """Return the standard error of each month's mean ratio, and its degrees of freedom."""
    degrees = int((n_ratios - 1).clip(lower=0).sum())
    if not degrees:
        return n_ratios * np.nan, float("nan")
    squares = float((ratios.var() * (ratios.count() - 1)).sum())
    error: pd.Series = (squares / degrees / n_ratios.where(n_ratios > 0)) ** 0.5
    return error, float(degrees)


def _long_runs(marked: Flags, length: int) -> Flags:
    runs = np.cumsum(np.diff(marked, prepend=False))
    sizes = np.bincount(runs, minlength=1) if marked.size else np.zeros(1, int)
    return np.asarray(marked & (sizes[runs] >= length), dtype=bool)


def _steps_to_points(steps: Flags) -> Flags:
    long = _long_runs(steps, RUN_LENGTH - 1)
    return np.append(long, False) | np.insert(long, 0, False)


def _two_of_three(far: Flags) -> Flags:
    # Two padded places on either side let each point lie in three windows without counting.
    dense = sliding_window_view(np.pad(far, 2), 3).sum(axis=1) >= 2
    return np.asarray(far & (dense[:-2] | dense[1:-1] | dense[2:]), dtype=bool)
