"""What all tests share: keys of their own, and projects that are built once in a test run."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

sys.path.insert(0, str(Path(__file__).parent))

from builders import ALONE, OPEN_DATA, OPEN_SETS, ROOT, Project, copy_project, run, run_csa
from small_partnership import TO, YEAR, small_project

# The same examples in every run: a test that fails once fails until it is mended.
hypothesis_settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis_settings.load_profile("repeatable")

# Whoever asks for one of these builds a partnership, or waits until another test has built it.
BUILDING = {"small_built", "small", "synthetic_built", "synthetic", "open_data"}
# The rooms of tests in which nothing else takes long.
QUICK = {"unit", "property", "notebooks", "architecture"}
TESTS = Path(__file__).parent
# What takes longest, first: neither worker waits for what the other makes, or works on alone at the
# end. The two that begin make different partnerships.
LONGEST = (
    "end_to_end/test_published_assessment.py",
    "end_to_end/test_small_partnership.py",
    "open_data/test_reports_open_data.py",
    "end_to_end/test_states.py",
    "oracle/disclosure/test_intruder.py",
    "oracle/recount/test_recount.py",
    "spec/people/test_planted_people.py",
    "end_to_end/test_repeatability.py",
    "end_to_end/test_commands.py",
    "end_to_end/test_we_said.py",
    "spec/people/test_planted_references.py",
    "end_to_end/test_edit_loop.py",
    "end_to_end/test_installed.py",
    "spec/desk/test_on_demand.py",
    "browser/test_pages_in_chromium.py",
    "recipes/test_one_place.py",
    "spec/disclosure/test_laws.py",
    "spec/disclosure/test_rank.py",
    "spec/disclosure/test_merged_sums.py",
)
KEYS = {"CSA_RELEASE_KEY": "release.key", "CSA_PERSON_KEY": "person.key"}
Once = Callable[[str, Callable[[Path], object]], Path]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name binary cases by their place: packed content differs from process to process."""
    return argname if isinstance(val, bytes) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what builds a partnership by the fixtures that it asks for, and what is quick."""
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
    for item in items:
        if BUILDING & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
        room = item.path.relative_to(TESTS).parts[0]
        if room in QUICK and item.get_closest_marker("slow") is None:
            item.add_marker("quick")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all worker processes of one test run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def _own_keys(shared_folder: Path) -> Iterator[None]:
    """Fixed keys in the temporary folder: results are repeatable, the user's keys untouched."""
    folder = shared_folder / "keys"
    with pytest.MonkeyPatch.context() as patch:
        for variable, name in KEYS.items():
            with _locked(folder):
                folder.mkdir(exist_ok=True)
                (folder / name).touch(mode=0o600)
                (folder / name).write_text("5e" * 32, encoding="ascii")
            patch.setenv(variable, str(folder / name))
        yield


@pytest.fixture(scope="session")
def once(shared_folder: Path) -> Once:
    """Make a folder once in a test run, whichever worker asks first; the others wait for it."""

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, done, failed = (shared_folder / f"{name}{end}" for end in ("", ".done", ".failed"))
        with _locked(shared_folder / name):
            if failed.exists():
                pytest.fail(f"{name} could not be made: {failed.read_text(encoding='utf-8')}")
            if not done.exists():
                failed.write_text("see the first test that failed", encoding="utf-8")
                folder.mkdir()
                make(folder)
                failed.unlink()
                done.touch()
        return folder

    return make_once


@pytest.fixture(scope="session")
def small_built(once: Once) -> Path:
    """The small partnership with its processed tables. Only to be read, or copied."""
    return once("small_built", _make_small)


@pytest.fixture(scope="session")
def small(once: Once, small_built: Path) -> Project:
    """The small partnership, built and published. Only to be read, or copied."""
    return Project(once("small", lambda root: _publish_small(small_built, root)))


@pytest.fixture(scope="session")
def synthetic_built(once: Once) -> Path:
    """The synthetic partnership with its processed tables. Only to be read, or copied."""
    return once("synthetic_built", _make_synthetic)


@pytest.fixture(scope="session")
def synthetic(once: Once, synthetic_built: Path) -> Project:
    """The synthetic partnership, published by the commands of the README. Only to be read."""
    return Project(once("synthetic", lambda root: _publish_synthetic(synthetic_built, root)))


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The documentation site, as make docs builds it. Only to be read."""
    return once("site", _make_site)


@pytest.fixture(scope="session")
def open_data(once: Once) -> Path:
    """A project with real open data, two years of it published (OPEN_SETS). Only to be read."""
    if not (OPEN_DATA / "police_uk").is_dir():
        pytest.skip(f"there is no open data in {OPEN_DATA}; CSA_OPEN_DATA names another folder")
    return once("open_data", _make_open_data)


def _make_small(root: Path) -> None:
    run_csa("build", "--quiet", cwd=small_project(root))


def _publish_small(built: Path, root: Path) -> None:
    shutil.copytree(built, root, dirs_exist_ok=True)
    run_csa("assess", "--quiet", *ALONE, "--year", YEAR, "--to", TO, cwd=root)


def _make_synthetic(root: Path) -> None:
    copy_project(root)
    run_csa("demo", cwd=root)
    run_csa("build", "--quiet", cwd=root)


def _publish_synthetic(built: Path, root: Path) -> None:
    shutil.copytree(built, root, dirs_exist_ok=True)
    shown = run_csa("assess", "--year", "2016-17", "--to", "2017-01", cwd=root)
    (root / "shown.txt").write_text(shown.stderr + shown.stdout, encoding="utf-8")


def _make_open_data(root: Path) -> None:
    copy_project(root)
    (root / "data").mkdir()
    (root / "data" / "raw").symlink_to(OPEN_DATA, target_is_directory=True)
    run_csa("build", "--quiet", cwd=root)
    for year, (to, districts) in OPEN_SETS.items():
        chosen = [word for one in districts for word in ("--district", one)]
        run_csa("assess", "--quiet", *ALONE, "--year", year, "--to", to, *chosen, cwd=root)


def _make_site(folder: Path) -> None:
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", "docs", "."]
    run([*sphinx, str(folder)], cwd=ROOT)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.with_name(f"{path.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
