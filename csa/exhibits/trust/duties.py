"""Which of the information that partners have to share was received, and since when?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.exhibits.base import Parts, keep_unpublished, show, unavailable
from csa.exhibits.wording.planned.duties import IN_PART, RECEIVED, duty_rows
from csa.present.tables import Column, Table
from csa.present.words import say

if TYPE_CHECKING:
    from csa.exhibits.view import View

TITLE = "What partners have to share"
NOTES = (
    "Information is to be shared by the end of the quarter after the one it is about. 'In part': "
    "of some months or districts only. 'Not read': there is no table for it here, whoever has it.",
    "Counts that a partner made itself, or what is published about it elsewhere, do not stand in "
    "for what has to be shared.",
)


def duties_parts(view: View) -> Parts:
    """List each duty of ``config/duties.toml`` with what was received of it."""
    rows = duty_rows(view)
    if not len(rows):
        reason = "No duty to share is listed in the settings."
        return keep_unpublished(unavailable(view, title=TITLE, reason=reason))
    received = rows["status"].isin([RECEIVED, IN_PART])
    return show(
        view,
        title=TITLE,
        statements=(
            say(
                "Of {all:n} kinds of information that partners have to share, {some:n} were "
                "received, at least in part.",
                all=len(rows),
                some=int(received.sum()),
            ),
        ),
        tables=(
            Table(
                rows,
                [
                    Column("information", "Information"),
                    Column("body", "Held by"),
                    Column("status", "Received"),
                    Column("since", "Since"),
                    Column("last", "Last month"),
                    Column("lacking", "Lacking in between"),
                    Column("law", "By"),
                ],
                caption=f"Information to be shared about {view.name}",
                row_header="information",
                table_id="duties",
            ),
        ),
        notes=NOTES,
        source="The duties listed by the partnership and the row accounts of the files received",
        period="All months received",
        data=rows,
    )
