"""How do the synthetic raw files reach the disk: whole, or not at all?"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pandas as pd

from csa.errors import SourceError
from csa.moving import put_in_place

MARKER = "synthetic.json"
# Files that keep an empty folder in version control are not data.
_KEEPERS = frozenset({".gitkeep", ".gitignore"})
FILES_NAMED = 3


class RawFolder:
    """A folder of raw files that is being written beside the one it will replace.

    Parameters
    ----------
    raw : Path
        The folder to replace, usually ``data/raw``.
    """

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self.staging = raw.with_name(f".{raw.name}-{os.getpid()}-new")
        self.files: dict[str, int] = {}
        self.bytes = 0

    def __enter__(self) -> RawFolder:
        """Start with an empty folder."""
        shutil.rmtree(self.staging, ignore_errors=True)
        try:
            self.staging.mkdir(parents=True)
        except OSError as problem:
            raise SourceError(
                f"{self.raw.parent} cannot be written to ({problem.strerror}). "
                "Choose another folder, or ask for the right to write there."
            ) from problem
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing behind that was not put in place."""
        shutil.rmtree(self.staging, ignore_errors=True)

    def text(self, name: str, content: str, *, rows: int = 0) -> None:
        """Write one text file."""
        self.data(name, content.encode("utf-8"), rows=rows)

    def data(self, name: str, data: bytes, *, rows: int = 0) -> None:
        """Write one file."""
        path = self.staging / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.files[name] = rows
        self.bytes += len(data)

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write one table as CSV; missing values are empty cells."""
        self.text(name, frame.to_csv(index=False, lineterminator="\n"), rows=len(frame))

    def by_month(self, pattern: str, frame: pd.DataFrame) -> None:
        """Write one table a month; ``pattern`` holds ``{month}``, the frame a column ``month``."""
        for month, rows in frame.groupby("month", sort=True):
            self.table(pattern.format(month=month), rows.drop(columns="month"))

    def publish(self) -> None:
        """Put the folder in place of the one it replaces.

        Raises
        ------
        SourceError
            If the folder it replaces holds a file that is not replaced.
        """
        kept = refuse_real_files(self.raw, replaced=set(self.files))
        for path in kept:
            shutil.copy2(path, self.staging / path.name)
        old = self.raw.with_name(f".{self.raw.name}-{os.getpid()}-old")
        if self.raw.exists():
            put_in_place(self.raw, old)
        put_in_place(self.staging, self.raw)
        shutil.rmtree(old, ignore_errors=True)


def refuse_real_files(raw: Path, *, replaced: set[str] | None = None) -> list[Path]:
    """Refuse a folder that holds anything but synthetic files.

    Parameters
    ----------
    replaced : set of str, optional
        Names, relative to the folder, of the files that will be replaced. Given, any other file is
        refused as well, even beside the marker of the synthetic partnership.

    Returns
    -------
    list of Path
        Files that keep the folder in version control.

    Raises
    ------
    SourceError
        If it does.
    """
    if raw.exists() and not raw.is_dir():
        raise SourceError(f"{raw} is a file. Name a folder for the raw files.")
    present = sorted(path for path in raw.rglob("*") if not path.is_dir())
    kept = [path for path in present if path.parent == raw and path.name in _KEEPERS]
    names = [path.relative_to(raw).as_posix() for path in present if path not in kept]
    if names and not _is_marked(raw):
        raise SourceError(
            f"{raw} holds files that are not synthetic, such as {names[0]}. Synthetic and real "
            "files are never mixed: write the synthetic partnership to an empty folder."
        )
    strange = [name for name in names if replaced is not None and name not in replaced]
    if strange:
        raise SourceError(
            f"{raw} holds files that the synthetic partnership did not write: "
            f"{', '.join(strange[:FILES_NAMED])}. Move them elsewhere first."
        )
    return kept


def _is_marked(raw: Path) -> bool:
    marker = raw / MARKER
    if not marker.is_file():
        return False
    try:
        content = json.loads(marker.read_text(encoding="utf-8"))
    except ValueError:
        return False
    return isinstance(content, dict) and content.get("synthetic") is True
