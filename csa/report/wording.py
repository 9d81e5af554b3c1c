"""Which numbers in the words of a page are no result?

Dates, times, names of places, units of measurement and constants of method carry digits and say
nothing about anybody. Everything else that looks like a number has to be traced to the release.
"""

from __future__ import annotations

import calendar
import re

_MONTHS = "|".join(calendar.month_name[1:])

# Every wording is declared: a number that none of them covers counts as a result.
DECLARED = (
    rf"\b(?:{_MONTHS}) \d{{4}}\b",
    r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b",
    r"(?<![\d,.])(?:19|20)\d\d(?![\d,]|\.\d)",
    r"\b\d\d:\d\d\b",
    r"\b\d\d\N{EN DASH}\d\d\b",
    r"\b(?:80|95)% (?:interval|confidence)",
    r"\b(?:per|every|in each) 1,000\b",
    r"\bmultiples? of 5\b|\bnearest 5\b|\bup to 4\b|'?<5'?|\bfrom 0 to 4\b|\b[Ff]ewer than 5\b",
    r"\b(?:less than|under|more than|over) \d+%",
    r"\bfrom 0 \([^)]*\) to 1 \([^)]*\)",
    r"\bfewer than 80% are\b|\bFor \d+% of incidents all that is known\b",
    r"\b[Oo]f \d+ counts compared\b|\b\d+ clearly (?:rose|fell)\b",
    r"\b(?:\d+ (?:of|in) )?\d+ (?:neighbourhoods|wards|types|places|files)\b|\bThe \d+ highest\b",
    r"\b(?:under|[Ff]ewer than) 20\b|\bfrom 20 to 49\b",
    r"\b100 (?:is|for) the mean\b|\b1 = usual\b|: 2 means\b",
    r"\bS\d\d[A-Z]\b",
    r"\bmid-\d{4}\b|\bv\d\.\d\b",
    r"\baged (?:\d+ to \d+|\d+ or over|under \d+|\d+ and over)",
    r"\b\d+ to under \d+ km\b",
    r"\b(?:\d+(?:\.\d+)?|\d+ to \d+|up to \d+) "
    r"(?:m|km|metres?|hours?|minutes?|days?|weeks?|months?|years?|times)\b",
    r"\b(?:with )?\d+ crimes or more\b",
)
_DECLARED = re.compile("|".join(f"(?:{one})" for one in DECLARED))
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?%?(?!\w)")


def results_in(text: str) -> list[str]:
    """Return the numbers in a text that have to be traced, as they are written.

    Examples
    --------
    >>> results_in("In August 2016 there were 1,497, or 11%, per 1,000 residents.")
    ['1,497', '11%']
    """
    if not _DIGIT.search(text):
        return []
    plain = _DECLARED.sub(" ", text)
    return [one.rstrip(",") for one in _NUMBER.findall(plain)]
