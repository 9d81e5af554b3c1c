"""How does one raw file of rows become parts of processed tables, with every row accounted for?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.errors import SourceError
from csa.schemas import TABLES
from csa.sources.block import Block
from csa.sources.columns import constant, hash_rows, hash_texts, plain
from csa.sources.corrections import LEFT_OUT, check_corrections
from csa.sources.discovery import RawFile
from csa.sources.forces import WRONG_FORCE
from csa.sources.frames import new_account
from csa.sources.model import Account, Context, Part
from csa.sources.order import WORKERS, in_order
from csa.sources.records import REPLACEMENT, RawBlock, Records
from csa.sources.vocabulary import Unlisted

BLANK = ("", "blank")
UNKNOWN_CRIME = "unknown_crime"
EMPTY = np.zeros(0, dtype=np.uint64)


@dataclass
class BlockResult:
    """What one block gave.

    Attributes
    ----------
    tables : dict of str to pyarrow.Table
        Accepted rows by table; ``row_number`` counts from the start of the block.
    rejected : list of (int, str, str, str)
        Position, column, reason and hash of every rejected row.
    keys, key_rows : ndarray
        Identity of accepted rows that have one, and their positions.
    """

    raw: RawBlock
    tables: dict[str, pa.Table]
    rejected: list[tuple[int, str, str, str | None]]
    blank: int
    outside: int
    keys: np.ndarray
    key_rows: np.ndarray


@dataclass
class FileReading:
    """The account of a file while it is read, and what its tables need in the end.

    Attributes
    ----------
    superseded : ndarray of int
        Row numbers that another row of the file replaces.
    """

    account: Account
    quarantine: list[dict[str, object]] = field(default_factory=list)
    keys: list[np.ndarray] = field(default_factory=list)
    key_rows: list[np.ndarray] = field(default_factory=list)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    superseded: np.ndarray = field(default_factory=lambda: EMPTY)


Write = Callable[[str, pa.Table], None]


def read_rows(
    file: RawFile, context: Context, write: Write, *, workers: int = WORKERS
) -> FileReading:
    """Read a raw file in blocks and hand its accepted rows to ``write``, in order.

    Parameters
    ----------
    file : RawFile
        A file of a source with one file per month.
    context : Context
        Settings, look-ups and keys.
    write : callable
        Takes a table's name and its next rows.
    workers : int
        Blocks that are read side by side.

    Returns
    -------
    FileReading
        The account, in which superseded rows are already taken off the accepted ones.

    Raises
    ------
    SourceError
        If the file cannot be read as what its name says.
    """
    reading = FileReading(new_account(file))
    with file.open_text() as (stream, reading.account.encoding):
        # Corrections name rows by number, which a block knows once those before it are read.
        workers = 1 if context.corrections else workers
        records = Records(stream, file)
        for remark in records.header.remarks:
            reading.account.remark(remark)
        reading.account.lines = start = 1
        reader, unlisted = _Reader(file, context, records), Unlisted(file.source)
        for result in in_order(reader.read, records, workers=workers):
            _take(reading, result, start)
            for table, rows in result.tables.items():
                numbered = _numbered(rows, start)
                unlisted.see(numbered)
                write(table, numbered)
            start = reader.start = start + result.raw.positions
    reader.check_corrections_used(start)
    for remark in unlisted.remarks():
        reading.account.remark(remark)
    if context.corrections:
        reading.account.remark(f"{len(context.corrections)} corrections applied")
    _supersede(reading, file)
    _finish(reading, file, context)
    return reading


class _Reader:
    """Reads the blocks of one file.

    Attributes
    ----------
    start : int
        Number of the next block's first row; kept only where rows are corrected.
    """

    def __init__(self, file: RawFile, context: Context, records: Records) -> None:
        self.start = 1
        self._file = file
        self._context = context
        self._records = records
        check_corrections(context.corrections, file.source)

    def read(self, lines: bytearray) -> BlockResult:
        """Read one block of whole lines."""
        raw = self._records.parse(lines)
        block, parts = self._read(raw, correct=True)
        blank = block.was_rejected(*BLANK)
        kept = block.accepted & ~block.outside
        hashes = np.zeros(len(block), dtype=np.uint64)
        wanted = np.flatnonzero(kept | ~block.accepted)
        hashes[wanted] = block.row_hashes(wanted)
        keys, key_rows = _identities(self._file, block, hashes=hashes, kept=kept)
        return BlockResult(
            raw=raw,
            tables=_tables(self._file, block, parts, hashes=hashes, kept=kept),
            rejected=_rejected(block, raw, hashes, blank),
            blank=int(blank.sum()),
            outside=block.dropped + int((block.accepted & block.outside).sum()),
            keys=keys,
            key_rows=key_rows,
        )

    def _read(self, raw: RawBlock, *, correct: bool) -> tuple[Block, Mapping[str, Part]]:
        file, corrections = self._file, self._context.corrections
        block = Block(
            raw.table,
            raw.position,
            columns=file.source.columns,
            file=file,
            whole=bool(corrections),
        )
        block.reject(block.blank, column=BLANK[0], reason=BLANK[1])
        block.reject_repeated_header()
        if raw.cp1252_lines:
            block.reject_characters(REPLACEMENT, reason="undecodable")
        if raw.has_nul:
            block.reject_characters("\0", reason="nul_byte")
        if correct and corrections:
            self._correct(block, raw)
        return block, file.source.read(block, self._context)

    def _correct(self, block: Block, raw: RawBlock) -> None:
        """Apply the corrections of rows of this block whose content is still the same."""
        rows = {int(n) + self.start: i for i, n in enumerate(block.row_number)}
        mine = [c for c in self._context.corrections if c.row in rows]
        if not mine:
            return
        untouched = self._read(raw, correct=False)[0]
        before = hash_texts(untouched.row_hashes(np.arange(len(block)))).to_pylist()
        for correction in mine:
            row = rows[correction.row]
            if before[row] != correction.row_hash:
                raise SourceError(
                    f"The correction of row {correction.row} of {self._file.name} no longer fits: "
                    "the row has changed. Review it in config/corrections.toml."
                )
            if correction.column is None or correction.value is None:
                only = np.arange(len(block)) == row
                block.reject(only, column="", reason=LEFT_OUT)
            else:
                block.correct(row, column=correction.column, value=correction.value)

    def check_corrections_used(self, end: int) -> None:
        """Refuse corrections of rows that the file does not have."""
        beyond = [c.row for c in self._context.corrections if c.row >= end]
        if beyond:
            raise SourceError(
                f"config/corrections.toml corrects row {beyond[0]} of {self._file.name}, "
                f"which ends at row {end - 1}."
            )


def _identities(
    file: RawFile, block: Block, *, hashes: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the key of each row that may repeat another, and its position."""
    name = file.source.identity
    if not name:
        return EMPTY, EMPTY
    identity = block.references.get(name)
    identity = block.text(name) if identity is None else identity
    if file.source.last_wins:
        hashes = hash_rows([identity])
    rows = np.flatnonzero(kept & ~np.asarray(identity.is_null()))
    return hashes[rows], block.row_number[rows]


