"""In worlds where nothing happens little is said, and what is planted is found.

This is the fast form; ``make verdicts`` draws more worlds and writes the table of docs/verdicts.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from alarms import ROWS, WARD_A_MONTH, Row, allowed, found

SEED = 2017


@pytest.mark.parametrize(
    ("row", "dispersion"),
    [(row, one) for row in ROWS for one in row.worlds],
    ids=lambda one: one.name if isinstance(one, Row) else f"{one:g}",
)
def test_false_alarms_stay_within_their_bound(row: Row, dispersion: float) -> None:
    rate = row.rate(dispersion, row.fast, np.random.default_rng(SEED))
    assert rate <= allowed(row, dispersion)


def test_a_rise_of_thirty_per_cent_in_a_ward_of_480_a_year_is_mostly_found() -> None:
    rng = np.random.default_rng(SEED)
    assert found(WARD_A_MONTH, 0.30)(1.5, 300, rng) >= 0.60


def test_the_larger_what_is_planted_the_more_often_it_is_found() -> None:
    rates = [
        found(WARD_A_MONTH, effect)(2.0, 150, np.random.default_rng(SEED))
        for effect in (0.0, 0.15, 0.30, 0.60)
    ]
    assert rates == sorted(rates)
    assert rates[0] < 0.05
    assert rates[-1] > 0.95
