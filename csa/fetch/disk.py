"""How is a file put in its place whole, by one run at a time, and never half?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csa import moving
from csa.errors import FetchError

SPARE_BYTES = 50_000_000


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a disk that is full or not writable into a clear error.

    Raises
    ------
    FetchError
        Naming the file.
    """
    try:
        yield
    except OSError as problem:
        raise FetchError(
            f"{path.name} cannot be written under {path.parent} "
            f"({problem.strerror or problem}). Check free space and permissions of data/raw."
        ) from None


def require_space(folder: Path, size: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises
    ------
    FetchError
        If less than ``size`` bytes and some to spare are free.
    """
    free = shutil.disk_usage(folder).free
    if size + SPARE_BYTES > free:
        raise FetchError(
            f"The disk has {free / 1e6:,.0f} MB free; {size / 1e6:,.0f} MB are to be fetched. "
            "Free some space, then run the command again."
        )


def put_in_place(whole: Path, target: Path) -> None:
    """Move a finished file to where ``csa build`` finds it, in one step.

    Raises
    ------
    FetchError
        If the target cannot be written. What was there before stays.
    """
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _flush(whole)
        moving.put_in_place(whole, target)


def write_whole(content: bytes, target: Path, *, staging: Path) -> None:
    """Write a small file in one step, by way of a folder that nobody reads.

    Raises
    ------
    FetchError
        If it cannot be written.
    """
    draft = staging / f"{target.name}.new"
    with writing(draft):
        staging.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
    put_in_place(draft, target)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
