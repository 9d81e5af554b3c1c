"""Which raw files are there, and what does each one's path say that it holds?"""

from __future__ import annotations

import fnmatch
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from csa.errors import SourceError
from csa.sources.cut_off import judged_by
from csa.sources.model import Source
from csa.sources.opening import Readable, list_members, open_raw, open_text

if TYPE_CHECKING:
    from csa.settings import Settings

HASH_CHUNK_BYTES = 1 << 20
FILE_ID_LENGTH = 12
REVISION = re.compile(r"-r(\d+)$")
MARKER = "synthetic.json"
SHA256 = "_sha256"


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
    """

    source: Source
    path: Path
    name: str
    member: str = ""

    @property
    def file_name(self) -> str:
        """The last part of its name."""
        return PurePosixPath(self.member or self.path.name).name

    @cached_property
    def stem(self) -> str:
        """The file name without its extensions and revision mark."""
        return REVISION.sub("", self.file_name.split(".")[0])

    @cached_property
    def _parts(self) -> re.Match[str] | None:
        return re.match(self.source.file_name, self.stem)

    @property
    def month(self) -> str:
        """The month that the name gives, or nothing."""
        return (self._parts["month"] or "") if self._parts else ""

    @property
    def who(self) -> str:
        """The force or district that the name gives, or nothing."""
        return (self._parts.groupdict().get("who") or "") if self._parts else ""

    @cached_property
    def revision(self) -> int:
        """The revision that the name gives (``…-r2.csv``), 0 for a first issue."""
        match = REVISION.search(self.file_name.split(".")[0])
        return int(match[1]) if match else 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes; in an archive, of what is unpacked."""
        # No cached_property: in Python 3.11 it would let only one file at a time be hashed.
        if SHA256 not in vars(self):
            if not self.stamp:
                raise _unreadable(self.name, "it is gone")
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

    def open_text(self) -> AbstractContextManager[tuple[Readable, str]]:
        """Open it as UTF-8 text; also gives the encoding it has."""
        return open_text(self.path, name=self.name, member=self.member)

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
    if member:
        digest = hashlib.sha256()
        with open_raw(path, name=name, member=member) as unpacked:
            while chunk := unpacked.read(HASH_CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest()
    try:
        with path.open("rb", buffering=0) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as problem:
        raise _unreadable(name, problem.strerror) from None


def configured(source: Source, overrides: dict[str, Any], *, cut_off: str = "") -> Source:
    """Return the source with what ``config/sources.toml`` sets for it.

    Parameters
    ----------
    source : Source
        The source as its module states it.
    overrides : dict
        Its table in ``config/sources.toml``.
    cut_off : str
        Last month that data can be of, where the source sets none of its own.
    """
    changes: dict[str, Any] = {
        key: overrides[key] for key in ("publisher", "licence") if key in overrides
    }
    if "pattern" in overrides:
        changes["patterns"] = overrides["pattern"]
    return judged_by(replace(source, **changes), overrides.get("cut_off", cut_off))


def find_files(source: Source, settings: Settings) -> list[RawFile]:
    """Return the files of a source below ``data/raw``, ordered by name.

    A file may be packed (``.csv.gz``), a workbook (``.xlsx``) or lie in a zip archive in the
    folder that its pattern names.

    Raises
    ------
    SourceError
        If an archive is refused.
    """
    found: dict[str, RawFile] = {}
    for pattern in source.patterns:
        for variant in _variants(pattern):
            for path in settings.raw.glob(variant):
                name = path.relative_to(settings.raw).as_posix()
                found[name] = RawFile(source, path, name)
        for file in _archived(source, pattern, settings.raw):
            found[file.name] = file
    return [found[name] for name in sorted(found)]


def _variants(pattern: str) -> Iterator[str]:
    stem, _, extension = pattern.rpartition(".")
    for revision in ("", "-r[0-9]*"):
        yield f"{stem}{revision}.{extension}"
        if extension == "csv":
            yield f"{stem}{revision}.csv.gz"
            yield f"{stem}{revision}.xlsx"


def _archived(source: Source, pattern: str, raw: Path) -> Iterator[RawFile]:
    folder = PurePosixPath(pattern).parts[0]
    wanted = [PurePosixPath(variant).name for variant in _variants(pattern)]
    for path in sorted(raw.glob(f"{folder}/**/*.zip")):
        archive = path.relative_to(raw).as_posix()
        for member in list_members(path, name=archive):
            last = PurePosixPath(member).name
            if any(fnmatch.fnmatchcase(last, name) for name in wanted):
                yield RawFile(source, path, f"{archive}/{member}", member)


def all_files(raw: Path) -> Iterable[str]:
    """Yield the names of all files below ``data/raw``, hidden ones left out."""
    for path in sorted(raw.rglob("*")):
        name = path.relative_to(raw)
        if path.is_file() and not any(part.startswith((".", "__MACOSX")) for part in name.parts):
            yield name.as_posix()


def require_raw(raw: Path) -> None:
    """Refuse a project without raw files.

    Raises
    ------
    SourceError
        If ``data/raw`` is missing or empty.
    """
    if not raw.is_dir() or not any(True for name in all_files(raw) if name != MARKER):
        raise SourceError(
            "There are no raw files: data/raw is missing or empty. "
            "Put your files there, or run 'csa demo' for a synthetic partnership."
        )
