"""An intruder of our own: what follows from everything that was published, by linear programmes.

Nothing of the product is imported. What the numbers have to do with each other is written down
here anew, from what their names mean and from the settings that say what belongs to which
priority. Every number is a variable between what is printed of it; its range is what remains.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from knowledge import (
    BAND,
    NIGHT,
    ORDERS,
    PEOPLE,
    RECORDS_OF,
    VIOLENCE,
    Number,
    Tie,
    at_least,
    months_of,
    moved,
    sum_of,
    year_to,
)
from record_ties import RecordTies


class Intruder(RecordTies):
    """Somebody who sets all numbers of all releases against each other."""

    def ties(self) -> list[Tie]:
        """Return every tie among the numbers in which something is not known."""
        found = itertools.chain(
            self._areas(), self._classes(), self._merged(), self._same_rows(), self._times(),
            self._themes(), self._types(), self._months(), self._longer(), self._orders(),
            self._people(), self._years(), self._crimes(), self._followed(),
        )  # fmt: skip
        return [tie for tie in found if any(self._is_open(one) for one in tie.weights)]

    def _orders(self) -> Iterator[Tie]:
        """Whoever has a second record has a first."""
        for one in self._of(*RECORDS_OF):
            if one.of.get("nth") != "1":
                continue
            nth = {order: one.with_(nth=order) for order in ORDERS}
            if not self._has(*nth.values()):
                continue
            for few, many in (*itertools.pairwise(ORDERS[:5]), ("5", "10")):
                yield at_least("a later record", {nth[few]: 1}, {nth[many]: 1})
            yield at_least("the sixth to the ninth", {nth["5"]: BAND}, {nth["6 to 9"]: 1})
            yield at_least("the sixth to the ninth", {nth["6 to 9"]: 1}, {nth["10"]: BAND})

    def _people(self) -> Iterator[Tie]:
        """People of a priority are those of its sub-themes; records are no fewer than people."""
        priorities = {one["id"]: one for one in self.settings.priorities}
        for one in self._of(*PEOPLE):
            if priority := priorities.get(one.of["theme"]):
                ids = self.settings.parts(priority, "crime")
                parts = [part for name in ids if self._has(part := one.with_(theme=name))]
                is_cross = priority.get("cross_cutting", False)
                yield from (at_least("people of a sub-theme", {one: 1}, {p: 1}) for p in parts)
                yield from self._together(one, parts, is_cross=is_cross)
            night = one.with_(theme=NIGHT)
            if one.of["theme"] == VIOLENCE and self._has(night):
                yield at_least("violence at night", {one: 1}, {night: 1})
            if len(one.of) == 1 and one.measure in RECORDS_OF:
                yield from self._records(one)

    def _together(self, one: Number, parts: list[Number], *, is_cross: bool) -> Iterator[Tie]:
        is_whole = len(one.of) == 1
        is_people = one.of.get("nth") == "1"
        if parts and (is_people or (is_cross and is_whole)):
            yield at_least("people covered", dict.fromkeys(parts, 1), {one: 1})
        elif parts and is_whole and one.measure != "followed":
            yield sum_of("records of sub-themes", one, parts)
        if not is_cross and one.of.get("nth") in ORDERS[2:]:
            yield from self._tails(one, parts)

    def _tails(self, one: Number, parts: list[Number]) -> Iterator[Tie]:
        classes = ORDERS[ORDERS.index(one.of["nth"]) :]
        whole = [one.with_(nth=order) for order in classes]
        inside = [part.with_(nth=order) for part in parts for order in classes]
        if inside and self._has(*whole, *inside):
            yield at_least("later records", dict.fromkeys(whole, 1), dict.fromkeys(inside, 1))

    def _records(self, one: Number) -> Iterator[Tie]:
        """Identified people are some of the victims, or suspects, of the same twelve months."""
        theme = one.of["theme"]
        of = one._replace(measure=RECORDS_OF[one.measure])
        for name in ("priority", "subtheme"):
            whole = of.with_(without=["theme"], **{name: theme})
            persons = whole.with_(victim_type="person")
            whole = persons if self._has(persons) else whole
            if self._has(whole):
                yield at_least("identified", {whole: 1}, {one: 1})

    def _years(self) -> Iterator[Tie]:
        """Who is new in a later year has a record in the months that are new."""
        by_end: dict[Number, list[Number]] = defaultdict(list)
        for one in self._of(*RECORDS_OF):
            by_end[one._replace(period="")].append(one)
        for same in by_end.values():
            for one, other in itertools.permutations(same, 2):
                new = sorted({*months_of(other.period)} - {*months_of(one.period)})
                for name in ("priority", "subtheme"):
                    dims = frozenset({(name, one.of["theme"])})
                    since = Number(RECORDS_OF[one.measure], one.area, f"{new[0]}/{new[-1]}", dims)
                    if self._has(since):
                        yield at_least("people since", {one: 1, since: 1}, {other: 1})

    def _followed(self) -> Iterator[Tie]:
        """Second records in one year, and who of it is harmed again within twelve months."""
        for one in self._of("followed"):
            if one.of["again"] != "harmed again":
                continue
            first = one.period.split("/")[0]
            people = Number("harmed", one.area, year_to(moved(first, -1)), frozenset())
            theme = {"theme": one.of["theme"]}
            begun, twice = (people.with_(nth=n, **theme) for n in ("1", "2"))
            both = [one, one.with_(again="not again")]
            if self._has(begun, *both):
                yield sum_of("followed", begun, both)
            later = people._replace(period=one.period).with_(nth="1", **theme)
            if self._has(twice):
                yield at_least("harmed twice", {one: 1}, {twice: 1})
                if self._has(later):
                    yield at_least("harmed again", {later: 1, twice: 1}, {one: 1})
