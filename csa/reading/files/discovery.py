"""Which raw files are there, and what does each one's path say that it holds?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from csa.errors import SourceError
from csa.periods import MONTH_PATTERN
from csa.reading.files.folder import RawFolder
from csa.reading.files.header import columns_read
from csa.reading.files.names import fits, last_part_fits, lies_in, plain_name, revision_of, stem_of
from csa.reading.files.opening import Opened, open_packed, open_raw, open_text
from csa.reading.files.spans import choose_version
from csa.reading.files.unforeseen import naming
from csa.reading.model import Source
from csa.reading.rows.cut_off import judged_by
from csa.visible import is_utf8

if TYPE_CHECKING:
    from csa.settings import Layout, Settings

HASH_CHUNK_BYTES = 1 << 20
FILE_ID_LENGTH = 12
MARKER = "synthetic.json"
SHA256 = "_sha256"
# What councils put behind the name of their district.
COUNCIL = re.compile(r"(-(city|county|borough|district|metropolitan))*(-council|-m?bc|-[cd]c)?$")
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
# What a name may be where the settings say which files are a source's.
ANY_NAME = r"(?P<month>\d{4}-\d{2})(?!\d)"
WORKBOOK = ".xlsx"
LAYOUT_ENDING = re.compile(r"(\.csv\.gz|\.xlsx)$", re.IGNORECASE)


@dataclass(frozen=True)
class RawFile:
    """One raw file of a source.

    Attributes
    ----------
    source : Source
        The source it belongs to.
    path : Path
        Where it lies.
    name : str
        Its path below ``data/raw``, with forward slashes: how messages and accounts name it.
    member : str
        Its path in the zip archive ``path``, if it lies in one.
    layout : Layout, optional
        How it is laid out, if not as its source says.
    span : tuple of str
        First and last month that it holds, where its layout says so.
    """

    source: Source
    path: Path
    name: str
    member: str = ""
    layout: Layout | None = None
    span: tuple[str, str] | tuple[()] = ()

    @property
    def file_name(self) -> str:
        """The last part of its name."""
        return PurePosixPath(self.member or self.path.name).name

    @cached_property
    def stem(self) -> str:
        """The file name without its extensions and revision mark."""
        return stem_of(self.file_name)

    @cached_property
    def _parts(self) -> Mapping[str, str | None]:
        if self.layout is not None:
            return {}
        match = re.match(self.source.file_name, plain_name(self.stem))
        parts = match.groupdict() if match else {}
        return parts if MONTH_PATTERN.fullmatch(parts.get("month") or "") else {}

    @property
    def month(self) -> str:
        """The month that the name gives, or nothing."""
        return self._parts.get("month") or ""

    @property
    def who(self) -> str:
        """The force or district that the name gives, written as its slug, or nothing."""
        who = self._parts.get("who") or ""
        bare = COUNCIL.sub("", who)
        return bare if bare in self.source.districts and who not in self.source.districts else who

    @property
    def is_named(self) -> bool:
        """Whether the name gives all that a file of its source must say by it."""
        if self.layout is not None:
            return True
        if self.source.per_district:
            return bool(self.month) and self.who in self.source.districts
        return bool(self.month) and (not self.who or SLUG.fullmatch(self.who) is not None)

    def may_hold(self, month: str) -> bool:
        """Whether a row of this month may stand in it."""
        if self.span:
            return self.span[0] <= month <= self.span[1]
        return self.month in ("", month)

    def within(self, span: tuple[str, str] | tuple[()]) -> RawFile:
        """Return the file as one that speaks for these months only."""
        same = replace(self, span=span)
        vars(same).update({SHA256: self.sha256, "stamp": self.stamp})
        return same

    @cached_property
    def revision(self) -> int:
        """The revision that the name gives (``…-r2.csv``), 0 for a first issue."""
        return revision_of(self.file_name)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes; in an archive, of what is unpacked."""
        # No cached_property: in Python 3.11 it would let only one file at a time be hashed.
        if SHA256 not in vars(self):
            if not self.stamp:
                raise _unreadable(self.name, "it is gone")
            with naming(self.name):
                vars(self)[SHA256] = hash_file(self.path, self.name, self.member)
        return str(vars(self)[SHA256])

    @cached_property
    def stamp(self) -> tuple[int, ...]:
        """Size, identity and times of the file when it was first looked at."""
        return _stamp(self.path)

    @property
    def size(self) -> int:
        """Bytes of the file, or of the archive it lies in, when it was first looked at."""
        return self.stamp[0] if self.stamp else 0

    def check_unchanged(self) -> None:
        """Refuse a file whose content is no longer what :attr:`sha256` says.

        Raises
        ------
        SourceError
            If it changed, or is gone.
        """
        if _stamp(self.path) == self.stamp:
            return
        if not self.path.is_file() or hash_file(self.path, self.name, self.member) != self.sha256:
            raise SourceError(
                f"{self.name} changed while it was read. Wait until whatever writes it has "
                "finished, then run 'csa build' again; the tables built before are untouched."
            )

    def read_bytes(self) -> bytes:
        """Return the whole content."""
        with open_raw(self.path, name=self.name, member=self.member) as stream:
            return stream.read()

    def open_text(self) -> AbstractContextManager[Opened]:
        """Open it as UTF-8 text, of a workbook the sheet with the rows."""

        def wanted(fields: list[str]) -> Collection[int]:
            return columns_read(fields, self.source)

        return open_text(self.path, name=self.name, member=self.member, wanted=wanted)

    @property
    def file_id(self) -> str:
        """A short id of the file's path and content."""
        text = f"{self.name}\0{self.sha256}"
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:FILE_ID_LENGTH]


