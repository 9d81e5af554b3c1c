"""Does a finished page hold what a page may hold, and nothing else?

What a browser holds is more than what it shows: comments, attributes, styles, hidden elements. Here
stands what each may be; anything else is refused, whatever it says. Numbers in words and tables are
judged elsewhere (:mod:`csa.report.checks.tracing`).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from csa.present.tables import KINDS, NO_ROWS
from csa.report.checks.reading import ShownPage, ShownTable, text_of
from csa.report.pages.facts import digest_of

LARGEST_PAGE_BYTES = 3_000_000
ROUNDING_NOTE = (
    "Counts of people and of sensitive offences are rounded to a multiple of 5, so that nobody can "
    "be identified. Each may differ from the true number by up to 4, and '<5' stands for any "
    "number from 0 to 4."
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CLASSES = (
    "annex assessment banner body-name card cards columns contents contents-title edition "
    "evidence exhibit exhibit-title figure-scroll how-to-read keyed lettered na note notes num "
    "period point point-headline points release return revised skip-link source stacked synthetic "
    "table-note table-scroll total unapproved unavailable unprotected wards wards-of whole width"
)
_SLUG = r"[a-z0-9-]+"
_OWN_PAGE = rf"{_SLUG}\.html"
_WORDS = r"[^<>]*"
# Every element of a page, every attribute it may have, and the shape of its value.
_SHAPES = {
    "class": rf"(?:{'|'.join(_CLASSES.split())})(?: (?:{'|'.join(_CLASSES.split())}))*",
    "id": _SLUG,
    "tabindex": "0|-1",
    "role": "group",
    "scope": "row|col",
    "colspan": r"\d{1,2}",
    "lang": "en-GB",
    "charset": "utf-8",
    "href": rf"#{_SLUG}|{_OWN_PAGE}(?:#{_SLUG})?|{_SLUG}\.(?:xlsx|docx)",
    "src": r"data:image/png;base64,[A-Za-z0-9+/=]+",
    "data-exhibit": r"[\w-]+",
    "data-kinds": rf"(?:{'|'.join(KINDS)})(?: (?:{'|'.join(KINDS)}))*",
    "data-of": r"[\d+/-]+(?:residents(?:-a-year)?|households)?",
    "data-key": r"[^\s<>\"]+",
    **dict.fromkeys(("alt", "aria-label", "content", "data-label", "name", "http-equiv"), _WORDS),
}
_ELEMENTS = {
    **dict.fromkeys(("head", "title", "style", "body", "header", "footer", "strong", "em"), ""),
    **dict.fromkeys(("code", "figure", "figcaption", "details", "summary"), ""),
    **dict.fromkeys(("caption", "tbody"), ""),
    **dict.fromkeys((*_HEADINGS, "li"), "id"),
    **dict.fromkeys(("ol", "ul", "p", "tr"), "class"),
    "html": "lang",
    "meta": "charset http-equiv content name",
    "a": "href class",
    "div": "class role tabindex aria-label",
    "nav": "class aria-label",
    "main": "id tabindex class",
    "section": "class id data-exhibit",
    "img": "src alt",
    "table": "id class",
    "thead": "data-kinds",
    "th": "scope class data-of",
    "td": "class colspan data-key data-label",
}
_ATTRIBUTES = {
    (tag, name): re.compile(_SHAPES[name])
    for tag, names in _ELEMENTS.items()
    for name in names.split()
}
_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\)|\bFile \"[^\"]+\", line \d|<ipython-input"
    r"|\b\w{0,60}Error: "  # bounded, or a long word would take its length squared
)


@dataclass(frozen=True)
class Frame:
    """What the frame of every page of an edition must be.

    Attributes
    ----------
    policy : str
        The content policy that it must state.
    style : str
        SHA-256 of the style sheet that pages are drawn with.
    synthetic, unapproved : bool
        Whether it must carry the banner for synthetic data, and the one for protection settings
        that are not approved.
    pages : frozenset of str
        File names of the pages of the edition, which it may link to.
    """

    policy: str
    style: str
    synthetic: bool
    unapproved: bool
    pages: frozenset[str] = frozenset()


def check_page(page: ShownPage, frame: Frame) -> list[str]:
    """Return what is wrong with a finished page, as sentences; empty when nothing is.

    Parameters
    ----------
    page : ShownPage
        The page, read back.
    frame : Frame
        What its frame must be.
    """
    problems = [*_check_whole(page), *_check_nodes(page), *_check_frame(page, frame)]
    for check in (_check_headings, _check_ids, _check_figures, _check_tables, _check_words):
        problems += check(page)
    problems += _check_links(page, frame.pages)
    return sorted(set(problems))


def heading_level(node: LexborNode) -> int:
    """Return the level of a heading; 0 for anything else."""
    return int(node.tag[1]) if node.tag in _HEADINGS else 0


def _at(page: ShownPage, node: LexborNode) -> str:
    exhibit = page.exhibit_at(node)
    return f"{exhibit}: " if exhibit else ""


def _check_whole(page: ShownPage) -> Iterator[str]:
    size = len(page.html.encode())
    if size > LARGEST_PAGE_BYTES:
        yield f"it has {size:,} bytes; {LARGEST_PAGE_BYTES:,} are allowed"
    if not page.html.lstrip().startswith("<!DOCTYPE html>"):
        yield "it does not begin as a page of today"
    if page.unread:
        yield f"it is not written as a browser reads it; the first place is: {page.unread[:60]}"


def _check_nodes(page: ShownPage) -> Iterator[str]:
    """Refuse comments, and elements, attributes and values that no page needs."""
    for node in page.nodes:
        if node.is_element_node:
            for problem in _element_problems(node):
                yield f"{_at(page, node)}{problem}"
        elif not node.is_text_node and node.tag != "-doctype":
            yield f"{_at(page, node)}it holds a comment, or something else that no reader sees"


def _element_problems(node: LexborNode) -> Iterator[str]:
    tag = node.tag or ""
    if tag not in _ELEMENTS:
        yield f"it holds the element {tag}"
        return
    if node.parent is not None and node.parent.tag in ("td", "th", "caption", "title", "style"):
        yield f"the element {tag} stands inside {node.parent.tag}, which holds words only"
    for name, value in node.attributes.items():
        shape = _ATTRIBUTES.get((tag, name))
        if shape is None:
            yield f"the element {tag} has the attribute {name}, which no page needs"
        elif not shape.fullmatch(value or ""):
            yield f"the element {tag} has an attribute {name} that is not of the kind it may be"


def _check_frame(page: ShownPage, frame: Frame) -> Iterator[str]:
    yield from _check_head(page, frame)
    if {"lang": "en-GB"} not in [node.attributes for node in page.named("html")]:
        yield "its language is not en-GB"
    classes = _classes(page)
    for due, name in ((frame.synthetic, "synthetic"), (frame.unapproved, "unapproved")):
        if due != (name in classes):
            yield f"its banner '{name}' is {'missing' if due else 'not due'}"


def _check_head(page: ShownPage, frame: Frame) -> Iterator[str]:
    policy = {"http-equiv": "Content-Security-Policy", "content": frame.policy}
    viewport = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    metas = [node.attributes for node in page.named("meta")]
    if policy not in metas:
        yield "it does not state the content policy"
    if viewport not in metas:
        yield "it does not adapt to narrow screens"
    if any(one not in ({"charset": "utf-8"}, policy, viewport) for one in metas):
        yield "its head states something that no page needs"
    if digest_of(page.style.strip()) != frame.style:
        yield "its style sheet is not the one that pages are drawn with"
    if not any(text_of(node) for node in page.named("title")):
        yield "it has no title"


def _classes(page: ShownPage) -> set[str]:
    named = (node.attributes.get("class") or "" for node in page.elements)
    return {one for names in named for one in names.split()}


def _check_headings(page: ShownPage) -> Iterator[str]:
    levels = [level for node in page.elements if (level := heading_level(node))]
    if levels.count(1) != 1:
        yield f"it has {levels.count(1)} first-level headings"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _check_ids(page: ShownPage) -> Iterator[str]:
    """Refuse ids that stand twice, and numbers in them that the words they name do not have."""
    seen: Counter[str] = Counter()
    for node in page.elements:
        if "id" not in node.attributes:
            continue
        name = node.attributes["id"] or ""
        stem, _, number = name.rpartition("-")
        if number.isdigit() and int(number) == seen[stem] + 1 > 1:
            seen[stem] += 1
        else:
            stem = name
            seen[name] += 1
            if seen[name] > 1:
                yield f"the id {name} is given {seen[name]} times"
        words = text_of(node) if node.tag in _HEADINGS else ""
        told = re.sub(r"\d$", "", stem.rpartition("--")[2])
        if not set(re.findall(r"\d+", told)) <= set(re.findall(r"\d+", words)):
            yield f"{_at(page, node)}the id {name} has a number that its words have not"


def _check_figures(page: ShownPage) -> Iterator[str]:
    for section in page.named("section"):
        parts = [*(one.tag for one in section.css("figure, table")), "end"]
        for part, following in itertools.pairwise(parts):
            if part == "figure" and following != "table":
                yield f"{_at(page, section)}a figure has no table of its data after it"
    for image in page.named("img"):
        if len((image.attributes.get("alt") or "").strip()) < 10:
            yield f"{_at(page, image)}an image has no alternative text, or next to none"


def _check_tables(page: ShownPage) -> Iterator[str]:
    for table in page.named("table"):
        where = _at(page, table)
        if [one.tag for one in table.iter()] != ["caption", "thead", "tbody"]:
            yield f"{where}a table has no caption, or is not made of one heading and one body"
        wide = {cell.attributes["colspan"] for cell in table.css("td[colspan]")}
        if wide - {str(len(table.css("thead th")))}:
            yield f"{where}a cell of a table is not as wide as the table"
        if any(name != head for name, head in _named_cells(table)):
            yield f"{where}a cell of a table bears another name than its heading"
        box = table.parent.attributes if table.parent is not None else {}
        if box.get("class") != "table-scroll" or "tabindex" not in box:
            yield f"{where}a table cannot be scrolled on a narrow screen"
    for exhibit in page.exhibits:
        for shown in exhibit.tables:
            yield from (f"{exhibit.id}: {problem}" for problem in _column_problems(shown))


def _named_cells(table: LexborNode) -> Iterator[tuple[str | None, str]]:
    """Yield the heading that a cell says it stands under, and the one it stands under."""
    heads = [text_of(one) for one in table.css("thead th")]
    for row in table.css("tbody tr"):
        for cell, head in zip(row.css("th, td"), heads, strict=False):
            if "data-label" in cell.attributes:
                yield cell.attributes["data-label"], head


def _column_problems(table: ShownTable) -> Iterator[str]:
    width = len(table.labels)
    if table.kinds and len(table.kinds) != width:
        yield "a table does not say of each column what it holds"
    if any(int(one) >= width for named in table.ratios for one in re.findall(r"\d+", named)):
        yield "a column of a table is worked out of one that is not there"
    if any(len(row) != width and [one.text for one in row] != [NO_ROWS] for row in table.rows):
        yield "a row of a table has more or fewer cells than its heading"


def _check_words(page: ShownPage) -> Iterator[str]:
    if ROUNDING_NOTE not in page.text:
        yield "it does not say in plain words that counts are rounded"
    if _TRACEBACK.search(page.text):
        yield "it shows the message of an error"
    if "unprotected" in _classes(page):
        yield "it shows an unprotected exhibit"


def _check_links(page: ShownPage, pages: frozenset[str]) -> Iterator[str]:
    for link in page.links:
        file, _, place = link.partition("#")
        # Whether another page has the place is seen where all pages are read.
        if file not in pages if file else place not in page.places:
            yield f"a link leads nowhere: {link[:80]}"
