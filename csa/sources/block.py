"""How is a block of text rows read into checked values?

Each reading method returns one Arrow array as long as the block. A value that cannot be read is
never guessed: its row is rejected with a column and a reason, and the first reason stands. Work
is done once per different value, not once per row.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.schemas import TIME_ZONE
from csa.sources.model import Column
from csa.sources.values import Unreadable, parse_flag, parse_moment, parse_whole

if TYPE_CHECKING:
    from csa.sources.discovery import RawFile

ROW_HASH_BYTES = 8
SEPARATOR = "\x1f"
LONGEST_TEXT = 500
INVISIBLE = ("Cf", "Cs", "Co")
EXCEL_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+\d+")


class Block:
    """Some consecutive rows of one raw file, and what is wrong with them.

    Parameters
    ----------
    table : pyarrow.Table
        One text column per column of the source that the file has; empty text is null.
    row_number : ndarray of int
        Data row of each record, from 1.
    columns : sequence of Column
        All columns of the source.
    file : RawFile, optional
        The file, whose name says the month and the force or district.
    """

    def __init__(
        self,
        table: pa.Table,
        row_number: np.ndarray,
        *,
        columns: Sequence[Column],
        file: RawFile | None = None,
    ) -> None:
        self.row_number = row_number
        self.month = file.month if file else ""
        self.who = file.who if file else ""
        self.path = file.name if file else ""
        self.reasons: list[tuple[str, str]] = [("", "")]
        self.reason = np.zeros(table.num_rows, dtype=np.int16)
        self.outside = np.zeros(table.num_rows, dtype=bool)
        self.references: dict[str, pa.Array] = {}
        self._columns = {column.name: column for column in columns}
        self._table = table
        self._cache: dict[str, tuple[np.ndarray, list[str]]] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.reason)

    @property
    def accepted(self) -> np.ndarray:
        """Which rows were not rejected."""
        return self.reason == 0

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

    def text(self, name: str, *, required: bool = False) -> pa.Array:
        """Return a column as text, trimmed; null where empty."""
        if not self.has(name):
            values = pa.nulls(len(self), pa.string())
        elif self._columns[name].distinct:
            values = _trimmed(_one_chunk(self._table[name]))
        else:
            codes, distinct = self.coded(name)
            values = spread(codes, distinct)
        if required:
            self.reject(_mask(pc.is_null(values)), column=name, reason="missing")
        return values

    def coded(self, name: str) -> tuple[np.ndarray, list[str]]:
        """Return a column as codes (-1 where empty) into its different, trimmed values."""
        if name not in self._cache:
            self._cache[name] = self._encode(name)
        return self._cache[name]

    def _encode(self, name: str) -> tuple[np.ndarray, list[str]]:
        if not self.has(name):
            return np.full(len(self), -1, dtype=np.int32), []
        column = _one_chunk(self._table[name])
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        values = [clean(text) for text in column.dictionary.to_pylist()]
        if None in values:
            empty = np.array([value is None for value in values] + [True])
            codes = np.where(empty[codes], -1, codes)
        return codes, values

    def read(
        self,
        name: str,
        parse: Callable[[str], Any],
        *,
        kind: pa.DataType | None = None,
        required: bool = False,
    ) -> pa.Array:
        """Return a column with every different value parsed once.

        ``parse`` raises :class:`Unreadable` with a reason to reject the rows of a value, and
        returns ``None`` for "not recorded".
        """
        codes, distinct = self.coded(name)
        used = np.unique(codes)
        parsed: list[Any] = [None] * len(distinct)
        failures: dict[str, list[int]] = {}
        for code in used[used >= 0].tolist():
            try:
                parsed[code] = parse(distinct[code])
            except Unreadable as problem:
                failures.setdefault(str(problem), []).append(code)
        for reason, failed in failures.items():
            self.reject(np.isin(codes, failed), column=name, reason=reason)
        if required:
            self.reject(codes < 0, column=name, reason="missing")
        return spread(codes, parsed, kind or pa.string())

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
            self.references[name] = self.read(
                name, lambda text: pseudonym(domain, unmangled(text))
            )
        return self.references[name]

    def check_month(self, months: pa.Array, *, column: str) -> None:
        """Reject rows of another month than the file's name says."""
        if self.month:
            other = pc.fill_null(pc.not_equal(months, self.month), False)
            self.reject(_mask(other), column=column, reason="month_mismatch")

    def check_order(self, earlier: pa.Array, later: pa.Array, *, column: str) -> None:
        """Reject rows whose end lies before their start."""
        wrong = pc.fill_null(pc.less(later, earlier), False)
        self.reject(_mask(wrong), column=column, reason="end_before_start")

    def row_hashes(self) -> np.ndarray:
        """Return a 64-bit hash of each row's values; a reference enters as its keyed hash only."""
        columns = [
            self.references.get(name) if self._columns[name].domain else self._table[name]
            for name in sorted(self._table.column_names)
        ]
        return hash_rows([column for column in columns if column is not None])

    @property
    def blank(self) -> np.ndarray:
        """Which rows have no value at all."""
        empty = np.ones(len(self), dtype=bool)
        for column in self._table.columns:
            if not empty.any():
                break
            empty &= _mask(pc.is_null(_one_chunk(column)))
        return empty

    def correct(self, row: int, *, column: str, value: str) -> None:
        """Put another text in place of one value."""
        position = self._table.column_names.index(column)
        texts = _one_chunk(self._table[column]).cast(pa.string()).to_pylist()
        texts[row] = value
        self._table = self._table.set_column(position, column, pa.array(texts, pa.string()))

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
            column = _one_chunk(self._table[name]).cast(pa.string())
            for character in characters:
                found = pc.fill_null(pc.match_substring(column, character), False)
                self.reject(_mask(found), column=name, reason=reason)


