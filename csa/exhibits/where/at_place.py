"""What happens at one named place: how much, of what kind, and in which months?

A place is the sum of the neighbourhoods (LSOAs) that make it up, added from published cells: no
count is made for a place alone, so that a place and its neighbourhoods never give each other away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.places.months import MONTHLY_UNITS
from csa.counting.places.shapes import place_ground
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import MAKE_ANEW, Group, Parts, exhibit, show, unavailable
from csa.exhibits.wording.by_month import month_figure, months_label
from csa.exhibits.wording.changes import CHANGE_COLUMNS, cells_beside, change_row
from csa.exhibits.wording.places import add_places, cells_inside, places_of, sum_place
from csa.exhibits.wording.standing import standing
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.verdicts import NO_CLEAR_CHANGE
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View
    from csa.settings import Place

LARGEST = 3
KEYS = ["period", "by", "dims"]
MADE_OF = standing(
    "counting",
    "A named place is counted by whole neighbourhoods (LSOAs): those that hold its middle or lie a "
    "quarter or more within it. They reach beyond the place in some parts and miss it in others.",
)
NOT_PUBLIC = "Counts by neighbourhood and month are not public in these sources."
NEW_PLACE = f"The settings of this place are newer than this release. {MAKE_ANEW}"
NOT_COUNTED = "hours and people are not counted for a place: the numbers would be too small."


class AtPlaceExhibits(Group):
    """One named place."""

    scopes = ("place",)

    @exhibit(counts={unit: Count(unit, level="lsoa") for unit in INCIDENT_UNITS})
    def summary(view: View, **frames: pd.DataFrame) -> Parts:
        """Compare crime, disorder, deliberate fires and environment with the year before."""
        parts = [(unit, _with_places(view, frame)) for unit, frame in frames.items()]
        rows = pd.DataFrame(
            [
                change_row(
                    view,
                    cells,
                    UNIT_NOUNS[unit][:1].upper() + UNIT_NOUNS[unit][1:],
                    area=view.place.slug,
                )
                for unit, cells in parts
                if len(cells)
            ]
        )
        return _compared(view, rows, frames=frames, label="What is counted")

    @exhibit(counts={"types": Count("crime", by=("category",), level="lsoa")})
    def types(view: View, types: pd.DataFrame) -> Parts:
        """Compare each type of crime at the place with the year before."""
        cells = _with_places(view, types)
        rows = pd.DataFrame(
            [
                change_row(view, cells, category, area=view.place.slug, category=category)
                for category in sorted(set(cells["category"]) if len(cells) else ())
            ]
        )
        if len(rows):
            rows = rows.sort_values(["after", "name"], ascending=[False, True], ignore_index=True)
        return _compared(view, rows, frames={"crime": types}, label="Type")

    @exhibit()
    def months(view: View) -> Parts:
        """Draw crime and anti-social behaviour at the place month by month."""
        title = f"{_ground(view)}: month by month"
        cells = pd.concat([view.release.at_places(Count(unit)) for unit in MONTHLY_UNITS])
        here = cells[cells["area"] == view.place.slug]
        units = [unit for unit in MONTHLY_UNITS if unit in set(here["measure"])]
        if not units:
            return unavailable(
                view,
                title=title,
                reason=NEW_PLACE if view.has_new_settings else NOT_PUBLIC,
                units=list(MONTHLY_UNITS),
            )
        by_unit = {unit: here[here["measure"] == unit] for unit in units}
        drawn = [
            month_figure(view, cells, unit=unit, table_id=f"place-{unit}-by-month")
            for unit, cells in by_unit.items()
        ]
        return show(
            view,
            title=title,
            statements=tuple(_highest(view, cells, unit) for unit, cells in by_unit.items()),
            figures=tuple(figure for figure, _, _ in drawn),
            tables=tuple(month_table for _, month_table, _ in drawn),
            cells=list(by_unit.values()),
            units=units,
            notes=(MADE_OF,),
            period=months_label(here),
            data=pd.concat(list(by_unit.values())),
        )


def _with_places(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what the place is read with: the other places of its district, and neighbourhoods."""
    return add_places(view, frame, places_of(view))


def _ground(view: View) -> str:
    ground = place_ground(view.place)
    return ground[:1].upper() + ground[1:]


def _compared(
    view: View,
    rows: pd.DataFrame,
    *,
    frames: Mapping[str, pd.DataFrame],
    label: str,
) -> Parts:
    title = f"{_ground(view)}: {view.period.label}"
    units = [unit for unit, frame in frames.items() if len(frame)]
    if not len(rows) or not rows["after"].notna().any():
        return unavailable(
            view,
            title=title,
            reason="No count of the neighbourhoods of this place was received.",
            units=units,
        )
    return show(
        view,
        title=title,
        statements=_changes(view, rows),
        tables=(
            Table(
                rows,
                [Column("name", label), *CHANGE_COLUMNS],
                caption=f"{title}, and {view.before.label}",
                row_header="name",
                table_id="place",
            ),
        ),
        cells=[
            cells_beside(view, one)
            for frame in frames.values()
            if len(one := cells_inside(view, view.place, frame))
        ],
        units=units,
        notes=(MADE_OF, NOT_COUNTED[:1].upper() + NOT_COUNTED[1:]),
        data=rows,
    )


def _changes(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say what is most, and what has clearly changed."""
    known = rows.dropna(subset=["after"])
    most = known.loc[known["after"].astype(float).idxmax()]
    statements = [
        say(
            "Most in {place:t}: {name:t} ({count:n}).",
            place=place_ground(view.place),
            name=most["name"][:1].lower() + most["name"][1:],
            count=most["after"],
        )
    ]
    changed = [
        f"{row['name'][:1].lower()}{row['name'][1:]} {row['reading']}"
        for _, row in rows[tell_change(rows["reading"])].iterrows()
    ]
    if changed:
        statements.append(say("Clear changes: {names:t}.", names=list_text(changed)))
    elif (rows["reading"] == NO_CLEAR_CHANGE).any():
        statements.append(say("Nothing has clearly changed since a year earlier."))
    return tuple(statements)


def _highest(view: View, months: pd.DataFrame, unit: str) -> Statement:
    known = months.dropna(subset=["value"])
    top = known.loc[known["value"].astype(int).idxmax()]
    noun = UNIT_NOUNS[unit]
    return say(
        "{noun:t} were most in {month:month}{shown:t} ({count:n}).",
        noun=noun[:1].upper() + noun[1:],
        month=top["period"],
        shown=" of the months shown" if len(known) < len(months) else "",
        count=view.numbers(known)[top.name],
    )


def leading_types(view: View, place: Place, types: pd.DataFrame) -> str:
    """Name the largest types of crime at a place, the largest first."""
    cells = sum_place(view, place, types)
    if not len(cells):
        return ""
    now = cells[(cells["period"] == view.period.key) & (cells["value"].fillna(0) > 0)]
    largest = now.sort_values(["value", "category"], ascending=[False, True]).head(LARGEST)
    names = [str(name) for name in largest["category"]]
    return list_text(
        [name if n == 0 else name[:1].lower() + name[1:] for n, name in enumerate(names)]
    )
