"""A long build tells someone at a terminal how far it is, and a log nothing of the kind."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from builders import run_csa, tiny_project


def test_a_terminal_shows_how_many_files_were_read(tmp_path: Path) -> None:
    root = tiny_project(tmp_path / "project")
    reader, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "csa.cli", "build"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
        check=True,
    )
    os.close(terminal)
    shown = os.read(reader, 1 << 20).decode()
    os.close(reader)
    assert (
        f"Reading 1 of {done.stdout.count('-crimes.csv') + done.stdout.count('-asb.csv')}" in shown
    )
    # The last line is wiped out: what follows starts on an empty one.
    assert shown.endswith("\r" + " " * 79 + "\r")


def test_a_log_holds_the_account_and_no_progress(tmp_path: Path) -> None:
    built = run_csa("build", cwd=tiny_project(tmp_path / "project"))
    assert "files read" in built.stdout
    assert built.stderr == ""
