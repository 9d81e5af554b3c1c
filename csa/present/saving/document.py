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
        _small(document.add_paragraph(), line)
    out = io.BytesIO()
    document.save(out)
    return without_time(out.getvalue())


def _empty(exhibit: Exhibit) -> Any:
    """Return a document of A4 sheets, in English, that names no author."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.language = visible(exhibit.title, MOST), "en-GB"
    properties.author, properties.created = "", NO_TIME
    properties.comments = visible(" ".join(exhibit.about), MOST)
    (section,) = document.sections
    section.page_width, section.page_height = map(Mm, SHEET_MM)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(POINTS)
    for language in document.styles.element.xpath("//w:lang"):
        language.set(qn("w:val"), "en-GB")
    if exhibit.officer:
        _small(section.header.paragraphs[0], exhibit.about[0])
    return document


def _small(paragraph: Any, text: str) -> None:
    from docx.shared import Pt

    paragraph.add_run(text).font.size = Pt(SMALL_POINTS)


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
    from docx.oxml import OxmlElement

    caption = document.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    rows = table.frame.to_dict("records")
    real = document.add_table(len(rows) + 1, len(table.columns), style=GRID)
    cells = [row.cells for row in real.rows]
    for across, column in enumerate(table.columns):
        texts = [column.label, *(column.text(row) for row in rows)]
        for down, text in enumerate(texts):
            (paragraph,) = cells[down][across].paragraphs
            _small(paragraph, text)
            paragraph.runs[0].bold = down == 0 or (table.total_row and down == len(rows)) or None
            if column.kind not in OF_WORDS:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    real.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for note in table.notes:
        _small(document.add_paragraph(), note)
    document.add_paragraph()
