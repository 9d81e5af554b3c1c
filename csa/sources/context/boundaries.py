"""Boundaries of LSOAs, wards and districts, as the ONS publishes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from csa.areas import boundary_disagreements, build_boundaries, refuse_disagreements
from csa.errors import SourceError
from csa.geography import CRS
from csa.reading.files.discovery import RawFile
from csa.reading.files.geojson import Features, Unusable, area_of, read_features, refuse_elsewhere
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.headings import LSOA21, LSOA21_NAME, WARD, year_of
from csa.reading.reference.issues import find_later, refuse_both
from csa.sources.context.lookups import ATTRIBUTION, vintage_of_wards

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry

OS_ATTRIBUTION = "Contains OS data © Crown copyright and database right"
USED = re.compile(r"lsoa(20)?21", re.IGNORECASE)
WARDS = re.compile(r"wards?", re.IGNORECASE)
FAULTS_TOLD = 5


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the boundary tables, dissolved from the LSOAs of 2021.

    Areas that are not ours are passed over, whatever their shape.

    Raises
    ------
    SourceError
        If a file is no GeoJSON, an LSOA of ours has no shape, or two files draw it differently.
    GeographyError
        If boundaries and look-ups disagree.
    """
    areas, later = context.geography.areas, find_later(files)
    every = sorted(map(read_features, files), key=lambda one: (len(one.file.name), one.file.name))
    for features in every:
        if features.file.name in later:
            features.stand_back(later[features.file.name].name)
    named, drawn = _read_lsoas(every, set(areas["lsoa"]))
    found = {"wards without a boundary": _wards_without(every, context)}
    for features in every:
        if not USED.match(features.file.file_name):
            features.supersede([*features.left], "areas are drawn from the LSOAs of 2021")
    tables = {}
    if drawn:
        refuse_disagreements({**found, **boundary_disagreements(pd.concat(named), areas)})
        tables = dict(build_boundaries(pd.concat(drawn), areas))
    else:
        refuse_disagreements(found)
    quarantine = [entry for features in every for entry in features.quarantine]
    return Reference(tables, [features.account for features in every], quarantine)


def _read_lsoas(
    every: list[Features], ours: set[str]
) -> tuple[list[pd.DataFrame], list[geopandas.GeoDataFrame]]:
    """Return code and name of every LSOA that is drawn, and the shapes of ours."""
    named, drawn = [], []
    shapes: dict[str, tuple[str, BaseGeometry]] = {}
    for features in every:
        if not features.left or not USED.match(features.file.file_name):
            continue
        lsoas = pd.DataFrame({"code": features.codes(LSOA21)})
        lsoas["name"] = pd.Series(features.texts(LSOA21_NAME), dtype="str")
        is_drawn = [features.left[number].get("geometry") is not None for number in lsoas.index]
        outside = lsoas.index[~lsoas["code"].isin(ours)]
        features.set_aside(list(outside))
        placed = _placed(features, lsoas.drop(index=outside))
        repeated = _repeated(features, placed, shapes)
        features.supersede(repeated, "areas that are drawn alike more than once count once")
        named.append(lsoas[is_drawn].drop(index=repeated))
        drawn.append(placed.drop(index=repeated))
    return named, drawn


def _placed(features: Features, lsoas: pd.DataFrame) -> geopandas.GeoDataFrame:
    """Return the LSOAs with their shapes on the National Grid."""
    import geopandas

    shapes, faults = [], []
    for number, code, name in lsoas.itertuples(name=None):
        try:
            shapes.append(area_of(features.left[number].get("geometry")))
        except Unusable as problem:
            faults.append(f"{code}{f' ({name})' if isinstance(name, str) else ''} {problem}")
    if faults:
        more = f", and {len(faults) - FAULTS_TOLD} more" if len(faults) > FAULTS_TOLD else ""
        raise SourceError(
            f"In {features.file.name} {', '.join(faults[:FAULTS_TOLD])}{more}. Download it again."
        )
    placed = geopandas.GeoDataFrame(lsoas, geometry=shapes, crs=features.crs)
    try:
        if len(placed):
            refuse_elsewhere(tuple(placed.total_bounds), features.crs)
    except Unusable as problem:
        raise SourceError(f"{features.file.name} {problem}.") from None
    return placed.to_crs(CRS)


def _repeated(
    features: Features,
    placed: geopandas.GeoDataFrame,
    shapes: dict[str, tuple[str, BaseGeometry]],
) -> list[int]:
    """Return the features that are drawn just as before, and remember the others."""
    repeated = []
    for number, code, shape in zip(placed.index, placed["code"], placed.geometry, strict=True):
        before, known = shapes.setdefault(code, (features.file.name, shape))
        if known is shape:
            continue
        if known.equals(shape):
            repeated.append(number)
        elif before != features.file.name:
            refuse_both(before, features.file.name, f"draw {code} differently")
    return repeated


def _wards_without(every: list[Features], context: Context) -> set[str]:
    """Return our wards that boundaries of their own year lack."""
    vintage = vintage_of_wards(context.settings)
    found: set[str] = set()
    for features in every:
        if features.left and WARDS.match(features.file.file_name):
            year = year_of(features.file.stem) or year_of(features.heading(WARD))
            if year == vintage:
                found |= set(features.texts(WARD).values())
            elif year:
                features.account.remark(f"wards of 20{year}, the look-up's are of 20{vintage}")
    return set(context.geography.areas["ward"]) - found if found else set()


SOURCE = Source(
    name="boundaries",
    label="Boundaries (ONS)",
    patterns=(
        "boundaries/lsoa*.geojson",
        "boundaries/ward*.geojson",
        "boundaries/lad*.geojson",
    ),
    publisher="Office for National Statistics",
    licence=OGL,
    attribution=f"{ATTRIBUTION}. {OS_ATTRIBUTION}",
    open=True,
    units=("boundary_lsoa", "boundary_ward", "boundary_district"),
    columns=(),
    read=read,
    by_row=False,
    version=2,
)
