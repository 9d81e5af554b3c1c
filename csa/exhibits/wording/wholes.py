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
from csa.exhibits.view import made_of, total_of
from csa.exhibits.wording.verdicts import bounds_of
from csa.present.numbers import PROTECTION_BASE
from csa.present.origin import Origin
from csa.present.tables import BOUND, CELLS_ENDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from csa.exhibits.view import View
    from csa.present.tables import Table

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


def rest_of(cells: pd.DataFrame, whole: pd.DataFrame, is_left_out: pd.Series) -> tuple[int, Origin]:
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
    count : int
        The sum of the others where an exact whole leaves less than rounding may be off.
    origin : Origin
        The cells that it is worked out of.
    """
    left_out, others = cells[is_left_out], cells[~is_left_out]
    left = int(total_of(whole["value"])) - int(left_out["value"].sum())
    is_exact = not bounds_of(whole).any()
    if len(others) == 1 or (is_exact and left < PROTECTION_BASE):
        return int(others["value"].sum()), made_of(others)
    return left, made_of(whole) - made_of(left_out)


def furthest_off(origin: Origin, bounds: Mapping[str, float]) -> float:
    """Return how far what is worked out of some cells may lie from the truth.

    Parameters
    ----------
    origin : Origin
        The cells.
    bounds : mapping of str to number
        How far each may, by key; those that are not named are exact.
    """
    return sum(bounds.get(key, 0) for key in (*origin.plus, *origin.minus))


def with_cells_of(view: View, used: pd.DataFrame, tables: Iterable[Table]) -> pd.DataFrame:
    """Add the cells that figures of some tables are worked out of and that are not listed yet."""
    named = {key for table in tables for _, origin in _origins(table) for key in origin.keys}
    missing = sorted(named - set(used["key"]))
    if not missing:
        return used
    return pd.concat([used, view.release.find(missing)])


def _origins(table: Table) -> Iterator[tuple[str, Origin]]:
    """Yield the heading of each count of a table, and what the count is made of."""
    for column in table.columns:
        made_of_cells = f"{column.key}{CELLS_ENDING}"
        if column.kind in BOUND and made_of_cells in table.frame:
            for value in table.frame[made_of_cells]:
                yield column.label, Origin.read(value)


def bounds_by_key(cells: pd.DataFrame) -> dict[str, float]:
    """Return how far each published count may lie from the true one, by its key."""
    return dict(zip(cells["key"], bounds_of(cells), strict=True)) if len(cells) else {}


def sum_notes(tables: Iterable[Table], cells: pd.DataFrame) -> tuple[str, ...]:
    """Say of which columns the counts may lie further off than a single rounded one, and how far.

    Parameters
    ----------
    tables : iterable of Table
        As they are shown.
    cells : DataFrame
        The cells they show.
    """
    bound = bounds_by_key(cells)
    single = max(bound.values(), default=0)
    furthest: dict[str, float] = {}
    for table in tables:
        for label, origin in _origins(table):
            furthest[label] = max(furthest_off(origin, bound), furthest.get(label, 0))
    by_bound: dict[float, list[str]] = {}
    for label, off in furthest.items():
        if off > single:
            by_bound.setdefault(off, []).append(f"'{label}'")
    told = "; ".join(
        f"{', '.join(labels)} by up to {off:.0f}" for off, labels in sorted(by_bound.items())
    )
    return (f"{FURTHER_OFF}: {told}.",) if told else ()
