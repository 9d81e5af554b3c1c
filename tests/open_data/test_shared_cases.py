"""The files that failed once, each beside the open data's look-ups and boundaries.

The folder is no part of the project; the tables of cases in ``tests/spec/ingest`` make its like.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import OPEN_DATA, copy_project

from csa.errors import SourceError
from csa.settings import Settings, load_settings
from csa.store import BuildReport, Store, build

CASES = Path(os.environ.get("CSA_CASES") or OPEN_DATA.parent / "cases")
REFERENCE = ("lookups", "boundaries")
pytestmark = pytest.mark.open_data


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The open data's look-ups and boundaries, built."""
    for folder in (CASES, *(OPEN_DATA / name for name in REFERENCE)):
        if not folder.is_dir():
            pytest.skip(f"there is no folder {folder}")
    root = copy_project(tmp_path_factory.mktemp("cases") / "project")
    for name in REFERENCE:
        (root / "data" / "raw").mkdir(parents=True, exist_ok=True)
        shutil.copytree(OPEN_DATA / name, root / "data" / "raw" / name)
    settings = load_settings(root)
    build(settings)
    return settings


@pytest.fixture
def project(built: Settings) -> Iterator[Settings]:
    """The same, from which what a test put there is taken away again."""
    yield built
    for path in built.raw.iterdir():
        if path.name not in REFERENCE:
            shutil.rmtree(path)


def put(project: Settings, case: str, folder: str, name: str = "") -> None:
    """Put the files of a case, or one of them under a name, into a folder of ``data/raw``."""
    (project.raw / folder).mkdir(exist_ok=True)
    for path in sorted((CASES / case).iterdir() if (CASES / case).is_dir() else [CASES / case]):
        shutil.copyfile(path, project.raw / folder / (name or path.name))


def counts(report: BuildReport) -> dict[str, tuple[int, int, int, int]]:
    """Rows accepted, set aside, superseded and outside of every monthly file."""
    columns = ["accepted", "quarantined", "superseded", "out_of_area"]
    monthly = report.accounts[~report.accounts["source"].isin(REFERENCE)].set_index("path")
    return {path: tuple(map(int, row)) for path, row in monthly[columns].T.items()}


@pytest.mark.parametrize(
    ("case", "rows"),
    [
        ("xlsx-dimension/short.xlsx", 12),
        ("xlsx-dimension/too-few-columns.xlsx", 12),
        ("xlsx-empty-fill", 12),
        ("xlsx-hidden-sheet", 12),
        ("excel-lock-file", 12),
    ],
)
def test_a_workbook_gives_what_it_holds(project: Settings, case: str, rows: int) -> None:
    put(project, case, "asb", "" if case == "excel-lock-file" else "2016-04-asb.xlsx")
    report = build(project)
    assert counts(report) == {"asb/2016-04-asb.xlsx": (rows, 0, 0, 0)}
    assert any("is open in" in text for text in report.left_out) is (case == "excel-lock-file")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("xlsx-formulas-without-values/2016-04-asb.xlsx", "column 'easting'"),
        ("damaged-workbooks/cut.xlsx", "damaged"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(project: Settings, case: str, said: str) -> None:
    put(project, case, "asb", "2016-04-asb.xlsx")
    with pytest.raises(SourceError, match=r"asb/2016-04-asb.xlsx") as refusal:
        build(project)
    assert said in str(refusal.value)


def test_a_control_character_and_a_chart_stop_nothing(project: Settings) -> None:
    put(project, "xlsx-control-character", "asb")
    assert counts(build(project))["asb/2016-04-asb.xlsx"][0] == 12
    put(project, "damaged-workbooks/chart-sheet.xlsx", "asb", "2016-04-asb.xlsx")
    assert sum(counts(build(project))["asb/2016-04-asb.xlsx"]) == 5


def test_a_copy_counts_once_and_what_a_mac_leaves_does_not_count(project: Settings) -> None:
    put(project, "copies-of-a-month", "asb")
    found = counts(build(project))
    assert found["asb/Copy of 2016-04-asb.csv"] == (0, 0, 19, 0)
    assert found["asb/2016-04-asb.csv"][2] == 0
    shutil.rmtree(project.raw / "asb")
    put(project, "appledouble", "asb")
    assert counts(build(project)) == {"asb/2016-04-asb.csv": (12, 0, 0, 0)}


def test_council_files_are_known_however_they_are_spelt(project: Settings) -> None:
    put(project, "council-file-names", "environment")
    with pytest.raises(SourceError, match="bromsgrove, redditch, wyre-forest"):
        build(project)
    (project.raw / "environment" / "2016-08-rbc-environment.csv").unlink()
    build(project)
    coverage = Store(project).coverage()
    received = coverage[coverage["status"] != "missing"]
    assert sorted(zip(received["district"], received["month"], strict=True)) == [
        ("E07000236", "2016-04"),
        ("E07000236", "2016-05"),
        ("E07000239", "2016-06"),
        ("E07000239", "2016-07"),
    ]


def test_names_of_districts_put_the_month_in_doubt(project: Settings) -> None:
    put(project, "district-names", "asb")
    (found,) = counts(build(project)).values()
    assert (found[0] + found[3], found[1]) == (22, 17)
    assert set(Store(project).load("quarantine")["reason"]) == {"unknown_value"}
    assert set(Store(project).coverage()["status"]) == {"partial"}


def test_rows_between_stray_quotes_are_set_aside_with_their_lines(project: Settings) -> None:
    put(project, "stray-quotes", "police")
    report = build(project)
    (found,) = counts(report).values()
    assert (sum(found), found[1]) == (1422, 3)
    quarantine = Store(project).load("quarantine")
    assert quarantine["row_number"].tolist() == [10, 11, 12]
    assert report.accounts["note"].str.contains("lines 11 to 13").sum() == 1


def test_times_with_a_dot_keep_their_minutes(project: Settings) -> None:
    put(project, "dotted-times", "asb")
    path = project.raw / "asb" / "2016-04-asb.csv"
    # Its codes are the synthetic partnership's, its coordinates lie in the real one.
    text = re.sub(r"Z\d{8}", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    build(project)
    rows = Store(project).load("asb").sort_values("row_number")
    written = [line.split(",")[1][-5:] for line in text.splitlines()[1:]]
    assert rows["created_at"].dt.strftime("%H.%M").tolist() == written
