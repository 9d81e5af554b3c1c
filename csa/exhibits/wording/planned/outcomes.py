"""Was what was said a year ago done, and did anything change? The rule of docs/plan.md."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from csa.counting.families import Count
from csa.counting.keys import read_dims
from csa.exhibits.wording.changes import cells_compared, change_row
from csa.exhibits.wording.planned.indicators import FEWER
from csa.measures.verdicts import NO_COMPARISON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View

NOT_DONE, DONE, IN_PART = "not done", "done", "in part"
NO_CHANGE, CHANGED, CANNOT = "done, no change", "done, changed", "cannot be told"


def what_became(status: str, row: Mapping[str, Any] | None) -> str:
    """Say what became of a proposal.

    Parameters
    ----------
    status : str
        What officers say: ``done``, ``in part``, ``not done`` or ``not known``.
    row : mapping or None
        What its indicator counts, as :func:`~csa.exhibits.wording.planned.indicators.measured`
        returns it; None where it has none.

    Returns
    -------
    str
        ``not done``; ``done, no change``; ``done, changed`` with which way; or ``cannot be told``
        with the reason.
    """
    if status == NOT_DONE:
        return NOT_DONE
    if status not in (DONE, IN_PART):
        return f"{CANNOT}: nobody has said whether it was done"
    if row is None:
        return f"{CANNOT}: nothing measures it"
    if row["reading"] == NO_COMPARISON:
        return f"{CANNOT}: {row['why'] or 'there is no comparison'}"
    return f"{CHANGED}: {row['reading']}, {row['went']}" if row["went"] else NO_CHANGE


def indicator_called(view: View, key: str) -> Any:
    """Return the indicator of a name: of the plan, of last year's, or the count of a theme.

    Returns
    -------
    row or None
        As the table ``indicator`` has them; None where nothing has the name.
    """
    for table in ("indicator", "said_indicator"):
        for one in view.reference(table).itertuples():
            if one.id == key:
                return one
    for priority in view.settings.priorities:
        if priority.id == key:
            return _of_theme(priority.short_label, priority.headline_unit, priority=key)
        for subtheme in priority.subthemes:
            if subtheme.id == key:
                return _of_theme(subtheme.label, subtheme.rules[0].unit, subtheme=key)
    return None


def _of_theme(text: str, unit: str, **theme: str) -> Any:
    empty = dict.fromkeys(("priority", "subtheme", "category", "ward", "place", "districts"), "")
    return SimpleNamespace(**{**empty, **theme}, text=text, unit=unit, direction=FEWER)


def counted_again(view: View, found: Any) -> dict[str, Any] | None:
    """Count what a finding of last year was about, a year on.

    Parameters
    ----------
    view : View
        Area and period.
    found
        A row of ``said_finding``.

    Returns
    -------
    dict or None
        As :func:`csa.exhibits.wording.changes.change_row` returns it, with ``cells``; None where
        it was about no one count, or about one that no release compares.
    """
    if not found.unit:
        return None
    picked: dict[str, Any] = {"area": found.of, **read_dims(found.dims)}
    frame = view.frame(Count(found.unit, by=tuple(read_dims(found.dims)), level="ward"))
    if not len(view.cells(frame, **picked)):
        return None
    row = change_row(view, frame, found.headline, **picked)
    return row | {"cells": cells_compared(view, frame, **picked)}
