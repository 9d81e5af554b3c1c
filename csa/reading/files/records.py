"""How does a raw file become blocks of text rows, none lost and each with its number?

The file is read in blocks of whole lines, so a file of any size takes bounded memory. Lines are
counted apart from the parser; rows with too few or too many fields are reported, not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import Header, read_header
from csa.reading.files.opening import Readable
from csa.reading.files.quotes import COMMA, QUOTE, open_line, quoted_lines, swallows_rows

BLOCK_BYTES = 1 << 23
PIECE_BYTES = 1 << 18
LONGEST_RECORD_LINES = 100
LONGEST_RECORD_BYTES = 1 << 20
HOLE = b"\0" * 16  # of a file that was not written to its end; no text has so many
TAILS = (b"\0\0", b"\n\0")
FIELD_COUNT, STRAY_QUOTE = "field_count", "stray_quote"
REPLACEMENT = "\ufffd"
LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass
class Mapped:
    """What a layout did to the rows of a block; positions count from the block's start.

    Attributes
    ----------
    file : RawFile
        The file, as one that speaks for the months of the sheet.
    headings : dict of str to str
        By column of ours, the heading that faults in it are told by.
    sheet : str
        The name of the sheet; empty for a text file.
    lines : dict of int to int
        By position, the line of the sheet.
    verdicts : list of (int, str, str, str)
        Position of a row that cannot be read, the column of ours, the reason, and the heading.
    left_out, elsewhere, blank : int
        Rows that are of no table, rows that are another table's, and lines that are no rows.
    by_postcode, no_postcode : int
        Rows that were placed by their postcode, and rows whose postcode is in no directory.
    """

    file: RawFile
    headings: dict[str, str]
    sheet: str
    lines: dict[int, int]
    verdicts: list[tuple[int, str, str, str]]
    left_out: int
    elsewhere: int
    blank: int
    by_postcode: int = 0
    no_postcode: int = 0

    def line_of(self, position: int) -> str | None:
        """Return the line of a row as text, if it is known."""
        return str(self.lines[position]) if position in self.lines else None


@dataclass
class RawBlock:
    """Some consecutive rows as text.

    Attributes
    ----------
    table : pyarrow.Table
        One row per record that has as many fields as the header; empty text is null.
    position : ndarray of int
        Position of each row among the block's records and blank lines, from 0.
    malformed : list of (int, str)
        Position of every other record, and why it is none.
    lines, positions : int
        Physical lines, and records with blank lines, of the block.
    cp1252_lines : int
        Lines that were not UTF-8 and were read as Windows-1252.
    has_nul : bool
        Whether a NUL byte occurs.
    swallowed : list of (int, int)
        First and last line (from 0) of rows between two stray quotes.
    mapped : Mapped, optional
        What the layout of the file did to the rows, if it has one.
    """

    table: pa.Table
    position: np.ndarray
    malformed: list[tuple[int, str]]
    lines: int
    positions: int
    cp1252_lines: int = 0
    has_nul: bool = False
    swallowed: list[tuple[int, int]] = field(default_factory=list)
    mapped: Mapped | None = None


class Records:
    """The rows of one open CSV file, in blocks.

    Parameters
    ----------
    stream : binary file
        The CSV file, unpacked, in UTF-8 or Windows-1252.
    file : RawFile
        The file itself; the columns of its source are read.
    """

    def __init__(self, stream: Readable, file: RawFile) -> None:
        self._file = file
        self._stream = stream
        self.header: Header = read_header(stream, file.source, name=file.name)

    def __iter__(self) -> Iterator[bytearray]:
        """Yield blocks of whole lines.

        Raises
        ------
        SourceError
            If a quote is opened and not closed, a line does not end, or the file is damaged.
        """
        block, before, more = bytearray(self._plain(self.header.rest)), 0, True
        while more:
            more = self._extend(block)
            self._refuse_damaged(block, before, more=more)
            end = block.rfind(b"\n") + 1 if more else len(block)
            rest = block[end:]
            del block[end:]
            opened = open_line(bytes(block)) if QUOTE in block else None
            if opened is not None:
                if not more or block.count(b"\n", opened) > LONGEST_RECORD_LINES:
                    raise self._unclosed(before + opened)
                rest = block[opened:] + rest
                del block[opened:]
            before += len(block)
            if more and len(rest) > LONGEST_RECORD_BYTES:
                raise self._endless(before) if opened is None else self._unclosed(before)
            if block:
                yield block
            block = rest

    def _extend(self, block: bytearray) -> bool:
        """Read on in small pieces, for which no new memory is needed; say whether all came."""
        wanted = len(block) + BLOCK_BYTES
        while len(block) < wanted:
            piece = self._stream.read(min(PIECE_BYTES, wanted - len(block)))
            if not piece:
                return False
            block += self._plain(piece)
        return True

    def _plain(self, data: bytes) -> bytes:
        return data.replace(b"\r", b"\n") if self.header.line_end == b"\r" else data

    def _refuse_damaged(self, block: bytearray, before: int, *, more: bool) -> None:
        """Refuse a file with a run of NUL bytes, as whatever stopped while writing it leaves."""
        if b"\0" not in block:
            return
        hole = block.find(HOLE)
        if hole < 0 and not more and block.rstrip(b"\r\n").endswith(TAILS):
            hole = block.find(b"\0", len(block.rstrip(b"\r\n\0")))
        if hole >= 0:
            raise SourceError(
                f"{self._file.name} is damaged: from line {self._line_at(before + hole)} on it "
                "holds NUL bytes in place of text. Ask for the file again."
            )

    def _unclosed(self, position: int) -> SourceError:
        line = self._line_at(position)
        return SourceError(
            f"{self._file.name} opens a quote in line {line} that is not closed, or not within "
            f"{LONGEST_RECORD_LINES} lines. Ask for the file again, or correct that line."
        )

    def _endless(self, position: int) -> SourceError:
        return SourceError(
            f"Line {self._line_at(position)} of {self._file.name} has no end within "
            f"{LONGEST_RECORD_BYTES:,} bytes, so it is no row. Ask for the file again."
        )

    def _line_at(self, position: int) -> int:
        """Return the line so many bytes after the header; only counted when it must be named."""
        with self._file.open_text() as opened:
            stream = opened.stream
            piece = read_header(stream, self._file.source, name=self._file.name).rest
            line = 2
            while position > 0 and piece:
                line += self._plain(piece[:position]).count(b"\n")
                position -= len(piece)
                piece = stream.read(PIECE_BYTES)
        return line


def parse_lines(block: bytearray, header: Header) -> RawBlock:
    """Parse some whole lines below a header."""
    data, repaired = _as_utf8(block)
    if LONE_RETURN.search(data):
        data = LONE_RETURN.sub(b" ", data)
    raw = _parse(data, header, quoted=QUOTE in block)
    if QUOTE in block:
        raw.lines = block.count(b"\n") + (not block.endswith(b"\n"))
        if raw.lines > raw.positions:
            raw = _parse_quoted(bytes(data), header, raw)
    raw.cp1252_lines, raw.has_nul = repaired, b"\0" in data
    return raw


def _parse_quoted(data: bytes, header: Header, raw: RawBlock) -> RawBlock:
    """Parse lines again with the rows between two stray quotes as rows that cannot be read."""
    lines, fields = data.split(b"\n"), len(header.fields)
    swallowed: list[tuple[int, int]] = []
    positions: set[int] = set()
    inner = 0  # lines so far that are no records
    for first, last in list(quoted_lines(lines)):
        if swallows_rows(lines[first : last + 1], fields):
            lines[first : last + 1] = [COMMA * fields] * (last + 1 - first)
            swallowed.append((first, last))
            positions.update(range(first - inner, last + 1 - inner))
        else:
            inner += last - first
    if not swallowed:
        return raw
    again = _parse(b"\n".join(lines), header, quoted=True)
    again.lines, again.swallowed = raw.lines, swallowed
    again.malformed = [(n, STRAY_QUOTE if n in positions else why) for n, why in again.malformed]
    return again


def _parse(data: bytes | bytearray, header: Header, *, quoted: bool) -> RawBlock:
    """Parse whole lines of UTF-8, in which a return ends a record as a line feed does."""
    malformed: list[int] = []
    read = [str(position) for position in header.columns.values()]
    table = arrow_csv.read_csv(
        pa.py_buffer(data),
        read_options=arrow_csv.ReadOptions(
            use_threads=False,
            block_size=len(data) + 1,
            column_names=[str(i) for i in range(len(header.fields))],
        ),
        parse_options=arrow_csv.ParseOptions(
            ignore_empty_lines=False,
            newlines_in_values=quoted,
            invalid_row_handler=lambda row: _report(row, malformed),
        ),
        # Whatever is not UTF-8 was repaired. Columns that repeat a few texts are coded where
        # they are needed: that is faster than to code them here.
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(read, pa.string()),
            include_columns=read,
            null_values=[""],
            strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    positions = table.num_rows + len(malformed)
    position = np.arange(positions)
    if malformed:
        position = np.delete(position, malformed)
    named = table.rename_columns(list(header.columns))
    wrong = [(number, FIELD_COUNT) for number in malformed]
    return RawBlock(named, position, wrong, lines=positions, positions=positions)


def _report(row: arrow_csv.InvalidRow, malformed: list[int]) -> str:
    malformed.append(row.number - 1)
    return "skip"


def _as_utf8(block: bytearray) -> tuple[bytes | bytearray, int]:
    if block.isascii():
        return block, 0
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return _repair_lines(bytes(block))
    return block, 0


def _repair_lines(block: bytes) -> tuple[bytes, int]:
    lines, repaired = block.split(b"\n"), 0
    for number, line in enumerate(lines):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            lines[number] = line.decode("cp1252", "replace").encode("utf-8")
            repaired += 1
    return b"\n".join(lines), repaired
