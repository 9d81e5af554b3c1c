"""Does a text describe one matter: does it speak of a single case, and of when or where it was?

"A single complaint", a month and the figures of a page together tell of one incident. So a text
that speaks of one complaint, incident or person may name no month, no day, no time and no street;
and where a page says that one complaint makes a change, no comment on the subject may.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

_PEOPLE = (
    "man", "woman", "boy", "girl", "child", "teenager", "pupil", "student", "pensioner", "couple",
    "victim", "suspect", "offender", "perpetrator", "complainant", "caller", "person", "individual",
    "resident", "neighbour", "family", "household",
)  # fmt: skip
_MATTERS = (
    "complaint", "incident", "case", "report", "crime", "offence", "investigation", "operation",
    "event", "attack", "assault", "burglary", "robbery", "address", "home", "house", "flat", "shop",
    "pub",
)  # fmt: skip
# "A man" is one, and "a victim support worker" is none that was harmed.
_A_PERSON = ("man", "woman", "boy", "girl", "teenager", "pensioner", "couple", "perpetrator")
# Two words may stand between: "the same elderly female victim"; none that begins another thought.
_BETWEEN = r"(?:(?!(?:of|in|on|at|to|for|and|or|the|a|an|than|is|was)\s)[\w-]+\s+){0,2}?"
SINGLE = re.compile(
    rf"(?<!\bno )\b(?:(?:one|single|sole|lone|solitary|isolated)\s+{_BETWEEN}"
    rf"(?:{'|'.join((*_PEOPLE, *_MATTERS))})"
    rf"|same\s+{_BETWEEN}(?:{'|'.join(_PEOPLE)})"
    rf"|an?\s+{_BETWEEN}(?:{'|'.join(_A_PERSON)}))\b(?!\s+(?:support|service|survey|worker)s?\b)",
    re.IGNORECASE,
)

_MONTHS = "|".join(calendar.month_name[1:])
_SHORT = "|".join(name for name in calendar.month_abbr[1:] if name != "May")
_DAYS = "|".join(calendar.day_name)
# Case counts: "May" is a month and "may" is not, "Church Street" is a street and "street" is none.
_WHEN = (
    rf"\b(?:{_MONTHS}|{_SHORT}|{_DAYS})s?\b",
    r"\b\d{4}-\d\d(?:-\d\d)?\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{1,2}(?:st|nd|rd|th)\b",
    r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b",
    r"\b(?:Christmas|Easter|Halloween|Bonfire Night|New Year|Boxing Day|[Hh]alf[ -]term)\b",
    r"\b(?:[Ll]ast|[Tt]his|[Tt]hat|[Oo]ne|[Tt]he same)\s+(?:day|night|evening|morning|afternoon|"
    r"weekend|week|month)\b",
)
_WHERE = (
    r"\b[A-Z]\w+\s(?:Street|Road|Lane|Avenue|Close|Drive|Way|Court|Crescent|Gardens|Grove|Terrace|"
    r"Square|Place|Hill|Park|School|Academy|College|Hospital|Station|Inn|Hotel|Arms)\b",
    r"\b(?:one|a|the same|a single)\s(?:street|road|house|flat|address|shop|pub|school|home)\b",
)
NAMED = re.compile("|".join((*_WHEN, *_WHERE)))


def named_times_and_places(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield each month, day, time and street a text names, with its line, counted from one.

    Examples
    --------
    >>> list(named_times_and_places("It may go on.\nSince May it has."))
    [(2, 'May')]
    """
    for line, words in enumerate(text.split("\n"), start=1):
        for match in NAMED.finditer(words):
            yield line, match[0]


def single_case(text: str) -> str:
    """Return the words that speak of one matter or person; an empty text where none do.

    Examples
    --------
    >>> single_case("The rise comes from a single complaint.")
    'single complaint'
    """
    match = SINGLE.search(" ".join(text.split()))
    return match[0] if match else ""
