"""How do tables become a workbook in which numbers are numbers and nothing is without its source?

Each sheet but the first holds one table with a heading row; what is withheld or missing says so in
words. The same tables give the same bytes.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csa.present.saving.packed import NO_TIME, without_time
from csa.present.tables import OF_WORDS, Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

TITLE_ROW, NOTE_ROW, HEADING_ROW = 1, 2, 3
WIDEST, NARROWEST = 60, 12
PERCENT = re.compile(r"([+\N{MINUS SIGN}-]?)([\d,]+)%(?: \((.+)\))?")
NONE = "none"
IN_WORDS = {"<5": "fewer than 5", "few": "too few for a rate"}
Value = str | int | float


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    Attributes
    ----------
    name, title, note : str
        Name of the sheet, its title, and how to read it.
    headings : list of str
        The first row of the table.
    rows : sequence of sequence
        Texts and numbers.
    kept_in_sight : int
        How many columns stay on the screen when others are looked for.
    """

    name: str
    title: str
    note: str
    headings: list[str]
    rows: Sequence[Sequence[Value]]
    kept_in_sight: int = 2


def cell_value(column: Column, row: dict[str, Any]) -> Value:
    """Return a figure as a number, and anything else as the words that a page shows."""
    text = column.text(row)
    if column.upper:
        return text
    if percent := PERCENT.fullmatch(text):
        sign, digits = percent[1], int(percent[2].replace(",", ""))
        return -digits if sign not in ("", "+") else digits
    if column.kind in OF_WORDS:
        return text or NONE
    if text in IN_WORDS:
        return IN_WORDS[text]
    (plain,) = column.plain(row)
    try:
        return float(plain) if column.kind == "rate" else int(plain)
    except ValueError:
        return text


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook; its title is that of the first sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _write(book.create_sheet(sheet.name), sheet)
    properties = book.properties
    properties.title, properties.language = sheets[0].title, "en-GB"
    properties.creator, properties.created = None, NO_TIME  # it has no author to name
    out = io.BytesIO()
    book.save(out)
    return without_time(out.getvalue())


def _write(page: Worksheet, sheet: Sheet) -> None:
    """Write a sheet: title, how to read it, and a real table below, its headings kept in sight."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table as RealTable
    from openpyxl.worksheet.table import TableStyleInfo

    page.cell(TITLE_ROW, 1, sheet.title).font = Font(bold=True, size=14)
    page.cell(NOTE_ROW, 1, sheet.note)
    lines = [sheet.headings, *sheet.rows]
    for down, row in enumerate(lines, HEADING_ROW):
        for across, value in enumerate(row, 1):
            written = page.cell(down, across, value)
            if isinstance(value, str):
                written.data_type = "s"  # a text that begins with = is no formula
            written.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    for across in range(1, len(sheet.headings) + 1):
        longest = max(len(str(row[across - 1])) for row in lines)
        width = min(max(longest, NARROWEST), WIDEST) + 2
        page.column_dimensions[get_column_letter(across)].width = width
    last = get_column_letter(len(sheet.headings))
    table = RealTable(
        displayName=sheet.name.title().replace(" ", ""),
        ref=f"A{HEADING_ROW}:{last}{HEADING_ROW + len(sheet.rows)}",
    )
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)
    page.freeze_panes = f"{get_column_letter(sheet.kept_in_sight + 1)}{HEADING_ROW + 1}"
