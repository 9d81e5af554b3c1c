"""Who is harmed, how many people is that, and who is harmed again?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.persons import FOLLOWED_UNIT, HARMED
from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    nothing_beside,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.who.again import repeats_finding, stands_apart
from csa.exhibits.who.ethnicity import ethnicity_exhibit
from csa.exhibits.who.flagged import FLAG_LABELS, flag_statements, flag_values
from csa.exhibits.who.harmed import (
    left_out,
    of_themes,
    overview_row,
    overview_statements,
    overview_table,
)
from csa.exhibits.who.people import age_sex_exhibit, of_priority, year_to_end
from csa.exhibits.who.repeats import (
    areas_without,
    count_repeats,
    district_statements,
    district_table,
    repeat_row,
    repeat_statements,
    repeat_table,
)
from csa.exhibits.who.risk import at_risk_finding, relationship_finding, support_finding
from csa.exhibits.who.victim_profiles import profile_exhibit
from csa.exhibits.wording.breakdown import count_by
from csa.exhibits.wording.standing import standing
from csa.exhibits.wording.themes import crime_themes, only_crimes_note
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View

TYPE_LABELS = {
    "person": "A person",
    "business": "A business or organisation",
    "state": "The state (no individual victim)",
    "unknown": "Not recorded",
}
RELATIONSHIP_LABELS = {
    "partner_ex": "A partner or ex-partner",
    "family": "A family member",
    "acquaintance": "An acquaintance",
    "neighbour": "A neighbour",
    "professional": "A professional contact",
    "stranger": "A stranger",
    "unknown": "Not recorded",
}
IDENTIFIED_NOTE = standing(
    "people",
    "Only victims who are persons and whom the source identifies are counted; a person harmed in "
    "two districts counts once in each. Crimes that were never reported are not seen.",
)
TOO_FEW_PEOPLE = "Too few people are identified to describe."
ELSEWHERE_NOTE = standing(
    "people",
    "Rates set crimes here against residents; some of the people harmed live elsewhere, and what "
    "residents suffer elsewhere is not counted.",
)
FOLLOWED_NOTE = standing(
    "people",
    "Followed: people first harmed in the year before these twelve months, each watched for twelve "
    "months from that day; counting within one year misses the repeats of those first harmed late "
    "in it.",
)
PLACE_OF_REPEATS_NOTE = standing(
    "people",
    "Repeats are given for districts and nothing smaller: figures about people are not published "
    "for wards or neighbourhoods, where neighbours could recognise them.",
)
NTH = Count(HARMED, by=("theme", "nth"))
TRACED = Count(FOLLOWED_UNIT, by=("theme", "again"))


class VictimExhibits(Group):
    """Victims of one priority."""

    name = "victims"
    scopes = ("priority",)

    @exhibit(counts={"totals": Count(HARMED, by=("theme",)), "nth": NTH})
    def overview(view: View, totals: pd.DataFrame, nth: pd.DataFrame) -> Parts:
        """Say how many people were victims, per 1,000 residents, and how many crimes each."""
        title = "How many people are harmed, and how often"
        cells = [of_themes(view, frame) for frame in (totals, nth)]
        reason = why_missing(view, cells[1], "victim")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        rows = pd.DataFrame(
            [overview_row(view, cells[0], cells[1], theme) for theme in crime_themes(view)]
        )
        rows = rows[rows["people"].notna()].reset_index(drop=True)
        if not len(rows):
            return unavailable(view, title=title, reason=TOO_FEW_PEOPLE, units=["victim"])
        return show(
            view,
            title=title,
            statements=overview_statements(view, rows),
            tables=(overview_table(view, rows),),
            cells=cells,
            units=["victim"],
            notes=(
                *only_crimes_note(view),
                IDENTIFIED_NOTE,
                ELSEWHERE_NOTE,
                *left_out(view, view.cells(nth, period=view.period), rows["theme"]),
            ),
            period=year_to_end(view).label,
            data=rows,
        )

    @exhibit(counts={"people": Count("victim", by=("priority", "age_band", "sex"))}, offers=True)
    def age_and_sex(view: View, people: pd.DataFrame) -> Parts:
        """Draw victims by age band and sex, and set them against residents."""
        return age_sex_exhibit(
            view, people, unit="victim", title="Age and sex of victims", offer=at_risk_finding
        )

    @exhibit(
        counts={
            "ages": Count("victim", by=("subtheme", "age_band")),
            "sexes": Count("victim", by=("subtheme", "sex")),
            "all_ages": Count("victim", by=("priority", "age_band")),
            "all_sexes": Count("victim", by=("priority", "sex")),
            "nth": NTH,
        }
    )
    def by_subtheme(view: View, **frames: pd.DataFrame) -> Parts:
        """Give each sub-theme its own line: largest age group, sex, children, repeats."""
        return profile_exhibit(view, frames.pop("ages"), frames.pop("sexes"), **frames)

    @exhibit(
        counts={"people": Count("victim", by=("priority", "ethnicity"))}, editions=PARTNER_ONLY
    )
    def ethnicity(view: View, people: pd.DataFrame) -> Parts:
        """Show victims by ethnic group against residents."""
        return ethnicity_exhibit(view, people, unit="victim")

    kinds = count_by(
        Count("victim", by=("priority", "victim_type")), labels=TYPE_LABELS,
        heading="The victim is", title="Persons, businesses and the state",
        what="The kind of victim", has_chart=False,
    )  # fmt: skip

    relationship = count_by(
        Count("victim", by=("priority", "relationship")), labels=RELATIONSHIP_LABELS,
        heading="To the victim the suspect is", title="How victims know the suspect",
        what="The relationship", editions=PARTNER_ONLY, has_chart=False,
        offer=relationship_finding,
    )  # fmt: skip

    @exhibit(
        counts={name: Count("victim", by=("priority", name)) for name in ("vulnerable", "support")},
        editions=PARTNER_ONLY,
        offers=True,
    )
    def support_and_vulnerability(
        view: View, vulnerable: pd.DataFrame, support: pd.DataFrame
    ) -> Parts:
        """Say how many victims are marked vulnerable, and how many were referred to support."""
        title = "Vulnerable victims and support"
        frames = {"Marked as vulnerable": vulnerable, "Referred to support": support}
        picked = {name: of_priority(view, frame) for name, frame in frames.items()}
        reason = why_missing(view, picked["Marked as vulnerable"], "victim")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        rows = pd.DataFrame(
            [
                {"name": name, **flag_values(view, cells, column)}
                for (name, cells), column in zip(
                    picked.items(), ("vulnerable", "support"), strict=True
                )
            ]
        )
        return show(
            view,
            title=title,
            statements=tuple(said for _, row in rows.iterrows() for said in flag_statements(row)),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Victims who are persons"),
                        *(Column(name, label, "count") for name, label in FLAG_LABELS.items()),
                    ],
                    caption=f"{title}: {view.name}, {view.period.label}",
                    row_header="name",
                    table_id="victim-support",
                ),
            ),
            cells=list(picked.values()),
            units=["victim"],
            notes=("'Not recorded' does not mean no.",),
            findings=support_finding(view, rows.iloc[-1]),
            data=rows,
        )

    @exhibit(counts={"nth": NTH, "followed": TRACED})
    def repeat_victims(view: View, nth: pd.DataFrame, followed: pd.DataFrame) -> Parts:
        """Count repeat victims of the twelve months, and follow victims for twelve months."""
        title = "Victims harmed again"
        cells = [of_themes(view, frame) for frame in (nth, followed)]
        reason = why_missing(view, cells[0], "victim")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        rows = pd.DataFrame(
            [repeat_row(view, cells[0], cells[1], theme) for theme in crime_themes(view)]
        )
        rows = rows[rows["crimes"].notna()].reset_index(drop=True)
        if not len(rows):
            return unavailable(view, title=title, reason=TOO_FEW_PEOPLE, units=["victim"])
        return show(
            view,
            title=title,
            statements=repeat_statements(view, rows),
            tables=(repeat_table(view, rows),),
            cells=cells,
            units=["victim"],
            notes=(
                IDENTIFIED_NOTE,
                *left_out(view, view.cells(nth, period=view.period), rows["theme"]),
                FOLLOWED_NOTE,
            ),
            period=year_to_end(view).label,
            data=rows,
        )

    @exhibit(counts={"nth": NTH}, offers=True)
    def repeats_by_district(view: View, nth: pd.DataFrame) -> Parts:
        """Compare between districts how many crimes fell on people already harmed in the year."""
        title = "Repeat victims in each district"
        if len(view.areas()) == 1:
            return nothing_beside(view, title)
        every = {theme: _district_rows(view, nth, theme) for theme, _ in crime_themes(view)}
        apart = {
            theme: top
            for theme, rows in every.items()
            if (top := stands_apart(view, rows[rows["is_district"]], of=len(every))) is not None
        }
        # Where a sub-theme shows what the whole hides, the sub-theme is the answer.
        theme = max(apart, key=lambda one: float(apart[one]["share"]), default=view.priority.id)
        label = dict(crime_themes(view))[theme]
        cells = [
            view.cells(nth, period=view.period, area=code, theme=theme)
            for code, _ in view.areas()
            if len(nth)
        ]
        reason = why_missing(view, pd.concat(cells) if cells else nth, "victim")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        rows = every[theme]
        districts = rows[rows["is_district"]]
        return show(
            view,
            title=f"{title}: {label[:1].lower()}{label[1:]}",
            statements=district_statements(view, rows),
            tables=(district_table(view, rows, "Area"),),
            cells=cells,
            units=["victim"],
            notes=(*areas_without(rows["name"], cells), PLACE_OF_REPEATS_NOTE),
            period=year_to_end(view).label,
            findings=tuple(
                repeats_finding(view, districts, top, label)
                for one, top in apart.items()
                if one == theme
            ),
            data=rows,
        )


def _district_rows(view: View, nth: pd.DataFrame, theme: str) -> pd.DataFrame:
    """Return the repeats of one theme in each district, and in the partnership last."""
    whole = view.settings.partnership.code
    return pd.DataFrame(
        [
            {
                "code": code, "theme": theme, "name": name, "is_here": code == view.code,
                "is_district": code != whole,
                **count_repeats(view, view.cells(nth, period=view.period, area=code, theme=theme)),
            }
            for code, name in view.areas()
        ]
    )  # fmt: skip
