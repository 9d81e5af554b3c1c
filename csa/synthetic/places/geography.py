"""What do the synthetic districts, wards and small areas look like?

The ground is the same for every seed: outlines are roughened by hand-set corners, wards are the
Voronoi cells of their centres, small areas the relaxed Voronoi cells of a ward. All lines are noded
together on a one metre grid, so that neighbours share every corner. Codes start with ``Z``, which
no official statistics code does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from numpy.random import Generator, default_rng
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from csa.errors import SettingsError
from csa.settings import Settings
from csa.synthetic.places.gazetteer import OUTLINES, RURAL_WARDS, SPLITS_PER_DISTRICT, WARDS

GROUND_SEED = 47_11
LSOAS_PER_MSOA = 5
ADDRESSES_PER_LSOA = 240


@dataclass(frozen=True)
class Ground:
    """The synthetic places.

    Attributes
    ----------
    districts : DataFrame
        ``slug, code, name, geometry``.
    wards : DataFrame
        ``code, name, district, geometry``.
    lsoas : DataFrame
        One row per LSOA 2011: ``code, name, msoa, msoa_name, ward, ward_name, district, rural,
        deprivation, geometry``.
    lsoas21 : DataFrame
        One row per LSOA 2021: the same, with ``parent`` (its LSOA 2011) and ``change`` (U or S).
    """

    districts: pd.DataFrame
    wards: pd.DataFrame
    lsoas: pd.DataFrame
    lsoas21: pd.DataFrame

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the 2011 polygons."""
        return shapely.STRtree(self.lsoas["geometry"].to_numpy())

    @cached_property
    def addresses(self) -> tuple[np.ndarray, np.ndarray]:
        """Easting and northing of the invented addresses: one row per LSOA 2011."""
        rng = default_rng([GROUND_SEED, 2])
        points = [_points_within(rng, p, ADDRESSES_PER_LSOA) for p in self.lsoas["geometry"]]
        stacked = np.stack(points)
        return stacked[:, :, 0], stacked[:, :, 1]

    def rows_of(self, district: str) -> np.ndarray:
        """Return the positions of a district's LSOAs 2011."""
        return np.flatnonzero((self.lsoas["district"] == district).to_numpy())

    def rows_of_ward(self, ward: str) -> np.ndarray:
        """Return the positions of a ward's LSOAs 2011 (by ward name)."""
        return np.flatnonzero((self.lsoas["ward_name"] == ward).to_numpy())

    def locate(self, easting: np.ndarray, northing: np.ndarray) -> np.ndarray:
        """Return the position of the LSOA 2011 nearest to each point (the one it lies in)."""
        return np.asarray(self.tree.nearest(shapely.points(easting, northing)))


def build_ground(settings: Settings) -> Ground:
    """Return the synthetic places under the district codes of the settings.

    Raises
    ------
    SettingsError
        If the settings are of another partnership than the one the places belong to.
    """
    configured = {district.slug: district for district in settings.districts}
    if set(configured) != set(OUTLINES):
        raise SettingsError(
            "The synthetic partnership has the districts "
            f"{', '.join(sorted(OUTLINES))}; config/partnership.toml names "
            f"{', '.join(sorted(configured))}. Run it with the settings it came with."
        )
    slugs = sorted(OUTLINES)
    cells = [_district_cells(slug) for slug in slugs]
    lsoas21 = _clean(pd.concat(cells, ignore_index=True))
    lsoas21 = _name_areas(lsoas21, {slug: configured[slug].name for slug in slugs})
    lsoas = _dissolve(lsoas21, by="parent").rename(columns={"parent": "code"})
    lsoas["name"] = lsoas["parent_name"]
    wards = _dissolve(lsoas21, by="ward")[["ward", "ward_name", "district", "geometry"]]
    districts = _dissolve(lsoas21, by="district")[["district", "geometry"]]
    return Ground(
        districts=pd.DataFrame(
            {
                "slug": districts["district"],
                "code": [configured[slug].code for slug in districts["district"]],
                "name": [configured[slug].name for slug in districts["district"]],
                "geometry": districts["geometry"],
            }
        ),
        wards=wards.rename(columns={"ward": "code", "ward_name": "name"}),
        lsoas=lsoas.drop(columns=["parent_name", "change"]),
        lsoas21=lsoas21,
    )


