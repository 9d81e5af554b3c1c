"""Peers, ranks and funnel limits against scipy, plain numpy and hand arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import cdist
from scipy.stats import mstats, poisson, zscore

from csa.measures.peers import (
    funnel_limits,
    funnel_place,
    nearest_neighbours,
    overdispersion,
    standardise,
    standing,
    winsorise,
)


@pytest.fixture(scope="module")
def traits() -> pd.DataFrame:
    """Sixty invented districts with four figures of very different size."""
    rng = np.random.default_rng(7)
    values = rng.normal([0.15, 0.17, 3.0, 0.8], [0.05, 0.02, 0.4, 0.2], (60, 4))
    columns = ["income_deprivation", "age_10_24", "density", "urban_share"]
    return pd.DataFrame(values, [f"E{n:02}" for n in range(60)], columns)


@pytest.mark.parametrize("own", ["E00", "E17", "E59"])
def test_peers_are_those_of_scipy(traits: pd.DataFrame, own: str) -> None:
    scores = zscore(traits.to_numpy(), axis=0)
    assert standardise(traits).to_numpy() == pytest.approx(scores)
    at = traits.index.get_loc(own)
    distance = pd.Series(cdist(scores[[at]], scores)[0], traits.index)
    expected = distance.drop([own, "E03"]).nsmallest(15)
    chosen = nearest_neighbours(traits, own, among=traits.index.drop("E03"))
    assert list(chosen.index) == list(expected.index)
    assert chosen.to_numpy() == pytest.approx(expected.to_numpy())


def test_distance_of_three_districts_by_hand() -> None:
    # Density 0, 1, 5: mean 2, deviation sqrt(14/3); A and B are 1/sqrt(14/3) apart.
    traits = pd.DataFrame({"density": [0.0, 1.0, 5.0], "same": 3.0}, index=["A", "B", "C"])
    chosen = nearest_neighbours(traits, "A", among=traits.index)
    assert chosen.to_dict() == pytest.approx({"B": math.sqrt(3 / 14), "C": 5 * math.sqrt(3 / 14)})


def test_of_two_as_near_the_lower_code_goes_first() -> None:
    traits = pd.DataFrame({"density": [0.0, 1.0, -1.0]}, index=["M", "Z", "A"])
    assert list(nearest_neighbours(traits, "M", among=traits.index).index) == ["A", "Z"]


def test_rank_median_and_quartiles() -> None:
    peers = np.array([30.0, 10.0, 20.0, 40.0, 50.0])
    at = standing(35.0, peers)
    assert (at.rank, at.among) == (3, 6)
    assert (at.lower, at.median, at.upper) == (20.0, 30.0, 40.0)
    assert standing(50.0, peers).rank == 1
    assert standing(5.0, peers).rank == 6


def test_winsorised_scores_are_those_of_scipy() -> None:
    values = np.random.default_rng(3).standard_t(2, 21)
    # 21 values: a tenth of each tail is two, and the third is where it begins.
    assert winsorise(values) == pytest.approx(np.asarray(mstats.winsorize(values, (0.1, 0.1))))


def test_dispersion_is_one_where_chance_alone_makes_the_differences() -> None:
    people = np.full(400, 1000.0)
    counts = np.random.default_rng(5).poisson(50, 400).astype(float)
    assert overdispersion(counts, people) == 1.0


def test_dispersion_by_hand() -> None:
    # Common rate 100 of 1,000; z of 80, 90, 100, 110 and 120 is -2, -1, 0, 1 and 2. A tenth of the
    # way from -2 to 2 by rank is -1.6: (2 * 1.6^2 + 2 * 1) / 5 = 1.424.
    counts = np.array([80.0, 90.0, 100.0, 110.0, 120.0])
    assert overdispersion(counts, np.full(5, 1000.0)) == pytest.approx(1.424)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_limits_without_dispersion_are_those_of_the_poisson_distribution(confidence: float) -> None:
    expected = np.array([0.5, 4.0, 20.0, 100.0, 4321.5])
    lower, upper = funnel_limits(expected, confidence=confidence)
    tail = (1 - confidence) / 2
    assert lower.tolist() == pytest.approx(poisson.ppf(tail, expected).tolist())
    assert upper.tolist() == pytest.approx(poisson.ppf(1 - tail, expected).tolist())
    # No more than each tail lies beyond, and one further in would leave more.
    assert (poisson.sf(upper, expected) <= tail).all()
    assert (poisson.sf(upper - 1, expected) > tail).all()


def test_limits_around_a_hundred_by_hand() -> None:
    # Poisson of 100: 81 to 120 at 95% and 71 to 132 at 99.8%; four times the variance doubles it.
    for confidence, limits in ((0.95, (81, 120)), (0.998, (71, 132))):
        ends = funnel_limits(np.array([100.0]), confidence=confidence)
        assert (ends[0][0], ends[1][0]) == limits
        wide = funnel_limits(np.array([100.0]), confidence=confidence, dispersion=4.0)
        assert (100 - wide[0][0], wide[1][0] - 100) == (
            2 * (100 - limits[0]),
            2 * (limits[1] - 100),
        )


def test_no_lower_limit_is_below_nothing() -> None:
    assert funnel_limits(np.array([2.0]), confidence=0.998, dispersion=9.0)[0][0] == 0


@pytest.mark.parametrize(
    ("count", "place"),
    [(100, "within"), (120, "within"), (121, "above"), (133, "far above"), (81, "within"),
     (80, "below"), (70, "far below")],
)  # fmt: skip
def test_place_in_the_funnel_around_a_hundred(count: float, place: str) -> None:
    assert funnel_place(count, 100.0, dispersion=1.0) == place
