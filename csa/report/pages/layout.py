"""What stands on the pages of one area in one edition, and in which order?

The chapters of an area become its pages: headings move down a level and get stable ids, exhibits
an edition may not show are left out, and so is every section that has lost all its exhibits. A
page that is left without any is none, unless it lists what is not available, and why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from typing import Any

from csa.errors import NotebookError
from csa.report.pages.once import say_once
from csa.report.pages.outputs import (
    Exhibit,
    OutputError,
    code_cells,
    editions_of,
    read_exhibit,
    source_of,
    tags_of,
)
from csa.report.run.plan import ANNEX, ASSESSMENT, INDEX, NOTE, WARDS, PageKind, Task, file_of

_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_TAG = re.compile(r"<[^>]+>")
_ID = re.compile(r'\b(id|for|headers|aria-labelledby|aria-describedby)="([^"]*)"')
_OPENING = re.compile(r'<section class="exhibit"')
_SECTION = 3
EDITION_NAMES: Mapping[str, str] = {"partner": "Partner edition", "public": "Public edition"}
FOR_FINDING, OPEN_PLACE = "finding", "open"
_BRIEF = (ASSESSMENT, ANNEX, NOTE, WARDS)
_LISTED = (ANNEX, WARDS)  # what they cannot show is listed at the end of each chapter
_READ_THROUGH = (ASSESSMENT, NOTE)


@dataclass(frozen=True)
class Block:
    """One piece of a page: a heading (``level`` above 0), a text, or an exhibit.

    Attributes
    ----------
    html : str
        What the reader sees; of a heading, what stands between its tags.
    level : int
        Level of a heading on the page, from 2.
    id : str
        Id of a heading or an exhibit on the page.
    chapter : str
        Slug of the chapter.
    priority : str
        Id of the priority that the chapter is about; empty for an area as a whole.
    exhibit : Exhibit or None
        The exhibit.
    is_open : bool
        Whether it stands in the document beside the page alone: what an officer has yet to fill in,
        and the heading of a section that holds nothing else.
    """

    html: str
    chapter: str
    level: int = 0
    id: str = ""
    priority: str = ""
    exhibit: Exhibit | None = None
    is_open: bool = False

    @property
    def text(self) -> str:
        """The words of a heading."""
        return unescape(_TAG.sub("", self.html))


@dataclass(frozen=True)
class Page:
    """The blocks of one page of an area in one edition, and the notebooks that made them."""

    area: str
    edition: str
    blocks: tuple[Block, ...]
    kind: PageKind = ASSESSMENT
    notebooks: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of its file."""
        return file_of(self.area, self.kind)

    @property
    def on_page(self) -> list[Block]:
        """What its readers see: all but what stands in the document beside it alone."""
        return [block for block in self.blocks if not block.is_open]

    @property
    def contents(self) -> list[Block]:
        """The headings that the contents list shows; of an assessment its chapters alone."""
        deepest = 2 if self.kind == ASSESSMENT else _SECTION
        return [block for block in self.on_page if 0 < block.level <= deepest]

    @property
    def exhibits(self) -> list[tuple[Block, Exhibit]]:
        """The exhibits and their places on the page, in order."""
        return [(block, block.exhibit) for block in self.blocks if block.exhibit]

    @property
    def sections(self) -> list[Block]:
        """Headings of the sections of its chapters."""
        return [block for block in self.blocks if block.level == _SECTION]

    @property
    def chapters(self) -> list[Block]:
        """Headings of the chapters that are on the page."""
        return [block for block in self.blocks if block.level == 2]


def make_pages(
    chapters: Iterable[tuple[Task, Mapping[str, Any]]], *, area: str, edition: str
) -> list[Page]:
    """Merge the executed chapters of an area into the pages of one edition.

    Parameters
    ----------
    chapters : iterable of (Task, notebook)
        The chapters in order, each with its executed notebook.
    area, edition : str
        Slug of the area; ``partner`` or ``public``.

    Raises
    ------
    NotebookError
        If a chapter has headings that the contents list would miss.
    OutputError
        If an output is not an exhibit; nothing is published by default.
    """
    blocks: dict[PageKind, list[Block]] = {}
    made_by: dict[PageKind, dict[str, None]] = {}
    for task, notebook in chapters:
        if edition in task.chapter.editions:
            read = read_blocks(task, notebook)
            chosen = select(read, edition=edition, is_brief=task.chapter.page in _BRIEF)
            if task.chapter.page in _LISTED:
                chosen += list_unavailable(read, edition=edition, has_heading=bool(chosen))
            blocks.setdefault(task.chapter.page, []).extend(chosen)
            made_by.setdefault(task.chapter.page, {})[task.chapter.path.name] = None
    for kind in blocks.keys() & set(_READ_THROUGH):
        blocks[kind] = [*say_once(blocks[kind])]
    pages = [
        Page(area, edition, tuple(_with_ids(some)), kind, tuple(made_by[kind]))
        for kind, some in blocks.items()
    ]
    return [page for page in pages if page.exhibits or _lists_something(page)]


