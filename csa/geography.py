"""Which LSOA, ward and district does a code or a point belong to?

A code decides. A 2011 code is carried to 2021 through the ONS look-up; where its LSOA was split,
the coordinate chooses among the children. A coordinate alone decides only where there is no code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from csa.errors import GeographyError
from csa.settings.texts import NATIONAL_GRID

if TYPE_CHECKING:
    import geopandas
    from pyproj import Transformer
    from shapely import STRtree

CRS = NATIONAL_GRID
MARGIN_M = 5_000  # generalised boundaries and snapped points reach over an edge, not this far
NO_CODE = -1
OUTSIDE = -2
UNKNOWN = -3
FIRST_SPLIT = -10
LAST_CODES = {"E01": 36_000, "W01": 2_100}  # none was issued beyond these up to 2025
CODE_LENGTH = 9
AREA_CODE = re.compile(r"[A-Z]\d{8}")
NORTHERN_IRISH_CODE = re.compile(r"\d{2}[A-Z]{2}\d{2}[A-Z]\d")
OURS = ("E", "W")  # a code of England or Wales that is no LSOA is one of a ward or a district
APART_M = 250  # farther from a neighbourhood than its drawn edge or a snapped point is from its own
LSOA_SUFFIX = len(" 001A")


class Geography:
    """The partnership's areas, and how codes and points find them.

    Parameters
    ----------
    areas : DataFrame
        The table ``geography``: one row per LSOA 2021 of the partnership.
    changes : DataFrame
        The table ``lsoa_change``: one row per pair of a 2011 and a 2021 code.
    boundaries : GeoDataFrame, optional
        The table ``boundary_lsoa``; without it no point can be placed.
    """

    def __init__(
        self,
        areas: pd.DataFrame,
        changes: pd.DataFrame,
        boundaries: geopandas.GeoDataFrame | None = None,
    ) -> None:
        self.areas = areas.reset_index(drop=True)
        self.changes = changes
        self.districts = sorted(set(self.areas["district"]))
        self.lsoas = pa.array(self.areas["lsoa"], pa.string())
        self.wards = pa.array(self.areas["ward"], pa.string())
        self.district_of_row = self.areas["district"].map(self.districts.index).to_numpy()
        self._district_rows = self._find_districts()
        self.splits: list[list[int]] = []
        self._targets = self._find_targets()
        self._boundaries = boundaries
        self._names: dict[str, int] = {}

    @classmethod
    def of_names(cls, districts: Mapping[str, str]) -> Geography:
        """Return what is known without look-ups: districts, by code, and what they are called.

        A row is then in the district that the name of its neighbourhood begins with.
        """
        found = cls(
            pd.DataFrame(columns=["lsoa", "ward", "district", "district_name"], dtype="str"),
            pd.DataFrame(columns=["lsoa11", "lsoa21"], dtype="str"),
        )
        found.districts = sorted(districts)
        found._district_rows = {code: row for row, code in enumerate(found.districts)}
        found._names = {districts[code]: row for row, code in enumerate(found.districts)}
        return found

    @property
    def has_lookups(self) -> bool:
        """Whether neighbourhoods are known."""
        return len(self.areas) > 0

    def districts_named(self, names: Sequence[str]) -> list[int]:
        """Return which district each name of an LSOA begins with; :data:`OUTSIDE` for no other."""
        return [self._names.get(name[:-LSOA_SUFFIX], OUTSIDE) for name in names]

    def _find_targets(self) -> dict[str, int]:
        row_of = {code: row for row, code in enumerate(self.areas["lsoa"])}
        targets: dict[str, int] = {}
        for parent, pairs in self.changes.groupby("lsoa11", sort=True):
            children = [row_of[code] for code in sorted(pairs["lsoa21"]) if code in row_of]
            if len(children) > 1:
                targets[str(parent)] = FIRST_SPLIT - len(self.splits)
                self.splits.append(children)
            elif children:
                targets[str(parent)] = children[0]
        return {**targets, **row_of}

    def _find_districts(self) -> dict[str, int]:
        rows = {code: row for row, code in enumerate(self.districts)}
        if "district_also" not in self.areas:
            return rows
        also = self.areas.dropna(subset=["district_also"])
        known = dict(zip(also["district_also"], also["district"].map(rows), strict=True))
        return {**known, **rows}

    def district_row(self, code: str) -> int:
        """Return the place of a district among :attr:`districts`; :data:`OUTSIDE` for none of ours.

        A code that one of the look-ups has instead of the partnership's own leads to it as well.
        """
        return self._district_rows.get(code.upper(), OUTSIDE)

    @cached_property
    def _ward_rows(self) -> dict[str, int]:
        return {code: row for row, code in reversed([*enumerate(self.areas["ward"])])}

    def ward_row(self, code: str) -> int:
        """Return the first row of :attr:`areas` in a ward; :data:`NO_CODE` for none of ours."""
        return self._ward_rows.get(code.upper(), NO_CODE)

    def targets(self, codes: Sequence[str]) -> list[int]:
        """Return where each code leads, whatever its case.

        Returns
        -------
        list of int
            A row of :attr:`areas`; :data:`OUTSIDE`; :data:`UNKNOWN` for a code that was never
            issued; or, at and below :data:`FIRST_SPLIT`, one of :attr:`splits`.
        """
        known = self._targets
        for code in codes:
            if code not in known:
                known[code] = self._target(code.upper())
        return [known[code] for code in codes]

    def are_ours(self, names: Sequence[str]) -> list[bool]:
        """Return which names of LSOAs ("Redditch 001A") are made of a name of our districts."""
        return [name[:-LSOA_SUFFIX] in self._district_names for name in names]

    @cached_property
    def _district_names(self) -> frozenset[str]:
        return frozenset(self.areas["district_name"])

    def _target(self, code: str) -> int:
        if code in self._targets:
            return self._targets[code]
        last = LAST_CODES.get(code[:3])
        if last is None:
            elsewhere = AREA_CODE.fullmatch(code) and not code.startswith(OURS)
            return OUTSIDE if elsewhere or NORTHERN_IRISH_CODE.fullmatch(code) else UNKNOWN
        issued = len(code) == CODE_LENGTH and code[3:].isdigit() and 0 < int(code[3:]) <= last
        if not issued:
            return UNKNOWN
        return OUTSIDE if self.has_lookups else NO_CODE

    def split_children(self, target: int) -> list[int]:
        """Return the rows of :attr:`areas` that a split LSOA became."""
        return self.splits[FIRST_SPLIT - target]

    @property
    def has_boundaries(self) -> bool:
        """Whether points can be placed."""
        return self._boundaries is not None

    @cached_property
    def _polygons(self) -> np.ndarray:
        if self._boundaries is None:
            raise GeographyError(
                "There are no LSOA boundaries. Put lsoa21_*.geojson into data/raw/boundaries."
            )
        by_code = self._boundaries.set_index("code")["geometry"]
        return np.asarray(by_code.loc[self.areas["lsoa"]])

    @cached_property
    def _tree(self) -> STRtree:
        from shapely import STRtree

        return STRtree(self._polygons)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of the partnership with a margin, in metres."""
        if self._boundaries is None:
            return None
        west, south, east, north = self._boundaries.total_bounds
        return west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M

    def is_near(self, easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
        """Return which points lie in the partnership's rectangle with its margin."""
        if self.bounds is None:
            return np.ones(len(easting), dtype=bool)
        west, south, east, north = self.bounds
        return (easting >= west) & (easting <= east) & (northing >= south) & (northing <= north)

    def lie_apart(
        self, rows: np.ndarray, easting: np.ndarray, northing: np.ndarray, *, exactly: bool
    ) -> np.ndarray:
        """Return which points lie clearly outside the area that a code names.

        Parameters
        ----------
        rows : ndarray of int
            Row of :attr:`areas` of each point.
        easting, northing : ndarray of int
            The points.
        exactly : bool
            Whether points are held against an area's outline; else only against its rectangle.
        """
        from shapely import bounds, contains_xy, distance, points

        shapes = self._polygons[rows]
        if exactly:
            out = ~contains_xy(shapes, easting, northing)
            where = points(easting[out], northing[out])
            out[out] = distance(shapes[out], where) > APART_M
            return np.asarray(out)
        west, south, east, north = bounds(shapes).reshape(-1, 4).T
        beyond = np.maximum(np.maximum(west - easting, easting - east), south - northing)
        return np.asarray(np.maximum(beyond, northing - north) > APART_M)

    def place_points(self, easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
        """Return the row of :attr:`areas` that each point lies in; -1 for none.

        A point on a shared border goes to the area that comes first.
        """
        from shapely import points

        rows = np.full(len(easting), NO_CODE, dtype=np.int32)
        if self._boundaries is not None and len(rows):
            which, area = self._tree.query(points(easting, northing), predicate="intersects")
            np.minimum.at(rows.view(np.uint32), which, area.astype(np.uint32))
        return rows

    def choose_child(self, target: int, easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
        """Return the child of a split LSOA that lies nearest to each point."""
        from shapely import distance, points

        children = np.array(self.split_children(target), dtype=np.int32)
        where = points(easting, northing)
        distances = np.array([distance(self._polygons[child], where) for child in children])
        return np.asarray(children[distances.argmin(axis=0)])


def to_grid(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return eastings and northings (EPSG:27700, whole metres) of WGS 84 coordinates.

    Points that cannot be expressed on the grid become (0, 0).
    """
    east, north = _transformer().transform(longitude, latitude)
    good = np.isfinite(east) & np.isfinite(north)
    return _whole(east, good), _whole(north, good)


@cache
def _transformer() -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:4326", CRS, always_xy=True)


def _whole(metres: np.ndarray, good: np.ndarray) -> np.ndarray:
    return np.rint(np.where(good, metres, 0)).astype(np.int64)
