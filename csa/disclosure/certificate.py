"""Does every rounded count keep its full range, shown without solving a programme for each?

Add one to four imaginary records of one kind to the published values, or take them away: if all
displays still allow it, nobody can exclude those counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from csa.disclosure.identities import Key, Relation, System, build_system
from csa.disclosure.intervals import Interval
from csa.errors import DisclosureError

BASE = 5
TRIES = 300


def certify_controlled_rounding(
    values: Mapping[Key, int],
    relations: Iterable[Relation],
    *,
    base: int = BASE,
    displays: Mapping[Key, Interval] | None = None,
) -> list[Key]:
    """List the rounded cells whose full range could not be certified (G6 without programmes).

    Parameters
    ----------
    values : mapping
        Published multiples of the base by key.
    relations : iterable of mappings
        Every sum and sub-group, see :func:`~csa.disclosure.identities.build_system`.
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
        unsafe: give it to :func:`~csa.disclosure.intervals.feasible_intervals`.

    Raises
    ------
    DisclosureError
        If the values break a relation, lie outside their display or are no multiples of the base.

    Notes
    -----
    A kind of record counts once in a cell, in exactly one part of every sum that holds the cell,
    and in every group that contains it. Adding d such records to the values satisfies all
    relations, so it only remains to compare with the displays.
    """
    system = build_system(values, relations)
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
    kinds = _Kinds.of(system)
    rises, falls = np.zeros(can_rise.size, dtype=bool), grid.value == 0
    for place in range(can_rise.size):
        for done, allowed in ((falls, can_fall), (rises, can_rise)):
            if not done[place]:
                done[_find(kinds, place, allowed, (_fresh_first(done, grid.value), grid.value))] = (
                    True
                )
        if not (rises[place] and falls[place]):
            yield place


def _fresh_first(done: np.ndarray, value: np.ndarray) -> np.ndarray:
    return np.where(done, 0, value.max() + 1) + value


def _find(kinds: _Kinds, place: int, allowed: np.ndarray, ranks: Iterable[np.ndarray]) -> list[int]:
    """Search with each preference in turn: new cells save time, large ones seldom lead nowhere."""
    found = (kinds.counting(place, allowed, rank) for rank in ranks)
    return next((cells for cells in found if cells), [])


@dataclass(frozen=True)
class _Kinds:
    """The relations as lists, to search for kinds of record."""

    parts: tuple[tuple[int, ...], ...]
    whole: tuple[int, ...]
    sums_with_part: tuple[tuple[int, ...], ...]
    sums_of: tuple[tuple[int, ...], ...]
    groups_around: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, system: System) -> _Kinds:
        size = len(system.keys)
        sums_with_part: list[list[int]] = [[] for _ in range(size)]
        sums_of: list[list[int]] = [[] for _ in range(size)]
        groups_around: list[list[int]] = [[] for _ in range(size)]
        parts, whole = [], []
        for row, is_sum in enumerate(system.is_sum):
            parent, children = system.members(row)
            parts.append(children)
            whole.append(parent)
            (sums_of[parent] if is_sum else groups_around[children[0]]).append(
                row if is_sum else parent
            )
            for child in children if is_sum else ():
                sums_with_part[child].append(row)
        frozen = (tuple(map(tuple, one)) for one in (sums_with_part, sums_of, groups_around))
        return cls(tuple(parts), tuple(whole), *frozen)

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
        for part in sorted(self.parts[row], key=lambda cell: (-rank[cell], cell)):
            longer = draft.copy()
            if self._add(longer, part, allowed):
                yield longer

    def _undecided(self, draft: _Draft) -> int | None:
        while draft.waiting and draft.waiting[-1] in draft.part:
            draft.waiting.pop()
        return draft.waiting[-1] if draft.waiting else None

    def _add(self, draft: _Draft, cell: int, allowed: np.ndarray) -> bool:
        """Count the record in a cell and all that hold it; False if a sum would have two parts."""
        climb = [cell]
        while climb:
            cell = climb.pop()
            if cell in draft.cells:
                continue
            if not allowed[cell]:
                return False
            draft.cells.add(cell)
            draft.waiting.extend(self.sums_of[cell])
            climb.extend(self.groups_around[cell])
            for row in self.sums_with_part[cell]:
                if draft.part.setdefault(row, cell) != cell:
                    return False
                climb.append(self.whole[row])
        return True


@dataclass(frozen=True)
class _Draft:
    """A kind of record in the making: its cells, the part chosen in each sum, sums to decide."""

    cells: set[int]
    part: dict[int, int]
    waiting: list[int]

    def copy(self) -> _Draft:
        return _Draft(set(self.cells), dict(self.part), list(self.waiting))
