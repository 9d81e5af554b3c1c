"""How is a raw file opened as a stream of UTF-8 CSV bytes, whatever it is packed in?

Archives are read in place: nothing is ever unpacked to disk. An archive that would grow beyond
reason, is damaged or encrypted, or names paths outside its folder is refused.
"""

from __future__ import annotations

import codecs
import gzip
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, Protocol

from csa.errors import SourceError
from csa.reading.files.leftovers import is_leftover
from csa.reading.files.workbooks import (
    DAMAGED_ARCHIVE,
    LARGEST_RATIO,
    SAFE_BYTES,
    Wanted,
    Workbook,
    as_csv,
)

FIRST_BYTES = 1 << 16
ENCRYPTED = 0x1
UTF_8 = "utf-8"
UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DAMAGED = (*DAMAGED_ARCHIVE, gzip.BadGzipFile)
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Readable(Protocol):
    """Whatever gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""


@dataclass
class Opened:
    """A raw file opened as text.

    Attributes
    ----------
    stream : binary file
        The text in UTF-8, or Windows-1252.
    encoding : str
        The encoding that the file has: ``utf-8`` or ``utf-16``.
    remarks : list of str
        What the account of the file should say.
    """

    stream: Readable
    encoding: str = UTF_8
    remarks: list[str] = field(default_factory=list)


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
def open_packed(path: Path, *, name: str, member: str = "") -> Iterator[Any]:
    """Open a raw file, or the member of an archive, as it lies: packed, or a workbook.

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
        If it cannot be read, or is no file at all.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(_opened(path, name))
        if not member:
            yield stream
            return
        archive = stack.enter_context(_archive(stream, name))
        inner = stack.enter_context(_member(archive, member, name))
        yield Guarded(inner, name, packed=path.stat().st_size)


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        kind = KINDS.get(stat.S_IFMT(path.stat().st_mode))
        if kind is None:
            return path.open("rb")
    except OSError as problem:
        raise _unreadable(name, problem) from None
    # To open a pipe or a device could take for ever.
    raise SourceError(f"{name} is no file but {kind}. Remove it from data/raw.")


@contextmanager
def open_raw(path: Path, *, name: str, member: str = "") -> Iterator[Readable]:
    """Open a raw file, unpacked, as it is: no encoding is changed. A workbook comes as CSV.

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
    with _unpacked(path, name, member, _nothing) as opened:
        yield opened.stream


@contextmanager
def open_text(
    path: Path, *, name: str, member: str = "", wanted: Wanted | None = None
) -> Iterator[Opened]:
    """Open a raw file, unpacked, as UTF-8.

    Parameters
    ----------
    path : Path
        The file, or the archive it lies in.
    name : str
        How messages call it.
    member : str
        Its path in the zip archive.
    wanted : callable, optional
        Takes the fields of a header and says which of them are read; none if it is no such
        header.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    with _unpacked(path, name, member, wanted or _nothing) as opened:
        start = opened.stream.read(FIRST_BYTES)
        if start.startswith(UTF_16_MARKS):
            yield Opened(Recoded(opened.stream, start), "utf-16")
        else:
            yield Opened(Rejoined(opened.stream, start), remarks=opened.remarks)


def _nothing(_: list[str]) -> tuple[int, ...]:
    return ()


@contextmanager
def _unpacked(path: Path, name: str, member: str, wanted: Wanted) -> Iterator[Opened]:
    last = (member or path.name).casefold()
    with open_packed(path, name=name, member=member) as stream:
        if last.endswith(".xlsx"):
            content, remarks = as_csv(_workbook(stream, name, member), wanted)
            yield Opened(io.BytesIO(content), remarks=remarks)
        elif last.endswith(".gz"):
            with gzip.open(stream) as inner:
                yield Opened(Guarded(inner, name, packed=path.stat().st_size))
        else:
            yield Opened(stream if member else Guarded(stream, name))


@contextmanager
def open_workbook(path: Path, *, name: str, member: str = "") -> Iterator[Workbook]:
    """Open an Excel workbook, to look at all its sheets.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    with open_packed(path, name=name, member=member) as stream:
        yield _workbook(stream, name, member)


def _workbook(stream: Any, name: str, member: str) -> Workbook:
    return Workbook(io.BytesIO(stream.read()) if member else stream, name)


def _archive(stream: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except DAMAGED:
        raise SourceError(f"{name} is no zip archive, or damaged. Download it again.") from None


def _member(archive: zipfile.ZipFile, member: str, name: str) -> IO[bytes]:
    try:
        return archive.open(find_member(archive, member))
    except (*DAMAGED, KeyError, RuntimeError, NotImplementedError):
        raise SourceError(f"{name} cannot be unpacked. Download or ask for it again.") from None


def find_member(archive: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
    """Return what :func:`list_members` names.

    Raises
    ------
    KeyError
        If there is none.
    """
    stored = (one for one in archive.infolist() if _plain(one.filename) == member)
    return archive.NameToInfo.get(member) or next(stored, None) or archive.getinfo(member)


def _plain(member: str) -> str:
    """Return the path of a member, also of an archive that Windows packed with backslashes."""
    return member.replace("\\", "/")


def list_members(path: Path, *, name: str) -> list[str]:
    """Return the files in a zip archive, leftovers of other programs aside.

    Raises
    ------
    SourceError
        If the archive is damaged, or a member is encrypted, a link, named like another up to
        case, or lies outside the archive.
    """
    with _opened(path, name) as stream, _archive(stream, name) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
    members = [info for info in members if not is_leftover(_plain(info.filename))]
    for info in members:
        _refuse_member(info, name)
    names = [_plain(info.filename) for info in members]
    _refuse_twins(names, name)
    return [one for one in names if not one.endswith("/")]


def _refuse_member(info: zipfile.ZipInfo, name: str) -> None:
    parts = PurePosixPath(_plain(info.filename)).parts
    if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
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