def _lists_something(page: Page) -> bool:
    return page.kind in _LISTED and any(not block.level for block in page.blocks)


def make_index(pages: Iterable[Page], *, area: str, edition: str) -> Page:
    """Return the page that all others are reached from: it opens as the assessment of an area does.

    Its blocks are the first section of the assessment's first chapter, a level up; none where that
    assessment is not among the pages.
    """
    found = next((one for one in pages if (one.area, one.kind) == (area, ASSESSMENT)), None)
    blocks = found.blocks[1:] if found else ()
    ends = (n for n, block in enumerate(blocks) if n and 0 < block.level <= _SECTION)
    opening = blocks[: next(ends, len(blocks))]
    raised = (replace(one, level=one.level - 1) if one.level else one for one in opening)
    return Page(area, edition, tuple(raised), INDEX)


def read_blocks(task: Task, notebook: Mapping[str, Any]) -> list[Block]:
    """Return the blocks of one executed chapter, headings a level down.

    The chapter's first heading takes the task's title where there is one chapter a priority, since
    the notebook's own is the same for all of them.
    """
    blocks: list[Block] = []
    with_code = [id(cell) for cell in code_cells(notebook)]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            found = _read_markdown(source_of(cell), chapter=task.slug)
            is_open = OPEN_PLACE in tags_of(cell)
            blocks += [replace(one, is_open=is_open) for one in found]
        elif id(cell) in with_code:
            editions, for_finding = _editions(task, cell), FOR_FINDING in tags_of(cell)
            for output in cell["outputs"]:
                exhibit = replace(read_exhibit(output), editions=editions, for_finding=for_finding)
                if heading := exhibit.facts.get("heading"):
                    blocks.append(Block(escape(heading, quote=False), task.slug, level=3))
                about = task.priority or ""
                blocks.append(Block(exhibit.html, task.slug, priority=about, exhibit=exhibit))
    if not blocks or blocks[0].level != 2 or sum(block.level == 2 for block in blocks) != 1:
        raise NotebookError(
            f"{task.chapter.path.name} must start with its only first-level heading (# Title)."
        )
    if task.priority:
        blocks[0] = replace(blocks[0], html=escape(task.title, quote=False))
    return blocks


def _editions(task: Task, cell: Mapping[str, Any]) -> Sequence[str]:
    try:
        return editions_of(cell)
    except OutputError as fault:
        raise NotebookError(f"{task.chapter.path.name}, the metadata of a cell: {fault}.") from None


def select(blocks: Sequence[Block], *, edition: str, is_brief: bool = False) -> list[Block]:
    """Leave out exhibits an edition may not show, and sections with nothing left to show.

    A page that ``is_brief`` leaves out what is silent: an exhibit that cannot be shown, and one
    that stands there as evidence of a finding and has none.

    A section whose exhibits are all left out goes with its heading and text, for the text speaks
    of them; a section that never had any stays, unless it is a heading alone.
    """
    kept = [
        block.exhibit is None
        or (block.exhibit.is_for(edition) and not (is_brief and block.exhibit.is_silent))
        for block in blocks
    ]
    for start, heading in enumerate(blocks):
        if heading.level:
            inside = range(start + 1, _section_end(blocks, start))
            shown = [n for n in inside if kept[n] and not (blocks[n].level or blocks[n].is_open)]
            exhibits = [n for n in inside if blocks[n].exhibit]
            if not shown or (exhibits and not any(kept[n] for n in exhibits)):
                for n in (start, *inside):
                    kept[n] = False
    return [block for block, keep in zip(_with_open(blocks, kept), kept, strict=True) if keep]


