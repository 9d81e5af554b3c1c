"""The workbook beside the pages: real tables, numbers as numbers, words for what is withheld."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from area_cells import BEFORE, PERIOD, PROFILE, months_of, of_periods, of_type, view_of

from csa.exhibits.strategy.to_date import ToDateExhibits
from csa.present.number import Number
from csa.report.pages.facts import ReleaseFacts
from csa.report.pages.workbook import draw_workbook

FACTS = ReleaseFacts(
    year="2016-17", to="2017-01", period=PERIOD, synthetic=True, seed=1, approval={},
    sources=({"name": "x", "licence": "Open Government Licence v3.0"},), inputs=(), digest="0",
)  # fmt: skip
CRIME = of_periods(
    "crime",
    {(): (4385, 4955), of_type("Robbery"): (11, 21), of_type("Theft, =other"): (44, 43),
     of_type("Bicycle theft"): (73, 64)},
    BEFORE, PERIOD,
)  # fmt: skip
ASB = of_periods("asb", {(): (2718, 2679)}, BEFORE, PERIOD)
MONTHS = months_of("crime", (), {2014: 400, 2015: 430, 2016: 470})
HEADINGS = ["Area", "What is counted", "A year earlier", "This period", "Change", "Change, %",
            "Reading", "Per 1,000 residents", "Caution"]  # fmt: skip


def view():
    """The officer's view of Redditch, which reads as a partner's here: all is public."""
    return replace(view_of(CRIME, ASB, MONTHS, area_profile=PROFILE), edition="partner")


@pytest.fixture(scope="module")
def book():
    data = draw_workbook(view(), FACTS)
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data))


def rows_of(page):
    """The rows of the table of a sheet, headings first."""
    (table,) = page.tables.values()
    return [[cell.value for cell in row] for row in page[table.ref]]


def test_there_is_a_cover_and_a_sheet_for_each_table(book):
    assert book.sheetnames == ["About this workbook", "Year to date", "Earlier years"]
    assert [list(page.tables) for page in book] == [
        ["AboutThisWorkbook"], ["YearToDate"], ["EarlierYears"],
    ]  # fmt: skip


def test_the_published_figures_are_numbers_in_their_columns(book):
    headings, *rows = rows_of(book["Year to date"])
    assert headings == HEADINGS
    redditch = {row[1]: row[2:] for row in rows if row[0] == "Redditch"}
    assert redditch["All recorded crime"] == [4385, 4955, 570, 13, "rose", 58.3, "none"]
    assert redditch["Bicycle theft"][3] == -12


def test_what_is_refused_is_in_words_and_a_small_base_is_marked(book):
    rows = {row[1]: row for row in rows_of(book["Year to date"])}
    assert isinstance(rows["Robbery"][5], str)
    assert rows["Theft, =other"][5:] == [-2, "no clear change", 0.5, "small numbers"]


def test_a_protected_nothing_is_given_in_words(monkeypatch):
    shown = ToDateExhibits(view()).year_to_date()
    frame = shown.tables[0].frame.copy()
    frame.loc[1, "after"] = Number(0, hidden=True)
    changed = replace(shown, tables=(replace(shown.tables[0], frame=frame),))
    monkeypatch.setattr(ToDateExhibits, "year_to_date", lambda _: changed)
    page = openpyxl.load_workbook(io.BytesIO(draw_workbook(view(), FACTS)))["Year to date"]
    assert rows_of(page)[2][3] == "fewer than 5"


def test_each_table_is_real_has_its_headings_in_sight_and_nothing_is_merged(book):
    for page in book:
        (table,) = page.tables.values()
        start, end = table.ref.split(":")
        assert start == "A3"
        assert page[end].row == page.max_row
        assert table.headerRowCount == 1
        assert page.freeze_panes in ("B4", "C4")
        assert not page.merged_cells.ranges
        assert page["A1"].value
        assert page["A2"].value
        widths = [page.column_dimensions[cell.column_letter].width for cell in page[3]]
        assert all(12 <= width <= 62 for width in widths)
        assert None not in {value for row in rows_of(page) for value in row}


def test_the_cover_says_of_when_from_whom_and_how_protected(book):
    told = dict(rows_of(book["About this workbook"])[1:7])
    assert told["Edition"] == "Partner edition"
    assert "April 2016 to January 2017" in told["Period"]
    assert told["Sources"] == "Invented (nobody)"
    assert told["Licences"] == "Open Government Licence v3.0"
    assert "rounded to a multiple of 5" in told["Protection"]
    assert "never as 0" in told["Withheld or missing"]
    assert ["Data", "Synthetic: every person, incident and number is made up."] in rows_of(
        book["About this workbook"]
    )


def test_earlier_years_are_the_sums_of_their_months(book):
    headings, row, *_ = rows_of(book["Earlier years"])
    assert headings[2:5] == ["2014-15", "2015-16", "2016-17"]
    assert row[:5] == ["Redditch", "All recorded crime", 4000, 4300, 4700]


def test_the_same_release_gives_the_same_bytes_without_a_time_of_day():
    data = draw_workbook(view(), FACTS)
    assert data == draw_workbook(view(), FACTS)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in packed.read("docProps/core.xml")


def test_without_a_count_of_crime_there_is_no_workbook():
    nothing = of_periods("asb", {(): (1, 2)}, BEFORE, PERIOD)
    assert draw_workbook(view_of(nothing, area_profile=pd.DataFrame()), FACTS) is None
