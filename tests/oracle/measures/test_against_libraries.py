"""The same statistic from another library, over ranges of inputs."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from csa.measures.change import adjust_for_multiplicity, compare_counts, dispersion
from csa.measures.harm import harm_limits, possible_ranks, rank_stability
from csa.measures.hotspots import gi_star, reference_bandwidth
from csa.measures.rates import poisson_interval, wilson_interval
from csa.measures.trend import seasonal_index


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_exact_limits_are_chi_squared_quantiles(confidence: float) -> None:
    """Half a chi-squared quantile with 2k, and 2k + 2, degrees of freedom."""
    counts, tail = np.arange(10), (1 - confidence) / 2
    lower, upper = poisson_interval(counts, confidence=confidence)
    expected = np.where(counts > 0, stats.chi2.ppf(tail, 2 * counts.clip(min=1)) / 2, 0)
    np.testing.assert_allclose(lower, expected, rtol=1e-10)
    np.testing.assert_allclose(upper, stats.chi2.ppf(1 - tail, 2 * counts + 2) / 2, rtol=1e-10)


def test_byar_limits_come_close_to_the_exact_ones() -> None:
    """The approximation is good to a hundredth of an event or so from ten on."""
    counts = np.arange(10, 500)
    lower, upper = poisson_interval(counts)
    np.testing.assert_allclose(lower, stats.chi2.ppf(0.025, 2 * counts) / 2, atol=0.03)
    np.testing.assert_allclose(upper, stats.chi2.ppf(0.975, 2 * counts + 2) / 2, atol=0.03)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.998])
def test_wilson_limits_are_those_of_statsmodels(confidence: float) -> None:
    from statsmodels.stats.proportion import proportion_confint

    counts, n = np.arange(41), np.full(41, 40)
    expected = proportion_confint(counts, n, alpha=1 - confidence, method="wilson")
    found = wilson_interval(counts, n, confidence=confidence)
    np.testing.assert_allclose(np.array(found), np.array(expected), atol=1e-12)


@pytest.mark.parametrize(("before", "after"), [(0, 4), (3, 0), (7, 19), (120, 95), (4_385, 4_955)])
@pytest.mark.parametrize("share", [0.5, 366 / 731])
def test_p_value_sums_the_probabilities_of_outcomes_no_likelier(
    before: int, after: int, share: float
) -> None:
    """From the binomial probabilities themselves, summed."""
    total = before + after
    chances = stats.binom.pmf(np.arange(total + 1), total, share)
    expected = math.fsum(chances[chances <= chances[after] * (1 + 1e-7)])
    change = compare_counts(before, after, exposure_before=1 - share, exposure_after=share)
    assert change.p_value == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("before", "after"), [(1, 1), (7, 19), (20, 10), (49, 90), (90, 49)])
def test_exact_ratio_limits_are_those_of_the_binomial_share(before: int, after: int) -> None:
    """Clopper and Pearson's limits from scipy, turned from a share into odds."""
    limits = stats.binomtest(after, before + after).proportion_ci(0.95, method="exact")
    change = compare_counts(before, after)
    assert change.ratio_lower == pytest.approx(limits.low / (1 - limits.low))
    assert change.ratio_upper == pytest.approx(limits.high / (1 - limits.high))


def test_large_ratio_limits_are_those_of_a_poisson_regression() -> None:
    """A log-linear model of half-years with days as offset gives the same ratio and limits."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    days = np.array([181, 184, 182, 184])
    design = [[1, 0], [1, 0], [1, 1], [1, 1]]
    counts = np.array([150, 160, 200, 220])
    model = GLM(counts, design, family=Poisson(), offset=np.log(days))
    fitted = model.fit(tol=1e-12)
    change = compare_counts(310, 420, exposure_before=365, exposure_after=366)
    expected = [np.exp(fitted.params[1]), *np.exp(fitted.conf_int()[1])]
    assert [change.ratio, change.ratio_lower, change.ratio_upper] == pytest.approx(
        expected, rel=1e-6
    )


def test_q_values_are_those_of_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    p_values = np.random.default_rng(3).uniform(size=30) ** 3
    expected = multipletests(p_values, method="fdr_bh")[1]
    np.testing.assert_allclose(adjust_for_multiplicity(p_values), expected, rtol=1e-12)


def test_dispersion_is_that_of_an_independent_regression() -> None:
    """Pearson's statistic over its degrees of freedom, by weighted least squares in this test."""
    rng = np.random.default_rng(11)
    months = pd.period_range("2013-04", periods=48, freq="M")
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(48) / 12)
    counts = rng.negative_binomial(20, 20 / (20 + 80 * season))
    angle = 2 * np.pi * np.arange(48) / 12
    waves = [f(k * angle) for k in (1, 2) for f in (np.sin, np.cos)]
    design = np.column_stack([np.ones(48), np.arange(48), *waves])
    offset = np.log(months.days_in_month.to_numpy(float))
    beta = np.linalg.lstsq(design, np.log(counts + 0.5) - offset, rcond=None)[0]
    for _ in range(50):
        fitted = np.exp(design @ beta + offset)
        root = np.sqrt(fitted)
        working = design @ beta + (counts - fitted) / fitted
        beta = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0]
    expected = np.sum((counts - fitted) ** 2 / fitted) / (48 - 6)
    assert expected > 1.5
    assert dispersion(pd.Series(counts, index=months)) == pytest.approx(expected, rel=1e-6)


