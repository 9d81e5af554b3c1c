"""In which order do chapters run, and which need not?

A chapter that an earlier run completed from the same notebook, parameters, release, settings,
code and packages is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool

from csa.code import PACKAGE, code_digest, modules_below
from csa.report.pages.facts import ReleaseFacts
from csa.report.pages.manifest import package_versions
from csa.report.publish import Staging
from csa.report.run.chapter import Job, Outcome, run_chapter
from csa.report.run.plan import Plan, Task
from csa.settings import Settings

_WORKER_LOST = "its worker process was killed (memory may have run out); run fewer at once (--jobs)"
_NOT_TRIED = "not tried, because another chapter of the area failed"


def make_jobs(
    settings: Settings,
    plan: Plan,
    facts: ReleaseFacts,
    *,
    staging: Staging,
    cell_timeout_s: int,
) -> dict[Task, Job]:
    """Return the job of each chapter, and forget executed chapters that no job asks for.

    Parameters
    ----------
    settings, plan, facts
        The partnership, what is to be made, and what the release says about itself.
    staging : Staging
        Where executed chapters are kept.
    cell_timeout_s : int
        Seconds after which a cell counts as hung.
    """
    code = code_digest(PACKAGE, *modules_below(PACKAGE))
    common = [facts.digest, facts.words, settings.fingerprint, code, package_versions()]
    jobs = {}
    for task in plan.tasks:
        notebook = task.chapter.path.read_text(encoding="utf-8")
        parameters = task.parameters(year=plan.year, to=facts.to)
        key = json.dumps([notebook, parameters, common], sort_keys=True)
        name = hashlib.sha256(key.encode()).hexdigest()
        jobs[task] = Job(
            label=task.label,
            notebook=notebook,
            parameters=parameters,
            target=staging.chapters / f"{name}.json",
            failed_log=staging.failed / f"{task.area}--{task.slug}.txt",
            cell_timeout_s=cell_timeout_s,
        )
    wanted = {job.target for job in jobs.values()}
    for path in staging.chapters.iterdir():
        if path not in wanted:
            path.unlink()
    return jobs


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
    waiting = []
    for task, job in jobs.items():
        if job.target.exists():
            yield task, Outcome(job.label, cached=True)
        else:
            waiting.append(task)
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
