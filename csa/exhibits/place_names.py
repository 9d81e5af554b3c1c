"""What does a reader call this spot? Names of hotspots, and what lies inside a named place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from csa.measures.grid import Grid
    from csa.settings import Place, Settings

NEAR_M = 250
FAR_M = 6_000
STEP_KM = 0.5
COMPASS = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip


def name_area(
    grid: Grid, weights: np.ndarray, *, settings: Settings, wards: Any, district: str
) -> dict[str, str]:
    """Name a group of cells by named place and ward.

    Parameters
    ----------
    grid : Grid
        The grid the cells belong to.
    weights : ndarray
        Incidents in each cell of the group, 0 elsewhere.
    settings : Settings
        The named places.
    wards : GeoDataFrame
        ``boundary_ward``.
    district : str
        Code of the district the group lies in.

    Returns
    -------
    dict
        ``name`` in words, ``place`` (slug of the place it lies around, or empty) and ``ward``.
    """
    east, north = (centre[weights > 0] for centre in grid.centres())
    share = weights[weights > 0] / weights.sum()
    x, y = float(east @ share), float(north @ share)
    ward = _ward_at(east, north, share, wards=wards[wards["district"] == district])
    slug = next(one.slug for one in settings.districts if one.code == district)
    places = [place for place in settings.places if place.district == slug]
    around = _place_in(places, east, north, share)
    if around is not None:
        return {"name": f"around {around.name}", "place": around.slug, "ward": ward}
    return {"name": f"in {ward} ward{_bearing(places, x, y)}", "place": "", "ward": ward}


def _ward_at(east: np.ndarray, north: np.ndarray, share: np.ndarray, *, wards: Any) -> str:
    """Return the ward in which most of the incidents lie, by the centres of their cells."""
    import shapely

    shares = {
        name: float(share[shapely.contains_xy(shape, east, north)].sum())
        for name, shape in zip(wards["name"], wards.geometry, strict=True)
    }
    return max(sorted(shares), key=lambda name: shares[name])


def _place_in(
    places: list[Place], east: np.ndarray, north: np.ndarray, share: np.ndarray
) -> Place | None:
    """Return the place that holds most of the incidents, if it holds a third of them."""
    held = {
        place.slug: float(share[is_in(place, east, north, margin_m=NEAR_M / 2)].sum())
        for place in places
    }
    best = max(places, key=lambda place: held[place.slug], default=None)
    return best if best is not None and held[best.slug] >= 1 / 3 else None


def is_in(
    place: Place, easting: np.ndarray, northing: np.ndarray, *, margin_m: float = 0
) -> np.ndarray:
    """Say which points lie within a named place, or so close to it."""
    away = np.hypot(easting - place.easting, northing - place.northing)
    return np.asarray(away <= place.radius_m + margin_m)


def _bearing(places: list[Place], x: float, y: float) -> str:
    """Return ", about 1.5 km west of ..." for the nearest place, or nothing where none is near."""
    away = [float(np.hypot(x - place.easting, y - place.northing)) for place in places]
    if not away or min(away) > FAR_M:
        return ""
    place = places[int(np.argmin(away))]
    km = max(STEP_KM, round(min(away) / 1000 / STEP_KM) * STEP_KM)
    angle = np.degrees(np.arctan2(y - place.northing, x - place.easting))
    side = COMPASS[round(float(angle) / 45) % len(COMPASS)]
    return f", about {km:g} km {side} of {place.name}"


def lsoas_of_place(place: Place, boundaries: Any) -> pd.DataFrame:
    """Return the neighbourhoods that a named place touches, with the share of each inside it.

    Returns
    -------
    DataFrame
        ``code``, ``name`` and ``share_inside`` (of the neighbourhood's area), most first.
    """
    import shapely

    circle = shapely.Point(place.easting, place.northing).buffer(place.radius_m)
    inside = boundaries.geometry.intersection(circle).area / boundaries.geometry.area
    table = pd.DataFrame(
        {"code": boundaries["code"], "name": boundaries["name"], "share_inside": inside}
    )
    return table[table["share_inside"] > 0].sort_values(
        ["share_inside", "code"], ascending=[False, True], ignore_index=True
    )
