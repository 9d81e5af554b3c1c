"""Where does it happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.persons import ONE_CASE
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.where.area_rows import area_rows
from csa.exhibits.where.neighbourhoods import (
    lettered,
    neighbourhood_notes,
    neighbourhood_statements,
    neighbourhood_tables,
)
from csa.exhibits.where.wards import ward_columns, ward_notes, ward_statements
from csa.exhibits.where.where import draw_where
from csa.exhibits.wording.changes import cells_beside, headline_unit, set_beside
from csa.present.exhibit import FigurePart
from csa.present.maps import class_breaks, symbol_map
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from csa.counting.families import Level
    from csa.exhibits.view import View
    from csa.exhibits.wording.centres import FineLevel
    from csa.present.number import Number

BURGLARY = "Burglary"


class LocationExhibits(Group):
    """Locations of one priority."""

    name = "location"
    scopes = ("priority",)

    @exhibit(
        offers="wards",
        counts={
            **{unit: Count(unit, by=("priority",), level="ward") for unit in INCIDENT_UNITS},
            **{
                f"{unit}_inside": Count(unit, by=("priority",), level="lsoa")
                for unit in INCIDENT_UNITS
            },
            "cases": Count(ONE_CASE, by=("theme",)),
        },
    )
    def where(view: View, **frames: pd.DataFrame) -> Parts:
        """Say where it is and what changed there, on one map and in one paragraph."""
        return draw_where(view, frames)

    @exhibit(
        counts={
            **{unit: Count(unit, by=("priority",), level="ward") for unit in INCIDENT_UNITS},
            "all_crime": Count("crime", level="ward"),
            "types": Count("crime", by=("category",), level="ward"),
        }
    )
    def ward_table(
        view: View, all_crime: pd.DataFrame, types: pd.DataFrame, **frames: pd.DataFrame
    ) -> Parts:
        """List every ward with its count, change, share, rate and what stands out."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by ward"
        cells = _area_cells(view, frames[unit], "ward")
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        everything = view.cells(all_crime, level="ward") if unit == "crime" else all_crime[:0]
        burglary = _burglary_cells(view, types, "ward")
        table = area_rows(view, cells, level="ward", everything=everything, burglary=burglary)
        return show(
            view,
            title=title,
            statements=ward_statements(table, unit),
            tables=(ward_columns(view, table, unit),),
            cells=[cells, everything, burglary],
            units=[unit],
            notes=ward_notes(view, table),
            data=table,
        )

    @exhibit(
        counts={
            **{unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS},
            "all_crime": Count("crime", level="lsoa"),
            "types": Count("crime", by=("category",), level="lsoa"),
        }
    )
    def lsoa_map(
        view: View, all_crime: pd.DataFrame, types: pd.DataFrame, **frames: pd.DataFrame
    ) -> Parts:
        """Map every neighbourhood (LSOA) and list them with change, share, rate and flags."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by neighbourhood"
        cells = _area_cells(view, frames[unit], "lsoa")
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        everything = view.cells(all_crime, level="lsoa") if unit == "crime" else all_crime[:0]
        burglary = _burglary_cells(view, types, "lsoa")
        rows = lettered(
            area_rows(view, cells, level="lsoa", everything=everything, burglary=burglary)
        )
        lost = _lost(view, frames[unit])
        statements = neighbourhood_statements(rows, unit)
        return show(
            view,
            title=title,
            statements=(
                *statements,
                *_not_located(view.known_total(lost)),
                *_in_wards_only(view, frames[unit], cells),
            ),
            figures=_map(view, frames[unit], unit, rows=rows, finding=statements[0]),
            tables=neighbourhood_tables(view, rows, unit),
            cells=[cells, lost, everything, burglary],
            units=[unit],
            notes=neighbourhood_notes(view, rows),
            data=rows,
        )


def _area_cells(view: View, frame: pd.DataFrame, level: Level) -> pd.DataFrame:
    if not len(frame):
        return frame
    return view.cells(frame, level=level, priority=view.priority.id)


def _burglary_cells(view: View, types: pd.DataFrame, level: FineLevel) -> pd.DataFrame:
    """Return the cells of burglary by area where the priority counts burglary."""
    rules = [rule for subtheme in view.priority.subthemes for rule in subtheme.rules]
    counted = any(BURGLARY in one.get("category", ()) for rule in rules for one in rule.any_of)
    if not counted or not len(types) or view.priority.sensitive:
        return types[:0]
    return view.cells(types, level=level, period=view.period, category=BURGLARY)


def _map(
    view: View, frame: pd.DataFrame, unit: str, *, rows: pd.DataFrame, finding: Statement
) -> tuple[FigurePart, ...]:
    """Return the map; none where no boundaries were received."""
    if not len(view.reference("boundary_lsoa")):
        return ()
    noun = UNIT_NOUNS[unit]
    label = noun[:1].upper() + noun[1:]
    return (
        FigurePart(
            draw=_map_drawer(view, frame, rows=rows, label=label),
            alt=f"Map of {noun} in the neighbourhoods of {view.name}, {view.period.label}. "
            f"{finding}",
            caption=f"{label} by LSOA, {view.period.label}: a larger circle is more, letters are "
            "those of the table",
            noun="map",
        ),
    )


def _map_drawer(
    view: View, frame: pd.DataFrame, *, rows: pd.DataFrame, label: str
) -> Callable[[], Figure]:
    # The limits of the classes come from all districts and both years, so that maps compare.
    chosen = (frame["level"] == "lsoa") & (frame["priority"] == view.priority.id)
    everywhere = frame[chosen]
    beside = set_beside(view, cells_beside(view, everywhere))

    def draw() -> Figure:
        codes = set(view.codes("lsoa"))
        lsoas = view.reference("boundary_lsoa")
        wards = view.reference("boundary_ward")
        districts = view.reference("boundary_district")
        inside = districts if view.is_partnership else districts[districts["code"] == view.code]
        labels = districts if view.is_partnership else wards[wards["district"] == view.code]
        return symbol_map(
            lsoas[lsoas["code"].isin(codes)],
            beside.set_index("area")["after"],
            breaks=class_breaks(pd.concat([beside["before"], beside["after"]]).dropna()),
            outline=inside,
            labels=labels,
            context=None if view.is_partnership else districts,
            letters=rows.set_index("area")["letter"].loc[lambda one: one != ""],
            value_label=label,
        )

    return draw


def _lost(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    wards = view.cells(frame, level="ward", period=view.period, priority=view.priority.id)
    return wards[wards["area"].str.contains(":", regex=False)]


def _in_wards_only(
    view: View, frame: pd.DataFrame, neighbourhoods: pd.DataFrame
) -> tuple[Statement, ...]:
    """Say whether some have a ward and no neighbourhood, as far as exact counts tell."""
    wards = view.cells(frame, level="ward", period=view.period, priority=view.priority.id)
    wards = wards[~wards["area"].str.contains(":", regex=False)]
    here = neighbourhoods[neighbourhoods["period"] == view.period.key]
    placed = view.known_total(wards)
    if placed.hidden or placed <= view.known_total(here):
        return ()
    return (say("Others have a ward but no neighbourhood, and are in the counts of wards only."),)


def _not_located(lost: Number) -> tuple[Statement, ...]:
    if not lost:
        return ()
    text = "{lost:n} more could not be placed on the map and are in the totals only."
    return (say(text, lost=lost),)
