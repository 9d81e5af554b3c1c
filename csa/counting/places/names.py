"""What do people call this ground? Names of neighbourhoods and hotspots, without codes.

A neighbourhood that makes up a named place is called after it; another of the same ward by its side
of the nearest such place ("north of Church Hill Centre"); any other by its part of the ward ("the
east of Batchley & Brockhill ward"). No place of another ward is used: nobody looks for a street
from the far side of the town. A hotspot is called after the named place whose neighbourhoods hold a
third of its incidents, else after the neighbourhood with the most of them, so that a name means the
same ground wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.places.shapes import codes_of_place, is_in, place_middle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from csa.measures.grid import Grid
    from csa.measures.inputs import Floats
    from csa.settings import Place, Settings

NEAR_M = 250
LEAST_HELD = 1 / 3
FAR_M = 2_500
SIDES = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip
# How far out a side lies in radii of the ground around it, and how much farther its outer parts.
INNER, OUTER = 0.7, 1.4
# Plain sides are preferred to those between, and these to outer ones.
BETWEEN_COST, OUTER_COST = 0.05, 0.5


@dataclass(frozen=True)
class Gazetteer:
    """Names for the ground of a partnership.

    Attributes
    ----------
    settings : Settings
        The districts and named places.
    wards, lsoas : GeoDataFrame
        ``boundary_ward`` and ``boundary_lsoa``; without the latter there are no neighbourhoods to
        name, and hotspots are called by their part of the ward.
    """

    settings: Settings
    wards: Any
    lsoas: Any

    @classmethod
    def of(cls, settings: Settings, tables: Mapping[str, Any]) -> Gazetteer:
        """Return the names for the boundaries among some tables."""
        wards, lsoas = (tables.get(f"boundary_{one}", pd.DataFrame()) for one in ("ward", "lsoa"))
        return cls(settings, wards, lsoas)

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """The neighbourhoods that make up each named place, by its slug."""
        return {
            place.slug: codes_of_place(place, self.lsoas, settings=self.settings)
            for place in self.settings.places
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each neighbourhood by its code; no two of a district are the same."""
        named: dict[str, str] = {}
        for district in self.settings.districts:
            places = [one for one in self.settings.places if one.district == district.slug]
            named |= self._of_places(places)
            for ward in self._wards_of(district.code).itertuples():
                named |= self._of_ward(ward, places, taken=named)
        return named

    def name_spot(self, grid: Grid, weights: np.ndarray, *, district: str) -> dict[str, str]:
        """Name a group of squares.

        Parameters
        ----------
        grid : Grid
            The grid they belong to.
        weights : ndarray
            Incidents in each square of the group, 0 elsewhere.
        district : str
            Code of the district the group lies in.

        Returns
        -------
        dict
            ``name`` in words, ``place`` (slug of the place it lies around, or empty) and ``ward``.
        """
        east, north = (centre[weights > 0] for centre in grid.centres())
        share = weights[weights > 0] / weights.sum()
        wards = self._wards_of(district)
        held = _held(wards, east, north, share)
        ward = wards.iloc[int(np.argmax(held))]
        place = self._place_at(east, north, share, district=district)
        if place is not None:
            return {"name": f"around {place.name}", "place": place.slug, "ward": ward["name"]}
        inside = self._within(wards.iloc[[int(np.argmax(held))]])
        if len(inside):
            most = int(np.argmax(_held(inside, east, north, share)))
            name = self.names[inside["code"].iloc[most]]
        else:
            middle = np.array([[float(east @ share), float(north @ share)]])
            (side,) = _sides(middle, ward["geometry"])
            name = f"the {side} of {ward['name']} ward"
        return {"name": _in_words(name), "place": "", "ward": ward["name"]}

    def _wards_of(self, district: str) -> Any:
        if not len(self.wards):
            return self.wards
        return self.wards[self.wards["district"] == district]

    def _within(self, grounds: Any) -> Any:
        """Return the neighbourhoods that lie within some areas."""
        if not len(self.lsoas):
            return self.lsoas
        points = self.lsoas.geometry.representative_point()
        return self.lsoas[points.within(grounds.geometry.union_all())]

    def _of_places(self, places: Sequence[Place]) -> dict[str, str]:
        """Name the neighbourhoods that make up named places."""
        named: dict[str, str] = {}
        for place in places:
            codes = [code for code in self.members[place.slug] if code not in named]
            if len(codes) == 1:
                named[codes[0]] = place.name
            elif codes:
                own = self.lsoas[self.lsoas["code"].isin(codes)]
                sides = _sides(_centres(own), own.geometry.union_all())
                parts = [f"{place.name} ({side})" for side in sides]
                named |= dict(zip(own["code"], parts, strict=True))
        return named

    def _of_ward(
        self, ward: Any, places: Sequence[Place], *, taken: Mapping[str, str]
    ) -> dict[str, str]:
        """Name the other neighbourhoods of a ward."""
        import geopandas

        inside = self._within(geopandas.GeoSeries([ward.geometry], crs=self.wards.crs))
        left = inside[~inside["code"].isin(taken)] if len(inside) else inside
        own = [one for one in places if set(self.members[one.slug]) & set(inside["code"])]
        named: dict[str, str] = {}
        for place, near in self._nearest(left, own):
            sides = _sides_from(_centres(near), place_middle(place, self.settings))
            within = "" if ward.name in place.name else f"{ward.name} ward, "
            words = [f"{within}{side} of {place.name}" for side in sides]
            named |= dict(zip(near["code"], words, strict=True))
        rest = left[~left["code"].isin(named)] if len(left) else left
        if len(rest) == 1 and len(inside) == 1:
            return {rest["code"].iloc[0]: f"{ward.name} ward"}
        if len(rest):
            sides = _sides(_centres(rest), ward.geometry)
            words = [f"the {side} of {ward.name} ward" for side in sides]
            named |= dict(zip(rest["code"], words, strict=True))
        return named

    def _nearest(self, areas: Any, places: Sequence[Place]) -> Iterator[tuple[Place, Any]]:
        """Yield places with the areas that lie nearer to them than to others, and not far off."""
        if not places or not len(areas):
            return
        middles = np.array([place_middle(place, self.settings) for place in places])
        away = np.hypot(*np.moveaxis(_centres(areas)[:, None, :] - middles[None, :, :], -1, 0))
        nearest, is_near = away.argmin(axis=1), away.min(axis=1) <= FAR_M
        for number, place in enumerate(places):
            own = areas[(nearest == number) & is_near]
            if len(own):
                yield place, own

    def _place_at(
        self, east: np.ndarray, north: np.ndarray, share: Floats, *, district: str
    ) -> Place | None:
        """Return the place that holds most of some incidents, if it holds a third of them."""
        slug = next(one.slug for one in self.settings.districts if one.code == district)
        places = [place for place in self.settings.places if place.district == slug]
        held = [float(share[self._is_of(place, east, north)].sum()) for place in places]
        most = int(np.argmax(held)) if held else 0
        return places[most] if held and held[most] >= LEAST_HELD else None

    def _is_of(self, place: Place, east: np.ndarray, north: np.ndarray) -> np.ndarray:
        """Say which points lie in the neighbourhoods of a place, or near its own ground."""
        import shapely

        if not len(self.lsoas):
            return is_in(place, east, north, settings=self.settings, margin_m=NEAR_M / 2)
        own = self.lsoas[self.lsoas["code"].isin(self.members[place.slug])]
        return np.asarray(shapely.contains_xy(own.geometry.union_all(), east, north))


