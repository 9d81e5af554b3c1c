"""What could a reader work out who keeps every release ever published?

The values of all releases are put together as one: a cell is the same unknown number in two
releases if it was counted from the same rows; see :mod:`csa.disclosure.ledger.counted_from`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.relations import gather, group_of, is_broken, weights
from csa.disclosure.attack.gate import PUBLIC_CLASSES, attack_apart, attack_release
from csa.disclosure.attack.intervals import ContradictionError
from csa.disclosure.ledger.revision import REVISED
from csa.disclosure.ledger.spans import is_relative, number_names, period_ties
from csa.disclosure.rules.steps import sums_in_force
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.disclosure.ledger.counted_from import CountedFrom

Failures = Mapping[str, tuple[str, ...]]
TWICE = "rounded twice"
CONTRADICTION = "G1"


@dataclass(frozen=True)
class Display:
    """What one release shows.

    Attributes
    ----------
    name : str
        Names the release in messages.
    cells : DataFrame
        ``key, measure, area, dims, period, class, value, printed_bound, mark`` as published.
    relations : DataFrame
        ``kind, relation, parent, child`` among them.
    counted_from : CountedFrom, optional
        The rows it was counted from; without them it is taken to be from those of the next one.
    is_silent : bool
        Whether the rows are taken from the next one.
    """

    name: str
    cells: pd.DataFrame
    relations: pd.DataFrame
    counted_from: CountedFrom | None = None
    is_silent: bool = False


@dataclass(frozen=True)
class AcrossReport:
    """What the attack over several releases found.

    Attributes
    ----------
    releases : tuple of str
        The releases attacked together, the new one last.
    cells : int
        Protected counts attacked; a revised one counts again.
    narrowest : int
        Width of the narrowest range left for one of them.
    failures : mapping
        Failing cells by rule; empty when the new release may be published.
    blame : callable
        Returns the earlier releases that give cells away with the new one alone; all of them when
        it takes several. Attacks each with it, which takes long.
    cells_of_last : frozenset of str
        Keys of the protected cells that the new release shows and that fail, or that failing
        ones are tied to.
    silent : tuple of str
        The earlier releases that do not say which rows they were counted from.
    widths : mapping
        Width of the narrowest range left for each failing number.
    """

    releases: tuple[str, ...]
    cells: int = 0
    narrowest: int = 0
    failures: Failures = field(default_factory=dict)
    blame: Callable[[], tuple[str, ...]] = tuple
    cells_of_last: frozenset[str] = frozenset()
    silent: tuple[str, ...] = ()
    widths: Mapping[str, float] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """Return what the manifest prints."""
        return {"releases_attacked": len(self.releases), "narrowest_over_years": self.narrowest}

    def raise_if_failed(self) -> None:
        """Stop the new release when a rule failed.

        Raises
        ------
        DisclosureError
            Naming rules, cells and the earlier releases, never a count.
        """
        if not self.failures:
            return
        found = "; ".join(
            f"{rule}: {len(keys)} cells, first {keys[0]}" for rule, keys in self.failures.items()
        )
        if CONTRADICTION in self.failures:
            raise DisclosureError(self._contradiction())
        raise DisclosureError(
            f"Together with {', '.join(self.blame())} the new release could reveal a person and "
            f"was not published ({found}). Merge or drop the tables these cells belong to."
        )

    def _contradiction(self) -> str:
        keys = self.failures[CONTRADICTION]
        found = f"{len(keys)} counts, first {keys[0]}" if keys else "sums of published counts"
        if self.silent:
            return (
                f"The new release contradicts earlier ones ({found}) and was not published. The "
                f"figures of {', '.join(self.silent)} are taken to be the same numbers still, as "
                "nothing tells which rows were counted: an earlier version of csa made them, or "
                "the release key was replaced since. Take these pages down and move reports/ledger "
                "elsewhere, then run csa assess again."
            )
        return (
            f"The new release contradicts {', '.join(self.blame())} although both are counted from "
            f"the same rows ({found}), and was not published. Counting or a setting of it has "
            "changed: change the setting back, or take the earlier pages down and move "
            "reports/ledger elsewhere, then run csa assess again."
        )


def attack_across(displays: Sequence[Display], *, base: int) -> AcrossReport:
    """Attack the last of some releases with all that came before.

    Parameters
    ----------
    displays : sequence of Display
        In order of publication, the new one last.
    base : int
        The smallest base of any of them.

    Returns
    -------
    AcrossReport
        A leak is reported, not raised.
    """
    displays = _with_rows(displays)
    joined, together = _judge(displays, base=base)
    if len(displays) > 1 and together.failures:
        known = _judge(displays[:-1], base=base)[1]
        together = replace(together, failures=_beyond(together, known))
    if not together.failures or len(displays) < 2:
        return together
    return replace(
        together,
        failures={
            rule: tuple(joined.keys.get(name, name) for name in failing)
            for rule, failing in together.failures.items()
        },
        blame=partial(_guilty, displays, base=base),
        # A contradiction says nothing of which cells are wrong: no table given up would mend it.
        cells_of_last=frozenset()
        if CONTRADICTION in together.failures
        else _shown_near(joined, together.failures),
        silent=tuple(one.name for one in displays if one.is_silent),
    )


def _guilty(displays: Sequence[Display], *, base: int) -> tuple[str, ...]:
    *earlier, new = displays
    alone = [old.name for old in earlier if _judge([old, new], base=base)[1].failures]
    return tuple(alone or (old.name for old in earlier))


def _either(one: Failures, other: Failures) -> dict[str, tuple[str, ...]]:
    rules = sorted({*one, *other})
    return {rule: tuple(sorted({*one.get(rule, ()), *other.get(rule, ())})) for rule in rules}


def _beyond(found: AcrossReport, known: AcrossReport) -> Failures:
    """Leave out what earlier releases give away by themselves: no new one can take it back.

    A new one must not narrow it any further.
    """

    def is_worse(rule: str, key: str) -> bool:
        narrower = found.widths.get(key, math.inf) < known.widths.get(key, math.inf)
        return narrower or key not in known.failures.get(rule, ())

    left = {
        rule: tuple(key for key in keys if is_worse(rule, key))
        for rule, keys in found.failures.items()
    }
    return {rule: keys for rule, keys in left.items() if keys}


def _shown_near(joined: _Joined, failures: Failures) -> frozenset[str]:
    """Return the protected cells of the last release that fail or are tied to failing ones."""
    failing = {name for names in failures.values() for name in names}
    ties = joined.relations
    tied = {
        *ties.loc[ties["parent"].isin(failing - joined.keys.keys()), "child"],
        *ties.loc[ties["child"].isin(failing - joined.keys.keys()), "parent"],
    }
    cells = joined.cells.set_index("key")["class"]
    return frozenset(
        {joined.keys.get(name, name) for name in failing if name in joined.keys}
        | (failing & {*joined.keys.values()})
        | {
            joined.keys[name]
            for name in tied & joined.keys.keys()
            if cells[name] not in PUBLIC_CLASSES
        }
    )


def _judge(displays: Sequence[Display], *, base: int) -> tuple[_Joined, AcrossReport]:
    """Attack the releases together."""
    names = tuple(display.name for display in displays)
    joined = _joined(displays)
    cells, relations = joined.cells, joined.relations
    twice = {TWICE: tuple(sorted(joined.twice))} if joined.twice else {}
    apart = _rounded_apart(joined)
    try:
        found = attack_release(cells, relations[~apart], base=base)
        targets = {*relations.loc[apart, "parent"], *relations.loc[apart, "child"]}
        mixed = attack_apart(cells, relations, base=base, targets=targets) if targets else found
    except ContradictionError as error:
        failures = twice or {CONTRADICTION: tuple(map(str, error.keys))}
        return joined, AcrossReport(names, failures=failures)
    return joined, AcrossReport(
        names,
        found.cells,
        min(found.narrowest, mixed.narrowest),
        _either(twice, _either(found.failures, mixed.failures)),
        widths={
            key: min(one.widths.get(key, math.inf) for one in (found, mixed))
            for key in {*found.widths, *mixed.widths}
        },
    )


def _rounded_apart(joined: _Joined) -> pd.Series:
    """Mark the relations of protected counts that values of several releases do not satisfy.

    A count that would have had to change is withheld, and readers still know its earlier value.
    """
    cells, relations = joined.cells.set_index("key"), joined.relations
    public = cells.index[cells["class"].isin(PUBLIC_CLASSES)]
    broken = is_broken(relations, cells["value"].astype(float).to_dict())
    group = relations["kind"] + "\n" + group_of(relations)
    touched = relations["parent"].isin(public) | relations["child"].isin(public)
    return broken & ~group.isin(set(group[touched]))


@dataclass(frozen=True)
class _Joined:
    """All releases as one.

    Attributes
    ----------
    cells, relations : DataFrame
        As of one release, every number under a name of its own in ``key``.
    twice : frozenset of str
        Numbers that were rounded more than once.
    keys : mapping
        The cell of the last release that shows a number, by the number's name.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    twice: frozenset[str]
    keys: Mapping[str, str]


