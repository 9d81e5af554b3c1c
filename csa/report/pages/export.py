"""How does a page become one self-contained HTML file?

nbconvert fills our own template, in this process and with the template compiled once. What is
drawn here is already protected and chosen; the template only places it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter

from csa.report.checks.page import ROUNDING_NOTE
from csa.report.pages.document import draw_document
from csa.report.pages.facts import ReleaseFacts
from csa.report.pages.feet import NOTE_ID, Once, tell_once
from csa.report.pages.layout import EDITION_NAMES, Block, Page
from csa.report.pages.links import Places
from csa.report.pages.workbook import LINKS
from csa.report.run.plan import (
    ASSESSMENT,
    EDITABLE,
    HOW_TO_READ,
    INDEX,
    NOTE,
    RETURN,
    WARDS,
    PageKind,
    document_of,
)
from csa.settings import Settings
from csa.visible import on_page

TEMPLATE = Path(__file__).parent / "template"
THE_PARTNERSHIP = "The partnership"  # the source of what it says itself
CONTENT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
TITLES: Mapping[PageKind, str] = {
    ASSESSMENT: "strategic assessment",
    "annex": "tables and charts",
    "wards": "ward by ward",
    NOTE: "note to members",
    RETURN: "return to the Commissioner",
    HOW_TO_READ: "how to read this",
}
SYNTHETIC = (
    "synthetic",
    "Synthetic data",
    "Every person, incident and number here is made up. Nothing describes a real place or event.",
)
UNAPPROVED = (
    "unapproved",
    "Protection settings not yet approved",
    'The figures are protected as described under "About these figures"; the data controller has '
    "not approved the settings yet.",
)
FIGURES_OF = (
    "Figures are of these months, and of the same months a year earlier, unless they say otherwise."
)


class PageExporter(TemplateExporter):
    """nbconvert's exporter with our template, autoescape on and no path but our own."""

    file_extension = ".html"
    output_mimetype = "text/html"

    def _create_environment(self) -> Any:
        make: Any = super()._create_environment
        environment = make()
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        return environment