def _held(areas: Any, east: np.ndarray, north: np.ndarray, share: Floats) -> list[float]:
    """Return the share of some incidents that each area holds, by the middles of their squares."""
    import shapely

    return [float(share[shapely.contains_xy(one, east, north)].sum()) for one in areas.geometry]


def _in_words(name: str) -> str:
    """Return a name as it follows a verb: "in the east of ... ward", "north of ..."."""
    return name if name.startswith(SIDES) else f"in {name}"


def _centres(areas: Any) -> np.ndarray:
    middles = areas.geometry.centroid
    return np.column_stack([middles.x, middles.y])


def _sides(points: np.ndarray, ground: Any) -> list[str]:
    """Return the part of a ground that each point lies in, each part once."""
    middle = np.array([ground.centroid.x, ground.centroid.y])
    radius = float(np.sqrt(ground.area / np.pi))
    return _assigned((points - middle) / radius, [("middle", np.zeros(2), 0.0), *_directions()])


def _sides_from(points: np.ndarray, middle: tuple[float, float]) -> list[str]:
    """Return the side of a place that each point lies on, each side once."""
    offset = points - np.array(middle)
    away = np.hypot(*offset.T)
    return _assigned(INNER * offset / np.maximum(away, 1)[:, None], list(_directions()))


def _directions() -> Iterator[tuple[str, np.ndarray, float]]:
    """Yield the sides, where each lies in radii from the middle, and what choosing it costs."""
    for prefix, radius, extra in (("", INNER, 0.0), ("far ", OUTER, OUTER_COST)):
        for number, side in enumerate(SIDES):
            angle = np.pi * number / 4
            cost = extra + BETWEEN_COST * (number % 2)
            yield f"{prefix}{side}", radius * np.array([np.cos(angle), np.sin(angle)]), cost


def _assigned(offsets: np.ndarray, labels: Sequence[tuple[str, np.ndarray, float]]) -> list[str]:
    """Give each point the label that lies nearest, no label twice as long as there are enough."""
    from scipy.optimize import linear_sum_assignment

    rounds = -(-len(offsets) // len(labels))
    words = [
        f"{word} ({n})" if n > 1 else word for n in range(1, rounds + 1) for word, *_ in labels
    ]
    at = np.array([spot for _, spot, _ in labels] * rounds)
    cost = np.array([cost for *_, cost in labels] * rounds)
    cost = cost + np.repeat(np.arange(rounds) * 10.0, len(labels))
    apart = ((offsets[:, None, :] - at[None, :, :]) ** 2).sum(axis=2) + cost
    _, chosen = linear_sum_assignment(apart)
    return [words[number] for number in chosen]
