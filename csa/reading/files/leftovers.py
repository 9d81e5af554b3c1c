"""Which files did other programs leave behind, and what does one of them say?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath

# A Mac's own files, and those that spreadsheet programs keep beside a workbook that is open.
LEFTOVERS = ("._", "~$", ".~lock.", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
EXCEL_LOCK, OFFICE_LOCK = "~$", ".~lock."
HIDDEN = "."


def is_leftover(name: str) -> bool:
    """Return whether a file, or a folder above it, is none of the partnership's."""
    return any(part.startswith(LEFTOVERS) for part in PurePosixPath(name).parts)


def is_hidden(name: str) -> bool:
    """Return whether a file, or a folder above it, is hidden."""
    return any(part.startswith(HIDDEN) for part in PurePosixPath(name).parts)


def open_workbooks(names: Collection[str]) -> Iterator[str]:
    """Yield the names of files that a spreadsheet program has open, told by its lock beside them.

    Examples
    --------
    >>> list(open_workbooks(["asb/2016-04-asb.xlsx", "asb/~$2016-04-asb.xlsx"]))
    ['asb/2016-04-asb.xlsx']
    """
    for name in names:
        path = PurePosixPath(name)
        if path.name.startswith(EXCEL_LOCK):
            opened = path.with_name(path.name.removeprefix(EXCEL_LOCK))
        elif path.name.startswith(OFFICE_LOCK):
            opened = path.with_name(path.name.removeprefix(OFFICE_LOCK).rstrip("#"))
        else:
            continue
        if str(opened) in names:
            yield str(opened)
