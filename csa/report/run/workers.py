"""How do chapters run side by side without anything of the run outliving it?

Workers are new interpreters with a clean environment and private folders. Each holds the reading
end of one pipe, the lifeline, whose writing end only the batch has: when the batch ends, however
it ends, the pipe closes and every worker and kernel goes.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from csa.exhibits.kept import FOLDER_VARIABLE
from csa.private import own_file

_INHERITED = (
    "PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT",
)  # fmt: skip
_LONGEST_CLEARING_S = 3
_LONGEST_SOCKET_FOLDER = 60
_MOST_WORKERS = 61  # more processes cannot be waited for on Windows


def clean_environment(folder: Path, *, root: Path, release: Path, kept: Path) -> dict[str, str]:
    """Return the whole environment of a kernel.

    Language, time zone and number of threads are fixed, so that a report does not depend on the
    machine it is made on; nothing of the user's own settings is read.
    """
    private = {
        name: str(folder)
        for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "IPYTHONDIR", "MPLCONFIGDIR")
    }
    jupyter = {
        f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")
    }
    fixed = {
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "MPLBACKEND": "agg",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CSA_ROOT": str(root),
        "CSA_RELEASE": str(release),
        FOLDER_VARIABLE: str(kept),
    }
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return inherited | private | jupyter | fixed


def default_jobs() -> int:
    """Return how many chapters run at once unless the user says: one for each processor."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def start_workers(
    jobs: int, *, root: Path, release: Path, kept: Path, log: Path
) -> Iterator[Callable[..., Future[Any]]]:
    """Start workers, which warm up while the caller goes on, and yield how to submit to them.

    Parameters
    ----------
    jobs : int
        How many chapters run at once.
    root, release, kept : Path
        Project folder, release and exhibits drawn already, for the kernels' environment.
    log : Path
        File that takes whatever workers and kernels print. It may hold values of the data, so
        only its owner can read it.
    """
    jobs = min(jobs, _MOST_WORKERS)
    folder = private_folder()
    own_file(log)
    context = multiprocessing.get_context("spawn")
    lifeline, held = context.Pipe(duplex=False)
    environment = clean_environment(folder, root=root, release=release, kept=kept)
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=context,
        initializer=_begin,
        initargs=(lifeline, environment, str(folder), str(log)),
    )
    try:
        with _interrupts_held():
            for _ in range(jobs):
                pool.submit(_warm_up)
        yield pool.submit
    finally:
        held.close()
        lifeline.close()
        pool.shutdown(wait=True, cancel_futures=True)
        shutil.rmtree(folder, ignore_errors=True)


def private_folder() -> Path:
    """Return a new folder only the user can open, short enough to hold sockets."""
    usual = Path(tempfile.gettempdir())
    too_long = sys.platform != "win32" and len(os.fsencode(usual)) > _LONGEST_SOCKET_FOLDER
    short = Path(os.sep, "tmp")  # mkdtemp makes a new folder that is its owner's alone
    return Path(tempfile.mkdtemp(prefix="csa-", dir=short if too_long else usual)).resolve()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    # A new process inherits the mask: Ctrl-C reaches the batch, which then ends its workers.
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(lifeline: Any, environment: Mapping[str, str], folder: str, log: str) -> None:
    from csa.report.run.kernels import end_with, use_warm_kernels

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _write_to(Path(log))  # first of all: the batch may end meanwhile, and take the folder with it
    if sys.platform != "win32":
        os.setsid()
        signal.signal(signal.SIGHUP, lambda *_: None)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = folder
    # Forked kernels import the main module again: give them an empty one.
    sys.modules["__main__"] = types.ModuleType("__main__")
    end_with(lifeline, last_words=lambda: _leave(folder))
    use_warm_kernels()


def _leave(folder: str) -> None:
    for kernel in multiprocessing.active_children():
        kernel.kill()
    if sys.platform != "win32":
        # The server that kernels are forked from may still be loading, and writing its caches.
        os.killpg(0, signal.SIGHUP)
    until = time.monotonic() + _LONGEST_CLEARING_S
    while Path(folder).exists() and time.monotonic() < until:
        # A process that is just ending may still write: clear again until nothing comes back.
        shutil.rmtree(folder, ignore_errors=True)
        time.sleep(0.05)


def _write_to(log: Path) -> None:
    with log.open("ab", buffering=0) as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)


def _warm_up() -> None:
    import papermill  # noqa: F401
