"""How the numbers of people harmed are worked out of their cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.merged import shown_classes
from csa.exhibits.people import bounded, count_field, year_to_end
from csa.exhibits.persons import FOLLOWED
from csa.exhibits.ranges import is_above, say_range
from csa.exhibits.verdicts import interval_of
from csa.exhibits.view import UNIT_NOUNS, made_of
from csa.exhibits.wholes import rest_of, whole_of
from csa.measures.repeats import expected_repeats
from csa.present.numbers import bounded_percent
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.view import View

TOO_FEW_OF_THEM = "too few people in one district or more"


def crime_themes(view: View) -> list[tuple[str, str]]:
    """Return id and label of the priority and of its sub-themes that count crimes.

    Where one sub-theme holds all its crimes there is nothing to divide: it bears the name.
    """
    priority = view.priority
    crime = [s for s in priority.subthemes if any(rule.unit == "crime" for rule in s.rules)]
    if len(crime) == 1 and crime[0].kind == "part":
        return [(priority.id, crime[0].label)]
    return [
        (priority.id, f"{priority.short_label}, all"),
        *((s.id, s.label) for s in crime),
    ]


def only_crimes_note(view: View) -> tuple[str, ...]:
    """Say that incidents which are no crimes have neither victims nor suspects on record."""
    others = [UNIT_NOUNS[unit] for unit in units_of(view.priority) if unit != "crime"]
    if not others:
        return ()
    named = list_text(others)
    return (
        "Victims and suspects are recorded for crimes only: "
        f"{named} are not among the figures of this section.",
    )


def of_themes(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Pick the period's cells of the priority and its sub-themes.

    A theme with fewer people than the least group in any area is left out of everything
    published: with one area missing the others would give it away.
    """
    if not len(frame):
        return frame
    cells = view.cells(frame, period=view.period)
    chosen = cells[cells["theme"].isin([theme for theme, _ in crime_themes(view)])]
    if view.is_officer:
        return chosen
    now = frame[frame["period"] == view.period.key]
    least = now.groupby(["theme", "area"])["value"].sum(min_count=1).groupby("theme").min()
    small = least.index[least < view.settings.disclosure.minimum_group]
    return chosen[~chosen["theme"].isin(small)]


def residents_of(view: View) -> float | None:
    """Return the residents of the area, None where they are not known."""
    profile = view.reference("area_profile")
    here = profile[profile["area"] == view.code] if len(profile) else profile
    if len(here) != 1 or pd.isna(here["residents"].iloc[0]):
        return None
    return float(here["residents"].iloc[0])


def count_repeats(view: View, cells: pd.DataFrame) -> dict[str, Any]:
    """Return crimes, people and repeats of one theme from its records in order."""
    orders = list(shown_classes(view, cells, "nth", ORDERS)) if len(cells) else []
    found = cells.set_index("nth").reindex(orders) if orders else None
    if found is None or found["value"].isna().any():
        return dict.fromkeys(("crimes", "people", "repeats", "share", "often"))
    values, keys = found["value"], found["key"]
    whole = whole_of(view, cells, "nth")
    crimes, people = int(whole["value"].sum()), int(values["1"])
    repeats, repeats_cells = rest_of(cells, whole, cells["nth"] == "1")
    enough = crimes >= view.settings.disclosure.minimum_base_for_percent
    return {
        "crimes": crimes,
        "people": people,
        "repeats": repeats,
        "share": 100 * repeats / crimes if enough else None,
        "often": int(values["3"]) if "3" in values else None,
        "crimes_cells": made_of(whole),
        "people_cells": keys["1"],
        "repeats_cells": repeats_cells,
        "often_cells": keys.get("3"),
    }


def left_out(
    view: View, cells: pd.DataFrame, shown: Iterable[str], *, why: str = TOO_FEW_OF_THEM
) -> tuple[str, ...]:
    """Say which sub-themes have no line, and why; of one without anybody there is none to give.

    Parameters
    ----------
    cells : DataFrame
        The cells of all themes, ``theme`` and ``reason`` among the columns.
    shown : iterable of str
        The themes that have a line.
    why : str
        The reason where the cells give none.
    """
    missing: dict[str, str] = {}
    for theme, label in crime_themes(view):
        here = cells[cells["theme"] == theme] if len(cells) else cells
        is_empty = len(cells) > 0 and bool((here["value"] == 0).fillna(value=False).all())
        if theme not in set(shown) and not is_empty:
            reasons = [reason for reason in here.get("reason", ()) if reason]
            missing[label] = reasons[0] if reasons else why
    return not_shown(missing)


def not_shown(missing: Mapping[str, str]) -> tuple[str, ...]:
    """Say which sub-themes have no line, together where it is for the same reason.

    Parameters
    ----------
    missing : mapping of str to str
        The reason, by the sub-theme's name.
    """
    by_reason: dict[str, list[str]] = {}
    for label, why in missing.items():
        by_reason.setdefault(why, []).append(f"{label[:1].lower()}{label[1:]}")
    return tuple(f"Not shown: {list_text(some)} ({why})." for why, some in by_reason.items())


