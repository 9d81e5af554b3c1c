"""What does a finished page hold, as a reader's browser gets it?

A page is taken apart by the parser of a browser engine: exhibits with their sentences, tables and
small print, and the words around them, those that are only heard or hidden included. Nothing is
taken from the code that drew it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

INLINE = frozenset({"a", "code", "em", "strong"})
SPOKEN = {"alt": "alt", "aria-label": "label", "title": "label"}
_BY_CLASS = {
    "exhibit-title": "title",
    "point-headline": "headline",
    "table-note": "note",
    "source": "source",
    "unavailable": "unavailable",
}
_BY_TAG = {"p": "sentence", "li": "note"} | dict.fromkeys(
    ("figcaption", "summary", "caption"), "caption"
)


@dataclass(frozen=True)
class Shown:
    """Words, and what they are: ``title``, ``headline``, ``sentence``, ``caption``, ``alt``,
    ``label``, ``note``, ``source``, ``unavailable``, ``text`` or, outside the exhibits, ``frame``.
    """  # noqa: D205

    kind: str
    text: str


@dataclass(frozen=True)
class ShownCell:
    """One cell of a table and, where the page names them, the cells of the release it shows."""

    text: str
    key: str = ""


@dataclass(frozen=True)
class ShownTable:
    """One table.

    Attributes
    ----------
    kinds, labels : list of str
        Kind of each column, as the page declares it, and its heading.
    ratios : list of str
        What each column is worked out of, as the page declares it: numbers of columns.
    rows : list of list of ShownCell
        The body.
    """

    kinds: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    ratios: list[str] = field(default_factory=list)
    rows: list[list[ShownCell]] = field(default_factory=list)

    def kind(self, column: int) -> str:
        """Return the kind of a column; one that declares none can hold a count."""
        return self.kinds[column] if column < len(self.kinds) else "count"

    def label(self, column: int) -> str:
        """Return the heading of a column, or its number."""
        return self.labels[column] if column < len(self.labels) else str(column + 1)


@dataclass(frozen=True)
class ShownExhibit:
    """One exhibit: its place on the page, its name, its words and its tables."""

    id: str
    name: str
    words: list[Shown] = field(default_factory=list)
    tables: list[ShownTable] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the texts of some kinds, in order."""
        return [one.text for one in self.words if one.kind in kinds]


class ShownPage:
    """A finished page.

    Parameters
    ----------
    html : str
        The page as its file holds it.

    Attributes
    ----------
    exhibits : list of ShownExhibit
        Its exhibits, in order.
    words : list of Shown
        The words outside them, those of its head included.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self._parser = LexborHTMLParser(html)
        self.exhibits: list[ShownExhibit] = []
        self.words: list[Shown] = []
        if self._parser.root is not None:
            self._read(self._parser.root, None)

    @cached_property
    def nodes(self) -> list[LexborNode]:
        """Every node in order, comments included."""
        root = self._parser.root
        whole = root.parent if root is not None else None
        return [] if whole is None else list(whole.traverse(include_text=True))[1:]

    @cached_property
    def elements(self) -> list[LexborNode]:
        """Every element in order."""
        return [node for node in self.nodes if node.is_element_node]

    def named(self, tag: str) -> list[LexborNode]:
        """Return the elements of one name, in order."""
        return [node for node in self.elements if node.tag == tag]

    @property
    def main(self) -> list[LexborNode]:
        """What stands in its main part, piece by piece."""
        found = self._parser.css_first("main")
        return [] if found is None else list(found.iter())

    @property
    def heading(self) -> str:
        """The first heading."""
        found = self._parser.css_first("h1")
        return "" if found is None else text_of(found)

    @property
    def style(self) -> str:
        """The style sheets."""
        return "".join(node.text() for node in self._parser.css("style"))

    @property
    def text(self) -> str:
        """Every word of it on one line."""
        body = self._parser.body
        return "" if body is None else " ".join(body.text(separator=" ").split())

    @cached_property
    def unread(self) -> str:
        """What its file holds and a browser drops or moves; empty where there is no such thing."""
        held, written = _squeezed(self._parser.html or ""), _squeezed(self.html)
        if held == written:
            return ""
        place = next((n for n, (a, b) in enumerate(zip(held, written, strict=False)) if a != b), 0)
        return written[max(place - 20, 0) : place + 40]

    @cached_property
    def places(self) -> set[str]:
        """The ids on it, which links may lead to."""
        return {str(node.attributes["id"]) for node in self.elements if "id" in node.attributes}

    @cached_property
    def links(self) -> list[str]:
        """Where its links lead, in order."""
        return [node.attributes.get("href") or "" for node in self.named("a")]

    def exhibit_at(self, node: LexborNode) -> str:
        """Return the id of the exhibit that a node lies in, or nothing."""
        while not _is_exhibit(node):
            if node.parent is None:
                return ""
            node = node.parent
        return node.attributes.get("id") or ""

    def _read(self, node: LexborNode, exhibit: ShownExhibit | None) -> None:
        if node.tag == "style":
            return
        if _is_exhibit(node):
            values = node.attributes
            exhibit = ShownExhibit(values.get("id") or "", values.get("data-exhibit") or "")
            self.exhibits.append(exhibit)
        (exhibit.words if exhibit else self.words).extend(_words_of(node, inside=bool(exhibit)))
        if exhibit and node.tag == "table":
            exhibit.tables.append(_read_table(node))
        for child in node.iter():
            # The cells of a table have been read as such.
            if not exhibit or child.tag not in ("thead", "tbody"):
                self._read(child, exhibit)


def _words_of(node: LexborNode, *, inside: bool) -> Iterator[Shown]:
    for name, kind in SPOKEN.items():
        if spoken := node.attributes.get(name):
            yield Shown(kind, " ".join(spoken.split()))
    if node.tag not in INLINE and (text := text_of(node)):
        yield Shown(_kind_of(node) if inside else "frame", text)


def text_of(node: LexborNode) -> str:
    """Return the words of an element on one line, without those of the blocks inside it."""
    return " ".join(_own_text(node).split())


def _own_text(node: LexborNode) -> str:
    parts = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            parts.append(child.text_content or "")
        elif child.tag in INLINE:
            # Words inside a phrase (bold, a link) belong to the block around it.
            parts.append(_own_text(child))
        else:
            parts.append(" ")
    return "".join(parts)


def _is_exhibit(node: LexborNode) -> bool:
    return node.tag == "section" and "exhibit" in (node.attributes.get("class") or "").split()


def _kind_of(node: LexborNode) -> str:
    named = node.attributes.get("class") or ""
    return _BY_CLASS.get(named) or _BY_TAG.get(node.tag or "", "text")


def _read_table(node: LexborNode) -> ShownTable:
    table = ShownTable()
    for head in node.css("thead"):
        table.kinds.extend((head.attributes.get("data-kinds") or "").split())
        for cell in head.css("th, td"):
            table.labels.append(text_of(cell))
            table.ratios.append(cell.attributes.get("data-of") or "")
    for row in node.css("tbody tr"):
        table.rows.append(
            [
                ShownCell(text_of(cell), cell.attributes.get("data-key") or "")
                for cell in row.css("th, td")
            ]
        )
    return table


def _squeezed(html: str) -> str:
    return re.sub(r"\s+", "", unescape(html))
