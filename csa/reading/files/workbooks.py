"""How is an Excel workbook read as lines of text, without trusting the file?"""

from __future__ import annotations

import csv
import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element

from csa.errors import SourceError
from csa.reading.files.sheets import (
    LAST_COLUMN,
    LENGTH,
    MOMENT,
    NUMBER,
    Book,
    NeverCalculated,
    attribute,
    elements,
    read_lines,
    text_of,
)

LARGEST_RATIO = 200
SAFE_BYTES = 1 << 26
DAMAGED_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError)
COMPOUND = b"\xd0\xcf\x11\xe0"  # the older container: of .xls, and of whatever has a password
COMPOUND_FOLDER = slice(48, 52)
LARGEST_SECTOR = 12  # as a power of two
PROTECTED = "EncryptedPackage".encode("utf-16-le")
SHOWN = ("", "visible")
Line = list[str]
# Takes the fields of a header and says which of them are read; none if it is no such header.
Wanted = Callable[[list[str]], Collection[int]]


@dataclass(frozen=True)
class Sheet:
    """One worksheet.

    Attributes
    ----------
    name : str
        Its name on the tab.
    part : str
        Its file within the workbook.
    hidden : bool
        Whether the tab is hidden.
    """

    name: str
    part: str
    hidden: bool

    @property
    def called(self) -> str:
        """The sheet as messages call it."""
        return f"'{self.name}' (hidden)" if self.hidden else f"'{self.name}'"


class Workbook:
    """The worksheets of an Excel workbook; chart sheets and macros are passed over.

    Parameters
    ----------
    stream : binary file
        The workbook; it must stay open while its sheets are read.
    name : str
        How messages call it.

    Raises
    ------
    SourceError
        If it is no workbook, is damaged or protected by a password, or would unpack to more than
        is reasonable.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.name = name
        with self._reading():
            _refuse_compound(stream, name)
            self._archive = zipfile.ZipFile(stream)
            self._refuse_bomb()
            self._parts = {_plain(one): one for one in self._archive.namelist()}
            self._read_parts()

    def _refuse_bomb(self) -> None:
        members = self._archive.infolist()
        packed = sum(member.compress_size for member in members)
        if sum(member.file_size for member in members) > max(SAFE_BYTES, packed * LARGEST_RATIO):
            raise SourceError(
                f"{self.name} unpacks to more than {LARGEST_RATIO} times its size. "
                "It is refused; ask for it as CSV."
            )

    def _read_parts(self) -> None:
        main = self._targets("", "officeDocument").popitem()[1]
        sheets, others = self._targets(main, "worksheet"), self._targets(main, "")
        self.sheets = [
            Sheet(one.get("name", ""), sheets[key], attribute(one, "state") not in SHOWN)
            for one in self._elements(main, "sheet")
            if (key := attribute(one, "id")) in sheets
        ]
        self._book = Book()
        for one in self._elements(main, "workbookPr"):
            self._book.from_1904 = attribute(one, "date1904") in ("1", "true")
        for part in self._parts.keys() & others.values():
            if part.endswith("sharedstrings.xml"):
                self._book.texts = [text_of(one) for one in self._elements(part, "si")]
            elif part.endswith("styles.xml"):
                self._book.kinds = self._read_kinds(part)

    def _targets(self, part: str, kind: str) -> dict[str, str]:
        """Return the parts that a part refers to as of some kind, by the id it gives them."""
        folder, _, last = part.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{last}.rels")
        return {
            attribute(one, "Id"): _plain(posixpath.join("/", folder, attribute(one, "Target")))
            for one in self._elements(relations, "Relationship")
            if attribute(one, "Type").endswith(f"/{kind}" if kind else "")
        }

    def _elements(self, part: str, *names: str) -> Iterator[Element]:
        with self._open(part) as stream:
            yield from elements(stream, names)

    def _read_kinds(self, part: str) -> list[str]:
        """Return what the numbers of each style are."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS

        formats = dict(BUILTIN_FORMATS)
        kinds: list[str] = []
        for one in self._elements(part, "numFmt", "cellXfs"):
            if attribute(one, "formatCode"):
                formats[int(attribute(one, "numFmtId"))] = attribute(one, "formatCode")
            kinds += [_kind(formats.get(int(attribute(xf, "numFmtId") or 0), "")) for xf in one]
        return kinds

    def start(self, sheet: Sheet) -> list[Line]:
        """Return the first two rows of a sheet that hold anything.

        Raises
        ------
        SourceError
            If the workbook turns out to be damaged.
        """
        with self._reading(), self._open(sheet.part) as stream:
            rows = read_lines(stream, self._book, is_read=lambda _: False)
            return [line for _, line in islice(rows, 2)]

    def lines(self, sheet: Sheet, wanted: Wanted | None = None) -> Iterator[Line]:
        """Yield the rows of a sheet as texts; the first that holds anything comes first.

        Rows without anything come as empty lines, but not above the first row nor below the last.

        Parameters
        ----------
        sheet : Sheet
            One of :attr:`sheets`.
        wanted : callable, optional
            Takes the first row and says which columns are read; by default all are.

        Raises
        ------
        SourceError
            If the workbook turns out to be damaged, or a column that is read has formulas that
            were never calculated.
        """
        header: Line = []
        before = 0
        try:
            with self._reading(), self._open(sheet.part) as stream:
                header = next((line for _, line in read_lines(stream, self._book)), [])
            read = range(LAST_COLUMN) if wanted is None else wanted(header)
            with self._reading(), self._open(sheet.part) as stream:
                for number, line in read_lines(stream, self._book, is_read=read.__contains__):
                    yield from ([] for _ in range(number - before - 1 if before else 0))
                    yield line + [""] * (len(header) - len(line))
                    before = number
        except NeverCalculated as problem:
            there = header[problem.column] if problem.column < len(header) else ""
            raise SourceError(
                f"{self.name}: column '{there}' holds formulas that were never calculated, the "
                f"first in cell {problem.cell} of sheet {sheet.called}. Open and save it in Excel, "
                "then put it here again."
            ) from None

    def numbered(self, sheet: Sheet, is_read: Callable[[int], bool]) -> Iterator[tuple[int, Line]]:
        """Yield the rows of a sheet that hold anything, each with its number in the sheet.

        Parameters
        ----------
        sheet : Sheet
            One of :attr:`sheets`.
        is_read : callable
            Says of a column (from 0), when its row is read, whether its values matter.

        Raises
        ------
        SourceError
            If the workbook turns out to be damaged, or a column that is read has formulas that
            were never calculated.
        """
        try:
            with self._reading(), self._open(sheet.part) as stream:
                yield from read_lines(stream, self._book, is_read=is_read)
        except NeverCalculated as problem:
            raise SourceError(
                f"{self.name} holds a formula that was never calculated in cell {problem.cell} of "
                f"sheet {sheet.called}. Open and save it in Excel, then put it here again."
            ) from None

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[part])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (*DAMAGED_ARCHIVE, OSError, KeyError, ValueError, RuntimeError):
            raise SourceError(
                f"{self.name} is no Excel workbook that can be read: it is damaged or of another "
                "kind. Save it again, or as CSV."
            ) from None


