"""Where did the crimes and incidents happen, and how well is that known?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator, default_rng

from csa.errors import SettingsError
from csa.settings import Settings
from csa.synthetic.places.gazetteer import CENTRES
from csa.synthetic.places.geography import ADDRESSES_PER_LSOA, GROUND_SEED, Ground

PREMISES_PER_CENTRE = 60
QUALITY = {"exact": 0.86, "street": 0.08, "snap": 0.03, "none": 0.03}
WITHOUT_CODE = 0.008
REPEAT_ADDRESSES = 3


def place_homes(
    rng: Generator, ground: Ground, district: str, *, n: int, need: float, repeated: float = 0.0
) -> pd.DataFrame:
    """Return n places where people live: ``lsoa`` (position), ``easting``, ``northing``.

    More people and, by ``need``, more deprivation mean more incidents; ``repeated`` is as in
    :func:`at_addresses`.
    """
    candidates = ground.rows_of(district)
    weights = area_weights(ground, candidates, need=need)
    lsoas = rng.choice(candidates, size=n, p=weights / weights.sum())
    return at_addresses(rng, ground, lsoas, repeated=repeated)


def area_weights(ground: Ground, rows: np.ndarray, *, need: float) -> np.ndarray:
    """Return the expected share of incidents of LSOAs, not yet summing to 1."""
    deprivation = ground.lsoas["deprivation"].to_numpy()[rows]
    return np.asarray(np.exp(need * deprivation))


def at_addresses(
    rng: Generator, ground: Ground, lsoas: np.ndarray, *, repeated: float = 0.0
) -> pd.DataFrame:
    """Return an address in each of the given LSOAs; some addresses are busier than others.

    Three addresses of each LSOA have the share ``repeated`` besides.
    """
    drawn = rng.random(len(lsoas))
    once = np.clip(drawn - repeated, 0, None) / (1 - repeated)
    house = np.where(
        drawn < repeated,
        REPEAT_ADDRESSES * drawn / max(repeated, 1e-9),
        ADDRESSES_PER_LSOA * once**1.25,
    ).astype(int)
    easting, northing = ground.addresses
    return pd.DataFrame(
        {"lsoa": lsoas, "easting": easting[lsoas, house], "northing": northing[lsoas, house]}
    )


def place_centres(
    rng: Generator, ground: Ground, settings: Settings, *, district: str, n: int
) -> pd.DataFrame:
    """Return n places among the shops and bars of a district's centres."""
    centres = CENTRES[district]
    weights = np.array(list(centres.values()))
    chosen = rng.choice(len(centres), size=n, p=weights / weights.sum())
    rank = 1 / (np.arange(PREMISES_PER_CENTRE) + 3.0)
    premises = rng.choice(PREMISES_PER_CENTRE, size=n, p=rank / rank.sum())
    points = np.stack([_premises(settings, slug) for slug in centres])[chosen, premises]
    return at_points(ground, points)


def place_near(
    rng: Generator, ground: Ground, point: tuple[float, float], *, radius: float, n: int
) -> pd.DataFrame:
    """Return n places around a point, denser towards it, none further than the radius."""
    distance = (radius - 1) * rng.random(n) ** 0.8
    angle = rng.uniform(0, 2 * np.pi, n)
    away = np.column_stack([np.cos(angle), np.sin(angle)]) * distance[:, None]
    return at_points(ground, np.trunc(np.array(point) + away))


def at_points(ground: Ground, points: np.ndarray) -> pd.DataFrame:
    """Return the places at the given coordinates (n × 2, metres)."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    return pd.DataFrame(
        {
            "lsoa": ground.locate(points[:, 0], points[:, 1]),
            "easting": points[:, 0],
            "northing": points[:, 1],
        }
    )


def circle_of(settings: Settings, slug: str) -> tuple[int, int, int]:
    """Return easting, northing and radius of a named place.

    Raises
    ------
    SettingsError
        If the place is not a circle: the synthetic partnership's centres are.
    """
    circle = settings.place(slug).circle
    if circle is None:
        raise SettingsError(
            f"The synthetic partnership needs the named place '{slug}' as a circle: give it "
            "easting, northing and radius_m in config/partnership.toml."
        )
    return circle


def _premises(settings: Settings, slug: str) -> np.ndarray:
    east, north, radius = circle_of(settings, slug)
    rng = default_rng([GROUND_SEED, 3, east, north])
    distance = 0.85 * radius * np.sqrt(rng.random(PREMISES_PER_CENTRE))
    angle = rng.uniform(0, 2 * np.pi, PREMISES_PER_CENTRE)
    away = np.column_stack([np.cos(angle), np.sin(angle)]) * distance[:, None]
    return np.round(np.array([east, north]) + away)


def describe_location(
    rng: Generator, ground: Ground, frame: pd.DataFrame, *, keep: np.ndarray
) -> pd.DataFrame:
    """Return the location columns of a raw file, from ``district, lsoa, easting, northing``.

    A share of the rows is known only to the street or to a snap point, some not at all; a few have
    coordinates but no code. Rows marked in ``keep`` stay exact.
    """
    n = len(frame)
    quality = rng.choice(list(QUALITY), size=n, p=list(QUALITY.values()))
    quality = np.where(keep, "exact", quality)
    grid = np.select([quality == "street", quality == "snap"], [40.0, 100.0], 1.0)
    nowhere = quality == "none"
    no_code = nowhere | ((rng.random(n) < WITHOUT_CODE) & (quality == "exact") & ~keep)
    rows = frame["lsoa"].to_numpy()
    road = (frame["easting"].to_numpy() // 80 + frame["northing"].to_numpy() // 80 * 7) % 900 + 1
    text = np.array([f"Invented Road {int(number):03d}" for number in road], dtype=object)
    codes = ground.districts.set_index("slug")["code"]
    return pd.DataFrame(
        {
            "location_text": np.where(nowhere, "", text),
            "easting": _whole(frame["easting"].to_numpy(), grid, nowhere),
            "northing": _whole(frame["northing"].to_numpy(), grid, nowhere),
            "coord_quality": quality,
            "lsoa_code": np.where(no_code, "", ground.lsoas["code"].to_numpy(dtype=object)[rows]),
            "district_code": frame["district"].map(codes).to_numpy(),
        },
        index=frame.index,
    )


def _whole(values: np.ndarray, grid: np.ndarray, nowhere: np.ndarray) -> pd.arrays.IntegerArray:
    rounded = (np.round(values / grid) * grid).astype("int64")
    return pd.arrays.IntegerArray(rounded, nowhere.copy())
