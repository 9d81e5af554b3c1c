"""All projects of a year as a workbook: each once, with what it got, delivered and changed."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest
from judged_worlds import counts, desk
from planned import area_desk, pair

from csa.periods import Period
from csa.report.pages.facts import ReleaseFacts
from csa.report.pages.workbook import draw_projects_workbook

FACTS = ReleaseFacts(
    year="2016-17", to="2017-01", period=Period("2016-04", "2017-01"), synthetic=True, seed=1,
    approval={}, sources=({"name": "x", "licence": "By agreement"},), inputs=(), digest="0",
)  # fmt: skip


def drawn(view):
    data = draw_projects_workbook(view, FACTS)
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book():
    return drawn(desk(counts(Greenlands=(220, 110)), slug="north-worcestershire").view)


def rows_of(page):
    """Rows of the table of a sheet by their heading."""
    (table,) = page.tables.values()
    headings, *rows = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_each_sheet_holds_one_table_and_the_cover_names_them(book):
    assert book.sheetnames == [
        "About this workbook", "Money", "Outputs", "Effects", "Conclusions",
    ]  # fmt: skip
    assert [len(page.tables) for page in book] == [1] * 5
    cover = {row["What"]: row["Text"] for row in rows_of(book["About this workbook"])}
    assert cover["Edition"] == "Partner edition"
    assert cover["Data"].startswith("Synthetic")


def test_money_outputs_and_outcome_are_numbers_as_on_the_page(book):
    money = rows_of(book["Money"])
    assert money[0]["Project"] == "Lantern"
    assert (money[0]["Money"], money[0]["Agreed, £"], money[0]["Of it, spent"]) == (
        "In the allocation", 9000, 100,
    )  # fmt: skip
    assert money[-1]["Project"] == "The allocation"
    (output,) = rows_of(book["Outputs"])
    assert (output["Output"], output["Target"], output["Delivered"]) == ("Evenings held", 100, 120)
    (outcome,) = rows_of(book["Effects"])
    (concluded,) = rows_of(book["Conclusions"])
    assert (outcome["A year earlier"], outcome["This period"]) == (220, 110)
    assert concluded["Conclusion"] == "strong evidence of reduction"
    low, high = map(int, outcome["Limits, %"].split(" to "))
    assert low < outcome["Of what was to be expected"] < high < 100


def test_a_project_that_was_not_measured_has_its_reason(book):
    view = desk(counts(), design={"comparator": ""}, slug="north-worcestershire").view
    (outcome,) = rows_of(drawn(view)["Conclusions"])
    assert outcome["Conclusion"] == "not yet measurable"
    assert "no comparator" in outcome["What that rests on"]


def test_the_same_release_gives_the_same_bytes_and_no_project_no_workbook():
    view = desk(counts(), slug="north-worcestershire").view
    assert draw_projects_workbook(view, FACTS) == draw_projects_workbook(view, FACTS)
    none = area_desk(pair(1, 2), slug="north-worcestershire", reference={"x": pd.DataFrame()})
    assert draw_projects_workbook(none.view, FACTS) is None
