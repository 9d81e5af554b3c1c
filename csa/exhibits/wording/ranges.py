"""Between which shares do districts or sub-themes lie, and is the difference more than chance?"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.measures.shares import share_p_value
from csa.present.numbers import percent_text
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.present.number import Percent


def say_range(
    view: View, rows: pd.DataFrame, *, share: str, subject: str, each: str
) -> tuple[Statement, ...]:
    """Name the lowest and the highest share, where they differ by more than chance.

    Parameters
    ----------
    rows : DataFrame
        ``name`` and a percentage of counts, missing where there is none. A bound that reaches into
        the other shares says nothing about the order and is left out.
    share : str
        The column of the percentage.
    subject : str
        What the share is of, starting the sentence.
    each : str
        What is said when all are alike: ``in every district``.

    Returns
    -------
    tuple of Statement
        One sentence; nothing with fewer than two shares.
    """
    described = rows.dropna(subset=[share]).sort_values(share, kind="stable")
    shown = _telling(described[share].map(lambda one: one.shown))
    if len(shown) < 2:
        return ()
    described = described.loc[shown.index]
    low, high = as_stated(shown.iloc[0]), as_stated(shown.iloc[-1])
    if percent_text(low) == percent_text(high):
        return (say("{subject:t}: {low:p} {each:t}.", subject=subject, low=low, each=each),)
    if not _differ(view, list(described[share])):
        return (
            say(
                "{subject:t}: {low:p} to {high:p}, differences that chance alone can make.",
                subject=subject,
                low=low,
                high=high,
            ),
        )
    return (
        say(
            "{subject:t}: from {low:p} ({low_name:t}) to {high:p} ({high_name:t}).",
            subject=subject,
            low=low,
            low_name=described["name"].iloc[0],
            high=high,
            high_name=described["name"].iloc[-1],
        ),
    )


def as_stated(share: Any) -> Any:
    """Cut a percentage to three decimals, which changes no rounding; a bound stays as it is.

    Two long decimals side by side in a manifest look like the coordinates of a place.
    """
    return share if isinstance(share, str) else math.floor(float(share) * 1000) / 1000


def is_above(view: View, here: Percent, rest: Percent, *, of: int = 1) -> bool:
    """Say whether one share is clearly above another, allowing for how many are compared."""
    by_chance = share_p_value(*map(_parts, (here, rest)), extra_variance=_of_rounding(here))
    return here > rest and of * by_chance < 1 - view.settings.partnership.confidence


def _parts(share: Percent) -> tuple[float, float]:
    return float(share.part), float(share.whole)


def _of_rounding(share: Percent) -> float:
    """Return the variance of a rounded count: r(base - r) over all remainders r."""
    return (share.part.small.base**2 - 1) / 6 if share.hidden else 0.0


def _telling(shown: pd.Series) -> pd.Series:
    """Leave out bounds that do not lie beyond all the shares that are numbers."""
    numbers = [float(value) for value in shown if not isinstance(value, str)]
    if not numbers:
        return shown.iloc[:0]
    kept = [
        not isinstance(value, str)
        or (value.startswith("under") and _percent_in(value) <= min(numbers))
        or (value.startswith("over") and _percent_in(value) >= max(numbers))
        for value in shown
    ]
    return shown[kept]


def _percent_in(bound: Any) -> float:
    return float("".join(character for character in bound if character.isdigit()))


def _differ(view: View, shares: list[Percent]) -> bool:
    """Say whether any two of the shares differ by more than chance, allowing for all pairs."""
    extra = max(map(_of_rounding, shares))
    pairs = combinations(map(_parts, shares), 2)
    chances = [share_p_value(*pair, extra_variance=extra) for pair in pairs]
    return min(chances) * len(chances) < 1 - view.settings.partnership.confidence
