"""How do counts of people hang together with each other, and with records and crimes?

What every set of records must satisfy, beyond the margins of its tables: a later record needs an
earlier one; whoever is harmed within a sub-theme is harmed within its priority; a crime with three
suspects needs three of them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.keys import Key, write_names
from csa.counting.records.described import UNKNOWN
from csa.counting.records.persons import (
    FOLLOWED,
    FOLLOWED_UNIT,
    HARMED,
    MATURITY,
    MONTHS_FOLLOWED,
    MONTHS_TO_MATURE,
    NAMED,
    ONE_CASE,
    months_to,
)
from csa.counting.relations import RELATION_COLUMNS, WEIGHT, as_complete, gather
from csa.counting.units import BASED_ON
from csa.periods import Period
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csa.settings import Priority

Row = tuple[str, str, str, str, float]
# Whoever has a record of the second class has one of the first.
STEPS = (*itertools.pairwise(ORDERS[:5]), ("5", "10"))
# A band of several records, the class before it and the class after it.
BAND, BEFORE, AFTER = "6 to 9", "5", "10"
IN_BAND = 4
# Suspects that a crime has at the least, by the class of their number.
LEAST_SUSPECTS = {"1": 1, "2": 2, "3 or more": 3, UNKNOWN: 1}


def maturity_relations(cells: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Tie the crimes old enough for an outcome, and the others, to the months they are of.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child`` as :func:`people_relations` returns them.
    """
    known = set(cells.loc[cells["value"].notna(), "key"])
    recent = set(months_to(period.end, MONTHS_TO_MATURE))
    by = write_names(("category", "maturity"))
    rows = []
    for key in cells.loc[(cells["by"] == by) & cells["value"].notna(), "key"]:
        whole = Key.read(key)
        inside = whole.span.months
        is_recent = ("maturity", MATURITY[1]) in whole.dims
        # Of a span without recent months everything is mature: the margins say so already.
        months = [month for month in inside if (month in recent) == is_recent]
        if recent.isdisjoint(inside):
            continue
        children = [str(whole.without("maturity").over(month)) for month in months]
        if children and known.issuperset(children):
            rows += [("sum", "months of that age", key, child) for child in children]
    return pd.DataFrame(rows, columns=RELATION_COLUMNS)


def people_relations(cells: pd.DataFrame, *, priorities: Iterable[Priority]) -> pd.DataFrame:
    """List how the counts of people and records hang together beyond their margins.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child, weight`` as
        :func:`csa.counting.relations.list_relations` returns them.
    """
    priorities = tuple(priorities)
    counted = set(cells["key"])
    units = [*BASED_ON, *BASED_ON.values(), ONE_CASE]
    places = cells.loc[cells["measure"].isin(units), ["area", "period"]].drop_duplicates()
    rows = [
        row
        for area, period in places.itertuples(index=False, name=None)
        for priority in priorities
        for row in _Place(area, period, priority, counted).rows()
    ]
    relations = gather([pd.DataFrame(rows, columns=[*RELATION_COLUMNS, WEIGHT])])
    # A theme that no source can fill is no part of anything; one without a number may be.
    relations = relations[relations["child"].isin(counted)]
    return as_complete(relations, set(cells.loc[cells["value"].notna(), "key"]))


