"""A small synthetic town whose hotspots, near repeats and quiet corners are known."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.cells import Countable
from csa.periods import Period
from csa.settings import Place, Settings, load_settings

PERIOD = Period("2016-04", "2017-01")
MONTHS = Period("2014-02", "2017-01").months
DISTRICT = "E07000236"
WEST, SOUTH, SIDE = 400_000, 262_000, 8_000


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The partnership's own settings, with one named place in the small town."""
    real = load_settings()
    place = Place(
        slug="mill-green", name="Mill Green", district="redditch", easting=402_000,
        northing=264_000, radius_m=300,
    )  # fmt: skip
    return real.model_copy(update={"places": (place,)})


@pytest.fixture(scope="session")
def boundaries() -> dict[str, gpd.GeoDataFrame]:
    """A square district of two wards."""
    middle = WEST + SIDE / 2
    shapes = {
        "boundary_district": [("Redditch", box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE), DISTRICT)],
        "boundary_ward": [
            ("Westside", box(WEST, SOUTH, middle, SOUTH + SIDE), "W1"),
            ("Eastside", box(middle, SOUTH, WEST + SIDE, SOUTH + SIDE), "W2"),
        ],
    }
    return {
        name: gpd.GeoDataFrame(
            {
                "code": [c for _, _, c in rows],
                "name": [n for n, _, _ in rows],
                "district": DISTRICT,
            },
            geometry=[shape for _, shape, _ in rows],
            crs="EPSG:27700",
        )
        for name, rows in shapes.items()
    }


@pytest.fixture(scope="session")
def coverage() -> pd.DataFrame:
    """Every month of three years received."""
    return pd.DataFrame({"unit": "crime", "district": DISTRICT, "month": MONTHS, "status": "ok"})


def scattered(n: int, months: list[str], *, seed: int) -> pd.DataFrame:
    """Return crimes spread evenly over the district and the months."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "easting": rng.uniform(WEST, WEST + SIDE, n).round(),
            "northing": rng.uniform(SOUTH, SOUTH + SIDE, n).round(),
            "month": rng.choice(months, n),
        }
    )


def gathered(n: int, months: list[str], *, at: tuple[int, int], seed: int) -> pd.DataFrame:
    """Return crimes within about 150 m of a point."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "easting": (at[0] + rng.normal(0, 70, n)).round(),
            "northing": (at[1] + rng.normal(0, 70, n)).round(),
            "month": rng.choice(months, n),
        }
    )


def countable(*pieces: pd.DataFrame, quality: str = "exact") -> Countable:
    """Return crimes as a countable of one priority: criminal damage."""
    rows = pd.concat(pieces, ignore_index=True).assign(
        district=DISTRICT, ward="W1", lsoa="L1", coord_quality=quality,
        category="Criminal damage and arson",
    )  # fmt: skip
    membership = pd.DataFrame(
        {
            "incident": rows.index,
            "priority": "asb-damage-and-nuisance",
            "subtheme": "criminal-damage-and-arson",
            "counts_to_priority": True,
        }
    )
    return Countable(rows=rows, membership=membership, domains={})


@pytest.fixture(scope="session")
def town() -> SimpleNamespace:
    """The functions that make the town's crimes."""
    return SimpleNamespace(scattered=scattered, gathered=gathered, countable=countable)
