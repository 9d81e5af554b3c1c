"""Every verb of the desk has an example, and shows what it says: the site prints them."""

from __future__ import annotations

import doctest
import inspect
import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT

import csa

sys.path.insert(0, str(ROOT / "docs"))

import generator

# Numbers are those of one partnership; an example shows what is so in any.
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MOST_LINES = 6


def named(name: str) -> Any:
    module, _, thing = name.rpartition(".")
    return getattr(import_module(module), thing)


PUBLIC = (*(f"csa.{name}" for name in csa.__all__), *generator.GIVEN)


@pytest.fixture(scope="module")
def project(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that examples may write to."""
    root = tmp_path_factory.mktemp("examples") / "project"
    return shutil.copytree(small_built, root)


@pytest.mark.parametrize("name", PUBLIC)
def test_an_example_shows_what_it_gives(
    project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    found = doctest.DocTestParser().get_doctest(
        inspect.getdoc(named(name)), {"csa": csa}, name, None, None
    )
    assert 1 <= len(found.examples) <= MOST_LINES
    assert any(one.want for one in found.examples)
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    assert runner.run(found, out=told.append).failed == 0, "".join(told)
