"""How is a file written so that nobody ever sees half of it?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from csa.errors import StoreError
from csa.moving import put_in_place
from csa.private import own_file, own_folder

TEMPORARY = ".tmp"


def write_atomically(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file under a temporary name beside its place, then move it there at once.

    Folder and file are their owner's alone. ``write`` fills the file that is there, or puts one
    that was made in the same way in its place.

    Raises
    ------
    StoreError
        If the folder cannot be written or the disk is full. What was there before stays.
    """
    temporary = path.with_name(f"{path.name}{TEMPORARY}")
    try:
        with refusing(path):
            own_folder(path.parent)
            write(own_file(temporary))
            _flush(temporary)
            put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Say of which file of the tables it is that the folder or the disk takes no more.

    Raises
    ------
    StoreError
        Naming the file.
    """
    try:
        yield
    except OSError as problem:
        raise StoreError(
            f"{path.parent.name}/{path.name} cannot be written ({problem.strerror or problem}). "
            "The tables built before are untouched. Check free space and permissions of "
            "data/processed, then run 'csa build' again."
        ) from None


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
