"""What do members have to know of money and projects, in the words of a short note?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    source_text,
    unavailable,
)
from csa.exhibits.projects.displaced import counted_at
from csa.exhibits.projects.evaluated import SCALE, conclusion_table, outcome_row
from csa.exhibits.projects.funding import NO_PROJECTS, SOURCE
from csa.exhibits.projects.judged import judged_here, place_of, what_of, within
from csa.exhibits.projects.telling import project_statement
from csa.exhibits.wording.planned.indicators import LOCAL_COUNTS
from csa.exhibits.wording.planned.projects import designs_here, projects_here
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.exhibits.view import View

NO_THEMES = "No themes of the Commissioner's plan are written in the settings."
NO_ISSUE = "No money was agreed for a place here that a project has still to begin in."
NONE = "none"


class BriefingExhibits(Group):
    """What a note to members says of money and projects."""

    name, scopes = "briefing", ("area",)

    @exhibit()
    def themes(view: View) -> Parts:
        """Set the priorities and the projects here beside each theme of the Commissioner's plan."""
        themes = [*view.reference("theme").itertuples()]
        if not themes:
            title = "The Commissioner's plan"
            return keep_unpublished(unavailable(view, title=title, reason=NO_THEMES))
        plan = themes[0].plan or "the Commissioner's plan"
        rows = pd.DataFrame([_theme_row(view, one.name) for one in themes])
        return show(
            view,
            title=f"How this serves {plan}",
            tables=(
                Table(
                    rows,
                    [
                        Column("theme", "Theme"),
                        Column("priorities", "Priorities"),
                        Column("projects", "Projects here"),
                    ],
                    caption=f"Themes of {plan}, and what serves them in {view.name}",
                    row_header="theme",
                    table_id="themes-served",
                ),
            ),
            source=f"The settings of the partnership; {SOURCE}",
            data=rows,
        )

    @exhibit(counts=LOCAL_COUNTS)
    def local_issues(view: View, **_: pd.DataFrame) -> Parts:
        """Say of each place that money was agreed for what happened there, and when work begins."""
        title = "Places that money was agreed for"
        told = [*_issues(view)]
        if not told:
            return keep_unpublished(unavailable(view, title=title, reason=NO_ISSUE))
        units = list(dict.fromkeys(cells["measure"].iloc[0] for _, cells in told if len(cells)))
        return show(
            view,
            title=title,
            statements=tuple(statement for statement, _ in told),
            cells=[cells for _, cells in told],
            units=units,
            source="; ".join(filter(None, (source_text(view, units), SOURCE))),
            data=pd.DataFrame({"said": [str(statement) for statement, _ in told]}),
        )

    @exhibit(counts=LOCAL_COUNTS)
    def outcomes(view: View, **_: pd.DataFrame) -> Parts:
        """Say what can be said of the outcome of each project, and on what that rests."""
        title = "What can be said of outcomes"
        found = judged_here(view)
        if not found:
            return keep_unpublished(unavailable(view, title=title, reason=NO_PROJECTS))
        measured_ones = [one for one in found if one.effect.ratio is not None]
        rows = pd.DataFrame([outcome_row(one) for one in found])
        return show(
            view,
            title=title,
            statements=tuple(project_statement(one) for one in measured_ones),
            tables=(conclusion_table(view, rows),),
            cells=[one.cells for one in measured_ones],
            units=list(dict.fromkeys(one.cells["measure"].iloc[0] for one in measured_ones)),
            notes=(SCALE,) if measured_ones else (),
            **({} if measured_ones else {"source": SOURCE}),
            data=rows,
        )


def _theme_row(view: View, theme: str) -> dict[str, Any]:
    """Return the priorities and projects that serve a theme."""
    projects = projects_here(view)
    serving = [
        str(one.name)
        for one in (projects.itertuples() if len(projects) else ())
        if theme in str(one.pcc_themes or "").split(";")
    ]
    priorities = [one.short_label for one in view.settings.priorities if theme in one.pcc_themes]
    return {
        "theme": theme,
        "priorities": "; ".join(priorities) or NONE,
        "projects": "; ".join(serving) or NONE,
    }


def _issues(view: View) -> Iterator[tuple[Statement, pd.DataFrame]]:
    """Yield a statement and its cells for each project with a design that is still to begin."""
    rows, designs = projects_here(view), designs_here(view)
    for project in rows.to_dict("records") if len(rows) else ():
        design = designs.get(project["project_id"])
        if design is not None and str(project["start"])[:7] > view.period.end:
            yield _issue(within(view, project, design), project, design)


def _issue(view: View, project: dict[str, Any], design: Any) -> tuple[Statement, pd.DataFrame]:
    """Say what happened in a place, and what was agreed for it."""
    what, place = what_of(view, design), place_of(view, design)
    row = counted_at(view, design)
    agreed = say(
        "£{agreed:n} was agreed for {name:t}, which begins in {month:month}.",
        agreed=round(project["allocated_gbp"]), name=str(project["name"]),
        month=str(project["start"])[:7],
    )  # fmt: skip
    if row["before"] is None or row["after"] is None:
        return agreed, row["cells"].iloc[:0]
    counts = say(
        "{place:t}: {what:t} went from {before:n} to {after:n} ({reading:t}).",
        place=place, what=what, before=row["before"], after=row["after"], reading=row["reading"],
    )  # fmt: skip
    return Statement.join((counts, agreed)), row["cells"]
