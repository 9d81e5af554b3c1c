"""Indices of deprivation of LSOAs and districts."""

from __future__ import annotations

import re

import pandas as pd

from csa.errors import SourceError
from csa.schemas import TABLES
from csa.sources.discovery import RawFile
from csa.sources.frames import Frame, read_frame
from csa.sources.model import OGL, Context, Reference, Source

UNCHANGED = "U"
RENAMED = {
    "imd_": "",
    "housing_and_access_": "housing_",
    "housing_and_services_": "housing_",
    "barriers_to_housing_and_services_": "housing_",
    "living_environment_": "environment_",
}
FIGURES = tuple(name for name, f in TABLES["deprivation"].fields.items() if not f.required)
KEYS = ["lsoa", "vintage", "lsoa_vintage"]


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``deprivation`` and ``deprivation_district``.

    An index on LSOA 2011 codes is carried to the 2021 code where the LSOA did not change;
    elsewhere it keeps its own code and vintage.
    """
    frames = [read_frame(file) for file in files]
    lsoas, districts = [], []
    for frame in frames:
        if _lsoa_column(frame):
            lsoas.append(_lsoas(frame, context))
        else:
            districts.append(_districts(frame))
    tables = {}
    if lsoas:
        tables["deprivation"] = _merge(lsoas)
    if districts:
        order = ["district", "vintage", "measure"]
        joined = pd.concat(districts).drop_duplicates(order)
        tables["deprivation_district"] = joined.sort_values(order, ignore_index=True)
    quarantine = [entry for frame in frames for entry in frame.quarantine]
    return Reference(tables, [frame.account for frame in frames], quarantine)


def _vintage(frame: Frame) -> int:
    match = re.match(r"imd(\d{4})", frame.file.file_name)
    if not match:
        raise SourceError(f"{frame.file.name} does not start with imdYYYY: name its year.")
    return int(match[1])


def _lsoa_column(frame: Frame) -> str:
    names = (str(name) for name in frame.data.columns)
    return next((n for n in names if re.fullmatch(r"lsoa(11|21)_?(code|cd)", n, re.I)), "")


def _figure(name: str) -> str:
    plain = name.casefold()
    for theirs, ours in RENAMED.items():
        if plain.startswith(theirs):
            return ours + plain[len(theirs) :]
    return plain


def _lsoas(frame: Frame, context: Context) -> pd.DataFrame:
    column, changes = _lsoa_column(frame), context.geography.changes
    own_vintage = 2000 + int(column[4:6])
    known = context.geography.areas["lsoa"] if own_vintage == 2021 else changes["lsoa11"]
    frame.set_aside(~frame.data[column].isin(known))
    figures = {_figure(str(name)): str(name) for name in frame.data.columns}
    numbers = {
        ours: frame.numbers(theirs, whole=not ours.endswith("score"))
        for ours, theirs in figures.items()
        if ours in FIGURES
    }
    rows = pd.DataFrame(numbers).reindex(frame.data.index)
    rows["lsoa"], rows["vintage"] = frame.data[column], _vintage(frame)
    rows["lsoa_vintage"] = own_vintage
    return _carried(rows, changes) if own_vintage == 2011 else rows


def _carried(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    one_to_one = changes[changes["change"] == UNCHANGED].set_index("lsoa11")["lsoa21"]
    new = rows["lsoa"].map(one_to_one)
    return rows.assign(
        lsoa=new.fillna(rows["lsoa"]),
        lsoa_vintage=rows["lsoa_vintage"].where(new.isna(), 2021),
    )


def _merge(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    """Join the files of one vintage: domains and sub-domains come apart."""
    joined = pd.concat(pieces).groupby(KEYS, as_index=False, sort=True).first()
    fields = TABLES["deprivation"].fields
    rows = joined.reindex(columns=list(fields))
    whole = {name: "Int64" for name, f in fields.items() if f.kind == "whole"}
    return rows.astype({**whole, **{n: "float64" for n in fields if n.endswith("score")}})


def _districts(frame: Frame) -> pd.DataFrame:
    code = frame.column(r"(ltla|lad)\d\d_?(code|cd)")
    measures = [
        str(name)
        for name in frame.data.columns
        if not re.search(r"_?(code|cd|name|nm)$", str(name), re.IGNORECASE)
    ]
    numbers = pd.DataFrame({name.casefold(): frame.numbers(name) for name in measures})
    numbers = numbers.reindex(frame.data.index).assign(district=frame.data[code])
    rows = numbers.melt("district", var_name="measure", value_name="value")
    return rows.assign(vintage=_vintage(frame))[["district", "vintage", "measure", "value"]]


SOURCE = Source(
    name="deprivation",
    label="Indices of deprivation (MHCLG)",
    patterns=("deprivation/imd*.csv",),
    publisher="Ministry of Housing, Communities and Local Government",
    licence=OGL,
    attribution=f"Contains public sector information licensed under the {OGL}",
    open=True,
    units=("deprivation", "deprivation_district"),
    columns=(),
    read=read,
    by_row=False,
)
