"""How do raw files of rows become parts of processed tables, with every row accounted for?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import Header
from csa.reading.files.records import Records
from csa.reading.model import Account, Context
from csa.reading.reference.forces import WRONG_FORCE
from csa.reading.reference.frames import new_account, quarantine_entry
from csa.reading.rows.block_reader import NO_KEYS, BlockReader, BlockResult
from csa.reading.rows.vocabulary import Unlisted

UNKNOWN_CRIME = "unknown_crime"
NAMED = 5
BY_POSTCODE = "rows are placed by their postcode, which is not kept"
NO_POSTCODE = (
    "rows give a postcode that is in no directory below data/raw/postcodes: it places nothing"
)

Write = Callable[[str, pa.Table], None]


@dataclass
class FileReading:
    """The account of a file while it is read, and what its tables need in the end.

    Attributes
    ----------
    next_row : int
        Number of the row that comes next.
    superseded : ndarray of int
        Row numbers that another row of the file replaces.
    spans : set of (str, str)
        First and last months that a file with a layout, or its sheets, speak for.
    """

    file: RawFile
    account: Account
    next_row: int = 1
    quarantine: list[dict[str, object]] = field(default_factory=list)
    superseded: np.ndarray = field(default_factory=lambda: NO_KEYS)
    spans: set[tuple[str, str]] = field(default_factory=set)
    _keys: list[np.ndarray] = field(default_factory=list)
    _key_rows: list[np.ndarray] = field(default_factory=list)
    _ids: list[np.ndarray] = field(default_factory=list)
    _swallowed: list[tuple[int, int]] = field(default_factory=list)
    _remarks: Counter[str] = field(default_factory=Counter)
    _reasons: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Prepare to look for texts that are on no list."""
        self._unlisted = Unlisted(self.file.source)

    def begin(self, header: Header, remarks: Sequence[str] = ()) -> None:
        """Account for the header; what is said of the file goes before what is said of it."""
        self.account.lines = 1
        for remark in (*remarks, *header.remarks):
            self.account.remark(remark)

    def take(self, result: BlockResult, write: Write) -> None:
        """Account for the next rows and hand on those that are accepted."""
        self._count(result)
        for table, rows in result.tables.items():
            numbered = _numbered(rows, self.next_row)
            self._unlisted.see(numbered)
            write(table, numbered)
        self.next_row += result.positions

    def _count(self, result: BlockResult) -> None:
        account, start = self.account, self.next_row
        self._swallowed += [
            (account.lines + 1 + first, account.lines + 1 + last)
            for first, last in result.swallowed
        ]
        account.lines += result.lines
        account.blank += result.blank
        account.rows += result.positions - result.blank
        account.quarantined += len(result.rejected)
        account.out_of_area += result.outside
        if result.mapped is not None:
            account.rows -= result.mapped.elsewhere
            account.left_out += result.mapped.left_out
            account.blank += result.mapped.blank
            self._remarks[BY_POSTCODE] += result.mapped.by_postcode
            self._remarks[NO_POSTCODE] += result.mapped.no_postcode
            if result.mapped.file.span:
                self.spans.add(result.mapped.file.span)
        if result.cp1252_lines:
            account.encoding = "utf-8 and cp1252"
        self._keys.append(result.keys)
        self._key_rows.append(result.key_rows + start)
        self._ids.append(result.ids)
        self._remarks.update(result.remarks)
        for position, column, reason, row_hash in sorted(result.rejected):
            self._reasons[(column, reason)] += 1
            entry = quarantine_entry(account, position + start, column, reason)
            if result.mapped is not None:
                entry["sheet"] = result.mapped.sheet or None
                entry["line"] = result.mapped.line_of(position)
            self.quarantine.append({**entry, "row_hash": row_hash})

    def end(self, context: Context) -> None:
        """Take superseded rows off the accepted ones and close the account.

        Raises
        ------
        SourceError
            If the file has no rows, or none that can be read.
        """
        for remark in self._unlisted.remarks():
            self.account.remark(remark)
        if self._swallowed:
            self.account.remark(_swallowed(self._swallowed))
        for text, count in self._remarks.items():
            if count:
                self.account.remark(f"{count} {text}")
        if context.corrections:
            self.account.remark(f"{len(context.corrections)} corrections applied")
        self._supersede()
        account = self.account
        account.superseded = len(self.superseded)
        aside = account.quarantined + account.superseded + account.out_of_area + account.left_out
        account.accepted = account.rows - aside
        if self.next_row == 1 or not (account.rows or self.file.layout):
            _refuse_empty(self.file, context)
        elif account.rows and account.quarantined == account.rows:
            _refuse_unreadable(self.file, self._reasons, account.rows)

    def _supersede(self) -> None:
        """Find rows that repeat another: the first of exact copies stays, or the last of an id."""
        source = self.file.source
        keys = np.concatenate([NO_KEYS, *self._keys])
        rows = np.concatenate([NO_KEYS, *self._key_rows])
        if source.last_wins:
            keys, rows = keys[::-1], rows[::-1]
        _, first = np.unique(keys, return_index=True)
        self.superseded = np.sort(np.delete(rows, first)).astype(np.int64)
        count = len(self.superseded)
        if count:
            what = "replaced by a later row of the same id" if source.last_wins else "exact copies"
            self.account.remark(f"{count} rows superseded: {what}")
        if source.one_row:
            _, rows_of_id = np.unique(
                np.concatenate([NO_KEYS, *self._ids])[first], return_counts=True
            )
            twice = int((rows_of_id > 1).sum())
            if twice:
                self.account.remark(f"{twice} ids stand in rows that differ, and each row counts")


