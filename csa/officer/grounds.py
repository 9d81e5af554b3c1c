"""Which ground does an officer mean: by name, neighbourhoods, a circle, an outline or a file?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.areas import list_wards
from csa.counting.handouts.ground import Ground
from csa.counting.places.shapes import read_shape
from csa.errors import SettingsError, did_you_mean
from csa.settings.naming import called, find_named

if TYPE_CHECKING:
    from csa.settings import Settings

Tables = Callable[[str], Any]
CIRCLE = re.compile(r" *(-?\d+) *, *(-?\d+) *, *(-?\d+) *")
MAP_FILE = ".geojson"
PLACE_NAMES, WARD_NAMES = ("slug", "name"), ("name", "code")
FORMS = (
    "a named place, a ward, a list of neighbourhoods (LSOAs), easting, northing and radius in "
    "metres, the corners of an outline, or the name of a .geojson file"
)


def find_ground(settings: Settings, table: Tables, what: Any) -> Ground:
    """Return the ground that is meant.

    Parameters
    ----------
    settings : Settings
        The named places.
    table : callable
        Returns a processed table by its name; one that was not received is empty.
    what : str, Path, Ground or sequence
        A named place or a ward by any of its names; neighbourhoods by code or name, in a list or
        with commas between their codes; ``(easting, northing, radius)``, or the same with commas
        in a text; the corners of an outline as pairs; a GeoJSON file.

    Raises
    ------
    SettingsError
        If nothing is meant by it, or it lies outside the partnership or crosses itself.
    StoreError
        If the boundaries it needs were not received.
    """
    if isinstance(what, Ground):
        return what
    if isinstance(what, Path) or (isinstance(what, str) and what.lower().endswith(MAP_FILE)):
        return _in_file(Path(what), table)
    if isinstance(what, str):
        return _called(settings, table, what)
    parts = [*what] if isinstance(what, Iterable) else []
    if parts and all(isinstance(one, str) for one in parts):
        return _of_lsoas(parts, table)
    if len(parts) == 3 and all(_is_number(one) for one in parts):
        return _of_circle(tuple(round(one) for one in parts), table)
    if len(parts) > 2 and all(_is_pair(one) for one in parts):
        return _of_corners(parts, table)
    raise SettingsError(f"A place is {FORMS}.")


def _is_number(one: Any) -> bool:
    return isinstance(one, Real) and math.isfinite(one)


def _is_pair(one: Any) -> bool:
    parts = [*one] if isinstance(one, Iterable) and not isinstance(one, str) else []
    return len(parts) == 2 and all(map(_is_number, parts))


def _outlines(table: Tables) -> dict[str, Any]:
    return {name: table(name) for name in ("boundary_district", "boundary_lsoa")}


def _of_circle(circle: Any, table: Tables) -> Ground:
    return Ground.of_circle(circle, _outlines(table))


def _of_corners(corners: list[Any], table: Tables) -> Ground:
    import shapely

    return Ground.of_shape(shapely.Polygon(corners), _outlines(table))


def _in_file(path: Path, table: Tables) -> Ground:
    shape = read_shape(path, str(path))
    return Ground.of_shape(shape, _outlines(table), name=path.stem)


def _of_lsoas(wanted: list[str], table: Tables) -> Ground:
    nesting: pd.DataFrame = table("geography")
    names = nesting[["lsoa", "lsoa_name"]].drop_duplicates("lsoa")
    found = [called(names.itertuples(), one, names=names.columns) for one in wanted]
    if unknown := [one for one, ours in zip(wanted, found, strict=True) if len(ours) != 1]:
        known = [*names["lsoa_name"], *names["lsoa"]]
        raise SettingsError(
            f"'{unknown[0]}' is not the code or name of a neighbourhood (LSOA) of this partnership."
            f"{did_you_mean(unknown[0], known)}"
        )
    codes = tuple(dict.fromkeys(ours[0].lsoa for ours in found))
    return Ground.of_lsoas(codes, nesting, table("boundary_lsoa"))


def _called(settings: Settings, table: Tables, name: str) -> Ground:
    """Return the place or ward that is called so, or the neighbourhoods or circle written so."""
    if circle := CIRCLE.fullmatch(name):
        return _of_circle(tuple(map(int, circle.groups())), table)
    nesting: pd.DataFrame = table("geography")
    codes = [one.strip().upper() for one in name.split(",")]
    if set(codes) <= set(nesting["lsoa"]):
        return _of_lsoas(codes, table)
    if found := called(settings.places, name, names=PLACE_NAMES):
        return Ground.of_place(found[0], settings, table("boundary_lsoa"))
    wards = list_wards(nesting)
    if called(wards, name, names=WARD_NAMES):
        ward = find_named(wards, name, kind="ward", names=WARD_NAMES)
        return Ground.of_ward(ward, table("boundary_ward"))
    slugs = [one.slug for one in settings.places]
    if called(settings.districts, name, names=(*PLACE_NAMES, "code")):
        said = f"'{name}' is a whole district, and a place is a part of one."
    else:
        known = [*slugs, *(one.name for one in settings.places), *(one.name for one in wards)]
        said = f"'{name}' is no named place or ward of this partnership."
        said += did_you_mean(name, known)
    choices = ", ".join([*slugs, "a ward (csa.wards() lists them)", "codes of LSOAs"])
    raise SettingsError(f"{said} Choose from: {choices}, or easting,northing,radius.")
