"""How does one command make every report of a year, and publish all of them or none?

The order is: refuse what cannot be made, freeze the release, run the chapters side by side, draw
and check each area as soon as its chapters are there, publish the set in one step.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from csa.errors import CheckError, NotebookError, SettingsError
from csa.locking import only_run
from csa.report.pages.facts import read_facts
from csa.report.publish import LOCK, Staging, check_writable, explained, write_whole
from csa.report.run.assemble import Assembly
from csa.report.run.chapter import Outcome
from csa.report.run.plan import Plan, Task, make_plan
from csa.report.run.schedule import execute, make_jobs
from csa.report.run.workers import default_jobs, start_workers
from csa.settings import PUBLISHED_EDITIONS, Settings

CELL_TIMEOUT_S = 600
ReleaseMaker = Callable[..., object]


@dataclass(frozen=True)
class Progress:
    """One chapter has ended: how, and how far the run is."""

    outcome: Outcome
    done: int
    total: int


@dataclass(frozen=True)
class AssessmentResult:
    """What a run did.

    Attributes
    ----------
    plan : Plan
        What was to be made.
    folder : Path
        Where the set is published.
    published : bool
        Whether it was.
    outcomes : tuple of Outcome
        How each chapter went, in order of the plan; empty after a dry run.
    problems : tuple of str
        What the checks found, each naming edition and page.
    missing : tuple of str
        Areas whose report is not complete.
    warnings : tuple of str
        Rules of priorities that select nothing of all that was received.
    seconds : float
        How long the run took.
    parts : mapping
        Seconds of its parts: ``release``, ``chapters`` (side by side) and ``pages``.
    """

    plan: Plan
    folder: Path
    published: bool = False
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The chapters that failed, without those skipped because of them."""
        return tuple(one for one in self.outcomes if one.reason and not one.skipped)

    @property
    def exit_code(self) -> int:
        """0 when all is well, else the code of the first thing that is not."""
        if self.failures:
            return NotebookError.exit_code
        return CheckError.exit_code if self.problems else 0


class Clock:
    """Adds up the seconds of the parts of a run."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def measured(self, part: str) -> Iterator[None]:
        """Add the time of a block to a part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.parts[part] = round(self.parts.get(part, 0.0) + spent, 1)


def run_assessment(
    settings: Settings,
    *,
    year: str,
    to: str | None = None,
    districts: Sequence[str] | None = None,
    editions: Sequence[str] = PUBLISHED_EDITIONS,
    jobs: int | None = None,
    keep_going: bool = False,
    partial: bool = False,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    make_release: ReleaseMaker | None = None,
    cell_timeout_s: int = CELL_TIMEOUT_S,
) -> AssessmentResult:
    """Make the reports of one assessment year and publish them as one set.

    Parameters
    ----------
    settings : Settings
        The partnership.
    year : str
        Assessment year, for example ``2016-17``.
    to : str, optional
        Last month of the year to date; by default the last that every source has in full.
    districts : sequence of str, optional
        Slugs of the areas to make; by default the partnership and every district.
    editions : sequence of str
        Of ``partner`` and ``public``.
    jobs : int, optional
        How many chapters run at once; by default one for each processor.
    keep_going : bool
        Run the other chapters of an area whose report can no longer be complete, to see every
        error in one run. Other areas always finish.
    partial : bool
        Publish the areas that are complete when others are not.
    dry_run : bool
        Only say what would be made; nothing is written.
    progress : callable, optional
        Is told whenever a chapter has ended.
    make_release : callable, optional
        Freezes the release: called with settings and the keywords ``year``, ``to``, ``folder``.
    cell_timeout_s : int
        Seconds after which a cell counts as hung.

    Returns
    -------
    AssessmentResult
        Faults of chapters and pages are in it; they do not raise.

    Raises
    ------
    SettingsError, NotebookError
        If what is asked for cannot be made; see :func:`csa.report.run.plan.make_plan`.
    StoreError
        If the reports folder cannot be written, or another run holds it.
    """
    if jobs is not None and jobs < 1:
        raise SettingsError(f"At least one chapter must run at a time, not {jobs}.")
    plan = make_plan(settings, year=year, to=to, districts=districts, editions=editions)
    staging = Staging(settings.reports, year)
    if make_release is None:
        _refuse_unready(settings, plan)
    if dry_run:
        return AssessmentResult(plan, staging.published)
    check_writable(settings.reports)
    with (
        only_run(settings.reports / LOCK, command="csa assess"),
        explained(settings.reports),
    ):
        staging.prepare()
        started = time.perf_counter()
        assembly, ended, clock = _make(
            settings,
            plan,
            staging,
            at_once=jobs or min(default_jobs(), len(plan.tasks)),
            keep_going=keep_going,
            cell_timeout_s=cell_timeout_s,
            make_release=make_release or _frozen_release,
            progress=progress or _say_nothing,
        )
        published = _is_publishable(assembly, partial=partial)
        if published:
            staging.publish()
            if make_release is None:
                _record(settings, year)
        result = AssessmentResult(
            plan=assembly.plan,
            folder=staging.published,
            published=published,
            outcomes=tuple(ended[task] for task in assembly.plan.tasks),
            problems=tuple(assembly.problems),
            missing=tuple(assembly.missing),
            warnings=_idle_rules(settings) if make_release is None else (),
            seconds=round(time.perf_counter() - started, 1),
            parts=clock.parts,
        )
        _log(result, staging)
        return result


