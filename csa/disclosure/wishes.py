"""What would each count rather be rounded to, and how firmly?

A keyed draw decides whether a count would rather go up or down. A value that readers know already,
or that other published values ask for, is wished for more firmly than a drawn one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np

from csa.disclosure.identities import Key, System, name_keys
from csa.errors import DisclosureError
from csa.keys import keyed_hash

# Measured on linked tables: of 0, 0.1 .. 0.5 the exponent that leaves the least bias.
AGAINST_THE_ODDS = 0.3
# A value readers already know moves only where twenty others would have to move instead.
KEEP_WEIGHT = 20
LIMITED, KEPT = 1, 2


@dataclass(frozen=True)
class Problem:
    """The range, wish and weight of each cell, in units of the base; how firm the wish is."""

    system: System
    low: np.ndarray
    high: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    firmness: np.ndarray


def make_problem(system: System, cells: Mapping[Key, int], *, base: int, secret: bytes) -> Problem:
    """Draw a wish for every count.

    Raises
    ------
    DisclosureError
        If a count is negative or not whole, or the counts break a relation.
    """
    counts = whole_counts(system.keys, cells)
    _check_truth(system, counts)
    target, weight = draw_targets(system.keys, counts, base=base, secret=secret)
    low, high = counts // base, -(-counts // base)
    return Problem(system, low, high, target, weight, np.zeros(counts.size, dtype=np.int64))


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
        target=np.where(chosen, units, problem.target).astype(np.int64),
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


def draw_targets(
    keys: Sequence[Key], counts: np.ndarray, *, base: int, secret: bytes
) -> tuple[np.ndarray, np.ndarray]:
    """Draw up or down for each count; return wishes, in units of the base, and their weights."""
    digests = [
        keyed_hash(secret, key, count) for key, count in zip(keys, counts.tolist(), strict=True)
    ]
    words = np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 4)
    draw, tie_break = (words[:, :2] / 2.0**64).T
    chance = counts % base / base
    up = draw < chance
    # A wish against the odds weighs more, or the sums would pull small remainders down and large
    # ones up; unequal weights also keep ties from the solver, whose habits could be learnt.
    odds = np.maximum(np.where(up, chance, 1 - chance), 1 / base)
    return counts // base + up, odds**-AGAINST_THE_ODDS * (1 + tie_break)


def broken_relations(system: System, values: np.ndarray) -> np.ndarray:
    """Return the rows of the relations that values do not satisfy."""
    surplus = system.matrix @ values
    return np.flatnonzero(np.where(system.is_sum, surplus != 0, surplus < 0))
