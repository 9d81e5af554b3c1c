"""The same figure by the slowest, plainest loop that defines it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from csa.measures.clock import aoristic_hours, aoristic_week
from csa.measures.concentration import lorenz_curve, share_of_places
from csa.measures.hotspots import kernel_density
from csa.measures.near_repeat import knox_table
from csa.measures.repeats import repeats_within

FAR = [0, 60, 120, 250]
SOON = [0, 7, 14, 28]


def _loop_knox(
    points: np.ndarray, days: np.ndarray, far: list[float], soon: list[float], norm: int
) -> np.ndarray:
    counts = np.zeros((len(far) - 1, len(soon) - 1), dtype=int)
    for i, j in combinations(range(len(days)), 2):
        distance = np.linalg.norm(points[i] - points[j], ord=norm)
        gap = abs(int(days[i]) - int(days[j]))
        for a in range(len(far) - 1):
            for b in range(len(soon) - 1):
                if far[a] <= distance < far[a + 1] and soon[b] <= gap < soon[b + 1]:
                    counts[a, b] += 1
    return counts


@pytest.fixture(scope="module")
def burglaries() -> tuple[np.ndarray, np.ndarray]:
    """Eighty events on a ten-metre lattice over ninety days: ties, and pairs on band edges."""
    rng = np.random.default_rng(4)
    return rng.integers(0, 40, (80, 2)) * 10.0, rng.integers(0, 90, 80)


@pytest.mark.parametrize(("metric", "norm"), [("manhattan", 1), ("euclidean", 2)])
@pytest.mark.parametrize("far", [FAR, [30, 60, 120], [0, 60, np.inf], [30, 100, np.inf]])
@pytest.mark.parametrize("soon", [SOON, [1, 7, np.inf]])
def test_knox_counts_each_pair_once(
    burglaries: tuple[np.ndarray, np.ndarray], metric: str, norm: int, far: list, soon: list
) -> None:
    points, days = burglaries
    table = knox_table(
        *points.T, days, distance_bands=far, day_bands=soon, metric=metric, permutations=1
    )
    expected = _loop_knox(points, days, far, soon, norm)
    assert table["observed"].tolist() == expected.ravel().tolist()
    assert table[["distance_from", "day_from"]].drop_duplicates().shape[0] == expected.size


def test_knox_permutations_are_those_of_the_seeded_orders(
    burglaries: tuple[np.ndarray, np.ndarray],
) -> None:
    """Mean, ratio and p-value from nineteen orders drawn and counted here."""
    points, days = burglaries
    table = knox_table(*points.T, days, distance_bands=FAR, day_bands=SOON, permutations=19, seed=7)
    rng = np.random.default_rng(7)
    draws = np.array(
        [_loop_knox(points, rng.permutation(days), FAR, SOON, 1).ravel() for _ in range(19)]
    )
    observed = _loop_knox(points, days, FAR, SOON, 1).ravel()
    np.testing.assert_allclose(table["expected"], draws.mean(axis=0))
    np.testing.assert_allclose(table["ratio"], observed / draws.mean(axis=0))
    np.testing.assert_allclose(table["p_value"], ((draws >= observed).sum(axis=0) + 1) / 20)


def test_knox_expects_what_the_margins_say(burglaries: tuple[np.ndarray, np.ndarray]) -> None:
    """Over many orders the mean tends to pairs near * pairs soon / all pairs."""
    points, days = burglaries
    table = knox_table(
        *points.T, days, distance_bands=[0, 100], day_bands=[0, 14, np.inf], permutations=999
    )
    n_near = table["observed"].sum()
    n_soon = _loop_knox(points, days, [0, np.inf], [0, 14], 1).item()
    assert table["expected"].iloc[0] == pytest.approx(n_near * n_soon / (80 * 79 / 2), rel=0.02)


def _exact_density(points: np.ndarray, x: float, y: float, bandwidth: float) -> float:
    squares = ((points - [x, y]) ** 2).sum(axis=1) / bandwidth**2
    inside = squares < 1
    return float((3 / (np.pi * bandwidth**2) * (1 - squares[inside]) ** 2).sum())


@pytest.mark.parametrize(("cell_size", "tolerance"), [(75, 0.03), (30, 0.006), (10, 0.001)])
def test_kernel_density_is_near_the_exact_sum(cell_size: float, tolerance: float) -> None:
    """Quartic kernel summed point by point; errors as a share of the peak, falling with cells."""
    points = np.random.default_rng(9).normal(0, 400, (300, 2))
    grid = kernel_density(*points.T, bandwidth=300, cell_size=cell_size)
    rows = np.linspace(0, grid.y.size - 1, 9).astype(int)
    columns = np.linspace(0, grid.x.size - 1, 9).astype(int)
    exact = np.array(
        [[_exact_density(points, grid.x[c], grid.y[r], 300) for c in columns] for r in rows]
    )
    found = grid.density[np.ix_(rows, columns)]
    np.testing.assert_allclose(found, exact, atol=tolerance * grid.density.max())


def test_kernel_density_counts_points_outside_that_reach_in() -> None:
    """A grid cut out of a larger one has the larger one's values."""
    points = np.random.default_rng(10).uniform(0, 1_000, (200, 2))
    whole = kernel_density(*points.T, bandwidth=200, cell_size=50, extent=(0, 0, 1_000, 1_000))
    part = kernel_density(*points.T, bandwidth=200, cell_size=50, extent=(300, 400, 700, 600))
    np.testing.assert_allclose(part.density, whole.density[8:12, 6:14], atol=1e-12)
    np.testing.assert_allclose(part.x, whole.x[6:14])
    np.testing.assert_allclose(part.y, whole.y[8:12])


