"""How the numbers of people harmed are worked out of their cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.people import bounded, count_field, year_to_end
from csa.exhibits.persons import FOLLOWED, ORDERS
from csa.measures.rates import poisson_interval
from csa.measures.repeats import expected_repeats
from csa.present.numbers import bounded_percent, percent_text
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View


def crime_themes(view: View) -> list[tuple[str, str]]:
    """Return id and label of the priority and of its sub-themes that count crimes."""
    priority = view.priority
    crime = [s for s in priority.subthemes if any(rule.unit == "crime" for rule in s.rules)]
    return [
        (priority.id, f"{priority.short_label}, all"),
        *((s.id, s.label) for s in crime),
    ]


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
    values = cells.set_index("nth")["value"].reindex(list(ORDERS)) if len(cells) else None
    if values is None or values.isna().any():
        return dict.fromkeys(("crimes", "people", "repeats", "share", "often"))
    crimes, people = int(values.sum()), int(values["1"])
    enough = crimes >= view.settings.disclosure.minimum_base_for_percent
    return {
        "crimes": crimes,
        "people": people,
        "repeats": crimes - people,
        "share": 100 * (crimes - people) / crimes if enough else None,
        "often": int(values["5"]),
    }


def overview_row(
    view: View, totals: pd.DataFrame, nth: pd.DataFrame, theme: tuple[str, str]
) -> dict[str, Any]:
    """Return people, crimes and rates of one theme; nothing that would rest on too few."""
    name, label = theme
    crimes = _only(totals[totals["theme"] == name]["value"]) if len(totals) else None
    people = _only(nth[(nth["theme"] == name) & (nth["nth"] == "1")]["value"])
    row: dict[str, Any] = {"theme": name, "name": label, "crimes": crimes, "people": people}
    residents = residents_of(view)
    minimum = view.settings.disclosure.minimum_base_for_percent
    if not people or people < minimum:
        return row
    if crimes:
        row["each"] = crimes / people
    if residents:
        low, high = poisson_interval(people, confidence=view.settings.partnership.confidence)
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
            Column("rate", "People per 1,000 residents", "rate"),
            Column("low", "95% interval", "interval", upper="high"),
            Column("crimes", "Crimes against them", kind),
            Column("incidence", "Crimes per 1,000 residents", "rate"),
            Column("each", "Crimes per person", "rate"),
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
    values = cells.set_index("again")["value"].reindex(list(FOLLOWED)) if len(cells) else None
    if values is None or values.isna().any():
        return dict.fromkeys(("followed", "again", "again_share"))
    again, everyone = int(values[FOLLOWED[0]]), int(values.sum())
    enough = everyone >= view.settings.disclosure.minimum_base_for_percent
    return {
        "followed": everyone,
        "again": again,
        "again_share": 100 * again / everyone if enough else None,
    }


def repeat_statements(rows: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
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
        if most["again_share"] > first["again_share"]:
            statements.append(
                say(
                    "The highest share harmed again is that of {name:t}: {share:p}.",
                    name=most["name"][:1].lower() + most["name"][1:],
                    share=most["again_share"],
                )
            )
    return tuple(statements)


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
            Column("share", "Repeats, %", "percent"),
            Column("chance", "Repeats by chance", "rate"),
            Column("often", "People with 5 crimes or more", kind),
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
        Column("again_share", "Harmed again, %", "percent"),
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
            Column("share", "Repeats, %", "percent"),
            *_followed_columns(kind),
        ],
        caption=f"Repeats by district, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeat-districts",
        total_row=True,
    )


def district_statements(rows: pd.DataFrame, *, protected: bool) -> tuple[Statement, ...]:
    """Say between which districts the share of repeats differs most, counted in both ways."""
    said = (
        *_range_of(
            rows, "share", "crimes", "The share of crimes that fell on somebody already harmed",
            protected=protected,
        ),
        *_range_of(
            rows, "again_share", "followed",
            "The share of victims harmed again within twelve months of their first crime",
            protected=protected,
        ),
    )  # fmt: skip
    return said or (say("Too few persons are identified to compare districts."),)


def _range_of(
    rows: pd.DataFrame, share: str, whole: str, subject: str, *, protected: bool
) -> tuple[Statement, ...]:
    districts = rows.iloc[:-1].dropna(subset=[share])
    if len(districts) < 2:
        return ()
    ordered = districts.sort_values(share, ascending=False)
    shown = bounded(ordered[share], ordered[whole], protected=protected)
    if percent_text(shown.iloc[0]) == percent_text(shown.iloc[-1]):
        return (
            say("{subject:t} is {low:p} in every district.", subject=subject, low=shown.iloc[0]),
        )
    return (
        say(
            "{subject:t} runs from {low:p} in {low_name:t} to {high:p} in {high_name:t}.",
            subject=subject,
            low=shown.iloc[-1],
            low_name=ordered["name"].iloc[-1],
            high=shown.iloc[0],
            high_name=ordered["name"].iloc[0],
        ),
    )
