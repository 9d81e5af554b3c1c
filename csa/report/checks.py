"""Is a finished page fit to be published?

A page is read back as a reader's browser would get it. What is checked here does not depend on
how the page was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from csa.report.parsing import Attributes, Event, PageReader, read

LARGEST_PAGE_BYTES = 3_000_000
ROUNDING_NOTE = (
    "Counts of people and of sensitive offences are rounded to a multiple of 5, so that nobody can "
    "be identified. Each may differ from the true number by up to 4, and '<5' stands for any "
    "number from 0 to 4."
)
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_FORBIDDEN = frozenset({
    "applet", "audio", "base", "embed", "form", "frame", "iframe", "link", "object", "script",
    "svg", "template", "video",
})  # fmt: skip
_WITH_ADDRESS = frozenset({
    "action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset",
})  # fmt: skip
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|\bFile \"[^\"]+\", line \d|<ipython-input"
    r"|\b\w{0,60}Error: "  # bounded, or a long word would take its length squared
)
_OWN_PAGE = re.compile(r"[a-z0-9-]+\.html")
_STYLE_ADDRESS = re.compile(r"@import|url\s*\(|expression\s*\(", re.IGNORECASE)


@dataclass
class PageFacts:
    """What stands on a page.

    Attributes
    ----------
    root : dict
        Attributes of the ``html`` element.
    title, style, text : str
        The title, the style sheet, and every word a reader sees.
    metas, images : list of dict
        Attributes of each ``meta`` and ``img``.
    headings : list of int
        Levels of the headings, in order.
    ids, links : list of str
        Ids and addresses of links, in order.
    figures_without_table : int
        Figures that no table follows within their exhibit.
    tables_without_caption, tables_too_wide : int
        Tables that have no caption, and that stand in no box that scrolls by keyboard.
    classes : set of str
        Classes in use.
    problems : list of str
        What is wrong with single elements.
    """

    root: dict[str, str] = field(default_factory=dict)
    title: str = ""
    style: str = ""
    text: str = ""
    metas: list[dict[str, str]] = field(default_factory=list)
    images: list[dict[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    figures_without_table: int = 0
    tables_without_caption: int = 0
    tables_too_wide: int = 0
    classes: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


class _Reader(PageReader):
    def __init__(self) -> None:
        self.facts = PageFacts()
        self._open: list[str] = []
        self._texts: list[str] = []
        self._waiting_figures = 0
        self._is_scrollable = False

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        self.facts.problems += list(_element_problems(tag, values))
        self.facts.classes.update(values.get("class", "").split())
        if "id" in values:
            self.facts.ids.append(values["id"])
        self._note(tag, values)
        if tag not in _VOID:
            self._open.append(tag)
        self._is_scrollable = "table-scroll" in values.get("class", "") and "tabindex" in values

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def _note(self, tag: str, values: dict[str, str]) -> None:
        facts = self.facts
        if tag == "html":
            facts.root = values
        elif tag == "meta":
            facts.metas.append(values)
        elif tag == "img":
            facts.images.append(values)
        elif tag == "a":
            facts.links.append(values.get("href", ""))
        elif tag in _HEADINGS:
            facts.headings.append(int(tag[1]))
        else:
            self._note_exhibit(tag)

    def _note_exhibit(self, tag: str) -> None:
        facts = self.facts
        if tag == "figure":
            facts.figures_without_table += self._waiting_figures
            self._waiting_figures = 1
        elif tag == "table":
            self._waiting_figures = 0
            facts.tables_without_caption += 1
            facts.tables_too_wide += not self._is_scrollable
        elif tag == "caption":
            facts.tables_without_caption -= 1

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.facts.problems.append(f"the element {tag} is not closed where it should be")
            return
        self._open.pop()
        if tag in ("section", "main"):
            self.facts.figures_without_table += self._waiting_figures
            self._waiting_figures = 0

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "title":
            self.facts.title += data
        elif inside == "style":
            self.facts.style += data
        else:
            self._texts.append(data)

    def close(self) -> None:
        self.facts.text = " ".join(" ".join(self._texts).split())
        self.facts.problems += [f"the element {tag} is never closed" for tag in self._open]


def read_page(page: str | Sequence[Event]) -> PageFacts:
    """Return what stands on a page, given as it is or as the events it is made of."""
    return read(page, _Reader()).facts


def check_page(
    html: str,
    *,
    policy: str,
    synthetic: bool,
    unapproved: bool,
    pages: frozenset[str] = frozenset(),
    events: Sequence[Event] | None = None,
) -> list[str]:
    """Return what is wrong with a finished page, as sentences; empty when nothing is.

    Parameters
    ----------
    html : str
        The page.
    policy : str
        The content policy it must state.
    synthetic, unapproved : bool
        Whether it must carry the banner for synthetic data, and the one for protection settings
        that are not approved.
    pages : frozenset of str
        File names of the other pages of the set, which it may link to.
    events : sequence of Event, optional
        The events it is made of, where somebody has taken it apart already.
    """
    facts = read_page(html if events is None else events)
    problems = list(facts.problems)
    size = len(html.encode())
    if size > LARGEST_PAGE_BYTES:
        problems.append(f"it has {size:,} bytes; {LARGEST_PAGE_BYTES:,} are allowed")
    for check in (_check_frame, _check_headings, _check_exhibits, _check_words):
        problems += check(facts)
    problems += _check_links(facts, pages)
    if {"http-equiv": "Content-Security-Policy", "content": policy} not in facts.metas:
        problems.append("it does not state the content policy")
    for due, name in ((synthetic, "synthetic"), (unapproved, "unapproved")):
        if due != (name in facts.classes):
            problems.append(f"its banner '{name}' is {'missing' if due else 'not due'}")
    return sorted(set(problems))


def _element_problems(tag: str, values: dict[str, str]) -> Iterator[str]:
    if tag in _FORBIDDEN:
        yield f"it holds the element {tag}"
    for name, value in values.items():
        if name.startswith("on"):
            yield f"the element {tag} has the event handler {name}"
        if name == "style" and _STYLE_ADDRESS.search(value):
            yield f"the style of {tag} loads something"
        if name in _WITH_ADDRESS and not _is_own_address(tag, value):
            yield f"the element {tag} points outside the page"


def _is_own_address(tag: str, value: str) -> bool:
    if tag == "img":
        return value.startswith("data:image/png;base64,")
    return tag == "a" and (value.startswith("#") or bool(_OWN_PAGE.fullmatch(value)))


def _check_frame(facts: PageFacts) -> Iterator[str]:
    if facts.root.get("lang") != "en-GB":
        yield "its language is not en-GB"
    if not facts.title.strip():
        yield "it has no title"
    if {"name": "viewport", "content": "width=device-width, initial-scale=1"} not in facts.metas:
        yield "it does not adapt to narrow screens"
    if _STYLE_ADDRESS.search(facts.style):
        yield "its style sheet loads something"


def _check_headings(facts: PageFacts) -> Iterator[str]:
    if facts.headings.count(1) != 1:
        yield f"it has {facts.headings.count(1)} first-level headings"
    for before, after in zip([0, *facts.headings], facts.headings, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _check_exhibits(facts: PageFacts) -> Iterator[str]:
    for image in facts.images:
        if len(image.get("alt", "").strip()) < 10:
            yield "an image has no alternative text, or next to none"
    if facts.figures_without_table:
        yield f"{facts.figures_without_table} figures have no table of their data after them"
    if facts.tables_without_caption:
        yield f"{facts.tables_without_caption} tables have no caption"
    if facts.tables_too_wide:
        yield f"{facts.tables_too_wide} tables cannot be scrolled on a narrow screen"
    if "unprotected" in facts.classes:
        yield "it shows an unprotected exhibit"


def _check_words(facts: PageFacts) -> Iterator[str]:
    if ROUNDING_NOTE not in facts.text:
        yield "it does not say in plain words that counts are rounded"
    if _TRACEBACK.search(facts.text):
        yield "it shows the message of an error"
    if facts.classes & {"jp-CodeCell", "jp-InputArea", "input_area", "highlight", "code_cell"}:
        yield "it shows code"


def _check_links(facts: PageFacts, pages: frozenset[str]) -> Iterator[str]:
    for name, count in Counter(facts.ids).items():
        if count > 1:
            yield f"the id {name} is given {count} times"
    known = {f"#{name}" for name in facts.ids} | pages
    for link in facts.links:
        if link not in known:
            yield f"a link leads nowhere: {link[:80]}"
