"""A month that one year lacks is in neither, of its own unit alone, and that is said."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from builders import ROOT

from csa.counting.handouts.at_place import HERE, PlaceCounts
from csa.counting.handouts.detail import youths
from csa.officer.handouts.change import gaps
from csa.officer.handouts.detail import in_both
from csa.officer.handouts.shown import GroundDesk
from csa.periods import Period
from csa.settings import load_settings

CODE = "E07000236"
MONTHS = Period("2015-01", "2016-12").months
FIRES_LEFT_OUT = "Deliberate fires: without August 2016 and August 2015, for those of"


def desk(lost: dict[tuple[str, str], str], *, since: str = "2016-07") -> GroundDesk:
    """Return the desk of a place, of which some months of some units were not received."""
    rows = [
        (unit, CODE, month, lost.get((unit, month), "ok"))
        for unit in ("crime", "asb", "fire")
        for month in MONTHS
    ]
    coverage = pd.DataFrame(rows, columns=["unit", "district", "month", "status"])
    counts = PlaceCounts(
        SimpleNamespace(coverage=coverage),  # type: ignore[arg-type]
        SimpleNamespace(district=CODE),  # type: ignore[arg-type]
        None,  # type: ignore[arg-type]
        Period(since, "2016-09"),
    )
    return GroundDesk(load_settings(ROOT), counts)


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ({}, []),
        ({("fire", "2015-08"): "missing"}, [f"{FIRES_LEFT_OUT} August 2015 were not received."]),
        ({("fire", "2016-08"): "missing"}, [f"{FIRES_LEFT_OUT} August 2016 were not received."]),
        (
            {("fire", "2015-08"): "partial"},
            [f"{FIRES_LEFT_OUT} August 2015 were not received whole."],
        ),
        (
            {("fire", "2015-08"): "missing", ("fire", "2015-09"): "missing"},
            [],
        ),
        (
            {("fire", "2016-08"): "missing", ("fire", "2016-09"): "missing"},
            ["The deliberate fires of August 2016 to September 2016 were not received."],
        ),
    ],
)
def test_what_is_left_out_is_said_of_its_unit(
    lost: dict[tuple[str, str], str], said: list[str]
) -> None:
    assert gaps(desk(lost), "crime", "asb", "fire") == said


def test_young_people_are_counted_over_the_same_months_of_both_years() -> None:
    """One incident a month, each by youths: of three months two are in both years."""
    rows = pd.DataFrame({"month": [*MONTHS], "at": HERE, "flag_youth": True, "is_theme": True})
    shown = desk({("asb", "2015-08"): "missing"})
    shown.counts._rows["asb"] = rows
    assert in_both(shown, "asb", youths) == [(2, 2), (2, 2)]
    alone = desk({("asb", f"2015-0{month}"): "missing" for month in (7, 8)})
    alone.counts._rows["asb"] = rows
    assert in_both(alone, "asb", youths) == [(None, None), (3, 3)]
