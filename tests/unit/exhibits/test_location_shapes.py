"""The ground of named places: circles, outlines and files, and those that are refused."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from builders import ROOT
from shapely.geometry import box

from csa.counting.places.shapes import (
    check_places,
    is_in,
    lsoas_of_place,
    place_middle,
    place_shape,
)
from csa.errors import SettingsError
from csa.settings import Place, Settings, load_settings

SQUARE = ((404_000, 267_000), (404_600, 267_000), (404_600, 267_400), (404_000, 267_400))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The shipped settings under a folder of their own."""
    return load_settings(ROOT).model_copy(update={"root": tmp_path})


def place(**ground: object) -> Place:
    """Return a place in Redditch."""
    return Place(slug="the-square", name="The Square", district="redditch", **ground)


def write_file(settings: Settings, document: dict[str, object]) -> Place:
    """Write a file of a place's area and return the place."""
    folder = settings.root / "config" / "places"
    folder.mkdir(parents=True)
    (folder / "square.geojson").write_text(json.dumps(document), encoding="utf-8")
    return place(file="square.geojson")


def test_an_outline_is_its_corners(settings: Settings) -> None:
    square = place(outline=SQUARE)
    assert place_shape(square, settings).area == 600 * 400
    inside = is_in(
        square,
        np.array([404_001.0, 403_999.0, np.nan]),
        np.array([267_001.0, 267_001.0, np.nan]),
        settings=settings,
    )
    assert inside.tolist() == [True, False, False]
    assert place_middle(square, settings) == (404_300, 267_200)


def test_a_file_in_longitude_and_latitude_lands_on_the_grid(settings: Settings) -> None:
    # Point TP01 of the Ordnance Survey's test data for OSTN15, in the middle of a small square.
    latitude, longitude, half = 49.92226394, -6.29977752, 0.0005
    corners = [
        [longitude + x * half, latitude + y * half]
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ]
    square = write_file(
        settings,
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "MultiPolygon", "coordinates": [[corners]]},
                }
            ],
        },
    )
    shape = place_shape(square, settings)
    assert (shape.centroid.x, shape.centroid.y) == pytest.approx((91_492.1, 11_318.8), abs=5)
    # A thousandth of a degree: 111.2 m from south to north, 71.7 m from west to east.
    assert shape.area == pytest.approx(111.2 * 71.7, rel=0.03)


def test_a_file_that_names_the_national_grid_is_taken_as_it_is(settings: Settings) -> None:
    square = write_file(
        settings,
        {
            "type": "Polygon",
            "coordinates": [[*SQUARE, SQUARE[0]]],
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
        },
    )
    assert place_shape(square, settings).bounds == (404_000, 267_000, 404_600, 267_400)


@pytest.mark.parametrize(
    "outline",
    [
        (SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]),  # crosses itself
        (SQUARE[0], SQUARE[1], SQUARE[0]),  # encloses nothing
    ],
)
def test_an_outline_that_is_no_area_is_refused(
    settings: Settings, outline: tuple[tuple[int, int], ...]
) -> None:
    with pytest.raises(SettingsError, match="'the-square' crosses itself or encloses nothing"):
        place_shape(place(outline=outline), settings)


OUTLINE = [[-1.95, 52.3], [-1.94, 52.3], [-1.94, 52.31], [-1.95, 52.3]]
DEEP = "[" * 200_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read (No such file or directory)"),
        ("not json", "is not a GeoJSON file"),
        ("[]", "is not a GeoJSON file"),
        (DEEP, "is nested too deep for a GeoJSON file"),
        ('{"type": "Point", "coordinates": [1, 52]}', "is a Point, not an area"),
        ('{"type": "FeatureCollection", "features": []}', "holds no area"),
        ('{"type": "FeatureCollection", "features": [null]}', "has no shape"),
        ('{"type": "Feature", "properties": null, "geometry": null}', "has no shape"),
        ('{"type": "Polygon", "coordinates": [[["1", "52"]]]}', "has coordinates that are text"),
        ('{"rings": [], "spatialReference": {"wkid": 4326}}', "is in Esri's JSON"),
        (
            json.dumps({"type": "Polygon", "coordinates": [[[y, x] for x, y in OUTLINE]]}),
            "has latitude and longitude exchanged",
        ),
        (
            json.dumps({"type": "Polygon", "coordinates": [[*map(list, SQUARE)]]}),
            "holds metres and names no coordinate system",
        ),
    ],
    ids=lambda text: str(text)[:40],
)
def test_a_file_without_an_area_is_refused_and_named(
    settings: Settings, text: str | None, said: str
) -> None:
    folder = settings.root / "config" / "places"
    folder.mkdir(parents=True)
    if text is not None:
        (folder / "square.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        place_shape(place(file="square.geojson"), settings)
    where = "config/places/square.geojson of the named place 'the-square'"
    assert str(refused.value).startswith(f"{where} {said}")


def districts(shape: object) -> gpd.GeoDataFrame:
    """Return Redditch as one shape."""
    return gpd.GeoDataFrame({"code": ["E07000236"]}, geometry=[shape], crs="EPSG:27700")


def test_a_place_outside_its_district_is_refused(settings: Settings) -> None:
    mine = settings.model_copy(update={"places": (place(outline=SQUARE),)})
    check_places(mine, districts(box(400_000, 262_000, 409_000, 272_000)))
    with pytest.raises(SettingsError, match="'the-square' lies outside Redditch"):
        check_places(mine, districts(box(300_000, 262_000, 309_000, 272_000)))


def test_neighbourhoods_of_an_outline_by_the_share_inside(settings: Settings) -> None:
    lsoas = gpd.GeoDataFrame(
        {"code": ["a", "b", "c"], "name": ["A", "B", "C"]},
        geometry=[
            box(404_000, 267_000, 404_400, 267_400),
            box(404_400, 267_000, 405_200, 267_400),
            box(405_200, 267_000, 406_000, 267_400),
        ],
        crs="EPSG:27700",
    )
    table = lsoas_of_place(place(outline=SQUARE), lsoas, settings=settings)
    # All of the first, 200 of 800 metres of the second, nothing of the third.
    assert dict(zip(table["code"], table["share_inside"], strict=True)) == {"a": 1.0, "b": 0.25}


@pytest.mark.parametrize(
    "ground",
    [
        {},
        {"easting": 404_000, "northing": 267_000},
        {"outline": SQUARE, "file": "square.geojson"},
        {"outline": SQUARE[:2]},
        {"easting": 404_000, "outline": SQUARE},
    ],
)
def test_a_place_is_given_in_exactly_one_way(ground: dict[str, object]) -> None:
    assert place(**ground).forms != 1
