"""The last twelve months and the last six weeks end with what was received."""

from __future__ import annotations

import pytest

from csa.errors import SettingsError
from csa.lately import read_span


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
