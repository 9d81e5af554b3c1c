"""How are victims and suspects divided by ethnic group, all priorities in one place?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import PARTNER_ONLY, Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.who.ethnicity import (
    CAUSES_NOTE,
    ETHNICITY_LABELS,
    residents_by_group,
    residents_note,
    with_residents,
)
from csa.exhibits.wording.breakdown import breakdown_rows, persons_only
from csa.exhibits.wording.merged import shown_labels
from csa.present.tables import RESIDENTS_A_YEAR, Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import Priority


class EqualityExhibits(Group):
    """People of an area by ethnic group."""

    name = "equality"
    scopes = ("area",)

    @exhibit(
        counts={"people": Count("victim", by=("priority", "ethnicity"))}, editions=PARTNER_ONLY
    )
    def victims(view: View, people: pd.DataFrame) -> Parts:
        """Show victims of each priority by ethnic group, with rates of residents."""
        return _by_group(view, people, unit="victim")

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "ethnicity"))}, editions=PARTNER_ONLY
    )
    def suspects(view: View, people: pd.DataFrame) -> Parts:
        """Show suspects of each priority by ethnic group, with rates of residents."""
        return _by_group(view, people, unit="suspect")


def _by_group(view: View, people: pd.DataFrame, *, unit: str) -> Parts:
    noun = UNIT_NOUNS[unit]
    title = f"Ethnic group of {noun}"
    cells = persons_only(view.cells(people, period=view.period)) if len(people) else people
    reason = why_missing(view, cells, unit)
    if reason:
        return unavailable(view, title=title, reason=reason, units=[unit])
    residents = residents_by_group(view)
    rows = pd.concat(
        [_rows_of(view, one, cells, residents) for one in view.settings.priorities],
        ignore_index=True,
    )
    notes = [f"One of the {noun} may stand in several priorities, which are never added up."]
    if len(residents):
        notes.append(f"{residents_note(view)} {CAUSES_NOTE}")
    return show(
        view,
        title=title,
        tables=(_table(view, rows, noun),),
        cells=[cells],
        units=[unit],
        notes=tuple(notes),
        data=rows,
    )


def _rows_of(
    view: View, priority: Priority, cells: pd.DataFrame, residents: pd.Series
) -> pd.DataFrame:
    """Return the groups of one priority that are told, each with its rate where it has one."""
    own = cells[cells["priority"] == priority.id]
    labels = shown_labels(view, own, "ethnicity", ETHNICITY_LABELS)
    rows = breakdown_rows(view, own, dimension="ethnicity", labels=labels)
    if len(residents) and len(rows):
        rows = with_residents(view.of_priority(priority.id), rows, residents)
    return rows.assign(priority=priority.short_label, of=priority.id)


def _table(view: View, rows: pd.DataFrame, noun: str) -> Table:
    what = f"{noun[:1].upper()}{noun[1:]}"
    rates = [
        Column("rate", "Per 1,000 residents a year", "rate", of=("value", RESIDENTS_A_YEAR)),
        Column("low", "95% interval", "interval", upper="high"),
    ]
    return Table(
        rows.assign(name=rows["priority"] + ": " + rows["name"]),
        [
            Column("name", f"{what} of"),
            Column("value", what, "count"),
            *(rates if "rate" in rows and rows["rate"].notna().any() else ()),
        ],
        caption=f"{what} by ethnic group in {view.name}, {view.period.label}",
        row_header="name",
        table_id=f"equality-{noun}",
    )
