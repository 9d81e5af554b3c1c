"""How is a raw file opened as a stream of UTF-8 CSV bytes, whatever it is packed in?

Archives are read in place: nothing is ever unpacked to disk. An archive that would grow beyond
reason, is damaged or encrypted, or names paths outside its folder is refused.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from csa.errors import SourceError
from csa.sources.workbooks import (
    DAMAGED_ARCHIVE,
    LARGEST_RATIO,
    SAFE_BYTES,
    open_sheets,
    read_lines,
)

FIRST_BYTES = 1 << 16
ENCRYPTED = 0x1
UTF_8 = "utf-8"
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DAMAGED = (*DAMAGED_ARCHIVE, gzip.BadGzipFile)
MAC_LEFTOVERS = ("__MACOSX", ".DS_Store", "._")


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""


class Guarded:
    """A stream that turns damage into a clear error and stops an archive that never ends.

    Parameters
    ----------
    stream : binary file
        What is read.
    name : str
        How messages call it.
    packed : int
        Bytes of the packed file, or 0 where nothing is packed.
    """

    def __init__(self, stream: Readable, name: str, *, packed: int = 0) -> None:
        self._stream = stream
        self._name = name
        self._packed = packed
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` bytes.

        Raises
        ------
        SourceError
            If the file is damaged, or unpacks to more than is reasonable.
        """
        try:
            chunk = self._stream.read(size)
        except DAMAGED:
            raise SourceError(f"{self._name} is damaged. Download or ask for it again.") from None
        except OSError as problem:
            raise _unreadable(self._name, problem) from None
        self._given += len(chunk)
        if self._packed and self._given > max(SAFE_BYTES, self._packed * LARGEST_RATIO):
            raise SourceError(
                f"{self._name} unpacks to more than {LARGEST_RATIO} times its size. "
                "It is refused; ask for it as plain CSV."
            )
        return chunk


class Recoded:
    """A UTF-16 stream read as UTF-8."""

    def __init__(self, stream: Readable, start: bytes) -> None:
        self._stream = stream
        self._start = start
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; none at the end."""
        while True:
            chunk, self._start = self._start or self._stream.read(size), b""
            text = self._decoder.decode(chunk, final=not chunk)
            if text or not chunk:
                return text.encode("utf-8")


class Rejoined:
    """A stream whose first bytes were already read."""

    def __init__(self, stream: Readable, start: bytes) -> None:
        self._stream = stream
        self._start = start

    def read(self, size: int = -1) -> bytes:
        """Return some bytes; none at the end."""
        chunk, self._start = self._start, b""
        return chunk or self._stream.read(size)


def _unreadable(name: str, problem: OSError) -> SourceError:
    return SourceError(
        f"{name} cannot be read ({problem.strerror or 'damaged'}). "
        "Check the file and its permissions."
    )


@contextmanager
def open_raw(path: Path, *, name: str, member: str = "") -> Iterator[Readable]:
    """Open a raw file, packed or not, as it is: no encoding is changed.

    Parameters
    ----------
    path : Path
        The file, or the archive it lies in.
    name : str
        How messages call it.
    member : str
        Its path in the zip archive.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    with open_packed(path, name=name) as stream:
        yield from _unpacked(stream, path, name, member)


def open_packed(path: Path, *, name: str) -> BinaryIO:
    """Open a raw file as it lies, packed or not.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    try:
        return path.open("rb")
    except OSError as problem:
        raise _unreadable(name, problem) from None


def _unpacked(stream: BinaryIO, path: Path, name: str, member: str) -> Iterator[Readable]:
    size = path.stat().st_size
    if member:
        with _archive(stream, name) as archive, _member(archive, member, name) as inner:
            yield Guarded(inner, name, packed=size)
    elif path.suffix == ".gz":
        with gzip.open(stream) as inner:
            yield Guarded(inner, name, packed=size)
    elif path.suffix == ".xlsx":
        yield io.BytesIO(_workbook_as_csv(stream, name))
    else:
        yield Guarded(stream, name)


@contextmanager
def open_text(path: Path, *, name: str, member: str = "") -> Iterator[tuple[Readable, str]]:
    """Open a raw file as UTF-8 and say which encoding it has: ``utf-8`` or ``utf-16``."""
    with open_raw(path, name=name, member=member) as stream:
        start = stream.read(FIRST_BYTES)
        if start.startswith(UTF_16_MARKS):
            yield Recoded(stream, start), "utf-16"
        else:
            yield Rejoined(stream, start), UTF_8


def _archive(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except DAMAGED:
        raise SourceError(f"{name} is no zip archive, or damaged. Download it again.") from None


def _member(archive: zipfile.ZipFile, member: str, name: str) -> Any:
    try:
        return archive.open(member)
    except (*DAMAGED, RuntimeError, NotImplementedError):
        raise SourceError(f"{name} cannot be unpacked. Download or ask for it again.") from None


def list_members(path: Path, *, name: str) -> list[str]:
    """Return the files in a zip archive, leftovers of other systems aside.

    Raises
    ------
    SourceError
        If the archive is damaged, or a member is encrypted, a link, named like another up to
        case, or lies outside the archive.
    """
    try:
        with path.open("rb") as stream, _archive(stream, name) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except OSError as problem:
        raise _unreadable(name, problem) from None
    members = [info for info in members if not _is_leftover(info.filename)]
    for info in members:
        _refuse_member(info, name)
    _refuse_twins([info.filename for info in members], name)
    return [info.filename for info in members]


def _is_leftover(member: str) -> bool:
    return any(part.startswith(MAC_LEFTOVERS) for part in PurePosixPath(member).parts)


def _refuse_member(info: zipfile.ZipInfo, name: str) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if ".." in parts or parts[:1] == ("/",) or ":" in parts[0]:
        raise SourceError(f"{name} is refused: it names a file outside its own folder.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SourceError(f"{name} is refused: it holds a link.")
    if info.flag_bits & ENCRYPTED:
        raise SourceError(f"{name} is encrypted ({parts[-1]}). Unpack it first.")


def _refuse_twins(members: list[str], name: str) -> None:
    seen: set[str] = set()
    for member in members:
        if member.casefold() in seen:
            raise SourceError(f"{name} holds two files named {member}, up to upper and lower case.")
        seen.add(member.casefold())


def _workbook_as_csv(stream: BinaryIO, name: str) -> bytes:
    """Return the one sheet of a workbook that has rows as CSV."""
    sheets = [sheet for sheet in open_sheets(stream, name) if (sheet.max_row or 0) > 1]
    if len(sheets) != 1:
        raise SourceError(f"{name} has {len(sheets)} sheets with rows; it must have one.")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(read_lines(sheets[0], name))
    return text.getvalue().encode("utf-8")
