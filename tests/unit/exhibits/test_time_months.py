"""The months of a priority: one chart, one verdict, and a table of the same points."""

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


def months(counts, reason="", bound=0):
    """One cell per month."""
    rows = [
        {
            "key": "|".join(("crime", REDDITCH, month, DIMS)),
            "measure": "crime", "area": REDDITCH, "period": month, "dims": DIMS, "value": count,
            "class": "public", "printed_bound": bound, "reason": reason if count is None else "",
            "level": "district", "by": "priority",
        }
        for month, count in counts.items()
    ]  # fmt: skip
    return SeasonExhibits(desk(pd.DataFrame(rows)).view)


def test_quiet_months_are_shown_whole_and_none_is_named():
    chart = months(dict.fromkeys(LONG, 100)).months()
    assert chart.statements == ()  # nothing moved, nothing is said
    shown = chart.tables[0].frame
    assert list(shown["month"]) == list(LONG)
    assert (shown["lower"] < 100).all()
    assert (shown["upper"] > 100).all()
    assert shown["mean"].isna().sum() == 11
    assert (shown["mean"].dropna() == 100).all()


def test_the_table_has_the_points_of_the_chart_from_zero():
    chart = months(dict.fromkeys(LONG, 100)).months()
    axes = chart.figures[0].draw().axes[0]
    line = max(axes.lines, key=lambda one: one.get_linewidth())
    assert len(line.get_ydata()) == len(chart.tables[0].frame)
    assert axes.get_ylim()[0] == 0
    named = [text.get_text() for text in axes.get_legend().get_texts()]
    assert named == ["usual range", "expected", "mean of twelve months"]


def test_a_month_of_the_period_outside_the_band_is_named():
    counts = dict.fromkeys(LONG, 100) | {"2014-08": 300, "2016-07": 300}
    chart = months(counts).months()
    assert [str(one) for one in chart.statements] == [
        "July 2016 stood high even for that level and the time of year."
    ]


def test_rounded_months_are_named_only_where_rounding_cannot_be_the_reason():
    noise = dict(zip(LONG, 10 * [4, -3, -4, 3, 0], strict=False))
    counts = {month: 100 + away for month, away in noise.items()}
    upper = months(counts).months().data.set_index("month").loc["2016-08", "upper"]
    counts["2016-08"] = int(upper) + 2
    assert "August 2016" in months(counts).months().sentence
    rounded = months(counts, bound=4).months()
    assert "August 2016" not in rounded.sentence


def test_eleven_months_have_neither_band_nor_mean():
    chart = months(dict.fromkeys(YEAR[1:], 100)).months()
    assert not chart.unavailable
    assert list(chart.tables[0].to_csv_text().splitlines()[0].split(",")) == [
        "Month", "Recorded crimes",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["outlook"])
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
