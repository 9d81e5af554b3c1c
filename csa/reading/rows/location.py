"""Where did each row happen, as far as its file tells?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.geography import AREA_CODE, FIRST_SPLIT, NO_CODE, OUTSIDE, UNKNOWN, Geography, to_grid
from csa.reading.model import METRES, Column, Context
from csa.reading.rows.block import Block
from csa.reading.rows.columns import as_mask, plain, spread
from csa.reading.rows.values import UNKNOWN_WORDS, parse_whole
from csa.schemas import COORDINATE_QUALITIES
from csa.settings.layout_tables import ELSEWHERE

# A described place is not among them: whoever lives there may be named in it.
LOCATION_COLUMNS = (
    Column("easting", distinct=True, kind=METRES),
    Column("northing", distinct=True, kind=METRES),
    Column("coord_quality"),
    Column("lsoa_code"),
    Column("district_code"),
)
# Of services that give a place only now and then.
PLACE_IF_KNOWN = tuple(replace(column, required=False) for column in LOCATION_COLUMNS)
NOWHERE = 0
APART = "rows have coordinates outside the neighbourhood of their code, which counts"
OTHER_DISTRICT = "rows name another district than that of their code or coordinates, which counts"
NO_DISTRICT = "rows name a district by no code and are placed without it"
BY_POINT = "rows have no code of a neighbourhood and are placed by their coordinates"
BY_WARD = "rows are placed in the ward that they name, and in no neighbourhood"
BY_DISTRICT = "rows are placed in the district that they name, and in no ward"


@dataclass
class Points:
    """Grid coordinates of rows in whole metres; (0, 0) where there are none.

    Attributes
    ----------
    easting, northing : ndarray of int
        The coordinates.
    snapped : bool
        Whether they were moved to a point nearby before they were published.
    """

    easting: np.ndarray
    northing: np.ndarray
    snapped: bool = False

    @property
    def known(self) -> np.ndarray:
        """Which rows have coordinates."""
        return np.asarray((self.easting != NOWHERE) & (self.northing != NOWHERE))


def read_partner_location(block: Block, context: Context) -> dict[str, pa.Array]:
    """Read the location columns that every partner extract ends with.

    Rows outside the partnership are marked on the block.
    """
    points = Points(_metres(block, "easting"), _metres(block, "northing"))
    quality = block.choice("coord_quality", COORDINATE_QUALITIES)
    fallback, wards = _named_rows(block, context.geography, points)
    columns = locate(block, context, points=points, code_column="lsoa_code", district=fallback)
    columns["ward"] = _with_wards(columns, context.geography, wards)
    _remark_how(block, columns)
    known = pa.array(points.known)
    columns["coord_quality"] = pc.if_else(known, pc.fill_null(plain(quality), "street"), "none")
    return columns


def _metres(block: Block, name: str) -> np.ndarray:
    values = block.read(name, parse_whole, kind=pa.int64())
    return np.asarray(pc.fill_null(values, NOWHERE))


def _named_rows(
    block: Block, geography: Geography, points: Points
) -> tuple[np.ndarray, np.ndarray]:
    """Return the position of the district that each row names, and an LSOA of the ward it names.

    A name where a code belongs is not guessed at: the row is rejected unless its place is known
    without it.
    """
    codes, distinct = block.coded("district_code")
    found = np.array([*(_district_row(code, geography) for code in distinct), NO_CODE], np.int32)
    wards = np.array([*map(geography.ward_row, distinct), NO_CODE], np.int32)[codes]
    rows = found[codes]
    unknown = rows == UNKNOWN
    if unknown.any():
        placed = _targets(block, geography, column="lsoa_code") != NO_CODE
        placed |= points.known & geography.has_boundaries
        block.reject(unknown & ~placed, column="district_code", reason="unknown_value")
        block.remark(unknown & placed, NO_DISTRICT)
        rows[unknown] = NO_CODE
    return rows, wards


def _with_wards(columns: dict[str, pa.Array], geography: Geography, wards: np.ndarray) -> pa.Array:
    """Return the ward of each row: where its place tells none, the one that it names."""
    found = plain(columns["ward"])
    if not (wards >= 0).any():
        return columns["ward"]
    districts = np.append(geography.district_of_row, NO_CODE)[wards]
    agrees = pc.equal(plain(columns["district"]), plain(spread(districts, geography.districts)))
    named = plain(spread(wards, geography.wards))
    return pc.coalesce(found, pc.if_else(pc.fill_null(agrees, False), named, None))


def _remark_how(block: Block, columns: dict[str, pa.Array]) -> None:
    """Have the account say of how many rows the place is known otherwise than by a code."""
    lsoa, ward, district = (
        as_mask(columns[name].is_valid()) for name in ("lsoa", "ward", "district")
    )
    has_code = block.coded("lsoa_code")[0] >= 0
    block.remark(lsoa & ~has_code, BY_POINT)
    block.remark(ward & ~lsoa, BY_WARD)
    block.remark(district & ~ward & ~has_code, BY_DISTRICT)


def _district_row(text: str, geography: Geography) -> int:
    if text.casefold() in UNKNOWN_WORDS:
        return NO_CODE
    if text.casefold() == ELSEWHERE:
        return OUTSIDE
    ward = geography.ward_row(text)
    if ward != NO_CODE:
        return int(geography.district_of_row[ward])
    row = geography.district_row(text)
    return row if row != OUTSIDE or AREA_CODE.fullmatch(text.upper()) else UNKNOWN


def read_open_location(block: Block, context: Context) -> dict[str, pa.Array]:
    """Read the location columns of a police.uk file: LSOA and snapped point."""
    geography = context.geography
    near = _targets(block, geography, column="LSOA code") != OUTSIDE
    district = np.full(len(block), NO_CODE, dtype=np.int32)
    if not geography.has_lookups:
        district = block.judged("LSOA name", geography.districts_named, empty=NO_CODE)
        near &= district != OUTSIDE
    points = _snapped_points(block, rows=near)
    _reject_unlisted_names(block, geography)
    columns = locate(block, context, points=points, code_column="LSOA code", district=district)
    columns["coord_quality"] = spread(points.known.astype(np.int32), ["none", "snap"])
    columns["location_text"] = block.text("Location")
    return columns


def _snapped_points(block: Block, *, rows: np.ndarray) -> Points:
    """Convert the points of the rows that may be ours; each different point is converted once."""
    longitude = block.degrees("Longitude", limit=180, rows=rows)
    latitude = block.degrees("Latitude", limit=90, rows=rows)
    distinct, which = np.unique(longitude + 1j * latitude, return_inverse=True)
    east, north = to_grid(distinct.real, distinct.imag)
    east[distinct == 0], north[distinct == 0] = NOWHERE, NOWHERE
    return Points(east[which], north[which], snapped=True)


def _targets(block: Block, geography: Geography, *, column: str) -> np.ndarray:
    """Return where the LSOA code of each row leads."""
    return block.judged(column, geography.targets, empty=NO_CODE)


def _is_named_ours(block: Block, geography: Geography) -> np.ndarray:
    """Return which rows have an LSOA that is named after one of our districts."""
    return block.judged("LSOA name", geography.are_ours, empty=False)


def _reject_unlisted_names(block: Block, geography: Geography) -> None:
    """Reject rows whose LSOA is named after one of our districts but is not in the look-ups."""
    targets = _targets(block, geography, column="LSOA code")
    unlisted = (targets == OUTSIDE) | (targets == UNKNOWN)
    named = _is_named_ours(block, geography)
    block.reject(named & unlisted, column="LSOA code", reason="unknown_lsoa")


def locate(
    block: Block, context: Context, *, points: Points, code_column: str, district: np.ndarray
) -> dict[str, pa.Array]:
    """Find district, ward and LSOA of every row.

    The code decides; a split LSOA is resolved by coordinate; without a code the coordinate
    decides; without either, the district that the row names. Rows elsewhere are marked on the
    block, rows that contradict themselves are rejected.

    Parameters
    ----------
    points : Points
        Coordinates of the rows.
    code_column : str
        Column with the LSOA code, 2011 or 2021.
    district : ndarray of int
        Position of the district that each row names, -1 for none, -2 for another area's.
    """
    geography = context.geography
    rows = _targets(block, geography, column=code_column)
    block.reject(rows == UNKNOWN, column=code_column, reason="unknown_lsoa")
    _check_points(block, geography, rows=rows, district=district, points=points)
    area, place = _place(geography, rows=rows, points=points)
    _remark_apart(block, geography, rows=rows, points=points)
    codes, distinct = block.coded(code_column)
    return _columns(block, geography, area=area, place=place, district=district, points=points) | {
        "lsoa_supplied": spread(codes, [code.upper() for code in distinct])
    }


def _check_points(
    block: Block,
    geography: Geography,
    *,
    rows: np.ndarray,
    district: np.ndarray,
    points: Points,
) -> None:
    ours = (rows >= 0) | (rows <= FIRST_SPLIT) | ((rows == NO_CODE) & (district >= 0))
    far = ours & points.known & ~geography.is_near(points.easting, points.northing)
    if far.any():
        swapped = far & geography.is_near(points.northing, points.easting)
        block.reject(swapped, column="coordinates", reason="outside_area_swapped")
        block.reject(far, column="coordinates", reason="outside_area")


def _remark_apart(block: Block, geography: Geography, *, rows: np.ndarray, points: Points) -> None:
    if geography.has_boundaries:
        there = np.flatnonzero((rows >= 0) & points.known)
        apart = np.zeros(len(block), dtype=bool)
        apart[there] = geography.lie_apart(
            rows[there],
            points.easting[there],
            points.northing[there],
            exactly=not points.snapped,
        )
        block.remark(apart, APART)


def _place(
    geography: Geography, *, rows: np.ndarray, points: Points
) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's LSOA (-1 for none) and any LSOA of the same district (-2: elsewhere)."""
    area = np.where(rows >= 0, rows, NO_CODE).astype(np.int32)
    place = np.where(rows >= OUTSIDE, rows, NO_CODE).astype(np.int32)
    for target in np.unique(rows[rows <= FIRST_SPLIT]).tolist():
        here = rows == target
        place[here] = geography.split_children(target)[0]
        known = here & points.known & geography.has_boundaries
        area[known] = geography.choose_child(target, points.easting[known], points.northing[known])
    by_point = (rows == NO_CODE) & points.known & geography.has_boundaries
    if by_point.any():
        found = geography.place_points(points.easting[by_point], points.northing[by_point])
        area[by_point] = found
        place[by_point] = np.where(found >= 0, found, NO_CODE)
    return area, place


def _columns(
    block: Block,
    geography: Geography,
    *,
    area: np.ndarray,
    place: np.ndarray,
    district: np.ndarray,
    points: Points,
) -> dict[str, pa.Array]:
    by_place = np.append(geography.district_of_row, NO_CODE)[np.maximum(place, NO_CODE)]
    named = np.where(place >= 0, by_place, np.where(place == OUTSIDE, OUTSIDE, district))
    block.remark((place >= 0) & (district != NO_CODE) & (district != by_place), OTHER_DISTRICT)
    nowhere = (place == NO_CODE) & (district == NO_CODE) & points.known & geography.has_boundaries
    block.outside |= (named == OUTSIDE) | nowhere
    known = ~points.known
    return {
        "district": spread(np.maximum(named, NO_CODE), geography.districts),
        "ward": spread(area, geography.wards),
        "lsoa": spread(area, geography.lsoas),
        "easting": pa.array(points.easting, mask=known),
        "northing": pa.array(points.northing, mask=known),
    }
