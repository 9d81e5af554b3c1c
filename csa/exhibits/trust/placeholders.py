"""Filling the placeholders of commentary in with counts of the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.present.number import Cited
from csa.present.numbers import NOT_AVAILABLE
from csa.present.origin import Origin
from csa.schemas.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from csa.exhibits.view import View


def fill_in(view: View, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Write the counts of their subjects into the texts that ask for them.

    Parameters
    ----------
    rows : DataFrame
        Commentary: ``key`` (the id of a sub-theme or priority, or ``area``) and ``text``.

    Returns
    -------
    DataFrame
        The same with texts filled in, which know what the counts in them are made of. A count
        that is not known reads "not available".
    list of DataFrame
        The cells used.
    """
    asking = rows[rows["text"].map(lambda text: bool(PLACEHOLDER.search(text))).astype(bool)]
    texts, used = rows["text"].astype(object), []
    for place, row in asking.iterrows():
        cells = _subject_cells(view, row["key"])
        origin = Origin.of(*cells["key"]) if len(cells) else Origin()
        texts[place] = Cited(_filled(row["text"], _values(view, cells)), origin)
        used.append(cells)
    return rows.assign(text=texts), used


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return values[match[1]]

    return PLACEHOLDER.sub(value, text)


def _values(view: View, cells: pd.DataFrame) -> dict[str, str]:
    spans = {"before": view.before, "after": view.period}
    numbers = {name: view.number(cells, period=period) for name, period in spans.items()}
    return {name: NOT_AVAILABLE if one is None else one.text for name, one in numbers.items()}


def _subject_cells(view: View, key: str) -> pd.DataFrame:
    """Return both periods' cells of a subject; its family is one that changes are shown in."""
    themes = {} if view.chosen is None else {one.id: one for one in view.priority.subthemes}
    chosen: dict[str, Any] = {}
    if key in themes:
        frame = view.frame(Count(themes[key].rules[0].unit, by=("subtheme",)))
        chosen = {"subtheme": key}
    elif view.chosen is not None:
        frame = view.frame(Count(view.priority.headline_unit, by=("priority",)))
        chosen = {"priority": key}
    else:
        frame = view.frame(Count("crime"))
    cells = view.cells(frame, **chosen) if len(frame) else frame
    return cells[cells["period"].isin([view.before.key, view.period.key])] if len(cells) else cells