def _stamp(path: Path) -> tuple[int, ...]:
    """Return what changes whenever a file is written or replaced; nothing if it is gone."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


@contextmanager
def unchanged(files: Sequence[RawFile]) -> Iterator[None]:
    """Refuse files that change while something is done with them.

    A change is the reason given even if it first showed as another error.

    Raises
    ------
    SourceError
        Naming the first file that changed.
    """
    try:
        yield
    finally:
        for file in files:
            file.check_unchanged()


def _unreadable(name: str, why: str | None) -> SourceError:
    return SourceError(f"{name} cannot be read ({why}). Check the file and its permissions.")


def hash_file(path: Path, name: str, member: str = "") -> str:
    """Return the SHA-256 of a file, or of a member of an archive.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    with open_packed(path, name=name, member=member) as stream:
        if not member:
            return _digest(stream, name)
        digest = hashlib.sha256()
        while chunk := stream.read(HASH_CHUNK_BYTES):
            digest.update(chunk)
        return digest.hexdigest()


def _digest(stream: Any, name: str) -> str:
    try:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise _unreadable(name, problem.strerror) from None


def configured(
    source: Source, overrides: dict[str, Any], *, cut_off: str = "", districts: Sequence[str] = ()
) -> Source:
    """Return the source with what the settings say of it.

    Parameters
    ----------
    source : Source
        The source as its module states it.
    overrides : dict
        Its table in ``config/sources.toml``.
    cut_off : str
        Last month that data can be of, where the source sets none of its own.
    districts : sequence of str
        Slugs of the partnership's districts.
    """
    changes: dict[str, Any] = {
        key: overrides[key] for key in ("publisher", "licence") if key in overrides
    }
    changes["districts"] = tuple(districts)
    if "pattern" in overrides:
        changes["patterns"] = overrides["pattern"]
        if source.by_row and "who" not in re.compile(source.file_name).groupindex:
            changes["file_name"] = ANY_NAME
    return judged_by(replace(source, **changes), overrides.get("cut_off", cut_off))


def find_files(
    source: Source, settings: Settings, folder: RawFolder | None = None
) -> list[RawFile]:
    """Return the files of a source below ``data/raw``, ordered by name.

    A file may be packed (``.csv.gz``), a workbook (``.xlsx``) or lie in a zip archive in the
    folder that its pattern names. Hidden files and leftovers of other programs are left out.

    Parameters
    ----------
    source : Source
        The source, as configured.
    settings : Settings
        The project's settings.
    folder : RawFolder, optional
        The folder of raw files, where it was looked into before.

    Raises
    ------
    SourceError
        If an archive is refused, a folder cannot be read, or a name is not in UTF-8.
    """
    folder = folder or RawFolder(settings.raw)
    found = _laid_out(source, settings, folder)
    laid_out = set(found)
    for pattern in source.patterns:
        for name in folder.names:
            if name not in laid_out and fits(name, pattern, loosely=source.by_row):
                found[name] = RawFile(source, settings.raw / name, name)
        for file in _archived(source, pattern, folder):
            found[file.name] = file
    for name in found:
        if not is_utf8(name):
            raise SourceError(
                f"The name of {name} below data/raw is not in UTF-8. Rename the file or folder."
            )
    return [found[name] for name in sorted(found)]


def _laid_out(source: Source, settings: Settings, folder: RawFolder) -> dict[str, RawFile]:
    """Return, by name, the files of which a layout says how they become rows of a source."""
    ours = [one for one in settings.layouts if source.name in {t.source for t in one.tables}]
    found: dict[str, RawFile] = {}
    for name in folder.names if ours else ():
        meant = [layout for layout in ours if _is_laid_out(name, layout)]
        if meant:
            layout = choose_version(meant, name)
            found[name] = RawFile(source, settings.raw / name, name, layout=layout)
    return found


def _is_laid_out(name: str, layout: Layout) -> bool:
    """Return whether a layout means a file; a workbook and a text file are not the same."""
    is_book = name.casefold().endswith(WORKBOOK)
    return any(
        fits(name, LAYOUT_ENDING.sub(".csv", pattern), loosely=True)
        for pattern in layout.files
        if pattern.casefold().endswith(WORKBOOK) == is_book
    )


def _archived(source: Source, pattern: str, folder: RawFolder) -> Iterator[RawFile]:
    loosely = source.by_row
    for archive in folder.archives:
        if lies_in(archive, pattern, loosely=loosely):
            for member in folder.members(archive):
                if last_part_fits(member, pattern, loosely=loosely):
                    yield RawFile(source, folder.raw / archive, f"{archive}/{member}", member)


def require_raw(folder: RawFolder) -> None:
    """Refuse a project without raw files.

    Raises
    ------
    SourceError
        If ``data/raw`` is missing or empty.
    """
    if not any(name != MARKER for name in folder.names):
        raise SourceError(
            "There are no raw files: data/raw is missing or empty. "
            "Put your files there, or run 'csa demo' for a synthetic partnership."
        )
