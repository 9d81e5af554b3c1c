"""Who belongs to the partnership, how is it built, and what do its bodies not share?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from csa.exhibits.wording.planned.duties import RECEIVED, duty_rows
from csa.exhibits.wording.planned.indicators import told_here
from csa.exhibits.wording.themes import in_sentence
from csa.present.exhibit import FigurePart
from csa.present.structure import structure_chart
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOT_WRITTEN = "The settings name no body of the partnership."
NO_GROUPS = "The settings name no group of the partnership."
OF_THE_WHOLE = "Membership and structure are the partnership's, and stand on its page."
NO_DUTY, NOTHING_LACKS = "–", "nothing lacks"
SOURCE = "The partnership's own list of its bodies and groups"
TOLD_KINDS = {
    "statutory": "By law {whole:t} is made up of {names:t}.",
    "invited": "Invited to {whole:t}: {names:t}.",
}
BY_LAW = (
    "By the Schedule to SI 2007/1831, shortened. What was received, since when, is listed under "
    "'What partners have to share' in the annex."
)


class GovernanceExhibits(Group):
    """Membership and structure of the partnership."""

    name = "governance"
    scopes = ("area",)

    @exhibit(editions=PARTNER_ONLY)
    def members(view: View) -> Parts:
        """List the bodies, statutory and invited, with what they have to share and did not."""
        title = "Who belongs to the partnership"
        members = told_here(view, "member")
        if not members or not view.is_partnership:
            reason = NOT_WRITTEN if view.is_partnership else OF_THE_WHOLE
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        duties = duty_rows(view)
        rows = pd.DataFrame([_member_row(one, duties) for one in members])
        return show(
            view,
            title=title,
            statements=_silent(rows),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Body"),
                        Column("kind", "Statutory or invited"),
                        Column("lacking", "Has to share, and not all of it was received"),
                    ],
                    caption=f"Bodies of {view.settings.partnership.body}",
                    row_header="name",
                    table_id="members",
                ),
            ),
            notes=(BY_LAW,) if len(duties) else (),
            source=SOURCE,
            data=rows,
        )

    @exhibit()
    def bodies(view: View) -> Parts:
        """Name the bodies of the partnership, those of the law first."""
        title = "Who the partnership is"
        members = told_here(view, "member")
        if not members:
            return keep_unpublished(unavailable(view, title=title, reason=NOT_WRITTEN))
        rows = pd.DataFrame([{"name": one.name, "kind": one.kind} for one in members])
        return show(
            view,
            title=title,
            statements=_named(view, rows),
            source=SOURCE,
            data=rows,
        )

    @exhibit(editions=PARTNER_ONLY)
    def structure(view: View) -> Parts:
        """Draw the groups of the partnership, each below the one that it reports to."""
        title = "How the partnership is built"
        groups = told_here(view, "working_group")
        if not groups or not view.is_partnership:
            reason = NO_GROUPS if view.is_partnership else OF_THE_WHOLE
            return keep_unpublished(unavailable(view, title=title, reason=reason))
        names = {one.id: one.name for one in groups}
        rows = pd.DataFrame(
            [
                {
                    "id": one.id,
                    "under": one.under,
                    "name": one.name,
                    "does": one.does,
                    "reports_to": names.get(one.under, NO_DUTY),
                }
                for one in groups
            ]
        )
        return show(
            view,
            title=title,
            figures=(
                FigurePart(
                    draw=lambda: structure_chart(rows),
                    alt=_in_words(rows),
                    caption=f"Groups of {view.settings.partnership.body}: each reports to the one "
                    "above it",
                ),
            ),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Group"),
                        Column("does", "What it does"),
                        Column("reports_to", "Reports to"),
                    ],
                    caption="Groups of the partnership, what they do, and to whom they report",
                    row_header="name",
                    table_id="groups",
                ),
            ),
            source=SOURCE,
            data=rows,
        )


def _named(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which bodies the law names, and which were invited."""
    whole = view.settings.partnership.body
    return tuple(
        say(
            text,
            whole=whole,
            names=list_text(map(in_sentence, rows.loc[rows["kind"] == kind, "name"])),
        )
        for kind, text in TOLD_KINDS.items()
        if (rows["kind"] == kind).any()
    )


def _member_row(one: Any, duties: pd.DataFrame) -> dict[str, Any]:
    """Return a body with the information of its duties of which not all was received."""
    bodies = one.shares_as.split(";")
    own = duties[duties["body"].isin(bodies)] if len(duties) else duties
    lacking = own[own["status"] != RECEIVED] if len(own) else own
    told = [
        f"{in_sentence(duty.information)} ({duty.status.lower()})" for duty in lacking.itertuples()
    ]
    return {
        "name": one.name,
        "kind": one.kind,
        "lacking": "; ".join(told) or (NOTHING_LACKS if len(own) else NO_DUTY),
        "silent": bool(len(own)) and len(lacking) == len(own),
    }


def _silent(rows: pd.DataFrame) -> tuple[Any, ...]:
    """Name the bodies of whose duties nothing was received in full."""
    names = list(rows.loc[rows["silent"], "name"])
    if not names:
        return ()
    return (
        say(
            "Nothing that has to be shared was received in full from: {names:t}.",
            names=list_text(map(in_sentence, names)),
        ),
    )


def _in_words(rows: pd.DataFrame) -> str:
    """Say who reports to whom."""
    below = rows[rows["under"] != ""].groupby("reports_to", sort=False)["name"].apply(list)
    return " ".join(
        f"To the {name.lower()} report: {list_text(some)}." for name, some in below.items()
    )
