"""Who is suspected, and how much of the crime does that speak for?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import DIMENSIONS
from csa.counting.families import Count
from csa.counting.public_knowledge import TYPE
from csa.counting.records.outcomes import OUTCOME
from csa.counting.records.persons import NAMED
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    numbers_of,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.who.again import few_finding
from csa.exhibits.who.ethnicity import ethnicity_exhibit
from csa.exhibits.who.harmed import of_themes
from csa.exhibits.who.outcomes import (
    NO_TYPE,
    crimes_text,
    of_types,
    outcome_rows,
    outcome_statements,
    outcome_table,
    type_note,
)
from csa.exhibits.who.people import age_sex_exhibit, of_priority, year_to_end
from csa.exhibits.who.suspected import (
    coverage_statements,
    few_statements,
    few_table,
    threshold_rows,
    together_statements,
    youth_statements,
)
from csa.exhibits.wording.breakdown import breakdown_exhibit, count_by
from csa.exhibits.wording.nearest import public_types
from csa.exhibits.wording.standing import standing
from csa.exhibits.wording.themes import crime_themes, only_crimes_note
from csa.exhibits.wording.wholes import whole_of

if TYPE_CHECKING:
    from csa.exhibits.view import View

SUSPECTS_NOTE = standing(
    "suspects",
    "Suspects are not offenders: many are never charged or convicted. Those eliminated from "
    "enquiries are left out. Only crimes with a known suspect are described, and some kinds of "
    "crime are solved far more often than others.",
)
COVERAGE_LABELS = {"yes": "At least one suspect", "no": "No suspect", "unknown": "Not recorded"}
RESIDENCE_LABELS = dict(
    zip(
        DIMENSIONS["residence"].values,
        (
            "In the same neighbourhood (LSOA)", "Elsewhere in the same ward",
            "Elsewhere in the district",
            "In another of these districts", "Outside these districts", "Not recorded",
        ),
        strict=True,
    )
)  # fmt: skip
JOURNEY_LABELS = dict(
    zip(
        DIMENSIONS["journey"].values,
        (
            "Same neighbourhood (LSOA)", "Under 1 km", "1 to under 3 km", "3 to under 5 km",
            "5 to under 10 km", "10 km or more", "From outside these districts", "Not recorded",
        ),
        strict=True,
    )
)  # fmt: skip
TOGETHER_LABELS = {
    "1": "One suspect",
    "2": "Two suspects",
    "3 or more": "Three suspects or more",
    "none": "No suspect",
    "unknown": "Not recorded",
}


class SuspectExhibits(Group):
    """Suspects of one priority."""

    name = "suspects"
    scopes = ("priority",)

    @exhibit(counts={"crimes": Count("crime", by=("priority", "suspect_known"))})
    def coverage(view: View, crimes: pd.DataFrame) -> Parts:
        """Say for what share of crimes any suspect is known."""
        title = "How many crimes have a known suspect"
        cells = of_priority(view, crimes)
        reason = why_missing(view, cells, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        parts = breakdown_exhibit(
            view, cells, unit="crime", dimension="suspect_known", labels=COVERAGE_LABELS,
            heading="Crimes with", title=title, what="Whether there is a suspect", noun="crimes",
            notes=(SUSPECTS_NOTE,),
        )  # fmt: skip
        known = view.known_total(cells[cells["suspect_known"] == "yes"])
        whole = whole_of(view, cells, "suspect_known")
        said = coverage_statements(known, max(view.known_total(whole), known))
        return parts | {
            "statements": said,
            "notes": (*only_crimes_note(view), *parts["notes"]),
            "numbers": parts["numbers"] | numbers_of(whole),
        }

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "age_band", "sex"))},
        editions=PARTNER_ONLY,
    )
    def age_and_sex(view: View, people: pd.DataFrame) -> Parts:
        """Draw suspects by age band and sex, those aged 10 to 17 named."""
        parts = age_sex_exhibit(view, people, unit="suspect", title="Age and sex of suspects")
        if parts.get("unavailable"):
            return parts
        young = youth_statements(parts["data"])
        return parts | {
            "statements": (*parts["statements"], *young),
            "notes": (SUSPECTS_NOTE, *parts["notes"]),
        }

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "ethnicity"))}, editions=PARTNER_ONLY
    )
    def ethnicity(view: View, people: pd.DataFrame) -> Parts:
        """Show suspects by ethnic group against residents."""
        return ethnicity_exhibit(view, people, unit="suspect")

    residence = count_by(
        Count("suspect", by=("priority", "residence")), labels=RESIDENCE_LABELS,
        heading="Seen from the crime, the suspect lives",
        title="How near to the crime suspects live", what="The home", editions=PARTNER_ONLY,
        has_chart=False,
    )  # fmt: skip

    journey = count_by(
        Count("suspect", by=("priority", "journey")), labels=JOURNEY_LABELS,
        heading="Distance from home", title="How far from home suspects went",
        what="The distance", editions=PARTNER_ONLY, has_chart=False,
        notes=("Distances run in a straight line between the centres of the two neighbourhoods "
               "(LSOAs), so short ones are rough.",),
    )  # fmt: skip

    @exhibit(counts={"crimes": Count("crime", by=("priority", "suspects"))}, editions=PARTNER_ONLY)
    def together(view: View, crimes: pd.DataFrame) -> Parts:
        """Say how many crimes with a suspect have more than one."""
        title = "How many suspects a crime has"
        parts = breakdown_exhibit(
            view, of_priority(view, crimes), unit="crime", dimension="suspects",
            labels=TOGETHER_LABELS, heading="Crimes with", title=title,
            what="The number of suspects", noun="crimes",
        )  # fmt: skip
        if parts.get("unavailable"):
            return parts
        values = parts["data"].set_index("code")["value"]
        return parts | {"statements": together_statements(values)}

    @exhibit(
        counts={
            "totals": Count(NAMED, by=("theme",)),
            "nth": Count(NAMED, by=("theme", "nth")),
        },
        editions=PARTNER_ONLY,
        offers=True,
    )
    def few_suspects(view: View, totals: pd.DataFrame, nth: pd.DataFrame) -> Parts:
        """Show how much of the crime a few suspects are linked to, sub-theme by sub-theme."""
        title = "How many crimes the same suspects are linked to"
        nth, totals = (of_themes(view, frame) for frame in (nth, totals))
        reason = why_missing(view, nth, "suspect")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        rows = pd.DataFrame(
            [
                row
                for theme in crime_themes(view)
                for row in threshold_rows(view, nth, totals, theme)
            ]
        )
        if not len(rows):
            why = "Too few suspects are identified to show how many crimes each is linked to."
            return keep_unpublished(unavailable(view, title=title, reason=why, units=["suspect"]))
        return show(
            view,
            title=title,
            statements=few_statements(rows),
            tables=(few_table(view, rows),),
            cells=[nth, totals],
            units=["suspect"],
            notes=(
                SUSPECTS_NOTE,
                "Counted over twelve months; a crime with two suspects counts once for each.",
            ),
            period=year_to_end(view).label,
            findings=few_finding(view, rows),
            data=rows,
        )

    @exhibit(counts={"outcomes": Count("crime", by=(TYPE, OUTCOME, "maturity"))})
    def outcomes(view: View, outcomes: pd.DataFrame) -> Parts:
        """Show what came of the crimes, those too recent to tell set apart."""
        title = "What came of these crimes"
        types = public_types(view)
        cells = of_types(view, outcomes, types)
        reason = why_missing(view, cells, "crime") if types else NO_TYPE
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows, crimes = outcome_rows(view, cells), crimes_text(view, types)
        return show(
            view,
            title=title,
            statements=outcome_statements(rows, crimes=crimes),
            tables=(outcome_table(view, rows, crimes=crimes),),
            cells=[cells],
            units=["crime"],
            notes=(type_note(view, types, rows),),
            data=rows,
        )
