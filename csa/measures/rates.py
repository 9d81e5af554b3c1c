"""How high is a rate, and how sure can we be of it?

Counts over a population with the intervals that public-health indicators in England use: exact
Poisson limits below ten events, Byar's from ten, Wilson's for proportions, Dobson's for
directly standardised rates.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from csa.errors import SchemaError
from csa.measures.inputs import (
    Floats,
    as_counts,
    check_between,
    check_confidence,
    refuse_rows,
    require_columns,
)
from csa.measures.overdispersion import student_tail

BYAR_FROM = 10
STANDARDISE_FROM = 10
SPREAD = ("dispersion", "degrees")
RATE_COLUMNS = (
    "numerator",
    "denominator",
    "value",
    "lower_cl",
    "upper_cl",
    "confidence",
    "statistic",
    "unit",
    "method",
)

Limits = tuple[float, float] | tuple[Floats, Floats]


def poisson_interval(
    count: ArrayLike,
    *,
    confidence: float = 0.95,
    dispersion: ArrayLike = 1.0,
    degrees: ArrayLike = np.inf,
) -> Limits:
    """Give the confidence limits of the number of events to be expected, from a count of them.

    Exact limits below ten events, Byar's approximation from ten.

    Parameters
    ----------
    count : float or array
        Events, zero or more. A missing count has missing limits.
    confidence : float
        Two-sided confidence level.
    dispersion : float or array
        Variance of the counts over their mean, 1 or more; 1 is for independent events.
    degrees : float or array
        Degrees of freedom that the dispersion stands on: few make the limits wider.

    Returns
    -------
    lower, upper : float or ndarray
        Limits of the expected count, floats for a single count. The lower limit of 0 is 0.

    Raises
    ------
    SchemaError
        If a count is negative or not a number.

    Notes
    -----
    Crimes come in series, so the true uncertainty is wider than the limits of independent events.
    Over-dispersed counts are divided by their dispersion, and their limits multiplied by it; see
    :mod:`csa.measures.overdispersion`.

    References
    ----------
    Breslow and Day (1987), Statistical Methods in Cancer Research, volume II, section 2.3.

    Examples
    --------
    >>> lower, upper = poisson_interval(65)
    >>> round(lower, 4), round(upper, 4)
    (50.1632, 82.8491)
    """
    spread = np.asarray(dispersion, dtype=float)
    counts = as_counts(count, name="count") / spread
    tail = student_tail((1 - check_confidence(confidence)) / 2, degrees)
    exact, byar = _exact_limits(counts, tail), _byar_limits(counts, tail)
    is_small = counts < BYAR_FROM
    lower, upper = (
        spread * np.where(is_small, small, large) for small, large in zip(exact, byar, strict=True)
    )
    return _like(count, lower, upper)


def wilson_interval(count: ArrayLike, n: ArrayLike, *, confidence: float = 0.95) -> Limits:
    """Give the Wilson score limits of a proportion.

    Parameters
    ----------
    count, n : float or array
        Successes, and trials. Missing counts and zero trials have missing limits.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    lower, upper : float or ndarray
        Limits of the proportion (0 to 1), floats when both arguments are single numbers.

    Raises
    ------
    SchemaError
        If a count is negative or exceeds its trials.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> [round(limit, 4) for limit in wilson_interval(65, 100)]
    [0.5525, 0.7364]
    """
    counts, trials = np.broadcast_arrays(as_counts(count, name="count"), as_counts(n, name="n"))
    refuse_rows(counts > trials, "count is larger than n")
    z = special.ndtri(1 - (1 - check_confidence(confidence)) / 2)
    trials = np.where(trials > 0, trials, np.nan)
    share = counts / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2)) / (1 + z**2 / trials)
    # At 0 and at n the limit is exactly 0 or 1; rounding would leave a speck beyond it.
    lower = np.where((counts == 0) & (trials > 0), 0.0, centre - half)
    upper = np.where(counts == trials, 1.0, centre + half)
    is_single = np.ndim(count) == 0 and np.ndim(n) == 0
    return _like(count if is_single else trials, lower, upper)


def calculate_rate(
    counts: pd.DataFrame, population: pd.DataFrame, *, per: int = 1_000, confidence: float = 0.95
) -> pd.DataFrame:
    """Calculate the crude rate of each row of counts.

    Parameters
    ----------
    counts : DataFrame
        One row per area, period and whatever else was counted: key columns and
        ``offence_count`` (offences, zero or more); where they are known, ``dispersion`` and
        ``degrees`` of that count (see :func:`poisson_interval`).
    population : DataFrame
        One row per population: ``population`` (residents, households, vehicles) and key columns,
        all of which ``counts`` must have too.
    per : int
        Population base of the rate.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    DataFrame
        One row per row of ``counts`` in the same order: its keys, then ``numerator,
        denominator, value, lower_cl, upper_cl, confidence, statistic, unit, method``. A missing
        or zero population, or a missing count, gives a missing rate.

    Raises
    ------
    SchemaError
        If a column is absent, a number negative, or two rows of ``population`` share their keys.

    Notes
    -----
    Residents are the wrong base where visitors are the crowd: town centres read high.

    Examples
    --------
    >>> counts = pd.DataFrame({"area_code": ["a", "b"], "offence_count": [50, 8]})
    >>> people = pd.DataFrame({"area_code": ["a", "b"], "population": [4000, None]})
    >>> calculate_rate(counts, people)["value"].tolist()
    [12.5, nan]
    """
    check_between(per, 0, np.inf, name="per")
    joined = _join_population(counts, population)
    spread = {name: counts[name].to_numpy() for name in SPREAD if name in counts}
    lower, upper = poisson_interval(joined["numerator"], confidence=confidence, **spread)
    scale = per / joined["denominator"].where(joined["denominator"] > 0)
    return joined.assign(
        value=joined["numerator"] * scale,
        lower_cl=lower * scale,
        upper_cl=upper * scale,
        confidence=confidence,
        statistic="crude rate",
        unit=f"per {per:,}",
        method=np.where(joined["numerator"] < BYAR_FROM, "exact Poisson", "Byar"),
    )


def standardise_rate(
    counts: pd.DataFrame,
    population: pd.DataFrame,
    standard: pd.Series,
    *,
    band: str = "age_band",
    per: int = 1_000,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Calculate directly standardised rates, so that areas of different make-up compare.

    Parameters
    ----------
    counts : DataFrame
        One row per key and band: key columns, the band column and ``offence_count``. Write the
        zeros out: a band without a row is unknown, not empty.
    population : DataFrame
        One row per key and band: ``population``.
    standard : Series
        Standard population by band, its index the bands. Other bands are refused.
    band : str
        Name of the band column.
    per : int
        Population base of the rate.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    DataFrame
        One row per key, in order of first appearance, with the columns of
        :func:`calculate_rate`; ``numerator`` and ``denominator`` are summed over bands. The rate
        is missing with fewer than ten offences, a band without a count, or a band without people.

    Raises
    ------
    SchemaError
        If a band has no standard population, or a key holds a band twice.

    References
    ----------
    Dobson, Kuulasmaa, Eberle and Scherer (1991), Statistics in Medicine 10, 457-462.

    Examples
    --------
    >>> bands = pd.DataFrame({"area": "A", "age_band": ["young", "old"]})
    >>> counts, people = bands.assign(offence_count=[40, 10]), bands.assign(population=1000)
    >>> standard = pd.Series({"young": 300, "old": 100})
    >>> standardise_rate(counts, people, standard=standard)["value"].round(1).tolist()
    [32.5]
    """
    check_between(per, 0, np.inf, name="per")
    joined = _join_population(counts, population)
    require_columns(joined, [band], name="counts")
    weights = joined[band].map(standard / standard.sum())
    refuse_rows(weights.isna().to_numpy(), "counts has a band without a standard population")
    keys = [key for key in joined.columns if key not in {band, *RATE_COLUMNS}]
    refuse_rows(joined.duplicated([*keys, band]).to_numpy(), "counts repeats a band")
    sums = _sum_bands(joined, weights, keys=keys, n_bands=standard.size)
    lower, upper = poisson_interval(sums["numerator"], confidence=confidence)
    stretch = np.sqrt(sums["variance"] / sums["numerator"].where(sums["numerator"] > 0))
    return sums[[*keys, "numerator", "denominator"]].assign(
        value=sums["rate"] * per,
        lower_cl=(sums["rate"] + stretch * (lower - sums["numerator"])) * per,
        upper_cl=(sums["rate"] + stretch * (upper - sums["numerator"])) * per,
        confidence=confidence,
        statistic="directly standardised rate",
        unit=f"per {per:,}",
        method="Dobson",
    )


