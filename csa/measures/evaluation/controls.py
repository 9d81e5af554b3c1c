"""What did areas without the project do in the same months?

The treated areas are set beside controls: by difference in differences where controls are enough
to show how areas vary, by permutation and a synthetic control where they are few.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import optimize, special

from csa.errors import SchemaError
from csa.measures.evaluation.effect import (
    MISSING,
    NO_COMPARATOR,
    ZERO,
    Effect,
    critical_value,
    relative_effect_size,
)
from csa.measures.evaluation.interrupted import FEWEST_AFTER, FEWEST_BEFORE, fit_poisson
from csa.measures.inputs import Flags, Floats, as_counts, require_columns
from csa.measures.months import YEAR, as_monthly
from csa.measures.overdispersion import TRUST_IN_TYPICAL, TYPICAL


@dataclass(frozen=True)
class Difference:
    """How treated areas changed beside their controls.

    Attributes
    ----------
    ratio, lower, upper : float or None
        Change of the treated over that of the controls, with quasi-Poisson limits.
    dispersion, degrees : float
        How much more areas differ in their change than chance would have it, and what it stands on.
    cautious : Effect
        The same with limits to judge by: the dispersion drawn towards what is typical, never below
        that of single months or 1, and Student's law.
    pre_trend, pre_trend_p : float or None
        What the treated did beside the controls in each year before the start, as a ratio, and its
        chance: areas that went apart before do not tell what the project did.
    permutation_p : float or None
        How often a control, taken for the treated area, changes as much.
    controls : int
        How many there are.
    why : str
        Why there is no number; empty where there is one.
    """

    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    dispersion: float = math.nan
    degrees: float = 0.0
    cautious: Effect = field(default_factory=Effect)
    pre_trend: float | None = None
    pre_trend_p: float | None = None
    permutation_p: float | None = None
    controls: int = 0
    why: str = ""


@dataclass(frozen=True)
class SyntheticControl:
    """A mixture of controls that moved as the treated area did before the start.

    Attributes
    ----------
    ratio : float or None
        Incidents after the start over those of the mixture; None where ``why`` says why.
    weights : Series
        By control, its part in the mixture; they add up to 1.
    expected : Series
        By month, what the mixture makes of the treated area.
    permutation_p : float or None
        How often a control differs as much from its own mixture, next to how well that fitted.
    why : str
        Why there is no number.
    """

    ratio: float | None = None
    weights: pd.Series = field(default_factory=pd.Series)
    expected: pd.Series = field(default_factory=pd.Series)
    permutation_p: float | None = None
    why: str = ""


def difference_in_differences(
    counts: pd.DataFrame, *, treated: Sequence[str], start: str, confidence: float = 0.95
) -> Difference:
    """Set the change of treated areas beside that of their controls.

    Parameters
    ----------
    counts : DataFrame
        One row per month (``YYYY-MM``), one column per area; every area but the treated is a
        control. A month that one area lacks is left out of all.
    treated : sequence of str
        Areas with the project from its start.
    start : str
        First month with the project; all treated areas start together.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    Difference
        That of a Poisson regression with effects of areas and months, or why there is none. Its
        errors are those of areas, not of months: each area counts as one observation of how areas
        change, so that months which depend on each other do no harm.

    Raises
    ------
    SchemaError
        If an area is not among the columns, or a count is negative.

    References
    ----------
    Donald and Lang (2007), Review of Economics and Statistics 89, 221-233.

    Examples
    --------
    >>> from csa.periods import Period
    >>> months = Period("2015-01", "2016-12").months
    >>> counts = pd.DataFrame(20, index=months, columns=["treated", *"ABCDE"])
    >>> counts.loc["2016-01":, "treated"] = 10
    >>> found = difference_in_differences(counts, treated=["treated"], start="2016-01")
    >>> round(found.ratio, 3), found.controls
    (0.5, 5)
    """
    months, why = _complete(counts, treated, start)
    if why:
        return Difference(why=why)
    sides = months[months.index < start], months[months.index >= start]
    sums = pd.DataFrame({"before": sides[0].sum(), "after": sides[1].sum()})
    found = compare_areas(
        sums, treated=treated, least=_spread_of_months(*sides), confidence=confidence
    )
    trend, chance = _pre_trend(sides[0], months.columns.isin(list(treated)))
    return replace(found, pre_trend=trend, pre_trend_p=chance)


def compare_areas(
    sums: pd.DataFrame,
    *,
    treated: Sequence[str],
    least: float = 1.0,
    confidence: float = 0.95,
) -> Difference:
    """Set the change of treated areas beside that of their controls, from two counts of each.

    Parameters
    ----------
    sums : DataFrame
        One row per area: ``before, after``, counts of the same length.
    treated : sequence of str
        The areas with the project; every other is a control.
    least : float
        The dispersion of single months, where it is known: areas are not taken to vary less.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    Difference
        As :func:`difference_in_differences`, without what came before. A control without an
        incident in both periods is none.

    Raises
    ------
    SchemaError
        If a column or an area is absent, or a count is negative.

    Examples
    --------
    >>> sums = pd.DataFrame({"before": [100, 90, 110], "after": [60, 95, 105]}, index=list("TAB"))
    >>> round(compare_areas(sums, treated=["T"]).ratio, 2)
    0.6
    """
    require_columns(sums, ["before", "after"], name="sums")
    require_columns(sums.T, list(treated), name="sums")
    is_treated = sums.index.isin(list(treated))
    sums = sums[is_treated | (sums.sum(axis=1, skipna=False) != 0)]
    is_treated = sums.index.isin(list(treated))
    controls = int((~is_treated).sum())
    if not controls:
        return Difference(why=NO_COMPARATOR)
    pairs = (sums[group].sum(skipna=False).tolist() for group in (is_treated, ~is_treated))
    found = relative_effect_size(*pairs, confidence=confidence)
    if found.odds_ratio is None or found.standard_error is None:
        return Difference(why=found.why, controls=controls)
    pearson = sum(_spread(sums[group]) for group in (is_treated, ~is_treated))
    degrees = float(len(sums) - 2)
    log, error = -math.log(found.odds_ratio), found.standard_error
    phi = pearson / degrees if degrees else math.nan
    trust = degrees + TRUST_IN_TYPICAL
    drawn = max(1.0, least, (pearson + TYPICAL * TRUST_IN_TYPICAL) / trust)
    plain = _limits(log, error * math.sqrt(phi), critical_value(confidence))
    wide = _limits(log, error * math.sqrt(drawn), critical_value(confidence, trust))
    return Difference(
        *(math.exp(log), *plain),
        dispersion=phi,
        degrees=degrees,
        cautious=Effect(math.exp(log), *wide, drawn, trust),
        permutation_p=_permuted(sums, is_treated),
        controls=controls,
    )


def synthetic_control(counts: pd.DataFrame, *, treated: str, start: str) -> SyntheticControl:
    """Mix the controls so that they move as the treated area did before, and compare from then on.

    Parameters
    ----------
    counts : DataFrame
        As in :func:`difference_in_differences`.
    treated : str
        The area with the project.
    start : str
        First month with the project.

    Returns
    -------
    SyntheticControl
        Each area is taken in parts of its own average before the start, so that a small area may
        stand for a large one. Its chance is that of areas, the treated one among them: with nine
        controls never below a tenth.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association 105.

    Examples
    --------
    >>> from csa.periods import Period
    >>> months = Period("2015-01", "2016-12").months
    >>> counts = pd.DataFrame({"T": 20, "A": 10, "B": 40}, index=months)
    >>> counts.loc["2016-01":, "T"] = 10
    >>> round(synthetic_control(counts, treated="T", start="2016-01").ratio, 3)
    0.5
    """
    months, why = _complete(counts, [treated], start)
    if why:
        return SyntheticControl(why=why)
    is_before = np.asarray(months.index < start)
    level = months[is_before].mean()
    if (level == 0).any():
        return SyntheticControl(why="an area had no incident before the start")
    parts = months / level
    weights, mixed, score = _mixture(parts, treated, is_before)
    expected = pd.Series(mixed * level[treated], index=months.index)
    after = months.loc[~is_before, treated].sum(), expected[~is_before].sum()
    others = parts.drop(columns=treated)
    scores = (
        [_mixture(others, str(one), is_before)[2] for one in others] if len(weights) > 1 else []
    )
    return SyntheticControl(
        ratio=float(after[0] / after[1]) if after[1] else None,
        weights=weights,
        expected=expected,
        permutation_p=_chance(score, scores),
        why="" if after[1] else ZERO,
    )


def _complete(counts: pd.DataFrame, treated: Sequence[str], start: str) -> tuple[pd.DataFrame, str]:
    """Return the months that all areas have, or why they cannot be compared."""
    require_columns(counts, list(treated), name="counts")
    every = as_counts(counts.to_numpy().ravel(), name="counts").reshape(counts.shape)
    row_of = as_monthly(pd.Series(range(len(counts)), index=counts.index)).dropna()
    months = pd.DataFrame(
        every[row_of.astype(int)], index=row_of.index, columns=counts.columns
    ).dropna()
    before = int((months.index < start).sum())
    if not len(treated):
        raise SchemaError("treated names no area.")
    if len(counts.columns) == len(treated):
        return months, NO_COMPARATOR
    if not len(months):
        return months, MISSING
    if before == len(months):
        return months, f"it starts in {start}, after the last month counted"
    if before < FEWEST_BEFORE:
        return months, f"{FEWEST_BEFORE} months before the start are needed: there are {before}"
    if len(months) - before < FEWEST_AFTER:
        left = len(months) - before
        return months, f"{FEWEST_AFTER} months after the start are needed: there are {left}"
    return months, ""


def _spread(sums: pd.DataFrame) -> float:
    """Return Pearson's statistic of areas that change alike."""
    observed = as_counts(sums.to_numpy().ravel(), name="counts").reshape(sums.shape)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / max(observed.sum(), 1)
    safe = np.where(expected > 0, expected, 1.0)
    return float((np.where(expected > 0, (observed - expected) ** 2, 0.0) / safe).sum())


