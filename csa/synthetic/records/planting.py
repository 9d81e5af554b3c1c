"""How are the planted crimes made?

Every function returns rows with the columns of :func:`csa.synthetic.records.crimes.draw_crimes`
(without reference and status), with exact places and times.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator

from csa.settings import Settings
from csa.synthetic.draws import days_within, month_array, stream
from csa.synthetic.places.geography import Ground
from csa.synthetic.places.placing import at_points, circle_of, place_homes, place_near
from csa.synthetic.records.clock import committed, evening_moments, moments, night_moments
from csa.synthetic.records.offences import offence_table
from csa.synthetic.records.planted import NTE_PLACES, PLANTED, Planted

HATE_COMPLAINT = "SYN-CR-90001"
_ONE_DAY = np.timedelta64(1, "D")


def plant_crimes(seed: int, ground: Ground, settings: Settings) -> pd.DataFrame:
    """Return all planted crimes."""
    frames = [
        _damage_hotspot(stream(seed, name), ground, name)
        for name in ("hotspot-persistent", "hotspot-emerging", "hotspot-former")
    ]
    for district, place in NTE_PLACES.items():
        rng = stream(seed, f"night {district}")
        point = circle_of(settings, place)[:2]
        frames.append(_night_violence(rng, ground, district=district, point=point))
    frames.append(_shoplifting_series(stream(seed, "series"), ground, settings))
    frames.append(_near_repeats(stream(seed, "near repeats"), ground))
    frames.append(_hate_complaint(stream(seed, "hate complaint"), ground))
    return pd.concat(frames, ignore_index=True)


def _rows(
    places: pd.DataFrame,
    *,
    plant: str,
    district: str,
    recorded: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    codes: np.ndarray,
) -> pd.DataFrame:
    """Put together the columns of planted crimes."""
    table = offence_table().drop(columns="share").set_index("code", drop=False)
    frame = places.assign(
        plant=plant,
        district=district,
        recorded=recorded,
        committed_from=start,
        committed_to=end,
        complaint_ref="",
    )
    return frame.join(table.loc[codes].reset_index(drop=True))


def _monthly(plan: Planted, n: int) -> np.ndarray:
    """Return the month of each of n crimes, as many in every month of the plan."""
    months = month_array(plan.since, plan.until)
    return np.repeat(months, n // len(months))


def _damage_hotspot(rng: Generator, ground: Ground, name: str) -> pd.DataFrame:
    plan = PLANTED[name]
    months = _monthly(plan, plan.numbers["rows"])
    recorded = days_within(rng, months)
    start, end = committed(rng, recorded, "night")
    point, radius = plan.point or (0, 0), plan.radius_m or 0
    places = place_near(rng, ground, point, radius=radius, n=len(months))
    codes = rng.choice(["58A", "58B", "58C", "58D"], size=len(months), p=[0.3, 0.1, 0.4, 0.2])
    return _rows(
        places, plant=name, district=plan.district or "", recorded=recorded,
        start=start, end=end, codes=codes,
    )  # fmt: skip


def _night_violence(
    rng: Generator, ground: Ground, *, district: str, point: tuple[int, int]
) -> pd.DataFrame:
    """Violence in a town centre: three quarters on Friday and Saturday nights."""
    plan = PLANTED["night-time-violence"]
    share = plan.numbers["percent Friday and Saturday 22:00 to 02:59"]
    months = _monthly(plan, plan.numbers[district])
    weekend = np.arange(len(months)) * share % 100 >= 100 - share
    recorded = days_within(rng, months)
    nights = _weekend_nights(rng, months[weekend])
    at = np.empty(len(months), dtype="datetime64[m]")
    at[weekend] = night_moments(rng, nights)
    recorded[weekend] = nights + _ONE_DAY
    at[~weekend] = evening_moments(rng, recorded[~weekend])
    places = place_near(rng, ground, point, radius=220, n=len(months))
    codes = rng.choice(["8N", "105A", "5D"], size=len(months), p=[0.62, 0.34, 0.04])
    return _rows(
        places, plant="night-time-violence", district=district, recorded=recorded,
        start=at, end=at, codes=codes,
    )  # fmt: skip


def _weekend_nights(rng: Generator, months: np.ndarray) -> np.ndarray:
    """Return a Friday or Saturday for each month whose next day lies in the month."""
    first = months.astype("datetime64[D]") - _ONE_DAY
    weekday = (first.astype(int) + 3) % 7  # 1970-01-01 was a Thursday, Monday is 0
    fridays = first + ((4 - weekday) % 7).astype("timedelta64[D]")
    week = rng.integers(0, 4, len(months)) * 7
    night = fridays + week.astype("timedelta64[D]")
    return np.asarray(night + rng.integers(0, 2, len(months)).astype("timedelta64[D]"))


def _shoplifting_series(rng: Generator, ground: Ground, settings: Settings) -> pd.DataFrame:
    plan = PLANTED["shoplifting-series"]
    months = _monthly(plan, plan.numbers["crimes"])
    recorded = days_within(rng, months)
    start, end = committed(rng, recorded, "daytime")
    centre = circle_of(settings, "kidderminster-town-centre")[:2]
    shops = place_near(rng, ground, centre, radius=250, n=9)
    places = shops.iloc[rng.integers(0, len(shops), len(months))].reset_index(drop=True)
    return _rows(
        places, plant="shoplifting-series", district="wyre-forest", recorded=recorded,
        start=start, end=end, codes=np.full(len(months), "46"),
    )  # fmt: skip


def _near_repeats(rng: Generator, ground: Ground) -> pd.DataFrame:
    """First burglaries anywhere, each followed by one nearby within days."""
    plan = PLANTED["near-repeat-burglary"]
    n = plan.numbers["first burglaries"]
    months = _monthly(plan, n)
    firsts = place_homes(rng, ground, "bromsgrove", n=n, need=0.1)
    # The follower comes 2 to 10 days later and must be recorded by the end of January 2017.
    day = months.astype("datetime64[D]") + rng.integers(0, 17, n).astype("timedelta64[D]")
    later = day + rng.integers(2, plan.numbers["days"] + 1, n).astype("timedelta64[D]")
    followers = _close_by(rng, ground, firsts, reach=plan.numbers["metres"])
    days = np.concatenate([day, later])
    start = days.astype("datetime64[m]") + rng.integers(9 * 60, 14 * 60, 2 * n).astype(
        "timedelta64[m]"
    )
    end = start + rng.integers(60, 6 * 60, 2 * n).astype("timedelta64[m]")
    return _rows(
        pd.concat([firsts, followers], ignore_index=True), plant="near-repeat-burglary",
        district="bromsgrove", recorded=days, start=start, end=end,
        codes=rng.choice(["28A", "28B"], size=2 * n, p=[0.85, 0.15]),
    )  # fmt: skip


def _close_by(rng: Generator, ground: Ground, places: pd.DataFrame, *, reach: int) -> pd.DataFrame:
    """Return a place within reach of each place, still in Bromsgrove."""
    origin = places[["easting", "northing"]].to_numpy(dtype=float)
    shapes = ground.districts.set_index("slug")["geometry"]["bromsgrove"]
    found = origin.copy()
    pending = np.arange(len(origin))
    while len(pending):
        angle = rng.uniform(0, 2 * np.pi, len(pending))
        away = rng.uniform(10, reach - 2, len(pending))
        step = np.column_stack([np.cos(angle), np.sin(angle)]) * away[:, None]
        found[pending] = np.trunc(origin[pending] + step)
        inside = shapely.contains_xy(shapes, found[pending, 0], found[pending, 1])
        pending = pending[~inside]
    return at_points(ground, found)


def _hate_complaint(rng: Generator, ground: Ground) -> pd.DataFrame:
    """One complaint of September 2016 that became ten crimes in one street."""
    n = PLANTED["hate-complaint"].numbers["of one complaint"]
    recorded = np.full(n, np.datetime64("2016-09-14"))
    at = moments(rng, recorded - rng.integers(1, 40, n).astype("timedelta64[D]"))
    home = place_homes(rng, ground, "bromsgrove", n=1, need=0.3)
    places = home.iloc[np.zeros(n, dtype=int)].reset_index(drop=True)
    frame = _rows(
        places, plant="hate-complaint", district="bromsgrove", recorded=recorded,
        start=at, end=at, codes=np.full(n, "9A"),
    )  # fmt: skip
    return frame.assign(complaint_ref=HATE_COMPLAINT)
