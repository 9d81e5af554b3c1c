"""Who is suspected, and how much of the crime does that speak for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.cells import Count
from csa.disclosure.countable import UNKNOWN
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
from csa.exhibits.harmed import crime_themes, ethnicity_exhibit, of_themes
from csa.exhibits.people import (
    age_sex_exhibit,
    breakdown_exhibit,
    counted_as,
    of_priority,
    year_to_end,
)
from csa.exhibits.persons import JOURNEYS, NAMED, ORDERS, OVERLAP, RESIDENCES
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

SUSPECTS_NOTE = (
    "Suspects are not offenders: many are never charged or convicted. Only crimes with a known "
    "suspect are described, and some kinds of crime are solved far more often than others."
)
FEW_KNOWN = "What follows about suspects speaks for the smaller part of these crimes."
COVERAGE_LABELS = {"yes": "At least one suspect", "no": "No suspect", "unknown": "Not recorded"}
RESIDENCE_LABELS = dict(
    zip(
        RESIDENCES,
        (
            "In the same neighbourhood (LSOA)", "In the same ward", "Elsewhere in the district",
            "In another of these districts", "Outside these districts", "Not recorded",
        ),
        strict=True,
    )
)  # fmt: skip
JOURNEY_LABELS = dict(
    zip(
        JOURNEYS,
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
OUTCOME_LABELS = {
    "offender dealt with": "An offender was charged, cautioned or otherwise dealt with",
    "suspect, no action": "A suspect was identified, no further action",
    "no suspect": "No suspect identified, or the victim declined",
    "other body": "Passed to another body",
    UNKNOWN: "No outcome yet, or not recorded",
}
THRESHOLDS = (("10", "10 crimes or more", 10), ("5", "5 crimes or more", 5),
              ("3", "3 crimes or more", 3), ("2", "2 crimes or more", 2),
              ("1", "All suspects", 1))  # fmt: skip
MATURITY_COLUMNS = {"mature": "Six months old or more", "recent": "Less than six months old"}


class SuspectExhibits(Group):
    """Suspects of one priority."""

    @exhibit(counts={"crimes": Count("crime", by=("priority", "suspect_known"))})
    def coverage(view: View, crimes: pd.DataFrame) -> Parts:
        """Say for what share of crimes any suspect is known."""
        title = "How many crimes have a known suspect"
        cells = of_priority(view, crimes)
        reason = why_missing(view, cells, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        parts = breakdown_exhibit(
            view, crimes, unit="crime", dimension="suspect_known", labels=COVERAGE_LABELS,
            heading="Crimes with", title=title, what="Whether there is a suspect", noun="crimes",
            notes=(SUSPECTS_NOTE,),
        )  # fmt: skip
        values = cells.set_index("suspect_known")["value"]
        return parts | {
            "statements": _coverage_statements(view, int(values["yes"]), int(values.sum())),
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
        youth = _youth(view, parts["data"], of_priority(view, people))
        return parts | {
            "statements": (*parts["statements"], *youth),
            "notes": (SUSPECTS_NOTE, *parts["notes"]),
        }

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "ethnicity"))}, editions=PARTNER_ONLY
    )
    def ethnicity(view: View, people: pd.DataFrame) -> Parts:
        """Show suspects by ethnic group against residents."""
        return ethnicity_exhibit(view, people, unit="suspect")

    @exhibit(
        counts={"people": Count("suspect", by=("priority", "residence"))}, editions=PARTNER_ONLY
    )
    def residence(view: View, people: pd.DataFrame) -> Parts:
        """Show where suspects live against where the crime was."""
        return breakdown_exhibit(
            view, people, unit="suspect", dimension="residence", labels=RESIDENCE_LABELS,
            heading="The suspect lives", title="Where suspects live", what="The home",
        )  # fmt: skip

    @exhibit(counts={"people": Count("suspect", by=("priority", "journey"))}, editions=PARTNER_ONLY)
    def journey(view: View, people: pd.DataFrame) -> Parts:
        """Show how far from home the crime was."""
        return breakdown_exhibit(
            view, people, unit="suspect", dimension="journey", labels=JOURNEY_LABELS,
            heading="Distance from home", title="How far from home", what="The distance",
            notes=(
                "Distances run in a straight line between the centres of the two neighbourhoods "
                "(LSOAs), so short ones are rough.",
            ),
        )  # fmt: skip

    @exhibit(counts={"crimes": Count("crime", by=("priority", "suspects"))}, editions=PARTNER_ONLY)
    def together(view: View, crimes: pd.DataFrame) -> Parts:
        """Say how many crimes with a suspect have more than one."""
        title = "Acting together"
        parts = breakdown_exhibit(
            view, crimes, unit="crime", dimension="suspects", labels=TOGETHER_LABELS,
            heading="Crimes with", title=title, what="The number of suspects", noun="crimes",
        )  # fmt: skip
        if parts.get("unavailable"):
            return parts
        values = parts["data"].set_index("code")["value"].fillna(0)
        several = int(values["2"] + values["3 or more"])
        known = several + int(values["1"])
        return parts | {
            "statements": (
                _together_statement(
                    view, several, known, counted_as(view, of_priority(view, crimes))
                ),
            )
        }

    @exhibit(
        counts={
            "totals": Count(NAMED, by=("theme",)),
            "nth": Count(NAMED, by=("theme", "nth")),
        },
        editions=PARTNER_ONLY,
    )
    def few_suspects(view: View, totals: pd.DataFrame, nth: pd.DataFrame) -> Parts:
        """Show how much of the crime a few suspects are linked to, sub-theme by sub-theme."""
        title = "Few suspects, many crimes"
        cells = [of_themes(view, frame) for frame in (nth, totals)]
        reason = why_missing(view, cells[0], "suspect")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        rows = pd.DataFrame(
            [row for theme in crime_themes(view) for row in _threshold_rows(view, cells[0], theme)]
        )
        if not len(rows):
            why = "Too few suspects are identified to show how many crimes each is linked to."
            return unavailable(view, title=title, reason=why, units=["suspect"])
        protected = not view.is_officer and is_protected(cells[0])
        return show(
            view,
            title=title,
            statements=_few_statements(rows),
            tables=(_few_table(view, rows, protected=protected),),
            cells=cells,
            units=["suspect"],
            notes=(
                SUSPECTS_NOTE,
                "Counted over twelve months; a crime with two suspects counts once for each.",
            ),
            period=year_to_end(view).label,
            data=rows,
        )

    @exhibit(counts={"overlap": Count(NAMED, by=("theme", "overlap"))}, editions=PARTNER_ONLY)
    def also_victims(view: View, overlap: pd.DataFrame) -> Parts:
        """Say how many suspects are also recorded as victims."""
        title = "Suspects who are also victims"
        cells = overlap
        if len(overlap):
            cells = view.cells(overlap, period=view.period, theme=view.priority.id)
        reason = why_missing(view, cells, "suspect")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["suspect"])
        values = cells.set_index("overlap")["value"]
        both, people = int(values[OVERLAP[0]]), int(values[OVERLAP[0]] + values[OVERLAP[1]])
        if people < view.settings.disclosure.minimum_base_for_percent:
            why = "Too few suspects are identified to describe."
            return unavailable(view, title=title, reason=why, units=["suspect"])
        return show(
            view,
            title=title,
            statements=(
                say(
                    f"{{both:{counted_as(view, cells)}}} of {{people:n}} people suspected of "
                    "these crimes ({share:p}) were themselves recorded as a victim of some crime "
                    "in the same twelve months.",
                    both=both,
                    people=people,
                    share=100 * both / people,
                ),
            ),
            cells=[cells],
            units=["suspect", "victim"],
            notes=(SUSPECTS_NOTE,),
            period=year_to_end(view).label,
            data=cells,
        )

    @exhibit(counts={"outcomes": Count("crime", by=("priority", "outcome_group", "maturity"))})
    def outcomes(view: View, outcomes: pd.DataFrame) -> Parts:
        """Show what came of the crimes, those too recent to tell set apart."""
        title = "What came of these crimes"
        cells = of_priority(view, outcomes)
        reason = why_missing(view, cells, "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows = cells.pivot(index="outcome_group", columns="maturity", values="value")
        rows = rows.reindex(list(OUTCOME_LABELS)).reset_index()
        rows["name"] = rows["outcome_group"].map(OUTCOME_LABELS)
        total = int(rows["mature"].sum())
        if total >= view.settings.disclosure.minimum_base_for_percent:
            rows["share"] = 100 * rows["mature"] / total
        protected = not view.is_officer and is_protected(cells)
        return show(
            view,
            title=title,
            statements=_outcome_statements(rows, total),
            tables=(_outcome_table(view, rows, protected=protected),),
            cells=[cells],
            units=["crime"],
            notes=(
                "A person is called an offender only where the outcome makes one: charge or "
                "summons, caution, offence taken into consideration, penalty notice, drugs "
                "warning or community resolution.",
            ),
            data=rows,
        )


def _coverage_statements(view: View, known: int, total: int) -> tuple[Statement, ...]:
    minimum = view.settings.disclosure.minimum_base_for_percent
    if total < minimum:
        return (say("Too few crimes are recorded to say how many have a suspect."),)
    return (
        say(
            "A suspect is known for {known:n} of {total:n} crimes ({share:p}).",
            known=known,
            total=total,
            share=100 * known / total,
        ),
        *((say(FEW_KNOWN),) if 2 * known < total else ()),
    )


def _youth(view: View, wide: pd.DataFrame, cells: pd.DataFrame) -> tuple[Statement, ...]:
    known = wide[wide["age_band"] != UNKNOWN].set_index("age_band")
    known = known[["F", "M", "not_known"]].fillna(0).sum(axis=1)
    total, young = int(known.sum()), int(known["10-17"])
    if total < view.settings.disclosure.minimum_base_for_percent:
        return ()
    field = counted_as(view, cells)
    return (
        say(
            f"Of {{total:n}} suspects of known age, {{young:{field}}} ({{share:p}}) were aged "
            "{low:n} to {high:n}.",
            total=total,
            young=young,
            share=100 * young / total,
            low=10,
            high=17,
        ),
    )


def _together_statement(view: View, several: int, known: int, field: str) -> Statement:
    if known < view.settings.disclosure.minimum_base_for_percent:
        return say("Too few crimes have a known suspect to say how many acted together.")
    return say(
        f"Of {{known:n}} crimes with a known suspect, {{several:{field}}} ({{share:p}}) have two "
        "or more.",
        known=known,
        several=several,
        share=100 * several / known,
    )


def _threshold_rows(view: View, nth: pd.DataFrame, theme: tuple[str, str]) -> list[dict[str, Any]]:
    """Return suspects and crimes at each number of crimes a suspect is linked to.

    A suspect with five crimes has a fifth record; those with fewer have none. So the crimes of
    the suspects with k or more are their first k each and every later one.
    """
    values = nth[nth["theme"] == theme[0]].set_index("nth")["value"].reindex(list(ORDERS))
    total = values.sum() if values.notna().all() else 0
    if total < view.settings.disclosure.minimum_base_for_percent:
        return []
    rows = []
    for order, label, least in THRESHOLDS:
        suspects = int(values[order])
        later = int(values.iloc[ORDERS.index(order) + 1 :].sum())
        crimes = least * suspects + later
        rows.append(
            {
                "theme": theme[0], "name": theme[1], "linked": label, "least": least,
                "suspects": suspects, "crimes": crimes,
                "share": 100 * min(crimes / total, 1),
                "of_suspects": 100 * suspects / max(int(values["1"]), 1),
            }
        )  # fmt: skip
    return [row for row in rows if row["suspects"]]


def _few_statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    statements = []
    often = rows[(rows["least"] >= 5) & (rows["theme"] == rows["theme"].iloc[0])]
    for chosen in (often, rows[(rows["least"] >= 5) & (rows["theme"] != rows["theme"].iloc[0])]):
        if not len(chosen):
            continue
        top = chosen.loc[chosen["share"].idxmax()]
        statements.append(
            say(
                "{name:t}: {suspects:n} suspects with {least:n} crimes or more each are linked "
                "to {crimes:n} crimes, {share:p} of those with an identified suspect.",
                name=top["name"],
                suspects=int(top["suspects"]),
                least=int(top["least"]),
                crimes=int(top["crimes"]),
                share=top["share"],
            )
        )
    return tuple(statements) or (say("No suspect is linked to five of these crimes or more."),)


def _few_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("linked", "Suspects linked to"),
            Column("suspects", "Suspects", kind),
            Column("of_suspects", "Share of suspects, %", "percent"),
            Column("crimes", "Crimes linked to them", kind),
            Column("share", "Share of crimes, %", "percent"),
        ],
        caption=f"Suspects by number of crimes in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="suspect-few",
    )


def _outcome_statements(rows: pd.DataFrame, total: int) -> tuple[Statement, ...]:
    if "share" not in rows:
        return (say("Too few crimes are old enough to say what came of them."),)
    shares = rows.set_index("outcome_group")["share"]
    return (
        say(
            "Of {total:n} crimes at least six months old, an offender was dealt with for "
            "{share:p}; {none:p} ended without a suspect.",
            total=total,
            share=shares["offender dealt with"],
            none=shares["no suspect"],
        ),
        say(
            "{recent:n} crimes are more recent; many of them will still be decided.",
            recent=int(rows["recent"].sum()),
        ),
    )


def _outcome_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    kind = "protected" if protected else "count"
    share = [Column("share", "Share of the older ones, %", "percent")] if "share" in rows else []
    return Table(
        rows,
        [
            Column("name", "Outcome"),
            Column("mature", MATURITY_COLUMNS["mature"], kind),
            *share,
            Column("recent", MATURITY_COLUMNS["recent"], kind),
        ],
        caption=f"Outcomes of crimes in {view.name}, {view.period.label}, by age of the crime",
        row_header="name",
        table_id="outcomes",
    )
