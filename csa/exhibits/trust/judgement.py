"""What do analysts and partners make of it? Shown apart from computed text, named and dated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
)
from csa.exhibits.trust.placeholders import fill_in
from csa.periods import month_name, shift_month
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.periods import Period

MONTHS_TO_WRITE = 6


class JudgementExhibits(Group):
    """Commentary."""

    name = "judgement"
    scopes = ("area", "priority")

    @exhibit()
    def commentary(view: View) -> Parts:
        """Show what analysts and partners wrote about this subject for every reader."""
        return _commentary(view, "public")

    @exhibit(editions=PARTNER_ONLY)
    def commentary_for_partners(view: View) -> Parts:
        """Show what they wrote for members of the partnership only."""
        return _commentary(view, "partner")


def _commentary(view: View, readers: str) -> Parts:
    rows = _current(view, view.reference("commentary"), readers)
    cells: list[pd.DataFrame] = []
    if len(rows):
        rows, cells = fill_in(view, rows)
    about = view.priority.short_label if view.chosen else view.name
    among = ", to members of the partnership only" if readers == "partner" else ""
    title = f"What analysts and partners say{among}"
    if not len(rows):
        reason = "There is no commentary on this subject."
        return keep_unpublished(unavailable(view, title=title, reason=reason))
    return show(
        view,
        title=title,
        tables=(_commentary_table(rows, f"Judgement on {about}{among}"),),
        cells=cells,
        source="The authors named; this is judgement, not a computed result",
        data=rows,
    )


def _current(view: View, rows: pd.DataFrame, readers: str) -> pd.DataFrame:
    """Pick the commentary on the subject and area that is in force and meant for some readers."""
    if not len(rows):
        return rows
    rows = rows[is_in_force(rows, view.period)]
    for_all = rows["editions"].fillna("").str.split(";").map(lambda names: "public" in names)
    wanted = for_all if readers == "public" else ~for_all
    about = rows["key"].isin(_subjects(view))
    chosen = rows[about & _is_here(view, rows["districts"]) & wanted]
    return chosen.sort_values(["date", "author_role"])


def is_in_force(rows: pd.DataFrame, period: Period) -> pd.Series:
    """Say which comments speak of a period: they have not expired when it ends.

    What was written long after the period speaks of later events.
    """
    last_day = f"{period.end}-31"
    alive = rows["expires"].isna() | (rows["expires"].astype(str) >= last_day)
    latest = f"{shift_month(period.end, MONTHS_TO_WRITE)}-31"
    return alive & (rows["date"].isna() | (rows["date"].astype(str) <= latest))


def _is_here(view: View, districts: pd.Series) -> pd.Series:
    """Say what concerns the area: everything does that names no district, all the partnership."""
    places = districts.fillna("")
    here = places.eq("") | places.str.split(";").map(lambda slugs: view.slug in slugs)
    return here | view.is_partnership


def _subjects(view: View) -> list[str]:
    if view.chosen is None:
        return ["area"]
    return [view.chosen.id, *(subtheme.id for subtheme in view.chosen.subthemes)]


def _commentary_table(rows: pd.DataFrame, caption: str) -> Table:
    months = rows["date"].map(lambda day: month_name(str(day)[:7]), na_action="ignore")
    return Table(
        rows.assign(date=months),
        [
            Column("author_role", "Author"),
            Column("date", "Date"),
            Column("text", "Judgement"),
        ],
        caption=caption,
        row_header="author_role",
        table_id="commentary",
    )
