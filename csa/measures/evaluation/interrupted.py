"""Did the months change their level when a project began? A segmented regression of counts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import special

from csa.errors import SettingsError
from csa.measures.evaluation.effect import Effect, critical_value
from csa.measures.inputs import Floats, as_counts
from csa.measures.months import YEAR, as_monthly

FEWEST_BEFORE, FEWEST_AFTER = 12, 3
LAGS = 12
DOUBT = 0.05
ITERATIONS, CLOSE = 100, 1e-12


@dataclass(frozen=True)
class Interruption:
    """How the level of months changed at a start.

    Attributes
    ----------
    ratio, lower, upper : float or None
        Level from the start over the level that was to be expected, with quasi-Poisson limits.
    dispersion : float
        Pearson's statistic over its degrees of freedom.
    slope_ratio : float or None
        Change of the trend by the month, where it was asked for.
    cautious : Effect
        The same with limits to judge by: dispersion at least 1, Student's law, and the errors of
        Newey and West where neighbouring months depend on each other and these reach further.
    autocorrelation, autocorrelation_p : float
        Of neighbouring residuals, and the chance of such by Ljung and Box.
    expected, fitted : Series
        By month: without the project as the months before lead one to expect, and as fitted.
    why : str
        Why there is no number; empty where there is one.
    """

    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    dispersion: float = math.nan
    slope_ratio: float | None = None
    cautious: Effect = field(default_factory=Effect)
    autocorrelation: float = math.nan
    autocorrelation_p: float = math.nan
    expected: pd.Series = field(default_factory=pd.Series)
    fitted: pd.Series = field(default_factory=pd.Series)
    why: str = ""


@dataclass(frozen=True)
class Fit:
    """A Poisson regression: coefficients, fitted counts, and the inverse of the information."""

    beta: Floats
    fitted: Floats
    inverse: Floats
    residual: Floats
    design: Floats

    @property
    def degrees(self) -> int:
        """Residual degrees of freedom."""
        return len(self.fitted) - len(self.beta)

    @property
    def dispersion(self) -> float:
        """Pearson's statistic over its degrees of freedom."""
        return float((self.residual**2).sum() / self.degrees)

    def robust_covariance(self, lags: int) -> Floats:
        """Return the covariance of Newey and West, with Bartlett's weights."""
        scores = self.design * (self.residual * np.sqrt(self.fitted))[:, None]
        meat = scores.T @ scores
        for lag in range(1, lags + 1):
            between = scores[lag:].T @ scores[:-lag]
            meat += (1 - lag / (lags + 1)) * (between + between.T)
        found: Floats = self.inverse @ meat @ self.inverse
        return found


def interrupted_time_series(
    counts: pd.Series,
    *,
    start: str,
    exposure: pd.Series | None = None,
    harmonics: int = 0,
    slope: bool = False,
    confidence: float = 0.95,
) -> Interruption:
    """Fit a level, a trend, a season and a step at the start to counts by month.

    Parameters
    ----------
    counts : Series
        By month (``YYYY-MM``); missing ones are left out.
    start : str
        First month with the project.
    exposure : Series, optional
        By month, the population at risk or the days: its logarithm is the offset.
    harmonics : int
        Waves of the yearly season.
    slope : bool
        Whether the trend may change at the start too; the ratio is then that of the first month.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    Interruption
        Or why there is none: too few months before or after, a start after the last month, no
        incident on one side.

    Raises
    ------
    SchemaError
        If a count is negative or a month occurs twice.
    SettingsError
        If the harmonics are below 0 or an exposure is not above 0.

    References
    ----------
    Bernal, Cummins and Gasparrini (2017), International Journal of Epidemiology 46, 348-355.

    Examples
    --------
    >>> from csa.periods import Period
    >>> months = Period("2014-01", "2016-12").months
    >>> counts = pd.Series([20] * 24 + [10] * 12, index=months)
    >>> round(interrupted_time_series(counts, start="2016-01").ratio, 3)
    0.5
    """
    if harmonics < 0:
        raise SettingsError(f"harmonics is {harmonics}: give 0 or more.")
    series = as_monthly(counts)
    why = _wanting(series, start)
    if why:
        return Interruption(why=why)
    design = _design(series.index, start, harmonics=harmonics, slope=slope)
    offset = _offset(series, exposure)
    known = series.notna().to_numpy() & ~np.isnan(offset)
    if known.sum() <= design.shape[1]:
        return Interruption(why="there are too few months for so many terms")
    fit = fit_poisson(series.to_numpy()[known], design[known], offset[known])
    return _told(fit, series.index, offset, design, slope=slope, confidence=confidence)


