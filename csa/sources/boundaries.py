"""Boundaries of LSOAs, wards and districts, as the ONS publishes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from csa.errors import SourceError
from csa.geography import boundary_disagreements, build_boundaries, refuse_disagreements
from csa.sources.discovery import RawFile, find_files
from csa.sources.lookups import ATTRIBUTION, read_features, ward_vintage
from csa.sources.lookups import SOURCE as LOOKUPS
from csa.sources.model import OGL, Context, Reference, Source

if TYPE_CHECKING:
    import geopandas

OS_ATTRIBUTION = "Contains OS data © Crown copyright and database right"
FILE_CRS = "EPSG:4326"
USED = "lsoa21"


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the boundary tables, dissolved from the LSOAs of 2021.

    Raises
    ------
    SourceError
        If a file is no GeoJSON.
    GeographyError
        If boundaries and look-ups disagree.
    """
    import geopandas
    import pandas as pd

    areas = context.geography.areas
    vintage = _vintage_of_wards(context)
    frames, accounts = [], []
    wards: set[str] = set()
    for file in files:
        account, features = read_features(file)
        accounts.append(account)
        if file.file_name.startswith(USED):
            frame = _lsoas(file, features)
            inside = int(frame["code"].isin(areas["lsoa"]).sum())
            account.accepted, account.out_of_area = inside, account.rows - inside
            frames.append(frame)
        else:
            account.superseded = account.rows
            account.remark("areas are drawn from the LSOAs of 2021")
            if ward_vintage(file) == vintage:
                wards |= _codes(features)
            elif ward_vintage(file):
                account.remark(f"wards of 20{ward_vintage(file)}, the look-up's are of 20{vintage}")
    found = {"wards without a boundary": set(areas["ward"]) - wards if wards else set()}
    tables = {}
    if frames:
        lsoas = geopandas.GeoDataFrame(pd.concat(frames), crs=FILE_CRS)
        refuse_disagreements({**found, **boundary_disagreements(lsoas, areas)})
        tables = dict(build_boundaries(lsoas, areas))
    return Reference(tables, accounts)


def _lsoas(file: RawFile, features: list[dict[str, dict[str, object]]]) -> geopandas.GeoDataFrame:
    import geopandas
    from shapely.geometry import shape

    codes, names = [], []
    for feature in features:
        properties = {name.casefold(): v for name, v in feature["properties"].items()}
        codes.append(properties.get("lsoa21cd") or properties.get("lsoa21_code"))
        names.append(str(properties.get("lsoa21nm") or properties.get("lsoa21_name") or ""))
    if not codes or None in codes:
        raise SourceError(f"{file.name} has areas without the property LSOA21CD.")
    geometry = [shape(feature["geometry"]) for feature in features]
    columns = {"code": codes, "name": names}
    return geopandas.GeoDataFrame(columns, geometry=geometry, crs=FILE_CRS)


def _vintage_of_wards(context: Context) -> str:
    """Return the ward vintage of the look-up that places rows in wards."""
    files = find_files(LOOKUPS, context.settings)
    return max((ward_vintage(f) for f in files if f.file_name.startswith(USED)), default="")


def _codes(features: list[dict[str, dict[str, object]]]) -> set[str]:
    """Return the ward codes of some features, whatever year their property's name gives."""
    return {
        str(value)
        for feature in features
        for name, value in feature["properties"].items()
        if re.fullmatch(r"(wd|ward)\d\d_?(cd|code)", name, re.IGNORECASE)
    }


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
)
