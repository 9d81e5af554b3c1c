"""Did what a project is about move otherwise at its place than in the rest of the district?

It is set beside the rest of the district over the same months, no more. What a project brought
about is for its evaluation: a place that is chosen because much happens there falls by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.changes import set_beside, without_months
from csa.exhibits.wording.places import cells_inside, sum_place
from csa.exhibits.wording.themes import subject_of
from csa.exhibits.wording.verdicts import rules_of, side_by_side
from csa.findings.finding import Finding
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.number import Number
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOT_TOLD = "No project for this priority names a ward or place here and had begun by then."
NOTE = (
    "A project's place is set beside the rest of the district over the same months. A place that "
    "was chosen because much happened there falls by itself, so a fall alone proves nothing; "
    "whether a project worked is judged in its evaluation."
)
READINGS = {
    (True, False): "fell more than elsewhere",
    (True, True): "rose more than elsewhere",
    (False, False): "no other than elsewhere",
    (False, True): "no other than elsewhere",
}


class FundedExhibits(Group):
    """Projects of one priority, each at its place."""

    name = "funded"
    scopes = ("priority",)

    @exhibit(
        counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS},
        offers=True,
    )
    def where_projects_ran(view: View, **frames: pd.DataFrame) -> Parts:
        """Set what happened at the place of each project beside the rest of the district."""
        title = "What happened where projects ran"
        unit = view.priority.headline_unit
        rows, cells = _rows(view, frames[unit]) if len(frames[unit]) else ([], [])
        if not rows:
            return keep_unpublished(unavailable(view, title=title, reason=NOT_TOLD, units=[unit]))
        subject = subject_of(view.priority, unit)
        noun = f"{subject[:1].lower()}{subject[1:]}{without_months(view, unit)}"
        return show(
            view,
            title=title,
            statements=tuple(_statement(view, row, noun) for row in rows),
            tables=(_table(view, pd.DataFrame(rows)),),
            cells=cells,
            units=[unit],
            notes=(NOTE,),
            findings=tuple(_finding(view, row, noun) for row in rows),
            data=pd.DataFrame(rows),
        )


def _rows(view: View, frame: pd.DataFrame) -> tuple[list[dict[str, Any]], list[pd.DataFrame]]:
    """Return one row per project with a place here, and the cells that they rest on."""
    own = view.priority.id
    whole = view.cells(frame, priority=own)
    rows, used = [], [whole]
    for _, project in _begun(view).iterrows():
        here, cells = _cells_at(view, frame, str(project["place"]))
        here = here[here["priority"] == own] if len(here) else here
        row = _compared(view, here, whole)
        if row:
            spent = project["spent_gbp"]
            names = {"name": project["name"], "where": _place_name(view, project["place"])}
            rows.append(row | names | {"spent": None if pd.isna(spent) else int(spent)})
            used.append(cells[cells["priority"] == own])
    return rows, used


def _begun(view: View) -> pd.DataFrame:
    """Return the projects for this priority that name one place of the district and had begun."""
    rows = view.reference("project")
    if not len(rows) or view.is_partnership:
        return rows.iloc[:0]
    about = rows["priority_ids"].fillna("").str.split(";").map(lambda ids: view.priority.id in ids)
    begun = rows["start"].fillna("9").astype(str).str[:7] <= view.period.start
    return rows[about & begun & rows["place"].notna() & (rows["districts"] == view.slug)]


def _place_name(view: View, place: str) -> str:
    named = {one.slug: one.name for one in view.settings.places}
    return named.get(place, f"{place} ward")


def _cells_at(view: View, frame: pd.DataFrame, place: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the counts of a named place or a ward, and the cells that make them up."""
    for one in view.settings.places:
        if place == one.slug:
            return sum_place(view, one, frame), cells_inside(view, one, frame)
    nesting = view.reference("geography")
    named = nesting[nesting["ward_name"] == place] if len(nesting) else nesting
    cells = frame[frame["area"].isin(set(named.get("ward", ()))) & (frame["level"] == "ward")]
    cells = cells[cells["area"].isin(view.codes("ward"))] if len(cells) else cells
    return cells, cells


def _compared(view: View, here: pd.DataFrame, whole: pd.DataFrame) -> dict[str, Any]:
    """Return both counts here and in the rest of the district, and how they differ."""
    both = [set_beside(view, one).to_dict("records") if len(one) else [] for one in (here, whole)]
    if any(len(one) != 1 for one in both):
        return {}
    (own,), (of_all,) = both
    counts: dict[str, Number] = {}
    for end in ("before", "after"):
        if own[end] is None or of_all[end] is None:
            return {}
        counts |= {end: own[end], f"rest_{end}": of_all[end] - own[end]}
    (spread,) = side_by_side(view, here)[["dispersion", "degrees"]].to_dict("records")
    pairs = {
        "before": float(counts["before"]), "after": float(counts["after"]),
        "exposure_before": max(float(counts["rest_before"]), 1.0),
        "exposure_after": max(float(counts["rest_after"]), 1.0),
        "bound_before": counts["before"].bound, "bound_after": counts["after"].bound, **spread,
    }  # fmt: skip
    (verdict,) = judge_table(pd.DataFrame([pairs]), rules=rules_of(view)).to_dict("records")
    is_clear = verdict["certainty"] == CLEAR
    is_more = bool(verdict["ratio"] > 1)
    return counts | {"is_clear": is_clear, "reading": READINGS[is_clear, is_more]}


def _statement(view: View, row: dict[str, Any], noun: str) -> Statement:
    ends = ("before", "after", "rest_before", "rest_after")
    counts = say(
        "{noun:t} in {where:t} went from {before:n} to {after:n}, elsewhere in {area:t} from "
        "{rest_before:n} to {rest_after:n}.",
        noun=f"{noun[:1].upper()}{noun[1:]}", where=row["where"], area=view.name,
        **{end: row[end] for end in ends},
    )  # fmt: skip
    if row["spent"] is None:
        money = say("What {name:t} cost is not recorded.", name=row["name"])
    else:
        money = say("{name:t} spent £{spent:n}.", name=row["name"], spent=row["spent"])
    last = (
        "Whether the project did that, its evaluation must say."
        if row["is_clear"]
        else "That the project made a difference cannot be told from this."
    )
    return Statement.join((money, counts, say(last)))


def _finding(view: View, row: dict[str, Any], noun: str) -> Finding:
    """Offer whether it moved otherwise where a project ran."""
    expected = float(row["before"]) * float(row["rest_after"]) / max(float(row["rest_before"]), 1)
    verb = row["reading"] if row["is_clear"] else "moved no other than elsewhere"
    return Finding(
        question="so what",
        fact=f"{view.priority.id}|project|{row['name']}",
        headline=say(
            "Where {name:t} ran, {noun:t} {verb:t}.", name=row["name"], noun=noun, verb=verb
        ),
        statement=_statement(view, row, noun),
        evidence="where_projects_ran",
        priority=view.priority.id,
        size=abs(float(row["after"]) - expected) if row["is_clear"] else float(row["after"]),
        share=0.0,
        certainty="clear",
        harm=view.priority.harm,
        is_standing=not row["is_clear"],
    )


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Project"),
            Column("where", "Where"),
            Column("spent", "Spent, £", "number"),
            Column("before", "A year earlier", "count"),
            Column("after", "This period", "count"),
            Column("rest_before", "Elsewhere, a year earlier", "count"),
            Column("rest_after", "Elsewhere, this period", "count"),
            Column("reading", "Reading"),
        ],
        caption=f"Where projects ran in {view.name}, and elsewhere in the district",
        row_header="name",
        table_id="funded",
    )
