"""What is asked of the store, and which of its rows answer it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SettingsError, StoreError
from csa.officer.themes import CRIME, OF_CRIMES, check_theme, is_of, may_be_of, noun_of, unit_of
from csa.periods import Period, as_spans
from csa.present.words import list_text
from csa.priorities import COUNTED, is_counted, unrecorded_subthemes
from csa.schemas import contract
from csa.schemas.coverage import MISSING
from csa.store import Store
from csa.store.coverage import how_months_stand

if TYPE_CHECKING:
    from csa.areas import Ward
    from csa.counting.handouts.ground import Ground
    from csa.lately import Lately
    from csa.officer.filters import Filter
    from csa.settings import District, Priority, Settings, SubTheme

CRIME_ID = "crime_id"
POINT = ["easting", "northing"]
FIGURES = ("count", "at_least", "at_most")
PLACED_BY = {"easting": "point", "lsoa": "neighbourhood"}


@dataclass(frozen=True)
class Question:
    """What is asked of the store, and the rows that answer it."""

    settings: Settings
    store: Store
    table: str
    district: District | None = None
    months: tuple[str | None, str | None] = (None, None)
    lately: Lately | None = None
    priority: Priority | None = None
    subtheme: SubTheme | None = None
    place: Ground | None = None
    exact: bool = False
    outside: bool = False
    source: str = ""
    ward: Ward | None = None
    filters: list[Filter] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the officer calls the table: own figures by their source."""
        return self.source or self.table

    @property
    def is_of_crimes(self) -> bool:
        """Whether rows belong to crimes, as victims do, and take month and place from them."""
        return self.table in OF_CRIMES

    @property
    def unit(self) -> str:
        """The table of the incidents that rows are, or belong to."""
        return unit_of(self.table)

    @property
    def is_of_figures(self) -> bool:
        """Whether each row is a figure that somebody counted: no row is no nought."""
        return {*FIGURES} <= {*contract(self.table).fields}

    @property
    def is_of_some_incidents(self) -> bool:
        """Whether not all incidents of the district and months are asked for."""
        chosen = (self.priority, self.place, self.ward, self.first_day)
        return any(one is not None for one in chosen)

    @property
    def is_narrowed(self) -> bool:
        """Whether not all rows of the district and months are asked for."""
        return self.is_of_some_incidents or bool(self.filters)

    def check(self) -> None:
        """Refuse what the table cannot answer, before a row is read."""
        if self.priority is not None:
            check_theme(self.priority, self.subtheme, table=self.table)
        for name, is_asked in (("exact", self.exact), ("outside", self.outside)):
            if is_asked and self.place is None:
                raise SettingsError(f"{name}=True is about the ground of a place: name the place.")
        if self.place is not None:
            self._check_place(self.place)
        if self.lately is not None and any(self.months[:1]):
            raise SettingsError("since and last both say where the span begins: give one of them.")
        if self.lately is not None and self.lately.days and not self.day_column:
            raise StoreError(f"The rows of the table '{self.table}' have no day, only months.")

    def _check_place(self, place: Ground) -> None:
        if not {"lsoa", *POINT} <= set(contract(self.unit).fields):
            raise StoreError(
                f"The rows of the table '{self.table}' have no place, so they cannot be cut to "
                f"'{place.slug}'."
            )
        if self.district is not None and self.district.code != place.district:
            home = next(one for one in self.settings.districts if one.code == place.district)
            raise SettingsError(
                f"The place '{place.slug}' lies in '{home.slug}', not in '{self.district.slug}'."
            )

    @cached_property
    def standing(self) -> pd.DataFrame | None:
        """How each month received stands, by district; None if not sent by the month."""
        coverage = self.store.coverage()
        if self.source:
            coverage = coverage[coverage["source"] == self.source]
        return how_months_stand(coverage, unit=self.table, districts=self.districts)

    @property
    def districts(self) -> tuple[District, ...]:
        """The districts asked for."""
        return (self.district,) if self.district else self.settings.districts

    @cached_property
    def asked_months(self) -> tuple[str | None, str | None]:
        """The first and last month asked for, the last ones received worked out."""
        since, until = self.months
        if self.lately is None:
            return since, until
        if until is None:
            until = max(self._received, default=None)
        if until is None:
            raise StoreError(
                f"The table '{self.name}' is not sent by the month: since, until and last "
                "mean nothing here."
            )
        return self.lately.first_month(until), until

    @property
    def _received(self) -> list[str]:
        if self.standing is None:
            return []
        return [*self.standing.index[(self.standing != MISSING).any(axis="columns")]]

    @cached_property
    def span(self) -> Period | None:
        """The months asked for, by default from the first to the last received.

        Raises
        ------
        StoreError
            If none of them was received.
        """
        since, until = self.asked_months
        if since and until:
            Period(since, until)
        if self.standing is None:
            return None
        received = self._received
        months = sorted({*received, *filter(None, (since, until))})
        span = Period(since or months[0], until or months[-1]) if months else None
        if span is None or {*received}.isdisjoint(span.months):
            known = list_text([one.label for one in as_spans(received)]) or "nothing"
            raise StoreError(
                f"No month of the table '{self.name}' was received for {self.asked}. "
                f"Received: {known}."
            )
        return span

    @property
    def asked(self) -> str:
        """The district and months asked for, in words."""
        since, until = self.asked_months
        told = [self.district.name if self.district else self.settings.partnership.name]
        if since and until:
            told.append(Period(since, until).label)
        elif since or until:
            told += [f"from {Period(since, since).label}"] if since else []
            told += [f"up to {Period(until, until).label}"] if until else []
        return ", ".join(told)

    @property
    def noun(self) -> str:
        """What the rows are to a reader, in words."""
        if self.source in self.store.catalogue.sources:
            return str(self.store.catalogue.sources[self.source]["label"])
        return noun_of(self.table, is_counted=self.is_of_counted)

    @property
    def is_of_counted(self) -> bool:
        """Whether only rows are asked for that pages count."""
        column, values = COUNTED.get(self.table, ("", ()))
        return self.priority is not None or any(
            one.column == column and {*one.values} <= {*values} for one in self.filters
        )

    @property
    def span_label(self) -> str:
        """The months or days asked for, in words; empty where there are none."""
        if self.lately is not None and self.lately.days and self.span is not None:
            return self.lately.label(self.span.end)
        return self.span.label if self.span else ""

    @property
    def received_of_span(self) -> dict[str, bool]:
        """The months of the span, and whether anything was received for each."""
        received = {*self._received}
        return {month: month in received for month in self.span.months} if self.span else {}

    def source_text(self, rows: pd.DataFrame) -> str:
        """Return the names of the sources of some rows, with their publishers."""
        known = self.store.catalogue.sources
        names = sorted(set(rows["source"].dropna())) if "source" in rows else []
        told = [known[name] for name in names if name in known]
        return "; ".join(f"{one['label']} ({one['publisher']})" for one in told)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows of the district and months, whatever else is asked."""
        (since, until), span = self.asked_months, self.span
        code = self.district.code if self.district else None
        rows = self.store.load(
            self.table, district=code, since=since, until=until, source=self.source or None
        )
        if not len(rows) and span is None and (code or since or until):
            raise StoreError(f"The table '{self.name}' holds no row of {self.asked}.")
        return rows

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """The incidents that rows are, or belong to."""
        return self.store.load(CRIME) if self.is_of_crimes else self.rows

    @cached_property
    def is_counted(self) -> pd.Series:
        """Which rows count: on their own, and as belonging to crimes that do."""
        counted = is_counted(self.rows, table=self.table)
        if self.is_of_crimes:
            counted &= self.of_rows(is_counted(self.incidents, table=CRIME))
        return counted

    @cached_property
    def is_wanted(self) -> pd.Series:
        """Which rows are all that is asked for."""
        wanted = self.is_placed
        for one in self.filters:
            wanted = wanted & self.holds(one)
        return wanted

    @cached_property
    def is_placed(self) -> pd.Series:
        """Which rows are of the priority, place, ward and days, whatever the filters."""
        if self.priority is None:
            return self.is_there
        of_theme = is_of(self.incidents, self.priority, self.subtheme, unit=self.unit)
        return self.is_there & self.of_rows(of_theme) & self.is_counted

    @cached_property
    def is_there(self) -> pd.Series:
        """Which rows are of the place, ward and days, whatever the priority and the filters."""
        if not self.placed_by:
            return pd.Series(data=True, index=self.rows.index)
        wanted = pd.Series(data=True, index=self.incidents.index)
        if self.place is not None:
            known = self.incidents[self._placed_by(self.place)].notna()
            wanted &= known & (self._is_at(self.place) ^ self.outside)
        if self.ward is not None:
            wanted &= self.incidents["ward"].isin([self.ward.code])
        if self.first_day is not None:
            # By the clock here, to the end of the last month.
            wanted &= self.incidents[self.day_column].dt.tz_localize(None) >= self.first_day
        return self.of_rows(wanted)

    def holds(self, one: Filter) -> pd.Series:
        """Say which rows, or whose crimes, have a value of a filter."""
        if one.table == self.table:
            return one.holds(self.rows)
        return self.of_rows(one.holds(self.incidents))

    def unknown(self, one: Filter) -> tuple[int, int]:
        """Return of how many rows a filter's column is not known, of how many that it divides."""
        others = self.is_placed
        for other in self.filters:
            if other is not one:
                others = others & self.holds(other)
        if one.table == self.table:
            unknown = one.is_unknown(self.rows)
        else:
            unknown = self.of_rows(one.is_unknown(self.incidents))
        return int((unknown & others).sum()), int(others.sum())

    def unknown_of_theme(self) -> tuple[int, int]:
        """Return of how many rows it is not known whether they are of the theme, and of how many.

        The second are those that count of the place, ward and days, and have the values of the
        filters.
        """
        if self.priority is None:
            return 0, 0
        others = self.is_there & self.is_counted
        for one in self.filters:
            others = others & self.holds(one)
        may = may_be_of(self.incidents, self.priority, self.subtheme, unit=self.unit)
        return int((self.of_rows(may) & ~self.is_placed & others).sum()), int(others.sum())

    def check_recorded(self) -> None:
        """Refuse to pick rows by what none of them says: that would read as a nought.

        Raises
        ------
        StoreError
            Naming what is not said: the place, the column or the sub-theme.
        """
        for column, what in self.placed_by.items():
            if len(self.rows) and not self.of_rows(self.incidents[column].notna()).any():
                raise StoreError(
                    f"None of the {len(self.rows):,} rows of {self.asked} says its {what}, so "
                    "none can be picked by it."
                )
        for one in self.filters:
            unknown, whole = self.unknown(one)
            if whole and unknown == whole and None not in one.values:
                raise StoreError(
                    f"None of the {whole:,} rows of {self.asked} says its {one.name}: it was "
                    "not received."
                )
        if self.subtheme is not None and self.priority is not None and len(self.incidents):
            lost = unrecorded_subthemes(self.incidents, unit=self.unit, priorities=[self.priority])
            if self.subtheme.id in lost:
                raise StoreError(
                    f"Nothing in the rows of {self.asked} says whether they are: "
                    f"{self.subtheme.label}."
                )

    @property
    def placed_by(self) -> dict[str, str]:
        """The columns of incidents that say where or on what day they belong, in words."""
        columns: dict[str, str] = {}
        if self.place is not None:
            column = self._placed_by(self.place)
            columns[column] = PLACED_BY.get(column, column)
        if self.ward is not None:
            columns["ward"] = "ward"
        if self.first_day is not None:
            columns[self.day_column] = "day"
        return columns

    def of_rows(self, chosen: pd.Series) -> pd.Series:
        """Say which rows are, or belong to, the incidents chosen."""
        if not self.is_of_crimes:
            return chosen
        return self.rows[CRIME_ID].isin(self.incidents.loc[chosen, CRIME_ID].dropna())

    def located(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows with a point: people and outcomes have that of their crime."""
        if not self.is_of_crimes:
            return rows
        known = self.incidents.dropna(subset=[CRIME_ID]).drop_duplicates(CRIME_ID)
        return rows.join(known.set_index(CRIME_ID)[POINT], on=CRIME_ID)

    @property
    def day_column(self) -> str:
        """The column with the moment that a row is of; empty where a table has none."""
        return contract(self.unit).day

    @property
    def first_day(self) -> pd.Timestamp | None:
        """The first day of the span, where one of days is asked for."""
        until = self.asked_months[1]
        if self.lately is None or until is None or not self.lately.days:
            return None
        return self.lately.first_day(until)

    def _is_at(self, place: Ground) -> pd.Series:
        if self.exact:
            return place.holds(self.incidents)
        if not (place.column or place.lsoas):
            raise StoreError(f"No boundary of a neighbourhood at '{place.slug}' was received.")
        return place.is_counted_by(self.incidents)

    def _placed_by(self, place: Ground) -> str:
        """Return the column that says whether incidents lie at a place."""
        return place.column or (POINT[0] if self.exact else "lsoa")
