"""What happens in the centres and other places the partnership has named?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.cells import Count
from csa.exhibits.base import Group, Parts, exhibit, is_protected, show, unavailable, why_missing
from csa.exhibits.change import INCIDENT_UNITS, headline_unit, reading_of
from csa.exhibits.place_names import lsoas_of_place
from csa.exhibits.view import UNIT_NOUNS
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import Place

INSIDE = 0.25


class PlaceExhibits(Group):
    """Named places of one priority."""

    @exhibit(counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS})
    def named(view: View, **frames: pd.DataFrame) -> Parts:
        """Add up the neighbourhoods of each named place and compare with the year before."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} in named places"
        frame = frames[unit]
        cells = view.cells(frame, level="lsoa", priority=view.priority.id) if len(frame) else frame
        reason = why_missing(view, cells, unit)
        places = places_of(view)
        if not reason and (not places or not len(view.reference("boundary_lsoa"))):
            reason = "No place is named in config/partnership.toml for this area."
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        rows = pd.DataFrame([place_row(view, cells, place) for place in places])
        rows = rows.sort_values("after", ascending=False, ignore_index=True)
        kind = "protected" if not view.is_officer and is_protected(cells) else "count"
        return show(
            view,
            title=title,
            statements=_statements(rows, unit),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Place"),
                        Column("neighbourhoods", "Neighbourhoods", "count"),
                        Column("before", "A year earlier", kind),
                        Column("after", "This period", kind),
                        Column("reading", "Change"),
                        Column("share", f"Share of {view.name}, %", "percent"),
                    ],
                    caption=f"Named places in {view.name}: {view.period.label}, and "
                    f"{view.before.label}",
                    row_header="name",
                    table_id="named-places",
                ),
            ),
            cells=[cells],
            units=[unit],
            notes=(
                "A place is made up of the neighbourhoods (LSOAs) that hold its middle or lie a "
                "quarter or more within its radius, so it reaches a little further than the place "
                "itself. Places are named in config/partnership.toml.",
            ),
            data=rows,
        )


def places_of(view: View) -> list[Place]:
    """Return the named places of the view's area."""
    return [
        place
        for place in view.settings.places
        if view.is_partnership or place.district == view.slug
    ]


def place_codes(view: View, place: Place) -> list[str]:
    """Return the neighbourhoods that make up a named place.

    Those that hold its middle, and those that lie a quarter or more within its radius. Any table
    or map by LSOA can be cut to a place by these codes.
    """
    import shapely

    boundaries = view.reference("boundary_lsoa")
    middle = shapely.Point(place.easting, place.northing)
    touched = lsoas_of_place(place, boundaries)
    inside = set(touched.loc[touched["share_inside"] >= INSIDE, "code"])
    holding = set(boundaries.loc[boundaries.geometry.contains(middle), "code"])
    return sorted(inside | holding)


def place_row(view: View, cells: pd.DataFrame, place: Place) -> dict[str, object]:
    """Add up a place's neighbourhoods in both periods; missing where one of them is."""
    codes = place_codes(view, place)
    here = cells[cells["area"].isin(codes)]
    before, after = (
        here.loc[here["period"] == period.key, "value"].sum(skipna=False)
        for period in (view.before, view.period)
    )
    change = view.compare(*(None if pd.isna(n) else int(n) for n in (before, after)))
    whole = cells.loc[cells["period"] == view.period.key, "value"].sum()
    reading = "no comparison"
    if change is not None:
        reading = reading_of(change)
    return {
        "place": place.slug, "name": place.name, "neighbourhoods": len(codes), "before": before,
        "after": after, "reading": reading,
        "share": 100 * after / whole if whole else pd.NA,
    }  # fmt: skip


def _statements(rows: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    changed = [
        f"{row['name']} {row['reading']}"
        for _, row in rows.iterrows()
        if row["reading"] in ("rose", "fell")
    ]
    if changed:
        return (say("Clear changes: {names:t}.", names=list_text(changed)),)
    return (
        say(
            "No named place shows a clear change in {noun:t}; {first:t} has the most.",
            noun=UNIT_NOUNS[unit],
            first=rows["name"].iloc[0],
        ),
    )
