"""What do a year's months add up to, month by month?

A later set covers more months of the year, or of the year before, than an earlier one. Its period
is the sum of months that readers know already, so every sum from the start of a year has to be near
the truth from the first set on. These sums are cells that no page prints, so that rounding and
attack reckon with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import CELL_COLUMNS, SUMMED
from csa.counting.keys import Key, is_month
from csa.counting.recoding import PROTECTED
from csa.counting.relations import RELATION_COLUMNS, gather
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from collections.abc import Iterator


def add_to_date(
    cells: pd.DataFrame, relations: pd.DataFrame, *, first_month: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the sums of protected months from the start of each assessment year.

    Parameters
    ----------
    cells, relations : DataFrame
        True cells with their ``class``, and the relations among them.
    first_month : int
        The month in which a year starts.

    Returns
    -------
    cells, relations : DataFrame
        With the sums, which are not printed unless they are a period of their own.
    """
    months = cells[
        cells["class"].isin(PROTECTED) & cells["value"].notna() & is_month(cells["period"])
    ]
    known = set(cells["key"])
    added: list[dict[str, object]] = []
    ties: list[tuple[str, str, str, str]] = []
    columns = [*CELL_COLUMNS, "class"]
    for _, series in months.sort_values("period").groupby(["measure", "area", "dims"]):
        for whole, part, month in _sums(series[columns], first_month=first_month):
            ties += [("sum", "to date", str(whole["key"]), key) for key in (part, month)]
            if whole["key"] not in known:
                added.append(whole)
    table = pd.DataFrame(added, columns=columns).astype({"value": "Int64"})
    return (
        pd.concat([cells, table] if added else [cells], ignore_index=True),
        gather([relations, pd.DataFrame(ties, columns=RELATION_COLUMNS)]),
    )


def _sums(
    series: pd.DataFrame, *, first_month: int
) -> Iterator[tuple[dict[str, object], str, str]]:
    """Yield each sum to date with the keys of the sum before it and of its last month."""
    so_far: dict[str, object] = {}
    for row in series.to_dict(orient="records"):
        month = str(row["period"])
        before = Period.from_key(str(so_far["period"])) if so_far else None
        follows = before and shift_month(before.end, 1) == month
        if int(month[-2:]) == first_month or not before or not follows:
            so_far = row if int(month[-2:]) == first_month else {}
            continue
        period = Period(before.start, month).key
        whole = {
            **row, "key": str(Key.read(str(row["key"])).over(period)), "period": period,
            "value": int(str(so_far["value"])) + int(row["value"]), "reason": SUMMED,
        }  # fmt: skip
        yield whole, str(so_far["key"]), str(row["key"])
        so_far = whole
