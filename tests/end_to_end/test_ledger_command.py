"""The release key is lost: the command that helps, on a set that was really published."""

from __future__ import annotations

import shutil
from pathlib import Path

from builders import Project, copy_project, run_csa

from csa.disclosure.ledger.history import open_history, read_history


def test_a_published_ledger_goes_on_with_a_new_key(synthetic: Project, tmp_path: Path) -> None:
    root = copy_project(tmp_path / "project")
    shutil.copytree(synthetic.root / "reports", root / "reports")
    key = tmp_path / "new.key"
    listed = run_csa("ledger", cwd=root)
    assert "2016-04/2017-01" in listed.stdout
    # Without an answer nothing is signed.
    run_csa("ledger", "--adopt", cwd=root, expected=1, CSA_RELEASE_KEY=str(key))
    adopted = run_csa("ledger", "--adopt", "--yes", cwd=root, CSA_RELEASE_KEY=str(key))
    assert "No published figure was changed" in adopted.stdout
    secret = bytes.fromhex(key.read_text(encoding="ascii").strip())
    kept = open_history(root / "reports", secret=secret).entries
    before = read_history(synthetic.root / "reports").entries
    assert [one.release for one in kept] == [one.release for one in before]
