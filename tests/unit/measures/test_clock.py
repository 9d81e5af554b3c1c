"""Hours of the day and week: each rule for awkward times, and the account of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.clock import aoristic_draw, aoristic_hours, aoristic_week, busiest_hours


def _only_hour(start: object, end: object) -> dict[int, float]:
    hours = aoristic_hours([start], [end])
    return hours[hours > 0].round(9).to_dict()


def test_missing_end_counts_in_the_first_hour() -> None:
    assert _only_hour("2016-10-07 13:40", None) == {13: 1.0}


@pytest.mark.parametrize("end", ["2016-10-07 13:59", "2016-10-07 14:00"])
def test_a_moment_counts_in_its_hour(end: str) -> None:
    """Equal times, and a span of one minute that ends on the hour."""
    assert _only_hour("2016-10-07 13:59", end) == {13: 1.0}


def test_a_minute_across_the_hour_counts_where_it_began() -> None:
    assert _only_hour("2016-10-07 13:59:30", "2016-10-07 14:00:30") == {13: 1.0}


def test_two_minutes_across_the_hour_are_shared() -> None:
    assert _only_hour("2016-10-07 13:59", "2016-10-07 14:01") == {13: 0.5, 14: 0.5}


def test_an_end_on_the_hour_does_not_reach_into_it() -> None:
    assert _only_hour("2016-10-07 10:00", "2016-10-07 11:00") == {10: 1.0}


def test_end_before_start_uses_the_start_and_is_reported() -> None:
    hours = aoristic_hours(["2016-10-07 13:00"], ["2016-10-07 09:00"])
    assert hours[13] == 1
    assert hours.attrs["quality"]["end_before_start"] == 1


def test_missing_start_is_dropped_and_reported() -> None:
    hours = aoristic_hours([None, "2016-10-07 09:00"], ["2016-10-07 09:00", None])
    assert hours.sum() == 1
    quality = hours.attrs["quality"]
    assert (quality["n"], quality["missing_start"], quality["missing_end"]) == (1, 1, 1)


def test_a_week_or_more_is_spread_evenly_and_can_be_left_out() -> None:
    start = ["2016-10-07 13:00"] * 2
    end = ["2016-10-14 13:00", "2016-10-14 12:59"]
    week = aoristic_week(start, end)
    assert week.attrs["quality"]["a_week_or_more"] == 1
    assert week.loc["Friday", 12] == pytest.approx(1 / 168 + 59 / 10_079)
    without = aoristic_week(start, end, exclude_long=True)
    assert without.to_numpy().sum() == pytest.approx(1)
    assert without.attrs["quality"]["n"] == 1
    np.testing.assert_allclose(week - without, 1 / 168)


def test_share_of_wide_spans_is_reported() -> None:
    start = ["2016-10-07 09:00"] * 4
    end = ["2016-10-07 17:00", "2016-10-07 17:01", "2016-10-09 09:00", None]
    assert aoristic_hours(start, end).attrs["quality"]["share_over_8_hours"] == 0.5


def test_days_are_named_from_monday() -> None:
    """7 October 2016 was a Friday, 10 October a Monday."""
    week = aoristic_week(["2016-10-07 22:00", "2016-10-10 00:30"], [None, None])
    assert week.index.tolist()[0] == "Monday"
    assert (week.loc["Friday", 22], week.loc["Monday", 0]) == (1, 1)


def test_span_across_the_end_of_the_week_goes_on_into_monday() -> None:
    week = aoristic_week(["2016-10-09 23:00"], ["2016-10-10 01:00"])
    assert (week.loc["Sunday", 23], week.loc["Monday", 0]) == (0.5, 0.5)


def test_times_before_1970_fall_on_their_day() -> None:
    """31 December 1969 was a Wednesday."""
    assert aoristic_week(["1969-12-31 23:30"], [None]).loc["Wednesday", 23] == 1


def test_universal_time_in_summer_is_an_hour_later_in_london() -> None:
    hours = aoristic_hours(["2016-07-01T22:30Z"], ["2016-07-01T23:30Z"])
    assert hours[[23, 0]].tolist() == [0.5, 0.5]
    assert aoristic_hours(["2016-01-01T22:30Z"], [None])[22] == 1


def test_the_hour_that_comes_twice_counts_twice() -> None:
    """30 October 2016: 01:00 summer time and 01:00 winter time, three hours from 00:30 to 02:30."""
    start = pd.Series([pd.Timestamp("2016-10-30 00:30", tz="Europe/London")])
    end = pd.Series([pd.Timestamp("2016-10-30 02:30", tz="Europe/London")])
    hours = aoristic_hours(start, end)
    assert hours[[0, 1, 2]].tolist() == pytest.approx([0.5 / 3, 2 / 3, 0.5 / 3])


def test_one_time_zone_missing_is_refused() -> None:
    with pytest.raises(SchemaError, match="both have a time zone"):
        aoristic_hours(["2016-07-01T22:30Z"], ["2016-07-01T23:30"])


def test_unequal_columns_are_refused() -> None:
    with pytest.raises(SchemaError, match="start and end must have equal lengths"):
        aoristic_hours(["2016-07-01"], [])


def test_no_events_make_an_empty_day() -> None:
    hours = aoristic_hours([], [])
    assert hours.tolist() == [0.0] * 24
    assert np.isnan(hours.attrs["quality"]["share_over_8_hours"])


def test_rows_are_matched_by_position_not_by_label() -> None:
    start = pd.Series(pd.to_datetime(["2016-10-07 10:00", "2016-10-07 20:00"]), index=[5, 6])
    end = pd.Series(pd.to_datetime(["2016-10-07 11:00", "2016-10-07 21:00"]), index=[6, 5])
    assert aoristic_hours(start, end)[[10, 20]].tolist() == [1, 1]


SPANS = [
    ("2016-10-07 13:40", None),
    ("2016-10-07 23:30", "2016-10-08 01:15"),
    ("2016-10-09 18:00", "2016-10-10 07:30"),
    ("2016-10-07 13:59:30", "2016-10-07 14:00:30"),
    ("2016-10-07 13:00", "2016-10-07 09:00"),
    ("2016-10-01 08:00", "2016-10-12 08:00"),
    ("2016-10-29 22:00", "2016-10-30 06:00"),  # the hour from one to two comes twice
]


@pytest.mark.parametrize("span", SPANS, ids=lambda span: str(span[0]))
@pytest.mark.parametrize("zone", [None, "Europe/London"])
def test_draws_hit_each_hour_as_often_as_its_weight(
    span: tuple[str, str | None], zone: str | None
) -> None:
    n = 8_400
    start, end = (pd.Series(pd.to_datetime([one] * n)).dt.tz_localize(zone) for one in span)
    drawn = aoristic_draw(start, end, at=(np.arange(n) + 0.5) / n)
    often = np.bincount(drawn.astype(int), minlength=168) / n
    weights = aoristic_week(start.head(1), end.head(1)).to_numpy().ravel()
    # Evenly spread parts miss an hour's weight by less than one draw at each end.
    assert np.abs(often - weights).max() <= 2 / n


def test_an_event_without_a_start_is_drawn_nowhere() -> None:
    drawn = aoristic_draw([None, "2016-10-10 05:00"], [None, None], at=[0.3, 0.3])
    assert drawn.isna().tolist() == [True, False]
    assert drawn[1] == 5  # a Monday


@pytest.mark.parametrize("part", [-0.1, 1.0])
def test_a_part_of_a_span_lies_inside_it(part: float) -> None:
    with pytest.raises(SettingsError, match="at is"):
        aoristic_draw(["2016-10-10 05:00"], ["2016-10-10 09:00"], at=[part])


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ({16: 30, 17: 30, 18: 30, 3: 10}, 0.75, (16, 3)),
        ({23: 5, 0: 5, 12: 1}, 0.75, (23, 2)),
        ({9: 9, 10: 1}, 0.9, (9, 1)),
        ({8: 4, 20: 4}, 0.5, (8, 1)),  # the earlier of two as good
        ({}, 0.75, (0, 24)),
    ],
)
def test_the_busiest_hours_are_the_shortest_run_that_holds_the_share(
    counts: dict[int, int], share: float, expected: tuple[int, int]
) -> None:
    by_hour = pd.Series(counts, dtype=float).reindex(range(24), fill_value=0.0)
    assert busiest_hours(by_hour, share=share) == expected
