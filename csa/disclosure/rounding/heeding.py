"""How are rounded counts made to agree with what other published values ask of them?

Values that readers know already, and relations that a rounding cannot always satisfy, are kept to
where they can be. Where not all of them can, some tables are given up, as few and as small as
possible. Their cells are not published; stand-ins take their place, which may lie further from the
truth than a rounding may, and satisfy everything that is asked.

Why stand-ins: what is withheld follows, at least in part, from what is shown, as a district does
from the partnership and the other districts. Had it a true rounding, a reader would set that
against what is known from elsewhere as if it had been printed. Together with stand-ins all that is
shown is one rounding that nothing contradicts, so whatever holds for such a rounding holds for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from csa.disclosure.rounding.shares import Programme, nearest, programme_of
from csa.disclosure.rounding.wishes import NO_TABLE, Problem, broken_relations

HOLDING_NODES = 200
GIVING_UP_NODES = 200
RELATIVE_GAP = 0.02
# How many units a stand-in may lie beyond what its count could be rounded to.
FURTHER = 2
SMALLEST_SHARE = 1e-6


def heeding(problem: Problem, values: np.ndarray, groups: Sequence[np.ndarray]) -> np.ndarray:
    """Fit rounded units to what is asked of them.

    Parameters
    ----------
    problem : Problem
        Ranges, kept values and tables of all cells.
    values : ndarray of int
        The units of all cells as they were rounded.
    groups : sequence of ndarray of int
        The cells that sums and sub-groups link.

    Returns
    -------
    ndarray of int
        The same, where nothing more is asked; otherwise as near to them as can be. Units out of
        range are stand-ins in tables that are given up.
    """
    wish = np.where(problem.is_kept, problem.wishes[0], values)
    asked = np.flatnonzero(problem.system.is_least)
    broken = broken_relations(problem.system, wish, rows=asked)
    concerned = wish != values
    concerned[problem.system.matrix[broken].indices] = True
    linked = [columns for columns in groups if concerned[columns].any()]
    if not linked:
        return wish
    kept = _held(problem, wish, problem.is_kept)
    fitted = _fitted(kept, wish, np.sort(np.concatenate(linked)))
    if fitted is None:
        firm = _held(problem, wish, problem.is_firm)
        fitted = _fitted(_opened(firm, _given_up(firm, wish)), wish)
    return values if fitted is None else fitted


def _held(problem: Problem, wish: np.ndarray, chosen: np.ndarray) -> Problem:
    """Hold some cells to what is wished for."""
    return replace(
        problem,
        low=np.where(chosen, wish, problem.low),
        high=np.where(chosen, wish, problem.high),
    )


def _opened(problem: Problem, tables: np.ndarray) -> Problem:
    """Let the cells of some tables be stand-ins."""
    further = FURTHER * np.isin(problem.table, tables)
    return replace(problem, low=np.maximum(problem.low - further, 0), high=problem.high + further)


def _fitted(
    problem: Problem, wish: np.ndarray, columns: np.ndarray | None = None
) -> np.ndarray | None:
    """Return the units nearest to a wish that satisfy everything; None if none were found."""
    if columns is None:
        columns = _movable(problem)
    steps = nearest(programme_of(problem, wish, _rows_of(problem, columns), columns), HOLDING_NODES)
    if steps is None:
        return None
    fitted = wish.copy()
    fitted[columns] += steps
    return fitted


def _movable(problem: Problem) -> np.ndarray:
    return np.flatnonzero(problem.high > problem.low)


def _rows_of(problem: Problem, columns: np.ndarray) -> np.ndarray:
    """Return every relation that one of these cells stands in."""
    return np.unique(problem.system.matrix.tocsc()[:, columns].indices)


def _given_up(problem: Problem, wish: np.ndarray) -> np.ndarray:
    """Return the tables to lose so that all else can be had: the least that they can cost.

    A known value that is revised counts as a cell lost. With parts of tables to lose, and of units
    to move, the programme is a linear one; tables of which it loses and moves no part are kept.
    """
    every = np.unique(problem.table[problem.table != NO_TABLE])
    losses = _Losses.of(problem, wish, every)
    return _Losses.of(problem, wish, losses.in_parts()).whole()


@dataclass(frozen=True)
class _Losses:
    """The programme that weighs which of some tables to lose."""

    part: Programme
    is_beyond: LinearConstraint
    tables: np.ndarray
    cost: np.ndarray
    table_of: np.ndarray

    @classmethod
    def of(cls, problem: Problem, wish: np.ndarray, tables: np.ndarray) -> _Losses:
        opened = _opened(problem, tables)
        columns = _movable(opened)
        part = programme_of(opened, wish, _rows_of(opened, columns), columns)
        inside = np.flatnonzero(np.isin(opened.table[columns], tables))
        cells = columns[inside]
        of_table = sparse.csr_array(
            (
                np.full(inside.size, FURTHER),
                (np.arange(inside.size), np.searchsorted(tables, problem.table[cells])),
            ),
            shape=(inside.size, tables.size),
        )
        moves = part.to_cells[inside]
        return cls(
            part,
            LinearConstraint(
                sparse.vstack(
                    [sparse.hstack([moves, of_table]), sparse.hstack([-moves, of_table])]
                ),
                np.concatenate([(problem.low - wish)[cells], (wish - problem.high)[cells]]),
                np.inf,
            ),
            tables,
            np.concatenate(
                [abs(part.to_cells).T @ problem.is_kept[columns], problem.price[tables]]
            ),
            problem.table[columns],
        )

    def in_parts(self) -> np.ndarray:
        """Return the tables lost in part, and those with cells that move by part of a unit."""
        found = self._least(whole=False)
        if found is None:
            return self.tables
        moves, lost = found
        moved = self.part.to_cells @ moves
        torn = self.table_of[np.abs(moved - np.rint(moved)) > SMALLEST_SHARE]
        return np.union1d(self.tables[lost > SMALLEST_SHARE], torn[torn != NO_TABLE])

    def whole(self) -> np.ndarray:
        """Return the tables lost; all of them where no answer was found."""
        found = self._least(whole=True)
        return self.tables if found is None else self.tables[found[1] > SMALLEST_SHARE]

    def _least(self, *, whole: bool) -> tuple[np.ndarray, np.ndarray] | None:
        """Return the moves, and how much of each table is lost, where that costs the least."""
        number, tables = self.part.cost.size, self.tables.size
        beside = sparse.csr_array((self.part.low.size, tables))
        result = milp(
            self.cost,
            integrality=np.full(number + tables, int(whole)),
            bounds=Bounds(0, np.concatenate([self.part.room, np.ones(tables)])),
            constraints=[
                LinearConstraint(
                    sparse.hstack([self.part.matrix, beside]), self.part.low, self.part.high
                ),
                self.is_beyond,
            ],
            options={"mip_rel_gap": RELATIVE_GAP, "node_limit": GIVING_UP_NODES},
        )
        return None if result.x is None else (result.x[:number], result.x[number:])
