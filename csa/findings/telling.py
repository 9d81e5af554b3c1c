"""How is it said what makes a change, and what does not?

A sentence holds at every value that rounding leaves possible, or is not said: shares are told in
words that cover the least and the most of them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# From which share, to which, and how it is called; the first that covers all that is possible.
SHARES = (
    (1.0, 1.0, "the whole"),
    (1.0, math.inf, "more than the whole"),
    (0.9, 1.0, "nearly all of the"),
    (0.64, 0.7, "two thirds of the"),
    (0.47, 0.53, "about half of the"),
    (0.36, 0.44, "about two fifths of the"),
    (0.28, 1 / 3, "almost a third of the"),
    (1 / 3, 0.36, "a third of the"),
    (0.25, 0.28, "a quarter of the"),
    (0.5, 1.0, "most of the"),
    (0.5, math.inf, "more than half of the"),
    (0.25, 0.5, "between a quarter and half of the"),
    (0.4, math.inf, "at least two fifths of the"),
    (1 / 3, math.inf, "at least a third of the"),
    (0.25, math.inf, "at least a quarter of the"),
)
MOST_SPARED = 2
# A fall that could have been seen, and how it is called; the next one up is told.
FALLS = (
    (1 / 20, "a twentieth"),
    (1 / 10, "a tenth"),
    (1 / 8, "an eighth"),
    (1 / 6, "a sixth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (2 / 5, "two fifths"),
    (1 / 2, "half"),
    (3 / 5, "three fifths"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
    (9 / 10, "nine tenths"),
)


def share_words(least: float, most: float) -> str:
    """Say which part of a change it is, in words that hold from the least to the most.

    Parameters
    ----------
    least, most : float
        Limits of the share (1 is all of it; above 1, the rest moved the other way).

    Returns
    -------
    str
        "almost a third of the", to go before what changed; empty below a quarter.

    Examples
    --------
    >>> share_words(0.312, 0.312)
    'almost a third of the'
    >>> share_words(0.55, 0.8)
    'most of the'
    >>> share_words(0.41, 0.8)
    'at least two fifths of the'
    """
    covering = (words for low, high, words in SHARES if low <= least and most <= high)
    return next(covering, "")


def fall_words(share: float) -> str:
    """Return in words how large a fall is, rounded up; empty where it is nearly all.

    Examples
    --------
    >>> fall_words(0.22)
    'a quarter'
    """
    return next((words for size, words in FALLS if share <= size), "")


def tell_driver(part: Mapping[str, Any], *, rest: str) -> Statement:
    """Say how a part went, and what is left of the whole elsewhere.

    Parameters
    ----------
    part : mapping
        A row of :func:`csa.measures.drivers.find_drivers`.
    rest : str
        What all other parts are called, starting a clause: ``everywhere else in Redditch``.
    """
    return say(
        "From {before:n} to {after:n}; {rest:t} from {rest_before:n} to {rest_after:n}.",
        rest=rest,
        **{name: part[name] for name in ("before", "after", "rest_before", "rest_after")},
    )


def tell_spared(parts: pd.DataFrame, *, most: int = MOST_SPARED) -> tuple[Statement, ...]:
    """Say which large parts a change does not come from.

    Parameters
    ----------
    parts : DataFrame
        As :func:`csa.measures.drivers.find_drivers` returns them.
    most : int
        How many are named, the largest first.

    Returns
    -------
    tuple of Statement
        One sentence; nothing where no part is spared.
    """
    spared = parts[parts["spared"].astype(bool)].sort_values("before", ascending=False).head(most)
    if not len(spared):
        return ()
    clauses, values = [], {}
    for place, (_, part) in enumerate(spared.iterrows()):
        clauses.append(f"{{name_{_LETTERS[place]}:t}} ({{before_{_LETTERS[place]}:n}} to "
                       f"{{after_{_LETTERS[place]}:n}})")  # fmt: skip
        for end in ("before", "after"):
            values[f"{end}_{_LETTERS[place]}"] = part[end]
        values[f"name_{_LETTERS[place]}"] = _within(str(part["name"]))
    if len(clauses) == 1:
        return (say(f"{clauses[0]} does not explain it.", **_as_opening(values)),)
    return (say(f"Neither {list_text(clauses, last='nor')} explains it.", **values),)


_LETTERS = "abcdefgh"


def _as_opening(values: dict[str, Any]) -> dict[str, Any]:
    name = values["name_a"]
    return values | {"name_a": name[:1].upper() + name[1:]}


def _within(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
