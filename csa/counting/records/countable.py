"""What can be counted: incidents, victims and suspects as rows with named dimensions.

Each processed table becomes one :class:`~csa.counting.cells.Countable`. A dimension that no
source records is listed as unavailable, with the reason a reader is given; it is never a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable
from csa.counting.keys import names_class, write_dims
from csa.counting.records.outcomes import OUTCOME, OUTCOMES, outcome_class
from csa.counting.units import INCIDENT_TIME
from csa.priorities import (
    counts_in,
    is_counted,
    takes_undivided,
    theme_membership,
    units_with_total,
    unrecorded_subthemes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.settings import Priority, SubTheme

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOUR_BLOCKS = tuple(f"{hour:02d}–{(hour + 3) % 24:02d}" for hour in range(0, 24, 3))
TIME_SLOTS = tuple(f"{day} {block}" for day in WEEKDAYS for block in HOUR_BLOCKS)
UNKNOWN = "unknown"
AGE_BANDS = (
    "0-9", "10-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+", UNKNOWN,
)  # fmt: skip
SEXES = ("F", "M", UNKNOWN)
FLAG_VALUES = ("yes", "no", UNKNOWN)
VICTIM_TYPES = ("person", "business", "state", UNKNOWN)
RELATIONSHIPS = (
    "partner_ex", "family", "acquaintance", "neighbour", "professional", "stranger", UNKNOWN,
)  # fmt: skip
NO_PERSON = "no person"
ETHNICITIES = ("White", "Mixed", "Asian", "Black", "Other", UNKNOWN)
SUSPECTS_ON_CRIME = ("1", "2", "3 or more", "none", UNKNOWN)
SUSPECT_DIMENSIONS = ("suspect_known", "suspects", "repeat_suspect")
PERSON_DIMENSIONS = ("age_band", "sex", "ethnicity", "relationship", "vulnerable", "support")
LONGEST_TIMED_SPAN = pd.Timedelta(hours=6)

NOT_RECORDED = {
    "time_slot": "the sources received give the month of an offence, not its day or hour",
    "alcohol": "the sources received do not say whether alcohol was involved",
    "drugs": "the sources received do not say whether drugs were involved",
    "suspect_known": "no source of suspects was received",
    "suspects": "no source of suspects was received",
    "repeat_suspect": "no source of suspects was received",
    "victim_known": "no source of victims was received",
    OUTCOME: "the sources received do not give the outcome of crimes",
    "category": "the sources received do not divide these incidents by type",
}
NO_RULE_RECORDED = "the sources received do not record what is needed to recognise it"


def build_countables(
    tables: Mapping[str, pd.DataFrame],
    *,
    priorities: Iterable[Priority],
    open_units: Iterable[str],
) -> dict[str, Countable]:
    """Turn processed tables into countable rows.

    Parameters
    ----------
    tables : mapping of table name to DataFrame
        Any of ``crime, asb, fire, environment, victim, suspect``; one that no source provides
        is absent or empty, and then has no countable.
    priorities : iterable of Priority
        The rules of belonging.
    open_units : iterable of str
        Units whose every source publishes its rows itself.

    Returns
    -------
    dict of unit to Countable
    """
    priorities = tuple(priorities)
    present = {name: table for name, table in tables.items() if len(table)}
    is_open = set(open_units)
    countables = {
        unit: _incidents(unit, present, priorities, is_open=unit in is_open)
        for unit in INCIDENT_TIME
        if unit in present
    }
    for unit, dimensions in (("victim", _victim_dimensions), ("suspect", _suspect_dimensions)):
        if unit in present and "crime" in countables:
            countables[unit] = _people(dimensions(present[unit]), countables["crime"])
    return countables


def _incidents(
    unit: str,
    tables: Mapping[str, pd.DataFrame],
    priorities: tuple[Priority, ...],
    *,
    is_open: bool,
) -> Countable:
    table = tables[unit]
    rows = table[is_counted(table, table=unit)].reset_index(drop=True)
    start, end = INCIDENT_TIME[unit]
    if start in rows and end not in rows:
        rows[end] = rows[start]
    rows["time_slot"] = _time_slots(rows, start, end)
    for dimension in ("alcohol", "drugs"):
        column = f"flag_{dimension}"
        rows[dimension] = _flag_text(rows[column]) if column in rows else UNKNOWN
    if "category" in rows:
        rows["category"] = rows["category"].astype("object").fillna(UNKNOWN)
    if unit == "crime":
        rows = rows.assign(**_people_of_crimes(rows, tables))
    return Countable(
        rows=rows,
        membership=theme_membership(rows, unit=unit, priorities=priorities),
        domains=_incident_domains(rows, unit, priorities),
        unavailable={
            **_unrecorded_dimensions(rows, tables),
            **{
                write_dims({"subtheme": name}): NO_RULE_RECORDED
                for name in unrecorded_subthemes(table, unit=unit, priorities=priorities)
            },
        },
        is_open=is_open,
    )


def _time_slots(rows: pd.DataFrame, start: str, end: str) -> pd.Series:
    if start not in rows or not rows[start].notna().any():
        return pd.Series(UNKNOWN, index=rows.index)
    span = rows[end] - rows[start]
    known = rows[start].notna() & ~(span > LONGEST_TIMED_SPAN)
    day = rows[start].dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
    block = (rows[start].dt.hour // 3).map(dict(enumerate(HOUR_BLOCKS)))
    return (day + " " + block).where(known, UNKNOWN)


def _flag_text(flag: pd.Series) -> pd.Series:
    return flag.map({True: "yes", False: "no"}).astype("object").fillna(UNKNOWN)


def _people_of_crimes(
    crimes: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> dict[str, pd.Series | str]:
    """Say of each crime who is known about it, and what became of it."""
    described: dict[str, pd.Series | str] = {OUTCOME: _outcomes(crimes)}
    if "victim" in tables:
        known = tables["victim"].loc[tables["victim"]["victim_type"].notna(), "crime_id"]
        described["victim_known"] = crimes["crime_id"].isin(known).map({True: "yes", False: "no"})
    if "suspect" not in tables:
        return {"victim_known": UNKNOWN, **described, **dict.fromkeys(SUSPECT_DIMENSIONS, UNKNOWN)}
    suspects = tables["suspect"]
    named = suspects[is_counted(suspects, table="suspect")]
    number = crimes["crime_id"].map(named.groupby("crime_id")["person_id"].nunique())
    again = named.loc[_seen_before(named, crimes), "crime_id"]
    is_again = crimes["crime_id"].isin(again).map({True: "yes", False: "no"})
    is_known = crimes["crime_id"].isin(named["crime_id"])
    texts = {1: "1", 2: "2", **dict.fromkeys(range(3, 100), "3 or more")}
    return {
        "victim_known": UNKNOWN,
        **described,
        "suspect_known": is_known.map({True: "yes", False: "no"}),
        "suspects": number.map(texts)
        .astype("object")
        .fillna("none")
        .mask(is_known & ~(number > 0), UNKNOWN),
        "repeat_suspect": is_again.where(is_known, UNKNOWN),
    }


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


def _outcomes(crimes: pd.DataFrame) -> pd.Series | str:
    if "outcome" not in crimes:
        return UNKNOWN
    return outcome_class(crimes["outcome"]).fillna(UNKNOWN)


def _incident_domains(
    rows: pd.DataFrame, unit: str, priorities: tuple[Priority, ...]
) -> dict[str, tuple[str, ...]]:
    categories = sorted(rows["category"].unique()) if "category" in rows else ()
    subthemes = [s for p in priorities for s in p.subthemes if counts_in(s, unit=unit)]
    return {
        "priority": tuple(p.id for p in priorities if unit in units_with_total(p)),
        "subtheme": tuple(s.id for s in subthemes if not _is_absent(s, rows, unit)),
        "category": tuple(categories),
        "time_slot": (*TIME_SLOTS, UNKNOWN),
        "alcohol": FLAG_VALUES,
        "drugs": FLAG_VALUES,
        **dict.fromkeys(("suspect_known", "repeat_suspect", "victim_known"), FLAG_VALUES),
        "suspects": SUSPECTS_ON_CRIME,
        OUTCOME: (*OUTCOMES, UNKNOWN),
    }


def _is_absent(subtheme: SubTheme, rows: pd.DataFrame, unit: str) -> bool:
    """Say whether a remainder for undivided sources has nothing to hold here."""
    if not takes_undivided(subtheme, unit=unit):
        return False
    return all(
        column not in rows or rows[column].notna().all() for column in _divided_by(subtheme, unit)
    )


def _divided_by(subtheme: SubTheme, unit: str) -> list[str]:
    return [
        column
        for rule in subtheme.rules
        if rule.unit == unit
        for condition in rule.any_of
        for column, values in condition.items()
        if "" in values
    ]


def _unrecorded_dimensions(
    rows: pd.DataFrame, tables: Mapping[str, pd.DataFrame]
) -> dict[str, str]:
    unrecorded = {
        name: NOT_RECORDED[name]
        for name in ("time_slot", "alcohol", "drugs", "category", OUTCOME)
        if name in rows and (rows[name] == UNKNOWN).all()
    }
    if "suspect" not in tables:
        unrecorded |= {name: NOT_RECORDED[name] for name in SUSPECT_DIMENSIONS}
    if "victim" not in tables:
        unrecorded["victim_known"] = NOT_RECORDED["victim_known"]
    return unrecorded


def _victim_dimensions(victims: pd.DataFrame) -> pd.DataFrame:
    """Describe victims; what only a person can have is set apart for businesses and the state."""
    described = _person_dimensions(victims).assign(
        victim_type=victims["victim_type"].astype("object").fillna(UNKNOWN),
        relationship=victims["relationship"].astype("object").fillna(UNKNOWN),
        vulnerable=_flag_text(victims["vulnerable"]),
        support=_flag_text(victims["support_referred"]),
    )
    nobody = described["victim_type"].isin(["business", "state"])
    for name in PERSON_DIMENSIONS:
        described[name] = described[name].mask(nobody, NO_PERSON)
    return described


def _suspect_dimensions(suspects: pd.DataFrame) -> pd.DataFrame:
    return _person_dimensions(suspects[is_counted(suspects, table="suspect")])


def _person_dimensions(people: pd.DataFrame) -> pd.DataFrame:
    return people.assign(
        age_band=people["age_band"].astype("object").fillna(UNKNOWN),
        sex=people["sex"].astype("object").where(people["sex"].isin(["F", "M"]), UNKNOWN),
        ethnicity=people["ethnicity"]
        .astype("object")
        .where(people["ethnicity"].isin(ETHNICITIES), UNKNOWN),
    )


def _people(people: pd.DataFrame, crimes: Countable) -> Countable:
    """Give people the month, place and themes of the crime they are recorded for."""
    columns = ["crime_id", "recorded_date", "month", "district", "ward", "lsoa"]
    own = [column for column in people if column not in columns or column == "crime_id"]
    crime_rows = crimes.rows[columns].rename_axis("crime_row").reset_index()
    rows = people[own].merge(crime_rows, on="crime_id", validate="many_to_one")
    apart = (NO_PERSON,) if "victim_type" in rows else ()
    by_crime = rows["crime_row"].rename_axis("person_row").reset_index()
    membership = crimes.membership.rename(columns={"incident": "crime_row"}).merge(
        by_crime, on="crime_row"
    )
    return Countable(
        rows=rows,
        membership=membership.rename(columns={"person_row": "incident"}).drop(columns="crime_row"),
        domains={
            **{name: crimes.domains[name] for name in ("priority", "subtheme")},
            "age_band": (*AGE_BANDS, *apart),
            "sex": (*SEXES, *apart),
            "ethnicity": (*ETHNICITIES, *apart),
            "victim_type": VICTIM_TYPES,
            "relationship": (*RELATIONSHIPS, *apart),
            "vulnerable": (*FLAG_VALUES, *apart),
            "support": (*FLAG_VALUES, *apart),
        },
        unavailable={
            name: reason for name, reason in crimes.unavailable.items() if names_class(name)
        },
    )
