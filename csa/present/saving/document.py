"""How does an exhibit become a document that an officer can edit and send?

Title, protection, words, charts with their descriptions, real tables, notes and source; what is
unprotected says so on each sheet.
"""

from __future__ import annotations

import io
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from csa.present import theme
from csa.present.saving.packed import NO_TIME, without_time
from csa.present.tables import OF_WORDS
from csa.visible import visible

if TYPE_CHECKING:
    from csa.present.exhibit import Exhibit, FigurePart
    from csa.present.tables import Table

FONT, POINTS, SMALL_POINTS = "Arial", 10, 8
PICTURE_MM, MARGIN_MM = 170, 20
SHEET_MM = (210, 297)
GRID = "Table Grid"
# Of the template that the library starts from: a picture of it, and what it was made with.
LEFT_OUT = ("thumbnail", "customXml", "stylesWithEffects")
MOST = 250  # what the format allows of a property, less the sign that something is left out


def write_document(exhibit: Exhibit) -> bytes:
    """Return an exhibit as a document in the format of Word."""
    document = _empty(exhibit)
    document.add_heading(exhibit.title, level=1)
    mark, *rest = exhibit.about if exhibit.officer else ("", *exhibit.about)
    if mark:
        document.add_paragraph().add_run(mark).bold = True
    for said in exhibit.said:
        document.add_paragraph(str(said))
    for figure, table in zip_longest(exhibit.figures, exhibit.tables):
        if figure is not None:
            _add_figure(document, figure)
        if table is not None:
            _add_table(document, table)
    for note in exhibit.notes:
        document.add_paragraph(str(note), style="List Bullet")
    for line in rest:
        small(document.add_paragraph(), line)
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _empty(exhibit: Exhibit) -> Any:
    """Return a document that says what it is, on each sheet where it is unprotected."""
    about = visible(" ".join(exhibit.about), MOST)
    document = empty_document(visible(exhibit.title, MOST), about=about)
    if exhibit.officer:
        small(document.sections[0].header.paragraphs[0], exhibit.about[0])
    return document


def empty_document(title: str, *, about: str = "") -> Any:
    """Return a document of A4 sheets, in English, that names no author.

    Parameters
    ----------
    title, about : str
        What its properties say of it.
    """
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
    properties.title, properties.language = title, "en-GB"
    properties.author, properties.created, properties.comments = "", NO_TIME, about
    (section,) = document.sections
    section.page_width, section.page_height = map(Mm, SHEET_MM)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(POINTS)
    for language in document.styles.element.xpath("//w:lang"):
        language.set(qn("w:val"), "en-GB")
    return document


def _is_left_out(kind: str) -> bool:
    return kind.rpartition("/")[2] in LEFT_OUT


def _is_unused(style: Any) -> bool:
    """Say whether a style is of tables that we do not draw; their colours read as postcodes."""
    from docx.enum.style import WD_STYLE_TYPE

    return style.type == WD_STYLE_TYPE.TABLE and style.name not in (GRID, "Normal Table")


def small(paragraph: Any, text: str, *, bold: bool = False) -> None:
    """Add words in the smaller size to a paragraph."""
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(SMALL_POINTS), bold or None


def add_caption(document: Any, text: str) -> None:
    """Add the caption of a table, which stays with it."""
    document.add_paragraph(text, style="Caption").paragraph_format.keep_with_next = True


def repeat_headings(table: Any) -> None:
    """Have the first row of a table repeated on every sheet."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_figure(document: Any, figure: FigurePart) -> None:
    """Add a picture with its description in words, and how to read it below."""
    from docx.shared import Mm

    picture = io.BytesIO(theme.render_png(figure.draw()))
    shown = document.add_picture(picture, width=Mm(PICTURE_MM))
    shown._inline.docPr.set("descr", figure.alt)
    document.add_paragraph(figure.caption, style="Caption")


def _add_table(document: Any, table: Table) -> None:
    """Add a real table: its caption above it, its headings repeated on every sheet."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    add_caption(document, table.caption)
    rows = table.frame.to_dict("records")
    real = document.add_table(len(rows) + 1, len(table.columns), style=GRID)
    cells = [row.cells for row in real.rows]
    for across, column in enumerate(table.columns):
        texts = [column.label, *(column.text(row) for row in rows)]
        for down, text in enumerate(texts):
            (paragraph,) = cells[down][across].paragraphs
            small(paragraph, text, bold=down == 0 or (table.total_row and down == len(rows)))
            if column.kind not in OF_WORDS:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    repeat_headings(real)
    for note in table.notes:
        small(document.add_paragraph(), note)
    document.add_paragraph()
