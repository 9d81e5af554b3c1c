"""From an empty data/raw: csa fetch, then csa build, against a server like those of the publishers.

The server publishes the synthetic partnership's own places and people under the names that ONS,
Nomis, MHCLG and data.police.uk use; the settings are those csa comes with, but for the addresses.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import Project, copy_project, run_csa

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "fetch"))

from misbehaving import Answer, Origin, Query, running

from csa.fetch.settings import load_fetch_settings
from csa.store import Store

MONTHS = ("2016-03", "2016-04")
SERVICES = "/ESMARspQHYMw9BZ9/arcgis/rest/services"
MOST_RECORDS = 60
ELSEWHERE = "E07000237"
DATASETS = [
    "police_uk", "boundaries_lsoa21", "boundaries_msoa21", "lookup_lsoa21_ward24",
    "lookup_lsoa11_lsoa21", "lookup_ruc21", "lookup_partnerships", "population24",
    "population24_districts", "census21_households", "deprivation_2025",
]  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of the synthetic partnership."""
    root = copy_project(tmp_path_factory.mktemp("published") / "project")
    run_csa("demo", "--quiet", cwd=root)
    return root / "data" / "raw"


@pytest.fixture(scope="module")
def origin(demo: Path) -> Iterator[Origin]:
    """A server that publishes them."""
    with running() as server:
        _publish(server, demo)
        yield server


@dataclass(frozen=True)
class Fetched:
    """A project into which everything was fetched, and what fetch and build said."""

    project: Project
    said: list[dict[str, Any]]
    account: dict[str, Any]


@pytest.fixture(scope="module")
def fetched(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Fetched:
    project = _project(tmp_path_factory.mktemp("fetching") / "project", origin.address)
    said = project.csa("fetch", "--from", MONTHS[0], "--to", MONTHS[-1], "--json").stdout
    built = project.csa("build", "--json").stdout
    return Fetched(project, json.loads(said)["datasets"], json.loads(built))


def _project(root: Path, address: str) -> Project:
    copy_project(root)
    config = root / "config" / "fetch.toml"
    text = config.read_text(encoding="utf-8")
    for line in re.findall(r'(?m)^(?:address|latest) = "https://[^/]+', text):
        text = text.replace(line, f'{line.split("=")[0]}= "{address}')
    config.write_text(text, encoding="utf-8")
    return Project(root)


# What the server publishes


def _publish(server: Origin, raw: Path) -> None:
    places = _places(raw)
    layers: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
        "Lower_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V5": (
            places["lsoa"], _outlines(raw, "lsoa21_synthetic.geojson", "LSOA21CD"),
        ),
        "Middle_layer_Super_Output_Areas_December_2021_Boundaries_EW_BGC_V3": (
            places["msoa"], _outlines(raw, "msoa21_synthetic.geojson", "MSOA21CD"),
        ),
        "LSOA21_WD24_LAD24_EW_LU": (places["ward"], {}),
        "LSOA11_LSOA21_LAD22_EW_LU_v5": (places["change"], {}),
        "LSOA21_RUC21_EW_LU": (places["ruc"], {}),
        "LAD24_CSP24_PFA24_EW_LU": (places["district"], {}),
    }  # fmt: skip
    for name, (rows, outlines) in layers.items():
        server.answers[f"{SERVICES}/{name}/FeatureServer/0/query"] = _layer(rows, outlines)
    people = _people(raw, places["lsoa"])
    nomis = "/api/v01/dataset"
    server.answers[f"{nomis}/NM_2014_1.data.csv"] = _nomis(people)
    server.answers[f"{nomis}/NM_2002_1.data.csv"] = _nomis(_by_district(people, places["ward"]))
    totals = [row for row in people if row[2] == "All Ages"]
    server.answers[f"{nomis}/NM_2021_1.data.csv"] = _nomis(totals)
    server.answers[f"{nomis}/NM_2059_1.data.csv"] = _nomis([(*row[:3], "500") for row in totals])
    server.serve(
        "/media/691ded56d140bbbaa59a2a7d/"
        "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv",
        Answer(_deprivation(raw, places["change"]), etag='"imd"'),
    )
    server.serve("/data/archive/2016-04.zip", Answer(_police_archive(raw), etag='"police"'))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _name(text: str) -> str:
    """Return the name of a synthetic area as the ONS would write it: with three digits."""
    return re.sub(r" S(\d\d)", r" 0\1", text)


