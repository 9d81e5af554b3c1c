"""Months of one priority: what is said of those outside their usual range."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from people_cells import PRIORITY, cells, desk

from csa.periods import Period

MONTHS = Period("2013-04", "2017-01").months
BY_CHANCE = "So few of the months judged may lie outside it by chance alone."


def said(**changed):
    """What the usual range says of months about 100, some of them changed."""
    noise = np.resize([4, -3, -4, 3, 0], len(MONTHS))
    counts = pd.Series(100 + noise, index=MONTHS)
    for month, value in changed.items():
        counts[f"20{month[1:3]}-{month[3:]}"] = value
    pieces = [
        cells("crime", {(("priority", PRIORITY),): int(count)}, kind="public").assign(
            period=month, key=f"crime|E07000236|{month}|priority={PRIORITY}"
        )
        for month, count in counts.items()
    ]
    return [str(one) for one in desk(*pieces).season.usual_range().statements]


def test_quiet_months_lie_within_their_range():
    assert said() == [
        "All 10 months that can be judged lie within the usual range for the time of year."
    ]


def test_one_month_a_little_outside_may_be_chance():
    assert said(m1608=129) == [
        "Above the usual range for the time of year: August 2016.",
        BY_CHANCE,
    ]


@pytest.mark.parametrize("changed", [{"m1608": 170}, {"m1608": 129, "m1610": 129, "m1612": 129}])
def test_a_month_far_outside_and_several_months_are_not_called_chance(changed):
    assert len(said(**changed)) == 1
    assert said(**changed)[0].startswith("Above the usual range")
