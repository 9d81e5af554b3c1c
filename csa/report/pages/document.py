"""How does a page become a document that an officer can edit?

It is written from the blocks of the page, so that it says the same with the same numbers. What an
officer has yet to fill in stands in it in brackets, highlighted. The same page gives the same
bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from csa.errors import NotebookError
from csa.present.saving.document import (
    GRID,
    MARGIN_MM,
    SHEET_MM,
    add_caption,
    empty_document,
    repeat_headings,
    small,
)
from csa.present.saving.packed import without_time
from csa.report.checks.reading import INLINE, text_of
from csa.report.pages.feet import NOTE_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from docx.document import Document
    from docx.shared import Length
    from docx.table import _Cell
    from selectolax.lexbor import LexborNode

    from csa.report.pages.layout import Block

OPEN_PLACE = "[officer: {}]"
FOR_THE_OFFICER = "what is highlighted like this is for you to fill in; delete this line"
ABOUT, NOTES = "About these figures", "Notes"
# Links lead to other pages, which a document has not beside it.
_LINKS = "How to read this:"
_BOLD = frozenset({"exhibit-title", "point-headline"})
_SMALL = frozenset({"source", "table-note"})
_NUMBER_MM = 17
_TEXT_MM = SHEET_MM[0] - 2 * MARGIN_MM


def draw_document(blocks: Sequence[Block], frame: Mapping[str, Any]) -> bytes:
    """Return a page as a document in the format of Word.

    Parameters
    ----------
    blocks : sequence of Block
        What stands on the page, with what an officer has yet to fill in.
    frame : mapping
        What stands around it, as the template of pages is given it.

    Raises
    ------
    NotebookError
        If the page holds what a document cannot: a figure.
    """
    document = empty_document(frame["heading"])
    document.add_heading(frame["heading"], level=1)
    for _, what, text in frame["banners"]:
        document.add_paragraph().add_run(f"{what}. {text}").bold = True
    _open(document, FOR_THE_OFFICER)
    document.add_paragraph(frame["figures_of"])
    for block in blocks:
        if block.level:
            document.add_heading(block.text, level=block.level)
        elif block.is_open:
            _open(document, _plain(block.html))
        else:
            _add(document, _body_of(block.html))
    _add_notes(document, frame["notes"])
    document.add_heading(ABOUT, level=2)
    document.add_paragraph(frame["rounding"])
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _open(document: Document, text: str) -> None:
    """Write what the officer has yet to fill in."""
    from docx.enum.text import WD_COLOR_INDEX

    run = document.add_paragraph().add_run(OPEN_PLACE.format(text))
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _add(document: Document, nodes: Iterable[LexborNode]) -> None:
    """Write the pieces of an exhibit or a text, in order."""
    for node in nodes:
        if node.tag in ("img", "figure", "svg"):
            raise NotebookError(
                "The note holds a figure, which the document beside it cannot: take it out of the "
                "notebook of the note."
            )
        if node.tag == "table":
            _add_table(document, node)
        elif node.tag in ("p", "li"):
            _add_text(document, node)
        elif node.tag != "a":
            _add(document, node.iter())


def _add_text(document: Document, node: LexborNode) -> None:
    named = node.attributes.get("class") or ""
    text = text_of(node).partition(_LINKS)[0].strip() if named in _SMALL else ""
    if named in _SMALL and not text:
        return
    style = "List Bullet" if node.tag == "li" else None
    paragraph = document.add_paragraph(style=style)
    if named in _SMALL:
        small(paragraph, text)
        return
    for part, is_strong in _runs(node):
        paragraph.add_run(part).bold = is_strong or named in _BOLD or None


def _runs(node: LexborNode) -> Iterator[tuple[str, bool]]:
    """Yield the words of an element, and whether they are strong."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or "", False
        elif child.tag in INLINE:
            yield text_of(child), child.tag == "strong"


def _add_table(document: Document, node: LexborNode) -> None:
    """Write a real table: its caption above it, its headings repeated on every sheet."""
    for caption in node.css("caption"):
        add_caption(document, text_of(caption))
    rows = node.css("tr")
    widths = _widths(node)
    table = document.add_table(len(rows), len(widths), style=GRID)
    for down, row in enumerate(rows):
        is_bold = down == 0 or row.attributes.get("class") == "total"
        for across, cell in enumerate(row.css("th, td")):
            _fill(table.cell(down, across), cell, bold=is_bold)
            table.cell(down, across).width = widths[across]
    repeat_headings(table)
    document.add_paragraph().paragraph_format.space_after = 0


def _widths(node: LexborNode) -> list[Length]:
    """Return the widths of columns: numbers need little, words share the rest."""
    from docx.shared import Mm

    is_number = [_is_number(cell) for cell in node.css("thead th")]
    words = max(is_number.count(False), 1)
    left = (_TEXT_MM - _NUMBER_MM * is_number.count(True)) / words
    return [Mm(_NUMBER_MM if one else left) for one in is_number]


def _is_number(node: LexborNode) -> bool:
    return "num" in (node.attributes.get("class") or "").split()


def _fill(cell: _Cell, node: LexborNode, *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    (paragraph,) = cell.paragraphs
    paragraph.paragraph_format.space_after = Pt(0)
    if _is_number(node):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    small(paragraph, text_of(node), bold=bold)


def _add_notes(document: Document, notes: Sequence[Mapping[str, str]]) -> None:
    """Write the notes that several exhibits share, each by its letter."""
    if notes:
        document.add_heading(NOTES, level=2)
    for note in notes:
        letter = note["id"].removeprefix(NOTE_ID.format(""))
        document.add_paragraph(f"{letter}. {_plain(note['html'])}")


def _body_of(html: str) -> list[LexborNode]:
    body = LexborHTMLParser(html).body
    return [] if body is None else list(body.iter())


def _plain(html: str) -> str:
    body = LexborHTMLParser(html).body
    return "" if body is None else " ".join(body.text(separator=" ").split())
