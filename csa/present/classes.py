"""Into which classes do a map's values fall, and what are the classes called?

Classes are set once for all areas. Only the limits between them are shown, in words, so that no
legend gives away the lowest or the highest value.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from csa.present import theme
from csa.present.number import is_hidden
from csa.present.numbers import PROTECTION_BASE, round_text

HIGHEST = 0.95


def class_breaks(values: pd.Series, *, classes: int = 5) -> tuple[float, ...]:
    """Return round limits between classes of about equal size, and above them the highest few.

    The top class is kept for the highest twentieth, so that a town centre stands out from what is
    merely busy. Only the limits between classes are given, so no legend shows the lowest or the
    highest value. Call it once with the values of all areas, and use the limits for every map of
    the measure.

    Parameters
    ----------
    values : Series
        The values of all areas; missing ones are left out. Limits of protected counts are
        multiples of five.
    classes : int
        Classes at most, 2 to 5; fewer where many values are alike.

    Returns
    -------
    tuple of float
        Ascending limits, each the lowest value of the class above it; empty without values.

    Raises
    ------
    ValueError
        If ``classes`` is not 2 to 5.

    Examples
    --------
    >>> class_breaks(pd.Series([1, 4, 12, 19, 33, 41, 68, 90, 130, 210]))
    (19.0, 40.0, 90.0, 130.0)
    """
    if not 2 <= classes <= len(theme.SEQUENCE):
        raise ValueError(f"A map has 2 to {len(theme.SEQUENCE)} classes, not {classes}.")
    present = values.dropna().to_numpy(dtype=float)
    if not present.size:
        return ()
    shares = np.arange(1, classes - 1) / (classes - 1) if classes > 2 else [0.5]
    cuts = [*np.quantile(present, shares, method="higher")]
    cuts.append(np.quantile(present, HIGHEST, method="lower"))
    smallest = PROTECTION_BASE if is_hidden(values) else (1 if are_counts(present) else 0)
    low, high = present.min(), present.max()
    # Where hardly any value differs, the highest still stands apart.
    for chosen in (cuts[: classes - 1], [high]):
        limits = {_round_limit(cut, smallest=smallest) for cut in chosen}
        kept = sorted(limit for limit in limits if low < limit <= high)
        if kept:
            return tuple(kept)
    return ()


def are_counts(values: np.ndarray) -> bool:
    """Say whether all values are whole numbers."""
    return bool(np.all(values == np.round(values)))


def _round_limit(value: float, *, smallest: float) -> float:
    if value == 0:
        return 0.0
    magnitude = 10.0 ** np.floor(np.log10(abs(value)))
    step = magnitude / (10 if abs(value) < 2 * magnitude else 2)
    step = max(step, smallest)
    return float(round(np.floor(value / step + 0.5) * step, 10))


def class_words(breaks: Sequence[float], *, counts: bool, protected: bool = False) -> list[str]:
    """Return the legend's words for the classes, lowest first.

    Parameters
    ----------
    breaks : sequence of float
        Ascending limits, as from :func:`class_breaks`.
    counts : bool
        Whether the values are whole counts: "5 to 9"; otherwise "5.0 to under 9.5".
    protected : bool
        Whether 0 stands for anything below five.

    Examples
    --------
    >>> class_words([5, 10], counts=True)
    ['fewer than 5', '5 to 9', '10 or more']
    """
    if not breaks:
        return ["all areas alike"]
    decimals = 0 if counts else max(_decimals(limit) for limit in breaks)
    low = [round_text(limit, decimals=decimals) for limit in breaks]
    if counts:
        inner = [_count_range(*pair) for pair in pairwise(breaks)]
        first = "none" if breaks[0] == 1 and not protected else f"fewer than {low[0]}"
    else:
        inner = [f"{one} to under {two}" for one, two in pairwise(low)]
        first = f"under {low[0]}"
    return [first, *inner, f"{low[-1]} or more"]


def _count_range(low: float, above: float) -> str:
    high = above - 1
    return round_text(low) if low == high else f"{round_text(low)} to {round_text(high)}"


def _decimals(limit: float) -> int:
    return next(places for places in (0, 1, 2, 3) if places == 3 or round(limit, places) == limit)


def classify(values: np.ndarray, breaks: Sequence[float]) -> np.ndarray:
    """Return each value's class from 0, and -1 where there is none.

    Raises
    ------
    ValueError
        If the limits do not rise or are too many for the colours there are.
    """
    if list(breaks) != sorted(set(breaks)) or len(breaks) >= len(theme.SEQUENCE):
        raise ValueError(f"The limits of classes must rise, {len(theme.SEQUENCE) - 1} at most.")
    return np.where(np.isnan(values), -1, np.searchsorted(breaks, values, side="right"))


def class_colours(classes: int) -> list[str]:
    """Return the colours of so many classes, light to dark, spread over the whole scale."""
    last = len(theme.SEQUENCE) - 1
    if classes == 1:
        return [theme.SEQUENCE[last // 2]]
    return [theme.SEQUENCE[round(number * last / (classes - 1))] for number in range(classes)]
