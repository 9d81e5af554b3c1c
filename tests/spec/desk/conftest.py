"""The small partnership at the officer's desk: with gaps, and with its raw rows read plainly."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shapely.geometry import Point, box

import csa
from csa.exhibits.desk import AreaDesk
from csa.settings import load_settings
from csa.store import build

Rows = list[dict[str, str]]
LAYOUT = """
from = "2016-04"
files = ["own/ae-*.csv"]
period = { first = "2016-04", last = "2016-06" }

[[table]]
source = "own_ae"
label = "Assaults treated in A&E"
publisher = "The hospital"

[table.columns]
month = "Month"
count = "Attendances"
district_code = { from = "Ward", by = "ward" }
measure = { from = "Kind", values = { "K" = "with a knife", "O" = "other" } }
"""
HOUSING = (
    LAYOUT.replace("own_ae", "own_housing").replace("own/ae", "own/housing").partition("measure")[0]
)
FIGURES = """Ward,Month,Kind,Attendances
Redditch North,2016-04,K,3
Redditch North,2016-04,O,7
Redditch South,2016-04,O,12
Redditch North,2016-06,O,<5
Bromsgrove North,2016-04,O,9
Elsewhere,2016-04,O,9
Redditch North,2016-05,a name,2
"""
LOST = ("fire/2015-08-deliberate-fires.csv", "environment/2016-05-bromsgrove-environment.csv")


@pytest.fixture(scope="session")
def gappy(once: Callable[..., Path], small_built: Path) -> Path:
    """The small partnership without a month of fires, and without one of Bromsgrove's reports."""

    def make(root: Path) -> None:
        shutil.copytree(small_built, root, dirs_exist_ok=True)
        for name in LOST:
            (root / "data" / "raw" / name).unlink()
        build(load_settings(root))

    return once("gappy", make)


@pytest.fixture(scope="session")
def raw(small_built: Path) -> Callable[[str], Iterator[tuple[str, dict[str, str]]]]:
    """Yield the rows of raw files with their month, as plain CSV has them."""

    def read(pattern: str) -> Iterator[tuple[str, dict[str, str]]]:
        for path in sorted((small_built / "data" / "raw").glob(pattern)):
            with path.open(encoding="utf-8") as file:
                yield from ((path.name[:7], row) for row in csv.DictReader(file))

    return read


@pytest.fixture(scope="session")
def area(small_built: Path) -> AreaDesk:
    """Redditch as the officer sees it."""
    return csa.open(district="redditch", year="2016-17", to="2016-06", root=str(small_built))


@pytest.fixture(scope="session")
def squares() -> set[str]:
    """The squares that hold the middle of Redditch town centre, or lie a quarter within it."""
    east, north, radius = 404_150, 267_750, 500
    middle, found = Point(east, north), set()
    for number in range(8):
        west, south = east - 1_500 + 1_000 * (number % 4), north - 500 + 1_000 * (number // 4)
        square = box(west, south, west + 1_000, south + 1_000)
        inside = square.intersection(middle.buffer(radius, quad_segs=64)).area / square.area
        if inside >= 0.25 or square.contains(middle):
            found.add(f"Z01{number + 9:06d}")
    return found


@pytest.fixture(scope="session")
def own(once: Callable[..., Path], small_built: Path) -> Path:
    """The small partnership with two tables of its own."""

    def make(root: Path) -> None:
        shutil.copytree(small_built, root, dirs_exist_ok=True)
        raw = root / "data" / "raw" / "own"
        raw.mkdir()
        (raw / "ae-2016.csv").write_text(FIGURES, encoding="utf-8")
        (raw / "housing-2016.csv").write_text(
            "Ward,Month,Attendances\nRedditch North,2016-05,4\n", encoding="utf-8"
        )
        layouts = root / "config" / "layouts"
        (layouts / "own-ae.toml").write_text(LAYOUT, encoding="utf-8")
        (layouts / "own-housing.toml").write_text(HOUSING, encoding="utf-8")
        build(load_settings(root))

    return once("own_figures", make)
