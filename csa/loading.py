"""Which rows answer the officer's question, and what was not received of them?

``csa.load`` gives a processed table as a frame, cut to what is asked. It writes in a few lines what
the frame holds and what is missing of it; where nothing of it was received it says so and stops,
for an empty frame would read as a zero.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, get_args

import pandas as pd

from csa.counting.places.shapes import codes_of_place, is_in, place_ground
from csa.errors import SettingsError, StoreError
from csa.periods import Period, as_spans, parse_month
from csa.present.words import list_text
from csa.priorities import is_counted, theme_membership, units_with_total, unrecorded_subthemes
from csa.schemas import contract
from csa.schemas.coverage import MISSING
from csa.settings import Unit, load_settings
from csa.store import Store
from csa.store.coverage import describe_gaps, how_months_stand
from csa.store.reading import find_district
from csa.visible import visible

if TYPE_CHECKING:
    import numpy as np

    from csa.settings import District, Place, Priority, Settings

UNITS = get_args(Unit)
CRIME, CRIME_ID = "crime", "crime_id"
OF_CRIMES = ("victim", "suspect", "outcome")
POINT = ["easting", "northing"]
NOT_COUNTED = {
    "crime": "crimes that were cancelled or transferred",
    "fire": "fires that are not known to be deliberate",
    "suspect": "suspects who were eliminated, or of crimes that were cancelled or transferred",
}
OF_CANCELLED = "those of crimes that were cancelled or transferred"


def load(
    table: str,
    *,
    district: str | None = None,
    since: str | None = None,
    until: str | None = None,
    priority: str | None = None,
    place: str | None = None,
    exact: bool = False,
    root: str | None = None,
) -> pd.DataFrame:
    """Load a processed table, and write what it holds and what was not received of it.

    Parameters
    ----------
    table : str
        Name of the table, for example ``crime``.
    district : str, optional
        Slug, name or code of a district: only its rows. A place lies in one anyway.
    since, until : str, optional
        First and last month, ``YYYY-MM``; by default the first and last received.
    priority : str, optional
        Id of a priority: only what is counted in its total, each row once. Victims, suspects and
        outcomes are those of its crimes.
    place : str, optional
        Slug of a named place: only rows of the neighbourhoods (LSOAs) that make it up, which is
        what the name means on every page.
    exact : bool
        With a place: rows whose own point lies within its circle or outline instead, which no
        page shows.
    root : str, optional
        The project folder; by default the nearest one.

    Returns
    -------
    DataFrame or GeoDataFrame
        Unprotected rows, for the officer's eyes. A frame without rows means that there are none
        among what was received; what was not is named in the lines written.

    Raises
    ------
    StoreError
        If there is no such table, or nothing that is asked for was received; the message says
        what there is.
    SettingsError
        If there is no such district, priority or place, a month is malformed, or the span ends
        before it starts.
    """
    settings = load_settings(root)
    contract(table)
    since, until = (None if month is None else parse_month(month) for month in (since, until))
    named = settings.place(place) if place is not None else None
    within = district if district is not None or named is None else named.district
    question = _Question(
        settings=settings,
        store=Store(settings),
        table=table,
        district=find_district(settings, within) if within is not None else None,
        months=(since, until),
        priority=settings.priority(priority) if priority is not None else None,
        place=named,
        exact=exact,
    )
    question.check()
    kept = question.rows[question.is_wanted]
    sys.stdout.write("\n".join(visible(line) for line in _describe(question, kept)) + "\n")
    return kept


@dataclass(frozen=True)
class _Question:
    """What is asked of the store, and the rows that answer it."""

    settings: Settings
    store: Store
    table: str
    district: District | None
    months: tuple[str | None, str | None]
    priority: Priority | None
    place: Place | None
    exact: bool

    @property
    def is_of_crimes(self) -> bool:
        """Whether rows belong to crimes, as victims do, and take month and place from them."""
        return self.table in OF_CRIMES

    @property
    def unit(self) -> str:
        """The table of the incidents that rows are, or belong to."""
        return CRIME if self.is_of_crimes else self.table

    def check(self) -> None:
        """Refuse what the table cannot answer, before a row is read."""
        if self.priority is not None:
            _check_priority(self.priority, table=self.table, unit=self.unit)
        if self.exact and self.place is None:
            raise SettingsError("exact=True cuts to the ground of a named place: name the place.")
        if self.place is not None:
            _check_place(self.place, table=self.table, unit=self.unit, district=self.district)

    @cached_property
    def standing(self) -> pd.DataFrame | None:
        """How each month received stands, by district; None if not sent by the month."""
        return how_months_stand(self.store.coverage(), unit=self.table, districts=self.districts)

    @property
    def districts(self) -> tuple[District, ...]:
        """The districts asked for."""
        return (self.district,) if self.district else self.settings.districts

    @cached_property
    def span(self) -> Period | None:
        """The months asked for, by default from the first to the last received.

        Raises
        ------
        StoreError
            If none of them was received.
        """
        since, until = self.months
        if since and until:
            Period(since, until)
        if self.standing is None:
            return None
        received = self.standing.index[(self.standing != MISSING).any(axis="columns")]
        months = sorted({*received, *filter(None, self.months)})
        span = Period(since or months[0], until or months[-1]) if months else None
        if span is None or not received.intersection(span.months).size:
            known = list_text([one.label for one in as_spans(received)]) or "nothing"
            raise StoreError(
                f"No month of the table '{self.table}' was received for {self.asked}. "
                f"Received: {known}."
            )
        return span

    @property
    def asked(self) -> str:
        """The district and months asked for, in words."""
        since, until = self.months
        told = [self.district.name if self.district else self.settings.partnership.name]
        if since and until:
            told.append(Period(since, until).label)
        elif since or until:
            told += [f"from {Period(since, since).label}"] if since else []
            told += [f"up to {Period(until, until).label}"] if until else []
        return ", ".join(told)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows of the district and months, whatever the priority and place."""
        (since, until), span = self.months, self.span
        code = self.district.code if self.district else None
        rows = self.store.load(self.table, district=code, since=since, until=until)
        if not len(rows) and span is None and (code or since or until):
            raise StoreError(f"The table '{self.table}' holds no row of {self.asked}.")
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
        """Which rows are of the priority and the place."""
        if self.priority is None and self.place is None:
            return pd.Series(data=True, index=self.rows.index)
        wanted = pd.Series(data=True, index=self.incidents.index)
        if self.priority is not None:
            wanted &= _is_of(self.incidents, self.priority, unit=self.unit)
        if self.place is not None:
            wanted &= self._is_at(self.place)
        return self.of_rows(wanted) & (self.is_counted if self.priority else True)

    def of_rows(self, chosen: pd.Series) -> pd.Series:
        """Say which rows are, or belong to, the incidents chosen."""
        if not self.is_of_crimes:
            return chosen
        return self.rows[CRIME_ID].isin(self.incidents.loc[chosen, CRIME_ID].dropna())

    def _is_at(self, place: Place) -> pd.Series | np.ndarray:
        if self.exact:
            points = self.incidents[POINT].astype("Float64").astype(float)
            east, north = (points[name].to_numpy() for name in POINT)
            return is_in(place, east, north, settings=self.settings)
        boundaries = self.store.load("boundary_lsoa")
        codes = codes_of_place(place, boundaries, settings=self.settings)
        if not codes:
            raise StoreError(f"No boundary of a neighbourhood at '{place.slug}' was received.")
        return self.incidents["lsoa"].isin(codes)


