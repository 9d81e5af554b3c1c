"""How much was recorded in partnerships by quarter, as the Home Office counts it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.periods import shift_month

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.periods import Period

COLUMNS = ["code", "month", "category", "n"]
MONTHS_OF_QUARTER = 3
# A quarter stands at its first month; these are its months.
START = ("04", "07", "10", "01")


def quarterly(
    recorded: pd.DataFrame,
    members: pd.DataFrame,
    *,
    period: Period,
    plain: Callable[[str], str],
) -> pd.DataFrame:
    """Count partnerships over the quarters that lie wholly within a period.

    Parameters
    ----------
    recorded : DataFrame
        The table ``recorded_crime``; rows of forces are left out.
    members : DataFrame
        ``district, partnership, partnership_name``.
    period : Period
        The assessment period.
    plain : callable
        Writes a name as it is compared.

    Returns
    -------
    DataFrame
        ``code, month, category, n``, each quarter at its first month. The count of a partnership
        that is one district is that of the district too. What is of no police.uk type, such as
        fraud, is left out.
    """
    rows = recorded[recorded["is_partnership"].fillna(value=False).astype(bool)]
    rows = rows.dropna(subset=["category"])
    if not len(rows) or not len(members):
        return pd.DataFrame(columns=COLUMNS)
    rows = rows.assign(
        code=rows["area"].map(plain).map(_codes(members, plain)),
        month=[
            _first_month(*one) for one in zip(rows["financial_year"], rows["quarter"], strict=True)
        ],
    ).dropna(subset=["code"])
    inside = {one for one in rows["month"].unique() if set(months_of(one)) <= set(period.months)}
    rows = rows[rows["month"].isin(inside)]
    sums = rows.groupby(["code", "month", "category"], as_index=False)["n"].sum()
    sums["n"] = sums["n"].astype("int64")
    return pd.concat([sums, _of_districts(sums, members)], ignore_index=True)[COLUMNS]


def months_of(first: str) -> list[str]:
    """Return the months of a quarter, by its first."""
    return [shift_month(first, step) for step in range(MONTHS_OF_QUARTER)]


def _first_month(year: str, quarter: int) -> str:
    start = int(str(year)[:4]) + (quarter == len(START))
    return f"{start}-{START[int(quarter) - 1]}"


def _codes(members: pd.DataFrame, plain: Callable[[str], str]) -> dict[str, str]:
    named = members.drop_duplicates("partnership")
    return dict(zip(named["partnership_name"].map(plain), named["partnership"], strict=True))


def _of_districts(sums: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    alone = members[~members["partnership"].duplicated(keep=False)]
    district = dict(zip(alone["partnership"], alone["district"], strict=True))
    rows = sums[sums["code"].isin(district)]
    return rows.assign(code=rows["code"].map(district))
