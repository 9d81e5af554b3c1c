"""The commands as a user types them: dry run, JSON, and notebooks run by hand."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from builders import AREAS, Project, files_below, run
from small_partnership import TO, YEAR

# An assessment, four chapters beside it, five priorities and their annexes, two more of an annex;
# also wards and a note of each district, the return, and how to read.
CHAPTERS = len(AREAS) * (1 + 4 + 5 + 5 + 2) + 2 * 3 + 1 + 1
PROGRESS = {
    "Describing the records of this period.",
    "Looking for hotspots.",
    "Testing whether crimes are followed by others nearby.",
}
PAPERMILL = [sys.executable, "-m", "papermill", "--no-progress-bar"]
EXHIBIT = "application/vnd.csa.exhibit+json"


ASSESS = ("assess", "--year", YEAR, "--to", TO)


@pytest.fixture(scope="module")
def project(small: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the small partnership, published, that may be written to."""
    root = tmp_path_factory.mktemp("commands") / "project"
    shutil.copytree(small.root, root)
    return Project(root)


def test_dry_run_lists_every_chapter_and_writes_nothing(project: Project) -> None:
    before = files_below(project.root)
    shown = project.csa(*ASSESS, "--dry-run")
    lines = [line.split()[-1] for line in shown.stdout.splitlines() if line]
    assert sum("how-to-read" in line for line in lines) == 1
    for area in AREAS:
        for chapter, times in {
            "strategic-assessment": 1,
            "priority-profile": 5,
            "annex": 7,  # a priority each, the area and its data, and what was judged by
        }.items():
            assert sum(line.startswith(f"{area}/{chapter}") for line in lines) == times
    assert files_below(project.root) == before


def test_build_without_changes_reads_nothing_again(project: Project) -> None:
    account = json.loads(project.csa("build", "--json").stdout)
    assert account["read"] == 0
    assert account["unchanged"] == len(account["files"])
    assert account["unrecognised"] == []
    for one in account["files"]:
        parts = ("accepted", "quarantined", "superseded", "out_of_area")
        assert one["rows"] == sum(one[part] for part in parts), one["path"]


def test_status_gives_every_month_and_no_count_for_a_missing_one(synthetic_built: Path) -> None:
    project = Project(synthetic_built)
    status = json.loads(project.csa("status", "--json").stdout)
    assert status["synthetic"] is True
    assert status["stale"] is False
    fires = {
        (one["district"], one["month"]): one for one in status["coverage"] if one["unit"] == "fire"
    }
    assert len(fires) == 3 * 46  # three districts, April 2013 to January 2017
    missing = [key for key, one in fires.items() if one["status"] == "missing"]
    assert {month for _, month in missing} == {"2015-08"}
    assert [fires[key]["rows"] for key in missing] == [None] * 3
    text = project.csa("status").stdout
    assert "missing August 2015" in text


def test_changed_raw_file_makes_the_tables_stale(project: Project) -> None:
    path = project.root / "data" / "raw" / "fire" / "2016-05-deliberate-fires.csv"
    content = path.read_bytes()
    path.write_bytes(content[: content[:-1].rindex(b"\n") + 1])
    assert json.loads(project.csa("status", "--json").stdout)["stale"] is True
    assert json.loads(project.csa("build", "--json").stdout)["read"] == 1
    path.write_bytes(content)
    assert json.loads(project.csa("build", "--json").stdout)["read"] == 1


def test_second_run_takes_every_chapter_as_it_is_and_says_so_in_json(project: Project) -> None:
    words = (*ASSESS, "--json")
    project.csa(*words)  # after a file was read again, as it was
    before = {
        path: (project.published / path).read_bytes() for path in files_below(project.published)
    }
    result = json.loads(project.csa(*words).stdout)
    assert result["published"] is True
    assert result["missing"] == result["problems"] == []
    assert len(result["chapters"]) == CHAPTERS
    assert all(one["seconds"] == 0 and not one["reason"] for one in result["chapters"])
    after = {
        path: (project.published / path).read_bytes() for path in files_below(project.published)
    }
    assert after == before


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("strategic_assessment", {}),
        ("explore", {}),
        (
            "priority_profile",
            {
                "district": "bromsgrove",
                "priority": "theft-and-acquisitive-crime",
                "edition": "public",
            },
        ),
    ],
)
def test_bare_papermill_runs_each_notebook(
    small: Project, tmp_path: Path, name: str, parameters: dict[str, str]
) -> None:
    given = [word for pair in {"to": TO, **parameters}.items() for word in ("-p", *pair)]
    target = tmp_path / "run.ipynb"
    source = f"notebooks/{name}.ipynb"
    run([*PAPERMILL, source, str(target), *given], cwd=small.root)
    notebook = nbformat.read(target, as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [one for one in outputs if one.output_type == "error"] == []
    # Loading a table tells how many of its rows were asked for, and counting what takes a while.
    for one in (one for one in outputs if one.output_type == "stream"):
        is_progress = one.name == "stderr" and set(one.text.splitlines()) <= PROGRESS
        assert is_progress or " rows.\n" in one.text, one.text
    exhibits = [one.data[EXHIBIT] for one in outputs if EXHIBIT in one.get("data", {})]
    assert exhibits
    officer = parameters.get("edition", "officer") == "officer"
    assert {one["officer"] for one in exhibits} == {officer}


def test_officer_sees_true_counts_that_are_marked_unprotected(synthetic_built: Path) -> None:
    import csa

    root = str(synthetic_built)
    area = csa.open(district="wyre-forest", year="2016-17", to="2017-01", root=root)
    subthemes = area.priority("violence-and-abuse").change.subthemes()
    # Three crimes are planted: docs/synthetic_partnership.md.
    row = subthemes.data.set_index("name").loc["Child sexual exploitation"]
    assert row["after"] == 3
    assert "Unprotected" in subthemes._repr_html_()
