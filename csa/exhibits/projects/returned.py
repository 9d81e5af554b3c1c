"""What does a funder ask of each project at the end of a year? All of it in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.projects.delivery import REACHED, UNJUDGED, output_rows
from csa.exhibits.projects.evaluated import outcome_row
from csa.exhibits.projects.funding import (
    ASKED,
    MONEY,
    NO_PROJECTS,
    NOT_DIVIDED,
    SEPARATE,
    SOURCE,
    adds_up,
    not_recorded,
    with_total,
)
from csa.exhibits.projects.judged import judged_here
from csa.exhibits.wording.planned.indicators import LOCAL_COUNTS
from csa.exhibits.wording.planned.projects import projects_here
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View

NONE_YET = "none handed in"
TARGETS = (
    "What each output came to stands below. That a target was reached says nothing of the outcome: "
    "of that the conclusion speaks."
)


class ReturnExhibits(Group):
    """What is handed to the Police and Crime Commissioner."""

    name, scopes = "returned", ("area",)

    @exhibit(counts=LOCAL_COUNTS)
    def projects(view: View, **_: pd.DataFrame) -> Parts:
        """Give each project one row: money, outputs against targets, conclusion, its proof."""
        title = "Each project of the year"
        rows = projects_here(view)
        if not len(rows):
            return keep_unpublished(unavailable(view, title=title, reason=NO_PROJECTS))
        rows = rows.merge(_outcomes(view), on="project_id", how="left").merge(
            _reached(view), on="project_id", how="left"
        )
        inside, apart = rows[rows["counts"]], rows[~rows["counts"]]
        has_total = view.is_partnership and len(inside) > 0
        return show(
            view,
            title=title,
            statements=(*adds_up(view), *not_recorded(rows)),
            tables=tuple(
                _table(some, caption, has_total=total)
                for some, caption, total in (
                    (inside, f"Projects of the allocation: {view.name}", has_total),
                    (apart, SEPARATE, False),
                )
                if len(some)
            ),
            notes=(TARGETS, *(() if view.is_partnership else (NOT_DIVIDED,))),
            source=SOURCE,
            period=f"Projects of {view.year}, as they stood in {view.period.label}",
            data=rows,
        )


def _outcomes(view: View) -> pd.DataFrame:
    """Return conclusion and strength of proof by project."""
    rows = [
        outcome_row(one) | {"project_id": one.project["project_id"]} for one in judged_here(view)
    ]
    return pd.DataFrame(rows)[["project_id", "conclusion", "level"]]


def _reached(view: View) -> pd.DataFrame:
    """Return by project how many outputs have a target, and reached it."""
    outputs = output_rows(view)
    if not len(outputs):
        return pd.DataFrame(columns=["project_id", "targets", "reached"])
    own = outputs.assign(
        targets=~outputs["reading"].isin(UNJUDGED), reached=outputs["reading"] == REACHED
    )
    return own.groupby("project_id", as_index=False)[["targets", "reached"]].sum()


def _table(rows: pd.DataFrame, caption: str, *, has_total: bool) -> Table:
    asked = [ASKED] if rows["requested_gbp"].notna().any() else []
    total: dict[str, Any] = {"conclusion": "", "level": "", "targets": "", "reached": ""}
    counted = rows.astype({"targets": object, "reached": object})
    counted = counted.fillna({"targets": NONE_YET, "reached": NONE_YET})
    return Table(
        with_total(counted, **total) if has_total else counted,
        [
            Column("name", "Project"),
            *asked,
            Column(MONEY[1], "Agreed, £", "number"),
            Column(MONEY[2], "Spent, £", "number"),
            Column("targets", "Outputs with a target", "number"),
            Column("reached", "Of these reached", "number"),
            Column("conclusion", "Conclusion"),
            Column("level", "Strength of proof"),
        ],
        caption=caption,
        row_header="name",
        total_row=has_total,
        table_id="separate" if caption == SEPARATE else "returned",
    )
