"""What do analysts and partners make of it? Shown apart from computed text, named and dated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, show
from csa.present.tables import Column, Table
from csa.present.words import say

if TYPE_CHECKING:
    from csa.exhibits.view import View


class JudgementExhibits(Group):
    """Commentary and funded projects."""

    @exhibit()
    def commentary(view: View) -> Parts:
        """Show what analysts and partners wrote about this subject."""
        key = view.chosen.id if view.chosen else "area"
        rows = _current(view, view.reference("commentary"), key)
        return show(
            view,
            title="Professional judgement",
            statements=() if len(rows) else (say("Nobody has commented on this subject yet."),),
            tables=(_commentary_table(rows),) if len(rows) else (),
            source="The authors named; this is judgement, not a computed result",
            data=rows,
        )

    @exhibit()
    def projects(view: View) -> Parts:
        """List the projects funded for this priority."""
        rows = view.reference("project")
        if len(rows) and view.chosen:
            rows = rows[
                rows["priority_ids"]
                .fillna("")
                .str.split(";")
                .map(lambda ids: view.priority.id in ids)
            ]
        return show(
            view,
            title="Projects funded",
            statements=() if len(rows) else (say("No funded project names this priority."),),
            tables=(_project_table(rows),) if len(rows) else (),
            source="Register of funded projects",
            period="All years registered",
            data=rows,
        )


def _current(view: View, rows: pd.DataFrame, key: str) -> pd.DataFrame:
    if not len(rows):
        return rows
    here = rows["districts"].fillna("")
    about = here.eq("") | here.str.split(";").map(lambda slugs: view.slug in slugs)
    last_day = f"{view.period.end}-31"
    alive = rows["expires"].isna() | (rows["expires"].astype(str) >= last_day)
    return rows[(rows["key"] == key) & about & alive].sort_values(["date", "author_role"])


def _commentary_table(rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("author_role", "Author"),
            Column("date", "Date"),
            Column("text", "Judgement"),
        ],
        caption="Judgement of analysts and partners",
        row_header="author_role",
        table_id="commentary",
    )


def _project_table(rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Project"),
            Column("lead", "Lead"),
            Column("year", "Year"),
            Column("allocated_gbp", "Allocated, £", "count"),
            Column("spent_gbp", "Spent, £", "count"),
        ],
        caption="Projects funded for this priority",
        row_header="name",
        notes=("Whether a project made a difference is judged in its evaluation, not here.",),
        table_id="projects",
    )
