"""How the numbers of people harmed are worked out of their cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import Parts
from csa.exhibits.people import breakdown_exhibit, year_to_end
from csa.exhibits.persons import FOLLOWED, ORDERS
from csa.measures.rates import poisson_interval
from csa.measures.repeats import expected_repeats
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

ETHNICITY_LABELS = {
    **{name: name for name in ("White", "Mixed", "Asian", "Black", "Other")},
    "unknown": "Not stated or not recorded",
}


def ethnicity_exhibit(view: View, people: pd.DataFrame, *, unit: str) -> Parts:
    """Show people by ethnic group in five groups, with the residents of each where known."""
    noun = "victims" if unit == "victim" else "suspects"
    parts = breakdown_exhibit(
        view, people, unit=unit, dimension="ethnicity", labels=ETHNICITY_LABELS,
        heading="Ethnic group, as stated", title=f"Ethnic group of {noun}", what="Ethnic group",
    )  # fmt: skip
    residents = view.reference("residents_by_ethnicity")
    if parts.get("unavailable") or not len(residents):
        return parts
    codes = [code for code, _ in view.areas()] if view.is_partnership else [view.code]
    here = residents[residents["area"].isin(codes)].groupby("ethnicity")["residents"].sum()
    rows = _with_residents(view, parts["data"], here)
    (table,) = parts["tables"]
    columns = [
        *table.columns,
        Column("of_residents", "Share of residents, %", "percent"),
        Column("rate", "Per 1,000 residents", "rate"),
        Column("low", "95% interval", "interval", upper="high"),
    ]
    note = (
        f"Residents are those of {int(residents['year'].iloc[0])}. A difference between groups "
        "has many causes (age, place, who reports, who is asked) and shows none of them."
    )
    return parts | {
        "tables": (
            Table(rows, columns, caption=table.caption, row_header="name", table_id=table.table_id),
        ),
        "notes": (note, *parts["notes"]),
        "data": rows,
    }


def _with_residents(view: View, rows: pd.DataFrame, residents: pd.Series) -> pd.DataFrame:
    at_risk = rows["code"].map(residents).astype(float)
    count = rows["value"].astype(float)
    low, high = poisson_interval(
        count.fillna(0).to_numpy(), confidence=view.settings.partnership.confidence
    )
    shown = (count >= view.settings.disclosure.minimum_base_for_percent) & (at_risk > 0)
    return rows.assign(
        of_residents=100 * at_risk / at_risk.sum(),
        rate=(1000 * count / at_risk).where(shown),
        low=(1000 * low / at_risk).where(shown),
        high=(1000 * high / at_risk).where(shown),
    )


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
    if not len(followed):
        return row
    values = followed[followed["theme"] == name].set_index("again")["value"]
    values = values.reindex(list(FOLLOWED))
    if values.notna().all():
        again, everyone = int(values[FOLLOWED[0]]), int(values.sum())
        row |= {"followed": everyone, "again": again}
        if everyone >= view.settings.disclosure.minimum_base_for_percent:
            row["again_share"] = 100 * again / everyone
    return row


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
    if "again_share" in rows and pd.notna(first["again_share"]):
        statements.append(
            say(
                "Followed for twelve months from their first crime, "
                f"{{again:{'protected' if protected else 'n'}}} of"
                " {followed:n} "
                "people ({share:p}) were harmed again.",
                again=int(first["again"]),
                followed=int(first["followed"]),
                share=first["again_share"],
            )
        )
    return tuple(statements)


def _repeat_sentence(row: pd.Series, subject: str, *, protected: bool) -> Statement:
    field = "protected" if protected else "n"
    text = (
        "{subject:t}: {crimes:n} crimes fell on {people:n} identified people, so "
        f"{{repeats:{field}}} ({{share:p}}) fell on somebody already harmed within the twelve "
        "months"
    )
    values = {
        "subject": subject,
        **{name: int(row[name]) for name in ("crimes", "people", "repeats")},
        "share": row["share"],
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
    wanted = ("chance", "followed", "again", "again_share")
    rows = rows.reindex(columns=[*rows, *(name for name in wanted if name not in rows)])
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("crimes", "Crimes", kind),
            Column("people", "People", kind),
            Column("repeats", "Repeats", kind),
            Column("share", "Repeats, %", "percent"),
            Column("chance", "Repeats by chance", "rate"),
            Column("often", "People with 5 crimes or more", kind),
            Column("followed", "People followed", kind),
            Column("again", "Harmed again within 12 months", kind),
            Column("again_share", "Harmed again, %", "percent"),
        ],
        caption=f"Repeat victims in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeats",
    )


def district_table(view: View, rows: pd.DataFrame, heading: str, *, protected: bool) -> Table:
    """Lay out repeats by area, the partnership last."""
    kind = "protected" if protected else "count"
    return Table(
        rows,
        [
            Column("name", heading),
            Column("crimes", "Crimes", kind),
            Column("people", "People", kind),
            Column("repeats", "Repeats", kind),
            Column("share", "Repeats, %", "percent"),
        ],
        caption=f"Repeats by district, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-repeat-districts",
        total_row=True,
    )


def district_statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say between which districts the share of repeats differs most."""
    districts = rows.iloc[:-1].dropna(subset=["share"])
    if len(districts) < 2:
        return (say("Too few persons are identified to compare districts."),)
    ordered = districts.sort_values("share", ascending=False)
    high, low = ordered.iloc[0], ordered.iloc[-1]
    return (
        say(
            "The share of crimes that fell on somebody already harmed runs from {low:p} in "
            "{low_name:t} to {high:p} in {high_name:t}.",
            low=low["share"],
            low_name=low["name"],
            high=high["share"],
            high_name=high["name"],
        ),
    )