def _check_priority(priority: Priority, *, table: str, unit: str) -> None:
    if unit not in UNITS:
        raise StoreError(
            f"The rows of the table '{table}' belong to no priority. Those that do: "
            f"{', '.join((*UNITS, *OF_CRIMES))}."
        )
    if unit not in units_with_total(priority):
        raise StoreError(
            f"The priority '{priority.id}' does not count the table '{unit}'. It counts: "
            f"{', '.join(units_with_total(priority))}."
        )


def _check_place(place: Place, *, table: str, unit: str, district: District | None) -> None:
    if not {"lsoa", *POINT} <= set(contract(unit).fields):
        raise StoreError(
            f"The rows of the table '{table}' have no place, so they cannot be cut to "
            f"'{place.slug}'."
        )
    if district is not None and district.slug != place.district:
        raise SettingsError(
            f"The named place '{place.slug}' lies in '{place.district}', not in '{district.slug}'."
        )


def _is_of(incidents: pd.DataFrame, priority: Priority, *, unit: str) -> np.ndarray:
    """Say which incidents are in the total of a priority."""
    counted = incidents[is_counted(incidents, table=unit)]
    members = theme_membership(counted, unit=unit, priorities=[priority])
    return incidents.index.isin(members.loc[members["counts_to_priority"], "incident"])


def _describe(question: _Question, kept: pd.DataFrame) -> Iterator[str]:
    """Say what a frame holds, and what it does not."""
    rows, place, priority = question.rows, question.place, question.priority
    of = [question.district.name if question.district else question.settings.partnership.name]
    of += [question.span.label] if question.span else []
    of += [priority.short_label] if priority else []
    of += [place_ground(place, exact=question.exact)] if place else []
    total = f" of {len(rows):,}" if priority or place else ""
    yield f"{question.table} ({'; '.join(of)}): {len(kept):,}{total} rows."
    if question.standing is not None and question.span is not None:
        months = question.span.months
        yield from describe_gaps(question.standing, months, districts=question.districts)
    if not_counted := int((~question.is_counted & question.is_wanted).sum()):
        what = NOT_COUNTED.get(question.table, OF_CANCELLED)
        yield f"On no page, but among these rows: {not_counted:,} {what}."
    if place:
        column, what = ("easting", "point") if question.exact else ("lsoa", "neighbourhood")
        unknown = int(question.of_rows(question.incidents[column].isna()).sum())
        yield f"No {what} is known of {unknown:,} of the {len(rows):,} rows: they are left out."
    if priority and (names := _not_recognised(question, priority)):
        yield f"Nothing in these rows says whether they are: {list_text(names, last='or')}."


def _not_recognised(question: _Question, priority: Priority) -> list[str]:
    if not len(question.incidents):
        return []
    names = {one.id: one.label for one in priority.subthemes}
    unknown = unrecorded_subthemes(question.incidents, unit=question.unit, priorities=[priority])
    return [names[one] for one in unknown]
