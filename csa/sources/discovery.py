"""Which raw files are there, and what does each one's path say that it holds?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.errors import SourceError
from csa.sources.model import Source

if TYPE_CHECKING:
    from csa.settings import Settings

HASH_CHUNK_BYTES = 1 << 20
FILE_ID_LENGTH = 12
REVISION = re.compile(r"-r(\d+)$")
MARKER = "synthetic.json"


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
    """

    source: Source
    path: Path
    name: str

    @cached_property
    def stem(self) -> str:
        """The file name without its extensions and revision mark."""
        return REVISION.sub("", self.path.name.split(".")[0])

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
        match = REVISION.search(self.path.name.split(".")[0])
        return int(match[1]) if match else 0

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes."""
        return hash_file(self.path, self.name)

    @property
    def file_id(self) -> str:
        """A short id of the file's path and content."""
        text = f"{self.name}\0{self.sha256}"
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:FILE_ID_LENGTH]


def hash_file(path: Path, name: str) -> str:
    """Return the SHA-256 of a file.

    Raises
    ------
    SourceError
        If it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(HASH_CHUNK_BYTES):
                digest.update(chunk)
    except OSError as problem:
        raise SourceError(
            f"{name} cannot be read ({problem.strerror}). Check the file and its permissions."
        ) from None
    return digest.hexdigest()


def configured(source: Source, overrides: dict[str, Any]) -> Source:
    """Return the source with what ``config/sources.toml`` sets for it.

    Raises
    ------
    SourceError
        If a key is not one that may be set.
    """
    from dataclasses import replace

    allowed = {"pattern", "publisher", "licence", "declared_zero"}
    unknown = sorted(set(overrides) - allowed)
    if unknown:
        raise SourceError(
            f"config/sources.toml sets {', '.join(unknown)} for '{source.name}'. "
            f"Only these can be set: {', '.join(sorted(allowed))}."
        )
    changes: dict[str, Any] = {
        key: overrides[key] for key in ("publisher", "licence") if key in overrides
    }
    if "pattern" in overrides:
        pattern = overrides["pattern"]
        changes["patterns"] = (pattern,) if isinstance(pattern, str) else tuple(pattern)
    return replace(source, **changes)


def find_files(source: Source, settings: Settings) -> list[RawFile]:
    """Return the files of a source below ``data/raw``, ordered by name."""
    found: dict[str, RawFile] = {}
    for pattern in source.patterns:
        for variant in _variants(pattern):
            for path in settings.raw.glob(variant):
                name = path.relative_to(settings.raw).as_posix()
                found[name] = RawFile(source, path, name)
    return [found[name] for name in sorted(found)]


def _variants(pattern: str) -> Iterator[str]:
    yield pattern
    stem, dot, extension = pattern.rpartition(".")
    if dot:
        yield f"{stem}-r[0-9]*.{extension}"


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
