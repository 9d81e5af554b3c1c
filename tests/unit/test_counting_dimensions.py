"""The declaration of dimensions says what counting and protection know of each."""

from __future__ import annotations

import tomllib

from builders import ROOT

from csa.counting.dimensions import DIMENSIONS, NO_PERSON, same_rows
from csa.counting.units import UNITS
from csa.settings.merge_steps import step_fault


def test_dimensions_divide_units_that_there_are() -> None:
    for dimension in DIMENSIONS.values():
        assert set(dimension.units) <= set(UNITS), dimension.name
        assert len(set(dimension.values)) == len(dimension.values), dimension.name
        assert {dimension.needs} <= {"", *UNITS}, dimension.name


def test_classes_of_the_same_rows_are_classes_that_there_are() -> None:
    for name, dimension in DIMENSIONS.items():
        for value, other, values in same_rows(name):
            assert value in {*dimension.values, NO_PERSON}, name
            assert set(values) <= {*DIMENSIONS[other].values, NO_PERSON}, (name, other)


def test_settings_speak_of_dimensions_and_classes_that_there_are() -> None:
    settings = tomllib.loads((ROOT / "config" / "disclosure.toml").read_text(encoding="utf-8"))
    places = {"district", "ward", "lsoa", "month"}
    for unit, names in settings["public_dimensions"].items():
        own = {name for name, one in DIMENSIONS.items() if unit in one.units}
        assert set(names) <= own | places | set(DIMENSIONS), unit
    for name, steps in settings["merge"].items():
        known = set(DIMENSIONS[name].values)
        for step in steps:
            assert not step_fault(step, known), name
            known = known.difference(*step.values()) | set(step)
