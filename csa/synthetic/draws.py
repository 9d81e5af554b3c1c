"""How is chance drawn so that the same seed always gives the same bytes?"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng

from csa.periods import Period
from csa.synthetic.records.planted import FIRST_MONTH, LAST_MONTH

SPAN = Period(FIRST_MONTH, LAST_MONTH)
MONTHS: tuple[str, ...] = tuple(SPAN.months)


def stream(seed: int, name: str) -> Generator:
    """Return the random numbers of one part, independent of every other part."""
    return default_rng([seed, zlib.crc32(name.encode())])


def pick(rng: Generator, shares: dict[Any, float], n: int) -> np.ndarray:
    """Return n keys drawn by their shares (which need not sum to 1), as objects."""
    weights = np.array(list(shares.values()), dtype=float)
    keys = np.array(list(shares), dtype=object)
    return keys[rng.choice(len(keys), size=n, p=weights / weights.sum())]


def month_days(months: np.ndarray) -> np.ndarray:
    """Return how many days each month (datetime64[M]) has."""
    return np.asarray(
        ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(int)
    )


def days_within(rng: Generator, months: np.ndarray) -> np.ndarray:
    """Return one day in each month (datetime64[M]), all days as likely."""
    offset = np.floor(rng.random(len(months)) * month_days(months)).astype("timedelta64[D]")
    return np.asarray(months.astype("datetime64[D]") + offset)


def month_array(since: str = FIRST_MONTH, until: str = LAST_MONTH) -> np.ndarray:
    """Return every month of a span as datetime64[M]."""
    return np.array(Period(since, until).months, dtype="datetime64[M]")
