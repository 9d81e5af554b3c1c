"""How the numbers of people harmed are worked out of their cells, laid out and worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.who.people import year_to_end
from csa.exhibits.wording.themes import crime_themes, in_sentence
from csa.exhibits.wording.verdicts import interval_of
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.view import View
    from csa.present.number import Number

TOO_FEW_OF_THEM = "too few people in one district or more"


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
            missing[in_sentence(label)] = reasons[0] if reasons else why
    return not_shown(missing)


def not_shown(missing: Mapping[str, str]) -> tuple[str, ...]:
    """Say which sub-themes or areas have no line, together where it is for the same reason.

    Parameters
    ----------
    missing : mapping of str to str
        The reason, by the name as it stands within a sentence.
    """
    by_reason: dict[str, list[str]] = {}
    for label, why in missing.items():
        by_reason.setdefault(why, []).append(label)
    return tuple(f"Not shown: {list_text(some)} ({why})." for why, some in by_reason.items())


def overview_row(
    view: View, totals: pd.DataFrame, nth: pd.DataFrame, theme: tuple[str, str]
) -> dict[str, Any]:
    """Return people, crimes and rates of one theme; nothing that would rest on too few."""
    name, label = theme
    of_theme = totals[totals["theme"] == name] if len(totals) else nth[:0]
    first = nth[(nth["theme"] == name) & (nth["nth"] == "1")]
    crimes, people = _only(view, of_theme), _only(view, first)
    row: dict[str, Any] = {"theme": name, "name": label, "crimes": crimes, "people": people}
    residents = residents_of(view)
    if people is None or not people.is_enough:
        return row
    if crimes:
        row["each"] = crimes / people
    if residents:
        (low,), (high,) = interval_of(view, [people])
        row |= {
            "rate": 1000 * people / residents,
            "low": 1000 * float(low) / residents,
            "high": 1000 * float(high) / residents,
        }
        if crimes:
            row["incidence"] = 1000 * crimes / residents
    return row


def _only(view: View, cells: pd.DataFrame) -> Number | None:
    return view.total(cells) if len(cells) == 1 else None


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
            people=first["people"],
            rate=first["rate"],
            low=first["low"],
            high=first["high"],
            thousand=1000,
        ),
        say(
            "They were victims of {crimes:n} crimes, {each:r} each on average.",
            crimes=first["crimes"],
            each=first["each"],
        ),
    )


def overview_table(view: View, rows: pd.DataFrame) -> Table:
    """Lay out people harmed, with the intervals of their rates."""
    rows = rows.reindex(columns=[*rows, *({"rate", "low", "high", "incidence", "each"} - {*rows})])
    return Table(
        rows,
        [
            Column("name", "Sub-theme"),
            Column("people", "People harmed", "count"),
            Column("rate", "People per 1,000 residents", "rate", of=("people", RESIDENTS)),
            Column("low", "95% interval", "interval", upper="high"),
            Column("crimes", "Crimes against them", "count"),
            Column("incidence", "Crimes per 1,000 residents", "rate", of=("crimes", RESIDENTS)),
            Column("each", "Crimes per person", "rate", of=("crimes", "people")),
        ],
        caption=f"People harmed in {view.name}, {year_to_end(view).label}",
        row_header="name",
        table_id="victim-overview",
    )
