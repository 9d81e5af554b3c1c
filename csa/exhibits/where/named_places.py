"""What happens in the centres and other places the partnership has named?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.places.months import PLACE_LEVEL
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.where.at_place import MADE_OF, NOT_COUNTED, leading_types
from csa.exhibits.wording.changes import BOTH_YEARS, cells_beside, headline_unit, set_beside
from csa.exhibits.wording.places import add_places, place_codes, places_of
from csa.exhibits.wording.verdicts import judge_cells, tell_change, unsure_note, with_words
from csa.measures.verdicts import NO_COMPARISON, SLIGHTLY
from csa.present.number import Number
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View
    from csa.settings import Place
NO_PLACE = "The partnership has named no place of this area."


class PlaceExhibits(Group):
    """Named places of one priority."""

    name = "places"
    scopes = ("priority",)

    @exhibit(counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS})
    def named(view: View, **frames: pd.DataFrame) -> Parts:
        """Add up the neighbourhoods of each named place and compare with the year before."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} in the neighbourhoods of named places"
        frame = frames[unit]
        cells = view.cells(frame, level="lsoa", priority=view.priority.id)
        reason = why_missing(view, cells, unit)
        places = places_of(view)
        if not reason and (not places or not len(view.reference("boundary_lsoa"))):
            reason = NO_PLACE
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        rows = place_rows(view, places, {unit: cells})[unit]
        rows = rows.sort_values("after", ascending=False, ignore_index=True)
        return show(
            view,
            title=title,
            statements=_statements(rows, unit),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Neighbourhoods of"),
                        Column("neighbourhoods", "How many", "number"),
                        *BOTH_YEARS,
                        Column("reading", "Change"),
                        Column("share", f"Share of {view.name}, %", "percent"),
                    ],
                    caption=f"Neighbourhoods of named places in {view.name}: "
                    f"{view.period.label}, and "
                    f"{view.before.label}",
                    row_header="name",
                    table_id="named-places",
                ),
            ),
            cells=[cells],
            units=[unit],
            notes=(MADE_OF, *unsure_note(rows["name"], rows["certainty"], noun="places")),
            data=rows,
        )


class AreaPlaceExhibits(Group):
    """Named places of an area as a whole."""

    name = "places"
    scopes = ("area",)

    @exhibit(
        counts={
            "crime": Count("crime", level="lsoa"),
            "asb": Count("asb", level="lsoa"),
            "types": Count("crime", by=("category",), level="lsoa"),
        }
    )
    def overview(view: View, crime: pd.DataFrame, asb: pd.DataFrame, types: pd.DataFrame) -> Parts:
        """Set the named places of the area side by side: crime, anti-social behaviour, types."""
        title = f"Neighbourhoods of town centres and other named places in {view.name}"
        counted = {unit: one for unit, one in (("crime", crime), ("asb", asb)) if len(one)}
        places = places_of(view)
        if not places or not len(view.reference("boundary_lsoa")) or not counted:
            return unavailable(view, title=title, reason=NO_PLACE, units=list(counted))
        cells = {unit: view.cells(frame, level="lsoa") for unit, frame in counted.items()}
        named = {
            "name": [place.name for place in places],
            "types": [leading_types(view, place, types) for place in places],
        }
        by_unit = place_rows(view, places, cells)
        rows = pd.concat(
            [pd.DataFrame(named), *(one.add_prefix(f"{unit}_") for unit, one in by_unit.items())],
            axis=1,
        ).sort_values(f"{next(iter(cells))}_after", ascending=False, ignore_index=True)
        return show(
            view,
            title=title,
            statements=tuple(
                one
                for unit, frame in cells.items()
                for one in _statements(_of_unit(rows, unit), unit)
            ),
            tables=(_overview_table(view, rows, list(cells)),),
            cells=list(cells.values()),
            units=list(cells),
            notes=(MADE_OF, NOT_COUNTED[:1].upper() + NOT_COUNTED[1:]),
            data=rows,
        )


def _of_unit(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the places by one unit, with the most first."""
    columns = {f"{unit}_{name}": name for name in ("after", "reading")}
    own = rows[["name", *columns]].rename(columns=columns)
    return own.sort_values("after", ascending=False, ignore_index=True)


def _overview_table(view: View, rows: pd.DataFrame, units: list[str]) -> Table:
    columns = [Column("name", "Neighbourhoods of")]
    for unit in units:
        noun = {"crime": "Recorded crimes", "asb": "ASB incidents"}[unit]
        columns += [
            Column(f"{unit}_before", f"{noun}, a year earlier", "count"),
            Column(f"{unit}_after", f"{noun}, this period", "count"),
            Column(
                f"{unit}_reading",
                f"Change in {noun[:1].lower() + noun[1:]}"
                if unit == "crime"
                else f"Change in {noun}",
            ),
        ]
    return Table(
        rows,
        [*columns, Column("types", "Most common types of crime")],
        caption=f"Neighbourhoods of named places in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id="places-overview",
    )


def place_rows(
    view: View, places: list[Place], counted: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Add up the neighbourhoods of each place, and judge the places of a district together.

    Parameters
    ----------
    view : View
        What holds the boundaries.
    places : list of Place
        The places that are read together.
    counted : mapping of unit to DataFrame
        Cells by LSOA.

    Returns
    -------
    dict of unit to DataFrame
        One row per place: ``place, name, neighbourhoods, before, after, reading, certainty,
        share``. A count is missing where one of its parts is.
    """
    return {unit: _rows_of(view, places, cells) for unit, cells in counted.items()}


def _rows_of(view: View, places: list[Place], cells: pd.DataFrame) -> pd.DataFrame:
    with_places = add_places(view, cells_beside(view, cells), places)
    verdicts = judge_cells(view, with_places)
    beside = set_beside(view, with_places)
    whole = Number.sum(beside.loc[beside["level"] != PLACE_LEVEL, "after"])
    named = pd.DataFrame(
        {
            "place": [one.slug for one in places],
            "name": [one.name for one in places],
            "neighbourhoods": [len(place_codes(view, one)) for one in places],
        }
    )
    of_places = beside.loc[beside["level"] == PLACE_LEVEL, ["area", "key", "before", "after"]]
    rows = named.merge(of_places, left_on="place", right_on="area", how="left")
    return (
        with_words(rows, verdicts)
        .assign(
            **{name: _numbers(rows[name]) for name in ("before", "after")},
            share=[
                None if one is None else one.percent_of(whole) for one in _numbers(rows["after"])
            ],
        )
        .drop(columns=["area", "key"])
    )


def _numbers(column: pd.Series) -> pd.Series:
    """Return numbers with None where a join found none."""
    return column.astype(object).where(column.notna(), None)


def _statements(rows: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    noun = UNIT_NOUNS[unit]
    changed = [
        say(
            "{noun:t} {reading:t} in the neighbourhoods of {names:t}.",
            noun=noun[:1].upper() + noun[1:],
            reading=reading if reading.endswith(SLIGHTLY) else f"clearly {reading}",
            names=list_text(list(rows.loc[rows["reading"] == reading, "name"])),
        )
        for reading in sorted(set(rows.loc[tell_change(rows["reading"]), "reading"]), reverse=True)
    ]
    if changed:
        return tuple(changed)
    first = rows["name"].iloc[0]
    if (rows["reading"] == NO_COMPARISON).all():
        return (say("Those of {first:t} have the most {noun:t}.", first=first, noun=noun),)
    return (
        say(
            "The neighbourhoods of no named place show a clear change in {noun:t}; those of "
            "{first:t} have the most.",
            noun=noun,
            first=first,
        ),
    )
