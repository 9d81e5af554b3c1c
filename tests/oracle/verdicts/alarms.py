"""How often do the verdicts of the pages sound an alarm in a world whose truth is known?

Each function draws worlds of one dispersion, puts them through the functions that the pages use,
and returns how often something was said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from worlds import BREAK, MONTHS, PERIOD, as_series, course, draw, quiet_years, total

from csa.measures.expected import control_months, usual_months
from csa.measures.overdispersion import learn_dispersion
from csa.measures.rates import poisson_interval
from csa.measures.trend import forecast, seasonal_index
from csa.measures.verdicts import judge_table
from csa.periods import Period

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
    """

    name: str
    nominal: float
    rate: Rate
    fast: int
    full: int


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


def usual(monthly: pd.Series) -> pd.DataFrame:
    """Judge the months of the period by those before it."""
    return usual_months(monthly, period=PERIOD, breaks=[BREAK])


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


MIXED = {f"type {n}": np.array([mean]) for n, mean in enumerate(np.geomspace(2, 200, 15))}
STEADY = course(season=0.15, growth=0.04)
STEPPED = course(season=0.2, growth=0.02, step=0.3)

ROWS: tuple[Row, ...] = (
    Row("Rose or fell, one row", 0.05, any_named({"one": np.array([40.0])}), 800, 6000),
    Row("Year to date, any of 15 rows", 0.10, any_named(MIXED), 200, 2500),
    Row("12 wards, any named", 0.10, any_named({"ward": np.geomspace(8, 60, 12)}), 300, 2500),
    Row("57 neighbourhoods, any named", 0.10,
        any_named({"lsoa": np.geomspace(0.5, 12, 57)}), 100, 1000),
    Row("Usual range, a month", 0.05, months_said(usual, STEPPED, each=True), 50, 1000),
    Row("Control chart, any of 10 months", 0.10,
        months_said(control, STEPPED, each=False), 100, 2000),
    Row("Steady growth of 4% a year called an unusual month", 0.10,
        months_said(control, STEADY, each=False), 100, 2000),
    Row("Season, any of 12 months", 0.10, season, 60, 1500),
    Row("True rate outside its printed 95% interval", 0.05, outside_rate, 300, 4000),
    Row("Month outside its forecast 80% interval", 0.20, outside_forecast(80), 40, 600),
    Row("Month outside its forecast 95% interval", 0.05, outside_forecast(95), 40, 600),
)  # fmt: skip
WARD_A_MONTH = 40.0
PLANTED = (0.15, 0.30, 0.60)
