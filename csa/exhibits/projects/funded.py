"""What happened where projects for a priority ran? The finding that its summary may tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.projects.judged import Judged, judged_here
from csa.exhibits.projects.telling import project_statement
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.planned.indicators import LOCAL_COUNTS
from csa.findings.finding import Finding
from csa.measures.evaluation.judging import NO_DIFFERENCE
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOT_TOLD = "No project for this priority could be measured here."
READINGS = {True: "fell more than elsewhere", False: "rose more than elsewhere"}
SAME = "as elsewhere"


class FundedExhibits(Group):
    """Projects of one priority, each at its place."""

    name = "funded"
    scopes = ("priority",)

    @exhibit(counts=LOCAL_COUNTS, offers=True)
    def where_projects_ran(view: View, **_: pd.DataFrame) -> Parts:
        """Set what happened at the place of each project beside its comparator."""
        title = "What happened where projects ran"
        found = [one for one in judged_here(view) if _is_told(view, one)]
        if not found:
            return keep_unpublished(unavailable(view, title=title, reason=NOT_TOLD))
        rows = pd.DataFrame([_row(one) for one in found])
        return show(
            view,
            title=title,
            statements=tuple(project_statement(one) for one in found),
            tables=(_table(view, rows),),
            cells=[one.cells for one in found],
            units=list(dict.fromkeys(one.cells["measure"].iloc[0] for one in found)),
            findings=tuple(_finding(view, one) for one in found),
            data=rows,
        )


def _is_told(view: View, one: Judged) -> bool:
    """Say whether a project is for the priority and was measured; districts tell their own."""
    named = str(one.project["priority_ids"] or "").split(";")
    is_measured = one.effect.ratio is not None
    return is_measured and not view.is_partnership and view.priority.id in named


def _row(one: Judged) -> dict[str, Any]:
    return {
        "name": one.name,
        "where": one.place,
        "before": one.before,
        "after": one.after,
        "rest_before": one.rest_before,
        "rest_after": one.rest_after,
        "reading": SAME if one.conclusion == NO_DIFFERENCE else READINGS[one.effect.is_fall],
    }


def _finding(view: View, one: Judged) -> Finding:
    """Offer whether it moved otherwise where a project ran."""
    is_same = one.conclusion == NO_DIFFERENCE
    after = float(one.after or 0)
    expected = after / one.effect.ratio if one.effect.ratio else after
    return Finding(
        question="so what",
        fact=f"{view.priority.id}|project|{one.name}",
        headline=_headline(one, is_same=is_same),
        statement=project_statement(one),
        evidence="where_projects_ran",
        priority=view.priority.id,
        size=after if is_same else abs(after - expected),
        share=0.0,
        certainty="clear",
        harm=view.priority.harm,
        is_standing=is_same,
    )


def _headline(one: Judged, *, is_same: bool) -> Statement:
    verb = "moved as it did elsewhere" if is_same else READINGS[one.effect.is_fall]
    return say("Where {name:t} ran, {what:t} {verb:t}.", name=one.name, what=one.what, verb=verb)


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Project"),
            Column("where", "Where"),
            *BOTH_YEARS,
            Column("rest_before", "Elsewhere, a year earlier", "count"),
            Column("rest_after", "Elsewhere, this period", "count"),
            Column("reading", "Reading"),
        ],
        caption=f"Where projects ran in {view.name}, and their comparators",
        row_header="name",
        table_id="funded",
    )
