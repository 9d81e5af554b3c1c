"""What else could have made the difference? A place chosen at its worst, or another recording."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from csa.measures.inputs import as_counts

NOTHING_TO_JUDGE_BY = "no other places and no earlier years are known to judge the baseline by"
# A baseline this much above what is to be expected of the place is doubted.
DOUBTED = 0.05
FEWEST_PLACES = 5


@dataclass(frozen=True)
class Baseline:
    """How far the count before a project lies above what the place usually has.

    Attributes
    ----------
    before, expected : float or None
        The count, and what it would be of a place that was not picked for being high.
    fall_by_itself : float or None
        The part of the count that goes without anybody doing anything, from 0 to 1.
    is_doubtful : bool
        Whether that is more than a twentieth.
    why : str
        Why nothing can be said.
    """

    before: float | None = None
    expected: float | None = None
    fall_by_itself: float | None = None
    is_doubtful: bool = False
    why: str = ""


def regression_to_the_mean(
    before: float, *, places: ArrayLike = (), earlier: Sequence[float] = ()
) -> Baseline:
    """Say how far a count would fall by itself, the place having been picked because it was high.

    Parameters
    ----------
    before : float
        The count in the period before the start.
    places : array
        Counts of the same months in all places it might have been picked from, its own among them.
    earlier : sequence of float
        Its counts in earlier periods of the same length, none of which it was picked by.

    Returns
    -------
    Baseline
        By earlier periods where there are any: their mean. Otherwise by the other places: the
        count drawn towards their mean, the more so the less they differ beyond chance.

    References
    ----------
    Hauer (1997), Observational Before-After Studies, chapter 11 (empirical Bayes).

    Examples
    --------
    >>> found = regression_to_the_mean(120, earlier=[80, 90, 100])
    >>> found.expected
    90.0
    """
    known = as_counts([before, *earlier], name="count")
    pool = as_counts(places, name="places")
    pool = pool[~np.isnan(pool)]
    past = known[1:][~np.isnan(known[1:])]
    if math.isnan(known[0]) or (len(past) == 0 and len(pool) < FEWEST_PLACES):
        return Baseline(why=NOTHING_TO_JUDGE_BY)
    expected = float(past.mean()) if len(past) else shrunk_count(before, pool)
    fall = max(0.0, 1 - expected / before) if before else 0.0
    return Baseline(float(before), expected, fall, fall > DOUBTED)


def shrunk_count(count: float, places: ArrayLike) -> float:
    """Draw a count towards the mean of all places by what they differ beyond chance.

    Parameters
    ----------
    count : float
        The count of one place.
    places : array
        The counts of all of them.

    Returns
    -------
    float
        Mean of the gamma law of the place's own rate: (count + a) / (1 + b), a and b by moments.
        Where places differ no more than chance, their mean.

    Examples
    --------
    >>> round(shrunk_count(120, np.array([60, 80, 100, 120])), 1)
    116.0
    """
    pool = as_counts(places, name="places")
    mean, variance = float(pool.mean()), float(pool.var(ddof=1))
    if variance <= mean:
        return mean
    rate = mean / (variance - mean)
    return (count + mean * rate) / (1 + rate)


def breaks_inside(starts: Iterable[str], *, first: str, last: str) -> list[str]:
    """Return the months within a comparison from which recording is another one.

    Parameters
    ----------
    starts : iterable of str
        First months (``YYYY-MM``) of recording breaks.
    first, last : str
        First and last month compared. A break in the first month parts nothing.

    Examples
    --------
    >>> breaks_inside(["2014-11", "2015-04"], first="2014-04", last="2015-03")
    ['2014-11']
    """
    return sorted({one for one in starts if first < one <= last})
