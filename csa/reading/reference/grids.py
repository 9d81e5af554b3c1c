"""Where in a published spreadsheet does its table begin, and which lines are titles or notes?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import LONGEST_HEADER, refuse_other_kinds
from csa.reading.files.opening import open_workbook

LINES_SEARCHED = 60
Line = list[str]


@dataclass(frozen=True)
class Grid:
    """The table found in one sheet.

    Attributes
    ----------
    header : int
        Position of the header among the sheet's lines, from 0.
    columns : dict of str to int
        Position of each column wanted.
    lines : list of list of str
        Every line of the sheet as trimmed texts.
    physical_lines : int
        Lines of the file, line ends inside quoted text included.
    """

    header: int
    columns: Mapping[str, int]
    lines: list[Line]
    physical_lines: int

    def cell(self, line: Line, column: str) -> str:
        """Return the text of a column in a line; empty where the line is too short."""
        position = self.columns[column]
        return line[position] if position < len(line) else ""


def read_grid(file: RawFile, wanted: Mapping[str, tuple[str, ...]]) -> Grid:
    """Find the one table of a file whose header names all the columns wanted.

    Parameters
    ----------
    file : RawFile
        A CSV file, or a workbook in which one sheet holds the table.
    wanted : mapping of str to tuple of str
        Regular expressions of each column's whole name, the preferred one first.

    Raises
    ------
    SourceError
        If the file is unreadable, or none or several of its sheets hold such a table.
    """
    sheets = _sheets(file)
    found = [grid for lines, physical in sheets if (grid := _find(lines, physical, wanted))]
    if len(found) != 1:
        columns = ", ".join(wanted)
        what = "no table" if not found else f"{len(found)} tables"
        raise SourceError(
            f"{file.name} has {what} with the columns {columns} in one header row. Save the sheet "
            "that holds the table as CSV."
        )
    return found[0]


def _find(lines: list[Line], physical: int, wanted: Mapping[str, tuple[str, ...]]) -> Grid | None:
    for position, line in enumerate(lines[:LINES_SEARCHED]):
        columns = {name: _position(line, patterns) for name, patterns in wanted.items()}
        if -1 not in columns.values() and len(set(columns.values())) == len(wanted):
            return Grid(position, columns, lines, physical)
    return None


def _position(line: Line, patterns: tuple[str, ...]) -> int:
    names = [" ".join(text.split()).casefold() for text in line]
    for pattern in patterns:
        for position, name in enumerate(names):
            if re.fullmatch(pattern, name):
                return position
    return -1


def _sheets(file: RawFile) -> list[tuple[list[Line], int]]:
    if file.file_name.endswith(".xlsx"):
        with open_workbook(file.path, name=file.name, member=file.member) as book:
            sheets = [list(book.lines(sheet)) for sheet in book.sheets]
        return [(lines, len(lines)) for lines in sheets]
    content = file.read_bytes()
    if not content:
        raise SourceError(f"{file.name} is empty (0 bytes). Ask for the file again.")
    refuse_other_kinds(content[:LONGEST_HEADER], file.name)
    text = _decoded(content)
    lines = [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text, newline=""))]
    return [(lines, len(text.splitlines()))]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
