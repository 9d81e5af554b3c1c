"""Do the parts of the synthetic partnership keep their promises for any seed?"""

import numpy as np
import pytest

from csa.synthetic.draws import MONTHS, days_within, month_array, pick, stream
from csa.synthetic.people.population import ages_on, share_out
from csa.synthetic.records.clock import committed, night_moments


def test_streams_differ_by_name_and_seed_and_repeat():
    first = stream(1, "asb").random(4).tolist()
    assert stream(1, "asb").random(4).tolist() == first
    assert stream(1, "fires").random(4).tolist() != first
    assert stream(2, "asb").random(4).tolist() != first


def test_days_stay_within_their_month():
    months = np.repeat(month_array(), 50)
    days = days_within(stream(1, "days"), months)
    assert (days.astype("datetime64[M]") == months).all()
    assert len(MONTHS) == 46


def test_shares_need_not_sum_to_one():
    drawn = pick(stream(1, "pick"), {"a": 3, "b": 1, "never": 0}, 4000)
    assert set(drawn) == {"a", "b"}
    assert (drawn == "a").mean() == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize(("crimes", "people"), [(459, 250), (10, 10), (40, 1)])
def test_everybody_who_is_a_victim_is_one_at_least_once(crimes, people):
    who = share_out(stream(1, "share"), crimes, people)
    assert len(who) == crimes
    assert sorted(set(who.tolist())) == list(range(people))


@pytest.mark.parametrize("span", ["moment", "daytime", "day", "night", "absence"])
def test_times_are_in_order_and_before_recording(span):
    recorded = np.repeat(np.datetime64("2016-03-27"), 3000)
    start, end = committed(stream(1, span), recorded, span)
    assert (start <= end).all()
    assert (end < (recorded + 1).astype("datetime64[m]")).all()


def test_a_night_runs_from_ten_to_three():
    nights = np.repeat(np.datetime64("2016-05-06"), 2000)
    minutes = (night_moments(stream(1, "n"), nights) - nights.astype("datetime64[m]")).astype(int)
    assert minutes.min() >= 22 * 60
    assert minutes.max() < 27 * 60


def test_the_hour_that_spring_skips_is_moved():
    nights = np.repeat(np.datetime64("2016-03-26"), 4000)  # clocks go forward that night
    times = night_moments(stream(1, "spring"), nights)
    skipped = (times >= np.datetime64("2016-03-27T01:00")) & (
        times < np.datetime64("2016-03-27T02:00")
    )
    assert not skipped.any()


def test_age_is_unknown_where_the_birth_date_is():
    born = np.array(["1990-01-02", "NaT"], dtype="datetime64[D]")
    ages = ages_on(born, np.array(["2016-01-01", "2016-01-01"], dtype="datetime64[D]"))
    assert ages[0] == 25
    assert ages.isna().tolist() == [False, True]
