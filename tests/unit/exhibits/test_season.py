"""Months of one priority: what is said of those outside their usual range."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from people_cells import PRIORITY, cells, desk

from csa.periods import Period

MONTHS = Period("2013-04", "2017-01").months
BY_CHANCE = "So few of the months judged may lie outside it by chance alone."


def shown(*, bound=0, **changed):
    """The usual range of months about 100, some of them changed."""
    noise = np.resize([4, -3, -4, 3, 0], len(MONTHS))
    counts = pd.Series(100 + noise, index=MONTHS)
    for month, value in changed.items():
        counts[f"20{month[1:3]}-{month[3:]}"] = value
    kind = "sensitive" if bound else "public"
    pieces = [
        cells("crime", {(("priority", PRIORITY),): int(count)}, kind=kind).assign(
            period=month, key=f"crime|E07000236|{month}|priority={PRIORITY}", printed_bound=bound
        )
        for month, count in counts.items()
    ]
    edition = "partner" if bound else "officer"
    return desk(*pieces, edition=edition).season.usual_range()


def said(**changed):
    """What the usual range says of them."""
    return [str(one) for one in shown(**changed).statements]


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


def test_rounded_months_a_little_outside_their_range_are_not_named_and_a_note_says_why():
    upper = shown().data.set_index("month").loc["2016-08", "upper"]
    value = int(upper) + 2
    assert "August 2016" in said(m1608=value)[0]
    rounded = shown(bound=4, m1608=value)
    assert "August 2016" not in str(rounded.statements[0])
    assert any("only where rounding cannot be the reason" in note for note in rounded.notes)
    assert not any("only where rounding" in note for note in shown().notes)
