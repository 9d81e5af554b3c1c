"""The declaration of units says what counting and protection know of each."""

from __future__ import annotations

from typing import get_args

from csa.counting.units import INCIDENT_UNITS, UNITS
from csa.schemas import TABLES
from csa.settings import Unit as RuledUnit


def test_rules_of_priorities_know_every_unit_that_belongs_to_priorities() -> None:
    assert get_args(RuledUnit) == INCIDENT_UNITS


def test_what_a_unit_names_is_there() -> None:
    for unit in UNITS.values():
        columns = set(TABLES[unit.table].fields) if unit.table else set()
        assert set(unit.time or ()) <= columns, unit.name
        assert unit.based_on in {"", *UNITS}, unit.name
        assert unit.noun or not unit.table, unit.name
