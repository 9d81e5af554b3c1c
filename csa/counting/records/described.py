"""Derivations of dimensions: what the columns of a table say of each of its rows.

Each takes the rows, their unit and the tables received, and returns a class for every row; nothing
where the table has not even the column. What is not known of a row is ``unknown``, never left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from csa.counting.records.outcomes import outcome_class
from csa.counting.units import INCIDENT_TIME
from csa.priorities import is_counted

Tables = Mapping[str, pd.DataFrame]
Derivation = Callable[[pd.DataFrame, str, Tables], "pd.Series | str | None"]

UNKNOWN = "unknown"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR_BLOCKS = tuple(f"{hour:02d}–{(hour + 3) % 24:02d}" for hour in range(0, 24, 3))
TIME_SLOTS = tuple(f"{day} {block}" for day in WEEKDAYS for block in HOUR_BLOCKS)
LONGEST_TIMED_SPAN = pd.Timedelta(hours=6)
# Hours of the day as people speak of them, from the one to before the other; nights apart.
NIGHT_FROM, NIGHT_TO = 22, 3
HOURS_OF_WEEK = 7 * 24
WEEKEND_NIGHT, OTHER_NIGHT, EVENING = "weekend night", "other night", "evening"
PARTS_OF_DAY = {"morning": (NIGHT_TO, 10), "daytime": (10, 16), EVENING: (16, NIGHT_FROM)}
PARTS_OF_WEEK = (*PARTS_OF_DAY, WEEKEND_NIGHT, OTHER_NIGHT)
# Nights belong to the day on which they begin: Friday and Saturday.
WEEKEND_NIGHTS = ("Fri", "Sat")


def _part_at(hour: int) -> str:
    """Return the part of the week that an hour is in, counted from Monday at midnight."""
    at = hour % 24
    named = [name for name, (first, end) in PARTS_OF_DAY.items() if first <= at < end]
    evening = WEEKDAYS[(hour - NIGHT_TO) % HOURS_OF_WEEK // 24]
    return named[0] if named else WEEKEND_NIGHT if evening in WEEKEND_NIGHTS else OTHER_NIGHT


PART_OF_HOUR = tuple(_part_at(hour) for hour in range(HOURS_OF_WEEK))


def stated(column: str, *, among: tuple[str, ...] = ()) -> Derivation:
    """Return the derivation that takes what a column states, if it is among some values."""

    def derive(rows: pd.DataFrame, _: str, __: Tables) -> pd.Series | str | None:
        if column not in rows:
            return None
        values = rows[column].astype("object")
        return values.where(values.isin(among), UNKNOWN) if among else values.fillna(UNKNOWN)

    return derive


def flagged(column: str) -> Derivation:
    """Return the derivation that reads a flag; where no source has it, it is not known."""

    def derive(rows: pd.DataFrame, _: str, __: Tables) -> pd.Series | str | None:
        if column not in rows:
            return UNKNOWN
        return rows[column].map({True: "yes", False: "no"}).astype("object").fillna(UNKNOWN)

    return derive


def time_slot(rows: pd.DataFrame, unit: str, _: Tables) -> pd.Series | str | None:
    """Return day and hours of what is known to within a few hours."""
    began = _began(rows, unit)
    if began is None:
        return UNKNOWN
    day = began.dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    block = (began.dt.hour // 3).map(dict(enumerate(HOUR_BLOCKS)))
    return (day + " " + block).fillna(UNKNOWN)


def part_of_week(rows: pd.DataFrame, unit: str, _: Tables) -> pd.Series | str | None:
    """Return the part of the day, nights at the weekend apart, of what has a time slot."""
    began = _began(rows, unit)
    if began is None:
        return UNKNOWN
    hour = 24 * began.dt.day_of_week + began.dt.hour
    return hour.map(dict(enumerate(PART_OF_HOUR))).fillna(UNKNOWN)


def _began(rows: pd.DataFrame, unit: str) -> pd.Series | None:
    """Return when each row began, missing where that is not known closely; None if nowhere."""
    start, end = INCIDENT_TIME[unit]
    if start not in rows or not rows[start].notna().any():
        return None
    began: pd.Series = rows[start].mask(rows[end] - rows[start] > LONGEST_TIMED_SPAN)
    return began


def outcome(crimes: pd.DataFrame, _: str, __: Tables) -> pd.Series | str | None:
    """Return what became of each crime."""
    if "outcome" not in crimes:
        return UNKNOWN
    return outcome_class(crimes["outcome"]).fillna(UNKNOWN)


def victim_known(crimes: pd.DataFrame, _: str, tables: Tables) -> pd.Series | str | None:
    """Say of each crime whether a victim is recorded, and of which type."""
    if "victim" not in tables:
        return UNKNOWN
    known = tables["victim"].loc[tables["victim"]["victim_type"].notna(), "crime_id"]
    return crimes["crime_id"].isin(known).map({True: "yes", False: "no"})


def suspect_known(crimes: pd.DataFrame, _: str, tables: Tables) -> pd.Series | str | None:
    """Say of each crime whether there is a suspect."""
    if "suspect" not in tables:
        return UNKNOWN
    return _has_suspect(crimes, _counted(tables)).map({True: "yes", False: "no"})


def suspects(crimes: pd.DataFrame, _: str, tables: Tables) -> pd.Series | str | None:
    """Say of each crime how many people are suspected of it."""
    if "suspect" not in tables:
        return UNKNOWN
    counted = _counted(tables)
    number = crimes["crime_id"].map(counted.groupby("crime_id")["person_id"].nunique())
    texts = {1: "1", 2: "2", **dict.fromkeys(range(3, 100), "3 or more")}
    nameless = _has_suspect(crimes, counted) & ~(number > 0)
    return number.map(texts).astype("object").fillna("none").mask(nameless, UNKNOWN)


def repeat_suspect(crimes: pd.DataFrame, _: str, tables: Tables) -> pd.Series | str | None:
    """Say of each crime whether one of its suspects was suspected of another within a year."""
    if "suspect" not in tables:
        return UNKNOWN
    counted = _counted(tables)
    again = counted.loc[_seen_before(counted, crimes), "crime_id"]
    is_again = crimes["crime_id"].isin(again).map({True: "yes", False: "no"})
    return is_again.where(_has_suspect(crimes, counted), UNKNOWN)


def _counted(tables: Tables) -> pd.DataFrame:
    return tables["suspect"][is_counted(tables["suspect"], table="suspect")]


def _has_suspect(crimes: pd.DataFrame, counted: pd.DataFrame) -> pd.Series:
    return crimes["crime_id"].isin(counted["crime_id"])


def _seen_before(suspects: pd.DataFrame, crimes: pd.DataFrame) -> pd.Series:
    """Say of each suspicion whether its person was suspected of another crime within a year."""
    dates = crimes.set_index("crime_id")["recorded_date"]
    dated = suspects.assign(date=suspects["crime_id"].map(dates)).dropna(
        subset=["person_id", "date"]
    )
    dated = dated.drop_duplicates(["person_id", "crime_id"])
    dated = dated.sort_values(["person_id", "date", "crime_id"], kind="stable")
    before = dated.groupby("person_id")["date"].shift()
    within = before.notna() & (dated["date"] <= before + pd.DateOffset(months=12))
    return within.reindex(suspects.index, fill_value=False)
