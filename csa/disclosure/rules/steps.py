"""At which step is each table shown, and what becomes of the others?

A table is one breakdown of one theme. It is at one step of its variables for all areas and all
periods; see :mod:`csa.counting.recoding`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import MERGED, SUMMED
from csa.counting.families import themes_of
from csa.counting.recoding import FIRST, LAST, LAST_OF_ALL, PROTECTED
from csa.counting.relations import group_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache  # few texts, each of very many cells
def table_theme(dims: str) -> str:
    """Return the theme that dimensions written as text name; empty without one."""
    return "+".join(themes_of(dims))


def breakdown_of(cells: pd.DataFrame) -> pd.Series:
    """Name the breakdown each cell belongs to: one theme by the same variables, everywhere."""
    return cells["measure"] + "|" + cells["by"] + "|" + cells["dims"].map(table_theme)


def area_table(cells: pd.DataFrame) -> pd.Series:
    """Name the table each cell belongs to: one breakdown in one area and period."""
    return breakdown_of(cells) + "|" + cells["area"] + "|" + cells["period"]


def printed_keys(cells: pd.DataFrame) -> set[str]:
    """Return the keys of cells that are shown, and not as sums of what is shown alone."""
    return set(cells.loc[cells["value"].notna() & (cells["reason"] != SUMMED), "key"])


def is_at_step(cells: pd.DataFrame, step: int | pd.Series) -> pd.Series:
    """Say of each cell whether it is one of those shown when its table is at this step."""
    if FIRST not in cells:
        return pd.Series(True, index=cells.index)
    return (cells[FIRST] <= step) & (cells[LAST] >= step)


def all_steps(cells: pd.DataFrame) -> range:
    """Return the steps that any of the tables has, the finest first."""
    return range(1 + int(cells[FIRST].max()) if FIRST in cells and len(cells) else 1)


def take_steps(cells: pd.DataFrame, steps: Mapping[str, int]) -> pd.DataFrame:
    """Show breakdowns at coarser steps, in all areas and periods.

    Parameters
    ----------
    cells : DataFrame
        As :func:`add_merged` returns them, rounded or not.
    steps : mapping
        The step of each breakdown that is to change, by :func:`breakdown_of`.

    Returns
    -------
    DataFrame
        The cells; those of finer classes have no value and the reason ``MERGED``.
    """
    if not steps:
        return cells
    step = breakdown_of(cells).map(steps)
    counted = step.notna() & cells["class"].isin(PROTECTED) & cells["value"].notna()
    finer = counted & (cells[LAST] < step)
    entering = counted & is_at_step(cells, step.fillna(0)) & (cells["reason"] == SUMMED)
    return cells.assign(
        value=cells["value"].mask(finer),
        reason=cells["reason"].mask(finer, MERGED).mask(entering, ""),
    )


def sums_in_force(relations: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out the sums over classes that are shown together with others.

    Nothing is lost: the same whole is the sum of the classes that are shown, which is a relation
    of its own.
    """
    merged = set(cells.loc[cells["reason"] == MERGED, "key"])
    group = group_of(relations)
    replaced = (relations["kind"] == "sum") & relations["child"].isin(merged)
    return relations[~group.isin(set(group[replaced]))]


def coarser_steps(cells: pd.DataFrame, keys: set[str]) -> dict[str, int]:
    """Return the next step of every breakdown that has one at which these cells are not shown.

    Returns
    -------
    dict
        By :func:`breakdown_of`; where a cell is one of every step, the step after the present one.
    """
    if FIRST not in cells:
        return {}
    here = cells[cells["class"].isin(PROTECTED) & cells["value"].notna()]
    here = here.assign(breakdown=breakdown_of(here))
    concerned = here[here["key"].isin(keys)]
    here = here[here["breakdown"].isin(concerned["breakdown"])]
    present = here[here["reason"] != SUMMED].groupby("breakdown")[FIRST].max()
    last = here.groupby("breakdown")[FIRST].max()
    until = concerned[LAST].where(concerned[LAST] < LAST_OF_ALL, -1)
    wanted = until.groupby(concerned["breakdown"]).max() + 1
    steps = pd.concat([wanted, present + 1], axis=1).max(axis=1).clip(upper=last)
    return {str(name): int(step) for name, step in steps.items() if step > present.get(name, step)}
