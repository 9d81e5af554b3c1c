"""Which numbers stand in the words of a page, and which of them are no result?

A number is read as a reader takes it: digits of whatever script, or words. Dates, times, names and
the constants of method listed here say nothing about anybody; everything else is a result and has
to be traced to the release.
"""

from __future__ import annotations

import calendar
import re
import unicodedata

from csa.findings.telling import FALLS, SHARES
from csa.schemas.number_words import SPELT
from csa.visible import HIDDEN

_MONTHS = "|".join(calendar.month_name[1:])
_YEAR = r"(?:19[6-9]|20[0-9])\d"
_BLOCKS = "|".join(f"{hour:02}\N{EN DASH}{(hour + 3) % 24:02}" for hour in range(0, 24, 3))
CALENDAR = (
    rf"(?:{_MONTHS}) {_YEAR}",
    rf"{_YEAR}-\d\d(?:-\d\d)?",
    r"(?:[01]\d|2[0-4]):00",
    _BLOCKS,
)

# Where a law or a standard says so.
LAW = (
    rf"SI {_YEAR}/\d{{1,4}}",
    rf"(?:Act|Regulations) {_YEAR}",
    r"(?:section|paragraph) \d{1,3}",
)

# How far what is worked out of so many rounded counts may lie from the truth.
BOUNDS = tuple(f"by up to {4 * counts}" for counts in range(1, 61))

# Each is one number of method, or one of a closed few, with the words it stands in. A number that
# none of them covers counts as a result.
CONSTANTS = (
    # Protection and rounding
    "a multiple of 5", *BOUNDS, "'<5'", "any number from 0 to 4", "fewer than 5",
    "fewer than five suspects", "n/a (from 0)", "n/a (from <5)", "to the nearest hundred",
    # Rates, intervals and indices
    "95% interval", "80% interval", "80% power", "per 1,000", "in every 1,000 residents",
    "1 = usual", "one = a usual month",
    "(location quotient): 2 means", "twice as large a part",
    "from 0 (the same everywhere)", "to 1 (all in one place)", "most deprived fifth",
    # Likeness of areas, and the funnel
    "every 100 residents", "aged 10 to 24", "Spiegelhalter, 2005", "the 95% limit",
    "the 99.8% limit",
    # Tests and rules of thumb
    "one in ten", "nine years of ten", "within seven weeks",
    "shuffled 999 times", "three times as many or more",
    "twice as many or more",
    "a hundred crimes or more", "a quarter or more within it", "two sizes of square",
    "half a kilometre",
    "fewer than 80% are, no hotspot", "250 m squares", "within 200 metres and 7 days",
    "half of a change or more", "less than half is recorded",
    "on three measures or more", "hold half", "half of the",
    # What part of a change is told in words, which unit tests hold to the counts
    *(f"{words} {way}" for _, _, words in SHARES for way in ("rise", "fall")),
    *(f"a fall by {words}" for _, words in FALLS),
    # Spans of time
    "Three years are needed",
    "twelve months", "12 months", "24 months", "six months old", "six hours", "three-hour blocks",
    "the four blocks of three hours", "three years of months", "four years of months",
    "the two years",
    # Boundaries, weights and editions
    "the neighbourhoods (LSOAs) of 2021", "the two neighbourhoods",
    # Wordings about what is counted
    "never counted as zero", "the four add up", "the four do not add up", "the five add up",
    "the five do not add up", "in two districts",
    "that two sub-themes count", "with two suspects", "One person with two crimes counts twice",
    "One person searched twice counts twice", "two crimes at the very same point",
    "may be one address",
    "about one person", "one complaint", "a single complaint", "No single complaint",
    "At least one suspect", "One suspect", "Two suspects", "Three suspects or more",
    "have two or more", "linked to two of these crimes or more",
    "linked to three of these crimes or more", "2 crimes or more", "3 crimes or more",
    "5 crimes or more", "10 crimes or more", "under eighteen", "Under 18",
    "1 to under 3 km",
    "3 to under 5 km", "5 to under 10 km", "under 1 km", "10 km or more",
)  # fmt: skip

# What is not shown on a base below the least that the settings allow.
ON_FEWER = ("searches", "records", "incidents", "of them")

_BEFORE, _AFTER = r"(?<![\w.,])", r"(?![\w%]|[.,]\d)"
_BREAK = r"\s(){}\[\];\"'/\N{EN DASH}\N{EM DASH}"
_TOKEN = re.compile(
    rf"(?:\b(?:under|over|less than|more than) (?=\d+%))?[^{_BREAK}]*\d[^{_BREAK}]*", re.IGNORECASE
)
_ON_DIGIT = re.compile(r"(?<=\d)[\u0300-\u036f\u20d0-\u20ff]")


def _alternatives(parts: tuple[str, ...]) -> str:
    return "|".join(sorted(parts, key=len, reverse=True))


_NO_RESULT = re.compile(
    rf"{_BEFORE}(?:{_alternatives((*CALENDAR, *LAW, *map(re.escape, CONSTANTS)))}){_AFTER}",
    re.IGNORECASE,
)


def results_in(text: str) -> list[str]:
    """Return the numbers in a text that have to be traced, as they are written.

    Examples
    --------
    >>> results_in("In August 2016 there were 1,497, or 11%.")
    ['1,497', '11%']
    >>> results_in("four hundred and five victims")
    ['four hundred and five']
    """
    plain = _NO_RESULT.sub(" ", text)
    found = [one.strip(".,:!?") for one in _TOKEN.findall(plain)]
    return [*found, *(match[0] for match in SPELT.finditer(plain)), *odd_characters(text)]


def odd_characters(text: str) -> list[str]:
    """Name what writes a number in other than plain digits, or hides from the eye."""
    if text.isascii() and text.isprintable():
        return []
    found = [
        *HIDDEN.findall(text),
        *(one for one in text if _is_odd(one)),
        *_ON_DIGIT.findall(text),
    ]
    return [unicodedata.name(one, f"U+{ord(one):04X}") for one in found]


def _is_odd(one: str) -> bool:
    return not one.isascii() and unicodedata.numeric(one, None) is not None