def read_rows(file: RawFile, context: Context, write: Write) -> FileReading:
    """Read a raw file in blocks and hand its accepted rows to ``write``, in order.

    Parameters
    ----------
    file : RawFile
        A file of a source with one file per month.
    context : Context
        Settings, look-ups and keys.
    write : callable
        Takes a table's name and its next rows.

    Returns
    -------
    FileReading
        The account, in which superseded rows are already taken off the accepted ones.

    Raises
    ------
    SourceError
        If the file cannot be read as what its name says.
    """
    reading = FileReading(file, new_account(file))
    with file.open_text() as opened:
        reading.account.encoding = opened.encoding
        records = Records(opened.stream, file)
        reader = BlockReader(file, context, records.header)
        reading.begin(records.header, opened.remarks)
        for lines in records:
            reading.take(reader.read(lines), write)
            reader.start = reading.next_row
    reader.check_corrections_used(reading.next_row)
    reading.end(context)
    return reading


def _swallowed(lines: Sequence[tuple[int, int]]) -> str:
    named = ", ".join(f"{first} to {last}" for first, last in lines[:NAMED])
    more = f" and {len(lines) - NAMED} more places" if len(lines) > NAMED else ""
    return f"a quote opened in one row is closed in another, all set aside: lines {named}{more}"


def _numbered(rows: pa.Table, start: int) -> pa.Table:
    if "row_number" not in rows.column_names:
        return rows
    position = rows.column_names.index("row_number")
    return rows.set_column(position, "row_number", pc.add(rows["row_number"], start))


def _refuse_unreadable(file: RawFile, reasons: Counter[tuple[str, str]], rows: int) -> None:
    (column, reason), _ = reasons.most_common(1)[0]
    if reason == UNKNOWN_CRIME:
        return
    if reason == WRONG_FORCE:
        raise SourceError(
            f"{file.name} should hold the force '{file.who}', but every row names another. "
            "Check the file's name and content."
        )
    where = f" in column '{column}'" if column else ""
    raise SourceError(
        f"No row of {file.name} can be read. The most frequent reason is {reason}{where} "
        f"({rows} rows)."
    )


def _refuse_empty(file: RawFile, context: Context) -> None:
    declared = context.settings.sources.get(file.source.name, {}).get("declared_zero", [])
    if file.month not in declared:
        raise SourceError(
            f"{file.name} has a header row but no data. If that month is a true zero, list it "
            f"under declared_zero of [{file.source.name}] in config/sources.toml."
        )
