"""How is a second build kept from running beside the first?"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from csa.errors import StoreError
from csa.private import OWNER_FILE, own_folder

NAME = "build.lock"
PATIENCE_S = 1.0


@contextmanager
def build_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder of processed tables.

    The lock of a process that died is taken over.

    Raises
    ------
    StoreError
        If another build is running, or the folder cannot be written.
    """
    path = folder / NAME
    _acquire(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _acquire(path: Path) -> None:
    try:
        own_folder(path.parent)
        if _is_abandoned(path):
            path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    except FileExistsError:
        holder = _holder(path)
        raise StoreError(
            f"Another build is running (process {holder.get('pid', 'unknown')} on "
            f"{holder.get('host', 'an unknown computer')}). Wait for it to end; if it is gone, "
            f"delete data/processed/{NAME}."
        ) from None
    except OSError as problem:
        raise StoreError(
            f"data/processed cannot be written ({problem.strerror}). Check its permissions."
        ) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"pid": os.getpid(), "host": platform.node()}, file)


def _holder(path: Path) -> dict[str, object]:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _is_empty(path: Path) -> bool:
    try:
        return not path.stat().st_size
    except FileNotFoundError:
        return False


def _is_abandoned(path: Path) -> bool:
    """Return whether the lock was left by a process of this computer that is gone."""
    if _is_empty(path):
        # Whoever made it writes its name at once, unless it was killed in between.
        time.sleep(PATIENCE_S)
        return _is_empty(path)
    holder = _holder(path)
    pid = holder.get("pid")
    if os.name != "posix" or not isinstance(pid, int) or holder.get("host") != platform.node():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
