"""What lies below data/raw, each folder looked into once?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from csa.errors import SourceError
from csa.reading.files.leftovers import is_hidden, is_leftover, open_workbooks
from csa.reading.files.opening import list_members
from csa.reading.files.unforeseen import naming

# A folder of such a name was meant to be a file.
ENDINGS = (".csv", ".gz", ".xlsx", ".zip", ".geojson", ".md")
ARCHIVE = ".zip"


class RawFolder:
    """The files below ``data/raw``, by their names with forward slashes.

    Parameters
    ----------
    raw : Path
        The folder.
    """

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self._members: dict[str, list[str]] = {}

    @cached_property
    def _found(self) -> list[str]:
        return sorted(_walk(self.raw, "", ())) if self.raw.is_dir() else []

    @cached_property
    def names(self) -> list[str]:
        """The names of all files, hidden ones and leftovers of other programs aside.

        Raises
        ------
        SourceError
            If a folder cannot be read.
        """
        return [name for name in self._found if not (is_leftover(name) or is_hidden(name))]

    @property
    def hidden(self) -> list[str]:
        """The names of hidden files that are no leftovers."""
        return [name for name in self._found if is_hidden(name) and not is_leftover(name)]

    @property
    def opened_elsewhere(self) -> list[str]:
        """The names of workbooks that a spreadsheet program has open."""
        return list(open_workbooks(self._found))

    @cached_property
    def archives(self) -> list[str]:
        """The names of all archives."""
        return [name for name in self.names if name.casefold().endswith(ARCHIVE)]

    def members(self, archive: str) -> list[str]:
        """Return the files in an archive.

        Raises
        ------
        SourceError
            If the archive is refused.
        """
        if archive not in self._members:
            with naming(archive):
                self._members[archive] = list_members(self.raw / archive, name=archive)
        return self._members[archive]

    def unread(self, read: set[str]) -> list[str]:
        """Return the names of files, also in archives that were read, that are not among some."""
        archives = {name: self._members.get(name, []) for name in self.names}
        inside = {a: [f"{a}/{member}" for member in members] for a, members in archives.items()}
        in_use = {name for name, members in inside.items() if read & set(members)}
        rest = [name for name in self.names if name not in read | in_use]
        return sorted([*rest, *(one for name in in_use for one in inside[name] if one not in read)])


def _walk(folder: Path, prefix: str, above: tuple[tuple[int, int], ...]) -> Iterator[str]:
    """Yield the names of whatever is no folder, hidden folders aside; links are followed."""
    try:
        status = folder.stat()
        entries = [(entry.name, entry.is_dir()) for entry in os.scandir(folder)]
    except OSError as problem:
        raise SourceError(
            f"The folder data/raw/{prefix} cannot be read ({problem.strerror}). Check its "
            "permissions, or move it out of data/raw."
        ) from None
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for last, is_folder in entries:
        if not is_folder or last.casefold().endswith(ENDINGS):
            yield f"{prefix}{last}"
        elif not (is_leftover(last) or is_hidden(last)):
            yield from _walk(folder / last, f"{prefix}{last}/", (*above, here))
