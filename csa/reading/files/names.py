"""What does the name of a raw file say, however it is spelt?

Councils and officers write capitals, spaces and underscores as they please, and so does every
system that a file passes. None of these makes another name.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import PurePosixPath

ENDING = re.compile(r"(\.csv\.gz|\.[^.]*)$", re.IGNORECASE)
PACKED = re.compile(r"(\.csv\.gz|\.xlsx)$", re.IGNORECASE)
REVISION = re.compile(r"[-_ ]r(\d+)$", re.IGNORECASE)
ANY_FOLDERS = "**"


def plain_name(text: str) -> str:
    """Return a name in small letters, with hyphens for spaces and underscores.

    Examples
    --------
    >>> plain_name("2016-06-Wyre Forest_environment")
    '2016-06-wyre-forest-environment'
    """
    return re.sub(r"[\s_-]+", "-", text.strip()).casefold()


def stem_of(file_name: str) -> str:
    """Return a file's name without its extensions and revision mark.

    Examples
    --------
    >>> stem_of("2016-04-crimes-r2.csv.gz")
    '2016-04-crimes'
    """
    return REVISION.sub("", ENDING.sub("", file_name))


def revision_of(file_name: str) -> int:
    """Return the revision that a file's name gives, 0 for a first issue."""
    match = REVISION.search(ENDING.sub("", file_name))
    return int(match[1]) if match else 0


def fits(name: str, pattern: str, *, loosely: bool) -> bool:
    """Return whether a file is of those that a glob pattern means, packed, revised or as it is.

    Parameters
    ----------
    name : str
        The file's path below ``data/raw``.
    pattern : str
        A glob pattern.
    loosely : bool
        Whether capitals, spaces and underscores make no difference.

    Examples
    --------
    >>> fits("asb/2016-04-asb-r2.xlsx", "asb/*-asb.csv", loosely=False)
    True
    """
    return _fit(_issued_parts(name, loosely), _parts(pattern, loosely))


def last_part_fits(name: str, pattern: str, *, loosely: bool) -> bool:
    """Return whether a file would fit a pattern if it lay in the folder that the pattern names."""
    return fits(PurePosixPath(name).name, PurePosixPath(pattern).name, loosely=loosely)


def lies_in(name: str, pattern: str, *, loosely: bool) -> bool:
    """Return whether a file lies in, or below, the first folder that a pattern names."""
    return _parts(name, loosely)[0] == _parts(pattern, loosely)[0]


@lru_cache(1 << 14)  # every file is held against the patterns of every source
def _issued_parts(name: str, loosely: bool) -> tuple[str, ...]:
    """Return the parts of the name that a file would have if it were plain and issued once."""
    folder, slash, last = PACKED.sub(".csv", name).rpartition("/")
    ending = ENDING.search(last)
    return _parts(f"{folder}{slash}{stem_of(last)}{ending[0] if ending else ''}", loosely)


@lru_cache
def _parts(path: str, loosely: bool) -> tuple[str, ...]:
    parts = PACKED.sub(".csv", path).split("/")
    return tuple(plain_name(part) if loosely else part for part in parts)


def _fit(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if not pattern or not parts:
        return parts == pattern
    if pattern[0] == ANY_FOLDERS:
        return _fit(parts, pattern[1:]) or _fit(parts[1:], pattern)
    return fnmatchcase(parts[0], pattern[0]) and _fit(parts[1:], pattern[1:])
