"""Does one chapter run from its first cell to its last, and what does it leave behind?

Runs in a worker. papermill calls a chapter finished when a cell left it by ``sys.exit(0)``, and
a dead kernel's cell completed, so success is judged by what the notebook holds afterwards.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from csa.exhibits.kept import DRAWN_FROM
from csa.private import own_file
from csa.report.pages.outputs import OutputError, as_node, code_cells, read_exhibit, source_of
from csa.report.publish import write_whole
from csa.visible import visible, visible_lines

START_TIMEOUT_S = 60
IOPUB_TIMEOUT_S = 30
GUIDANCE = "officer"
PLACING = ("csa", "tags")  # what metadata say of where a cell is shown
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """One chapter to execute, in terms a worker understands.

    Attributes
    ----------
    label : str
        Area and chapter.
    notebook : str
        The notebook file's text.
    parameters : mapping
        Values for its parameters cell.
    target : Path
        Where the executed notebook is kept.
    failed_log : Path
        Where the full traceback of a failure is kept, for its owner only.
    cell_timeout_s : int
        Seconds after which a cell counts as hung.
    otherwise : mapping
        What it was drawn from where its exhibits do not say so.
    """

    label: str
    notebook: str
    parameters: Mapping[str, str]
    target: Path
    failed_log: Path
    cell_timeout_s: int
    otherwise: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a chapter went.

    Attributes
    ----------
    label : str
        Area and chapter.
    reason : str
        Why it failed, without values of the data; empty when it did not.
    seconds : float
        How long it took; 0 when an earlier run's result was taken.
    cached : bool
        Whether an earlier run's result was taken.
    skipped : bool
        Whether it was not tried because another chapter of its area had failed.
    """

    label: str
    reason: str = ""
    seconds: float = 0.0
    cached: bool = False
    skipped: bool = False

    @property
    def ok(self) -> bool:
        """Whether the chapter is complete."""
        return not self.reason


class ChapterError(Exception):
    """A chapter failed: a reason anyone may read, and details for its owner only."""

    def __init__(self, reason: str, details: str = "") -> None:
        super().__init__(reason)
        self.details = details


def run_chapter(job: Job) -> Outcome:
    """Execute one chapter and keep it if it is whole.

    A kernel that does not start is tried once more; nothing else is tried twice.

    Returns
    -------
    Outcome
        Never raises for a fault of the chapter: one failure must not stop the others.
    """
    started = time.perf_counter()
    reason = ""
    try:
        executed = _execute(job)
        check_executed(executed)
        _keep(executed, job)
    except ChapterError as fault:
        reason = str(fault)
        _log_failure(job, fault.details or reason)
    except OSError as problem:
        reason = f"its result could not be kept ({problem.strerror})"
        _log_failure(job, traceback.format_exc())
    except Exception as problem:  # a worker's own fault must not take the others down
        reason = f"{type(problem).__name__} while the chapter was run"
        _log_failure(job, traceback.format_exc())
    return Outcome(job.label, visible(reason), round(time.perf_counter() - started, 2))


def check_executed(notebook: Mapping[str, Any]) -> None:
    """Check that every code cell ran and every output is an exhibit that keeps its promises.

    Raises
    ------
    ChapterError
        Naming the first cell at fault by the heading above it.
    """
    for cell in code_cells(notebook):
        where = _heading_above(notebook, cell)
        if cell["execution_count"] is None:
            raise ChapterError(f"stopped early: the code {where} never ran")
        for output in cell["outputs"]:
            try:
                read_exhibit(output)
            except OutputError as fault:
                raise ChapterError(f"the code {where}: {fault}", str(output)) from fault


def _execute(job: Job) -> dict[str, Any]:
    try:
        return _execute_once(job)
    except _KernelStartError:
        try:
            return _execute_once(job)
        except _KernelStartError as problem:
            raise ChapterError(
                "its kernel did not start; run fewer at once (--jobs)", traceback.format_exc()
            ) from problem


