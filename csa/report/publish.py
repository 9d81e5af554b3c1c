"""How does a new set of reports become visible whole, or not at all?

A set is built in a staging folder beside the published ones and exchanged with the published set
in one step. Where the system has no such step, two renames are made, and the next run puts right
what a crash between them left.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from csa.errors import StoreError
from csa.moving import put_in_place
from csa.private import own_file, own_folder

_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2
_HERE = -100  # AT_FDCWD
_UNFINISHED = ".new-"
_LONGEST_PATH = 110
LOCK = ".lock"


@dataclass(frozen=True)
class Staging:
    """The folders of one assessment year: what is being made, and what is published.

    Attributes
    ----------
    reports : Path
        The reports folder.
    year : str
        The assessment year; checked by the plan to be nothing but digits and a hyphen.
    """

    reports: Path
    year: str

    @property
    def folder(self) -> Path:
        """Working folder of the year."""
        return self.reports / ".staging" / self.year

    @property
    def release(self) -> Path:
        """The frozen release that chapters draw from."""
        return self.folder / "release"

    @property
    def chapters(self) -> Path:
        """Executed chapters, named by a key of all they depend on."""
        return self.folder / "chapters"

    @property
    def kept(self) -> Path:
        """Exhibits that are drawn already, for their owner only."""
        return self.folder / "kept"

    @property
    def passed(self) -> Path:
        """Checks that were passed, for their owner only."""
        return self.folder / "passed"

    @property
    def made(self) -> Path:
        """What the published set was made from."""
        return self.folder / "made.json"

    @property
    def new_set(self) -> Path:
        """The set being built."""
        return self.folder / "set"

    @property
    def old_set(self) -> Path:
        """Where the published set waits while it is replaced by two renames."""
        return self.folder / "previous"

    @property
    def published(self) -> Path:
        """The set readers see."""
        return self.reports / self.year

    @property
    def logs(self) -> Path:
        """Logs of the year."""
        return self.reports / "logs" / self.year

    @property
    def failed(self) -> Path:
        """Tracebacks of chapters that failed; may hold values, so for their owner only."""
        return self.logs / "failed"

    def prepare(self) -> None:
        """Put right what a crashed run left, and make the folders a run needs.

        They are empty but for the release and the chapters that an earlier run completed.
        """
        if self.old_set.exists() and not self.published.exists():
            put_in_place(self.old_set, self.published)
        for left in (self.old_set, self.new_set, self.failed):
            shutil.rmtree(left, ignore_errors=True)
        for folder in (self.release, self.chapters, self.new_set):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.kept, self.passed):
            own_folder(folder)
        for folder in (self.chapters, self.kept, self.passed):
            for stray in folder.glob(f"{_UNFINISHED}*"):
                stray.unlink()
        self.logs.mkdir(parents=True, exist_ok=True)
        self.failed.mkdir(mode=0o700)

    def publish(self) -> None:
        """Exchange the new set with the published one.

        Raises
        ------
        StoreError
            If a published file is held open by another program (Windows); both sets stay.
        """
        _sync(self.new_set)
        try:
            self._replace()
        except PermissionError as problem:
            raise StoreError(
                f"{self.published} cannot be replaced: a report in it is open in another program. "
                f"Close it and run csa assess again; {self._where_earlier_are()}."
            ) from problem
        shutil.rmtree(self.new_set, ignore_errors=True)

    def _replace(self) -> None:
        if not self.published.exists():
            put_in_place(self.new_set, self.published)
        elif not exchange(self.new_set, self.published):
            put_in_place(self.published, self.old_set)
            self._follow()
            shutil.rmtree(self.old_set, ignore_errors=True)

    def _follow(self) -> None:
        """Put the new set where the earlier one was, or else the earlier one again."""
        try:
            put_in_place(self.new_set, self.published)
        except OSError:
            with suppress(OSError):
                put_in_place(self.old_set, self.published)
            raise

    def _where_earlier_are(self) -> str:
        if self.published.exists():
            return "the earlier reports are unchanged"
        return f"until then the earlier reports are in {self.old_set}, whole"


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    result = renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return bool(result == 0)


def check_writable(reports: Path) -> None:
    """Check that reports can be written, before any work starts.

    Raises
    ------
    StoreError
        If the folder cannot be made or written to.
    """
    try:
        reports.mkdir(parents=True, exist_ok=True)
        # As long as the longest path of a run: Windows may take no more than 260 characters.
        with tempfile.NamedTemporaryFile(dir=reports, prefix=".probe-".ljust(_LONGEST_PATH, "-")):
            pass
    except OSError as problem:
        raise StoreError(
            f"The reports folder {reports} cannot be written to ({problem.strerror}). Nothing was "
            "done; make it writable, or use another project folder: one with a shorter path if "
            "this one is long."
        ) from problem


@contextmanager
def explained(reports: Path) -> Iterator[None]:
    """Turn a fault of the disk into one sentence.

    Raises
    ------
    StoreError
        If a file is gone, or cannot be read or written, for example because the disk is full.
    """
    try:
        yield
    except FileNotFoundError as problem:
        raise StoreError(
            f"{problem.filename} is gone. Put it back from your backup, or if it was never there, "
            "run csa build and csa assess again; the earlier reports are unchanged."
        ) from problem
    except OSError as problem:
        raise StoreError(
            f"The reports could not be written below {reports} ({problem.strerror or problem}). "
            "Check free space and permissions and run csa assess again; the earlier reports are "
            "unchanged."
        ) from problem


def write_whole(target: Path, content: str | bytes, *, shared: bool = False) -> None:
    """Write a file so that it is there whole or not at all.

    It is its owner's alone, or ``shared`` with whom the user's other files are.
    """
    name = f"{_UNFINISHED}{secrets.token_hex(8)}"
    unfinished = target.with_name(name) if shared else own_file(target.with_name(name))
    try:
        with unfinished.open("wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())
