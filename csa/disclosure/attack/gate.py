"""May this release be published?

The attacker holds the frozen cells, every relation among them and the method, and in a second run
the exact public totals as well. Nothing is taken from the pipeline: only what a reader would see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.keys import unit_of
from csa.counting.relations import group_of, weights
from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.intervals import feasible_intervals
from csa.disclosure.attack.programmes import AttackReport, attack
from csa.disclosure.rounding.relations import system_of_links
from csa.disclosure.rules.policy import coarsen_tables
from csa.disclosure.rules.steps import sums_in_force
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from csa.disclosure.attack.intervals import Interval
    from csa.disclosure.rounding.relations import Key, System

PUBLIC_CLASSES = ("public", "structural")
ROUNDS = 8
REST = "rest of "


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
    widths : mapping
        Width of the narrowest range found for each failing cell.
    """

    cells: int
    public_cells: int
    narrowest: int
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    narrowest_alone: int = 0
    known_beforehand: int = 0
    widths: Mapping[str, float] = field(default_factory=dict)

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
        ``key, value, class, reason`` as published.
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
    return _attack(_held(cells, relations), base=base, thorough=thorough)


def _attack(held: _Held, *, base: int, thorough: bool) -> GateReport:
    beforehand = held.beforehand
    alone = _attack_alone(held, base=base)
    exposed = _exposed(held)
    small = {key for key in exposed if held.protected[key] <= base}
    informed = _attack_informed(
        held, base=base, targets=exposed if thorough else small, beforehand=beforehand
    )
    full = 2 * base - 2
    return GateReport(
        cells=len(held.protected),
        public_cells=len(held.public),
        narrowest=int(min(full, alone.narrowest, informed.narrowest)),
        failures=_failures(alone, informed),
        narrowest_alone=int(min(full, alone.narrowest)),
        known_beforehand=len(beforehand),
        widths=_widths(alone, informed),
    )


def _follow_sums(held: _Held, *, base: int) -> Mapping[str, tuple[str, ...]]:
    """Attack by following sums through alone, which takes seconds."""
    alone = attack(
        held.displays(base),
        held.inside,
        base=base,
        published=held.protected,
        unprotected=held.rests,
        targets=(),
    )
    informed = _attack_informed(held, base=base, targets=(), beforehand=held.beforehand)
    return _failures(alone, informed)


