"""Kinds of text that a setting may be, each with its own words for what is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator

from csa.periods import MONTH_PATTERN, is_day, is_year
from csa.schemas.number_words import SPELT

NATIONAL_GRID = "EPSG:27700"
NAME_LIMIT, WORDS_LIMIT = 2_000, 400
ADDRESS = "holds an e-mail address, which would be published: name the role"
TELEPHONE = "holds a telephone number, which would be published: name the role"
TOO_LONG = f"is longer than {WORDS_LIMIT} characters: pages have room for a sentence or two"
EXTENSIONS = (".csv", ".geojson", ".md")
# A year says nothing about anybody.
YEARS = re.compile(r"(?<![\d,.])(?:19|20)[0-9]{2}(?:[-/\N{EN DASH}][0-9]{2})?(?![\d,.]*\d)")
# A full number however it is spaced; a name has no other use for so many digits from nought.
DIALLED = re.compile(r"(?<!\d)(?:\+44|0)[ ().-]*(?:\d[ ().-]*){8,10}\d(?!\d)")
FROM_THE_TOP = re.compile(r"[/~]|[A-Za-z]:")


def quoted(text: str) -> str:
    r"""Return a text in quotes as a file of settings has it.

    Examples
    --------
    >>> print(quoted('Safer "Camden"'))
    "Safer \"Camden\""
    """
    # What JSON escapes TOML reads alike; of all that TOML wants escaped, JSON leaves out one.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _shaped(pattern: str, words: str) -> Callable[[str], str]:
    """Return a check that a text has the shape that the words describe."""
    shape = re.compile(pattern)

    def check(text: str) -> str:
        if not shape.fullmatch(text):
            raise ValueError(f"must be {words}, not '{text}'")
        return text

    return check


def _name(text: str) -> str:
    # Full-width letters and the like are what they look like.
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        raise ValueError("must not be empty")
    if len(plain) > NAME_LIMIT:
        raise ValueError(f"is longer than {NAME_LIMIT:,} characters")
    if "@" in plain:
        raise ValueError(ADDRESS)
    if DIALLED.search(plain):
        raise ValueError(TELEPHONE)
    return plain


def check_words(text: str) -> str:
    """Return a text that is published as it is, or say what in it must not be."""
    plain = _name(text)
    if len(plain) > WORDS_LIMIT:
        raise ValueError(TOO_LONG)
    spelt = SPELT.search(plain)
    if spelt or any(one.isnumeric() for one in YEARS.sub("", plain)):
        word = f", '{spelt[0]}'" if spelt else ""
        raise ValueError(
            f"states a number{word}, which would be published unprotected: numbers are for the "
            "figures. Say it without, such as 'some'"
        )
    return plain


def _school_year(text: str) -> str:
    if not is_year(text):
        raise ValueError(f"must be a school year such as 2016-17, not '{text}'")
    return text


def _day(text: str) -> str:
    if not is_day(text):
        raise ValueError(f"must be a date in quotes, such as 2017-02-01, not '{text}'")
    return text


def _crs(text: str) -> str:
    if text.upper() != NATIONAL_GRID:
        raise ValueError(
            f"must be {NATIONAL_GRID}, the National Grid: distances are worked out in its metres"
        )
    return NATIONAL_GRID


def _raw_pattern(text: str) -> str:
    parts = PurePosixPath(text).parts
    if not text.strip():
        raise ValueError("must not be empty")
    if FROM_THE_TOP.match(text) or "\\" in text or ".." in parts:
        raise ValueError(
            "must name files below data/raw, with / between folders, such as 'asb/*-asb.csv'; "
            "links may lead there from elsewhere"
        )
    if any("**" in part and part != "**" for part in parts):
        raise ValueError("is no pattern: ** stands for any folders and must be alone between two /")
    if PurePosixPath(text).suffix not in EXTENSIONS:
        raise ValueError(f"must end in {' or '.join(EXTENSIONS)}")
    return text


def as_tuple(value: Any) -> Any:
    """Return a single text as a list of one."""
    return (value,) if isinstance(value, str) else value


def rule_value(value: Any) -> str | bool:
    """Return a value that a rule may ask for; a number would pass for yes or no."""
    if not isinstance(value, str | bool):
        raise ValueError("must be a text in quotes, true or false")
    return value


# In pounds; more is a slip of the key.
MOST_MONEY = 10**12
Name = Annotated[str, AfterValidator(_name)]
Words = Annotated[str, AfterValidator(check_words)]
Slug = Annotated[
    str,
    AfterValidator(
        _shaped(r"[a-z0-9][a-z0-9-]{0,39}", "1 to 40 small letters, digits and hyphens")
    ),
]
Id = Annotated[
    str,
    AfterValidator(
        _shaped(r"[a-z0-9][a-z0-9-]{0,59}", "1 to 60 small letters, digits and hyphens")
    ),
]
AreaCode = Annotated[
    str, AfterValidator(_shaped(r"[A-Z][0-9]{8}", "a capital and eight digits, such as E07000236"))
]
Month = Annotated[str, AfterValidator(_shaped(MONTH_PATTERN.pattern, "a month such as 2017-01"))]
SchoolYear = Annotated[str, AfterValidator(_school_year)]
Force = Annotated[
    str,
    AfterValidator(
        _shaped(r"[a-z0-9][a-z0-9-]*", "small letters and hyphens, as in police.uk's file names")
    ),
]
Code = Annotated[
    str, AfterValidator(_shaped(r"[A-Za-z0-9_-]+", "letters and digits, such as E22000368"))
]
PlaceFile = Annotated[
    str, AfterValidator(_shaped(r"[\w-]+\.geojson", "the name of a .geojson file, no path"))
]
RowHash = Annotated[
    str,
    AfterValidator(_shaped(r"[0-9a-f]{16}", "sixteen characters, as the quarantine gives them")),
]
Day = Annotated[str, AfterValidator(_day)]
Crs = Annotated[str, AfterValidator(_crs)]
RawPattern = Annotated[str, AfterValidator(_raw_pattern)]
