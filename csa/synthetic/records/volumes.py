"""How many crimes of each category are recorded in each district and month?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

from csa.synthetic.draws import month_array, month_days
from csa.synthetic.records.offences import PROFILES
from csa.synthetic.records.planted import PLANTED, RECORDED

# Month of the year with most crime, and by how much it exceeds the mean.
SEASONS: dict[str, tuple[int, float]] = {
    "Violence and sexual offences": (7, 0.09),
    "Burglary": (12, 0.14),
    "Vehicle crime": (11, 0.08),
    "Shoplifting": (11, 0.05),
    "Bicycle theft": (7, 0.40),
    "Criminal damage and arson": (5, 0.07),
    "Public order": (7, 0.10),
    "Other theft": (7, 0.05),
}


def blocks() -> list[tuple[str, np.ndarray]]:
    """Return the spans whose totals are fixed: April to January, then February and March."""
    spans = []
    for year in range(2013, 2017):
        spans.append((f"{year} Apr-Jan", month_array(f"{year}-04", f"{year + 1}-01")))
        if year < 2016:
            spans.append((f"{year} Feb-Mar", month_array(f"{year + 1}-02", f"{year + 1}-03")))
    return spans


def block_totals(district: str) -> list[int]:
    """Return the recorded crimes of a district in each span of :func:`blocks`."""
    return [total for pair in RECORDED[district] for total in pair][: len(blocks())]


def background_counts(rng: Generator, district: str, *, planted: np.ndarray) -> pd.DataFrame:
    """Return how many unplanted crimes are recorded: ``month, category, n``.

    Parameters
    ----------
    planted : ndarray of datetime64[M]
        Months of the planted crimes of the district; they are taken off its totals.
    """
    rows = []
    for (_, months), total in zip(blocks(), block_totals(district), strict=True):
        free = total - int(np.isin(planted, months).sum())
        weights = expected_mix(months) * _level(district, months)[:, None]
        counts = rng.multinomial(free, (weights / weights.sum()).ravel())
        rows.append(
            pd.DataFrame(
                {
                    "month": np.repeat(months, len(PROFILES)),
                    "category": np.tile(np.array(list(PROFILES), dtype=object), len(months)),
                    "n": counts,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def expected_mix(months: np.ndarray) -> np.ndarray:
    """Return the expected crimes a month by category (months × categories), to a scale."""
    years = (months - np.datetime64("2013-04")).astype(int) / 12
    calendar = months.astype(int) % 12 + 1
    columns = []
    for category, profile in PROFILES.items():
        peak, height = SEASONS.get(category, (7, 0.0))
        season = 1 + height * np.cos(2 * np.pi * (calendar - peak) / 12)
        columns.append(profile.per_1000 * (1 + profile.growth) ** years * season)
    mix = np.column_stack(columns) * month_days(months)[:, None]
    step = PLANTED["recording-break"]
    after = months >= np.datetime64(step.since)
    share = step.numbers["percent of the earlier level"] / 100
    mix[after, list(PROFILES).index("Public order")] *= share
    return np.asarray(mix)


def _level(district: str, months: np.ndarray) -> np.ndarray:
    """Return the general level of recorded crime, so that no span starts with a jump."""
    spans = [span for _, span in blocks()]
    middle = [span.astype(int).mean() for span in spans]
    per_day = [
        total / month_days(span).sum()
        for span, total in zip(spans, block_totals(district), strict=True)
    ]
    return np.asarray(np.exp(np.interp(months.astype(int), middle, np.log(per_day))))
