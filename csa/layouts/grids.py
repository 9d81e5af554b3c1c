"""How do the lines of a foreign file come: of one text file, or of the sheets of a workbook?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from csa.errors import SourceError
from csa.layouts.words import Patterns
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import DELIMITERS, refuse_other_kinds
from csa.reading.files.opening import FIRST_BYTES, Readable, open_text, open_workbook
from csa.reading.files.records import LONGEST_RECORD_LINES
from csa.reading.files.workbooks import Sheet, Workbook
from csa.settings.layouts import Layout

CP1252 = "cp1252"
LINES_LOOKED_AT = 20
Lines = Iterator[tuple[int, list[str]]]


@dataclass
class Grid:
    """One sheet, or a text file, as lines of cells.

    Attributes
    ----------
    name : str
        The name of the sheet; empty for a text file.
    lines : iterator of (int, list of str)
        The number of each line and its cells, without loose spaces; lines without anything may
        be left out.
    wanted : set of int
        Positions of the columns that are read, once they are known.
    last : int
        The number of the last line so far.
    hidden : bool
        Whether the sheet is hidden.
    """

    name: str
    lines: Lines
    wanted: set[int] = field(default_factory=set)
    last: int = 0
    hidden: bool = False

    def __iter__(self) -> Lines:
        """Yield the lines."""
        for number, cells in self.lines:
            self.last = number
            yield number, cells

    @property
    def where(self) -> str:
        """The sheet as messages put it before the name of a file."""
        return f"Sheet '{self.name}' of " if self.name else ""


@dataclass
class Opened:
    """A foreign file that is open.

    Attributes
    ----------
    grids : iterator of Grid
        Its sheets, each to be read before the next is asked for.
    encoding : str
        Its encoding, as far as it is known yet.
    delimiter : str
        What seems to stand between its fields, once its first line is read.
    remarks : list of str
        What the account should say.
    """

    grids: Iterator[Grid]
    encoding: str = "utf-8"
    delimiter: str = ","
    remarks: list[str] = field(default_factory=list)


@contextmanager
def open_grids(file: RawFile, layout: Layout | None = None) -> Iterator[Opened]:
    """Open a file to read its lines, sheet by sheet.

    Raises
    ------
    SourceError
        If it cannot be read, or has none of the sheets of its layout.
    """
    with ExitStack() as stack:
        if (file.member or file.path.name).casefold().endswith(".xlsx"):
            book = stack.enter_context(open_workbook(file.path, name=file.name, member=file.member))
            chosen = _chosen(book, layout.sheets if layout else (), file.name)
            passed = [one for one in book.sheets if one not in chosen]
            opened = Opened(_sheet(book, one) for one in chosen)
            opened.remarks = [f"sheet {one.called} is not read" for one in passed]
            yield opened
            return
        text = stack.enter_context(open_text(file.path, name=file.name, member=file.member))
        opened = Opened(iter(()), text.encoding)
        grid = Grid("", iter(()))
        grid.lines = _text_lines(text.stream, file, layout, opened=opened, grid=grid)
        opened.grids = iter([grid])
        yield opened


def _chosen(book: Workbook, patterns: Sequence[str], name: str) -> list[Sheet]:
    if not patterns:
        return list(book.sheets)
    wanted = Patterns(patterns)
    chosen = [sheet for sheet in book.sheets if wanted.fit(sheet.name)]
    if not chosen:
        there = ", ".join(sheet.called for sheet in book.sheets)
        asked = ", ".join(f"'{one}'" for one in patterns)
        raise SourceError(f"{name} has no sheet {asked}, as its layout says. It has: {there}.")
    return chosen


def _sheet(book: Workbook, sheet: Sheet) -> Grid:
    grid = Grid(sheet.name, iter(()), hidden=sheet.hidden)
    grid.lines = book.numbered(sheet, grid.wanted.__contains__)
    return grid


def _text_lines(
    stream: Readable, file: RawFile, layout: Layout | None, *, opened: Opened, grid: Grid
) -> Lines:
    """Yield the records of a text file, each with the number of the line in which it begins."""
    start = stream.read(FIRST_BYTES)
    if not start:
        raise SourceError(f"{file.name} is empty (0 bytes). Ask for the file again.")
    refuse_other_kinds(start, file.name)
    opened.delimiter = _delimiter(start)
    delimiter = layout.delimiter if layout else opened.delimiter
    encoding = layout.encoding if layout else None
    texts = _decoded(_byte_lines(start, stream), encoding, opened)
    records = csv.reader(texts, delimiter=delimiter)
    before = 0
    try:
        for record in records:
            if records.line_num - before > LONGEST_RECORD_LINES:
                raise _unclosed(before + 1, file.name)
            yield before + 1, [" ".join(cell.split()) for cell in record]
            before = records.line_num
        grid.last = before
    except csv.Error:
        raise _unclosed(before + 1, file.name) from None


def _unclosed(line: int, name: str) -> SourceError:
    return SourceError(
        f"A quote opened in line {line} of {name} is not closed. Ask for the file again, or "
        "correct that line."
    )


def _delimiter(start: bytes) -> str:
    """Return the mark that most lines hold equally often: in free text it differs."""
    lines = start.splitlines()[:LINES_LOOKED_AT]
    alike = {mark: Counter(line.count(mark.encode()) for line in lines) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: max(n * m for n, m in alike[mark].items()))


def _byte_lines(start: bytes, stream: Readable) -> Iterator[bytes]:
    end = b"\n" if b"\n" in start else b"\r"
    rest = b""
    while start:
        *whole, rest = (rest + start).split(end)
        for line in whole:
            yield line + b"\n"
        start = stream.read(FIRST_BYTES)
    if rest:
        yield rest


def _decoded(lines: Iterator[bytes], encoding: str | None, opened: Opened) -> Iterator[str]:
    """Decode line by line; without an encoding, what is no UTF-8 is Windows-1252."""
    opened.encoding = encoding or opened.encoding
    for number, line in enumerate(lines):
        data = line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
        if encoding:
            yield data.decode(encoding, "replace")
            continue
        try:
            yield data.decode("utf-8")
        except UnicodeDecodeError:
            opened.encoding = f"utf-8 and {CP1252}"
            yield data.decode(CP1252, "replace")
