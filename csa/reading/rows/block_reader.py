"""How do raw lines become rows of tables, each of them accepted, set aside or counted?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import Header
from csa.reading.files.records import REPLACEMENT, Mapped, RawBlock, parse_lines
from csa.reading.model import Context, Part, Source
from csa.reading.rows.block import Block
from csa.reading.rows.columns import coded, constant, hash_rows, hash_texts, one_chunk, plain
from csa.reading.rows.corrections import LEFT_OUT, check_corrections
from csa.schemas import TABLES

BLANK = ("", "blank")
NO_KEYS = np.zeros(0, dtype=np.uint64)
Rejected = tuple[int, str, str, str | None]


@dataclass
class BlockResult:
    """What the rows of one file in a block gave; positions count from the block's start.

    Attributes
    ----------
    lines, positions : int
        Physical lines, and records with blank lines.
    cp1252_lines : int
        Lines that were not UTF-8 and were read as Windows-1252.
    tables : dict of str to pyarrow.Table
        Accepted rows by table, with those columns only that the source has; texts that recur are
        coded, and ``row_number`` is the position.
    rejected : list of (int, str, str, str)
        Position, column, reason and hash of every rejected row.
    blank, outside : int
        Blank lines, and rows outside the partnership.
    keys, key_rows : ndarray
        Identity of accepted rows that have one, and their positions.
    ids : ndarray
        The id alone of each of them, where an id should stand in one row only.
    swallowed : list of (int, int)
        First and last line (from 0) of rows between two stray quotes.
    remarks : dict of str to int
        Of how many accepted rows something is true.
    mapped : Mapped, optional
        What the layout of the file did to the rows, if it has one.
    """

    lines: int
    positions: int
    cp1252_lines: int
    tables: dict[str, pa.Table]
    rejected: list[Rejected]
    blank: int
    outside: int
    keys: np.ndarray
    key_rows: np.ndarray
    ids: np.ndarray
    swallowed: list[tuple[int, int]] = field(default_factory=list)
    remarks: dict[str, int] = field(default_factory=dict)
    mapped: Mapped | None = None


class BlockReader:
    """Reads the blocks of one file.

    Parameters
    ----------
    file : RawFile
        The file.
    context : Context
        Settings, look-ups and keys.
    header : Header
        Its header.

    Attributes
    ----------
    start : int
        Number of the next block's first row; kept only where rows are corrected.
    """

    def __init__(self, file: RawFile, context: Context, header: Header) -> None:
        self.start = 1
        self._file = file
        self._source = file.source
        self._context = context
        self._header = header
        layout = file.layout
        others = {name for table in layout.tables for name in table.columns} if layout else ()
        check_corrections(context.corrections, self._source, elsewhere=others)

    def read(self, lines: bytearray | RawBlock) -> BlockResult:
        """Read one block of whole lines, or of rows that a layout made."""
        raw = lines if isinstance(lines, RawBlock) else parse_lines(lines, self._header)
        block, parts = self._read(raw, correct=True)

        blank = block.was_rejected(*BLANK)
        kept = block.accepted & ~block.outside
        hashes = np.zeros(len(block), dtype=np.uint64)
        wanted = np.flatnonzero(kept | ~block.accepted)
        hashes[wanted] = block.row_hashes(wanted)
        keys, key_rows, ids = _identities(self._source, block, hashes=hashes, kept=kept)
        return BlockResult(
            lines=raw.lines,
            positions=raw.positions,
            cp1252_lines=raw.cp1252_lines,
            tables=_tables(self._source, block, parts, hashes=hashes, kept=kept),
            rejected=_rejected(block, raw, hashes, blank),
            blank=int(blank.sum()),
            outside=int((block.accepted & block.outside).sum()),
            keys=keys,
            key_rows=key_rows,
            ids=ids,
            swallowed=raw.swallowed,
            remarks={text: int((rows & kept).sum()) for text, rows in block.remarks.items()},
            mapped=raw.mapped,
        )

    def _read(self, raw: RawBlock, *, correct: bool) -> tuple[Block, Mapping[str, Part]]:
        corrections = self._context.corrections
        block = Block(
            raw.table,
            raw.position,
            columns=self._source.columns,
            file=raw.mapped.file if raw.mapped else self._file,
        )
        if raw.mapped is None:
            block.reject(block.blank, column=BLANK[0], reason=BLANK[1])
            block.reject_repeated_header()
        if raw.cp1252_lines:
            block.reject_characters(REPLACEMENT, reason="undecodable")
        if raw.has_nul:
            block.reject_characters("\0", reason="nul_byte")
        if correct and corrections:
            self._correct(block, raw)
        if raw.mapped is not None:
            self._set_aside(block, raw.mapped, corrected=correct)
        return block, self._source.read(block, self._context)

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
                    f"The correction of row {correction.row} of {self._file.name} no longer "
                    "fits: the row has changed. Review it in config/corrections.toml."
                )
            if correction.column is None or correction.value is None:
                only = np.arange(len(block)) == row
                block.reject(only, column="", reason=LEFT_OUT)
            else:
                block.correct(row, column=correction.column, value=correction.value)

    def _set_aside(self, block: Block, mapped: Mapped, *, corrected: bool) -> None:
        """Reject rows that the layout could not read, unless an officer put the value right."""
        right = {(c.row, c.column) for c in self._context.corrections if corrected}
        for position, column, reason, heading in mapped.verdicts:
            if (position + self.start, column) not in right:
                block.reject(block.row_number == position, column=heading, reason=reason)

    def check_corrections_used(self, end: int) -> None:
        """Refuse corrections of rows that the file does not have."""
        beyond = [c.row for c in self._context.corrections if c.row >= end]
        if beyond:
            raise SourceError(
                f"config/corrections.toml corrects row {beyond[0]} of {self._file.name}, "
                f"which ends at row {end - 1}."
            )


def _identities(
    source: Source, block: Block, *, hashes: np.ndarray, kept: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the key of each row that may repeat another, its position, and its id."""
    name = source.identity
    if not name:
        return NO_KEYS, NO_KEYS, NO_KEYS
    identity = block.references.get(name)
    identity = block.text(name) if identity is None else identity
    rows = np.flatnonzero(kept & ~np.asarray(identity.is_null()))
    ids = NO_KEYS
    if source.one_row or source.last_wins:
        ids = hash_rows([identity.take(pa.array(rows))])
    return ids if source.last_wins else hashes[rows], block.row_number[rows], ids