def _roughen(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    """Return corners from a towards b (b left out), the same whichever way it is walked."""
    first, last = sorted([a, b])
    rng = default_rng([GROUND_SEED, *(round(value * 10) for value in (*first, *last))])
    line = np.array([first, last], dtype=float) * 1000
    for _ in range(4):
        middle = (line[:-1] + line[1:]) / 2
        along = np.diff(line, axis=0)
        normal = np.column_stack([-along[:, 1], along[:, 0]])
        middle += normal * rng.uniform(-0.11, 0.11, size=(len(middle), 1))
        line = np.insert(line, np.arange(1, len(line)), middle, axis=0)
    walked = line if (first, last) == (a, b) else line[::-1]
    return [tuple(point) for point in walked[:-1]]


def _outline(slug: str) -> Polygon:
    corners = OUTLINES[slug]
    following = [*corners[1:], corners[0]]
    return Polygon([p for a, b in zip(corners, following, strict=True) for p in _roughen(a, b)])


def _voronoi(points: np.ndarray, *, within: BaseGeometry) -> list[BaseGeometry]:
    if len(points) == 1:
        return [within]
    cells = shapely.voronoi_polygons(MultiPoint(points), extend_to=within, ordered=True)
    return [cell.intersection(within) for cell in cells.geoms]


def _points_within(rng: Generator, polygon: BaseGeometry, n: int) -> np.ndarray:
    """Return n whole-metre points inside a polygon."""
    left, bottom, right, top = polygon.bounds
    found = np.empty((0, 2))
    while len(found) < n:
        tried = np.round(rng.uniform((left, bottom), (right, top), size=(4 * n, 2)))
        inside = shapely.contains_xy(polygon, tried[:, 0], tried[:, 1])
        found = np.vstack([found, tried[inside]])
    return found[:n]


def _relaxed_cells(rng: Generator, polygon: BaseGeometry, n: int) -> list[BaseGeometry]:
    points = _points_within(rng, polygon, n)
    for _ in range(12):
        centres = [cell.centroid for cell in _voronoi(points, within=polygon)]
        points = np.array([[centre.x, centre.y] for centre in centres])
    return _voronoi(points, within=polygon)


def _halves(polygon: BaseGeometry) -> list[BaseGeometry]:
    """Return the polygon cut across its longer side."""
    left, bottom, right, top = polygon.bounds
    middle = polygon.centroid
    if right - left > top - bottom:
        west = shapely.box(left, bottom, middle.x, top)
    else:
        west = shapely.box(left, bottom, right, middle.y)
    return [polygon.intersection(west), polygon.difference(west)]


def _district_cells(slug: str) -> pd.DataFrame:
    """Return the small areas of a district, children of split ones apart, before noding."""
    rng = default_rng([GROUND_SEED, 1, sorted(OUTLINES).index(slug)])
    seeds = WARDS[slug]
    centres = np.array([[ward.x * 1000, ward.y * 1000] for ward in seeds])
    rows = []
    for ward, polygon in zip(seeds, _voronoi(centres, within=_outline(slug)), strict=True):
        for number, cell in enumerate(_relaxed_cells(rng, polygon, ward.lsoas)):
            deprivation = ward.deprivation + rng.normal(0, 0.45)
            rows.append((slug, ward.name, number, deprivation, "U", cell))
    names = ["district", "ward_name", "number", "deprivation", "change", "geometry"]
    cells = pd.DataFrame(rows, columns=names)
    urban = cells.index[~cells["ward_name"].isin(RURAL_WARDS) & (cells["number"] == 0)]
    split = rng.choice(urban, size=SPLITS_PER_DISTRICT, replace=False)
    cells.loc[split, "change"] = "S"
    cells.loc[split, "geometry"] = cells.loc[split, "geometry"].map(_halves)
    return cells.explode("geometry", ignore_index=True)


def _clean(cells: pd.DataFrame) -> pd.DataFrame:
    """Node all lines on a metre grid, so that neighbours share every corner."""
    shapes = cells["geometry"].to_numpy()
    lines = shapely.union_all(shapely.boundary(shapes), grid_size=1.0)
    faces = np.array(shapely.polygonize([lines]).geoms)
    centres = shapely.point_on_surface(faces)
    owners = shapely.STRtree(shapes).query(centres, predicate="intersects")
    owner_of = pd.Series(owners[1], index=owners[0]).groupby(level=0).first()
    return cells.assign(geometry=join_shapes(faces[owner_of.index], owner_of.to_numpy()))


def join_shapes(shapes: np.ndarray | pd.Series, by: np.ndarray | pd.Series) -> pd.Series:
    """Return the union of the shapes of each key, indexed by the key."""
    parts = pd.Series(np.asarray(shapes)).groupby(np.asarray(by), sort=False)
    return pd.Series({key: shapely.union_all(list(group)) for key, group in parts})


def _name_areas(cells: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Give every area its code and name."""
    wards = cells[["district", "ward_name"]].drop_duplicates().reset_index(drop=True)
    wards["ward"] = [f"Z05{n:06d}" for n in range(1, len(wards) + 1)]
    cells = cells.merge(wards, on=["district", "ward_name"])
    key = ["district", "ward_name", "number"]
    parents = cells[key].drop_duplicates().reset_index(drop=True)
    parents["parent"] = [f"Z01{n:06d}" for n in range(1, len(parents) + 1)]
    order = parents.groupby("district").cumcount()
    block = order // LSOAS_PER_MSOA + 1
    parents["msoa_name"] = [
        f"{names[slug]} S{n:02d}" for slug, n in zip(parents["district"], block, strict=True)
    ]
    letters = parents.groupby("msoa_name").cumcount().map(lambda n: "ABCDEFGH"[n])
    parents["parent_name"] = parents["msoa_name"] + letters
    parents["msoa"] = [f"Z02{n + 1:06d}" for n in pd.factorize(parents["msoa_name"])[0]]
    cells = cells.merge(parents, on=key)
    return _name_children(cells).assign(rural=cells["ward_name"].isin(RURAL_WARDS))


def _name_children(cells: pd.DataFrame) -> pd.DataFrame:
    """Unchanged areas keep code and name in 2021; children of a split one get new ones."""
    split = (cells["change"] == "S").to_numpy()
    child = cells.groupby("parent").cumcount().to_numpy()
    code = cells["parent"].to_numpy(dtype=object)
    name = cells["parent_name"].to_numpy(dtype=object)
    code[split] = [f"Z019{n:05d}" for n in range(1, split.sum() + 1)]
    name[split] = [
        f"{text[:-1]}{'VWXYZ'[n]}" if text[-1] < "T" else text
        for text, n in zip(name[split], child[split], strict=True)
    ]
    return cells.assign(code=code, name=name)


def _dissolve(cells: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return one row per area with the union of its parts."""
    first = cells.groupby(by, sort=False).first().drop(columns="geometry")
    plain = first.drop(columns=["code", "name"], errors="ignore")
    return (
        plain.assign(geometry=join_shapes(cells["geometry"], cells[by]))
        .rename_axis(by)
        .reset_index()
    )
