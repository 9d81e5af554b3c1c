"""Residents and households, by area, age and sex, from mid-year estimates and censuses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from csa.areas import LEVELS, find_strays, members, refuse_disagreements, sum_whole
from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import Piece, each_once, join_files
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import (
    DISTRICT,
    LSOA11,
    LSOA11_NAME,
    LSOA21,
    LSOA21_NAME,
    Heading,
    exactly,
)
from csa.reading.rows.people import age_band
from csa.schemas import TABLES
from csa.sources.context.lookups import ATTRIBUTION

ALL, CENSUS, ESTIMATE = "all", "census", "estimate"
OLDEST = "90+"
AGES = (*map(str, range(90)), OLDEST)
ADULT_BANDS = {"younger": "younger", "working_age": "working age", "older": "older"}
GROUPS = {"ethnic_group": ("ethnicity", "resident"), "type": ("household_type", "household")}
SEX_WORDS = {"f": "F", "female": "F", "m": "M", "male": "M", "all": ALL, "persons": ALL}
EVERYBODY = Heading(r"total(population)?|allages|allpersons", "all ages (total_population)")
KEYS = {
    "population": ["geo_code", "geo_level", "year", "sex", "age_band", "denominator"],
    "population_group": ["geo_code", "geo_level", "year", "dimension", "category", "denominator"],
}
CONTRADICTION = "give different figures of one kind and year"
Reader = Callable[[Frame, str, pd.Series], tuple[str, pd.DataFrame]]


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``population`` and ``population_group``.

    District totals of a year that has none of its own are summed from LSOAs, where every LSOA of
    the district has a figure.

    Raises
    ------
    SourceError
        If two files give different figures of the same kind for one area and year.
    """
    frames = read_frames(files)
    pieces: dict[str, list[Piece]] = {name: [] for name in KEYS}
    for frame in frames.standing:
        layout = _layout(frame)
        level, codes = _level(frame, context)
        table, rows = LAYOUTS[layout][1](frame, level, codes)
        _remark_gaps(frame, level, rows["geo_code"], context)
        rows = each_once(frame, rows, keys=KEYS[table], figure="n")
        # A census and an estimate of one year are two things, and so are two tables of a census;
        # two of one layout are issues of one.
        pieces[table].append((frame, rows.assign(kind=_kind(frame), layout=layout)))
    tables = {name: _joined(name, found) for name, found in pieces.items() if found}
    if "population" in tables:
        tables["population"] = _with_districts(tables["population"], context)
    return frames.reference({name: _ordered(name, rows) for name, rows in tables.items()})


def _kind(frame: Frame) -> str:
    return CENSUS if CENSUS in frame.file.stem.casefold() else ESTIMATE


def _joined(table: str, pieces: list[Piece]) -> pd.DataFrame:
    """Put files together; of two tables of one count the plainer one goes first."""
    claims = [*KEYS[table], "kind", "layout"]
    rows = join_files(pieces, claims=claims, compared=["n"], said=CONTRADICTION)
    return rows.sort_values("layout", kind="stable").drop_duplicates(claims[:-1])


def _layout(frame: Frame) -> int:
    for number, (names, _) in enumerate(LAYOUTS):
        if all(frame.find(exactly(name)) for name in names):
            return number
    raise SourceError(
        f"{frame.file.name} has none of the layouts that population files may have "
        "(see docs/raw_formats.md)."
    )


def _level(frame: Frame, context: Context) -> tuple[str, pd.Series]:
    """Return the area level of a file and its codes; rows of other areas are left out."""
    for level, heading, name in (
        ("lsoa21", LSOA21, LSOA21_NAME),
        ("lsoa11", LSOA11, LSOA11_NAME),
        ("district", DISTRICT, None),
    ):
        if not frame.find(heading):
            continue
        codes = frame.codes(heading)
        if name is not None:
            known = _codes(context, level)
            _refuse_strays(frame, codes, frame.find(name), known=known, context=context)
            frame.set_aside(~codes.isin(known))
            return level, codes.reindex(frame.data.index)
        return level, codes.replace(_renamed_districts(context))
    raise SourceError(f"{frame.file.name} has no column of LSOA or district codes.")


def _renamed_districts(context: Context) -> dict[str, str]:
    """Return our code of every district that a look-up has under another one."""
    areas = context.geography.areas
    if "district_also" not in areas:
        return {}
    codes = areas.groupby("district")["district_also"].unique()
    return {
        also[0]: code for code, also in codes.items() if len(also) == 1 and isinstance(also[0], str)
    }


def _refuse_strays(
    frame: Frame, codes: pd.Series, name: str, *, known: set[str], context: Context
) -> None:
    """Refuse figures of LSOAs that are named after our districts and that no look-up has."""
    if not name:
        return
    rows = pd.DataFrame({"code": codes, "name": frame.data[name]})
    strays = find_strays(rows, context.geography.areas) - known
    refuse_disagreements({f"LSOAs of {frame.file.name} that the look-ups do not have": strays})


def _remark_gaps(frame: Frame, level: str, codes: pd.Series, context: Context) -> None:
    if level not in LEVELS:
        return
    known = _codes(context, level)
    lacking = len(known - set(codes))
    if lacking:
        frame.account.remark(f"no figure for {lacking} of the partnership's {len(known)} LSOAs")


def _codes(context: Context, level: str) -> set[str]:
    geography = context.geography
    return set(geography.areas["lsoa"] if level == "lsoa21" else geography.changes["lsoa11"])


