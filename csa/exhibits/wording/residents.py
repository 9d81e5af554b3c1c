"""Where do people live: how many of each kind, and how far from the crime?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from csa.counting.tables.names import TableName
    from csa.exhibits.view import View

MONTHS_OF_A_YEAR = 12


def residents_in(view: View, name: TableName) -> pd.DataFrame:
    """Return residents of the view's area by class; none where a district of it has none."""
    table = view.reference(name)
    districts = [district.code for district in view.settings.districts]
    codes = districts if view.is_partnership else [view.code]
    if not len(table) or not set(codes) <= set(table["area"]):
        return table.iloc[:0]
    return table[table["area"].isin(codes)]


def residents_of(view: View, area: str) -> int | None:
    """Return how many residents an area has as a whole; None where that is not known."""
    people = view.reference("area_profile")
    here = people.loc[people["area"] == area, "residents"].dropna() if len(people) else []
    return int(next(iter(here))) if len(here) == 1 else None


def a_year(view: View) -> float:
    """Return what counts of the period are multiplied by to be in proportion to a year."""
    return MONTHS_OF_A_YEAR / len(view.period.months)


def yearly_rates_of(view: View) -> str:
    """Say that rates are a year's, and of which months they are."""
    if a_year(view) == 1:
        return rates_of(view)
    return f"Rates are a year's: those of {view.period.label}, in proportion to twelve months."


def rates_of(view: View) -> str:
    """Say of which months rates are, and whether they are fewer than a year's."""
    is_short = len(view.period.months) < MONTHS_OF_A_YEAR
    return f"Rates are for {view.period.label}{', which is less than a year' * is_short}."
