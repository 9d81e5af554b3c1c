"""Tables made from single incidents that leave as coarse, cut-down figures only.

Near repeats: how many pairs of burglaries or vehicle crimes lie close in space and time, against
chance. Spread hours: at what time of the week incidents happen when each is spread evenly over the
time in which it can have happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.countable import HOUR_BLOCKS, INCIDENT_TIME, WEEKDAYS
from csa.measures.clock import aoristic_week
from csa.measures.near_repeat import knox_table
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from csa.disclosure.cells import Countable
    from csa.settings import Settings

NEAR_REPEAT_CATEGORIES = ("Burglary", "Vehicle crime")
DISTANCE_BANDS_M = (1, 200, 400, 800)
DAY_BANDS = (0, 8, 15, 29, 57)
NEAR_REPEAT_MONTHS = 24
PERMUTATIONS = 999
FEWEST_EVENTS = 100
LONG_HOURS = 8
LONG_SHARE = 0.1
BLOCK_HOURS = 3
BASE = 5


def build_near_repeats(
    countables: Mapping[str, Countable], *, settings: Settings, period: Period
) -> dict[str, pd.DataFrame]:
    """Test whether burglaries and vehicle crimes are followed by others nearby.

    Returns
    -------
    dict
        ``near_repeat``: one row per category, area and pair of bands: ``category, area,
        distance_from, distance_to, day_from, day_to, pairs`` (cut down to a multiple of 5),
        ``ratio, p_value, events`` (likewise), ``since, until``. Only exact places are used, and
        two years up to the period's end. Without enough of them there is no row.
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
                table = _knox(here)
                pieces.append(table.assign(category=category, area=area, since=span.start))
    if not pieces:
        return {}
    return {"near_repeat": pd.concat(pieces, ignore_index=True).assign(until=span.end)}


def _knox(rows: pd.DataFrame) -> pd.DataFrame:
    table = knox_table(
        rows["easting"].astype(float).to_numpy(),
        rows["northing"].astype(float).to_numpy(),
        rows["committed_from"].dt.tz_localize(None),
        distance_bands=DISTANCE_BANDS_M,
        day_bands=DAY_BANDS,
        permutations=PERMUTATIONS,
    )
    pairs = table["observed"] // BASE * BASE
    return table.assign(
        pairs=pairs.astype("int64"),
        ratio=(pairs / table["expected"].where(table["expected"] > 0)).round(1),
        events=len(rows) // BASE * BASE,
    )[
        [
            "distance_from", "distance_to", "day_from", "day_to", "pairs", "ratio", "p_value",
            "events",
        ]
    ]  # fmt: skip


def build_spread_hours(
    countables: Mapping[str, Countable], *, settings: Settings, period: Period
) -> dict[str, pd.DataFrame]:
    """Spread each incident of a priority over the time in which it can have happened.

    Returns
    -------
    dict
        ``spread_hours``: one row per priority, area and three hours of the week: ``priority,
        area, time_slot, value`` (incidents, to the nearest 5), ``events`` (cut down to a multiple
        of 5) and ``long_share`` (share with a span over 8 hours). Only units with a time, areas
        with enough incidents, and where so many have a long span that the spread figures cannot
        be set against the counts by start: otherwise the two would give each other away.
    """
    pieces = []
    for priority in settings.priorities:
        unit = priority.headline_unit
        countable = countables.get(unit)
        if countable is None or not _has_time(countable, unit):
            continue
        members = countable.membership
        chosen = members["counts_to_priority"] & (members["priority"] == priority.id)
        rows = countable.rows.loc[members.loc[chosen, "incident"].unique()]
        rows = rows[rows["month"].isin(period.months)]
        for area, here in _by_area(rows, settings):
            if len(here) >= FEWEST_EVENTS and _long_share(here, unit) >= LONG_SHARE:
                pieces.append(_spread(here, unit).assign(priority=priority.id, area=area))
    return {"spread_hours": pd.concat(pieces, ignore_index=True)} if pieces else {}


def _has_time(countable: Countable, unit: str) -> bool:
    start, _ = INCIDENT_TIME[unit]
    return start in countable.rows and bool(countable.rows[start].notna().any())


def _long_share(rows: pd.DataFrame, unit: str) -> float:
    start, end = INCIDENT_TIME[unit]
    return float((rows[end] - rows[start] > pd.Timedelta(hours=LONG_HOURS)).mean())


def _spread(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    start, end = INCIDENT_TIME[unit]
    week = aoristic_week(rows[start], rows[end])
    quality = week.attrs["quality"]
    hours = week.to_numpy().reshape(len(WEEKDAYS), len(HOUR_BLOCKS), BLOCK_HOURS).sum(axis=2)
    return pd.DataFrame(
        {
            "time_slot": [f"{day} {block}" for day in WEEKDAYS for block in HOUR_BLOCKS],
            "value": ((hours.ravel() / BASE).round() * BASE).astype("int64"),
            "events": int(quality["n"]) // BASE * BASE,
            "long_share": round(float(quality["share_over_8_hours"]), 2),
        }
    )


def _by_area(rows: pd.DataFrame, settings: Settings) -> Iterator[tuple[str, pd.DataFrame]]:
    for district in settings.districts:
        yield district.code, rows[rows["district"] == district.code]
    codes = [district.code for district in settings.districts]
    yield settings.partnership.code, rows[rows["district"].isin(codes)]
