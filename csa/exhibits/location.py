"""Where does it happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.cells import Count
from csa.exhibits.base import Group, Parts, exhibit, is_protected, show, unavailable, why_missing
from csa.exhibits.change import INCIDENT_UNITS, headline_unit
from csa.exhibits.view import UNIT_NOUNS
from csa.exhibits.wards import ward_columns, ward_notes, ward_rows, ward_statements
from csa.present.exhibit import FigurePart
from csa.present.maps import choropleth, class_breaks
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from csa.disclosure.cells import Level
    from csa.exhibits.view import View

BURGLARY = "Burglary"


class LocationExhibits(Group):
    """Locations of one priority."""

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
        burglary = _burglary_cells(view, types)
        table = ward_rows(view, cells, everything=everything, burglary=burglary)
        protected = not view.is_officer and is_protected(cells)
        return show(
            view,
            title=title,
            statements=ward_statements(table, unit),
            tables=(ward_columns(view, table, unit, protected=protected),),
            cells=[cells, everything, burglary],
            units=[unit],
            notes=ward_notes(view, table),
            data=table,
        )

    @exhibit(counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS})
    def lsoa_map(view: View, **frames: pd.DataFrame) -> Parts:
        """Map the count of every neighbourhood (LSOA)."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by neighbourhood"
        cells = _area_cells(view, frames[unit], "lsoa")
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        everywhere = frames[unit][
            (frames[unit]["level"] == "lsoa") & (frames[unit]["priority"] == view.priority.id)
        ]
        protected = not view.is_officer and is_protected(cells)
        now = cells[cells["period"] == view.period.key]
        lost = _lost(view, frames[unit])
        table = _lsoa_rows(view, now)
        noun = UNIT_NOUNS[unit]
        figure = FigurePart(
            draw=_map_drawer(view, now, everywhere, noun=noun, protected=protected),
            alt=f"Map of {noun} in the neighbourhoods of {view.name}, {view.period.label}. "
            + _busiest(table).text,
            caption=f"{noun[:1].upper()}{noun[1:]} by LSOA, {view.period.label}. Darker is more.",
            noun="map",
        )
        return show(
            view,
            title=title,
            statements=(_busiest(table), *_not_located(lost, protected=protected)),
            figures=(figure,),
            tables=(
                Table(
                    table,
                    [
                        Column("lsoa_name", "Neighbourhood (LSOA)"),
                        Column("ward_name", "Ward"),
                        Column(
                            "value",
                            noun[:1].upper() + noun[1:],
                            "protected" if protected else "count",
                        ),
                    ],
                    caption=f"{noun[:1].upper()}{noun[1:]} by LSOA in {view.name}",
                    row_header="lsoa_name",
                    table_id="lsoa-map",
                ),
            ),
            cells=[now, lost],
            units=[unit],
            notes=(
                "The map shows counts, so neighbourhoods with shops, stations or nightlife stand "
                "out although few people live there. The classes are the same in every district "
                "and in both years.",
            ),
            data=table,
        )


def _area_cells(view: View, frame: pd.DataFrame, level: Level) -> pd.DataFrame:
    if not len(frame):
        return frame
    return view.cells(frame, level=level, priority=view.priority.id)


def _burglary_cells(view: View, types: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of burglary by ward where the priority counts burglary."""
    rules = [rule for subtheme in view.priority.subthemes for rule in subtheme.rules]
    counted = any(BURGLARY in one.get("category", ()) for rule in rules for one in rule.any_of)
    if not counted or not len(types) or view.priority.sensitive:
        return types[:0]
    return view.cells(types, level="ward", period=view.period, category=BURGLARY)


def _lsoa_rows(view: View, now: pd.DataFrame) -> pd.DataFrame:
    names = view.reference("geography")[["lsoa", "lsoa_name", "ward_name"]]
    rows = now.merge(names, left_on="area", right_on="lsoa", how="inner")
    return rows[["lsoa", "lsoa_name", "ward_name", "value"]].sort_values(
        ["value", "lsoa_name"], ascending=[False, True], ignore_index=True
    )


def _map_drawer(
    view: View, now: pd.DataFrame, everywhere: pd.DataFrame, *, noun: str, protected: bool
) -> Callable[[], Figure]:
    def draw() -> Figure:
        codes = set(view.codes("lsoa"))
        lsoas = view.reference("boundary_lsoa")
        wards = view.reference("boundary_ward")
        districts = view.reference("boundary_district")
        inside = districts if view.is_partnership else districts[districts["code"] == view.code]
        labels = districts if view.is_partnership else wards[wards["district"] == view.code]
        return choropleth(
            lsoas[lsoas["code"].isin(codes)],
            now.set_index("area")["value"],
            breaks=class_breaks(everywhere["value"].dropna(), protected=protected),
            outline=inside,
            labels=labels,
            context=None if view.is_partnership else districts,
            value_label=noun[:1].upper() + noun[1:],
            protected=protected,
        )

    return draw


def _busiest(table: pd.DataFrame) -> Statement:
    known = table.dropna(subset=["value"])
    top = known.iloc[0]
    return say(
        "The neighbourhood with the most is {name:t} in {ward:t} ward.",
        name=top["lsoa_name"],
        ward=top["ward_name"],
    )


def _lost(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    wards = view.cells(frame, level="ward", period=view.period, priority=view.priority.id)
    return wards[wards["area"].str.contains(":", regex=False)]


def _not_located(lost: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    count = lost["value"].sum()
    if not count:
        return ()
    field = "protected" if protected else "n"
    return (
        say(
            f"{{lost:{field}}} more could not be placed on the map and are in the totals only.",
            lost=int(count),
        ),
    )
