"""What has been built, from which raw files, and on whose terms?

The catalogue is one JSON file, written last: parts that it does not list do not exist.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from csa.errors import StoreError
from csa.store.files import write_atomically

NAME = "catalogue.json"
VERSION = 5
ID_LENGTH = 16


@dataclass
class Catalogue:
    """The state of the processed tables.

    Attributes
    ----------
    state : str
        Changes whenever a raw file, a setting that matters or the code of a source does.
    synthetic : bool
        Whether the raw files are those of the synthetic partnership.
    sources : dict
        Per source: label, publisher, licence, attribution, whether it is open, its units.
    inputs : list of dict
        Per raw file: its account, its month and who it speaks for, the id of its part and, per
        table, ``[district, month, rows]``.
    derived : dict
        Per source that is read whole: the id of its tables and their names.
    tables : dict
        Per table: the ids of its parts, in the order in which they are read.
    revisions : list of dict
        Files that a later build found replaced in place, with the rows before and after.
    digests : dict
        The hash of each part, by table and part.
    """

    version: int = VERSION
    state: str = ""
    synthetic: bool = False
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    inputs: list[dict[str, Any]] = field(default_factory=list)
    derived: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    revisions: list[dict[str, Any]] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def by_part(self) -> dict[str, dict[str, Any]]:
        """The inputs by the id of their part."""
        return {entry["part"]: entry for entry in self.inputs if entry["part"]}

    def is_open(self, source: str) -> bool:
        """Whether a source is published open data."""
        return bool(self.sources.get(source, {}).get("open", False))

    def attributions(self) -> list[str]:
        """Return the attribution of every source that was read, each once."""
        texts = [entry["attribution"] for entry in self.sources.values() if entry["attribution"]]
        return list(dict.fromkeys(texts))


def read_catalogue(folder: Path) -> Catalogue | None:
    """Return the catalogue of a folder of processed tables; nothing if none was built.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    path = folder / NAME
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content.get("version") != VERSION:
            return None
        return TypeAdapter(Catalogue).validate_python(content)
    except (OSError, ValueError, RecursionError, AttributeError):
        raise StoreError(
            "data/processed/catalogue.json cannot be read. Delete data/processed and run "
            "'csa build'."
        ) from None


def write_catalogue(folder: Path, catalogue: Catalogue) -> None:
    """Write the catalogue: the moment at which what was built becomes visible."""
    text = json.dumps(asdict(catalogue), indent=1, sort_keys=True, ensure_ascii=False)
    write_atomically(folder / NAME, lambda path: _write_text(path, text))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def content_id(*parts: Any) -> str:
    """Return an id that changes whenever one of the parts does."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]