def _tables(
    file: RawFile,
    block: Block,
    parts: Mapping[str, Part],
    *,
    hashes: np.ndarray,
    kept: np.ndarray,
) -> dict[str, pa.Table]:
    tables = {}
    for table, part in parts.items():
        rows = part.rows & (block.accepted if part.elsewhere else kept)
        fields = TABLES[table].arrow
        where = np.flatnonzero(rows)
        taken = {name: column.take(pa.array(where)) for name, column in part.columns.items()}
        columns = {
            **taken,
            "source": constant(file.source.name, len(where)),
            "file_id": constant(file.file_id, len(where)),
            "row_number": pa.array(block.row_number[where], pa.int64()),
            "row_hash": hash_texts(hashes[where]),
        }
        whole = [
            plain(columns[f.name]) if f.name in columns else pa.nulls(len(where), f.type)
            for f in fields
        ]
        tables[table] = pa.table(whole, schema=fields)
    return tables


def _rejected(
    block: Block, raw: RawBlock, hashes: np.ndarray, blank: np.ndarray
) -> list[tuple[int, str, str, str | None]]:
    rows = np.flatnonzero(~block.accepted & ~blank)
    texts = hash_texts(hashes[rows]).to_pylist()
    found: list[tuple[int, str, str, str | None]] = [
        (int(block.row_number[row]), *block.reasons[block.reason[row]], text)
        for row, text in zip(rows, texts, strict=True)
    ]
    return found + [(position, "", "field_count", None) for position, _ in raw.malformed]


def _take(reading: FileReading, result: BlockResult, start: int) -> None:
    account = reading.account
    account.lines += result.raw.lines
    account.blank += result.blank
    account.rows += result.raw.positions - result.blank
    account.quarantined += len(result.rejected)
    account.out_of_area += result.outside
    if result.raw.cp1252_lines:
        account.encoding = "utf-8 and cp1252"
    reading.keys.append(result.keys)
    reading.key_rows.append(result.key_rows + start)
    for position, column, reason, row_hash in sorted(result.rejected):
        reading.reasons[(column, reason)] += 1
        reading.quarantine.append(
            {
                "source": account.source,
                "file_id": account.file_id,
                "path": account.path,
                "row_number": position + start,
                "column": column,
                "reason": reason,
                "row_hash": row_hash,
            }
        )


def _numbered(rows: pa.Table, start: int) -> pa.Table:
    position = rows.column_names.index("row_number")
    return rows.set_column(position, "row_number", pc.add(rows["row_number"], start))


def _supersede(reading: FileReading, file: RawFile) -> None:
    """Find rows that repeat another: the first of exact copies stays, or the last of an id."""
    keys, rows = np.concatenate([EMPTY, *reading.keys]), np.concatenate([EMPTY, *reading.key_rows])
    if file.source.last_wins:
        keys, rows = keys[::-1], rows[::-1]
    _, first = np.unique(keys, return_index=True)
    reading.superseded = np.sort(np.delete(rows, first)).astype(np.int64)
    count = len(reading.superseded)
    if count:
        what = "replaced by a later row of the same id" if file.source.last_wins else "exact copies"
        reading.account.remark(f"{count} rows superseded: {what}")


def _finish(reading: FileReading, file: RawFile, context: Context) -> None:
    account = reading.account
    account.superseded = len(reading.superseded)
    account.accepted = account.rows - account.quarantined - account.superseded - account.out_of_area
    if not account.rows:
        _refuse_empty(file, context)
    if account.rows and account.quarantined == account.rows:
        (column, reason), _ = reading.reasons.most_common(1)[0]
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
            f"({account.rows} rows)."
        )


def _refuse_empty(file: RawFile, context: Context) -> None:
    declared = context.settings.sources.get(file.source.name, {}).get("declared_zero", [])
    if file.month not in declared:
        raise SourceError(
            f"{file.name} has a header row but no data. If that month is a true zero, list it "
            f"under declared_zero of [{file.source.name}] in config/sources.toml."
        )
