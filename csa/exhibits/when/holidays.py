"""Is it different in the school holidays, on bank holidays and at weekends?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.day_kinds import DIMENSION, calendar
from csa.counting.records.described import UNKNOWN
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.changes import headline_unit
from csa.exhibits.wording.verdicts import rules_of, spread_of_priority
from csa.measures.day_kinds import (
    BANK_HOLIDAY,
    DAY_KINDS,
    SCHOOL_HOLIDAY,
    TERM_WEEKDAY,
    WEEKEND,
    compare_kinds,
)
from csa.measures.rates import poisson_interval
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.present.number import Number

KIND_LABELS = {
    TERM_WEEKDAY: "Monday to Friday in term",
    SCHOOL_HOLIDAY: "Monday to Friday in the school holidays",
    BANK_HOLIDAY: "Bank holidays",
    WEEKEND: "Saturdays and Sundays",
}


# Six bank holidays in ten months tell nothing of bank holidays.
FEWEST_DAYS = 10


class HolidayExhibits(Group):
    """Kinds of days of one priority."""

    name = "holidays"
    scopes = ("priority",)

    @exhibit(counts={unit: Count(unit, by=("priority", DIMENSION)) for unit in INCIDENT_UNITS})
    def day_kinds(view: View, **frames: pd.DataFrame) -> Parts:
        """Compare incidents a day in term, in the school holidays, on bank holidays, weekends."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} in the school holidays and on bank holidays"
        cells = view.cells(frames[unit], period=view.period, priority=view.priority.id)
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        rows = _rows(view, cells, unit)
        unknown = view.known_total(cells[cells[DIMENSION] == UNKNOWN])
        return show(
            view,
            title=title,
            statements=(
                _statement(rows, unit),
                *_other_statements(rows),
                *_unknown(unknown),
            ),
            tables=(_table(view, rows, unit),),
            cells=[cells],
            units=[unit],
            notes=(
                "Bank holidays and weekends in the school holidays count as what they are. The "
                "long holiday falls into summer, so light evenings and warm weather are part of "
                "the difference. School holidays are those of the schools of the county.",
                "An incident that may have happened on days of different kinds, or before these "
                "months, is not placed.",
            ),
            data=rows,
        )


def _rows(view: View, cells: pd.DataFrame, unit: str) -> pd.DataFrame:
    days = calendar(view.settings, view.period).value_counts()
    numbers = view.numbers(cells).set_axis(cells[DIMENSION])
    # The days of one year are too few to show how much they vary; the months of years are not.
    spread = spread_of_priority(view, unit)
    rows = []
    for kind in DAY_KINDS:
        n, value = int(days.get(kind, 0)), numbers[kind]
        row = {"name": KIND_LABELS[kind], "days": n, "value": value, "reading": ""}
        if n and value.is_enough:
            lower, upper = (float(one) for one in poisson_interval(int(value), **spread))
            row |= {"per_day": value / n, "lower": lower / n, "upper": upper / n}
        rows.append(row)
    columns = ["name", "days", "value", "per_day", "lower", "upper", "reading"]
    table = pd.DataFrame(rows, columns=columns, index=list(DAY_KINDS))
    return table.assign(reading=_readings(view, numbers, days, spread=spread))


def _readings(
    view: View, numbers: pd.Series, days: pd.Series, *, spread: Mapping[str, float]
) -> pd.Series:
    """Compare the kinds of days that have enough incidents with weekdays in term."""
    others = [kind for kind in DAY_KINDS if kind != TERM_WEEKDAY and days.get(kind, 0)]
    readings = pd.Series("too few to compare", index=others).reindex(DAY_KINDS, fill_value="")
    others = [kind for kind in others if days[kind] >= FEWEST_DAYS]
    if not days.get(TERM_WEEKDAY, 0) or not numbers[TERM_WEEKDAY].is_enough:
        return readings
    enough = [TERM_WEEKDAY, *(kind for kind in others if numbers[kind].is_enough)]
    compared = compare_kinds(
        numbers[enough].astype(int),
        days[enough],
        bounds=numbers.dropna().map(lambda one: one.bound),
        rules=rules_of(view),
        **spread,
    )
    readings[compared.index] = compared
    return readings


def _statement(rows: pd.DataFrame, unit: str) -> Statement:
    usual, holiday = rows.loc[TERM_WEEKDAY], rows.loc[SCHOOL_HOLIDAY]
    if pd.isna(usual["per_day"]) or pd.isna(holiday["per_day"]):
        return say(
            "There are too few {noun:t} in the school holidays to compare them.",
            noun=UNIT_NOUNS[unit],
        )
    return say(
        "On a weekday in the school holidays there are {here:r} {noun:t} a day, on a weekday in "
        "term {usual:r}: {reading:t}.",
        here=float(holiday["per_day"]),
        usual=float(usual["per_day"]),
        noun=UNIT_NOUNS[unit],
        reading=holiday["reading"],
    )


def _other_statements(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which other days have clearly more or fewer a day than weekdays in term."""
    words = {BANK_HOLIDAY: "on bank holidays", WEEKEND: "at weekends"}
    clear = [
        f"{reading} a day {words[kind]}"
        for kind in words
        if (reading := rows.loc[kind, "reading"]).startswith("clearly")
    ]
    if not clear:
        return ()
    text = f"{list_text(clear)} than on weekdays in term"
    return (say("{text:t}.", text=text[:1].upper() + text[1:]),)


def _unknown(count: Number) -> tuple[Statement, ...]:
    if not count:
        return ()
    text = (
        "For {count:n} more it is not known on which kind of day they happened, or it was "
        "before these months."
    )
    return (say(text, count=count),)


def _table(view: View, rows: pd.DataFrame, unit: str) -> Table:
    noun = UNIT_NOUNS[unit]
    label = noun[:1].upper() + noun[1:]
    return Table(
        rows,
        [
            Column("name", "Days"),
            Column("days", "How many", "number"),
            Column("value", label, "count"),
            Column("per_day", "A day", "rate", of=("value", "days")),
            Column("lower", "95% interval", "interval", upper="upper"),
            Column("reading", "Against a weekday in term"),
        ],
        caption=f"{label} a day in {view.name}, {view.period.label}",
        row_header="name",
        table_id="day-kinds",
    )
