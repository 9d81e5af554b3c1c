"""Do two shares differ by more than chance?"""

from __future__ import annotations

import math

from csa.errors import SchemaError


def share_p_value(
    first: tuple[float, float], second: tuple[float, float], *, extra_variance: float = 0.0
) -> float:
    """Return how often chance alone sets two shares as far apart, both being one share.

    Parameters
    ----------
    first, second : tuple of float
        A count and the number it is a share of.
    extra_variance : float
        Variance that each count has besides, for example because it was rounded.

    Returns
    -------
    float
        Two-sided p-value; 1 where both shares are none, or both are all.

    Raises
    ------
    SchemaError
        If a count lies outside its whole, or a whole is not positive.

    Notes
    -----
    The normal test of two proportions with their variance pooled; squared, its statistic is the
    chi-squared statistic of the two by two table without correction.

    Examples
    --------
    >>> round(share_p_value((15, 100), (25, 100)), 3)
    0.077
    """
    for count, whole in (first, second):
        if whole <= 0 or not 0 <= count <= whole:
            raise SchemaError(f"{count:g} is no part of {whole:g}: a share needs a whole.")
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    variance = sum(
        pooled * (1 - pooled) / whole + extra_variance / whole**2 for _, whole in (first, second)
    )
    difference = abs(first[0] / first[1] - second[0] / second[1])
    if variance <= 0 or difference <= 0:
        return 1.0
    return math.erfc(difference / math.sqrt(2 * variance))
