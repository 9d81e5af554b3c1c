"""Which of the information that partners have to share was received, and since when?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Parts, keep_unpublished, show, unavailable
from csa.periods import as_spans, month_name
from csa.present.tables import Column, Table
from csa.present.words import list_text, say
from csa.schemas.coverage import MISSING

if TYPE_CHECKING:
    from csa.exhibits.view import View

TITLE = "What partners have to share"
RECEIVED, IN_PART, NOT_RECEIVED, NOT_READ = "Received", "In part", "Not received", "Not read"
NOTES = (
    "Information is to be shared by the end of the quarter after the one it is about. 'In part': "
    "of some months or districts only. 'Not read': there is no table for it here, whoever has it.",
    "Counts that a partner made itself, or what is published about it elsewhere, do not stand in "
    "for what has to be shared.",
)


def duties_parts(view: View) -> Parts:
    """List each duty of ``config/duties.toml`` with what was received of it."""
    duties = view.reference("duty")
    if not len(duties):
        reason = "No duty to share is listed in the settings."
        return keep_unpublished(unavailable(view, title=TITLE, reason=reason))
    rows = pd.DataFrame([_row(view, duty) for duty in duties.itertuples()])
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


def _row(view: View, duty: Any) -> dict[str, Any]:
    """Return what is said of one duty."""
    row = {
        "information": duty.information, "body": duty.body, "law": duty.law,
        "status": NOT_RECEIVED if duty.sources else NOT_READ,
        "since": "–", "last": "–", "lacking": "–",
    }  # fmt: skip
    whole, some = _months(view, duty)
    if not some:
        return row
    span = pd.period_range(min(some), max(some), freq="M").astype(str)
    lacking = [month for month in span if month not in whole]
    return row | {
        "status": IN_PART if lacking else RECEIVED,
        "since": month_name(min(some)),
        "last": month_name(max(some)),
        "lacking": list_text([one.label for one in as_spans(lacking)]) if lacking else "none",
    }


def _months(view: View, duty: Any) -> tuple[set[str], set[str]]:
    """Return the months received of every district of the view, and those of any."""
    coverage = view.reference("coverage")
    if not len(coverage):
        return set(), set()
    codes = [one.code for one in view.settings.districts] if view.is_partnership else [view.code]
    here = coverage[
        coverage["source"].isin(duty.sources.split(";"))
        & coverage["district"].isin(codes)
        & (coverage["status"] != MISSING)
    ]
    districts = here.groupby("month")["district"].nunique()
    return set(districts.index[districts == len(codes)]), set(districts.index)
