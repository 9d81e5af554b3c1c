"""Real counts of other districts: what is kept of them, and who the peers of ours are."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import zscore

import csa
from csa.settings import Settings, load_settings
from csa.store import Store, build

PROJECT = Path(__file__).resolve().parents[2]
OPEN_DATA = Path(os.environ.get("CSA_OPEN_DATA", PROJECT.parent / "shared" / "open_data"))
PEERS = OPEN_DATA.parent / "peers"
YEAR, MONTHS = "2025-26", ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08"]
ASB = "Anti-social behaviour"

pytestmark = [
    pytest.mark.open_data,
    pytest.mark.skipif(not OPEN_DATA.is_dir(), reason="the folder of open data is not here"),
    pytest.mark.skipif(not PEERS.is_dir(), reason="the folder of peers is not here"),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A project of the open data with the counts of other districts beside it."""
    root = tmp_path_factory.mktemp("peers")
    shutil.copytree(PROJECT / "config", root / "config")
    raw = root / "data" / "raw"
    (raw / "peers").mkdir(parents=True)
    for folder in ("boundaries", "deprivation", "lookups", "population"):
        (raw / folder).symlink_to(OPEN_DATA / folder, target_is_directory=True)
    for path in [
        *OPEN_DATA.glob("police_uk/2025-*/*-street.csv"),
        *PEERS.glob("police_uk/*/*.csv"),
    ]:
        there = raw / "police_uk" / path.parent.name
        there.mkdir(parents=True, exist_ok=True)
        (there / path.name).symlink_to(path)
    for path in PEERS.glob("*.csv"):
        (raw / "peers" / path.name).symlink_to(path)
    settings = load_settings(root)
    build(settings)
    return settings


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_of_other_forces_are_counted_as_plain_counting_does(project: Settings) -> None:
    counted: Counter[tuple[str, str, str]] = Counter()
    ours = ("Bromsgrove", "Redditch", "Wyre Forest")
    for path in PEERS.glob("police_uk/*/*-street.csv"):
        for row in rows_of(path):
            district = re.sub(r" \d{3}[A-Z]$", "", row["LSOA name"])
            if row["LSOA name"] and district not in ours:
                counted[district, row["Month"], row["Crime type"]] += 1
    table = Store(project).load("peer_count", source="police_uk_street")
    names = {name for name, _, _ in counted}
    # Files of our own force count other districts too, but none of theirs beyond the border.
    others = ("Warwick", "Rugby", "Lichfield", "Tamworth", "Cheltenham", "Gloucester", "Stroud")
    assert set(others) <= names
    found = table[table["name"].isin(others) & (table["month"] >= "2025-06")]
    found = found.groupby(["name", "month", "category"])["n"].sum()
    theirs = {key: n for key, n in counted.items() if key[0] in others}
    own_force = Counter(
        (re.sub(r" \d{3}[A-Z]$", "", row["LSOA name"]), row["Month"], row["Crime type"])
        for path in OPEN_DATA.glob("police_uk/2025-0[678]/*-street.csv")
        for row in rows_of(path)
    )
    assert found.to_dict() == {key: n + own_force[key] for key, n in theirs.items()}


def test_accounts_say_that_rows_elsewhere_are_not_ours(project: Settings) -> None:
    accounts = Store(project).accounts().set_index("path")
    for path in PEERS.glob("police_uk/*/*-street.csv"):
        account = accounts.loc[f"police_uk/{path.parent.name}/{path.name}"]
        rows = rows_of(path)
        ours = sum(
            bool(re.match(r"(Bromsgrove|Redditch|Wyre Forest) ", r["LSOA name"])) for r in rows
        )
        nowhere = sum(not row["LSOA name"] for row in rows)
        assert account["rows"] == len(rows)
        assert account["out_of_area"] >= len(rows) - ours - nowhere
        assert account["quarantined"] == 0


def test_peers_are_those_of_scipy_on_the_published_figures(project: Settings) -> None:
    income = pd.read_csv(OPEN_DATA / "deprivation" / "imd2025_england_ltla24_all.csv")
    ages = pd.read_csv(next((OPEN_DATA / "population").glob("population20_ltla21_*.csv")))
    young = ages[[str(age) for age in range(10, 25)]].sum(axis=1) / ages["total_population"]
    figures = pd.DataFrame({"young": young.to_numpy()}, index=ages["ltla21_code"])
    figures["income"] = income.set_index("ltla24_code")["income_average_score"]
    figures = figures.dropna()
    scores = zscore(figures.to_numpy(), axis=0)
    at = figures.index.get_loc("E07000236")
    distance = pd.Series(cdist(scores[[at]], scores)[0], figures.index)
    expected = distance.drop([one.code for one in project.districts]).nsmallest(15)
    area = csa.open("redditch", YEAR, to=MONTHS[-1], root=str(project.root))
    peers = area.peers.standing().data.iloc[1:]
    assert peers["code"].tolist() == expected.index.tolist()
    assert peers["distance"].to_numpy() == pytest.approx(expected.to_numpy())


def test_rates_of_peers_are_those_of_the_table_and_the_census(project: Settings) -> None:
    (path,) = PEERS.glob("*.csv")
    counts = pd.read_csv(path)
    counts = counts[counts["month"].isin(MONTHS) & (counts["crime_type"] != ASB)]
    counts = counts.groupby("ltla24_code")["n"].sum()
    census = pd.read_csv(OPEN_DATA / "population" / "census21_age_gender_ltla21_ew.csv")
    people = census.set_index("ltla21_code")["total_population"]
    area = csa.open("redditch", YEAR, to=MONTHS[-1], root=str(project.root))
    shown = area.peers.standing()
    peers = shown.tables[0].frame.dropna(subset=["rate"]).set_index("code")
    assert len(peers) >= 8
    expected = 1000 * counts[peers.index] / people[peers.index]
    assert peers["rate"].to_numpy(float) == pytest.approx(expected.to_numpy())
    row = shown.tables[1].frame.set_index("name").loc["All recorded crime"]
    assert (row["lower"], row["median"], row["upper"]) == pytest.approx(
        tuple(np.percentile(expected, [25, 50, 75]))
    )
    assert row["rank"] == 1 + (expected > row["rate"]).sum()


def test_without_other_districts_the_page_says_what_brings_them(
    project: Settings, tmp_path: Path
) -> None:
    shutil.copytree(project.root / "config", tmp_path / "config")
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    for folder in ("boundaries", "deprivation", "lookups", "population", "police_uk"):
        (raw / folder).symlink_to(OPEN_DATA / folder, target_is_directory=True)
    build(load_settings(tmp_path))
    area = csa.open("redditch", YEAR, to=MONTHS[-1], root=str(tmp_path))
    assert area.peers.standing().sentence == (
        "Counts of none of the most similar districts were received (csa fetch brings them)."
    )
