"""How is one piece of text read as a date, a number or a flag, without guessing?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from csa.periods import MONTH_PATTERN
from csa.schemas import TIME_ZONE

LONDON = ZoneInfo(TIME_ZONE)
FLAGS = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}
UNKNOWN_WORDS = frozenset({"unknown", "not known", "not recorded", "u"})
PLACEHOLDERS = frozenset({(1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1)})
EARLIEST_YEAR = 1900
LARGEST = 10**15  # no number of anything is larger, and every tool counts as far
LATEST_YEAR = 2100
# A dot may stand for the colons of a time, but not for one of two: that could be a fraction.
TIME = (
    r"(?P<hour>\d{1,2}(?=[:.])|\d{2})(?:(?P<colon>[:.]?)(?P<minute>\d{2})"
    r"(?:(?P=colon)(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
)
ZONE = r"\s*(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}(?::?\d{2})?)"
MOMENT = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"|(?P<uk_day>\d{1,2})[/.-](?P<uk_month>\d{1,2})[/.-](?P<uk_year>\d{4}))"
    rf"(?:[ T]+{TIME}(?:{ZONE})?)?",
    re.IGNORECASE,
)
LONGEST_DAY = len("2016-04-09")
SUMMER = timezone(timedelta(hours=1))
NAMED_ZONES = {"Z": UTC, "UTC": UTC, "GMT": UTC, "BST": SUMMER}
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
WHOLE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?")
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+")


class Unreadable(ValueError):  # noqa: N818 - a verdict on one value, not an error of the user
    """Raised with the reason why a value cannot be read."""


def is_day_alone(text: str | None) -> bool:
    """Return whether a text is a day without a time.

    Examples
    --------
    >>> is_day_alone("2016-04-09"), is_day_alone("9/4/2016"), is_day_alone("2016-04-09 00:00")
    (True, True, False)
    """
    if not text or len(text) > LONGEST_DAY:
        return False
    match = MOMENT.fullmatch(text)
    return match is not None and match["hour"] is None


def parse_flag(text: str) -> bool | None:
    """Return yes or no; ``None`` where the text says that it is unknown."""
    plain = text.casefold()
    if plain in UNKNOWN_WORDS:
        return None
    if plain not in FLAGS:
        raise Unreadable("not_yes_or_no")
    return FLAGS[plain]


def parse_month(text: str) -> str:
    """Return a month written ``YYYY-MM``."""
    if not MONTH_PATTERN.fullmatch(text):
        raise Unreadable("bad_month")
    return text


def parse_whole(text: str) -> int:
    """Return a whole number, with or without thousands commas."""
    if not WHOLE.fullmatch(text):
        raise Unreadable("not_a_whole_number")
    number = int(text.replace(",", "").split(".")[0])
    if abs(number) > LARGEST:
        raise Unreadable("out_of_range")
    return number


def parse_number(text: str) -> float:
    """Return a finite number, with or without thousands commas."""
    if not NUMBER.fullmatch(text):
        raise Unreadable("not_a_number")
    number = float(text.replace(",", ""))
    if abs(number) > LARGEST:
        raise Unreadable("out_of_range")
    return number


def parse_moment(text: str) -> datetime:
    """Return a local date or time without zone.

    ISO order and day/month/year are read, with a colon or a dot in the time; a time with a zone is
    converted to local time, in the hour that happens twice with ``fold`` as it must be.
    """
    if EXCEL_SERIAL.fullmatch(text):
        raise Unreadable("excel_serial")
    moment = _moment(text)
    if (moment.year, moment.month, moment.day) in PLACEHOLDERS or moment.year > LATEST_YEAR:
        raise Unreadable("placeholder_date")
    if moment.year < EARLIEST_YEAR:
        raise Unreadable("invalid_date")
    return moment


def _moment(text: str) -> datetime:
    match = MOMENT.fullmatch(text)
    if match is None:
        raise Unreadable("invalid_date")
    parts = match.groupdict()
    day, month, year = (parts[name] or parts[f"uk_{name}"] for name in ("day", "month", "year"))
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    fraction = int((parts["fraction"] or "").ljust(6, "0")[:6])
    try:
        day_start = datetime(int(year), int(month), int(day))  # noqa: DTZ001 - local time
        moment = day_start.replace(hour=hour, minute=minute, second=second, microsecond=fraction)
        if parts["zone"]:
            moment = moment.replace(tzinfo=_zone(parts["zone"].upper()))
        return _local(moment)
    except (ValueError, OverflowError):
        raise Unreadable("invalid_date") from None


def _zone(text: str) -> timezone:
    if text in NAMED_ZONES:
        return NAMED_ZONES[text]
    digits = text[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text.startswith("-") else ahead)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(LONDON).replace(tzinfo=None)
