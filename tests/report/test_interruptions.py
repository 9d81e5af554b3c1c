"""A run that is stopped, killed or not alone leaves the last good set whole."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from report_project import make_project, make_release, notebook, write_chapter

from csa.errors import CsaError, NotebookError, SettingsError, StoreError
from csa.locking import only_run
from csa.report.publish import LOCK
from csa.report.run.batch import run_assessment
from csa.settings import Settings, load_settings

SCRIPT = Path(__file__).with_name("report_run.py")
SLOW = ["## A", "import time\ntime.sleep(1)\nExhibit('a')", "Exhibit('b')"]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def two_sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, bytes]]]:
    """A project with a published set, and the bytes of that set and of the one that is next."""
    root = tmp_path_factory.mktemp("killed") / "project"
    settings = make_project(root, chapters=False)
    sets = []
    for title in ("New", "Old"):
        write_chapter(root, "one", notebook(SLOW, title=title))
        options = {"year": "2016-17", "districts": ["easton"], "make_release": make_release}
        sets.append(bytes_of(run_assessment(settings, **options).folder))
    write_chapter(root, "one", notebook(SLOW, title="New"))
    assert sets[0] != sets[1]
    return root, sets


@contextmanager
def a_run(root: Path, private: str | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start a run as a process of its own, in its own process group as a terminal would."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(root), "easton"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | ({"TMPDIR": private} if private else {}),
        preexec_fn=_heed_interrupts,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _heed_interrupts() -> None:
    """Undo what a shell does to jobs in the background, which ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def left_over(root: Path) -> list[str]:
    """Return the processes that still belong to a run in this project."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(root) in environment + command:
            found.append(command.decode(errors="replace"))
    return found


def wait_until_none_left(root: Path) -> None:
    """Wait a few seconds for every process of a run to go."""
    until = time.monotonic() + 10
    while left_over(root) and time.monotonic() < until:
        time.sleep(0.05)
    assert left_over(root) == []


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
@pytest.mark.parametrize("attempt", range(4))
def test_killed_run_leaves_one_whole_set_and_no_kernel(
    two_sets: tuple[Path, list[dict[str, bytes]]], attempt: int
) -> None:
    root, sets = two_sets
    with tempfile.TemporaryDirectory() as private, a_run(root, private) as process:
        process.stdout.readline()
        # From before the kernels start to after the set is published.
        time.sleep(random.Random(attempt).uniform(0, 1.5) + 1.5 * attempt)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert bytes_of(root / "reports" / "2016-17") in sets
        wait_until_none_left(root)


def test_run_after_killed_ones_publishes(two_sets: tuple[Path, list[dict[str, bytes]]]) -> None:
    root, sets = two_sets
    result = run_assessment(
        load_settings(root), year="2016-17", districts=["easton"], make_release=make_release
    )
    assert result.published
    assert bytes_of(result.folder) == sets[0]
    assert {path.name for path in (root / "reports" / ".staging" / "2016-17").iterdir()} == {
        "release", "chapters", "kept", "passed", "made.json",
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="signals a process group")
def test_ctrl_c_stops_everything_and_publishes_nothing(project: Settings) -> None:
    hangs = notebook(["## A", "import time\ntime.sleep(600)"], title="Hangs", order=99)
    write_chapter(project.root, "hangs", hangs)
    with a_run(project.root) as process:
        assert process.stdout.readline() == "started\n"
        assert "/" in process.stdout.readline()  # a chapter is done
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=10)
        assert process.returncode == 130
        wait_until_none_left(project.root)
        assert process.stderr.read() == ""
    assert not (project.reports / "2016-17").exists()


def test_second_run_is_refused_and_told_who_holds_the_folder(project: Settings) -> None:
    held = only_run(project.reports / LOCK, command="csa assess")
    with held, pytest.raises(StoreError, match=rf"process {os.getpid()} on \S+, "):
        run_assessment(project, year="2016-17", make_release=make_release)


def test_reports_that_are_a_file_are_refused_before_any_work(project: Settings) -> None:
    project.reports.write_text("not a folder")
    with pytest.raises(StoreError, match="cannot be written"):
        run_assessment(project, year="2016-17", make_release=refuse_to_start)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX permissions")
def test_read_only_reports_are_refused() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "reports").mkdir(mode=0o555)
        folder.chmod(0o755)
        code = (
            "import os, sys, pathlib\n"
            "from csa.errors import StoreError\n"
            "from csa.report.publish import check_writable\n"
            "if os.geteuid() == 0: os.setuid(65534)\n"  # the superuser may write anywhere
            "try: check_writable(pathlib.Path(sys.argv[1]))\n"
            "except StoreError as problem: print(problem)"
        )
        told = subprocess.run(
            [sys.executable, "-c", code, str(folder / "reports")],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "cannot be written to (Permission denied)" in told.stdout
    finally:
        shutil.rmtree(folder)


def refuse_to_start(*arguments: object, **options: object) -> None:
    """Stand in for a release maker that must not be reached."""
    raise AssertionError("work was started")


def mistyped(settings: Settings) -> dict[str, object]:
    """A chapter whose parameters cell spells district wrongly."""
    node = notebook(["## A", "Exhibit('a')"], title="Wrong")
    node.cells[1].source = node.cells[1].source.replace("district", "distrct")
    write_chapter(settings.root, "wrong", node)
    return {}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"districts": ["reditch"]}, SettingsError, "'reditch' is not a district"),
        ({"districts": ["../../etc"]}, SettingsError, "Choose from: northshire, easton, weston"),
        ({"editions": ["officer"]}, SettingsError, "'officer' is not a published edition"),
        ({"year": "2016"}, SettingsError, "is not an assessment year"),
        ({"to": "2018-01"}, SettingsError, "is not in the assessment year"),
        ({"jobs": 0}, SettingsError, "At least one chapter"),
        (mistyped, NotebookError, "wrong.ipynb lacks district and does not know distrct"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_written(
    project: Settings, options: object, error: type[CsaError], message: str
) -> None:
    given = options(project) if callable(options) else options
    asked = {"year": "2016-17", "make_release": refuse_to_start} | given
    with pytest.raises(error, match=message):
        run_assessment(project, **asked)
    assert not project.reports.exists()


def test_dry_run_says_what_would_be_made_and_writes_nothing(project: Settings) -> None:
    result = run_assessment(
        project, year="2016-17", dry_run=True, districts=["weston"], make_release=refuse_to_start
    )
    assert [task.label for task in result.plan.tasks] == [
        "northshire/how-to-read",
        "weston/strategic-assessment",
        "weston/priority-profile-violence",
        "weston/priority-profile-theft",
        "weston/annex",
    ]
    assert not project.reports.exists()


def test_full_disk_is_explained(project: Settings) -> None:
    def fill(settings: Settings, **options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StoreError, match=r"No space left on device.*earlier reports are unchanged"):
        run_assessment(project, year="2016-17", make_release=fill)


def test_file_that_is_gone_is_named(project: Settings) -> None:
    def read(settings: Settings, **options: object) -> None:
        (settings.reports / "ledger.json").read_text()

    with pytest.raises(StoreError, match=r"ledger\.json is gone.*earlier reports are unchanged"):
        run_assessment(project, year="2016-17", make_release=read)


def test_failure_of_the_release_leaves_the_published_set(project: Settings) -> None:
    (project.reports / "2016-17").mkdir(parents=True)
    (project.reports / "2016-17" / "kept").write_text("kept")

    def fail(settings: Settings, **options: object) -> None:
        raise StoreError("There are no data for 2016-17.")

    with pytest.raises(StoreError, match="no data"):
        run_assessment(project, year="2016-17", make_release=fail)
    assert (project.reports / "2016-17" / "kept").read_text() == "kept"
