"""Which districts are most like one, and how does its rate stand among theirs?

Peers are the nearest by Euclidean distance over standardised published figures, the method of
CIPFA's nearest neighbours. Funnel limits are those of Spiegelhalter (2005, *Statistics in Medicine*
24, 1185-1202): Poisson limits around the rate of the peers together, widened by how much these
differ beyond chance (winsorised z, multiplicative).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

PEERS = 15
TAIL = 0.1
CONFIDENCES = (0.95, 0.998)
FAR_ABOVE, ABOVE, WITHIN, BELOW, FAR_BELOW = "far above", "above", "within", "below", "far below"


@dataclass(frozen=True)
class Standing:
    """Where one rate stands among those of its peers.

    Attributes
    ----------
    rank, among : int
        Its place among itself and the peers, the highest rate first, and how many they are.
    median, lower, upper : float
        Median and quartiles of the peers' rates.
    """

    rank: int
    among: int
    median: float
    lower: float
    upper: float


def standardise(traits: pd.DataFrame) -> pd.DataFrame:
    """Return each column with mean 0 and standard deviation 1 over all rows.

    Parameters
    ----------
    traits : DataFrame
        One row per district, one column per figure; none is missing. A column that does not vary
        tells nobody apart and becomes 0.

    Examples
    --------
    >>> traits = pd.DataFrame({"density": [1.0, 2.0, 3.0], "share": [0.5] * 3})
    >>> standardise(traits).round(2).to_dict("list")
    {'density': [-1.22, 0.0, 1.22], 'share': [0.0, 0.0, 0.0]}
    """
    spread = traits.std(ddof=0)
    return (traits - traits.mean()) / spread.where(spread > 0, 1.0)


def nearest_neighbours(
    traits: pd.DataFrame, own: str, *, among: pd.Index, most: int = PEERS
) -> pd.Series:
    """Return the districts most like one, with their distance, the nearest first.

    Parameters
    ----------
    traits : DataFrame
        Published figures by code of the district; the distances rest on all of these rows.
    own : str
        Code of the district whose peers are wanted.
    among : Index
        Codes that may be chosen; its own is passed over.
    most : int
        How many are chosen.

    Returns
    -------
    Series
        Distance by code; of two at the same distance the one with the lower code goes first.

    Examples
    --------
    >>> traits = pd.DataFrame({"density": [0.0, 1.0, 5.0]}, index=["A", "B", "C"])
    >>> list(nearest_neighbours(traits, "A", among=traits.index, most=1).index)
    ['B']
    """
    scores = standardise(traits)
    distance = np.sqrt(((scores - scores.loc[own]) ** 2).sum(axis=1))
    chosen = distance[distance.index.isin(among) & (distance.index != own)]
    return chosen.sort_index().sort_values(kind="stable").head(most)


def standing(own: float, peers: np.ndarray) -> Standing:
    """Return where a rate stands among those of its peers; equal rates share the better place.

    Examples
    --------
    >>> found = standing(12.0, pd.Series([8.0, 10.0, 14.0]))
    >>> found.rank, found.median
    (2, 10.0)
    """
    lower, median, upper = np.quantile(peers, [0.25, 0.5, 0.75])
    return Standing(
        rank=1 + int((peers > own).sum()),
        among=1 + len(peers),
        median=float(median),
        lower=float(lower),
        upper=float(upper),
    )


def winsorise(values: np.ndarray, *, tail: float = TAIL) -> np.ndarray:
    """Return the values with those beyond each tail set to where the tail begins.

    Examples
    --------
    >>> winsorise(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 99])).round(1).tolist()
    [0.9, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 17.1]
    """
    low, high = np.quantile(values, [tail, 1 - tail])
    return np.clip(values, low, high)


def overdispersion(counts: np.ndarray, people: np.ndarray) -> float:
    """Return by how much the rates of some areas vary beyond chance.

    Parameters
    ----------
    counts, people : ndarray
        Incidents and residents of each area.

    Returns
    -------
    float
        The mean of the squared winsorised z-scores around their common rate; 1, which is chance
        alone, where it is less than that.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> people = np.full(10, 10_000)
    >>> overdispersion(np.full(10, 100), people), overdispersion(np.arange(50, 150, 10), people) > 5
    (1.0, True)
    """
    expected = people * counts.sum() / people.sum()
    if not (expected > 0).all():
        return 1.0
    scores = winsorise((counts - expected) / np.sqrt(expected))
    return max(1.0, float((scores**2).mean()))


def funnel_limits(
    expected: np.ndarray, *, confidence: float, dispersion: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts between which chance, and what usually differs, leave an area.

    Parameters
    ----------
    expected : ndarray
        The count of each area at the rate of all peers together.
    confidence : float
        The part of all areas that the limits hold where nothing is unusual, such as 0.95.
    dispersion : float
        From :func:`overdispersion`; the distance of a limit from what is expected is that of the
        exact Poisson quantile, times its root.

    Returns
    -------
    lower, upper : ndarray
        Never below 0.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> lower, upper = funnel_limits(np.array([100.0]), confidence=0.95)
    >>> round(float(lower[0]), 1), round(float(upper[0]), 1)
    (81.0, 120.0)
    """
    from scipy.stats import poisson

    outside, widened = (1 - confidence) / 2, np.sqrt(dispersion)
    lower = expected - (expected - poisson.ppf(outside, expected)) * widened
    upper = expected + (poisson.ppf(1 - outside, expected) - expected) * widened
    return np.maximum(lower, 0.0), upper


def funnel_place(count: float, expected: float, *, dispersion: float) -> str:
    """Say where a count lies in the funnel: within its limits, or beyond 95% or 99.8% of them.

    Examples
    --------
    >>> [funnel_place(count, 100.0, dispersion=1.0) for count in (100, 125, 140)]
    ['within', 'above', 'far above']
    """
    (near, far) = (
        funnel_limits(np.array([expected]), confidence=one, dispersion=dispersion)
        for one in CONFIDENCES
    )
    for beyond, over, under in ((far, FAR_ABOVE, FAR_BELOW), (near, ABOVE, BELOW)):
        if count > beyond[1][0]:
            return over
        if count < beyond[0][0]:
            return under
    return WITHIN
