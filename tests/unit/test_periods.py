"""Months, assessment years and the spans between them."""

from __future__ import annotations

import pytest

from csa.errors import SettingsError
from csa.periods import (
    Period,
    as_spans,
    assessment_year,
    days_in_month,
    month_name,
    parse_month,
    parse_year,
    shift_month,
    year_of,
    year_to_date,
)


@pytest.mark.parametrize(
    "text", ["2016-13", "2016-00", "2016-1", "16-04", "April 2016", "", "2016-04 "]
)
def test_month_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="YYYY-MM"):
        parse_month(text)


@pytest.mark.parametrize(
    ("month", "months", "expected"),
    [
        ("2016-12", 1, "2017-01"),
        ("2016-01", -1, "2015-12"),
        ("2016-04", 12, "2017-04"),
        ("2000-02", -26, "1997-12"),
        ("2016-04", 0, "2016-04"),
    ],
)
def test_shifting_a_month_carries_the_year(month: str, months: int, expected: str) -> None:
    assert shift_month(month, months) == expected


def test_days_follow_the_calendar() -> None:
    assert [days_in_month(m) for m in ("2016-02", "2017-02", "1900-02", "2000-02")] == [
        29, 28, 28, 29,
    ]  # fmt: skip
    # April 2016 to January 2017: 30+31+30+31+31+30+31+30+31+31
    assert Period("2016-04", "2017-01").days == 306


def test_period_knows_its_months_length_and_name() -> None:
    period = Period("2016-11", "2017-02")
    assert period.months == ["2016-11", "2016-12", "2017-01", "2017-02"]
    assert len(period) == 4
    assert period.label == "November 2016 to February 2017"
    assert period.a_year_earlier == Period("2015-11", "2016-02")
    assert Period("2016-11", "2016-11").label == "November 2016"


@pytest.mark.parametrize("period", [Period("2016-04", "2017-01"), Period("2016-04", "2016-04")])
def test_key_leads_back_to_its_period(period: Period) -> None:
    assert Period.from_key(period.key) == period


def test_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SettingsError, match="before it starts"):
        Period("2016-05", "2016-04")


def test_spans_join_neighbours_whatever_their_order() -> None:
    months = ["2017-01", "2016-12", "2016-12", "2016-08", "2016-10"]
    assert [span.key for span in as_spans(months)] == ["2016-08", "2016-10", "2016-12/2017-01"]
    assert as_spans([]) == []


@pytest.mark.parametrize(
    ("text", "start"), [("2016-17", 2016), ("1999-00", 1999), ("2025-26", 2025)]
)
def test_year_is_read_by_its_first_half(text: str, start: int) -> None:
    assert parse_year(text) == start


@pytest.mark.parametrize("text", ["2016-18", "2016", "2016/17", "16-17", "2016-2017", "../etc"])
def test_year_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="YYYY-YY"):
        parse_year(text)


def test_assessment_year_runs_from_april_unless_told_otherwise() -> None:
    assert assessment_year("2016-17") == Period("2016-04", "2017-03")
    assert assessment_year("2016-17", first_month=10) == Period("2016-10", "2017-09")


@pytest.mark.parametrize("month", ["2016-03", "2016-04", "2016-12", "2017-03"])
def test_year_of_a_month_is_the_one_that_holds_it(month: str) -> None:
    assert month in assessment_year(year_of(month)).months


def test_year_to_date_ends_with_its_month_and_stays_in_its_year() -> None:
    assert year_to_date("2016-17", "2017-01") == Period("2016-04", "2017-01")
    for month in ("2016-03", "2017-04"):
        with pytest.raises(SettingsError, match="2016-04 to 2017-03"):
            year_to_date("2016-17", month)


def test_month_is_named_in_words() -> None:
    assert month_name("2017-01") == "January 2017"