def _make(
    settings: Settings,
    plan: Plan,
    staging: Staging,
    *,
    at_once: int,
    keep_going: bool,
    cell_timeout_s: int,
    make_release: ReleaseMaker,
    progress: Callable[[Progress], None],
) -> tuple[Assembly, dict[Task, Outcome], Clock]:
    clock = Clock()
    log = staging.logs / "kernels.log"
    ended: dict[Task, Outcome] = {}
    with start_workers(
        at_once, root=settings.root, release=staging.release, log=log
    ) as submit:  # the workers load their libraries while the release is frozen
        with clock.measured("release"):
            make_release(settings, year=plan.year, to=plan.to, folder=staging.release)
        facts = read_facts(staging.release)
        plan = replace(plan, to=facts.to)
        assembly = Assembly(settings, plan, facts, staging=staging)
        jobs = make_jobs(settings, plan, facts, staging=staging, cell_timeout_s=cell_timeout_s)
        with clock.measured("chapters"):
            for task, outcome in execute(jobs, submit, at_once=at_once, keep_going=keep_going):
                ended[task] = outcome
                progress(Progress(outcome, len(ended), len(jobs)))
                if all(one in ended and ended[one].ok for one in plan.of_area(task.area)):
                    with clock.measured("pages"):
                        assembly.add_area(task.area, jobs)
        with clock.measured("pages"):
            assembly.finish(submit)
    return assembly, ended, clock


def _is_publishable(assembly: Assembly, *, partial: bool) -> bool:
    # A page that fails its checks holds back the whole set: all pages are drawn from one release.
    if assembly.problems or not assembly.complete:
        return False
    return partial or not assembly.missing


def _refuse_unready(settings: Settings, plan: Plan) -> None:
    from csa.report.run.release import check_ready
    from csa.store import Store

    check_ready(settings, Store(settings), year=plan.year, to=plan.to)


def _idle_rules(settings: Settings) -> tuple[str, ...]:
    from csa.store import Store

    return tuple(Store(settings).idle_rules())


def _frozen_release(settings: Settings, *, year: str, to: str | None, folder: Path) -> None:
    from csa.exhibits.desk import everything_declared
    from csa.report.run.release import make_release
    from csa.report.run.words import freeze_words
    from csa.store import Store

    store = Store(settings)
    wanted = everything_declared()
    make_release(settings, store, year=year, to=to, folder=folder, wanted=wanted)
    freeze_words(settings, store, release=folder)


def _record(settings: Settings, year: str) -> None:
    # After the set is visible: a run killed in between is put right by the next one.
    from csa.report.run.release import record

    record(settings, year=year)


def _say_nothing(progress: Progress) -> None:
    pass


def _log(result: AssessmentResult, staging: Staging) -> None:
    document: Mapping[str, object] = {
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "year": result.plan.year,
        "to": result.plan.to,
        "published": result.published,
        "seconds": result.seconds,
        "parts": dict(result.parts),
        "missing": result.missing,
        "problems": result.problems,
        "chapters": [asdict(outcome) for outcome in result.outcomes],
    }
    write_whole(staging.logs / "run.json", json.dumps(document, indent=1))
