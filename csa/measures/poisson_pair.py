"""What do two Poisson counts say about the ratio of their rates?

Given the sum of the two, the later count is binomial: its test and its limits carry over.
Counts may be fractional here, having been divided by a dispersion.
"""

from __future__ import annotations

import math

from scipy import special

SMALL_COUNT = 50


def ratio_limits(
    before: float, after: float, *, per_exposure: float, confidence: float
) -> tuple[float, float | None]:
    """Give the confidence limits of the ratio of two rates.

    Parameters
    ----------
    before, after : float
        Counts over their dispersion.
    per_exposure : float
        Exposure before over exposure after.
    confidence : float
        Two-sided confidence level.

    Returns
    -------
    lower, upper : float, float or None
        Clopper and Pearson's limits while a count is below 50, log-normal limits from there.
        None stands for no upper bound, which is so from a count of 0 before.

    Examples
    --------
    >>> [round(one, 2) for one in ratio_limits(20, 30, per_exposure=1.0, confidence=0.95)]
    [0.82, 2.79]
    """
    tail = (1 - confidence) / 2
    if min(before, after) >= SMALL_COUNT:
        half = special.ndtri(1 - tail) * math.sqrt(1 / before + 1 / after)
        ratio = per_exposure * after / before
        return ratio * math.exp(-half), ratio * math.exp(half)
    lower = float(special.betaincinv(after, before + 1, tail)) if after else 0.0
    if not before:
        return per_exposure * lower / (1 - lower), None
    upper = float(special.betaincinv(after + 1, before, 1 - tail))
    return per_exposure * lower / (1 - lower), per_exposure * upper / (1 - upper)


def z_score(before: float, after: float, share: float, *, dispersion: float) -> float | None:
    """Give the difference in standard errors, None when both counts are 0.

    ``share`` is the share of the sum expected after. With equal exposures and no
    over-dispersion this is the difference over the root of the sum.

    Examples
    --------
    >>> z_score(50, 50, 0.5, dispersion=1.0), round(z_score(40, 60, 0.5, dispersion=1.0), 2)
    (0.0, 2.0)
    """
    total = before + after
    if not total:
        return None
    return (after - total * share) / math.sqrt(total * share * (1 - share) * dispersion)


def p_value(before: float, after: float, share: float, *, dispersion: float) -> float:
    """Give the two-sided p-value of a difference; 1 when both counts are 0.

    Exact binomial test at dispersion 1; otherwise doubled binomial tails of the counts over
    their dispersion while either is below 50, and the normal tail of z from there.

    Examples
    --------
    >>> round(p_value(11, 9, 0.5, dispersion=1.0), 4)
    0.8238
    """
    z = z_score(before, after, share, dispersion=dispersion)
    if z is None:
        return 1.0
    if dispersion == 1:
        from scipy.stats import binomtest

        return float(binomtest(int(after), int(before + after), share).pvalue)
    first, second = before / dispersion, after / dispersion
    if min(first, second) >= SMALL_COUNT:
        return float(2 * special.ndtr(-abs(z)))
    at_least = special.betainc(second, first + 1, share) if second else 1.0
    at_most = special.betaincc(second + 1, first, share) if first else 1.0
    return float(min(1.0, 2 * min(at_least, at_most)))