class Exporter:
    """Draws the pages of one run.

    Parameters
    ----------
    settings : Settings
        The partnership.
    facts : ReleaseFacts
        What the release says about itself.
    workbooks : sequence of str
        Names of the workbooks beside the pages, which they link to.
    """

    def __init__(
        self, settings: Settings, facts: ReleaseFacts, *, workbooks: Sequence[str] = ()
    ) -> None:
        self._settings = settings
        self._facts = facts
        self._workbooks = [{"file": name, "text": LINKS[name]} for name in workbooks]

    @cached_property
    def _exporter(self) -> Any:
        exporter: Any = PageExporter
        return exporter(
            extra_template_basedirs=[str(TEMPLATE.parent)],
            template_name=TEMPLATE.name,
            optimistic_validation=True,  # once, and not before and after each step
        )

    @property
    def style(self) -> str:
        """The style sheet of every page."""
        return (TEMPLATE / "style.css").read_text(encoding="utf-8")

    def draw_page(self, page: Page, pages: Sequence[Page], places: Places) -> str:
        """Return the HTML of one page.

        Parameters
        ----------
        page : Page
            The page.
        pages, places
            The pages of the edition, which it links to, and where their exhibits stand.
        """
        beside = [
            one
            for one in pages
            if one is not page and (one.area == page.area or one.kind == HOW_TO_READ)
        ]
        page, frame = self._frame_of(page, self._heading(page), places)
        frame |= {
            "kind": page.kind,
            "contents": _nested(page.contents),
            "beside": [*_document_beside(page), *map(_linked, beside)],
        }
        html, _ = self._exporter.from_notebook_node(as_notebook(page), {"page": frame})
        return on_page(str(html))

    def draw_document(self, page: Page, places: Places) -> bytes:
        """Return a page as a document to edit; see :func:`.document.draw_document`."""
        page, frame = self._frame_of(page, self._heading(page), places)
        return draw_document(page.blocks, frame)

    def _heading(self, page: Page) -> str:
        return f"{self._name(page.area)}: {TITLES[page.kind]}, {self._facts.period.label}"

    def _told_once(self, page: Page, places: Places) -> tuple[Page, list[tuple[str, str]]]:
        """Link the exhibits of a page, and take out of them what it tells once."""
        listed = (f"{one['name']} ({one['publisher']})" for one in self._facts.sources)
        once = Once(
            period=self._facts.period.label,
            sources=frozenset((THE_PARTNERSHIP, *listed)),
            topics={} if page.kind == HOW_TO_READ else places.topics,
            with_sources=page.kind == "annex",
        )
        blocks, notes = tell_once(page.blocks, once)
        linked = (
            replace(one, html=places.resolved(one.html, area=page.area, at=page.file, own=one.id))
            for one in blocks
        )
        return replace(page, blocks=tuple(linked)), notes

    def draw_index(
        self,
        index: Page,
        pages: Sequence[Page],
        places: Places,
        *,
        missing: Sequence[str],
        left_out: Sequence[str],
    ) -> str:
        """Return the HTML of the page that all others of an edition are reached from.

        Parameters
        ----------
        index : Page
            What it opens with.
        pages, places
            The pages of the edition, and where their exhibits stand.
        missing, left_out : sequence of str
            Slugs of areas whose report is not complete, and of those not asked for.
        """
        name, period = self._settings.partnership.name, self._facts.period.label
        heading = f"{name}: strategic assessment {self._facts.year}, {period}"
        opening, frame = self._frame_of(index, heading, places)
        told = {page.area for page in pages if page.kind == ASSESSMENT}
        # An only district has pages, and its assessment is the partnership's.
        untold = {page.area for page in pages} - told if len(told) == 1 else set()
        frame |= {
            "blocks": opening.on_page,
            "areas": [
                self._area(page, [one for one in pages if one.area in (page.area, *untold)])
                for page in pages
                if page.kind == ASSESSMENT
            ],
            "priorities": self._priorities(pages),
            "districts": [
                {"name": self._name(page.area), "file": page.file, "wards": page.sections}
                for page in pages
                if page.kind == WARDS
            ],
            "reading": [page.file for page in pages if page.kind == HOW_TO_READ],
            "missing": [self._name(slug) for slug in missing],
            "left_out": [self._name(slug) for slug in left_out],
        }
        template = self._exporter.environment.get_template("areas.html.j2")
        return on_page(str(template.render(resources={"page": frame})))

    def _area(self, page: Page, pages: Sequence[Page]) -> dict[str, Any]:
        others = [one for one in pages if one.kind not in (ASSESSMENT, HOW_TO_READ)]
        return {
            "name": self._name(page.area),
            "file": page.file,
            "others": [link for one in others for link in (_linked(one), *_document_beside(one))],
        }

    def _priorities(self, pages: Sequence[Page]) -> list[dict[str, Any]]:
        """Return a card for each priority: its name, and its chapter in each area."""
        cards: dict[str, dict[str, Any]] = {}
        for page in (one for one in pages if one.kind == ASSESSMENT):
            about = {block.chapter for block in page.blocks if block.priority}
            for chapter in (one for one in page.chapters if one.chapter in about):
                card = cards.setdefault(chapter.id, {"name": chapter.text, "areas": []})
                place = f"{page.file}#{chapter.id}"
                card["areas"].append({"name": self._name(page.area), "place": place})
        return [*cards.values()]

    def _name(self, slug: str) -> str:
        return self._settings.area_name(slug)

    @property
    def _banners(self) -> list[tuple[str, str, str]]:
        """What every page warns of: the kind of banner, what it is, and what that means."""
        due = (
            (SYNTHETIC, self._facts.synthetic),
            (UNAPPROVED, not self._facts.approval["approved"]),
        )
        return [banner for banner, is_due in due if is_due]

    def _frame_of(self, page: Page, heading: str, places: Places) -> tuple[Page, dict[str, Any]]:
        page, notes = self._told_once(page, places)
        edition, received = page.edition, self._facts.received_to
        return page, {
            "made_by": ", ".join(page.notebooks),
            "district": page.area,
            "notes": [{"id": NOTE_ID.format(letter), "html": html} for letter, html in notes],
            "heading": heading,
            "banners": self._banners,
            "figures_of": FIGURES_OF + (f" Data received to {received}." if received else ""),
            "title": f"{heading} ({EDITION_NAMES[edition]}) - {self._settings.partnership.name}",
            "body": self._settings.partnership.body,
            "edition": edition,
            "edition_name": EDITION_NAMES[edition],
            "policy": CONTENT_POLICY,
            "style": self.style,
            "facts": self._facts,
            "rounding": ROUNDING_NOTE,
            "workbooks": self._workbooks,
            "is_index": page.kind == INDEX,
        }


def _title(page: Page) -> str:
    title = TITLES[page.kind]
    return title[:1].upper() + title[1:]


def _linked(page: Page) -> dict[str, str]:
    return {"file": page.file, "text": _title(page)}


def _document_beside(page: Page) -> list[dict[str, str]]:
    """Return the link to the document of a page that has one."""
    if page.kind not in EDITABLE:
        return []
    return [{"file": document_of(page.file), "text": f"{_title(page)} to edit (Word)"}]


def as_notebook(page: Page) -> Any:
    """Return the blocks of a page as the notebook that the template walks."""
    # Not by nbformat's makers, which validate each cell: the exporter validates the whole.
    from_dict: Any = nbformat.from_dict
    cells = [
        _as_cell(block) | {"id": f"block-{number}", "source": ""}
        for number, block in enumerate(page.on_page)
    ]
    return from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _as_cell(block: Block) -> dict[str, Any]:
    if not block.exhibit:
        placed = {"level": block.level, "id": block.id, "html": block.html}
        return {"cell_type": "markdown", "metadata": {"csa": placed}}
    shown = {"output_type": "display_data", "data": {"text/html": block.html}, "metadata": {}}
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [shown]}


def _nested(headings: Sequence[Block]) -> list[dict[str, Any]]:
    chapters: list[dict[str, Any]] = []
    for heading in headings:
        entry = {"id": heading.id, "text": heading.text, "sections": []}
        if heading.level == 2:
            chapters.append(entry)
        else:
            chapters[-1]["sections"].append(entry)
    return chapters
