"""Tables anyone can read, also by ear, and no cell that becomes code or formula."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from csa.disclosure.leaks.patterns import IDENTIFIERS
from csa.present.number import Number
from csa.present.origin import Origin, number_cells
from csa.present.tables import Column, Table


def cells(table):
    """Return the text of the body's cells, row by row."""
    body = re.search(r"<tbody>(.*)</tbody>", table.to_html(), re.DOTALL)[1]
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in body.split("</tr>")[:-1]]


def one_column(values, kind, **options):
    frame = pd.DataFrame({"area": [str(at) for at in range(len(values))], "x": values})
    columns = (Column("area", "Area"), Column("x", "X", kind, **options))
    return Table(frame, columns, caption="Caption", row_header="area")


def test_a_month_stays_a_number_in_a_spreadsheet_so_that_rows_sort():
    assert one_column(["2016-04"], "month").to_csv_text().splitlines()[1] == "0,2016-04"


@pytest.mark.parametrize(
    ("kind", "options", "values", "expected"),
    [
        ("count", {}, [4955, 0, None], ["4,955", "0", "not available"]),
        ("protected", {}, [10, 0, None], ["10", "&lt;5", "not available"]),
        ("percent", {}, [12.5, 0, np.nan], ["13%", "0%", "not available"]),
        ("percent_change", {}, [13, -4.2, 0], ["+13%", "−4%", "0%"]),
        ("change", {}, [570, -12, 0, None], ["+570", "−12", "0", "not available"]),
        ("rate", {}, [54.06, 1000], ["54.1", "1,000.0"]),
        ("flag", {}, pd.array([True, False, None], "boolean"), ["Yes", "No", "not available"]),
        ("text", {}, ["Batchley", None], ["Batchley", "not available"]),
        ("month", {}, ["2016-04", None], ["April 2016", "not available"]),
        ("percent_change", {}, ["n/a (from 0)", 7.0], ["n/a (from 0)", "+7%"]),
        ("count", {}, pd.array([3, None], "Int64"), ["3", "not available"]),
    ],
)
def test_each_kind_of_column_writes_its_values(kind, options, values, expected):
    assert [row[1] for row in cells(one_column(values, kind, **options))] == expected


def test_an_interval_takes_two_columns_and_needs_both():
    frame = pd.DataFrame({"a": ["x", "y"], "lo": [1.25, 2.0], "hi": [3.0, np.nan]})
    columns = (Column("a", "Area"), Column("lo", "95% interval", "interval", upper="hi"))
    table = Table(frame, columns, caption="Caption", row_header="a")
    assert [row[1] for row in cells(table)] == ["1.3 to 3.0", "not available"]
    assert table.to_csv_text().splitlines() == [
        "Area,95% interval (lower),95% interval (upper)",
        "x,1.3,3.0",
        "y,2.0,not available",
    ]


def test_a_table_has_a_caption_scopes_and_a_marked_total():
    frame = pd.DataFrame({"a": ["Redditch", "All"], "n": [4955, 13000]})
    table = Table(
        frame,
        (Column("a", "Area"), Column("n", "Offences", "count")),
        caption="Recorded crime",
        row_header="a",
        notes=("A note.",),
        total_row=True,
        table_id="crime",
    )
    html = table.to_html()
    assert '<table id="crime"><caption>Recorded crime</caption>' in html
    assert '<th scope="col">Area</th><th scope="col" class="num">Offences</th>' in html
    assert '<tr><th scope="row">Redditch</th><td class="num">4,955</td></tr>' in html
    assert '<tr class="total"><th scope="row">All</th>' in html
    assert html.count('class="total"') == 1
    assert html.endswith('<p class="table-note">A note.</p>')


def test_a_missing_cell_carries_its_class():
    assert '<td class="num na">not available</td>' in one_column([None], "count").to_html()


def test_markup_in_data_is_shown_as_text():
    nasty = '<script>alert("1")</script>'
    frame = pd.DataFrame({nasty: [nasty], "x": [nasty]})
    columns = (Column(nasty, nasty), Column("x", nasty))
    html = Table(
        frame, columns, caption=nasty, row_header=nasty, notes=(nasty,), table_id='"><b>'
    ).to_html()
    assert "<script" not in html
    assert "<b>" not in html
    assert html.count("&lt;script&gt;") == 7


def test_html_holds_no_style_and_is_the_same_each_time():
    table = one_column([1, 2], "count")
    assert table.to_html() == table.to_html()
    assert not re.search(r"<style|style=|<script| on\w+=| id=", table.to_html())


def test_an_empty_table_says_so():
    assert "No rows to show" in one_column([], "count").to_html()


