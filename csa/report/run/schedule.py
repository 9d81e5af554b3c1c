"""In which order do chapters run, and which need not?

A chapter that an earlier run completed from the same notebook, parameters and release is taken as
it is, as long as everything that its exhibits were drawn from is the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from csa.exhibits.kept import DRAWN_FROM
from csa.report.publish import Staging
from csa.report.run.basis import EVERYTHING, chapter_basis
from csa.report.run.chapter import Job, Outcome, run_chapter
from csa.report.run.plan import Plan, Task

if TYPE_CHECKING:
    from pathlib import Path

    from csa.exhibits.kept import Basis

_WORKER_LOST = "its worker process was killed (memory may have run out); run fewer at once (--jobs)"
_NOT_TRIED = "not tried, because another chapter of the area failed"


def make_jobs(
    plan: Plan,
    basis: Basis,
    *,
    staging: Staging,
    cell_timeout_s: int,
) -> dict[Task, Job]:
    """Return the job of each chapter, and forget executed chapters that are not as they would be.

    Parameters
    ----------
    plan : Plan
        What is to be made; its last month is known.
    basis : Basis
        What drawings depend on.
    staging : Staging
        Where executed chapters are kept.
    cell_timeout_s : int
        Seconds after which a cell counts as hung.
    """
    common = chapter_basis(basis)
    jobs = {}
    for task in plan.tasks:
        notebook = task.chapter.path.read_text(encoding="utf-8")
        parameters = task.parameters(year=plan.year, to=str(plan.to))
        key = json.dumps([notebook, parameters, common], sort_keys=True)
        name = hashlib.sha256(key.encode()).hexdigest()
        jobs[task] = Job(
            label=task.label,
            notebook=notebook,
            parameters=parameters,
            target=staging.chapters / f"{name}.json",
            failed_log=staging.failed / f"{task.area}--{task.slug}.txt",
            cell_timeout_s=cell_timeout_s,
            otherwise=basis.digests([EVERYTHING]),
        )
    wanted = {job.target for job in jobs.values() if _is_same(job.target, basis)}
    for path in staging.chapters.iterdir():
        if path not in wanted:
            path.unlink()
    return jobs


def _is_same(path: Path, basis: Basis) -> bool:
    """Say whether an executed chapter would be the same if it were executed now."""
    try:
        drawn_from = json.loads(path.read_text(encoding="utf-8"))[DRAWN_FROM]
        return bool(drawn_from) and basis.is_same(drawn_from)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def execute(
    jobs: dict[Task, Job],
    submit: Callable[..., Future[Outcome]],
    *,
    at_once: int,
    keep_going: bool,
) -> Iterator[tuple[Task, Outcome]]:
    """Run the chapters and yield each with its outcome as it ends.

    Parameters
    ----------
    jobs : dict of Task to Job
        The chapters, in order.
    submit : callable
        Hands a function and its argument to a worker.
    at_once : int
        How many run at once.
    keep_going : bool
        Whether to run the other chapters of an area in which one has failed.
    """
    waiting: list[Task] = []
    areas = list(dict.fromkeys(task.area for task in jobs))
    for task, job in jobs.items():
        if job.target.exists():
            yield task, Outcome(job.label, cached=True)
        else:
            waiting.append(task)
    # Summaries of an area draw on what is shown of its priorities: let that be drawn, once, first.
    waiting.sort(key=lambda task: (areas.index(task.area), not task.priority))
    running: dict[Future[Outcome], Task] = {}
    lost: set[str] = set()
    while waiting or running:
        while waiting and len(running) < at_once:
            task = waiting.pop(0)
            if task.area in lost and not keep_going:
                yield task, Outcome(task.label, _NOT_TRIED, skipped=True)
            else:
                running[_submitted(submit, jobs[task])] = task
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            outcome = _outcome(future, task)
            if not outcome.ok:
                lost.add(task.area)
            yield task, outcome


def _submitted(submit: Callable[..., Future[Outcome]], job: Job) -> Future[Outcome]:
    try:
        return submit(run_chapter, job)
    except BrokenProcessPool as problem:
        future: Future[Outcome] = Future()
        future.set_exception(problem)
        return future


def _outcome(future: Future[Outcome], task: Task) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        return Outcome(task.label, _WORKER_LOST)
