"""How are rounded counts made to agree with what other published values ask of them?

Values that readers know already, and relations that a rounding cannot always satisfy, are kept to
where they can be. Where not all of them can, some tables are given up: as few and as small as
possible. They are shown coarser or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from csa.disclosure.shares import Programme, nearest, programme_of
from csa.disclosure.wishes import NO_TABLE, Problem, broken_relations

HOLDING_NODES = 200
GIVING_UP_NODES = 2_000
RELATIVE_GAP = 0.02


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
        The same, where nothing more is asked; otherwise as near to them as can be.
    """
    wish = np.where(problem.is_kept, problem.wishes[0], values)
    asked = np.flatnonzero(problem.system.is_least)
    broken = broken_relations(problem.system, wish, rows=asked)
    concerned = wish != values
    concerned[problem.system.matrix[broken].indices] = True
    columns = [columns for columns in groups if concerned[columns].any()]
    if not columns:
        return wish
    found = _Asked.of(problem, np.sort(np.concatenate(columns)), wish)
    fitted = found.fitted(values, np.zeros(0, dtype=np.int64))
    if fitted is None:
        fitted = found.fitted(values, found.given_up())
    return values if fitted is None else fitted


@dataclass(frozen=True)
class _Asked:
    """What is asked of some cells, and the table that is lost with each part of it.

    Attributes
    ----------
    columns : ndarray of int
        The cells that may move.
    wish : ndarray of int
        The units of all cells with every kept value in its place.
    kept : ndarray of int
        The cells with kept values.
    rows : ndarray of int
        The sums and sub-groups among the cells.
    asked : ndarray of int
        What else is asked.
    tables : ndarray of int
        The table that is lost with each row of ``asked``.
    """

    problem: Problem
    columns: np.ndarray
    wish: np.ndarray
    kept: np.ndarray
    rows: np.ndarray
    asked: np.ndarray
    tables: np.ndarray

    @classmethod
    def of(cls, problem: Problem, columns: np.ndarray, wish: np.ndarray) -> _Asked:
        touching = np.unique(problem.system.matrix.tocsc()[:, columns].indices)
        is_least = problem.system.is_least[touching]
        asked = touching[is_least]
        return cls(
            problem=problem,
            columns=columns,
            wish=wish,
            kept=columns[problem.is_kept[columns]],
            rows=touching[~is_least],
            asked=asked,
            tables=cheapest_tables(problem, asked),
        )

    def fitted(self, values: np.ndarray, lost: np.ndarray) -> np.ndarray | None:
        """Return the units nearest to some values that heed all but the lost tables."""
        table = self.problem.table
        firm = self.kept[~np.isin(table[self.kept], lost)]
        wish = values.copy()
        wish[firm] = self.wish[firm]
        free = self.columns[~np.isin(self.columns, firm)]
        rows = np.concatenate([self.rows, self.asked[~np.isin(self.tables, lost)]])
        steps = nearest(programme_of(self.problem, wish, rows, free), HOLDING_NODES)
        if steps is None:
            return None
        wish[free] += steps
        return wish

    def given_up(self) -> np.ndarray:
        """Return the tables to lose so that all else can be had: the least that they can cost."""
        problem, columns = self.problem, self.columns
        part = programme_of(problem, self.wish, self.rows, columns)
        soft = programme_of(problem, self.wish, self.asked, columns)
        tables = np.unique([*self.tables, *problem.table[self.kept]])
        moved = _moves_of(part, np.isin(columns, self.kept))
        owner = np.concatenate([self.tables, problem.table[columns[moved.indices_of_cells]]])
        short = np.maximum(soft.low - _least(soft), 0)
        rows = sparse.vstack([soft.matrix, -moved.matrix], format="csr")
        slack = sparse.csr_array(
            (
                np.concatenate([short, part.room[moved.indices_of_moves]]),
                (np.arange(owner.size), np.searchsorted(tables, owner)),
            ),
            shape=(owner.size, tables.size),
        )
        number = part.cost.size
        result = milp(
            np.concatenate([np.zeros(number), problem.price[tables]]),
            integrality=np.ones(number + tables.size),
            bounds=Bounds(0, np.concatenate([part.room, np.ones(tables.size)])),
            constraints=[
                LinearConstraint(
                    sparse.hstack([part.matrix, sparse.csr_array((part.low.size, tables.size))]),
                    part.low,
                    part.high,
                ),
                LinearConstraint(
                    sparse.hstack([rows, slack]),
                    np.concatenate([soft.low, np.zeros(moved.matrix.shape[0])]),
                    np.inf,
                ),
            ],
            options={"mip_rel_gap": RELATIVE_GAP, "node_limit": GIVING_UP_NODES},
        )
        return tables if result.x is None else tables[np.rint(result.x[number:]) > 0]


@dataclass(frozen=True)
class _Moves:
    matrix: sparse.csr_array
    indices_of_moves: np.ndarray
    indices_of_cells: np.ndarray


def _moves_of(part: Programme, chosen: np.ndarray) -> _Moves:
    """Return one row for each move of the chosen cells."""
    cell_of_move = abs(part.to_cells).tocsc().indices
    moves = np.flatnonzero(chosen[cell_of_move])
    one = np.ones(moves.size)
    shape = (moves.size, part.cost.size)
    matrix = sparse.csr_array((one, (np.arange(moves.size), moves)), shape=shape)
    return _Moves(matrix, moves, cell_of_move[moves])


def _least(part: Programme) -> np.ndarray:
    """Return the least that each row can come to."""
    least: np.ndarray = part.matrix.minimum(0) @ part.room
    return least


def cheapest_tables(problem: Problem, rows: np.ndarray) -> np.ndarray:
    """Return for each row the cheapest table that one of its cells belongs to."""
    matrix = problem.system.matrix[rows]
    table = problem.table[matrix.indices]
    price = np.where(table == NO_TABLE, np.inf, problem.price[table])
    return np.array(
        [
            table[start:end][np.lexsort((table[start:end], price[start:end]))[0]]
            for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
        ],
        dtype=np.int64,
    )
