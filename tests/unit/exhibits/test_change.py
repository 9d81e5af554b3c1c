"""Comparisons with the year before: what is said, and what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.cells import Count, cell_key, dims_text
from csa.disclosure.ledger import Release
from csa.exhibits.change import change_row, change_statement, finding
from csa.exhibits.view import View
from csa.settings import load_settings

COUNT = Count("crime", by=("priority",))
BEFORE, AFTER = "2015-04/2016-01", "2016-04/2017-01"
REDDITCH = "E07000236"


def _view(before, after, *, klass="public", reason="", edition="partner"):
    cells = pd.DataFrame(
        [
            {
                "key": cell_key(
                    measure="crime", area=REDDITCH, period=period, dims="priority=theft"
                ),
                "area": REDDITCH, "dims": dims_text({"priority": "theft"}), "period": period,
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
    assert finding(row, "Theft") == "Theft shows no clear change on the year before"


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
    assert row["before"] == "<5"
    assert row["after"] == 40


def test_the_officer_sees_zero_as_zero():
    assert _row(_view(0, 40, klass="sensitive", edition="officer"))["before"] == 0
