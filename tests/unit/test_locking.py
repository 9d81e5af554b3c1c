"""One run at a time, and no lock outlives its process."""

from __future__ import annotations

import errno
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from csa.errors import FetchError, StoreError
from csa.locking import only_run

HOLDS = """
import sys
from pathlib import Path
from csa.locking import only_run
with only_run(Path(sys.argv[1]), command="csa build"):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold_elsewhere(path: Path) -> subprocess.Popen[str]:
    """Hold a lock in another process until it is ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def take(path: Path) -> None:
    """Take a lock and let go."""
    with only_run(path, command="csa build"):
        assert json.loads(path.read_text())["pid"] == os.getpid()


def test_another_run_is_refused_and_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = hold_elsewhere(path)
    with pytest.raises(StoreError) as refused:
        take(path)
    said = f"Another csa build is running (process {process.pid} on {platform.node()}, started"
    assert str(refused.value).startswith(said)
    assert path.is_file()
    process.communicate()
    assert not path.exists()
    take(path)


def test_the_lock_of_a_killed_run_does_not_block(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = hold_elsewhere(path)
    process.kill()
    process.communicate()
    assert path.exists()
    take(path)
    assert not path.exists()


@pytest.mark.parametrize(
    "left",
    [
        # Its number is that of a process that is alive: this one, and the first of the system.
        json.dumps({"pid": os.getpid(), "host": platform.node()}),
        json.dumps({"pid": 1, "host": platform.node()}),
        json.dumps({"pid": 7, "host": "elsewhere"}),
        "",
        "no JSON",
    ],
    ids=["alive", "first of the system", "another host", "empty", "no JSON"],
)
def test_a_file_that_nobody_holds_does_not_block(tmp_path: Path, left: str) -> None:
    path = tmp_path / "lock"
    path.write_text(left)
    take(path)
    assert not path.exists()


def test_the_lock_is_let_go_when_the_run_fails(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyboardInterrupt), only_run(path, command="csa build"):
        raise KeyboardInterrupt
    assert not path.exists()
    take(path)


def test_a_lock_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(FetchError, match=r"cannot be written \(.+\), so csa fetch did not start"),
        only_run(tmp_path / "file" / "lock", command="csa fetch", error=FetchError),
    ):
        pass


def test_a_lock_without_room_for_its_text_is_a_sentence_and_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("csa.locking.os.write", full)
    with pytest.raises(StoreError, match="No space left on device"):
        take(tmp_path / "lock")
    assert not (tmp_path / "lock").exists()


class WindowsLocks:
    """Locks of single bytes as Windows has them: one holder, and ``EACCES`` for another."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        self.held: list[int] = []
        self.places: list[int] = []

    def locking(self, handle: int, mode: int, count: int) -> None:
        """Lock from where the file stands."""
        assert (mode, count) == (self.LK_NBLCK, 1)
        self.places.append(os.lseek(handle, 0, os.SEEK_CUR))
        if self.held:
            raise OSError(errno.EACCES, "Permission denied")
        self.held.append(handle)


def test_windows_holds_a_byte_beyond_the_text_that_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = WindowsLocks()
    monkeypatch.setitem(sys.modules, "msvcrt", locks)
    monkeypatch.setattr("csa.locking.sys", SimpleNamespace(platform="win32"))
    path = tmp_path / "lock"
    with only_run(path, command="csa build"):
        assert locks.places[0] > len(path.read_bytes())
        refused = pytest.raises(StoreError, match=rf"is running .process {os.getpid()} on")
        with refused, only_run(path, command="csa build"):
            pass
    assert not path.exists()
