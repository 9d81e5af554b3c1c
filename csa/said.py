"""What did each published assessment propose, find and measure? The memory behind "we said".

A line of ``reports/ledger/said.jsonl`` for each set that was published with other words than the
one before of its year. A line states the hash of the line before it, and the last one bears a tag
that only the holder of the release key can make: none can be changed, left out or moved unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from csa.errors import DisclosureError
from csa.keys import keyed_hash
from csa.moving import put_in_place

SAID_FILE = Path("ledger") / "said.jsonl"
PURPOSE = "said"


@dataclass(frozen=True)
class Said:
    """What one published set said.

    Attributes
    ----------
    number : int
        Place in the order of publication, from 1.
    year, period : str
        Assessment year, and its period as cells name it.
    made_from : mapping
        Digests of the manifest, the release and the words of the set.
    told : mapping
        ``proposals``, ``indicators`` with their values by area, and ``findings``, each a list of
        rows of texts and numbers.
    previous : str
        Hash of the line before; empty for the first.
    tag : str
        Keyed hash of the line's hash.
    """

    number: int
    year: str
    period: str
    made_from: Mapping[str, str]
    told: Mapping[str, list[dict[str, Any]]]
    previous: str = ""
    tag: str = ""

    @property
    def indicators(self) -> list[dict[str, Any]]:
        """The indicators, one row for each area that they are counted in."""
        return self.told.get("indicators", [])

    @property
    def hash(self) -> str:
        """Hash over everything stated but the tag."""
        stated = {name: value for name, value in asdict(self).items() if name != "tag"}
        text = json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def signed(self, secret: bytes) -> Said:
        """Return the line with the tag of a key."""
        return replace(self, tag=keyed_hash(secret, PURPOSE, self.hash).hex())

    def says_as(self, other: Said | None) -> bool:
        """Say whether another line says the same of the same year."""
        same = ("year", "period", "told")
        return other is not None and all(getattr(self, n) == getattr(other, n) for n in same)


def read_said(reports: Path) -> tuple[Said, ...]:
    """Read what was said, oldest first, and check every hash; needs no key.

    Raises
    ------
    DisclosureError
        If a line was changed, is missing or out of order.
    """
    path = reports / SAID_FILE
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    lines: list[Said] = []
    for number, line in enumerate(text.splitlines(), start=1):
        one = _line(line, number=number, path=path)
        if (one.number, one.previous) != (number, lines[-1].hash if lines else ""):
            raise DisclosureError(
                f"Line {number} of {path} does not follow the line before: what was published was "
                "changed, or lines are missing. Restore the file from your copy."
            )
        lines.append(one)
    return tuple(lines)


def _line(line: str, *, number: int, path: Path) -> Said:
    try:
        stated = json.loads(line)
        digest = stated.pop("hash")
        one = Said(**stated)
        if set(stated) != {field.name for field in fields(Said)} or one.hash != digest:
            raise ValueError(digest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise DisclosureError(
            f"Line {number} of {path} was changed since it was published. Restore the file from "
            "your copy."
        ) from problem
    return one


def last_of(lines: Iterable[Said], year: str) -> Said | None:
    """Return the last that was said of a year."""
    return next((one for one in reversed(tuple(lines)) if one.year == year), None)


def remember(reports: Path, fresh: Said, *, secret: bytes) -> Said:
    """Add what a set says, whole or not at all; what is said already is not added again.

    Parameters
    ----------
    reports : Path
        The reports folder, with a ledger in it.
    fresh : Said
        What the set says; its number and place are given here.
    secret : bytes
        The release key.

    Returns
    -------
    Said
        The line that says it.

    Raises
    ------
    DisclosureError
        If the lines there are were changed, or the last was written with another key.
    """
    lines = read_said(reports)
    refuse_other_key(lines, secret)
    there = last_of(lines, fresh.year)
    if there is not None and fresh.says_as(there):
        return there
    previous = lines[-1].hash if lines else ""
    placed = replace(fresh, number=len(lines) + 1, previous=previous).signed(secret)
    _write(reports / SAID_FILE, (*lines, placed))
    return placed


def refuse_other_key(lines: tuple[Said, ...], secret: bytes) -> None:
    """Refuse lines of which the last was not written by the holder of the key.

    Raises
    ------
    DisclosureError
        Saying what to do.
    """
    if lines and not hmac.compare_digest(lines[-1].tag, lines[-1].signed(secret).tag):
        raise DisclosureError(
            f"What was said in {lines[-1].year} ({SAID_FILE.as_posix()}) was written with another "
            "release key. Put that key back; if it is lost or replaced for good, check that the "
            "file is your own and run csa ledger --adopt."
        )


def sign_anew(reports: Path, *, secret: bytes) -> None:
    """Go on with a new release key: sign the last line, and through the hashes all before it."""
    lines = read_said(reports)
    if lines:
        _write(reports / SAID_FILE, (*lines[:-1], lines[-1].signed(secret)))


def _write(path: Path, lines: tuple[Said, ...]) -> None:
    text = "".join(
        json.dumps({**asdict(one), "hash": one.hash}, sort_keys=True) + "\n" for one in lines
    )
    fresh = path.with_name(f".new-{path.name}")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(fresh, path)
