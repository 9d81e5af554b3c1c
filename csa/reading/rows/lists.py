"""How is a cell with several values, separated by semicolons, read?"""

from __future__ import annotations

from collections.abc import Sequence

from csa.reading.rows.values import Unreadable


def parse_list(text: str, allowed: Sequence[str]) -> str:
    """Return the values in the order of ``allowed``, joined by a semicolon.

    Examples
    --------
    >>> parse_list("Youth; alcohol", ("alcohol", "youth"))
    'alcohol;youth'
    """
    found = {" ".join(part.split()).casefold() for part in text.split(";") if part.strip()}
    known = [value for value in allowed if value.casefold() in found]
    if len(known) != len(found):
        raise Unreadable("unknown_value")
    return ";".join(known)
