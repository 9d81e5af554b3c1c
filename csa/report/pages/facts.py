"""What do the frozen release and the words beside it say about themselves?

The report layer never reads the cells: it reads ``release.json``, ``words.json`` and the bytes of
the folders.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csa.disclosure.ledger.words import about_words, words_beside
from csa.errors import DisclosureError
from csa.periods import Period, month_name

_MONTH = re.compile(r"\d{4}-\d\d")
RELEASE_FILE = "release.json"


@dataclass(frozen=True)
class ReleaseFacts:
    """What every page and manifest needs to know about the release it is drawn from.

    Attributes
    ----------
    year, to : str
        Assessment year and its last month.
    period : Period
        The months the release speaks for.
    synthetic : bool
        Whether the people and events are made up.
    seed : int or None
        Seed of the synthetic partnership.
    approval : mapping
        Fingerprint of the protection settings, whether they are approved, and if so the role of
        who approved them and the date.
    sources : tuple of mappings
        ``name``, ``publisher``, ``licence``, ``attribution`` of each source, as text.
    inputs : tuple of mappings
        One per raw file, with its sha256 and row account, as the release states them.
    digest : str
        SHA-256 over every file of the release.
    words : str
        SHA-256 over every file of the words beside it; empty where there are none.
    ledger : mapping
        Its number, its hash and that of the release before; empty for a made-up release.
    disclosure : mapping
        What the attack and the rounding found.
    """

    year: str
    to: str
    period: Period
    synthetic: bool
    seed: int | None
    approval: Mapping[str, Any]
    sources: tuple[Mapping[str, Any], ...]
    inputs: tuple[Mapping[str, Any], ...]
    digest: str
    words: str = ""
    ledger: Mapping[str, Any] = field(default_factory=dict)
    disclosure: Mapping[str, Any] = field(default_factory=dict)

    @property
    def credits(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Names of the sources, those of one publisher and licence together, and one of them."""
        together: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        for one in sorted(self.sources, key=lambda source: str(source["name"])):
            same = tuple(str(one[part]) for part in ("publisher", "licence", "attribution"))
            together.setdefault(same, []).append(one)
        return [
            ("; ".join(str(one["name"]) for one in some), some[0]) for some in together.values()
        ]

    @property
    def received_to(self) -> str:
        """The last month received, in words, and whether every source reaches it."""
        last: dict[str, str] = {}
        for one in self.inputs:
            month = str(one.get("month") or "")
            if _MONTH.fullmatch(month):
                last[one["source"]] = max(month, last.get(one["source"], ""))
        months = sorted(set(last.values()))
        not_all = ", not from every source" if len(months) > 1 else ""
        return f"{month_name(months[-1])}{not_all}" if months else ""


def read_facts(folder: Path) -> ReleaseFacts:
    """Read what a frozen release and the words beside it say about themselves.

    Parameters
    ----------
    folder : Path
        Folder that holds ``release.json`` and the files of the release.

    Raises
    ------
    DisclosureError
        If ``release.json`` is missing or lacks a fact: without it nothing can be published.
    """
    path = folder / RELEASE_FILE
    try:
        words = words_beside(folder)
        stated = {**about_words(words), **json.loads(path.read_text(encoding="utf-8"))}
        period = Period(stated["period"]["start"], stated["period"]["end"])
        synthetic = stated["synthetic"]
        return ReleaseFacts(
            year=stated["year"],
            to=period.end,
            period=period,
            synthetic=synthetic is not None,
            seed=synthetic["seed"] if synthetic else None,
            approval={**stated["approval"], "approved": stated["approval"]["approved"] is True},
            sources=tuple(stated["sources"]),
            inputs=tuple(stated["inputs"]),
            digest=folder_digest(folder),
            words=folder_digest(words) if words.is_dir() else "",
            ledger={
                name: stated["ledger"][name]
                for name in ("number", "release", "previous")
                if "ledger" in stated
            },
            disclosure=stated.get("disclosure", {}),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DisclosureError(
            f"The release file {path} is missing or incomplete ({type(problem).__name__}); "
            "nothing can be published from it. Run csa assess again to freeze a new release."
        ) from problem


def folder_digest(folder: Path, names: Iterable[str] | None = None) -> str:
    """Return the SHA-256 over the names and bytes of the files in a folder, in order of name.

    ``names`` are those of the files wanted, by their place in the folder; by default all.
    """
    digest = hashlib.sha256()
    found = folder.rglob("*") if names is None else (folder / name for name in names)
    for path in sorted(p for p in found if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text as its file holds it."""
    return hashlib.sha256(text.encode()).hexdigest()
