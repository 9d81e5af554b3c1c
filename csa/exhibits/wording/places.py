"""Which named places lie in the area that a reader looks at, and what is counted there?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.places.months import PLACE_LEVEL
from csa.counting.places.shapes import codes_of_place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View
    from csa.settings import Place

KEYS = ["period", "by", "dims"]


def places_of(view: View) -> list[Place]:
    """Return the named places of the view's area."""
    return [
        place
        for place in view.settings.places
        if view.is_partnership or place.district == view.slug
    ]


def place_codes(view: View, place: Place) -> list[str]:
    """Return the neighbourhoods that make up a named place; see :func:`codes_of_place`."""
    boundaries = view.reference("boundary_lsoa")
    codes: list[str] = view.once(
        f"neighbourhoods of {place.slug}",
        lambda: codes_of_place(place, boundaries, settings=view.settings),
    )
    return [*codes]


def sum_place(view: View, place: Place, frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the neighbourhoods of a named place.

    Parameters
    ----------
    view : View
        What holds the boundaries.
    place : Place
        The place.
    frame : DataFrame
        A family of cells counted by LSOA.

    Returns
    -------
    DataFrame
        As the family, one row for each period and combination of dimensions: ``area`` is the
        place's slug, ``level`` is ``place``, ``key`` joins the keys added, and ``value`` is
        missing where one of the neighbourhoods has none; so far off as all of them together.
    """
    here = cells_inside(view, place, frame)
    if not len(here):
        return here
    others = [name for name in here if name not in {"key", "area", "level", "value", "reason"}]
    groups = here.groupby([*KEYS], sort=False, dropna=False)
    summed = groups[[name for name in others if name not in KEYS]].first().reset_index()
    added = groups.agg(
        key=("key", " + ".join),
        value=("value", lambda values: values.sum(skipna=False)),
        reason=("reason", lambda reasons: next(filter(None, reasons), "")),
    ).reset_index(drop=True)
    if "printed_bound" in summed:
        added["printed_bound"] = groups["printed_bound"].sum().to_numpy()
        summed = summed.drop(columns="printed_bound")
    return summed.join(added).assign(area=place.slug, level=PLACE_LEVEL)[list(here)]


def add_places(view: View, frame: pd.DataFrame, places: Sequence[Place]) -> pd.DataFrame:
    """Return the neighbourhoods of a family of cells, and the places that they make up."""
    if not len(frame):
        return frame
    summed = (sum_place(view, one, frame) for one in places)
    return pd.concat([frame[frame["level"] == "lsoa"], *summed], ignore_index=True)


def cells_inside(view: View, place: Place, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the neighbourhoods of a named place."""
    if not len(frame):
        return frame
    chosen = (frame["level"] == "lsoa") & frame["area"].isin(place_codes(view, place))
    return frame[chosen]
