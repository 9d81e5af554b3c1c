"""How does a raw file become blocks of text rows, none lost and each with its number?

The file is read in blocks of whole lines, so a file of any size takes bounded memory. Lines are
counted apart from the parser; rows with too few or too many fields are reported, not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from csa.errors import SourceError
from csa.sources.header import Header, read_header
from csa.sources.model import Source
from csa.sources.opening import Readable
from csa.sources.quotes import open_line

BLOCK_BYTES = 1 << 23
LONGEST_RECORD_LINES = 100
REPLACEMENT = "\ufffd"
LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass
class RawBlock:
    """Some consecutive rows as text.

    Attributes
    ----------
    table : pyarrow.Table
        One row per record that has as many fields as the header; empty text is null.
    position : ndarray of int
        Position of each row among the block's records and blank lines, from 0.
    malformed : list of (int, int)
        Position and field count of every other record.
    lines, positions : int
        Physical lines, and records with blank lines, of the block.
    cp1252_lines : int
        Lines that were not UTF-8 and were read as Windows-1252.
    has_nul : bool
        Whether a NUL byte occurs.
    """

    table: pa.Table
    position: np.ndarray
    malformed: list[tuple[int, int]]
    lines: int
    positions: int
    cp1252_lines: int
    has_nul: bool = False


class Records:
    """The rows of one open CSV file, in blocks.

    Parameters
    ----------
    stream : binary file
        The CSV file, unpacked, in UTF-8 or Windows-1252.
    source : Source
        Whose columns are read.
    name : str
        How messages call the file.
    """

    def __init__(self, stream: Readable, source: Source, *, name: str) -> None:
        self.name = name
        self._stream = stream
        self.header: Header = read_header(stream, source, name=name)
        self._columns = {c.name: c for c in source.columns}

    def __iter__(self) -> Iterator[bytes]:
        """Yield blocks of whole lines.

        Raises
        ------
        SourceError
            If a quote is opened and not closed.
        """
        rest, line = self._plain(self.header.rest), 2
        while chunk := self._plain(self._stream.read(BLOCK_BYTES)):
            end = chunk.rfind(b"\n") + 1
            if not end:
                rest += chunk
                continue
            block = b"".join((rest, memoryview(chunk)[:end]))
            rest = chunk[end:]
            opened = open_line(block)
            if opened is not None:
                self._refuse_long(block, opened, line)
                block, rest = block[:opened], block[opened:] + rest
            if block:
                yield block
                line += block.count(b"\n")
        if rest:
            opened = open_line(rest)
            if opened is not None:
                raise self._unclosed(line + rest.count(b"\n", 0, opened))
            yield rest

    def _plain(self, data: bytes) -> bytes:
        return data.replace(b"\r", b"\n") if self.header.line_end == b"\r" else data

    def _refuse_long(self, block: bytes, opened: int, line: int) -> None:
        """Refuse a quoted text that goes on for too many lines."""
        if block.count(b"\n", opened) > LONGEST_RECORD_LINES:
            raise self._unclosed(line + block.count(b"\n", 0, opened))

    def _unclosed(self, line: int) -> SourceError:
        return SourceError(
            f"{self.name} opens a quote in line {line} that is not closed. Ask for the file again, "
            "or correct that line."
        )

    def parse(self, block: bytes) -> RawBlock:
        """Parse one block of whole lines."""
        quoted = b'"' in block
        data, repaired = _as_utf8(block)
        if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
            data = LONE_RETURN.sub(b" ", data)
        malformed: list[tuple[int, int]] = []
        table = arrow_csv.read_csv(
            pa.py_buffer(data),
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                block_size=len(data) + 1,
                column_names=[str(i) for i in range(len(self.header.fields))],
            ),
            parse_options=arrow_csv.ParseOptions(
                ignore_empty_lines=False,
                newlines_in_values=quoted,
                invalid_row_handler=lambda row: _report(row, malformed),
            ),
            convert_options=self._convert_options(),
        )
        positions = table.num_rows + len(malformed)
        position = np.arange(positions)
        if malformed:
            position = np.delete(position, [number for number, _ in malformed])
        lines = block.count(b"\n") + (not block.endswith(b"\n")) if quoted else positions
        named = table.rename_columns(list(self.header.columns))
        nul = b"\0" in data
        return RawBlock(named, position, malformed, lines, positions, repaired, nul)

    def _convert_options(self) -> arrow_csv.ConvertOptions:
        coded = pa.dictionary(pa.int32(), pa.string())
        types = {
            str(position): pa.string() if self._columns[column].distinct else coded
            for column, position in self.header.columns.items()
        }
        return arrow_csv.ConvertOptions(
            column_types=types,
            include_columns=list(types),
            null_values=[""],
            strings_can_be_null=True,
        )


def _report(row: arrow_csv.InvalidRow, malformed: list[tuple[int, int]]) -> str:
    malformed.append((row.number - 1, row.actual_columns))
    return "skip"


def _as_utf8(block: bytes) -> tuple[bytes, int]:
    if block.isascii():
        return block, 0
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return _repair_lines(block)
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
