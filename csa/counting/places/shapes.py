"""What ground does a named place cover, and which neighbourhoods is it counted by?

A place is a circle, an outline written into the settings, or a GeoJSON file under
``config/places``. Places are public: their shapes come from the settings alone, never from data.

Whatever is counted of a place is counted of the whole neighbourhoods (LSOAs) that make it up,
because those are published and a number of the ground itself would give the rest of each
neighbourhood away. Only the officer can cut rows to the ground itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.errors import SettingsError
from csa.geography import CRS
from csa.reading.files.geojson import Document, Unusable, area_of, parse, refuse_elsewhere

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from csa.settings import Place, Settings

PLACE_FOLDER = "places"
LEAST_INSIDE = 0.5
MAKES_UP = 0.25


def place_shape(place: Place, settings: Settings) -> BaseGeometry:
    """Return the ground of a named place in metres (EPSG:27700).

    Raises
    ------
    SettingsError
        If its outline crosses itself, or its file is missing or holds no area.
    """
    import shapely

    if place.circle is not None:
        east, north, radius = place.circle
        return shapely.Point(east, north).buffer(radius)
    shape = _from_file(place, settings) if place.file else shapely.Polygon(place.outline)
    return refuse_crossed(shape, f"the named place '{place.slug}'")


def refuse_crossed(shape: BaseGeometry, whose: str) -> BaseGeometry:
    """Return an outline, unless it crosses itself or encloses nothing.

    Raises
    ------
    SettingsError
        Naming whose outline it is.
    """
    if shape.is_empty or not shape.is_valid or shape.area == 0:
        raise SettingsError(
            f"The outline of {whose} crosses itself or encloses nothing. Give its corners in "
            "order, each once."
        )
    return shape


def place_ground(place: Place, *, exact: bool = False) -> str:
    """Say of what ground a number of a named place is: of its neighbourhoods, unless exact."""
    return f"the ground of {place.name} itself" if exact else f"the neighbourhoods of {place.name}"


def place_middle(place: Place, settings: Settings) -> tuple[float, float]:
    """Return a point inside the place, from which distances to it are told."""
    if place.circle is not None:
        return float(place.circle[0]), float(place.circle[1])
    point = place_shape(place, settings).representative_point()
    return float(point.x), float(point.y)


def _from_file(place: Place, settings: Settings) -> BaseGeometry:
    path = settings.root / "config" / PLACE_FOLDER / str(place.file)
    return read_shape(path, f"config/{PLACE_FOLDER}/{place.file} of the named place '{place.slug}'")


def read_shape(path: Path, where: str) -> BaseGeometry:
    """Return the areas of a GeoJSON file as one, in metres (EPSG:27700).

    Parameters
    ----------
    path : Path
        The file.
    where : str
        How a message calls it.

    Raises
    ------
    SettingsError
        If it cannot be read, or holds no area.
    """
    import geopandas
    import shapely

    try:
        document = parse(path.read_bytes())
        areas = list(_areas(document))
        joined = shapely.union_all(areas) if all(map(shapely.is_valid, areas)) else areas[0]
        refuse_elsewhere(joined.bounds, document.crs)
    except OSError as problem:
        raise SettingsError(f"{where} cannot be read ({problem.strerror}).") from None
    except Unusable as problem:
        raise SettingsError(f"{where} {problem}.") from None
    return geopandas.GeoSeries([joined], crs=document.crs).to_crs(CRS).iloc[0]


def _areas(document: Document) -> list[BaseGeometry]:
    """Return the areas of a document, one whose outline crosses itself first; points are left out.

    Raises
    ------
    Unusable
        If there is none.
    """
    import shapely

    areas, faults = [], []
    for feature in document.features:
        try:
            shape = area_of(feature.get("geometry") if isinstance(feature, dict) else None)
            areas += list(shapely.get_parts(shape))
        except Unusable as problem:
            faults.append(problem)
    if not areas:
        raise faults[0] if faults else Unusable("holds no area")
    return sorted(areas, key=lambda area: area.is_valid)


def check_places(settings: Settings, districts: Any) -> None:
    """Refuse a named place that does not lie in the district it is said to lie in.

    Parameters
    ----------
    settings : Settings
        The named places.
    districts : GeoDataFrame
        ``boundary_district``; without boundaries only the shapes themselves are checked.

    Raises
    ------
    SettingsError
        Naming the place and the district.
    """
    shapes = dict(zip(districts["code"], districts.geometry, strict=True)) if len(districts) else {}
    for place in settings.places:
        shape = place_shape(place, settings)
        district = settings.district(place.district)
        if district.code not in shapes:
            continue
        if shape.intersection(shapes[district.code]).area < LEAST_INSIDE * shape.area:
            raise SettingsError(
                f"The named place '{place.slug}' lies outside {district.name}. Check its "
                "coordinates (eastings and northings in metres) and its district in "
                "config/partnership.toml."
            )


def is_in(
    place: Place,
    easting: np.ndarray,
    northing: np.ndarray,
    *,
    settings: Settings,
    margin_m: float = 0,
) -> np.ndarray:
    """Say which points lie within a named place, or so close to it."""
    import shapely

    shape = place_shape(place, settings)
    near = shape.buffer(margin_m) if margin_m else shape
    return np.asarray(shapely.intersects_xy(near, easting, northing))


def lsoas_of_place(place: Place, boundaries: Any, *, settings: Settings) -> pd.DataFrame:
    """Return the neighbourhoods that a named place touches; see :func:`lsoas_of_shape`."""
    return lsoas_of_shape(place_shape(place, settings), boundaries)


def lsoas_of_shape(shape: BaseGeometry, boundaries: Any) -> pd.DataFrame:
    """Return the neighbourhoods that an outline touches, with the share of each inside it.

    Returns
    -------
    DataFrame
        ``code``, ``name`` and ``share_inside`` (of the neighbourhood's area), most first.
    """
    near = boundaries[boundaries.geometry.intersects(shape)]
    inside = near.geometry.intersection(shape).area / near.geometry.area
    table = pd.DataFrame({"code": near["code"], "name": near["name"], "share_inside": inside})
    return table[table["share_inside"] > 0].sort_values(
        ["share_inside", "code"], ascending=[False, True], ignore_index=True
    )


def codes_of_place(place: Place, boundaries: Any, *, settings: Settings) -> list[str]:
    """Return the neighbourhoods that make up a named place; see :func:`codes_of_shape`."""
    middle = place_middle(place, settings)
    return codes_of_shape(place_shape(place, settings), middle, boundaries)


def codes_of_shape(shape: BaseGeometry, middle: tuple[float, float], boundaries: Any) -> list[str]:
    """Return the neighbourhoods that make up a place.

    Those that hold its middle, and those that lie a quarter or more within it. Any table or map
    by LSOA can be cut to a place by these codes.
    """
    import shapely

    if not len(boundaries):
        return []
    touched = lsoas_of_shape(shape, boundaries)
    inside = set(touched.loc[touched["share_inside"] >= MAKES_UP, "code"])
    holding = set(boundaries.loc[boundaries.geometry.contains(shapely.Point(middle)), "code"])
    return sorted(inside | holding)
