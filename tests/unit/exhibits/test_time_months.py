"""Months that stand out are told of those that were judged, and the table shows these."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, desk

from csa.counting.keys import write_dims
from csa.disclosure.rules.policy import TELLING
from csa.exhibits.when.season import SeasonExhibits
from csa.periods import Period

DIMS = write_dims({"priority": PRIORITY})
# The period of the desk, April 2016 to January 2017, ends the series.
LONG, YEAR = Period("2013-04", "2017-01").months, Period("2016-02", "2017-01").months


def months(counts, reason=""):
    """One cell per month."""
    rows = [
        {
            "key": "|".join(("crime", REDDITCH, month, DIMS)),
            "measure": "crime", "area": REDDITCH, "period": month, "dims": DIMS, "value": count,
            "class": "public", "printed_bound": 0, "reason": reason if count is None else "",
            "level": "district", "by": "priority",
        }
        for month, count in counts.items()
    ]  # fmt: skip
    return SeasonExhibits(desk(pd.DataFrame(rows)).view)


def test_a_chart_without_a_month_outside_shows_the_months_it_judged():
    chart = months(dict.fromkeys(LONG, 100)).control_chart()
    assert [str(one) for one in chart.statements] == [
        "Of the 10 months of the period that can be judged, none is more than routine variation."
    ]
    shown = chart.tables[0].frame
    assert list(shown["month"]) == list(LONG[-10:])
    assert (shown["lower"] < 100).all()
    assert (shown["upper"] > 100).all()


def test_a_month_outside_is_named_and_an_earlier_one_is_listed_too():
    counts = dict.fromkeys(LONG, 100) | {"2014-08": 300, "2016-07": 300}
    chart = months(counts).control_chart()
    assert [str(one) for one in chart.statements] == [
        "More than routine variation, high: July 2016."
    ]
    assert list(chart.tables[0].frame["month"]) == ["2014-08", *LONG[-10:]]


def test_one_total_of_twelve_months_is_no_line():
    assert months(dict.fromkeys(YEAR, 100)).twelve_months().unavailable == (
        "Totals of twelve months need more than twelve months without a gap; the months received "
        "do not reach that far."
    )
    line = months(dict.fromkeys(LONG[-13:], 100)).twelve_months()
    assert not line.unavailable


@pytest.mark.parametrize("name", ["usual_range", "control_chart", "twelve_months", "outlook"])
def test_months_that_were_received_and_withheld_are_not_said_to_be_missing(name):
    counts = dict.fromkeys(LONG, None) | dict.fromkeys(LONG[-10:], 100)
    said = {
        reason: getattr(months(counts, reason), name)().unavailable
        for reason in (TELLING, "no data received for April 2014")
    }
    withheld, absent = said.values()
    assert "; some months are withheld here" in withheld
    assert "received" not in withheld
    assert "; the months received do not reach that far." in absent
