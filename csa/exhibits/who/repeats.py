"""How many crimes fell on people already harmed, by theme and by district?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.records.persons import FOLLOWED
from csa.exhibits.view import made_of
from csa.exhibits.who.harmed import not_shown
from csa.exhibits.who.people import year_to_end
from csa.exhibits.wording.merged import shown_classes
from csa.exhibits.wording.protected import bounded, count_field
from csa.exhibits.wording.ranges import is_above, say_range
from csa.exhibits.wording.wholes import bounds_by_key, furthest_off, rest_of, whole_of
from csa.present.numbers import bounded_percent
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
    found = cells.set_index("nth").reindex(orders) if orders else None
    if found is None or found["value"].isna().any():
        return dict.fromkeys(("crimes", "people", "repeats", "share", "often", "blurred"))
    values, keys = found["value"], found["key"]
    whole = whole_of(view, cells, "nth")
    crimes, people = int(whole["value"].sum()), int(values["1"])
    repeats, repeats_cells = rest_of(cells, whole, cells["nth"] == "1")
    enough = crimes >= view.settings.disclosure.minimum_base_for_percent
    off = furthest_off(repeats_cells, bounds_by_key(cells) | bounds_by_key(whole))
    blurred = repeats <= off and off > 0
    return {
        "crimes": crimes,
        "blurred": blurred,
        "people": people,
        "repeats": repeats,
        "share": 100 * repeats / crimes if enough and not blurred else None,
        "often": int(values["3"]) if "3" in values else None,
        "crimes_cells": made_of(whole),
        "people_cells": keys["1"],
        "repeats_cells": repeats_cells,
        "often_cells": keys.get("3"),
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
    found = cells.set_index("again").reindex(list(FOLLOWED)) if len(cells) else None
    if found is None or found["value"].isna().any():
        return dict.fromkeys(("followed", "again", "again_share"))
    values, keys = found["value"], found["key"]
    whole = whole_of(view, cells, "again")
    again, everyone = int(values[FOLLOWED[0]]), int(whole["value"].sum())
    enough = everyone >= view.settings.disclosure.minimum_base_for_percent
    return {
        "followed": everyone,
        "again": again,
        "again_share": 100 * again / everyone if enough else None,
        "followed_cells": made_of(whole),
        "again_cells": keys[FOLLOWED[0]],
    }


def repeat_statements(view: View, rows: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    """Say how many crimes fell on the same people, in all and where most."""
    first = rows.iloc[0]
    if pd.isna(first["share"]) and not first["blurred"]:
        return (say("Too few persons are identified to describe repeats."),)
    statements = [_repeat_sentence(first, first["name"], protected=protected)]
    others = rows.iloc[1:].dropna(subset=["share"])
    if len(others):
        top = others.loc[others["share"].astype(float).idxmax()]
        if top["repeats"] and top["share"] > first["share"]:
            statements.append(_repeat_sentence(top, top["name"], protected=protected))
    traced = rows.dropna(subset=["again_share"])
    if len(traced) and traced.index[0] == rows.index[0]:
        statements.append(_followed_sentence(first, protected=protected))
        most = traced.loc[traced["again_share"].astype(float).idxmax()]
        if most.name != first.name and _stands_out(view, most, first, protected=protected):
            statements.append(
                say(
                    "The highest share harmed again is that of {name:t}: {share:p}.",
                    name=most["name"][:1].lower() + most["name"][1:],
                    share=bounded_percent(
                        most["again_share"], int(most["followed"]), protected=protected
                    ),
                )
            )
    return tuple(statements)


def _stands_out(view: View, part: pd.Series, whole: pd.Series, *, protected: bool) -> bool:
    """Say whether people of one sub-theme are harmed again clearly more often than the others."""
    rest = [max(float(whole[name] - part[name]), 0) for name in ("again", "followed")]
    here = (float(part["again"]), float(part["followed"]))
    others = (min(rest), rest[1])
    return rest[1] > 0 and is_above(view, here, others, protected=protected)


def _followed_sentence(row: pd.Series, *, protected: bool) -> Statement:
    return say(
        f"Followed for twelve months from their first crime, {{again:{count_field(protected)}}} of "
        "{followed:n} people ({share:p}) were harmed again.",
        again=int(row["again"]),
        followed=int(row["followed"]),
        share=bounded_percent(row["again_share"], int(row["followed"]), protected=protected),
    )


def _repeat_sentence(row: pd.Series, subject: str, *, protected: bool) -> Statement:
    if row["blurred"]:
        return say(
            "{subject:t}: {crimes:n} crimes fell on {people:n} identified people within the twelve "
            "months, too small a difference to tell repeats from rounding.",
            subject=subject,
            crimes=int(row["crimes"]),
            people=int(row["people"]),
        )
    return say(
        "{subject:t}: {crimes:n} crimes fell on {people:n} identified people, so "
        f"{{repeats:{count_field(protected)}}} ({{share:p}}) fell on somebody already harmed "
        "within the twelve months.",
        subject=subject,
        crimes=int(row["crimes"]),
        people=int(row["people"]),
        repeats=int(row["repeats"]),
        share=bounded_percent(row["share"], int(row["crimes"]), protected=protected),
    )


def repeat_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    """Lay out repeats by theme."""
    kind = "protected" if protected else "count"
    return Table(
        _with_bounds(rows, protected=protected),
        [
            Column("name", "Sub-theme"),
            Column("crimes", "Crimes", kind),
            Column("people", "People", kind),
            Column("repeats", "Repeats", kind),
            Column("share", "Repeats, %", "percent", of=("repeats", "crimes")),
            Column("often", "People with 3 crimes or more", kind),
            *_followed_columns(kind),
        ],
        caption=f"Repeat victims in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeats",
    )


def _with_bounds(rows: pd.DataFrame, *, protected: bool) -> pd.DataFrame:
    return rows.assign(
        share=bounded(rows["share"], rows["crimes"], protected=protected),
        again_share=bounded(rows["again_share"], rows["followed"], protected=protected),
    )


def _followed_columns(kind: str) -> list[Column]:
    return [
        Column("followed", "People followed", kind),
        Column("again", "Harmed again within 12 months", kind),
        Column("again_share", "Harmed again, %", "percent", of=("again", "followed")),
    ]


def district_table(view: View, rows: pd.DataFrame, heading: str, *, protected: bool) -> Table:
    """Lay out repeats by area, the partnership last."""
    kind = "protected" if protected else "count"
    return Table(
        _with_bounds(rows, protected=protected),
        [
            Column("name", heading),
            Column("crimes", "Crimes", kind),
            Column("people", "People", kind),
            Column("repeats", "Repeats", kind),
            Column("share", "Repeats, %", "percent", of=("repeats", "crimes")),
            *_followed_columns(kind),
        ],
        caption=f"Repeats by district, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeat-districts",
        total_row=True,
    )


def areas_without(
    areas: Iterable[str], within: Iterable[pd.DataFrame], traced: Iterable[pd.DataFrame]
) -> tuple[str, ...]:
    """Say of which areas there are no records of the year, or nobody followed, and why."""
    missing: dict[str, str] = {}
    for name, *both in zip(areas, within, traced, strict=True):
        for label, cells in zip((name, f"people followed in {name}"), both, strict=True):
            if len(cells) and cells["value"].isna().all():
                missing[label] = next(filter(None, cells["reason"]), "nothing was received")
    return not_shown(missing)


def district_statements(
    view: View, rows: pd.DataFrame, *, protected: bool
) -> tuple[Statement, ...]:
    """Say between which districts the share of repeats differs most, counted in both ways."""
    districts, each = rows.iloc[:-1], "in every district"
    said = [
        sentence
        for share, whole, subject in (
            ("share", "crimes", "Crimes that fell on somebody already harmed"),
            (
                "again_share",
                "followed",
                "Victims harmed again within twelve months of their first crime",
            ),
        )
        for sentence in say_range(
            view, districts, share=share, whole=whole, subject=subject, protected=protected,
            each=f"{each} shown" if districts[whole].isna().any() else each,
        )
    ]  # fmt: skip
    few = "Repeats are too few, or no more than rounding can make, to compare districts."
    return tuple(said) or (say(few),)
