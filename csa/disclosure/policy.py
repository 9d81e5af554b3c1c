"""Which cells must be protected, and how are they before they are frozen?

A cell is public only when its owner publishes that very detail; anything else is protected. There
is no setting that switches this off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.disclosure.cells import LEVELS, THEMES, Count, Level
from csa.disclosure.solve import round_singly
from csa.errors import DisclosureError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.settings import Disclosure, Priority

PEOPLE = ("victim", "suspect")
FINEST_LEVEL_OF_PEOPLE = "district"
DRAFT = "draft"


def refuse_too_fine(counts: Iterable[Count]) -> None:
    """Refuse families that show people below the district or by single months.

    Raises
    ------
    DisclosureError
        Naming the family.
    """
    for count in counts:
        if count.unit in PEOPLE and (count.months or count.level != FINEST_LEVEL_OF_PEOPLE):
            raise DisclosureError(
                f"The family '{count.family}' counts people below the district or by month. "
                "Attributes of people are published for a district and a year only."
            )


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
        As :func:`csa.disclosure.cells.compute_cells` returns them.
    open_units : iterable of str
        Units whose sources publish every row themselves.
    priorities : iterable of Priority
        Which themes are sensitive.
    rules : Disclosure
        Which details of a unit are published elsewhere.

    Returns
    -------
    Series of str
        ``public`` (its owner publishes this detail), ``person`` (victims, suspects) or
        ``sensitive`` (everything else, and every sensitive theme); index as ``cells``.
    """
    open_units, sensitive = set(open_units), _sensitive_themes(priorities)
    classes = pd.Series("sensitive", index=cells.index)
    is_month = ~cells["period"].str.contains("/", regex=False)
    for (unit, by, level, month), here in cells.groupby(["measure", "by", "level", is_month]):
        if unit in PEOPLE:
            classes.loc[here.index] = "person"
        elif unit in open_units:
            classes.loc[here.index] = "public"
        elif _details(by, level, is_month=month) <= set(rules.public_dimensions.get(unit, ())):
            themed = here["dims"].map(lambda dims: bool(_themes(dims) & sensitive))
            classes.loc[here.index] = np.where(themed, "sensitive", "public")
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
    return {*filter(None, by.split("+")), *levels, *(["month"] if is_month else [])}


def _themes(dims: str) -> set[str]:
    pairs = (pair.split("=", 1) for pair in dims.split(";") if pair)
    return {value for name, value in pairs if name in THEMES}


def protect_cells(cells: pd.DataFrame, *, base: int, secret: bytes) -> pd.DataFrame:
    """Round every protected cell on its own to a multiple of the base.

    Each count goes up or down at random, keyed by the secret, so that on average nothing is
    added or taken away. Cells rounded one by one need not add up: this is draft protection.

    Parameters
    ----------
    cells : DataFrame
        ``key, value, class``.
    base : int
        Rounding base.
    secret : bytes
        The release key.

    Returns
    -------
    DataFrame
        The cells with ``value`` as published and ``printed_bound``: the furthest the published
        value of a protected cell lies from the truth (0 for public cells).
    """
    open_to_all = cells["class"].isin(["public", "structural"])
    hidden = ~open_to_all & cells["value"].notna()
    true = dict(zip(cells.loc[hidden, "key"], cells.loc[hidden, "value"].astype(int), strict=True))
    rounded = round_singly(true, base=base, secret=secret)
    published = cells["value"].copy()
    published.loc[hidden] = [rounded[key] for key in cells.loc[hidden, "key"]]
    return cells.assign(value=published, printed_bound=np.where(open_to_all, 0, base - 1))
