"""How are months of a count drawn, what is their highest, and why do some have no figure?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import is_withheld
from csa.exhibits.wording.caveats import marked_months
from csa.periods import Period, month_name
from csa.present.charts import month_series
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

ABSENT = "no data received"
MOST_NAMED = 3


def month_figure(
    view: View, cells: pd.DataFrame, *, unit: str, table_id: str, names: tuple[str, ...] = ()
) -> tuple[FigurePart, Table, tuple[Statement, ...]]:
    """Draw one unit's months with gaps, breaks and the two periods compared.

    Parameters
    ----------
    cells : DataFrame
        Monthly cells of one area.
    names : tuple of str
        What else besides the unit a recording break may touch.
    """
    ordered = cells.sort_values("period")
    frame = pd.DataFrame({"month": ordered["period"], "value": view.numbers(ordered)})
    frame = frame.reset_index(drop=True)
    noun = UNIT_NOUNS[unit]
    span = Period(frame["month"].iloc[0], frame["month"].iloc[-1])
    gaps = frame.loc[frame["value"].isna(), "month"]
    part = FigurePart(
        draw=lambda: month_series(
            frame,
            value_label=noun[:1].upper() + noun[1:],
            highlight=view.period,
            compare=view.before,
            breaks=view.breaks(unit, *names, within=span),
            marked=marked_months(view, unit),
        ),
        alt=f"Line of {noun} in {view.name} by month from {span.label}"
        + (f"; {len(gaps)} months without a figure are left as gaps." if len(gaps) else "."),
        caption=f"{noun[:1].upper()}{noun[1:]} by month, {span.label}",
    )
    table = Table(
        frame,
        [
            Column("month", "Month", "month"),
            Column("value", noun[:1].upper() + noun[1:], "count"),
        ],
        caption=f"{noun[:1].upper()}{noun[1:]} in {view.name} by month",
        row_header="month",
        table_id=table_id,
    )
    statements = (_peak_statement(frame), *_gap_statements(cells))
    return part, table, statements


def peak_title(subject: str, cells: pd.DataFrame) -> str:
    """Return a title that names the highest month of a series, as far as months are shown."""
    known = cells.dropna(subset=["value"])
    if known["value"].nunique() < 2:
        return f"{subject} by month"
    highest = _months_with(known["period"], known["value"], known["value"].max())
    of_shown = " of the months shown" if len(known) < len(cells) else ""
    return f"{subject}: most in {highest}{of_shown}"


def _months_with(months: pd.Series, values: pd.Series, value: Any) -> str:
    """Name the months that have a figure; where they are many, say so."""
    found = months[(values == value).astype(bool)]
    if len(found) > MOST_NAMED:
        return "several months alike"
    return list_text([month_name(month) for month in found])


def months_short(cells: pd.DataFrame, need: str) -> str:
    """Say that there are fewer months than are needed: withheld is not the same as not received."""
    why = "the months received do not reach that far"
    if is_withheld(cells):
        why = "some months are withheld here, and those shown do not reach that far"
    return f"{need}; {why}."


def months_label(cells: pd.DataFrame) -> str:
    """Return the span of monthly cells in words."""
    return Period(cells["period"].min(), cells["period"].max()).label


def _peak_statement(frame: pd.DataFrame) -> Statement:
    known = frame.dropna(subset=["value"])
    has_gaps = len(known) < len(frame)
    low, high = min(known["value"]), max(known["value"])
    if len(known) < 2:
        return say(
            "Only {month:month} has a figure: {value:n}.",
            month=known["month"].iloc[0],
            value=high,
        )
    if low == high:
        return say(
            "Every month{shown:t} has the same figure: {value:n}.",
            shown=" shown" if has_gaps else "",
            value=high,
        )
    highest, lowest = (_months_with(known["month"], known["value"], one) for one in (high, low))
    several = int((known["value"] == high).sum()) > 1
    return say(
        "{beginning:t} {verb:t} {highest:t} ({high:n}), the lowest {lowest:t} ({low:n}).",
        beginning="Of the months shown, the highest" if has_gaps
        else "The highest months" if several
        else "The highest month",
        verb="were" if several else "was",
        highest=highest,
        high=high,
        lowest=lowest,
        low=low,
    )  # fmt: skip


def _gap_statements(cells: pd.DataFrame) -> tuple[Statement, ...]:
    """Say why months have no figure: not received is one thing, not published another."""
    reasons = cells.loc[cells["value"].isna(), "reason"]
    is_absent = reasons.str.startswith(ABSENT) | (reasons == "")
    groups = [("no data were received", int(is_absent.sum()))]
    groups += [
        (str(why), int(number)) for why, number in reasons[~is_absent].value_counts().items()
    ]
    return tuple(
        say(
            f"{{count:n}} {'month has' if count == 1 else 'months have'} no figure: {{why:t}}.",
            count=count,
            why=why,
        )
        for why, count in groups
        if count
    )