def test_csv_holds_the_figures_shown_and_no_formula():
    names = ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "＝x", "O'Brien, & Sons", "ok"]
    frame = pd.DataFrame({"a": names, "n": [1234, -5, 0, None, 12.6, 7, 8], "p": [0] * 7})
    columns = (Column("a", "=Area"), Column("n", "N", "change"), Column("p", "P", "protected"))
    text = Table(frame, columns, caption="Caption", row_header="a").to_csv_text()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["'=Area", "N", "P"]
    assert [row[0] for row in rows[1:]] == [f"'{name}" for name in names[:5]] + names[5:]
    assert [row[1] for row in rows[1:]] == ["1234", "-5", "0", "not available", "13", "7", "8"]
    assert {row[2] for row in rows[1:]} == {"<5"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"caption": " "}, "caption"),
        ({"row_header": "n"}, "row header"),
        ({"columns": (Column("a", "A"), Column("absent", "B"))}, "no column absent"),
    ],
)
def test_an_unreadable_table_is_refused(change, message):
    given = {"columns": (Column("a", "A"),), "caption": "Caption", "row_header": "a", **change}
    with pytest.raises(ValueError, match=message):
        Table(pd.DataFrame({"a": ["x"], "n": [1]}), **given)


def test_a_column_of_no_known_kind_is_refused():
    with pytest.raises(ValueError, match="no kind"):
        Column("a", "A", "money")
    with pytest.raises(ValueError, match="upper"):
        Column("a", "A", "interval")
    with pytest.raises(ValueError, match="upper"):
        Column("a", "A", "count", upper="b")


def test_each_count_names_the_cells_it_is_made_of_by_their_numbers():
    # In the order of their keys: all 0, men 1, women 2.
    numbers = number_cells(["women", "men", "all"])
    counts = {"women": 5, "men": 10, "all": 15}
    women, men, whole = (Number(n, Origin.of(key)) for key, n in counts.items())
    frame = pd.DataFrame(
        {
            "name": ["One", "Sum", "Rest", "Gap"],
            "n": [women, women + men, whole - women, None],
        }
    )
    columns = (Column("name", "Name"), Column("n", "N", "count"))
    table = Table(frame, columns, caption="Caption", row_header="name", numbers=numbers)
    shown = re.findall(r'data-key="([^"]+)">([^<]+)<', table.to_html())
    # What is not available names no cell.
    assert shown == [("2", "5"), ("2,1", "15"), ("0,-2", "10")]


def test_a_percentage_names_the_columns_it_is_worked_out_of():
    frame = pd.DataFrame({"name": ["x"], "yes": [1], "no": [3], "share": [25.0]})
    columns = (
        Column("name", "Name"),
        Column("yes", "Yes", "count"),
        Column("no", "No", "count"),
        Column("share", "%", "percent", of=("yes", "yes + no")),
    )
    html = Table(frame, columns, caption="Caption", row_header="name").to_html()
    assert re.findall(r'data-of="([^"]+)"', html) == ["1/1+2"]


def test_the_cells_of_a_long_sum_never_read_like_a_number_of_the_health_service():
    for step in range(1, 60):
        places = {f"cell {number}": str(number) for number in range(400, 1500, step)}
        named = Origin.of(*places).text(places)
        found = [one.rule for one in IDENTIFIERS for it in one.expression.finditer(named)]
        assert found == []


def test_a_column_that_has_nothing_in_any_row_is_left_out():
    frame = pd.DataFrame(
        {"name": ["A", "B"], "before": [None, None], "after": [3, None], "word": ["none", "none"]}
    )
    table = Table(
        frame,
        [
            Column("name", "Name"), Column("before", "Before", "count"),
            Column("after", "After", "count"), Column("word", "Reading"),
        ],
        caption="A table", row_header="name",
    )  # fmt: skip
    assert [one.key for one in table.without_empty("none").columns] == ["name", "after"]
    # Where nothing at all is there the table stays, and says so.
    bare = replace(table, frame=frame.assign(after=None))
    assert len(bare.without_empty("none").columns) == 4


def test_a_stacked_table_names_the_heading_of_each_cell_but_the_one_that_names_the_row() -> None:
    frame = pd.DataFrame({"name": ["Theft"], "owner": ["Chair"]})
    columns = [Column("name", "Priority"), Column("owner", "Who answers")]
    html = Table(frame, columns, caption="Owners", row_header="name", is_stacked=True).to_html()
    assert '<table class="stacked">' in html
    assert '<th scope="row">Theft</th><td data-label="Who answers">Chair</td>' in html
    assert "stacked" not in Table(frame, columns, caption="Owners", row_header="name").to_html()
