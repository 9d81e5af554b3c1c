"""May this release be published?

The attacker holds the frozen cells, every relation among them and the method, and in a second run
the exact public totals as well. Nothing is taken from the pipeline: only what a reader would see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.attack import NARROWEST_WITH_PUBLIC_TOTALS, AttackReport, attack
from csa.disclosure.certificate import certify_controlled_rounding
from csa.disclosure.identities import subset_relations
from csa.disclosure.intervals import feasible_intervals
from csa.disclosure.policy import withhold_tables
from csa.disclosure.relations import as_subsets, as_sums
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from csa.disclosure.identities import Key, Relation
    from csa.disclosure.intervals import Interval

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
    narrowest_alone : int
        The same when the attacker holds the reports and nothing else.
    known_beforehand : int
        Cells of protected themes that public totals give away without the reports. They are not
        protected by anything, and not counted among the failures.
    """

    cells: int
    public_cells: int
    narrowest: int
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    narrowest_alone: int = 0
    known_beforehand: int = 0

    def summary(self) -> dict[str, Any]:
        """Return what the manifest prints."""
        return {
            "protected_cells": self.cells,
            "public_totals_known": self.public_cells,
            "known_beforehand": self.known_beforehand,
            "narrowest_without_public_totals": self.narrowest_alone,
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
    named = {*links["parent"], *links["child"]}
    public: dict[Key, int] = {key: values[key] for key in named - hidden}
    protected: dict[Key, int] = {key: values[key] for key in hidden}
    beforehand = _given_by_public_totals(public, links, hidden=hidden)
    alone = _attack_alone(protected, links, base=base)
    informed = _attack_informed(
        protected, public, links, base=base, thorough=thorough, beforehand=beforehand
    )
    full = 2 * base - 2
    return GateReport(
        cells=len(protected),
        public_cells=len(public),
        narrowest=int(min(full, alone.narrowest, informed.narrowest)),
        failures=_failures(alone, informed),
        narrowest_alone=int(min(full, alone.narrowest)),
        known_beforehand=len(beforehand),
    )


def attack_apart(
    cells: pd.DataFrame, relations: pd.DataFrame, *, base: int, targets: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Attack cells whose sums do not add up as printed, because they were rounded apart.

    A count published earlier stands beside later ones, and no certificate holds for what mixes
    them: each cell is settled by linear programmes.

    Parameters
    ----------
    cells, relations, base
        As for :func:`attack_release`.
    targets : collection of str
        Keys of the cells.

    Returns
    -------
    mapping
        Keys of failing cells by rule; empty when nothing fails.
    """
    shown = cells[cells["value"].notna()]
    values = {key: int(value) for key, value in zip(shown["key"], shown["value"], strict=True)}
    hidden = set(shown.loc[~shown["class"].isin(PUBLIC_CLASSES), "key"])
    links = _links(relations, known=set(values), hidden=hidden)
    inside = links[~_has_member_outside(links, hidden)]
    protected: dict[Key, int] = {key: values[key] for key in hidden}
    public: dict[Key, int] = {
        key: values[key] for key in {*links["parent"], *links["child"]} - hidden
    }
    beforehand = _given_by_public_totals(public, links, hidden=hidden)
    wanted = sorted((set(targets) & hidden) - beforehand)
    exact = {key: (value, value) for key, value in public.items()}
    return _failures(
        attack(_displays(protected, base), _as_relations(inside), base=base, targets=wanted),
        attack(
            {**_displays(protected, base), **exact},
            _as_relations(links),
            base=base,
            unprotected={*public, *beforehand},
            targets=wanted,
            narrowest=NARROWEST_WITH_PUBLIC_TOTALS,
        ),
    )


def _given_by_public_totals(
    public: Mapping[Key, int], links: pd.DataFrame, *, hidden: set[str]
) -> set[Key]:
    """Return the protected cells that exact totals alone leave a single value."""
    exact: dict[Key, Interval] = {key: (value, value) for key, value in public.items()}
    left = feasible_intervals(exact, _as_relations(links), targets=())
    return {key for key, (low, high) in left.items() if key in hidden and low == high}


def _attack_alone(protected: Mapping[Key, int], links: pd.DataFrame, *, base: int) -> AttackReport:
    """Attack with the reports alone: every cell must keep its full range (G3, G6)."""
    inside = _as_relations(links[~_has_member_outside(links, set(protected))])
    uncertified = certify_controlled_rounding(protected, inside, base=base)
    return attack(
        _displays(protected, base),
        inside,
        base=base,
        published=protected,
        targets=sorted(map(str, uncertified)),
    )


def _attack_informed(
    protected: Mapping[Key, int],
    public: Mapping[Key, int],
    links: pd.DataFrame,
    *,
    base: int,
    thorough: bool,
    beforehand: set[Key],
) -> AttackReport:
    """Attack with exact public totals besides: ranges may be a little narrower (G3)."""
    touched = links[_has_member_outside(links, set(protected))]
    exposed = protected.keys() & {*touched["parent"], *touched["child"]}
    targets = exposed if thorough else {key for key in exposed if protected[key] <= base}
    return attack(
        {**_displays(protected, base), **{key: (value, value) for key, value in public.items()}},
        _as_relations(links),
        base=base,
        unprotected={*public, *beforehand},
        targets=sorted(map(str, targets - beforehand)),
        narrowest=NARROWEST_WITH_PUBLIC_TOTALS,
    )


def _displays(protected: Mapping[Key, int], base: int) -> dict[Key, Interval]:
    return {key: (max(0, v - base + 1), v + base - 1) for key, v in protected.items()}


def _failures(*reports: AttackReport) -> dict[str, tuple[str, ...]]:
    rules = sorted({rule for report in reports for rule in report.failures})
    return {
        rule: tuple(
            sorted({str(key) for report in reports for key in report.failures.get(rule, ())})
        )
        for rule in rules
    }


def _links(relations: pd.DataFrame, *, known: set[str], hidden: set[str]) -> pd.DataFrame:
    """Keep the relations among shown cells that have a protected member."""
    group = relations["relation"] + "\n" + relations["parent"]
    shown = relations["parent"].isin(known) & relations["child"].isin(known)
    torn = set(group[~shown & (relations["kind"] == "sum")])
    touching = relations["parent"].isin(hidden) | relations["child"].isin(hidden)
    wanted = group.isin(set(group[touching])) & shown & ~group.isin(torn)
    return relations[wanted].reset_index(drop=True)


def _has_member_outside(links: pd.DataFrame, hidden: Collection[Key]) -> pd.Series:
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
        report = attack_release(cells, relations, base=base, thorough=True)
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
