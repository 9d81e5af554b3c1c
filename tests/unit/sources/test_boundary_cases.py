"""Boundaries as they come: areas without shape, other dialects, other coordinates, copies."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ingest_project import ELSEWHERE, SQUARES, Reader, lsoa_name
from ingest_project import boundaries as tiny_boundaries
from reference_case import Case, check
from shapely.geometry import mapping

from csa.sources import all_sources

FILE, OTHER = "boundaries/lsoa21_x.geojson", "boundaries/lsoa21_y.geojson"
R2, R2_OTHERWISE = "boundaries/lsoa21_x-r2.geojson", "boundaries/lsoa21_X-r2.geojson"
WARDS = "boundaries/ward24_x.geojson"
DEGREES = dict(zip(SQUARES, tiny_boundaries().to_crs("EPSG:4326").geometry, strict=True))
METRES = dict(zip(SQUARES, tiny_boundaries().geometry, strict=True))
THIRD = "E01000003"
NAMED_GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
Feature = dict[str, Any]
Change = Callable[[Feature], Any]


def feature(code: str, shape: Any = None) -> Feature:
    """Return an LSOA as ONS publishes it; one of another area is drawn like the first of ours."""
    name = lsoa_name(code) if code in SQUARES else "Birmingham 128B"
    drawn = json.loads(json.dumps(mapping(shape or DEGREES.get(code, DEGREES["E01000001"]))))
    return {
        "type": "Feature",
        "properties": {"FID": 1, "LSOA21CD": code, "LSOA21NM": name},
        "geometry": drawn,
    }


def collection(features: list[Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def drawn(*codes: str, **changed: Change) -> str:
    """Return the six LSOAs, or those named, some of them changed."""
    every = [(code, feature(code)) for code in codes or SQUARES]
    return collection([changed.get(code, dict)(one) for code, one in every])


def with_shape(geometry: Any) -> Change:
    return lambda one: one | {"geometry": geometry}


def reshaped(change: Callable[[list[list[float]]], Any]) -> Change:
    """Change the outline of an area."""

    def changed(one: Feature) -> Feature:
        outline = one["geometry"]["coordinates"][0]
        return one | {"geometry": {"type": "Polygon", "coordinates": [change(outline)]}}

    return changed


def esri(one: Feature) -> dict[str, Any]:
    return {"attributes": one["properties"], "geometry": {"rings": one["geometry"]["coordinates"]}}


def nested(depth: int) -> Change:
    coordinates: Any = 1.0
    for _ in range(depth):
        coordinates = [coordinates]
    return with_shape({"type": "Polygon", "coordinates": coordinates})


def exchanged(code: str) -> Feature:
    return reshaped(lambda outline: [[y, x] for x, y in outline])(feature(code))


def without_crs() -> list[Feature]:
    return [feature(code, METRES[code]) for code in SQUARES]


def square_metres(tables: dict[str, Any]) -> bool:
    """Say whether every LSOA is drawn as the square kilometre that it is."""
    lsoas = tables["boundary_lsoa"]
    areas = lsoas.geometry.area
    return lsoas["code"].tolist() == list(SQUARES) and areas.between(999_000, 1_001_000).all()


OURS = {FILE: (6, 0, 0, 0)}
BEHIND = [*map(feature, SQUARES)]
ELSE = feature(ELSEWHERE)
NAMED_LIKE_OURS = ELSE | {"properties": {"LSOA21CD": ELSEWHERE, "LSOA21NM": "Redditch 009A"}}
POINT = {"type": "Point", "coordinates": [1, 2]}
OUR_NAME = f"In {FILE} {THIRD} (Redditch 001A) "

READ = (
    Case("as published", {FILE: drawn()}, OURS, holds=square_metres),
    Case("another area", {FILE: collection([*BEHIND, ELSE])}, {FILE: (6, 0, 0, 1)},
         holds=square_metres),
    Case("another area without a shape",
         {FILE: collection([*BEHIND, ELSE | {"geometry": None}])}, {FILE: (6, 0, 0, 1)},
         holds=square_metres),
    Case("another area, named after ours, without a shape",
         {FILE: drawn(), OTHER: collection([NAMED_LIKE_OURS | {"geometry": None}])},
         {**OURS, OTHER: (0, 0, 0, 1)}, holds=square_metres),
    Case("another area with coordinates that are text",
         {FILE: collection([*BEHIND, reshaped(lambda o: [[str(x), str(y)] for x, y in o])(ELSE)])},
         {FILE: (6, 0, 0, 1)}, holds=square_metres),
    Case("another area that is a point",
         {FILE: collection([*BEHIND, ELSE | {"geometry": POINT}])},
         {FILE: (6, 0, 0, 1)}, holds=square_metres),
    Case("a null feature", {FILE: collection([None, *BEHIND])}, {FILE: (6, 1, 0, 0)},
         reasons=("missing",), holds=square_metres),
    Case("null properties", {FILE: collection([*BEHIND, ELSE | {"properties": None}])},
         {FILE: (6, 1, 0, 0)}, reasons=("missing",), holds=square_metres),
    Case("a code that is a number",
         {FILE: collection([*BEHIND, ELSE | {"properties": {"LSOA21CD": 7}}])},
         {FILE: (6, 1, 0, 0)}, reasons=("missing",), holds=square_metres),
    Case("features that are texts", {FILE: collection([*BEHIND, "x", 5, []])},
         {FILE: (6, 3, 0, 0)}, reasons=("missing",) * 3, holds=square_metres),
    Case("properties and codes in small letters", {FILE: drawn().replace("LSOA21CD", "lsoa21_code")
         .replace('"E010', '"e010')}, OURS, holds=square_metres),
    Case("metres with a coordinate system", {FILE: collection(without_crs(), crs=NAMED_GRID)}, OURS,
         holds=square_metres),
    Case("degrees that say so", {FILE: collection(BEHIND, crs={"type": "name", "properties": {
         "name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})}, OURS, holds=square_metres),
    Case("heights", {FILE: drawn(E01000003=reshaped(lambda o: [[x, y, 0.0] for x, y in o]))}, OURS,
         holds=square_metres),
    Case("a collection of shapes", {FILE: drawn(E01000003=lambda one: one | {"geometry": {
         "type": "GeometryCollection", "geometries": [
             {"type": "Point", "coordinates": [-2, 52]}, one["geometry"]]}})}, OURS,
         holds=square_metres),
    Case("an outline that does not close", {FILE: drawn(E01000003=reshaped(lambda o: o[:-1]))},
         OURS, holds=square_metres),
    Case("two files with a part each", {FILE: drawn(*list(SQUARES)[:4]),
                                        OTHER: drawn(*list(SQUARES)[4:])},
         {FILE: (4, 0, 0, 0), OTHER: (2, 0, 0, 0)}, holds=square_metres),
    Case("a copy", {FILE: drawn(), OTHER: drawn()}, {**OURS, OTHER: (0, 0, 6, 0)},
         noted={OTHER: "count once"}, holds=square_metres),
    Case("a revision", {FILE: drawn(E01000003=with_shape(None)), R2: drawn()},
         {FILE: (0, 0, 6, 0), R2: (6, 0, 0, 0)}, noted={FILE: f"replaced by {R2}"},
         holds=square_metres),
    Case("a feature twice", {FILE: collection([*BEHIND, feature(THIRD)])}, {FILE: (6, 0, 1, 0)},
         holds=square_metres),
    Case("a byte order mark", {FILE: b"\xef\xbb\xbf" + drawn().encode()}, OURS,
         holds=square_metres),
    Case("wards of the look-up's year", {FILE: drawn(), WARDS: collection([
        {"properties": {"WD24CD": f"E05{int(code[3:]):06d}"}} for code in SQUARES])},
         {**OURS, WARDS: (0, 0, 6, 0)}, holds=square_metres),
    Case("wards with null properties", {FILE: drawn(), WARDS: collection(
        [None, {"properties": None}, {"properties": {"x": None}}])},
         {**OURS, WARDS: (0, 0, 3, 0)}, holds=square_metres),
)  # fmt: skip

REFUSED = (
    Case("ours without a shape", {FILE: drawn(E01000003=with_shape(None))},
         said=(f"{OUR_NAME}has no shape. Download it again.",)),
    Case("ours with an empty shape",
         {FILE: drawn(E01000003=with_shape({"type": "Polygon", "coordinates": []}))},
         said=(f"{OUR_NAME}has no shape",)),
    Case("ours with coordinates that are text",
         {FILE: drawn(E01000003=reshaped(lambda o: [[str(x), str(y)] for x, y in o]))},
         said=(f"{OUR_NAME}has coordinates that are text",)),
    Case("ours with coordinates that are no numbers",
         {FILE: drawn(E01000003=reshaped(lambda o: [[None, y] for _, y in o]))},
         said=(f"{OUR_NAME}has coordinates that are no pairs of numbers",)),
    Case("ours with a coordinate that is not finite",
         {FILE: drawn(E01000003=reshaped(lambda o: [[float("nan"), 52.0], *o]))},
         said=(f"{OUR_NAME}has coordinates that are no pairs",)),
    Case("ours with coordinates of one number each",
         {FILE: drawn(E01000003=reshaped(lambda o: [[x] for x, _ in o]))},
         said=(f"{OUR_NAME}has coordinates that are no pairs",)),
    Case("ours is a line", {FILE: drawn(E01000003=reshaped(lambda o: o[:2]))},
         said=(f"{OUR_NAME}has coordinates that are no pairs",)),
    Case("ours encloses nothing", {FILE: drawn(E01000003=reshaped(lambda o: [*o[:2], *o[:2]]))},
         said=(f"{OUR_NAME}encloses nothing",)),
    Case("ours is a point", {FILE: drawn(E01000003=with_shape(POINT))},
         said=(f"{OUR_NAME}is a Point, not an area",)),
    Case("ours has a shape of Esri's", {FILE: drawn(E01000003=with_shape({"rings": [[[1, 2]]]}))},
         said=(f"{OUR_NAME}has a shape of another dialect",)),
    Case("ours has a shape that is a text", {FILE: drawn(E01000003=with_shape("POLYGON"))},
         said=(f"{OUR_NAME}has a shape of another dialect",)),
    Case("ours nested deep", {FILE: drawn(E01000003=nested(60))},
         said=(f"{OUR_NAME}has coordinates that are no pairs",)),
    Case("all of ours without a shape", {FILE: drawn(**dict.fromkeys(SQUARES, with_shape(None)))},
         said=(f"{FILE} E01000001", "E01000005 (Wyre Forest 001A) has no shape, and 1 more")),
    Case("ours is not there", {FILE: drawn(*list(SQUARES)[:5])},
         said=("LSOAs without a boundary: E01000006",)),
    Case("a null feature in the place of ours", {FILE: drawn(E01000003=lambda _: None)},
         said=(f"LSOAs without a boundary: {THIRD}",)),
    Case("ours twice in one file, drawn differently",
         {FILE: collection([*BEHIND, feature(THIRD, DEGREES["E01000001"])])},
         said=(f"LSOAs with more than one boundary: {THIRD}",)),
    Case("two files that draw ours differently",
         {FILE: drawn(), OTHER: collection([feature(THIRD, DEGREES["E01000001"])])},
         said=(f"{FILE} and {OTHER} draw {THIRD} differently",)),
    Case("one revision, two contents", {R2: drawn(*list(SQUARES)[:5]), R2_OTHERWISE: drawn()},
         said=("are issues of one file, and differ",)),
    Case("no code anywhere", {FILE: drawn().replace("LSOA21CD", "CODE")},
         said=(f"{FILE} has areas without the property of the LSOA 2021 code (LSOA21CD)",)),
    Case("metres without a coordinate system", {FILE: collection(without_crs())},
         said=(f"{FILE} holds metres and names no coordinate system",)),
    Case("axes exchanged", {FILE: collection([exchanged(code) for code in SQUARES])},
         said=(f"{FILE} has latitude and longitude exchanged",)),
    Case("somewhere else", {FILE: collection([
        reshaped(lambda o: [[x + 40, y] for x, y in o])(feature(code)) for code in SQUARES])},
         said=(f"{FILE} has coordinates that lie outside Great Britain",)),
    Case("metres far away", {FILE: collection(
        [reshaped(lambda o: [[x * 1e9, y] for x, y in o])(one) for one in BEHIND], crs=NAMED_GRID)},
         said=(f"{FILE} names the National Grid, and its coordinates lie outside it",)),
    Case("a coordinate system that is not known", {FILE: collection(BEHIND, crs={
        "type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}})},
         said=(f"{FILE} is in the coordinate system 'urn:ogc:def:crs:EPSG::2154'",)),
    Case("Esri's dialect", {FILE: json.dumps({
        "displayFieldName": "", "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4326}, "features": [esri(one) for one in BEHIND]})},
         said=(f"{FILE} is in Esri's JSON, not GeoJSON: download it as GeoJSON (f=geojson).",)),
    Case("Esri's features alone", {FILE: collection([esri(one) for one in BEHIND])},
         said=(f"{FILE} is in Esri's JSON",)),
    Case("TopoJSON", {FILE: '{"type": "Topology", "objects": {}, "arcs": []}'},
         said=(f"{FILE} is TopoJSON",)),
    Case("a server's error", {FILE: '{"error": {"code": 400, "message": "Invalid query"}}'},
         said=(f"{FILE} holds a server's error message",)),
    Case("nested too deep", {FILE: '{"features": ' + "[" * 200_000},
         said=(f"{FILE} is nested too deep",)),
    Case("a list", {FILE: "[]"}, said=(f"{FILE} is not a GeoJSON file",)),
    Case("a text", {FILE: '"x"'}, said=(f"{FILE} is not a GeoJSON file",)),
    Case("features that are no list", {FILE: '{"type": "FeatureCollection", "features": 5}'},
         said=(f"{FILE} is not a GeoJSON file",)),
    Case("no JSON", {FILE: drawn()[:-20]}, said=(f"{FILE} is not a GeoJSON file",)),
    Case("not in UTF-8", {FILE: drawn().replace("Redditch", "R\u00e9dditch").encode("cp1252")
         .replace(b"\\u00e9", b"\xe9")}, said=(f"{FILE} is not a GeoJSON file",)),
    Case("empty", {FILE: ""}, said=(f"{FILE} is not a GeoJSON file",)),
    Case("a neighbourhood named after ours with a shape",
         {FILE: collection([*BEHIND, NAMED_LIKE_OURS])},
         said=(f"boundaries of LSOAs that the look-ups do not have: {ELSEWHERE}",)),
)  # fmt: skip


@pytest.mark.parametrize("case", READ + REFUSED, ids=lambda case: case.name)
def test_boundaries(case: Case, reader: Reader) -> None:
    lookup = reader.raw / "lookups" / "lsoa21_ward24_ltla24_x.csv"
    lookup.parent.mkdir(parents=True)
    lookup.write_text("lsoa21_code,ward24_code\n", encoding="utf-8")
    check(case, "boundaries", reader)


MSOAS = "boundaries/msoa21_x.geojson"


def test_the_areas_between_are_counted_as_ours_and_others(reader: Reader) -> None:
    """Middle layer areas come with the look-ups; theirs are the names without the last letter."""
    named = {"E02000001": "Redditch 001", "E02000002": "Birmingham 128", "E02000003": None}
    features = [
        {"properties": {"MSOA21CD": code, "MSOA21NM": name}} for code, name in named.items()
    ]
    path = reader.raw / MSOAS
    path.parent.mkdir(parents=True)
    path.write_text(collection([*features, None]), encoding="utf-8")
    source = all_sources()["lookups"]
    for name, content in LOOKUPS.items():
        (reader.raw / name).parent.mkdir(exist_ok=True)
        (reader.raw / name).write_text(content, encoding="utf-8")
    reference = source.read(reader.files("lookups"), reader.context)
    (account,) = [one for one in reference.accounts if one.path == MSOAS]
    assert (account.accepted, account.quarantined, account.out_of_area) == (1, 1, 2)
    areas = reference.tables["geography"].set_index("lsoa")["msoa"]
    assert areas[THIRD] == "E02000001"
    assert areas.drop([THIRD, "E01000004"]).isna().all()


LOOKUPS = {
    "lookups/lsoa21_ward24_ltla24_x.csv": "lsoa21_code,lsoa21_name,ward24_code,ward24_name,"
    "ltla24_code\n"
    + "".join(f"{c},{lsoa_name(c)},E05,W,{square[0]}\n" for c, square in SQUARES.items()),
    "lookups/lsoa11_lsoa21_ltla22_x.csv": "lsoa11_code,lsoa21_code,change_code\n"
    + "".join(f"{code},{code},U\n" for code in SQUARES),
}
