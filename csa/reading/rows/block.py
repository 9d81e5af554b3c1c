"""How is a block of text rows read into checked values?

Each reading method returns one Arrow array as long as the block. A value that cannot be read is
never guessed: its row is rejected with a column and a reason, and the first reason stands. Work
is done once per different value, not once per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.reading.model import Column
from csa.reading.rows.columns import (
    as_mask,
    hash_rows,
    one_chunk,
    plain,
    spread,
    unmangled,
)
from csa.reading.rows.texts import Texts
from csa.reading.rows.values import (
    Unreadable,
    is_day_alone,
    parse_flag,
    parse_moment,
    parse_number,
    parse_whole,
)
from csa.schemas import TIME_ZONE

if TYPE_CHECKING:
    from csa.reading.files.discovery import RawFile

TO_LAST_MINUTE = timedelta(hours=23, minutes=59)


class Block(Texts):
    """Some consecutive rows of a raw file, and what is wrong with them.

    Parameters
    ----------
    table : pyarrow.Table
        One text column per column of the source that the file has; empty text is null.
    row_number : ndarray of int
        Position of each row among all records and blank lines of the block.
    columns : sequence of Column
        All columns of the source.
    file : RawFile
        The file; its name says the month and the force or district.

    Attributes
    ----------
    remarks : dict of str to ndarray of bool
        What the account should say, and of which rows it is true.
    """

    def __init__(
        self,
        table: pa.Table,
        row_number: np.ndarray,
        *,
        columns: Sequence[Column],
        file: RawFile,
    ) -> None:
        super().__init__(table, columns)
        self.row_number = row_number
        self.file = file
        self.reasons: list[tuple[str, str]] = [("", "")]
        self.reason = np.zeros(table.num_rows, dtype=np.int16)
        self.outside = np.zeros(table.num_rows, dtype=bool)
        self.references: dict[str, pa.Array] = {}
        self.remarks: dict[str, np.ndarray] = {}

    @property
    def accepted(self) -> np.ndarray:
        """Which rows were not rejected."""
        return np.asarray(self.reason == 0)

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

    def remark(self, rows: np.ndarray, text: str) -> None:
        """Have the account say of how many accepted rows something is true."""
        if rows.any():
            self.remarks[text] = rows

    def text(self, name: str, *, required: bool = False) -> pa.Array:
        """Return a column as text, trimmed; null where empty."""
        values = self.cleaned(name)
        if required:
            self.reject(as_mask(values.is_null()), column=name, reason="missing")
        return values

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
        codes, distinct = self.some(name, rows)
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

    def degrees(self, name: str, *, limit: float, rows: np.ndarray) -> np.ndarray:
        """Return a column of degrees of some rows, 0 where there are none.

        Values beyond ``limit`` on either side are rejected.
        """

        def parse(text: str) -> float:
            number = parse_number(text)
            if abs(number) > limit:
                raise Unreadable("not_degrees")
            return number

        return np.asarray(pc.fill_null(self.read(name, parse, kind=pa.float64(), rows=rows), 0.0))

    def moment(self, name: str, *, required: bool = False) -> pa.Array:
        """Return a column of dates or times as Europe/London times.

        Of the hour that happens twice, when clocks go back, the first is taken unless the text has
        a time zone; one that never happened, when clocks go forward, is an hour later.
        """
        second: set[str] = set()

        def parse(text: str) -> datetime:
            moment = parse_moment(text)
            if moment.fold:
                second.add(text)
            return moment

        local = self.read(name, parse, kind=pa.timestamp("us"), required=required)
        moments = pc.assume_timezone(local, TIME_ZONE, ambiguous="earliest", nonexistent="latest")
        if not second:
            return moments
        codes, distinct = self.coded(name)
        again = pa.array(np.array([*(text in second for text in distinct), False])[codes])
        later = pc.assume_timezone(local, TIME_ZONE, ambiguous="latest", nonexistent="latest")
        return pc.if_else(again, later, moments)

    def latest(self, name: str, moments: pa.Array) -> pa.Array:
        """Return the last minute that moments read from a column may be: of a day alone, its last.

        A day without a time is no midnight: what happened on it may be of any hour.
        """
        codes, distinct = self.coded(name)
        is_day = np.array([*(is_day_alone(text) for text in distinct), False], dtype=bool)[codes]
        if not is_day.any():
            return moments
        last = pc.add(pc.local_timestamp(moments), pa.scalar(TO_LAST_MINUTE, pa.duration("us")))
        ends = pc.assume_timezone(last, TIME_ZONE, ambiguous="latest", nonexistent="latest")
        return pc.if_else(pa.array(is_day), ends, moments)

    def reference(self, name: str, pseudonym: Callable[[str, str], str]) -> pa.Array:
        """Return a column of references as keyed hashes; null where there is none."""
        if name not in self.references:
            domain = self._columns[name].domain
            self.references[name] = self.read(name, lambda text: pseudonym(domain, unmangled(text)))
        return self.references[name]

    def check_month(self, months: pa.Array, *, column: str) -> None:
        """Reject rows of another month than the name of their file says."""
        other = [month for month in pc.unique(plain(months)).to_pylist() if month is not None]
        other = [month for month in other if not self.file.may_hold(month)]
        wrong = pc.is_in(plain(months), value_set=pa.array(other, pa.string()))
        self.reject(as_mask(wrong), column=column, reason="month_mismatch")

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
