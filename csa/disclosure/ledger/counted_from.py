"""From which rows is a number counted, and is it the same number in two releases?

What a number counts is the same if its rows are, with the details that tell them apart, the rules
of its theme and the areas that make up its own. A release keeps keyed marks of these by month, so
that later ones can tell and nobody else can confirm a guess at a row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from csa.counting.content import CONTENT, GROUP, POINT
from csa.counting.dimensions import DIMENSIONS, THEMES
from csa.counting.keys import first_months, last_months, read_dims, split_keys, write_dims
from csa.counting.units import UNITS
from csa.keys import keyed_hash

MARK = "mark"
MARK_BYTES = 8
# Counted from the rows of another unit: which, by which detail, and how many months back.
PEOPLE = {
    name: (unit.based_on, unit.detail, unit.months)
    for name, unit in UNITS.items()
    if unit.kind == "persons"
}
HOTSPOT = "hotspot"
# Details that are worked out of others.
WORKED_OUT = {name: one.worked_out_of for name, one in DIMENSIONS.items() if one.worked_out_of}


def mark_content(content: pd.DataFrame, secret: bytes) -> pd.DataFrame:
    """Turn the sums into marks that only the holder of the release key can repeat.

    Returns
    -------
    DataFrame
        ``unit, detail, theme, district, month, mark``; the first row is the mark of the key.
    """
    groups = content[GROUP].itertuples(index=False, name=None)
    sums = map(int, content[CONTENT])
    marks = [_mark(secret, *group, one) for group, one in zip(groups, sums, strict=True)]
    key = pd.DataFrame([["", "", "", "", "", _mark(secret)]], columns=[*GROUP, MARK])
    marked = content[GROUP].assign(**{MARK: np.array(marks, dtype=np.uint64)})
    return pd.concat([key, marked], ignore_index=True).astype({MARK: np.uint64})


def _mark(secret: bytes, *parts: str | int) -> int:
    return int.from_bytes(keyed_hash(secret, "counted from", *parts)[:MARK_BYTES])


@dataclass(frozen=True)
class CountedFrom:
    """The rows that one release was counted from.

    Attributes
    ----------
    marks : DataFrame
        As :func:`mark_content` returns them.
    """

    marks: pd.DataFrame

    def is_comparable(self, other: CountedFrom) -> bool:
        """Say whether both were marked with the same key."""
        return self._key == other._key

    def of(self, numbers: pd.Series) -> pd.Series:
        """Return what each number is counted from.

        Parameters
        ----------
        numbers : Series of str
            Names of numbers, see :func:`csa.disclosure.ledger.spans.number_names`.

        Returns
        -------
        Series of uint64
            Equal in two releases where a number is counted from the same rows in both.
        """
        if not len(numbers):
            return pd.Series(index=numbers.index, dtype="uint64")
        parts = split_keys(numbers).assign(number=np.arange(len(numbers)))
        needs = parts.merge(_needs(parts), on=["measure", "dims"])
        areas = needs["area"].where(needs["area"].isin(self._districts), "")
        places = self._places.merge(needs.assign(place=areas), on="place")
        rows = self._rows.get_indexer(pd.MultiIndex.from_frame(places[GROUP[:4]]))
        last = self._month(last_months(places["period"])) + 1
        first = np.where(
            places["back"] > 0, last - places["back"], self._month(first_months(places["period"]))
        )
        bound = self._sums.shape[1] - 1
        found = (
            self._sums[rows, np.clip(last, 0, bound)] - self._sums[rows, np.clip(first, 0, bound)]
        )
        is_whole = ~parts["area"].isin(self._districts)
        total = np.where(is_whole, self._whole, np.uint64(0))
        np.add.at(total, places["number"].to_numpy(), found)
        return pd.Series(total, index=numbers.index)

    @cached_property
    def _key(self) -> int:
        return int(self.marks.loc[self.marks["unit"] == "", MARK].iloc[0])

    @cached_property
    def _table(self) -> pd.DataFrame:
        table = self.marks[self.marks["unit"] != ""]
        return table.assign(at=_months(table["month"]))

    @cached_property
    def _districts(self) -> list[str]:
        return sorted(self._table["district"].unique())

    @cached_property
    def _whole(self) -> np.uint64:
        """Tells the whole from one of other districts, even where these have no rows."""
        names = np.array(["+".join(self._districts)], dtype=object)
        return np.uint64(pd.util.hash_array(names)[0])

    @cached_property
    def _places(self) -> pd.DataFrame:
        """The districts by area; those of the whole stand under no name."""
        pairs = [("", one) for one in self._districts] + [(one, one) for one in self._districts]
        return pd.DataFrame(pairs, columns=["place", "district"])

    @cached_property
    def _rows(self) -> pd.MultiIndex:
        return pd.MultiIndex.from_frame(self._table[GROUP[:4]].drop_duplicates())

    @cached_property
    def _sums(self) -> np.ndarray:
        """Sums of marks up to each month; the last row is of groups without rows."""
        start, end = self._table["at"].min(), self._table["at"].max()
        months = 0 if not len(self._table) else int(end - start) + 1
        sums = np.zeros((len(self._rows) + 1, months + 1), dtype=np.uint64)
        rows = self._rows.get_indexer(pd.MultiIndex.from_frame(self._table[GROUP[:4]]))
        if months:
            sums[rows, (self._table["at"] - start + 1).to_numpy()] = self._table[MARK]
        return sums.cumsum(axis=1, dtype=np.uint64)

    def _month(self, months: pd.Series) -> np.ndarray:
        start = self._table["at"].min() if len(self._table) else 0
        return (_months(months) - start).to_numpy()


Need = tuple[str, str, str, int]


def _needs(parts: pd.DataFrame) -> pd.DataFrame:
    """List what each kind of number is counted from."""
    kinds = parts[["measure", "dims"]].drop_duplicates()
    rows = [
        (measure, dims, *need)
        for measure, dims in kinds.itertuples(index=False, name=None)
        for need in _need(measure, read_dims(dims))
    ]
    columns = ["measure", "dims", "unit", "detail", "theme", "back"]
    return pd.DataFrame(rows, columns=columns)


def _need(measure: str, dims: Mapping[str, str]) -> Iterator[Need]:
    """Yield unit, detail and theme; how many months back, if not the period."""
    if measure == HOTSPOT:
        places = itertools.product(("", *_either(dims["theme"])), ("", POINT, "category"))
        yield from ((dims["unit"], detail, theme, 0) for theme, detail in places)
    elif measure in PEOPLE:
        unit, detail, back = PEOPLE[measure]
        kinds = itertools.product(_either(dims["theme"]), {"": 0, detail: 0})
        yield from ((unit, one, theme, back) for theme, one in kinds)
    else:
        theme = next((write_dims({name: dims[name]}) for name in THEMES if name in dims), "")
        names = [name for name in dims if name not in THEMES]
        details = [one for name in names for one in WORKED_OUT.get(name, (name,))]
        yield from ((measure, one, theme, 0) for one in dict.fromkeys(("", *details)))


def _either(theme: str) -> tuple[str, ...]:
    return tuple(write_dims({name: theme}) for name in THEMES)


def _months(months: pd.Series) -> pd.Series:
    return months.str[:4].astype(int) * 12 + months.str[5:7].astype(int)
