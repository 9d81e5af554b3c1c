"""SDC-06 for hotspots: no sum among their counts is missing from the list.

A district of sixteen squares with fixed hotspots is filled with random incidents again and again,
and counted with the code of the release.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.places.spot_cells import Spots, spot_cells
from csa.counting.relations import as_sums
from csa.disclosure.rounding.relations import missing_identities
from csa.measures.grid import Grid
from csa.periods import Period

WINDOWS = (Period("2016-02", "2017-01"), Period("2015-02", "2016-01"))
GRID = Grid.over(box(0, 0, 999, 999), size=250)
DISTRICT = "E07000236"
# All theft gathers in two places. Shoplifting has the squares of the first and some beyond,
# burglary lies within it, vehicle crime has a hotspot of its own.
ALL_THEFT = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 2, 2]])
SHOPLIFTING = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 2, 2]])
BURGLARY = np.array([[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
VEHICLES = np.array([[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0]])
PARTS = {"shoplifting": SHOPLIFTING, "burglary": BURGLARY, "vehicle-crime": VEHICLES}


def tabulated(
    rng: np.random.Generator, *, parts: tuple[str, ...]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count random incidents; the parts looked at are given, another one is always there."""
    squares = {name: rng.integers(0, 9, (2, 4, 4)) for name in (*PARTS, "bicycle-theft")}
    months = {name: rng.integers(0, 9, (2, 12)) for name in squares}
    looked_at = [
        spots(name, PARTS[name], squares[name], months[name], part_of="theft") for name in parts
    ]
    whole = spots(
        "theft", ALL_THEFT, sum(squares.values()), sum(months.values()), parts=tuple(squares)
    )
    cells, ties = spot_cells([whole, *looked_at])
    counted = {
        f"crime|{DISTRICT}|{month}|theme={name}": int(placed + extra)
        for name, table in ({"theft": sum(squares.values())} | squares).items()
        for window, span in enumerate(WINDOWS)
        for month, placed, extra in zip(
            span.months,
            np.append(table[window].sum(), np.zeros(11, dtype=int)),
            (sum(months.values()) if name == "theft" else months[name])[window],
            strict=True,
        )
        if name in ("theft", *parts)
    }
    added = pd.DataFrame({"key": counted.keys(), "value": counted.values()})
    return pd.concat([cells[["key", "value"]], added], ignore_index=True), ties


def spots(
    theme: str,
    groups: np.ndarray,
    counts: np.ndarray,
    lost: np.ndarray,
    *,
    part_of: str = "",
    parts: tuple[str, ...] = (),
) -> Spots:
    return Spots(
        theme=theme, unit="crime", district=DISTRICT, detail={"theme": theme}, part_of=part_of,
        parts=parts, grid=GRID, groups=groups, windows=WINDOWS, counts=list(counts),
        totals=[int(one.sum() + more.sum()) for one, more in zip(counts, lost, strict=True)],
        around={1: (("L1", "L2"), [int(one.sum()) for one in counts])},
        is_public=True, is_open=False,
    )  # fmt: skip


def drawn(parts: tuple[str, ...]) -> Callable[[np.random.Generator], dict[str, int]]:
    """Draw counts; those around hotspots are bounds and no sums."""

    def draw(rng: np.random.Generator) -> dict[str, int]:
        cells, _ = tabulated(rng, parts=parts)
        table = cells[~cells["key"].str.contains("around")]
        return dict(zip(table["key"], table["value"].astype(int), strict=True))

    return draw


@pytest.mark.parametrize("parts", [(), ("burglary",), tuple(PARTS)], ids=["none", "one", "three"])
def test_no_identity_is_missing(parts: tuple[str, ...]) -> None:
    _, ties = tabulated(np.random.default_rng(0), parts=parts)
    missing = missing_identities(drawn(parts), as_sums(ties[ties["kind"] == "sum"]))
    assert missing.count == 0, missing.examples


@pytest.mark.parametrize("forgotten", ["months", "placed or not", "hotspots", "parts of a hotspot"])
def test_a_forgotten_tie_is_found(forgotten: str) -> None:
    parts = tuple(PARTS)
    _, ties = tabulated(np.random.default_rng(0), parts=parts)
    left = ties[(ties["kind"] == "sum") & (ties["relation"] != forgotten)]
    assert missing_identities(drawn(parts), as_sums(left)).count > 0


def test_parts_hold_no_more_than_the_whole() -> None:
    cells, ties = tabulated(np.random.default_rng(1), parts=tuple(PARTS))
    value = cells.set_index("key")["value"]
    pairs = ties[ties["kind"] == "subset"]
    assert (value[pairs["parent"]].to_numpy() >= value[pairs["child"]].to_numpy()).all()
    assert set(pairs["relation"]) == {"around a hotspot"}
