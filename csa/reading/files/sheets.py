"""How are the cells of a worksheet read from its XML, whatever range or style it states?

What a sheet holds is what its cells hold: the range that it states, styles and charts are no help
and are often wrong. Parts are told by their local names, so that strict Open XML reads alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from xml.etree import ElementTree as ET

CHUNK = 1 << 18
# XML has no control characters, but exports of other programs put them there all the same.
PRINTABLE = bytes(c if c >= 0x20 or c in b"\t\n\r" else 0x20 for c in range(256))
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
PLAIN_WHOLE = re.compile(r"-?\d{1,15}")
DIGITS_KEPT = 15  # of a longer number a spreadsheet has rounded the rest away
PHONETIC = "rPh"
NUMBER, MOMENT, LENGTH = "number", "moment", "length of time"


class Stream(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""


class DamagedSheet(ValueError):  # noqa: N818 - a verdict on a part, not an error of the user
    """Raised where a part of a workbook is not what it should be."""


class NeverCalculated(Exception):  # noqa: N818 - a verdict on a cell, not an error of the user
    """Raised with the column (from 0) and name of a cell whose formula has no value."""

    def __init__(self, column: int, cell: str) -> None:
        super().__init__(cell)
        self.column, self.cell = column, cell


@dataclass
class Book:
    """What the cells of all sheets refer to.

    Attributes
    ----------
    texts : list of str
        Shared texts.
    kinds : list of str
        What the numbers of each style are: :data:`NUMBER`, :data:`MOMENT` or :data:`LENGTH`.
    from_1904 : bool
        Whether days are counted from 1904.
    """

    texts: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    from_1904: bool = False


def elements(stream: Stream, names: Sequence[str]) -> Iterator[ET.Element]:
    """Yield the elements of some local names, each forgotten once the next one is asked for.

    Raises
    ------
    DamagedSheet
        If it is no XML.
    """
    parser: Any = ET.XMLPullParser(("start", "end"))
    above: list[ET.Element] = []
    try:
        for chunk in _clean_chunks(stream):
            parser.feed(chunk)
            for event, element in parser.read_events():
                if event == "start":
                    above.append(element)
                    continue
                above.pop()
                if local(element.tag) in names:
                    yield element
                    if above:
                        above[-1].remove(element)
        parser.close()
    except ET.ParseError:
        raise DamagedSheet from None


def _clean_chunks(stream: Stream) -> Iterator[bytes]:
    start = stream.read(CHUNK)
    is_wide = start.startswith(UTF_16_MARKS)
    while start:
        yield start if is_wide else start.translate(PRINTABLE)
        start = stream.read(CHUNK)


def local(name: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """Return an attribute, whatever its namespace; nothing where it is not there."""
    return next((value for key, value in element.items() if local(key) == name), "")


def text_of(element: ET.Element) -> str:
    """Return the text of a shared or inline string, without how it is spoken."""
    if local(element.tag) == "t":
        return unescaped(element.text or "")
    return "".join(text_of(child) for child in element if local(child.tag) != PHONETIC)


def unescaped(text: str) -> str:
    r"""Return a text in which escaped characters are themselves.

    Examples
    --------
    >>> unescaped("Main_x000B_Street")
    'Main\x0bStreet'
    """
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def read_lines(
    stream: Stream, book: Book, *, is_read: Callable[[int], bool] = lambda _: True
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of each row that holds anything, and its texts up to the last one.

    Parameters
    ----------
    stream : binary file
        The XML of the sheet.
    book : Book
        What its cells refer to.
    is_read : callable
        Says of a column (from 0) whether its values matter.

    Raises
    ------
    DamagedSheet
        If it is no sheet.
    NeverCalculated
        If a column that is read has a formula without a value.
    """
    last = 0
    for row in elements(stream, ("row",)):
        last = max(_whole(attribute(row, "r") or str(last + 1)), last + 1)
        if last > LAST_ROW:
            raise DamagedSheet
        texts = _row_texts(row, last, book, is_read)
        if any(texts):
            yield last, texts


def _row_texts(
    row: ET.Element, number: int, book: Book, is_read: Callable[[int], bool]
) -> list[str]:
    texts: list[str] = []
    for cell in row:
        name = attribute(cell, "r")
        column = _column(name) if name else len(texts)
        if not len(texts) <= column < LAST_COLUMN:
            raise DamagedSheet
        value = _cell_text(cell, book)
        if value is None and is_read(column):
            raise NeverCalculated(column, name or f"{column + 1} of row {number}")
        texts += [""] * (column - len(texts)) + [value or ""]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _column(cell: str) -> int:
    match = REFERENCE.fullmatch(cell)
    if match is None:
        raise DamagedSheet
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _cell_text(cell: ET.Element, book: Book) -> str | None:
    """Return what a cell shows, in one line; ``None`` for a formula that was never calculated."""
    kind = cell.get("t", "n")
    parts = {local(child.tag): child for child in cell}
    if kind == "inlineStr":
        return " ".join(text_of(parts["is"]).split()) if "is" in parts else ""
    value = (parts["v"].text or "").strip() if "v" in parts else ""
    if not value:
        return None if "f" in parts and kind != "str" else ""
    read = READERS.get(kind, _number)
    return " ".join(read(value, book, cell.get("s", "0")).split())


def _shared(value: str, book: Book, _: str) -> str:
    number = _whole(value)
    if number >= len(book.texts):
        raise DamagedSheet
    return book.texts[number]


def _number(value: str, book: Book, style: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    position = _whole(style)
    kind = book.kinds[position] if position < len(book.kinds) else NUMBER
    moment = _moment(number, kind, book) if kind != NUMBER else None
    if moment is not None:
        return moment
    if PLAIN_WHOLE.fullmatch(value):
        return value
    if abs(number) >= 10**DIGITS_KEPT:
        return f"{number:.{DIGITS_KEPT - 1}E}"
    return str(int(number)) if number.is_integer() else str(number)


def _moment(number: float, kind: str, book: Book) -> str | None:
    """Return a number that is shown as a date or time as such; nothing if no day has it."""
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    epoch = MAC_EPOCH if book.from_1904 else WINDOWS_EPOCH
    try:
        moment = from_excel(number, epoch, timedelta=kind == LENGTH)
    except (OverflowError, ValueError):
        return None
    return moment.isoformat(sep=" ") if isinstance(moment, datetime) else str(moment)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise DamagedSheet
    return int(text)


def _flag(value: str, _: Book, __: str) -> str:
    return "TRUE" if value == "1" else "FALSE"


def _as_written(value: str, _: Book, __: str) -> str:
    return unescaped(value)


READERS: Mapping[str, Callable[[str, Book, str], str]] = {
    "s": _shared,
    "str": _as_written,
    "b": _flag,
    "d": _as_written,
    "e": _as_written,
}
