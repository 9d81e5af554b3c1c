"""What does each neighbourhood look like beside the others? How the LSOA tables read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.where.wards import area_columns, burglary_note, people_basis, quotient_note
from csa.exhibits.wording.centres import TOWN_CENTRE
from csa.exhibits.wording.ground import spoken
from csa.exhibits.wording.verdicts import tell_change, unsure_note
from csa.measures.verdicts import NO_CLEAR_CHANGE
from csa.present.number import add_known
from csa.present.tables import Column, Table
from csa.present.ward_map import LETTERS
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

SHOWN = 15
NAMED_IN_SENTENCE = 3
LONG_ONLY = ("lsoa_name", "lower_cl", "quotient", "burglary", "burglary_rate")


def lettered(rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that the short table holds the letters by which the map shows them."""
    letters = [LETTERS[place] if place < SHOWN else "" for place in range(len(rows))]
    return rows.assign(letter=letters)


def neighbourhood_tables(view: View, rows: pd.DataFrame, unit: str) -> tuple[Table, Table]:
    """Return the table of every neighbourhood, and the short one of the highest.

    The long one lies folded behind the map and holds all that is known; the short one is read.
    """
    noun = UNIT_NOUNS[unit]
    label = noun[:1].upper() + noun[1:]
    columns = area_columns(
        view,
        rows,
        named=[
            Column("name", "Neighbourhood"),
            Column("letter", "On the map"),
            Column("ward_name", "Ward"),
            Column("lsoa_name", "Code (LSOA)"),
        ],
        place="neighbourhood",
    )
    span = f"{view.period.label}, and {view.before.label}"
    long = Table(
        rows, columns, caption=f"{label} by LSOA in {view.name}: {span}",
        row_header="name", table_id="lsoa-map",
    )  # fmt: skip
    short = Table(
        rows.head(SHOWN),
        [one for one in columns if one.key not in LONG_ONLY],
        caption=f"The {min(SHOWN, len(rows))} neighbourhoods of {view.name} with the most {noun}: "
        f"{span}",
        row_header="name",
        table_id="neighbourhoods",
    )
    return long, short


def neighbourhood_statements(rows: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    """Say which neighbourhoods have the most, and which have clearly changed."""
    known = rows.dropna(subset=["after"])
    total = add_known(known["after"])
    if not total:
        return (say("No neighbourhood has any {noun:t}.", noun=UNIT_NOUNS[unit]),)
    top = known.head(NAMED_IN_SENTENCE)
    statements = [
        say(
            "Most {noun:t}: {names:t}, together {together:n} of the {total:n} whose neighbourhood "
            "is known.",
            names=list_text(_placed(top)),
            noun=UNIT_NOUNS[unit],
            together=add_known(top["after"]),
            total=total,
        )
    ]
    changed = [
        say(
            "Clearly {words:t} than a year earlier: {names:t}.",
            words=words,
            names=list_text(_placed(here)),
        )
        for reading, words in (("rose", "more"), ("fell", "fewer"))
        if len(here := known[known["reading"] == reading].head(NAMED_IN_SENTENCE))
    ]
    is_told = tell_change(known["reading"]).any()
    if not is_told and (known["reading"] == NO_CLEAR_CHANGE).any():
        changed = [say("No neighbourhood has clearly more or fewer than a year earlier.")]
    return (*statements, *changed)


def _placed(rows: pd.DataFrame) -> list[str]:
    return [
        f"{spoken(name)} ({letter})" if letter else spoken(name)
        for name, letter in zip(rows["name"], rows["letter"], strict=True)
    ]


def neighbourhood_notes(view: View, rows: pd.DataFrame) -> tuple[str, ...]:
    """Say what the map and the tables rest on."""
    centres = list(rows.loc[rows["is_centre"], "name"])
    notes = [
        "The map shows counts, so neighbourhoods with shops, stations or nightlife stand out "
        "although few people live there. The circles are the same in every district.",
        "A change is called clear after allowance for the number of neighbourhoods compared, so "
        "that at most one in ten of those named has changed by chance alone. No other increase is "
        "marked.",
        people_basis(view),
    ]
    if centres:
        notes.append(
            f"{list_text(centres)}: {TOWN_CENTRE}. Visitors, not residents, are the crowd there, "
            "so a rate per resident means nothing."
        )
    notes += unsure_note(rows["name"], rows["certainty"], noun="neighbourhoods")
    notes += quotient_note(rows, "neighbourhood") + burglary_note(rows)
    return tuple(notes)
