"""In which part of the week do the marked incidents of a priority happen?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.described import HOURS_OF_WEEK, PARTS_OF_WEEK, UNKNOWN
from csa.counting.records.week import PART_HOURS
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.nearest import noun_shown
from csa.exhibits.wording.places import cells_inside, places_of, sum_place
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.times import PART_WORDS, Times, times_elsewhere, times_of
from csa.findings.finding import Finding
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import SubTheme

LEAST_AT_A_PLACE = 5.0


@dataclass(frozen=True)
class Marked:
    """When the incidents of one mark happen.

    Attributes
    ----------
    subtheme : SubTheme
        The mark.
    unit : str
        What is counted.
    times : Times
        Its counts by part of the week.
    part : str
        The part that is worth saying; empty where there is none.
    elsewhere : Times or None
        Those of the other districts, where they are what the part is told against.
    """

    subtheme: SubTheme
    unit: str
    times: Times
    part: str
    elsewhere: Times | None

    @property
    def name(self) -> str:
        """The mark as it stands within a sentence."""
        return in_sentence(self.subtheme.label)


def marked_times(view: View, frames: dict[str, pd.DataFrame]) -> list[Marked]:
    """Return the marks of a priority with counts by part of the week, in their order.

    Parameters
    ----------
    frames : dict
        Families by sub-theme and part of the week, by unit.
    """
    found = []
    for unit, frame in frames.items():
        for one in view.settings.priority(view.priority.id).subthemes:
            times = times_of(view, frame, subtheme=one.id)
            if times is None or one.kind != "overlay":
                continue
            part, against = times.sharp(), None
            if not part and (rest := times_elsewhere(view, frame, subtheme=one.id)):
                part, against = times.apart(view, rest), rest
            found.append(Marked(one, unit, times, part, against))
    return found


def marked_finding(
    view: View, one: Marked, totals: pd.DataFrame, *, where: pd.DataFrame
) -> Finding:
    """Offer when the incidents of a mark happen, with what is counted in all in both years.

    Its size is how many more there are than an even week, or the other districts, would give.

    Parameters
    ----------
    totals : DataFrame
        Family by sub-theme.
    where : DataFrame
        Family by priority and LSOA; of a closed priority the public type that stands in for it.
    """
    of = view.number(where, period=view.period, priority=view.priority.id)
    inside, known = one.times.numbers[one.part], one.times.known
    share = one.times.share(one.part)
    values: dict[str, Any] = {}
    usual = float(known) * PART_HOURS[one.part] / HOURS_OF_WEEK
    if one.elsewhere and (rest := one.elsewhere.share(one.part)):
        values = {"rest": rest}
        usual = float(known) * float(rest) / 100
    against = ", against {rest:p} in the other districts" if values else ""
    return Finding(
        question="when",
        fact=f"{one.subtheme.id}|{one.part}",
        headline=say(
            "{share:p} of {name:t} begins {when:t}.",
            share=share, name=one.name, when=PART_WORDS[one.part],
        ),
        statement=Statement.join(
            (
                say(
                    f"{{inside:n}} of {{known:n}} with a known time{against}.",
                    inside=inside, known=known, **values,
                ),
                *_in_all(view, one, totals),
                *(() if values else _busiest_place(view, where, noun=UNIT_NOUNS[one.unit])),
            )
        ),
        evidence="parts",
        priority=view.priority.id,
        size=float(inside) - usual,
        share=float(inside) / (float(of or 0) or 1),
        certainty="clear",
        harm=view.priority.harm,
        is_standing=not values,
    )  # fmt: skip


def _in_all(view: View, one: Marked, totals: pd.DataFrame) -> tuple[Statement, ...]:
    before, after = (
        view.number(totals, period=span, subtheme=one.subtheme.id)
        for span in (view.before, view.period)
    )
    if before is None or after is None:
        return ()
    return (say("In all from {before:n} to {after:n}.", before=before, after=after),)


def _busiest_place(view: View, where: pd.DataFrame, *, noun: str) -> tuple[Statement, ...]:
    """Name the named place that holds most of a priority's incidents, if any holds many."""
    picked: dict[str, Any] = {"period": view.period, "priority": view.priority.id}
    whole = view.number(where, **picked)
    counts = {}
    for place in places_of(view):
        here = sum_place(view, place, where)
        cells = view.cells(here, area=place.slug, **picked)
        if len(cells) == 1 and (number := view.numbers(cells).iloc[0]):
            counts[place.name] = number
    if not counts or whole is None:
        return ()
    name = max(counts, key=lambda one: counts[one])
    share = counts[name].percent_of(whole)
    if share is None or share < LEAST_AT_A_PLACE:
        return ()
    return (
        say(
            "Around {place:t} lie {here:n} of {whole:n} {noun:t}.",
            place=name, here=counts[name], whole=whole, noun=noun_shown(view, noun),
        ),
    )  # fmt: skip


def parts_table(view: View, marked: list[Marked]) -> Table:
    """Lay out the marks by part of the week."""
    own = view.settings.priority(view.priority.id).short_label
    rows = pd.DataFrame([{"name": one.subtheme.label, **one.times.numbers} for one in marked])
    labels = {name: f"{words[:1].upper()}{words[1:]}" for name, words in PART_WORDS.items()}
    return Table(
        rows,
        [
            Column("name", "What is marked"),
            *(Column(name, labels[name], "count") for name in PARTS_OF_WEEK),
            Column(UNKNOWN, "Time not known", "count"),
        ],
        caption=f"{own}: marked incidents by part of the week in {view.name}, {view.period.label}",
        row_header="name",
        table_id="parts-of-week",
    )


def cells_of_marks(marked: list[Marked], frames: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Return the cells of marks, in the other districts too, of families by sub-theme."""
    own = {one.subtheme.id for one in marked}
    return [frame[frame["subtheme"].isin(own)] for frame in frames.values() if len(frame)]


def cells_at_places(view: View, *frames: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the cells of a priority in this area as a whole and at its named places."""
    found = []
    for frame in frames:
        inside = [cells_inside(view, place, frame) for place in places_of(view)]
        cells = pd.concat([view.cells(frame), *inside])
        found.append(cells[cells["priority"] == view.priority.id] if len(cells) else cells)
    return found
