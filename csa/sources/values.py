"""How is one piece of text read as a date, a number or a flag, without guessing?"""

from __future__ import annotations

import re
from datetime import datetime
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
LATEST_YEAR = 2100
UK_MOMENT = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
EXCEL_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
WHOLE = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.0+)?")
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d+)?|[+-]?\.\d+")


class Unreadable(ValueError):  # noqa: N818 - a verdict on one value, not an error of the user
    """Raised with the reason why a value cannot be read."""


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
    return int(text.replace(",", "").split(".")[0])


def parse_number(text: str) -> float:
    """Return a finite number, with or without thousands commas."""
    if not NUMBER.fullmatch(text):
        raise Unreadable("not_a_number")
    return float(text.replace(",", ""))


def parse_moment(text: str) -> datetime:
    """Return a local date or time without zone.

    ISO order and day/month/year are read; a time with a zone is converted to local time.
    """
    if EXCEL_SERIAL.fullmatch(text):
        raise Unreadable("excel_serial")
    moment = _local(_uk_moment(text) if UK_MOMENT.fullmatch(text) else _iso_moment(text))
    if (moment.year, moment.month, moment.day) in PLACEHOLDERS or moment.year > LATEST_YEAR:
        raise Unreadable("placeholder_date")
    if moment.year < EARLIEST_YEAR:
        raise Unreadable("invalid_date")
    return moment


def _iso_moment(text: str) -> datetime:
    if not re.match(r"\d{4}-\d{2}-\d{2}", text):
        raise Unreadable("invalid_date")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("invalid_date") from None


def _uk_moment(text: str) -> datetime:
    match = UK_MOMENT.fullmatch(text)
    if match is None:
        raise Unreadable("invalid_date")
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time
    except ValueError:
        raise Unreadable("invalid_date") from None


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(LONDON).replace(tzinfo=None)
