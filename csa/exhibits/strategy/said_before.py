"""We said, what happened: last year's proposals, indicators and findings against this year's."""

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
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.planned.indicators import measured_for, told_here
from csa.exhibits.wording.planned.outcomes import (
    counted_again,
    indicator_called,
    what_became,
)
from csa.exhibits.wording.themes import in_sentence
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOTHING_SAID = "Nothing that was published or handed in says what was proposed a year before."
NOTHING_FOUND = "No summary of a year before is remembered."
NOT_ONE_COUNT = "cannot be told: it was about no one count that is compared"
RULE = (
    "'Done' is what officers say. 'Changed' is a clear change of the count that measures it, by "
    "the test used everywhere here; what was done need not have brought it about."
)
SOURCE = "What was published a year before, and what officers say became of it"
NO_ROW = {"name": "nothing", "before": None, "after": None, "cells": None}


class SaidExhibits(Group):
    """What was said of an area a year before."""

    name = "said"
    scopes = ("area",)

    @exhibit()
    def proposals(view: View) -> Parts:
        """Say of each proposal of last year whether it was done, and whether anything changed."""
        title = "We said, what happened"
        said = told_here(view, "said_proposal")
        if not said:
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING_SAID))
        rows = [_said_row(view, one) for one in said]
        frame = pd.DataFrame(rows).drop(columns="cells")
        return show(
            view,
            title=title,
            statements=_no_longer_measured(view),
            tables=(_said_table(view, frame),),
            cells=[row["cells"] for row in rows if row["cells"] is not None],
            notes=(RULE,),
            source=SOURCE,
            data=frame,
        )

    @exhibit(editions=PARTNER_ONLY)
    def findings(view: View) -> Parts:
        """Set what last year's summary told beside this year's counts of the same."""
        title = "What we found a year ago, and now"
        found = [
            one
            for one in view.reference("said_finding").itertuples()
            if one.area == view.slug and one.headline
        ]
        if not found:
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING_FOUND))
        rows = [_found_row(view, one) for one in found]
        frame = pd.DataFrame(rows).drop(columns="cells")
        return show(
            view,
            title=title,
            tables=(_found_table(view, frame),),
            cells=[row["cells"] for row in rows if row["cells"] is not None],
            source=SOURCE,
            data=frame,
        )


def _said_row(view: View, one: Any) -> dict[str, Any]:
    """Return what was proposed, whether it was done, and what its indicator counts now."""
    indicator = indicator_called(view, one.key) if one.key else None
    counted = None if indicator is None else measured_for(view, one.districts, indicator)
    return {
        "said": one.text,
        "owner": one.owner or "nobody",
        "status": one.status,
        **{name: (counted or NO_ROW)[name] for name in NO_ROW},
        "became": what_became(one.status, counted),
    }


def _said_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("said", "We said"),
            Column("owner", "Who answered for it"),
            Column("status", "Done?"),
            Column("name", "Measured by"),
            *BOTH_YEARS,
            Column("became", "What happened"),
        ],
        caption=f"What was proposed for {view.name} a year ago, and what became of it",
        row_header="said",
        table_id="said",
    )


def _no_longer_measured(view: View) -> tuple[Statement, ...]:
    """Name the indicators of last year's plan that this year's has not."""
    now = {one.id for one in view.reference("indicator").itertuples()}
    gone = [
        one.text
        for one in told_here(view, "said_indicator")
        if one.area == view.slug and one.id not in now
    ]
    names = list_text(map(in_sentence, dict.fromkeys(gone)))
    return (say("No longer in the plan: {names:t}.", names=names),) if gone else ()


def _found_row(view: View, one: Any) -> dict[str, Any]:
    row = counted_again(view, one)
    if row is None:
        return {**NO_ROW, "said": one.headline, "became": NOT_ONE_COUNT}
    why = f"cannot be told: {row['why']}" if row["why"] else row["reading"]
    return {name: row[name] for name in NO_ROW} | {"said": one.headline, "became": why}


def _found_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("said", "We found"),
            *BOTH_YEARS,
            Column("became", "Since then"),
        ],
        caption=f"What the summary of {view.name} told a year ago, and the same counts now",
        row_header="said",
        table_id="found",
    )
