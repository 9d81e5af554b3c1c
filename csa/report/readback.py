"""What can a reader read off a finished page?

A page is taken apart as it stands: exhibits with their sentences, tables and small print, and the
words around them. Nothing is taken from the code that drew it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from csa.report.parsing import Attributes, Event, PageReader, read

_UNREAD = frozenset({"style", "script", "head"})
_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})


@dataclass
class Shown:
    """Something that shows words, and where on the page.

    Attributes
    ----------
    kind : str
        ``title``, ``sentence``, ``caption``, ``alt``, ``label``, ``note``, ``source``,
        ``unavailable`` or ``frame``.
    text : str
        The words on one line.
    """

    kind: str
    text: str


@dataclass
class ShownCell:
    """One cell of a table and, where the page names them, the cells of the release it shows."""

    text: str
    key: str = ""


@dataclass
class ShownTable:
    """One table.

    Attributes
    ----------
    caption : str
        Its caption.
    kinds : list of str
        Kind of each column, as the page declares it; empty where it declares none.
    labels : list of str
        Headings of the columns.
    ratios : list of str
        What each column is worked out of, as the page declares it: numbers of columns.
    rows : list of list of ShownCell
        The body.
    """

    caption: str = ""
    kinds: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    ratios: list[str] = field(default_factory=list)
    rows: list[list[ShownCell]] = field(default_factory=list)

    def kind(self, column: int) -> str:
        """Return the kind of a column; one that declares none can hold a count."""
        return self.kinds[column] if column < len(self.kinds) else "count"


@dataclass
class ShownExhibit:
    """One exhibit.

    Attributes
    ----------
    id, name : str
        Its place on the page and its name.
    words : list of Shown
        Title, sentences, captions, alternative texts, notes and sources.
    tables : list of ShownTable
        Its tables, those behind a figure included.
    """

    id: str
    name: str
    words: list[Shown] = field(default_factory=list)
    tables: list[ShownTable] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the texts of some kinds, in order."""
        return [one.text for one in self.words if one.kind in kinds]


@dataclass
class ShownPage:
    """A page: its heading, its exhibits in order, and the words outside them."""

    heading: str = ""
    exhibits: list[ShownExhibit] = field(default_factory=list)
    words: list[Shown] = field(default_factory=list)


def read_back(page: str | Sequence[Event]) -> ShownPage:
    """Take a finished page apart.

    Parameters
    ----------
    page : str or sequence of Event
        The page, or the events it is made of.

    Returns
    -------
    ShownPage
        What a reader sees or hears of it.
    """
    return read(page, _PageReader()).page


class _PageReader(PageReader):
    def __init__(self) -> None:
        self.page = ShownPage()
        self._open: list[str] = []
        self._kinds: list[str] = []
        self._texts: list[list[str]] = []
        self._exhibit: ShownExhibit | None = None
        self._depth = 0
        self._cell = ShownCell("")

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("alt", "aria-label", "title"):
            if values.get(name):
                self._say("alt" if name == "alt" else "label", values[name])
        if tag == "section" and "exhibit" in values.get("class", "").split():
            self._exhibit = ShownExhibit(values.get("id", ""), values.get("data-exhibit", ""))
            self.page.exhibits.append(self._exhibit)
            self._depth = len(self._open)
        if self._exhibit:
            self._open_table_part(tag, values)
        if tag not in _VOID:
            self._open.append(tag)
            self._kinds.append(self._kind_of(tag, values))
            self._texts.append([])

    def _open_table_part(self, tag: str, values: dict[str, str]) -> None:
        tables = self._exhibit.tables if self._exhibit else []
        if tag == "table":
            tables.append(ShownTable())
        elif tag == "thead" and tables:
            tables[-1].kinds = values.get("data-kinds", "").split()
        elif tag == "tr" and tables and "thead" not in self._open:
            tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._cell = ShownCell("", values.get("data-key", ""))
            if "thead" in self._open and tables:
                tables[-1].ratios.append(values.get("data-of", ""))

    def _kind_of(self, tag: str, values: dict[str, str]) -> str:
        if tag in ("td", "th", "caption"):
            return tag
        if not self._exhibit:
            return "frame"
        if "notes" in values.get("class", "").split() or "table-note" in values.get("class", ""):
            return "note"
        if tag == "p":
            return {"exhibit-title": "title", "": "sentence"}.get(
                values.get("class", ""), values.get("class", "")
            )
        if tag in ("figcaption", "summary"):
            return "caption"
        return self._kinds[-1] if self._kinds and self._kinds[-1] == "note" else "text"

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while self._open:
            closed, kind = self._open.pop(), self._kinds.pop()
            text = " ".join("".join(self._texts.pop()).split())
            self._close(closed, kind, text)
            if closed == tag:
                break
        if self._exhibit and len(self._open) <= self._depth:
            self._exhibit = None

    def _close(self, tag: str, kind: str, text: str) -> None:
        tables = self._exhibit.tables if self._exhibit else []
        if kind == "caption" and tag == "caption" and tables:
            tables[-1].caption = text
        if tag == "h1":
            self.page.heading = text
        if kind in ("td", "th") and tables:
            self._close_cell(tables[-1], text)
        elif text:
            self._say(kind, text)

    def _close_cell(self, table: ShownTable, text: str) -> None:
        if "thead" in self._open or not table.rows:
            table.labels.append(text)
        else:
            self._cell.text = text
            table.rows[-1].append(self._cell)

    def _say(self, kind: str, text: str) -> None:
        where = self._exhibit.words if self._exhibit else self.page.words
        where.append(Shown(kind, " ".join(text.split())))

    def handle_data(self, data: str) -> None:
        if self._texts and not _UNREAD.intersection(self._open):
            # Words inside a phrase (bold, a link) belong to the block around it.
            self._texts[-1].append(data)
            if self._open[-1] in _INLINE and len(self._texts) > 1:
                self._texts[-2].append(data)
        elif self._texts and self._open[-1] == "title":
            self._say("frame", data)


_INLINE = frozenset({"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup"})