def _year(frame: Frame) -> int:
    name = frame.file.file_name
    match = re.search(r"(?<!\d)(19\d\d|20\d\d)(?!\d)", name) or re.search(
        r"(?:population|census)[-_ ]?(\d\d)(?!\d)", name, re.IGNORECASE
    )
    if not match:
        raise SourceError(
            f"{frame.file.name} does not name its year. Put it into the file's name, such as "
            "population20 or census2021."
        )
    return int(match[1]) if len(match[1]) > 2 else 2000 + int(match[1])


def _rows(frame: Frame, level: str, codes: pd.Series, **columns: object) -> pd.DataFrame:
    """Return the rows of a table: one for each row of the file that is left."""
    index = frame.data.index
    columns = {
        name: values.reindex(index) if isinstance(values, pd.Series) else values
        for name, values in columns.items()
    }
    return pd.DataFrame(
        {
            "geo_code": codes.reindex(index),
            "geo_level": level,
            "year": _year(frame),
            "sex": ALL,
            "age_band": ALL,
            "denominator": "resident",
            "source": frame.file.stem,
            **columns,
        }
    )


def _counts(frame: Frame, *names: str) -> dict[str, pd.Series]:
    return {name: frame.counts(frame.column(exactly(name))) for name in names}


def _single_years(frame: Frame, level: str, codes: pd.Series) -> tuple[str, pd.DataFrame]:
    total = frame.counts(frame.column(EVERYBODY))
    by_age = pd.DataFrame(_counts(frame, *AGES)).reindex(frame.data.index)
    bands = by_age.T.groupby([age_band(int(age.rstrip("+"))) for age in AGES]).sum().T
    pieces = [_rows(frame, level, codes, n=total)]
    pieces += [_rows(frame, level, codes, age_band=band, n=bands[band]) for band in bands]
    return "population", pd.concat(pieces)


def _age_by_sex(frame: Frame, level: str, codes: pd.Series) -> tuple[str, pd.DataFrame]:
    n = _counts(frame, "population")["population"]
    words, band = (frame.column(exactly(name)) for name in ("sex", "age_band"))
    sex = frame.data[words].str.casefold().map(SEX_WORDS)
    frame.reject(sex.isna(), column=words, reason="unknown_value")
    frame.reject(frame.data[band].isna(), column=band, reason="missing")
    return "population", _rows(frame, level, codes, sex=sex, age_band=frame.data[band], n=n)


def _broad_ages(frame: Frame, level: str, codes: pd.Series) -> tuple[str, pd.DataFrame]:
    plan = {"total_population": (ALL, ALL)}
    for word, sex in (("females", "F"), ("males", "M")):
        plan[f"total_{word}"] = (sex, ALL)
        plan |= {f"{band}_{word}": (sex, label) for band, label in ADULT_BANDS.items()}
    numbers = _counts(frame, *plan)
    pieces = [
        _rows(frame, level, codes, sex=sex, age_band=band, n=numbers[name])
        for name, (sex, band) in plan.items()
    ]
    return "population", pd.concat(pieces)


def _residents_and_households(residents: str, households: str) -> Reader:
    def read_counts(frame: Frame, level: str, codes: pd.Series) -> tuple[str, pd.DataFrame]:
        numbers = _counts(frame, residents, households)
        pieces = [
            _rows(frame, level, codes, denominator=denominator, n=numbers[name])
            for name, denominator in ((residents, "resident"), (households, "household"))
        ]
        return "population", pd.concat(pieces)

    return read_counts


def _groups(column: str) -> Reader:
    dimension, denominator = GROUPS[column]

    def read_groups(frame: Frame, level: str, codes: pd.Series) -> tuple[str, pd.DataFrame]:
        n = _counts(frame, "n")["n"]
        category = frame.column(exactly(column))
        frame.reject(frame.data[category].isna(), column=category, reason="missing")
        rows = _rows(frame, level, codes, denominator=denominator, n=n).assign(
            dimension=dimension, category=frame.data[category]
        )
        return "population_group", rows.drop(columns=["sex", "age_band"])

    return read_groups


LAYOUTS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    (
        ("total_residents", "total_households"),
        _residents_and_households("total_residents", "total_households"),
    ),
    (("Persons", "Households"), _residents_and_households("Persons", "Households")),
    (("0", OLDEST), _single_years),
    (("sex", "age_band", "population"), _age_by_sex),
    (("total_females",), _broad_ages),
    (("ethnic_group", "n"), _groups("ethnic_group")),
    (("type", "n"), _groups("type")),
)


def _with_districts(rows: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Add totals of districts for every year, age and sex that only LSOAs give.

    Where both give a total, a census goes before an estimate and today's LSOAs before earlier ones.
    """
    keys = ["year", "sex", "age_band", "denominator"]
    geography = context.geography
    parts = members(geography.areas, geography.changes, "district")
    small = rows[rows["geo_level"] != "district"]
    if small.empty:
        return rows
    summed = sum_whole(small, parts, [*keys, "kind"]).rename(columns={"area": "geo_code"})
    order = summed.sort_values(["kind", "geo_level"], key=lambda names: names.map(PREFERRED.index))
    summed = order.drop_duplicates(["geo_code", *keys])
    said = small.groupby(["geo_level", *keys, "kind"])["source"].agg(
        lambda s: "; ".join(sorted(set(s)))
    )
    summed = summed.join(said, on=["geo_level", *keys, "kind"]).assign(geo_level="district")
    own = pd.MultiIndex.from_frame(rows.loc[rows["geo_level"] == "district", ["geo_code", *keys]])
    is_new = ~pd.MultiIndex.from_frame(summed[["geo_code", *keys]]).isin(own)
    return pd.concat([rows, summed[is_new]], ignore_index=True)


PREFERRED = [CENSUS, ESTIMATE, *LEVELS]


def _ordered(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    contract = TABLES[table]
    rows = rows.sort_values([*contract.order, "source"], kind="stable")
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
    version=3,
)
