"""What was asked for, agreed and spent, and does it add up to what was allocated?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.planned.projects import projects_here, reconciled
from csa.periods import Period
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

SOURCE = "Funded projects (The partnership)"
NO_PROJECTS = "No funded project concerns this area in this year."
SEPARATE = "Separate from the allocation, and in none of its totals"
NOT_DIVIDED = (
    "A project for several districts is not divided among them: the page of the whole partnership "
    "adds up what was allocated."
)
TIME = "Time gone is the part of a project's months that lies before the end of the period."
MONEY = ("requested_gbp", "allocated_gbp", "spent_gbp")
ASKED = Column("requested_gbp", "Asked for, £", "number")


class FundingExhibits(Group):
    """The money for projects."""

    name, scopes = "funding", ("area",)

    @exhibit()
    def table(view: View) -> Parts:
        """List once what each project asked for, was given and spent, with totals."""
        title = "What was asked for, agreed and spent"
        rows = projects_here(view)
        if not len(rows):
            return keep_unpublished(unavailable(view, title=title, reason=NO_PROJECTS))
        rows = rows.assign(gone=[_time_gone(view, row) for row in rows.to_dict("records")])
        inside, apart = rows[rows["counts"]], rows[~rows["counts"]]
        has_total = view.is_partnership and len(inside) > 0
        whole = with_total(inside, priorities="", where="", gone="") if has_total else inside
        tables = [
            _table(whole, _caption(view), total_row=has_total),
            _table(apart, SEPARATE, total_row=False),
        ]
        return show(
            view,
            title=title,
            statements=(*adds_up(view), *not_recorded(rows), *_unspent(rows)),
            tables=tuple(one for one in tables if len(one.frame)),
            notes=(TIME, *(() if view.is_partnership else (NOT_DIVIDED,))),
            source=SOURCE,
            period=f"Projects of {view.year}, as they stood in {view.period.label}",
            data=rows,
        )


def _caption(view: View) -> str:
    here = "" if view.is_partnership else f" that concern {view.name}"
    return f"Projects of the allocation{here}"


def _time_gone(view: View, project: dict[str, Any]) -> float | None:
    """Return the part of a project's months that is over, in per cent."""
    if pd.isna(project["start"]) or pd.isna(project["end"]):
        return None
    months = Period(str(project["start"])[:7], str(project["end"])[:7]).months
    return 100 * sum(month <= view.period.end for month in months) / len(months)


def with_total(rows: pd.DataFrame, **others: Any) -> pd.DataFrame:
    """Add a row with the sums; a sum of which a part is not recorded is not available.

    Parameters
    ----------
    rows : DataFrame
        Projects of the allocation.
    **others
        What the row holds in other columns.
    """
    sums = {name: rows[name].sum(skipna=False) for name in MONEY}
    kinds = dict.fromkeys(others, object)
    total = pd.DataFrame([{"name": "The allocation"} | others | sums])
    return pd.concat([rows.astype(kinds), total.astype(kinds)])


def _table(rows: pd.DataFrame, caption: str, *, total_row: bool) -> Table:
    spent = pd.to_numeric(rows["spent_gbp"]) / pd.to_numeric(rows["allocated_gbp"]).where(
        lambda pounds: pounds > 0
    )
    return Table(
        rows.assign(part=100 * spent),
        [
            Column("name", "Project"),
            Column("priorities", "Priority"),
            Column("where", "Where"),
            *([ASKED] if rows["requested_gbp"].notna().any() else []),
            Column("allocated_gbp", "Agreed, £", "number"),
            Column("spent_gbp", "Spent, £", "number"),
            Column("part", "Of it, spent", "share", of=("spent_gbp", "allocated_gbp")),
            Column("gone", "Time gone", "share"),
        ],
        caption=caption,
        row_header="name",
        total_row=total_row,
        table_id="separate" if caption == SEPARATE else "funding",
    )


def adds_up(view: View) -> tuple[Statement, ...]:
    """Say whether what was given adds up to what was allocated."""
    found = reconciled(view)
    if not found:
        return (say("What was allocated in all is not stated, so nothing can be held against it."),)
    whose = f"All projects of {view.settings.partnership.name} together"
    here = "" if view.is_partnership else f" Those that concern {view.name} are listed below."
    return tuple(
        say(
            "{whose:t} were given £{agreed:n}, which is what was allocated.{here:t}",
            here=here,
            whose=whose,
            agreed=round(one.agreed),
        )
        if one.is_right
        else say(
            "{whose:t} do not add up: the allocation is £{total:n}, and £{agreed:n} was given out "
            "of it. Nothing can be published before this is put right.",
            whose=whose,
            total=round(one.total),
            agreed=round(one.agreed),
        )
        for one in found
    )


def not_recorded(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say that no spending is recorded, where the column of it would be empty and is left out.

    Parameters
    ----------
    rows : DataFrame
        Projects, with ``spent_gbp``.
    """
    if rows["spent_gbp"].notna().any():
        return ()
    return (say("What these projects spent is not recorded."),)


def _unspent(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the projects that have not begun."""
    late = rows[(rows["gone"] == 0).fillna(value=False)]
    if not len(late):
        return ()
    return (say("Not begun by then: {names:t}.", names=list_text(late["name"])),)
