"""How is a block of text rows read into checked values?

Each reading method returns one Arrow array as long as the block. A value that cannot be read is
never guessed: its row is rejected with a column and a reason, and the first reason stands. Work
is done once per different value, not once per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.schemas import TIME_ZONE
from csa.sources.columns import (
    Late,
    as_mask,
    clean_all,
    hash_rows,
    one_chunk,
    plain_numbers,
    spread,
    unmangled,
    without_unused,
)
from csa.sources.model import Column
from csa.sources.values import Unreadable, parse_flag, parse_moment, parse_number, parse_whole

if TYPE_CHECKING:
    from csa.sources.discovery import RawFile

Judge = Callable[[Sequence[str]], Sequence[Any]]


class Block:
    """Some consecutive rows of a raw file, or of several in turn, and what is wrong with them.

    Parameters
    ----------
    table : pyarrow.Table
        One text column per column of the source that the file has; empty text is null.
    row_number : ndarray of int
        Position of each row among all records and blank lines of the block.
    columns : sequence of Column
        All columns of the source.
    files : sequence of RawFile
        The files; their names say the month and the force or district.
    ends : sequence of int
        Position at which the rows of each file end; not needed for a single file.
    whole : bool
        Whether every row stays, wherever it lies.

    Attributes
    ----------
    dropped : ndarray of int
        Rows of each file that lie outside and are no longer in the block.
    """

    def __init__(
        self,
        table: pa.Table,
        row_number: np.ndarray,
        *,
        columns: Sequence[Column],
        files: Sequence[RawFile] = (),
        ends: Sequence[int] = (),
        whole: bool = False,
    ) -> None:
        self.row_number = row_number
        bounds = [0, *np.searchsorted(row_number, ends[:-1]), len(row_number)]
        self.file_of_row = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        self.reasons: list[tuple[str, str]] = [("", "")]
        self.reason = np.zeros(table.num_rows, dtype=np.int16)
        self.outside = np.zeros(table.num_rows, dtype=bool)
        self.references: dict[str, pa.Array] = {}
        self.dropped = np.zeros(len(files), dtype=np.int64)
        self._files = files
        self._whole = whole
        self._columns = {column.name: column for column in columns}
        self._table = table
        self._texts: dict[str, pa.Array] = {}
        self._cache: dict[str, tuple[np.ndarray, pa.Array]] = {}
        self._judged: dict[tuple[str, Judge], np.ndarray] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.reason)

    @property
    def accepted(self) -> np.ndarray:
        """Which rows were not rejected."""
        return np.asarray(self.reason == 0)

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self._table.column_names

    def reject(self, rows: np.ndarray, *, column: str, reason: str) -> None:
        """Reject rows, unless they were rejected before."""
        if not rows.any():
            return
        if (column, reason) not in self.reasons:
            self.reasons.append((column, reason))
        self.reason[rows & (self.reason == 0)] = self.reasons.index((column, reason))

    def was_rejected(self, column: str, reason: str) -> np.ndarray:
        """Return which rows were rejected for this reason."""
        known = (column, reason) in self.reasons
        return self.reason == (self.reasons.index((column, reason)) if known else -1)

    def by_file(self, rows: np.ndarray) -> np.ndarray:
        """Return how many of some rows each file has."""
        return np.bincount(self.file_of_row[rows], minlength=len(self._files))

    def per_file(self, judge: Callable[[RawFile], Any]) -> np.ndarray:
        """Return a verdict on the file of each row."""
        return np.array([judge(file) for file in self._files])[self.file_of_row]

    def of_file(self, judge: Callable[[RawFile], str]) -> pa.Array:
        """Return a text that is told of each row's file; null where it is empty."""
        texts = [judge(file) or None for file in self._files]
        return spread(self.file_of_row, texts)

    def misfits(
        self, codes: np.ndarray, texts: Sequence[str], judge: Callable[[RawFile, str], bool]
    ) -> np.ndarray:
        """Return which rows hold a text (-1 for none) that does not fit the name of their file."""
        verdicts = [[*(judge(file, text) for text in texts), False] for file in self._files]
        return np.array(verdicts)[self.file_of_row, codes]

    def drop_outside(self) -> pa.Array:
        """Go on without the rows that lie outside and were not rejected; they are only counted.

        Returns
        -------
        pyarrow.Array of int
            Positions of the rows that stay; columns that were read before must be cut to them.
        """
        gone = self.outside & self.accepted
        if self._whole:
            gone[:] = False
        keep = np.flatnonzero(~gone)
        if len(keep) == len(self):
            return pa.array(keep)
        self.dropped += self.by_file(gone)
        self._table = self._table.take(pa.array(keep))
        self._cache = {
            name: without_unused(codes[keep], texts) for name, (codes, texts) in self._cache.items()
        }
        self._judged = {key: values[keep] for key, values in self._judged.items()}
        self._texts.clear()
        self.references.clear()
        self.row_number, self.file_of_row = self.row_number[keep], self.file_of_row[keep]
        self.reason = self.reason[keep]
        self.outside = self.outside[keep]
        return pa.array(keep)

    def text(self, name: str, *, required: bool = False) -> pa.Array:
        """Return a column as text, trimmed; null where empty."""
        if not self.has(name):
            values = pa.nulls(len(self), pa.string())
        elif self._columns[name].distinct:
            if name not in self._texts:
                self._texts[name] = clean_all(one_chunk(self._table[name]))
            values = self._texts[name]
        else:
            values = spread(*self._encoded(name))
        if required:
            self.reject(as_mask(values.is_null()), column=name, reason="missing")
        return values

    def late_text(self, name: str) -> Late | pa.Array:
        """Return a column as text that is cleaned only for the rows that are kept."""
        if self.has(name) and self._columns[name].distinct:
            return Late(one_chunk(self._table[name]))
        return self.text(name)

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

    def read(
        self,
        name: str,
        parse: Callable[[str], Any],
        *,
        kind: pa.DataType | None = None,
        required: bool = False,
        rows: np.ndarray | None = None,
    ) -> pa.Array:
        """Return a column with every different value parsed once.

        ``rows`` says which rows matter; the others become null.

        ``parse`` raises :class:`Unreadable` with a reason to reject the rows of a value, and
        returns ``None`` for "not recorded".
        """
        codes, distinct = self._some(name, rows)
        parsed: list[Any] = [None] * len(distinct)
        failures: dict[str, list[int]] = {}
        for code in np.flatnonzero(np.bincount(codes + 1)[1:]).tolist():
            try:
                parsed[code] = parse(distinct[code])
            except Unreadable as problem:
                failures.setdefault(str(problem), []).append(code)
        for reason, failed in failures.items():
            self.reject(np.isin(codes, failed), column=name, reason=reason)
        if required:
            self.reject(codes < 0, column=name, reason="missing")
        return spread(codes, parsed, kind or pa.string())

    def _some(self, name: str, rows: np.ndarray | None) -> tuple[np.ndarray, list[str]]:
        """Return a column coded, with the rows that do not matter left empty."""
        if rows is None or rows.all() or not self.has(name):
            return self.coded(name)
        if name in self._cache:
            codes, distinct = self.coded(name)
            return np.where(rows, codes, np.int32(-1)), distinct
        some = clean_all(one_chunk(self._table[name]).filter(pa.array(rows))).dictionary_encode()
        codes = np.full(len(self), -1, dtype=np.int32)
        codes[rows] = some.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return codes, some.dictionary.to_pylist()

    def choice(
        self,
        name: str,
        allowed: Iterable[str],
        *,
        required: bool = False,
        aliases: Mapping[str, str] | None = None,
        reason: str = "unknown_value",
    ) -> pa.Array:
        """Return a column whose values come from a list, whatever their case and spacing."""
        known = {_folded(value): value for value in allowed}
        known |= {_folded(alias): value for alias, value in (aliases or {}).items()}

        def parse(text: str) -> str:
            if _folded(text) not in known:
                raise Unreadable(reason)
            return known[_folded(text)]

        return self.read(name, parse, required=required)

    def flag(self, name: str) -> pa.Array:
        """Return a yes/no column; null where it is not recorded."""
        return self.read(name, parse_flag, kind=pa.bool_())

    def whole(
        self, name: str, *, low: int, high: int, unknown: tuple[int, ...] = (), far: str = ""
    ) -> pa.Array:
        """Return a column of whole numbers within bounds; ``unknown`` values become null."""

        def parse(text: str) -> int | None:
            number = parse_whole(text)
            if number in unknown:
                return None
            if not low <= number <= high:
                raise Unreadable(far or "out_of_range")
            return number

        return self.read(name, parse, kind=pa.int64())

    def decimals(
        self, name: str, *, limit: float, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return a column of degrees as codes into its different values, for some rows.

        Empty values have the code one beyond the last. Values beyond ``limit`` on either side
        are rejected.
        """

        def parse(text: str) -> float:
            number = parse_number(text)
            if abs(number) > limit:
                raise Unreadable("not_degrees")
            return number

        codes, distinct = self._some(name, rows)
        numbers = plain_numbers(distinct)
        if numbers is None or not (np.abs(numbers) <= limit).all():
            parsed = self.read(name, parse, kind=pa.float64(), rows=rows).dictionary_encode()
            numbers = parsed.dictionary.to_numpy(zero_copy_only=False)
            codes = parsed.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return np.where(codes < 0, len(numbers), codes), numbers

    def moment(self, name: str, *, required: bool = False) -> pa.Array:
        """Return a column of dates or times as Europe/London times.

        A time that happened twice, when clocks go back, is taken as the first; one that never
        happened, when clocks go forward, as an hour later.
        """
        local = self.read(name, parse_moment, kind=pa.timestamp("us"), required=required)
        return pc.assume_timezone(local, TIME_ZONE, ambiguous="earliest", nonexistent="latest")

    def reference(self, name: str, pseudonym: Callable[[str, str], str]) -> pa.Array:
        """Return a column of references as keyed hashes; null where there is none."""
        if name not in self.references:
            domain = self._columns[name].domain
            self.references[name] = self.read(name, lambda text: pseudonym(domain, unmangled(text)))
        return self.references[name]

    def check_month(self, months: pa.Array, *, column: str) -> None:
        """Reject rows of another month than the name of their file says."""
        found = months if pa.types.is_dictionary(months.type) else months.dictionary_encode()
        codes = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        other = self.misfits(
            codes, found.dictionary.to_pylist(), lambda file, month: file.month not in ("", month)
        )
        self.reject(other, column=column, reason="month_mismatch")

    def check_order(self, earlier: pa.Array, later: pa.Array, *, column: str) -> None:
        """Reject rows whose end lies before their start."""
        wrong = pc.fill_null(pc.less(later, earlier), False)
        self.reject(as_mask(wrong), column=column, reason="end_before_start")

    def row_hashes(self, rows: np.ndarray) -> np.ndarray:
        """Return a 64-bit hash of the values of some rows; a reference enters as its keyed hash."""
        columns = [
            self.references.get(name) if self._columns[name].domain else self._table[name]
            for name in sorted(self._table.column_names)
        ]
        known = [column for column in columns if column is not None]
        if len(rows) < len(self):
            known = [column.take(pa.array(rows)) for column in known]
        return hash_rows(known)

    @property
    def blank(self) -> np.ndarray:
        """Which rows have no value at all."""
        empty = np.ones(len(self), dtype=bool)
        for name in sorted(self._table.column_names, key=lambda n: self._columns[n].distinct):
            if not empty.any():
                break
            distinct = self._columns[name].distinct
            empty &= as_mask(self.text(name).is_null()) if distinct else self.coded(name)[0] < 0
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

    def reject_repeated_header(self) -> None:
        """Reject header rows in the middle of a file, as joined files have them."""
        for name in self._table.column_names:
            if self._columns[name].distinct:
                continue
            codes, values = self.coded(name)
            if name in values:
                same = codes == values.index(name)
                self.reject(same, column=name, reason="repeated_header")
            return

    def reject_characters(self, characters: str, *, reason: str) -> None:
        """Reject rows in which a text contains one of the characters."""
        for name in self._table.column_names:
            column = one_chunk(self._table[name])
            for character in characters:
                found = pc.fill_null(pc.match_substring(column, character), False)
                self.reject(as_mask(found), column=name, reason=reason)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
