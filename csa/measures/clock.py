"""At what hour did it happen, when all that is known is a span?

Aoristic analysis spreads each event evenly over the time in which it can have happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from csa.errors import SchemaError
from csa.measures.inputs import Floats, as_floats, as_moments, check_between, same_length

CIVIL_TIME = "Europe/London"
MINUTE = 60
HOUR = 3_600
WEEK = 7 * 24 * HOUR
HOURS_IN_WEEK, HOURS_IN_DAY = 168, 24
WIDE_SPAN = 8 * HOUR
# The first day of computer time was a Thursday; weeks here start on Monday.
DAYS_FROM_MONDAY = 3
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Seconds = NDArray[np.int64]


def aoristic_hours(start: Any, end: Any, *, exclude_long: bool = False) -> pd.Series:
    """Spread events over the 24 hours of the day.

    Parameters
    ----------
    start, end : Series or array of datetimes
        Earliest and latest time of each event, row by row: local time, or any time zone, which
        is converted to London's with hours across a clock change counted as they passed.
    exclude_long : bool
        Leave out events that span a week or more instead of spreading them evenly.

    Returns
    -------
    Series
        Events by ``hour`` (0 to 23), adding up to the events used. ``attrs["quality"]`` holds
        ``n``, ``missing_start`` (dropped), ``missing_end`` and ``end_before_start`` (both counted
        whole in their first hour), ``a_week_or_more`` and ``share_over_8_hours``, the last NaN
        without events.

    Raises
    ------
    SchemaError
        If the columns differ in length or hold something that is not a time.

    Notes
    -----
    A span of at most a minute counts whole in its first hour. Sources that give only a month
    have no hours: do not pass them here.

    References
    ----------
    Ratcliffe (2002), Journal of Quantitative Criminology 18, 23-43.

    Examples
    --------
    >>> hours = aoristic_hours(["2016-04-01 23:30"], ["2016-04-02 01:15"])
    >>> hours[hours > 0].round(4).to_dict()
    {0: 0.5714, 1: 0.1429, 23: 0.2857}
    """
    weights, quality = _spread(start, end, exclude_long)
    hours = pd.Series(
        weights.reshape(7, 24).sum(axis=0), index=pd.RangeIndex(24, name="hour"), name="events"
    )
    hours.attrs["quality"] = quality
    return hours


def aoristic_week(start: Any, end: Any, *, exclude_long: bool = False) -> pd.DataFrame:
    """Spread events over the days and hours of the week.

    Parameters
    ----------
    start, end, exclude_long
        As in :func:`aoristic_hours`.

    Returns
    -------
    DataFrame
        Events by ``day`` (Monday to Sunday, the rows) and ``hour`` (0 to 23, the columns),
        adding up to the events used; ``attrs["quality"]`` as in :func:`aoristic_hours`.

    Raises
    ------
    SchemaError
        If the columns differ in length or hold something that is not a time.

    References
    ----------
    Ratcliffe (2002), Journal of Quantitative Criminology 18, 23-43.

    Examples
    --------
    >>> week = aoristic_week(["2016-04-01 23:30"], ["2016-04-02 00:30"])
    >>> week.loc[["Friday", "Saturday"], [0, 23]].values.tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    weights, quality = _spread(start, end, exclude_long)
    week = pd.DataFrame(
        weights.reshape(7, 24),
        index=pd.Index(DAYS, name="day"),
        columns=pd.RangeIndex(24, name="hour"),
    )
    week.attrs["quality"] = quality
    return week


