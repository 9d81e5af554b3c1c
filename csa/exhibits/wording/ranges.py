"""Between which shares do districts or sub-themes lie, and is the difference more than chance?"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.wording.protected import bounded
from csa.measures.shares import share_p_value
from csa.present.numbers import percent_text
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View


def say_range(
    view: View, rows: pd.DataFrame, *, share: str, whole: str, subject: str, each: str,
    protected: bool,
) -> tuple[Statement, ...]:  # fmt: skip
    """Name the lowest and the highest share, where they differ by more than chance.

    Parameters
    ----------
    rows : DataFrame
        ``name``, a share (0-100, missing where there is none) and the count it is a share of.
    share, whole : str
        The columns of the share and of that count.
    subject : str
        What the share is of, starting the sentence.
    each : str
        What is said when all are alike: ``in every district``.
    protected : bool
        Whether the counts are protected; a bound that reaches into the other shares then says
        nothing about the order and is left out.

    Returns
    -------
    tuple of Statement
        One sentence; nothing with fewer than two shares.
    """
    described = rows.dropna(subset=[share]).sort_values(share, kind="stable")
    shown = _telling(bounded(described[share], described[whole], protected=protected))
    if len(shown) < 2:
        return ()
    described = described.loc[shown.index]
    low, high = as_stated(shown.iloc[0]), as_stated(shown.iloc[-1])
    if percent_text(low) == percent_text(high):
        return (say("{subject:t}: {low:p} {each:t}.", subject=subject, low=low, each=each),)
    if not _differ(view, described[share], described[whole], protected=protected):
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


def is_above(
    view: View, here: tuple[float, float], rest: tuple[float, float], *, protected: bool
) -> bool:
    """Say whether one share is clearly above another; each is a count and what it is part of."""
    by_chance = share_p_value(here, rest, extra_variance=_of_rounding(view, protected=protected))
    is_higher = here[0] / here[1] > rest[0] / rest[1]
    return is_higher and by_chance < 1 - view.settings.partnership.confidence


def _of_rounding(view: View, *, protected: bool) -> float:
    """Return the variance of a rounded count: r(base - r) over all remainders r."""
    return (view.settings.disclosure.base**2 - 1) / 6 if protected else 0.0


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


def _differ(view: View, shares: pd.Series, wholes: pd.Series, *, protected: bool) -> bool:
    """Say whether any two of the shares differ by more than chance, allowing for all pairs."""
    parts = [(share * whole / 100, whole) for share, whole in zip(shares, wholes, strict=True)]
    extra = _of_rounding(view, protected=protected)
    chances = [share_p_value(*pair, extra_variance=extra) for pair in combinations(parts, 2)]
    return min(chances) * len(chances) < 1 - view.settings.partnership.confidence
