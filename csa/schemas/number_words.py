"""Does what an officer, analyst or partner wrote state a number of its own?

A number in such words is protected by nothing: it may be a true count that the release shows
rounded, or one that the release does not show at all. So digits and number words are refused where
they are read: in commentary, whose numbers come from placeholders that are filled in from the
release, and in settings. Dates and phrases that only look like numbers are let through in
commentary, and listed here. Finished pages are read for number words by the same list.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from csa.schemas.placeholders import PLACEHOLDER, PLACEHOLDERS

# Words that write a number.
SMALL = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
LARGE = ("dozens?", "scores?", "hundreds?", "thousands?", "millions?", "couple", "zero", "nil")
_PARTS = (
    "half", "halves", "halved", "halving", "thirds?", "quarters?", "fifths?", "tenths?",
)  # fmt: skip
TIMES = (
    "twice", "thrice", "doubl(?:e|es|ed|ing)", "tripl(?:e|es|ed|ing)", "trebl(?:e|es|ed|ing)",
    "quadrupl(?:e|es|ed|ing)",
)  # fmt: skip
_FOLD = r"\w+fold"
_NUMBER_WORD = re.compile(
    rf"\b(?:one|{'|'.join((*SMALL, *TENS, *LARGE, *_PARTS, *TIMES, _FOLD))})\b", re.IGNORECASE
)
_WORD = rf"(?:{'|'.join((*SMALL, *TENS, *LARGE))})"
_SHARE = "|".join(
    (
        "half", "halves", "(?:a|one|two|three|four) (?:thirds?|quarters?|fifths?|tenths?)",
        rf"(?:{'|'.join((*SMALL, *TENS))})fold", *TIMES,
    )
)  # fmt: skip
_COUNTED = (
    "address|arrest|boy|case|child|complaint|crime|family|girl|home|household|incident|man|offence"
    "|offender|person|report|resident|search|suspect|victim|woman"
)
# Any number in words, and one where it counts what is counted; "one place" counts nothing.
SPELT = re.compile(
    rf"\b(?:(?:one )?{_WORD}(?:(?:[ -]|, | and )(?:one|{_WORD}))*|{_SHARE}"
    rf"|(?:one|single)(?= (?:\w+ )?(?:{_COUNTED})\b))\b",
    re.IGNORECASE,
)
# Digits inside a name, such as that of the road A441, are part of the name.
_DIGITS = re.compile(r"(?<![\w.,])\d[\d,.]*%?(?![a-z]*[A-Z])|\d+(?=\s*%)")

_MONTHS = "|".join((*calendar.month_name[1:], *calendar.month_abbr[1:]))
_UNITS = "|".join(("one", *SMALL))
_NUMBER = rf"(?:\d+|a|(?:{'|'.join(TENS)})(?:-(?:{_UNITS}))?|{_UNITS})"
HARMLESS = (
    # Dates, years, months and times of day.
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?\b(?:{_MONTHS})\b(?: \d{{4}}\b)?",
    r"(?<![\d,.])(?:19|20)\d\d(?:[-/\N{EN DASH}]\d\d){0,2}(?!\d|[.,]\d)",
    r"\b\d{1,2}:\d\d\b|\b\d{1,2}(?:\.\d\d)? ?[ap]\.?m\b",
    # How long something went on; an age is not among them.
    rf"\b{_NUMBER}(?:[ -](?:or|to) {_NUMBER})?[ -](?:minute|hour|day|night|week|month|year)s?\b"
    r"(?![ -]olds?\b| of age\b)",
    # Order, not number.
    r"\b\d{1,2}(?:st|nd|rd|th)\b",
    r"\b(?:first|second|other) half of the (?:day|week|month|year|period)\b",
    r"\bhalf[ -]terms?\b|\bhalf past\b",
    r"\bthe third\b(?! of\b)|\bthird part(?:y|ies)\b|\bthird sector\b",
    r"\b(?:first|second|third|fourth|last|next|this|each|every) quarter\b",
    # Phrases that count nothing.
    r"\bone of\b|\bone another\b|\bone[ -]off\b|\bone[ -]way\b|\bone day\b",
    r"\b(?:no|any|every|each|this|that|which|the) one\b",
    r"\bon the one hand\b|\bat sixes and sevens\b|\bzero tolerance\b",
)
_HARMLESS = re.compile("|".join(f"(?:{one})" for one in HARMLESS), re.IGNORECASE)


def stated_numbers(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield each number that a text states by itself, with its line, counted from one.

    Examples
    --------
    >>> list(stated_numbers("One of the first since May 2016.\nIt doubled, to 12."))
    [(2, 'doubled'), (2, '12')]
    """
    for line, words in enumerate(text.split("\n"), start=1):
        plain = _HARMLESS.sub(_blank, PLACEHOLDER.sub(_blank, words))
        found = [*_NUMBER_WORD.finditer(plain), *_DIGITS.finditer(plain)]
        for match in sorted(found, key=lambda one: one.start()):
            yield line, match[0].rstrip(",.")


def unknown_placeholders(text: str) -> Iterator[tuple[int, str]]:
    """Yield each placeholder that does not exist, with its line, counted from one."""
    for line, words in enumerate(text.split("\n"), start=1):
        for match in PLACEHOLDER.finditer(words):
            if match[1] not in PLACEHOLDERS:
                yield line, match[0]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
