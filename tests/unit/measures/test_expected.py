"""What other months lead one to expect: seasons, trends, breaks, gaps, and unusual months."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.measures.expected import control_months, expect, expect_span
from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")
RNG = np.random.default_rng(7)
NOISE = RNG.normal(0, 5, 46).round()


def months(start: str, end: str, values: object) -> pd.Series:
    """Return values by month."""
    index = Period(start, end).months
    return pd.Series(np.broadcast_to(np.asarray(values, dtype=float), len(index)), index=index)


def restless(level: object) -> pd.Series:
    """Return 46 months about a level, to January 2017."""
    return months("2013-04", "2017-01", np.asarray(level, dtype=float) + NOISE)


def sides(table: pd.DataFrame) -> pd.Series:
    """Return the side of each month."""
    return table.set_index("month")["side"]


def test_a_month_far_above_the_others_is_the_only_one_that_is_unusual() -> None:
    series = restless(100)
    series["2016-06"] = 170
    found = sides(control_months(series, period=PERIOD))[PERIOD.months]
    assert found["2016-06"] == "above"
    assert set(found.drop("2016-06")) == {"inside"}


def test_a_steady_rise_and_a_season_make_no_month_unusual() -> None:
    time = np.arange(46)
    rising = 200 * 1.06 ** (time / 12) * (1 + 0.2 * np.sin(2 * np.pi * time / 12))
    found = sides(control_months(restless(rising), period=PERIOD))[PERIOD.months]
    assert set(found) == {"inside"}


def test_a_level_that_moved_at_a_known_break_is_not_unusual() -> None:
    moved = np.where(np.arange(46) >= 29, 160.0, 100.0)  # from September 2015
    known = control_months(restless(moved), period=PERIOD, breaks=["2015-09"])
    assert set(sides(known)[PERIOD.months]) == {"inside"}
    middle = known.set_index("month").loc[PERIOD.months, "expected"]
    assert middle.between(140, 180).all()


def test_february_of_a_leap_year_is_judged_by_its_days() -> None:
    series = months("2013-03", "2016-03", 280.0)
    series[:] = [280.0 / 28 * pd.Period(month).days_in_month for month in series.index]
    table = control_months(series, period=Period("2016-02", "2016-03")).set_index("month")
    # Ten a day: 290 in the 29 days of February 2016.
    assert table.loc["2016-02", "expected"] == pytest.approx(290, rel=0.002)


def test_a_missing_month_is_neither_above_nor_below() -> None:
    series = restless(100)
    series["2016-08"] = np.nan
    assert sides(control_months(series, period=PERIOD))["2016-08"] == ""


def test_what_rounding_can_have_moved_out_is_inside() -> None:
    series = restless(100)
    limit = control_months(series, period=PERIOD).set_index("month").loc["2016-06", "upper"]
    series["2016-06"] = np.floor(limit) + 3
    assert sides(control_months(series, period=PERIOD))["2016-06"] == "above"
    assert sides(control_months(series, period=PERIOD, bound=4))["2016-06"] == "inside"


def test_fewer_than_twelve_months_are_not_judged() -> None:
    assert control_months(months("2016-04", "2017-01", 50.0), period=PERIOD)["lower"].isna().all()


def test_few_events_have_a_range_from_nothing() -> None:
    series = months("2013-04", "2017-01", RNG.poisson(0.4, 46))
    table = control_months(series, period=PERIOD).dropna(subset=["lower"])
    assert (table["lower"] == 0).all()
    assert table["upper"].between(0.5, 8).all()


def test_each_month_is_judged_without_itself_as_an_independent_regression_would() -> None:
    """Externally studentised residuals of statsmodels, on the roots of months without a season."""
    import statsmodels.api as sm

    restless_enough = RNG.negative_binomial(20, 0.2, 20)  # never calmer than chance
    series = months("2015-06", "2017-01", restless_enough)
    told = expect(series)
    design = sm.add_constant(np.arange(20) / 12)
    independent = sm.OLS(told.roots, design).fit().get_influence().resid_studentized_external
    ours = (told.roots - told.centre) / np.sqrt(told.variance)
    np.testing.assert_allclose(ours, independent, rtol=1e-8)


def six_weeks(values: object) -> pd.Series:
    """Return counts of 34 spans of six weeks, by their first day."""
    days = pd.date_range("2013-03-05", periods=34, freq="42D").strftime("%Y-%m-%d")
    return pd.Series(np.broadcast_to(np.asarray(values, dtype=float), 34).copy(), index=days)


def test_weeks_are_set_against_the_season_and_growth_of_those_before() -> None:
    time = np.arange(34) * 42 / 365.25
    grown = 300 * 1.05**time * (1 + 0.2 * np.sin(2 * np.pi * time))
    series = six_weeks(grown)
    series.iloc[-1] = 5_000  # what is judged teaches nothing
    expected, lower, upper = expect_span(series, days=42) or (0, 0, 0)
    assert expected == pytest.approx(grown[-1], rel=0.02)
    assert lower < grown[-1] < upper


def test_usual_weeks_lie_outside_as_seldom_as_is_said() -> None:
    draws = np.random.default_rng(5).poisson(60, (300, 34))
    inside = 0
    for one in draws:
        _, lower, upper = expect_span(six_weeks(one), days=42, confidence=0.9) or (0, 0, 0)
        inside += lower <= one[-1] <= upper
    assert 0.85 <= inside / len(draws) <= 0.95


def test_gaps_are_no_noughts_and_two_years_are_needed() -> None:
    series = six_weeks(80)
    series.iloc[10:13] = np.nan
    expected, lower, _ = expect_span(series, days=42) or (0, 0, 0)
    assert expected == pytest.approx(80, abs=0.5)
    assert lower > 50
    assert expect_span(series.iloc[-16:], days=42) is None


def test_a_break_in_recording_moves_what_is_usual() -> None:
    series = six_weeks(np.where(np.arange(34) >= 18, 160, 100))
    known = expect_span(series, days=42, breaks=[series.index[18][:7]]) or (0, 0, 0)
    assert known[0] == pytest.approx(160, rel=0.02)
