"""How is a count beside that of the year before laid out and said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.verdicts import verdict_of
from csa.measures.verdicts import NO_CLEAR_CHANGE, NO_COMPARISON
from csa.present.number import SMALL_NUMBERS
from csa.present.tables import Column
from csa.present.words import Statement, describe_change, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View


CHANGE_COLUMNS = [
    Column("before", "A year earlier", "count"),
    Column("after", "This period", "count"),
    Column("difference", "Change", "change", of=("after - before",)),
    Column("percent", "Change, %", "text", of=("after - before", "before")),
    Column("reading", "Reading", "text"),
]


def change_row(view: View, frame: pd.DataFrame, name: str, **picked: Any) -> dict[str, Any]:
    """Return one row of a comparison with the year before.

    Returns
    -------
    dict
        ``name, before, after, difference, percent`` (text), ``percent_value``, ``reading``
        (rose, fell, no clear change, or why there is none) and ``why``. Missing stays missing.
    """
    before, after = (
        view.number(frame, period=span, **picked) for span in (view.before, view.period)
    )
    change = verdict_of(view, frame, **picked)
    row: dict[str, Any] = {"name": name, "before": before, "after": after, "why": None}
    if change is None or after is None:
        why = _why(view, frame, **picked)
        return row | {
            "difference": None, "percent": "not available", "percent_value": None,
            "reading": NO_COMPARISON, "why": why,
        }  # fmt: skip
    return row | {
        "difference": change.difference,
        "percent": after.change_text(before, change.percent),
        "percent_value": change.percent,
        "reading": change.word,
    }


def finding(row: Mapping[str, Any], subject: str) -> str:
    """Return a title that states what a row of a comparison shows."""
    if row["after"] is None:
        return f"{subject}: no figure for this period"
    if row["reading"] == NO_COMPARISON:
        return f"{subject}: the year before cannot be compared"
    if row["reading"] == NO_CLEAR_CHANGE:
        return f"{subject}: no clear change on the year before"
    percent = str(row["percent"]).removesuffix(SMALL_NUMBERS)
    size = f" by {percent.lstrip('+−')}" if percent.endswith("%") else ""
    return f"{subject} {row['reading']}{size} on the year before"


def _why(view: View, frame: pd.DataFrame, **picked: Any) -> str:
    for period in (view.period, view.before):
        cells = view.cells(frame, period=period, **picked)
        if not len(cells):
            return f"no data received for {period.label}"
        if cells["value"].isna().all():
            return str(cells["reason"].iloc[0])
    return ""


def change_statement(
    view: View,
    frame: pd.DataFrame,
    subject: str,
    *,
    unit: str,
    periods: bool = True,
    **picked: Any,
) -> Statement:
    """Say in one sentence how a count compares with the year before, or why it cannot.

    Without ``periods`` these are not named: the page has said them.
    """
    after = view.number(frame, period=view.period, **picked)
    change = verdict_of(view, frame, **picked)
    if change is not None:
        return describe_change(
            subject,
            change,
            before=view.number(frame, period=view.before, **picked),
            after=after,
            before_label=view.before.label if periods else "",
            after_label=view.period.label if periods else "",
        )
    why = _why(view, frame, **picked)
    if after is None:
        return say("{subject:t} cannot be counted: {why:t}.", subject=subject, why=why)
    return say(
        "{subject:t}: {after:n} {noun:t} in {period:t}. It cannot be compared with "
        "the year before: {why:t}.",
        subject=subject,
        after=after,
        noun=UNIT_NOUNS[unit],
        period=view.period.label,
        why=why,
    )


def headline_unit(view: View, frames: dict[str, pd.DataFrame]) -> str:
    """Return the first unit of the priority that has a number for this area and period."""
    for unit in units_of(view.priority):
        frame = frames[unit]
        if len(frame) and view.priority.id in set(frame["priority"]):
            cells = view.cells(frame, priority=view.priority.id)
            if cells["value"].notna().any():
                return unit
    return view.priority.headline_unit
