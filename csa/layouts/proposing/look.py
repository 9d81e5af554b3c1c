"""What is in a file that nobody described: its sheets, headings and kinds of cells?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from csa.errors import SourceError
from csa.layouts.grids import Grid, Opened, open_grids
from csa.layouts.headers import qualified
from csa.layouts.moments import COMPACT, read_moment
from csa.layouts.telling import find_telling, looks_personal
from csa.layouts.totals import NUMBER
from csa.reading.files.discovery import RawFile
from csa.reading.files.sheets import LAST_COLUMN
from csa.reading.rows.values import Unreadable

NARROWEST = 4  # a table of fewer columns is a summary or a list of criteria
SEARCHED = 60
FEW_CELLS = 3
MOST = 0.8  # of the cells of a column that are of one kind
TOTAL = re.compile(r"(grand |sub-?|.*\bsub-?)?(total|count|sum)\b.*", re.IGNORECASE)
FIGURE = re.compile(r"-?[\d.,]+")


@dataclass
class Seen:
    """One column.

    Attributes
    ----------
    heading : str
        Its heading.
    texts : Counter
        Its different texts and in how many rows each stands.
    lines : dict of str to list of int
        The first lines that each text stands in.
    """

    heading: str
    texts: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def add(self, text: str, line: int) -> None:
        """Take one more cell into account."""
        if text:
            self.texts[text] += 1
            self.lines.setdefault(text, []).append(line)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return the share of filled cells that hold a pattern."""
        return sum(n for text, n in self.texts.items() if pattern.search(text)) / max(
            self.texts.total(), 1
        )

    @property
    def is_dates(self) -> bool:
        """Whether most cells are dates."""
        good = sum(n for text, n in self.texts.items() if month_in(text))
        return good > MOST * max(self.texts.total(), 1) and bool(self.texts)

    @property
    def is_telling(self) -> bool:
        """Whether cells seem to name or describe somebody."""
        return find_telling(self.texts) is not None


@dataclass
class Sheet:
    """A table that was found in a sheet, or in a text file.

    Attributes
    ----------
    name : str
        The name of the sheet.
    header : int
        The line of its headings.
    columns : list of Seen
        Its columns that have a heading.
    rows : int
        Its rows.
    totals : list of str
        With what lines begin that state a total.
    odd : list of int
        Lines with one cell only.
    """

    name: str
    header: int
    columns: list[Seen]
    rows: int = 0
    totals: list[str] = field(default_factory=list)
    odd: list[int] = field(default_factory=list)


def month_in(text: str) -> str:
    """Return the month of a date, or nothing if a text is none."""
    if NUMBER.fullmatch(text) and not COMPACT.fullmatch(text):
        return ""
    try:
        return read_moment(text)[:7]
    except Unreadable:
        return ""


def require_file(path: Path) -> None:
    """Refuse a folder, which nobody can look at as one table.

    Raises
    ------
    SourceError
        If it is one.
    """
    if path.is_dir():
        raise SourceError(f"{path} is a folder. Name one of the files in it.")


def look_at(file: RawFile) -> tuple[list[Sheet], Opened]:
    """Find the tables in a file, and how its text is encoded and delimited.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    require_file(file.path)
    with open_grids(file) as opened:
        sheets = [_sheet(grid) for grid in opened.grids]
        return [one for one in sheets if one], opened


def _sheet(grid: Grid) -> Sheet | None:
    grid.wanted.update(range(LAST_COLUMN))
    lines = [(number, cells) for number, cells in grid if any(cells)]
    start = _header([cells for _, cells in lines[:SEARCHED]])
    if start is None:
        return None
    above = lines[start - 1][1] if start else []
    names = qualified(lines[start][1], above)
    sheet = Sheet(grid.name, lines[start][0], [Seen(name) for name in names])
    for number, cells in lines[start + 1 :]:
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            sheet.odd.append(number)
        elif len(filled) <= FEW_CELLS and TOTAL.fullmatch(filled[0]):
            sheet.totals.append(filled[0])
        else:
            sheet.rows += 1
            for column, cell in zip(sheet.columns, cells, strict=False):
                column.add(cell, number)
    sheet.columns = [column for column in sheet.columns if column.heading]
    return sheet


def _header(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the first line of texts, without figures, that is nearly as wide as any line."""
    widest = max((sum(map(bool, cells)) for cells in lines), default=0)
    if widest < NARROWEST:
        return None
    for position, cells in enumerate(lines):
        filled = [cell for cell in cells if cell]
        if len(filled) >= MOST * widest and not any(
            FIGURE.fullmatch(cell) or month_in(cell) or looks_personal(cell) for cell in filled
        ):
            return position
    return None
