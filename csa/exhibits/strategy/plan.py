"""The three-year rolling plan: what is to be reached, how it is measured, what is done, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.planned.indicators import (
    AS_WANTED,
    LOCAL_COUNTS,
    OTHER_WAY,
    is_counted_here,
    measured,
    reading_of,
    told_here,
)
from csa.exhibits.wording.themes import in_sentence
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NO_PLAN = "No plan is written in the settings."
NOBODY, NOT_MEASURED = "nobody yet", "not measured yet"
YEARS = ("year_1", "year_2", "year_3")
COUNTS = {
    **LOCAL_COUNTS,
    **{f"{unit}_subtheme": Count(unit, by=("subtheme",)) for unit in INCIDENT_UNITS},
}
SOURCE = "The plan of the partnership; its counts are those of the sources received"


class PlanExhibits(Group):
    """The plan of an area."""

    name = "plan"
    scopes = ("area",)

    @exhibit(counts=COUNTS)
    def indicators(view: View, **_: pd.DataFrame) -> Parts:
        """Set each outcome beside what it is measured by: its count, the year before, a verdict."""
        title = "What is to be reached, and how it is measured"
        outcomes = _of_priorities(view)
        if not outcomes:
            return keep_unpublished(unavailable(view, title=title, reason=NO_PLAN))
        rows = [
            row | {"priority": label, "outcome": outcome.text}
            for label, outcome in outcomes
            for row in _measured_rows(view, outcome)
        ]
        frame = pd.DataFrame([row | {"said": _said(row)} for row in rows]).drop(columns="cells")
        return show(
            view,
            title=title,
            statements=_moves(rows),
            tables=(_indicator_table(view, frame),),
            cells=[row["cells"] for row in rows if row["cells"] is not None],
            units=_units(view),
            source=SOURCE,
            data=frame,
        )

    @exhibit()
    def actions(view: View) -> Parts:
        """List what is done for each outcome: who answers, how it is measured, each year's mark."""
        title = "What is done, and by whom"
        known = {outcome.id for _, outcome in _of_priorities(view)}
        actions = [one for one in told_here(view, "action") if one.outcome in known]
        if not actions:
            return keep_unpublished(unavailable(view, title=title, reason=NO_PLAN))
        measures = {one.id: one.text for one in view.reference("indicator").itertuples()}
        rows = pd.DataFrame([_action_row(view, one, measures) for one in actions])
        years = _years_from(str(actions[0].first_year))
        return show(
            view,
            title=title,
            statements=_lacking(rows),
            tables=(_action_table(view, rows, years),),
            source=SOURCE,
            period=f"{years[0]} to {years[-1]}",
            data=rows,
        )


def _of_priorities(view: View) -> list[tuple[str, Any]]:
    """Return the outcomes by priority, in order of these, each with the priority's label."""
    told = told_here(view, "outcome")
    return [
        (priority.short_label, one)
        for priority in view.settings.priorities
        for one in told
        if one.priority == priority.id
    ]


def _measured_rows(view: View, outcome: Any) -> list[dict[str, Any]]:
    """Return a row for each indicator of an outcome here; one that says so where there is none."""
    own = [one for one in told_here(view, "indicator") if one.outcome == outcome.id]
    here = [one for one in own if is_counted_here(view, one)]
    if here:
        return [measured(view, one) | {"wanted": one.direction} for one in here]
    lacking = dict.fromkeys(("before", "after", "cells"))
    return [
        lacking
        | {
            "name": NOT_MEASURED,
            "wanted": "–",
            "percent": "–",
            "reading": "",
            "why": "",
            "went": "",
        }
    ]


def _said(row: dict[str, Any]) -> str:
    return reading_of(row) if row["reading"] else "nothing to go by"


def _moves(rows: list[dict[str, Any]]) -> tuple[Statement, ...]:
    """Name what moved clearly, as it was wanted or the other way."""
    told = []
    for went, words in ((AS_WANTED, "Moved as wanted"), (OTHER_WAY, "Moved, and not as wanted")):
        names = [row["name"] for row in rows if row["went"] == went]
        if names:
            told.append(say(f"{words}: {{names:t}}.", names=list_text(map(in_sentence, names))))
    return tuple(told) or (say("No indicator of the plan has moved clearly in a year."),)


def _indicator_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("priority", "Priority"),
            Column("outcome", "Outcome wanted"),
            Column("name", "Measured by"),
            Column("wanted", "Wanted"),
            *BOTH_YEARS,
            Column("percent", "Change, %", "text", of=("after - before", "before")),
            Column("said", "Reading"),
        ],
        caption=f"Outcomes and indicators of the plan in {view.name}",
        row_header="name",
        table_id="indicators",
    )


def _units(view: View) -> list[str]:
    units = [one.unit for one in view.reference("indicator").itertuples()]
    return list(dict.fromkeys(units))


def _action_row(view: View, action: Any, measures: dict[str, str]) -> dict[str, Any]:
    names = [one for one in action.districts.split(";") if one in view.settings.area_slugs]
    return {
        "what": action.what,
        "where": list_text(map(view.settings.area_name, names))
        if names
        else view.settings.partnership.name,
        "owner": action.owner or NOBODY,
        "measure": measures.get(action.indicator, NOT_MEASURED),
        **{year: getattr(action, year) or "–" for year in YEARS},
    }


def _lacking(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the actions that nobody answers for, and those that nothing measures."""
    found = (
        ("Nobody answers for", rows.loc[rows["owner"] == NOBODY, "what"]),
        ("Nothing measures", rows.loc[rows["measure"] == NOT_MEASURED, "what"]),
    )
    return tuple(
        say("{lack:t}: {names:t}.", lack=lack, names="; ".join(map(in_sentence, names)))
        for lack, names in found
        if len(names)
    )


def _action_table(view: View, rows: pd.DataFrame, years: list[str]) -> Table:
    return Table(
        rows,
        [
            Column("what", "Action"),
            Column("where", "Where"),
            Column("owner", "Who answers for it"),
            Column("measure", "Measured by"),
            *(Column(key, name) for key, name in zip(YEARS, years, strict=True)),
        ],
        caption=f"Actions of the plan in {view.name}, and where each shall stand",
        row_header="what",
        table_id="actions",
    )


def _years_from(first: str) -> list[str]:
    start = int(first[:4])
    return [f"{year}-{(year + 1) % 100:02d}" for year in range(start, start + len(YEARS))]
