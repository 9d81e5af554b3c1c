"""Every measure has an example, and shows what it says: the pages on methods print them."""

from __future__ import annotations

import doctest
import inspect
import sys
from collections.abc import Callable
from typing import Any

import pytest
from builders import ROOT

sys.path.insert(0, str(ROOT / "docs"))

from generator import methods

MEASURES = [
    one
    for modules in methods.families().values()
    for one in methods.public(modules)
    if inspect.isfunction(one)
]
MOST_LINES = 8


def test_no_measure_is_left_out() -> None:
    assert len(MEASURES) > 90


@pytest.mark.parametrize("measure", MEASURES, ids=methods.full_name)
def test_the_example_of_a_measure_shows_what_it_gives(measure: Callable[..., Any]) -> None:
    names = dict(vars(sys.modules[measure.__module__]))
    found = doctest.DocTestParser().get_doctest(
        inspect.getdoc(measure), names, methods.full_name(measure), None, None
    )
    assert 1 <= len(found.examples) <= MOST_LINES
    assert any(one.want for one in found.examples)
    told: list[str] = []
    assert doctest.DocTestRunner().run(found, out=told.append).failed == 0, "".join(told)
