"""Does a printed percentage, rate or change follow from the figures it is worked out of?

Everything is worked out anew from whole numbers, exactly: what is printed must be the ratio rounded
half away from zero, or the bound in words that stands for none or all of a protected count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csa.disclosure.attack.programmes import is_printed_ratio
from csa.present.numbers import MINUS, bounded_percent, percent_text, round_text

if TYPE_CHECKING:
    from csa.report.checks.published import CellFacts

SMALLEST_BASE = 20
PER_RESIDENTS = 1000
MONTHS_OF_A_YEAR = 12
NEARLY = frozenset({"less than 1%", "under 1%", "more than 99%", "over 99%"})
_NUMBER = r"[\d,]+(?:\.\d+)?"
_PRINTED = re.compile(rf"([+\-{MINUS}]?)({_NUMBER})(%?)(?: \(small numbers\))?")


@dataclass(frozen=True)
class Ratio:
    """What a figure is worked out of.

    Attributes
    ----------
    part : int
        The part, or a difference by itself.
    whole : int or None
        What it is divided by.
    per : int
        1,000 for rates of residents, times twelve for those a year, otherwise 1; percentages say
        themselves what they are.
    is_counted : bool
        Whether people or incidents are counted: then percentages are whole and have a base.
    """

    part: int
    whole: int | None = None
    per: int = 1
    is_counted: bool = True


def per_residents(part: int, people: int, cells: Iterable[CellFacts], *, yearly: bool) -> Ratio:
    """Return what a rate is worked out of: residents, or the months that they lived in a year."""
    if not yearly:
        return Ratio(part, people, PER_RESIDENTS)
    months = {len(one.period.months) for one in cells}
    lived = people * months.pop() if len(months) == 1 else 0
    return Ratio(part, lived, PER_RESIDENTS * MONTHS_OF_A_YEAR)


def ratio_fault(text: str, ratio: Ratio) -> str:
    """Say why a printed figure does not follow from its parts, or nothing.

    Parameters
    ----------
    text : str
        The figure as printed.
    ratio : Ratio
        What it is worked out of.
    """
    if ratio.whole is None:
        return "" if _is_difference(text, ratio.part) else _WRONG
    if ratio.is_counted and "%" in text and "." in text:
        return "percentages are whole, or they give counts away"
    if ratio.is_counted and "%" in text and ratio.whole < SMALLEST_BASE:
        return f"no percentage is shown on a count under {SMALLEST_BASE}"
    return "" if _is_ratio(text, ratio) else _WRONG


_WRONG = "which does not follow from what it is worked out of"


def _is_difference(text: str, part: int) -> bool:
    found = _PRINTED.fullmatch(text)
    return bool(found) and text == f"{_sign(part, found[1] if found else '')}{abs(part):,}"


def _sign(part: int, printed: str) -> str:
    return MINUS if part < 0 else "+" if part > 0 and printed else ""


def _is_ratio(text: str, ratio: Ratio) -> bool:
    found = _PRINTED.fullmatch(text)
    if not found or not ratio.whole:
        return text in _bounds(ratio)
    sign, digits, percent = found.groups()
    times = 100 if percent else ratio.per
    if not is_printed_ratio(digits.replace(",", ""), times * abs(ratio.part), ratio.whole):
        return False
    is_nothing = not digits.strip("0.,")
    return is_nothing or (ratio.part < 0) == (sign in ("-", MINUS))


def _bounds(ratio: Ratio) -> set[str]:
    """Return the words that stand for next to none, and next to all, of a whole."""
    percent = 100 * ratio.part / ratio.whole if ratio.whole else 0.0
    bound = bounded_percent(percent, ratio.whole or 0, protected=True)
    return {percent_text(percent), percent_text(bound)}


def is_said(value: Any, text: str) -> bool:
    """Say whether a number stands in a sentence, rounded or as the bound that it reads as."""
    if not isinstance(value, int | float):
        return True
    printed = {round_text(abs(value), decimals=places) for places in range(3)}
    bounds = ("fewer than", "none", *NEARLY) if printed & {"0", "100", "1"} else ()
    return any(one in text for one in (*printed, *bounds))


def combined(columns: str, values: Sequence[int | None]) -> int:
    """Add up the counts of some columns, given as in ``2-1``; one that shows none counts as 0."""
    terms = re.findall(r"([+-]?)(\d+)", columns)
    return sum((-1 if sign == "-" else 1) * (values[int(number)] or 0) for sign, number in terms)
