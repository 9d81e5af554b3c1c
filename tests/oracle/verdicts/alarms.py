"""How often do the verdicts of the pages sound an alarm in a world whose truth is known?

Each function draws worlds of one dispersion, puts them through the functions that the pages use,
and returns how often something was said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry import box
from worlds import BREAK, DISPERSIONS, MONTHS, PERIOD, as_series, course, draw, quiet_years, total

from csa.counting.places.near_repeats import NOT_CLEAR, near_repeats
from csa.measures.day_kinds import DAY_KINDS, compare_kinds
from csa.measures.expected import control_months
from csa.measures.grid import CELL_SIZES_M, Grid, confirm_hot_cells
from csa.measures.overdispersion import learn_dispersion
from csa.measures.rates import poisson_interval
from csa.measures.trend import forecast, seasonal_index
from csa.measures.verdicts import Rules, judge_table
from csa.periods import Period

SIDE = 1000  # metres across a neighbourhood of the made-up town

Rate = Callable[[float, int, np.random.Generator], float]


@dataclass(frozen=True)
class Row:
    """One row of the table: what is said, how often it may be by chance, and how to find out.

    Attributes
    ----------
    name : str
        The verdict.
    nominal : float
        How often it is to be wrong.
    rate : callable
        Dispersion, number of worlds and random numbers in, share of worlds with an alarm out.
    fast, full : int
        Worlds of the fast form and of the full table.
    worlds : tuple of float
        The dispersions that are drawn; points on the ground are not drawn in clusters.
    """

    name: str
    nominal: float
    rate: Rate
    fast: int
    full: int
    worlds: tuple[float, ...] = DISPERSIONS


def allowed(row: Row, dispersion: float) -> float:
    """Return how often an alarm may be false: a little more than meant, but no multiple of it."""
    return row.nominal * (1.5 if dispersion <= 2 else 2.5)


def families(
    rng: np.random.Generator,
    dispersion: float,
    *,
    worlds: int,
    monthly: Mapping[str, np.ndarray],
    effect: float = 0.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw families of series with their own months, and judge this year against the last.

    Parameters
    ----------
    monthly : mapping of type to means
        By type of series, the mean a month of each of its areas; areas of a type vary alike.
    effect : float
        What is planted in the first series of each family, as a share of its level.

    Returns
    -------
    pairs, verdicts : DataFrame
        One row per series of every world, in order; ``family`` is the world.
    """
    means = np.concatenate(list(monthly.values()))
    kinds = np.repeat(list(monthly), [len(one) for one in monthly.values()])
    level = means[None, :, None] * quiet_years()[None, None, :] * np.ones((worlds, 1, 1))
    level[:, 0, np.array(MONTHS) >= PERIOD.start] *= 1 + effect
    counts = draw(rng, level, dispersion, level.shape)
    family = np.repeat(np.arange(worlds), means.size)
    history = pd.DataFrame(counts.reshape(-1, len(MONTHS)).T, index=MONTHS)
    kin = pd.Series([f"{world} {kind}" for world in range(worlds) for kind in kinds])
    pairs = learn_dispersion(history, period=PERIOD, kin=kin).assign(
        before=total(counts, PERIOD.a_year_earlier).ravel(),
        after=total(counts, PERIOD).ravel(),
        exposure_before=PERIOD.a_year_earlier.days,
        exposure_after=PERIOD.days,
        family=family,
    )
    return pairs, judge_table(pairs)


