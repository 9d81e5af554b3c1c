"""The real open data, counted apart by plain csv and pandas, against the processed tables."""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from csa.settings import Settings, load_settings
from csa.store import Store, build

PROJECT = Path(__file__).resolve().parents[2]
OPEN_DATA = Path(os.environ.get("CSA_OPEN_DATA", PROJECT.parent / "shared" / "open_data"))
DISTRICTS = {"E07000234", "E07000236", "E07000239"}

pytestmark = [
    pytest.mark.open_data,
    pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the folder of open data is not here"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A project whose raw files are the open data."""
    root = tmp_path_factory.mktemp("open")
    shutil.copytree(PROJECT / "config", root / "config")
    (root / "data").mkdir()
    (root / "data" / "raw").symlink_to(OPEN_DATA, target_is_directory=True)
    settings = load_settings(root)
    build(settings)
    return settings


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Street rows with the district of their LSOA code, by plain pandas and the look-up."""
    lookup = pd.read_csv(next((OPEN_DATA / "lookups").glob("lsoa11_lsoa21_*.csv")))
    lookup = lookup[lookup["ltla22_code"].isin(DISTRICTS)]
    district = {
        **dict(zip(lookup["lsoa11_code"], lookup["ltla22_code"], strict=True)),
        **dict(zip(lookup["lsoa21_code"], lookup["ltla22_code"], strict=True)),
    }
    files = sorted((OPEN_DATA / "police_uk").rglob("*-street.csv"))
    rows = pd.concat([pd.read_csv(path, dtype=str) for path in files])
    return rows.assign(district=rows["LSOA code"].map(district))


def test_every_line_of_every_file_is_accounted_for(project: Settings) -> None:
    accounts = Store(project).accounts().set_index("path")
    parts = accounts[["accepted", "quarantined", "superseded", "out_of_area"]].sum(axis=1)
    assert (accounts["rows"] == parts).all()
    for path in OPEN_DATA.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for row in csv.reader(file) if row) - 1
        assert accounts.loc[path.relative_to(OPEN_DATA).as_posix(), "rows"] == rows


def test_no_real_row_is_quarantined(project: Settings) -> None:
    assert Store(project).accounts()["quarantined"].sum() == 0


def test_counts_equal_the_raw_rows_of_our_lsoas(project: Settings, raw: pd.DataFrame) -> None:
    ours = raw[raw["district"].notna()]
    expected = Counter(zip(ours["district"], ours["Month"], ours["Crime type"], strict=True))
    store = Store(project)
    crime = store.load("crime", columns=["district", "month", "category"])
    asb = store.load("asb", columns=["district", "month"])
    asb["category"] = "Anti-social behaviour"
    rows = pd.concat([crime, asb]).dropna(subset="district")
    assert Counter(zip(rows["district"], rows["month"], rows["category"], strict=True)) == expected


def test_rows_without_place_are_kept_apart(project: Settings, raw: pd.DataFrame) -> None:
    nowhere = raw[raw["LSOA code"].isna()]
    # Only exact copies of a row with an id are left out.
    copies = nowhere[nowhere["Crime ID"].notna()].duplicated(keep="first").sum()
    store = Store(project)
    kept = sum(store.load(table)["district"].isna().sum() for table in ("crime", "asb"))
    assert kept == len(nowhere) - copies


def test_a_crime_id_in_two_months_counts_in_the_first(project: Settings, raw: pd.DataFrame) -> None:
    kept = raw[(raw["district"].notna() | raw["LSOA code"].isna()) & raw["Crime ID"].notna()]
    first = kept.groupby("Crime ID")["Month"].transform("min")
    expected = kept[kept["Month"] == first].drop_duplicates()
    crimes = Store(project).load("crime", columns=["crime_id", "month"])
    assert crimes.groupby("crime_id")["month"].nunique().max() == 1
    assert len(crimes) == len(expected)


def test_split_lsoas_are_resolved_and_wards_known(project: Settings) -> None:
    crime = Store(project).load("crime").dropna(subset="district")
    assert crime["lsoa"].notna().all()
    assert crime["ward"].notna().all()
    # 60, 57 and 67 LSOAs of 2021.
    assert crime.groupby("district")["lsoa"].nunique().to_dict() == {
        "E07000234": 60,
        "E07000236": 57,
        "E07000239": 67,
    }


def test_months_between_the_files_are_missing(project: Settings) -> None:
    coverage = Store(project).coverage()
    street = coverage[coverage["unit"] == "crime"]
    held = sorted(path.name[:7] for path in (OPEN_DATA / "police_uk").rglob("*-street.csv"))
    assert sorted(set(street.loc[street["status"] != "missing", "month"])) == held
    assert street.loc[street["status"] == "missing", "rows"].isna().all()


def test_the_change_in_unplaced_rows_is_noticed(project: Settings) -> None:
    # 0.1% of rows had no place to 2021-08, 1.8% in the next file there is (2024-01).
    coverage = Store(project).coverage()
    month = coverage[(coverage["unit"] == "crime") & (coverage["month"] == "2024-01")]
    assert month["suspicious"].all()
    assert month["note"].str.contains("have no place").all()


def test_population_and_homes_come_in_with_their_vintage(project: Settings) -> None:
    people = Store(project).load("population")
    total = people[(people["age_band"] == "all") & (people["sex"] == "all")]
    total = total[(total["denominator"] == "resident") & (total["geo_level"] == "district")]
    by_year = total[total["geo_code"] == "E07000236"].set_index("year")["n"]
    source = next((OPEN_DATA / "population").glob("population20_ltla21_*.csv"))
    table = pd.read_csv(source).set_index("ltla21_code")["total_population"]
    assert by_year.loc[2020].max() == table["E07000236"]
    assert {2017, 2019, 2020, 2021} <= set(by_year.index)


def test_negative_counts_of_the_home_office_are_kept(project: Settings) -> None:
    path = next((OPEN_DATA / "recorded_crime").glob("prc_*.csv"))
    raw_counts = pd.read_csv(path)["Number_of_Offences"]
    counts = Store(project).load("recorded_crime")["n"]
    assert counts.sum() == raw_counts.sum()
    assert (counts < 0).sum() == (raw_counts < 0).sum() > 0
