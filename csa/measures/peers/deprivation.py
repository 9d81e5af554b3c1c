"""How deprived is a neighbourhood if crime is left out of it?

The index of multiple deprivation holds a domain of crime. Crime set against the whole index is in
part set against itself, so the other domains are put together anew, as the index is: each by the
exponential transformation of its rank, and with its published weight (McLennan and others, 2019,
*The English Indices of Deprivation 2019: technical report*).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

# Parts of the index in per cent; that of crime, 9.3, is left out.
WEIGHTS = {
    "income": 22.5,
    "employment": 22.5,
    "education": 13.5,
    "health": 13.5,
    "housing": 9.3,
    "environment": 9.3,
}
SCALE = 23.0


def exponential_score(rank: pd.Series, *, of: int) -> pd.Series:
    """Return the transformed score of ranks, from 0 to 100.

    Parameters
    ----------
    rank : Series
        Rank in England, 1 the most deprived.
    of : int
        How many neighbourhoods are ranked.

    Examples
    --------
    >>> round(float(exponential_score(pd.Series([1]), of=32_844).iloc[0]), 6)
    100.0
    """
    share = (of - rank.astype(float) + 1) / of
    scores = -SCALE * np.log(1 - share * (1 - np.exp(-100 / SCALE)))
    return pd.Series(scores, index=rank.index)


def deprivation_without_crime(ranks: pd.DataFrame, *, of: int) -> pd.Series:
    """Return the score of each neighbourhood over its domains other than crime.

    Parameters
    ----------
    ranks : DataFrame
        One row per neighbourhood, and one column for each domain of :data:`WEIGHTS` that was
        received of all of them; its weight is its share of the weights of those.
    of : int
        How many neighbourhoods are ranked in England.

    Examples
    --------
    >>> ranks = pd.DataFrame({"income": [1, 16_000], "employment": [1, 16_000]})
    >>> deprivation_without_crime(ranks, of=32_844).round(1).tolist()
    [100.0, 16.2]
    """
    used = [name for name in WEIGHTS if name in ranks and ranks[name].notna().all()]
    total = sum(WEIGHTS[name] for name in used)
    parts = [exponential_score(ranks[name], of=of) * WEIGHTS[name] / total for name in used]
    return pd.concat(parts, axis=1).sum(axis=1) if parts else pd.Series(dtype=float)


def fifths(scores: pd.Series) -> pd.Series:
    """Return the fifth of each neighbourhood by its score: 1 the highest, each as large as another.

    Equal scores keep the order of their index.

    Examples
    --------
    >>> fifths(pd.Series([50, 40, 30, 20, 10], index=list("ABCDE"))).to_dict()
    {'A': 1, 'B': 2, 'C': 3, 'D': 4, 'E': 5}
    """
    order = scores.sort_index().sort_values(ascending=False, kind="stable").index
    places = pd.Series(np.arange(len(order)), index=order)
    return (places * 5 // max(len(order), 1) + 1).reindex(scores.index)
