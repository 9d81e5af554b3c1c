"""Control charts, seasons and forecasts: which points are signals, and when nothing is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SettingsError
from csa.measures.trend import classify_points, forecast, seasonal_index, xmr_limits

LIMITS = (10.0, 4.0, 16.0)


def _months(n: int, start: str = "2013-04") -> pd.PeriodIndex:
    return pd.period_range(start, periods=n, freq="M")


def test_limits_need_two_neighbours() -> None:
    mean, lower, upper = xmr_limits([7])
    assert mean == 7
    assert np.isnan([lower, upper]).all()
    assert np.isnan(xmr_limits([])).all()
    assert np.isnan(xmr_limits([1, None, 3])[1:]).all()


def test_limits_of_equal_values_are_the_value() -> None:
    assert xmr_limits([5, 5, 5]) == (5, 5, 5)


def test_no_moving_range_spans_a_missing_value() -> None:
    """Ranges 1 and 1 on either side of the gap, not the 9 across it: 6 plus 2.66."""
    assert xmr_limits([1, 2, None, 11, 10])[2] == pytest.approx(6 + 2.66)


def test_points_beyond_a_limit_are_outside_and_points_on_it_are_not() -> None:
    points = classify_points([10, 16, 16.1, 4, 3.9], limits=LIMITS)
    assert points["is_outside"].tolist() == [False, False, True, False, True]
    assert points["side"].tolist() == ["none", "high", "high", "low", "low"]


def test_seven_on_one_side_are_a_run_and_six_are_not() -> None:
    seven = classify_points([9, *[11] * 7, 9], limits=LIMITS)
    assert seven["in_run"].tolist() == [False, *[True] * 7, False]
    assert not classify_points([9, *[11] * 6, 9], limits=LIMITS)["in_run"].any()


@pytest.mark.parametrize("breaker", [10, None])
def test_a_value_on_the_mean_or_missing_breaks_a_run(breaker: float | None) -> None:
    values = [11, 11, 11, 11, breaker, 11, 11, 11]
    assert not classify_points(values, limits=LIMITS)["in_run"].any()


def test_seven_rising_are_a_trend_and_six_are_not() -> None:
    rising = [9.5, 8, 8.5, 9, 9.5, 10.5, 11, 11.5, 11.2]
    points = classify_points(rising, limits=LIMITS)
    assert points["in_trend"].tolist() == [False, *[True] * 7, False]
    assert classify_points(rising[::-1], limits=LIMITS)["in_trend"].sum() == 7
    assert not classify_points(rising[2:], limits=LIMITS)["in_trend"].any()


def test_two_of_three_near_one_limit_are_a_signal() -> None:
    """Two thirds of the way are 14 and 6."""
    points = classify_points([15, 10, 14.5, 10, 10, 15, 5, 10], limits=LIMITS)
    assert points["near_limit"].tolist() == [True, False, True, *[False] * 5]
    assert not classify_points([14, 14, 14], limits=LIMITS)["near_limit"].any()


def test_a_signal_is_any_of_the_four() -> None:
    points = classify_points([10, 30, 10, 11], limits=LIMITS)
    assert points["is_signal"].tolist() == [False, True, False, False]


def test_a_missing_value_is_no_signal_and_keeps_its_label() -> None:
    points = classify_points(pd.Series([10, np.nan], index=["2016-04", "2016-05"]), limits=LIMITS)
    assert points.index.tolist() == ["2016-04", "2016-05"]
    assert not points.loc["2016-05", "is_signal"]
    assert points.loc["2016-05", "side"] == "none"


def test_fewer_than_twelve_values_give_trial_limits() -> None:
    assert classify_points([1, 2] * 5)["is_trial"].all()
    assert not classify_points([1, 2] * 6)["is_trial"].any()
    assert not classify_points([1, 2], limits=LIMITS)["is_trial"].any()


@pytest.mark.parametrize("values", [[], [3]])
def test_a_chart_of_almost_nothing_has_no_signal(values: list[float]) -> None:
    points = classify_points(values)
    assert len(points) == len(values)
    assert not points["is_signal"].any()


def test_a_crime_a_day_has_no_season() -> None:
    """Counts equal to the days of the month, leap years included, are level per day."""
    months = _months(48)
    table = seasonal_index(pd.Series(months.days_in_month, index=months))
    np.testing.assert_allclose(table["value"], 1.0)
    unadjusted = seasonal_index(pd.Series(months.days_in_month, index=months), adjust_days=False)
    assert unadjusted.loc[2, "value"] < 0.95


def test_a_planted_season_is_found() -> None:
    """Twice the level in March and April of each year, by construction: 24 / 14 of the mean."""
    months = _months(36)
    height = np.where(months.month.isin([3, 4]), 2, 1)
    table = seasonal_index(pd.Series(100 * height * months.days_in_month, index=months))
    np.testing.assert_allclose(table.loc[[3, 4], "value"], 24 / 14)
    np.testing.assert_allclose(table.drop([3, 4])["value"], 12 / 14)
    assert table["value"].mean() == pytest.approx(1)


def test_random_months_are_rarely_a_clear_season() -> None:
    """At 95% about one month in twenty: 12 months of 50 series."""
    rng = np.random.default_rng(1)
    months = _months(60)
    tables = [seasonal_index(pd.Series(rng.poisson(80, 60), index=months)) for _ in range(50)]
    assert 0.01 < np.mean([table["is_clear"].mean() for table in tables]) < 0.10


def test_two_years_give_an_index_without_limits() -> None:
    months = _months(24)
    table = seasonal_index(pd.Series(np.arange(24) + 50, index=months))
    assert table["value"].notna().all()
    assert table[["lower_cl", "upper_cl"]].isna().all(axis=None)
    assert (table["n_ratios"] == 1).all()
    assert not table["is_clear"].any()


@pytest.mark.parametrize("n", [0, 1, 23])
def test_less_than_two_years_give_no_index(n: int) -> None:
    table = seasonal_index(pd.Series(np.arange(n) + 50.0, index=_months(n)))
    assert table.index.tolist() == list(range(1, 13))
    assert table["value"].isna().all()
    assert table["months"].sum() == n


def test_months_without_any_crime_give_no_index() -> None:
    assert seasonal_index(pd.Series(0, index=_months(36)))["value"].isna().all()


def test_seasonal_index_reports_the_counts_behind_it() -> None:
    table = seasonal_index(pd.Series(7, index=_months(36)))
    assert table["offence_count"].tolist() == [21] * 12
    assert table["months"].tolist() == [3] * 12
    assert table["n_ratios"].tolist() == [2] * 12


@pytest.fixture(scope="module")
def drifting() -> pd.Series:
    """Five years with a season and a level that falls: last year is a poor guide to this."""
    rng = np.random.default_rng(5)
    months = np.arange(60)
    level = 300 - 3 * months + 60 * np.sin(2 * np.pi * months / 12)
    return pd.Series(rng.poisson(level), index=_months(60))


def test_forecast_beats_last_year_where_the_level_moves(drifting: pd.Series) -> None:
    result = forecast(drifting)
    assert result.is_publishable
    assert result.mase < 1
    table = result.table
    assert table.index.tolist()[0] == "2018-04"
    assert len(table) == 12
    assert (table["lower_95"] < table["lower_80"]).all()
    assert (table["lower_80"] < table["value"]).all()
    assert (table["upper_95"] > table["upper_80"]).all()
    assert table["naive"].tolist() == drifting.iloc[-12:].tolist()


def test_trial_does_not_see_the_year_it_is_tried_on(drifting: pd.Series) -> None:
    """Another last year leaves the trial forecast alone, so the error moves with the data only."""
    shifted = drifting.copy()
    shifted.iloc[-12:] += 1_000
    forecast_of_four_years = forecast(drifting.iloc[:-12]).table["value"].to_numpy()
    naive = np.abs(shifted.iloc[-12:].to_numpy() - drifting.iloc[-24:-12].to_numpy()).mean()
    error = np.abs(shifted.iloc[-12:].to_numpy() - forecast_of_four_years).mean()
    assert forecast(shifted).mase == pytest.approx(error / naive)


def test_forecast_is_the_same_twice(drifting: pd.Series) -> None:
    pd.testing.assert_frame_equal(forecast(drifting).table, forecast(drifting).table)


def test_forecast_of_few_events_is_never_negative() -> None:
    counts = pd.Series(np.random.default_rng(2).poisson(1, 48), index=_months(48))
    assert (forecast(counts).table >= 0).all(axis=None)


def test_shorter_horizon_is_the_start_of_the_longer(drifting: pd.Series) -> None:
    pd.testing.assert_frame_equal(
        forecast(drifting, horizon=3).table, forecast(drifting).table.head(3)
    )


@pytest.mark.parametrize("horizon", [0, 13])
def test_forecast_stays_within_a_year(drifting: pd.Series, horizon: int) -> None:
    with pytest.raises(SettingsError, match="horizon"):
        forecast(drifting, horizon=horizon)


@pytest.mark.parametrize("case", ["short", "gap", "level", "nothing"])
def test_no_forecast_without_grounds_for_one(drifting: pd.Series, case: str) -> None:
    counts = {
        "short": drifting.iloc[:35],
        "gap": drifting.drop(drifting.index[20]),
        "level": drifting * 0 + 5,
        "nothing": drifting * 0,
    }[case]
    result = forecast(counts)
    assert result.table.empty
    assert np.isnan(result.mase)
    assert not result.is_publishable
    assert result.quality["warnings"]


def test_a_year_just_like_the_last_has_no_trial_to_pass(drifting: pd.Series) -> None:
    counts = drifting.copy()
    counts.iloc[-12:] = counts.iloc[-24:-12].to_numpy()
    assert np.isnan(forecast(counts).mase)


def test_a_forecast_stays_on_the_level_since_a_known_break() -> None:
    rng = np.random.default_rng(3)
    counts = pd.Series(rng.poisson(np.where(np.arange(60) >= 30, 200, 100)), index=_months(60))
    known = forecast(counts, breaks=[str(counts.index[30])]).table["value"]
    assert known.between(180, 220).all()
    assert forecast(counts).table["value"].iloc[-1] > 220


def test_no_month_of_the_year_is_named_where_chance_alone_sets_them_apart() -> None:
    rng = np.random.default_rng(1)
    drawn = [pd.Series(rng.poisson(40, 48), index=_months(48)) for _ in range(40)]
    assert sum(seasonal_index(one)["is_clear"].any() for one in drawn) <= 6
