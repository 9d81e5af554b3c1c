"""After one crime, is the next one nearby and soon more often than chance would have it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from csa.errors import SettingsError
from csa.measures.inputs import Floats, as_floats, as_moments, check_choice, same_length

NORMS = {"manhattan": 1, "euclidean": 2}

Integers = NDArray[np.int64]


def knox_table(
    x: ArrayLike,
    y: ArrayLike,
    dates: Any,
    *,
    distance_bands: Sequence[float],
    day_bands: Sequence[float],
    metric: str = "manhattan",
    permutations: int = 999,
    window_days: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Count pairs of events by how far and how many days apart they are (Knox test).

    Parameters
    ----------
    x, y : Series or array
        Projected coordinates, one point per event.
    dates : Series or array
        Day of each event as a date, or as a whole number of days.
    distance_bands : sequence of float
        Edges of the bands in units of the coordinates, rising; each band holds its lower edge and
        not its upper one. The last edge may be infinite.
    day_bands : sequence of float
        Edges of the bands in days, likewise.
    metric : str
        ``manhattan`` or ``euclidean``.
    permutations : int
        Random orders of the dates to compare with, 1 or more.
    window_days : int, optional
        Shuffle dates only within successive windows of so many days. Then neither a season nor
        areas whose level drifts look like crimes that follow one another; what comes after much
        more than half a window cannot be told. By default dates are shuffled over all days.
    seed : int
        Seed of the random orders; the same seed gives the same table.

    Returns
    -------
    DataFrame
        One row per pair of bands: ``distance_from, distance_to, day_from, day_to``, ``observed``
        pairs, ``expected`` (mean over the permutations), ``ratio`` (missing when none is
        expected) and ``p_value`` (share of permutations, the observed order among them, with as
        many pairs or more). ``attrs["quality"]`` holds ``n, dropped`` (without place or date),
        ``pairs`` of all events, ``metric, permutations`` and ``seed``.

    Raises
    ------
    SettingsError
        If edges do not rise from 0 or more, the metric is unknown, or permutations are below 1.
    SchemaError
        If columns differ in length or hold something else than numbers and dates.

    Notes
    -----
    Coordinates shifted to map points make pairs at distance 0 that never were: start the bands
    above the shift. Memory grows with the pairs inside the last finite edge.

    References
    ----------
    Knox (1964), Applied Statistics 13, 25-29; Johnson et al. (2007), Journal of Quantitative
    Criminology 23, 201-219.

    Examples
    --------
    >>> x, y, days = [0, 10, 5000, 9000], [0, 0, 0, 0], [0, 3, 100, 200]
    >>> table = knox_table(x, y, days, distance_bands=[0, 100], day_bands=[0, 7], permutations=99)
    >>> table[["distance_to", "day_to", "observed"]].values.tolist()
    [[100.0, 7.0, 1.0]]
    """
    distances = _check_edges(distance_bands, name="distance_bands")
    gaps = _check_edges(day_bands, name="day_bands")
    norm = NORMS[check_choice(metric, list(NORMS), name="metric")]
    if permutations < 1:
        raise SettingsError(f"permutations is {permutations}: give 1 or more.")
    points, days, dropped = _known_events(x, y, dates)
    counter = _PairCounter.build(points, days, distances=distances, gaps=gaps, norm=norm)
    observed = counter.count(days)
    total, at_least = np.zeros_like(observed), np.zeros_like(observed)
    shuffled = _shuffles(days, window_days, seed=seed)
    for _ in range(permutations):
        counts = counter.count(next(shuffled))
        total += counts
        at_least += counts >= observed
    expected = total / permutations
    table = _band_rows(distances, gaps).assign(
        observed=observed.ravel(),
        expected=expected.ravel(),
        ratio=(observed / np.where(expected > 0, expected, np.nan)).ravel(),
        p_value=((at_least + 1) / (permutations + 1)).ravel(),
    )
    table.attrs["quality"] = {
        "n": days.size,
        "dropped": dropped,
        "pairs": days.size * (days.size - 1) // 2,
        "metric": metric,
        "permutations": permutations,
        "window_days": window_days,
        "seed": seed,
    }
    return table


def _shuffles(days: Integers, window: int | None, *, seed: int) -> Iterator[Integers]:
    """Yield the days in random order, each within its window."""
    order = np.random.default_rng(seed)
    if window is None:
        while True:
            yield order.permutation(days)
    windows = days // window
    home = np.argsort(windows, kind="stable")
    moved = np.empty_like(days)
    while True:
        moved[home] = days[np.lexsort((order.random(days.size), windows))]
        yield moved


