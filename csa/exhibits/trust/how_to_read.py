"""How are these pages read, and what do their words mean?

What is the same for every table and chart stands here once; exhibits link to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.base import PARTNER_ONLY, Group, Parts, exhibit, show
from csa.exhibits.wording.standing import Topic, notes_on
from csa.periods import month_name
from csa.present.tables import Column, Table

if TYPE_CHECKING:
    from csa.exhibits.view import View

COUNTING_NOTES = (
    "Crimes are counted in the month they were recorded. A year-to-date figure runs from April to "
    "the last month in the title and is compared with the same months a year earlier.",
    "Anti-social behaviour, deliberate fires and environmental reports are no crimes, and are "
    "never added to recorded crime. Arson recorded by the police and deliberate fires recorded by "
    "the fire service overlap and are shown side by side.",
    "A month that was not received is missing; it is never counted as zero.",
)
CHANGE_NOTE = (
    "'Rose' or 'fell' means that a difference is more than counts vary by themselves: more than "
    "chance, more than the months of earlier years go up and down around their trend and season, "
    "and still so with allowance for all the comparisons of its table, of which at most one in ten "
    "called clear is chance. 'Slightly' marks a change that is clear but too small to matter. "
    "Anything else is 'no clear change'."
)
SMALL_NOTE = (
    "No percentage is shown when the earlier count is under {least}; under {small} it is marked as "
    "small numbers."
)
TERMS = {
    "Recorded crime": "An offence that the police recorded. More may have happened: not everything "
    "is reported.",
    "Anti-social behaviour": "Reports of nuisance, rowdy behaviour and the like that are no crime.",
    "Offence type": "The police's class of a crime, as it is published at data.police.uk.",
    "Priority": "A subject that the partnership has chosen to work on; it has sub-themes.",
    "Neighbourhood (LSOA)": "The smallest area of official statistics that is shown here: a "
    "few streets.",
    "Ward": "The area that elects a councillor.",
    "Hotspot": "Squares in which far more happened than in others, and more than chance explains.",
    "Victim": "A person recorded as harmed by a crime; businesses are counted apart.",
    "Repeat victim": "A person recorded as harmed more than once within twelve months.",
    "Rate": "How many for every so many residents, so that large and small areas can be compared.",
    "Clear change": "A rise or fall that is more than chance and more than usual ups and downs.",
}


class ReadingExhibits(Group):
    """How the pages are read."""

    name = "reading"
    scopes = ("area",)

    @exhibit()
    def rounding(view: View) -> Parts:
        """Say why and how counts of people are rounded."""
        return _told(view, "rounding", title="Why some counts are rounded")

    @exhibit()
    def change(view: View) -> Parts:
        """Say when a page says that something rose or fell."""
        small = SMALL_NOTE.format(least=view.small.minimum, small=view.small.small)
        return _told(
            view, "change", title="When a page says 'rose' or 'fell'", first=(CHANGE_NOTE, small)
        )

    @exhibit()
    def counting(view: View) -> Parts:
        """Say what is counted, when and where."""
        title = "What is counted, and where"
        return _told(view, "counting", title=title, first=COUNTING_NOTES)

    @exhibit()
    def people(view: View) -> Parts:
        """Say what figures about victims can tell."""
        return _told(view, "people", title="What figures about victims can tell")

    @exhibit(editions=PARTNER_ONLY)
    def suspects(view: View) -> Parts:
        """Say what figures about suspects can tell."""
        return _told(view, "suspects", title="What figures about suspects can tell")

    @exhibit()
    def recording(view: View) -> Parts:
        """List the changes in recording that the figures span."""
        breaks = pd.DataFrame(
            [
                {"name": one.label, "when": month_name(one.start), "caveat": one.caveat}
                for one in sorted(view.breaks(*_everything(view)), key=lambda one: one.start)
                if one.start <= view.period.end
            ],
            columns=["name", "when", "caveat"],
        )
        return show(
            view,
            title="Changes in how crimes were recorded",
            tables=(
                Table(
                    breaks,
                    [
                        Column("name", "Change in recording"),
                        Column("when", "From"),
                        Column("caveat", "What it means"),
                    ],
                    caption="Changes in recording up to the end of this period",
                    row_header="name",
                    table_id="breaks",
                ),
            ),
            source="The partnership",
            data=breaks,
        )

    @exhibit()
    def words(view: View) -> Parts:
        """Say what the words of the pages mean."""
        terms = pd.DataFrame(list(TERMS.items()), columns=["term", "meaning"])
        return show(
            view,
            title="What the words mean",
            tables=(
                Table(
                    terms,
                    [Column("term", "Word"), Column("meaning", "What it means here")],
                    caption="Words of these pages",
                    row_header="term",
                    table_id="words",
                ),
            ),
            source="The partnership",
            data=terms,
        )


def _told(view: View, topic: Topic, *, title: str, first: tuple[str, ...] = ()) -> Parts:
    return show(view, title=title, notes=(*first, *notes_on(topic)), source="The partnership")


def _everything(view: View) -> list[str]:
    return sorted({name for one in view.settings.breaks for name in one.affects})
