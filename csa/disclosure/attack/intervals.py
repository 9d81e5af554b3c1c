"""What can a reader work out about each count from everything that is displayed?

Every displayed count leaves a range of true counts; sums and sub-groups narrow the ranges of
others. Propagating bounds settles most cells, linear programmes the rest.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from csa.disclosure.attack.solver import (
    Box,
    Lines,
    Programme,
    programme_of,
    unit_cost,
    whole_extreme,
)
from csa.disclosure.rounding.relations import (
    Key,
    Relation,
    System,
    linked_groups,
    name_keys,
    system_of,
)
from csa.errors import DisclosureError

Interval = tuple[float | None, float | None]

TOLERANCE = 1e-6
# Ranges without an upper end can creep for ever round a circle of sums; the programmes finish.
PROPAGATION_ROUNDS = 1_000
INTEGER_WIDTH = 2


class ContradictionError(DisclosureError):
    """No true counts agree with all displays.

    Attributes
    ----------
    keys : tuple
        The cells among which the contradiction lies.
    """

    def __init__(self, keys: Iterable[Key]) -> None:
        self.keys = tuple(keys)
        super().__init__(
            "A display is a lie: no true counts agree with everything shown about "
            f"{name_keys(self.keys)}; compare the figures of these cells in all reports."
        )


def feasible_intervals(
    bounds: Mapping[Key, Interval],
    relations: Iterable[Relation] | System,
    *,
    known: Mapping[Key, int] | None = None,
    targets: Collection[Key] | None = None,
    example: Mapping[Key, float] | None = None,
    enough: Mapping[Key, tuple[float, float]] | None = None,
) -> dict[Key, tuple[float, float]]:
    """Find the lowest and highest true count of each cell that agrees with all displays.

    Parameters
    ----------
    bounds : mapping
        ``(low, high)`` by key, as the display states it; ``None`` as high means no upper end. A
        cell that only a relation names may hold any count.
    relations : iterable of mappings, or System
        Sums and sub-groups, see :func:`~csa.disclosure.rounding.relations.system_of`.
    known : mapping, optional
        Counts an attacker knows from elsewhere.
    targets : collection, optional
        Cells to settle by linear programmes, by default all; the others keep what propagation
        proves, which may be wider than the truth.
    example : mapping, optional
        Counts that may agree with all displays, such as the published values. They are checked;
        when they do agree, large releases are settled much faster, with the same result.
    enough : mapping, optional
        ``(low, high)`` by key: once solutions reach these, the search stops and the range
        returned is what they reached, which may be narrower than the whole truth.

    Returns
    -------
    dict
        ``(low, high)`` by key, whole numbers; ``math.inf`` where nothing limits a count. Where a
        range is at most two wide the integer programme has the last word.

    Raises
    ------
    ContradictionError
        If no set of counts agrees with all displays: some display is a lie.

    Examples
    --------
    >>> shown = {"women": (1, 9), "men": (1, 9), "all": (10, 10), "white": (10, 10)}
    >>> sums = [{"parent": "all", "children": ["women", "men"]}]
    >>> feasible_intervals(shown, sums)["women"]
    (1, 9)
    """
    system = system_of(bounds, relations)
    box = _propagate(system, _box(system, bounds, known or {}))
    system = _without_idle(system, box)
    asked = frozenset(system.keys if targets is None else targets)
    wanted = np.array([key in asked for key in system.keys], dtype=bool)
    point = _point(system, box, example or {})
    goal = _goal(system, enough or {})
    for columns in _open_groups(system, box):
        box = _settle(system, box, columns, wanted=wanted, point=point, goal=goal)
    _refuse_empty(system, box)
    return {
        key: (_whole(low), _whole(high))
        for key, low, high in zip(system.keys, box.low, box.high, strict=True)
    }


def _whole(bound: float) -> float:
    return int(bound) if math.isfinite(bound) else bound


def _box(system: System, bounds: Mapping[Key, Interval], known: Mapping[Key, int]) -> Box:
    pairs = [bounds.get(key, (0, None)) for key in system.keys]
    low = np.array([0 if pair[0] is None else pair[0] for pair in pairs], dtype=float)
    high = np.array([math.inf if pair[1] is None else pair[1] for pair in pairs], dtype=float)
    for key, count in known.items():
        if key in system.column:
            place = system.column[key]
            low[place], high[place] = max(low[place], count), min(high[place], count)
    return Box(np.ceil(low), np.floor(high))


def _propagate(system: System, box: Box) -> Box:
    """Narrow each range by every relation in turn until nothing changes."""
    entries = _entries(system)
    for _ in range(PROPAGATION_ROUNDS):
        _refuse_empty(system, box)
        narrower = _narrow_once(entries, box)
        if np.array_equal(narrower.low, box.low) and np.array_equal(narrower.high, box.high):
            break
        box = narrower
    return box


def _without_idle(system: System, box: Box) -> System:
    """Leave out relations that hold whatever the counts are, within their ranges."""
    lows, highs = (_finite_product(system.matrix, box, sign) for sign in (1, -1))
    idle = ~system.is_sum & (lows >= 0)
    settled = system.is_sum & (lows == 0) & (highs == 0)
    return system.only(np.flatnonzero(~(idle | settled)))


def _finite_product(matrix: sparse.csr_array, box: Box, sign: int) -> np.ndarray:
    """Return the least (or, with sign -1, minus the greatest) that each relation comes to."""
    weight = sign * matrix.data
    ends = np.where(weight > 0, box.low[matrix.indices], box.high[matrix.indices])
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return np.bincount(rows, weight * ends, matrix.shape[0])


@dataclass(frozen=True)
class _Entries:
    """The non-zero elements of the relations; the first half states sums from above."""

    row: np.ndarray
    column: np.ndarray
    weight: np.ndarray
    row_count: int


def _entries(system: System) -> _Entries:
    """Write every relation as ``weighted sum of cells >= 0``."""
    upper = system.matrix
    lower = -upper[system.is_sum]
    both = sparse.vstack([upper, lower], format="coo")
    return _Entries(both.row, both.col, both.data.astype(float), both.shape[0])


def _narrow_once(entries: _Entries, box: Box) -> Box:
    # Each term of such a sum can be at most this much.
    up, down = entries.weight > 0, entries.weight < 0
    most = entries.weight * np.where(up, box.high[entries.column], box.low[entries.column])
    endless = np.isinf(most)
    finite = np.where(endless, 0.0, most)
    total = np.bincount(entries.row, finite, entries.row_count)[entries.row]
    unlimited = np.bincount(entries.row, endless, entries.row_count)[entries.row]
    others = np.where(unlimited - endless > 0, math.inf, total - finite)
    bound = -others / entries.weight
    low, high = box.low.copy(), box.high.copy()
    np.maximum.at(low, entries.column[up], np.ceil(bound[up] - TOLERANCE))
    np.minimum.at(high, entries.column[down], np.floor(bound[down] + TOLERANCE))
    return Box(low, high)


def _refuse_empty(system: System, box: Box) -> None:
    empty = np.flatnonzero(box.low > box.high)
    if empty.size:
        raise ContradictionError(system.keys[place] for place in empty)


def _open_groups(system: System, box: Box) -> list[np.ndarray]:
    linked = np.diff(system.matrix.tocsc().indptr) > 0
    is_open = np.flatnonzero((box.low < box.high) & linked)
    return [is_open[group] for group in linked_groups(system.matrix[:, is_open])]


def _lines(system: System, box: Box, columns: np.ndarray) -> Lines:
    part = system.matrix[:, columns]
    rows = np.flatnonzero(np.diff(part.indptr))
    settled = box.low.copy()
    settled[columns] = 0
    rest = -(system.matrix[rows] @ np.where(np.isfinite(settled), settled, 0))
    return Lines(
        part[rows],
        rest,
        np.where(system.is_sum[rows], rest, math.inf),
        Box(box.low[columns], box.high[columns]),
        tuple(system.keys[place] for place in columns),
    )


def _point(system: System, box: Box, example: Mapping[Key, float]) -> np.ndarray | None:
    """Return the example in canonical order if it agrees with every display."""
    counts = np.array([example.get(key, math.nan) for key in system.keys], dtype=float)
    surplus = system.matrix @ counts
    agrees = (
        ((counts >= box.low) & (counts <= box.high)).all()
        and (surplus[system.is_sum] == 0).all()
        and (surplus >= 0).all()
    )
    return counts if agrees else None


def _goal(system: System, enough: Mapping[Key, tuple[float, float]]) -> Box:
    pairs = np.array([enough.get(key, (-math.inf, math.inf)) for key in system.keys], dtype=float)
    low, high = pairs.reshape(-1, 2).T
    return Box(low, high)


def _settle(
    system: System,
    box: Box,
    columns: np.ndarray,
    *,
    wanted: np.ndarray,
    point: np.ndarray | None,
    goal: Box,
) -> Box:
    """Settle the wanted cells of one linked group by linear, then integer programmes."""
    lines = _lines(system, box, columns)
    programme = programme_of(lines)
    here = programme.solve(np.zeros(columns.size)) if point is None else point[columns]
    if here is None:
        raise ContradictionError(lines.keys)
    places = np.flatnonzero(wanted[columns])
    wish = Box(
        np.maximum(goal.low[columns], lines.box.low), np.minimum(goal.high[columns], lines.box.high)
    )
    relaxed = _relaxed(programme, lines, here, places, wish)
    inside = _whole_numbers(lines, relaxed, places)
    low, high = box.low.copy(), box.high.copy()
    low[columns], high[columns] = inside.low, inside.high
    return Box(low, high)


def _relaxed(
    programme: Programme,
    lines: Lines,
    point: np.ndarray,
    places: np.ndarray,
    wish: Box,
) -> Box:
    """Narrow the range of some cells to what fractional counts could reach."""
    low, high = lines.box.low.copy(), lines.box.high.copy()
    least, most = point.copy(), point.copy()
    for place, sign in itertools.product(places, (1, -1)):
        ends, seen, far = (low, least, wish.low) if sign > 0 else (high, most, wish.high)
        # A range end that some solution has reached needs no programme of its own.
        if sign * seen[place] > sign * far[place] + TOLERANCE:
            counts = programme.solve(unit_cost(point.size, place, sign))
            if counts is None:
                ends[place] = -sign * math.inf
                continue
            np.minimum(least, counts, out=least)
            np.maximum(most, counts, out=most)
        ends[place] = sign * math.ceil(sign * seen[place] - TOLERANCE)
    return Box(low, high)


def _whole_numbers(lines: Lines, box: Box, places: np.ndarray) -> Box:
    """Narrow short ranges to what whole counts could reach."""
    low, high = box.low.copy(), box.high.copy()
    for place in places:
        if 0 < high[place] - low[place] <= INTEGER_WIDTH:
            low[place] = _whole_end(lines, place, 1)
            high[place] = _whole_end(lines, place, -1)
    return Box(low, high)


def _whole_end(lines: Lines, place: int, sign: int) -> int:
    end = whole_extreme(lines, place, sign)
    if end is None:
        raise ContradictionError(lines.keys)
    return end
