"""How is a group of linked counts rounded so that on average no count comes out high or low?

Each count is split into as many shares as the base has units, every share as near to the same
size as whole numbers allow. If the shares of all counts add up, share by share, and the shares of
each count sum to the count, then the base times one share, drawn by the key, is a value to
publish: it adds up, it is less than a base away, and over all draws its mean is the count itself.

Knowing this does not help a reader who lacks the key. Add ``d`` imaginary records of one kind to
the published values, or take them away, ``d`` less than the base. Those counts have shares too:
the published values over the base, in ``d`` of them one record more (or less). That very split
can be drawn for them, and if it is drawn it stands, and ``base - d`` of its shares give what was
published. So each of those counts has a chance of its own, and none can be excluded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from csa.disclosure.rounding.wishes import Problem, broken_relations

# A gap, not a time limit: the same problem ends at the same answer on a slow machine.
RELATIVE_GAP = 0.05
SPLITTING_NODES = 100
# The search for shares of more cells than this at once has been seen to take many minutes.
MOST_TOGETHER = 2_500


def rounded_units(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> np.ndarray | None:
    """Round a group of linked cells, whatever else is asked of them.

    Parameters
    ----------
    problem : Problem
        Ranges and drawn shares of all cells.
    rows, columns : ndarray of int
        The sums and sub-groups, and the cells of the group.

    Returns
    -------
    ndarray of int or None
        The drawn share of each cell, in units of the base; None when no solution was found.

    Notes
    -----
    Some groups have no such shares, among them most with values that readers know already, and in
    very large ones the search takes too long. Their shares are taken in turn instead: each is a
    rounding of its own, and what one gives too much or too little is asked of the next. A small
    bias stays.
    """
    shares = _split(problem, rows, columns)
    if shares is None:
        return _in_turn(problem, rows, columns)
    return shares[problem.drawn[columns[0]]]


@dataclass(frozen=True)
class Programme:
    """How many units each linked cell moves off its wish, so that all relations hold."""

    cost: np.ndarray
    room: np.ndarray
    matrix: sparse.csr_array
    low: np.ndarray
    high: np.ndarray
    to_cells: sparse.csr_array


def programme_of(
    problem: Problem, wish: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> Programme:
    """Write the rounding nearest to a wish as an integer programme."""
    up, down = (problem.high - wish)[columns], (wish - problem.low)[columns]
    one = sparse.eye_array(columns.size, dtype=np.int64, format="csc")
    to_cells = sparse.hstack([one[:, up > 0], -one[:, down > 0]], format="csr")
    lines = problem.system.matrix[rows]
    missing = -(lines @ wish)
    return Programme(
        cost=abs(to_cells).T @ problem.weight[columns],
        room=np.concatenate([up[up > 0], down[down > 0]]),
        matrix=lines[:, columns] @ to_cells,
        low=missing,
        high=np.where(problem.system.is_sum[rows], missing, np.inf),
        to_cells=to_cells,
    )


def _split(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> np.ndarray | None:
    """Find shares that all satisfy the relations and sum to the counts; None if none were found.

    Any such shares will do, so nothing is minimised: the drawn wishes decide what a step of the
    solver means, which keeps its habits from being learnt.
    """
    is_bound = broken_relations(problem.system, problem.wishes.sum(axis=0), rows=rows).size > 0
    if is_bound or columns.size > MOST_TOGETHER:
        return None
    parts = [programme_of(problem, wish, rows, columns) for wish in problem.wishes]
    wished = problem.wishes[:, columns]
    if all(_holds(part) for part in parts):
        return wished
    each = LinearConstraint(
        sparse.block_diag([part.matrix for part in parts], format="csr"),
        np.concatenate([part.low for part in parts]),
        np.concatenate([part.high for part in parts]),
    )
    together = sparse.hstack([part.to_cells for part in parts], format="csr")
    result = milp(
        np.zeros(together.shape[1]),
        integrality=np.ones(together.shape[1]),
        bounds=Bounds(0, np.concatenate([part.room for part in parts])),
        constraints=[each, LinearConstraint(together, 0, 0)],
        options={"node_limit": SPLITTING_NODES},
    )
    if result.x is None:
        return None
    steps = np.split(np.rint(result.x), np.cumsum([part.room.size for part in parts])[:-1])
    moves = [part.to_cells @ step for part, step in zip(parts, steps, strict=True)]
    return wished + np.array(moves).astype(np.int64)


def _in_turn(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> np.ndarray | None:
    """Round to each share in turn, up to the drawn one."""
    owed = np.zeros_like(problem.low)
    for wish in problem.wishes[: problem.drawn[columns[0]] + 1]:
        asked = np.clip(wish + owed * ~problem.is_kept, problem.low, problem.high)
        steps = nearest(programme_of(problem, asked, rows, columns))
        if steps is None:
            return None
        share = asked[columns] + steps
        owed[columns] += wish[columns] - share
    return share


def nearest(part: Programme, nodes: int | None = None) -> np.ndarray | None:
    """Return how far each cell moves off its wish, as little as possible; None if nothing fits."""
    if _holds(part):
        return np.zeros(part.to_cells.shape[0], dtype=np.int64)
    if not part.cost.size:
        return None
    result = milp(
        part.cost,
        integrality=np.ones(part.cost.size),
        bounds=Bounds(0, part.room),
        constraints=LinearConstraint(part.matrix, part.low, part.high),
        options={"mip_rel_gap": RELATIVE_GAP, "node_limit": nodes},
    )
    return None if result.x is None else part.to_cells @ np.rint(result.x).astype(np.int64)


def _holds(part: Programme) -> bool:
    """Say whether the wish itself satisfies all relations."""
    return not (part.low > 0).any() and not (part.high < 0).any()
