"""Extracts in the layouts of real systems, each read by its layout, against what must come out."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from csa.errors import CsaError
from csa.layouts.proposing.offer import offer, write_offer
from csa.settings import Layout, Settings, load_settings
from csa.store import Store, build

PROJECT = Path(__file__).resolve().parents[2]
SHARED = PROJECT.parent / "shared"
EXTRACTS = Path(os.environ.get("CSA_EXTRACTS") or SHARED / "extracts")
OPEN_DATA = Path(os.environ.get("CSA_OPEN_DATA") or SHARED / "open_data")
PLANTED = re.compile(rb"zzt|07700 ?900|example\.invalid", re.IGNORECASE)
FATES = ["accepted", "quarantined", "superseded", "out_of_area", "left_out"]
EXPECTED_FATES = {
    "accepted": "accepted",
    "set aside": "quarantined",
    "superseded": "superseded",
    "outside the area": "out_of_area",
    "left out by the mapping": "left_out",
}
ASSAULT_PLACES = {
    "street": "Street", "bar_club": "Bar/club", "home": "Home", "workplace": "Workplace",
    "school": "School", "other": "Other",
}  # fmt: skip
# The folder, its layouts, where its files lie below data/raw, and the tables they feed.
CASES = {
    "police-crime-occurrences": (["police_crimes-occurrences"], "police", ["crime"]),
    "police-crime-and-persons": (
        ["police_crimes-warehouse", "police_people-warehouse"],
        "police",
        ["crime", "victim", "suspect"],
    ),
    "police-incidents-all-types": (["asb-incidents"], "asb", ["asb"]),
    "housing-asb-cases": (["asb-housing"], "asb", ["asb"]),
    "fire-irs-year": (["fire-irs"], "fire", ["fire"]),
    "council-flytipping-year": (["environment-flytipping"], "environment", ["environment"]),
    "noise-complaints": (["environment-noise"], "environment", ["environment"]),
    "hospital-assaults": (["ae_assaults-istv"], "ae-assaults", ["ae_assault"]),
}
pytestmark = [
    pytest.mark.open_data,
    pytest.mark.skipif(not EXTRACTS.is_dir(), reason="the folder of extracts is not here"),
    pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the folder of open data is not here"),
]


def start_project(root: Path) -> None:
    """Make a project with the look-ups and boundaries of the open data, and no cut-off."""
    shutil.copytree(PROJECT / "config", root / "config")
    partnership = root / "config" / "partnership.toml"
    text = re.sub(r"(?m)^data_cut_off.*$", "", partnership.read_text(encoding="utf-8"))
    partnership.write_text(text, encoding="utf-8")
    for name in ("lookups", "boundaries"):
        target = root / "data" / "raw" / name
        target.mkdir(parents=True)
        for path in (OPEN_DATA / name).iterdir():
            (target / path.name).symlink_to(path)


def md_tables(case: str) -> list[list[list[str]]]:
    """Return the tables of a folder's page, each row as its cells."""
    tables: list[list[list[str]]] = [[]]
    for line in (EXTRACTS / case / "expected.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            tables[-1].append([cell.strip(" `") for cell in line.strip("| ").split("|")])
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """The name of a folder and a project in which its files are built."""
    names, folder, _ = CASES[request.param]
    root = tmp_path_factory.mktemp(folder)
    start_project(root)
    layouts = root / "config" / "layouts"
    for name in names:
        shutil.copy(layouts / "examples" / f"{name}.toml", layouts)
    (root / "data" / "raw" / folder).mkdir()
    for path in (EXTRACTS / request.param).iterdir():
        if path.name == "beats.csv":
            shutil.copy(path, layouts)
        elif not path.name.startswith("expected"):
            shutil.copy(path, root / "data" / "raw" / folder)
    settings = load_settings(root)
    build(settings)
    return request.param, settings


def expected_rows(name: str) -> pd.DataFrame:
    rows = pd.read_csv(EXTRACTS / name / "expected_rows.csv", dtype=str, keep_default_na=False)
    return rows.assign(result=rows["result"].str.removeprefix("would be "))


def accounts_of(name: str, settings: Settings) -> pd.DataFrame:
    folder = CASES[name][1]
    rows = Store(settings).accounts()
    return rows[rows["path"].str.startswith(f"{folder}/")]


def test_each_row_of_a_file_has_its_expected_fate(case) -> None:
    name, settings = case
    accounts = accounts_of(name, settings)
    for file, rows in expected_rows(name).groupby("file"):
        mine = accounts[accounts["path"].str.endswith(f"/{file}")]
        found = mine[["rows", *FATES]].sum()
        expected = rows["result"].map(EXPECTED_FATES).value_counts()
        assert found["rows"] == len(rows)
        assert {f: int(found[f]) for f in FATES} == {f: int(expected.get(f, 0)) for f in FATES}
    assert (accounts["rows"] == accounts[FATES].sum(axis="columns")).all()


def test_rows_are_set_aside_for_the_expected_reasons_and_told_by_sheet_and_line(case) -> None:
    name, settings = case
    found = Store(settings).load("quarantine")
    found = found.fillna("")
    found = found[found["path"].str.startswith(f"{CASES[name][1]}/")]
    columns = ["sheet", "line", "reason", "column"]
    told = found[columns].itertuples(index=False, name=None)
    rows = expected_rows(name)
    rows = rows[rows["result"] == "set aside"]
    assert sorted(told) == sorted(rows[columns].itertuples(index=False, name=None))


def category_of(rows: pd.DataFrame, table: str) -> pd.Series:
    if table in ("victim", "suspect"):
        return pd.Series(table, index=rows.index)
    if table == "fire":
        return rows["incident_class"] + " / " + rows["motive"]
    if table == "ae_assault":
        return rows["place_type"].map(ASSAULT_PLACES).astype("object").fillna("not recorded")
    if table == "crime":
        shown = " (status " + rows["status"] + ")"
        return rows["category"] + shown.where(rows["status"] != "recorded", "")
    return rows["category"]


def test_counts_by_district_month_category_and_neighbourhood(case) -> None:
    name, settings = case
    store = Store(settings)
    found: Counter[tuple[str, ...]] = Counter()
    for table in CASES[name][2]:
        rows = store.load(table)
        rows = rows.assign(category=category_of(rows, table))
        columns = [c for c in ("district", "month", "category", "lsoa") if c in rows.columns]
        texts = rows[columns].reindex(columns=["district", "month", "category", "lsoa"])
        found += Counter(texts.astype("object").fillna("").itertuples(index=False, name=None))
    rows = expected_rows(name)
    rows = rows[rows["result"] == "accepted"]
    is_person = rows["category"].isin(["victim", "suspect"])
    expected = rows[["district", "month", "category", "lsoa"]]
    expected = expected.assign(lsoa=expected["lsoa"].mask(is_person, ""))
    assert found == Counter(expected.itertuples(index=False, name=None))


def test_what_the_file_does_not_say_is_unknown(case) -> None:
    name, settings = case
    columns = {
        "committed_from": "committed_from",
        "committed_to": "committed_to",
        "closed_at": "closed_at",
        "coordinates": "easting",
        "lsoa": "lsoa",
        "district": "district",
        "outcome": "outcome",
        "qualifiers": "flag_alcohol",
        "injuries": "injuries",
        "attack_on_crew": "attack_on_crew",
        "land": "land",
        "risk": "risk",
        "repeat_caller": "repeat_caller",
        "on_behalf": "on_behalf",
        "action": "action",
        **{f"flag_{one}": f"flag_{one}" for one in ("domestic", "hate", "alcohol")},
    }
    rows = expected_rows(name)
    rows = rows[(rows["result"] == "accepted") & ~rows["category"].isin(["victim", "suspect"])]
    told = Counter(part for cell in rows["unknown"] for part in cell.split(";") if part in columns)
    table = Store(settings).load(CASES[name][2][0])
    assert told == {part: int(table[columns[part]].isna().sum()) for part in told}


def test_nothing_personal_is_written_anywhere(case) -> None:
    _, settings = case
    born = [b"1940-01-01", b"01/01/1940", b"1953-02-06", b"06/02/1953"]
    for path in (settings.root / "data" / "processed").rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        if path.suffix == ".parquet":
            content = str(pq.read_table(path).to_pydict()).encode()
        assert not PLANTED.search(content), path
        if "police" in path.parts:
            assert not [one for one in born if one in content]


def test_persons_have_the_expected_ages_sexes_and_statuses(case) -> None:
    name, settings = case
    if name != "police-crime-and-persons":
        pytest.skip("this folder holds no persons")
    store = Store(settings)
    victims, suspects = store.load("victim"), store.load("suspect")
    bands = {
        heading[0]: rows
        for heading, *rows in md_tables(name)
        if heading[:2] == ["table", "age band"]
    }["table"]
    expected = {(table, band): int(n) for table, band, n in bands[1:]}
    found = Counter(("victim", band) for band in victims["age_band"])
    found += Counter(("suspect", band) for band in suspects["age_band"])
    assert found == expected
    assert victims["sex"].value_counts(dropna=False).to_dict() == {"F": 9, "M": 6, None: 2} or (
        victims["sex"].fillna("?").value_counts().to_dict() == {"F": 9, "M": 6, "?": 2}
    )
    assert suspects["status"].value_counts().to_dict() == {
        "charged": 8,
        "eliminated": 3,
        "suspect": 6,
    }


def test_assaults_fit_no_table(tmp_path: Path) -> None:
    start_project(tmp_path)
    (tmp_path / "data" / "raw" / "police").mkdir()
    for path in (EXTRACTS / "hospital-assaults").glob("*.xlsx"):
        shutil.copy(path, tmp_path / "data" / "raw" / "police" / "assaults.xlsx")
    (tmp_path / "config" / "layouts" / "police_crimes-assaults.toml").write_text(
        'from = "2016-04"\nfiles = ["police/assaults.xlsx"]\n'
        'period = { first = "2016-04", last = "2016-06" }\n'
        '[[table]]\nsource = "police_crimes"\n'
        '[table.columns]\ncommitted_from = "ASSAULT DATE AND TIME"\n',
        encoding="utf-8",
    )
    with pytest.raises(CsaError, match="crime_ref, recorded_date, police_uk_category") as told:
        build(load_settings(tmp_path))
    assert not PLANTED.search(str(told.value).encode())


@pytest.mark.parametrize("name", CASES)
def test_a_proposal_names_the_kind_and_shows_nothing_personal(name: str, tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    settings = load_settings(tmp_path)
    kinds: set[str] = set()
    for file in expected_rows(name)["file"].unique():
        found = offer(settings, EXTRACTS / name / file)
        kinds |= set(found.proposal.tables)
        assert not PLANTED.search(found.text.encode())
        # What is proposed is a layout that can be read.
        Layout.model_validate(tomllib.loads(found.text))
    feeds = {
        "crime": "police_crimes", "victim": "police_victims", "suspect": "police_suspects",
        "ae_assault": "ae_assaults",
    }  # fmt: skip
    assert kinds == {feeds.get(table, table) for table in CASES[name][2]}


def test_nothing_is_proposed_where_no_table_fits(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    settings = load_settings(tmp_path)
    path = EXTRACTS / "noise-complaints" / "Complaint.csv"
    with pytest.raises(CsaError, match="No kind of table fits") as told:
        write_offer(settings, offer(settings, path), path)
    assert not PLANTED.search(str(told.value).encode())


def test_assaults_are_proposed_as_such_without_where_and_by_whom(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "config", tmp_path / "config")
    (path,) = (EXTRACTS / "hospital-assaults").glob("*.xlsx")
    found = offer(load_settings(tmp_path), path)
    assert list(found.proposal.tables) == ["ae_assaults"]
    assert "ASSAULT LOCATION DESCRIPTION" in found.proposal.personal
    assert not PLANTED.search(found.text.encode())
