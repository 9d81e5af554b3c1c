"""A tiny partnership of six square LSOAs, and raw files of every kind for it.

Each district has two LSOAs of one square kilometre. Bromsgrove's two were one in 2011, so its
2011 code is split; the others did not change.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow as pa
from pyproj import Transformer
from shapely.geometry import box, mapping

from csa.geography import Geography
from csa.reading.files.discovery import RawFile, find_files
from csa.reading.model import Context
from csa.reading.rows.cut_off import judged_by
from csa.reading.rows.parts import FileReading, read_rows
from csa.reading.rows.people import CrimeIndex
from csa.schemas import TABLES
from csa.settings import Settings, load_settings
from csa.sources import all_sources

CONFIG = Path(__file__).resolve().parents[3] / "config"
KEY = b"a key for tests, long enough 32 b"
BROMSGROVE, REDDITCH, WYRE_FOREST = "E07000234", "E07000236", "E07000239"
NAMES = {BROMSGROVE: "Bromsgrove", REDDITCH: "Redditch", WYRE_FOREST: "Wyre Forest"}
SPLIT_2011 = "E01000011"
ELSEWHERE = "E01009110"
NEVER_ISSUED = "E01999999"
# code: (district, west edge, south edge); each is a square of 1,000 m
SQUARES = {
    "E01000001": (BROMSGROVE, 390_000, 270_000),
    "E01000002": (BROMSGROVE, 391_000, 270_000),
    "E01000003": (REDDITCH, 393_000, 270_000),
    "E01000004": (REDDITCH, 394_000, 270_000),
    "E01000005": (WYRE_FOREST, 396_000, 270_000),
    "E01000006": (WYRE_FOREST, 397_000, 270_000),
}
LETTERS = dict(zip(SQUARES, "ABABAB", strict=True))
TO_DEGREES = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def centre(code: str) -> tuple[int, int]:
    """Return the middle of an LSOA."""
    _, west, south = SQUARES[code]
    return west + 500, south + 500


def degrees(code: str) -> tuple[str, str]:
    """Return longitude and latitude of the middle of an LSOA, as police.uk writes them."""
    longitude, latitude = TO_DEGREES.transform(*centre(code))
    return f"{longitude:.6f}", f"{latitude:.6f}"


def lsoa_name(code: str) -> str:
    return f"{NAMES[SQUARES[code][0]]} 001{LETTERS[code]}"


def areas() -> pd.DataFrame:
    rows = [
        {
            "lsoa": code,
            "lsoa_name": lsoa_name(code),
            "ward": f"E05{int(code[3:]):06d}",
            "ward_name": f"Ward {code[-1]}",
            "msoa": "E02000001",
            "district": district,
            "district_name": NAMES[district],
            "rural_urban": "Urban",
        }
        for code, (district, _, _) in SQUARES.items()
    ]
    return pd.DataFrame(rows)


def changes() -> pd.DataFrame:
    pairs = [(SPLIT_2011, code, "S") for code in ("E01000001", "E01000002")]
    pairs += [(code, code, "U") for code in list(SQUARES)[2:]]
    return pd.DataFrame(pairs, columns=["lsoa11", "lsoa21", "change"])


def boundaries() -> geopandas.GeoDataFrame:
    shapes = [box(west, south, west + 1000, south + 1000) for _, west, south in SQUARES.values()]
    frame = areas().rename(columns={"lsoa": "code", "lsoa_name": "name"})
    return geopandas.GeoDataFrame(
        frame[["code", "name", "district"]], geometry=shapes, crs="EPSG:27700"
    )


def geography() -> Geography:
    return Geography(areas(), changes(), boundaries())


def as_csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def street(
    number: int, *, lsoa: str = "E01000003", month: str = "2024-01", **changed: str
) -> dict[str, str]:
    """One row of a police.uk street file; column names with spaces come in through ``changed``."""
    longitude, latitude = degrees(lsoa) if lsoa in SQUARES else ("-1.900000", "52.480000")
    row = {
        "Crime ID": f"{number:064x}",
        "Month": month,
        "Reported by": "West Mercia Police",
        "Falls within": "West Mercia Police",
        "Longitude": longitude,
        "Latitude": latitude,
        "Location": "On or near High Street",
        "LSOA code": lsoa,
        "LSOA name": lsoa_name(lsoa) if lsoa in SQUARES else "Birmingham 128B",
        "Crime type": "Burglary",
        "Last outcome category": "Under investigation",
        "Context": "",
    }
    return {**row, **changed}


def street_asb(*, lsoa: str = "E01000003", month: str = "2024-01") -> dict[str, str]:
    changed = {"Crime ID": "", "Crime type": "Anti-social behaviour", "Last outcome category": ""}
    return street(0, lsoa=lsoa, month=month, **changed)


def place(code: str = "E01000003") -> dict[str, str]:
    """The location columns of a partner extract."""
    easting, northing = centre(code)
    return {
        "location_text": "High Street",
        "easting": str(easting),
        "northing": str(northing),
        "coord_quality": "exact",
        "lsoa_code": code,
        "district_code": SQUARES[code][0],
    }


NO_PLACE = {
    "location_text": "",
    "easting": "",
    "northing": "",
    "coord_quality": "none",
    "lsoa_code": "",
    "district_code": "",
}
FLAG_NAMES = (
    *("domestic", "cse", "alcohol", "drugs", "weapon", "nte"),
    *("business", "rural", "cyber", "youth"),
)


def crime(number: int, *, month: str = "2016-04", **changed: str) -> dict[str, str]:
    row = {
        "crime_ref": f"22DX/{number:05d}/16",
        "recorded_date": f"{month}-10",
        "committed_from": f"{month}-09 22:00",
        "committed_to": f"{month}-09 23:30",
        "ho_offence_code": "28E",
        "offence_group": "Theft offences",
        "offence_subgroup": "Burglary",
        "offence_description": "Burglary in a dwelling",
        "police_uk_category": "Burglary",
        **{f"flag_{name}": "no" for name in FLAG_NAMES},
        "flag_hate": "no",
        "complaint_ref": "",
        "status": "recorded",
        "outcome_code": "18",
        **place(),
    }
    return {**row, **changed}


def victim(number: int, *, crime_number: int | None = None, **changed: str) -> dict[str, str]:
    row = {
        "crime_ref": f"22DX/{crime_number if crime_number is not None else number:05d}/16",
        "victim_ref": f"N{number}",
        "name": "Zebedee Quux",
        "date_of_birth": "1961-02-03",
        "address": "99 Canary Row",
        "role": "victim",
        "victim_type": "person",
        "age": "34",
        "sex": "F",
        "ethnicity_self": "W1",
        "ethnicity_officer": "1",
        "disability": "",
        "vulnerable": "no",
        "relationship_to_suspect": "stranger",
        "residence_lsoa": "E01000003",
        "injury": "",
        "support_referred": "yes",
    }
    return {**row, **changed}


def suspect(number: int, **changed: str) -> dict[str, str]:
    row = {
        "crime_ref": f"22DX/{number:05d}/16",
        "suspect_ref": f"N{number}",
        "name": "Zebedee Quux",
        "date_of_birth": "1961-02-03",
        "status": "charged",
        "age": "19",
        "sex": "M",
        "ethnicity_self": "NS",
        "ethnicity_officer": "3",
        "residence_lsoa": "",
        "iom_flag": "no",
        "yot_flag": "",
        "alcohol": "yes",
        "drugs": "no",
    }
    return {**row, **changed}


def asb(number: int, *, month: str = "2016-04", **changed: str) -> dict[str, str]:
    row = {
        "incident_ref": f"A{number}",
        "created_at": f"{month}-11 20:15",
        "closed_at": f"{month}-11 22:40",
        "nsir_category": "Nuisance",
        "qualifiers": "youth;alcohol",
        "caller_ref": "C77",
        "risk": "",
        "repeat_caller": "",
        "source": "police",
        **place(),
    }
    return {**row, **changed}


def fire(number: int, *, month: str = "2016-04", **changed: str) -> dict[str, str]:
    row = {
        "incident_ref": f"F{number}",
        "call_datetime": f"{month}-12 01:05",
        "incident_class": "secondary",
        "motive": "deliberate_others",
        "property_type": "grassland",
        "location_type": "outdoor",
        "fatalities": "0",
        "injuries": "0",
        "smoke_alarm": "",
        "attack_on_crew": "no",
        "hoax": "no",
        **place(),
    }
    return {**row, **changed}


def report(number: int, *, month: str = "2016-04", **changed: str) -> dict[str, str]:
    row = {
        "report_ref": f"E{number}",
        "reported_at": f"{month}-13 09:30",
        "report_type": "fly_tipping",
        "size": "small van",
        "land": "public",
        "on_behalf": "public",
        "action": "cleared",
        **place(),
    }
    return {**row, **changed}


def make_project(root: Path) -> Settings:
    """Write the configuration and the reference files of the tiny partnership."""
    shutil.copytree(CONFIG, root / "config")
    settings = load_settings(root)
    write_reference(settings.raw)
    return settings


def write_reference(raw: Path) -> None:
    table = areas()
    wards = table.rename(
        columns={
            "lsoa": "lsoa21_code",
            "lsoa_name": "lsoa21_name",
            "ward": "ward24_code",
            "ward_name": "ward24_name",
            "district": "ltla24_code",
            "district_name": "ltla24_name",
        }
    )
    elsewhere = {"lsoa21_code": ELSEWHERE, "ltla24_code": "E08000025", "lsoa21_name": "B 128B"}
    rows = [*wards.drop(columns=["msoa", "rural_urban"]).to_dict("records"), elsewhere]
    write(raw, "lookups/lsoa21_ward24_ltla24_test.csv", pd.DataFrame(rows).to_csv(index=False))
    pairs = changes().rename(
        columns={"lsoa11": "lsoa11_code", "lsoa21": "lsoa21_code", "change": "change_code"}
    )
    pairs["ltla22_code"] = pairs["lsoa21_code"].map(lambda code: SQUARES[code][0])
    write(raw, "lookups/lsoa11_lsoa21_ltla22_test.csv", pairs.to_csv(index=False))
    features = [
        {"type": "Feature", "properties": {"LSOA21CD": code}, "geometry": mapping(shape)}
        for code, shape in zip(SQUARES, boundaries().to_crs("EPSG:4326").geometry, strict=True)
    ]
    document = {"type": "FeatureCollection", "features": features}
    write(raw, "boundaries/lsoa21_test.geojson", json.dumps(document))


def write(raw: Path, name: str, content: str | bytes | list[dict[str, Any]]) -> Path:
    """Write one raw file: text, bytes or rows."""
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = as_csv(content) if isinstance(content, list) else content
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@lru_cache
def _settings() -> Settings:
    return load_settings(CONFIG.parent)


def _as_promised(table: str, parts: list[pa.Table]) -> pa.Table:
    """Return coded rows as the table's contract has them; a column that is not there is null."""
    schema = TABLES[table].arrow
    plain = [p.cast(pa.schema([schema.field(name) for name in p.column_names])) for p in parts]
    return pa.concat_tables([schema.empty_table(), *plain], promote_options="default")


