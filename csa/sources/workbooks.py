"""How are the sheets of an Excel workbook read as lines of text, without trusting the file?"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from csa.errors import SourceError

LARGEST_RATIO = 200
SAFE_BYTES = 1 << 26
DAMAGED_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError)


def open_sheets(stream: BinaryIO, name: str) -> list[Any]:
    """Return the sheets of a workbook, for :func:`read_lines`.

    Parameters
    ----------
    stream : binary file
        The workbook; it must stay open while its sheets are read.
    name : str
        How messages call it.

    Raises
    ------
    SourceError
        If it is no workbook, is damaged, or would unpack to more than is reasonable.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
        packed = sum(member.compress_size for member in members)
        if sum(member.file_size for member in members) > max(SAFE_BYTES, packed * LARGEST_RATIO):
            raise SourceError(
                f"{name} unpacks to more than {LARGEST_RATIO} times its size. "
                "It is refused; ask for it as CSV."
            )
        return list(load_workbook(stream, read_only=True, data_only=True).worksheets)
    except (*DAMAGED_ARCHIVE, InvalidFileException, OSError, KeyError, ValueError):
        raise SourceError(
            f"{name} is no Excel workbook that can be read. Save it again, or as CSV."
        ) from None


def read_lines(sheet: Any, name: str) -> Iterator[list[str]]:
    """Yield the lines of a sheet as trimmed texts.

    Raises
    ------
    SourceError
        If the workbook turns out to be damaged.
    """
    try:
        for line in sheet.iter_rows(values_only=True):
            yield [_text(value) for value in line]
    except DAMAGED_ARCHIVE:
        raise SourceError(f"{name} is damaged. Save it again, or as CSV.") from None


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
