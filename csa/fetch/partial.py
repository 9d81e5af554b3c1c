"""How does a download that was cut short go on where it stopped?

A download is written to ``NAME.part``; ``NAME.part.json`` beside it holds the address, and what
the server said of the version it sends (entity tag, date, length). Only with these can the rest be
asked for without joining two versions of a file.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

WEAK = "W/"
KEY_LENGTH = 12
# No file is a million gigabytes long, and no longer number is worked out.
LENGTH = re.compile(r"[0-9]{1,15}")
SPAN = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15})")
RETURNED = re.compile(r"[!-~]([ -~]{0,254}[!-~])?")


@dataclass(frozen=True)
class Version:
    """What a server says of the version of a file that it sends.

    Attributes
    ----------
    etag, modified : str
        Entity tag and date of last modification, or nothing.
    length : int, optional
        Bytes of the whole file.
    """

    etag: str = ""
    modified: str = ""
    length: int | None = None

    @property
    def strong(self) -> str:
        """What names exactly these bytes: the entity tag unless it is weak, or else the date."""
        return self.modified if not self.etag or self.etag.startswith(WEAK) else self.etag

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the file only if it is another version."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.modified} if self.modified else {}


class Partial:
    """A download that is under way, in this run or in an earlier one.

    Parameters
    ----------
    folder : Path
        Where it is kept.
    name : str
        What it is called there.
    address : str
        What is asked for; a part of another address is never continued.
    """

    def __init__(self, folder: Path, name: str, address: str) -> None:
        key = hashlib.sha256(address.encode()).hexdigest()[:KEY_LENGTH]
        self.path = folder / f"{name}-{key}.part"
        self._beside = folder / f"{name}-{key}.part.json"
        self._address = address
        self.version = self._read_version()
        if self.version is None:
            self.discard()

    def _read_version(self) -> Version | None:
        if not self.path.is_file() or not self._beside.is_file():
            return None
        try:
            found = json.loads(self._beside.read_text(encoding="utf-8"))
            if found.pop("address") != self._address:
                return None
            return Version(**found)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None  # written by a run that was killed: the download starts anew

    @property
    def size(self) -> int:
        """Bytes that have come so far."""
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def is_complete(self) -> bool:
        """Whether all of it has come."""
        return self.version is not None and self.size > 0 and self.size == self.version.length

    @property
    def can_go_on(self) -> bool:
        """Whether the rest can be asked for: not where the length of the whole is unknown."""
        known = self.version is not None and self.version.length is not None
        return known and bool(self.version and self.version.strong) and self.size > 0

    @property
    def headers(self) -> dict[str, str]:
        """The headers that ask for what is still missing."""
        if self.version is None or not self.can_go_on:
            return {}
        if self.is_complete:
            return self.version.conditions
        return {"Range": f"bytes={self.size}-", "If-Range": self.version.strong}

    def start(self, version: Version) -> None:
        """Begin anew with this version of the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._beside.unlink(missing_ok=True)
        self.path.write_bytes(b"")
        self.version = version
        text = json.dumps({"address": self._address, **asdict(version)})
        self._beside.write_text(text, encoding="utf-8", newline="\n")

    def discard(self) -> None:
        """Forget what has come."""
        self.path.unlink(missing_ok=True)
        self._beside.unlink(missing_ok=True)
        self.version = None


def version_of(headers: Any, *, is_rest: bool) -> Version:
    """Return what the headers of an answer say of the version of the file.

    The length is that of the whole file, also where only its rest is sent; it is unknown where
    the body is encoded or the header holds no length. A tag or date that could not be sent back
    as it came names no version.
    """
    length = None
    if not is_encoded(headers):
        span = SPAN.fullmatch(headers.get("Content-Range", "")) if is_rest else None
        stated = span[2] if span else headers.get("Content-Length", "")
        length = int(stated) if LENGTH.fullmatch(stated) else None
    names = [headers.get(name, "") for name in ("ETag", "Last-Modified")]
    etag, modified = (text if RETURNED.fullmatch(text) else "" for text in names)
    return Version(etag, modified, length)


def starts_at(headers: Any) -> int | None:
    """Return the byte at which an answer with a part of the file starts."""
    span = SPAN.fullmatch(headers.get("Content-Range", ""))
    return int(span[1]) if span else None


def is_encoded(headers: Any) -> bool:
    """Return whether a body comes packed, so that its bytes are not those of the file."""
    return headers.get("Content-Encoding", "").strip().casefold() not in ("", "identity")
