"""What the tests of the officer's desk share: four squares as a project, built by nobody."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from builders import ROOT

from csa.settings import load_settings
from csa.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from squares import SquareStore


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SquareStore:
    """The four squares as the tables of the project that a notebook finds."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.setenv("CSA_ROOT", str(tmp_path))
    held = SquareStore(load_settings())
    monkeypatch.setattr(Store, "load", lambda _, table, **asked: held.load(table, **asked))
    monkeypatch.setattr(Store, "catalogue", property(lambda _: held.catalogue))
    return held