class _KernelStartError(Exception):
    """The kernel did not answer, or ended, before the first cell."""


def _execute_once(job: Job) -> dict[str, Any]:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    from csa.report.run.kernels import KERNEL_ARGUMENTS, connection_settings

    folder = Path(tempfile.mkdtemp(prefix="c"))
    # papermill writes nothing: it would keep a failed notebook, with values in its traceback.
    node = as_node(job.notebook)
    reached: list[Mapping[str, Any]] = []
    try:
        executed: dict[str, Any] = papermill.execute_notebook(
            node,
            None,
            dict(job.parameters),
            kernel_name="python3",
            progress_bar=False,
            start_timeout=START_TIMEOUT_S,
            execution_timeout=job.cell_timeout_s,
            iopub_timeout=IOPUB_TIMEOUT_S,
            raise_on_iopub_timeout=True,
            shutdown_kernel="immediate",
            extra_arguments=KERNEL_ARGUMENTS,
            resources={"metadata": {"path": str(folder)}},
            config=Config(connection_settings(folder)),
            on_cell_start=lambda cell, **_: reached.append(cell),
        )
        return executed
    except papermill.PapermillExecutionError as problem:
        where = _heading_above(node, reached[-1])
        raise ChapterError(_explain(problem, where), "\n".join(problem.traceback)) from problem
    except CellTimeoutError as problem:
        where = _heading_above(node, reached[-1])
        reason = f"the code {where} did not end within {job.cell_timeout_s} seconds"
        raise ChapterError(reason, traceback.format_exc()) from problem
    except DeadKernelError as problem:
        if not reached:
            raise _KernelStartError from problem
        where = _heading_above(node, reached[-1])
        reason = f"its kernel died {where} (it was killed, or memory ran out)"
        raise ChapterError(reason, traceback.format_exc()) from problem
    except RuntimeError as problem:
        if reached:
            raise
        raise _KernelStartError from problem
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _explain(problem: Any, where: str) -> str:
    from csa.report.run.kernels import OWN_ERROR

    if problem.traceback and problem.traceback[0] == OWN_ERROR:
        return f"{problem.ename} {where}: {problem.evalue}"
    if problem.ename == MemoryError.__name__:
        return f"memory ran out {where}; close other programs, or run fewer at once (--jobs)"
    return f"{problem.ename} {where}"


def _heading_above(notebook: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    heading = ""
    for cell in notebook["cells"]:
        if cell.get("id") == wanted.get("id"):
            break
        if cell["cell_type"] == "markdown":
            lines = [line for line in source_of(cell).splitlines() if line.startswith("#")]
            heading = lines[-1].lstrip("# ") if lines else heading
    return f"under '{heading}'" if heading else "before the first heading"


def _keep(notebook: Mapping[str, Any], job: Job) -> None:
    # Guidance for whoever works in the notebook is not for the readers of the page.
    kept = {
        DRAWN_FROM: _drawn_from(notebook) or dict(job.otherwise),
        "cells": [
            {key: cell[key] for key in ("cell_type", "source", "outputs") if key in cell}
            | {
                "metadata": {
                    key: cell["metadata"][key] for key in PLACING if key in cell["metadata"]
                }
            }
            for cell in notebook["cells"]
            if GUIDANCE not in cell["metadata"].get("tags", ())
        ],
    }
    write_whole(job.target, json.dumps(kept, ensure_ascii=False))


def _drawn_from(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return what the exhibits of a chapter were drawn from; nothing unless each of them says."""
    outputs = [output for cell in code_cells(notebook) for output in cell["outputs"]]
    said = [read_exhibit(one).facts.get(DRAWN_FROM) or {} for one in outputs]
    return {k: v for one in said for k, v in one.items()} if all(said) else {}


def _log_failure(job: Job, details: str) -> None:
    text = visible_lines(f"{job.label}\n\n{_COLOUR.sub('', details)}\n")
    own_file(job.failed_log).write_text(text, encoding="utf-8", newline="\n")
