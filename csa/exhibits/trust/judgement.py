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
from csa.exhibits.wording.themes import in_sentence
from csa.periods import month_name, shift_month
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.periods import Period

JUDGEMENT = "The authors named; this is judgement, not a computed result"
MONTHS_TO_WRITE = 6
MONTHS_TOLD = 12  # how long what has expired is still told as gone


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


class LocalJudgementExhibits(Group):
    """Commentary on one district alone."""

    name, scopes = "local_judgement", ("area",)

    @exhibit()
    def commentary(view: View) -> Parts:
        """Show what was written for every reader of any priority in this district alone."""
        title = f"What is said of {view.name} alone"
        views = [view.of_priority(one.id) for one in view.settings.priorities]
        found = [_of_district(one) for one in views if not view.is_partnership]
        rows = pd.concat([some for some, _ in found]) if found else pd.DataFrame()
        if not len(rows):
            reason = "Nothing that holds was written about this district alone."
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        return show(
            view,
            title=title,
            tables=(_commentary_table(rows, f"Judgement on {view.name} alone"),),
            cells=[cells for _, used in found for cells in used],
            source=JUDGEMENT,
            data=rows,
        )


def _of_district(view: View) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return what was written of a subject in this district alone, filled in, and its cells."""
    rows = _own(view, view.reference("commentary"), "public")
    if len(rows):
        rows = rows[is_in_force(rows, view.period) & rows["districts"].eq(view.slug)]
    if not len(rows):
        return rows, []
    rows, cells = fill_in(view, rows)
    return rows.assign(about=[_name_of(view, key) for key in rows["key"]]), cells


def _commentary(view: View, readers: str) -> Parts:
    own = _own(view, view.reference("commentary"), readers)
    rows = own[is_in_force(own, view.period)] if len(own) else own
    expired = own[_has_expired(own, view.period)] if len(own) else own
    cells: list[pd.DataFrame] = []
    if len(rows):
        rows, cells = fill_in(view, rows)
    about = view.priority.short_label if view.chosen else view.name
    among = ", to members of the partnership only" if readers == "partner" else ""
    title = f"What analysts and partners say{among}"
    if not len(rows) and not len(expired):
        reason = "There is no commentary on this subject."
        return keep_unpublished(unavailable(view, title=title, reason=reason))
    rows = rows.assign(about=[_name_of(view, key) for key in rows["key"]])
    table = _commentary_table(rows, f"Judgement on {about}{among}")
    return show(
        view,
        title=title,
        statements=tuple(_no_longer(view, row) for _, row in expired.iterrows()),
        tables=(table,) if len(rows) else (),
        cells=cells,
        source=JUDGEMENT,
        data=rows,
    )


def _own(view: View, rows: pd.DataFrame, readers: str) -> pd.DataFrame:
    """Pick the commentary on the subject and area that is meant for some readers."""
    if not len(rows):
        return rows
    for_all = rows["editions"].fillna("").str.split(";").map(lambda names: "public" in names)
    wanted = for_all if readers == "public" else ~for_all
    about = rows["key"].isin(_subjects(view))
    chosen = rows[about & _is_here(view, rows["districts"]) & wanted]
    return chosen.sort_values(["date", "author_role"])


def _has_expired(rows: pd.DataFrame, period: Period) -> pd.Series:
    """Say what held until a month of the last year: it is told as gone, and not shown."""
    expires = rows["expires"].fillna("9").astype(str)
    earliest = shift_month(period.end, -MONTHS_TOLD)
    return (expires < f"{period.end}-31") & (expires > f"{earliest}-31")


def _no_longer(view: View, row: pd.Series) -> Statement:
    return say(
        "What the {role:t} wrote of {about:t} held until {month:month} and is no longer shown.",
        role=in_sentence(row["author_role"]),
        about=in_sentence(_name_of(view, row["key"])) if view.chosen else view.name,
        month=str(row["expires"])[:7],
    )


def _name_of(view: View, key: str) -> str:
    """Return what a comment is about: a sub-theme, the priority, or the area."""
    if view.chosen is None:
        return view.name
    labels = {one.id: one.label for one in view.chosen.subthemes}
    return labels.get(key, view.chosen.short_label)


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
            Column("about", "On"),
            Column("text", "Judgement"),
        ],
        caption=caption,
        row_header="author_role",
        table_id="commentary",
    )
