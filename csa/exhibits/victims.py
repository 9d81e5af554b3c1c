"""Who is harmed, and who is harmed again?"""

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

TYPE_LABELS = {
    "person": "A person",
    "business": "A business or organisation",
    "state": "The state (no individual victim)",
    "unknown": "Not recorded",
}
RELATIONSHIP_LABELS = {
    "partner_ex": "Partner or ex-partner",
    "family": "Family member",
    "acquaintance": "Acquaintance",
    "neighbour": "Neighbour",
    "professional": "Professional contact",
    "stranger": "Stranger",
    "unknown": "Not recorded",
}


class VictimExhibits(Group):
    """Victims of one priority."""

    @exhibit(counts={"people": Count("victim", by=("priority", "age_band", "sex"))})
    def age_and_sex(view: View, people: pd.DataFrame) -> Parts:
        """Draw victims by age band and sex."""
        title = f"Victims of {_subject(view)} by age and sex"
        cells, reason = _cells(view, people)
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        return age_sex_exhibit(view, cells, unit="victim", title=title)

    @exhibit(counts={"types": Count("victim", by=("priority", "victim_type"))})
    def kinds(view: View, types: pd.DataFrame) -> Parts:
        """Keep persons, businesses and the state apart."""
        return _breakdown(
            view, types, dimension="victim_type", labels=TYPE_LABELS, heading="Victim",
            title="Persons, businesses and the state",
        )  # fmt: skip

    @exhibit(
        counts={"relationships": Count("victim", by=("priority", "relationship"))},
        editions=PARTNER_ONLY,
    )
    def relationship(view: View, relationships: pd.DataFrame) -> Parts:
        """Show how victims know the suspect."""
        return _breakdown(
            view, relationships, dimension="relationship", labels=RELATIONSHIP_LABELS,
            heading="Suspect is the victim's", title="How victims know the suspect",
        )  # fmt: skip

    @exhibit(counts={"repeats": Count("victim", by=("priority", "repeat"))})
    def repeat_victims(view: View, repeats: pd.DataFrame) -> Parts:
        """Say how many victim records concern somebody harmed before."""
        title = "Repeat victimisation"
        cells, reason = _cells(view, repeats)
        if reason:
            return unavailable(view, title=title, reason=reason, units=["victim"])
        protected = not view.is_officer and is_protected(cells)
        frame, table = breakdown_table(
            cells,
            dimension="repeat",
            labels={
                "first": "Not a victim in the twelve months before",
                "repeat": "Already a victim in the twelve months before",
                "unknown": "Not a person, or not identified",
            },
            caption=f"Victims already harmed in the twelve months before, {view.period.label}",
            heading="The victim was",
            noun="victims",
            protected=protected,
        )
        values = cells.set_index("repeat")["value"]
        again, known = int(values["repeat"]), int(values["first"] + values["repeat"])
        return show(
            view,
            title=title,
            statements=(_repeat_statement(view, again, known, protected=protected),),
            tables=(table,),
            cells=[cells],
            units=["victim"],
            notes=(
                "Any recorded crime in the twelve months before counts, not only one of this "
                "priority. Crimes that were never reported are not seen.",
            ),
            data=frame,
        )


def _subject(view: View) -> str:
    label = view.priority.short_label
    return label[:1].lower() + label[1:]


def _cells(view: View, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    cells = (
        view.cells(frame, period=view.period, priority=view.priority.id) if len(frame) else frame
    )
    return cells, why_missing(view, cells, "victim")


def _breakdown(
    view: View,
    people: pd.DataFrame,
    *,
    dimension: str,
    labels: dict[str, str],
    heading: str,
    title: str,
) -> Parts:
    cells, reason = _cells(view, people)
    if reason:
        return unavailable(view, title=title, reason=reason, units=["victim"])
    frame, table = breakdown_table(
        cells,
        dimension=dimension,
        labels=labels,
        caption=f"{title}, {view.period.label}",
        heading=heading,
        noun="victims",
        protected=not view.is_officer and is_protected(cells),
    )
    known = frame[frame["name"] != labels["unknown"]].dropna(subset=["value"])
    top = known.loc[known["value"].astype(float).idxmax()]
    statement = say(
        "Most often recorded: {name:t} ({count:n} of {total:n}).",
        name=top["name"][:1].lower() + top["name"][1:],
        count=int(top["value"]),
        total=int(frame["value"].sum()),
    )
    return show(
        view,
        title=title,
        statements=(statement,) if top["value"] else (),
        tables=(table,),
        cells=[cells],
        units=["victim"],
        data=frame,
    )


def _repeat_statement(view: View, again: int, known: int, *, protected: bool) -> object:
    if known < view.settings.disclosure.minimum_base_for_percent:
        return say("Too few persons are identified to describe repeats.")
    field = "protected" if protected else "n"
    return say(
        f"{{again:{field}}} of {{known:n}} identified victims ({{share:p}}) had already been the "
        "victim of a recorded crime in the twelve months before.",
        again=again,
        known=known,
        share=100 * again / known,
    )
