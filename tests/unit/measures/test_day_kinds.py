"""Bank holidays against the government's published lists, and the kinds of days."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from csa.measures.day_kinds import bank_holidays, kinds_of_days, school_year

# gov.uk/bank-holidays, England and Wales.
PUBLISHED = {
    2016: ["01-01", "03-25", "03-28", "05-02", "05-30", "08-29", "12-26", "12-27"],
    2017: ["01-02", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"],
    2020: ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"],
    2021: ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
}
MOVED = {2020: (["2020-05-08"], ["2020-05-04"])}


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_the_government_published(year: int) -> None:
    added, dropped = (
        [date.fromisoformat(day) for day in days] for days in MOVED.get(year, ((), ()))
    )
    found = bank_holidays([year], added=added, dropped=dropped)
    assert sorted(day.strftime("%m-%d") for day in found) == PUBLISHED[year]


def test_each_day_has_one_kind_and_a_bank_holiday_comes_first() -> None:
    days = pd.DatetimeIndex(
        ["2016-08-27", "2016-08-29", "2016-08-30", "2016-09-06", "2016-10-26", "2018-10-24"]
    )
    school = {
        "2015-16": [(date(2016, 7, 21), date(2016, 9, 2))],
        "2016-17": [(date(2016, 10, 24), date(2016, 10, 28))],
    }
    kinds = kinds_of_days(days, bank=bank_holidays([2016]), school=school)
    assert kinds.tolist()[:5] == [
        "weekend", "bank holiday", "school holiday", "term weekday", "school holiday",
    ]  # fmt: skip
    # No holidays are listed for that school year: the day cannot be told.
    assert pd.isna(kinds.iloc[5])


def test_first_days_of_september_belong_to_the_new_school_year() -> None:
    assert school_year(date(2016, 8, 31)) == "2015-16"
    assert school_year(date(2016, 9, 1)) == "2016-17"
