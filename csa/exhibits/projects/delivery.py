"""What did projects deliver, against what they had promised? Never what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.projects.funding import SOURCE
from csa.exhibits.wording.planned.projects import projects_here
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOTHING = "No output of a project here has been handed in."
NOT_OUTCOMES = "An output is what was done with the money, not what came of it."
EACH = (
    "Pounds for each: all that the project spent, over one output; outputs of one project share "
    "the same spending and are never added up."
)
WHOLE = "Outputs of a project for several districts are those of all of them."
REACHED, SHORT, NO_TARGET = "reached", "short of it", "no target"
UNTOLD = "too few to say"
UNJUDGED = [NO_TARGET, UNTOLD]
FEWEST_SHOWN = 5
FEW = "<5"


class DeliveryExhibits(Group):
    """Outputs of projects."""

    name, scopes = "delivery", ("area",)

    @exhibit()
    def outputs(view: View) -> Parts:
        """Set each project's outputs beside their targets, with what one cost."""
        title = "What was delivered"
        rows = output_rows(view)
        if not len(rows):
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING))
        return show(
            view,
            title=title,
            statements=_readings(rows),
            tables=(_table(view, rows),),
            notes=(NOT_OUTCOMES, EACH, *(() if view.is_partnership else (WHOLE,))),
            source=SOURCE,
            data=rows,
        )


def output_rows(view: View) -> pd.DataFrame:
    """Return the latest account of each output of the projects here, up to the period's end.

    Returns
    -------
    DataFrame
        ``name`` of the project, ``measure, unit, target, actual``, ``each`` (pounds for one) and
        ``reading``. To readers an actual figure of one to four reads ``<5``: it may be of people.
    """
    projects, outputs = projects_here(view), view.reference("project_output")
    if not len(projects) or not len(outputs):
        return pd.DataFrame()
    ends = outputs["period"].fillna("").str[-7:]
    known = outputs[ends <= view.period.end].assign(end=ends)
    latest = known.sort_values("end").drop_duplicates(["project_id", "measure"], keep="last")
    rows = projects[["project_id", "name", "spent_gbp"]].merge(latest, on="project_id")
    rows = rows.sort_values(["name", "measure"], ignore_index=True)
    return rows.assign(**_judged(view, rows)) if len(rows) else rows


def _judged(view: View, rows: pd.DataFrame) -> dict[str, Any]:
    readings = [
        NO_TARGET if pd.isna(target) else REACHED if actual >= target else SHORT
        for target, actual in zip(rows["target"], rows["actual"].fillna(0), strict=True)
    ]
    is_few = rows["actual"].between(1, FEWEST_SHOWN - 1) & (not view.is_officer)
    # Beside so small a target "reached" or "short" would say which number "<5" stands for.
    gives_away = is_few & (rows["target"] < FEWEST_SHOWN)
    readings = [UNTOLD if hide else one for one, hide in zip(readings, gives_away, strict=True)]
    each = (rows["spent_gbp"] / rows["actual"].where(rows["actual"] > 0)).mask(is_few)
    return {
        "reading": readings,
        "each": each.where(rows["spent_gbp"] > 0),
        "actual": rows["actual"].astype(object).mask(is_few, FEW),
    }


def _readings(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which projects reached every target, and which fell short of one."""
    judged = rows[~rows["reading"].isin(UNJUDGED)]
    is_short = (judged["reading"] == SHORT).groupby(judged["name"], sort=False).any()
    told = (
        ("Every target was reached by {names:t}.", is_short.index[~is_short]),
        ("Short of a target: {names:t}.", is_short.index[is_short]),
    )
    return tuple(say(text, names=list_text(names)) for text, names in told if len(names))


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("name", "Project"),
            Column("measure", "Output"),
            Column("target", "Target", "number"),
            Column("actual", "Delivered", "number"),
            Column("reading", "Reached or short"),
            Column("each", "Pounds for each", "number"),
        ],
        caption=f"Outputs of projects that concern {view.name}",
        row_header="measure",
        table_id="outputs",
    )