def attack_apart(
    cells: pd.DataFrame, relations: pd.DataFrame, *, base: int, targets: Collection[str]
) -> GateReport:
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
    GateReport
        What was found with and without public totals.
    """
    held = _held(cells, relations)
    beforehand = held.beforehand
    wanted = (set(targets) & held.protected.keys()) - beforehand
    reports = (
        attack(
            held.displays(base),
            held.inside,
            base=base,
            unprotected=held.rests,
            targets=sorted(map(str, wanted)),
        ),
        _attack_informed(held, base=base, targets=wanted, beforehand=beforehand),
    )
    return GateReport(
        cells=len(wanted),
        public_cells=len(held.public),
        narrowest=int(min(2 * base - 2, *(one.narrowest for one in reports))),
        failures=_failures(*reports),
        widths=_widths(*reports),
    )


@dataclass(frozen=True)
class _Held:
    """What a reader holds.

    Attributes
    ----------
    protected, public : mapping
        Published values by key; of public figures those tied to protected ones.
    bounds : mapping
        How far the truth of a protected one may be off, where a release says so.
    links : DataFrame
        Every relation with a protected member among them. Where a part of a sum is not shown, an
        unknown rest stands for it: whatever it is, the shown parts cannot exceed the whole.
    rests : set
        The keys of these.
    """

    protected: Mapping[Key, int]
    public: Mapping[Key, int]
    links: pd.DataFrame
    rests: set[Key]
    bounds: Mapping[Key, int]

    def displays(self, base: int) -> dict[Key, tuple[int, int]]:
        """Return the range that each protected count shows, in this base or a coarser one."""
        far = {key: max(base - 1, self.bounds.get(key, 0)) for key in self.protected}
        return {key: (max(0, v - far[key]), v + far[key]) for key, v in self.protected.items()}

    @cached_property
    def own(self) -> set[Key]:
        """What the reports alone speak of."""
        return {*self.protected, *self.rests}

    @cached_property
    def system(self) -> System:
        """All relations."""
        return system_of_links([*self.protected, *self.public], self.links)

    @cached_property
    def beforehand(self) -> set[Key]:
        """The protected cells that exact totals alone leave a single value."""
        exact: dict[Key, Interval] = {key: (value, value) for key, value in self.public.items()}
        left = feasible_intervals(exact, self.system, targets=())
        return {key for key, (low, high) in left.items() if key in self.protected and low == high}

    @cached_property
    def inside(self) -> System:
        """The relations of the reports alone."""
        inside = self.links[~_has_member_outside(self.links, self.own)]
        return system_of_links(self.own, inside)


def _held(cells: pd.DataFrame, relations: pd.DataFrame) -> _Held:
    shown = cells[cells["value"].notna()]
    values = {key: int(value) for key, value in zip(shown["key"], shown["value"], strict=True)}
    hidden = set(shown.loc[~shown["class"].isin(PUBLIC_CLASSES), "key"])
    in_force = sums_in_force(relations, cells)
    links = _links(in_force, known=set(values), hidden=hidden)
    named = {*links["parent"], *links["child"]}
    return _Held(
        protected={key: values[key] for key in hidden},
        public={key: values[key] for key in (named - hidden) & values.keys()},
        links=links,
        rests=named - values.keys(),
        bounds=dict(zip(shown["key"], shown["printed_bound"], strict=True))
        if "printed_bound" in shown
        else {},
    )


def _attack_alone(held: _Held, *, base: int) -> AttackReport:
    """Attack with the reports alone: every cell must keep its full range (G3, G6)."""
    group = group_of(held.links)
    torn = set(group[held.links["child"].isin(held.rests)])
    whole = held.links[~group.isin(torn)]
    certified = system_of_links(held.protected, whole[~_has_member_outside(whole, held.protected)])
    uncertified = certify_controlled_rounding(held.protected, certified, base=base)
    return attack(
        held.displays(base),
        held.inside,
        base=base,
        published=held.protected,
        unprotected=held.rests,
        targets=sorted(_short_of_range(held, map(str, uncertified), base=base)),
    )


def _short_of_range(held: _Held, keys: Iterable[str], *, base: int) -> set[str]:
    """Return the cells that do not reach their full range while all other units stand still.

    Whatever is possible then is possible altogether, and units by themselves are settled fast.
    """
    shown = held.displays(base)
    by_unit: dict[str, list[str]] = {}
    for key in keys:
        by_unit.setdefault(unit_of(key), []).append(key)
    short: set[str] = set()
    for unit, mine in sorted(by_unit.items()):
        still: dict[Key, Interval] = {
            key: shown[key] if unit_of(key) == unit else (value, value)
            for key, value in held.protected.items()
        }
        left = feasible_intervals(
            still, held.inside, targets=mine, example=held.protected, enough=shown
        )
        short |= {key for key in mine if left[key] != shown[key]}
    return short


def _exposed(held: _Held) -> set[Key]:
    """Return the protected cells that a public total touches."""
    touched = held.links[_has_member_outside(held.links, held.own)]
    return held.protected.keys() & {*touched["parent"], *touched["child"]}


def _attack_informed(
    held: _Held, *, base: int, targets: Collection[Key], beforehand: set[Key]
) -> AttackReport:
    """Attack with exact public totals besides: of each range five numbers must be left (G3)."""
    exact = {key: (value, value) for key, value in held.public.items()}
    return attack(
        {**held.displays(base), **exact},
        held.system,
        base=base,
        unprotected={*held.public, *beforehand, *held.rests},
        targets=sorted(map(str, set(targets) - beforehand)),
    )


def _failures(*reports: AttackReport) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for report in reports:
        for rule, keys in report.failures.items():
            # That all the others lie in the unknown rest says nothing of any category.
            named = {str(key) for key in keys if rule != "G5" or not str(key).startswith(REST)}
            if named:
                found.setdefault(rule, set()).update(named)
    return {rule: tuple(sorted(found[rule])) for rule in sorted(found)}


def _widths(*reports: AttackReport) -> dict[str, float]:
    found = sorted((str(key), width) for report in reports for key, width in report.widths.items())
    return dict(reversed(found))


def _links(relations: pd.DataFrame, *, known: set[str], hidden: set[str]) -> pd.DataFrame:
    """Keep what shown cells with a protected one among them say of each other.

    What a group holds at the least says nothing where the group, or what is taken off, is hidden.
    """
    has_parent, has_child = (relations[side].isin(known) for side in ("parent", "child"))
    least = relations["kind"] == "least"
    silent = least & (~has_parent | (~has_child & (weights(relations) < 0)))
    relations = relations[~group_of(relations).isin(set(group_of(relations)[silent]))]
    group = group_of(relations)
    shown = relations["parent"].isin(known) & relations["child"].isin(known)
    torn = set(group[~shown & (relations["kind"] == "sum")])
    touching = relations["parent"].isin(hidden) | relations["child"].isin(hidden)
    links = relations[group.isin(set(group[touching & shown])) & shown]
    rests = links[(links["kind"] == "sum") & group[links.index].isin(torn)]
    rests = rests.drop_duplicates(["relation", "parent"])
    rests = rests.assign(child=REST + rests["relation"] + "|" + rests["parent"])
    return pd.concat([links, rests], ignore_index=True)


def _has_member_outside(links: pd.DataFrame, hidden: Collection[Key]) -> pd.Series:
    group = group_of(links)
    outside = ~links["parent"].isin(hidden) | ~links["child"].isin(hidden)
    whole = links["kind"] != "subset"
    return outside | (whole & group.isin(set(group[outside & whole])))


def make_safe(
    cells: pd.DataFrame, relations: pd.DataFrame, *, base: int
) -> tuple[pd.DataFrame, GateReport]:
    """Attack a release and make coarser, or withhold, the tables that give too much away.

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
        held = _held(cells, relations)
        failures = _follow_sums(held, base=base)
        if not failures:
            report = _attack(held, base=base, thorough=True)
            failures = report.failures
        if not failures:
            return cells, report
        cells = coarsen_tables(cells, {key for keys in failures.values() for key in keys})
    rules = "; ".join(
        f"{rule}: {len(keys)} cells, first {keys[0]}" for rule, keys in sorted(failures.items())
    )
    raise DisclosureError(
        f"The release could reveal a person and was not published ({rules}). Merge or drop the "
        "tables these cells belong to."
    )