def _joined(displays: Sequence[Display]) -> _Joined:
    """Give every unknown number one name over all releases, and tie them together."""
    named = [_named(display) for display in displays]
    every = pd.concat([cells[cells["value"].notna()] for cells in named], ignore_index=True)
    unique = every.drop_duplicates("number", ignore_index=True)
    values = every.drop_duplicates(["number", "value"])["number"]
    relations = [_tied(*pair) for pair in zip(displays, named, strict=True)]
    last = named[-1][named[-1]["value"].notna()]
    return _Joined(
        unique.assign(key=unique["number"]),
        gather([_once(pd.concat(relations, ignore_index=True)), _across_periods(displays, unique)]),
        frozenset(values[values.duplicated()]),
        dict(zip(last["number"], last["key"], strict=True)),
    )


def _with_rows(displays: Sequence[Display]) -> list[Display]:
    """Say of each release what it was counted from.

    One that does not say, or whose marks were made with another key, is taken to be counted from
    the same rows as the next one. Whatever it shows is the same number still, unless it says that
    it was revised.
    """
    filled = [displays[-1]]
    for display in reversed(displays[:-1]):
        own, newest = display.counted_from, displays[-1].counted_from
        is_known = own is not None and newest is not None and own.is_comparable(newest)
        rows = own if is_known else filled[-1].counted_from
        filled.append(replace(display, counted_from=rows, is_silent=not is_known))
    return filled[::-1]


