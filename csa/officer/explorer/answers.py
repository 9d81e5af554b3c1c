"""What do the rows say that are chosen at the desk: on the map, by month, by hour, in a table?

Tables are read once and kept, so that another choice only filters. What was not received, and what
rows do not say, is told in the words of ``csa.load``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.areas import list_wards
from csa.counting.records.loaded import Records
from csa.counting.units import INCIDENT_UNITS
from csa.errors import CsaError
from csa.officer.counting import count
from csa.officer.explorer.alike import find_unlike, unlike_text
from csa.officer.explorer.asked import A_YEAR_BEFORE, AREA, REST, Asked
from csa.officer.loading import ABOUT, answer, read_question
from csa.officer.themes import noun_of
from csa.periods import Period, month_name
from csa.present.exhibit import Exhibit, FigurePart
from csa.present.months import month_series
from csa.priorities import counts_in, units_with_total
from csa.schemas import contract
from csa.schemas.coverage import MISSING
from csa.store import Store
from csa.store.coverage import how_months_stand

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from csa.counting.handouts.ground import Ground
    from csa.officer.explorer.alike import Months
    from csa.officer.question import Question
    from csa.settings import Priority, Settings, SubTheme

MOST_KEPT = 12
FIRST_BY = ("category", "bucket")
OF_TIME = ("weekday", "hour")
LSOA = "lsoa"
CUT_BY_DAYS = "These are days and not whole months, so they are not drawn by month."
NONE_ALIKE = "No month was received whole on both sides, so nothing is set beside these rows."
NO_HOUR = "No row says its hour."


class KeptStore(Store):
    """The processed tables, each part read once while the desk is open."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._kept: dict[str, pd.DataFrame] = {}

    def load(self, table: str, **asked: Any) -> pd.DataFrame:
        """Load a table, or return what was loaded of it before."""
        key = f"{table} {sorted(asked.items(), key=str)}"
        if key not in self._kept:
            self._kept[key] = super().load(table, **asked)
            for oldest in list(self._kept)[:-MOST_KEPT]:
                del self._kept[oldest]
        return self._kept[key]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What rows say.

    Attributes
    ----------
    asked : Asked
        What was chosen.
    table, months, week : Exhibit
        Counts beside what is compared, by month, and by day and hour; unprotected.
    by_lsoa : Series
        Rows by code of every neighbourhood of the area; missing where nothing was received.
    map_title, noun : str
        What these are, in words, and what one calls them.
    ground : Ground or None
        The place; None for the whole area.
    lines : tuple of str
        What the rows are, what was not received and what they do not say.
    problem : str
        Why nothing is set beside them; empty where something is, or nothing was asked for.
    code : str
        The code that gives the same numbers.
    """

    asked: Asked
    table: Exhibit
    months: Exhibit
    week: Exhibit
    by_lsoa: pd.Series
    map_title: str
    noun: str
    ground: Ground | None
    lines: tuple[str, ...]
    problem: str
    code: str

    @property
    def charts(self) -> Exhibit | None:
        """The charts that can be drawn, as one picture; None where none can."""
        drawn = [one for one in (self.months, self.week) if one.figures]
        if not drawn:
            return None
        rows = self.week.title.partition(" by weekday and hour: ")
        return replace(
            self.week,
            title=f"{rows[0]}: {rows[2]}",
            source=self.months.source,
            period=self.months.period,
            figures=tuple(figure for one in drawn for figure in one.figures),
            tables=tuple(table for one in drawn for table in one.tables),
        )


class Explorer:
    """What can be chosen, and what rows say under it; without any widget.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    area : str
        Slug of the district that is open, or of the partnership.
    """

    def __init__(self, settings: Settings, area: str) -> None:
        self.settings = settings
        self.area = "" if area == settings.partnership.slug else area
        self.records = Records(settings, KeptStore(settings), is_checked=False)
        self.districts = {
            one.slug: one for one in settings.districts if self.area in ("", one.slug)
        }

    @property
    def slugs(self) -> list[str]:
        """Slugs of every district of the partnership."""
        return [one.slug for one in self.settings.districts]

    @cached_property
    def tables(self) -> dict[str, str]:
        """What rows can be of: the units received, with their nouns."""
        built = self.records.store.catalogue.tables
        return {unit: noun_of(unit) for unit in INCIDENT_UNITS if unit in built}

    def tables_of(self, priority: Priority | None, subtheme: SubTheme | None) -> list[str]:
        """Return the tables that a priority or a sub-theme counts, its main one first."""
        if subtheme is not None:
            return [unit for unit in self.tables if counts_in(subtheme, unit=unit)]
        if priority is None:
            return [*self.tables]
        units = [unit for unit in units_with_total(priority) if unit in self.tables]
        return sorted(units, key=lambda unit: unit != priority.headline_unit)

    @cached_property
    def months(self) -> list[str]:
        """The months of which anything was received, the last one first."""
        coverage = self.records.coverage
        mine = coverage[coverage["unit"].isin(self.tables) & (coverage["status"] != MISSING)]
        return sorted(set(mine["month"]), reverse=True)

    @cached_property
    def codes(self) -> list[str]:
        """Codes of the districts that are open."""
        return [one.code for one in self.districts.values()]

    @cached_property
    def wards(self) -> list[str]:
        """Names of the wards that are open; one that several share is not among them."""
        names = [one.name for one in list_wards(self.nesting)]
        return [one for one in names if names.count(one) == 1]

    @cached_property
    def nesting(self) -> pd.DataFrame:
        """The look-up of the neighbourhoods that are open."""
        nesting = self.records.table("geography")
        return nesting[nesting["district"].isin(self.codes)]

    @cached_property
    def places(self) -> dict[str, str]:
        """Names of the named places that are open, by slug."""
        return {
            one.slug: one.name for one in self.settings.places if one.district in self.districts
        }

    @cached_property
    def others(self) -> dict[str, str]:
        """What can be set beside a place: ``area:`` and a name, by what it is called."""
        every = {one.name: one.slug for one in self.settings.districts}
        every |= {one.name: one.slug for one in self.settings.places}
        return {name: f"{AREA}{slug}" for name, slug in every.items() if slug != self.area}

    def ways(self, table: str) -> list[str]:
        """Return what rows of a table can be counted by, its type first."""
        fields = contract(table).fields
        named = [
            name
            for name, field in fields.items()
            if (field.values or field.parts or field.listed or field.kind == "flag")
            and name not in ("district", "month", "source")
        ]
        first = [name for name in FIRST_BY if name in fields]
        return [*dict.fromkeys([*first, "ward", LSOA, *OF_TIME, *named])]

    def answer(self, asked: Asked) -> Answer:
        """Return what the rows say.

        Raises
        ------
        StoreError, SettingsError
            If they cannot: nothing of it was received, or no row says what is asked for.
        """
        question = read_question(self.records, asked.table, **asked.here)
        here = answer(question)
        there, unlike, problem = self._there(asked, question)
        everywhere = here
        if asked.place is not None:
            everywhere = answer(read_question(self.records, asked.table, **asked.everywhere))
        both = [here] if there is None else [here, there]
        lines = [line for rows in both for line in rows.attrs[ABOUT]["lines"]]
        lines += filter(None, [unlike_text(unlike)])
        alike = [rows[~rows["month"].isin(out)] for rows, out in zip(both, unlike, strict=False)]
        return Answer(
            asked=asked,
            table=count(alike if len(both) > 1 else here, asked.by),
            months=self._by_month(asked, both, question),
            week=count(here, [*OF_TIME]),
            by_lsoa=self._by_lsoa(asked, everywhere),
            map_title=_map_title(everywhere),
            noun=question.noun,
            ground=question.place,
            lines=tuple(dict.fromkeys(lines)),
            problem=problem,
            code=asked.code(self.slugs, unlike=unlike),
        )

    def made_of(self, ground: Ground | None) -> list[str]:
        """Return the neighbourhoods that a place is counted by; none for the whole area."""
        if ground is None:
            return []
        column, codes = ground.column or LSOA, ground.codes if ground.column else ground.lsoas
        return [*self.nesting.loc[self.nesting[column].isin(codes), LSOA]]

    def know(self, settings: Settings) -> None:
        """Take up settings that have a place more; the tables read are kept."""
        store = self.records.store
        self.settings = settings
        self.records = Records(settings, store, is_checked=False)
        for name in ("places", "others"):
            vars(self).pop(name, None)

    def _there(self, asked: Asked, here: Question) -> tuple[pd.DataFrame | None, Months, str]:
        """Return the rows set beside them, and months that are set beside none; or why none are."""
        words = asked.there(self.slugs)
        unlike: Months = ([], [])
        if words is None:
            return None, unlike, ""
        try:
            question = read_question(self.records, asked.table, **words)
            there = answer(question)
        except CsaError as problem:
            return None, unlike, str(problem)
        if asked.compare == REST:  # of the same district, so of the same months
            return there, unlike, ""
        unlike, is_any_alike = find_unlike(here, question, earlier=asked.earlier)
        return (there, unlike, "") if is_any_alike else (None, ([], []), NONE_ALIKE)

    def _by_lsoa(self, asked: Asked, rows: pd.DataFrame) -> pd.Series:
        """Count rows by neighbourhood: none where none is, missing where nothing was received."""
        counts = rows[LSOA].value_counts()
        own = self.nesting.drop_duplicates(LSOA).set_index(LSOA)["district"]
        found = counts.reindex(own.index).fillna(0).astype("Int64")
        standing = how_months_stand(
            self.records.coverage, unit=asked.table, districts=self.districts.values()
        )
        if standing is not None:
            months = [*rows.attrs[ABOUT]["months"]]
            lost = (standing.reindex(months).fillna(MISSING) == MISSING).all()
            found = found.mask(own.isin(lost.index[lost]))
        return found

    def _by_month(self, asked: Asked, both: list[pd.DataFrame], question: Question) -> Exhibit:
        """Return counts by month; a year earlier is the same line, another area a second one."""
        counted = count(both if len(both) > 1 else both[0], "month")
        if asked.is_of_days:
            return replace(counted, figures=(), tables=(), unavailable=CUT_BY_DAYS)
        if len(both) == 1 or question.span is None:
            return counted
        if asked.compare == REST:  # so much more than here that here would be a flat line
            return replace(counted, figures=count(both[0], "month").figures)
        if asked.compare == A_YEAR_BEFORE:
            return replace(counted, figures=(self._since_a_year_before(asked, both[1], question),))
        series = [_as_series(counted, number, rows) for number, rows in enumerate(both, start=1)]
        noun, title = question.noun, counted.title
        apart = map(str, counted.data.columns[1:])
        names = [one.removeprefix(f"{noun} (").removesuffix(")") for one in apart]

        def draw() -> Figure:
            return month_series(
                _as_frame(series[0], other=series[1]), value_label=noun,
                name=names[0], lines=[("other", names[1])],
            )  # fmt: skip

        return replace(counted, figures=(_figure(draw, noun, title),))

    def _since_a_year_before(
        self, asked: Asked, earlier: pd.DataFrame, question: Question
    ) -> FigurePart:
        """Draw every month from the first a year earlier: no gap is one that was not asked for."""
        months = [*earlier.attrs[ABOUT]["months"]]
        words = {name: value for name, value in asked.here.items() if name != "last"}
        rows = answer(read_question(self.records, asked.table, **(words | {"since": months[0]})))
        counted, noun = count(rows, "month"), question.noun
        series = _as_series(counted, 1, rows)

        def draw() -> Figure:
            return month_series(
                _as_frame(series), value_label=noun, highlight=question.span,
                compare=Period(months[0], months[-1]),
            )  # fmt: skip

        return _figure(draw, noun, counted.title)


def _figure(draw: Callable[[], Figure], noun: str, title: str) -> FigurePart:
    return FigurePart(draw=draw, alt=title, caption=f"Counts of {noun}, unprotected.")


def _map_title(rows: pd.DataFrame) -> str:
    about = rows.attrs[ABOUT]
    noun = str(about["noun"])
    return f"{noun[:1].upper()}{noun[1:]} by neighbourhood: {about['asked']}"


def _as_series(counted: Exhibit, column: int, rows: pd.DataFrame) -> pd.Series:
    """Return one column of counts by month, as ``YYYY-MM``."""
    months = [*rows.attrs[ABOUT]["months"]]
    values = counted.data.set_index(str(counted.data.columns[0])).iloc[:, column - 1]
    return pd.Series(values[[*map(month_name, months)]].to_numpy(), index=months, dtype="Float64")


def _as_frame(value: pd.Series, **others: pd.Series) -> pd.DataFrame:
    frame = pd.DataFrame({"value": value, **others}).astype("float")
    return frame.rename_axis("month").reset_index()
