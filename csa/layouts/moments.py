"""How are dates and times read in the forms in which other systems write them?"""

from __future__ import annotations

import re
from datetime import date

from csa.reading.files.spans import month_number
from csa.reading.rows.values import Unreadable, parse_moment

BAD = "invalid_date"
LATEST_SHORT_YEAR = 69  # of two digits: from 70 on they are of the century before
WRITTEN = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ ./-]?(?P<month>[A-Za-z]{3,9})[ ,./-]*"
    r"(?P<year>\d{4}|\d{2})(?P<rest>\D.*)?",
    re.IGNORECASE,
)
FIGURES = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[./ -])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})(?P<rest>\D.*)?"
)
COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<rest>\D.*)?")
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?")
# As programs write it; with a dot it was typed by hand, and nobody knows in which form.
HALF_CLOCK = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?) ?([ap])m", re.IGNORECASE)
HALF_DAY = 12
BARE_CLOCK = re.compile(r"\d{1,4}(\.0)?")


def read_moment(text: str, *, order: str = "day", zone: str = "") -> str:
    """Return a date, or a date and time, in ISO order as every source reads it.

    Parameters
    ----------
    text : str
        The date, with its time or without.
    order : str
        Whether the ``day`` or the ``month`` stands first in figures.
    zone : str
        The zone of times that name none.

    Raises
    ------
    Unreadable
        If there is no such day or time.

    Examples
    --------
    >>> read_moment("3 March 2017"), read_moment("13/02/2017 0915"), read_moment("07.04.16")
    ('2017-03-03', '2017-02-13 09:15', '2016-04-07')
    """
    day, rest = _day(text, order)
    clock = rest.strip(" T,").strip()
    if not clock:
        parse_moment(day)
        return day
    time, mark = _clock_and_zone(clock)
    found = f"{day} {time}{mark or (' ' + zone if zone else '')}"
    parse_moment(found)
    return found


def _day(text: str, order: str) -> tuple[str, str]:
    written = WRITTEN.fullmatch(text)
    if written and month_number(written["month"]):
        month = month_number(written["month"])
        return _iso(written["year"], month, int(written["day"])), written["rest"] or ""
    figures = FIGURES.fullmatch(text)
    if figures:
        day, month = int(figures["one"]), int(figures["two"])
        if order == "month":
            day, month = month, day
        return _iso(figures["year"], month, day), figures["rest"] or ""
    compact = COMPACT.fullmatch(text)
    if compact:
        return _iso(compact["year"], int(compact["month"]), int(compact["day"])), (
            compact["rest"] or ""
        )
    parse_moment(text[:10])
    return text[:10], text[10:]


def _iso(year: str, month: int, day: int) -> str:
    number = int(year)
    if len(year) < len("2016"):
        number += 2000 if number <= LATEST_SHORT_YEAR else 1900
    try:
        return date(number, month, day).isoformat()
    except ValueError:
        raise Unreadable(BAD) from None


def _clock_and_zone(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*?)\s*(Z|UTC|GMT|BST|[+-]\d{2}(?::?\d{2})?)?", text, re.IGNORECASE)
    if match is None:
        raise Unreadable(BAD)
    return read_clock(match[1]), match[2] or ""


def read_clock(text: str) -> str:
    """Return a time of the day as hours and minutes; one that lost its zeros as well.

    Raises
    ------
    Unreadable
        If there is no such time.

    Examples
    --------
    >>> read_clock("5"), read_clock("930"), read_clock("9:05"), read_clock("12:15 AM")
    ('00:05', '09:30', '09:05', '00:15')
    """
    if BARE_CLOCK.fullmatch(text):
        digits = text.removesuffix(".0").zfill(4)
        return _time(int(digits[:2]), int(digits[2:]), "")
    half = HALF_CLOCK.fullmatch(text)
    if half is not None:
        return _of_half_day(half[1], half[2])
    match = CLOCK.fullmatch(text)
    if match is None:
        raise Unreadable(BAD)
    return _time(int(match[1]), int(match[2]), match[3] or "")


def _of_half_day(text: str, half: str) -> str:
    hour, rest = text.split(":", 1)
    if not 1 <= int(hour) <= HALF_DAY:
        raise Unreadable(BAD)
    later = HALF_DAY * (half.casefold() == "p")
    return read_clock(f"{int(hour) % HALF_DAY + later:02d}:{rest}")


def _time(hour: int, minute: int, second: str) -> str:
    if hour > 23 or minute > 59:
        raise Unreadable(BAD)
    return f"{hour:02d}:{minute:02d}" + (f":{second}" if second else "")


def join_time(day: str, time: str, *, order: str, zone: str) -> str:
    """Return a date with the time that stands in another column; without it the date alone."""
    found, _ = _day(day, order)
    if not time:
        parse_moment(found)
        return found
    return read_moment(f"{found} {read_clock(_without_day(time))}", zone=zone)


def _without_day(time: str) -> str:
    """Return the time of a cell in which a spreadsheet put a day before it."""
    return time.split(" ")[-1] if re.match(r"\d{4}-\d{2}-\d{2} ", time) else time


def whole_years(born: str, on: date, *, order: str) -> int:
    """Return the age of whoever was born on a day; below zero for one born later.

    Raises
    ------
    Unreadable
        If there is no such day.

    Examples
    --------
    >>> whole_years("29/02/2000", date(2018, 2, 28), order="day")
    17
    """
    day, _ = _day(born, order)
    birth = date.fromisoformat(day)
    short = FIGURES.fullmatch(born)
    if short and len(short["year"]) < len("2016") and birth > on:
        birth = birth.replace(year=birth.year - 100)
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
