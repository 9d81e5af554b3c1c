"""Worlds whose truth is known: nothing happens in them, or exactly what was planted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")
RECEIVED = Period("2013-04", "2017-01")
MONTHS = RECEIVED.months
BREAK = "2015-04"
DISPERSIONS = (1.0, 1.5, 2.0, 4.0)

Floats = NDArray[np.float64]


def draw(
    rng: np.random.Generator, mean: ArrayLike, dispersion: float, shape: tuple[int, ...]
) -> Floats:
    """Draw counts of a mean: Poisson, or negative binomial with so many times its variance."""
    means = np.broadcast_to(np.asarray(mean, dtype=float), shape)
    if dispersion == 1:
        return rng.poisson(means).astype(float)
    size = np.maximum(means, 1e-12) / (dispersion - 1)
    return rng.negative_binomial(size, 1 / dispersion).astype(float)


def course(
    *, season: float = 0.2, growth: float = 0.0, step: float = 0.0, months: Sequence[str] = MONTHS
) -> Floats:
    """Return the level of each month: a season, growth by the year, and a step at the break."""
    time = np.arange(len(months), dtype=float)
    level = 1 + season * np.sin(2 * np.pi * time / 12)
    return level * (1 + growth) ** (time / 12) * np.where(np.array(months) >= BREAK, 1 + step, 1.0)


def quiet_years() -> Floats:
    """Return months that grow, then step up at the break, and are level in the years compared."""
    before = np.array(MONTHS) < BREAK
    return course(season=0.2) * np.where(before, course(season=0, growth=0.06), 1.4)


def as_series(counts: Floats) -> pd.Series:
    """Return one row of months as a series."""
    return pd.Series(counts, index=MONTHS)


def total(counts: Floats, period: Period) -> Floats:
    """Return the counts of a period; months are the last axis."""
    return counts[..., [month in period.months for month in MONTHS]].sum(axis=-1)
