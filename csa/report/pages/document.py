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
from csa.report.checks.reading import INLINE, text_of
from csa.present.saving.packed import NO_TIME, without_time
from csa.report.checks.reading import INLINE, text_of
from csa.report.pages.feet import NOTE_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from docx.document import Document
    from docx.shared import Length
    from docx.styles.style import BaseStyle
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph
    from selectolax.lexbor import LexborNode

    from csa.report.pages.layout import Block

OPEN_PLACE = "[officer: {}]"
FOR_THE_OFFICER = "what is highlighted like this is for you to fill in; delete this line"
ABOUT, NOTES = "About these figures", "Notes"
# Links lead to other pages, which a document has not beside it.
_LINKS = "How to read this:"
_BOLD = frozenset({"exhibit-title", "point-headline"})
_SMALL = frozenset({"source", "table-note"})
_FONT, _POINTS, _SMALL_POINTS = "Arial", 10, 8
_GRID = "Table Grid"
_PAGE_MM, _MARGIN_MM, _NUMBER_MM = (210, 297), 18, 17
_TEXT_MM = _PAGE_MM[0] - 2 * _MARGIN_MM
# Of the template that the library starts from: a picture of it, and what it was made with.
_LEFT_OUT = ("thumbnail", "customXml", "stylesWithEffects")


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
    document = _empty(frame)
    document.add_heading(frame["heading"], level=1)
    for _, what, text in frame["banners"]:
        _write(document.add_paragraph(), f"{what}. {text}", bold=True)
    _open(document, FOR_THE_OFFICER)
    document.add_paragraph(frame["figures_of"])
    for block in blocks:
        if block.is_open:
            _open(document, _plain(block.html))
        elif block.level:
            document.add_heading(block.text, level=block.level)
        else:
            _add(document, _body_of(block.html))
    _add_notes(document, frame["notes"])
    document.add_heading(ABOUT, level=2)
    document.add_paragraph(frame["rounding"])
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _empty(frame: Mapping[str, Any]) -> Document:
    """Return a document of one A4 sheet's width, in English, that names no author."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    for part in (document.part, document.part.package):
        for name in [one for one, rel in part.rels.items() if _is_left_out(rel.reltype)]:
            del part.rels[name]
    for style in [one for one in document.styles if _is_unused(one)]:
        style.delete()
    properties = document.core_properties
    properties.title, properties.language = frame["heading"], "en-GB"
    properties.author, properties.comments, properties.created = "", "", NO_TIME
    (section,) = document.sections
    section.page_width, section.page_height = map(Mm, _PAGE_MM)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN_MM))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(_POINTS)
    normal.paragraph_format.space_after = Pt(4)
    for language in document.styles.element.xpath("//w:lang"):
        language.set(qn("w:val"), "en-GB")
    return document


def _is_unused(style: BaseStyle) -> bool:
    """Say whether a style is of tables that we do not draw; their colours read as postcodes."""
    from docx.enum.style import WD_STYLE_TYPE

    return style.type == WD_STYLE_TYPE.TABLE and style.name not in (_GRID, "Normal Table")


def _is_left_out(kind: str) -> bool:
    return kind.rpartition("/")[2] in _LEFT_OUT


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
        _write(paragraph, text, points=_SMALL_POINTS)
        return
    for part, is_strong in _runs(node):
        _write(paragraph, part, bold=is_strong or named in _BOLD)


def _runs(node: LexborNode) -> Iterator[tuple[str, bool]]:
    """Yield the words of an element, and whether they are strong."""
    for child in node.iter(include_text=True):
        if child.is_text_node:
            yield child.text_content or "", False
        elif child.tag in INLINE:
            yield text_of(child), child.tag == "strong"


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, points: int | None = None
) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.bold = bold or None
    run.font.size = Pt(points) if points else None


def _add_table(document: Document, node: LexborNode) -> None:
    """Write a real table: its caption above it, its headings repeated on every sheet."""
    from docx.oxml import OxmlElement

    for caption in node.css("caption"):
        paragraph = document.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(text_of(caption))
    rows = node.css("tr")
    widths = _widths(node)
    table = document.add_table(len(rows), len(widths), style=_GRID)
    for down, row in enumerate(rows):
        is_bold = down == 0 or row.attributes.get("class") == "total"
        for across, cell in enumerate(row.css("th, td")):
            _fill(table.cell(down, across), cell, bold=is_bold)
            table.cell(down, across).width = widths[across]
    heading = table.rows[0]._tr.get_or_add_trPr()
    heading.append(OxmlElement("w:tblHeader"))
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
    _write(paragraph, text_of(node), bold=bold, points=_SMALL_POINTS)


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
