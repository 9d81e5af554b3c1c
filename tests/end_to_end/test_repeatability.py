"""The same inputs give the same bytes, and pages need nothing but the frozen release."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from builders import EDITIONS, Project

# Draws pages from a release that is already frozen: the project has no data of any kind.
DRAW = """
import pathlib, shutil, sys
from csa.report.run.batch import run_assessment
from csa.settings import load_settings

def take_frozen(settings, *, year, to, folder):
    frozen = pathlib.Path(sys.argv[2])
    for name, place in (("release", folder), ("words", folder.with_name("words"))):
        shutil.copytree(frozen / name, place, dirs_exist_ok=True)

if __name__ == "__main__":
    result = run_assessment(
        load_settings(sys.argv[1]), year="2016-17", to="2016-06", districts=["redditch"],
        jobs=1, make_release=take_frozen,
    )
    sys.exit(result.exit_code)
"""


@pytest.fixture(scope="module")
def drawn_elsewhere(small: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Redditch drawn from release and words alone, in another folder, language and time zone."""
    root = tmp_path_factory.mktemp("elsewhere") / "Bericht für Redditch"
    for folder in ("config", "notebooks"):
        shutil.copytree(small.root / folder, root / folder)
    script = root / "draw.py"
    script.write_text(DRAW, encoding="utf-8")
    other = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "COLUMNS": "40"}
    frozen = small.published
    subprocess.run(
        [sys.executable, script, root, frozen], env={**os.environ, **other}, check=True, timeout=600
    )
    assert not (root / "data").exists()
    return Project(root)


@pytest.mark.parametrize("edition", EDITIONS)
def test_page_drawn_without_data_elsewhere_is_the_same(
    small: Project, drawn_elsewhere: Project, edition: str
) -> None:
    assert drawn_elsewhere.page(edition, "redditch") == small.page(edition, "redditch")


def test_manifest_drawn_elsewhere_differs_in_the_areas_left_out_only(
    small: Project, drawn_elsewhere: Project
) -> None:
    here, there = small.manifest, drawn_elsewhere.manifest
    mine, theirs = here.pop("editions"), there.pop("editions")
    for edition in EDITIONS:
        assert theirs[edition]["redditch.html"] == mine[edition]["redditch.html"]
    # A note is a document of each district drawn.
    notes, note = here.pop("documents"), "redditch-note.docx"
    assert there.pop("documents") == {"public": {note: notes["public"][note]}}
    assert there.pop("left_out") == ["north-worcestershire", "bromsgrove", "wyre-forest"]
    assert here.pop("left_out") == []
    assert there == here


def test_altered_release_is_refused(small: Project, tmp_path: Path) -> None:
    import csa
    from csa.errors import DisclosureError

    root = tmp_path / "project"
    shutil.copytree(small.root / "config", root / "config")
    published = root / "reports" / "2016-17" / "release"
    for name in ("release", "words"):
        shutil.copytree(small.published / name, published.with_name(name))
    opened = {"district": "redditch", "year": "2016-17", "edition": "public", "root": str(root)}
    assert csa.open(**opened).year_to_date().numbers
    about = json.loads((published / "release.json").read_text(encoding="utf-8"))
    (published / "reference" / "population.parquet").unlink()
    with pytest.raises(DisclosureError, match="changed since it was frozen"):
        csa.open(**opened)
    assert about["files"]
