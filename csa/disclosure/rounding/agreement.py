"""Which tables are given up because what they show would contradict something else?

Rounded counts satisfy every sum and every sub-group. What a group holds at the least, and what
counts of other periods allow, they satisfy wherever they can
(:mod:`csa.disclosure.rounding.heeding`). A reader who set the rest against each other would learn
more than the rounding means to tell, so the tables concerned are shown coarser or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import TABLE_THEMES
from csa.counting.relations import group_of, is_broken
from csa.disclosure.rules.steps import area_table, printed_keys, table_theme

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from csa.disclosure.rounding.relations import Key

PROTECTED = ("person", "sensitive")
UNPRINTED = "|not printed"


def tables_of(cells: pd.DataFrame, shown: Collection[str]) -> dict[Key, tuple[str, int]]:
    """Return by key what is lost with each protected cell, and what that counts for.

    Parameters
    ----------
    cells : DataFrame
        Cells with a number.
    shown : collection of str
        Keys of those that pages will print, as far as can be said.

    Returns
    -------
    dict
        A table is one breakdown of one theme in one area and period; it counts for the cells that
        are printed no longer. A total counts for all that is printed of its theme in the area.
        What is not printed is a table apart that counts for nothing.
    """
    here = cells[cells["class"].isin(PROTECTED) & cells["value"].notna()]
    printed = here["key"].isin(set(shown))
    table = area_table(here).mask(~printed, area_table(here) + UNPRINTED)
    theme = here["measure"] + "|" + here["dims"].map(table_theme) + "|" + here["area"]
    size, of_theme = (printed.groupby(name).transform("sum") for name in (table, theme))
    price = size.mask(printed & here["by"].isin(["", *TABLE_THEMES]), of_theme)
    return dict(zip(here["key"], zip(table, price.astype(int), strict=True), strict=True))


def disagreeing(
    cells: pd.DataFrame, relations: pd.DataFrame, values: Mapping[Key, int] | None = None
) -> set[str]:
    """Return a cell of each table that has to be given up, so that the others agree.

    Parameters
    ----------
    cells : DataFrame
        As rounded; those that are withheld have no value.
    relations : DataFrame
        ``kind, relation, parent, child, weight``, among the cells and the keys of ``values``.
    values : mapping, optional
        Numbers that readers know from elsewhere.
    """
    shown = cells[cells["value"].notna()]
    known = {**(values or {}), **dict(zip(shown["key"], shown["value"], strict=True))}
    tables = tables_of(cells, printed_keys(cells))
    rounded = {key for key in known if key in tables or key in (values or {})}
    is_rounded = relations["parent"].isin(rounded) & relations["child"].isin(rounded)
    exact = relations["parent"].isin(known) & relations["child"].isin(known) & ~is_rounded
    group = group_of(relations)
    here = relations[~group.isin(set(group[exact]))]
    broken = here[is_broken(here, known)]
    if not len(broken):
        return set()
    sides = pd.concat([broken[side].rename("key") for side in ("parent", "child")])
    members = pd.DataFrame({"key": sides, "group": pd.concat([group_of(broken)] * 2)})
    members = members[members["key"].isin(tables)]
    members["table"] = members["key"].map(lambda key: tables[key][0])
    members["price"] = members["key"].map(lambda key: tables[key][1])
    return set(members.sort_values(["price", "table", "key"]).drop_duplicates("group")["key"])
