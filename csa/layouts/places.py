"""Where does a row lie, by a grid reference, degrees, or the name of a district, ward or LSOA?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from csa.geography import AREA_CODE, Geography, to_grid
from csa.layouts.words import folded
from csa.reading.files.discovery import COUNCIL
from csa.reading.files.names import plain_name
from csa.reading.rows.values import Unreadable, parse_number
from csa.settings.layout_tables import ELSEWHERE

if TYPE_CHECKING:
    from csa.settings import Settings

BAD_GRID = "invalid_grid_reference"
UNKNOWN_LSOA = "unknown_lsoa"
NO_DISTRICT = "?"  # a text that names no district; its row is set aside unless it is placed
GRID = re.compile(r"([A-HJ-Z])([A-HJ-Z])(\d*)")
LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
SQUARE_M, WIDE = 100_000, 5
EXACT_FROM = 4  # digits each way: a square of ten metres or smaller
LSOA_NAME = re.compile(r"(?P<district>.+) \d{3}[a-z]")


def read_grid_reference(text: str) -> tuple[int, int, str]:
    """Return easting, northing and how exact they are, of a reference with two letters.

    The middle of a square stands for it.

    Raises
    ------
    Unreadable
        If there is no such place.

    Examples
    --------
    >>> read_grid_reference("SP 08262 76435"), read_grid_reference("SP037660")
    ((408262, 276435, 'exact'), (403750, 266050, 'street'))
    """
    match = GRID.fullmatch("".join(text.split()).upper())
    if match is None or len(match[3]) % 2 or not 4 <= len(match[3]) <= 2 * WIDE:
        raise Unreadable(BAD_GRID)
    first, second = LETTERS.index(match[1]), LETTERS.index(match[2])
    east = ((first - 2) % 5) * 5 + second % 5
    north = 19 - (first // 5) * 5 - second // 5
    if not (0 <= east <= 6 and 0 <= north <= 12):
        raise Unreadable(BAD_GRID)
    half = len(match[3]) // 2
    side = 10 ** (WIDE - half)
    easting = east * SQUARE_M + int(match[3][:half]) * side + side // 2
    northing = north * SQUARE_M + int(match[3][half:]) * side + side // 2
    return easting, northing, "exact" if half >= EXACT_FROM else "street"


def read_degrees(latitude: str, longitude: str) -> tuple[int, int]:
    """Return easting and northing of a place in degrees; zeros for none.

    Raises
    ------
    Unreadable
        If they are no degrees.
    """
    north, east = parse_number(latitude), parse_number(longitude)
    if abs(north) > 90 or abs(east) > 180:
        raise Unreadable("not_degrees")
    if not north and not east:
        return 0, 0
    easting, northing = to_grid(np.array([east]), np.array([north]))
    return int(easting[0]), int(northing[0])


def district_names(settings: Settings) -> dict[str, str]:
    """Return the codes of the districts by their codes, slugs and names."""
    return {
        plain_name(name): one.code
        for one in settings.districts
        for name in (one.code, one.slug, one.name)
    }


def district_code(text: str, names: Mapping[str, str]) -> str:
    """Return the code of the district that a text names, also by its council; a mark for none."""
    plain = plain_name(text)
    if plain == ELSEWHERE:
        return ELSEWHERE
    code = names.get(plain) or names.get(COUNCIL.sub("", plain))
    return code or (text.upper() if AREA_CODE.fullmatch(text.upper()) else NO_DISTRICT)


class AreaNames:
    """The partnership's districts, wards and neighbourhoods by their names.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    geography : Geography
        The look-ups.
    """

    def __init__(self, settings: Settings, geography: Geography) -> None:
        self._districts = district_names(settings)
        areas = geography.areas
        self._wards: dict[str, set[str]] = {}
        for heading in ("ward", "ward_name"):
            for name, ward in zip(areas[heading], areas["ward"], strict=True):
                self._wards.setdefault(folded(str(name)), set()).add(str(ward))
        named = areas.dropna(subset=["lsoa_name"])
        self._lsoas = dict(zip(map(folded, named["lsoa_name"]), named["lsoa"], strict=True))
        self._lsoas |= _older_names(geography)
        self._named = {folded(name) for name in areas["district_name"].dropna()}

    def district(self, text: str) -> str:
        """Return the code of a district by its code, slug or name; councils may be named."""
        return district_code(text, self._districts)

    def ward(self, text: str) -> str:
        """Return the code of a ward by its code or name; a mark for none, or one of several."""
        if folded(text) == ELSEWHERE:
            return ELSEWHERE
        found = self._wards.get(folded(text), set())
        return next(iter(found)) if len(found) == 1 else NO_DISTRICT

    def lsoa(self, text: str) -> str:
        """Return the code of an LSOA by its name; a word for one of another district.

        Raises
        ------
        Unreadable
            If no LSOA has the name.
        """
        plain = folded(text)
        if plain in self._lsoas:
            return self._lsoas[plain]
        match = LSOA_NAME.fullmatch(plain)
        if match is None or match["district"] in self._named:
            raise Unreadable(UNKNOWN_LSOA)
        return ELSEWHERE


def _older_names(geography: Geography) -> Mapping[str, str]:
    changes = geography.changes
    if "lsoa11_name" not in changes:
        return {}
    known = changes.dropna(subset=["lsoa11_name"])
    return dict(zip(map(folded, known["lsoa11_name"]), known["lsoa11"], strict=True))
