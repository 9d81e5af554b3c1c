"""Is a day a working day, a weekend, a bank holiday or a school holiday?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from pandas.tseries.holiday import (
    MO,
    AbstractHolidayCalendar,
    EasterMonday,
    GoodFriday,
    Holiday,
    next_monday,
    next_monday_or_tuesday,
)

from csa.measures.verdicts import CLEAR, Rules, judge_table

BANK_HOLIDAY, WEEKEND, SCHOOL_HOLIDAY, TERM_WEEKDAY = (
    "bank holiday", "weekend", "school holiday", "term weekday",
)  # fmt: skip
DAY_KINDS = (TERM_WEEKDAY, SCHOOL_HOLIDAY, BANK_HOLIDAY, WEEKEND)
SATURDAY = 5
FIRST_MONTH_OF_SCHOOL = 9
USUAL = AbstractHolidayCalendar(
    rules=[
        Holiday("New Year's Day", month=1, day=1, observance=next_monday),
        GoodFriday,
        EasterMonday,
        Holiday("Early May", month=5, day=1, offset=pd.DateOffset(weekday=MO(1))),
        Holiday("Spring", month=5, day=25, offset=pd.DateOffset(weekday=MO(1))),
        Holiday("Summer", month=8, day=25, offset=pd.DateOffset(weekday=MO(1))),
        Holiday("Christmas Day", month=12, day=25, observance=next_monday),
        Holiday("Boxing Day", month=12, day=26, observance=next_monday_or_tuesday),
    ]
)


def bank_holidays(
    years: Iterable[int], *, added: Iterable[date] = (), dropped: Iterable[date] = ()
) -> frozenset[date]:
    """Return the bank holidays of England and Wales.

    Parameters
    ----------
    years : iterable of int
        Calendar years.
    added, dropped : iterable of date
        Days proclaimed besides the usual ones, and usual days that were moved away.

    Returns
    -------
    frozenset of date
        New Year's Day, Good Friday, Easter Monday, the Mondays of May and August, Christmas Day
        and Boxing Day; one that falls on a weekend is kept on the next free weekday.

    References
    ----------
    Banking and Financial Dealings Act 1971, schedule 1.

    Examples
    --------
    >>> [day.isoformat() for day in sorted(bank_holidays([2016]))][-3:]
    ['2016-08-29', '2016-12-26', '2016-12-27']
    """
    spans = [(pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)) for year in years]
    usual = {day.date() for first, last in spans for day in USUAL.holidays(first, last)}
    return frozenset((usual | set(added)) - set(dropped))


def kinds_of_days(
    days: pd.DatetimeIndex,
    *,
    bank: frozenset[date],
    school: Mapping[str, Iterable[tuple[date, date]]],
) -> pd.Series:
    """Say of each day what kind it is.

    Parameters
    ----------
    days : DatetimeIndex
        Days without a time of day or a time zone.
    bank : frozenset of date
        See :func:`bank_holidays`.
    school : mapping of school year to (first day, last day)
        School holidays, both days included; a school year is written ``2016-17`` and runs from
        September to August.

    Returns
    -------
    Series of str
        One of ``DAY_KINDS``, index ``days``. A bank holiday comes first, then the weekend; a
        weekday of a school year without listed holidays is missing.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2016-12-22", "2016-12-24", "2016-12-27", "2016-12-29"])
    >>> holidays = {"2016-17": [(date(2016, 12, 28), date(2017, 1, 2))]}
    >>> kinds_of_days(days, bank=bank_holidays([2016]), school=holidays).tolist()
    ['term weekday', 'weekend', 'bank holiday', 'school holiday']
    """
    listed = days.map(school_year).isin(list(school))
    in_holiday = np.zeros(len(days), dtype=bool)
    for spans in school.values():
        for first, last in spans:
            in_holiday |= np.asarray((days >= str(first)) & (days <= str(last)))
    is_bank = days.isin(pd.DatetimeIndex(sorted(bank)))
    kinds: Any = np.select(
        [is_bank, days.day_of_week >= SATURDAY, ~np.asarray(listed), in_holiday],
        [BANK_HOLIDAY, WEEKEND, "", SCHOOL_HOLIDAY],
        default=TERM_WEEKDAY,
    )
    return pd.Series(kinds, index=days, dtype="object").replace("", pd.NA)


def school_year(day: pd.Timestamp | date) -> str:
    """Return the school year of a day: ``2016-17`` from September 2016 to August 2017.

    Examples
    --------
    >>> school_year(date(2016, 8, 31)), school_year(date(2016, 9, 1))
    ('2015-16', '2016-17')
    """
    start = day.year - (day.month < FIRST_MONTH_OF_SCHOOL)
    return f"{start}-{(start + 1) % 100:02d}"


def compare_kinds(
    values: pd.Series,
    days: pd.Series,
    *,
    bounds: pd.Series,
    dispersion: float,
    degrees: float,
    rules: Rules,
) -> pd.Series:
    """Say which kinds of days have clearly more or fewer events a day than weekdays in term.

    Parameters
    ----------
    values : Series
        Events by kind of day.
    days : Series
        How many days of each kind there were; kinds without a day are not compared.
    bounds : Series
        The furthest each count may lie from the true one.
    dispersion, degrees : float
        How much counts of months vary beyond chance, and what that stands on.
    rules : Rules
        How sure one must be.

    Returns
    -------
    Series of str
        By kind: "clearly more", "clearly fewer" or "no clear difference"; all kinds together are
        one family.

    Examples
    --------
    >>> kinds = [DAY_KINDS[0], DAY_KINDS[1]]
    >>> values, days = pd.Series([900, 620], kinds), pd.Series([190, 80], kinds)
    >>> exact = pd.Series(0.0, kinds)
    >>> compare_kinds(
    ...     values, days, bounds=exact, dispersion=1.5, degrees=30, rules=Rules()
    ... ).to_dict()
    {'school holiday': 'clearly more'}
    """
    kinds = [kind for kind in DAY_KINDS if kind != TERM_WEEKDAY and days.get(kind, 0) > 0]
    pairs = pd.DataFrame(
        {
            "before": float(values[TERM_WEEKDAY]),
            "after": values[kinds].astype(float),
            "exposure_before": float(days[TERM_WEEKDAY]),
            "exposure_after": days[kinds].astype(float),
            "bound_before": float(bounds[TERM_WEEKDAY]),
            "bound_after": bounds[kinds].astype(float),
            "dispersion": dispersion,
            "degrees": degrees,
        },
        index=kinds,
    )
    table = judge_table(pairs, rules=rules)
    is_clear = table["certainty"] == CLEAR
    words = pd.Series("no clear difference", index=kinds)
    words[is_clear & (table["ratio"] > 1)] = "clearly more"
    words[is_clear & (table["ratio"] < 1)] = "clearly fewer"
    return words