def overview_row(
    view: View, totals: pd.DataFrame, nth: pd.DataFrame, theme: tuple[str, str]
) -> dict[str, Any]:
    """Return people, crimes and rates of one theme; nothing that would rest on too few."""
    name, label = theme
    of_theme = totals[totals["theme"] == name] if len(totals) else nth[:0]
    first = nth[(nth["theme"] == name) & (nth["nth"] == "1")]
    crimes, people = _only(of_theme["value"]), _only(first["value"])
    row: dict[str, Any] = {
        "theme": name, "name": label, "crimes": crimes, "people": people,
        "crimes_cells": made_of(of_theme), "people_cells": made_of(first),
    }  # fmt: skip
    residents = residents_of(view)
    minimum = view.settings.disclosure.minimum_base_for_percent
    if not people or people < minimum:
        return row
    if crimes:
        row["each"] = crimes / people
    if residents:
        low, high = interval_of(view, people)
        row |= {
            "rate": 1000 * people / residents,
            "low": 1000 * float(low) / residents,
            "high": 1000 * float(high) / residents,
        }
        if crimes:
            row["incidence"] = 1000 * crimes / residents
    return row


def _only(values: pd.Series) -> int | None:
    return None if len(values) != 1 or pd.isna(values.iloc[0]) else int(values.iloc[0])


def overview_statements(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how many people were harmed, per 1,000 residents and how often each."""
    first = rows.iloc[0]
    if "rate" not in rows or pd.isna(first.get("rate")):
        return (say("Too few people are identified to give a rate."),)
    return (
        say(
            "In the twelve months to {month:month}, {people:n} people were identified as victims: "
            "{rate:r} in every {thousand:n} residents (95% interval {low:r} to {high:r}).",
            constants=("95",),
            month=view.period.end,
            people=int(first["people"]),
            rate=first["rate"],
            low=first["low"],
            high=first["high"],
            thousand=1000,
        ),
        say(
            "They were victims of {crimes:n} crimes, {each:r} each on average.",
            crimes=int(first["crimes"]),
            each=first["each"],
        ),
    )


def overview_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    """Lay out people harmed, with the intervals of their rates."""
    kind = "protected" if protected else "count"
    rows = rows.reindex(columns=[*rows, *({"rate", "low", "high", "incidence", "each"} - {*rows})])
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("people", "People harmed", kind),
            Column("rate", "People per 1,000 residents", "rate", of=("people", RESIDENTS)),
            Column("low", "95% interval", "interval", upper="high"),
            Column("crimes", "Crimes against them", kind),
            Column("incidence", "Crimes per 1,000 residents", "rate", of=("crimes", RESIDENTS)),
            Column("each", "Crimes per person", "rate", of=("crimes", "people")),
        ],
        caption=f"People harmed in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-overview",
    )


def repeat_row(
    view: View, nth: pd.DataFrame, followed: pd.DataFrame, theme: tuple[str, str]
) -> dict[str, Any]:
    """Return repeats of one theme with what chance gives and what followed in a year."""
    name, label = theme
    row = {"theme": name, "name": label, **count_repeats(view, nth[nth["theme"] == name])}
    residents = residents_of(view)
    if residents and row["crimes"]:
        row["chance"] = expected_repeats(residents, row["crimes"]).repeats
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
    if pd.isna(first["share"]):
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
    text = (
        "{subject:t}: {crimes:n} crimes fell on {people:n} identified people, so "
        f"{{repeats:{count_field(protected)}}} ({{share:p}}) fell on somebody already harmed "
        "within the twelve months"
    )
    values = {
        "subject": subject,
        **{name: int(row[name]) for name in ("crimes", "people", "repeats")},
        "share": bounded_percent(row["share"], int(row["crimes"]), protected=protected),
    }
    chance = row.get("chance")
    if chance is None or pd.isna(chance):
        return say(text + ".", **values)
    if chance < 1:
        return say(text + "; chance alone would give hardly any.", **values)
    text += "; chance alone would give about {chance:n}."
    return say(text, chance=round(chance), **values)


def repeat_table(view: View, rows: pd.DataFrame, *, protected: bool) -> Table:
    """Lay out repeats by theme."""
    kind = "protected" if protected else "count"
    if "chance" not in rows:
        rows = rows.assign(chance=None)
    return Table(
        _with_bounds(rows, protected=protected),
        [
            Column("name", "Sub-theme"),
            Column("crimes", "Crimes", kind),
            Column("people", "People", kind),
            Column("repeats", "Repeats", kind),
            Column("share", "Repeats, %", "percent", of=("repeats", "crimes")),
            Column("chance", "Repeats by chance", "rate"),
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


def district_statements(
    view: View, rows: pd.DataFrame, *, protected: bool
) -> tuple[Statement, ...]:
    """Say between which districts the share of repeats differs most, counted in both ways."""
    districts, each = rows.iloc[:-1], "in every district"
    said = (
        *say_range(
            view, districts, share="share", whole="crimes", each=each, protected=protected,
            subject="Crimes that fell on somebody already harmed",
        ),
        *say_range(
            view, districts, share="again_share", whole="followed", each=each,
            protected=protected,
            subject="Victims harmed again within twelve months of their first crime",
        ),
    )  # fmt: skip
    return said or (say("Too few persons are identified to compare districts."),)
