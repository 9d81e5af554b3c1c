"""What can be counted: incidents, victims and suspects as rows with named dimensions.

Each processed table becomes one :class:`~csa.counting.cells.Countable`. A dimension that no
source records is listed as unavailable, with the reason a reader is given; it is never a zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable
from csa.counting.dimensions import NO_PERSON, PERSON_DIMENSIONS, derived_for
from csa.counting.keys import names_class, write_dims
from csa.counting.records.described import UNKNOWN
from csa.counting.units import INCIDENT_TIME, RECORDED_PEOPLE
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
    for unit in RECORDED_PEOPLE:
        if unit in present and "crime" in countables:
            countables[unit] = _people(unit, present, countables["crime"])
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
    rows = _describe(rows, unit, tables)
    domains = _incident_domains(rows, unit, priorities)
    overlays = {s.id for p in priorities for s in p.subthemes if s.kind == "overlay"}
    marks = tuple(name for name in domains["subtheme"] if name in overlays)
    return Countable(
        rows=rows,
        membership=theme_membership(rows, unit=unit, priorities=priorities),
        domains=domains,
        only={one.name: marks for one in derived_for(unit) if one.is_of_overlays},
        unavailable={
            **_unrecorded(rows, unit, tables),
            **{
                write_dims({"subtheme": name}): NO_RULE_RECORDED
                for name in unrecorded_subthemes(table, unit=unit, priorities=priorities)
            },
        },
        is_open=is_open,
    )


def _describe(rows: pd.DataFrame, unit: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say of each row what the tables received tell of it."""
    for dimension in derived_for(unit):
        derived = dimension.derive(rows, unit, tables) if dimension.derive else None
        if derived is not None:
            rows[dimension.name] = derived
    return rows


def _incident_domains(
    rows: pd.DataFrame, unit: str, priorities: tuple[Priority, ...]
) -> dict[str, tuple[str, ...]]:
    subthemes = [s for p in priorities for s in p.subthemes if counts_in(s, unit=unit)]
    return {
        "priority": tuple(p.id for p in priorities if unit in units_with_total(p)),
        "subtheme": tuple(s.id for s in subthemes if not _is_absent(s, rows, unit)),
        **{one.name: one.values or _found(rows, one.name) for one in derived_for(unit)},
    }


def _found(rows: pd.DataFrame, name: str) -> tuple[str, ...]:
    return tuple(sorted(rows[name].unique())) if name in rows else ()


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


def _unrecorded(
    rows: pd.DataFrame, unit: str, tables: Mapping[str, pd.DataFrame]
) -> dict[str, str]:
    """Return the dimensions that no source records, each with the reason."""
    return {
        one.name: one.absent
        for one in derived_for(unit)
        if one.absent and one.name in rows
        if (one.needs not in tables if one.needs else (rows[one.name] == UNKNOWN).all())
    }


def _people(unit: str, tables: Mapping[str, pd.DataFrame], crimes: Countable) -> Countable:
    """Give people the month, place and themes of the crime they are recorded for.

    What only a person can have is set apart for businesses and the state.
    """
    table = tables[unit]
    people = _describe(table[is_counted(table, table=unit)].copy(), unit, tables)
    if "victim_type" in people:
        nobody = people["victim_type"].isin(["business", "state"])
        for name in PERSON_DIMENSIONS:
            people[name] = people[name].mask(nobody, NO_PERSON)
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
            **{
                one.name: (*one.values, *(apart if one.is_personal else ()))
                for one in derived_for(unit)
            },
        },
        unavailable={
            name: reason for name, reason in crimes.unavailable.items() if names_class(name)
        },
    )
