"""How does a raw file become blocks of text rows, none lost and each with its number?

The file is read in blocks of whole lines, so a file of any size takes bounded memory. Lines are
counted apart from the parser; rows with too few or too many fields are reported, not dropped.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from csa.errors import SourceError
from csa.sources.model import Source

BLOCK_BYTES = 1 << 24
SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"version https://git-lfs", "a Git LFS pointer instead of the file itself"),
)
DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
REPLACEMENT = "\ufffd"
LONGEST_HEADER = 1 << 16


@dataclass
class Header:
    """The header row of a file: the name of every field, and which columns are read."""

    fields: list[str]
    columns: dict[str, int]
    remarks: list[str] = field(default_factory=list)


@dataclass
class RawBlock:
    """Some consecutive rows as text.

    Attributes
    ----------
    table : pyarrow.Table
        One row per record that has as many fields as the header; empty text is null.
    position : ndarray of int
        Position of each row among the block's lines, from 0.
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


def read_header(stream: BinaryIO, source: Source, *, name: str) -> tuple[Header, bytes]:
    """Read the header row and return it with the bytes read beyond it.

    Raises
    ------
    SourceError
        If the file is empty, is no CSV, is delimited otherwise, or lacks a column.
    """
    start = stream.read(LONGEST_HEADER)
    if not start:
        raise SourceError(f"{name} is empty (0 bytes). Ask for the file again.")
    _refuse_other_kinds(start, name)
    line, rest = _cut_header(start)
    text = line.decode("utf-8", "replace")
    fields = next(csv.reader([text]), [])
    _refuse_delimiter(text, fields, name)
    return match_header(fields, source, name=name), rest


def _refuse_other_kinds(start: bytes, name: str) -> None:
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            raise SourceError(f"{name} is not a CSV file: it is {kind}. Save it as CSV.")
    opening = start[:512].lstrip().lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")):
        raise SourceError(f"{name} looks like HTML, not a CSV file. Download it again.")


def _cut_header(start: bytes) -> tuple[bytes, bytes]:
    match = re.search(rb"\r\n|\n|\r", start)
    if not match:
        return start, b""
    return start[: match.start()], start[match.end() :]


def _refuse_delimiter(text: str, fields: list[str], name: str) -> None:
    if len(fields) > 1:
        return
    for delimiter, word in DELIMITERS.items():
        if delimiter in text:
            raise SourceError(
                f"{name} has one column only: its fields seem to be separated by {word}. "
                "Save it with commas."
            )


def match_header(fields: list[str], source: Source, *, name: str) -> Header:
    """Find the columns of a source among the fields of a header.

    Raises
    ------
    SourceError
        If a field is repeated or a column is missing. Of the file's own fields the message names
        only those that are much like the missing column: a file without a header has values there.
    """
    plain = [_plain(text) for text in fields]
    known = {_plain(alias): c for c in source.columns for alias in (c.name, *c.aliases)}
    found: dict[str, int] = {}
    for position, text in enumerate(plain):
        column = known.get(text)
        if column is None:
            continue
        if column.name in found:
            raise SourceError(f"{name} has the column '{column.name}' more than once.")
        found[column.name] = position
    missing = [c.name for c in source.columns if c.required and c.name not in found]
    if missing:
        raise SourceError(_missing_columns(missing, fields, found, name))
    return Header(fields, found, _header_remarks(source, fields, found))


def _plain(text: str) -> str:
    return re.sub(r"[\s_\ufeff\u00a0]+", " ", text).strip().casefold()


def _missing_columns(
    missing: list[str], fields: list[str], found: dict[str, int], name: str
) -> str:
    import difflib

    free = [text for i, text in enumerate(fields) if i not in found.values()]
    lists = ", ".join(f"'{column}'" for column in missing)
    near = {
        close[0]: column
        for column in missing
        if (close := difflib.get_close_matches(column, free, n=1, cutoff=0.5))
    }
    hints = "".join(f" '{theirs}' looks like '{ours}'." for theirs, ours in near.items())
    return f"{name} lacks the column {lists}.{hints} The first row must name the columns."


def _header_remarks(source: Source, fields: list[str], found: dict[str, int]) -> list[str]:
    remarks = []
    for column in source.columns:
        if column.name not in found:
            remarks.append(f"no column '{column.name}'")
        elif fields[found[column.name]] != column.name:
            remarks.append(f"column '{column.name}' under another spelling")
    return remarks


class Records:
    """The rows of one open CSV file, in blocks.

    Parameters
    ----------
    stream : binary file
        The CSV file, decompressed.
    source : Source
        Whose columns are read.
    name : str
        How messages call the file.
    """

    def __init__(self, stream: BinaryIO, source: Source, *, name: str) -> None:
        self.name = name
        self.encoding = "utf-8"
        self._stream = stream
        self.header, self._rest = read_header(stream, source, name=name)
        self._columns = {c.name: c for c in source.columns}

    def __iter__(self) -> Iterator[bytes]:
        """Yield blocks of whole lines."""
        rest = self._rest
        while chunk := self._stream.read(BLOCK_BYTES):
            rest += chunk
            cut = _last_line_end(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
        if rest:
            yield rest

    def parse(self, block: bytes) -> RawBlock:
        """Parse one block of whole lines."""
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        data, repaired = _as_utf8(block)
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
                newlines_in_values=b'"' in data,
                invalid_row_handler=lambda row: _report(row, malformed),
            ),
            convert_options=self._convert_options(),
        )
        positions = table.num_rows + len(malformed)
        position = np.arange(positions)
        if malformed:
            position = np.delete(position, [number for number, _ in malformed])
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


def _last_line_end(block: bytes) -> int:
    cut = block.rfind(b"\n") + 1
    while cut and block.count(b'"', 0, cut) % 2:
        cut = block.rfind(b"\n", 0, cut - 1) + 1
    return cut


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

