"""Time disclosure control on tables of the size the product promises, and print how far it moves.

Run as ``python benchmarks/disclosure.py [--two-way 40] [--three-way 8] [--records 20000]``. Random
records of three districts are tabulated by pairs and triples of attributes, with all margins;
everything is rounded in stages, attacked, and the narrowest range that is left is printed. SDC-15
asks for less than five minutes in all on two cores.
"""

from __future__ import annotations

import argparse
import itertools
import time

import numpy as np

from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.intervals import feasible_intervals
from csa.disclosure.rounding.relations import Key, Relation
from csa.disclosure.rounding.solve import round_staged

BASE = 5
DISTRICTS = 3
SIZES = (9, 7, 6, 6, 5, 5, 4, 4, 3, 3)
Place = tuple[tuple[str, int], ...]


def draw_records(number: int, *, seed: int) -> dict[str, np.ndarray]:
    """Return a column for each attribute, skewed like real ones, and one of the district."""
    rng = np.random.default_rng(seed)
    chances = {f"v{n}": rng.dirichlet(np.linspace(3, 0.4, size)) for n, size in enumerate(SIZES)}
    columns = {name: rng.choice(len(p), number, p=p) for name, p in chances.items()}
    return {"district": rng.choice(DISTRICTS, number, p=[0.4, 0.33, 0.27]), **columns}


def tabulate(
    records: dict[str, np.ndarray], names: tuple[str, ...]
) -> tuple[dict[Key, int], list[Relation]]:
    """Count one table with all its margins, and list its sums."""
    axes = ("district", *names)
    sizes = [int(records[name].max()) + 1 for name in axes]
    table = np.zeros(sizes, dtype=np.int64)
    np.add.at(table, tuple(records[name] for name in axes), 1)
    for axis in range(len(axes)):
        table = np.concatenate([table, table.sum(axis, keepdims=True)], axis)

    def key(place: tuple[int, ...]) -> Place:
        named = zip(axes, place, sizes, strict=True)
        return tuple(sorted((name, one) for name, one, size in named if one < size))

    cells: dict[Key, int] = {key(place): int(table[place]) for place in np.ndindex(*table.shape)}
    sums: list[Relation] = [
        {
            "parent": key(place),
            "children": [
                key((*place[:axis], one, *place[axis + 1 :])) for one in range(sizes[axis])
            ],
        }
        for axis in range(len(axes))
        for place in np.ndindex(*table.shape)
        if place[axis] == sizes[axis]
    ]
    return cells, sums


def plan(
    records: dict[str, np.ndarray], *, two_way: int, three_way: int
) -> tuple[dict[Key, int], list[Relation], list[set[Key]]]:
    """Return all cells, all sums and the inner cells of each three-way table."""
    names = [name for name in records if name != "district"]
    pairs = list(itertools.combinations(names, 2))[:two_way]
    triples = list(itertools.combinations(names[2:], 3))[:: max(1, 56 // three_way)][:three_way]
    cells: dict[Key, int] = {}
    sums: list[Relation] = []
    inner = []
    for chosen in (*pairs, *triples):
        table, own = tabulate(records, chosen)
        cells |= table
        sums += own
        if len(chosen) == 3:
            inner.append({key for key in table if len(dict(key).keys() - {"district"}) == 3})
    return cells, sums, inner


def main() -> None:
    """Print sizes, seconds, errors and the narrowest range."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--two-way", type=int, default=40)
    parser.add_argument("--three-way", type=int, default=8)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    records = draw_records(options.records, seed=options.seed)
    cells, sums, inner = plan(records, two_way=options.two_way, three_way=options.three_way)
    print(f"{len(cells):,} cells, {len(sums):,} sums, {len(inner)} three-way tables")

    start = time.perf_counter()
    values, bounds = round_staged(cells, sums, base=BASE, secret=b"benchmark", stage_two=inner)
    print(f"solve      {time.perf_counter() - start:7.1f} s")

    start = time.perf_counter()
    shown = {key: (max(0, v - bounds[key]), v + bounds[key]) for key, v in values.items()}
    reached = feasible_intervals(shown, sums, targets=(), example=values)
    print(f"propagate  {time.perf_counter() - start:7.1f} s")

    start = time.perf_counter()
    left = certify_controlled_rounding(values, sums, base=BASE)
    ranges = feasible_intervals(shown, sums, targets=set(left), example=values)
    narrowest = min(high - low for low, high in (ranges if left else reached).values())
    print(f"attack     {time.perf_counter() - start:7.1f} s, {len(left)} cells by programmes")

    errors = np.array([abs(values[key] - count) for key, count in cells.items()])
    print(f"error      {errors.mean():7.2f} on average, {errors.max()} at most")
    print(f"narrowest  {narrowest:7.0f} (the number of possible values, less one)")


if __name__ == "__main__":
    main()
