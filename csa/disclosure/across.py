"""What could a reader work out who keeps every release ever published?

The values of all releases are put together as one: a cell is the same unknown number in two
releases unless the later one says that it was revised, or a public figure it belongs with was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.gate import PUBLIC_CLASSES, attack_apart, attack_release
from csa.disclosure.intervals import ContradictionError
from csa.disclosure.public_knowledge import SUSPECT_TIE
from csa.disclosure.revision import REVISED, is_relative, nested_pairs
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RELATION_COLUMNS = ["kind", "relation", "parent", "child"]
UNMARKED = "unmarked revision"
# How a number is told from another of the same key.
MANNER = r" \((?:revised|in) .*\)$"


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
    """

    name: str
    cells: pd.DataFrame
    relations: pd.DataFrame


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
    guilty : tuple of str
        The earlier releases that give cells away with the new one alone; all of them when it
        takes several.
    last : frozenset of str
        Keys of the cells that the new release shows.
    """

    releases: tuple[str, ...]
    cells: int = 0
    narrowest: int = 0
    failures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guilty: tuple[str, ...] = ()
    last: frozenset[str] = frozenset()

    @property
    def cells_of_last(self) -> set[str]:
        """The failing cells that the new release shows, by key."""
        failing = {key for keys in self.failures.values() for key in keys}
        return {re.sub(MANNER, "", key) for key in failing} & self.last

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
        raise DisclosureError(
            f"Together with {', '.join(self.guilty)} the new release could reveal a person and was "
            f"not published ({found}). Merge or drop the tables these cells belong to."
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
    together = _judge(displays, base=base)
    if not together.failures or len(displays) < 2:
        return together
    new = displays[-1]
    pairs = [old.name for old in displays[:-1] if _judge([old, new], base=base).failures]
    guilty = tuple(pairs or (old.name for old in displays[:-1]))
    return replace(together, guilty=guilty)


def _judge(displays: Sequence[Display], *, base: int) -> AcrossReport:
    """Attack the releases together, on as much as can have stayed the same.

    That a count shown twice was not revised is a reader's guess. Where the guesses contradict each
    other some of them are wrong, and nobody can tell which: among those counts every release then
    speaks for itself.
    """
    apart: set[str] = set()
    while True:
        report = _judge_guess(displays, base=base, apart=apart)
        wrong = {re.sub(MANNER, "", key) for key in report.failures.get("G1", ())} - apart
        if not wrong:
            return report
        apart |= wrong


def _judge_guess(displays: Sequence[Display], *, base: int, apart: set[str]) -> AcrossReport:
    names = tuple(display.name for display in displays)
    cells = displays[-1].cells
    last = frozenset(cells.loc[cells["value"].notna(), "key"])
    joined = _joined(displays, apart=apart)
    if joined.unmarked:
        return AcrossReport(names, failures={UNMARKED: tuple(sorted(joined.unmarked))}, last=last)
    rounded_apart = _rounded_apart(joined)
    try:
        found = attack_release(joined.cells, joined.relations[~rounded_apart], base=base)
        failures = found.failures
        if rounded_apart.any() and not failures:
            mixed = joined.relations[rounded_apart]
            targets = {*mixed["parent"], *mixed["child"]}
            failures = attack_apart(joined.cells, joined.relations, base=base, targets=targets)
    except ContradictionError as error:
        return AcrossReport(names, failures={"G1": tuple(map(str, error.keys))}, last=last)
    return AcrossReport(names, found.cells, found.narrowest, failures, last=last)


def _rounded_apart(joined: _Joined) -> pd.Series:
    """Mark the relations of protected counts that values of several releases do not satisfy.

    A count that would have had to change is withheld, and readers still know its earlier value.
    """
    cells, relations = joined.cells.set_index("key"), joined.relations
    hidden = set(cells.index[~cells["class"].isin(PUBLIC_CLASSES)])
    group = relations["kind"] + "\n" + relations["relation"] + "\n" + relations["parent"]
    inside = relations["parent"].isin(hidden) & relations["child"].isin(hidden)
    values = cells["value"].astype(float)
    parent, child = relations["parent"].map(values), relations["child"].map(values)
    surplus = parent - child.groupby(group).transform("sum")
    broken = (surplus != 0).where(relations["kind"] == "sum", child > parent)
    mixed = set(group[~inside])
    return broken & ~group.isin(mixed)


@dataclass(frozen=True)
class _Joined:
    cells: pd.DataFrame
    relations: pd.DataFrame
    unmarked: frozenset[str]


def _joined(displays: Sequence[Display], *, apart: set[str]) -> _Joined:
    """Give every unknown number one name over all releases, and tie them together.

    Counts that are ``apart`` have a name of their own in each release.
    """
    known = pd.DataFrame(columns=["value", "name", "version"])
    groups: dict[tuple[str, str, tuple[str, ...]], str] = {}
    cells: list[pd.DataFrame] = []
    unmarked: set[str] = set()
    for display in displays:
        shown = display.cells[display.cells["value"].notna()]
        now = _named(shown, known, display, apart=apart)
        unmarked |= set(now.loc[now["is_other"] & (now["mark"] != REVISED), "key"])
        cells.append(now)
        known = _latest(known, now, apart=apart)
        names = {**known["name"], **dict(zip(now["key"], now["name"], strict=True))}
        known_ties = _without_doubtful(_lasting(display.relations), now)
        for kind, relation, parent, children in _groups(known_ties, names):
            groups.setdefault((kind, parent, children), f"{relation} of {display.name}")
    every = pd.concat(cells, ignore_index=True)
    relations = pd.DataFrame(
        [(kind, name, parent, child)
         for (kind, parent, children), name in groups.items() for child in children],
        columns=RELATION_COLUMNS,
    )  # fmt: skip
    unique = every.drop_duplicates("name", keep="first", ignore_index=True)
    nested = _nested(every.drop_duplicates("key", keep="last"))
    relations = pd.concat([relations, nested], ignore_index=True)
    return _Joined(unique.assign(key=unique["name"]), relations, frozenset(unmarked))


def _named(
    shown: pd.DataFrame, known: pd.DataFrame, display: Display, *, apart: set[str]
) -> pd.DataFrame:
    """Name the numbers of one release: as before, unless they are or must have been revised."""
    before = shown["key"].map(known["value"]).astype("Int64")
    relative = is_relative(shown)
    is_other = (shown["value"] != before).fillna(value=False).astype(bool) & ~relative
    public = shown["class"].isin(PUBLIC_CLASSES)
    moved = _tied(_lasting(display.relations), set(shown.loc[is_other & public, "key"]))
    fresh = is_other | (shown["key"].isin(moved) & ~public & before.notna())
    version = shown["key"].map(known["version"]).fillna(0).astype(int) + fresh
    suffix = version.map(lambda number: f" (revised {number})" if number else "")
    suffix = suffix.mask(relative | shown["key"].isin(apart), f" (in {display.name})")
    return shown.assign(
        name=shown["key"] + suffix, version=version, is_other=is_other, is_fresh=fresh
    )


def _lasting(relations: pd.DataFrame) -> pd.DataFrame:
    """Leave out ties to outcomes: these change for years without anything being revised."""
    return relations[relations["relation"] != SUSPECT_TIE]


def _tied(relations: pd.DataFrame, moved: set[str]) -> set[str]:
    """Return the members of every relation that a public figure with a new value belongs to."""
    group = relations["relation"] + "\n" + relations["parent"]
    touched = relations["parent"].isin(moved) | relations["child"].isin(moved)
    here = relations[group.isin(set(group[touched]))]
    return {*here["parent"], *here["child"]}


def _without_doubtful(relations: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Leave out ties of revised numbers to cells withheld now: these may be revised as well."""
    group = relations["relation"] + "\n" + relations["parent"]
    shown, fresh = set(now["key"]), set(now.loc[now["is_fresh"], "key"])
    is_hidden = ~(relations["parent"].isin(shown) & relations["child"].isin(shown))
    is_revised = relations["parent"].isin(fresh) | relations["child"].isin(fresh)
    return relations[~group.isin(set(group[is_hidden]) & set(group[is_revised]))]


