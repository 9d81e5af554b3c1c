"""Street files of the police and nothing else: what needs no look-ups and boundaries is published.

The files are made here: one district, in Wales, one month and one priority: little is to be drawn.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import ALONE, Project, run_csa
from pages import ShownPage
from small_partnership import keep_priorities

import csa

pytestmark = pytest.mark.slow

HEADINGS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
# Of each type: rows in the district, rows elsewhere, and rows without a place.
ROWS = {"Burglary": (31, 4, 2), "Shoplifting": (64, 9, 1), "Anti-social behaviour": (40, 5, 3)}


@pytest.fixture(scope="module")
def alone(once: Callable[[str, Callable[[Path], object]], Path]) -> Project:
    """The project, built and published. Only to be read."""
    return Project(once("street_alone", _make_alone) / "hill", "2025-26")


def _make_alone(folder: Path) -> None:
    run_csa("new", "hill", "Hill End=W06000901", "--police", "dyfed-powys", cwd=folder)
    project = folder / "hill"
    path = project / "data" / "raw" / "police_uk" / "2025-04" / "2025-04-dyfed-powys-street.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *_rows()])
    keep_priorities(project, "theft-and-acquisitive-crime")
    (folder / "build.txt").write_text(run_csa("build", cwd=project).stdout, encoding="utf-8")
    asked = ("--year", "2025-26", "--edition", "public")
    run_csa("assess", "--quiet", *ALONE, *asked, cwd=project)


def _rows():
    number = 0
    for kind, (inside, outside, nowhere) in ROWS.items():
        places = (
            *[("W01000001", "Hill End 001A")] * inside,
            *[("W01000002", "Hill Endless 001A")] * outside,
            *[("", "")] * nowhere,
        )
        for code, name in places:
            number += 1
            own = "" if kind == "Anti-social behaviour" else f"{number:064x}"
            point = ("-4.1", "52.4", "On or near High Street") if code else ("", "", "No Location")
            police = ("Dyfed-Powys Police", "Dyfed-Powys Police")
            yield (own, "2025-04", *police, *point, code, name, kind, "Under investigation", "")


def test_build_says_once_what_is_missing_and_how_to_get_it(alone: Project) -> None:
    said = (alone.root.parent / "build.txt").read_text(encoding="utf-8")
    assert said.count("There are no look-ups") == 1
    assert "csa fetch --source lookups --source boundaries" in said


def test_rows_count_in_the_district_that_their_neighbourhood_is_named_after(alone: Project) -> None:
    rows = ShownPage(alone.page("public", "hill-end-partnership")).exhibit("year_so_far").rows()
    assert rows["Anti-social behaviour (incidents)"] == ["40"]
    assert rows["All recorded crime"] == ["95"]
    assert rows["Burglary"] == ["31"]


def test_what_cannot_be_said_of_places_is_said_in_one_place(alone: Project) -> None:
    page = ShownPage(alone.page("public", "hill-end-partnership"))
    assert page.text.count("look-ups and boundaries of wards and neighbourhoods") == 1
    assert [one.id for one in page.exhibits if one.unavailable] == []
    assert not {one.id.rpartition("--")[2] for one in page.exhibits} & {"where", "ward-table"}
    files = {path.name for path in (alone.published / "public").glob("*.html")}
    # An only district has one assessment, and no page of wards that are not known.
    assert "hill-end.html" not in files
    assert "hill-end-wards.html" not in files


def test_officer_has_the_rows_and_is_told_what_lacks_a_look_up(alone: Project) -> None:
    rows = csa.load("crime", root=str(alone.root))
    assert rows["district"].value_counts().to_dict() == {"W06000901": 95}
    theft = csa.open("hill-end", root=str(alone.root)).priority("theft-and-acquisitive-crime")
    assert theft.location.ward_table().unavailable == (
        "No look-ups of wards and neighbourhoods were received."
    )


def test_files_that_need_a_look_up_are_refused_with_how_to_get_it(
    alone: Project, tmp_path: Path
) -> None:
    root = tmp_path / "hill"
    shutil.copytree(alone.root, root, ignore=shutil.ignore_patterns("reports", "processed"))
    asb = root / "data" / "raw" / "asb" / "2025-04-asb.csv"
    asb.parent.mkdir()
    asb.write_text("incident_ref\n1\n", encoding="utf-8")
    said = run_csa("build", cwd=root, expected=13).stderr
    assert "asb/2025-04-asb.csv cannot be placed" in said
    assert "csa fetch --source lookups" in said
