"""Did each project make a difference, and could that have been seen?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.projects.funding import NO_PROJECTS, SOURCE
from csa.exhibits.projects.judged import Judged, judged_here
from csa.exhibits.projects.telling import project_statement
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.planned.indicators import LOCAL_COUNTS
from csa.present.charts import ranked_intervals
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View

HOW = (
    "What was to be expected is what the place had a year before, drawn towards what is usual "
    "where it was picked for being high, and changed as its comparator changed. The limits are a "
    "95% interval; they allow for areas that differ by themselves and for rounding."
)
SMALLEST = (
    "A fall smaller than the smallest to be seen (80% power) may be there, and cannot be told from "
    "chance."
)
SCALE = (
    "Strength of proof is the level on the Scientific Methods Scale: a place beside itself is the "
    "second, beside a comparator the third, a trial by lot the fifth and highest."
)
NO_LEVEL = "none"
LEVELS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


class EvaluationExhibits(Group):
    """The outcome of projects."""

    name, scopes = "evaluation", ("area",)

    @exhibit(counts=LOCAL_COUNTS)
    def effects(view: View, **_: pd.DataFrame) -> Parts:
        """Set each project's effect and its limits beside the smallest that could be seen."""
        title = "Whether it made a difference"
        found = judged_here(view)
        if not found:
            return keep_unpublished(unavailable(view, title=title, reason=NO_PROJECTS))
        measured = [one for one in found if one.effect.ratio is not None]
        rows = pd.DataFrame([outcome_row(one) for one in found])
        is_measured = rows["expected"].notna()
        behind = (_effect_table(view, rows[is_measured]),) if measured else ()
        return show(
            view,
            title=title,
            statements=tuple(project_statement(one) for one in measured),
            figures=(_figure(view, rows[is_measured]),) if measured else (),
            tables=(*behind, conclusion_table(view, rows)),
            cells=[one.cells for one in measured],
            units=list(dict.fromkeys(one.cells["measure"].iloc[0] for one in measured)),
            notes=(HOW, SMALLEST, SCALE) if measured else (),
            **({} if measured else {"source": SOURCE}),
            data=rows,
        )


def outcome_row(one: Judged) -> dict[str, Any]:
    """Return effect, limits and conclusion of a project, in per cent of what was expected."""
    effect, worth = one.effect, one.worth
    shares = {"expected": effect.ratio, "lower": effect.lower, "upper": effect.upper}
    return {
        "name": one.name,
        "about": f"{one.what} in {one.place}" if one.place else "",
        "before": one.before,
        "after": one.after,
        **{name: None if part is None else 100 * part for name, part in shares.items()},
        "smallest": None if one.smallest is None else 100 * one.smallest,
        "level": LEVELS.get(one.level if effect.ratio is not None else 0, NO_LEVEL),
        "conclusion": one.conclusion,
        "why": effect.why,
        "rests": effect.why or f"measured by {one.what} in {one.place}",
        "cheapest": worth.cost_low,
        "dearest": worth.cost_high,
    }


def _effect_table(view: View, rows: pd.DataFrame) -> Table:
    columns = [
        Column("name", "Project"),
        Column("about", "Judged by"),
        *BOTH_YEARS,
        Column("expected", "Of what was to be expected", "share"),
        Column("lower", "Limits, %", "interval", upper="upper", decimals=0),
        Column("smallest", "Smallest fall to be seen", "share"),
    ]
    if rows["cheapest"].notna().any():
        columns.append(
            Column("cheapest", "Pounds for each avoided", "interval", upper="dearest", decimals=0)
        )
    return Table(
        rows,
        columns,
        caption=f"Effects of projects that were measured, {view.name}",
        row_header="name",
        table_id="effects",
    )


def conclusion_table(view: View, rows: pd.DataFrame) -> Table:
    """Lay out what may be said of every project, and on what that rests."""
    has_level = (rows["level"] != NO_LEVEL).any()
    return Table(
        rows,
        [
            Column("name", "Project"),
            Column("conclusion", "Conclusion"),
            *([Column("level", "Strength of proof")] if has_level else []),
            Column("rests", "What that rests on"),
        ],
        caption=f"What may be concluded of projects, {view.name}",
        row_header="name",
        table_id="conclusions",
    )


def _figure(view: View, rows: pd.DataFrame) -> FigurePart:
    caption = (
        "What happened in per cent of what was to be expected; left of the dashed line is a fall"
    )
    return FigurePart(
        draw=lambda: ranked_intervals(
            rows, label="name", value="expected", lower="lower", upper="upper",
            value_label="Per cent of what was to be expected",
            reference=100, reference_label="as expected",
        ),
        alt=f"A dot and its limits for each project that was measured in {view.name}, beside a "
        "line at what was to be expected; the table has the figures.",
        caption=caption,
        is_keyed=True,  # limits and conclusions stand on paper too
    )  # fmt: skip
