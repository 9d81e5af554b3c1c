"""What areas does a GeoJSON file hold, and which of them can be drawn?

A file is taken for what it is: another dialect, another coordinate system or exchanged axes are
told, never guessed at. What is wrong with one area is told when that area is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import Account
from csa.reading.reference.frames import new_account, quarantine_entry
from csa.reading.reference.headings import Heading
from csa.reading.reference.issues import supersede_all
from csa.settings.texts import NATIONAL_GRID

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

DEGREES = "EPSG:4326"
SYSTEMS = {"4326": DEGREES, "4258": DEGREES, "27700": NATIONAL_GRID, "3857": "EPSG:3857"}
ESRI_WORDS = frozenset({"spatialReference", "geometryType", "displayFieldName", "rings"})
COLLECTION = "GeometryCollection"
SHAPES = ("Polygon", "MultiPolygon", COLLECTION)
OTHER_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString")
# West, south, east and north of Great Britain with a margin.
BRITAIN = (-9.0, 49.0, 2.5, 61.5)
GRID = (0.0, 0.0, 700_000.0, 1_300_000.0)
FEWEST_CORNERS = 3


class Unusable(ValueError):  # noqa: N818 - a verdict on a document or shape, told with its file
    """Raised with the reason why a document or a shape cannot be used."""


@dataclass(frozen=True)
class Document:
    """A GeoJSON document.

    Attributes
    ----------
    features : list
        Its features, whatever they are.
    crs : str
        Its coordinate system: degrees (EPSG:4326) unless it names another.
    """

    features: list[Any]
    crs: str


def parse(content: bytes) -> Document:
    """Read a GeoJSON document.

    Raises
    ------
    Unusable
        If it is no GeoJSON, or in a coordinate system that is not known.
    """
    try:
        document = json.loads(content)
    except RecursionError:
        raise Unusable("is nested too deep for a GeoJSON file") from None
    except ValueError:
        raise Unusable("is not a GeoJSON file") from None
    if not isinstance(document, dict):
        raise Unusable("is not a GeoJSON file")
    return Document(_features(document), _system(document.get("crs")))


def _features(document: Mapping[str, Any]) -> list[Any]:
    features, kind = document.get("features"), document.get("type")
    if kind == "Topology":
        raise Unusable("is TopoJSON, not GeoJSON: download it as GeoJSON")
    if "error" in document and features is None:
        raise Unusable("holds a server's error message instead of areas")
    if not ESRI_WORDS.isdisjoint(document) or _has_attributes(features):
        raise Unusable("is in Esri's JSON, not GeoJSON: download it as GeoJSON (f=geojson)")
    if isinstance(features, list):
        return features
    if kind == "Feature":
        return [document]
    if kind in (*SHAPES, *OTHER_SHAPES):
        return [{"properties": {}, "geometry": document}]
    raise Unusable("is not a GeoJSON file")


def _has_attributes(features: Any) -> bool:
    return isinstance(features, list) and any(
        isinstance(one, dict) and "attributes" in one and "properties" not in one
        for one in features
    )


def _system(crs: Any) -> str:
    if crs is None:
        return DEGREES
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else crs
    if str(name).upper().endswith("CRS84"):
        return DEGREES
    match = re.search(r"EPSG:+(?:[\d.]+:)?(\d+)$", str(name), re.IGNORECASE)
    if not match or match[1] not in SYSTEMS:
        raise Unusable(
            f"is in the coordinate system '{str(name)[:80]}': download it in longitude and "
            "latitude (EPSG:4326)"
        )
    return SYSTEMS[match[1]]


def area_of(geometry: Any) -> BaseGeometry:
    """Return the area that a GeoJSON geometry encloses, in its own coordinates.

    Raises
    ------
    Unusable
        If it encloses none.
    """
    import shapely

    shape = shapely.MultiPolygon(list(_polygons(geometry)))
    if not shape.area:
        raise Unusable("encloses nothing")
    return shape.geoms[0] if len(shape.geoms) == 1 else shape


def _polygons(geometry: Any) -> Iterable[Any]:
    if geometry is None:
        raise Unusable("has no shape")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind in OTHER_SHAPES:
        raise Unusable(f"is a {kind}, not an area")
    if kind not in SHAPES:
        raise Unusable("has a shape of another dialect than GeoJSON")
    parts = geometry.get("geometries" if kind == COLLECTION else "coordinates")
    if not isinstance(parts, list) or not parts:
        raise Unusable("has no shape")
    if kind == COLLECTION:
        return [one for part in parts if not _is_no_area(part) for one in _polygons(part)]
    return [_polygon(rings) for rings in ([parts] if kind == "Polygon" else parts)]


def _is_no_area(geometry: Any) -> bool:
    return isinstance(geometry, dict) and geometry.get("type") in OTHER_SHAPES


def _polygon(rings: Any) -> Any:
    import shapely

    if not isinstance(rings, list) or not rings:
        raise Unusable("has no shape")
    outline, *holes = (_ring(ring) for ring in rings)
    return shapely.Polygon(outline, holes)


def _ring(ring: Any) -> np.ndarray:
    try:
        points = np.array(ring)
    except (ValueError, RecursionError):
        points = np.array([None])
    if points.dtype.kind in "US":
        raise Unusable("has coordinates that are text")
    is_line = points.ndim == 2 and points.shape[1] > 1 and len(points) >= FEWEST_CORNERS
    if not is_line or points.dtype.kind not in "iuf" or not np.isfinite(points).all():
        raise Unusable("has coordinates that are no pairs of numbers")
    return points[:, :2].astype(float)


def refuse_elsewhere(bounds: tuple[float, float, float, float], crs: str) -> None:
    """Refuse coordinates that do not lie in Great Britain.

    Parameters
    ----------
    bounds : tuple of float
        The least and greatest coordinates: x, y, x, y.
    crs : str
        The coordinate system they are said to be in.

    Raises
    ------
    Unusable
        Saying what they seem to be.
    """
    if crs not in (DEGREES, NATIONAL_GRID) or _within(bounds, BRITAIN if crs == DEGREES else GRID):
        return
    west, south, east, north = bounds
    if crs == NATIONAL_GRID:
        raise Unusable("names the National Grid, and its coordinates lie outside it")
    if _within((south, west, north, east), BRITAIN):
        raise Unusable("has latitude and longitude exchanged: longitude must come first")
    if max(map(abs, bounds)) > 360:
        raise Unusable(
            "holds metres and names no coordinate system: download it in longitude and latitude "
            "(EPSG:4326)"
        )
    raise Unusable("has coordinates that lie outside Great Britain")


def _within(bounds: tuple[float, float, float, float], limits: tuple[float, ...]) -> bool:
    west, south, east, north = limits
    return west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north


@dataclass
class Features:
    """The areas of one raw GeoJSON file, and what becomes of each.

    Attributes
    ----------
    file : RawFile
        The file.
    crs : str
        Its coordinate system.
    left : dict
        By number, from 1, the features that count; no other is one of ours.
    account : Account
        Every feature counts as accepted until it is left out.
    quarantine : list of dict
        One entry for each feature without a code.
    """

    file: RawFile
    crs: str
    left: dict[int, Mapping[str, Any]]
    account: Account
    quarantine: list[dict[str, object]] = field(default_factory=list)

    def texts(self, heading: Heading) -> dict[int, str]:
        """Return a property of every feature that has it, trimmed."""
        return {
            number: found
            for number, feature in self.left.items()
            if (found := _property(feature, heading))
        }

    def heading(self, heading: Heading) -> str:
        """Return a property's name as it is written in the first feature that has it."""
        names = (_names(feature, heading) for feature in self.left.values())
        return next((found[0] for found in names if found), "")

    def codes(self, heading: Heading) -> dict[int, str]:
        """Return the code of every feature in capitals; those without one are set aside.

        Raises
        ------
        SourceError
            If no feature has one.
        """
        found = {number: text.upper() for number, text in self.texts(heading).items()}
        if not found:
            raise SourceError(
                f"{self.file.name} has areas without the property of {heading.words}."
            )
        without = [number for number in self.left if number not in found]
        for number in without:
            entry = quarantine_entry(self.account, number, self.heading(heading), "missing")
            self.quarantine.append(entry)
        self.account.quarantined += self._leave(without)
        return found

    def set_aside(self, numbers: Collection[int]) -> None:
        """Leave features of other areas out and count them."""
        self.account.out_of_area += self._leave(numbers)

    def supersede(self, numbers: Collection[int], why: str) -> None:
        """Leave out features that another file stands for."""
        if numbers:
            self.account.superseded += self._leave(numbers)
            self.account.remark(why)

    def stand_back(self, later: str) -> None:
        """Leave out every feature, whatever it holds: another file counts in its place."""
        supersede_all(self.account, later)
        self.left, self.quarantine = {}, []

    def _leave(self, numbers: Collection[int]) -> int:
        for number in numbers:
            del self.left[number]
        self.account.accepted -= len(numbers)
        return len(numbers)


def read_features(file: RawFile) -> Features:
    """Read the features of a raw GeoJSON file, with an account in which all of them count.

    Raises
    ------
    SourceError
        If the file is no GeoJSON.
    """
    account, content = new_account(file), file.read_bytes()
    try:
        document = parse(content)
    except Unusable as problem:
        raise SourceError(f"{file.name} {problem}.") from None
    account.rows = account.accepted = len(document.features)
    account.lines = content.count(b"\n") + (not content.endswith(b"\n"))
    left: dict[int, Mapping[str, Any]] = {
        number: feature if isinstance(feature, dict) else {}
        for number, feature in enumerate(document.features, start=1)
    }
    return Features(file, document.crs, left, account)


def _names(feature: Mapping[str, Any], heading: Heading) -> list[str]:
    properties = feature.get("properties")
    return heading.among(properties) if isinstance(properties, dict) else []


def _property(feature: Mapping[str, Any], heading: Heading) -> str:
    texts = (feature["properties"][name] for name in _names(feature, heading))
    found = (text.strip() for text in texts if isinstance(text, str))
    return next((text for text in found if text), "")
