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
from csa.errors import StoreError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from csa.areas import Ward
    from csa.settings import Place, Settings

POINT = ("easting", "northing")


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
    ward : str
        Code of the ward, where it is one: rows are picked by the ward they name, as on pages.
    """

    name: str
    words: str
    slug: str
    district: str
    shape: BaseGeometry
    middle: tuple[float, float]
    lsoas: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    ward: str = ""

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
    def of_ward(cls, ward: Ward, boundaries: Any) -> Ground:
        """Return a ward.

        Raises
        ------
        StoreError
            If its boundary was not received.
        """
        own = boundaries[boundaries["code"] == ward.code] if len(boundaries) else boundaries
        if not len(own):
            raise StoreError(f"No boundary of the ward '{ward.name}' was received.")
        shape = own.geometry.iloc[0]
        point = shape.representative_point()
        return cls(
            name=ward.name if ward.name.casefold().endswith("ward") else f"{ward.name} ward",
            words=f"the ward {ward.name}",
            slug=f"ward-{ward.code.lower()}",
            district=ward.district,
            shape=shape,
            middle=(float(point.x), float(point.y)),
            ward=ward.code,
        )

    def is_placed(self, rows: pd.DataFrame) -> pd.Series:
        """Say of which rows it is known whether they lie here."""
        known: pd.Series = rows["ward" if self.ward else POINT[0]].notna()
        return known

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Say which rows lie here."""
        if self.ward:
            return rows["ward"].eq(self.ward).fillna(value=False).astype(bool)
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
