"""Between which shares do districts or sub-themes lie, and is the difference more than chance?"""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.exhibits.wording.verdicts import rules_of
from csa.measures.rates import wilson_interval
from csa.measures.shares import share_p_value
from csa.measures.verdicts import (
    FELL,
    NO_CLEAR_CHANGE,
    NO_COMPARISON,
    ROSE,
    false_discovery_rates,
)
from csa.present.numbers import percent_text
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def judge_shares(view: View, pairs: Sequence[tuple[Percent | None, Percent | None]]) -> list[str]:
    """Say of shares that are read together how each differs from the one before.

    Parameters
    ----------
    view : View
        Its settings say how sure a word must be.
    pairs : sequence of (before, after)
        A missing one gives no comparison.

    Returns
    -------
    list of str
        "rose", "fell", "no clear change" or "no comparison", in order.
    """
    chances = [_chance(*pair) for pair in pairs]
    rules = rules_of(view)
    together = false_discovery_rates(np.array(chances))
    words = []
    for (before, after), alone, rate in zip(pairs, chances, together, strict=True):
        if before is None or after is None:
            words.append(NO_COMPARISON)
        elif alone <= 1 - rules.confidence and rate <= rules.false_discovery:
            words.append(ROSE if after > before else FELL)
        else:
            words.append(NO_CLEAR_CHANGE)
    return words


def _chance(before: Percent | None, after: Percent | None) -> float:
    """Return how often chance alone sets two shares as far apart; missing where one is."""
    if before is None or after is None:
        return math.nan
    return share_p_value(_parts(before), _parts(after), extra_variance=_of_rounding(after))


def limits_of(view: View, share: Percent) -> tuple[float, float]:
    """Return between which percentages of everybody a share of those asked lies (Wilson).

    Rounded counts may lie as far off as they say, on either side.
    """
    part, whole = share.part, share.whole
    confidence = view.settings.partnership.confidence
    most_asked = whole.value + whole.bound
    fewest_asked = max(whole.value - whole.bound, 1.0)
    fewest = max(part.value - part.bound, 0.0)
    most = min(part.value + part.bound, fewest_asked)
    lower, _ = wilson_interval(fewest, most_asked, confidence=confidence)
    _, upper = wilson_interval(most, fewest_asked, confidence=confidence)
    return 100 * float(lower), 100 * float(upper)


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


def came_as_range(view: View, more: pd.DataFrame) -> bool:
    """Say whether a figure of either period came as a range: also one without an end.

    A protected zero may be one to four.
    """
    if not len(more):
        return False
    values = pd.concat([view.cells(more, period=span) for span in (view.before, view.period)])
    return not view.is_officer or bool(((values["value"] != 0) | values["value"].isna()).any())
