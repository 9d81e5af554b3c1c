"""Repeats: unknown people, time to be followed, and chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.repeats import repeat_summary, repeats_within


def test_unknown_people_are_not_one_person() -> None:
    summary = repeat_summary(["a", None, None, None])
    assert (summary.crimes, summary.people, summary.unidentified) == (1, 1, 3)
    assert summary.repeat_share == 0


def test_no_crimes_have_no_share() -> None:
    summary = repeat_summary([])
    assert summary.crimes == 0
    assert summary.repeat_share is None


def test_people_with_two_or_more_are_counted_once() -> None:
    summary = repeat_summary(["a"] * 4 + ["b"] * 2 + ["c"])
    assert (summary.repeat_people, summary.repeats) == (2, 4)
    assert summary.repeat_share == pytest.approx(4 / 7)


@pytest.fixture
def events() -> pd.DataFrame:
    """Four people over two years.

    Ann again eleven months on and again later; Bea on the very anniversary; Cal first seen too
    late to be followed; Dee twice on one day.
    """
    return pd.DataFrame(
        [
            ("ann", "2015-04-10"),
            ("ann", "2016-03-09"),
            ("ann", "2016-09-01"),
            ("bea", "2015-06-01"),
            ("bea", "2016-06-01"),
            ("cal", "2016-08-01"),
            ("cal", "2016-09-01"),
            ("dee", "2015-12-24"),
            ("dee", "2015-12-24"),
        ],
        columns=["person_id", "date"],
    )


def test_each_person_is_followed_for_twelve_months(events: pd.DataFrame) -> None:
    found = repeats_within(events, observed_to="2017-03-31")
    assert (found.people, found.repeat_people, found.repeats) == (3, 2, 2)
    assert found.people_share == pytest.approx(2 / 3)
    assert found.repeat_share == pytest.approx(2 / 5)
    assert found.not_followed == 1


def test_shorter_time_reaches_more_people(events: pd.DataFrame) -> None:
    found = repeats_within(events, months=3, observed_to="2017-03-31")
    assert (found.people, found.repeat_people, found.not_followed) == (4, 2, 0)


def test_following_ends_with_the_last_day_observed(events: pd.DataFrame) -> None:
    """Cal is followed for one month to 31 August, not to 30 August."""
    cal = events[events["person_id"] == "cal"].head(1)
    assert repeats_within(cal, months=1, observed_to="2016-08-31").people == 1
    assert repeats_within(cal, months=1, observed_to="2016-08-30").people == 0


def test_nobody_followed_has_no_share(events: pd.DataFrame) -> None:
    found = repeats_within(events.tail(2))
    assert found.people == 0
    assert found.people_share is None
    assert found.repeat_share is None


def test_events_without_person_or_date_are_dropped_and_reported(events: pd.DataFrame) -> None:
    damaged = pd.concat(
        [events, pd.DataFrame({"person_id": [None, "eve"], "date": ["2015-05-01", None]})]
    )
    found = repeats_within(damaged, observed_to="2017-03-31")
    assert found.dropped == 2
    assert found.people == 3


def test_the_index_of_the_table_does_not_matter(events: pd.DataFrame) -> None:
    relabelled = events.set_index(np.arange(len(events)) % 2)
    assert repeats_within(relabelled) == repeats_within(events)


def test_no_events_follow_nobody() -> None:
    assert repeats_within(pd.DataFrame({"person_id": [], "date": []})).people == 0


def test_events_after_the_last_day_observed_are_refused(events: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="after observed_to in row"):
        repeats_within(events, observed_to="2016-08-31")


def test_months_are_at_least_one(events: pd.DataFrame) -> None:
    with pytest.raises(SettingsError, match="months is 0"):
        repeats_within(events, months=0)
