"""Everything of one assessment before protection: cells of all areas, and reference tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.added_cells import add_cells
from csa.counting.areas import Areas
from csa.counting.both_years import months_left_out, relate_spans
from csa.counting.cells import CELL_COLUMNS, compute_cells, months_of
from csa.counting.classes import classify_cells
from csa.counting.content import content_of
from csa.counting.dimensions import OF_INCIDENTS
from csa.counting.families import LEVELS, close_counts
from csa.counting.people_ties import maturity_relations, people_relations
from csa.counting.places.shapes import check_places
from csa.counting.public_knowledge import (
    KNOWN_COUNTS,
    relate_to_suspects,
    relate_to_types,
    with_type_groups,
)
from csa.counting.received_period import resolve_period
from csa.counting.recoding import add_merged, merged_relations, reading_order
from csa.counting.records.day_kinds import with_day_kinds
from csa.counting.records.harm_classes import HARM_CLASS, harm_steps, with_harm_classes
from csa.counting.records.loaded import Records
from csa.counting.records.persons import LINKING_COUNTS, people_coverage, with_people
from csa.counting.records.searches import SEARCH
from csa.counting.records.services import service_countables, service_coverage
from csa.counting.records.week import week_relations, with_week_hours
from csa.counting.relations import gather, list_relations
from csa.counting.tables.making import BUILDERS, WORD_BUILDERS
from csa.counting.tables.names import TABLE_NAMES
from csa.counting.tables.provenance import attributions, labels_by_unit
from csa.counting.to_date import add_to_date
from csa.counting.units import COUNTED_TABLES, INCIDENT_UNITS, units_of
from csa.periods import Period
from csa.reading.files.discovery import MARKER
from csa.schemas import OWN_COUNTS, SERVICES

if TYPE_CHECKING:
    from csa.counting.cells import Countable
    from csa.counting.families import Count
    from csa.settings import Settings
    from csa.store import Store

OF_HOMES = ("geography", "lsoa_change", "boundary_lsoa")


@dataclass(frozen=True)
class Wanted:
    """What is to be counted.

    Attributes
    ----------
    families : tuple of Count
        The families of cells; the margins they share are counted with them.
    used_by : mapping of str to sequence of str
        Names of the exhibits that ask for a family, by its name; they change no number.
    tables : bool
        Whether the public tables of pages are made, hotspots among them.
    """

    families: tuple[Count, ...]
    used_by: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    tables: bool = True

    @classmethod
    def declared(
        cls, families: Iterable[Count], *, used_by: Mapping[str, Sequence[str]] | None = None
    ) -> Wanted:
        """Want what exhibits declare, and what everybody knows or could link it with."""
        return cls((*families, *KNOWN_COUNTS, *LINKING_COUNTS), used_by or {})

    @property
    def names(self) -> list[str]:
        """Names of all that is wanted, in order."""
        return [*sorted({one.family for one in self.families}), *(["tables"] * self.tables)]


@dataclass(frozen=True)
class Counted:
    """True cells of one assessment. They must not leave the process unprotected.

    Attributes
    ----------
    cells : DataFrame
        One row per cell, with its class.
    relations : DataFrame
        Sums and subsets among the cells.
    reference : dict
        Public tables.
    about : dict
        Year, period, sources and whether the data are synthetic.
    content : DataFrame
        What was counted, see :func:`csa.counting.content.content_of`.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame
    reference: dict[str, pd.DataFrame]
    about: dict[str, Any]
    content: pd.DataFrame


def _silent(_: str) -> None:
    """Tell nobody how far the counting is."""


