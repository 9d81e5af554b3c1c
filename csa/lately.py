"""Which months or days are the last twelve, or the last six weeks? And which days are before them?

They end with the last month received, not with today: what has not come is not counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SettingsError
from csa.periods import MONTH_PATTERN, Period, days_in_month, is_day, shift_month

if TYPE_CHECKING:
    from collections.abc import Mapping

SPAN = re.compile(r"(\d{1,3}) *(day|week|month|year)s?", re.IGNORECASE)
DAYS: Mapping[str, int] = {"day": 1, "week": 7}
MONTHS: Mapping[str, int] = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Lately:
    """The last so many days or months up to the end of a month.

    Attributes
    ----------
    months, days : int
        How many; one of them is nought.
    """

    months: int = 0
    days: int = 0

    def first_month(self, until: str) -> str:
        """Return the first month of the span that ends with a month."""
        if self.months:
            return shift_month(until, 1 - self.months)
        return self.first_day(until).strftime("%Y-%m")

    def first_day(self, until: str) -> pd.Timestamp:
        """Return the first day of the span of days that ends with a month."""
        return last_day(until) - pd.Timedelta(days=self.days - 1)

    def label(self, until: str) -> str:
        """Return the days in words: ``20 May 2016 to 30 June 2016``."""
        return Days(self.first_day(until), last_day(until)).label


@dataclass(frozen=True, order=True)
class Days:
    """A span of whole days, both ends included.

    Attributes
    ----------
    first, last : Timestamp
        Its first and last day.
    """

    first: pd.Timestamp
    last: pd.Timestamp

    @classmethod
    def up_to(cls, last: pd.Timestamp, *, days: int) -> Days:
        """Return so many days up to one."""
        return cls(last - pd.Timedelta(days=days - 1), last)

    def __len__(self) -> int:
        """Return the number of days."""
        return (self.last - self.first).days + 1

    @property
    def label(self) -> str:
        """The days in words: ``20 May 2016 to 30 June 2016``."""
        return f"{day_name(self.first)} to {day_name(self.last)}"

    @property
    def months(self) -> list[str]:
        """The months that it touches."""
        return Period(self.first.strftime("%Y-%m"), self.last.strftime("%Y-%m")).months

    @property
    def before(self) -> Days:
        """As many days just before."""
        return Days.up_to(self.first - pd.Timedelta(days=1), days=len(self))

    @property
    def a_year_earlier(self) -> Days:
        """As many days up to the same day of the year before, 28 February for the 29th."""
        return Days.up_to(self.last - pd.DateOffset(years=1), days=len(self))

    def holds(self, days: pd.Series) -> pd.Series:
        """Say which days lie in it; one that is not known does not."""
        return days.between(self.first, self.last)


def read_day(text: str) -> pd.Timestamp:
    """Return the day that is written ``2017-01-31``, or the last of a month written ``2017-01``.

    Raises
    ------
    SettingsError
        If it is neither.
    """
    if MONTH_PATTERN.fullmatch(str(text)):
        return last_day(str(text))
    if not is_day(str(text)):
        raise SettingsError(
            f"'{text}' is no day: write it as YYYY-MM-DD, for example 2017-01-31, or as a month."
        )
    return pd.Timestamp(str(text))


def read_span(text: str) -> Lately:
    """Return the span that a text such as ``12 months`` or ``6 weeks`` asks for.

    Raises
    ------
    SettingsError
        If it is not written that way, or of no length.
    """
    found = SPAN.fullmatch(str(text).strip())
    if not found or not int(found[1]):
        raise SettingsError(
            f'\'{text}\' is no span: write for example last="12 months" or last="6 weeks".'
        )
    number, unit = int(found[1]), found[2].casefold()
    if unit in DAYS:
        return Lately(days=number * DAYS[unit])
    return Lately(months=number * MONTHS[unit])


def last_day(month: str) -> pd.Timestamp:
    """Return the last day of a month."""
    return pd.Timestamp(f"{month}-{days_in_month(month)}")


def day_name(day: pd.Timestamp) -> str:
    """Return a day in words: ``3 May 2016``."""
    return f"{day.day} {day.month_name()} {day.year}"
