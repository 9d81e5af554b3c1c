"""The desk and a place of one's own, as docs/desk.md has them, on the small partnership."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT

import csa
from csa.settings import load_settings
from csa.store import Store

GUIDE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")


@pytest.fixture
def project(small_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that a notebook finds and may write to."""
    shutil.copytree(small_built, tmp_path / "project")
    monkeypatch.setenv("CSA_ROOT", str(tmp_path / "project"))
    return tmp_path / "project"


def run(section: str, known: dict[str, Any]) -> dict[str, Any]:
    """Run the code of a section of the guide."""
    text = GUIDE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], known)
    return known


def test_a_place_is_drawn_and_saved_and_known_everywhere(project: Path, capsys) -> None:
    known = run("A place of your own", {"csa": csa})
    drawn = known["mill"]
    assert "Mill Green is in config/partnership.toml" in capsys.readouterr().out
    assert not Store(load_settings()).is_stale()  # nothing has to be built
    asked = {"since": "2016-04", "until": "2016-06"}
    saved = csa.load("asb", place="Mill Green", **asked)
    every = csa.load("asb", district="redditch", **asked)
    assert len(saved) == every["lsoa"].isin(drawn.lsoas).sum() > 0
    assert csa.load("asb", place=drawn, **asked).index.equals(saved.index)
    assert "Mill Green" in csa.open("Mill Green").types().title
    assert csa.place_profile("Mill Green").title.startswith("Mill Green")
    assert "mill-green" in set(csa.places()["called"])


def test_the_desk_of_an_area_says_what_its_rows_are(project: Path, capsys) -> None:
    desk = run("The desk", {"csa": csa, "area": csa.open("Redditch")})["desk"]
    frame = csa.load("crime", district="Redditch", last="12 months")
    assert f"): {len(frame):,} rows" in desk.said.value
    assert sum(int(one["text"].split(": ")[1].split()[0].replace(",", ""))
               for one in desk.map.marks.values()) == frame["lsoa"].notna().sum()  # fmt: skip
