"""Look-ups between LSOAs, wards and districts, as the ONS publishes them."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from csa.errors import GeographyError, SourceError
from csa.geography import build_areas, check_changes
from csa.sources.discovery import RawFile
from csa.sources.frames import Frame, new_account, read_frame
from csa.sources.model import OGL, Account, Context, Reference, Source

ATTRIBUTION = f"Source: Office for National Statistics licensed under the {OGL}"
VINTAGE = re.compile(r"ward(\d\d)")


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``geography`` and ``lsoa_change``.

    Raises
    ------
    GeographyError
        If a look-up that is needed is missing, or look-ups disagree.
    """
    districts = {d.code: d.name for d in context.settings.districts}
    geojson = [file for file in files if file.file_name.endswith(".geojson")]
    frames = {file.name: read_frame(file) for file in files if file not in geojson}
    accounts = [frame.account for frame in frames.values()]
    msoas, msoa_accounts = _msoas(geojson)
    areas = build_areas(
        _wards(_latest(frames)),
        districts=districts,
        msoas=msoas,
        rural_urban=_rural_urban(frames),
    )
    changes = _changes(frames, areas, districts)
    _count(frames, districts, set(areas["lsoa"]))
    quarantine = [entry for frame in frames.values() for entry in frame.quarantine]
    tables = {"geography": areas, "lsoa_change": changes}
    return Reference(tables, accounts + msoa_accounts, quarantine)


def _named(frames: dict[str, Frame], pattern: str) -> list[Frame]:
    names = [name for name in sorted(frames) if re.match(pattern, PurePosixPath(name).name)]
    return [frames[name] for name in names]


def _latest(frames: dict[str, Frame]) -> Frame:
    """Return the LSOA-to-ward look-up of the latest ward vintage."""
    found = _named(frames, r"lsoa21_ward\d\d")
    if not found:
        raise GeographyError(
            "There is no look-up of LSOAs to wards. Put lsoa21_wardYY_ltlaYY_*.csv into "
            "data/raw/lookups."
        )
    for older in sorted(found, key=_vintage)[:-1]:
        older.account.remark("an older ward vintage, not used")
    return max(found, key=_vintage)


def _vintage(frame: Frame) -> str:
    return ward_vintage(frame.file)


def ward_vintage(file: RawFile) -> str:
    """Return the two digits of the year of the wards that a file's name gives."""
    match = VINTAGE.search(file.file_name)
    return match[1] if match else ""


def _wards(frame: Frame) -> pd.DataFrame:
    columns = {
        "lsoa": frame.column(r"lsoa21_?(code|cd)"),
        "lsoa_name": frame.column(r"lsoa21_?(name|nm)"),
        "ward": frame.column(r"(ward|wd)\d\d_?(code|cd)"),
        "ward_name": frame.column(r"(ward|wd)\d\d_?(name|nm)"),
        "district": frame.column(r"(ltla|lad)\d\d_?(code|cd)"),
    }
    return pd.DataFrame({ours: frame.data[theirs] for ours, theirs in columns.items()})


def _changes(
    frames: dict[str, Frame], areas: pd.DataFrame, districts: dict[str, str]
) -> pd.DataFrame:
    found = _named(frames, r"lsoa11_lsoa21")
    if not found:
        raise GeographyError(
            "There is no look-up of LSOA 2011 to 2021. Put lsoa11_lsoa21_ltla22_*.csv into "
            "data/raw/lookups."
        )
    data = found[-1].data
    columns = {
        "lsoa11": found[-1].column(r"lsoa11_?(code|cd)"),
        "lsoa21": found[-1].column(r"lsoa21_?(code|cd)"),
        "change": found[-1].column(r"change_?code|chgind"),
    }
    changes = pd.DataFrame({ours: data[theirs] for ours, theirs in columns.items()})
    inside = data[found[-1].column(r"(ltla|lad)\d\d_?(code|cd)")].isin(districts)
    check_changes(areas, changes, inside)
    ours = changes[np.asarray(inside)].drop_duplicates()
    return ours.sort_values(["lsoa11", "lsoa21"], ignore_index=True)


def _rural_urban(frames: dict[str, Frame]) -> dict[str, str]:
    found = _named(frames, r"ruc\d\d_lsoa21")
    if not found:
        return {}
    frame = found[-1]
    name = "ruc" if "ruc" in frame.data.columns else r"ruc\d*_?(name|nm)|classification"
    code, ruc = frame.column(r"lsoa21_?(code|cd)"), frame.column(name)
    return dict(zip(frame.data[code], frame.data[ruc], strict=True))


def _msoas(files: list[RawFile]) -> tuple[dict[str, str], list[Account]]:
    codes: dict[str, str] = {}
    accounts = []
    for file in files:
        account, features = read_features(file)
        account.accepted = account.rows
        for feature in features:
            properties = {name.casefold(): v for name, v in feature["properties"].items()}
            code = properties.get("msoa21cd") or properties.get("msoa21_code")
            name = properties.get("msoa21nm") or properties.get("msoa21_name")
            codes[str(name)] = str(code)
        accounts.append(account)
    return codes, accounts


def read_features(file: RawFile) -> tuple[Account, list[dict[str, dict[str, object]]]]:
    """Read the features of a GeoJSON file, with an account in which none is yet used.

    Raises
    ------
    SourceError
        If the file is no GeoJSON.
    """
    account = new_account(file)
    content = file.read_bytes()
    try:
        features = json.loads(content)["features"]
        account.rows = len(features)
    except (ValueError, KeyError, TypeError):
        raise SourceError(f"{file.name} is not a GeoJSON file. Download it again.") from None
    account.lines = content.count(b"\n") + (not content.endswith(b"\n"))
    return account, features


def _count(frames: dict[str, Frame], districts: dict[str, str], lsoas: set[str]) -> None:
    """Count the rows of every look-up as ours or as another area's."""
    for frame in frames.values():
        names = [str(name) for name in frame.data.columns]
        district = next((n for n in names if re.fullmatch(r"(ltla|lad)\d\d_?(code|cd)", n)), None)
        lsoa = next((n for n in names if re.fullmatch(r"lsoa21_?(code|cd)", n)), None)
        if district:
            frame.set_aside(~frame.data[district].isin(districts))
        elif lsoa:
            frame.set_aside(~frame.data[lsoa].isin(lsoas))


SOURCE = Source(
    name="lookups",
    label="Geographic look-ups (ONS)",
    patterns=("lookups/*.csv", "boundaries/msoa21_*.geojson"),
    publisher="Office for National Statistics",
    licence=OGL,
    attribution=ATTRIBUTION,
    open=True,
    units=("geography", "lsoa_change"),
    columns=(),
    read=read,
    by_row=False,
)
