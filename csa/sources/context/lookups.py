"""Look-ups between LSOAs, wards and districts, as the ONS publishes them.

What a look-up is for is told by its columns; its name only says which issue it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from csa.areas import build_areas, check_changes, find_strays
from csa.errors import GeographyError
from csa.reading.files.discovery import RawFile, find_files
from csa.reading.files.geojson import Features, read_features
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import AGAIN, join_files
from csa.reading.reference.frames import Frame, read_frames, read_headings
from csa.reading.reference.headings import (
    CHANGE,
    DISTRICT,
    DISTRICT_NAME,
    LSOA11,
    LSOA11_NAME,
    LSOA21,
    LSOA21_NAME,
    MSOA21,
    MSOA21_NAME,
    PARTNERSHIP,
    PARTNERSHIP_NAME,
    RURAL_URBAN,
    RURAL_URBAN_FINE,
    WARD,
    WARD_NAME,
    Heading,
    year_of,
)
from csa.reading.reference.issues import find_later, refuse_both
from csa.schemas import TABLES

if TYPE_CHECKING:
    from csa.settings import Settings

ATTRIBUTION = f"Source: Office for National Statistics licensed under the {OGL}"
CODES = (LSOA21, LSOA11, WARD, DISTRICT, CHANGE, PARTNERSHIP)
OF_WARDS = {
    "lsoa": LSOA21,
    "lsoa_name": LSOA21_NAME,
    "ward": WARD,
    "ward_name": WARD_NAME,
    "district": DISTRICT,
}
OF_PARTNERSHIPS = {"district": DISTRICT, "partnership": PARTNERSHIP}
OF_CHANGES = {"lsoa11": LSOA11, "lsoa21": LSOA21, "change": CHANGE}
# What of them has to be there for a file to be such a look-up.
TOLD_BY = {"lsoa21_ward": (LSOA21, WARD), "lsoa11_lsoa21": (LSOA11, LSOA21)}
KINDS_OF_CHANGE = ("U", "S", "M", "X")
Columns = Mapping[str, Heading]


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``geography``, ``lsoa_change`` and ``district_partnership``.

    A district whose code only one of the look-ups knows is found by its LSOAs in the other.

    Raises
    ------
    GeographyError
        If a look-up that is needed is missing, or look-ups disagree.
    SourceError
        If two look-ups of one vintage differ.
    """
    drawn = [file for file in files if file.file_name.casefold().endswith(".geojson")]
    frames = read_frames([file for file in files if file not in drawn])
    of_wards = _latest(_of_kind(frames.standing, "lsoa21_ward"))
    of_changes = _of_kind(frames.standing, "lsoa11_lsoa21")
    of_classes = _latest([f for f in frames.standing if f.find(LSOA21) and _class_heading(f)])
    wards = _joined(of_wards, OF_WARDS, more={"district_name": DISTRICT_NAME})
    more = {"district": DISTRICT, "name": LSOA21_NAME, "lsoa11_name": LSOA11_NAME}
    changes = _joined(of_changes, OF_CHANGES, more=more)
    features, msoas = _msoas(drawn)
    districts = {d.code: d.name for d in context.settings.districts}
    areas = build_areas(
        wards.assign(district=_own_districts(wards, changes, districts)),
        districts=districts,
        msoas=msoas,
        rural_urban=_rural_urban(of_classes),
    )
    check_changes(areas, changes, _claimed(changes, areas, districts))
    areas["district_also"] = _other_codes(areas, wards, changes)
    ours = changes.loc[changes["lsoa21"].isin(areas["lsoa"])]
    ours = ours.reindex(columns=[*OF_CHANGES, "lsoa11_name"]).astype({"lsoa11_name": "str"})
    ours = ours.sort_values(["lsoa11", "lsoa21"], ignore_index=True)
    of_partnerships = _latest([f for f in frames.standing if f.find(PARTNERSHIP)])
    used = [*of_wards, *of_changes, *of_classes]
    for frame in frames.standing:
        if frame in of_partnerships:
            continue
        _count(frame, areas, ours)
        if frame not in used:
            frame.account.remark("not used: no table is made of it")
    tables = {"geography": areas, "lsoa_change": ours, **_partnerships(of_partnerships)}
    reference = frames.reference(tables)
    for one in features:
        _count_msoas(one, set(areas["lsoa_name"].str[:-1]))
        reference.accounts.append(one.account)
        reference.quarantine += one.quarantine
    return reference