@dataclass(frozen=True)
class Assessment:
    """What is to be counted of the records of one assessment, for every area.

    Attributes
    ----------
    records : Records
        The records received.
    year : str
        Assessment year, for example ``2016-17``.
    period : Period
        Its months, see :mod:`csa.counting.received_period`.
    wanted : Wanted
        What is to be counted.
    tell : callable
        Is told what is done where it takes a while.
    """

    records: Records
    year: str
    period: Period
    wanted: Wanted
    tell: Callable[[str], None] = _silent

    _made: dict[str, dict[str, pd.DataFrame]] = field(default_factory=dict, init=False, repr=False)

    @property
    def settings(self) -> Settings:
        """The settings that are counted by."""
        return self.records.counted_by

    @cached_property
    def families(self) -> list[Count]:
        """The families wanted and the margins they share."""
        return close_counts(self.wanted.families)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The months received, of units of people too."""
        coverage = people_coverage(self.records.coverage, period=self.period)
        return service_coverage(coverage, self._of_services, period=self.period)

    @cached_property
    def _of_services(self) -> dict[str, pd.DataFrame]:
        return {name: self.records.table(name) for name in (*SERVICES, OWN_COUNTS)}

    @cached_property
    def services(self) -> dict[str, Countable]:
        """What other services sent."""
        return service_countables(self._of_services, period=self.period)

    @cached_property
    def countables(self) -> dict[str, Countable]:
        """Everything countable that was received, with all its dimensions."""
        self.tell("Describing the records of this period.")
        places = {name: self.records.table(name) for name in OF_HOMES}
        countables = with_people(self.records.units, places, period=self.period)
        countables = with_type_groups(countables, priorities=self.settings.priorities)
        weights, indices = self.records.table("harm_weight"), self.settings.harm
        countables = with_harm_classes(countables, weights, indices=indices)
        countables = with_week_hours(countables)
        countables = with_day_kinds(countables, settings=self.settings, period=self.period)
        searches = self.records.unit(SEARCH)
        return countables | ({SEARCH: searches} if searches else {}) | self.services

    def countable(self, unit: str, by: Iterable[str] = ()) -> Countable | None:
        """Return the rows of a unit with some dimensions, and no more work than they take."""
        if "countables" in vars(self):
            return self.countables.get(unit)
        if unit == SEARCH or (unit in INCIDENT_UNITS and set(by) <= OF_INCIDENTS):
            return self.records.unit(unit)
        if unit in self.services:
            return self.services[unit]
        return self.countables.get(unit)

    @property
    def incidents(self) -> dict[str, Countable]:
        """Incidents and searches, with what they say of themselves."""
        found = {unit: self.countable(unit) for unit in (*INCIDENT_UNITS, SEARCH)}
        return {unit: countable for unit, countable in found.items() if countable is not None}

    @property
    def left_out(self) -> dict[str, list[str]]:
        """The months of the period that are not compared, by unit; see ``both_years``."""
        found = {
            unit: months_left_out(months_of(self.coverage, unit, status="ok"), self.period)
            for unit in INCIDENT_UNITS
        }
        return {unit: months for unit, months in found.items() if months}

    @cached_property
    def areas(self) -> Areas:
        """The areas counted."""
        nesting = self.records.table("geography")[["lsoa", "ward", "district"]]
        codes = tuple(one.code for one in self.settings.districts)
        return Areas(self.settings.partnership.code, nesting, districts=codes)

    @property
    def families_with_rows(self) -> list[Count]:
        """The families of units of which anything was received."""
        return [
            one
            for one in self.families
            if one.unit in self.countables and len(self.countables[one.unit].rows)
        ]

    def cells(self) -> pd.DataFrame:
        """Count the families, each cell with its class."""
        return self._cells_of(self.families, self.countables)

    def cells_like(self, count: Count) -> pd.DataFrame:
        """Count the cells of one breakdown down to a level, its periods and its months.

        Parameters
        ----------
        count : Count
            The breakdown and its finest level; with ``months`` its months alone.
        """
        alike = [
            one
            for one in self.families
            if one.unit == count.unit and set(one.by) == set(count.by)
            if one.months or not count.months
        ]
        families = {
            one.months: replace(one, level=min(one.level, count.level, key=LEVELS.index))
            for one in sorted(alike, key=lambda one: LEVELS.index(one.level))
        }
        countable = self.countable(count.unit, count.by) if families else None
        if countable is None:
            return pd.DataFrame(columns=[*CELL_COLUMNS, "class"])
        return self._cells_of(families.values(), {count.unit: countable})

    def _cells_of(
        self, families: Iterable[Count], countables: Mapping[str, Countable]
    ) -> pd.DataFrame:
        cells = compute_cells(
            families,
            countables=countables,
            areas=self.areas,
            coverage=self.coverage,
            spans=(self.period.a_year_earlier, self.period),
        )
        cells["class"] = classify_cells(
            cells,
            open_units=self.records.open_units,
            priorities=self.settings.priorities,
            rules=self.settings.disclosure,
        )
        return cells

    def relations(self, cells: pd.DataFrame) -> pd.DataFrame:
        """List every sum and subset among the cells of the families, whatever it follows from."""
        priorities = self.settings.priorities
        counts = [count for count in self.families if count.unit in self.countables]
        pieces = [
            list_relations(cells, counts, areas=self.areas, priorities=priorities),
            people_relations(cells, priorities=priorities),
            maturity_relations(cells, period=self.period),
            relate_spans(cells, (self.period.a_year_earlier, self.period)),
            week_relations(cells),
            relate_to_suspects(cells, priorities=priorities),
        ]
        if "crime" in self.countables:
            crimes = self.countables["crime"]
            pieces.append(relate_to_types(cells, counts, crimes=crimes, priorities=priorities))
        return gather(pieces)

    def reference(self) -> dict[str, pd.DataFrame]:
        """Gather the public tables, and what is worked out of points, places and months."""
        names = BUILDERS if self.wanted.tables else ()
        return {name: table for one in names for name, table in self.made(one).items()}

    def made(self, builder: str) -> dict[str, pd.DataFrame]:
        """Return the tables that a builder makes; those without a row are absent."""
        if builder not in self._made:
            self._made[builder] = {**BUILDERS, **WORD_BUILDERS}[builder](self)
        return self._made[builder]

    def words(self) -> dict[str, pd.DataFrame]:
        """Gather what is told beside the numbers."""
        return {name: table for one in WORD_BUILDERS for name, table in self.made(one).items()}

    def sources(self) -> dict[str, Any]:
        """Say from which sources everything comes, and what must be said of them."""
        return {
            "sources": attributions(self.records.sources),
            "unit_sources": labels_by_unit(self.records.sources, units=COUNTED_TABLES),
        }

    def about(self) -> dict[str, Any]:
        """Say what is counted."""
        settings = self.settings
        return {
            "year": self.year,
            "period": {"start": self.period.start, "end": self.period.end},
            "left_out": self.left_out,
            "base": settings.disclosure.base,
            "settings": settings.fingerprint,
            "synthetic": _seed(settings) if self.records.store.catalogue.synthetic else None,
            "looked_for": [*sorted(count.family for count in self.families), *TABLE_NAMES],
        }

    def count(self, ties: Callable[[pd.DataFrame], pd.DataFrame]) -> Counted:
        """Count everything wanted, for every area.

        Parameters
        ----------
        ties : callable
            Is given the cells of the families and returns what else binds them.
        """
        check_places(self.settings, self.records.table("boundary_district"))
        cells = self.cells()
        relations = gather([self.relations(cells), ties(cells)])
        cells, relations, reference = add_cells(cells, relations, self.reference())
        first_month = self.settings.partnership.year_starts_in_month
        cells, relations = add_to_date(cells, relations, first_month=first_month)
        merge: dict[Any, Any] = {HARM_CLASS: harm_steps(self.countables.get("crime"))}
        merge |= self.settings.disclosure.merge
        cells = add_merged(cells, merge)
        return Counted(
            cells=cells,
            relations=merged_relations(relations, cells, merge),
            reference=reference,
            about=self.about() | {"order": reading_order(self.countables, merge)},
            content=content_of(self.countables, (*COUNTED_TABLES, *units_of("service"))),
        )


def open_assessment(
    settings: Settings,
    store: Store,
    *,
    year: str,
    to: str | None = None,
    wanted: Wanted,
    tell: Callable[[str], None] = _silent,
) -> Assessment:
    """Return the assessment of a year, of which nothing is counted yet.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    store : Store
        The processed tables.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month; by default the last month of the year that was received whole from every
        source of incidents that sent any month of it.
    wanted : Wanted
        What is to be counted.
    tell : callable
        Is told what is done where it takes a while.

    Raises
    ------
    StoreError
        If no month of the year was received.
    """
    period = resolve_period(settings, store.coverage(), year=year, to=to)
    return Assessment(Records(settings, store), year=year, period=period, wanted=wanted, tell=tell)


def _seed(settings: Settings) -> dict[str, int]:
    marker = json.loads((settings.raw / MARKER).read_text(encoding="utf-8"))
    return {"seed": int(marker["seed"])}
