"""How a frozen folder states its files, so that none can be changed, added or taken out."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from csa.keys import keyed_hash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


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
