"""Residents and households, by area, age and sex, from mid-year estimates and censuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from csa.errors import SourceError
from csa.geography import find_strays, refuse_disagreements
from csa.schemas import RESIDENTS_15_TO_24, TABLES
from csa.sources.discovery import RawFile
from csa.sources.frames import Frame, read_frame
from csa.sources.lookups import ATTRIBUTION
from csa.sources.model import OGL, Context, Reference, Source
from csa.sources.people import age_band

ALL = "all"
YOUNG = frozenset(str(age) for age in range(15, 25))
ADULT_BANDS = {"younger": "younger", "working_age": "working age", "older": "older"}
GROUPS = {"ethnic_group": ("ethnicity", "resident"), "type": ("household_type", "household")}
COUNTS_2011 = {"Persons": "resident", "Households": "household"}
SEX_WORDS = {"f": "F", "female": "F", "m": "M", "male": "M", "all": ALL, "persons": ALL}


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``population`` and ``population_group``.

    District totals of a year that has none of its own are summed from LSOAs.
    """
    frames = [read_frame(file) for file in files]
    pieces: dict[str, list[pd.DataFrame]] = {"population": [], "population_group": []}
    for frame in frames:
        table, rows = _reader(frame)(frame, context)
        pieces[table].append(rows)
    tables = {table: pd.concat(rows) for table, rows in pieces.items() if rows}
    if "population" in tables:
        tables["population"] = _with_districts(tables["population"], context)
    tables = {table: _ordered(table, rows) for table, rows in tables.items()}
    quarantine = [entry for frame in frames for entry in frame.quarantine]
    return Reference(tables, [frame.account for frame in frames], quarantine)


Reader = Callable[[Frame, Context], tuple[str, pd.DataFrame]]


def _reader(frame: Frame) -> Reader:
    columns = set(frame.data.columns)
    if {"0", "90+"} <= columns:
        return _single_years
    if {"sex", "age_band", "population"} <= columns:
        return _age_by_sex
    if "total_females" in columns:
        return _broad_ages
    if set(GROUPS) & columns:
        return _groups
    if {"total_residents", "total_households"} <= columns:
        return _totals
    if set(COUNTS_2011) <= columns:
        return _census_2011
    raise SourceError(
        f"{frame.file.name} has none of the layouts that population files may have "
        "(see docs/raw_formats.md)."
    )


def _level(frame: Frame, context: Context) -> tuple[str, str]:
    """Return the area level of a file and its code column; rows of other areas are left out."""
    for level, pattern in (
        ("lsoa21", r"lsoa21_?(code|cd)"),
        ("lsoa11", r"lsoa11_?(code|cd)|LSOA Code"),
        ("district", r"(ltla|lad)(\d\d)?_?(code|cd)"),
    ):
        name = next((n for n in frame.data.columns if re.fullmatch(pattern, str(n))), None)
        if name is not None:
            if level != "district":
                known = _codes(context, level)
                _refuse_strays(frame, str(name), known=known, context=context)
                frame.set_aside(~frame.data[name].isin(known))
            return level, str(name)
    raise SourceError(f"{frame.file.name} has no column of LSOA or district codes.")


def _refuse_strays(frame: Frame, code: str, *, known: set[str], context: Context) -> None:
    """Refuse figures of LSOAs that are named after our districts and that no look-up has."""
    stem = re.sub(r"(code|cd)$", "", code, flags=re.IGNORECASE)
    pattern = f"{re.escape(stem)}(name|nm)"
    columns = [str(name) for name in frame.data.columns]
    named = next((n for n in columns if re.fullmatch(pattern, n, re.IGNORECASE)), None)
    if named is None:
        return
    rows = pd.DataFrame({"code": frame.data[code], "name": frame.data[named]})
    strays = find_strays(rows, context.geography.areas) - known
    refuse_disagreements({f"LSOAs of {frame.file.name} that the look-ups do not have": strays})


def _codes(context: Context, level: str) -> set[str]:
    geography = context.geography
    return set(geography.areas["lsoa"] if level == "lsoa21" else geography.changes["lsoa11"])


def _year(frame: Frame) -> int:
    name = frame.file.file_name
    match = re.search(r"(?<!\d)(19\d\d|20\d\d)(?!\d)", name) or re.match(
        r"(?:population|census)(\d\d)", name
    )
    if not match:
        raise SourceError(f"{frame.file.name} does not name its year.")
    return int(match[1]) if len(match[1]) > 2 else 2000 + int(match[1])


