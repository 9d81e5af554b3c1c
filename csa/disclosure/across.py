"""What could a reader work out who keeps every release ever published?

The values of all releases are put together as one: a cell is the same unknown number in two
releases unless the later one says that it was revised, or a public figure it belongs with was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.public_knowledge import SUSPECT_TIE
from csa.counting.relations import gather, group_of, is_broken, weights
from csa.disclosure.gate import PUBLIC_CLASSES, attack_apart, attack_release
from csa.disclosure.intervals import ContradictionError
from csa.disclosure.revision import REVISED
from csa.disclosure.spans import is_relative, number_names, period_ties
from csa.disclosure.steps import sums_in_force
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Sequence

Failures = Mapping[str, tuple[str, ...]]
UNMARKED = "unmarked revision"
AREAS = "areas:district"
# How a number is told from another of the same name.
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
    blame : callable
        Returns the earlier releases that give cells away with the new one alone; all of them when
        it takes several. Attacks each with it, which takes long.
    cells_of_last : frozenset of str
        Keys of the protected cells that the new release shows and that fail, or that failing
        ones are tied to.
    """

    releases: tuple[str, ...]
    cells: int = 0
    narrowest: int = 0
    failures: Failures = field(default_factory=dict)
    blame: Callable[[], tuple[str, ...]] = tuple
    cells_of_last: frozenset[str] = frozenset()

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
            f"Together with {', '.join(self.blame())} the new release could reveal a person and "
            f"was not published ({found}). Merge or drop the tables these cells belong to."
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
    joined, together = _judge(displays, base=base)
    if len(displays) > 1 and together.failures:
        known = _judge(displays[:-1], base=base)[1].failures
        together = replace(together, failures=_beyond(together.failures, known))
    if not together.failures or len(displays) < 2:
        return together
    return replace(
        together,
        failures={
            rule: tuple(joined.keys.get(name, name) for name in failing)
            for rule, failing in together.failures.items()
        },
        blame=partial(_guilty, displays, base=base),
        cells_of_last=_shown_near(joined, together.failures),
    )


def _guilty(displays: Sequence[Display], *, base: int) -> tuple[str, ...]:
    *earlier, new = displays
    alone = [old.name for old in earlier if _judge([old, new], base=base)[1].failures]
    return tuple(alone or (old.name for old in earlier))


def _either(one: Failures, other: Failures) -> dict[str, tuple[str, ...]]:
    rules = sorted({*one, *other})
    return {rule: tuple(sorted({*one.get(rule, ()), *other.get(rule, ())})) for rule in rules}


def _beyond(found: Failures, known: Failures) -> dict[str, tuple[str, ...]]:
    """Leave out what earlier releases give away by themselves: no new one can take it back."""
    left = {rule: tuple(sorted({*keys} - {*known.get(rule, ())})) for rule, keys in found.items()}
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
    """Attack the releases together, on as much as can have stayed the same.

    That a count shown twice was not revised is a reader's guess. Where the guesses contradict each
    other some of them are wrong, and nobody can tell which: among those counts every release then
    speaks for itself.
    """
    apart: set[str] = set()
    while True:
        joined = _joined(displays, apart=apart)
        report = _judge_guess(displays, joined, base=base)
        wrong = {re.sub(MANNER, "", name) for name in report.failures.get("G1", ())} - apart
        if not wrong:
            return joined, report
        apart |= wrong


def _judge_guess(displays: Sequence[Display], joined: _Joined, *, base: int) -> AcrossReport:
    names = tuple(display.name for display in displays)
    if joined.unmarked:
        return AcrossReport(names, failures={UNMARKED: tuple(sorted(joined.unmarked))})
    apart = _rounded_apart(joined)
    try:
        found = attack_release(joined.cells, joined.relations[~apart], base=base)
        failures = found.failures
        if apart.any():
            mixed = joined.relations[apart]
            targets = {*mixed["parent"], *mixed["child"]}
            mixed_up = attack_apart(joined.cells, joined.relations, base=base, targets=targets)
            failures = _either(failures, mixed_up)
    except ContradictionError as error:
        return AcrossReport(names, failures={"G1": tuple(map(str, error.keys))})
    return AcrossReport(names, found.cells, found.narrowest, failures)