class _Place:
    """One priority in one area and period, and which of its cells are counted."""

    def __init__(self, area: str, period: str, priority: Priority, counted: set[str]) -> None:
        self.area, self.period, self.priority, self.counted = area, period, priority, counted
        subthemes = priority.subthemes
        self.parts = [one.id for one in subthemes if one.kind == "part"]
        inside = [one.id for one in subthemes if one.kind == "part" or priority.cross_cutting]
        self.inside = inside
        self.themes = (priority.id, *(one.id for one in subthemes))

    def key(self, unit: str, **dims: str) -> str:
        """Return the key of a cell."""
        return str(Key.of(unit, area=self.area, period=self.period, dims=dims))

    def records(self, unit: str, theme: str) -> str:
        """Return the key of the records of a theme."""
        name = "priority" if theme == self.priority.id else "subtheme"
        return self.key(unit, **{name: theme})

    def rows(self) -> Iterator[Row]:
        """Yield every relation."""
        for unit, theme in itertools.product((HARMED, NAMED), self.themes):
            yield from self._orders(unit, theme)
        for theme in self.themes:
            yield from self._records(theme)
        for unit in (HARMED, NAMED):
            yield from self._themes(unit)
        yield from self._followed()
        yield from self._crimes()

    def _orders(self, unit: str, theme: str) -> Iterator[Row]:
        nth = {one: self.key(unit, theme=theme, nth=one) for one in ORDERS}
        for before, after in STEPS:
            yield "subset", "order", nth[before], nth[after], 1
        yield "least", "band", nth[BAND], nth[AFTER], IN_BAND
        yield "least", "before the band", nth[BEFORE], nth[BAND], 1 / IN_BAND

    def _records(self, theme: str) -> Iterator[Row]:
        yield "subset", "one case", self.records("crime", theme), self.key(ONE_CASE, theme=theme), 1
        if len(Period.from_key(self.period).months) == MONTHS_FOLLOWED:
            victims = self.records("victim", theme)
            if theme == self.priority.id:
                victims = self.key("victim", priority=theme, victim_type="person")
            yield "least", "identified", victims, self.key(HARMED, theme=theme), 1
            suspects = self.records("suspect", theme)
            yield "least", "identified", suspects, self.key(NAMED, theme=theme), 1

    def _themes(self, unit: str) -> Iterator[Row]:
        """Yield how the people of a priority are those of its sub-themes."""
        whole = self.priority.id
        for theme in self.parts:
            yield "sum", "parts", self.key(unit, theme=whole), self.key(unit, theme=theme), 1
        people: list[dict[str, str]] = [{"nth": ORDERS[0]}]
        classes: list[dict[str, str]] = [{}, *({"nth": one} for one in ORDERS)]
        for theme, dims in itertools.product(self.inside, classes):
            part = self.key(unit, theme=theme, **dims)
            yield "subset", "sub-theme", self.key(unit, theme=whole, **dims), part, 1
        for dims in (*people, *([{}] if self.priority.cross_cutting else [])):
            yield from self._covered(unit, dims)
        for place in range(2, len(ORDERS) if self.parts else 0):
            yield from self._later(unit, ORDERS[place:])

    def _followed(self) -> Iterator[Row]:
        """Yield how people followed for a priority are those followed for its sub-themes."""
        for theme, dims in itertools.product(self.inside, ({}, {"again": FOLLOWED[0]})):
            part = self.key(FOLLOWED_UNIT, theme=theme, **dims)
            whole = self.key(FOLLOWED_UNIT, theme=self.priority.id, **dims)
            yield "subset", "sub-theme", whole, part, 1
        yield from self._covered(FOLLOWED_UNIT, {})

    def _covered(self, unit: str, dims: Mapping[str, str]) -> Iterator[Row]:
        """Whoever counts for a priority counts for one of its sub-themes."""
        parts = [self.key(unit, theme=theme, **dims) for theme in self.inside]
        parts = [part for part in parts if part in self.counted]
        if not parts:
            return
        first, *others = parts
        yield "least", "covered", first, self.key(unit, theme=self.priority.id, **dims), 1
        for part in others:
            yield "least", "covered", first, part, -1

    def _later(self, unit: str, classes: tuple[str, ...]) -> Iterator[Row]:
        """Tie later records: they are no fewer where sub-themes are put together."""
        first, *others = (self.key(unit, theme=self.priority.id, nth=one) for one in classes)
        name = f"from the {classes[0]}th"
        for one in others:
            yield "least", name, first, one, -1
        for theme, one in itertools.product(self.parts, classes):
            yield "least", name, first, self.key(unit, theme=theme, nth=one), 1

    def _crimes(self) -> Iterator[Row]:
        """Yield what crimes with known suspects or victims say of suspects and victims."""
        theme = self.priority.id
        crime = {one: self.key("crime", priority=theme, suspects=one) for one in LEAST_SUSPECTS}
        for one, number in LEAST_SUSPECTS.items():
            yield (
                "least",
                "suspects of crimes",
                self.key("suspect", priority=theme),
                crime[one],
                number,
            )
            if one != UNKNOWN:
                yield (
                    "least",
                    "suspects of crimes",
                    self.key(NAMED, theme=theme),
                    crime[one],
                    number,
                )
        known = self.key("crime", priority=theme, suspect_known="yes")
        again = self.key("crime", priority=theme, repeat_suspect="yes")
        yield "least", "suspected again", known, again, 1
        yield "least", "suspected again", known, crime[UNKNOWN], 1
        victims = self.key("victim", priority=theme)
        of_crimes = self.key("crime", priority=theme, victim_known="yes")
        yield "least", "victims of crimes", victims, of_crimes, 1
        not_stated = self.key("victim", priority=theme, victim_type=UNKNOWN)
        yield "least", "victims of crimes", victims, not_stated, 1