def _without(frame: pd.DataFrame, superseded: Any) -> pd.DataFrame:
    if "row_number" not in frame:  # rows that are only counted
        return frame
    return frame[~frame["row_number"].isin(superseded)]


class Reader:
    """Reads single raw files of the tiny partnership without building tables.

    Attributes
    ----------
    raw : Path
        The folder of raw files.
    cut_off : str
        Last month that data can be of; empty for none.
    tables : dict of str to DataFrame
        Accepted rows of the file read last, superseded ones left out.
    """

    def __init__(self, root: Path, geography: Geography) -> None:
        self.settings = _settings().model_copy(update={"root": root})
        self.raw = self.settings.raw
        self.cut_off = ""
        self.context = Context(self.settings, geography, KEY)
        self.tables: dict[str, pd.DataFrame] = {}

    def files(self, source: str) -> list[RawFile]:
        return find_files(judged_by(all_sources()[source], self.cut_off), self.settings)

    def read(self, source: str) -> FileReading:
        """Read the one file of a source."""
        (file,) = self.files(source)
        parts: dict[str, list[Any]] = {}
        reading = read_rows(
            file, self.context, lambda t, rows: parts.setdefault(t, []).append(rows)
        )
        frames = {name: _as_promised(name, found).to_pandas() for name, found in parts.items()}
        self.tables = {
            name: _without(frame, reading.superseded).reset_index(drop=True)
            for name, frame in frames.items()
        }
        return reading

    def know_crimes(self) -> None:
        """Read the crimes file, so that victims and suspects find their crimes."""
        self.read("police_crimes")
        rows = pa.Table.from_pandas(self.tables["crime_index"], preserve_index=False)
        self.context.crimes = CrimeIndex(rows)