def _rounded_apart(joined: _Joined) -> pd.Series:
    """Mark the relations of protected counts that values of several releases do not satisfy.

    A count that would have had to change is withheld, and readers still know its earlier value.
    """
    cells, relations = joined.cells.set_index("key"), joined.relations
    hidden = set(cells.index[~cells["class"].isin(PUBLIC_CLASSES)])
    values = cells["value"].astype(float).to_dict()
    broken = is_broken(relations, values)
    group = relations["kind"] + "\n" + group_of(relations)
    inside = relations["parent"].isin(hidden) & relations["child"].isin(hidden)
    mixed = set(group[~inside])
    return broken & ~group.isin(mixed)


@dataclass(frozen=True)
class _Joined:
    """All releases as one.

    Attributes
    ----------
    cells, relations : DataFrame
        As of one release, every number under a name of its own in ``key``.
    unmarked : frozenset of str
        Cells that show another value than before and do not say so.
    keys : mapping
        The cell of the last release that shows a number under another name.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    unmarked: frozenset[str]
    keys: Mapping[str, str]


def _joined(displays: Sequence[Display], *, apart: set[str]) -> _Joined:
    """Give every unknown number one name over all releases, and tie them together.

    Numbers that are ``apart`` have a name of their own in each release.
    """
    known = pd.DataFrame(columns=["value", "name", "version"])
    cells: list[pd.DataFrame] = []
    relations: list[pd.DataFrame] = []
    unmarked: set[str] = set()
    for display in displays:
        shown = display.cells[display.cells["value"].notna()]
        now = _named(shown, known, display, apart=apart)
        unmarked |= set(now.loc[now["is_other"] & (now["mark"] != REVISED), "key"])
        cells.append(now)
        known = _latest(known, now, apart=apart)
        names = _names_of(display, known, now)
        lasting = _lasting(sums_in_force(display.relations, display.cells))
        ties = _without_doubtful(lasting, now)
        relations.append(
            ties.assign(
                relation=ties["relation"] + " of " + display.name,
                **{
                    side: pd.Series([names.get(key, key) for key in ties[side]], ties.index, str)
                    for side in ("parent", "child")
                },
            )
        )
    every = pd.concat(cells, ignore_index=True)
    unique = every.drop_duplicates("name", keep="first", ignore_index=True)
    latest = every.drop_duplicates("number", keep="last")
    return _Joined(
        unique.assign(key=unique["name"]),
        gather([_once(pd.concat(relations, ignore_index=True)), _across_periods(latest, apart)]),
        frozenset(unmarked),
        dict(zip(now["name"], now["key"], strict=True)),
    )


def _names_of(display: Display, known: pd.DataFrame, now: pd.DataFrame) -> dict[str, str]:
    """Return the name of each cell of a release, shown or withheld, where it has one."""
    before, cells = known["name"].to_dict(), display.cells
    numbers = _numbers(cells, display.relations)
    names = {
        key: before[number]
        for key, number in zip(cells["key"], numbers, strict=True)
        if number in before
    }
    return names | dict(zip(now["key"], now["name"], strict=True))


def _made_of(cells: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Tell areas by what they are made of: with a district added a partnership is another one."""
    parts = relations[relations["relation"] == AREAS]
    area = {side: parts[side].str.split("|").str[1] for side in ("parent", "child")}
    inside = area["child"].groupby(area["parent"]).agg(lambda one: "+".join(sorted(set(one))))
    names = {whole: f"{whole} of {districts}" for whole, districts in inside.items()}
    wholes = cells["area"].isin(names)
    keys = [
        key.replace(f"|{area}|", f"|{names.get(area, area)}|", 1)
        for key, area in zip(cells["key"], cells["area"], strict=True)
    ]
    return cells.assign(
        area=cells["area"].map(names).where(wholes, cells["area"]),
        key=pd.Series(keys, cells.index, dtype=object),
    )


