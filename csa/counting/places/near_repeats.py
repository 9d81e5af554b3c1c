"""Near repeats: are burglaries and vehicle crimes followed by others nearby, more than by chance?

Pairs of crimes are no counts of incidents: one crime more or less changes many of them, and nothing
that is published could be their sum. So no number of pairs leaves this module, nor a ratio or a
probability that they follow from; what leaves is one of a few words for each band of distance and
days, worked out from a hundred crimes or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csa.measures.near_repeat import knox_table
from csa.measures.verdicts import false_discovery_rates
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from csa.counting.cells import Countable
    from csa.settings import Settings

NEAR_REPEAT_CATEGORIES = ("Burglary", "Vehicle crime")
DISTANCE_BANDS_M = (1, 200, 400, 800)
DAY_BANDS = (0, 8, 15, 29)
# Long enough to tell weeks from chance, short enough that the level of an area hardly drifts.
WINDOW_DAYS = 49
NEAR_REPEAT_MONTHS = 24
PERMUTATIONS = 999
FEWEST_EVENTS = 100
FEWEST_PAIRS = 10
FALSE_DISCOVERY = 0.05
NOT_CLEAR, CLEARLY_MORE = "no clear difference", "clearly more"
# From how many times as many pairs as by chance each word holds.
STRENGTHS = (
    (3.0, "three times as many or more"),
    (2.0, "twice as many or more"),
    (1.2, CLEARLY_MORE),
)
BANDS = ["distance_from", "distance_to", "day_from", "day_to"]


def build_near_repeats(
    countables: Mapping[str, Countable], *, settings: Settings, period: Period
) -> dict[str, pd.DataFrame]:
    """Test whether burglaries and vehicle crimes are followed by others nearby.

    Returns
    -------
    dict
        ``near_repeat``: one row per category, area and pair of bands: ``category, area,
        distance_from, distance_to, day_from, day_to, strength`` (in words), ``since, until``. Only
        exact places are used, and two years up to the period's end. Without enough of them there
        is no row.
    """
    crimes = countables.get("crime")
    if crimes is None:
        return {}
    span = Period(shift_month(period.end, 1 - NEAR_REPEAT_MONTHS), period.end)
    rows = crimes.rows
    rows = rows[
        (rows["coord_quality"] == "exact")
        & rows["month"].isin(span.months)
        & rows["committed_from"].notna()
    ]
    pieces = []
    for category in NEAR_REPEAT_CATEGORIES:
        chosen = rows[rows["category"] == category]
        for area, here in _by_area(chosen, settings):
            if len(here) >= FEWEST_EVENTS:
                table = near_repeats(here)
                pieces.append(table.assign(category=category, area=area, since=span.start))
    if not pieces:
        return {}
    return {"near_repeat": pd.concat(pieces, ignore_index=True).assign(until=span.end)}


def near_repeats(rows: pd.DataFrame) -> pd.DataFrame:
    """Say for each band of distance and days how often crimes follow each other there.

    Parameters
    ----------
    rows : DataFrame
        One row per crime: ``easting, northing`` and ``committed_from``.

    Returns
    -------
    DataFrame
        The bands and their ``strength``. Dates are shuffled within seven weeks, so that a season,
        or areas that drift apart, are not taken for crimes that follow each other.
    """
    table = knox_table(
        rows["easting"].astype(float).to_numpy(),
        rows["northing"].astype(float).to_numpy(),
        rows["committed_from"].dt.tz_localize(None),
        distance_bands=DISTANCE_BANDS_M,
        day_bands=DAY_BANDS,
        permutations=PERMUTATIONS,
        window_days=WINDOW_DAYS,
    )
    strength = [
        strength_of(pairs=pairs, ratio=ratio, q_value=q_value)
        for pairs, ratio, q_value in zip(
            table["observed"],
            table["ratio"],
            false_discovery_rates(table["p_value"]),
            strict=True,
        )
    ]
    return table[BANDS].assign(strength=strength)


def strength_of(*, pairs: int, ratio: float, q_value: float) -> str:
    """Say how much more often than by chance crimes lie close together.

    Parameters
    ----------
    pairs : int
        Pairs in a band of distance and days; a few prove nothing.
    ratio : float
        Pairs by those that chance gives.
    q_value : float
        How often chance gives as many, with allowance for the bands looked at.

    Examples
    --------
    >>> strength_of(pairs=70, ratio=2.4, q_value=0.001)
    'twice as many or more'
    """
    if pairs < FEWEST_PAIRS or q_value > FALSE_DISCOVERY:
        return NOT_CLEAR
    return next((words for least, words in STRENGTHS if ratio >= least), NOT_CLEAR)


def _by_area(rows: pd.DataFrame, settings: Settings) -> Iterator[tuple[str, pd.DataFrame]]:
    for district in settings.districts:
        yield district.code, rows[rows["district"] == district.code]
    codes = [district.code for district in settings.districts]
    yield settings.partnership.code, rows[rows["district"].isin(codes)]
