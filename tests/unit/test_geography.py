"""Codes and points find their LSOA, ward and district."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import (
    ELSEWHERE,
    NAMES,
    NEVER_ISSUED,
    SPLIT_2011,
    SQUARES,
    areas,
    boundaries,
    centre,
    changes,
    geography,
)

from csa.areas import build_areas, build_boundaries, check_changes
from csa.errors import GeographyError
from csa.geography import (
    FIRST_SPLIT,
    NO_CODE,
    OUTSIDE,
    UNKNOWN,
    Geography,
    to_grid,
)


def test_codes_of_both_vintages_lead_to_an_lsoa() -> None:
    places = geography()
    assert places.targets(["E01000003"]) == [2]
    assert places.targets([SPLIT_2011]) == [FIRST_SPLIT]
    assert places.split_children(FIRST_SPLIT) == [0, 1]


@pytest.mark.parametrize(
    ("code", "target"),
    [
        (ELSEWHERE, OUTSIDE),
        ("W01001234", OUTSIDE),
        ("S01006506", OUTSIDE),
        ("95GG01S1", OUTSIDE),  # Northern Ireland
        (NEVER_ISSUED, UNKNOWN),
        ("E01", UNKNOWN),
        ("Redditch", UNKNOWN),
        ("E0100000X", UNKNOWN),
    ],
)
def test_other_codes_lie_outside_or_were_never_issued(code: str, target: int) -> None:
    assert geography().targets([code]) == [target]


def test_without_look_ups_a_neighbourhood_s_name_tells_the_district() -> None:
    places = Geography.of_names({"E07000902": "Hill End", "E07000901": "Vale"})
    names = ["Hill End 001A", "Vale 012C", "Hill Endless 001A"]
    found = places.districts_named(names)
    assert [places.districts[row] for row in found[:2]] == ["E07000902", "E07000901"]
    assert found[2] == OUTSIDE
    # A code says nothing, unless there is none like it.
    assert places.targets(["E01000003", NEVER_ISSUED]) == [NO_CODE, UNKNOWN]
    assert places.district_row("e07000901") == places.districts.index("E07000901")
    assert not places.has_lookups


def test_a_district_is_found_by_the_code_that_a_look_up_has_instead() -> None:
    also = areas()["district"].map({"E07000236": "E07000299"})
    places = Geography(areas().assign(district_also=also), changes())
    found = [places.district_row(code) for code in ("e07000236", "E07000299", "E07000234")]
    assert found == [1, 1, 0]
    assert places.district_row("E08000025") == OUTSIDE == geography().district_row("E07000299")


def test_a_merged_lsoa_needs_no_coordinate() -> None:
    merged = pd.DataFrame(
        [("E01000021", "E01000003", "M"), ("E01000022", "E01000003", "M")],
        columns=["lsoa11", "lsoa21", "change"],
    )
    places = Geography(areas(), merged)
    assert places.targets(["E01000021", "E01000022"]) == [2, 2]


def test_points_lie_in_their_square_or_in_none() -> None:
    points = np.array([*(centre(code) for code in SQUARES), (392_500, 270_500), (0, 0)])
    found = geography().place_points(points[:, 0], points[:, 1])
    assert found.tolist() == [0, 1, 2, 3, 4, 5, -1, -1]


def test_a_point_on_a_shared_border_belongs_to_one_area() -> None:
    assert geography().place_points(np.array([391_000]), np.array([270_500])).tolist() == [0]


def test_a_point_beside_a_split_lsoa_goes_to_the_nearer_child() -> None:
    east, north = np.array([389_990, 392_010]), np.array([270_500] * 2)
    chosen = geography().choose_child(FIRST_SPLIT, east, north)
    assert chosen.tolist() == [0, 1]


def test_degrees_become_grid_metres() -> None:
    # Ordnance Survey's worked example of the projection: Caister water tower,
    # 651,409.903 m E, 313,177.270 m N; its WGS 84 position by the 7-parameter shift.
    easting, northing = to_grid(np.array([1.716073973]), np.array([52.658007833]))
    # The shift without OSTN15 is good to about 5 m.
    assert abs(int(easting[0]) - 651_410) <= 6
    assert abs(int(northing[0]) - 313_177) <= 6


def test_what_is_not_on_the_grid_has_no_place() -> None:
    easting, northing = to_grid(np.array([np.inf]), np.array([52.0]))
    assert (easting.tolist(), northing.tolist()) == ([0], [0])


def test_wards_and_districts_are_dissolved_from_lsoas() -> None:
    tables = build_boundaries(boundaries()[["code", "geometry"]], areas())
    assert tables["boundary_district"].area.tolist() == pytest.approx([2e6] * 3)
    assert tables["boundary_ward"].area.sum() == pytest.approx(6e6)


def test_boundaries_must_match_the_lookups() -> None:
    lsoas = boundaries()[["code", "geometry"]]
    with pytest.raises(GeographyError, match="without a boundary: E01000006"):
        build_boundaries(lsoas.iloc[:-1], areas())
    with pytest.raises(GeographyError, match="more than one boundary: E01000001"):
        build_boundaries(pd.concat([lsoas, lsoas.iloc[:1]]), areas())


def wards() -> pd.DataFrame:
    return areas()[["lsoa", "lsoa_name", "ward", "ward_name", "district"]]


def test_a_district_without_lsoas_is_named() -> None:
    with pytest.raises(GeographyError, match="E07000999"):
        build_areas(wards(), districts={**NAMES, "E07000999": "X"}, msoas={}, rural_urban={})


def test_an_lsoa_in_two_wards_is_named() -> None:
    twice = wards().iloc[:1].assign(ward="E05999999")
    with pytest.raises(GeographyError, match="two wards: E01000001"):
        build_areas(pd.concat([wards(), twice]), districts=NAMES, msoas={}, rural_urban={})


def test_lookups_that_disagree_are_named() -> None:
    pairs = changes()
    inside = pd.Series([True] * len(pairs))
    check_changes(areas(), pairs, inside)
    with pytest.raises(GeographyError, match="E01000006"):
        check_changes(areas(), pairs.iloc[:-1], inside.iloc[:-1])


def test_without_boundaries_no_point_is_placed() -> None:
    places = Geography(areas(), changes())
    assert not places.has_boundaries
    assert places.place_points(np.array([390_500]), np.array([270_500])).tolist() == [-1]
