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
    labels = shown_labels(view, cells, "ethnicity", ETHNICITY_LABELS)
    rows = pd.concat(
        [
            breakdown_rows(
                view, cells[cells["priority"] == one.id], dimension="ethnicity", labels=labels
            ).assign(of=one.id, priority=one.short_label)
            for one in view.settings.priorities
            if (cells["priority"] == one.id).any()
        ],
        ignore_index=True,
    )
    residents = residents_by_group(view)
    tables = [_counts_table(view, rows, labels, noun)]
    notes = [f"One of the {noun} may stand in several lines: these are never added up."]
    if len(residents):
        parts = [
            with_residents(view.of_priority(str(one)), own, residents)
            for one, own in rows.groupby("of")
        ]
        rows = pd.concat(parts).sort_index()
        tables += [_rates_table(view, rows, noun)] if rows["rate"].notna().any() else []
        notes.append(f"{residents_note(view)} {CAUSES_NOTE}")
    return show(
        view,
        title=title,
        tables=tuple(tables),
        cells=[cells],
        units=[unit],
        notes=tuple(notes),
        data=rows,
    )


def _counts_table(view: View, rows: pd.DataFrame, labels: dict[str, str], noun: str) -> Table:
    wide = rows.pivot(index="priority", columns="code", values="value")
    wide = wide.reindex(index=rows["priority"].unique()).reset_index()
    return Table(
        wide,
        [
            Column("priority", f"{noun[:1].upper()}{noun[1:]} of"),
            *(Column(code, label, "count") for code, label in labels.items()),
        ],
        caption=f"{noun[:1].upper()}{noun[1:]} by ethnic group in {view.name}, {view.period.label}",
        row_header="priority",
        table_id=f"equality-{noun}",
    )


def _rates_table(view: View, rows: pd.DataFrame, noun: str) -> Table:
    told = rows[rows["rate"].notna()]
    return Table(
        told.assign(name=told["priority"] + ": " + told["name"]),
        [
            Column("name", f"{noun[:1].upper()}{noun[1:]} of"),
            Column("value", f"{noun[:1].upper()}{noun[1:]}", "count"),
            Column("rate", "Per 1,000 residents a year", "rate", of=("value", RESIDENTS_A_YEAR)),
            Column("low", "95% interval", "interval", upper="high"),
        ],
        caption=f"{noun[:1].upper()}{noun[1:]} per 1,000 residents of each ethnic group in "
        f"{view.name}, {view.period.label}",
        row_header="name",
        table_id=f"equality-{noun}-rates",
    )
