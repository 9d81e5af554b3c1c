"""How much is known of these incidents, and how far do the findings carry?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.described import UNKNOWN
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    is_withheld,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.wording.changes import headline_unit
from csa.exhibits.wording.known import reading_of
from csa.exhibits.wording.nearest import noun_shown
from csa.exhibits.wording.wholes import rest_of, whole_of
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

ASPECTS = {"where": "Where it happened", "when": "When it happened (day and hour)"}
NO_FIGURE = {
    True: "Recorded, but not shown: {names:t}. The table says why.",
    False: "Nothing was received on: {names:t}.",
}
KNOWN_OF_CRIMES = {"victim_known": "Who was harmed", "suspect_known": "Who is suspected"}


class CompletenessExhibits(Group):
    """What is known of one priority's incidents."""

    name = "completeness"
    scopes = ("priority",)

    @exhibit(
        counts={
            **{f"{u}_where": Count(u, by=("priority",), level="ward") for u in INCIDENT_UNITS},
            **{f"{u}_when": Count(u, by=("priority", "time_slot")) for u in INCIDENT_UNITS},
            **{name: Count("crime", by=("priority", name)) for name in KNOWN_OF_CRIMES},
        }
    )
    def panel(view: View, **frames: pd.DataFrame) -> Parts:
        """Say for what share of incidents place, time, victim and suspect are known."""
        title = "How much is known about these incidents"
        places = {unit: frames[f"{unit}_where"] for unit in INCIDENT_UNITS}
        unit = headline_unit(view, places)
        where = _priority_cells(view, places[unit], level="ward")
        noun = UNIT_NOUNS[unit]
        described = []
        if len(where):
            is_placed = ~where["area"].str.contains(":", regex=False)
            label = (ASPECTS["where"], noun_shown(view, noun))
            described.append((label, where, where, is_placed, unit))
        when = _priority_cells(view, frames[f"{unit}_when"])
        if len(when):
            is_timed = when["time_slot"] != UNKNOWN
            whole = whole_of(view, when, "time_slot")
            described.append(((ASPECTS["when"], noun), when, whole, is_timed, unit))
        for name, text in KNOWN_OF_CRIMES.items():
            cells = _priority_cells(view, frames[name])
            if len(cells):
                whole, label = whole_of(view, cells, name), (text, "recorded crimes")
                described.append((label, cells, whole, cells[name] == "yes", "crime"))
        rows = pd.DataFrame(
            [
                {"of": of, **_row(view, label, cells, whole=whole, known=known, unit=u)}
                for (label, of), cells, whole, known, u in described
            ]
        )
        if not len(rows) or rows["known"].isna().all():
            reason = why_missing(view, where, unit)
            return unavailable(view, title=title, reason=reason, units=[unit])
        parts = [cells for _, cells, _, _, _ in described]
        return show(
            view,
            title=title,
            statements=_statements(rows),
            tables=(_table(view, rows),),
            cells=parts,
            units=list(dict.fromkeys([unit, "crime"])),
            notes=(
                "A time counts as known when it is narrow enough to name day and hour (within six "
                "hours). What is not known may differ from what is.",
            ),
            data=rows,
        )


def _priority_cells(view: View, frame: pd.DataFrame, **picked: Any) -> pd.DataFrame:
    if not len(frame):
        return frame
    return view.cells(frame, period=view.period, priority=view.priority.id, **picked)


def _row(
    view: View, label: str, cells: pd.DataFrame, *, whole: pd.DataFrame, known: pd.Series, unit: str
) -> dict[str, Any]:
    reason = why_missing(view, cells, unit)
    if reason:
        return {
            "name": label, "known": None, "missing": None, "share": None, "reading": reason,
            "is_withheld": is_withheld(cells),
        }  # fmt: skip
    number, missing = rest_of(view, cells, whole, ~known), rest_of(view, cells, whole, known)
    share = number.percent_of(number + missing)
    reading = "too few to say" if share is None else reading_of(share.value / 100)
    return {"name": label, "known": number, "missing": missing, "share": share, "reading": reading}


def _statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    described = rows.dropna(subset=["share"])
    unknown = rows[rows["known"].isna()]
    statements = []
    if len(described):
        worst = described.loc[described["share"].astype(float).idxmin()]
        about = "Known of {of:t}: {name:t}, for {share:p} of them."
        if len(described) > 1:
            about = "Least is known about {name:t}: recorded for {share:p} of {of:t}."
        statements.append(
            say(
                about,
                name=worst["name"][:1].lower() + worst["name"][1:],
                of=worst["of"],
                share=worst["share"],
            )
        )
    for withheld, text in NO_FIGURE.items():
        chosen = unknown[unknown["is_withheld"] == withheld] if len(unknown) else unknown
        if len(chosen):
            names = list_text(name[:1].lower() + name[1:] for name in chosen["name"])
            statements.append(say(text, names=names))
    return tuple(statements) or (say("Too few incidents are recorded to say."),)


def _table(view: View, rows: pd.DataFrame) -> Table:
    label = view.settings.priority(view.priority.id).short_label
    return Table(
        rows,
        [
            Column("name", "What is known"),
            Column("of", "Of what"),
            Column("known", "Known", "count"),
            Column("missing", "Not known", "count"),
            Column("share", "Known, %", "percent", of=("known", "known + missing")),
            Column("reading", "How to read it"),
        ],
        caption=f"What is known of {label[:1].lower()}{label[1:]} in {view.name}, "
        f"{view.period.label}",
        row_header="name",
        table_id="completeness",
    )
