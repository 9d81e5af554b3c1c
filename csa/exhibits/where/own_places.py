"""Which named places lie in the area that a reader looks at, and which neighbourhoods are they?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.counting.places.shapes import codes_of_place

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import Place


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
