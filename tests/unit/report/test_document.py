"""The document beside a page: the same words and numbers, and open places for the officer."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from csa.disclosure.leaks.scan import scan
from csa.errors import NotebookError
from csa.report.checks.beside import beside_faults, document_fault
from csa.report.pages.document import draw_document
from csa.report.pages.layout import Block

FRAME = {
    "heading": "Easton: note to members, April 2016 to January 2017",
    "banners": [("synthetic", "Synthetic data", "Made up.")],
    "figures_of": "Figures are of these months.",
    "notes": [{"id": "note-a", "html": "Residents: mid-year estimate 2016."}],
    "rounding": "Counts are rounded to a multiple of 5.",
}
EXHIBIT = (
    '<section class="exhibit" id="note--exhibit--money"><p class="exhibit-title">Money</p>'
    "<p>It rose from 4,385 to 4,955 (570 more).</p>"
    '<div class="table-scroll"><table><caption>What was agreed</caption>'
    '<thead><tr><th scope="col">Project</th><th scope="col" class="num">Agreed, £</th></tr></thead>'
    '<tbody><tr><th scope="row">Lantern</th><td class="num">9,000</td></tr>'
    '<tr class="total"><th scope="row">All</th><td class="num">9,000</td></tr></tbody>'
    "</table></div>"
    '<ul class="notes"><li>Parts are in pounds.</li></ul>'
    '<p class="source">Notes: <a href="#note-a">a</a>. How to read this: <a href="x">rounding</a>.'
    "</p></section>"
)
BLOCKS = [
    Block("Note", "note", level=2),
    Block("Money", "note", level=3),
    Block(EXHIBIT, "note"),
    Block("<p>the date of the meeting</p>", "note", is_open=True),
]
PAGE = (
    f"<body><main><h1>{FRAME['heading']}</h1>{EXHIBIT}<ol><li>{FRAME['notes'][0]['html']}</li></ol>"
    f"</main><footer><p>{FRAME['rounding']}</p></footer></body>"
)


@pytest.fixture(scope="module")
def content():
    return draw_document(BLOCKS, FRAME)


def test_it_says_what_the_page_says_in_its_order(content):
    pieces = [
        one.text
        if hasattr(one, "runs")
        else [[cell.text for cell in row.cells] for row in one.rows]
        for one in docx.Document(io.BytesIO(content)).iter_inner_content()
    ]
    assert [one for one in pieces if one] == [
        FRAME["heading"],
        "Synthetic data. Made up.",
        "[officer: what is highlighted like this is for you to fill in; delete this line]",
        "Figures are of these months.",
        "Note",
        "Money",
        "Money",
        "It rose from 4,385 to 4,955 (570 more).",
        "What was agreed",
        [["Project", "Agreed, £"], ["Lantern", "9,000"], ["All", "9,000"]],
        "Parts are in pounds.",
        "Notes: a.",
        "[officer: the date of the meeting]",
        "Notes",
        "a. Residents: mid-year estimate 2016.",
        "About these figures",
        "Counts are rounded to a multiple of 5.",
    ]


def test_open_places_are_highlighted_and_nothing_else_is(content):
    document = docx.Document(io.BytesIO(content))
    marked = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    assert len(marked) == 2
    assert all(text.startswith("[officer: ") for text in marked)


def test_it_is_in_english_has_real_headings_and_names_no_author_and_no_time(content):
    document = docx.Document(io.BytesIO(content))
    about = document.core_properties
    assert (about.author, about.comments, about.language) == ("", "", "en-GB")
    assert about.created == about.modified == datetime(2000, 1, 1, tzinfo=UTC)
    styles = {one.text: one.style.name for one in document.paragraphs}
    assert styles["Note"] == "Heading 2"
    assert b"w:tblHeader" in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in packed.namelist() if "thumbnail" in name or "custom" in name]
        assert b'w:lang w:val="en-GB"' in packed.read("word/styles.xml")
    assert content == draw_document(BLOCKS, FRAME)


def test_nothing_in_it_reads_as_a_persons_or_a_doors(tmp_path, content):
    (tmp_path / "note.docx").write_bytes(content)
    assert scan(tmp_path) == []


def test_a_figure_is_refused_in_words():
    block = Block('<figure><img src="x" alt="y"></figure>', "note")
    with pytest.raises(NotebookError, match="holds a figure, which the document"):
        draw_document([block], FRAME)


def test_a_number_that_only_one_of_both_has_is_found(content):
    assert document_fault(content, PAGE) == ""
    other = PAGE.replace("4,955", "4,956")
    assert document_fault(content, other) == (
        "it shows 4,955, which its page does not; run csa assess again"
    )
    more = PAGE.replace("Lantern", "Lantern 77")
    assert document_fault(content, more).startswith("it lacks 77, which its page shows")


def test_a_document_that_was_edited_or_taken_away_is_found(tmp_path, content):
    from hashlib import sha256

    folder = tmp_path / "public"
    folder.mkdir()
    stated = {"documents": {"public": {"easton-note.docx": sha256(content).hexdigest()}}}
    assert [*beside_faults(tmp_path, stated)] == ["public/easton-note.docx: it is missing"]
    (folder / "easton-note.docx").write_bytes(content)
    (folder / "easton-note.html").write_text(PAGE, encoding="utf-8")
    assert [*beside_faults(tmp_path, stated)] == []
    (folder / "easton-note.docx").write_bytes(draw_document(BLOCKS[:2], FRAME))
    (fault,) = beside_faults(tmp_path, stated)
    assert fault.startswith("public/easton-note.docx: it is not the document that was published")
