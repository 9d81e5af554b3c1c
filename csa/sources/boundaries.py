"""Boundaries of LSOAs, wards and districts, as the ONS publishes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.errors import SourceError
from csa.geography import build_boundaries
from csa.sources.discovery import RawFile
from csa.sources.lookups import ATTRIBUTION, read_features
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
    frames, accounts = [], []
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
    tables = {}
    if frames:
        lsoas = geopandas.GeoDataFrame(pd.concat(frames), crs=FILE_CRS)
        tables = dict(build_boundaries(lsoas, areas))
    return Reference(tables, accounts)


def _lsoas(file: RawFile, features: list[dict[str, dict[str, object]]]) -> geopandas.GeoDataFrame:
    import geopandas
    from shapely.geometry import shape

    codes = []
    for feature in features:
        properties = {name.casefold(): v for name, v in feature["properties"].items()}
        codes.append(properties.get("lsoa21cd") or properties.get("lsoa21_code"))
    if not codes or None in codes:
        raise SourceError(f"{file.name} has areas without the property LSOA21CD.")
    geometry = [shape(feature["geometry"]) for feature in features]
    return geopandas.GeoDataFrame({"code": codes}, geometry=geometry, crs=FILE_CRS)


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
