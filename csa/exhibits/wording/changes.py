"""How is a count beside that of the year before laid out and said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.units import UNIT_NOUNS
from csa.exhibits.wording.caveats import months_without_year
from csa.exhibits.wording.verdicts import SERIES, verdict_of
from csa.measures.verdicts import NO_CLEAR_CHANGE, NO_COMPARISON
from csa.present.number import SMALL_NUMBERS, Number
from csa.present.tables import Column
from csa.present.words import Statement, describe_change, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.exhibits.view import View

BOTH_YEARS = (
    Column("before", "A year earlier", "count"),
    Column("after", "This period", "count"),
)
CHANGE_COLUMNS = [
    *BOTH_YEARS,
    Column("difference", "Change", "change", of=("after - before",)),
    Column("percent", "Change, %", "text", of=("after - before", "before")),
    Column("reading", "Reading", "text"),
]


def change_row(
    view: View,
    frame: pd.DataFrame,
    name: str,
    **picked: Any,
) -> dict[str, Any]:
    """Return one row of a comparison with the year before.

    Parameters
    ----------
    view, frame, name
        Area and period, a family, and what the row is called.
    **picked
        The cell's area, if it is not the view's own, and a value for each dimension.

    Returns
    -------
    dict
        ``name, without`` (the months left out of both years, in brackets), ``before, after,
        difference, percent`` (text), ``percent_value``, ``reading``
        (rose, fell, no clear change, or why there is none) and ``why``. Missing stays missing.
    """
    sides = view.compared(frame, **picked)
    before, after = (view.total(side) for side in sides)
    change, left_out = verdict_of(view, frame, **picked), without(view, sides[1])
    row: dict[str, Any] = {
        "name": name + left_out, "without": left_out, "before": before, "after": after, "why": None,
    }  # fmt: skip
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


def cells_compared(view: View, frame: pd.DataFrame, **picked: Any) -> pd.DataFrame:
    """Return the cells that a comparison shows: both years, and the period as a whole."""
    sides = view.compared(frame, **picked)
    whole = view.cells(frame, period=view.period, **picked)
    return pd.concat([*sides, whole]).drop_duplicates("key") if len(frame) else frame


def without(view: View, cells: pd.DataFrame) -> str:
    """Say in brackets which months of a comparison are left out of both years; else nothing."""
    if len(cells) < 1 or view.period.key in set(cells["period"]):
        return ""
    return without_months(view, str(cells["measure"].iloc[0]))


def without_months(view: View, unit: str) -> str:
    """Say in brackets which months of a unit are left out of both years; else nothing."""
    left_out = view.left_out(unit)
    return f" (without {months_without_year(left_out)})" if left_out else ""


def cells_beside(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Return those of some cells that a comparison with the year before rests on."""
    if not len(cells):
        return cells
    pieces = [
        own[own["period"].isin([*_keys(view, unit, 0), *_keys(view, unit, 1), view.period.key])]
        for unit, own in cells.groupby("measure", sort=False)
    ]
    return pd.concat(pieces)


def set_beside(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Set many cells beside those of the year before.

    Parameters
    ----------
    view : View
        Whose periods hold. Months that one year lacks are left out of both.
    cells : DataFrame
        Cells of both years, as :func:`cells_beside` returns them.

    Returns
    -------
    DataFrame
        One row for each thing counted in each area: ``measure, dims, level, area``, ``key`` of the
        cell of this period, by which its verdict is known, and the numbers ``before`` and
        ``after``, None where one of their cells is missing.
    """
    rows = cells.loc[cells["period"] == view.period.key, [*SERIES, "key"]].reset_index(drop=True)
    asked = list(rows[[*SERIES]].itertuples(index=False, name=None))
    for side, name in enumerate(("before", "after")):
        found = _summed(view, cells, side)
        rows[name] = pd.Series([found.get(one) for one in asked], dtype=object)
    return rows


def _keys(view: View, unit: Any, side: int) -> list[str]:
    return [span.key for span in view.sides(str(unit))[side]]


def _summed(view: View, cells: pd.DataFrame, side: int) -> dict[tuple[Any, ...], Number | None]:
    """Add up the spans of one year; None where a series lacks one of them."""
    found: dict[tuple[Any, ...], Number | None] = {}
    for unit, own in cells.groupby("measure", sort=False):
        keys = _keys(view, unit, side)
        chosen = own[own["period"].isin(keys)]
        numbers: dict[tuple[Any, ...], list[Number | None]] = {}
        series = chosen[[*SERIES]].itertuples(index=False, name=None)
        for one, number in zip(series, view.numbers(chosen), strict=True):
            numbers.setdefault(one, []).append(number)
        found |= {
            one: Number.sum(parts) for one, parts in numbers.items() if len(parts) == len(keys)
        }
    return found


def finding(row: Mapping[str, Any], subject: str) -> str:
    """Return a title that states what a row of a comparison shows."""
    subject += str(row.get("without", ""))
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
    sides = view.compared(frame, **picked)
    before, compared = (view.total(side) for side in sides)
    if change is not None:
        return describe_change(
            subject + without(view, sides[1]),
            change,
            before=before,
            after=compared,
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


def together_statements(
    view: View, compared: Iterable[tuple[str, pd.DataFrame, Mapping[str, Any]]]
) -> tuple[Statement, ...]:
    """Say what changed clearly in the partnership and in no district, and why that is so.

    Parameters
    ----------
    compared : iterable of (name, family, picked)
        What is compared on the page.
    """
    if not view.is_partnership:
        return ()
    names = [name for name, frame, picked in compared if _is_clear_together(view, frame, picked)]
    if not names:
        return ()
    return (
        say(
            "Clear for the districts together and for none of them alone: {names:t}. Of larger "
            "counts the same difference is surer.",
            names=list_text(names),
        ),
    )


def _is_clear_together(view: View, frame: pd.DataFrame, picked: Mapping[str, Any]) -> bool:
    whole = verdict_of(view, frame, **picked)
    if whole is None or not whole.is_clear:
        return False
    districts = [one.code for one in view.settings.districts]
    parts = [verdict_of(view, frame, area=code, **picked) for code in districts]
    return not any(one is None or one.is_clear for one in parts)


def headline_unit(view: View, frames: dict[str, pd.DataFrame]) -> str:
    """Return the first unit of the priority that has a number for this area and period."""
    for unit in units_of(view.priority):
        frame = frames[unit]
        if len(frame) and view.priority.id in set(frame["priority"]):
            cells = view.cells(frame, priority=view.priority.id)
            if cells["value"].notna().any():
                return unit
    return view.priority.headline_unit