def _sum_bands(
    joined: pd.DataFrame, weights: pd.Series, *, keys: Sequence[str], n_bands: int
) -> pd.DataFrame:
    people = joined["denominator"].where(joined["denominator"] > 0)
    parts = joined.assign(
        rate=weights * joined["numerator"] / people,
        variance=weights**2 * joined["numerator"] / people**2,
    )
    columns = ["numerator", "denominator", "rate", "variance"]
    groups = parts.groupby(list(keys) or np.zeros(len(parts), int), sort=False, dropna=False)
    sums = groups[columns].sum(min_count=n_bands).reset_index(drop=not keys)
    too_few = ~(sums["numerator"] >= STANDARDISE_FROM)
    sums.loc[too_few, ["rate", "variance"]] = np.nan
    return sums


def _join_population(counts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    require_columns(counts, ["offence_count"], name="counts")
    require_columns(population, ["population"], name="population")
    shared = [column for column in population.columns if column != "population"]
    require_columns(counts, shared, name="counts")
    if not shared:
        raise SchemaError("population has no key column in common with counts.")
    refuse_rows(population.duplicated(shared).to_numpy(), "population repeats its keys")
    keys = counts.drop(columns=["offence_count", "population", *SPREAD], errors="ignore")
    joined = keys.merge(population[[*shared, "population"]], on=shared, how="left", validate="m:1")
    return keys.reset_index(drop=True).assign(
        numerator=as_counts(counts["offence_count"], name="offence_count"),
        denominator=as_counts(joined["population"], name="population"),
    )


def _exact_limits(counts: Floats, tail: Floats) -> tuple[Floats, Floats]:
    # Half a chi-squared quantile with 2k degrees of freedom is a gamma quantile of shape k.
    lower = np.where(counts > 0, special.gammaincinv(np.maximum(counts, 1e-300), tail), 0.0)
    return np.where(np.isnan(counts), np.nan, lower), special.gammaincinv(counts + 1, 1 - tail)


def _byar_limits(counts: Floats, tail: Floats) -> tuple[Floats, Floats]:
    z, above = special.ndtri(1 - tail), counts + 1
    safe = np.maximum(counts, 1)
    lower = safe * (1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3
    return lower, above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3


def _like(template: ArrayLike, lower: Floats, upper: Floats) -> Limits:
    if np.ndim(template) == 0:
        return float(lower[0]), float(upper[0])
    return lower, upper
