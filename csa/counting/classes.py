"""Which cells are public, and which count people or what is sensitive?

A cell is public only when its owner publishes that very detail; anything else is protected. There
is no setting that switches this off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.families import LEVELS, Level, themes_of
from csa.counting.keys import is_month, read_names
from csa.counting.public_knowledge import TYPE, TYPE_GROUP
from csa.counting.units import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.settings import Disclosure, Priority

FINEST_LEVEL: Level = "district"
CLOSED = "closed"
FINEST = LEVELS.index(FINEST_LEVEL)


def classify_cells(
    cells: pd.DataFrame,
    *,
    open_units: Iterable[str],
    priorities: Iterable[Priority],
    rules: Disclosure,
) -> pd.Series:
    """Give each cell its class.

    Parameters
    ----------
    cells : DataFrame
        As :func:`csa.counting.cells.compute_cells` returns them.
    open_units : iterable of str
        Units whose sources publish every row themselves.
    priorities : iterable of Priority
        Which themes are sensitive.
    rules : Disclosure
        Which details of a unit are published elsewhere.

    Returns
    -------
    Series of str
        ``public`` (its owner publishes this detail), ``person`` (people, whoever they are),
        ``sensitive`` (everything else, and every sensitive theme) or ``closed`` (a sensitive
        theme below the district, which is never published); index as ``cells``.
    """
    open_units, sensitive = set(open_units), _sensitive_themes(priorities)
    classes = pd.Series("sensitive", index=cells.index)
    by_month = is_month(cells["period"])
    for (unit, by, level, month), here in cells.groupby(["measure", "by", "level", by_month]):
        if unit in PEOPLE:
            classes.loc[here.index] = "person"
        elif unit in open_units:
            classes.loc[here.index] = "public"
        else:
            details = _details(by, level, is_month=month)
            listed = rules.public_dimensions.get(unit)
            is_public = listed is not None and details <= set(listed)
            themed = here["dims"].map(lambda dims: not sensitive.isdisjoint(themes_of(dims)))
            hidden = "sensitive" if LEVELS.index(level) <= FINEST else CLOSED
            usual = "public" if is_public else "sensitive"
            classes.loc[here.index] = np.where(themed, hidden, usual)
    return classes


def _sensitive_themes(priorities: Iterable[Priority]) -> set[str]:
    return {
        name
        for priority in priorities
        for name in (
            *([priority.id] if priority.sensitive else []),
            *(s.id for s in priority.subthemes if s.sensitive or priority.sensitive),
        )
    }


def _details(by: str, level: Level, *, is_month: bool) -> set[str]:
    levels = LEVELS[1 : LEVELS.index(level) + 1]
    named = {TYPE if name == TYPE_GROUP else name for name in read_names(by)}
    return {*named, *levels, *(["month"] if is_month else [])}
