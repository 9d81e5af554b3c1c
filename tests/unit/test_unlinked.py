"""What is for its owner alone is written where it seems to be, through no link."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from builders import ROOT

from csa.errors import SettingsError
from csa.present.saving.place import saved_folder
from csa.report.cases import _own_folder
from csa.settings import load_settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Links need rights on Windows.")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "config", tmp_path / "project" / "config")
    (tmp_path / "project" / "data").mkdir()
    return tmp_path / "project"


def _saved(project: Path) -> Path:
    return saved_folder(project)


def _restricted(project: Path) -> Path:
    return _own_folder(load_settings(project), "redditch-2016-06")


@pytest.mark.parametrize(("name", "made"), [("saved", _saved), ("restricted", _restricted)])
@pytest.mark.parametrize("target", ["open", "project/reports", "project/data/open", "nowhere"])
def test_a_link_is_refused_with_where_it_leads(project: Path, name: str, made, target: str) -> None:
    there = project.parent / target
    if target != "nowhere":
        there.mkdir()
        there.chmod(0o777)
    (project / "data" / name).symlink_to(there)
    with pytest.raises(SettingsError, match=f"^data/{name} leads to .*{target}, where others may"):
        made(project)
    assert not there.exists() or not [*there.iterdir()]


def test_a_folder_of_its_own_is_taken_from_others_wherever_all_data_lie(project: Path) -> None:
    (project / "data").rmdir()
    (project.parent / "disk" / "saved").mkdir(parents=True)
    (project.parent / "disk" / "saved").chmod(0o777)
    (project / "data").symlink_to(project.parent / "disk")
    folder = saved_folder(project)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
