"""What ground does a named place cover?

A place is a circle, an outline written into the settings, or a GeoJSON file under
``config/places``. Places are public: their shapes come from the settings alone, never from data.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.errors import SettingsError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from csa.exhibits.view import View
    from csa.settings import Place, Settings

PLACE_FOLDER = "places"
LEAST_INSIDE = 0.5
MAKES_UP = 0.25
NATIONAL_GRID = "27700"


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
    if shape.is_empty or not shape.is_valid or shape.area == 0:
        raise SettingsError(
            f"The outline of the named place '{place.slug}' crosses itself or encloses nothing. "
            "Give its corners in order, each once."
        )
    return shape


def place_middle(place: Place, settings: Settings) -> tuple[float, float]:
    """Return a point inside the place, from which distances to it are told."""
    if place.circle is not None:
        return float(place.circle[0]), float(place.circle[1])
    point = place_shape(place, settings).representative_point()
    return float(point.x), float(point.y)


def _from_file(place: Place, settings: Settings) -> BaseGeometry:
    import shapely

    path = settings.root / "config" / PLACE_FOLDER / str(place.file)
    where = f"config/{PLACE_FOLDER}/{place.file} of the named place '{place.slug}'"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        shape = shapely.from_geojson(json.dumps(_without_crs(document)))
    except (OSError, ValueError, shapely.errors.GEOSException):
        raise SettingsError(f"{where} is missing or is not GeoJSON.") from None
    areas = [part for part in shapely.get_parts(_flat(shape)) if part.area > 0]
    crossed = [part for part in areas if not part.is_valid]
    joined = crossed[0] if crossed else shapely.union_all(areas)
    return joined if _is_on_grid(document) else _to_grid(joined)


def _without_crs(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "crs"}


def _flat(shape: BaseGeometry) -> Any:
    """Return the single polygons of a shape, however deep they are nested."""
    import shapely

    parts = shapely.get_parts(shape)
    return shapely.GeometryCollection(
        [piece for part in parts for piece in shapely.get_parts(part)]
    )


def _is_on_grid(document: dict[str, Any]) -> bool:
    """Say whether a file is in the National Grid; plain GeoJSON is longitude and latitude."""
    crs = document.get("crs")
    return isinstance(crs, dict) and NATIONAL_GRID in json.dumps(crs)


def _to_grid(shape: BaseGeometry) -> BaseGeometry:
    import shapely

    from csa.geography import to_grid

    def convert(points: np.ndarray) -> np.ndarray:
        return np.column_stack(to_grid(points[:, 0], points[:, 1]))

    return shapely.transform(shape, convert)


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
    """Return the neighbourhoods that a named place touches, with the share of each inside it.

    Returns
    -------
    DataFrame
        ``code``, ``name`` and ``share_inside`` (of the neighbourhood's area), most first.
    """
    shape = place_shape(place, settings)
    near = boundaries[boundaries.geometry.intersects(shape)]
    inside = near.geometry.intersection(shape).area / near.geometry.area
    table = pd.DataFrame({"code": near["code"], "name": near["name"], "share_inside": inside})
    return table[table["share_inside"] > 0].sort_values(
        ["share_inside", "code"], ascending=[False, True], ignore_index=True
    )


def places_of(view: View) -> list[Place]:
    """Return the named places of the view's area."""
    return [
        place
        for place in view.settings.places
        if view.is_partnership or place.district == view.slug
    ]


def place_codes(view: View, place: Place) -> list[str]:
    """Return the neighbourhoods that make up a named place; see :func:`codes_of_place`."""
    return codes_of_place(place, view.reference("boundary_lsoa"), settings=view.settings)


def codes_of_place(place: Place, boundaries: Any, *, settings: Settings) -> list[str]:
    """Return the neighbourhoods that make up a named place.

    Those that hold its middle, and those that lie a quarter or more within it. Any table or map
    by LSOA can be cut to a place by these codes.
    """
    import shapely

    middle = shapely.Point(place_middle(place, settings))
    touched = lsoas_of_place(place, boundaries, settings=settings)
    inside = set(touched.loc[touched["share_inside"] >= MAKES_UP, "code"])
    holding = set(boundaries.loc[boundaries.geometry.contains(middle), "code"])
    return sorted(inside | holding)
