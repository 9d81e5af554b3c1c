"""What does each ward look like beside the others? How the ward table reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.changes import BOTH_YEARS
from csa.exhibits.wording.residents import rates_of
from csa.exhibits.wording.verdicts import unsure_note
from csa.present.number import add_known
from csa.present.tables import HOMES, RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View

NAMED_IN_SENTENCE = 3


def area_columns(
    view: View, rows: pd.DataFrame, *, named: Sequence[Column], place: str
) -> list[Column]:
    """Return the columns of a table of wards or neighbourhoods.

    Parameters
    ----------
    view : View
        The area they lie in.
    rows : DataFrame
        As :func:`csa.exhibits.where.area_rows.area_rows` returns them; what no row has is left out.
    named : sequence of Column
        The columns that name a row.
    place : str
        What a row is, in the words of a heading.
    """
    columns = [
        *named,
        *BOTH_YEARS,
        Column("reading", "Change"),
        Column("share", f"Share of {view.name}, %", "percent"),
        Column("rate", "Per 1,000 residents, this period", "rate", of=("after", RESIDENTS)),
        Column("lower_cl", "95% interval of the rate", "interval", upper="upper_cl"),
        Column("quotient", f"Part of the {place}'s crime (1 = usual)", "rate", decimals=2),
        Column("burglary", "Burglary", "count"),
        Column(
            "burglary_rate",
            "Burglary per 1,000 households, this period",
            "rate",
            of=("burglary", HOMES),
        ),
        Column("flags", "Among the highest fifth by"),
    ]
    optional = {"quotient", "burglary", "burglary_rate"}
    return [one for one in columns if one.key not in optional or rows[one.key].notna().any()]


def ward_columns(view: View, table: pd.DataFrame, unit: str) -> Table:
    """Return the ward table; columns without a single value are left out."""
    noun = UNIT_NOUNS[unit]
    return Table(
        table,
        area_columns(view, table, named=[Column("name", "Ward")], place="ward"),
        caption=f"{noun[:1].upper()}{noun[1:]} by ward in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id="wards",
    )


def ward_statements(table: pd.DataFrame, unit: str) -> tuple[Statement, ...]:
    """Say which wards have the most, and which stand out on several measures or changed."""
    located = table[table["ward_name"].notna() & table["after"].notna()]
    total = add_known(table["after"])
    if not total or not len(located):
        return ()
    top = located.head(NAMED_IN_SENTENCE)
    statements = [
        say(
            "{names:t} have the most {noun:t}: {together:n} of {total:n}.",
            names=list_text(list(top["name"])),
            noun=UNIT_NOUNS[unit],
            together=add_known(top["after"]),
            total=total,
        )
    ]
    several = located[located["flags"].str.count(",") >= 2].head(NAMED_IN_SENTENCE)
    if len(several):
        statements.append(
            say(
                "Among the highest fifth of wards on three measures or more: {names:t}.",
                names=list_text(list(several["name"])),
            )
        )
    for reading, words in (("rose", "more"), ("fell", "fewer")):
        changed = located[located["reading"] == reading]
        if len(changed):
            statements.append(
                say(
                    "Clearly {words:t} than a year earlier: {names:t}.",
                    words=words,
                    names=list_text(list(changed["name"].head(NAMED_IN_SENTENCE))),
                )
            )
    return tuple(statements)


def ward_notes(view: View, table: pd.DataFrame) -> tuple[str, ...]:
    """Say what the rates rest on and how changes are judged."""
    centres = list(table.loc[table["is_centre"], "name"])
    notes = [
        people_basis(view),
        "A change is called clear after allowance for the number of wards compared, so that at "
        "most one in ten of the wards named has changed by chance alone. No other "
        "increase is marked.",
    ]
    if centres:
        notes.append(
            f"{list_text(centres)}: town centre. Visitors, not residents, are the crowd there, so "
            "a rate per resident means nothing."
        )
    notes += unsure_note(table["name"], table["certainty"], noun="wards")
    notes += quotient_note(table, "ward") + burglary_note(table)
    return tuple(notes)


def people_basis(view: View) -> str:
    """Say on what residents, and from how many incidents, rates are worked out."""
    people = view.reference("population")
    basis = f" {people['source'].iloc[0]}." if len(people) else ""
    least = view.small.minimum
    return f"{rates_of(view)} No rate is shown on fewer than {least} incidents.{basis}"


def quotient_note(table: pd.DataFrame, noun: str) -> list[str]:
    """Explain the location quotient where it is shown."""
    if not table["quotient"].notna().any():
        return []
    return [
        f"Part of the crime in a {noun} (location quotient): 2 means that these crimes are twice "
        "as large a part of its crime as of the area's."
    ]


def burglary_note(table: pd.DataFrame) -> list[str]:
    """Explain burglary by household where it is shown."""
    if not table["burglary_rate"].notna().any():
        return []
    return [
        "Burglary is set against households; it includes sheds, shops and other buildings, which "
        "the counts here do not divide."
    ]