def _rows(frame: Frame, level: str, code: str, **columns: object) -> pd.DataFrame:
    index = frame.data.index
    columns = {
        name: values.reindex(index) if isinstance(values, pd.Series) else values
        for name, values in columns.items()
    }
    return pd.DataFrame(
        {
            "geo_code": frame.data[code],
            "geo_level": level,
            "year": _year(frame),
            "sex": ALL,
            "age_band": ALL,
            "denominator": "resident",
            "source": frame.file.stem,
            **columns,
        }
    )


def _single_years(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    ages = [name for name in frame.data.columns if re.fullmatch(r"\d+\+?", str(name))]
    total = frame.numbers("total_population", whole=True, required=True)
    by_age = pd.DataFrame({age: frame.numbers(age, whole=True, required=True) for age in ages})
    bands = by_age.T.groupby([age_band(int(str(age).rstrip("+"))) for age in ages]).sum().T
    pieces = [_rows(frame, level, code, n=total)]
    pieces += [_rows(frame, level, code, age_band=band, n=bands[band]) for band in bands]
    young = by_age[[age for age in ages if age in YOUNG]].sum(axis=1)
    pieces.append(_rows(frame, level, code, n=young, denominator=RESIDENTS_15_TO_24))
    return "population", pd.concat(pieces)


def _age_by_sex(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    n = frame.numbers("population", whole=True, required=True)
    sex = frame.data["sex"].str.casefold().map(SEX_WORDS)
    return "population", _rows(frame, level, code, sex=sex, age_band=frame.data["age_band"], n=n)


def _broad_ages(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    plan = {("total_population"): (ALL, ALL)}
    for word, sex in (("females", "F"), ("males", "M")):
        plan[f"total_{word}"] = (sex, ALL)
        plan |= {f"{band}_{word}": (sex, label) for band, label in ADULT_BANDS.items()}
    numbers = {name: frame.numbers(name, whole=True) for name in plan}
    pieces = [
        _rows(frame, level, code, sex=sex, age_band=band, n=numbers[name])
        for name, (sex, band) in plan.items()
    ]
    return "population", pd.concat(pieces)


def _totals(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    residents = frame.numbers("total_residents", whole=True, required=True)
    households = frame.numbers("total_households", whole=True, required=True)
    pieces = [
        _rows(frame, level, code, n=residents),
        _rows(frame, level, code, n=households, denominator="household"),
    ]
    return "population", pd.concat(pieces)


def _census_2011(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    numbers = {name: frame.numbers(name, whole=True) for name in COUNTS_2011}
    pieces = [
        _rows(frame, level, code, denominator=denominator, n=numbers[name])
        for name, denominator in COUNTS_2011.items()
    ]
    return "population", pd.concat(pieces)


def _groups(frame: Frame, context: Context) -> tuple[str, pd.DataFrame]:
    level, code = _level(frame, context)
    column = next(name for name in GROUPS if name in frame.data.columns)
    dimension, denominator = GROUPS[column]
    n = frame.numbers("n", whole=True, required=True)
    rows = _rows(frame, level, code, denominator=denominator, n=n).assign(
        dimension=dimension, category=frame.data[column]
    )
    return "population_group", rows.drop(columns=["sex", "age_band"])


def _with_districts(rows: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Add district totals for every year, age and sex that only LSOAs give."""
    geography = context.geography
    district = geography.areas.set_index("lsoa")["district"].to_dict()
    for lsoa11, lsoa21 in zip(
        geography.changes["lsoa11"], geography.changes["lsoa21"], strict=True
    ):
        district.setdefault(lsoa11, district.get(lsoa21))
    keys = ["geo_code", "year", "sex", "age_band", "denominator"]
    small = rows[rows["geo_level"] != "district"]
    summed = (
        small.assign(geo_code=small["geo_code"].map(district))
        .groupby([*keys, "source"], as_index=False)["n"]
        .sum()
        .assign(geo_level="district")
        .drop_duplicates(keys)
    )
    own = pd.MultiIndex.from_frame(rows.loc[rows["geo_level"] == "district", keys])
    return pd.concat([rows, summed[~pd.MultiIndex.from_frame(summed[keys]).isin(own)]])


def _ordered(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    contract = TABLES[table]
    rows = rows.drop_duplicates().sort_values(list(contract.order), kind="stable")
    return pd.DataFrame(rows[list(contract.fields)]).reset_index(drop=True)


SOURCE = Source(
    name="population",
    label="Residents and households (ONS)",
    patterns=("population/*.csv",),
    publisher="Office for National Statistics",
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("population", "population_group"),
    columns=(),
    read=read,
    by_row=False,
    version=2,
)
