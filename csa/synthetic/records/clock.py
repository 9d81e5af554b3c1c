"""When were the crimes and incidents committed?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator

# Weight of each hour for what happens at a moment somebody saw.
_MOMENT = np.array(
    [34, 26, 18, 12, 8, 6, 8, 14, 28, 32, 36, 40, 46, 44, 46, 56, 58, 56, 56, 54, 56, 56, 52, 44],
    dtype=float,
)
_DAYTIME = np.zeros(24)
_DAYTIME[8:20] = [2, 6, 9, 11, 11, 10, 11, 12, 11, 9, 5, 3]
_HOUR = 60
_DAY = 24 * _HOUR
# The hour that the spring clock change leaves out, 01:00 to 01:59 on these days.
_SPRING_DAYS = np.array(
    ["2013-03-31", "2014-03-30", "2015-03-29", "2016-03-27"], dtype="datetime64[D]"
)

Times = tuple[np.ndarray, np.ndarray]

NIGHT = (21, 4)


def at_night(times: pd.Series) -> np.ndarray:
    """Return which times lie from 21:00 to 03:59; an unknown one does not."""
    hour = times.dt.hour
    return ((hour >= NIGHT[0]) | (hour < NIGHT[1])).to_numpy()


def committed(rng: Generator, recorded: np.ndarray, span: str) -> Times:
    """Return from and to (datetime64[m], local time) of crimes recorded on the given days.

    ``span`` says how exactly the time is known: ``moment``, ``daytime``, ``day``, ``night`` or
    ``absence``. No crime ends after the day it was recorded on.
    """
    lag = np.where(rng.random(len(recorded)) < 0.55, 0, rng.geometric(0.35, len(recorded)) - 1)
    late = rng.random(len(recorded)) < 0.015
    lag = np.where(late, rng.integers(30, 400, len(recorded)), lag)
    day = (recorded - lag.astype("timedelta64[D]")).astype("datetime64[m]")
    start, end = _SPANS[span](rng, len(recorded))
    begun = outside_gap(day + _minutes(start))
    return begun, np.maximum(begun, outside_gap(day + _minutes(end)))


def moments(rng: Generator, days: np.ndarray) -> np.ndarray:
    """Return one moment on each day, by the hours at which people call."""
    start, _ = _moment(rng, len(days))
    return outside_gap(days.astype("datetime64[m]") + _minutes(start))


def night_moments(rng: Generator, nights: np.ndarray) -> np.ndarray:
    """Return one moment between 22:00 on each day and 02:59 on the next."""
    return outside_gap(
        nights.astype("datetime64[m]") + _minutes(rng.integers(22 * _HOUR, 27 * _HOUR, len(nights)))
    )


def evening_moments(rng: Generator, days: np.ndarray) -> np.ndarray:
    """Return one moment between 16:00 and 21:59 on each day."""
    return np.asarray(
        days.astype("datetime64[m]") + _minutes(rng.integers(16 * _HOUR, 22 * _HOUR, len(days)))
    )


def _minutes(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.floor(values).astype("timedelta64[m]"))


def _by_hour(rng: Generator, n: int, weights: np.ndarray) -> np.ndarray:
    hours = rng.choice(24, size=n, p=weights / weights.sum())
    return hours * _HOUR + rng.integers(0, _HOUR, n)


def _moment(rng: Generator, n: int) -> Times:
    start = _by_hour(rng, n, _MOMENT)
    return start, np.minimum(start + rng.integers(0, 20, n), _DAY - 1)


def _daytime(rng: Generator, n: int) -> Times:
    start = _by_hour(rng, n, _DAYTIME)
    return start, start + rng.integers(0, 25, n)


def _day(rng: Generator, n: int) -> Times:
    start = _by_hour(rng, n, _MOMENT)
    return start, np.minimum(start + rng.integers(10, 8 * _HOUR, n), _DAY - 1)


def _night(rng: Generator, n: int) -> Times:
    overnight = rng.random(n) < 0.7
    start = np.where(overnight, -rng.integers(1 * _HOUR, 7 * _HOUR, n), _by_hour(rng, n, _MOMENT))
    short = np.minimum(start + rng.integers(20, 4 * _HOUR, n), _DAY - 1)
    return start, np.where(overnight, rng.integers(6 * _HOUR, 9 * _HOUR, n), short)


def _absence(rng: Generator, n: int) -> Times:
    kind = rng.choice(3, size=n, p=[0.46, 0.40, 0.14])
    start = np.choose(
        kind,
        [
            rng.integers(7 * _HOUR, 11 * _HOUR, n),
            -rng.integers(0, 3 * _HOUR, n),
            -rng.integers(1, 9, n) * _DAY + rng.integers(7 * _HOUR, 20 * _HOUR, n),
        ],
    )
    end = np.choose(
        kind,
        [
            rng.integers(14 * _HOUR, 19 * _HOUR, n),
            rng.integers(5 * _HOUR, 8 * _HOUR, n),
            rng.integers(9 * _HOUR, 21 * _HOUR, n),
        ],
    )
    return start, end


_SPANS = {
    "moment": _moment,
    "daytime": _daytime,
    "day": _day,
    "night": _night,
    "absence": _absence,
}


def outside_gap(times: np.ndarray) -> np.ndarray:
    """Return times (datetime64[m]) with those that the spring clock change skips an hour later."""
    day = times.astype("datetime64[D]")
    hour = (times - day.astype("datetime64[m]")).astype(int) // _HOUR
    missing = np.isin(day, _SPRING_DAYS) & (hour == 1)
    return np.asarray(times + np.where(missing, _HOUR, 0).astype("timedelta64[m]"))