def _plain(part: str) -> str:
    """Return the name of a part as others refer to it, whatever packed it."""
    return posixpath.normpath(part.replace("\\", "/")).lstrip("/").casefold()


def _kind(number_format: str) -> str:
    from openpyxl.styles.numbers import is_date_format, is_timedelta_format

    if is_timedelta_format(number_format):
        return LENGTH
    return MOMENT if is_date_format(number_format) else NUMBER


def _refuse_compound(stream: BinaryIO, name: str) -> None:
    """Say of the older container whether a password or only its age keeps it closed."""
    start = stream.read(512)
    if start.startswith(COMPOUND):
        sector = 1 << min(int.from_bytes(start[30:32], "little"), LARGEST_SECTOR)
        stream.seek((int.from_bytes(start[COMPOUND_FOLDER], "little") + 1) * sector)
        if PROTECTED in stream.read(1 << 12):
            raise SourceError(f"{name} is protected by a password. Save it without one, or as CSV.")
        raise SourceError(f"{name} is an old Excel workbook. Save it as .xlsx, or as CSV.")
    stream.seek(0)


def as_csv(book: Workbook, wanted: Wanted) -> tuple[bytes, list[str]]:
    """Return the one sheet of a workbook that has rows as CSV, and remarks on the others.

    A hidden sheet is passed over unless its first row is a header that is wanted.

    Parameters
    ----------
    book : Workbook
        The workbook.
    wanted : callable
        Takes the fields of a first row and says which of them are read.

    Raises
    ------
    SourceError
        If it cannot be read, or rows stand in none or in several of its sheets.
    """
    starts = {sheet: book.start(sheet) for sheet in book.sheets}
    filled = [sheet for sheet, start in starts.items() if len(start) > 1]
    meant = [sheet for sheet in filled if not sheet.hidden or wanted(starts[sheet][0])]
    if not filled:
        meant = [sheet for sheet, start in starts.items() if start and not sheet.hidden][:1]
    if len(meant) != 1 or meant[0].hidden:
        count = f"{len(meant)} sheet{'s' if len(meant) != 1 else ''} with rows"
        names = ", ".join(sheet.called for sheet in meant or book.sheets)
        raise SourceError(
            f"{book.name} has {count}: {names}. Keep its rows in one sheet that is not hidden, and "
            "delete the others."
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(book.lines(meant[0], wanted))
    passed = [f"sheet {sheet.called} is not read" for sheet in filled if sheet not in meant]
    return text.getvalue().encode("utf-8", "replace"), passed
