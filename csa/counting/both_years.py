"""Which months can be compared with those of the year before, when some were not received?

A sum that lacks a month stands beside no other. What is compared then is the months received in
both years: the missing month is left out of both, and what is left falls into spans of months.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.keys import is_month
from csa.periods import Period, as_spans, shift_month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

YEAR = 12
# Of a year to date without more than every third month little is left that speaks for it.
MOST_LEFT_OUT = 3


def months_left_out(covered: Mapping[str, set[str]], period: Period) -> list[str]:
    """Return the months of a period that were not received, or not a year earlier.

    Parameters
    ----------
    covered : mapping of district to set of str
        The months that each district's sources sent whole; a district without any is not asked.
    period : Period
        The later of the two periods.

    Returns
    -------
    list of str
        None where every month was received in both years, or more than a third were not.

    Examples
    --------
    >>> months_left_out({"R": {"2015-04", "2015-06", "2016-04", "2016-05", "2016-06"}},
    ...                 Period("2016-04", "2016-06"))
    ['2016-05']
    """
    lacking = [
        month
        for month in period.months
        if any(not {month, shift_month(month, -YEAR)} <= months for months in covered.values())
    ]
    return lacking if MOST_LEFT_OUT * len(lacking) <= len(period) else []


def spans_left(period: Period, left_out: Sequence[str]) -> list[Period]:
    """Return the spans of a period without some of its months; the period itself without any."""
    return as_spans(set(period.months) - set(left_out))


def both_sides(period: Period, left_out: Sequence[str]) -> tuple[list[Period], list[Period]]:
    """Return the spans of the year before, and those of a period, without some of its months."""
    after = spans_left(period, left_out)
    return [span.a_year_earlier for span in after], after


def relate_spans(cells: pd.DataFrame, periods: Sequence[Period]) -> pd.DataFrame:
    """Say of each whole period that the spans within it hold no more than it does together.

    Parameters
    ----------
    cells : DataFrame
        ``key, measure, area, dims, period, value``; those with a value are tied.
    periods : sequence of Period
        The whole periods.

    Returns
    -------
    DataFrame
        ``kind, relation, parent, child``.
    """
    cells = cells[cells["value"].notna()]
    same = ["measure", "area", "dims"]
    is_span = ~is_month(cells["period"])
    pieces = [pd.DataFrame(columns=["kind", "relation", "parent", "child"])]
    for period in periods:
        whole = cells.loc[cells["period"] == period.key, [*same, "key"]]
        keys = [
            key
            for key in cells.loc[is_span, "period"].unique()
            if key != period.key and set(Period.from_key(key).months) < set(period.months)
        ]
        parts = whole.merge(cells.loc[cells["period"].isin(keys), [*same, "key"]], on=same)
        pieces.append(
            pd.DataFrame(
                {
                    "kind": "least",
                    "relation": f"spans of {period.key}",
                    "parent": parts["key_x"],
                    "child": parts["key_y"],
                    "weight": 1,
                }
            )
        )
    return pd.concat(pieces, ignore_index=True)
