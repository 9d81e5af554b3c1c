"""Which months does a figure speak for?

Months are text, ``2016-04``: they sort, join and read without conversion. A :class:`Period` is
a span of whole months, both ends included.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from csa.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

# Digits of other scripts would make another month of the same name.
MONTH_PATTERN = re.compile(r"(?:19|20)[0-9]{2}-(0[1-9]|1[0-2])")
DAY_PATTERN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR_PATTERN = re.compile(r"((?:19|20)[0-9]{2})-([0-9]{2})")


def is_year(text: str) -> bool:
    """Say whether a text names a year of two, the second being the next.

    Examples
    --------
    >>> is_year("2016-17"), is_year("2016-18"), is_year("1999-00")
    (True, False, True)
    """
    found = YEAR_PATTERN.fullmatch(text)
    return found is not None and (int(found[1]) + 1) % 100 == int(found[2])


def is_day(text: str) -> bool:
    """Say whether a text is a day that there is, written ``YYYY-MM-DD``.

    Examples
    --------
    >>> is_day("2016-02-29"), is_day("2017-02-29"), is_day("20170201")
    (True, False, False)
    """
    if not DAY_PATTERN.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def parse_month(text: str) -> str:
    """Return the month if it is written ``YYYY-MM``.

    Raises
    ------
    SettingsError
        If it is not.
    """
    if not MONTH_PATTERN.fullmatch(str(text)):
        raise SettingsError(f"'{text}' is not a month: write it as YYYY-MM, for example 2017-01.")
    return str(text)


def shift_month(month: str, months: int) -> str:
    """Return the month that lies ``months`` later (earlier when negative).

    Examples
    --------
    >>> shift_month("2016-11", 3)
    '2017-02'
    """
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_name(month: str) -> str:
    """Return the month in words: ``January 2017``."""
    return f"{calendar.month_name[int(month[5:])]} {month[:4]}"


def days_in_month(month: str) -> int:
    """Return how many days the month has."""
    return calendar.monthrange(int(month[:4]), int(month[5:]))[1]


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole months, both ends included.

    Attributes
    ----------
    start, end : str
        First and last month, ``YYYY-MM``.
    """

    start: str
    end: str

    def __post_init__(self) -> None:
        """Refuse months that are malformed or the wrong way round."""
        if parse_month(self.end) < parse_month(self.start):
            raise SettingsError(f"The period ends ({self.end}) before it starts ({self.start}).")

    @property
    def key(self) -> str:
        """Text that names the period in a cell's key: ``2016-04/2017-01`` or ``2016-04``."""
        return self.start if self.start == self.end else f"{self.start}/{self.end}"

    @classmethod
    def from_key(cls, key: str) -> Period:
        """Return the period that a cell's key names."""
        start, _, end = key.partition("/")
        return cls(start, end or start)

    @property
    def months(self) -> list[str]:
        """Every month of the span, in order."""
        return [shift_month(self.start, n) for n in range(len(self))]

    @property
    def days(self) -> int:
        """Days in the span."""
        return sum(days_in_month(month) for month in self.months)

    def __len__(self) -> int:
        """Return the number of months."""
        years = int(self.end[:4]) - int(self.start[:4])
        return years * 12 + int(self.end[5:]) - int(self.start[5:]) + 1

    def shift(self, months: int) -> Period:
        """Return the span moved by a number of months."""
        return Period(shift_month(self.start, months), shift_month(self.end, months))

    @property
    def a_year_earlier(self) -> Period:
        """The same months of the year before."""
        return self.shift(-12)

    @property
    def label(self) -> str:
        """The span in words: ``April 2016 to January 2017``."""
        if self.start == self.end:
            return month_name(self.start)
        return f"{month_name(self.start)} to {month_name(self.end)}"


def as_spans(months: Iterable[str]) -> list[Period]:
    """Return the fewest periods that make up some months, in order.

    Examples
    --------
    >>> [span.key for span in as_spans(["2016-05", "2016-04", "2016-08"])]
    ['2016-04/2016-05', '2016-08']
    """
    spans: list[Period] = []
    for month in sorted(set(months)):
        if spans and shift_month(spans[-1].end, 1) == month:
            spans[-1] = Period(spans[-1].start, month)
        else:
            spans.append(Period(month, month))
    return spans


def parse_year(text: str) -> int:
    """Return the calendar year in which an assessment year such as ``2016-17`` starts.

    Raises
    ------
    SettingsError
        If it is not written that way, or its two halves do not follow one another.
    """
    if not is_year(str(text)):
        raise SettingsError(
            f"'{text}' is not an assessment year: write it as YYYY-YY, for example 2016-17."
        )
    return int(str(text)[:4])


def assessment_year(year: str, *, first_month: int = 4) -> Period:
    """Return the twelve months of an assessment year such as ``2016-17``."""
    start = f"{parse_year(year)}-{first_month:02d}"
    return Period(start, shift_month(start, 11))


def year_of(month: str, *, first_month: int = 4) -> str:
    """Return the assessment year that a month falls in, for example ``2016-17``."""
    start = int(month[:4]) - (int(month[5:]) < first_month)
    return f"{start}-{(start + 1) % 100:02d}"


def year_to_date(year: str, to: str, *, first_month: int = 4) -> Period:
    """Return the months from the start of the assessment year to ``to``.

    Raises
    ------
    SettingsError
        If ``to`` lies outside the year.
    """
    whole = assessment_year(year, first_month=first_month)
    if not whole.start <= parse_month(to) <= whole.end:
        raise SettingsError(
            f"{to} is not in the assessment year {year}, "
            f"which runs from {whole.start} to {whole.end}."
        )
    return Period(whole.start, to)