def _numbers(cells: pd.DataFrame, relations: pd.DataFrame) -> pd.Series:
    """Name the number that each cell shows."""
    told_apart = _made_of(cells, relations)
    return cells["key"].where(is_relative(cells), number_names(told_apart))


def _named(
    shown: pd.DataFrame, known: pd.DataFrame, display: Display, *, apart: set[str]
) -> pd.DataFrame:
    """Name the numbers of one release: as before, unless they are or must have been revised."""
    relative = is_relative(shown)
    number = _numbers(shown, display.relations)
    before = number.map(known["value"]).astype("Int64")
    is_other = (shown["value"] != before).fillna(value=False).astype(bool) & ~relative
    public = shown["class"].isin(PUBLIC_CLASSES)
    moved = _tied(_lasting(display.relations), set(shown.loc[is_other & public, "key"]))
    fresh = is_other | (shown["key"].isin(moved) & ~public & before.notna())
    version = number.map(known["version"]).fillna(0).astype(int) + fresh
    suffix = version.map(lambda number: f" (revised {number})" if number else "")
    suffix = suffix.mask(relative | number.isin(apart), f" (in {display.name})")
    return shown.assign(
        area=_made_of(shown, display.relations)["area"],
        number=number,
        name=number + suffix,
        version=version,
        is_other=is_other,
        is_fresh=fresh,
    )


def _lasting(relations: pd.DataFrame) -> pd.DataFrame:
    """Leave out ties to outcomes: these change for years without anything being revised."""
    return relations[relations["relation"] != SUSPECT_TIE]


def _tied(relations: pd.DataFrame, moved: set[str]) -> set[str]:
    """Return the members of every relation that a public figure with a new value belongs to."""
    group = group_of(relations)
    touched = relations["parent"].isin(moved) | relations["child"].isin(moved)
    here = relations[group.isin(set(group[touched]))]
    return {*here["parent"], *here["child"]}


def _without_doubtful(relations: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Leave out ties of revised numbers to cells withheld now: these may be revised as well."""
    group = group_of(relations)
    shown, fresh = set(now["key"]), set(now.loc[now["is_fresh"], "key"])
    is_hidden = ~(relations["parent"].isin(shown) & relations["child"].isin(shown))
    is_revised = relations["parent"].isin(fresh) | relations["child"].isin(fresh)
    return relations[~group.isin(set(group[is_hidden]) & set(group[is_revised]))]


def _latest(known: pd.DataFrame, now: pd.DataFrame, *, apart: set[str]) -> pd.DataFrame:
    lasting = now[~is_relative(now) & ~now["number"].isin(apart)]
    lasting = lasting.set_index("number")[["value", "name", "version"]]
    return pd.concat([known[~known.index.isin(lasting.index)], lasting])


def _once(relations: pd.DataFrame) -> pd.DataFrame:
    """Leave out what an earlier release has said already."""
    stated = relations["child"] + "\n" + weights(relations).astype(str)
    group = relations["kind"] + "\n" + group_of(relations)
    said = stated.groupby(group).agg(lambda parts: "\n".join(sorted(parts)))
    first = relations.assign(group=group).drop_duplicates("group")
    said = first["kind"] + "\n" + first["parent"] + "\n" + first["group"].map(said)
    return relations[group.isin(set(first["group"][~said.duplicated()]))]


def _across_periods(latest: pd.DataFrame, apart: set[str]) -> pd.DataFrame:
    """Tie the counts of different periods to each other, unless one was revised."""
    here = latest[(latest["mark"] != REVISED) & ~is_relative(latest)]
    here = here[~here["number"].isin(apart)]
    names = here.set_index("number")["name"]
    ties = period_ties(here.assign(key=here["number"]))
    return ties.assign(**{side: ties[side].map(names) for side in ("parent", "child")})
