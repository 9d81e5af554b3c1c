"""Indices of deprivation of LSOAs and districts."""

from __future__ import annotations

import re

import pandas as pd

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import Piece, each_once, join_files
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import DISTRICT, LSOA11, LSOA21, Heading
from csa.schemas import TABLES

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
FIGURE = "figure"
FIGURES_OF = {
    "deprivation": [*KEYS, FIGURE],
    "deprivation_district": ["district", "vintage", "measure"],
}
CONTRADICTION = "give different figures of one vintage"
# What districts are compared by, where no summary of districts was received.
INCOME, OF_LSOAS = "income_score", "income_score_of_lsoas"
POPULATION = Heading(r"(total)?population(:mid20\d\d)?", "the residents")
NAMING = re.compile(r"_?(code|cd|name|nm)$", re.IGNORECASE)


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``deprivation`` and ``deprivation_district``.

    Of a file of LSOAs that has their districts and residents, the share of residents deprived of
    income is worked out for each district: the mean score of its LSOAs by their residents.

    An index on LSOA 2011 codes is carried to the 2021 code where the LSOA did not change;
    elsewhere it keeps its own code and vintage. Domains and sub-domains come in files of their own.

    Raises
    ------
    SourceError
        If two files give different figures of one vintage.
    """
    frames = read_frames(files)
    pieces: dict[str, list[Piece]] = {name: [] for name in FIGURES_OF}
    incomes: list[pd.DataFrame] = []
    for frame in frames.standing:
        heading = next((one for one in (LSOA21, LSOA11) if frame.find(one)), None)
        if heading:
            incomes.append(_incomes(frame))
        rows = _lsoas(frame, heading, context) if heading else _districts(frame)
        table = "deprivation" if heading else "deprivation_district"
        rows = each_once(frame, rows, keys=FIGURES_OF[table], figure="value")
        pieces[table].append((frame, rows))
    joined = {
        name: join_files(found, claims=FIGURES_OF[name], compared=["value"], said=CONTRADICTION)
        for name, found in pieces.items()
        if found
    }
    told = [
        *(joined[one] for one in joined if one == "deprivation_district"),
        *filter(len, incomes),
    ]
    if told:
        keys = FIGURES_OF["deprivation_district"]
        joined["deprivation_district"] = pd.concat(told).drop_duplicates(keys)
    return frames.reference({name: _ordered(name, rows) for name, rows in joined.items()})


def _vintage(frame: Frame) -> int:
    match = re.search(r"i(?:m|o)d_?(\d{4})", frame.file.file_name, re.IGNORECASE)
    if not match:
        raise SourceError(f"{frame.file.name} does not start with imdYYYY: name its year.")
    return int(match[1])


def _figure(name: str) -> str:
    plain = name.casefold()
    for theirs, ours in RENAMED.items():
        if plain.startswith(theirs):
            return ours + plain[len(theirs) :]
    return plain


def _lsoas(frame: Frame, heading: Heading, context: Context) -> pd.DataFrame:
    """Return one row for each figure of each LSOA of ours."""
    changes = context.geography.changes
    is_current = heading is LSOA21
    codes = frame.codes(heading)
    frame.set_aside(
        ~codes.isin(context.geography.areas["lsoa"] if is_current else changes["lsoa11"])
    )
    figures = {_figure(name): name for name in frame.headings}
    numbers = {ours: frame.numbers(name) for ours, name in figures.items() if ours in FIGURES}
    rows = (
        pd.DataFrame(numbers)
        .reindex(frame.data.index)
        .astype("float64")
        .assign(lsoa=codes, vintage=_vintage(frame), lsoa_vintage=2021 if is_current else 2011)
    )
    rows = rows if is_current else _carried(rows, changes)
    long = rows.melt(KEYS, var_name=FIGURE, value_name="value", ignore_index=False)
    return long.dropna(subset=["value"])


def _incomes(frame: Frame) -> pd.DataFrame:
    """Return the mean income score of every district in a file of LSOAs, by their residents."""
    columns = [frame.find(DISTRICT), frame.find(POPULATION)]
    scores = [name for name in frame.headings if _figure(name) == INCOME]
    if not all(columns) or not scores:
        return pd.DataFrame()
    district, people, score = (frame.data[name] for name in (*columns, scores[0]))
    people, score = (
        pd.to_numeric(one.str.replace(",", ""), errors="coerce") for one in (people, score)
    )
    rows = pd.DataFrame({"district": district.str.upper(), "people": people, "sum": score * people})
    sums = rows.groupby("district").agg(lambda one: one.sum(skipna=False)).dropna()
    value = sums["sum"] / sums["people"]
    rows = value.rename("value").reset_index().assign(vintage=_vintage(frame), measure=OF_LSOAS)
    columns = [*FIGURES_OF["deprivation_district"], "value"]
    return rows[columns].astype({"vintage": "int64", "value": "float64"})


def _carried(rows: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    one_to_one = changes[changes["change"] == UNCHANGED].set_index("lsoa11")["lsoa21"]
    new = rows["lsoa"].map(one_to_one)
    return rows.assign(
        lsoa=new.fillna(rows["lsoa"]),
        lsoa_vintage=rows["lsoa_vintage"].where(new.isna(), 2021),
    )


def _ordered(table: str, figures: pd.DataFrame) -> pd.DataFrame:
    if table != "deprivation":
        return figures.sort_values(FIGURES_OF[table], ignore_index=True)
    # One row for each LSOA and vintage, its figures side by side.
    wide = figures.pivot(index=KEYS, columns=FIGURE, values="value").reset_index()
    fields = TABLES[table].fields
    rows = wide.reindex(columns=list(fields)).rename_axis(columns=None)
    whole = {name: "Int64" for name, f in fields.items() if f.kind == "whole"}
    return rows.astype({**whole, **{n: "float64" for n in fields if n.endswith("score")}})


def _districts(frame: Frame) -> pd.DataFrame:
    codes = frame.codes(DISTRICT)
    measures = [name for name in frame.headings if not NAMING.search(name)]
    numbers = pd.DataFrame({name.casefold(): frame.numbers(name) for name in measures})
    numbers = numbers.reindex(frame.data.index).assign(district=codes, vintage=_vintage(frame))
    keys = ["district", "vintage"]
    return numbers.melt(keys, var_name="measure", value_name="value", ignore_index=False)


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
    version=3,
)