def any_named(monthly: Mapping[str, np.ndarray]) -> Rate:
    """Return how often any series of a family is said to have risen or fallen."""

    def rate(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
        pairs, verdicts = families(rng, dispersion, worlds=worlds, monthly=monthly)
        said = verdicts["word"] != "no clear change"
        return float(said.groupby(pairs["family"]).any().mean())

    return rate


def found(mean: float, effect: float) -> Rate:
    """Return how often a change planted in one of twelve wards is said."""

    def rate(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
        monthly = {"ward": np.full(12, mean)}
        pairs, verdicts = families(rng, dispersion, worlds=worlds, monthly=monthly, effect=effect)
        return float((verdicts.groupby(pairs["family"])["word"].first() == "rose").mean())

    return rate


def months_said(
    judge: Callable[[pd.Series], pd.DataFrame], level: np.ndarray, *, each: bool
) -> Rate:
    """Return how often a month, or any month, of the period is said to be unusual."""

    def rate(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
        said = []
        for counts in draw(rng, 40 * level, dispersion, (worlds, level.size)):
            table = judge(as_series(counts)).set_index("month")["side"]
            unusual = table.loc[PERIOD.start : PERIOD.end].isin(["above", "below"])
            said.append(unusual.mean() if each else float(unusual.any()))
        return float(np.mean(said))

    return rate


def control(monthly: pd.Series) -> pd.DataFrame:
    """Judge each month by all others."""
    return control_months(monthly, period=PERIOD, breaks=[BREAK])


def season(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
    """Return how often any month of the year is said to be high or low where none is."""
    level = 30 * course(season=0, growth=0.04)
    drawn = draw(rng, level, dispersion, (worlds, level.size))
    return float(np.mean([seasonal_index(as_series(one))["is_clear"].any() for one in drawn]))


def outside_rate(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
    """Return how often the printed interval of a rate does not hold the true rate."""
    level = np.array([3.0, 10.0, 40.0])[:, None] * course(season=0.2)
    counts = draw(rng, level, dispersion, (worlds, *level.shape))
    history = pd.DataFrame(counts.reshape(-1, len(MONTHS)).T, index=MONTHS)
    spread = learn_dispersion(history, period=PERIOD, kin=pd.Series(history.columns))
    now, truth = total(counts, PERIOD).ravel(), np.tile(total(level, PERIOD), worlds)
    lower, upper = poisson_interval(now, dispersion=spread["dispersion"], degrees=spread["degrees"])
    return float(np.mean((truth < lower) | (truth > upper)))


def outside_forecast(share: int) -> Rate:
    """Return how often a month lies outside the interval forecast for it."""
    months = Period("2012-04", "2017-01").months
    level = 40 * course(season=0.15, growth=0.04, months=months)

    def rate(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
        outside = []
        for counts in draw(rng, level, dispersion, (worlds, level.size)):
            told = forecast(pd.Series(counts[:-12], index=months[:-12]))
            if told.is_publishable:
                low, high = (told.table[f"{end}_{share}"].to_numpy() for end in ("lower", "upper"))
                outside.append(np.mean((counts[-12:] < low) | (counts[-12:] > high)))
        return float(np.mean(outside))

    return rate


def spreads(
    rng: np.random.Generator, mean: float, dispersion: float, worlds: int
) -> list[dict[str, float]]:
    """Return what is learnt of the dispersion from the months of one series in each world."""
    months = draw(rng, mean * quiet_years(), dispersion, (worlds, len(MONTHS)))
    history = pd.DataFrame(months.T, index=MONTHS)
    learnt = learn_dispersion(history, period=PERIOD, kin=pd.Series(history.columns))
    return learnt.to_dict("records")


def kinds_of_days(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
    """Return how often any kind of day is said to differ from a weekday in term."""
    days = pd.Series(dict(zip(DAY_KINDS, (158, 52, 8, 88), strict=True)))
    bounds, alarms = days * 0.0, []
    for spread in spreads(rng, 40.0, dispersion, worlds):
        values = pd.Series(draw(rng, 1.3 * days, dispersion, (len(days),)), index=days.index)
        said = compare_kinds(values, days, bounds=bounds, rules=Rules(), **spread)
        alarms.append(said.str.startswith("clearly").any())
    return float(np.mean(alarms))


@cache
def town() -> tuple[list[Any], np.ndarray, list[Grid], list[np.ndarray]]:
    """Return 64 neighbourhoods of a town, dense in the middle, their residents, and two grids."""
    places = [box(x, y, x + SIDE, y + SIDE) for x in range(0, 8 * SIDE, SIDE)
              for y in range(0, 8 * SIDE, SIDE)]  # fmt: skip
    middle = [abs(one.centroid.x - 4 * SIDE) + abs(one.centroid.y - 4 * SIDE) for one in places]
    residents = np.where(np.array(middle) < 3.5 * SIDE, 4000.0, 400.0)
    grids = [Grid.over(box(0, 0, 8 * SIDE, 8 * SIDE), size=size) for size in CELL_SIZES_M]
    return places, residents, grids, [grid.share_out(places, residents) for grid in grids]


def scattered(
    rng: np.random.Generator, chances: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw points, each in a neighbourhood by its chance and anywhere within it."""
    places = town()[0]
    chosen = rng.choice(chances.size, number, p=chances.ravel() / chances.sum())
    corners = np.array([one.bounds[:2] for one in places])[chosen % len(places)]
    x, y = (corners + rng.uniform(0, SIDE, corners.shape)).T
    return x, y, chosen // len(places)


def hotspots(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
    """Return how often a hotspot is found where everybody is at the same risk."""
    _, residents, grids, at_risk = town()
    alarms = []
    for _ in range(worlds):
        x, y, _ = scattered(rng, residents, 800)
        alarms.append(confirm_hot_cells(grids, x, y, at_risk=at_risk).confirmed.any())
    return float(np.mean(alarms))


def near_repeat(dispersion: float, worlds: int, rng: np.random.Generator) -> float:
    """Return how often crimes are said to follow each other where areas merely drift."""
    _, residents, _, _ = town()
    days = np.arange(730)
    alarms = []
    for _ in range(worlds):
        swing = np.sin(2 * np.pi * days[:, None] / 365 + rng.uniform(0, 2 * np.pi, residents.size))
        x, y, day = scattered(rng, np.exp(swing) * residents, 500)
        moments = pd.Timestamp("2015-02-01", tz="Europe/London") + pd.to_timedelta(day, unit="D")
        rows = pd.DataFrame({"easting": x, "northing": y, "committed_from": moments})
        alarms.append((near_repeats(rows)["strength"] != NOT_CLEAR).any())
    return float(np.mean(alarms))


MIXED = {f"type {n}": np.array([mean]) for n, mean in enumerate(np.geomspace(2, 200, 15))}
STEADY = course(season=0.15, growth=0.04)
STEPPED = course(season=0.2, growth=0.02, step=0.3)

ROWS: tuple[Row, ...] = (
    Row("Rose or fell, one row", 0.05, any_named({"one": np.array([40.0])}), 800, 6000),
    Row("Year to date, any of 15 rows", 0.10, any_named(MIXED), 200, 2500),
    Row("12 wards, any named", 0.10, any_named({"ward": np.geomspace(8, 60, 12)}), 300, 2500),
    Row("57 neighbourhoods, any named", 0.10,
        any_named({"lsoa": np.geomspace(0.5, 12, 57)}), 100, 1000),
    Row("Control chart, any of 10 months", 0.10,
        months_said(control, STEPPED, each=False), 100, 2000),
    Row("Steady growth of 4% a year called an unusual month", 0.10,
        months_said(control, STEADY, each=False), 100, 2000),
    Row("Season, any of 12 months", 0.10, season, 60, 1500),
    Row("Kinds of days, any of 3", 0.10, kinds_of_days, 200, 2500),
    Row("Hotspots where risk per resident is equal, 800 incidents", 0.05, hotspots, 40, 600,
        worlds=(1.0,)),
    Row("Near repeats where areas merely drift, any band", 0.05, near_repeat, 20, 300,
        worlds=(1.0,)),
    Row("True rate outside its printed 95% interval", 0.05, outside_rate, 300, 4000),
    Row("Month outside its forecast 80% interval", 0.20, outside_forecast(80), 40, 600),
    Row("Month outside its forecast 95% interval", 0.05, outside_forecast(95), 40, 600),
)  # fmt: skip
WARD_A_MONTH = 40.0
PLANTED = (0.15, 0.30, 0.60)
