"""Four neighbourhoods in a row, and incidents on them that can be counted by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from csa import schemas
from csa.settings import Settings

GRID, REDDITCH, BROMSGROVE = "EPSG:27700", "E07000236", "E07000234"
# Four neighbourhoods of a kilometre in a row, the last one in the next district.
CODES = ["E01000001", "E01000002", "E01000003", "E01000004"]
SQUARES = [box(404_000 + 1000 * n, 267_000, 405_000 + 1000 * n, 268_000) for n in range(4)]
TABLES = {
    "geography": pd.DataFrame(
        {
            "lsoa": CODES, "lsoa_name": ["Mill 1A", "Mill 1B", "Mill 2A", "Heath 1A"],
            "ward": ["E05000001", "E05000001", "E05000002", "E05000003"],
            "ward_name": ["Greenlands", "Greenlands", "Winyates", "Heath"],
            "district": [REDDITCH] * 3 + [BROMSGROVE],
        }
    ),
    "boundary_lsoa": gpd.GeoDataFrame(
        {"code": CODES, "name": ["Mill 1A", "Mill 1B", "Mill 2A", "Heath 1A"],
         "district": [REDDITCH] * 3 + [BROMSGROVE]},
        geometry=SQUARES, crs=GRID,
    ),
    "boundary_ward": gpd.GeoDataFrame(
        {"code": ["E05000001", "E05000002", "E05000003"],
         "district": [REDDITCH, REDDITCH, BROMSGROVE]},
        geometry=[box(404_000, 267_000, 406_000, 268_000), *SQUARES[2:]], crs=GRID,
    ),
    "boundary_district": gpd.GeoDataFrame(
        {"code": [REDDITCH, BROMSGROVE]},
        geometry=[box(404_000, 267_000, 407_000, 268_000), box(407_000, 267_000, 408_000, 268_000)],
        crs=GRID,
    ),
}  # fmt: skip
# Month, day, hour, neighbourhood, type, and whether youths had a part; None is not recorded.
ASB = [
    ("2016-04", 4, 17, CODES[0], "Nuisance", True),
    ("2016-04", 5, 17, CODES[0], "Nuisance", None),
    ("2016-04", 6, 18, CODES[1], "Personal", False),
    ("2016-06", 6, 17, CODES[0], "Personal", True),
    ("2016-06", 7, 20, CODES[2], "Nuisance", False),
    ("2016-06", 8, 21, None, "Nuisance", False),
    ("2016-06", 9, 22, CODES[3], "Nuisance", False),
    ("2015-04", 9, 17, CODES[0], "Nuisance", True),
    ("2015-06", 9, 17, CODES[2], "Nuisance", True),
]
MONTHS = ("2015-04", "2015-05", "2015-06", "2016-04", "2016-05", "2016-06")
LOST = "2016-05"  # of all districts; Bromsgrove sent nothing in 2015 either


def asb() -> pd.DataFrame:
    """Return the incidents as a processed table."""
    fields = schemas.TABLES["asb"].fields
    frame = pd.DataFrame(index=range(len(ASB)), columns=[*fields], dtype="object")
    frame["month"], frame["lsoa"], frame["category"] = ([row[n] for row in ASB] for n in (0, 3, 4))
    frame["incident_id"] = [f"i{n}" for n in range(len(ASB))]
    known = TABLES["geography"].set_index("lsoa")
    frame["ward"] = frame["lsoa"].map(known["ward"])
    frame["district"] = frame["lsoa"].map(known["district"]).fillna(REDDITCH)
    at = [pd.Timestamp(f"{month}-{day:02d} {hour}:00", tz="Europe/London")
          for month, day, hour, *_ in ASB]  # fmt: skip
    frame["created_at"] = frame["created_until"] = pd.Series(at)
    east = {code: 404_500 + 1000 * n for n, code in enumerate(CODES)}
    frame["easting"] = frame["lsoa"].map(east).astype("Int64")
    frame["northing"] = frame["easting"].notna().map({True: 267_500, False: None}).astype("Int64")
    for name, field in fields.items():
        if field.kind == "flag":
            frame[name] = frame[name].astype("boolean")
    frame["flag_youth"] = pd.array([row[5] for row in ASB], dtype="boolean")
    return frame.assign(source="asb")


def coverage() -> pd.DataFrame:
    """Return which months were received of which district."""
    rows = [
        ("asb", "asb", district, month, "missing" if is_lost(district, month) else "ok")
        for district in (REDDITCH, BROMSGROVE, "E07000239")
        for month in MONTHS
    ]
    return pd.DataFrame(rows, columns=["source", "unit", "district", "month", "status"])


def is_lost(district: str, month: str) -> bool:
    """Say whether nothing was received."""
    return month == LOST or (district == BROMSGROVE and month < "2016")


class SquareStore:
    """The squares as a store has them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.read: list[str] = []
        self.tables = TABLES | {"asb": asb(), "coverage": coverage()}
        source = {"label": "Reports", "publisher": "The force"}
        self.catalogue = SimpleNamespace(tables=self.tables, sources={"asb": source})

    def load(
        self, table: str, *, district: str | None = None, since: str | None = None,
        until: str | None = None, source: str | None = None, columns: Any = None,
    ) -> pd.DataFrame:  # fmt: skip
        """Return some rows of a table."""
        self.read.append(table)
        rows = self.tables[table]
        if district is not None:
            rows = rows[rows["district"] == self.settings.district(district).code]
        if since or until:
            rows = rows[rows["month"].between(since or "", until or "9")]
        return rows[list(columns)] if columns else rows

    def coverage(self) -> pd.DataFrame:
        """Return the table of that name."""
        return self.load("coverage")
