"""The last twelve months and the last six weeks end with what was received."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.errors import SettingsError
from csa.lately import Days, read_day, read_span


@pytest.mark.parametrize(
    ("text", "until", "first"),
    [
        ("12 months", "2017-01", "2016-02"),
        ("1 month", "2017-01", "2017-01"),
        ("2 years", "2017-01", "2015-02"),
        ("6 weeks", "2017-01", "2016-12"),
        ("31 days", "2017-01", "2017-01"),
        ("32 days", "2017-01", "2016-12"),
    ],
)
def test_spans_end_with_a_month(text, until, first) -> None:
    assert read_span(text).first_month(until) == first


def test_six_weeks_are_forty_two_days() -> None:
    span = read_span("6 weeks")
    assert span.label("2016-06") == "20 May 2016 to 30 June 2016"
    assert span.label("2016-02") == "19 January 2016 to 29 February 2016"


@pytest.mark.parametrize("text", ["", "six weeks", "0 weeks", "6", "-6 weeks", "6 fortnights", 6])
def test_what_is_no_span_is_refused(text) -> None:
    with pytest.raises(SettingsError, match="write for example"):
        read_span(text)


def test_weeks_lie_beside_the_weeks_before_and_a_year_earlier() -> None:
    weeks = Days.up_to(read_day("2017-01"), days=42)
    assert weeks.label == "21 December 2016 to 31 January 2017"
    assert weeks.before.label == "9 November 2016 to 20 December 2016"
    assert weeks.a_year_earlier.label == "21 December 2015 to 31 January 2016"
    assert weeks.months == ["2016-12", "2017-01"]
    assert len(weeks) == len(weeks.before) == len(weeks.a_year_earlier) == 42


def test_a_year_before_the_twenty_ninth_of_february_is_the_twenty_eighth() -> None:
    weeks = Days.up_to(read_day("2016-02-29"), days=14)
    assert weeks.a_year_earlier.label == "15 February 2015 to 28 February 2015"


def test_a_day_that_is_not_known_lies_in_no_weeks() -> None:
    days = pd.Series(pd.to_datetime(["2017-01-18", "2017-01-31", "2017-02-01", None]))
    inside = Days.up_to(read_day("2017-01-31"), days=14).holds(days)
    assert inside.tolist() == [True, True, False, False]


@pytest.mark.parametrize("text", ["2017-02-30", "31.01.2017", "January", "2017"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="write it as YYYY-MM-DD"):
        read_day(text)