def _tables(
    source: Source,
    block: Block,
    parts: Mapping[str, Part],
    *,
    hashes: np.ndarray,
    kept: np.ndarray,
) -> dict[str, pa.Table]:
    tables = {}
    for table, part in parts.items():
        where = np.flatnonzero(part.rows & (block.accepted if part.elsewhere else kept))
        columns = {name: column.take(pa.array(where)) for name, column in part.columns.items()}
        if part.counted:
            columns = _counted(columns)
        else:
            columns |= {
                "file_id": constant(block.file.file_id, len(where)),
                "row_number": pa.array(block.row_number[where], pa.int64()),
                "row_hash": hash_texts(hashes[where]),
            }
        columns["source"] = constant(source.name, len(next(iter(columns.values()))))
        fields = [f for f in TABLES[table].coded if f.name in columns]
        values = [coded(columns[f.name], f.type) for f in fields]
        tables[table] = pa.table(values, schema=pa.schema(fields))
    return tables


def _counted(columns: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return each set of values once, and how many rows have it."""
    rows = pa.table({name: plain(column) for name, column in columns.items()})
    counts = rows.group_by(rows.column_names, use_threads=False).aggregate([([], "count_all")])
    found = {name: one_chunk(counts[name]) for name in rows.column_names}
    return {**found, "n": one_chunk(counts["count_all"])}


def _rejected(block: Block, raw: RawBlock, hashes: np.ndarray, blank: np.ndarray) -> list[Rejected]:
    rows = np.flatnonzero(~block.accepted & ~blank)
    texts = hash_texts(hashes[rows]).to_pylist()
    names = raw.mapped.headings if raw.mapped else {}
    told = [(names.get(column, column), reason) for column, reason in block.reasons]
    found: list[Rejected] = [
        (int(block.row_number[row]), *told[block.reason[row]], text)
        for row, text in zip(rows, texts, strict=True)
    ]
    return found + [(position, "", reason, None) for position, reason in raw.malformed]