def _of_kind(frames: Sequence[Frame], kind: str) -> list[Frame]:
    """Return the look-ups of a kind; a file that is named after it and is none shows what it lacks.

    Raises
    ------
    GeographyError
        If there is none.
    """
    found = [f for f in frames if all(f.find(heading) for heading in TOLD_BY[kind])]
    named = [f for f in frames if kind in f.file.file_name.casefold() and f not in found]
    if not found and not named:
        what, example = WANTED[kind]
        raise GeographyError(f"There is no look-up of {what}. Put {example} into data/raw/lookups.")
    return found + named


def _latest(frames: list[Frame]) -> list[Frame]:
    """Return the look-ups of the latest vintage; the others are superseded by them."""
    vintage = max(map(_vintage, frames), default="")
    for frame in frames:
        if _vintage(frame) != vintage:
            frame.supersede(_all(frame), "an older vintage, not used")
    return [frame for frame in frames if _vintage(frame) == vintage]


def _vintage(frame: Frame) -> str:
    return year_of(frame.find(WARD) or _class_heading(frame)) or year_of(frame.file.file_name)


def _all(frame: Frame) -> pd.Series:
    return pd.Series(data=True, index=frame.data.index)


def vintage_of_wards(settings: Settings) -> str:
    """Return the two digits of the year of the wards that rows are placed in."""
    files = find_files(SOURCE, settings)
    later = find_later(files)
    names = [
        WARD.among(headings)
        for file in files
        if file.name not in later and not file.file_name.casefold().endswith(".geojson")
        if LSOA21.among(headings := read_headings(file))
    ]
    return max((year_of(found[0]) for found in names if found), default="")


def _rows(frame: Frame, columns: Columns, more: Columns) -> pd.DataFrame:
    """Return the columns of a look-up, each row once; those in ``more`` need not be there."""
    area, *_ = columns
    codes = frame.codes(columns[area])
    found = {area: codes}
    for name, heading in {**columns, **more}.items():
        column = frame.column(heading) if name in columns else frame.find(heading)
        if column and name != area:
            text = frame.data[column]
            found[name] = text.str.upper() if heading in CODES else text
    rows = pd.DataFrame(found)
    if "change" in rows:
        unknown = ~rows["change"].isin(KINDS_OF_CHANGE)
        frame.reject(unknown, column=frame.column(CHANGE), reason="unknown_value")
        rows = rows[~unknown]
    frame.supersede(rows.duplicated(list(columns)), AGAIN)
    return rows.reindex(frame.data.index)


def _joined(frames: Sequence[Frame], columns: Columns, more: Columns) -> pd.DataFrame:
    """Put look-ups of one kind together: they hold different areas, or the same rows."""
    area, *_ = columns
    return join_files(
        [(frame, _rows(frame, columns, more)) for frame in frames],
        claims=[area],
        compared=list(columns),
        said="are look-ups of one vintage, and differ",
        wholly=True,
    )


def _own_districts(
    wards: pd.DataFrame, changes: pd.DataFrame, districts: Mapping[str, str]
) -> pd.Series:
    """Return the district of each LSOA, by the code that the settings have.

    A new code may be in one look-up and the old one in the other: an LSOA tells that they are one.
    """
    known = wards["district"].isin(districts)
    if "district" not in changes:
        return wards["district"]
    lost = set(districts) - set(wards["district"])
    there = changes[changes["district"].isin(lost)].drop_duplicates("lsoa21")
    by_lsoa = wards["lsoa"].map(there.set_index("lsoa21")["district"])
    return wards["district"].where(known | by_lsoa.isna(), by_lsoa)


