"""May this release be published?

The attacker holds the frozen cells, every relation among them and the method, and in a second run
the exact public totals as well. Nothing is taken from the pipeline: only what a reader would see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.attack import attack
from csa.disclosure.certificate import certify_controlled_rounding
from csa.disclosure.identities import subset_relations
from csa.disclosure.policy import withhold_tables
from csa.disclosure.relations import as_subsets, as_sums
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.disclosure.identities import Relation

PUBLIC_CLASSES = ("public", "structural")
ROUNDS = 6


@dataclass(frozen=True)
class GateReport:
    """What the attack on a release found.

    Attributes
    ----------
    cells : int
        Protected cells attacked.
    public_cells : int
        Exact totals the attacker was given in the second run.
    narrowest : int
        Width of the narrowest range left for a protected cell with public totals known: the
        number of values it may still take, less one.
    failures : mapping
        Keys of failing cells by rule; empty when the release may be published.
    """

    cells: int
    public_cells: int
    narrowest: int
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return what the manifest prints."""
        return {
            "protected_cells": self.cells,
            "public_totals_known": self.public_cells,
            "narrowest_interval": self.narrowest,
        }


def attack_release(
    cells: pd.DataFrame, relations: pd.DataFrame, *, base: int, thorough: bool = False
) -> GateReport:
    """Attack the published values of a release.

    Parameters
    ----------
    cells : DataFrame
        ``key, value, class`` as published.
    relations : DataFrame
        ``kind, relation, parent, child`` among them.
    base : int
        Base of the rounding.
    thorough : bool
        Settle every cell that a public total touches by linear programmes, not only the small
        ones.

    Returns
    -------
    GateReport
        Failures are in it; see :func:`make_safe`.

    Raises
    ------
    DisclosureError
        If the published values contradict each other.
    """
    shown = cells[cells["value"].notna()]
    values = {key: int(value) for key, value in zip(shown["key"], shown["value"], strict=True)}
    hidden = set(shown.loc[~shown["class"].isin(PUBLIC_CLASSES), "key"])
    links = _links(relations, known=set(values), hidden=hidden)
    inside = links[~_has_member_outside(links, hidden)]
    protected = {key: values[key] for key in hidden}
    uncertified = certify_controlled_rounding(protected, _as_relations(inside), base=base)
    public = {key: values[key] for key in {*links["parent"], *links["child"]} if key not in hidden}
    touched = links[_has_member_outside(links, hidden)]
    exposed = hidden & {*touched["parent"], *touched["child"]}
    small = exposed if thorough else {key for key in exposed if values[key] <= base}
    displays = {key: (max(0, v - base + 1), v + base - 1) for key, v in protected.items()}
    alone = attack(
        displays,
        _as_relations(inside),
        base=base,
        published=protected,
        targets=sorted(map(str, uncertified)),
    )
    informed = attack(
        {**displays, **{key: (value, value) for key, value in public.items()}},
        _as_relations(links),
        base=base,
        unprotected=set(public),
        targets=sorted(small),
    )
    failures = {
        rule: tuple(
            sorted(
                {
                    *map(str, alone.failures.get(rule, ())),
                    *map(str, informed.failures.get(rule, ())),
                }
            )
        )
        for rule in sorted({*alone.failures, *informed.failures})
    }
    widths = [2 * base - 2, *(one.narrowest for one in (alone, informed) if protected)]
    return GateReport(len(protected), len(public), int(min(widths)), failures)


def _links(relations: pd.DataFrame, *, known: set[str], hidden: set[str]) -> pd.DataFrame:
    """Keep the relations among shown cells that have a protected member."""
    group = relations["relation"] + "\n" + relations["parent"]
    shown = relations["parent"].isin(known) & relations["child"].isin(known)
    torn = set(group[~shown & (relations["kind"] == "sum")])
    touching = relations["parent"].isin(hidden) | relations["child"].isin(hidden)
    wanted = group.isin(set(group[touching])) & shown & ~group.isin(torn)
    return relations[wanted].reset_index(drop=True)


def _has_member_outside(links: pd.DataFrame, hidden: set[str]) -> pd.Series:
    group = links["relation"] + "\n" + links["parent"]
    outside = ~links["parent"].isin(hidden) | ~links["child"].isin(hidden)
    sums = links["kind"] == "sum"
    return outside | (sums & group.isin(set(group[outside & sums])))


def _as_relations(links: pd.DataFrame) -> list[Relation]:
    return [*as_sums(links), *subset_relations(as_subsets(links))]


def make_safe(
    cells: pd.DataFrame, relations: pd.DataFrame, *, base: int
) -> tuple[pd.DataFrame, GateReport]:
    """Attack a release and withhold the tables that give too much away, until none does.

    Parameters
    ----------
    cells, relations, base
        As for :func:`attack_release`.

    Returns
    -------
    cells : DataFrame
        As published; withheld cells have no value and a reason.
    report : GateReport
        Of the last attack, without failures.

    Raises
    ------
    DisclosureError
        If tables still leak after several rounds. Nothing may be published then.
    """
    for _ in range(ROUNDS):
        report = attack_release(cells, relations, base=base)
        if not report.failures:
            return cells, report
        cells = withhold_tables(cells, {key for keys in report.failures.values() for key in keys})
    rules = "; ".join(
        f"{rule}: {len(keys)} cells, first {keys[0]}"
        for rule, keys in sorted(report.failures.items())
    )
    raise DisclosureError(
        f"The release could reveal a person and was not published ({rules}). Merge or drop the "
        "tables these cells belong to."
    )
