"""Which rounded counts are published, so that tables still add up and nobody can be worked out?

All linked counts of a release are rounded together to multiples of a base. Each count is split
into shares by a keyed random draw; an integer programme mends the shares so that they add up, and
the base times one of them is published (see :mod:`csa.disclosure.rounding.shares`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from csa.disclosure.rounding.heeding import heeding
from csa.disclosure.rounding.relations import (
    Key,
    Relation,
    System,
    build_system,
    linked_groups,
    subset_relations,
)
from csa.disclosure.rounding.shares import programme_of, rounded_units
from csa.disclosure.rounding.wishes import Problem, broken_relations, hold_earlier, make_problem
from csa.errors import DisclosureError

BASE = 5


def round_singly(cells: Mapping[Key, int], *, base: int = BASE, secret: bytes) -> dict[Key, int]:
    """Round each count alone, at random and without bias, for drafts.

    Parameters
    ----------
    cells : mapping
        True count by key.
    base : int
        Published counts are multiples of this.
    secret : bytes
        Key of the random draw.

    Returns
    -------
    dict
        Multiple of ``base`` by key, less than ``base`` away from the count. Totals need not add
        up. Multiples of the base stay, so zero stays zero.

    Raises
    ------
    DisclosureError
        If a count is negative or not whole.

    Notes
    -----
    The chance of rounding up is the remainder divided by the base.

    Examples
    --------
    >>> round_singly({"burglary": 10, "arson": 0}, secret=b"example")
    {'arson': 0, 'burglary': 10}
    """
    problem = make_problem(build_system(cells, []), cells, base=base, secret=secret)
    return _by_key(problem.system, base * problem.alone)


def round_jointly(
    cells: Mapping[Key, int],
    relations: Iterable[Relation],
    *,
    base: int = BASE,
    secret: bytes,
    subsets: Iterable[tuple[Key, Key]] = (),
    widen: Collection[Key] = (),
    kept: Mapping[Key, int] | None = None,
    firm: Collection[Key] = (),
    known: Mapping[Key, int] | None = None,
    tables: Mapping[Key, tuple[str, int]] | None = None,
) -> dict[Key, int]:
    """Round linked counts together to multiples of the base, so that every sum still holds.

    Parameters
    ----------
    cells : mapping
        True count by key.
    relations : iterable of mappings
        ``{"parent": key, "children": [keys]}``, see
        :func:`~csa.disclosure.rounding.relations.build_system`. The true counts must satisfy them.
        Sums and sub-groups hold among the values, relations of the kind ``least`` wherever they
        can.
    base : int
        Published counts are multiples of this.
    secret : bytes
        Key of the random draws.
    subsets : iterable of pairs
        ``(part, whole)``: the published part never exceeds the published whole.
    widen : collection
        Keys that may move one base further when no solution exists without it.
    kept : mapping, optional
        Values published earlier. Those still within reach of the count are held.
    firm : collection, optional
        Keys of ``kept`` values that must not be replaced by others, as nothing was revised.
    known : mapping, optional
        Published values of other cells, which stay as they are.
    tables : mapping, optional
        The name of the table each cell belongs to, and what its loss counts for. Where not
        everything that ``firm`` values and relations of the kind ``least`` ask for can be had,
        tables that count for as little as possible are given up: their values are stand-ins,
        which may lie a base or more from the count, see :mod:`csa.disclosure.rounding.heeding`.
        Without tables it is not had then.

    Returns
    -------
    dict
        Multiple of ``base`` by key, less than ``base`` away from the count (less than two bases
        for a widened key), but for stand-ins in tables given up.

    Raises
    ------
    DisclosureError
        If a count is negative or not whole, the true counts break a relation, or no rounding
        exists. The message names keys, never a count.

    Notes
    -----
    The draw depends on secret, key and count alone, so the same cells always give the same
    values, in whatever order they come; another secret gives others. Anyone who knows the method
    still has to reckon with every count within ``base - 1`` of the published one.

    Over all secrets the mean of a value is the count itself: no remainder comes out high or low.
    Where ``kept`` or a relation of the kind ``least`` binds a linked group, where its sums and
    subsets leave no such rounding, or where it is very large (see
    :data:`csa.disclosure.rounding.shares.MOST_TOGETHER`), a small difference stays.

    References
    ----------
    Cox (1987), A constructive procedure for unbiased controlled rounding, JASA 82.
    """
    cells = {**cells, **(known or {})}
    problem = make_problem(
        _system(cells, relations, subsets), cells, base=base, secret=secret, tables=tables
    )
    problem = hold_earlier(problem, kept or {}, firm=set(firm), base=base)
    solution = _solve(problem)
    if solution is None and widen:
        chosen = np.array([key in widen for key in problem.system.keys])
        problem = _widened(problem, chosen)
        solution = _solve(problem)
    if solution is None:
        raise _no_rounding(problem)
    return _by_key(problem.system, base * solution)


def _system(
    cells: Mapping[Key, int], relations: Iterable[Relation], subsets: Iterable[tuple[Key, Key]]
) -> System:
    return build_system(cells, [*relations, *subset_relations(subsets)])


def _solve(problem: Problem) -> np.ndarray | None:
    """Return the rounded units of all cells, or None when no solution was found."""
    system = problem.system
    by_column = system.matrix[system.firm].tocsc()
    is_open = (problem.high > problem.low) & (np.diff(system.matrix.tocsc().indptr) > 0)
    places = np.flatnonzero(is_open)
    groups = [places[one] for one in linked_groups(by_column[:, is_open].tocsr())]
    solution = problem.alone
    for columns in groups:
        rows = system.firm[np.unique(by_column[:, columns].indices)]
        units = rounded_units(problem, rows, columns)
        if units is None:
            return None
        solution[columns] = units
    solution = heeding(problem, solution, groups)
    broken = broken_relations(system, solution, rows=system.firm)
    return None if broken.size else solution


def _widened(problem: Problem, chosen: np.ndarray) -> Problem:
    low = np.where(chosen, np.maximum(problem.low - 1, 0), problem.low)
    return replace(problem, low=low, high=problem.high + chosen)


def _no_rounding(problem: Problem) -> DisclosureError:
    """Name the relations that a rounding would have to give up."""
    system = problem.system
    rows = system.firm
    part = programme_of(problem, problem.alone, rows, np.arange(len(system.keys)))
    give = sparse.eye_array(rows.size, format="csc")
    slack = sparse.hstack([give, -give[:, system.is_sum[rows]]], format="csr")
    result = milp(
        np.concatenate([np.zeros(part.cost.size), np.ones(slack.shape[1])]),
        integrality=np.concatenate([np.ones(part.cost.size), np.zeros(slack.shape[1])]),
        bounds=Bounds(0, np.concatenate([part.room, np.full(slack.shape[1], np.inf)])),
        constraints=LinearConstraint(
            sparse.hstack([part.matrix, slack], format="csr"), part.low, part.high
        ),
        options={"mip_rel_gap": 0.9},
    )
    given_up = np.flatnonzero(np.abs(slack @ result.x[part.cost.size :]) > 0.5)
    return DisclosureError(
        "No rounding of these counts adds up within the permitted distance: "
        f"{system.row_names(rows[given_up])}. Merge categories, or drop one of the tables."
    )


def _by_key(system: System, values: np.ndarray) -> dict[Key, int]:
    return dict(zip(system.keys, values.tolist(), strict=True))
