"""What was published before, and what becomes of it when it is published again?

A count that readers have seen is printed as it was published, as long as it is still near enough
to the truth and to the other counts it belongs with. Where it is not, it is marked ``r``. Exact
public figures are printed as their owners give them now, and marked when they differ.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.policy import is_protected
from csa.periods import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from csa.disclosure.chain import Past
    from csa.disclosure.identities import Key

REVISED = "r"
# These mean something of their own in each release: the case that drives the change it reports,
# and how long before its last month a crime was recorded.
RELATIVE_UNITS = ("one_case",)
RELATIVE_DIMENSIONS = ("maturity",)
# A period of these holds each of its months once; different people are counted over a year.
RECORD_UNITS = ("crime", "asb", "fire", "environment", "victim", "suspect")
_NOTHING = pd.DataFrame(
    {
        "key": pd.Series(dtype="object"), "measure": "", "area": "", "dims": "", "period": "",
        "class": "", "value": pd.Series(dtype="Int64"), "printed_bound": 0, "mark": "", "number": 0,
    }
)  # fmt: skip
_NAMES = ["key", "measure", "area", "dims", "period"]


@dataclass(frozen=True)
class Earlier:
    """The latest published value of every cell that was ever published.

    Attributes
    ----------
    cells : DataFrame
        One row per cell, with ``number``, the release it was last published in.
    """

    cells: pd.DataFrame

    def kept(self, *, base: int) -> dict[Key, int]:
        """Return the values of protected cells that readers know, where the base is the same."""
        hidden = self.cells[is_protected(self.cells) & (self.cells["printed_bound"] == base - 1)]
        return dict(zip(hidden["key"], hidden["value"].astype(int), strict=True))

    def limits(self, cells: pd.DataFrame) -> dict[Key, tuple[int | None, int | None]]:
        """Return what published counts of shorter and longer periods ask of new cells."""
        shown = cells[cells["value"].notna() & ~cells["key"].isin(self.cells["key"])]
        known = self.cells[is_protected(self.cells)]
        pairs = nested_pairs(pd.concat([known[_NAMES], shown[_NAMES]], ignore_index=True))
        published = known.set_index("key")["value"]
        low = _limit(pairs, "outer", "inner", published).groupby(level=0).max()
        high = _limit(pairs, "inner", "outer", published).groupby(level=0).min()
        new = set(shown["key"])
        both = pd.concat([low, high], axis=1, keys=["low", "high"])
        return {
            str(key): (None if pd.isna(least) else int(least), None if pd.isna(most) else int(most))
            for key, least, most in both.itertuples(name=None)
            if key in new
        }


def _limit(pairs: pd.DataFrame, of: str, by: str, published: pd.Series) -> pd.Series:
    values = pd.Series(pairs[by].map(published).to_numpy(), index=pairs[of], dtype="Int64")
    return values.dropna()


def earlier_values(pasts: Iterable[Past]) -> Earlier:
    """Return what readers know from all earlier releases."""
    shown = [
        past.cells[past.cells["value"].notna()].assign(number=past.entry.number) for past in pasts
    ]
    every = pd.concat([_NOTHING, *shown], ignore_index=True)
    every = every[~is_relative(every)]
    return Earlier(every.drop_duplicates("key", keep="last", ignore_index=True))


def unaltered(pasts: Iterable[Past], *, made_from: Mapping[str, str]) -> set[int]:
    """Return the numbers of the releases made from the same files, settings and code."""
    return {
        past.entry.number
        for past in pasts
        if all(
            getattr(past.entry, name) == made_from[name] for name in ("inputs", "settings", "code")
        )
    }


def is_relative(cells: pd.DataFrame) -> pd.Series:
    """Say for each cell whether its key means something else in every release."""
    dims = ";" + cells["dims"]
    relative = cells["measure"].isin(RELATIVE_UNITS)
    for name in RELATIVE_DIMENSIONS:
        relative |= dims.str.contains(f";{name}=", regex=False)
    return relative


def nested_pairs(cells: pd.DataFrame) -> pd.DataFrame:
    """List the cells whose period lies within that of another: no more can be counted in it.

    Parameters
    ----------
    cells : DataFrame
        ``key, measure, area, dims, period``.

    Returns
    -------
    DataFrame
        ``inner, outer`` (keys) for each period and the next longer one with the same start, and
        for every two that start differently.
    """
    spans = cells[
        cells["measure"].isin(RECORD_UNITS)
        & cells["period"].str.contains("/", regex=False)
        & ~is_relative(cells)
    ].drop_duplicates("key")
    ends = spans["period"].str.split("/", expand=True) if len(spans) else pd.DataFrame("", [], [0])
    spans = spans.assign(start=ends[0], end=ends[ends.columns[-1]])
    same = ["measure", "area", "dims"]
    ordered = spans.sort_values([*same, "start", "end"])
    after = ordered.groupby([*same, "start"])["key"].shift(-1)
    pieces = [pd.DataFrame({"inner": ordered["key"], "outer": after}).dropna()]
    for inner, outer in _inside(spans["period"].unique()):
        here = spans[spans["period"] == inner].merge(spans[spans["period"] == outer], on=same)
        pieces.append(here[["key_x", "key_y"]].set_axis(["inner", "outer"], axis=1))
    return pd.concat(pieces, ignore_index=True)


def _inside(periods: Iterable[str]) -> list[tuple[str, str]]:
    spans = {key: Period.from_key(key) for key in sorted(periods)}
    return [
        (inner, outer)
        for (inner, one), (outer, other) in itertools.permutations(spans.items(), 2)
        if one.start > other.start and one.end <= other.end
    ]


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
    known = earlier.cells.set_index("key")
    marked = cells["key"].map(known["mark"]).fillna("") == REVISED
    revised = (is_changed(cells, earlier) | marked) & cells["value"].notna() & ~is_relative(cells)
    return cells.assign(mark=revised.map({True: REVISED, False: ""}))


def is_changed(cells: pd.DataFrame, earlier: Earlier) -> pd.Series:
    """Say for each cell whether it shows another value than was published before."""
    before = cells["key"].map(earlier.cells.set_index("key")["value"]).astype("Int64")
    return (cells["value"] != before).fillna(value=False).astype(bool) & ~is_relative(cells)


def doubtful_cells(cells: pd.DataFrame, earlier: Earlier, *, same: Collection[int]) -> set[str]:
    """List the protected cells that a reader could narrow by comparing with earlier values.

    Parameters
    ----------
    cells : DataFrame
        As they are to be published.
    earlier : Earlier
        What was published before.
    same : collection of int
        Numbers of the releases made from the same files, settings and code.

    Returns
    -------
    set of str
        Keys of cells that differ although nothing was revised, and of those that published counts
        of a shorter or longer period exclude. The tables they belong to must be withheld.
    """
    known = Earlier(earlier.cells[earlier.cells["number"].isin(same)])
    changed = is_changed(cells, known) & is_protected(cells)
    return {*cells.loc[changed, "key"], *_breaking(cells, earlier)}


def _breaking(cells: pd.DataFrame, earlier: Earlier) -> set[str]:
    """Return the new protected cells that published counts of other periods exclude."""
    values = cells.loc[is_protected(cells) & cells["value"].notna()].set_index("key")["value"]
    limits = earlier.limits(cells)
    return {
        str(key)
        for key, (low, high) in limits.items()
        if key in values.index
        and ((low is not None and values[key] < low) or (high is not None and values[key] > high))
    }
