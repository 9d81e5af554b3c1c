"""How do the location measures grow, and how do they stand beside the libraries people use?

Runs each measure and its peers on the same seeded input, in the same process, at 1, 10 and 100
times the smallest size, and prints seconds, the growth from step to step and the ratio of each
peer to ours. Believe the ratios rather than the seconds.

Peers stop early where they would run for minutes (``CAPS``); the step left out is printed as
such. Run it with ``python benchmarks/location.py``, or with ``--quick`` for the first two steps.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from csa.measures.hotspots import gi_star, kernel_density
from csa.measures.near_repeat import knox_table

STEPS = (1, 10, 100)
REPEATS = 3
SLOW_SECONDS = 2.0
PERMUTATIONS = 999
BANDWIDTH_M = 400
CELL_M = 100
SIDE_M = 10_000
# Largest size each peer is given: beyond it, it takes minutes on two cores.
CAPS = {"scipy gaussian_kde": 20_000, "loop over pairs": 2_000}

Points = NDArray[np.float64]
Task = Callable[[], object]
Case = Mapping[str, Task]


def cluster_points(n: int, *, seed: int = 0) -> Points:
    """Return points in a town of 10 km: a tenth spread evenly, the rest around 60 centres."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, SIDE_M, (60, 2))[rng.integers(0, 60, n)]
    clustered = centres + rng.normal(0, 500, (n, 2))
    is_even = rng.uniform(size=(n, 1)) < 0.1
    return np.where(is_even, rng.uniform(0, SIDE_M, (n, 2)), clustered)


def best_seconds(task: Task) -> float:
    """Return the best of three runs, or the first if it was slow."""
    best = float("inf")
    for _ in range(REPEATS):
        started = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - started)
        if best > SLOW_SECONDS:
            break
    return best


def gi_star_cases() -> Iterator[tuple[int, Case]]:
    """Yield Gi* of square grids of 350, 3,500 and 35,000 cells: the last is England's LSOAs."""
    from esda.getisord import G_Local
    from libpysal.weights import lat2W

    for step in STEPS:
        rows, columns = 14, 25 * step
        values = np.random.default_rng(step).poisson(3, rows * columns).astype(float)
        weights = lat2W(rows, columns, rook=False)
        yield (
            values.size,
            {
                "csa gi_star": lambda v=values, w=weights: gi_star(v, w),
                "esda G_Local, analytic": lambda v=values, w=weights: G_Local(
                    v, w, transform="B", star=True, permutations=0
                ),
                "esda G_Local, 999 permutations": lambda v=values, w=weights: G_Local(
                    v, w, transform="B", star=True, permutations=PERMUTATIONS, seed=0, n_jobs=1
                ),
            },
        )


def kernel_cases() -> Iterator[tuple[int, Case]]:
    """Yield surfaces of 2,000, 20,000 and 200,000 points on the same grid of 100 metres."""
    from scipy.stats import gaussian_kde
    from sklearn.neighbors import KernelDensity

    centres = np.arange(CELL_M / 2, SIDE_M, CELL_M)
    grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2)
    extent = (0.0, 0.0, float(SIDE_M), float(SIDE_M))
    for step in STEPS:
        points = cluster_points(2_000 * step)
        yield (
            len(points),
            {
                "csa kernel_density": lambda p=points: kernel_density(
                    p[:, 0], p[:, 1], bandwidth=BANDWIDTH_M, cell_size=CELL_M, extent=extent
                ),
                "scipy gaussian_kde": lambda p=points: gaussian_kde(p.T, bw_method=0.05)(grid.T),
                "scikit-learn KernelDensity": lambda p=points: (
                    KernelDensity(bandwidth=BANDWIDTH_M, kernel="epanechnikov")
                    .fit(p)
                    .score_samples(grid)
                ),
            },
        )


def knox_cases() -> Iterator[tuple[int, Case]]:
    """Yield Knox tables of 200, 2,000 and 20,000 events over a year."""
    for step in STEPS:
        points = cluster_points(200 * step)
        days = np.random.default_rng(step).integers(0, 365, len(points))
        yield (
            len(points),
            {
                "csa knox_table": lambda p=points, d=days: knox_table(
                    p[:, 0],
                    p[:, 1],
                    d,
                    distance_bands=[0, 100, 200, 300, 400],
                    day_bands=[0, 7, 14, 21, 28],
                    permutations=PERMUTATIONS,
                ),
                "loop over pairs": lambda p=points, d=days: count_pairs_in_full(p, d),
            },
        )


def count_pairs_in_full(points: Points, days: NDArray[np.int64]) -> NDArray[np.float64]:
    """Count pairs for every order of the dates from the full matrices, the textbook way."""
    edges = [0, 100, 200, 300, 400], [0, 7, 14, 21, 28]
    upper = np.triu_indices(len(points), 1)
    distance = np.abs(points[upper[0]] - points[upper[1]]).sum(axis=1)
    rng = np.random.default_rng(0)
    total = np.zeros((4, 4))
    # A full count of 999 orders is out of reach; ten are timed and stand for themselves.
    for _ in range(10):
        order = rng.permutation(days)
        total += np.histogram2d(distance, np.abs(order[upper[0]] - order[upper[1]]), bins=edges)[0]
    return total


def run(title: str, cases: Iterator[tuple[int, Case]], *, n_steps: int) -> None:
    """Time the steps of one measure and print them with growth and ratios."""
    write(f"\n{title}\n{'size':>9}  {'task':<32}{'seconds':>10}{'growth':>9}{'to ours':>9}")
    last: dict[str, float] = {}
    for _, (size, case) in zip(range(n_steps), cases, strict=False):
        ours = None
        for name, task in case.items():
            if size > CAPS.get(name, size):
                write(f"{size:>9,}  {name:<32}{'left out: too slow at this size':>28}")
                continue
            seconds = best_seconds(task)
            ours = ours or seconds
            growth = f"{seconds / last[name]:.1f}x" if name in last else "-"
            write(f"{size:>9,}  {name:<32}{seconds:>10.4f}{growth:>9}{seconds / ours:>8.1f}x")
            last[name] = seconds


def write(line: str) -> None:
    """Print a line at once, so that a slow step can be watched."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run all three benchmarks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="leave out the largest step")
    n_steps = len(STEPS) - 1 if parser.parse_args().quick else len(STEPS)
    run("Gi* of areas", gi_star_cases(), n_steps=n_steps)
    run("Kernel density on a grid of 100 x 100", kernel_cases(), n_steps=n_steps)
    run("Knox table, 999 orders (the loop: 10 orders)", knox_cases(), n_steps=n_steps)


if __name__ == "__main__":
    main()
