"""Which rows lie at a place that is profiled, which near it, and of which is that not known?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.places.shapes import (
    LEAST_INSIDE,
    codes_of_shape,
    place_ground,
    place_middle,
    place_shape,
    refuse_crossed,
)
from csa.errors import SettingsError, StoreError
from csa.settings.models import MOST_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from csa.areas import Ward
    from csa.settings import Place, Settings

POINT = ("easting", "northing")
# Of a file name with much around it.
LONGEST_SLUG = 80
# Of neighbourhoods in a title.
MOST_NAMED = 3
# Outlines of neighbours may lie so far apart.
GAP_M = 5


@dataclass(frozen=True)
class Ground:
    """The ground that an officer asks about: what rows lie on it, and what it is called.

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
        Codes of the neighbourhoods that make it up.
    on_pages : bool
        Whether pages count it, by these neighbourhoods.
    circle : tuple of int
        Easting, northing and radius in metres, of a circle.
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
    column: str = ""
    codes: tuple[str, ...] = ()
    on_pages: bool = False
    circle: tuple[int, int, int] | None = None

    @property
    def neighbourhoods(self) -> str:
        """What numbers of its whole neighbourhoods are of, as within a sentence."""
        return self.words if self.column else f"the neighbourhoods of {self.name}"

    @property
    def is_whole(self) -> bool:
        """Whether it is of one piece, so that its middle says something."""
        return bool(self.shape.buffer(GAP_M).geom_type == "Polygon")

    @classmethod
    def of_place(cls, place: Place, settings: Settings, boundaries: Any) -> Ground:
        """Return the very ground of a named place."""
        shape, middle = place_shape(place, settings), place_middle(place, settings)
        return cls(
            name=place.name, words=place_ground(place, exact=True), slug=place.slug,
            district=settings.district(place.district).code, shape=shape, middle=middle,
            on_pages=True, circle=place.circle,
            lsoas=tuple(codes_of_shape(shape, middle, boundaries)),
        )  # fmt: skip

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
            If the point lies in none of the districts, or the radius is none that settings take.
        """
        import shapely

        east, north, radius = circle
        if not 1 <= radius <= MOST_RADIUS_M:
            raise SettingsError(
                f"The radius is {radius:,} m. Give whole metres from 1 to {MOST_RADIUS_M:,}."
            )
        point = shapely.Point(east, north)
        districts = tables["boundary_district"]
        within = districts[districts.geometry.contains(point)] if len(districts) else districts
        if not len(within):
            raise SettingsError(
                f"The point {east},{north} lies in no district of this partnership. Give easting, "
                "northing and radius in metres of the National Grid, such as 407250,266450,350."
            )
        shape, middle = point.buffer(radius), (float(east), float(north))
        return cls(
            name=f"Circle of {radius} m around {east}, {north}",
            words=f"within {radius} m of {east}, {north}",
            slug=f"around-{east}-{north}-{radius}",
            district=str(within["code"].iloc[0]), shape=shape, middle=middle, circle=circle,
            lsoas=tuple(codes_of_shape(shape, middle, tables["boundary_lsoa"])),
        )  # fmt: skip

    @classmethod
    def of_shape(cls, shape: BaseGeometry, tables: Mapping[str, Any], *, name: str = "") -> Ground:
        """Return the ground within an outline.

        Parameters
        ----------
        shape : geometry
            The outline in metres (EPSG:27700).
        tables : mapping of str to GeoDataFrame
            ``boundary_district`` and ``boundary_lsoa``.
        name : str
            What it is called; by default it is told by its middle.

        Raises
        ------
        SettingsError
            If it crosses itself, or does not lie in one of the districts.
        """
        refuse_crossed(shape, name or "the place")
        point = shape.representative_point()
        middle = float(point.x), float(point.y)
        at = f"{middle[0]:.0f}, {middle[1]:.0f}"
        districts = tables["boundary_district"]
        shares = [one.intersection(shape).area / shape.area for one in districts.geometry]
        if max(shares, default=0) < LEAST_INSIDE:
            raise SettingsError(
                f"The outline around {at} lies in no district of this partnership. Give its "
                "corners in metres of the National Grid, such as [[407100, 266300], [407400, "
                "266300], [407250, 266600]]."
            )
        name = name or f"Shape around {at}"
        return cls(
            name=name, words=f"within the outline of {name}",
            slug=f"shape-{at.replace(', ', '-')}",
            district=str(districts["code"].iloc[int(np.argmax(shares))]), shape=shape,
            middle=middle, lsoas=tuple(codes_of_shape(shape, middle, tables["boundary_lsoa"])),
        )  # fmt: skip

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
        shown = names if len(names) <= MOST_NAMED else [*names[:2], f"{len(names) - 2} more"]
        named = " and ".join(one for one in (", ".join(shown[:-1]), shown[-1]) if one)
        return cls._of_areas(
            codes, boundaries, column="lsoa", lsoas=codes,
            district=str(own["district"].iloc[0]), name=named,
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
        """Say which rows lie in the whole neighbourhoods that make it up."""
        return self.holds(rows) if self.column else rows["lsoa"].isin(self.lsoas)


def _within(shape: BaseGeometry, rows: pd.DataFrame) -> pd.Series:
    import shapely

    east, north = (rows[name].astype("Float64").astype(float).to_numpy() for name in POINT)
    inside = np.asarray(shapely.intersects_xy(shape, east, north), dtype=bool)
    return pd.Series(inside, index=rows.index)