def _latest(known: pd.DataFrame, now: pd.DataFrame, *, apart: set[str]) -> pd.DataFrame:
    lasting = now[~is_relative(now) & ~now["key"].isin(apart)]
    lasting = lasting.set_index("key")[["value", "name", "version"]]
    return pd.concat([known[~known.index.isin(lasting.index)], lasting])


def _groups(
    relations: pd.DataFrame, names: Mapping[str, str]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield each sum and each subset under the names of its numbers; those never shown left out."""
    named = relations.assign(
        parent=relations["parent"].map(names), child=relations["child"].map(names),
        group=relations["relation"] + "\n" + relations["parent"],
    )  # fmt: skip
    sums = named[named["kind"] == "sum"]
    torn = set(sums.loc[sums["parent"].isna() | sums["child"].isna(), "group"])
    whole = sums[~sums["group"].isin(torn)].sort_values(["group", "child"])
    for (_, relation, parent), children in whole.groupby(["group", "relation", "parent"])["child"]:
        yield "sum", relation, parent, tuple(children)
    subsets = named[named["kind"] == "subset"].dropna()
    for relation, parent, child in subsets[["relation", "parent", "child"]].itertuples(index=False):
        yield "subset", relation, parent, (child,)


def _nested(latest: pd.DataFrame) -> pd.DataFrame:
    """Tie the counts of shorter periods to those of longer ones, unless one was revised."""
    pairs = nested_pairs(latest[latest["mark"] != REVISED])
    name = latest.set_index("key")["name"]
    return pd.DataFrame(
        {
            "kind": "subset",
            "relation": "periods",
            "parent": pairs["outer"].map(name),
            "child": pairs["inner"].map(name),
        }
    )
