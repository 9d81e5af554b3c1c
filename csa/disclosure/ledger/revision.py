"""What was published before, and what becomes of it when it is published again?

A count that readers have seen is printed as it was published, as long as it is still near enough
to the truth and to the other counts it belongs with. Where it is not, it is marked ``r``. Exact
public figures are printed as their owners give them now, and marked when they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import LEVELS
from csa.counting.keys import is_month
from csa.counting.relations import group_of
from csa.counting.units import INCIDENT_UNITS
from csa.disclosure.ledger.spans import NAMES, is_relative, number_names, period_ties
from csa.disclosure.rounding.agreement import disagreeing
from csa.disclosure.rules.policy import is_protected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.disclosure.ledger.chain import Past
    from csa.disclosure.ledger.counted_from import CountedFrom
    from csa.disclosure.rounding.relations import Key

REVISED = "r"
REVISED_TABLE = "first_published"
REVISED_COLUMNS = ["area", "measure", "period", "before", "after"]
_NOTHING = pd.DataFrame(
    {
        "key": pd.Series(dtype="object"), "measure": "", "area": "", "dims": "", "period": "",
        "class": "", "value": pd.Series(dtype="Int64"), "printed_bound": 0, "mark": "", "name": "",
        "is_same": pd.Series(dtype="bool"),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Earlier:
    """The latest published value of every number that was ever published.

    Attributes
    ----------
    cells : DataFrame
        One row per number, with ``name`` (see :func:`csa.disclosure.ledger.spans.number_names`) and
        ``is_same``: whether it is counted from the same rows now. Of what was published from
        several, that is what was published from the present ones.
    """

    cells: pd.DataFrame

    @cached_property
    def values(self) -> dict[Key, int]:
        """The published values of protected numbers, by name."""
        hidden = self.cells[is_protected(self.cells)]
        return dict(zip(hidden["name"], hidden["value"].astype(int), strict=True))

    def kept(self, cells: pd.DataFrame, *, base: int) -> dict[Key, int]:
        """Return the values that readers know of new cells, where the base is the same."""
        same = self.cells["name"][self.cells["printed_bound"] == base - 1]
        names = number_names(cells)
        names = names[names.isin(same) & ~is_relative(cells)]
        return {
            key: self.values[name]
            for key, name in zip(cells.loc[names.index, "key"], names, strict=True)
            if name in self.values
        }

    def firm(self, cells: pd.DataFrame) -> set[Key]:
        """Return the keys of new cells that can only show what readers know of them."""
        same = self.cells["name"][self.cells["is_same"]]
        return set(cells.loc[number_names(cells).isin(same) & ~is_relative(cells), "key"])

    def ties(self, cells: pd.DataFrame) -> pd.DataFrame:
        """List how new cells are bound by numbers published before.

        Returns
        -------
        DataFrame
            ``kind, relation, parent, child, weight``: new cells by key, others by name.
        """
        shown = cells[cells["value"].notna() & ~is_relative(cells)]
        fresh = shown.assign(name=number_names(shown)).drop_duplicates("name")
        known = self.cells[is_protected(self.cells) & self.cells["is_same"]]
        known = known[~known["name"].isin(fresh["name"])]
        columns = [*NAMES, "name"]
        found = period_ties(pd.concat([known[columns], fresh[columns]], ignore_index=True))
        keys = dict(zip(fresh["name"], fresh["key"], strict=True))
        found = found.assign(
            **{
                side: found[side].map(keys).fillna(found[side]).astype("object")
                for side in ("parent", "child")
            }
        )
        is_new = [found[side].isin(fresh["key"]) for side in ("parent", "child")]
        group = group_of(found)
        some = (is_new[0] | is_new[1]).groupby(group).transform("any")
        every = (is_new[0] & is_new[1]).groupby(group).transform("all")
        return found[some & ~every]


def earlier_values(pasts: Sequence[Past], rows: CountedFrom | None = None) -> Earlier:
    """Return what readers know from all earlier releases.

    Parameters
    ----------
    pasts : sequence of Past
        In order of publication.
    rows : CountedFrom, optional
        What the new release is counted from; without it everything is taken for the same still.
    """
    every = pd.concat([_NOTHING, *(_shown(past, rows) for past in pasts)], ignore_index=True)
    every = every.sort_values("is_same", kind="stable")
    return Earlier(every.drop_duplicates("name", keep="last", ignore_index=True))


def _shown(past: Past, rows: CountedFrom | None) -> pd.DataFrame:
    shown = past.cells[past.cells["value"].notna() & ~is_relative(past.cells)]
    shown = shown.assign(name=number_names(shown), is_same=True)
    then = past.counted_from
    if rows is None or then is None or not then.is_comparable(rows):
        return shown
    return shown.assign(is_same=then.of(shown["name"]) == rows.of(shown["name"]))


def mark_revised(cells: pd.DataFrame, earlier: Earlier) -> pd.DataFrame:
    """Mark the cells that show another value than readers know.

    Parameters
    ----------
    cells : DataFrame
        As they are to be published.
    earlier : Earlier
        What was published before.

    Returns
    -------
    DataFrame
        The cells with ``mark``: ``r`` where the value is not the first one published, otherwise
        empty.
    """
    marks = earlier.cells.set_index("name")["mark"]
    marked = number_names(cells).map(marks).fillna("") == REVISED
    revised = (is_changed(cells, earlier) | marked) & cells["value"].notna() & ~is_relative(cells)
    return cells.assign(mark=revised.map({True: REVISED, False: ""}))


def revised_totals(cells: pd.DataFrame, pasts: Sequence[Past]) -> dict[str, pd.DataFrame]:
    """Return what was first published of the months whose totals were revised since.

    Parameters
    ----------
    cells : DataFrame
        As they are to be published, with their ``mark``.
    pasts : sequence of Past
        The earlier releases, in order of publication.

    Returns
    -------
    dict
        ``first_published``: ``area, measure, period, before, after``, exact totals of incidents of
        a whole area and month as they were first published and as they are now; nothing where no
        total was revised.
    """
    is_total = (cells["dims"] == "") & cells["measure"].isin(INCIDENT_UNITS)
    is_total &= cells["level"].isin(LEVELS[:2])  # the partnership and its districts
    is_shown = is_month(cells["period"]) & ~is_protected(cells) & (cells["mark"] == REVISED)
    now = cells[is_total & is_shown].rename(columns={"value": "after"})
    if not len(now):
        return {}
    then = pd.concat([past.cells for past in pasts])
    then = then[then["key"].isin(now["key"]) & then["value"].notna()]
    first = then.drop_duplicates("key").set_index("key")["value"]
    found = now.assign(before=now["key"].map(first))
    found = found.loc[found["before"] != found["after"], REVISED_COLUMNS]
    return {REVISED_TABLE: found.reset_index(drop=True)} if len(found) else {}


def is_changed(cells: pd.DataFrame, earlier: Earlier) -> pd.Series:
    """Say for each cell whether it shows another value than was published before."""
    before = number_names(cells).map(earlier.cells.set_index("name")["value"]).astype("Int64")
    return (cells["value"] != before).fillna(value=False).astype(bool) & ~is_relative(cells)


def doubtful_cells(cells: pd.DataFrame, earlier: Earlier) -> set[str]:
    """List the protected cells that a reader could narrow by comparing with earlier values.

    Parameters
    ----------
    cells : DataFrame
        As they are to be published.
    earlier : Earlier
        What was published before.

    Returns
    -------
    set of str
        Keys of cells that differ although they are counted from the same rows, and of those that
        published counts of other periods do not allow. The tables they belong to must be made
        coarser or withheld.
    """
    bounds = cells.loc[is_protected(cells), "printed_bound"].unique()
    is_kept = earlier.cells["is_same"] & earlier.cells["printed_bound"].isin(bounds)
    changed = is_changed(cells, Earlier(earlier.cells[is_kept])) & is_protected(cells)
    hidden = cells[is_protected(cells) & cells["value"].notna()]
    lost = disagreeing(hidden, earlier.ties(hidden), earlier.values)
    return {*cells.loc[changed, "key"], *lost}
