"""A handout, such as the profile of a place, made by its notebook into a page of its own.

The page goes to ``data/saved``, for its owner alone: it is no part of a set, no check reads it
and nothing is drawn from it. The officer's holds rows as they are; a published edition's is drawn
from the release, as every page of one.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csa.errors import NotebookError
from csa.present.exhibit import EXHIBIT_MIME, NO_SOURCE
from csa.present.saving.place import saved_folder
from csa.report.pages.export import CONTENT_POLICY, TEMPLATE, PageExporter, as_notebook
from csa.report.pages.feet import NOTE_ID, Once, tell_once
from csa.report.pages.layout import EDITION_NAMES, Page, read_blocks, select
from csa.report.publish import write_whole
from csa.report.run.chapter import Job, Outcome, run_chapter
from csa.report.run.plan import Chapter, Task
from csa.report.run.workers import start_workers
from csa.settings import PUBLISHED_EDITIONS
from csa.visible import on_page

if TYPE_CHECKING:
    from concurrent.futures import Future

    from csa.settings import Settings

OFFICER_NAME = "Officer's view · unprotected: not for publication"
CELL_TIMEOUT_S = 300
STYLES = ("style.css", "handout.css")
_SOURCE = re.compile(r'<p class="source">Source: ([^<]*?)\.? Period:')


@dataclass(frozen=True)
class Asked:
    """What a handout is of, as its notebook is given it.

    Attributes
    ----------
    notebook : str
        The file below ``notebooks``.
    parameters : dict of str to str
        Values for the notebook's parameters, ``edition`` among them.
    title, period, slug : str
        What the page is called, its months or days in words, and its file.
    about : str
        What figures of the page are of, unless they say otherwise.
    is_synthetic : bool
        Whether the people and events are made up.
    release : Path or None
        The release that a published edition is drawn from.
    """

    notebook: str
    parameters: dict[str, str]
    title: str
    period: str
    slug: str
    about: str
    is_synthetic: bool
    release: Path | None = None

    @property
    def edition(self) -> str:
        """Who it is for."""
        return self.parameters["edition"]


@dataclass(frozen=True)
class Handout:
    """What was written.

    Attributes
    ----------
    title : str
        What it is called.
    said : tuple of str
        What its first exhibit says.
    page : Path
        Where it is, under ``data/saved``: part of no published set.
    """

    title: str
    said: tuple[str, ...]
    page: Path


def make_handout(settings: Settings, asked: Asked) -> Handout:
    """Run the notebook of a handout and write its page.

    Returns
    -------
    Handout
        With its page, under ``data/saved``.

    Raises
    ------
    NotebookError
        If the notebook is missing or fails; the message says where.
    """
    source = settings.root / "notebooks" / asked.notebook
    if not source.is_file():
        raise NotebookError(f"There is no notebook {source}: put that of this project back.")
    folder = saved_folder(settings.root)
    log = folder / "failed.txt"
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        notebook = _executed(settings, asked, source, Path(kept), log=log)
    path = folder / f"{asked.slug}.html"
    write_whole(path, _draw(settings, asked, notebook))
    return Handout(asked.title, tuple(_first_said(notebook)), path)


def _first_said(notebook: dict[str, Any]) -> list[str]:
    """Return the sentences of the first exhibit of an executed notebook."""
    promised = (
        output["data"][EXHIBIT_MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if EXHIBIT_MIME in output.get("data", {})
    )
    first: dict[str, Any] = next(promised, {"statements": []})
    return [str(one["text"]) for one in first["statements"]]


def _executed(
    settings: Settings, asked: Asked, source: Path, kept: Path, *, log: Path
) -> dict[str, Any]:
    job = Job(
        label=asked.slug,
        notebook=source.read_text(encoding="utf-8"),
        parameters=asked.parameters,
        target=kept / "executed.json",
        failed_log=log,
        cell_timeout_s=CELL_TIMEOUT_S,
    )
    submit: Callable[..., Future[Outcome]]
    with start_workers(
        1,
        root=settings.root,
        release=asked.release or kept / "none",
        kept=kept,
        log=kept / "kernels.log",
    ) as submit:
        outcome = submit(run_chapter, job).result()
    if not outcome.ok:
        raise NotebookError(f"{asked.notebook}: {outcome.reason}. The details are in {log}.")
    executed: dict[str, Any] = json.loads(job.target.read_text(encoding="utf-8"))
    return executed


def _draw(settings: Settings, asked: Asked, notebook: dict[str, Any]) -> str:
    chapter = Chapter("handout", Path(asked.notebook), title=asked.title, order=0, per="area")
    blocks = read_blocks(Task(asked.slug, chapter, asked.title), notebook)[1:]
    if asked.edition in PUBLISHED_EDITIONS:
        blocks = select(blocks, edition=asked.edition, is_brief=True)
    raised = [replace(one, level=one.level - 1) if one.level else one for one in blocks]
    sources = dict.fromkeys(name for one in blocks for name in _sources(one.html))
    told, notes = tell_once(raised, Once(asked.period, frozenset(sources)))
    page = Page(asked.slug, asked.edition, tuple(told))
    frame = {
        "sources": [one for one in sources if one != NO_SOURCE],
        "notes": [{"id": NOTE_ID.format(letter), "html": html} for letter, html in notes],
        "edition": asked.edition,
        "heading": asked.title,
        "about": asked.about,
        "kind": Path(asked.notebook).stem,
        "edition_name": EDITION_NAMES.get(asked.edition, OFFICER_NAME),
        "body": settings.partnership.body,
        "synthetic": asked.is_synthetic,
        "policy": CONTENT_POLICY,
        "style": "".join((TEMPLATE / name).read_text(encoding="utf-8") for name in STYLES),
    }
    maker: Any = PageExporter
    exporter = maker(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        template_file="handout.html.j2",
        optimistic_validation=True,
    )
    html, _ = exporter.from_notebook_node(as_notebook(page), {"page": frame})
    return on_page(str(html))


def _sources(html: str) -> list[str]:
    """Return the names of the sources that an exhibit states."""
    return [name for found in _SOURCE.findall(html) for name in unescape(found).split("; ")]
