"""In worlds of which the truth is known: is the effect inside its limits, and none called one?

Every world has over-dispersed counts of ten areas over 46 months; a hundred are drawn of each kind
with a planted fall to six tenths in one area, and a hundred without.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.measures.evaluation import (
    conclude,
    difference_in_differences,
    interrupted_time_series,
    shrunk_count,
)
from csa.measures.evaluation.controls import compare_areas
from csa.measures.evaluation.effect import Effect
from csa.measures.evaluation.judging import SUCCESSES, Evidence
from csa.periods import Period

MONTHS = np.array(Period("2013-04", "2017-01").months)
START = "2016-02"
AFTER = MONTHS >= START
LAST_YEAR = (MONTHS >= "2015-02") & ~AFTER
AREAS, SPREAD, EFFECT, WORLDS = 10, 2.0, 0.6, 100


def world(seed: int, kind: str, effect: float) -> tuple[pd.DataFrame, str]:
    """Draw the months of all areas, and say which has the project."""
    rng = np.random.default_rng([seed, *kind.encode()])
    time = np.arange(len(MONTHS))
    shape = {
        "over-dispersed": np.ones(len(MONTHS)),
        "trend and season": np.exp(0.008 * time) * (1 + 0.3 * np.sin(np.pi * time / 6)),
        "recording break": np.where(time >= 30, 1.6, 1.0),
        "picked at its worst": np.ones(len(MONTHS)),
    }[kind]
    mean = np.outer(shape, rng.uniform(8, 25, AREAS))
    counts = rng.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD)
    picked = 0
    if kind == "picked at its worst":
        picked = int(counts[LAST_YEAR].sum(axis=0).argmax())
    late = mean[AFTER, picked] * effect
    counts[AFTER, picked] = rng.negative_binomial(late / (SPREAD - 1), 1 / SPREAD)
    names = [f"area {n}" for n in range(AREAS)]
    return pd.DataFrame(counts, index=MONTHS, columns=names), names[picked]


def beside_controls(counts: pd.DataFrame, treated: str) -> Effect:
    return difference_in_differences(counts, treated=[treated], start=START).cautious


def by_itself(counts: pd.DataFrame, treated: str) -> Effect:
    return interrupted_time_series(counts[treated], start=START, harmonics=2).cautious


def last_year_alone(counts: pd.DataFrame, treated: str) -> Effect:
    """As pages have it: two counts of each area, the first drawn to what is usual."""
    sums = pd.DataFrame({"before": counts[LAST_YEAR].sum(), "after": counts[AFTER].sum()})
    sums = sums.astype(float)
    sums.loc[treated, "before"] = shrunk_count(sums.loc[treated, "before"], sums["before"])
    return compare_areas(sums, treated=[treated], least=SPREAD).cautious


@pytest.mark.parametrize(
    ("kind", "judge"),
    [
        ("over-dispersed", beside_controls),
        ("over-dispersed", by_itself),
        ("over-dispersed", last_year_alone),
        ("trend and season", beside_controls),
        ("trend and season", by_itself),
        ("recording break", beside_controls),
        ("picked at its worst", beside_controls),
        ("picked at its worst", last_year_alone),
    ],
)
def test_effect_lies_within_its_limits_and_none_is_called_a_success(kind: str, judge) -> None:
    covered = found = called = 0
    for seed in range(WORLDS):
        with_effect = judge(*world(seed, kind, EFFECT))
        without = judge(*world(seed, kind, 1.0))
        covered += with_effect.lower <= EFFECT <= with_effect.upper
        found += conclude(with_effect, Evidence(3)) in SUCCESSES
        called += conclude(without, Evidence(3)) in SUCCESSES
    assert covered >= 93
    assert called <= 5
    assert found >= 55
