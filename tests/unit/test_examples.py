"""What docstrings show is what happens; every measure shows something, and the site prints it.

Those that open a project are run on one, by ``tests/spec/desk/test_examples.py``.
"""

from __future__ import annotations

import doctest
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from builders import ROOT

sys.path.insert(0, str(ROOT / "docs"))

from generator import methods

SHOWN = re.compile(r"^ *>>> ", re.MULTILINE)
OF_A_PROJECT = re.compile(r"(?<![\w.])csa\.\w+\(")
MODULES = [
    path
    for path in sorted((ROOT / "csa").rglob("*.py"))
    if SHOWN.search(path.read_text(encoding="utf-8"))
]
MOST_LINES = 8


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_examples_show_what_happens(path: Path) -> None:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for shown in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)):
        if any(OF_A_PROJECT.search(one.source) for one in shown.examples):
            continue
        told: list[str] = []
        assert doctest.DocTestRunner().run(shown, out=told.append).failed == 0, "".join(told)


def test_every_measure_shows_what_it_gives() -> None:
    found = [
        (methods.full_name(one), doctest.DocTestParser().get_examples(inspect.getdoc(one)))
        for modules in methods.families().values()
        for one in methods.public(modules)
        if inspect.isfunction(one)
    ]
    assert len(found) > 90
    fits = [
        name for name, shown in found if len(shown) <= MOST_LINES and any(one.want for one in shown)
    ]
    assert [name for name, _ in found] == fits
