"""Which rows lie at a place that is profiled, which near it, and of which is that not known?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.places.shapes import (
    codes_of_place,
    lsoas_of_place,
    place_ground,
    place_middle,
    place_shape,
)
from csa.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from csa.areas import Ward
    from csa.settings import Place, Settings

POINT = ("easting", "northing")
# Of a file name with much around it.
LONGEST_SLUG = 80


@dataclass(frozen=True)
class Ground:
    """The ground that is profiled.

    Attributes
    ----------
    name, words : str
        What it is called, and what its numbers are of, as within a sentence.
    slug : str
        Its name in a link.
    district : str
        Code of the district that it lies in.
    shape : geometry
        Its outline in metres (EPSG:27700).
    middle : (float, float)
        The point that distances are told from.
    lsoas : tuple of str
        Codes of the neighbourhoods that pages count it by.
    touched : tuple of str
        Names of the neighbourhoods that it touches.
    column, codes : str and tuple of str
        Of wards and neighbourhoods, by what rows are picked, as on pages; otherwise by their point.
    """

    name: str
    words: str
    slug: str
    district: str
    shape: BaseGeometry
    middle: tuple[float, float]
    lsoas: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    column: str = ""
    codes: tuple[str, ...] = ()

    @classmethod
    def of_place(cls, place: Place, settings: Settings, boundaries: Any) -> Ground:
        """Return the very ground of a named place."""
        touched = lsoas_of_place(place, boundaries, settings=settings) if len(boundaries) else None
        return cls(
            name=place.name,
            words=place_ground(place, exact=True),
            slug=place.slug,
            district=settings.district(place.district).code,
            shape=place_shape(place, settings),
            middle=place_middle(place, settings),
            lsoas=tuple(codes_of_place(place, boundaries, settings=settings)),
            touched=() if touched is None else tuple(touched["name"]),
        )

    @classmethod
    def of_circle(cls, circle: tuple[int, int, int], tables: Mapping[str, Any]) -> Ground:
        """Return the ground within so many metres of a point.

        Parameters
        ----------
        circle : (int, int, int)
            Easting, northing and radius in metres.
        tables : mapping of str to GeoDataFrame
            ``boundary_district`` and ``boundary_lsoa``.

        Raises
        ------
        SettingsError
            If the point lies in none of the districts.
        """
        import shapely

        east, north, radius = circle
        point = shapely.Point(east, north)
        districts, lsoas = tables["boundary_district"], tables["boundary_lsoa"]
        within = districts[districts.geometry.contains(point)] if len(districts) else districts
        if not len(within):
            raise SettingsError(
                f"The point {east},{north} lies in no district of this partnership. Give easting, "
                "northing and radius in metres of the National Grid, such as 407250,266450,350."
            )
        shape = point.buffer(radius)
        touched = lsoas[lsoas.geometry.intersects(shape)] if len(lsoas) else lsoas
        return cls(
            name=f"Circle of {radius} m around {east}, {north}",
            words=f"within {radius} m of {east}, {north}",
            slug=f"around-{east}-{north}-{radius}",
            district=str(within["code"].iloc[0]),
            shape=shape,
            middle=(float(east), float(north)),
            touched=tuple(touched["name"]) if len(touched) else (),
        )

    @classmethod
    def of_ward(cls, ward: Ward, boundaries: Any) -> Ground:
        """Return a ward; a :class:`StoreError` where its boundary was not received."""
        named = ward.name if ward.name.casefold().endswith("ward") else f"{ward.name} ward"
        return cls._of_areas(
            (ward.code,), boundaries, column="ward", district=ward.district, name=named,
            words=f"the ward {ward.name}", slug=f"ward-{ward.code.lower()}",
        )  # fmt: skip

    @classmethod
    def of_lsoas(cls, codes: tuple[str, ...], nesting: pd.DataFrame, boundaries: Any) -> Ground:
        """Return some neighbourhoods of one district, by their codes.

        Parameters
        ----------
        codes : tuple of str
            Codes of LSOAs that the table ``geography`` has.
        nesting, boundaries : DataFrame
            The tables ``geography`` and ``boundary_lsoa``.

        Raises
        ------
        SettingsError
            If they lie in several districts.
        """
        own = nesting[nesting["lsoa"].isin(codes)]
        if len(set(own["district"])) > 1:
            raise SettingsError(
                f"The neighbourhoods {', '.join(codes)} lie in several districts: a place is set "
                "beside the rest of one."
            )
        names = list(own["lsoa_name"])
        named = f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
        return cls._of_areas(
            codes, boundaries, column="lsoa", district=str(own["district"].iloc[0]), name=named,
            words=f"the neighbourhoods {', '.join(names)}",
            slug="-".join(codes).lower()[:LONGEST_SLUG],
        )  # fmt: skip

    @classmethod
    def _of_areas(cls, codes: tuple[str, ...], boundaries: Any, **parts: Any) -> Ground:
        own = boundaries[boundaries["code"].isin(codes)] if len(boundaries) else boundaries
        if len(own) < len(codes):
            raise StoreError(f"No boundary of {parts['words']} was received.")
        shape = own.geometry.union_all()
        point = shape.representative_point()
        return cls(shape=shape, middle=(float(point.x), float(point.y)), codes=codes, **parts)

    def is_placed(self, rows: pd.DataFrame) -> pd.Series:
        """Say of which rows it is known whether they lie here."""
        known: pd.Series = rows[self.column or POINT[0]].notna()
        return known

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Say which rows lie here."""
        if self.column:
            return rows[self.column].isin(self.codes)
        return _within(self.shape, rows)

    def surrounds(self, rows: pd.DataFrame, metres: float) -> pd.Series:
        """Say which rows lie outside and no farther off than so many metres."""
        return _within(self.shape.buffer(metres), rows) & ~self.holds(rows)

    def is_counted_by(self, rows: pd.DataFrame) -> pd.Series:
        """Say which rows lie in the neighbourhoods that pages count it by."""
        return rows["lsoa"].isin(self.lsoas)


def _within(shape: BaseGeometry, rows: pd.DataFrame) -> pd.Series:
    import shapely

    east, north = (rows[name].astype("Float64").astype(float).to_numpy() for name in POINT)
    inside = np.asarray(shapely.intersects_xy(shape, east, north), dtype=bool)
    return pd.Series(inside, index=rows.index)
