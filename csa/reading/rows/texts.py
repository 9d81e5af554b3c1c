"""How are the text columns of a block cleaned once per different text, and each but once?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from csa.reading.model import Column
from csa.reading.rows.columns import (
    as_mask,
    clean_all,
    one_chunk,
    spread,
)

Judge = Callable[[Sequence[str]], Sequence[Any]]


class Texts:
    """The columns of some rows as text.

    Parameters
    ----------
    table : pyarrow.Table
        One text column per column of the source that the file has; empty text is null.
    columns : sequence of Column
        All columns of the source.
    """

    def __init__(self, table: pa.Table, columns: Sequence[Column]) -> None:
        self._columns = {column.name: column for column in columns}
        self._table = table
        self._texts: dict[str, pa.Array] = {}
        self._cache: dict[str, tuple[np.ndarray, pa.Array]] = {}
        self._judged: dict[tuple[str, Judge], np.ndarray] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._table.num_rows)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self._table.column_names

    def cleaned(self, name: str) -> pa.Array:
        """Return a column as text, trimmed; null where empty."""
        if not self.has(name):
            return pa.nulls(len(self), pa.string())
        if not self._columns[name].distinct:
            return spread(*self._encoded(name))
        if name not in self._texts:
            self._texts[name] = clean_all(one_chunk(self._table[name]))
        return self._texts[name]

    def coded(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return a column as codes (-1 where empty) into its different, cleaned values."""
        codes, distinct = self._encoded(name)
        return codes, distinct.to_pylist()

    def judged(self, name: str, judge: Judge, *, empty: Any) -> np.ndarray:
        """Return a verdict on each row's text, worked out once per different text.

        Parameters
        ----------
        name : str
            The column.
        judge : callable
            Takes the different texts; returns a number or a yes or no for each.
        empty : int or bool
            The verdict on rows without a text.
        """
        if (name, judge) not in self._judged:
            codes, distinct = self.coded(name)
            self._judged[name, judge] = np.array([*judge(distinct), empty])[codes]
        return self._judged[name, judge]

    def _encoded(self, name: str) -> tuple[np.ndarray, pa.Array]:
        if name not in self._cache:
            self._cache[name] = self._encode(name)
        return self._cache[name]

    def _encode(self, name: str) -> tuple[np.ndarray, pa.Array]:
        if not self.has(name):
            return np.full(len(self), -1, dtype=np.int32), pa.array([], pa.string())
        column = one_chunk(self._table[name]).dictionary_encode()
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        values = clean_all(column.dictionary)
        if values.null_count:
            empty = np.append(as_mask(values.is_null()), True)
            codes = np.where(empty[codes], np.int32(-1), codes)
        return codes, values.fill_null("")

    def some(self, name: str, rows: np.ndarray | None) -> tuple[np.ndarray, list[str]]:
        """Return a column coded, with the rows that do not matter left empty."""
        if rows is None or rows.all() or not self.has(name):
            return self.coded(name)
        codes, distinct = self.coded(name)
        return np.where(rows, codes, np.int32(-1)), distinct

    @property
    def blank(self) -> np.ndarray:
        """Which rows have no value at all."""
        empty = np.ones(len(self), dtype=bool)
        for name in sorted(self._table.column_names, key=lambda n: self._columns[n].distinct):
            if not empty.any():
                break
            distinct = self._columns[name].distinct
            empty &= as_mask(self.cleaned(name).is_null()) if distinct else self.coded(name)[0] < 0
        return empty

    def correct(self, row: int, *, column: str, value: str) -> None:
        """Put another text in place of one value."""
        position = self._table.column_names.index(column)
        texts = one_chunk(self._table[column]).to_pylist()
        texts[row] = value
        self._table = self._table.set_column(position, column, pa.array(texts, pa.string()))
        self._cache.pop(column, None)
        self._texts.pop(column, None)
        self._judged.clear()
