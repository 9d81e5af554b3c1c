"""Ctrl-C, too little memory, a full disk in every command: a sentence, nothing half done."""

from __future__ import annotations

import errno
import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import Project, copy_project, files_below
from small_partnership import TO, YEAR

from csa.cli import app
from csa.commands.endings import run

# Each command, and a function it calls when part of its work is done.
COMMANDS = {
    "demo": (["demo"], ("csa.synthetic.partnership", "draw_crimes")),
    "build": (["build"], ("csa.store.build", "revision_frame")),
    "build, while reading": (["build"], ("csa.store.monthly", "count_not_located")),
    "build, while writing": (["build"], ("csa.store.files", "_flush")),
    "assess": (
        ["assess", "--year", YEAR, "--to", TO],
        ("csa.report.run.release", "count_assessment"),
    ),
    "check": (["check", f"reports/{YEAR}"], ("csa.report.checks.audit", "trace_page")),
    "status": (["status"], ("csa.commands.console", "coverage_text")),
    "cases": (["cases", "--district", "redditch"], ("csa.report.cases", "_cover")),
    "ledger": (["ledger"], ("csa.disclosure.ledger.history", "read_history")),
    "fetch": (["fetch", "--source", "lookups"], ("csa.fetch.run", "_outcomes")),
}
PROJECTS = {"demo": "empty", "fetch": "empty", "check": "published"}
ENDS: dict[str, tuple[BaseException, int, str]] = {
    "Ctrl-C": (KeyboardInterrupt(), 130, "interrupted. Run the same command again"),
    "memory": (MemoryError(), 17, "needs more memory than this computer has free"),
    "disk": (OSError(errno.ENOSPC, "No space left on device"), 17, "No space left on device"),
}


@pytest.fixture(scope="module")
def built(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project with tables, and with a raw file that was sent again since."""
    root = tmp_path_factory.mktemp("stopped") / "project"
    shutil.copytree(small_built, root)
    asb = root / "data" / "raw" / "asb"
    lines = (asb / "2016-05-asb.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (asb / "2016-05-asb-r2.csv").write_text("".join(lines[:-9]), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def published(small: Project) -> Path:
    """The folder of a project with reports. Only to be read."""
    return small.root


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project without raw files."""
    return copy_project(tmp_path_factory.mktemp("empty") / "project")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_stopped_says_so_and_leaves_nothing_half_done(
    command: str, end: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    (words, place), of = COMMANDS[command], PROJECTS.get(command, "built")
    problem, code, said = ENDS[end]
    root = request.getfixturevalue(of)
    before = finished_files(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(importlib.import_module(place[0]), place[1], raising(problem))
        if words[0] == "assess":  # it stands for one that began before the file came
            patch.setattr("csa.store.Store.is_stale", lambda _: False)
        ended = run(app, words)
    told = capsys.readouterr().err
    assert ended == code, told
    assert said in told
    assert said in told.splitlines()[-1]  # behind what was said of how far it is
    assert told.count("csa: ") == 1, told
    assert "Traceback" not in told
    assert finished_files(root) == before


def finished_files(root: Path) -> dict[str, int]:
    """Return the files of a project but for the unfinished work and logs of an assessment."""
    unfinished = ("reports/.staging", "reports/logs")
    found = files_below(root).items()
    return {path: time for path, time in found if not path.startswith(unfinished)}


def raising(problem: BaseException) -> Callable[..., object]:
    """Return a function that is stopped at once."""

    def stop(*_: object, **__: object) -> object:
        raise problem

    return stop