def _minute_by_minute(start: pd.Timestamp, end: pd.Timestamp) -> np.ndarray:
    week = np.zeros((7, 24))
    minutes = pd.date_range(start, end, freq="min", inclusive="left")
    np.add.at(week, (minutes.day_of_week, minutes.hour), 1 / len(minutes))
    return week


def test_aoristic_week_counts_minutes() -> None:
    """Forty spans of two minutes to six days, walked minute by minute."""
    rng = np.random.default_rng(12)
    start = pd.Series(
        pd.Timestamp("2016-02-25") + pd.to_timedelta(rng.integers(0, 40_000, 40), unit="min")
    )
    end = start + pd.to_timedelta(rng.integers(2, 6 * 24 * 60, 40), unit="min")
    expected = sum(_minute_by_minute(*span) for span in zip(start, end, strict=True))
    np.testing.assert_allclose(aoristic_week(start, end), expected, atol=1e-9)
    np.testing.assert_allclose(aoristic_hours(start, end), expected.sum(axis=0), atol=1e-9)


def test_aoristic_hours_follow_the_clock_as_it_changes() -> None:
    """On 27 March 2016 London had no 01:00 hour: minutes walked in local time."""
    start = pd.Timestamp("2016-03-26 22:30", tz="Europe/London")
    end = pd.Timestamp("2016-03-27 04:15", tz="Europe/London")
    expected = _minute_by_minute(start, end)
    assert expected[6, 1] == 0
    found = aoristic_week(pd.Series([start]), pd.Series([end]))
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_share_of_places_takes_the_fewest() -> None:
    """The smallest set of places with the wanted share, by trying sizes one by one."""
    counts = np.random.default_rng(13).poisson(1.5, 60)
    for share in (0.25, 0.5, 0.8, 1.0):
        ordered = sorted(counts, reverse=True)
        needed = next(k for k in range(1, 61) if sum(ordered[:k]) >= share * counts.sum())
        assert share_of_places(counts, share=share) == pytest.approx(needed / 60)


def test_expected_curve_is_that_of_crimes_thrown_at_random() -> None:
    """Mean of simulated Lorenz curves, each of independent Poisson counts of the same mean."""
    rng = np.random.default_rng(14)
    curve = lorenz_curve(rng.poisson(1.3, 2_000))
    mean = curve["offence_count"].sum() / 2_000
    draws = np.sort(rng.poisson(mean, (200, 2_000)), axis=1)[:, ::-1].cumsum(axis=1)
    simulated = (draws / draws[:, -1:]).mean(axis=0)
    np.testing.assert_allclose(curve["expected_share"].iloc[1:], simulated, atol=0.01)


def test_repeats_within_follows_each_person_separately() -> None:
    """A loop over people and their dates."""
    rng = np.random.default_rng(15)
    dates = pd.Timestamp("2015-04-01") + pd.to_timedelta(rng.integers(0, 731, 300), unit="D")
    events = pd.DataFrame({"person_id": rng.integers(0, 120, 300), "date": dates})
    found = repeats_within(events, observed_to="2017-03-31")
    people = repeat_people = repeats = 0
    for _, own in events.groupby("person_id")["date"]:
        first = own.min()
        is_leap_day = (first.month, first.day) == (2, 29)
        until = first.replace(year=first.year + 1, day=28 if is_leap_day else first.day)
        if until <= pd.Timestamp("2017-04-01"):
            further = int((own < until).sum()) - 1
            people, repeats = people + 1, repeats + further
            repeat_people += further > 0
    assert (found.people, found.repeat_people, found.repeats) == (people, repeat_people, repeats)
    assert found.not_followed == events["person_id"].nunique() - people
