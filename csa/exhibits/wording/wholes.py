"""How many are there in all, and how far may that lie from the truth?

Each rounded count lies a little off, and their sum as far as all of them together. So what counts
all of them is told from the cell of its own, where the release holds one, and the rest as what it
leaves; how far anything worked out of several counts may lie off is said under it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.keys import Key
from csa.present.numbers import PROTECTION_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.exhibits.view import View
    from csa.present.number import Number
    from csa.present.tables import Table
    from csa.present.words import Statement

FURTHER_OFF = "Worked out of several rounded counts, and so further off ('<5' too)"


def whole_of(view: View, cells: pd.DataFrame, *dims: str) -> pd.DataFrame:
    """Return the cell that counts all of some cells of an area and a period together.

    Parameters
    ----------
    cells : DataFrame
        The cells of every value of some dimensions.
    *dims : str
        Those dimensions.

    Returns
    -------
    DataFrame
        One cell; the cells given where the release has no number for it.
    """
    if not len(cells):
        return cells
    first = cells.iloc[0]
    whole = Key.read(first["key"]).without(*dims)
    frame = view.frame(Count(whole.unit, by=tuple(dict(whole.dims))))
    found = frame[(frame["key"] == str(whole)) & frame["value"].notna()] if len(frame) else frame
    return found if len(found) == 1 else cells


def rest_of(view: View, cells: pd.DataFrame, whole: pd.DataFrame, is_left_out: pd.Series) -> Number:
    """Return how many are left of a whole when some of its parts are taken off it.

    Parameters
    ----------
    cells : DataFrame
        All parts.
    whole : DataFrame
        What :func:`whole_of` returns for them.
    is_left_out : Series of bool
        The parts that are taken off, index as ``cells``.

    Returns
    -------
    Number
        The sum of the others where an exact whole leaves less than rounding may be off.
    """
    others, everything = cells[~is_left_out], view.known_total(whole)
    left = everything - view.known_total(cells[is_left_out])
    if len(others) == 1 or (not everything.bound and left < PROTECTION_BASE):
        return view.known_total(others)
    return left


def with_cells_of(
    view: View, used: pd.DataFrame, tables: Iterable[Table], statements: Iterable[Statement]
) -> pd.DataFrame:
    """Add the cells that tables and sentences are worked out of and that are not listed yet."""
    origins = [number.origin for table in tables for _, number in table.counts()]
    origins += [origin for one in statements for origin in one.origins.values()]
    named = {key for origin in origins for key in origin.keys}
    missing = sorted(named - set(used["key"]))
    if not missing:
        return used
    return pd.concat([used, view.release.find(missing)])


def sum_notes(tables: Iterable[Table], cells: pd.DataFrame) -> tuple[str, ...]:
    """Say of which columns the counts may lie further off than a single rounded one, and how far.

    Parameters
    ----------
    tables : iterable of Table
        As they are shown.
    cells : DataFrame
        The cells they show.
    """
    single = cells["printed_bound"].max() if "printed_bound" in cells else 0
    furthest: dict[str, float] = {}
    for table in tables:
        for label, number in table.counts():
            furthest[label] = max(number.bound, furthest.get(label, 0))
    by_bound: dict[float, list[str]] = {}
    for label, off in furthest.items():
        if off > single:
            by_bound.setdefault(off, []).append(f"'{label}'")
    told = "; ".join(
        f"{', '.join(labels)} by up to {off:.0f}" for off, labels in sorted(by_bound.items())
    )
    return (f"{FURTHER_OFF}: {told}.",) if told else ()
