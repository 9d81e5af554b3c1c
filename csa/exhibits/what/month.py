"""Does one month make much of a change?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.wording.verdicts import rules_of, side_by_side
from csa.findings.telling import share_words
from csa.measures.drivers import find_drivers
from csa.periods import month_name, shift_month
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

YEAR = 12


def tell_months(
    view: View, months: pd.DataFrame, whole: pd.DataFrame, *, way: str
) -> tuple[tuple[Statement, ...], pd.DataFrame]:
    """Name the months that make a quarter of a change or more, each clearly.

    Parameters
    ----------
    months : DataFrame
        Cells of the count by month.
    whole : DataFrame
        Its cells of both periods.
    way : str
        ``rise`` or ``fall``.

    Returns
    -------
    statements : tuple of Statement
        One for each such month.
    cells : DataFrame
        The cells that they rest on.
    """
    of_whole = side_by_side(view, whole)
    known = months.dropna(subset=["value"]).drop_duplicates("period").set_index("period")
    pairs = [(shift_month(month, -YEAR), month) for month in view.period.months]
    pairs = [pair for pair in pairs if set(pair) <= set(known.index)]
    if len(of_whole) != 1 or len(pairs) < len(view.period.months):
        return (), months.iloc[:0]
    numbers = view.numbers(known)
    one = of_whole.iloc[0]
    parts = pd.DataFrame(
        [
            {
                "name": month_name(month), "month": month,
                "before": float(numbers[earlier]), "after": float(numbers[month]),
                "bound_before": numbers[earlier].bound, "bound_after": numbers[month].bound,
                "dispersion": one["dispersion"], "degrees": one["degrees"],
            }
            for earlier, month in pairs
        ]
    )  # fmt: skip
    found = find_drivers(parts, one.to_dict(), rules=rules_of(view))
    named = found[found["drives"]]
    told = tuple(
        say(
            "{month:month} alone made {share:t} {way:t} (from {before:n} to {after:n}{cause:t}).",
            month=row["month"],
            share=share_words(row["least"], row["most"]),
            way=way,
            cause=_if_by_the_year_before(parts, row),
            before=numbers[shift_month(row["month"], -YEAR)],
            after=numbers[row["month"]],
        )
        for _, row in named.iterrows()
    )
    used = [month for row in named["month"] for month in (row, shift_month(row, -YEAR))]
    return told, months[months["period"].isin(used)]


def _if_by_the_year_before(parts: pd.DataFrame, month: pd.Series) -> str:
    """Say where a month moved mostly because it stood apart the year before, not this year.

    It stands apart from the other months of its own year. Where it does so this year on the other
    side, as a month that is always low does, or rounding leaves it open, nothing is said.
    """
    others = parts[parts["month"] != month["month"]]
    sign = 1 if month["after"] > month["before"] else -1
    before = sign * (others["before"].mean() - month["before"])
    after = sign * (month["after"] - others["after"].mean())
    open_by = month[["bound_before", "bound_after"]].sum()
    open_by += others[["bound_before", "bound_after"]].to_numpy().mean() * 2
    if after < 0 or before - after <= open_by:
        return ""
    return f"; mostly because that month was {'low' if sign > 0 else 'high'} the year before"
