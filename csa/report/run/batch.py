"""How does one command make every report of a year, and publish all of them or none?

The order is: refuse what cannot be made, freeze the release, run the chapters side by side, draw
and check each area as soon as its chapters are there, publish the set in one step. What an earlier
run made of the same is taken; where the published set is what would be made, nothing is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from csa.code import code_digest
from csa.disclosure.ledger.words import words_beside
from csa.errors import SettingsError
from csa.exhibits.kept import BASIS_FILE
from csa.locking import only_run
from csa.report.pages.facts import digest_of, folder_digest, read_facts
from csa.report.publish import LOCK, Staging, check_writable, explained, write_whole
from csa.report.run.assemble import Assembly
from csa.report.run.basis import basis_now
from csa.report.run.chapter import Outcome
from csa.report.run.makers import FromRecords, Given, Maker, ReleaseMaker
from csa.report.run.plan import Plan, Task, make_plan
from csa.report.run.result import AssessmentResult, Clock, Progress
from csa.report.run.schedule import execute, make_jobs
from csa.report.run.workers import default_jobs, start_workers
from csa.settings import PUBLISHED_EDITIONS, Settings

if TYPE_CHECKING:
    from csa.report.run.chapter import Job

CELL_TIMEOUT_S = 600
PAGES = "csa.report.run.assemble"


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
    tell: Callable[[str], None] | None = None,
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
    tell : callable, optional
        Is told how far the release is, and when pages are checked.
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
    staging, tell = Staging(settings.reports, year), tell or _say_nothing
    maker: Maker = (
        Given(settings, plan, make_release) if make_release else FromRecords(settings, plan, tell)
    )
    maker.refuse_unready()
    if dry_run:
        return AssessmentResult(plan, staging.published)
    check_writable(settings.reports)
    how = How(jobs or default_jobs(), keep_going, partial, cell_timeout_s)
    with (
        only_run(settings.reports / LOCK, command="csa assess"),
        explained(settings.reports),
    ):
        staging.prepare()
        run = Run(settings, plan, staging, maker, how, progress or _say_nothing, tell)
        result = run.to_its_end()
        result.write(staging.logs / "run.json")
        return result


@dataclass(frozen=True)
class How:
    """How chapters are run, and what is published."""

    at_once: int
    keep_going: bool
    partial: bool
    cell_timeout_s: int


@dataclass
class Run:
    """One run, from the release to the published set."""

    settings: Settings
    plan: Plan
    staging: Staging
    maker: Maker
    how: How
    progress: Callable[[Progress], None]
    tell: Callable[[str], None]
    clock: Clock = field(default_factory=Clock)
    ended: dict[Task, Outcome] = field(default_factory=dict)

    def to_its_end(self) -> AssessmentResult:
        """Make and publish the set, or find that it is published as it would be made."""
        with self.clock.measured("release"):
            is_there = self.maker.take(self.staging.release)
        if not is_there:
            with self._workers(len(self.plan.tasks)) as submit:
                with self.clock.measured("release"):
                    self.maker.make(self.staging.release)
                self._prepare()
                self._make(submit)
            return self._publish()
        self._prepare()
        waiting = [task for task, job in self.jobs.items() if not job.target.exists()]
        if not waiting and self._is_published():
            return self._unchanged()
        with self._workers(len(waiting)) as submit:
            self._make(submit)
        return self._publish()

    def _prepare(self) -> None:
        """Settle the last month, what drawings depend on, and which chapters are to be run."""
        facts = read_facts(self.staging.release)
        self.plan = replace(self.plan, to=facts.to)
        basis = basis_now(self.settings, facts, words_beside(self.staging.release))
        write_whole(self.staging.kept / BASIS_FILE, basis.as_text())
        self.jobs: dict[Task, Job] = make_jobs(
            self.plan, basis, staging=self.staging, cell_timeout_s=self.how.cell_timeout_s
        )
        self.assembly = Assembly(self.settings, self.plan, facts, staging=self.staging)
        self._set_name = digest_of(
            json.dumps(
                [
                    basis.as_text(),
                    code_digest(PAGES),
                    self.assembly.template_digest,
                    [self.plan.areas, self.plan.left_out, self.plan.editions],
                    [job.target.name for job in self.jobs.values()],
                ]
            )
        )

    @contextmanager
    def _workers(self, waiting: int) -> Iterator[Callable[..., Any]]:
        # They load their libraries while the release is frozen. One searches the pages at the end.
        with start_workers(
            max(1, min(self.how.at_once, waiting)),
            root=self.settings.root,
            release=self.staging.release,
            kept=self.staging.kept,
            log=self.staging.logs / "kernels.log",
        ) as submit:
            yield submit

    def _make(self, submit: Callable[..., Any]) -> None:
        """Run the chapters, and draw and check the pages of the areas that are complete."""
        with self.clock.measured("chapters"):
            for task, outcome in execute(
                self.jobs, submit, at_once=self.how.at_once, keep_going=self.how.keep_going
            ):
                self.ended[task] = outcome
                self.progress(Progress(outcome, len(self.ended), len(self.jobs)))
                if self._has_ended_well(task.area):
                    with self.clock.measured("pages"):
                        self.assembly.add_area(task.area, self.jobs)
        self.tell("Drawing the pages, and checking them together.")
        with self.clock.measured("pages"):
            self.assembly.finish(submit)

    def _has_ended_well(self, area: str) -> bool:
        chapters = self.plan.of_area(area)
        return all(one in self.ended and self.ended[one].ok for one in chapters)

    def _publish(self) -> AssessmentResult:
        is_published = self._is_publishable()
        if is_published:
            self.staging.publish()
            self.maker.record()
            self._remember()
        return self._result(published=is_published)

    def _is_publishable(self) -> bool:
        # A page that fails its checks holds back the whole set: all are drawn from one release.
        if self.assembly.problems or not self.assembly.complete:
            return False
        return self.how.partial or not self.assembly.missing

    def _remember(self) -> None:
        """Remember what the published set was made from, if it is whole."""
        stated = {"from": self._set_name, "files": folder_digest(self.staging.published)}
        write_whole(self.staging.made, json.dumps({} if self.assembly.missing else stated))

    def _is_published(self) -> bool:
        """Say whether the published set is what would be made, to the last byte."""
        try:
            stated = json.loads(self.staging.made.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        files = folder_digest(self.staging.published) if self.staging.published.is_dir() else ""
        return bool(stated == {"from": self._set_name, "files": files})

    def _unchanged(self) -> AssessmentResult:
        self.maker.record()
        self.ended = {task: Outcome(task.label, cached=True) for task in self.plan.tasks}
        return self._result(published=True, unchanged=True)

    def _result(self, **how: bool) -> AssessmentResult:
        return AssessmentResult(
            plan=self.plan,
            folder=self.staging.published,
            outcomes=tuple(self.ended[task] for task in self.plan.tasks),
            problems=tuple(self.assembly.problems),
            missing=() if how.get("unchanged") else tuple(self.assembly.missing),
            warnings=self.maker.idle_rules(),
            seconds=self.clock.seconds,
            parts=self.clock.parts,
            **how,
        )


def _say_nothing(_: object) -> None:
    pass