def hash_rows(columns: Sequence[pa.Array | pa.ChunkedArray]) -> np.ndarray:
    """Return a 64-bit hash of the texts of each row."""
    texts = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
    joined = pc.binary_join_element_wise(*texts, SEPARATOR)
    if isinstance(joined, pa.ChunkedArray):
        joined = joined.combine_chunks()
    rows = joined.cast(pa.binary()).to_pylist()
    digests = [hashlib.blake2b(row, digest_size=ROW_HASH_BYTES).digest() for row in rows]
    return np.frombuffer(b"".join(digests), dtype=">u8")


def hash_texts(hashes: np.ndarray) -> pa.Array:
    """Return hashes as text of 16 hexadecimal digits."""
    width = 2 * ROW_HASH_BYTES
    offsets = np.arange(len(hashes) + 1, dtype=np.int32) * width
    digits = hashes.astype(">u8").tobytes().hex().encode("ascii")
    return pa.StringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(digits))


def unmangled(text: str) -> str:
    """Return a code unless a spreadsheet turned it into a number (``1.2E+05``)."""
    if EXCEL_NUMBER.fullmatch(text):
        raise Unreadable("excel_number")
    return text


def clean(text: str | None) -> str | None:
    """Return a text without control characters, trimmed and bounded; ``None`` if nothing is left.

    Examples
    --------
    >>> clean("On\\u200b or  near\\tHigh Street ")
    'On or near High Street'
    """
    if not text:
        return None
    if not text.isprintable():
        visible = (c for c in text if unicodedata.category(c) not in INVISIBLE)
        text = "".join(c if c.isprintable() else " " for c in visible)
    return " ".join(text.split())[:LONGEST_TEXT] or None


def spread(
    codes: np.ndarray, values: Sequence[Any] | pa.Array, kind: pa.DataType | None = None
) -> pa.Array:
    """Return the value of every code; null where the code is -1."""
    given = isinstance(values, pa.Array)
    distinct = values if given else pa.array(values, type=kind or pa.string())
    if not len(distinct):
        return pa.nulls(len(codes), distinct.type)
    return distinct.take(pa.array(codes, mask=codes < 0))


def constant(value: Any, length: int, kind: pa.DataType | None = None) -> pa.Array:
    """Return an array of one value."""
    return pa.repeat(pa.scalar(value, type=kind or pa.string()), length)


def month_of(moments: pa.Array) -> pa.Array:
    """Return the month of local times as ``YYYY-MM``."""
    return pc.strftime(moments, format="%Y-%m")


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    combined = column.combine_chunks()
    return combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined


def _trimmed(values: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _mask(values: pa.Array) -> np.ndarray:
    return values.to_numpy(zero_copy_only=False).astype(bool)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
