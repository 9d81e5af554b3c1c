"""How is a folder kept for one command at a time?

The system holds the lock for as long as the process lives that took it: one that was killed, or
whose number is another's after a restart, never blocks. What the file says is for people only.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from csa.errors import CsaError, StoreError
from csa.private import OWNER_FILE

# The byte that is locked lies beyond the text: on Windows a locked byte cannot be read.
_BYTE = 1 << 30
_HELD = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})


@contextmanager
def only_run(path: Path, *, command: str, error: type[CsaError] = StoreError) -> Iterator[None]:
    """Hold the lock of a folder; its file is gone when the command has ended.

    Parameters
    ----------
    path : Path
        The file of the lock; its folder is made where it is not there.
    command : str
        What may run once at a time, as a user calls it.
    error : type of CsaError
        What is raised.

    Raises
    ------
    CsaError
        At once, naming process, host and start, if another one is running; or if the file cannot
        be written.
    """
    try:
        handle = _acquire(path)
        if handle is None:
            raise error(f"Another {command} is running ({_holder(path)}). Wait until it has ended.")
    except OSError as problem:
        raise error(
            f"{path} cannot be written ({problem.strerror or problem}), so {command} did not "
            "start. Check free space and permissions of its folder."
        ) from None
    try:
        yield
    finally:
        _release(path, handle)


def _acquire(path: Path) -> int | None:
    """Return the handle of the locked file; None where another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_FILE)
        try:
            if not _lock(handle):
                os.close(handle)
                return None
        except OSError:
            os.close(handle)
            raise
        if _is_at(path, handle):
            _sign(path, handle)
            return handle
        os.close(handle)  # whoever held it removed the file in between


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        if problem.errno in _HELD:
            return False
        raise
    return True


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _sign(path: Path, handle: int) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    holder = {"pid": os.getpid(), "host": platform.node(), "start": started}
    try:
        os.truncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(holder).encode())
    except OSError:
        _release(path, handle)
        raise


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']} on {holder['host']}, started {holder['start']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "its process is not known"


def _release(path: Path, handle: int) -> None:
    """Remove the file and let go; Windows removes no file that is open."""
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            path.unlink()
    os.close(handle)
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            path.unlink()
