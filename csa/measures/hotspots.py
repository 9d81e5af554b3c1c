"""Where does crime gather, does it stay there, and which neighbourhoods are vulnerable?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from csa.errors import SchemaError
from csa.measures.density import DensityGrid, kernel_density, reference_bandwidth
from csa.measures.inputs import Floats, as_counts, as_floats, check_between, index_of, refuse_rows

__all__ = [
    "DensityGrid",
    "classify_persistence",
    "gi_star",
    "kernel_density",
    "reference_bandwidth",
    "vulnerable_localities_index",
]

HOTSPOT_SHARE = 0.1
PERSISTENT_SHARE = 0.8
RECENT_SHARE = 0.2
VULNERABLE_ABOVE = 200


def gi_star(values: ArrayLike, neighbours: Any) -> pd.Series:
    """Calculate the Getis-Ord Gi* z-score of every place.

    Parameters
    ----------
    values : Series or array
        Counts or rates, one per place of the whole study area. A place with a missing value is
        left out: its score is missing and it is nobody's neighbour.
    neighbours : libpysal graph or weights, or sequence of sequences of int
        Neighbours of each place in the order of ``values``: positions counted from 0, the place
        itself left out. Weights are taken as present or absent.

    Returns
    -------
    Series
        ``gi_star_z`` by the index of ``values``. Missing where all values are equal, or where
        a place neighbours all others.

    Raises
    ------
    SchemaError
        If the neighbours do not belong to as many places as there are values.

    Notes
    -----
    Positive scores gather high values. Scores of many places are many comparisons: adjust their
    p-values (:func:`csa.measures.change.adjust_for_multiplicity`). Scores at the edge of the
    study area have fewer neighbours, and all depend on the size of the places.

    References
    ----------
    Ord and Getis (1995), Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> gi_star([9, 8, 1, 0, 1], [[1], [0, 2], [1, 3], [2, 4], [3]]).round(2).tolist()
    [1.98, 1.39, -0.51, -1.98, -1.39]
    """
    numbers = as_floats(values, name="values")
    known = ~np.isnan(numbers)
    scores = np.full(numbers.size, np.nan)
    matrix = _neighbour_matrix(neighbours, numbers.size)[known][:, known]
    scores[known] = _gi_star_scores(numbers[known], matrix)
    return pd.Series(scores, index=index_of(values), name="gi_star_z")


def classify_persistence(
    hot: pd.DataFrame,
    *,
    hotspot_share: float = HOTSPOT_SHARE,
    persistent_share: float = PERSISTENT_SHARE,
    recent_share: float = RECENT_SHARE,
) -> pd.DataFrame:
    """Classify places by how often and how lately they were hotspots.

    Parameters
    ----------
    hot : DataFrame
        One row per place, one column per period in time order: whether it was a hotspot.
    hotspot_share : float
        Share of periods from which a place counts as a hotspot at all.
    persistent_share : float
        Share of all periods from which it is persistent.
    recent_share : float
        Share of the periods, at the end and at least one, that counts as recent.

    Returns
    -------
    DataFrame
        One row per place: ``periods, hot_periods, recent_periods, recent_hot_periods`` and
        ``category``. In this order: ``persistent``; ``emerging`` (recently hot, not before);
        ``former`` (hot before, not recently); ``intermittent`` (hot often enough, neither of
        these); ``none``. Missing where a period is missing.

    Raises
    ------
    SchemaError
        If there are fewer than two periods.

    References
    ----------
    The vocabulary is that of the R package sfhotspot; recent periods are exactly the last ones
    here, and the same share makes a place hot recently and before.

    Examples
    --------
    >>> hot = pd.DataFrame([[1] * 10, [0] * 8 + [1] * 2, [1] * 5 + [0] * 5], index=list("ABC"))
    >>> classify_persistence(hot)["category"].to_dict()
    {'A': 'persistent', 'B': 'emerging', 'C': 'former'}
    """
    for name, share in (("hotspot_share", hotspot_share), ("persistent_share", persistent_share)):
        check_between(share, 0, np.nextafter(1, 2), name=name)
    check_between(recent_share, 0, 1, name="recent_share")
    periods = hot.shape[1]
    if periods < 2:
        raise SchemaError("hot needs two periods or more: recent ones and earlier ones.")
    recent = max(1, int(recent_share * periods + 1e-9))
    marks = np.column_stack(
        [as_counts(hot[column].astype("Float64"), name="hot") for column in hot]
    )
    late, early = marks[:, -recent:], marks[:, :-recent]
    was_hot, is_hot = (part.mean(axis=1) >= hotspot_share for part in (early, late))
    often = marks.mean(axis=1)
    category = np.select(
        [often >= persistent_share, is_hot & ~was_hot, was_hot & ~is_hot, often >= hotspot_share],
        ["persistent", "emerging", "former", "intermittent"],
        default="none",
    )
    table = pd.DataFrame(
        {
            "periods": periods,
            "hot_periods": marks.sum(axis=1),
            "recent_periods": recent,
            "recent_hot_periods": late.sum(axis=1),
            "category": category,
        },
        index=hot.index,
    )
    return table.assign(category=table["category"].where(~np.isnan(often)))


def vulnerable_localities_index(
    indicators: pd.DataFrame, *, reference: pd.Series | None = None
) -> pd.DataFrame:
    """Combine crime, deprivation and age into one index of vulnerable neighbourhoods.

    Parameters
    ----------
    indicators : DataFrame
        One row per neighbourhood, one column per indicator as a rate, high being worse: burglary
        of dwellings, criminal damage to dwellings, income deprivation, employment deprivation,
        people aged 15 to 24, low educational attainment.
    reference : Series, optional
        Rate of the whole study area by indicator; by default the mean over neighbourhoods.

    Returns
    -------
    DataFrame
        One row per neighbourhood: each indicator as index (reference = 100), their mean
        ``vulnerable_localities_index`` and ``is_priority`` (above 200). An index is missing where
        an indicator is missing or its reference is 0, and a missing index is no priority.

    Raises
    ------
    SchemaError
        If an indicator is negative, or the reference lacks one.

    References
    ----------
    Chainey (2008), Identifying priority neighbourhoods using the Vulnerable Localities Index.

    Examples
    --------
    >>> rates = pd.DataFrame({"burglary": [1, 2, 9], "damage": [10, 10, 40]}, index=list("ABC"))
    >>> vulnerable_localities_index(rates)["vulnerable_localities_index"].tolist()
    [37.5, 50.0, 212.5]
    """
    columns = {column: as_counts(indicators[column], name=str(column)) for column in indicators}
    rates = pd.DataFrame(columns, index=indicators.index)
    base = rates.mean() if reference is None else reference.reindex(rates.columns)
    if reference is not None:
        refuse_rows(base.isna().to_numpy(), "reference lacks an indicator")
    table = 100 * rates / base.where(base > 0)
    combined = table.mean(axis=1, skipna=False)
    return table.assign(
        vulnerable_localities_index=combined, is_priority=combined > VULNERABLE_ABOVE
    )


def _neighbour_matrix(neighbours: Any, n: int) -> sparse.csr_array:
    raw = neighbours.sparse if hasattr(neighbours, "sparse") else _from_lists(neighbours, n)
    if raw.shape != (n, n):
        raise SchemaError(f"neighbours are of {raw.shape[0]} places, but there are {n} values.")
    matrix = sparse.csr_array(raw, dtype=float) + sparse.eye_array(n, format="csr")
    matrix.eliminate_zeros()
    matrix.data = np.ones_like(matrix.data)
    return matrix


def _from_lists(neighbours: Iterable[Sequence[int]], n: int) -> sparse.csr_array:
    lists = [np.asarray(places, dtype=np.intp) for places in neighbours]
    sizes = np.array([places.size for places in lists], dtype=np.intp)
    columns = np.concatenate(lists) if lists else np.empty(0, dtype=np.intp)
    rows = np.repeat(np.arange(sizes.size), sizes)
    refuse_rows(
        np.bincount(rows[(columns < 0) | (columns >= n)], minlength=1) > 0,
        "neighbours points to a place that does not exist",
    )
    return sparse.coo_array((np.ones(columns.size), (rows, columns)), shape=(sizes.size, n)).tocsr()


def _gi_star_scores(values: Floats, matrix: sparse.csr_array) -> Floats:
    n = values.size
    if n < 2 or np.ptp(values) == 0:
        return np.full(n, np.nan)
    # Centred values give the same scores and lose no digits when values are large.
    centred = values - values.mean()
    weights = np.asarray(matrix.sum(axis=1)).ravel()
    spread = (n * weights - weights**2) / (n - 1)
    scale = np.sqrt(np.mean(centred**2) * np.where(spread > 0, spread, np.nan))
    return np.asarray(matrix @ centred / scale, dtype=float)