@dataclass(frozen=True)
class _PairCounter:
    """Pairs within the last finite distance edge, ordered by band, ready to be counted.

    ``starts`` cut the pairs into bands. Where the last band is unbounded the first of them is
    what lies below the first edge, and ``all_below`` counts all pairs by days apart: no order of
    the dates changes that, so the pairs beyond the last edge follow by subtraction.
    """

    first: Integers
    second: Integers
    starts: Integers
    gap_edges: list[int]
    all_below: Integers | None

    @classmethod
    def build(
        cls, points: Floats, days: Integers, *, distances: Floats, gaps: Floats, norm: int
    ) -> _PairCounter:
        is_open = bool(np.isinf(distances[-1]))
        edges = np.insert(distances[:-1], 0, 0.0) if is_open else distances
        pairs, apart = _close_pairs(points, float(edges[-1]), norm)
        band = np.searchsorted(edges, apart, side="right")
        order = np.argsort(band, kind="stable")
        by_gap = _pairs_by_gap(days)
        gap_edges = [int(edge) for edge in np.minimum(np.ceil(gaps), by_gap.size)]
        return cls(
            first=pairs[order, 0].copy(),
            second=pairs[order, 1].copy(),
            starts=np.searchsorted(band[order], np.arange(1, edges.size + 1)),
            gap_edges=gap_edges,
            all_below=np.append(0, np.cumsum(by_gap))[gap_edges] if is_open else None,
        )

    def count(self, days: Integers) -> Integers:
        """Count pairs by distance band (rows) and day band (columns)."""
        gaps = np.abs(days.take(self.first) - days.take(self.second))
        bands = [gaps[start:stop] for start, stop in pairwise(self.starts)]
        below = np.array(
            [[np.count_nonzero(band < edge) for edge in self.gap_edges] for band in bands],
            dtype=np.int64,
        )
        if self.all_below is not None:
            below = np.vstack([below[1:], self.all_below - below.sum(axis=0)])
        return np.diff(below, axis=1)


def _close_pairs(points: Floats, reach: float, norm: int) -> tuple[Integers, Floats]:
    if len(points) < 2:
        return np.empty((0, 2), dtype=np.intp), np.empty(0)
    pairs = KDTree(points).query_pairs(reach, p=norm, output_type="ndarray")
    steps = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    return pairs, steps.sum(axis=1) if norm == 1 else np.hypot(steps[:, 0], steps[:, 1])


def _pairs_by_gap(days: Integers) -> Integers:
    if not days.size:
        return np.zeros(1, dtype=np.int64)
    per_day = np.bincount(days).astype(np.int64)
    by_gap = np.correlate(per_day, per_day, mode="full")[per_day.size - 1 :]
    by_gap[0] = (by_gap[0] - days.size) // 2
    return by_gap


def _known_events(x: ArrayLike, y: ArrayLike, dates: Any) -> tuple[Floats, Integers, int]:
    columns = as_floats(x, name="x"), as_floats(y, name="y"), _day_numbers(dates)
    same_length(*columns, name="x, y and dates")
    table = np.column_stack(columns)
    known = table[~np.isnan(table).any(axis=1)]
    days = known[:, 2] - (known[:, 2].min() if len(known) else 0)
    # Half the bytes of a day number is a good part of the time of a permutation.
    kind = np.int16 if not days.size or days.max() < np.iinfo(np.int16).max else np.int32
    return known[:, :2], days.astype(kind), len(table) - len(known)


def _day_numbers(dates: Any) -> Floats:
    column = pd.Series(dates)
    if pd.api.types.is_numeric_dtype(column):
        return np.floor(as_floats(column, name="dates"))
    moments = as_moments(column, name="dates")
    days = moments.dt.tz_localize(None).to_numpy("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float))


def _check_edges(edges: Sequence[float], *, name: str) -> Floats:
    numbers = np.asarray(edges, dtype=float)
    rises = numbers.size > 1 and numbers[0] >= 0 and bool((np.diff(numbers) > 0).all())
    if not rises or (numbers.size == 2 and np.isinf(numbers[1])):
        raise SettingsError(f"{name} must be rising edges from 0 or more, two of them finite.")
    return numbers


def _band_rows(distances: Floats, gaps: Floats) -> pd.DataFrame:
    n_far, n_gap = distances.size - 1, gaps.size - 1
    return pd.DataFrame(
        {
            "distance_from": np.repeat(distances[:-1], n_gap),
            "distance_to": np.repeat(distances[1:], n_gap),
            "day_from": np.tile(gaps[:-1], n_far),
            "day_to": np.tile(gaps[1:], n_far),
        }
    )
