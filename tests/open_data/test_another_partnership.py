"""South Worcestershire: another partnership of the same force, begun by csa new.

One month of street files suffices, for nothing about people is in them, and one district.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ALONE, EDITIONS, OPEN_DATA, Project, run_csa
from pages import ShownPage

pytestmark = [pytest.mark.open_data, pytest.mark.slow]

MONTH, WORCESTER = "2025-04", "E07000237"
RAW = (
    "lookups/lsoa*.csv", "lookups/ltla24_csp24*.csv", "lookups/ruc21*.csv",
    "boundaries/lsoa21*.geojson", "population/census21_residents*.csv",
    f"police_uk/{MONTH}/*-street.csv",
)  # fmt: skip
OTHERS = re.compile(
    r"north.worcester|redditch|bromsgrove|wyre.forest|kidderminster|matchborough|E0700023[469]|"
    r"E22000368",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def south(once: Callable[[str, Callable[[Path], object]], Path]) -> Project:
    """What is published of one district of South Worcestershire. Only to be read."""
    if not (OPEN_DATA / "police_uk").is_dir():
        pytest.skip(f"there is no open data in {OPEN_DATA}; CSA_OPEN_DATA names another folder")
    return Project(once("south_worcestershire", _make_south) / "south", "2025-26")


def _make_south(folder: Path) -> None:
    lookups = str(OPEN_DATA / "lookups")
    districts = ("Malvern Hills", "worcester", "E07000238")
    run_csa("new", "south", *districts, "--lookups", lookups, cwd=folder)
    project = folder / "south"
    for pattern in RAW:
        for path in OPEN_DATA.glob(pattern):
            link = project / "data" / "raw" / path.relative_to(OPEN_DATA)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
    run_csa("build", "--quiet", cwd=project)
    asked = ("--year", "2025-26", "--to", MONTH, "--district", "worcester")
    run_csa("assess", "--quiet", *ALONE, *asked, cwd=project)


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def counted() -> Counter[str]:
    """Count the rows of the month in Worcester by type, by the look-up and nothing of ours."""
    (pairs,) = (OPEN_DATA / "lookups").glob("lsoa11_lsoa21_ltla22_*.csv")
    inside = {row["lsoa21_code"] for row in read_csv(pairs) if row["ltla22_code"] == WORCESTER}
    (street,) = (OPEN_DATA / "police_uk" / MONTH).glob("*-street.csv")
    return Counter(row["Crime type"] for row in read_csv(street) if row["LSOA code"] in inside)


@pytest.mark.parametrize("edition", EDITIONS)
def test_pages_show_the_counts_of_the_street_file(south: Project, edition: str) -> None:
    rows = ShownPage(south.page(edition, "worcester")).exhibit("year_so_far").rows()
    by_type = counted()
    assert rows["Anti-social behaviour (incidents)"][0] == f"{by_type.pop('Anti-social behaviour')}"
    assert rows["All recorded crime"][0] == f"{by_type.total():,}"
    for kind, count in by_type.items():
        assert rows[kind][0] == f"{count:,}", kind


def test_nothing_published_names_the_partnership_next_door(south: Project) -> None:
    texts = 0
    for path in south.published.rglob("*"):
        if path.suffix in (".html", ".json"):
            assert OTHERS.findall(path.read_text(encoding="utf-8")) == [], path.name
            texts += 1
        elif path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as parts:
                for name in parts.namelist():
                    assert OTHERS.findall(parts.read(name).decode("utf-8", "replace")) == []
    assert texts > 10


@pytest.mark.parametrize("edition", EDITIONS)
def test_its_wards_have_pages_and_no_exhibit_is_an_empty_box(south: Project, edition: str) -> None:
    wards = ShownPage(south.page(edition, "worcester-wards"))
    assert len(wards.exhibits) > 10
    for path in (south.published / edition).glob("*.html"):
        shown = ShownPage(path.read_text(encoding="utf-8"))
        assert [one.id for one in shown.exhibits if one.unavailable] == []
