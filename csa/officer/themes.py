"""Which rows are of a theme, of which is that not known, and what are rows called?"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from csa.counting.units import UNIT_NOUNS
from csa.errors import StoreError
from csa.priorities import (
    counts_in,
    is_counted,
    select_incidents,
    theme_membership,
    units_with_total,
)
from csa.settings import Unit

if TYPE_CHECKING:
    import pandas as pd

    from csa.settings import Priority, SubTheme

UNITS = get_args(Unit)
CRIME = "crime"
OF_CRIMES = ("victim", "suspect", "outcome")
# What the noun of a unit is untrue of, for pages count some rows only.
ALL_OF_THEM = {"fire": "fires"}


def unit_of(table: str) -> str:
    """Return the table of the incidents that a table's rows are, or belong to."""
    return CRIME if table in OF_CRIMES else table


def noun_of(table: str, *, is_counted: bool = False) -> str:
    """Return what rows of a table are to a reader: all of them, or only those that pages count."""
    noun = UNIT_NOUNS.get(table, table)
    return noun if is_counted else ALL_OF_THEM.get(table, noun)


def is_of(
    incidents: pd.DataFrame, priority: Priority, subtheme: SubTheme | None, *, unit: str
) -> pd.Series:
    """Say which incidents are in the total of a priority, or of its sub-theme."""
    counted = incidents[is_counted(incidents, table=unit)]
    members = theme_membership(counted, unit=unit, priorities=[priority])
    if subtheme is not None:
        members = members[members["subtheme"] == subtheme.id]
    else:
        members = members[members["counts_to_priority"]]
    return incidents.index.to_series().isin(members["incident"])


def may_be_of(
    incidents: pd.DataFrame, priority: Priority, subtheme: SubTheme | None, *, unit: str
) -> pd.Series:
    """Say which incidents are of it, or would be if they said what they do not."""
    rules = [
        rule for one in ([subtheme] if subtheme else _in_total(priority)) for rule in one.rules
    ]
    return select_incidents(incidents, rules=rules, unit=unit, or_unknown=True)


def _in_total(priority: Priority) -> list[SubTheme]:
    return [one for one in priority.subthemes if one.kind == "part" or priority.cross_cutting]


def check_theme(priority: Priority, subtheme: SubTheme | None, *, table: str) -> None:
    """Refuse a theme that rows of a table cannot be of.

    Raises
    ------
    StoreError
        Naming what can.
    """
    unit = unit_of(table)
    if unit not in UNITS:
        raise StoreError(
            f"The rows of the table '{table}' belong to no priority. Those that do: "
            f"{', '.join((*UNITS, *OF_CRIMES))}."
        )
    if subtheme is not None:
        if not counts_in(subtheme, unit=unit):
            units = dict.fromkeys(rule.unit for rule in subtheme.rules)
            raise StoreError(
                f"The sub-theme '{subtheme.id}' does not count the table '{unit}'. It counts: "
                f"{', '.join(units)}."
            )
    elif unit not in units_with_total(priority):
        raise StoreError(
            f"The priority '{priority.id}' does not count the table '{unit}'. It counts: "
            f"{', '.join(units_with_total(priority))}."
        )
