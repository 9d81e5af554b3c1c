"""Which files make up the set, and is each of them fit to be published?

Pages are drawn area by area, as soon as the chapters of an area are there. They are checked
together: a number may be private on each page and not on two.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING, Any

from csa.report.checks.audit import check_folder
from csa.report.pages.facts import ReleaseFacts
from csa.report.pages.layout import make_page
from csa.report.pages.manifest import MANIFEST, Drawn, make_manifest
from csa.report.publish import Staging, write_whole
from csa.report.run.chapter import Job
from csa.report.run.plan import Plan, Task
from csa.settings import Settings

if TYPE_CHECKING:
    from csa.report.pages.export import Exporter

INDEX = "index.html"


class Assembly:
    """The set of one run, in the making.

    Parameters
    ----------
    settings, plan, facts
        The partnership, what is to be made, and what the release says about itself.
    staging : Staging
        Where the set is built.

    Attributes
    ----------
    plan : Plan
        What is to be made.
    problems : list of str
        What the checks found, each naming edition and page.
    """

    def __init__(
        self, settings: Settings, plan: Plan, facts: ReleaseFacts, *, staging: Staging
    ) -> None:
        self._settings, self._facts, self._staging = settings, facts, staging
        self.plan = plan
        self._drawn: dict[str, dict[str, Drawn]] = defaultdict(dict)
        self.problems: list[str] = []

    @cached_property
    def _exporter(self) -> Exporter:
        # Slow to import, and only needed once the first area is complete.
        from csa.report.pages.export import Exporter

        return Exporter(self._settings, self._facts)

    @property
    def complete(self) -> list[str]:
        """Areas whose pages are drawn, in order of the plan."""
        drawn = {name for pages in self._drawn.values() for name in pages}
        return [area for area in self.plan.areas if _file_of(area) in drawn]

    @property
    def missing(self) -> list[str]:
        """Areas whose pages are not."""
        return [area for area in self.plan.areas if area not in self.complete]

    def add_area(self, area: str, jobs: Mapping[Task, Job]) -> None:
        """Draw and write the pages of an area whose chapters are all there."""
        chapters = [(task, _read(jobs[task])) for task in self.plan.of_area(area)]
        for edition in self.plan.editions:
            page = make_page(chapters, area=area, edition=edition)
            self._write(edition, _file_of(area), Drawn(self._exporter.draw_page(page), page))

    def finish(self, submit: Callable[..., Future[Any]] | None = None) -> None:
        """Write the lists of areas, the manifest and the copy of the release, and check the set.

        ``submit`` has a part of the checks done by another process.
        """
        gaps = {"missing": self.missing, "left_out": self.plan.left_out}
        for edition in self.plan.editions:
            pages = [self._drawn[edition][_file_of(area)].page for area in self.complete]
            index = self._exporter.draw_index(edition, pages=list(filter(None, pages)), **gaps)
            self._write(edition, INDEX, Drawn(index))
        manifest = make_manifest(
            self._settings,
            self._facts,
            style=self._exporter.style,
            editions=self._drawn,
            **gaps,
        )
        write_whole(self._staging.new_set / MANIFEST, manifest)
        shutil.copytree(self._staging.release, self._staging.new_set / "release")
        found = check_folder(
            self._staging.new_set, raw=self._settings.raw, thorough=False, submit=submit
        )
        self.problems += [f"{fault}." for fault in found]

    def _write(self, edition: str, name: str, drawn: Drawn) -> None:
        folder = self._staging.new_set / edition
        folder.mkdir(exist_ok=True)
        write_whole(folder / name, drawn.html, shared=True)
        self._drawn[edition][name] = drawn


def _file_of(area: str) -> str:
    return f"{area}.html"


def _read(job: Job) -> dict[str, Any]:
    # A number that is not one becomes null: missing, and valid JSON.
    text = job.target.read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text, parse_constant=lambda _: None)
    return document
