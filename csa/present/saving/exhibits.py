"""How is an exhibit saved: by the ending of the name that it is given?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.errors import SettingsError
from csa.present.saving.document import write_document
from csa.present.saving.picture import draw_png, draw_svg
from csa.present.saving.place import choose_place, save_file
from csa.present.saving.sheets import Sheet, cell_value, write_workbook
from csa.present.tables import NO_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from csa.present.exhibit import Exhibit
    from csa.present.tables import Table

ABOUT, DATA = "About this table", "Data"
HEADINGS_BELOW = "Each of the other sheets holds one table, with its headings in row 3."


def save_exhibit(exhibit: Exhibit, name: str | Path) -> Path:
    """Save an exhibit as a picture, a workbook or a document, and return where.

    Raises
    ------
    SettingsError
        If the name ends in something else, an exhibit has nothing to show or no chart, or
        unprotected figures would lie where files are shared.
    StoreError
        If the file cannot be written.
    """
    path = choose_place(name, endings=WRITERS, unprotected=exhibit.officer)
    if exhibit.unavailable:
        raise SettingsError(f"There is nothing to save: {exhibit.unavailable}")
    return save_file(path, WRITERS[path.suffix.lower()](exhibit))


def write_sheets(exhibit: Exhibit) -> bytes:
    """Return the tables of an exhibit as a workbook, with what they are on its first sheet."""
    if not exhibit.tables:
        raise SettingsError(f"'{exhibit.title}' has no table to save. Save it as .docx.")
    many = len(exhibit.tables) > 1
    names = [f"{DATA} {n}" if many else DATA for n, _ in enumerate(exhibit.tables, 1)]
    sheets = [
        Sheet(name, table.caption, " ".join([*exhibit.about, *table.notes]), *_laid_out(table))
        for name, table in zip(names, exhibit.tables, strict=True)
    ]
    lines = [[*line] for line in _about(exhibit)]
    about = Sheet(ABOUT, exhibit.title, HEADINGS_BELOW, ["What", "Text"], lines, kept_in_sight=1)
    return write_workbook([about, *sheets])


def _about(exhibit: Exhibit) -> Iterator[tuple[str, str]]:
    yield "Title", exhibit.title
    for line in exhibit.about:
        yield "About", line
    for said in exhibit.said:
        yield "In words", str(said)
    for note in exhibit.notes:
        yield "Note", str(note)


def _laid_out(table: Table) -> tuple[list[str], list[list[str | int | float]]]:
    """Return the headings of a table, each once, and its rows."""
    headings: list[str] = []
    for column in table.columns:
        same = sum(one.partition(" (again")[0] == column.label for one in headings)
        headings.append(column.label if not same else f"{column.label} (again {same})")
    rows = [
        [cell_value(column, row) for column in table.columns]
        for row in table.frame.to_dict("records")
    ]
    return headings, rows or [[NO_ROWS, *[""] * (len(headings) - 1)]]


WRITERS: Mapping[str, Callable[[Exhibit], bytes]] = {
    ".xlsx": write_sheets,
    ".docx": write_document,
    ".png": draw_png,
    ".svg": draw_svg,
}