def _places(raw: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each layer, with a row of a district that is not ours in each."""
    strange = {"LSOA21CD": "E01032999", "LSOA21NM": "Worcester 001A"}
    wards = [
        {
            "LSOA21CD": row["lsoa21_code"], "LSOA21NM": _name(row["lsoa21_name"]),
            "WD24CD": row["ward13_code"], "WD24NM": row["ward13_name"],
            "LAD24CD": row["ltla24_code"], "LAD24NM": row["ltla24_name"],
        }
        for row in _rows(raw / "lookups" / "lsoa21_ward13_ltla24_synthetic.csv")
    ]  # fmt: skip
    changes = [
        {
            "LSOA11CD": row["lsoa11_code"], "LSOA11NM": _name(row["lsoa11_name"]),
            "CHGIND": row["change_code"], "LSOA21CD": row["lsoa21_code"],
            "LSOA21NM": _name(row["lsoa21_name"]), "LAD22CD": row["ltla22_code"],
            "LAD22NM": row["ltla22_name"],
        }
        for row in _rows(raw / "lookups" / "lsoa11_lsoa21_ltla22_synthetic.csv")
    ]  # fmt: skip
    names = {row["LSOA21CD"]: row["LSOA21NM"] for row in wards}
    classes = _rows(raw / "lookups" / "ruc21_lsoa21_synthetic.csv")
    msoas = json.loads((raw / "boundaries" / "msoa21_synthetic.geojson").read_text("utf-8"))
    ours = {
        "lsoa": [{"LSOA21CD": code, "LSOA21NM": name} for code, name in names.items()],
        "ward": [*wards, {**wards[0], **strange, "LAD24CD": ELSEWHERE}],
        "change": [*changes, {**changes[0], **strange, "LAD22CD": ELSEWHERE}],
        "ruc": [
            {
                "LSOA21CD": row["lsoa21_code"], "LSOA21NM": names[row["lsoa21_code"]],
                "RUC21CD": row["ruc21_code"], "RUC21NM": row["classification"],
                "Urban_rural_flag": row["ruc"],
            }
            for row in classes
        ],
        "msoa": [
            {name: _name(feature["properties"][name]) for name in ("MSOA21CD", "MSOA21NM")}
            for feature in msoas["features"]
        ],
    }  # fmt: skip
    ours["ruc"].append({**ours["ruc"][0], **strange})
    named = {row["LAD24CD"]: row["LAD24NM"] for row in wards} | {ELSEWHERE: "Worcester"}
    ours["district"] = [
        {
            "LAD24CD": code, "LAD24NM": name, "CSP24CD": f"E2200000{n}", "CSP24NM": f"Safer {name}",
            "PFA24CD": "E23000016", "PFA24NM": "West Mercia",
        }
        for n, (code, name) in enumerate(sorted(named.items()))
    ]  # fmt: skip
    return ours


def _outlines(raw: Path, name: str, code: str) -> dict[str, Any]:
    found = json.loads((raw / "boundaries" / name).read_text(encoding="utf-8"))
    return {one["properties"][code]: one["geometry"] for one in found["features"]}


def _layer(rows: list[dict[str, Any]], outlines: dict[str, Any]) -> Callable[[Query], Answer]:
    """Answer as ArcGIS does: conditions, order, pages of at most 60 rows."""

    def answer(query: Query) -> Answer:
        found = [row for row in rows if _holds(row, query["where"])]
        if query.get("returnCountOnly") == "true":
            return Answer(json.dumps({"count": len(found)}).encode())
        names = query["outFields"].split(",")
        found.sort(key=lambda row: [row[name] for name in query["orderByFields"].split(",")])
        start = int(query["resultOffset"])
        page = found[start : start + min(MOST_RECORDS, int(query["resultRecordCount"]))]
        cut = [{name: row[name] for name in names} for row in page]
        if query["f"] == "geojson":
            features = [
                {"type": "Feature", "properties": row, "geometry": outlines[row[names[0]]]}
                for row in cut
            ]
        else:
            features = [{"attributes": row} for row in cut]
        return Answer(json.dumps({"features": features}).encode())

    return answer


def _holds(row: dict[str, Any], where: str) -> bool:
    """Return whether a row meets one of the three conditions that csa asks for."""
    if where == "1=1":
        return True
    listed = re.fullmatch(r"(\w+) IN \((.*)\)", where)
    if listed:
        return row[listed[1]] in re.findall(r"'([^']*)'", listed[2])
    alike = re.findall(r"(\w+) LIKE '([^']*)%'", where)
    return any(row[name].startswith(start) for name, start in alike)


def _people(raw: Path, lsoas: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return code, name, age and count of every area that was not split."""
    people = _rows(raw / "population" / "population16_lsoa11_single_year_age_synthetic.csv")
    by_code = {row["lsoa11_code"]: row for row in people}
    labels = {"All Ages": "total_population", "Aged 90+": "90+"}
    labels |= {f"Age {age}": str(age) for age in range(90)}
    return [
        (one["LSOA21CD"], one["LSOA21NM"], label, by_code[one["LSOA21CD"]][column])
        for one in lsoas
        if one["LSOA21CD"] in by_code
        for label, column in labels.items()
    ]


def _by_district(
    people: list[tuple[str, ...]], wards: list[dict[str, Any]]
) -> list[tuple[str, ...]]:
    """Return the same of every district, and of one elsewhere as many as of the last."""
    district = {row["LSOA21CD"]: (row["LAD24CD"], row["LAD24NM"]) for row in wards}
    sums: dict[tuple[str, ...], int] = {}
    for code, _, label, count in people:
        key = (*district[code], label)
        sums[key] = sums.get(key, 0) + int(count)
    last = max(code for code, *_ in sums)
    sums |= {(ELSEWHERE, "Worcester", key[2]): n for key, n in sums.items() if key[0] == last}
    return [(*key, str(n)) for key, n in sums.items()]


def _nomis(rows: list[tuple[str, ...]]) -> Callable[[Query], Answer]:
    """Answer as Nomis does, at most five thousand rows at a time."""
    names = ("geography_code", "geography_name", "c_age_name", "obs_value")

    def answer(query: Query) -> Answer:
        start = int(query["recordoffset"])
        asked = query["select"].split(",")
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow([name.upper() for name in asked])
        for row in rows[start : start + 5_000]:
            values = {**dict(zip(names, row, strict=True)), "record_count": str(len(rows))}
            writer.writerow([values[name] for name in asked])
        return Answer(text.getvalue().encode())

    return answer


def _deprivation(raw: Path, changes: list[dict[str, Any]]) -> bytes:
    """Return the indices under the headings of file 7, on codes of 2021."""
    figures = pd.read_csv(raw / "deprivation" / "imd2015_lsoa11_synthetic.csv", dtype=str)
    figures = figures.rename(
        columns=lambda name: name.replace("Housing_and_Access", "Housing_and_Services")
    )
    new = {row["LSOA11CD"]: row["LSOA21CD"] for row in changes}
    figures["lsoa21_code"] = figures["lsoa11_code"].map(new)
    figures["lsoa21_name"] = figures["lsoa11_name"]
    figures["ltla24_code"] = figures["lad13_code"]
    settings = Project(raw.parents[1]).settings
    columns = next(
        one.columns for one in load_fetch_settings(settings).datasets if one.name == DATASETS[-1]
    )
    headed = figures.reindex(columns=list(columns.values())).astype(object)
    headed = headed.where(headed.notna(), "1")
    return headed.set_axis(list(columns), axis=1).to_csv(index=False).encode("utf-8-sig")


def _police_archive(raw: Path) -> bytes:
    """Return an archive of two months of two forces, from the synthetic crimes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for month in MONTHS:
            street = _street(raw, month)
            for force, name in (("west-mercia", "West Mercia Police"), ("kent", "Kent Police")):
                table = street.assign(**{"Reported by": name, "Falls within": name})
                start = f"{month}/{month}-{force}"
                archive.writestr(f"{start}-street.csv", table.to_csv(index=False))
                outcomes = table.drop(columns=["Last outcome category", "Context", "Crime type"])
                outcomes = outcomes.assign(**{"Outcome type": "Unable to prosecute suspect"})
                archive.writestr(f"{start}-outcomes.csv", outcomes.to_csv(index=False))
    return stream.getvalue()


def _street(raw: Path, month: str) -> pd.DataFrame:
    from pyproj import Transformer

    crimes = pd.read_csv(raw / "police" / f"{month}-crimes.csv", dtype=str)
    crimes = crimes[crimes["easting"].notna() & crimes["lsoa_code"].notna()]
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True).transform
    east, north = to_degrees(crimes["easting"].astype(float), crimes["northing"].astype(float))
    return pd.DataFrame(
        {
            "Crime ID": [f"{month[:4]}{month[5:]}{n:058x}" for n in range(len(crimes))],
            "Month": month,
            "Reported by": "",
            "Falls within": "",
            "Longitude": [f"{value:.6f}" for value in east],
            "Latitude": [f"{value:.6f}" for value in north],
            "Location": "On or near Invented Road",
            "LSOA code": crimes["lsoa_code"].to_numpy(),
            "LSOA name": "",
            "Crime type": "Burglary",
            "Last outcome category": "Under investigation",
            "Context": "",
        }
    )


# What the officer sees


def test_everything_is_fetched_to_where_build_reads_it(fetched: Fetched) -> None:
    statuses = {one["dataset"]: one["status"] for one in fetched.said}
    assert statuses == dict.fromkeys(DATASETS, "fetched")
    assert fetched.account["unrecognised"] == []
    put = {name for one in fetched.said for name in one["files"]}
    assert {one["path"] for one in fetched.account["files"]} == put
    assert len(put) == 14  # two months of two kinds of police file, and ten others
    assert [one["path"] for one in fetched.account["files"] if one["accepted"] == 0] == []


def test_every_published_crime_of_the_partnership_is_counted_once(
    fetched: Fetched, demo: Path
) -> None:
    accepted = {one["path"]: one["accepted"] for one in fetched.account["files"]}
    for month in MONTHS:
        path = f"police_uk/{month}/{month}-west-mercia-street.csv"
        assert accepted[path] == len(_street(demo, month))


def test_rows_of_other_districts_stay_outside(fetched: Fetched) -> None:
    raw = fetched.project.settings.raw
    paths = sorted((raw / "lookups").glob("*_north-worcestershire.csv"))
    assert len(paths) == 3
    # What peers are chosen by is of everywhere.
    everywhere = raw / "lookups" / "ltla24_csp24_pfa24_ew.csv"
    assert ELSEWHERE in everywhere.read_text(encoding="utf-8")
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert "Worcester" not in text
        assert ELSEWHERE not in text


def test_pages_and_sidecars_attribute_to_the_same_publishers(fetched: Fetched) -> None:
    sources = Store(fetched.project.settings).catalogue.sources.values()
    stated = {(one["publisher"], one["licence"]) for one in sources}
    for one in fetched.said:
        for name, sha256 in one["files"].items():
            path = fetched.project.settings.raw / name
            beside = path.with_name(f".{path.name}.provenance.json")
            found = json.loads(beside.read_text(encoding="utf-8"))
            assert (found["publisher"], found["licence"]) in stated
            assert found["sha256"] == sha256


def test_a_second_run_changes_nothing_and_build_reads_nothing_again(fetched: Fetched) -> None:
    project = fetched.project
    shown = project.csa("fetch", "--from", MONTHS[0], "--to", MONTHS[-1])
    lines = shown.stdout.splitlines()
    assert lines[0].split() == ["dataset", "file", "size", "status"]
    assert [line.split()[0] for line in lines[1 : len(DATASETS) + 1]] == DATASETS
    assert all(line.endswith("unchanged") for line in lines[1 : len(DATASETS) + 1])
    assert json.loads(project.csa("build", "--json").stdout)["read"] == 0


def test_without_the_server_the_command_says_what_to_do_by_hand(tmp_path: Path) -> None:
    with running() as server:
        address = server.address  # of a server that is gone in a moment
    project = _project(tmp_path / "project", address)
    config = project.root / "config" / "fetch.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("first_wait_s = 1 ", "first_wait_s = 0 "), encoding="utf-8")
    shown = project.csa("fetch", "--quiet", expected=18)
    assert shown.stdout == ""
    assert "Traceback" not in shown.stderr
    lines = shown.stderr.splitlines()
    assert [line.split(":")[0] for line in lines] == DATASETS
    assert all("cannot be reached" in line and "By hand: " in line for line in lines)
    assert "data/raw/lookups/lsoa21_ward24_ltla24_north-worcestershire.csv" in lines[3]
    assert not project.settings.raw.exists()  # so that csa demo can still write there


def test_a_dry_run_lists_addresses_and_asks_for_nothing(tmp_path: Path) -> None:
    project = Project(copy_project(tmp_path / "project"))
    shown = project.csa("fetch", "--dry-run", "--source", "lookups").stdout
    assert "https://services1.arcgis.com/" in shown
    assert shown.count("would fetch") == 5  # four look-ups, and the MSOAs that name theirs
    assert not (project.root / "data").exists()
