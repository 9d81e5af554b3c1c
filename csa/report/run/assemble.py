"""Which files make up the set, and is each of them fit to be published?

Pages are laid out area by area, as soon as the chapters of an area are there. They are drawn when
all are known, for they link to each other, and checked together: a number may be private on each
page and not on two.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.disclosure.ledger.release import read_release
from csa.disclosure.ledger.words import words_beside
from csa.report import pages
from csa.report.checks.audit import check_folder
from csa.report.checks.passed import Passed
from csa.report.pages.facts import ReleaseFacts, folder_digest
from csa.report.pages.layout import Page, make_index, make_pages
from csa.report.pages.links import Places
from csa.report.pages.manifest import MANIFEST, Drawn, make_manifest
from csa.report.publish import Staging, write_whole
from csa.report.run.chapter import Job
from csa.report.run.plan import EDITABLE, HOW_TO_READ, Plan, Task, document_of
from csa.settings import Settings

if TYPE_CHECKING:
    from csa.report.pages.export import Exporter


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
        self._pages: dict[str, list[Page]] = defaultdict(list)
        self._laid_out: set[str] = set()
        self._drawn: dict[str, dict[str, Drawn]] = defaultdict(dict)
        self._workbooks: dict[str, dict[str, bytes]] = {}
        self._documents: dict[str, dict[str, bytes]] = defaultdict(dict)
        self.problems: list[str] = []

    @cached_property
    def _exporter(self) -> Exporter:
        # Slow to import, and only needed once the first area is complete.
        from csa.report.pages.export import Exporter

        names = {name for books in self._workbooks.values() for name in books}
        return Exporter(self._settings, self._facts, workbooks=sorted(names))

    @property
    def template_digest(self) -> str:
        """SHA-256 over the template of pages, their style sheet included."""
        return folder_digest(Path(pages.__file__).parent / "template")

    @property
    def complete(self) -> list[str]:
        """Areas asked for whose pages are laid out, in order of the plan."""
        return [area for area in self.plan.areas if area in self._laid_out]

    @property
    def missing(self) -> list[str]:
        """Areas of which a page is due and not laid out."""
        return [area for area in self.plan.due if area not in self._laid_out]

    def add_area(self, area: str, jobs: Mapping[Task, Job]) -> None:
        """Lay out the pages of an area whose chapters are all there."""
        chapters = [(task, _read(jobs[task])) for task in self.plan.of_area(area)]
        for edition in self.plan.editions:
            self._pages[edition] += make_pages(chapters, area=area, edition=edition)
        self._laid_out.add(area)

    def finish(self, submit: Callable[..., Future[Any]] | None = None) -> None:
        """Draw and write the pages, the manifest and the copy of the release, and check the set.

        ``submit`` has a part of the checks done by another process.
        """
        left_out = [area for area in self.plan.left_out if area not in self.missing]
        gaps = {"missing": self.missing, "left_out": left_out}
        self._write_workbooks()
        for edition in self.plan.editions:
            self._draw(edition, gaps)
        manifest = make_manifest(
            self._settings,
            self._facts,
            style=self._exporter.style,
            editions=self._drawn,
            workbooks=self._workbooks,
            documents=self._documents,
            **gaps,
        )
        write_whole(self._staging.new_set / MANIFEST, manifest)
        for frozen in (self._staging.release, words_beside(self._staging.release)):
            if frozen.is_dir():
                shutil.copytree(frozen, self._staging.new_set / frozen.name)
        found = check_folder(
            self._staging.new_set, raw=self._settings.raw, thorough=False, submit=submit,
            passed=Passed(self._staging.passed),
        )  # fmt: skip
        self.problems += [f"{fault}." for fault in found]

    def _write_workbooks(self) -> None:
        """Write the workbook of each edition, where anything can be counted."""
        from csa.report.pages.workbook import draw_workbooks

        release = read_release(self._staging.release)
        self._workbooks = draw_workbooks(self._settings, release, self._facts, self.plan.editions)
        for edition, books in self._workbooks.items():
            folder = self._staging.new_set / edition
            folder.mkdir(exist_ok=True)
            for name, book in books.items():
                write_whole(folder / name, book, shared=True)

    def _draw(self, edition: str, gaps: Mapping[str, Sequence[str]]) -> None:
        due = self.plan.due
        pages = sorted(
            self._pages[edition],
            key=lambda page: (page.kind == HOW_TO_READ, due.index(page.area)),
        )
        places = Places.of(pages)
        for page in pages:
            html = self._exporter.draw_page(page, pages, places)
            self._write(edition, page.file, Drawn(html, page))
            if page.kind in EDITABLE:
                self._write_document(page, places)
        whole = self._settings.partnership.slug
        index = make_index(pages, area=whole, edition=edition)
        html = self._exporter.draw_index(index, pages, places, **gaps)
        self._write(edition, index.file, Drawn(html, index))

    def _write_document(self, page: Page, places: Places) -> None:
        """Write the document of a page that an officer edits."""
        name, content = document_of(page.file), self._exporter.draw_document(page, places)
        write_whole(self._staging.new_set / page.edition / name, content, shared=True)
        self._documents[page.edition][name] = content

    def _write(self, edition: str, name: str, drawn: Drawn) -> None:
        folder = self._staging.new_set / edition
        folder.mkdir(exist_ok=True)
        write_whole(folder / name, drawn.html, shared=True)
        self._drawn[edition][name] = drawn


def _read(job: Job) -> dict[str, Any]:
    # A number that is not one becomes null: missing, and valid JSON.
    text = job.target.read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text, parse_constant=lambda _: None)
    return document