def _other_codes(areas: pd.DataFrame, wards: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return the other code that a look-up has for the district of each LSOA, if there is one.

    A code that also holds LSOAs of other districts is none.
    """
    home = areas.set_index("lsoa")["district"]
    found = pd.Series(index=home.index, dtype="str")
    for rows, lsoa in ((changes, "lsoa21"), (wards, "lsoa")):
        if "district" in rows:
            pairs = rows.drop_duplicates(lsoa).set_index(lsoa)["district"]
            homes = pairs.index.to_series().map(home).groupby(pairs)
            of_one = homes.nunique(dropna=False) < 2
            other = pairs[pairs.map(of_one).astype(bool) & ~pairs.isin(home)]
            found = other.reindex(found.index).fillna(found)
    return found.reindex(areas["lsoa"]).set_axis(areas.index)


def _claimed(changes: pd.DataFrame, areas: pd.DataFrame, districts: Mapping[str, str]) -> pd.Series:
    """Return which LSOAs the look-up of changes itself puts into a district of ours."""
    claimed = pd.Series(data=False, index=changes.index)
    if "district" in changes:
        claimed |= changes["district"].isin(districts)
    if "name" in changes:
        named = changes.rename(columns={"lsoa21": "code"})[["code", "name"]]
        claimed |= changes["lsoa21"].isin(find_strays(named, areas))
    return claimed


def _partnerships(frames: Sequence[Frame]) -> dict[str, pd.DataFrame]:
    """Return the partnership of every district, ours or another's, where a look-up has them."""
    if not frames:
        return {}
    more = {"name": DISTRICT_NAME, "partnership_name": PARTNERSHIP_NAME}
    rows = _joined(frames, OF_PARTNERSHIPS, more=more)
    table = "district_partnership"
    rows = rows.reindex(columns=[*TABLES[table].fields]).astype("str")
    return {table: rows.sort_values("district", ignore_index=True)}


def _class_heading(frame: Frame) -> str:
    return frame.find(RURAL_URBAN) or frame.find(RURAL_URBAN_FINE)


def _rural_urban(frames: Sequence[Frame]) -> dict[str, str]:
    if not frames:
        return {}
    heading = RURAL_URBAN if frames[0].find(RURAL_URBAN) else RURAL_URBAN_FINE
    rows = _joined(frames, {"lsoa": LSOA21, "ruc": heading}, more={})
    return dict(zip(rows["lsoa"], rows["ruc"], strict=True))


def _msoas(files: Sequence[RawFile]) -> tuple[list[Features], dict[str, str]]:
    """Return the areas of MSOA boundaries, and the code of each by its name."""
    later, every = find_later(files), [read_features(file) for file in files]
    known: dict[str, tuple[str, str]] = {}
    for features in every:
        if features.file.name in later:
            features.stand_back(later[features.file.name].name)
            continue
        codes, repeated = features.codes(MSOA21), []
        for number, name in features.texts(MSOA21_NAME).items():
            code, where = known.setdefault(name, (codes[number], features.file.name))
            if code != codes[number]:
                refuse_both(where, features.file.name, f"give {name} different codes")
            if where != features.file.name:
                repeated.append(number)
        features.supersede(repeated, "areas of another file count once")
    return every, {name: code for name, (code, _) in known.items()}


def _count_msoas(features: Features, ours: set[str]) -> None:
    names = features.texts(MSOA21_NAME)
    features.set_aside([number for number in features.left if names.get(number) not in ours])


def _count(frame: Frame, areas: pd.DataFrame, changes: pd.DataFrame) -> None:
    """Count the rows of a look-up as ours or as another area's, by the finest area it names."""
    for heading, known in (
        (LSOA21, areas["lsoa"]),
        (LSOA11, changes["lsoa11"]),
        (WARD, areas["ward"]),
        (DISTRICT, [*areas["district"], *areas["district_also"]]),
    ):
        name = frame.find(heading)
        if name:
            frame.set_aside(~frame.data[name].str.upper().isin(known))
            return


WANTED = {
    "lsoa21_ward": ("LSOAs to wards", "lsoa21_wardYY_ltlaYY_*.csv"),
    "lsoa11_lsoa21": ("LSOA 2011 to 2021", "lsoa11_lsoa21_ltla22_*.csv"),
}
SOURCE = Source(
    name="lookups",
    label="Geographic look-ups (ONS)",
    patterns=("lookups/*.csv", "boundaries/msoa21_*.geojson"),
    publisher="Office for National Statistics",
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("geography", "lsoa_change", "district_partnership"),
    columns=(),
    read=read,
    by_row=False,
    version=4,
)