def _spread_of_months(*sides: pd.DataFrame) -> float:
    """Return the dispersion of months around what areas and months have alike."""
    degrees = sum((len(side) - 1) * (len(side.columns) - 1) for side in sides)
    return sum(_spread(side) for side in sides) / degrees


def _limits(log: float, error: float, reach: float) -> tuple[float, float]:
    return math.exp(log - reach * error), math.exp(log + reach * error)


def _permuted(sums: pd.DataFrame, is_treated: Flags) -> float | None:
    """Take each control for the treated area, and say how often it changes as much."""
    controls = sums[~is_treated]
    if len(controls) < 2:
        return None
    own = _score(sums[is_treated].sum(), controls.sum())
    others = [_score(controls.loc[one], controls.drop(index=one).sum()) for one in controls.index]
    return _chance(own, others)


def _score(treated: pd.Series, control: pd.Series) -> float:
    found = relative_effect_size(treated.tolist(), control.tolist())
    if found.odds_ratio is None or found.standard_error is None:
        return 0.0
    return abs(math.log(found.odds_ratio)) / found.standard_error


def _chance(own: float, others: Sequence[float]) -> float | None:
    if not others:
        return None
    return (1 + sum(one >= own for one in others)) / (1 + len(others))


def _pre_trend(before: pd.DataFrame, is_treated: Flags) -> tuple[float | None, float | None]:
    """Return by how much the treated went apart from the controls in a year, and its chance."""
    sides = np.column_stack(
        [before.loc[:, group].sum(axis=1) for group in (is_treated, ~is_treated)]
    )
    months = len(sides)
    if (sides.sum(axis=1) == 0).any() or (sides.sum(axis=0) == 0).any():
        return None, None
    number = np.arange(months) / YEAR
    each = np.vstack([np.eye(months), np.eye(months)])
    own = np.concatenate([np.ones(months), np.zeros(months)])
    design = np.column_stack([each, own, own * np.concatenate([number, number])])
    fit = fit_poisson(sides.T.ravel(), design, np.zeros(2 * months))
    slope = float(fit.beta[-1])
    error = math.sqrt(max(1.0, fit.dispersion) * fit.inverse[-1, -1])
    return math.exp(slope), float(2 * special.stdtr(fit.degrees, -abs(slope) / error))


def _mixture(
    parts: pd.DataFrame, treated: str, is_before: Flags
) -> tuple[pd.Series, Floats, float]:
    """Return weights, the mixture by month, and how much worse it fits after than before."""
    others = parts.drop(columns=treated)
    target = parts[treated].to_numpy()
    pool = others.to_numpy()
    heavy = 1e3 * np.sqrt(is_before.sum())
    found, _ = optimize.nnls(
        np.vstack([pool[is_before], np.full(pool.shape[1], heavy)]),
        np.append(target[is_before], heavy),
    )
    weights = found / found.sum()
    mixed: Floats = pool @ weights
    apart = (target - mixed) ** 2
    fit = float(apart[is_before].mean())
    after = float(target[~is_before].mean() - mixed[~is_before].mean()) ** 2
    score = after / fit if fit else math.inf
    return pd.Series(weights, index=others.columns), mixed, score
