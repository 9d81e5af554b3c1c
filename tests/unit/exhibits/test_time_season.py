"""Usual ranges, control limits at recording breaks, and the season taken out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.exhibits.season import control_months, usual_months, without_season
from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")


def months(start: str, end: str, values: list[float] | float) -> pd.Series:
    """Return values by month."""
    index = Period(start, end).months
    return pd.Series(np.broadcast_to(values, len(index)).astype(float), index=index)


def test_usual_range_of_two_earlier_junes() -> None:
    series = months("2014-04", "2017-01", 100.0)
    series["2014-06"], series["2015-06"], series["2016-06"] = 90.0, 110.0, 140.0
    june = usual_months(series, period=PERIOD).set_index("month").loc["2016-06"]
    # Mean of 90 and 110 is 100; two standard deviations of a count about a mean of two years:
    # 2 * sqrt(100 * (1 + 1/2)) = 24.4949.
    assert june["lower"] == pytest.approx(75.5051, abs=1e-3)
    assert june["upper"] == pytest.approx(124.4949, abs=1e-3)
    assert (june["years"], june["side"]) == (2, "above")


def test_usual_range_leaves_out_years_recorded_differently() -> None:
    series = months("2014-04", "2017-01", 100.0)
    table = usual_months(series, period=PERIOD, since="2015-04")
    assert table["lower"].isna().all()  # one earlier year is not enough


def test_february_of_a_leap_year_is_judged_by_its_days() -> None:
    series = months("2014-01", "2016-03", 280.0)
    february = usual_months(series, period=Period("2016-02", "2016-03")).set_index("month")
    # 280 in 28 days is 10 a day; 29 days give 290.
    middle = february.loc["2016-02", ["lower", "upper"]].astype(float).mean()
    assert middle == pytest.approx(290)


def test_a_missing_month_is_neither_above_nor_below() -> None:
    series = months("2014-04", "2017-01", 100.0)
    series["2016-08"] = np.nan
    table = usual_months(series, period=PERIOD).set_index("month")
    assert table.loc["2016-08", "side"] == ""


def test_control_limits_are_set_anew_at_a_recording_break() -> None:
    before = [10.0, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13]
    level = pd.Series(
        [*before, *(value + 50 for value in before)], Period("2014-01", "2015-12").months
    )
    apart = control_months(level, breaks=["2015-01"])
    together = control_months(level, breaks=[])
    assert not apart["is_signal"].any()
    assert together["is_signal"].any()
    # Mean of ten to thirteen is 11.5, then 61.5.
    assert apart["mean"].round(3).unique().tolist() == [11.5, 61.5]


def test_season_is_taken_out_where_it_is_known() -> None:
    shape = [1.0, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 1]
    series = pd.Series(
        [value * 31 for _ in range(4) for value in shape], index=Period("2013-01", "2016-12").months
    )
    level, is_adjusted = without_season(series)
    assert is_adjusted
    # June and July stand twice as high; taken out, they lie with the rest but for month lengths.
    assert level["2015-06"] == pytest.approx(level["2015-04"], rel=0.02)
    short, is_adjusted = without_season(series.iloc[:14])
    assert not is_adjusted
    assert short["2013-01"] == pytest.approx(30)
