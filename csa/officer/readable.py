"""How do rows read to whoever does not know the codes, and to programs that draw maps?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import StoreError
from csa.geography import CRS
from csa.schemas import contract

if TYPE_CHECKING:
    import geopandas

NAMED = {"district": "district_name", "ward": "ward_name", "lsoa": "lsoa_name"}
BOOKKEEPING = ("source", "file_id", "row_number", "row_hash", "lsoa_supplied")
# What short names of columns stand for.
LONG_FORMS = {
    "bucket": "type of fire",
    "coord_quality": "quality of the point",
    "cse": "child sexual exploitation",
    "ho_offence_code": "Home Office offence code",
    "nte": "night-time economy",
}
FLAG_WORDS = {True: "Yes", False: "No"}
NOT_RECORDED = "Not recorded"
POINT = ("easting", "northing")


def column_words(column: str) -> str:
    """Return the name of a column in words."""
    name = column.removeprefix("flag_")
    return LONG_FORMS.get(name, name).replace("_", " ")


def readable(rows: pd.DataFrame, table: str, *, nesting: pd.DataFrame) -> pd.DataFrame:
    """Return rows with names for codes, words for flags and naive local times.

    Parameters
    ----------
    rows : DataFrame
        Rows of a processed table.
    table : str
        Its name.
    nesting : DataFrame
        The table ``geography``.

    Returns
    -------
    DataFrame
        The same rows without the columns that only the store needs. Codes of areas that the
        look-ups do not have stay as they are; a flag that was not recorded says so.
    """
    kept = rows[[name for name in rows.columns if name not in BOOKKEEPING]].copy()
    for name, field in contract(table).fields.items():
        if name not in kept:
            continue
        if field.kind == "time":
            kept[name] = kept[name].dt.tz_localize(None)
        elif field.kind == "flag":
            kept[name] = kept[name].map(FLAG_WORDS).astype("str").fillna(NOT_RECORDED)
        elif name in NAMED:
            names = nesting.drop_duplicates(name).set_index(name)[NAMED[name]]
            kept[name] = kept[name].map(names).fillna(kept[name])
        elif field.values and any("_" in one for one in field.values):
            kept[name] = kept[name].str.replace("_", " ")
    return kept


def as_points(rows: pd.DataFrame, table: str) -> geopandas.GeoDataFrame:
    """Return rows as points in metres (EPSG:27700); none for a row without coordinates.

    Raises
    ------
    StoreError
        If rows of the table have no coordinates.
    """
    import geopandas

    from csa.officer.mapped import MappedRows

    if isinstance(rows, geopandas.GeoDataFrame):
        return rows
    if not set(POINT) <= set(rows.columns):
        raise StoreError(f"The rows of the table '{table}' have no coordinates.")
    east, north = (rows[name].astype("Float64").astype(float) for name in POINT)
    points = geopandas.GeoSeries.from_xy(east, north, index=rows.index, crs=CRS)
    return MappedRows(rows, geometry=points.where(east.notna() & north.notna()))
