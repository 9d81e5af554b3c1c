"""Who is suspected, and how much of the crime does that speak for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.disclosure.cells import Count
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    is_protected,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.people import age_sex_exhibit, breakdown_table
from csa.present.words import say

if TYPE_CHECKING:
    import pandas as pd

    from csa.exhibits.view import View

SUSPECTS_NOTE = (
    "Suspects are not offenders: many are never charged or convicted. Only crimes with a known "
    "suspect are described, and some kinds of crime are solved far more often than others."
)


class SuspectExhibits(Group):
    """Suspects of one priority."""

    @exhibit(counts={"crimes": Count("crime", by=("priority", "suspect_known"))})
    def coverage(view: View, crimes: pd.DataFrame) -> Parts:
        """Say for what share of crimes any suspect is known."""
        title = "How many crimes have a known suspect"
        cells = (
            view.cells(crimes, period=view.period, priority=view.priority.id)
            if len(crimes)
            else crimes
        )
        reason = why_missing(view, cells, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        protected = not view.is_officer and is_protected(cells)
        frame, table = breakdown_table(
            cells,
            dimension="suspect_known",
            labels={"yes": "At least one suspect", "no": "No suspect"},
            caption=f"Crimes with and without a known suspect, {view.period.label}",
            heading="Crimes with",
            noun="crimes",
            protected=protected,
        )
        known, total = int(frame["value"].iloc[0]), int(frame["value"].sum())
        enough = total >= view.settings.disclosure.minimum_base_for_percent
        field = "protected" if protected else "n"
        statement = say(
            f"A suspect is known for {{known:{field}}} of {{total:n}} crimes"
            + (" ({share:p})." if enough else "."),
            known=known,
            total=total,
            **({"share": 100 * known / total} if enough else {}),
        )
        return show(
            view,
            title=title,
            statements=(statement,),
            tables=(table,),
            cells=[cells],
            units=["crime", "suspect"],
            notes=(SUSPECTS_NOTE,),
            data=frame,
        )

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "age_band", "sex"))},
        editions=PARTNER_ONLY,
    )
    def age_and_sex(view: View, people: pd.DataFrame) -> Parts:
        """Draw suspects by age band and sex."""
        title = "Suspects by age and sex"
        cells = (
            view.cells(people, period=view.period, priority=view.priority.id)
            if len(people)
            else people
        )
        reason = why_missing(view, cells, "suspect")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        return age_sex_exhibit(view, cells, unit="suspect", title=title)