def _named(display: Display) -> pd.DataFrame:
    """Return the cells of a release with the ``number`` that each shows.

    Public figures are as their value says; any other number is told by its name, its base and the
    rows it was counted from.
    """
    cells = display.cells
    name = number_names(cells)
    told = name + " in base " + cells["printed_bound"].astype(str)
    if display.counted_from is not None:
        told += " of " + display.counted_from.of(name).astype(str)
    is_shown = cells["class"].isin(PUBLIC_CLASSES) & cells["value"].notna()
    told = told.mask(is_shown, name + " = " + cells["value"].astype(str))
    is_new = is_relative(cells)
    if display.is_silent or display.counted_from is None:
        is_new |= cells["mark"] == REVISED
    told = told.mask(is_new, cells["key"] + " in " + display.name)
    return cells.assign(name=name, number=told)


def _tied(display: Display, named: pd.DataFrame) -> pd.DataFrame:
    """Return the relations of a release among its numbers."""
    numbers = dict(zip(named["key"], named["number"], strict=True))
    ties = sums_in_force(display.relations, display.cells)
    sides = {side: ties[side].map(numbers).fillna(ties[side]) for side in ("parent", "child")}
    return ties.assign(relation=ties["relation"] + " of " + display.name, **sides)


def _once(relations: pd.DataFrame) -> pd.DataFrame:
    """Leave out what an earlier release has said already."""
    stated = relations["child"] + "\n" + weights(relations).astype(str)
    hashes = pd.util.hash_array(stated.to_numpy(dtype=object))
    group = pd.Series(pd.factorize(relations["kind"] + "\n" + group_of(relations))[0])
    said = pd.Series(hashes).groupby(group).sum()
    first = relations.reset_index(drop=True).assign(group=group).drop_duplicates("group")
    first = first.assign(said=first["group"].map(said))
    kept = first.drop_duplicates(["kind", "parent", "said"])["group"]
    return relations[group.isin(kept).to_numpy()]


def _across_periods(displays: Sequence[Display], numbers: pd.DataFrame) -> pd.DataFrame:
    """Tie the counts of different periods, as far as they are counted from the same rows.

    All numbers that hold for the rows of one release are true together.
    """
    here = numbers[~numbers["class"].isin(PUBLIC_CLASSES) & ~is_relative(numbers)]
    told: set[str] = set()
    pieces: list[pd.DataFrame] = []
    for display in reversed(displays):
        holds = here[_holds(here, display.counted_from)].drop_duplicates("name", keep="last")
        if set(holds["number"]) <= told:
            continue
        told |= set(holds["number"])
        ties = period_ties(holds.assign(key=holds["name"]))
        of_name = holds.set_index("name")["number"]
        sides = {side: ties[side].map(of_name) for side in ("parent", "child")}
        pieces.append(ties.assign(relation=ties["relation"] + f" of {len(pieces)}", **sides))
    return _once(gather(pieces))


def _holds(numbers: pd.DataFrame, rows: CountedFrom | None) -> pd.Series:
    if rows is None:
        return pd.Series(True, index=numbers.index)
    of_rows = numbers["number"].str.rsplit(" of ", n=1).str[-1]
    return of_rows == rows.of(numbers["name"]).astype(str)
