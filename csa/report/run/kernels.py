"""How does a chapter get a kernel quickly, privately and without leaving one behind?

On POSIX a kernel is forked from a server process that has the heavy libraries loaded already;
elsewhere the ordinary launcher is used. Either way each kernel talks over sockets in a private
folder and ends with the worker that started it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Callable
from importlib.metadata import EntryPoint
from multiprocessing import connection, forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from csa.code import modules_below

CAN_FORK = sys.platform.startswith("linux")
OWN_ERROR = "csa-error"
_PROVISIONER = "csa-warm"
# What chapters import, so that each need not: a name that is missing is passed over.
_WARM = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "csa",
    "csa.explore",
    *modules_below("csa.exhibits"),
    "csa.present.charts",
    "csa.present.maps",
    "geopandas",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.style",
    "PIL.PngImagePlugin",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.stats",
    "seaborn",
    __name__,
)
KERNEL_ARGUMENTS = [
    "--HistoryManager.enabled=False",
    "--IPKernelApp.exec_lines=__import__('csa.report.run.kernels', fromlist=['get_ready'])"
    ".get_ready()",
]


def use_warm_kernels() -> None:
    """Make kernels started by this process fork from a server with the libraries loaded.

    The server starts at once and loads while the caller goes on. Without fork nothing changes.
    """
    if not CAN_FORK:
        return
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint(_PROVISIONER, f"{__name__}:WarmProvisioner", factory.GROUP_NAME)
    factory.provisioners[_PROVISIONER] = entry
    factory.default_provisioner_name = _PROVISIONER
    forkserver.set_forkserver_preload(list(_WARM))
    forkserver.ensure_running()


def connection_settings(folder: Path) -> dict[str, Any]:
    """Return how to reach a kernel: sockets in a folder of its own, or TCP without them.

    The folder must be private, unique to the kernel, absolute and short: the path of a socket
    may have little more than a hundred characters.
    """
    if not CAN_FORK:
        return {}
    return {"KernelManager": {"transport": "ipc", "ip": str(folder / "k")}}


def get_ready() -> None:
    """Prepare a kernel for a chapter, before its first cell."""
    import pandas as pd

    # A chapter picks a few rows many thousand times, which Arrow's strings are slow at.
    pd.set_option("mode.string_storage", "python")
    _mark_own_errors()


def _mark_own_errors() -> None:
    """Let a kernel's error say that its message is one of ours, so that it may be shown.

    Other libraries have errors of the same names whose messages hold values of the data.
    """
    from csa.errors import CsaError

    def render(error: BaseException) -> list[str]:
        return [OWN_ERROR, *traceback.format_exception(error)]

    # IPython asks an error for this name before it renders it itself.
    CsaError._render_traceback_ = render  # type: ignore[assignment,method-assign]


def end_with(sentinel: Any, *, last_words: Callable[[], None] = lambda: None) -> None:
    """End this process at once when ``sentinel`` becomes ready, whatever it is doing."""

    def watch() -> None:
        connection.wait([sentinel])
        last_words()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class WarmProvisioner(LocalProvisioner):
    """Start a kernel by forking the warm server instead of a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel with the arguments, environment and folder the manager asks for."""
        if sys.platform == "win32":
            return await super().launch_kernel(cmd, **kwargs)
        process = multiprocessing.get_context("forkserver").Process(
            target=_be_kernel,
            args=(cmd[3:], dict(kwargs["env"]), os.fspath(kwargs["cwd"])),
            daemon=True,
        )
        process.start()
        forked: Any = _Forked(process)
        self.process = forked
        self.pid = self.pgid = process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info


class _Forked:
    """What a provisioner asks of a process, answered by a forked one."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.pid is not None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _be_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    if sys.platform != "win32":
        os.setsid()
    worker = multiprocessing.parent_process()
    if worker is not None:
        end_with(worker.sentinel)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # Nobody could stop a chapter and look: do not load a debugger for each.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    from ipykernel.kernelapp import IPKernelApp

    # end_with watches the parent; ipykernel is told not to, and not to talk to a terminal.
    IPKernelApp.launch_instance(argv=[*arguments, "--IPKernelApp.parent_handle=1"])
