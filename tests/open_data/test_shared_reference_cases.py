"""Reference files that failed elsewhere, on the real look-ups and boundaries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from builders import OPEN_DATA, ROOT

from csa.counting.tables.reference import area_population
from csa.errors import CsaError
from csa.settings import load_settings
from csa.store import Store, build

CASES = OPEN_DATA.parent / "cases"
REDDITCH, BROMSGROVE, WYRE_FOREST = "E07000236", "E07000234", "E07000239"
# LSOAs of 2021 in Redditch, Bromsgrove and Wyre Forest; of all in the files of West Mercia.
OURS, EVERY = 57 + 60 + 67, 804

pytestmark = [
    pytest.mark.open_data,
    pytest.mark.skipif(
        not (CASES.is_dir() and OPEN_DATA.is_dir()),
        reason="the folders of open data and of shared cases are not here",
    ),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with the real look-ups and boundaries and nothing else."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for folder in ("lookups", "boundaries"):
        _copy(OPEN_DATA / folder, tmp_path / "data" / "raw" / folder)
    return tmp_path


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.suffix != ".toml":
            (target / path.name).write_bytes(path.read_bytes())


def built(root: Path, case: str, folder: str) -> Store:
    """Put the files of a case where their kind lies and build."""
    _copy(CASES / case, root / "data" / "raw" / folder)
    settings = load_settings(root)
    build(settings)
    return Store(settings)


def counts(store: Store, path: str) -> list[int]:
    """Return rows, accepted, quarantined, superseded and out-of-area rows of a file."""
    row = store.accounts().set_index("path").loc[path]
    names = ["rows", "accepted", "quarantined", "superseded", "out_of_area"]
    return row[names].astype(int).tolist()


def refusal(root: Path, case: str, folder: str) -> str:
    with pytest.raises(CsaError) as refused:
        built(root, case, folder)
    return str(refused.value)


def test_population_sent_again(root: Path) -> None:
    store = built(root, "population-sent-again", "population")
    name = "population/population20_lsoa11_single_year_age_west_mercia"
    assert counts(store, f"{name}.csv") == [29, 0, 0, 29, 0]
    assert counts(store, f"{name}-r2.csv") == [29, 0, 0, 0, 29]  # none of the 29 is ours


def test_households_missing(root: Path) -> None:
    store = built(root, "households-missing", "population")
    name = "population/census21_residents_households_lsoa21_x.csv"
    assert counts(store, name) == [EVERY, OURS - 5, 5, 0, EVERY - OURS]
    tables = {name: store.load(name) for name in ("population", "geography", "lsoa_change")}
    homes = area_population(tables, year=2024).set_index(["level", "area"])["households"]
    lost = pd.read_csv(CASES / "households-missing" / Path(name).name, dtype=str)
    lost = lost.loc[lost["total_households"] == "c", "lsoa21_code"]
    geography = tables["geography"].set_index("lsoa")
    (ward,) = set(geography.loc[lost, "ward"])
    assert pd.isna(homes["ward", ward])
    assert pd.isna(homes["district", REDDITCH])
    # Each of the others has 400 homes.
    assert homes["district"].drop(REDDITCH).to_dict() == {BROMSGROVE: 24_000, WYRE_FOREST: 26_800}
    assert homes["ward"].isna().sum() == 1


def test_lookup_conflict_copy(root: Path) -> None:
    said = refusal(root, "lookup-conflict-copy", "lookups")
    name = "lookups/lsoa21_ward24_ltla24_west_mercia"
    assert said.startswith(f"{name}.csv and {name}-DESKTOP-7F3A.csv are look-ups of one vintage")
    assert "E01032243" in said


def test_lad_code_changed(root: Path) -> None:
    shutil.copyfile(
        CASES / "lad-code-changed" / "partnership.toml", root / "config" / "partnership.toml"
    )
    store = built(root, "lad-code-changed", "lookups")
    by_district = store.load("geography").groupby("district").size().to_dict()
    assert by_district == {BROMSGROVE: 60, "E07000299": 57, WYRE_FOREST: 67}
    for name in ("lsoa11_lsoa21_ltla22", "lsoa21_ward24_ltla24"):
        assert counts(store, f"lookups/{name}_west_mercia.csv")[1] == OURS


def test_lookup_published_headings(root: Path) -> None:
    store = built(root, "lookup-published-headings", "lookups")
    for name, rows in (("lsoa11_lsoa21_ltla22", 806), ("lsoa21_ward24_ltla24", EVERY)):
        found = counts(store, f"lookups/{name}_west_mercia.csv")
        assert found == [rows, OURS, 0, 0, rows - OURS]


def test_geojson_null_geometry(root: Path) -> None:
    store = built(root, "geojson-null-geometry", "boundaries")
    assert counts(store, "boundaries/lsoa21_x.geojson") == [1, 0, 0, 0, 1]
    assert len(store.load("boundary_lsoa")) == OURS


def test_geojson_esri_json(root: Path) -> None:
    said = refusal(root, "geojson-esri-json", "boundaries")
    assert said.startswith("boundaries/lsoa21_x.geojson is in Esri's JSON, not GeoJSON")
