"""How many crimes fell on people already harmed, by theme and by district?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.persons import FOLLOWED
from csa.exhibits.who.harmed import not_shown
from csa.exhibits.who.people import year_to_end
from csa.exhibits.wording.merged import shown_classes
from csa.exhibits.wording.ranges import is_above, say_range
from csa.exhibits.wording.wholes import rest_of, whole_of
from csa.present.number import Percent
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.exhibits.view import View


def count_repeats(view: View, cells: pd.DataFrame) -> dict[str, Any]:
    """Return crimes, people and repeats of one theme from its records in order.

    Repeats are ``blurred``, and no share, where rounding alone can make as many.
    """
    orders = list(shown_classes(view, cells, "nth", ORDERS)) if len(cells) else []
    values = view.numbers(cells).set_axis(cells["nth"]).reindex(orders) if orders else None
    if values is None or values.isna().any():
        return dict.fromkeys(("crimes", "people", "repeats", "share", "often", "blurred"))
    whole = whole_of(view, cells, "nth")
    crimes, repeats = view.known_total(whole), rest_of(view, cells, whole, cells["nth"] == "1")
    return {
        "crimes": crimes,
        "blurred": repeats.is_blurred,
        "people": values["1"],
        "repeats": repeats,
        "share": None if repeats.is_blurred else repeats.percent_of(crimes),
        "often": values.get("3"),
    }


def repeat_row(
    view: View, nth: pd.DataFrame, followed: pd.DataFrame, theme: tuple[str, str]
) -> dict[str, Any]:
    """Return repeats of one theme and what followed in a year."""
    name, label = theme
    row = {"theme": name, "name": label, **count_repeats(view, nth[nth["theme"] == name])}
    of_theme = followed[followed["theme"] == name] if len(followed) else followed
    return row | count_followed(view, of_theme)


def count_followed(view: View, cells: pd.DataFrame) -> dict[str, Any]:
    """Return people followed for twelve months and how many were harmed again."""
    numbers = view.numbers(cells).set_axis(cells["again"] if len(cells) else cells.index)
    values = numbers.reindex(list(FOLLOWED))
    if values.isna().any():
        return dict.fromkeys(("followed", "again", "again_share"))
    again, everyone = values[FOLLOWED[0]], view.known_total(whole_of(view, cells, "again"))
    return {"followed": everyone, "again": again, "again_share": again.percent_of(everyone)}


def repeat_statements(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how many crimes fell on the same people, in all and where most."""
    first = rows.iloc[0]
    if pd.isna(first["share"]) and not first["blurred"]:
        return (say("Too few persons are identified to describe repeats."),)
    statements = [_repeat_sentence(first, first["name"])]
    others = rows.iloc[1:].dropna(subset=["share"])
    if len(others):
        top = others.loc[others["share"].astype(float).idxmax()]
        if top["repeats"] and top["share"] > first["share"]:
            statements.append(_repeat_sentence(top, top["name"]))
    traced = rows.dropna(subset=["again_share"])
    if len(traced) and traced.index[0] == rows.index[0]:
        statements.append(_followed_sentence(first))
        most = traced.loc[traced["again_share"].astype(float).idxmax()]
        if most.name != first.name and _stands_out(view, most, first):
            statements.append(
                say(
                    "The highest share harmed again is that of {name:t}: {share:p}.",
                    name=most["name"][:1].lower() + most["name"][1:],
                    share=most["again_share"],
                )
            )
    return tuple(statements)


def _stands_out(view: View, part: pd.Series, whole: pd.Series) -> bool:
    """Say whether people of one sub-theme are harmed again clearly more often than the others."""
    again, followed = ((whole[name] - part[name]).at_least(0) for name in ("again", "followed"))
    return bool(followed) and is_above(
        view, part["again_share"], Percent(min(again, followed), followed)
    )


def _followed_sentence(row: pd.Series) -> Statement:
    return say(
        "That is how much of the crime falls on the same people. How many of them are harmed "
        "again is another number: followed for twelve months from their first crime, {again:n} of "
        "{followed:n} people ({share:p}).",
        again=row["again"],
        followed=row["followed"],
        share=row["again_share"],
    )


def _repeat_sentence(row: pd.Series, subject: str) -> Statement:
    if row["blurred"]:
        return say(
            "{subject:t}: {crimes:n} crimes fell on {people:n} identified people within the twelve "
            "months, too small a difference to tell repeats from rounding.",
            subject=subject,
            crimes=row["crimes"],
            people=row["people"],
        )
    return say(
        "{subject:t}: {crimes:n} crimes fell on {people:n} identified people, so "
        "{repeats:n} ({share:p}) fell on somebody already harmed "
        "within the twelve months.",
        subject=subject,
        crimes=row["crimes"],
        people=row["people"],
        repeats=row["repeats"],
        share=row["share"],
    )


def repeat_table(view: View, rows: pd.DataFrame) -> Table:
    """Lay out repeats by theme."""
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("crimes", "Crimes", "count"),
            Column("people", "People", "count"),
            Column("repeats", "Repeats", "count"),
            Column("share", "Repeats, %", "percent", of=("repeats", "crimes")),
            Column("often", "People with 3 crimes or more", "count"),
            *_followed_columns(),
        ],
        caption=f"Repeat victims in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeats",
    )


def _followed_columns() -> list[Column]:
    return [
        Column("followed", "People followed", "count"),
        Column("again", "Harmed again within 12 months", "count"),
        Column("again_share", "Harmed again, %", "percent", of=("again", "followed")),
    ]


def district_table(view: View, rows: pd.DataFrame, heading: str) -> Table:
    """Lay out repeats by area, the partnership last."""
    return Table(
        rows,
        [
            Column("name", heading),
            Column("crimes", "Crimes", "count"),
            Column("people", "People", "count"),
            Column("repeats", "Repeats", "count"),
            Column("share", "Repeats, %", "percent", of=("repeats", "crimes")),
        ],
        caption=f"Repeats by district: {view.priority.short_label}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeat-districts",
        total_row=True,
    )


def areas_without(areas: Iterable[str], within: Iterable[pd.DataFrame]) -> tuple[str, ...]:
    """Say of which areas there are no records of the year, and why."""
    missing = {
        name: next(filter(None, cells["reason"]), "nothing was received")
        for name, cells in zip(areas, within, strict=True)
        if len(cells) and cells["value"].isna().all()
    }
    return not_shown(missing)


def district_statements(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say between which districts the share of repeats differs most."""
    districts, each = rows[rows["is_district"]], "in every district"
    said = say_range(
        view, districts, share="share", subject="Crimes that fell on somebody already harmed",
        each=f"{each} shown" if districts["crimes"].isna().any() else each,
    )  # fmt: skip
    few = "Repeats are too few, or no more than rounding can make, to compare districts."
    return said or (say(few),)
