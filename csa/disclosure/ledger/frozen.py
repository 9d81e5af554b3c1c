"""How a frozen folder states its files, so that none can be changed, added or taken out."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.keys import keyed_hash

if TYPE_CHECKING:
    from pathlib import Path

BOUNDARIES = "boundary"


class FrozenTables(Mapping[str, pd.DataFrame]):
    """Frozen tables by name, each laid out when it is first looked at.

    Their content is read at once: another release may take the place of this one meanwhile.

    Parameters
    ----------
    files : iterable of Path
        Parquet files; of two that are called the same the later counts.
    """

    def __init__(self, files: Iterable[Path]) -> None:
        self._content = {file.stem: file.read_bytes() for file in files}
        self._tables: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        if name not in self._tables:
            self._tables[name] = _lay_out(name, self._content[name])
        return self._tables[name]

    def __contains__(self, name: object) -> bool:
        """Say whether there is such a table, without laying it out."""
        return name in self._content

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._content)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._content)


def _lay_out(name: str, content: bytes) -> pd.DataFrame:
    if not name.startswith(BOUNDARIES):
        return pd.read_parquet(io.BytesIO(content))
    import geopandas as gpd

    return gpd.read_parquet(io.BytesIO(content))


def file_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each table in a folder and below it, by its path there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def read_stated(path: Path) -> dict[str, Any]:
    """Return what a file states; nothing if it is not there or is no such file."""
    try:
        stated = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def sealed(about: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Return what a folder says of itself with its seal: without the key nobody can alter it."""
    return {**about, "seal": _seal(about, secret)}


def is_sealed(about: Mapping[str, Any], secret: bytes) -> bool:
    """Say whether what a folder says of itself was sealed with this key."""
    return about.get("seal") == _seal(about, secret)


def _seal(about: Mapping[str, Any], secret: bytes) -> str:
    stated = {name: value for name, value in about.items() if name != "seal"}
    return keyed_hash(secret, "about", json.dumps(stated, sort_keys=True)).hex()
