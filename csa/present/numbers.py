"""How is a number written, and what stands where there is none?

Rounding is half away from zero. Missing is "not available", never zero and never blank; a
protected zero stands for anything below five and says so.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

Real = int | float

NOT_AVAILABLE = "not available"
PROTECTION_BASE = 5
MINUS = "\N{MINUS SIGN}"


def plain_value(value: Any) -> Any:
    """Return a number or text as a plain Python value; missing as the text "not available".

    Of a value that knows how it may be told, that is what is told of it.
    """
    value = getattr(value, "shown", getattr(value, "value", value))
    if is_missing(value):
        return NOT_AVAILABLE
    return value.item() if hasattr(value, "item") else value


def is_missing(value: Any) -> bool:
    """Say whether a value is missing: None, NA, NaT, NaN or an infinite number."""
    if isinstance(value, float) and math.isinf(value):
        return True
    return bool(pd.isna(value))


def round_text(value: Real, *, decimals: int = 0) -> str:
    """Round half away from zero, with a thousands comma and a true minus sign.

    Examples
    --------
    >>> round_text(12.5), round_text(-0.4), round_text(1234.56, decimals=1)
    ('13', '0', '1,234.6')
    """
    exact = Decimal(str(plain_value(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    return f"{MINUS}{text}" if rounded < 0 else text


def signed_text(value: Real, *, decimals: int = 0) -> str:
    """Return the number with its sign; zero has none."""
    text = round_text(value, decimals=decimals)
    is_zero = not text.strip(f"0.,{MINUS}")
    return text if is_zero or text.startswith(MINUS) else f"+{text}"


def count_text(value: Any, *, protected: bool = False) -> str:
    """Say a count in prose.

    Missing is "not available". A protected zero stands for anything below five and reads
    "fewer than 5".
    """
    if is_missing(value):
        return NOT_AVAILABLE
    if protected and value == 0:
        return f"fewer than {PROTECTION_BASE}"
    return round_text(value)


def table_text(value: Any, *, protected: bool = False) -> str:
    """Write a count in a table or chart; a protected zero is ``<5``."""
    if not is_missing(value) and protected and value == 0:
        return f"<{PROTECTION_BASE}"
    return count_text(value)


def percent_text(value: Any) -> str:
    """Say a percentage (0-100) as a whole number.

    Small but present is "less than 1%" and nearly all is "more than 99%", so that nothing is
    rounded away; missing is "not available". A bound in words stands as it is.
    """
    if isinstance(value, str):
        return value
    if is_missing(value):
        return NOT_AVAILABLE
    if 0 < abs(value) < 0.5:
        return "less than 1%"
    if 99.5 <= value < 100:
        return "more than 99%"
    return f"{round_text(value)}%"


def bounded_percent(percent: Any, whole: Any, *, protected: bool) -> Any:
    """Return a percentage of protected counts, none and all of them as bounds in words.

    A protected zero stands for anything below five, so it is neither 0% of the whole nor does it
    leave 100% to the rest. What would round to none or all is a bound too.

    Parameters
    ----------
    percent : number
        The percentage (0-100) that the published counts give.
    whole : number
        The published count it is a percentage of.
    protected : bool
        Whether the counts are protected; other percentages are returned as they are.

    Examples
    --------
    >>> bounded_percent(0, 1265, protected=True), bounded_percent(100, 40, protected=True)
    ('under 1%', 'over 88%')
    """
    if not protected or is_missing(percent) or 0.5 <= percent < 99.5:
        return percent
    if 0 < percent < 100:
        return "under 1%" if percent < 50 else "over 99%"
    most, least_whole = PROTECTION_BASE - 1, whole - (PROTECTION_BASE - 1)
    if least_whole <= most:
        return NOT_AVAILABLE
    bound = int(100 * most // least_whole) + 1
    return f"under {bound}%" if percent <= 0 else f"over {100 - bound}%"


def part_of(part: int, whole: int, *, protected: bool) -> Any:
    """Return what stands before "of the 35" in a sentence: a percentage, none or a bound.

    A protected zero is a count that is not told, so it is worded as one and not as a percentage.

    Parameters
    ----------
    part, whole : int
        Published counts.
    protected : bool
        Whether they are protected.

    Examples
    --------
    >>> part_of(0, 35, protected=True), part_of(25, 25, protected=True)
    ('fewer than 5', 'over 80%')
    """
    if part == 0:
        return count_text(part, protected=True) if protected else "none"
    return bounded_percent(100 * part / whole, whole, protected=protected)


def percent_change_text(
    before: Any, percent: Any, *, minimum_base: int = 20, protected: bool = False
) -> str:
    """Write a percentage change in a table, or why there is none.

    Parameters
    ----------
    before : number
        The count the change starts from.
    percent : number
        The change in per cent (0-100).
    minimum_base : int
        Below it no percentage is given.
    protected : bool
        Whether the count is protected.
    """
    if is_missing(before):
        return NOT_AVAILABLE
    if before == 0:
        return f"n/a (from {table_text(before, protected=protected)})"
    if before < minimum_base:
        return "n/a (small base)"
    if is_missing(percent):
        return NOT_AVAILABLE
    return f"{signed_text(percent)}%"
