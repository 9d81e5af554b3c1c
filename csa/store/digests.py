"""Is every part of the processed tables still as it was written?

The catalogue keeps a hash of each part. Hashing all parts takes a fraction of the time that hashing
the raw files takes, which every build does as well.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from csa.reading.files.order import in_order
from csa.store.catalogue import Catalogue
from csa.store.parts import part_path


def take_digests(folder: Path, tables: dict[str, list[str]]) -> dict[str, str]:
    """Return the SHA-256 of each part, by table and part; empty where it cannot be read.

    Parameters
    ----------
    folder : Path
        The folder of processed tables.
    tables : dict of str to list of str
        The parts of each table, as the catalogue lists them.
    """
    paths = {
        f"{table}/{part}": part_path(folder, table, part)
        for table, parts in tables.items()
        for part in parts
    }
    return dict(zip(paths, in_order(_digest, paths.values()), strict=True))


def find_damaged(folder: Path, catalogue: Catalogue) -> list[str]:
    """Return the parts that are lost or not as they were written, as ``table/part``.

    A part whose hash the catalogue does not know is of an earlier version, and taken as it is.
    """
    now, then = take_digests(folder, catalogue.tables), catalogue.digests
    return [name for name, found in now.items() if not found or found != then.get(name, found)]


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
