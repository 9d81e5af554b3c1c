"""How did one place change beside another, and how far can that be trusted?

Every evaluation ends in one :class:`Effect`: what happened over what would have been expected
without the project. Where something is wanting there is no number, only the reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

from csa.errors import SettingsError
from csa.measures.inputs import as_counts, check_confidence
from csa.measures.poisson_pair import ratio_limits

Pair = Sequence[float]

NO_COMPARATOR = "no comparator is declared, so what would have happened anyway cannot be told"
ZERO = "a count is 0, so no ratio can be stated"
MISSING = "a count is missing, so nothing can be worked out"


@dataclass(frozen=True)
class Effect:
    """What happened over what was to be expected, with its limits.

    Attributes
    ----------
    ratio, lower, upper : float or None
        Below 1 is a fall; None where ``why`` says what is wanting. ``upper`` may be without bound.
    dispersion, degrees : float
        The variation beyond chance that was allowed for, and the degrees of freedom behind it.
    why : str
        Why there is no number; empty where there is one.
    """

    ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    dispersion: float = 1.0
    degrees: float = math.inf
    why: str = ""

    @property
    def is_fall(self) -> bool:
        """Whether the interval lies below 1."""
        return self.ratio is not None and self.upper is not None and self.upper < 1

    @property
    def is_rise(self) -> bool:
        """Whether the interval lies above 1."""
        return self.lower is not None and self.lower > 1


@dataclass(frozen=True)
class RelativeEffect:
    """A treated place beside a control.

    Attributes
    ----------
    odds_ratio, lower, upper : float or None
        Treated before times control after, over treated after times control before: above 1 the
        treated place did better. None where ``why`` says what is wanting.
    standard_error : float or None
        Of the logarithm of the odds ratio, dispersion included.
    dispersion, degrees : float
        As given.
    why : str
        Why there is no number; empty where there is one.
    """

    odds_ratio: float | None = None
    lower: float | None = None
    upper: float | None = None
    standard_error: float | None = None
    dispersion: float = 1.0
    degrees: float = math.inf
    why: str = ""

    @property
    def effect(self) -> Effect:
        """The same as what happened over what was to be expected."""
        if self.odds_ratio is None or self.lower is None or self.upper is None:
            return Effect(why=self.why)
        limits = 1 / self.upper, 1 / self.lower
        return Effect(1 / self.odds_ratio, *limits, self.dispersion, self.degrees)


def before_after(
    counts: Pair,
    *,
    exposure: Pair = (1.0, 1.0),
    dispersion: float = 1.0,
    degrees: float = math.inf,
    confidence: float = 0.95,
) -> Effect:
    """Compare one place with itself: the weakest evaluation, which knows of nothing else.

    Parameters
    ----------
    counts : (before, after)
        Counts, or missing ones.
    exposure : (before, after)
        Days behind each count.
    dispersion, degrees, confidence : float
        As in :func:`relative_effect_size`.

    Returns
    -------
    Effect
        The rate after over the rate before.

    Examples
    --------
    >>> found = before_after((100, 70))
    >>> round(found.ratio, 2), round(found.lower, 2), round(found.upper, 2)
    (0.7, 0.52, 0.95)
    """
    before, after = as_pair(counts)
    critical = critical_value(confidence, degrees)
    if math.isnan(before + after):
        return Effect(why=MISSING)
    if not before:
        return Effect(why=ZERO)
    per = exposure[0] / exposure[1]
    shown = 2 * special.ndtr(critical) - 1
    divided = before / dispersion, after / dispersion
    lower, upper = ratio_limits(*divided, per_exposure=per, confidence=shown)
    return Effect(per * after / before, lower, upper, dispersion, degrees)


def relative_effect_size(
    treated: Pair,
    control: Pair | None,
    *,
    dispersion: float = 1.0,
    degrees: float = math.inf,
    confidence: float = 0.95,
) -> RelativeEffect:
    """Compare how a treated place changed with how a control did.

    Parameters
    ----------
    treated, control : (before, after)
        Counts of the same months. Without a control there is no number.
    dispersion : float
        Variance of the counts over their mean, 1 or more.
    degrees : float
        Degrees of freedom behind the dispersion: limits are Student's.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    RelativeEffect
        Odds ratio and limits, or why there are none: a count of 0, a missing one, no control.

    Raises
    ------
    SchemaError
        If a count is negative.
    SettingsError
        If the dispersion is below 1.

    References
    ----------
    Braga and Weisburd (2022), Criminology and Public Policy 21; Farrington and Welsh (2013).

    Examples
    --------
    >>> found = relative_effect_size((207, 110), (308, 318))
    >>> round(found.odds_ratio, 3), round(found.lower, 3), round(found.upper, 3)
    (1.943, 1.469, 2.569)
    """
    if control is None:
        return RelativeEffect(why=NO_COMPARATOR)
    error = log_error([*treated, *control], dispersion=dispersion)
    if isinstance(error, str):
        return RelativeEffect(why=error)
    odds = treated[0] * control[1] / (treated[1] * control[0])
    spread = math.exp(critical_value(confidence, degrees) * error)
    return RelativeEffect(odds, odds / spread, odds * spread, error, dispersion, degrees)


def log_error(counts: Sequence[float], *, dispersion: float) -> float | str:
    """Return the standard error of the logarithm of a ratio of counts, or why there is none.

    Examples
    --------
    >>> round(log_error([100, 100], dispersion=1.0), 4), log_error([0, 5], dispersion=1.0)
    (0.1414, 'a count is 0, so no ratio can be stated')
    """
    if not 1 <= dispersion < math.inf:
        raise SettingsError(f"dispersion is {dispersion}: give 1 (Poisson alone) or more.")
    known = as_counts(list(counts), name="count")
    if any(map(math.isnan, known)):
        return MISSING
    if 0 in known:
        return ZERO
    return math.sqrt(dispersion * sum(1 / known))


def critical_value(confidence: float, degrees: float = math.inf) -> float:
    """Return how many standard errors a two-sided interval reaches, by Student's law.

    Examples
    --------
    >>> round(critical_value(0.95), 2), round(critical_value(0.95, 10), 2)
    (1.96, 2.23)
    """
    return float(special.stdtrit(degrees, (1 + check_confidence(confidence)) / 2))


def as_pair(pair: Pair) -> tuple[float, float]:
    """Return counts before and after, refusing negative ones.

    Examples
    --------
    >>> as_pair((12, 7))
    (12.0, 7.0)
    """
    before, after = as_counts(list(pair), name="count")
    return float(before), float(after)
