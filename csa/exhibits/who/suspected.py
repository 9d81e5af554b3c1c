"""How what is known of suspects is worked out of its cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.described import UNKNOWN
from csa.exhibits.who.people import year_to_end
from csa.exhibits.wording.known import say_profile
from csa.exhibits.wording.merged import shown_classes
from csa.present.number import Number, add_known, is_hidden
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from csa.exhibits.view import View

# The bands of people under 18 who can be suspects, where classes are put together the wider one.
YOUNG = ("10-17", "0-17")
FEW_KNOWN = "What follows about suspects speaks for the smaller part of these crimes."
THRESHOLDS = (("10", "10 crimes or more", 10), ("5", "5 crimes or more", 5),
              ("3", "3 crimes or more", 3), ("2", "2 crimes or more", 2),
              ("1", "All suspects", 1))  # fmt: skip
OFTEN = 5
NUMBER_WORDS = {2: "two", 3: "three", OFTEN: "five"}


def coverage_statements(known: Number, total: Number) -> tuple[Statement, ...]:
    """Say for how many crimes there is a suspect, and whether that is the smaller part."""
    if not total.is_enough:
        return (say("Too few crimes are recorded to say how many have a suspect."),)
    return (
        say(
            "A suspect is known for {known:n} of {total:n} crimes ({share:p}).",
            known=known,
            total=total,
            share=known.percent_of(total),
        ),
        *((say(FEW_KNOWN),) if 2 * known < total else ()),
    )


def youth_statements(wide: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how many of the suspects of known age are 10 to 17.

    Parameters
    ----------
    wide : DataFrame
        As :func:`csa.exhibits.who.people.age_sex_rows` returns it.
    """
    by_age = wide.set_index("age_band")[["F", "M", "not_known"]].apply(add_known, axis=1)
    everybody, known = add_known(by_age), add_known(by_age.drop(UNKNOWN))
    if not known.is_enough:
        return ()
    youngest = next((band for band in YOUNG if band in by_age), None)
    if youngest is None:
        return ()
    young, (low, high) = by_age[youngest], map(int, youngest.split("-"))
    return say_profile(
        "Of {of_known_age:n} suspects of known age, {young:n} "
        "({share:p}) were aged {low:n} to {high:n}.",
        known=known,
        total=everybody,
        of_known_age=known,
        young=young,
        share=young.percent_of(known),
        low=low,
        high=high,
    )


def together_statements(values: pd.Series) -> tuple[Statement, ...]:
    """Say how many crimes with a known suspect have several.

    Parameters
    ----------
    values : Series
        Crimes by number of suspects.
    """
    several = add_known([values["2"], values["3 or more"]])
    known = add_known([several, values["1"]])
    if not known.is_enough:
        return (say("Too few crimes have a known suspect to say how many acted together."),)
    return say_profile(
        "Of {with_suspect:n} crimes with a known suspect, {several:n} "
        "({share:p}) have two or more.",
        known=known,
        total=add_known([known, values[UNKNOWN]]),
        with_suspect=known,
        several=several,
        share=several.percent_of(known),
    )


def threshold_rows(
    view: View, nth: pd.DataFrame, totals: pd.DataFrame, theme: tuple[str, str]
) -> list[dict[str, Any]]:
    """Return suspects and crimes at each number of crimes a suspect is linked to.

    A suspect with five crimes has a fifth record; those with fewer have none. So the crimes of
    the suspects with k or more are their first k each and every later one; or all crimes, less
    the earlier records that are not theirs. The way with fewer rounded counts is taken.
    """
    whole = totals[totals["theme"] == theme[0]] if len(totals) else totals
    whole = whole[whole["value"].notna()]
    here = nth[nth["theme"] == theme[0]]
    orders = list(shown_classes(view, here, "nth", ORDERS))
    values = list(view.numbers(here).set_axis(here["nth"]).reindex(orders))
    total = Number.sum(values)
    if total is None or not total.is_enough:
        return []
    rows, told = [], [one for one in THRESHOLDS if one[0] in orders]
    for order, label, least in told:
        at = orders.index(order)
        suspects, crimes = values[at], add_known([*least * [values[at]], *values[at + 1 :]])
        backward = view.known_total(whole) - add_known(values[:at])
        backward += add_known((least - 1) * [suspects])
        is_shorter = len(whole) == 1 and _terms(backward) < _terms(crimes)
        rows.append(
            {
                "theme": theme[0], "name": theme[1], "linked": label, "least": least,
                "often": min(OFTEN, told[0][2]),
                "suspects": suspects,
                "crimes": crimes.made_of(backward) if is_shorter else crimes,
                "share": 100 * min(crimes / total, 1),
                "of_suspects": 100 * suspects / max(int(values[0]), 1),
            }
        )  # fmt: skip
    return [row for row in rows if row["suspects"]]


def _terms(number: Number) -> int:
    return len(number.origin.plus) + len(number.origin.minus)


def few_statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how much the suspects with five crimes or more are linked to, or as many as is told.

    A protected count of none stands for anything below five, so it is not called none.
    """
    statements = []
    often = rows[rows["least"] >= rows["often"]]
    is_whole = often["theme"] == rows["theme"].iloc[0]
    for chosen in (often[is_whole], often[~is_whole]):
        if not len(chosen):
            continue
        most = chosen[chosen["often"] == chosen["often"].max()]
        top = most.loc[most["share"].idxmax()]
        one = int(top["suspects"]) == 1
        statements.append(
            say(
                "{name:t}: {about:t}{crimes:n} crimes, {about:t}{share:p} of those with an "
                "identified suspect, are linked to {suspects:n} {who:t}{each:t} {least:n} crimes "
                "or more.",
                about="about " if top["crimes"].hidden else "",
                name=top["name"],
                who="suspect" if one else "suspects",
                each=" with" if one else ", each with",
                suspects=top["suspects"],
                least=int(top["least"]),
                crimes=top["crimes"],
                share=top["share"],
            )
        )
    nobody = "Fewer than five suspects are" if is_hidden(rows["suspects"]) else "No suspect is"
    number = NUMBER_WORDS[int(rows["often"].iloc[0])]
    return tuple(statements) or (
        say("{nobody:t} linked to {number:t} of these crimes or more.", nobody=nobody,
            number=number),
    )  # fmt: skip


def few_table(view: View, rows: pd.DataFrame) -> Table:
    """Lay out suspects by the number of crimes they are linked to."""
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("linked", "Suspects linked to"),
            Column("suspects", "Suspects", "count"),
            Column("of_suspects", "Share of suspects, %", "percent"),
            Column("crimes", "Crimes linked to them", "count"),
            Column("share", "Share of crimes, %", "percent"),
        ],
        caption=f"Suspects by number of crimes in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="suspect-few",
    )