def _with_open(blocks: Sequence[Block], kept: list[bool]) -> list[Block]:
    """Keep what is open where its section was left out, under a heading that is open too."""
    found = [*blocks]
    for n in [n for n, block in enumerate(blocks) if block.is_open and not kept[n]]:
        heading = max(at for at in range(n) if blocks[at].level)
        kept[n] = kept[heading] = True
        found[heading] = replace(blocks[heading], is_open=True)
    return found


def list_unavailable(
    blocks: Sequence[Block], *, edition: str, has_heading: bool = True
) -> list[Block]:
    """List what a chapter cannot show, by reason: one section in the place of empty exhibits.

    Parameters
    ----------
    blocks : sequence of Block
        The chapter as it was read, its heading first.
    edition : str
        ``partner`` or ``public``; what that edition may not show is not listed.
    has_heading : bool
        Whether the chapter's heading stands on the page already.

    Returns
    -------
    list of Block
        A heading and a list with one item for each reason; nothing where all can be shown.
    """
    titles: dict[str, list[str]] = {}
    for block in blocks:
        shown = block.exhibit
        if shown and shown.is_for(edition) and shown.facts["unavailable"] is True:
            reason = str(shown.facts.get("reason", "")).rstrip(".")
            titles.setdefault(reason, []).append(str(shown.facts["title"]))
    if not titles:
        return []
    items = "".join(
        f"<li>{escape('; '.join(dict.fromkeys(some)))}: {escape(_lowered(reason))}.</li>"
        for reason, some in titles.items()
    )
    chapter = blocks[0].chapter
    opening = [] if has_heading else [blocks[0]]
    heading = Block("Not available", chapter, level=_SECTION)
    return [*opening, heading, Block(f"<ul>{items}</ul>", chapter)]


def _lowered(reason: str) -> str:
    """Write a sentence as it stands after a colon; one that begins with a name is left."""
    first = reason.split(" ", 1)[0]
    return reason if first.isupper() else f"{reason[:1].lower()}{reason[1:]}"


def _section_end(blocks: Sequence[Block], start: int) -> int:
    later = range(start + 1, len(blocks))
    level = blocks[start].level
    return next((n for n in later if 0 < blocks[n].level <= level), len(blocks))


def _read_markdown(source: str, *, chapter: str) -> list[Block]:
    blocks: list[Block] = []
    text: list[str] = []
    fenced = False

    def flush() -> None:
        html = _render("\n".join(text))
        text.clear()
        if html:
            blocks.append(Block(html, chapter))

    for line in source.splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.fullmatch(line)
        if heading:
            flush()
            inner = _render(heading[2]).removeprefix("<p>").removesuffix("</p>")
            blocks.append(Block(inner, chapter, level=min(len(heading[1]) + 1, 6)))
        else:
            text.append(line)
    flush()
    return blocks


def _render(markdown: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=True, allow_harmful_protocols=False)
    html = str(MarkdownWithMath(renderer=renderer).render(markdown)).strip()
    if re.search(r"<h[1-6]\b", html):
        raise NotebookError(
            "A heading is not written as '# Heading' at the start of its line, so the contents "
            f"list would miss it: {_TAG.sub('', html)[:60]}"
        )
    return html


def _with_ids(blocks: Iterable[Block]) -> list[Block]:
    taken: Counter[str] = Counter()
    finished = []
    for block in blocks:
        name = _name(block)
        taken[name] += bool(name)
        label = f"{name}-{taken[name]}" if taken[name] > 1 else name
        html = _place(block.html, label) if block.exhibit else block.html
        finished.append(replace(block, id=label, html=html))
    return finished


def _name(block: Block) -> str:
    if block.level == 2:
        return block.chapter
    words = block.exhibit.name if block.exhibit else block.text if block.level else ""
    slug = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
    kind = "exhibit--" if block.exhibit else ""
    return f"{block.chapter}--{kind}{slug}" if words else ""


def _place(html: str, label: str) -> str:
    html = _ID.sub(lambda m: f'{m[1]}="{_prefixed(m[2], label)}"', html)
    return _OPENING.sub(f'<section class="exhibit" id="{label}"', html, count=1)


def _prefixed(ids: str, label: str) -> str:
    return " ".join(f"{label}--{one}" for one in ids.split())
