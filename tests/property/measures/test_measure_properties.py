"""What holds for every input: totals kept, bounds kept, order without effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csa.measures.change import (
    adjust_for_multiplicity,
    compare_counts,
    driver_decomposition,
    one_case_drivers,
)
from csa.measures.clock import aoristic_week
from csa.measures.concentration import gini, lorenz_curve, share_of_places
from csa.measures.hotspots import gi_star, kernel_density
from csa.measures.near_repeat import knox_table
from csa.measures.rates import poisson_interval, wilson_interval
from csa.measures.repeats import expected_repeats, repeat_summary
from csa.measures.trend import classify_points, xmr_limits

small_counts = st.lists(st.integers(0, 40), min_size=1, max_size=30)
levels = st.sampled_from([0.8, 0.9, 0.95, 0.998])
metres = st.floats(0, 5_000, allow_nan=False).map(lambda value: round(value, 1))
places = st.lists(st.tuples(metres, metres), min_size=1, max_size=25)


@given(count=st.integers(0, 20_000), confidence=levels)
def test_limits_of_a_count_contain_it(count: int, confidence: float) -> None:
    lower, upper = poisson_interval(count, confidence=confidence)
    assert 0 <= lower <= count < upper


@given(pair=st.tuples(st.integers(0, 500), st.integers(1, 500)), confidence=levels)
def test_limits_of_a_proportion_contain_it(pair: tuple[int, int], confidence: float) -> None:
    count, n = min(pair), max(pair)
    lower, upper = wilson_interval(count, n, confidence=confidence)
    assert 0 <= lower <= count / n <= upper <= 1


@given(
    before=st.integers(0, 3_000),
    after=st.integers(0, 3_000),
    phi=st.floats(1, 6),
    confidence=levels,
)
def test_limits_of_a_ratio_contain_it(
    before: int, after: int, phi: float, confidence: float
) -> None:
    change = compare_counts(before, after, dispersion=phi, confidence=confidence)
    assert change.ratio_lower is not None
    if change.ratio is None:
        assert change.ratio_upper is None
    else:
        assert change.ratio_upper is not None
        assert change.ratio_lower <= change.ratio <= change.ratio_upper
    assert 0 <= (change.p_value or 0) <= 1


@given(before=st.integers(0, 3_000), after=st.integers(0, 3_000))
def test_going_back_undoes_a_change(before: int, after: int) -> None:
    there, back = compare_counts(before, after), compare_counts(after, before)
    assert there.p_value == pytest.approx(back.p_value)
    assert there.difference == -(back.difference or 0)
    assert there.is_clear == back.is_clear
    if there.ratio_upper:
        assert back.ratio_lower == pytest.approx(1 / there.ratio_upper)


@given(p_values=st.lists(st.floats(0, 1), min_size=1, max_size=30), seed=st.integers(0, 99))
def test_q_values_do_not_depend_on_order(p_values: list[float], seed: int) -> None:
    series = pd.Series(p_values)
    shuffled = series.sample(frac=1, random_state=seed)
    q_values = adjust_for_multiplicity(series)
    assert (q_values >= series - 1e-12).all()
    assert (q_values <= 1).all()
    np.testing.assert_allclose(adjust_for_multiplicity(shuffled).sort_index(), q_values)


@given(before=small_counts, after=small_counts)
def test_contributions_add_up(before: list[int], after: list[int]) -> None:
    table = driver_decomposition(pd.Series(before), pd.Series(after))
    assert table["difference"].sum() == sum(after) - sum(before)
    if sum(before):
        total = 100 * (sum(after) - sum(before)) / sum(before)
        assert table["contribution_points"].sum() == pytest.approx(total)


cases = st.lists(st.sampled_from(["x", "y", "z", None]), max_size=30)


@given(before=cases, after=cases, seed=st.integers(0, 99))
def test_drivers_do_not_depend_on_order(before: list, after: list, seed: int) -> None:
    columns = [pd.Series(values, dtype=object) for values in (before, after)]
    shuffled = [column.sample(frac=1, random_state=seed) for column in columns]
    pd.testing.assert_frame_equal(one_case_drivers(*columns), one_case_drivers(*shuffled))


@given(before=cases, after=cases)
def test_every_driver_takes_at_least_half_the_change(before: list, after: list) -> None:
    drivers = one_case_drivers(pd.Series(before, dtype=object), pd.Series(after, dtype=object))
    difference = len(after) - len(before)
    for driver in drivers.itertuples():
        left = difference - (driver.after_count - driver.before_count)
        assert driver.difference_without == left
        assert abs(left) <= abs(difference) / 2 or left * difference < 0


spans = st.lists(
    st.tuples(st.integers(0, 10**8), st.one_of(st.none(), st.integers(-(10**6), 2 * 10**6))),
    max_size=30,
)


@given(spans=spans)
def test_aoristic_weights_add_up_to_the_events(spans: list[tuple[int, int | None]]) -> None:
    start = pd.to_datetime(pd.Series([begin for begin, _ in spans], dtype="int64"), unit="s")
    length = pd.to_timedelta(pd.Series([gap for _, gap in spans], dtype="float"), unit="s")
    week = aoristic_week(start, start + length)
    assert week.to_numpy().sum() == pytest.approx(len(spans), abs=1e-9)
    assert (week >= 0).all(axis=None)


@given(counts=small_counts)
def test_concentration_keeps_its_bounds(counts: list[int]) -> None:
    if not sum(counts):
        return
    plain, generalised = gini(counts), gini(counts, generalised=True)
    assert -1e-12 <= plain <= 1 - 1 / len(counts) + 1e-12
    assert generalised <= plain + 1e-12
    assert 1 / len(counts) <= share_of_places(counts) <= 0.5 + 1 / len(counts)


@given(counts=small_counts)
def test_lorenz_curve_rises_and_bends_one_way(counts: list[int]) -> None:
    if not sum(counts):
        return
    curve = lorenz_curve(counts)
    steps = np.diff(curve["count_share"])
    assert (steps >= -1e-12).all()
    assert (np.diff(steps) <= 1e-12).all()
    expected = np.diff(curve["expected_share"])
    assert (expected >= -1e-12).all()
    assert (np.diff(expected) <= 1e-9).all()


@given(counts=small_counts, seed=st.integers(0, 99))
def test_concentration_does_not_depend_on_order(counts: list[int], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(counts)
    np.testing.assert_equal(gini(shuffled), gini(counts))
    np.testing.assert_equal(share_of_places(shuffled), share_of_places(counts))


@settings(max_examples=50)
@given(points=places, ratio=st.floats(2, 8), bandwidth=st.floats(50, 800))
def test_kernel_keeps_its_mass(
    points: list[tuple[float, float]], ratio: float, bandwidth: float
) -> None:
    x, y = zip(*points, strict=True)
    grid = kernel_density(x, y, bandwidth=bandwidth, cell_size=bandwidth / ratio)
    assert grid.mass == pytest.approx(len(points), rel=1e-6)
    assert (grid.density >= 0).all()


@given(values=small_counts, shift=st.integers(1, 100), scale=st.integers(1, 50))
def test_gi_star_does_not_depend_on_units(values: list[int], shift: int, scale: int) -> None:
    n = len(values)
    ring = [[(place - 1) % n, (place + 1) % n] for place in range(n)]
    plain = gi_star(values, ring)
    moved = gi_star(np.array(values) * scale + shift, ring)
    np.testing.assert_allclose(moved, plain, atol=1e-9)


@settings(max_examples=40)
@given(points=places, days=st.integers(0, 10**6))
def test_every_pair_falls_into_one_open_band(points: list[tuple[float, float]], days: int) -> None:
    x, y = zip(*points, strict=True)
    dates = np.random.default_rng(days).integers(0, 60, len(points))
    table = knox_table(
        x, y, dates, distance_bands=[0, 500, np.inf], day_bands=[0, 7, np.inf], permutations=5
    )
    n_pairs = len(points) * (len(points) - 1) // 2
    assert table["observed"].sum() == n_pairs
    assert table["expected"].sum() == pytest.approx(n_pairs)
    assert table["p_value"].between(1 / 6, 1).all()


@given(ids=st.lists(st.sampled_from(["a", "b", "c", "d", None]), max_size=40))
def test_repeats_and_people_make_up_the_crimes(ids: list) -> None:
    summary = repeat_summary(pd.Series(ids, dtype=object))
    assert summary.people + summary.repeats == summary.crimes
    assert summary.crimes + summary.unidentified == len(ids)


@given(targets=st.integers(1, 10**6), crimes=st.integers(0, 10**6))
def test_chance_victims_are_no_more_than_crimes_or_targets(targets: int, crimes: int) -> None:
    expected = expected_repeats(targets, crimes)
    assert 0 <= expected.people <= min(targets, crimes) + 1e-6
    assert expected.people + expected.repeats == pytest.approx(crimes)


@given(values=st.lists(st.integers(0, 200), max_size=40), shift=st.integers(-50, 50))
def test_control_chart_moves_with_its_values(values: list[int], shift: int) -> None:
    chart, moved = classify_points(values), classify_points(np.array(values) + shift)
    np.testing.assert_allclose(
        np.array(xmr_limits(np.array(values) + shift)), np.array(xmr_limits(values)) + shift
    )
    assert chart["in_trend"].tolist() == moved["in_trend"].tolist()
