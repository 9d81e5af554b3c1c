"""Is one complaint behind a change?

A figure about one complaint is a figure about one person. Groups of fewer than ten are not broken
down in anything published, so the number stays with the officer; the partner edition says in words
that one complaint makes the change, because a board would otherwise act on it, and the public
edition says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.persons import ONE_CASE
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.what.one_case import case_finding, case_rows, case_statement
from csa.exhibits.wording.themes import crime_themes

if TYPE_CHECKING:
    from csa.exhibits.view import View


class StandoutExhibits(Group):
    """What stands out in one priority."""

    name = "standout"
    scopes = ("priority",)

    @exhibit(
        counts={
            "cases": Count(ONE_CASE, by=("theme",)),
            "subthemes": Count("crime", by=("subtheme",)),
            "priorities": Count("crime", by=("priority",)),
        },
        editions=PARTNER_ONLY,
        offers=True,
    )
    def one_case(
        view: View, cases: pd.DataFrame, subthemes: pd.DataFrame, priorities: pd.DataFrame
    ) -> Parts:
        """Say whether a single complaint makes a change."""
        title = "Changes that one complaint makes"
        if view.is_partnership:
            why = "A single complaint is looked for in each district: see their own chapters."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["crime"]))
        here = view.cells(cases, period=view.period) if len(cases) else cases
        reason = why_missing(view, here, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        earlier = why_missing(view, view.cells(cases, period=view.before), "crime")
        if earlier:
            why = f"A change needs the year before. {earlier}"
            return unavailable(view, title=title, reason=why, units=["crime"])
        rows = [
            row
            for theme, label in crime_themes(view)
            for row in case_rows(view, cases, subthemes, priorities, theme=theme, label=label)
        ]
        if not rows:
            why = "No single complaint makes most of any change here."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["crime"]))
        shown = pd.DataFrame(rows)
        return show(
            view,
            title=title,
            statements=tuple(case_statement(view, row) for row in rows),
            findings=tuple(case_finding(view, row) for row in rows),
            units=["crime"],
            notes=(
                "A complaint is named when leaving it out takes away half of a change or more. Its "
                "number is for the officer only.",
            ),
            data=shown if view.is_officer else shown.reindex(columns=["name"]),
        )
