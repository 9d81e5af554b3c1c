"""A changed label recounts nothing, makes no new release and redraws only what shows it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import ALONE, EDITIONS, ROOT, Project, install, run
from small_partnership import TO

LABEL, ANOTHER = "Information to be shared about", "Information that is due about"
PROPOSED = "Meet each month in the underpass"


@dataclass(frozen=True)
class Edited:
    """The small partnership after a label of the annex and a proposal for one district changed."""

    project: Project
    before: Project
    told: str

    def changed(self) -> set[str]:
        """Return the pages that are not what they were, as ``edition/file``."""
        return {
            path.relative_to(self.before.published).as_posix()
            for edition in EDITIONS
            for path in (self.before.published / edition).iterdir()
            if path.read_bytes() != (self.project.published / edition / path.name).read_bytes()
        }


@pytest.fixture(scope="module")
def edited(small: Project, tmp_path_factory: pytest.TempPathFactory) -> Edited:
    root = tmp_path_factory.mktemp("edited")
    shutil.copytree(small.root, root / "project")
    shutil.copytree(ROOT / "csa", root / "csa", ignore=shutil.ignore_patterns("__pycache__"))
    _replace(root / "csa" / "exhibits" / "trust" / "duties.py", LABEL, ANOTHER)
    proposals = root / "project" / "config" / "proposals.toml"
    first = proposals.read_text(encoding="utf-8").split('what = "', 1)[1].split('"', 1)[0]
    _replace(proposals, first, PROPOSED)
    text = proposals.read_text(encoding="utf-8")  # only made-up people have made-up proposals
    proposals.write_text(text.replace("synthetic = true", "synthetic = false", 1), encoding="utf-8")
    project = Project(root / "project", small.year)
    # Chapters run in an environment of their own: the copy has to be installed in it.
    asked = [install(root), "-m", "csa.cli", "assess", *ALONE, "--year", small.year, "--to", TO]
    told = run(asked, cwd=project.root).stderr
    again = run(asked, cwd=project.root)
    assert "Nothing has changed" in again.stdout
    return Edited(project, small, told)


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old} is not in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_no_release_is_made(edited: Edited) -> None:
    for name in ("ledger/chain.jsonl", f"{edited.before.year}/release/release.json"):
        now, before = (one.root / "reports" / name for one in (edited.project, edited.before))
        assert now.read_bytes() == before.read_bytes()


def test_the_pages_that_show_the_change_are_drawn_again_and_no_others(edited: Edited) -> None:
    annexes = {path.name for path in (edited.before.published / "partner").glob("*-annex.html")}
    proposed = {"partner/redditch.html"}  # proposals are for partners
    whole = {f"{edition}/north-worcestershire.html" for edition in EDITIONS}
    summaries = {f"{edition}/index.html" for edition in EDITIONS}
    changed = edited.changed()
    assert {f"partner/{name}" for name in annexes} | proposed <= changed
    assert changed <= {f"partner/{name}" for name in annexes} | proposed | whole | summaries


def test_the_changed_pages_show_the_change(edited: Edited) -> None:
    assert ANOTHER in edited.project.pages_of("partner", "bromsgrove")
    assert LABEL not in edited.project.pages_of("partner", "bromsgrove")
    assert PROPOSED in edited.project.page("partner", "redditch")


def test_chapters_that_show_neither_are_kept(edited: Edited) -> None:
    lines = [line for line in edited.told.splitlines() if line.startswith("[")]
    kept = {line.split("] ")[1].split(":")[0] for line in lines if "kept" in line}
    # A label stands in every area; a proposal in the plan, on ward pages and beside the themes too.
    chapters = {name.split("/")[1] for name in kept}
    assert {"compared", "how-to-read", "projects"} <= chapters
    areas = {"bromsgrove", "north-worcestershire", "redditch", "wyre-forest"}
    assert {f"{area}/compared" for area in areas} <= kept
    assert len(kept) > len(lines) / 3, sorted(kept)
