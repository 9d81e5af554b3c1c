"""Which areas are town centres, where visitors are the crowd and no rate per resident is said?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from csa.counting.places.shapes import place_middle
from csa.exhibits.wording.places import place_codes

if TYPE_CHECKING:
    from csa.exhibits.view import View

FineLevel = Literal["ward", "lsoa"]

TOWN_CENTRE = "town centre"


def centre_areas(view: View, level: FineLevel) -> set[str]:
    """Return the areas of town centres, where visitors outnumber residents.

    Wards that hold the middle of a place named a town centre; the neighbourhoods that make it up.
    """
    import shapely

    centres = [place for place in view.settings.places if TOWN_CENTRE in place.name.lower()]
    boundaries = view.reference("boundary_ward" if level == "ward" else "boundary_lsoa")
    if not len(boundaries):
        return set()
    if level == "lsoa":
        return {code for place in centres for code in place_codes(view, place)}
    middles = [shapely.Point(place_middle(place, view.settings)) for place in centres]
    holds = [any(shape.contains(point) for point in middles) for shape in boundaries.geometry]
    return set(boundaries.loc[holds, "code"])
