"""Which published counts are tied to each other, and is any tie missing from the list?

A relation says that a parent is the sum of its children, that it is at least each child, or at
least all of them together, each by its weight. The protection of linked tables holds only while
the list is complete, which tests look into on random records.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import linalg, sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from csa.counting.relations import group_of, weights
from csa.errors import DisclosureError
from csa.keys import canonical_bytes

Key = Hashable
Relation = Mapping[str, Any]

SUM = "sum"
SUBSET = "subset"
LEAST = "least"
KINDS = (SUBSET, LEAST, SUM)
NAMED_AT_MOST = 3
RANK_TOLERANCE = 1e-9
SPARE_DRAWS = 10


@dataclass(frozen=True)
class System:
    """Cells in canonical order with the relations between them as one sparse matrix.

    Attributes
    ----------
    keys : tuple
        The cells, one a column of ``matrix``.
    matrix : scipy.sparse.csr_array
        One row per sum (+1 parent, -1 children), per pair of a group and its sub-group, and per
        relation of the kind ``least`` (+1 parent, minus the weight of each child).
    is_sum : ndarray of bool
        Whether the row equals zero; otherwise it is at least zero.
    is_least : ndarray of bool
        Whether the row is of the kind ``least``.
    parent : ndarray of int
        The column of the parent in each row.
    """

    keys: tuple[Key, ...]
    matrix: sparse.csr_array
    is_sum: np.ndarray
    is_least: np.ndarray
    parent: np.ndarray
    column: Mapping[Key, int] = field(repr=False)

    @property
    def firm(self) -> np.ndarray:
        """The rows that every rounding satisfies: sums and sub-groups."""
        return np.flatnonzero(~self.is_least)

    def only(self, chosen: np.ndarray) -> System:
        """Return the same cells with some of the rows."""
        rows = {name: getattr(self, name)[chosen] for name in ("matrix", *_ROW_FIELDS)}
        return replace(self, **rows)

    def row_names(self, rows: Iterable[int]) -> str:
        """Name the relations of some rows by their keys, the first few only."""
        rows = list(rows)
        shown = "; ".join(self._row_name(row) for row in rows[:NAMED_AT_MOST])
        return (
            shown
            if len(rows) <= NAMED_AT_MOST
            else f"{shown}; and {len(rows) - NAMED_AT_MOST} more"
        )

    def _row_name(self, row: int) -> str:
        entries = slice(self.matrix.indptr[row], self.matrix.indptr[row + 1])
        parent = int(self.parent[row])
        children = [self.keys[one] for one in self.matrix.indices[entries] if one != parent]
        verb = "is the sum of" if self.is_sum[row] else "contains"
        return f"{self.keys[parent]!r} {verb} {name_keys(children)}"


_ROW_FIELDS = ("is_sum", "is_least", "parent")
_Row = tuple[str, int, tuple[tuple[int, float], ...]]


def build_system(keys: Iterable[Key], relations: Iterable[Relation]) -> System:
    """Put cells and relations in canonical order, so that the order given never matters.

    Parameters
    ----------
    keys : iterable
        The cells.
    relations : iterable of mappings
        ``{"parent": key, "children": [keys]}``: the parent is the sum of its children; with
        ``"kind": "subset"`` the parent is at least each child, with ``"kind": "least"`` at least
        the sum of its children, each times its number in ``"weights"`` (1 by default, negative
        for what may be taken off).

    Returns
    -------
    System
        Repeated relations appear once.

    Raises
    ------
    DisclosureError
        If a relation has no child, repeats one, names its parent as a child, names a cell that
        is not among ``keys`` or has an unknown kind.
    """
    ordered = tuple(sorted(set(keys), key=canonical_bytes))
    column = {key: number for number, key in enumerate(ordered)}
    rows = {row for relation in relations for row in _rows(relation, column)}
    return _assemble(ordered, column, sorted(rows))


def system_of(keys: Iterable[Key], relations: Iterable[Relation] | System) -> System:
    """Return the system of cells and of whatever else the relations name.

    Parameters
    ----------
    keys : iterable
        The cells.
    relations : iterable of mappings, or System
        As for :func:`build_system`; a system of all these is taken as it is.
    """
    if isinstance(relations, System):
        return relations
    relations = list(relations)
    members = {key for one in relations for key in (one["parent"], *one["children"])}
    return build_system([*keys, *members], relations)


def system_of_links(keys: Iterable[Key], links: pd.DataFrame) -> System:
    """Return the system of cells and of relations that a table lists.

    Parameters
    ----------
    keys : iterable
        The cells; those that only a relation names are added.
    links : DataFrame
        ``kind, relation, parent, child, weight``, see
        :func:`csa.counting.relations.list_relations`.
    """
    named = {*keys, *links["parent"], *links["child"]}
    ordered = tuple(sorted(named, key=canonical_bytes))
    column = {key: number for number, key in enumerate(ordered)}
    kind = links["kind"].map({name: number for number, name in enumerate(KINDS)}).to_numpy(np.int64)
    parent, child = (links[side].map(column).to_numpy(np.int64) for side in ("parent", "child"))
    is_subset = links["kind"] == SUBSET
    weight = weights(links).mask(is_subset, 1).to_numpy()
    group = pd.factorize(
        links["kind"] + "\n" + group_of(links) + ("\n" + links["child"]).where(is_subset, "")
    )[0]
    # What a row says: relations that say the same are one.
    said = np.zeros(group.max(initial=-1) + 1, dtype=np.uint64)
    entries = np.column_stack([child.astype(np.float64), weight])
    np.add.at(said, group, pd.util.hash_pandas_object(pd.DataFrame(entries), index=False))
    _, first = np.unique(group, return_index=True)
    rows = pd.DataFrame({"kind": kind[first], "parent": parent[first], "said": said})
    rows = rows.drop_duplicates().sort_values(["kind", "parent", "said"])
    place = np.full(said.size, -1)
    place[rows.index] = np.arange(len(rows))
    stated = place[group] >= 0
    matrix = sparse.coo_array(
        (
            np.concatenate([np.ones(len(rows)), -weight[stated]]),
            (
                np.concatenate([np.arange(len(rows)), place[group[stated]]]),
                np.concatenate([rows["parent"].to_numpy(), child[stated]]),
            ),
        ),
        shape=(len(rows), len(ordered)),
    ).tocsr()
    matrix.eliminate_zeros()
    kinds, parents = rows["kind"].to_numpy(), rows["parent"].to_numpy()
    is_sum, is_least = (kinds == KINDS.index(name) for name in (SUM, LEAST))
    return System(ordered, matrix, is_sum, is_least, parents, column)


def _rows(relation: Relation, column: Mapping[Key, int]) -> list[_Row]:
    kind = relation.get("kind", SUM)
    members = [relation["parent"], *relation["children"]]
    _check_relation(kind, members, column)
    parent, *children = (column[key] for key in members)
    if kind == SUBSET:
        return [(kind, parent, ((child, 1),)) for child in children]
    weights = relation.get("weights") or [1] * len(children)
    return [(kind, parent, tuple(sorted(zip(children, weights, strict=True))))]


def _check_relation(kind: str, members: Sequence[Key], column: Mapping[Key, int]) -> None:
    parent = members[0]
    if kind not in KINDS:
        message = (
            f"The relation of {parent!r} has the unknown kind {kind!r}; use {', '.join(KINDS)}."
        )
        raise DisclosureError(message)
    if len(members) == 1 or len(set(members)) < len(members):
        message = f"The relation of {parent!r} has no children or names a cell twice."
        raise DisclosureError(message)
    unknown = [key for key in members if key not in column]
    if unknown:
        message = (
            f"The relation of {parent!r} names cells that are not in the plan: "
            f"{name_keys(unknown)}; add them or remove the relation."
        )
        raise DisclosureError(message)


def _assemble(keys: tuple[Key, ...], column: Mapping[Key, int], rows: list[_Row]) -> System:
    lengths = [1 + len(children) for _, _, children in rows]
    entries = [entry for _, parent, children in rows for entry in ((parent, -1.0), *children)]
    pointers = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    indices = np.array([place for place, _ in entries], dtype=np.int64)
    weights = np.array([-weight for _, weight in entries], dtype=float)
    matrix = sparse.csr_array((weights, indices, pointers), shape=(len(rows), len(keys)))
    kinds = np.array([kind for kind, _, _ in rows], dtype=object)
    parents = np.array([parent for _, parent, _ in rows], dtype=np.int64)
    return System(keys, matrix, kinds == SUM, kinds == LEAST, parents, column)


def subset_relations(pairs: Iterable[tuple[Key, Key]]) -> list[Relation]:
    """Write ``(part, whole)`` pairs as relations of the kind ``subset``."""
    return [{"parent": whole, "children": [part], "kind": SUBSET} for part, whole in pairs]


def linked_groups(matrix: sparse.csr_array) -> list[np.ndarray]:
    """Split the columns into groups that share no row, each sorted, in order of first column."""
    pattern = abs(matrix)
    _, label = connected_components(
        sparse.block_array([[None, pattern], [pattern.T, None]], format="csr"), directed=False
    )
    of_column = label[matrix.shape[0] :]
    order = np.argsort(of_column, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(of_column[order])) + 1)
    return sorted((group for group in groups if group.size), key=lambda group: int(group[0]))


def name_keys(keys: Sequence[Key]) -> str:
    """Name some keys in a message, the first few only."""
    shown = ", ".join(repr(key) for key in keys[:NAMED_AT_MOST])
    return shown if len(keys) <= NAMED_AT_MOST else f"{shown} and {len(keys) - NAMED_AT_MOST} more"


@dataclass(frozen=True)
class MissingIdentities:
    """How many linear identities of the counts the list of relations does not imply.

    Attributes
    ----------
    count : int
        Missing independent identities; zero means the list is complete.
    examples : tuple of dict
        Identities not implied, as coefficient by key: the coefficients times the counts sum to
        zero for every set of records.
    """

    count: int
    examples: tuple[dict[Key, int], ...] = ()


def missing_identities(
    tabulate: Callable[[np.random.Generator], Mapping[Key, int]],
    relations: Iterable[Relation],
    *,
    seed: int = 0,
    examples: int = 3,
) -> MissingIdentities:
    """Test whether the relations imply every linear identity among the counts.

    Parameters
    ----------
    tabulate : callable
        Draws a random set of records over the whole domain with the given generator and counts
        it with the same code as the release: count by key, the same keys every time.
    relations : iterable of mappings
        The declared relations; sub-groups count for nothing here, they are inequalities.
    seed : int
        Seed of the generator.
    examples : int
        The most missing identities to spell out.

    Returns
    -------
    MissingIdentities
        Without examples when the coefficients are not small whole numbers.

    Raises
    ------
    DisclosureError
        If a tabulation breaks a declared relation or changes its keys.

    Notes
    -----
    Of n cells with E independent relations, counts can vary in n - E directions when the list is
    complete. Every direction of a null space of tabulations and relations together is a missing
    identity. A category that never occurs in the draws would look like an identity, so draw
    from the whole domain.

    Examples
    --------
    >>> def tabulate(rng):
    ...     men, women = rng.integers(0, 9, 2)
    ...     return {"men": int(men), "women": int(women), "all": int(men + women)}
    >>> missing_identities(tabulate, []).count
    1
    """
    rng = np.random.default_rng(seed)
    first = tabulate(rng)
    system = build_system(first, relations)
    sums = system.matrix[system.is_sum].toarray().astype(float)
    draws = _null_space(sums).shape[1] + SPARE_DRAWS
    counts = np.array(
        [_tabulation(system, first)] + [_tabulation(system, tabulate(rng)) for _ in range(draws)]
    )
    _check_relations(system, counts)
    missing = _null_space(np.vstack([counts, sums]))
    spelled = [
        _spell_out(direction, np.vstack([sums, np.delete(missing.T, place, axis=0)]))
        for place, direction in enumerate(missing.T[:examples])
    ]
    held = [line for line in spelled if line is not None and not (counts @ line).any()]
    return MissingIdentities(missing.shape[1], tuple(_as_terms(system, line) for line in held))


def _tabulation(system: System, counts: Mapping[Key, int]) -> list[int]:
    if counts.keys() != system.column.keys():
        raise DisclosureError("The tabulation must count the same cells for every set of records.")
    return [counts[key] for key in system.keys]


def _check_relations(system: System, counts: np.ndarray) -> None:
    broken = np.flatnonzero((system.matrix[system.is_sum] @ counts.T).any(axis=1))
    if broken.size:
        rows = np.flatnonzero(system.is_sum)[broken]
        message = f"The tabulation breaks declared relations: {system.row_names(rows)}."
        raise DisclosureError(message)


def _null_space(matrix: np.ndarray) -> np.ndarray:
    """Return columns that span everything the matrix maps to zero."""
    size = matrix.shape[1]
    triangle, order = linalg.qr(matrix, mode="r", pivoting=True)
    steps = np.abs(np.diagonal(triangle))
    rank = int((steps > RANK_TOLERANCE * steps.max(initial=1.0)).sum())
    solved = linalg.solve_triangular(triangle[:rank, :rank], triangle[:rank, rank:])
    basis = np.zeros((size, size - rank))
    basis[order[:rank]] = -solved
    basis[order[rank:]] = np.eye(size - rank)
    return basis


def _spell_out(direction: np.ndarray, others: np.ndarray) -> np.ndarray | None:
    """Add other identities to a missing one until few cells remain; None if not whole numbers.

    The smallest sum of absolute coefficients is a linear programme whose answer is sparse.
    """
    size, lines = direction.size, others.shape[0]
    result = linprog(
        np.concatenate([np.ones(2 * size), np.zeros(lines)]),
        A_eq=sparse.hstack([sparse.eye(size), -sparse.eye(size), -sparse.csr_array(others.T)]),
        b_eq=direction,
        bounds=[(0, None)] * (2 * size) + [(None, None)] * lines,
    )
    terms = result.x[:size] - result.x[size : 2 * size]
    smallest = np.abs(terms[np.abs(terms) > RANK_TOLERANCE]).min()
    whole = np.rint(terms / smallest)
    return whole.astype(np.int64) if np.allclose(terms / smallest, whole, atol=1e-6) else None


def _as_terms(system: System, line: np.ndarray) -> dict[Key, int]:
    return {system.keys[place]: int(line[place]) for place in np.flatnonzero(line)}