@pytest.fixture(scope="module")
def lattice() -> list[list[int]]:
    """Queen neighbours on a grid of 12 by 9 cells."""
    rows, columns = 12, 9
    return [
        [
            r * columns + c
            for r in range(max(row - 1, 0), min(row + 2, rows))
            for c in range(max(column - 1, 0), min(column + 2, columns))
            if (r, c) != (row, column)
        ]
        for row in range(rows)
        for column in range(columns)
    ]


def test_gi_star_is_that_of_esda(lattice: list[list[int]]) -> None:
    """Analytic z-scores of esda from weights, a graph, and index lists alike."""
    from esda.getisord import G_Local
    from libpysal.graph import Graph
    from libpysal.weights import W

    counts = np.random.default_rng(5).poisson(2, size=108).astype(float)
    weights = W(dict(enumerate(lattice)), silence_warnings=True)
    expected = G_Local(counts, weights, transform="B", star=True, permutations=0).Zs
    graph = Graph.from_W(weights)
    for neighbours in (lattice, weights, graph, graph.transform("r")):
        np.testing.assert_allclose(gi_star(counts, neighbours), expected, atol=1e-10)


def test_gi_star_keeps_its_digits_with_large_values(lattice: list[list[int]]) -> None:
    """Adding a million to every value changes no score."""
    counts = np.random.default_rng(6).poisson(2, size=108).astype(float)
    np.testing.assert_allclose(gi_star(counts + 1e6, lattice), gi_star(counts, lattice), atol=1e-8)


def test_reference_bandwidth_is_four_times_the_normal_reference() -> None:
    """Normal data have an interquartile range near 1.349 sd, so Scott's rule is close."""
    points = np.random.default_rng(8).normal(scale=100, size=(2, 5_000))
    scott = np.mean([1.06 * axis.std(ddof=1) * 5_000**-0.2 for axis in points])
    assert reference_bandwidth(*points) == pytest.approx(4 * scott, rel=0.02)


def test_seasonal_index_agrees_with_stl() -> None:
    """Months of a strong season stand in the same order, at about the same height, as in STL."""
    from statsmodels.tsa.seasonal import STL

    rng = np.random.default_rng(2)
    months = pd.period_range("2012-04", periods=60, freq="M")
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(60) / 12)
    counts = pd.Series(rng.poisson(400 * season), index=months)
    index = seasonal_index(counts, adjust_days=False)["value"]
    decomposed = STL(counts.to_numpy(float), period=12, seasonal=59).fit()
    ratio = pd.Series(1 + decomposed.seasonal / decomposed.trend)
    expected = ratio.groupby(months.month).mean()
    np.testing.assert_allclose(index, expected.sort_index(), atol=0.03)


@pytest.mark.parametrize("seed", range(8))
def test_limits_of_harm_are_those_of_a_linear_programme(seed: int) -> None:
    """Least and most of the weighted sum, each count within its bound, each type adding up."""
    rng = np.random.default_rng(seed)
    group, true = rng.integers(0, 3, 9), rng.integers(0, 60, 9)
    count, weight = 5 * ((true + rng.integers(0, 5, 9)) // 5), rng.integers(0, 500, 9)
    total = np.bincount(group, true, minlength=3)
    frame = {"count": count, "bound": 4, "weight": weight, "group": group, "total": total[group]}
    sums = np.array([group == number for number in range(3)], dtype=float)
    within = [(max(0, n - 4), n + 4) for n in count]
    ends = [
        sign * optimize.linprog(sign * weight, A_eq=sums, b_eq=total, bounds=within).fun
        for sign in (1, -1)
    ]
    np.testing.assert_allclose(harm_limits(pd.DataFrame(frame)), ends)


def test_ranks_of_weightings_are_those_of_numpy_and_scipy() -> None:
    """The same draws weighed and ranked one by one."""
    table, own = np.array([[3, 1, 4], [2, 4, 1], [3, 2, 2], [1, 1, 1]]), np.array([2.0, 1.0, 1.5])
    found = rank_stability(pd.DataFrame(table), own, draws=400, seed=11)
    draws = np.random.default_rng(11).uniform(0.75, 1.25, (400, 3)) * own
    ranks = np.array([stats.rankdata(-(table @ one) / one.sum(), method="min") for one in draws])
    np.testing.assert_allclose(found["first_share"], (ranks == 1).mean(axis=0))
    np.testing.assert_array_equal(found["worst_drawn"], ranks.max(axis=0))
    own_rank = stats.rankdata(-(table @ own), method="min")
    np.testing.assert_array_equal(found["rank"], own_rank)
    np.testing.assert_allclose(found["kept_share"], (ranks == own_rank).mean(axis=0))
    left = [(np.delete(table, n, axis=1), np.delete(own, n)) for n in range(3)]
    without = [stats.rankdata(-(some @ weights), method="min") for some, weights in left]
    np.testing.assert_array_equal(found["best_dropped"], np.min(without, axis=0))
    equal = stats.rankdata(-table.sum(axis=1), method="min")
    np.testing.assert_array_equal(found["equal"], equal)


def test_ranks_of_exact_numbers_are_those_of_scipy() -> None:
    values = np.array([5.0, 9.0, 5.0, 1.0, 7.0])
    ranks = possible_ranks(values, values)
    for end in ("best", "worst"):
        np.testing.assert_array_equal(ranks[end], stats.rankdata(-values, method="min"))
