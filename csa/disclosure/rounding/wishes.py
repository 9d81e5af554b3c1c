"""What would each count rather be rounded to, and how firmly?

A keyed draw splits each count into shares and decides which of them are the larger ones; another
decides which share is published. A value that readers know already is wished for in every share,
and more firmly than a drawn one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np

from csa.disclosure.rounding.relations import Key, System, name_keys
from csa.errors import DisclosureError
from csa.keys import keyed_hash

# A value readers already know moves only where twenty others would have to move instead.
KEEP_WEIGHT = 20
WORDS_IN_HASH = 8
NO_TABLE = -1


@dataclass(frozen=True)
class Problem:
    """The range, wishes and weight of each cell, in units of the base.

    Attributes
    ----------
    low, high : ndarray of int
        What a cell may be rounded to.
    wishes : ndarray of int
        One row per share, one column per cell.
    drawn : ndarray of int
        Which share is published; the first cell of a group of linked cells decides for all.
    is_kept : ndarray of bool
        Whether readers know a value of the cell that it can be given again.
    is_firm : ndarray of bool
        Whether it has to be given that one again.
    table : ndarray of int
        The table each cell belongs to, which is lost if something asked of the cell cannot be
        had; ``NO_TABLE`` for cells that stand.
    price : ndarray of float
        What the loss of each table counts for.
    """

    system: System
    low: np.ndarray
    high: np.ndarray
    wishes: np.ndarray
    drawn: np.ndarray
    weight: np.ndarray
    is_kept: np.ndarray
    is_firm: np.ndarray
    table: np.ndarray
    price: np.ndarray

    @property
    def alone(self) -> np.ndarray:
        """What each cell would be rounded to if it were tied to no other."""
        return self.wishes[self.drawn, np.arange(self.drawn.size)]


def make_problem(
    system: System,
    cells: Mapping[Key, int],
    *,
    base: int,
    secret: bytes,
    tables: Mapping[Key, tuple[str, int]] | None = None,
) -> Problem:
    """Draw shares of every count.

    Raises
    ------
    DisclosureError
        If a count is negative or not whole, or the counts break a sum or a sub-group.
    """
    counts = whole_counts(system.keys, cells)
    _check_truth(system, counts)
    draws = _random_words(system.keys, counts, number=base + 2, secret=secret)
    table, price = _tables_of(system.keys, tables)
    return Problem(
        system,
        low=counts // base,
        high=-(-counts // base),
        wishes=_shares(counts, draws[:, :base], base=base),
        drawn=(draws[:, base] * base >> 32).astype(np.int64),
        # Unequal weights keep ties from the solver, whose habits could be learnt.
        weight=1 + draws[:, base + 1] / 2.0**32,
        is_kept=np.zeros(counts.size, dtype=bool),
        is_firm=np.zeros(counts.size, dtype=bool),
        table=table,
        price=price,
    )


def _tables_of(
    keys: Sequence[Key], tables: Mapping[Key, tuple[str, int]] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Give the tables numbers."""
    tables = tables or {}
    prices = dict(sorted(tables.values()))
    number = {name: place for place, name in enumerate(prices)}
    of_key = [number[tables[key][0]] if key in tables else NO_TABLE for key in keys]
    return np.array(of_key, dtype=np.int64), np.array([*prices.values(), 0.0])


def hold_earlier(
    problem: Problem, kept: Mapping[Key, int], *, firm: Collection[Key], base: int
) -> Problem:
    """Wish for the values published earlier, where the count still allows them."""
    units = np.array([kept.get(key, -1) / base for key in problem.system.keys])
    held = (units == np.rint(units)) & (units >= problem.low) & (units <= problem.high)
    return replace(
        problem,
        wishes=np.where(held, units, problem.wishes).astype(np.int64),
        weight=np.where(held, KEEP_WEIGHT, 1) * problem.weight,
        is_kept=held,
        is_firm=held & np.array([key in firm for key in problem.system.keys], dtype=bool),
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
    broken = broken_relations(system, counts, rows=system.firm)
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
