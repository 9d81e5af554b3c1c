"""What counts of records have to do with each other, from what their names mean."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from knowledge import (
    CLASSES,
    MARKED,
    NIGHT,
    OF_PERSONS,
    SUSPECTS,
    THEMES,
    VIOLENCE,
    Knowledge,
    Number,
    Tie,
    at_least,
    months_of,
    sum_of,
    year_to,
)

# Blocks of three hours within each part of the day, and those that it touches.
BLOCKS = {
    "morning": (("03–06", "06–09"), ("03–06", "06–09", "09–12")),
    "daytime": (("12–15",), ("09–12", "12–15", "15–18")),
    "evening": (("18–21",), ("15–18", "18–21", "21–00")),
}


class RecordTies(Knowledge):
    """Ties among counts of incidents, victims and suspects."""

    def _areas(self) -> Iterator[Tie]:
        whole, districts = self.settings.districts
        for one in list(self.bounds):
            parts = [one._replace(area=code) for code in districts]
            if one.area == whole and self._has(*parts):
                yield sum_of("districts", one, parts)

    def _classes(self) -> Iterator[Tie]:
        groups: dict[tuple[Number, str], list[Number]] = defaultdict(list)
        for one in self.bounds:
            for name, value in one.dims:
                if name in CLASSES and value not in self.settings.merged.get(name, {}):
                    groups[one.with_(without=[name]), name].append(one)
        for (whole, name), parts in groups.items():
            if self._has(whole):
                yield sum_of(f"classes: {name}", whole, parts)

    def _merged(self) -> Iterator[Tie]:
        for one in list(self.bounds):
            for name, value in one.dims:
                if parts := self.settings.merged.get(name, {}).get(value):
                    finer = [one.with_(**{name: part}) for part in parts]
                    if self._has(*finer):
                        yield sum_of("classes put together", one, finer)

    def _same_rows(self) -> Iterator[Tie]:
        for one in self._of("victim", "crime", "suspect"):
            for name, value in one.dims:
                same: list[list[Number]] = []
                if name in OF_PERSONS and value == "no person":
                    rest = one.with_(without=[name])
                    same += [
                        [rest.with_(**{other: value})]
                        for other in OF_PERSONS
                        if other > name and other not in rest.of
                    ]
                    same += [[rest.with_(victim_type=kind) for kind in ("business", "state")]]
                    yield from (
                        Tie(
                            "no person has a class of persons",
                            {one.with_(**{other: of}): 1.0},
                            0,
                            0,
                        )
                        for other, of in rest.dims
                        if other in OF_PERSONS and of != value
                    )
                if (name, value) == ("suspect_known", "no"):
                    rest = one.with_(without=[name])
                    same += [[rest.with_(suspects="none")], [rest.with_(repeat_suspect="unknown")]]
                for parts in same:
                    if self._has(*parts):
                        yield sum_of("the same rows", one, parts)

    def _times(self) -> Iterator[Tie]:
        """Days and hours are margins of their grid."""
        grids: dict[Number, list[Number]] = defaultdict(list)
        for one in self.bounds:
            slot = one.of.get("time_slot")
            if slot is None:
                continue
            day, _, block = slot.partition(" ")
            rest = one.with_(without=["time_slot"])
            grids[rest.with_(weekday=day)].append(one)
            grids[rest.with_(hours=block or day)].append(one)
        for whole, parts in grids.items():
            if self._has(whole):
                yield sum_of("days and hours", whole, parts)
        yield from self._parts_of_day()

    def _parts_of_day(self) -> Iterator[Tie]:
        """Each part of the day holds the blocks of hours within it and lies in those it touches."""
        for one in self._of("asb"):
            name, rest = one.of.get("part_of_week"), one.with_(without=["part_of_week"])
            inside, touched = BLOCKS.get(str(name), ((), ()))
            within = {rest.with_(hours=block): 1.0 for block in inside}
            if within and self._has(*within):
                yield at_least("hours within a part", {one: 1}, within)
            around = {rest.with_(hours=block): 1.0 for block in touched}
            if around and self._has(*around):
                yield at_least("hours a part touches", around, {one: 1})

    def _themes(self) -> Iterator[Tie]:
        """Sub-themes within priorities, and priorities within everything."""
        for one in self._of("crime", "asb", "victim", "suspect"):
            if "priority" in one.of:
                yield from self._subthemes(one)
            elif one.of.get("subtheme") in self._overlays:
                whole = one.with_(without=["subtheme"])
                if self._has(whole):
                    yield at_least("part of everything", {whole: 1}, {one: 1})
                yield from self._at_night(one)
                yield from self._marked(one)
            elif not {*one.of} & {*THEMES}:
                parts = [one.with_(priority=name) for name in self.settings.disjoint]
                parts = [part for part in parts if self._has(part)]
                if parts:
                    yield at_least("priorities", {one: 1}, dict.fromkeys(parts, 1))

    def _subthemes(self, one: Number) -> Iterator[Tie]:
        priority = next(p for p in self.settings.priorities if p["id"] == one.of["priority"])
        ids = self.settings.parts(priority, "asb" if one.measure == "asb" else "crime")
        parts = [one.with_(without=["priority"], subtheme=part) for part in ids]
        parts = [part for part in parts if self._has(part)]
        if priority.get("cross_cutting"):
            yield from (at_least("overlay", {one: 1}, {part: 1}) for part in parts)
            if parts and len(parts) == len(ids):
                yield at_least("covered", dict.fromkeys(parts, 1), {one: 1})
        elif parts:
            yield sum_of("sub-themes", one, parts)

    @cached_property
    def _overlays(self) -> set[str]:
        return {
            one["id"]
            for priority in self.settings.priorities
            for one in priority["subtheme"]
            if one.get("kind") == "overlay"
        }

    def _at_night(self, one: Number) -> Iterator[Tie]:
        """Violence at night is violence."""
        if one.of["subtheme"] != NIGHT:
            return
        rest = one.with_(without=["subtheme"])
        parts = [rest.with_(subtheme=f"violence-{how}-injury") for how in ("with", "without")]
        for wholes in (parts, [rest.with_(priority=VIOLENCE)]):
            if self._has(*wholes):
                yield at_least("violence at night", dict.fromkeys(wholes, 1), {one: 1})

    def _marked(self, one: Number) -> Iterator[Tie]:
        """What is marked alcohol or drugs is in a theme of its own, and in other priorities."""
        flag = MARKED.get(one.of["subtheme"])
        if flag is None or flag in one.of:
            return
        marked = one.with_(without=["subtheme"], **{flag: "yes"})
        own = marked.with_(priority="offending-drugs-and-alcohol")
        if self._has(own):
            yield sum_of(f"marked {flag}", one, [own])
        others = [marked.with_(priority=name) for name in self.settings.disjoint]
        others = [other for other in others if self._has(other)]
        if others:
            yield at_least(f"marked {flag} by priority", {one: 1}, dict.fromkeys(others, 1))

    def _types(self) -> Iterator[Tie]:
        """The police's own types, which everybody has exactly."""
        violence, public = "Violence and sexual offences", "Public order"
        for one in self._of("crime"):
            if one.dims != frozenset({("category", violence)}):
                continue
            rest = one.with_(without=["category"])
            disorder = rest.with_(category=public)
            abuse = rest.with_(priority=VIOLENCE)
            vulnerable = rest.with_(priority="protecting-vulnerable-communities")
            harassment, threats = (
                rest.with_(subtheme=name) for name in ("harassment", "threatening-behaviour")
            )
            if self._has(abuse, harassment):
                yield sum_of("a type", one, [abuse, harassment])
            if self._has(disorder, threats):
                yield sum_of("a type", disorder, [threats])
            if self._has(disorder, abuse, vulnerable):
                weights = {one: 1.0, disorder: 1.0, abuse: -1.0, vulnerable: -1.0}
                yield Tie("two types", weights, 0, 0)

    def _months(self) -> Iterator[Tie]:
        for one in self._of("crime", "asb"):
            months = [one._replace(period=month) for month in months_of(one.period)]
            if "/" in one.period and self._has(*months):
                yield sum_of("months", one, months)

    def _longer(self) -> Iterator[Tie]:
        """A longer period holds all that a shorter one within it does."""
        spans: dict[Number, list[Number]] = defaultdict(list)
        for one in self._of("crime", "asb", "fire", "environment", "victim", "suspect"):
            if "/" in one.period:
                spans[one._replace(period="")].append(one)
        for same in spans.values():
            for inner, outer in itertools.permutations(same, 2):
                if {*months_of(inner.period)} < {*months_of(outer.period)}:
                    yield at_least("a longer period", {outer: 1}, {inner: 1})

    def _crimes(self) -> Iterator[Tie]:
        """What crimes with known suspects and victims say of these."""
        for one in self._of("crime"):
            theme = one.of.get("priority")
            if theme is None or len(one.of) > 1:
                continue
            of = {name: one.with_(suspects=name) for name in SUSPECTS}
            of = {name: crimes for name, crimes in of.items() if self._has(crimes)}
            suspects, victims = (one._replace(measure=unit) for unit in ("suspect", "victim"))
            known, again = one.with_(suspect_known="yes"), one.with_(repeat_suspect="yes")
            harmed = one.with_(victim_known="yes")
            if of and self._has(suspects):
                weighed = {crimes: SUSPECTS[name] for name, crimes in of.items()}
                yield at_least("suspects of crimes", {suspects: 1}, weighed)
            for whole, part in ((suspects, known), (known, again), (victims, harmed)):
                if self._has(whole, part):
                    yield at_least("crimes with people", {whole: 1}, {part: 1})
            identified = {c: SUSPECTS[name] for name, c in of.items() if name != "unknown"}
            year = year_to(months_of(one.period)[-1])
            named = Number("named", one.area, year, frozenset({("theme", theme)}))
            if identified and self._has(named) and {*months_of(one.period)} <= {*months_of(year)}:
                yield at_least("suspects of crimes", {named: 1}, identified)
