"""What does the ledger state about each release, and how do they hang together?

A release states what it was made from, what it shows, its number and the hash of the one before,
so that none can be changed, left out or moved without breaking every later one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.ledger.counted_from import CountedFrom
from csa.disclosure.ledger.release import CELLS_FILE, RELATIONS_FILE, ROWS_FILE
from csa.keys import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORDED_FILES = (CELLS_FILE, RELATIONS_FILE, ROWS_FILE)
# Those that every release has; earlier versions recorded no others.
NEEDED_FILES = (CELLS_FILE, RELATIONS_FILE)


@dataclass(frozen=True)
class Entry:
    """What the ledger states about one release.

    Attributes
    ----------
    number : int
        Place in the order of publication, from 1.
    year, period : str
        Assessment year and its period, as cells name it.
    base : int
        Base of the rounding.
    plan : str
        Hash over the declared cells and relations, without values.
    values : str
        Hash over every cell as published.
    inputs, settings, code : str
        Hashes of what it was made from.
    files : mapping
        SHA-256 of the recorded files.
    previous : str
        Hash of the release before; empty for the first.
    tag : str
        Keyed hash of the release's hash: only the holder of the release key can make it.
    """

    number: int
    year: str
    period: str
    base: int
    plan: str
    values: str
    inputs: str
    settings: str
    code: str
    files: Mapping[str, str]
    previous: str
    tag: str = ""

    @property
    def release(self) -> str:
        """Hash of the release: over everything stated but the tag."""
        stated = {name: value for name, value in asdict(self).items() if name != "tag"}
        text = json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def name(self) -> str:
        """Number, period and start of the hash, as messages name a release."""
        return f"release {self.number} ({self.year}, {self.period}, hash {self.release[:12]})"

    def signed(self, secret: bytes) -> Entry:
        """Return the entry with the tag of a key."""
        return Entry(**{**vars(self), "tag": keyed_hash(secret, "release", self.release).hex()})

    def is_signed_by(self, secret: bytes) -> bool:
        """Say whether the tag was made with this key."""
        return hmac.compare_digest(self.tag, self.signed(secret).tag)

    @property
    def recorded_files(self) -> tuple[str, ...]:
        """Names of the files that the ledger holds of it."""
        return tuple(n for n in RECORDED_FILES if n in NEEDED_FILES or n in self.files)

    def as_stated(self) -> dict[str, Any]:
        """Return the entry as the chain and ``release.json`` state it."""
        return {**asdict(self), "release": self.release}

    @classmethod
    def from_stated(cls, stated: Any) -> Entry:
        """Read an entry back.

        Raises
        ------
        ValueError
            If a field is missing or of the wrong kind, or the hash is not that of the fields.
        """
        names = {field.name for field in fields(cls)}
        if not isinstance(stated, dict) or set(stated) != names | {"release"}:
            raise ValueError("not the fields of a release")
        entry = cls(**{name: stated[name] for name in names})
        if entry.release != stated["release"]:
            raise ValueError("not the hash of a release")
        return entry


@dataclass(frozen=True)
class Past:
    """A release published earlier: what the ledger states, its cells, relations and rows."""

    entry: Entry
    cells: pd.DataFrame
    relations: pd.DataFrame
    counted_from: CountedFrom | None = None


@dataclass(frozen=True)
class History:
    """Every release published so far, in order.

    Attributes
    ----------
    folder : Path
        The ledger.
    entries : tuple of Entry
        First release first.
    """

    folder: Path
    entries: tuple[Entry, ...] = ()

    @property
    def next_number(self) -> int:
        """Number of the next release."""
        return len(self.entries) + 1

    @property
    def head(self) -> str:
        """Hash of the last release; empty before the first."""
        return self.entries[-1].release if self.entries else ""

    def releases(self) -> list[Past]:
        """Read every release."""
        return [self._past(entry) for entry in self.entries]

    def _past(self, entry: Entry) -> Past:
        folder = entry_folder(self.folder, entry)
        files = {name: pd.read_parquet(folder / name) for name in entry.recorded_files}
        rows = CountedFrom(files[ROWS_FILE]) if ROWS_FILE in files else None
        return Past(entry, files[CELLS_FILE], files[RELATIONS_FILE], rows)

    def holds(self, entry: Entry) -> bool:
        """Say whether a release is in the ledger as it is stated."""
        return any(one.release == entry.release for one in self.entries)

    def follows(self, entry: Entry) -> bool:
        """Say whether a release could be the next one."""
        return (entry.number, entry.previous) == (self.next_number, self.head)

    def same_as(self, entry: Entry) -> Entry | None:
        """Return the last release that says nothing else than this one, whatever code made it."""
        ignored = {"number", "previous", "tag", "code", "files"}
        wanted = {name: value for name, value in vars(entry).items() if name not in ignored}
        return next((one for one in reversed(self.entries) if wanted.items() <= vars(one).items()),
                    None)  # fmt: skip


def entry_folder(folder: Path, entry: Entry) -> Path:
    """Return the folder of one release in the ledger."""
    return folder / f"{entry.number:04d}"


def digest_of(*frames: pd.DataFrame) -> str:
    """Return the SHA-256 over the rows of frames, whatever their order and the file's encoding."""
    digest = hashlib.sha256()
    for frame in frames:
        rows = frame.sort_values(list(frame.columns)[:4], kind="stable")
        digest.update(rows.to_csv(index=False, lineterminator="\n").encode() + b"\0")
    return digest.hexdigest()


def make_entry(
    history: History,
    *,
    base: int,
    cells: pd.DataFrame,
    relations: pd.DataFrame,
    made_from: Mapping[str, str],
    files: Mapping[str, str],
) -> Entry:
    """State a release, as the next one of the ledger.

    Parameters
    ----------
    history : History
        What was published before.
    base : int
        Base of the rounding.
    cells, relations : DataFrame
        As published.
    made_from : mapping
        ``year``, ``period`` and the hashes of ``inputs``, ``settings`` and ``code``.
    files : mapping
        SHA-256 of the recorded files.
    """
    return Entry(
        number=history.next_number,
        base=base,
        plan=digest_of(cells[["key", "class", "printed_bound"]], relations),
        values=digest_of(cells),
        **{name: made_from[name] for name in ("year", "period", "inputs", "settings", "code")},
        files={name: files[name] for name in RECORDED_FILES},
        previous=history.head,
    )
