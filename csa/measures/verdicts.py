"""What may be said of two counts? The one path from counts to words.

1. Two counts are told apart by their conditional test: given their sum, the later one is a share.
   Published counts may lie some way from the true ones; they are taken as near each other as that
   allows.
2. Counts vary more than chance alone. The test divides them by the dispersion of their own months
   (:mod:`csa.measures.overdispersion`), and, because that is an estimate, takes its tail from
   Student's law with the degrees of freedom behind it.
3. Whoever reads a table reads all of it. The chances of all comparisons of one family are adjusted
   together (Benjamini and Hochberg): of what is called clear, at most one in ten is chance.
4. The words follow. *Clear* is a difference that passes both its own test and the allowance for its
   family; *likely* one that passes its own test alone, which is never said as a rise or a fall;
   anything else is *not clear*. A clear change below the threshold that matters is "slight".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from csa.measures.inputs import Floats, as_counts, check_between, check_confidence, require_columns
from csa.measures.overdispersion import TRUST_IN_TYPICAL, TYPICAL, student_tail

Certainty = Literal["clear", "likely", "not clear", "unknown"]

CLEAR, LIKELY, NOT_CLEAR, UNKNOWN = "clear", "likely", "not clear", "unknown"
NO_CLEAR_CHANGE, NO_COMPARISON = "no clear change", "no comparison"
ROSE, FELL, SLIGHTLY = "rose", "fell", " slightly"
HALF = 0.5
# What is assumed where nothing else is known.
ASSUMED = {
    "exposure_before": 1.0,
    "exposure_after": 1.0,
    "bound_before": 0.0,
    "bound_after": 0.0,
    "dispersion": TYPICAL,
    "degrees": TRUST_IN_TYPICAL,
}


@dataclass(frozen=True)
class Rules:
    """How sure one must be, and what is too small to matter.

    Attributes
    ----------
    confidence : float
        Two-sided confidence of a single comparison and of the intervals printed.
    false_discovery : float
        Share of false alarms allowed among all that is called clear in a family.
    slight_percent : float
        A clear difference of the two rates of fewer per cent is called slight.
    fewest : int
        Of fewer incidents in both periods together nothing is said, and they are not counted among
        the comparisons: their sum says nothing about their difference, so this is no choice by it.
    """

    confidence: float = 0.95
    false_discovery: float = 0.10
    slight_percent: float = 5.0
    fewest: int = 10

    def __post_init__(self) -> None:
        """Refuse levels outside 0 to 1 and a negative threshold."""
        check_confidence(self.confidence)
        check_between(self.false_discovery, 0, 1, name="false_discovery")
        check_between(self.slight_percent, -1e-9, 100, name="slight_percent")


@dataclass(frozen=True)
class Verdict:
    """What is said of two counts, and why.

    Attributes
    ----------
    before, after : float
        The counts as published.
    ratio, lower, upper : float or None
        Rate after over rate before and the limits between which it lies, whatever rounding did to
        the counts; None from 0 and without bound.
    p_value, q_value : float
        Chance of so large a difference by itself, and with allowance for its family.
    dispersion, degrees : float
        What was allowed for variation beyond chance, and what that stands on.
    certainty : str
        ``clear``, ``likely`` or ``not clear``; ``unknown`` where a count is missing.
    word : str
        "rose", "fell", either with "slightly", "no clear change" or "no comparison".
    """

    before: float
    after: float
    ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float
    q_value: float
    dispersion: float
    degrees: float
    certainty: Certainty
    word: str

    @property
    def is_clear(self) -> bool:
        """Whether the difference may be said as one."""
        return self.certainty == CLEAR

    @property
    def is_higher(self) -> bool:
        """Whether the later rate is the higher one."""
        return self.ratio is None or self.ratio > 1

    @property
    def difference(self) -> float | None:
        """Later less earlier; None without one of the counts."""
        return None if np.isnan(self.before + self.after) else self.after - self.before

    @property
    def percent(self) -> float | None:
        """Difference in per cent of the earlier count, unrounded; None from 0."""
        if self.difference is None or not self.before:
            return None
        return 100 * self.difference / self.before


def judge(pairs: pd.DataFrame, *, rules: Rules | None = None) -> list[Verdict]:
    """Say of every pair of counts what may be said.

    Parameters
    ----------
    pairs, rules
        As for :func:`judge_table`.

    Returns
    -------
    list of Verdict
        One for each row, in order.

    Examples
    --------
    >>> [one.word for one in judge(pd.DataFrame({"before": [4385, 9], "after": [4955, 11]}))]
    ['rose', 'no clear change']
    """
    table = judge_table(pairs, rules=rules).astype("object")
    may_lack = ["ratio", "lower", "upper"]
    table[may_lack] = table[may_lack].where(table[may_lack].notna(), None)
    return [Verdict(*row) for row in table.itertuples(index=False, name=None)]


def judge_table(pairs: pd.DataFrame, *, rules: Rules | None = None) -> pd.DataFrame:
    """Say of every pair of counts what may be said, as a table.

    Parameters
    ----------
    pairs : DataFrame
        One row per comparison: ``before`` and ``after`` (counts, missing ones as missing). Where
        they are given: ``exposure_before, exposure_after`` (days or people at risk, in one unit),
        ``bound_before, bound_after`` (the furthest a published count may lie from the true one),
        ``dispersion`` and ``degrees`` (as :func:`csa.measures.overdispersion.shrink_dispersion`
        gives them; otherwise what is typical) and ``family`` (comparisons that are read together
        share one; by default all do).
    rules : Rules, optional
        How sure one must be.

    Returns
    -------
    DataFrame
        The attributes of :class:`Verdict` as columns, by the index of ``pairs``.

    Raises
    ------
    SchemaError
        If a column is absent or a count negative.

    Examples
    --------
    >>> pairs = pd.DataFrame({"before": [4385, 9], "after": [4955, 11]})
    >>> judge_table(pairs)["word"].tolist()
    ['rose', 'no clear change']
    """
    rules = rules or Rules()
    require_columns(pairs, ["before", "after"], name="pairs")
    before, after = (as_counts(pairs[name], name=name) for name in ("before", "after"))
    given = {name: _column(pairs, name) for name in ASSUMED}
    exposure = given["exposure_before"] / given["exposure_after"]
    phi, degrees = given["dispersion"], given["degrees"]
    # The least and the most by which the later count may truly lie above the earlier one.
    least = (before + given["bound_before"]) / phi, _less(after, given["bound_after"]) / phi
    most = _less(before, given["bound_before"]) / phi, (after + given["bound_after"]) / phi
    z = _signed_z(least, exposure).clip(min=0) + _signed_z(most, exposure).clip(max=0)
    p_values = 2 * special.stdtr(degrees, -np.abs(z))
    tail = student_tail((1 - rules.confidence) / 2, degrees)
    family = pairs.get("family", pd.Series(0, index=pairs.index))
    table = pd.DataFrame(
        {
            "before": before,
            "after": after,
            "ratio": exposure * after / np.where(before > 0, before, np.nan),
            "lower": _limit(least, exposure, tail),
            "upper": _limit(most, exposure, 1 - tail),
            "p_value": p_values,
            "q_value": _q_values(p_values, before + after, family, rules=rules),
            "dispersion": phi,
            "degrees": degrees,
        },
        index=pairs.index,
    )
    return _with_words(table, z, rules=rules)


def false_discovery_rates(p_values: ArrayLike, *, family: pd.Series | None = None) -> Floats:
    """Adjust chances for the other comparisons of their family (Benjamini and Hochberg).

    Parameters
    ----------
    p_values : Series or array
        One per comparison. A missing one stays missing and is not counted.
    family : Series, optional
        By comparison, the family it is read in; by default all are one.

    Returns
    -------
    ndarray
        In the same order: the smallest rate of false discoveries at which each is one.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.

    Examples
    --------
    >>> false_discovery_rates([0.01, 0.02, 0.5]).round(3).tolist()
    [0.03, 0.03, 0.5]
    """
    p_values = np.asarray(p_values, dtype=float)
    codes = np.zeros(len(p_values), int) if family is None else pd.factorize(family)[0]
    adjusted = np.full(len(p_values), np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.lexsort((p_values[known], codes[known]))]
    sizes = np.bincount(codes[order], minlength=codes.max(initial=0) + 1)
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(1, len(order) + 1) - starts[codes[order]]
    scaled = pd.Series(p_values[order] * sizes[codes[order]] / rank)
    from_the_top = scaled[::-1].groupby(codes[order][::-1], sort=False).cummin()[::-1]
    adjusted[order] = from_the_top.clip(upper=1.0).to_numpy()
    return adjusted


def _q_values(p_values: Floats, total: Floats, family: pd.Series, *, rules: Rules) -> Floats:
    """Adjust chances within each family; of too few incidents nothing is said, whatever they do."""
    is_judged = total >= rules.fewest
    q_values = false_discovery_rates(np.where(is_judged, p_values, np.nan), family=family)
    return np.where(is_judged | np.isnan(p_values), q_values, 1.0)


def _column(pairs: pd.DataFrame, name: str) -> Floats:
    return np.asarray(pairs.get(name, np.full(len(pairs), ASSUMED[name])), dtype=float)


def _less(counts: Floats, bound: Floats) -> Floats:
    return np.maximum(counts - bound, 0.0)


def _signed_z(pair: tuple[Floats, Floats], exposure: Floats) -> Floats:
    """Return how far the later rate lies above the earlier one, in normal deviates.

    ``exposure`` is that of the earlier count over that of the later. The tails are those of
    Jeffreys' posterior law of the share, which agree with the binomial ones to within half a count.
    """
    earlier, later = pair
    at = later + 0.5, earlier + 0.5, 1 / (1 + exposure)
    below, above = special.betainc(*at), special.betaincc(*at)
    return np.where(below < above, -special.ndtri(below), special.ndtri(above))


def _limit(pair: tuple[Floats, Floats], exposure: Floats, tail: Floats) -> Floats:
    """Return the ratio of two rates below which the share's posterior law holds the tail."""
    earlier, later = pair
    share = special.betaincinv(later + 0.5, earlier + 0.5, tail)
    ratio = exposure * share / (1 - share)
    ratio = np.where((later == 0) & (tail < HALF), 0.0, ratio)
    return np.where((earlier == 0) & (tail > HALF), np.nan, ratio)


def _with_words(table: pd.DataFrame, z: Floats, *, rules: Rules) -> pd.DataFrame:
    alone = (table["p_value"] <= 1 - rules.confidence).to_numpy()
    together = (table["q_value"] <= rules.false_discovery).to_numpy()
    is_known = table["p_value"].notna().to_numpy()
    certainty = np.select(
        [~is_known, alone & together, alone], [UNKNOWN, CLEAR, LIKELY], default=NOT_CLEAR
    )
    is_slight = (100 * (table["ratio"] - 1).abs() < rules.slight_percent).to_numpy()
    is_clear = certainty == CLEAR
    words = np.select(
        [~is_known, is_clear & (z > 0), is_clear],
        [NO_COMPARISON, ROSE, FELL],
        default=NO_CLEAR_CHANGE,
    ).astype(object)
    words[is_clear & is_slight] += SLIGHTLY
    return table.assign(certainty=certainty, word=words)
