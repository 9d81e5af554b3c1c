"""What is in the first row of a raw file, and is it the file that it claims to be?"""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from csa.errors import SourceError
from csa.reading.files.opening import Readable
from csa.reading.model import Source
from csa.visible import MOST_OF_A_NAME, visible

LONGEST_HEADER = 1 << 16
LINES_SEARCHED = 60
LINE_END = re.compile(rb"\r\n|\n|\r")
NAMES_SHOWN = 20
SIGNATURES = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"version https://git-lfs", "a Git LFS pointer instead of the file itself"),
)
MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
ALIKE = 0.5


@dataclass
class Header:
    """The header row of a file.

    Attributes
    ----------
    fields : list of str
        The name of every field.
    columns : dict of str to int
        Columns that are read, and the position of their field.
    line_end : bytes
        How lines end.
    line : bytes
        The header row as it is, without its line end.
    rest : bytes
        What was read beyond the header.
    remarks : list of str
        What differs from the layout expected.
    """

    fields: list[str]
    columns: dict[str, int]
    line_end: bytes = b"\n"
    line: bytes = b""
    rest: bytes = b""
    remarks: list[str] = field(default_factory=list)


def read_header(stream: Readable, source: Source, *, name: str) -> Header:
    """Read the header row of a file.

    Raises
    ------
    SourceError
        If the file is empty, is no CSV, is delimited otherwise, or lacks a column.
    """
    start = _first_line(stream)
    if not start:
        raise SourceError(f"{name} is empty (0 bytes). Ask for the file again.")
    refuse_other_kinds(start, name)
    match = LINE_END.search(start)
    if not match and len(start) >= LONGEST_HEADER:
        raise SourceError(
            f"{name} has no line end in its first {len(start):,} bytes, so it is no table. Ask for "
            "the file again."
        )
    end = match.start() if match else len(start)
    text = start[:end].decode("utf-8", "replace").lstrip("\ufeff")
    fields = next(csv.reader([text]), [])
    _refuse_delimiter(text, fields, name)
    try:
        header = match_header(fields, source, name=name)
    except SourceError as problem:
        raise SourceError(f"{problem}{_later_line(start, source)}") from None
    header.line_end = match[0] if match else b"\n"
    header.line = start[:end]
    header.rest = start[match.end() :] if match else b""
    return header


def _later_line(start: bytes, source: Source) -> str:
    """Say in which line the headings seem to stand, if not in the first."""
    lines = LINE_END.split(start)[:LINES_SEARCHED]
    for number, line in enumerate(lines[1:], 2):
        fields = next(csv.reader([line.decode("utf-8", "replace")]), [])
        if columns_read(fields, source):
            return (
                f" The headings seem to stand in line {number}: delete the lines above it, or run "
                "'csa layout' on the file."
            )
    return ""


def _first_line(stream: Readable) -> bytes:
    """Read beyond the end of the first line, or as far as a header can reach."""
    start = b""
    while len(start) < LONGEST_HEADER:
        piece = stream.read(LONGEST_HEADER)
        start += piece
        match = LINE_END.search(start)
        # A return that is the last byte may be followed by a line feed.
        if not piece or (match and match.end() < len(start)):
            break
    return start


def refuse_other_kinds(start: bytes, name: str) -> None:
    """Refuse what is no text at all, or a web page.

    Parameters
    ----------
    start : bytes
        The first bytes of the file.
    name : str
        How messages call it.

    Raises
    ------
    SourceError
        If it is no CSV file.
    """
    for signature, kind in SIGNATURES:
        if start.startswith(signature):
            raise SourceError(f"{name} is not a CSV file: it is {kind}. Save it as CSV.")
    if start[:512].lstrip().lower().startswith(MARKUP):
        raise SourceError(f"{name} looks like HTML, not a CSV file. Download it again.")
    if not start.strip(b"\0"):
        raise SourceError(f"{name} is damaged: it begins with NUL bytes only. Ask for it again.")
    if b"\0" in start[:64]:
        raise SourceError(f"{name} is not a text file. Save it as CSV in UTF-8.")


def _refuse_delimiter(text: str, fields: list[str], name: str) -> None:
    if len(fields) > 1:
        return
    for delimiter, word in DELIMITERS.items():
        if delimiter != "," and delimiter in text:
            raise SourceError(
                f"{name} has one column only: its fields seem to be separated by {word}. "
                "Save it with commas."
            )


def match_header(fields: list[str], source: Source, *, name: str) -> Header:
    """Find the columns of a source among the fields of a header.

    Raises
    ------
    SourceError
        If a column is repeated or missing. Of the file's own fields the message names only those
        that are much like a missing column: a file without a header has values there.
    """
    found = _positions(fields, source, name=name)
    missing = _missing(found, source)
    if missing:
        # A first row that names few columns is data: what it holds may be somebody's reference.
        is_header = len(found) >= len(missing)
        free = [text for i, text in enumerate(fields) if is_header and i not in found.values()]
        raise SourceError(_missing_columns(missing, free, name))
    return Header(fields, found, remarks=_remarks(source, fields, found))


def columns_read(fields: list[str], source: Source) -> Collection[int]:
    """Return which fields of a header are read; none if it is no header of the source."""
    found = _positions(fields, source)
    return () if _missing(found, source) else set(found.values())


def _positions(fields: list[str], source: Source, *, name: str = "") -> dict[str, int]:
    """Return the first field of each column; where the file is named, a second one is refused."""
    known = {_plain(alias): c.name for c in source.columns for alias in (c.name, *c.aliases)}
    found: dict[str, int] = {}
    for position, text in enumerate(fields):
        column = known.get(_plain(text))
        if column in found and name:
            raise SourceError(f"{name} has the column '{column}' more than once.")
        if column is not None:
            found.setdefault(column, position)
    return found


def _missing(found: Mapping[str, int], source: Source) -> list[str]:
    return [c.name for c in source.columns if c.required and c.name not in found]


def _plain(text: str) -> str:
    return re.sub(r"[\s_\ufeff\u00a0]+", " ", text).strip().casefold()


def _missing_columns(missing: list[str], free: list[str], name: str) -> str:
    lists = ", ".join(f"'{column}'" for column in missing)
    hints = ""
    for column in missing:
        near = difflib.get_close_matches(column, free, n=1, cutoff=ALIKE)
        hints += f" '{near[0]}' looks like '{column}'." if near else ""
    return f"{name} lacks the column {lists}.{hints} The first row must name the columns."


def _remarks(source: Source, fields: list[str], found: Mapping[str, int]) -> list[str]:
    remarks = []
    for column in source.columns:
        if column.name not in found:
            remarks.append(f"no column '{column.name}'")
        elif fields[found[column.name]] != column.name:
            remarks.append(f"column '{column.name}' under another spelling")
    unread = [text for i, text in enumerate(fields) if i not in found.values() and text.strip()]
    return [*remarks, _unread(unread)] if unread else remarks


def _unread(names: list[str]) -> str:
    listed = ", ".join(f"'{visible(name.strip(), MOST_OF_A_NAME)}'" for name in names[:NAMES_SHOWN])
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return f"not read: column {listed}{more}"
