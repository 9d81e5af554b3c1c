"""Does every rounded count keep its full range, shown without solving a programme for each?

Add one to four imaginary records of one kind to the published values, or take them away: if all
displays still allow it, nobody can exclude those counts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from csa.disclosure.attack.intervals import Interval
from csa.disclosure.rounding.relations import Key, Relation, System, system_of
from csa.errors import DisclosureError

BASE = 5
TRIES = 100


def certify_controlled_rounding(
    values: Mapping[Key, int],
    relations: Iterable[Relation] | System,
    *,
    base: int = BASE,
    displays: Mapping[Key, Interval] | None = None,
) -> list[Key]:
    """List the rounded cells whose full range could not be certified (G6 without programmes).

    Parameters
    ----------
    values : mapping
        Published multiples of the base by key.
    relations : iterable of mappings, or System
        Every sum and sub-group, see :func:`~csa.disclosure.rounding.relations.system_of`.
    base : int
        Base of the rounding.
    displays : mapping, optional
        ``(low, high)`` by key as displayed; by default within ``base - 1`` of the value, zero or
        more.

    Returns
    -------
    list
        Cells without a certificate, in canonical order; empty means that every cell keeps at
        least ``max(0, value - base + 1)`` to ``value + base - 1``. A cell listed is not proved
        unsafe: give it to :func:`~csa.disclosure.attack.intervals.feasible_intervals`.

    Raises
    ------
    DisclosureError
        If the values break a relation, lie outside their display or are no multiples of the base.

    Notes
    -----
    A kind of record counts once in a cell, in exactly one part of every sum that holds the cell,
    and in every group that contains it, unless the group has enough records besides. Adding d such
    records to the values, or taking them away, satisfies all relations, so it only remains to
    compare with the displays. Where a relation gives a record a weight of two or more, such a
    kind seldom exists, and the cell is left to the programmes.
    """
    system = system_of(values, relations)
    grid = _grid(system, values, displays or {}, base)
    _check(system, grid, base)
    return [system.keys[place] for place in _uncertified(system, grid, base)]


@dataclass(frozen=True)
class _Grid:
    value: np.ndarray
    room_up: np.ndarray
    room_down: np.ndarray


def _grid(
    system: System, values: Mapping[Key, int], displays: Mapping[Key, Interval], base: int
) -> _Grid:
    value = np.array([values[key] for key in system.keys], dtype=np.int64)
    usual = ((max(0, one - base + 1), one + base - 1) for one in value.tolist())
    shown = [displays.get(key, bounds) for key, bounds in zip(system.keys, usual, strict=True)]
    low = np.array([ends[0] or 0 for ends in shown], dtype=float)
    high = np.array([np.inf if ends[1] is None else ends[1] for ends in shown], dtype=float)
    return _Grid(value, high - value, value - low)


def _check(system: System, grid: _Grid, base: int) -> None:
    surplus = system.matrix @ grid.value
    broken = np.flatnonzero(np.where(system.is_sum, surplus != 0, surplus < 0))
    if broken.size:
        message = f"Published values do not add up: {system.row_names(broken)}."
        raise DisclosureError(message)
    if ((grid.value % base != 0) | (grid.room_up < 0) | (grid.room_down < 0)).any():
        message = "A published value is no multiple of the base, or its display excludes it."
        raise DisclosureError(message)


def _uncertified(system: System, grid: _Grid, base: int) -> Iterator[int]:
    """Look for a kind of record for each cell; each one certifies every cell it counts in."""
    step = base - 1
    can_rise, can_fall = grid.room_up >= step, (grid.room_down >= step) & (grid.value > 0)
    to_rise, to_fall = (_Kinds.of(system, grid.value, step=step, sign=sign) for sign in (1, -1))
    rises, falls = np.zeros(can_rise.size, dtype=bool), grid.value == 0
    for place in range(can_rise.size):
        for done, allowed, kinds in ((falls, can_fall, to_fall), (rises, can_rise, to_rise)):
            if not done[place]:
                ranks = _fresh_first(done, grid.value), grid.value
                done[_find(kinds, place, allowed, ranks)] = True
        if not (rises[place] and falls[place]):
            yield place


def _fresh_first(done: np.ndarray, value: np.ndarray) -> np.ndarray:
    return np.where(done, 0, value.max() + 1) + value


def _find(kinds: _Kinds, place: int, allowed: np.ndarray, ranks: Iterable[np.ndarray]) -> list[int]:
    """Search with each preference in turn: new cells save time, large ones seldom lead nowhere."""
    found = (kinds.counting(place, allowed, rank) for rank in ranks)
    return next((cells for cells in found if cells), [])


Cells = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class _Kinds:
    """The relations as lists, to search for kinds of record that may be added, or taken away.

    Attributes
    ----------
    of_cell : tuple
        Row and weight of each entry by cell; signs turned round where records are taken away.
    above, below : tuple
        The cells that count for and against each row.
    ease, limit : tuple of float
        The least and the most that a row may come to for each record: a sum nothing else than
        zero, and a group that is larger than its sub-group can do without records outside it.
    """

    of_cell: tuple[tuple[tuple[int, float], ...], ...]
    above: Cells
    below: Cells
    ease: tuple[float, ...]
    limit: tuple[float, ...]

    @classmethod
    def of(cls, system: System, value: np.ndarray, *, step: int, sign: int) -> _Kinds:
        matrix = sign * system.matrix
        ease = np.where(system.is_sum, 0, (system.matrix @ value) // step)
        limit = np.where(system.is_sum, 0, np.inf)
        by_cell = matrix.tocsc()
        pairs = list(zip(by_cell.indices.tolist(), by_cell.data.tolist(), strict=True))
        ends = by_cell.indptr.tolist()
        return cls(
            tuple(tuple(pairs[start:end]) for start, end in itertools.pairwise(ends)),
            _cells_of(matrix > 0),
            _cells_of(matrix < 0),
            tuple((-ease).tolist()),
            tuple(limit.tolist()),
        )

    def counting(self, start: int, allowed: np.ndarray, rank: np.ndarray) -> list[int]:
        """Return the cells of a kind of record counted in one cell; none if none was found."""
        first = _Draft(set(), {}, [])
        drafts = [iter([first] if self._add(first, start, allowed) else [])]
        for _ in range(TRIES):
            draft = next(drafts[-1], None)
            if draft is None:
                drafts.pop()
                if not drafts:
                    return []
            elif (row := self._undecided(draft)) is None:
                return list(draft.cells)
            else:
                drafts.append(self._choices(draft, row, allowed, rank))
        return []

    def _choices(
        self, draft: _Draft, row: int, allowed: np.ndarray, rank: np.ndarray
    ) -> Iterator[_Draft]:
        left = [cell for cell in self._mending(draft, row) if cell not in draft.cells]
        for cell in sorted(left, key=lambda one: (-rank[one], one)):
            longer = draft.copy()
            if self._add(longer, cell, allowed):
                yield longer

    def _undecided(self, draft: _Draft) -> int | None:
        while draft.waiting and not self._is_broken(draft, draft.waiting[-1]):
            draft.waiting.pop()
        return draft.waiting[-1] if draft.waiting else None

    def _add(self, draft: _Draft, cell: int, allowed: np.ndarray) -> bool:
        """Count the record in a cell and in all where it must be counted then; False if it cannot.

        A relation that several cells could mend has to wait for a choice.
        """
        due = [cell]
        while due:
            cell = due.pop()
            if cell in draft.cells:
                continue
            if not allowed[cell]:
                return False
            draft.cells.add(cell)
            for row, weight in self.of_cell[cell]:
                draft.balance[row] = draft.balance.get(row, 0.0) + weight
                if not self._is_broken(draft, row):
                    continue
                mending = self._mending(draft, row)
                if len(mending) > 1:
                    draft.waiting.append(row)
                elif not mending or mending[0] in draft.cells:
                    return False
                else:
                    due.append(mending[0])
        return True

    def _is_broken(self, draft: _Draft, row: int) -> bool:
        return not self.ease[row] <= draft.balance[row] <= self.limit[row]

    def _mending(self, draft: _Draft, row: int) -> tuple[int, ...]:
        """Return the cells that bring a broken row nearer to what it must be."""
        return (self.below if draft.balance[row] > 0 else self.above)[row]


def _cells_of(matrix: sparse.csr_array) -> Cells:
    cells, ends = matrix.indices.tolist(), matrix.indptr.tolist()
    return tuple(tuple(cells[start:end]) for start, end in itertools.pairwise(ends))


@dataclass(frozen=True)
class _Draft:
    """A kind of record in the making: its cells, how each row stands, rows that need a choice."""

    cells: set[int]
    balance: dict[int, float]
    waiting: list[int]

    def copy(self) -> _Draft:
        return _Draft(set(self.cells), dict(self.balance), list(self.waiting))
