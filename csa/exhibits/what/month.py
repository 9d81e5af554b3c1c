"""Does one month make much of a change, or one low year before it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.exhibits.wording.verdicts import rules_of, side_by_side
from csa.findings.telling import share_words
from csa.measures.drivers import find_drivers
from csa.periods import month_name, shift_month, year_of
from csa.present.number import is_hidden
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

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


def tell_earlier_years(
    view: View, months: pd.DataFrame, verdict: Verdict
) -> tuple[tuple[Statement, ...], pd.DataFrame]:
    """Say what the same months had in the two years before those compared, if that says more.

    It does where half of the change or more only takes back what the year compared with had less,
    or more, than they. Of rounded months nothing is said: their sum is too far off.

    Parameters
    ----------
    months : DataFrame
        Cells of the count by month.
    verdict : Verdict
        That of the whole count.

    Returns
    -------
    statements : tuple of Statement
        One or none.
    cells : DataFrame
        The cells that it rests on.
    """
    none: tuple[tuple[Statement, ...], pd.DataFrame] = ((), months.iloc[:0])
    if not len(months) or view.left_out(str(months["measure"].iloc[0])):
        return none
    spans = [view.period.shift(-YEAR * back) for back in (3, 2)]
    of_spans = [months[months["period"].isin(span.months)] for span in spans]
    if any(len(one.dropna(subset=["value"])) < len(view.period.months) for one in of_spans):
        return none
    used = pd.concat(of_spans)
    totals = [one for one in map(view.total, of_spans) if one is not None]
    if is_hidden(view.numbers(used)) or len(totals) < len(spans):
        return none
    way = 1 if verdict.is_higher else -1
    regained = min(way * (float(one) - verdict.before) for one in totals)
    if regained < abs(verdict.difference or 0.0) / 2:
        return none
    year = view.settings.partnership.year_starts_in_month
    if year_of(spans[0].start, first_month=year) != year_of(spans[0].end, first_month=year):
        return none
    return (
        say(
            "In the same months it was {third:n} in {third_year:t} and {second:n} in "
            "{second_year:t}, so the year compared with was {low:t}.",
            third=totals[0],
            third_year=year_of(spans[0].start, first_month=year),
            second=totals[1],
            second_year=year_of(spans[1].start, first_month=year),
            low="low" if verdict.is_higher else "high",
        ),
    ), used


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
