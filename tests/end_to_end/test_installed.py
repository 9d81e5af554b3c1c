"""csa installed from its wheel, away from the checkout, where nobody clones.

A partnership of one district with one cross-cutting priority is begun, built and published there.
"""

from __future__ import annotations

import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import ALONE, ROOT, Project, run
from pages import ShownPage
from small_partnership import keep_priorities, read_rows

pytestmark = pytest.mark.slow

REDDITCH = "E07000236"
UNTRACKED = {"__pycache__", ".ipynb_checkpoints"}
UV = ROOT / ".uv" / "bin" / "uv"
# Of the project only what it is made from; nothing of it is on the path.
AWAY = {"PYTHONPATH": "", "CSA_ROOT": ""}
# make has whatever it installs compiled; here only what is imported needs to be.
UNCOMPILED = {"UV_COMPILE_BYTECODE": "0"}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sdist, and of the wheel that is built from it."""
    if not UV.exists():
        pytest.skip(f"there is no {UV}: make installs it")
    folder = tmp_path_factory.mktemp("dist")
    run([str(UV), "build", "--quiet", "--out-dir", str(folder)], cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def command(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The command ``csa`` of an environment that holds the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    (wheel,) = dist.glob("*.whl")
    wanted = ["--quiet", "--frozen", "--no-emit-project", "--no-default-groups", "--no-hashes"]
    run([str(UV), "export", *wanted, "-o", str(folder / "locked.txt")], cwd=ROOT)
    run([str(UV), "venv", "--quiet", "--python", sys.executable, "env"], cwd=folder)
    python = folder / "env" / "bin" / "python"
    install = [str(UV), "pip", "install", "--quiet", "--python", str(python)]
    run([*install, "-r", str(folder / "locked.txt"), str(wheel)], cwd=folder, **UNCOMPILED)
    where = run([str(python), "-c", "import csa; print(csa.__file__)"], cwd=folder, **AWAY).stdout
    assert where.startswith(str(folder))
    yield python.with_name("csa")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def borough(small_built: Path, command: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """What a newcomer has after the commands of the guide. Only to be read."""
    folder = tmp_path_factory.mktemp("elsewhere")
    raw = small_built / "data" / "raw"
    project = Project(folder / "borough")

    def csa(*words: str, cwd: Path = project.root) -> None:
        run([str(command), *words], cwd=cwd, **AWAY)

    words = ["--name", "The borough", "--lookups", str(raw / "lookups")]
    csa("new", "borough", "Redditch", *words, cwd=folder)
    for name in ("boundaries", "lookups", "population", "deprivation", "police", "asb"):
        shutil.copytree(raw / name, project.root / "data" / "raw" / name, dirs_exist_ok=True)
    keep_priorities(project.root, "offending-drugs-and-alcohol")  # it only cuts across
    csa("build", "--quiet")
    chosen = ("--year", project.year, "--to", "2016-06", "--edition", "public")
    csa("assess", "--quiet", *ALONE, *chosen)
    return project


def test_the_wheel_holds_whatever_the_package_reads_and_a_project_is_written_from(
    dist: Path,
) -> None:
    (wheel,) = dist.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    tracked = [
        path.relative_to(ROOT).as_posix()
        for folder in ("csa", "config", "notebooks")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not UNTRACKED & set(path.parts)
    ]
    assert len(tracked) > 500
    missing = {
        name
        for name in tracked
        if (name if name.startswith("csa/") else f"csa/shipped/{name}") not in held
    }
    assert missing == set()
    (source,) = dist.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"config/partnership.toml", "notebooks/annex.ipynb", "docs/desk.md"} <= names


def test_a_partnership_is_published_where_nothing_but_the_wheel_is(borough: Project) -> None:
    page = ShownPage(borough.page("public", "the-borough"))
    assert "The borough Community Safety Partnership" in page.text
    rows = page.exhibit("year_so_far").rows()
    assert rows["All recorded crime"][0] == f"{_crimes(borough):,}"
    # One priority cuts across no others, and one row is added to none.
    assert "Offending, drugs and alcohol" in page.exhibit("priorities").rows()
    assert "never added up" not in page.text
    assert [one.id for one in page.exhibits if one.unavailable] == []


def test_an_only_district_is_told_once_and_has_its_wards_and_its_note(borough: Project) -> None:
    folder = borough.published / "public"
    assert {path.name for path in folder.glob("*.html")} == {
        "index.html", "how-to-read.html", "the-borough.html", "redditch-wards.html",
        "redditch-note.html",
    }  # fmt: skip
    index = ShownPage((folder / "index.html").read_text(encoding="utf-8"))
    links = {one["href"] for one in index.soup.select("#main a, main a") if one.get("href")}
    assert {"the-borough.html", "redditch-wards.html", "redditch-note.html"} <= links
    page = ShownPage(borough.page("public", "the-borough"))
    rate = page.exhibit("headline").sentences[-1]
    assert rate.startswith("Recorded crimes per 1,000 residents in these months: The borough ")
    to_date = page.exhibit("year_so_far")
    assert len(to_date.rows()["All recorded crime"]) == 2  # its count and its change, once


def _crimes(project: Project) -> int:
    """Count the crimes of the period in the raw files that are of the district."""
    rows = (
        row
        for month in ("2016-04", "2016-05", "2016-06")
        for row in read_rows(project.root / "data" / "raw" / "police" / f"{month}-crimes.csv")
    )
    return sum(row["district_code"] == REDDITCH and row["status"] == "recorded" for row in rows)
