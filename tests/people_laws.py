"""Which laws do numbers obey in every world, and do the listed relations say so?

Candidates come from what the numbers are called. One is never less than another of the same theme
or of a part of it, at the greatest weight that all worlds allow; the classes of one variable, each
by its weight, are never more than a third number; two numbers together are never less than a
third. A candidate that holds in every world has to follow from the list.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

Law = dict[str, float]
HEAVIEST = 12
# What is there in few worlds only obeys laws by chance.
FEWEST = 60
# What a theme holds besides itself.
PARTS = {"parts": ("a", "b", "flagged"), "single": ("d",), "across": ("e", "marked")}


def theme_of(name: str) -> str:
    """Return the theme that a number is about."""
    return next(
        part.split("=")[1]
        for part in name.split("|")[2].split(";")
        if part.split("=")[0] in ("priority", "subtheme", "theme")
    )


class Search:
    """Numbers of many worlds, and the relations listed among them.

    Parameters
    ----------
    counts : DataFrame
        One row per world, one column per number; no column is zero everywhere.
    relations : DataFrame
        ``kind, relation, parent, child, weight``; members that are no column are zero everywhere.
    """

    def __init__(self, counts: pd.DataFrame, relations: pd.DataFrame) -> None:
        self.names = list(counts.columns)
        self.table = counts.to_numpy(dtype=np.int16)
        self.place = {name: number for number, name in enumerate(self.names)}
        self.relations = relations[relations["parent"].isin(self.place)]
        self.themes = np.array([theme_of(name) for name in self.names])

    @cached_property
    def never_less(self) -> np.ndarray:
        """Whether the number of a row is at least that of a column, in every world."""
        there = (self.table > 0).astype(np.float32)
        found = ((1 - there).T @ there == 0) & (there.sum(axis=0) >= FEWEST)
        np.fill_diagonal(found, val=False)
        for row, column in np.argwhere(found):
            found[row, column] = (self.table[:, row] >= self.table[:, column]).all()
        return found

    @cached_property
    def related(self) -> np.ndarray:
        """Whether the number of a row is of the theme of the column's, or of what holds it."""
        same = self.themes[:, None] == self.themes
        within = [[two in PARTS.get(one, ()) for two in self.themes] for one in self.themes]
        return same | np.array(within)

    @cached_property
    def system(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """The listed sums, and everything else that is at least zero, as matrices."""
        sums: list[Law] = []
        others: list[Law] = []
        groups = self.relations.groupby(["kind", "relation", "parent"])
        for (kind, _, parent), rows in groups:
            pairs = list(zip(rows["child"], rows["weight"], strict=True))
            if kind == "subset":
                others += [{parent: 1.0, child: -1.0} for child, _ in pairs]
            else:
                law = {parent: 1.0, **{child: -weight for child, weight in pairs}}
                (sums if kind == "sum" else others).append(law)
        return self._matrix(sums), self._matrix(others)

    def _matrix(self, laws: Sequence[Mapping[str, float]]) -> sparse.csr_array:
        entries = [
            (row, self.place[name], weight)
            for row, law in enumerate(laws)
            for name, weight in law.items()
            if name in self.place
        ]
        rows, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(laws), len(self.names))
        return sparse.csr_array((weights, (rows, columns)), shape=shape)

    def holds(self, law: Law) -> bool:
        """Whether the weighted sum is zero or more in every world."""
        total = sum(weight * self.table[:, self.place[name]] for name, weight in law.items())
        return bool((total >= 0).all())

    def follows(self, law: Law) -> bool:
        """Whether the listed relations alone make the weighted sum zero or more."""
        cost = self._matrix([law]).toarray()[0]
        sums, others = self.system
        scale = sparse.csr_array(np.maximum(-cost, 0)[np.newaxis])
        result = linprog(
            cost,
            A_eq=sparse.vstack([sums, scale]),
            b_eq=np.append(np.zeros(sums.shape[0]), 1),
            A_ub=-others,
            b_ub=np.zeros(others.shape[0]),
            bounds=(0, None),
        )
        return result.x is None or result.fun >= -1e-7

    def unlisted(self) -> Iterator[Law]:
        """Yield each law that holds in every world and does not follow from the list."""
        candidates = itertools.chain(self.pairs(), self.weighted(), self.classes(), self.of_two())
        seen: set[frozenset[tuple[str, float]]] = set()
        for law in candidates:
            if frozenset(law.items()) not in seen and not self.follows(law):
                yield law
            seen.add(frozenset(law.items()))

    def pairs(self) -> Iterator[Law]:
        """Yield the pairs that no third number lies between."""
        known = (self.never_less & self.related).astype(np.float32)
        strict = known * (1 - known.T)
        between = (strict @ strict) > 0
        for row, column in np.argwhere((known > 0) & ~between):
            yield {self.names[row]: 1.0, self.names[column]: -1.0}

    def weighted(self) -> Iterator[Law]:
        """Yield the pairs in which one number is several times the other, at the most."""
        for row, column in np.argwhere(self.never_less & self.related):
            there = self.table[:, column] > 0
            ratio = (self.table[there, row] / self.table[there, column]).min()
            if ratio >= 2:
                weight = float(min(ratio // 1, HEAVIEST))
                yield {self.names[row]: 1.0, self.names[column]: -weight}

    def classes(self) -> Iterator[Law]:
        """Yield what holds all classes of a variable together, each at its weight."""
        for members in self._groups():
            places = np.array([self.place[name] for name in members])
            wholes = self.never_less[:, places].all(axis=1) & self.related[:, places].all(axis=1)
            for whole in np.flatnonzero(wholes):
                weights = [self._ratio(whole, part) for part in places]
                for heavy in (weights, [1.0] * len(places)):
                    law = {name: -one for name, one in zip(members, heavy, strict=True)}
                    law[self.names[whole]] = 1.0
                    if self.holds(law):
                        yield law
                        break

    def _ratio(self, whole: int, part: int) -> float:
        there = self.table[:, part] > 0
        return float(min((self.table[there, whole] // self.table[there, part]).min(), HEAVIEST))

    def of_two(self) -> Iterator[Law]:
        """Yield the people of one year that are never more than those of two other years."""
        for theme, unit in itertools.product(sorted(set(self.themes)), ("harmed", "named")):
            mine = [
                name
                for name in self.names
                if name.startswith(f"{unit}|") and name.endswith(f"|nth=1;theme={theme}")
            ]
            for first, second, one in itertools.permutations(mine, 3):
                law = {first: 1.0, second: 1.0, one: -1.0}
                if first < second and self.holds(law):
                    yield law

    def _groups(self) -> list[list[str]]:
        """Return the numbers that differ in the class of one variable only."""
        found: dict[tuple[str, ...], list[str]] = {}
        for name in self.names:
            unit, period, dims = name.split("|")
            first, *rest = dims.split(";")
            if rest:
                variable = (dims if first.startswith("priority") else first).split(";")[-1]
                whole = rest[0] if not first.startswith("priority") else first
                found.setdefault((unit, period, variable.split("=")[0], whole), []).append(name)
        return [members for members in found.values() if len(members) > 1]