def aoristic_draw(start: Any, end: Any, *, at: Any) -> pd.Series:
    """Place each event whole in one hour of the week, at a given part of its span.

    Parameters
    ----------
    start, end
        As in :func:`aoristic_hours`.
    at : Series or array of float
        The part of each event's span that has passed, from 0 to below 1. Where these are spread
        evenly, each hour is drawn as often as its weight in :func:`aoristic_week` says, so that
        the whole counts drawn are right on average.

    Returns
    -------
    Series
        ``hour_of_week`` of each event in order, 0 (Monday, midnight to one) to 167; missing where
        the start is.

    Raises
    ------
    SchemaError
        If the columns differ in length or hold something that is not a time.
    SettingsError
        If a part lies outside 0 to 1.

    Examples
    --------
    >>> spans = (["2016-04-01 23:30"] * 3, ["2016-04-02 01:15"] * 3)
    >>> aoristic_draw(*spans, at=[0.0, 0.5, 0.9]).tolist()
    [119, 120, 121]
    """
    part = as_floats(at, name="at")
    same_length(start, part, name="start and at")
    spans = _read_spans(start, end)
    is_started = as_moments(start, name="start").notna().to_numpy()
    part = part[is_started]
    for one in (part.min(initial=0.0), part.max(initial=0.0)):
        check_between(float(one), np.nextafter(0, -1), 1, name="at")
    is_point = spans.length <= MINUTE
    moment = spans.start + np.floor(np.where(is_point, 0, spans.length) * part).astype(np.int64)
    hours = _hour_of_week(moment // HOUR, is_zoned=spans.is_zoned)
    hours = np.where(spans.is_long, np.floor(part * HOURS_IN_WEEK).astype(np.int64), hours)
    drawn = pd.Series(pd.NA, index=range(is_started.size), dtype="Int64", name="hour_of_week")
    drawn[is_started] = hours
    return drawn


@dataclass(frozen=True)
class _Spans:
    """Events with a start, in seconds; those without a usable end have length 0."""

    start: Seconds
    length: Seconds
    is_zoned: bool
    quality: dict[str, Any]

    @property
    def is_long(self) -> NDArray[np.bool_]:
        return self.length >= WEEK


def busiest_hours(by_hour: pd.Series, *, share: float = 0.75) -> tuple[int, int]:
    """Return the shortest run of hours of the day that holds most events.

    Parameters
    ----------
    by_hour : Series
        Events of the hours 0 to 23; a run may go on past midnight.
    share : float
        The part of all events that the run must hold.

    Returns
    -------
    (int, int)
        Its first hour, and of how many hours it is: of runs as short the one with most events,
        then the earliest. Without an event it is the whole day.

    Examples
    --------
    >>> busiest_hours(pd.Series([4, 0, 0, *[0] * 19, 2, 6]))
    (23, 2)
    """
    counts = by_hour.to_numpy(dtype=float)
    needed = check_between(share, 0, 1, name="share") * counts.sum()
    if len(counts) != HOURS_IN_DAY or not needed:
        return 0, HOURS_IN_DAY
    twice = np.concatenate([[0.0], np.concatenate([counts, counts]).cumsum()])
    for length in range(1, HOURS_IN_DAY):
        held = twice[length : length + HOURS_IN_DAY] - twice[:HOURS_IN_DAY]
        if held.max() >= needed:
            return int(held.argmax()), length
    return 0, HOURS_IN_DAY


def _spread(start: Any, end: Any, exclude_long: bool) -> tuple[Floats, dict[str, Any]]:
    spans = _read_spans(start, end)
    n_long = int(spans.is_long.sum())
    n_left_out = n_long if exclude_long else 0
    weights = _spread_short(spans) + (n_long - n_left_out) / HOURS_IN_WEEK
    return weights, {"n": spans.start.size - n_left_out, **spans.quality}


def _spread_short(spans: _Spans) -> Floats:
    start, length = spans.start[~spans.is_long], spans.length[~spans.is_long]
    is_point = length <= MINUTE
    # A point is given its whole first hour, so that one formula serves all.
    start = np.where(is_point, start // HOUR * HOUR, start)
    length = np.where(is_point, HOUR, length)
    first, last = start // HOUR, (start + length - 1) // HOUR
    n_hours = last - first + 1
    event = np.repeat(np.arange(start.size), n_hours)
    hour = np.arange(event.size) - np.repeat(np.cumsum(n_hours) - n_hours - first, n_hours)
    begins = np.maximum(hour * HOUR, start[event])
    ends = np.minimum((hour + 1) * HOUR, (start + length)[event])
    slots = _hour_of_week(hour, is_zoned=spans.is_zoned)
    weights = (ends - begins) / length[event]
    return np.bincount(slots, weights=weights, minlength=HOURS_IN_WEEK).astype(float)


def _hour_of_week(hours: Seconds, *, is_zoned: bool) -> Seconds:
    if is_zoned:
        unique, inverse = np.unique(hours, return_inverse=True)
        moments = pd.DatetimeIndex(unique.astype("datetime64[h]").astype("datetime64[s]"), tz="UTC")
        civil = moments.tz_convert(CIVIL_TIME).tz_localize(None)
        hours = civil.to_numpy().astype("datetime64[h]").astype(np.int64)[inverse]
    return (hours + DAYS_FROM_MONDAY * 24) % HOURS_IN_WEEK


def _read_spans(start: Any, end: Any) -> _Spans:
    same_length(start, end, name="start and end")
    starts, ends = as_moments(start, name="start"), as_moments(end, name="end")
    is_zoned = starts.dt.tz is not None
    if ends.notna().any() and is_zoned != (ends.dt.tz is not None):
        raise SchemaError("start and end must both have a time zone, or neither.")
    is_started = starts.notna()
    begins = _as_seconds(starts[is_started])
    length = _as_seconds(ends[is_started]) - begins
    is_endless = ends[is_started].isna().to_numpy()
    is_reversed = ~is_endless & (length < 0)
    usable = np.where(is_endless | is_reversed, 0, length)
    quality = {
        "missing_start": int((~is_started).sum()),
        "missing_end": int(is_endless.sum()),
        "end_before_start": int(is_reversed.sum()),
        "a_week_or_more": int((usable >= WEEK).sum()),
        "share_over_8_hours": float((usable > WIDE_SPAN).mean()) if usable.size else float("nan"),
    }
    return _Spans(begins, usable, is_zoned, quality)


def _as_seconds(moments: pd.Series) -> Seconds:
    naive = moments.dt.tz_convert("UTC").dt.tz_localize(None) if moments.dt.tz else moments
    return naive.to_numpy("datetime64[s]").astype(np.int64)
