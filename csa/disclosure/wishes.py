"""What would each count rather be rounded to, and how firmly?

A keyed draw splits each count into shares and decides which of them are the larger ones; another
decides which share is published. A value that readers know already, or that other published
values ask for, is wished for in every share, and more firmly than a drawn one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np

from csa.disclosure.identities import Key, System, name_keys
from csa.errors import DisclosureError
from csa.keys import keyed_hash

# A value readers already know moves only where twenty others would have to move instead.
KEEP_WEIGHT = 20
LIMITED, KEPT = 1, 2
WORDS_IN_HASH = 8


@dataclass(frozen=True)
class Problem:
    """The range, wishes and weight of each cell, in units of the base; how firm the wishes are.

    Attributes
    ----------
    low, high : ndarray of int
        What a cell may be rounded to.
    wishes : ndarray of int
        One row per share, one column per cell.
    drawn : ndarray of int
        Which share is published; the first cell of a group of linked cells decides for all.
    """

    system: System
    low: np.ndarray
    high: np.ndarray
    wishes: np.ndarray
    drawn: np.ndarray
    weight: np.ndarray
    firmness: np.ndarray

    @property
    def alone(self) -> np.ndarray:
        """What each cell would be rounded to if it were tied to no other."""
        return self.wishes[self.drawn, np.arange(self.drawn.size)]


def make_problem(system: System, cells: Mapping[Key, int], *, base: int, secret: bytes) -> Problem:
    """Draw shares of every count.

    Raises
    ------
    DisclosureError
        If a count is negative or not whole, or the counts break a relation.
    """
    counts = whole_counts(system.keys, cells)
    _check_truth(system, counts)
    draws = _random_words(system.keys, counts, number=base + 2, secret=secret)
    return Problem(
        system,
        low=counts // base,
        high=-(-counts // base),
        wishes=_shares(counts, draws[:, :base], base=base),
        drawn=(draws[:, base] * base >> 32).astype(np.int64),
        # Unequal weights keep ties from the solver, whose habits could be learnt.
        weight=1 + draws[:, base + 1] / 2.0**32,
        firmness=np.zeros(counts.size, dtype=np.int64),
    )


def hold_earlier(problem: Problem, kept: Mapping[Key, int], *, base: int) -> Problem:
    """Wish for the values published earlier, where the count still allows them."""
    units = np.array([kept.get(key, -1) / base for key in problem.system.keys])
    held = (units == np.rint(units)) & (units >= problem.low) & (units <= problem.high)
    return _pinned(problem, held, units, firmness=KEPT)


def heed_limits(
    problem: Problem, limits: Mapping[Key, tuple[int | None, int | None]], *, base: int
) -> Problem:
    """Wish for the one value of two that a limit leaves."""
    low, high, column = problem.low.copy(), problem.high.copy(), problem.system.column
    for key, (least, most) in limits.items():
        place = column.get(key)
        if place is not None:
            low[place] = low[place] if least is None else max(low[place], -(-least // base))
            high[place] = high[place] if most is None else min(high[place], most // base)
    decided = (low == high) & (problem.low < problem.high) & (problem.firmness == 0)
    return _pinned(problem, decided, low, firmness=LIMITED)


def _pinned(problem: Problem, chosen: np.ndarray, units: np.ndarray, *, firmness: int) -> Problem:
    return replace(
        problem,
        wishes=np.where(chosen, units, problem.wishes).astype(np.int64),
        weight=np.where(chosen, KEEP_WEIGHT, 1) * problem.weight,
        firmness=np.where(chosen, firmness, problem.firmness),
    )


def whole_counts(keys: Sequence[Key], cells: Mapping[Key, int]) -> np.ndarray:
    """Return the counts in order of the keys.

    Raises
    ------
    DisclosureError
        If one is negative or not whole. The message names keys, never a count.
    """
    bad = [key for key in keys if not (isinstance(cells[key], Integral) and cells[key] >= 0)]
    if bad:
        message = f"Only whole counts of zero or more can be rounded; see {name_keys(bad)}."
        raise DisclosureError(message)
    return np.array([cells[key] for key in keys], dtype=np.int64)


def _check_truth(system: System, counts: np.ndarray) -> None:
    broken = broken_relations(system, counts)
    if broken.size:
        message = (
            "The counts do not add up before rounding, so the relations or the counts are "
            f"wrong: {system.row_names(broken)}."
        )
        raise DisclosureError(message)


def _shares(counts: np.ndarray, draws: np.ndarray, *, base: int) -> np.ndarray:
    """Split each count into shares one unit apart at most; the draws say which are larger."""
    rank = draws.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable").T
    return counts // base + (rank < counts % base)


def _random_words(
    keys: Sequence[Key], counts: np.ndarray, *, number: int, secret: bytes
) -> np.ndarray:
    """Draw whole numbers below 2**32 for each cell, which key and count alone decide."""
    blocks = range(-(-number // WORDS_IN_HASH))
    digests = [
        keyed_hash(secret, key, count, block)
        for key, count in zip(keys, counts.tolist(), strict=True)
        for block in blocks
    ]
    words = np.frombuffer(b"".join(digests), dtype=">u4").astype(np.uint64)
    return words.reshape(len(keys), len(blocks) * WORDS_IN_HASH)[:, :number]


def broken_relations(
    system: System, values: np.ndarray, *, rows: np.ndarray | None = None
) -> np.ndarray:
    """Return the rows of the relations, by default of all, that values do not satisfy."""
    rows = np.arange(system.is_sum.size) if rows is None else rows
    surplus = system.matrix[rows] @ values
    return rows[np.where(system.is_sum[rows], surplus != 0, surplus < 0)]
