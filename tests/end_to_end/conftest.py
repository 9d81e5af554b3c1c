"""A tiny project whose tables are built, and the command line as a user calls it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import tiny_project

from csa import cli

Call = Callable[..., "tuple[int, str, str]"]


@pytest.fixture(scope="session")
def built(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A tiny project whose tables are built."""

    def make(root: Path) -> None:
        from csa.settings import load_settings
        from csa.store import build

        build(load_settings(tiny_project(root)))

    return once("tiny_built", make)


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it to do mischief in."""
    root = tmp_path / "project"
    shutil.copytree(built, root)
    return root


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process; returns exit code, output and errors."""

    def run(*words: str, root: Path) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["csa", *words, "--root", str(root)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out, shown.err

    return run
