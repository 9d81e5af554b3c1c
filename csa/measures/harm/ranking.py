"""Which comes first, and would it still with other weights?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_counts, as_floats, check_between

SPREAD = 0.25
RANK_COLUMNS = (
    "total", "rank", "equal", "best_dropped", "worst_dropped", "best_drawn", "worst_drawn",
    "first_share", "kept_share",
)  # fmt: skip


def rank_stability(
    scores: pd.DataFrame,
    weights: ArrayLike,
    *,
    draws: int = 1000,
    seed: int = 0,
    spread: float = SPREAD,
) -> pd.DataFrame:
    """Rank what was scored by several criteria, and rank it anew with other weights.

    Parameters
    ----------
    scores : DataFrame
        One row per thing ranked and one column per criterion; more is worse.
    weights : array or Series
        The weight of each criterion, in the order of the columns; a Series by their names.
    draws : int
        How often all weights are drawn anew.
    seed : int
        Seed of the draws.
    spread : float
        Each weight is drawn evenly from its own less this share to its own and this share more.

    Returns
    -------
    DataFrame
        Index of ``scores``: ``total`` (the weighted mean), ``rank`` (1 is the highest; things with
        one total share the better rank), ``equal`` (its rank with equal weights),
        ``best_dropped, worst_dropped`` (its ranks without one criterion), ``best_drawn,
        worst_drawn`` and ``first_share, kept_share``: the share of draws in which it comes first,
        and in which its rank is as before.

    Raises
    ------
    SchemaError
        If a score is missing, a weight is negative or missing, all are zero, or there are not as
        many of them as criteria.

    Examples
    --------
    >>> scores = pd.DataFrame({"volume": [4, 1], "harm": [3, 1]}, index=["a", "b"])
    >>> rank_stability(scores, [1, 1])["first_share"].tolist()
    [1.0, 0.0]
    """
    table = scores.to_numpy(dtype=float, na_value=np.nan)
    own = _weights(scores, weights)
    if np.isnan(table).any():
        raise SchemaError("A score is missing: what is not scored cannot be ranked.")
    check_between(spread, 0, 1, name="spread")
    drawn = np.random.default_rng(seed).uniform(1 - spread, 1 + spread, size=(draws, len(own)))
    dropped = (own * (1 - np.eye(len(own))))[_can_be_dropped(own)]
    if not len(dropped):
        dropped = own[None, :]
    rank = _ranks(table, own[None, :])[0]
    in_draws, without = _ranks(table, own * drawn), _ranks(table, dropped)
    found = [
        table @ own / own.sum(), rank, _ranks(table, np.ones((1, len(own))))[0],
        without.min(axis=0), without.max(axis=0), in_draws.min(axis=0), in_draws.max(axis=0),
        (in_draws == 1).mean(axis=0), (in_draws == rank).mean(axis=0),
    ]  # fmt: skip
    result = pd.DataFrame(dict(zip(RANK_COLUMNS, found, strict=True)), index=scores.index)
    whole = [*RANK_COLUMNS[1:7]]
    return result.astype(dict.fromkeys(whole, "int64"))


def _weights(scores: pd.DataFrame, weights: ArrayLike) -> Floats:
    if isinstance(weights, pd.Series):
        weights = weights.reindex(scores.columns)
    own = as_counts(weights, name="weights")
    if len(own) != scores.shape[1]:
        raise SchemaError(f"There are {len(own)} weights and {scores.shape[1]} criteria.")
    if np.isnan(own).any() or not own.sum():
        raise SchemaError("Each criterion needs a weight, and one of them more than zero.")
    return own


def _can_be_dropped(own: Floats) -> np.ndarray:
    """Say of each criterion whether the others weigh anything without it."""
    return np.asarray(own.sum() - own > 0)


def _ranks(table: Floats, weightings: Floats) -> np.ndarray:
    """Rank things under each of some weightings, to what a computer can tell apart."""
    totals = table @ (weightings / weightings.sum(axis=1, keepdims=True)).T
    return np.asarray(rankdata(-totals.T.round(9), method="min", axis=1)).astype(int)


def possible_ranks(lower: ArrayLike, upper: ArrayLike) -> pd.DataFrame:
    """Return the best and the worst rank of each of some numbers that are known within limits.

    Parameters
    ----------
    lower, upper : array or Series
        The least and the most that each can be.

    Returns
    -------
    DataFrame
        ``best`` (1 is the highest), ``worst``: by how many others are surely more, and by how many
        can be more. Index of ``lower``; missing where its own limits are.

    Raises
    ------
    SchemaError
        If a lower limit lies above its upper one.

    Examples
    --------
    >>> possible_ranks([90, 40, 30], [95, 50, 45]).to_numpy().tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    low, high = as_floats(lower, name="lower"), as_floats(upper, name="upper")
    if len(low) != len(high) or (low > high).any():
        raise SchemaError("Each lower limit needs an upper one that is no less.")
    surely = (low[None, :] > high[:, None]).sum(axis=1)
    can_be = (high[None, :] > low[:, None]).sum(axis=1) - (high > low)
    missing = np.isnan(low) | np.isnan(high)
    index = lower.index if isinstance(lower, pd.Series) else pd.RangeIndex(len(low))
    found = pd.DataFrame({"best": 1 + surely, "worst": 1 + can_be}, index=index).astype("Int64")
    return found.mask(pd.Series(missing, index=index))
