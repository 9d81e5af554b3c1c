"""Comparisons with the year before: what is said, and what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.families import Count
from csa.counting.keys import write_dims
from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.exhibits.wording.by_month import month_figure, peak_title
from csa.exhibits.wording.changes import change_row, change_statement, finding
from csa.settings import load_settings

COUNT = Count("crime", by=("priority",))
BEFORE, AFTER = "2015-04/2016-01", "2016-04/2017-01"
REDDITCH = "E07000236"


def _view(before, after, *, klass="public", reason="", edition="partner"):
    cells = pd.DataFrame(
        [
            {
                "key": "|".join(("crime", REDDITCH, period, "priority=theft")),
                "area": REDDITCH, "dims": write_dims({"priority": "theft"}), "period": period,
                "measure": "crime", "class": klass, "value": value, "printed_bound": 0,
                "by": "priority", "level": "district",
                "reason": "" if value is not None else reason,
            }
            for period, value in ((BEFORE, before), (AFTER, after))
        ]
    ).astype({"value": "Int64"})  # fmt: skip
    release = Release(
        cells=cells,
        reference={},
        about={"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}},
    )
    return View(settings=load_settings(), release=release, slug="redditch", edition=edition)


def _row(view):
    return change_row(view, view.frame(COUNT), "Theft", priority="theft")


def test_a_clear_rise_is_called_one_with_its_percentage():
    row = _row(_view(4385, 4955))  # published year to date of all recorded crime in Redditch
    assert (row["difference"], row["percent"], row["reading"]) == (570, "+13%", "rose")
    assert finding(row, "Crime") == "Crime rose by 13% on the year before"


def test_eleven_against_nine_is_no_clear_change_and_has_no_percentage():
    row = _row(_view(9, 11))
    assert row["reading"] == "no clear change"
    assert "%" not in row["percent"]
    assert finding(row, "Theft") == "Theft: no clear change on the year before"


@pytest.mark.parametrize(("before", "after"), [(None, 120), (120, None)])
def test_a_missing_side_is_said_and_never_compared(before, after):
    view = _view(before, after, reason="no data received for August 2015")
    row = _row(view)
    assert row["difference"] is None
    assert row["reading"] == "no comparison"
    assert row["why"] == "no data received for August 2015"
    statement = change_statement(view, view.frame(COUNT), "Theft", unit="crime", priority="theft")
    assert "no data received for August 2015" in str(statement)
    assert "%" not in str(statement)


def test_a_rise_from_zero_has_no_percentage():
    assert "%" not in _row(_view(0, 40))["percent"]


def test_a_protected_zero_reads_fewer_than_five():
    row = _row(_view(0, 40, klass="sensitive"))
    assert row["before"].text == "<5"
    assert row["after"] == 40


def test_the_officer_sees_zero_as_zero():
    assert _row(_view(0, 40, klass="sensitive", edition="officer"))["before"] == 0


def test_months_without_a_figure_are_explained_by_their_reason():
    months = pd.DataFrame(
        {
            "key": [f"crime|E07000236|2016-0{n}|" for n in range(4, 8)],
            "period": [f"2016-0{n}" for n in range(4, 8)],
            "value": pd.array([120, None, None, 115], dtype="Int64"),
            "class": "sensitive",
            "reason": [
                "", "no data received for May 2016",
                "an earlier report shows part of these counts", "",
            ],
        }
    )  # fmt: skip
    _, _, statements = month_figure(_view(1, 1), months, unit="crime", table_id="months")
    said = " ".join(map(str, statements))
    assert said.startswith("Of the months shown, the highest was April 2016 (120), the lowest July")
    assert peak_title("Theft", months) == "Theft: most in April 2016 of the months shown"
    assert "1 month has no figure: no data were received." in said
    assert "1 month has no figure: an earlier report shows part of these counts." in said


def test_months_with_the_same_highest_figure_are_all_named():
    months = pd.DataFrame(
        {
            "key": [f"crime|A|2016-0{n}|" for n in range(4, 8)],
            "period": [f"2016-0{n}" for n in range(4, 8)],
            "value": pd.array([20, 10, 20, 15], dtype="Int64"),
            "class": "sensitive", "reason": "",
        }
    )  # fmt: skip
    _, _, statements = month_figure(_view(1, 1), months, unit="crime", table_id="months")
    said = str(statements[0])
    assert (
        said == "The highest months were April 2016 and June 2016 (20), the lowest May 2016 (10)."
    )
    assert peak_title("Theft", months) == "Theft: most in April 2016 and June 2016"


def test_a_percentage_on_a_small_base_is_marked_in_the_table_and_not_in_the_title():
    # 30 to 90 is clear; from a base under 50 the percentage counts as small numbers
    row = _row(_view(30, 90))
    assert row["percent"] == "+200% (small numbers)"
    assert finding(row, "Theft") == "Theft rose by 200% on the year before"


def test_a_period_without_a_figure_is_no_finding_about_the_year_before():
    row = _row(_view(120, None, reason="no data received for May 2016"))
    assert finding(row, "Theft") == "Theft: no figure for this period"


def test_one_month_is_neither_the_highest_nor_the_lowest():
    month = pd.DataFrame(
        {"key": "crime|E07000236|2016-04|", "period": ["2016-04"], "value": [452],
         "class": "public", "reason": ""}
    ).astype({"value": "Int64"})  # fmt: skip
    _, _, statements = month_figure(_view(1, 1), month, unit="crime", table_id="months")
    assert [str(one) for one in statements] == ["Only April 2016 has a figure: 452."]
    assert peak_title("Recorded crimes", month) == "Recorded crimes by month"


def test_equal_months_have_neither_a_highest_nor_a_lowest():
    months = pd.DataFrame(
        {"key": ["a", "b"], "period": ["2016-04", "2016-05"], "value": [30, 30],
         "class": "public", "reason": ""}
    ).astype({"value": "Int64"})  # fmt: skip
    _, _, statements = month_figure(_view(1, 1), months, unit="crime", table_id="months")
    assert [str(one) for one in statements] == ["Every month has the same figure: 30."]
    assert peak_title("Theft", months) == "Theft by month"