def _wanting(series: pd.Series, start: str) -> str:
    known = series.dropna()
    before, after = known[known.index < start], known[known.index >= start]
    if not len(after):
        return f"it starts in {start}, after the last month counted"
    if len(before) < FEWEST_BEFORE:
        return f"{FEWEST_BEFORE} months before the start are needed, and there are {len(before)}"
    if len(after) < FEWEST_AFTER:
        return f"{FEWEST_AFTER} months after the start are needed, and there are {len(after)}"
    if not before.sum() or not after.sum():
        return "nothing was counted on one side of the start"
    return ""


def _design(months: pd.Index, start: str, *, harmonics: int, slope: bool) -> Floats:
    """Return level, step, slope, trend and waves, in this order, one row a month."""
    number = np.arange(len(months), dtype=float)
    after = np.asarray(months >= start, dtype=float)
    first = float(after.argmax())
    columns = [np.ones(len(months)), after]
    if slope:
        columns.append(after * (number - first))
    columns.append(number / YEAR)
    for wave in range(1, harmonics + 1):
        angle = 2 * np.pi * wave * number / YEAR
        columns += [np.sin(angle), np.cos(angle)]
    return np.column_stack(columns)


def _offset(series: pd.Series, exposure: pd.Series | None) -> Floats:
    if exposure is None:
        return np.zeros(len(series))
    at_risk = as_monthly(exposure).reindex(series.index)
    if (at_risk <= 0).any():
        raise SettingsError("exposure must be above 0 in every month.")
    return np.log(as_counts(at_risk, name="exposure"))


def fit_poisson(counts: Floats, design: Floats, offset: Floats) -> Fit:
    """Fit a Poisson regression with a logarithmic link by iterated weighted least squares.

    Examples
    --------
    >>> fit = fit_poisson(np.array([8.0, 12.0]), np.ones((2, 1)), np.zeros(2))
    >>> fit.fitted.round(6).tolist()
    [10.0, 10.0]
    """
    mean = (counts + counts.mean()) / 2
    beta = np.zeros(design.shape[1])
    for _ in range(ITERATIONS):
        working = np.log(mean) - offset + (counts - mean) / mean
        information = design.T @ (design * mean[:, None])
        fresh = np.linalg.solve(information, design.T @ (mean * working))
        is_close = np.abs(fresh - beta).max() < CLOSE
        beta = fresh
        mean = np.exp(np.clip(design @ beta + offset, -500, 500))
        if is_close:
            break
    inverse = np.linalg.inv(design.T @ (design * mean[:, None]))
    return Fit(beta, mean, inverse, (counts - mean) / np.sqrt(mean), design)


def _told(
    fit: Fit,
    months: pd.Index,
    offset: Floats,
    design: Floats,
    *,
    slope: bool,
    confidence: float,
) -> Interruption:
    at = 1
    phi = fit.dispersion
    plain = math.sqrt(phi * fit.inverse[at, at])
    half = critical_value(confidence) * plain
    step = float(fit.beta[at])
    autocorrelation, chance = ljung_box(fit.residual)
    without = fit.beta.copy()
    without[at : at + 1 + slope] = 0
    return Interruption(
        ratio=math.exp(step),
        lower=math.exp(step - half),
        upper=math.exp(step + half),
        dispersion=phi,
        slope_ratio=math.exp(float(fit.beta[at + 1])) if slope else None,
        cautious=_cautious(fit, step, is_dependent=chance < DOUBT, confidence=confidence),
        autocorrelation=autocorrelation,
        autocorrelation_p=chance,
        expected=pd.Series(np.exp(design @ without + offset), index=months),
        fitted=pd.Series(np.exp(design @ fit.beta + offset), index=months),
    )


def _cautious(fit: Fit, step: float, *, is_dependent: bool, confidence: float) -> Effect:
    phi = max(1.0, fit.dispersion)
    error = math.sqrt(phi * fit.inverse[1, 1])
    if is_dependent:
        lags = min(LAGS, len(fit.fitted) // 4)
        error = max(error, math.sqrt(max(0.0, fit.robust_covariance(lags)[1, 1])))
    half = critical_value(confidence, fit.degrees) * error
    limits = math.exp(step - half), math.exp(step + half)
    return Effect(math.exp(step), *limits, phi, float(fit.degrees))


def ljung_box(residuals: Floats) -> tuple[float, float]:
    """Return the correlation of neighbouring residuals, and the chance that none are dependent.

    References
    ----------
    Ljung and Box (1978), Biometrika 65, 297-303.

    Examples
    --------
    >>> correlation, chance = ljung_box(np.array([1.0, -1.0] * 10))
    >>> round(correlation, 2), chance < 0.001
    (-0.95, True)
    """
    centred = residuals - residuals.mean()
    n = len(centred)
    total = float((centred**2).sum())
    if not total:
        return 0.0, 1.0
    lags = np.arange(1, min(LAGS, n // 5) + 1)
    found = np.array([(centred[lag:] * centred[:-lag]).sum() / total for lag in lags])
    statistic = n * (n + 2) * float((found**2 / (n - lags)).sum())
    return float(found[0]), float(special.chdtrc(len(lags), statistic))
