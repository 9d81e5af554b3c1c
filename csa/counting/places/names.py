"""What does a reader call this spot? Names of hotspots by named place and ward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from csa.counting.places.shapes import is_in, place_middle

if TYPE_CHECKING:
    from csa.measures.grid import Grid
    from csa.settings import Place, Settings

NEAR_M = 250
LEAST_HELD = 1 / 3
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
    held = [
        float(share[is_in(place, east, north, settings=settings, margin_m=NEAR_M / 2)].sum())
        for place in places
    ]
    around = _holding(places, held)
    if around is not None:
        return {"name": f"around {around.name}", "place": around.slug, "ward": ward}
    middles = {place.name: place_middle(place, settings) for place in places}
    return {"name": f"in {ward} ward{_bearing(middles, x, y)}", "place": "", "ward": ward}


def _ward_at(east: np.ndarray, north: np.ndarray, share: np.ndarray, *, wards: Any) -> str:
    """Return the ward in which most of the incidents lie, by the centres of their cells."""
    import shapely

    shares = {
        name: float(share[shapely.contains_xy(shape, east, north)].sum())
        for name, shape in zip(wards["name"], wards.geometry, strict=True)
    }
    return max(sorted(shares), key=lambda name: shares[name])


def _holding(places: list[Place], held: list[float]) -> Place | None:
    """Return the place that holds most of the incidents, if it holds a third of them."""
    if not places:
        return None
    most = int(np.argmax(held))
    return places[most] if held[most] >= LEAST_HELD else None


def _bearing(middles: dict[str, tuple[float, float]], x: float, y: float) -> str:
    """Return ", about 1.5 km west of ..." for the nearest place, or nothing where none is near."""
    away = {name: float(np.hypot(x - at[0], y - at[1])) for name, at in middles.items()}
    nearest = min(away, key=lambda name: away[name], default=None)
    if nearest is None or away[nearest] > FAR_M:
        return ""
    km = max(STEP_KM, round(away[nearest] / 1000 / STEP_KM) * STEP_KM)
    east, north = middles[nearest]
    angle = np.degrees(np.arctan2(y - north, x - east))
    side = COMPASS[round(float(angle) / 45) % len(COMPASS)]
    return f", about {km:g} km {side} of {nearest}"
