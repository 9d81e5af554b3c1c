"""What our own intruder, who keeps three releases, finds out about anybody: nothing.

The small partnership publishes two months of one year and the year after. Ties and truth are
worked out here from the names of the numbers, the settings and the raw files alone.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from builders import Project

sys.path.insert(0, str(Path(__file__).parent))

from counted import Counted
from intruder import Intruder
from knowledge import OF_PERSONS, Number, Settings, Tie, number_of
from programmes import Programmes

from csa.exhibits.desk import everything_declared
from csa.report.run.release import make_release, record
from csa.settings import load_settings
from csa.store import Store

RELEASES = (("2015-16", "2016-02"), ("2015-16", "2016-03"), ("2016-17", "2016-06"))
POSSIBLE = 5  # numbers that each protected count can still be
BASE = 5
SAMPLE, SEED = 500, 12
REDDITCH = "E07000236"


def _publish(built: Path, root: Path) -> None:
    shutil.copytree(built, root, dirs_exist_ok=True)
    settings = load_settings(root)
    for year, to in RELEASES:
        # What the releases say, and nothing of the pages that are drawn from them.
        folder = settings.reports / year / "release"
        make_release(
            settings, Store(settings), year=year, to=to, folder=folder,
            wanted=everything_declared(),
        )  # fmt: skip
        record(settings, year=year)


@pytest.fixture(scope="session")
def thrice(once: Callable[[str, Callable[[Path], object]], Path], small_built: Path) -> Project:
    """The small partnership, published three times. Only to be read."""
    return Project(once("thrice", lambda root: _publish(small_built, root)))


@pytest.fixture(scope="module")
def releases(thrice: Project) -> list[pd.DataFrame]:
    """The cells of each release in the ledger, oldest first."""
    folders = sorted((thrice.root / "reports" / "ledger").glob("[0-9]*"))
    return [pd.read_parquet(folder / "cells.parquet") for folder in folders]


@pytest.fixture(scope="module")
def settings(thrice: Project) -> Settings:
    return Settings(thrice.root)


def _reader_of(settings: Settings, releases: list[pd.DataFrame]) -> Intruder:
    reader = Intruder(settings)
    for cells in releases:
        reader.read(cells)
    return reader


@pytest.fixture(scope="module")
def intruder(settings: Settings, releases: list[pd.DataFrame]) -> Intruder:
    return _reader_of(settings, releases)


@pytest.fixture(scope="module")
def ties(intruder: Intruder) -> list[Tie]:
    return intruder.ties()


@pytest.fixture(scope="module")
def truth(thrice: Project, settings: Settings, intruder: Intruder) -> dict[Number, int]:
    """Every number that the raw files give, of the partnership and one district."""
    counted = Counted(thrice.root, settings)
    counts = {one: counted(one) for one in intruder.bounds}
    return {one: count for one, count in counts.items() if count is not None}


def _is_known_beforehand(number: Number) -> bool:
    """Say of a number whether everybody has it: public order offences, the sex of a business."""
    of = number.of
    classes = [of[name] == "no person" for name in OF_PERSONS if name in of]
    is_nobody = any(classes) and not all(classes)
    return is_nobody or number.dims == frozenset({("subtheme", "threatening-behaviour")})


def _narrow(reader: Intruder, ties: list[Tie], numbers: list[Number]) -> list[Number]:
    return Programmes(reader.bounds, ties).narrow(numbers, POSSIBLE - 1)


def _hidden(reader: Intruder) -> list[Number]:
    found = (one for one in reader.protected if not _is_known_beforehand(one))
    return sorted(found, key=lambda one: (one[:3], sorted(one.dims)))


def test_the_truth_lies_in_what_is_printed(intruder: Intruder, truth: dict[Number, int]) -> None:
    assert len(truth) > 0.8 * len(intruder.bounds)
    for number, count in truth.items():
        low, high = intruder.bounds[number]
        assert low <= count <= high, number


def test_the_truth_agrees_with_every_tie(ties: list[Tie], truth: dict[Number, int]) -> None:
    checked = [tie for tie in ties if tie.weights.keys() <= truth.keys()]
    assert len(checked) > 0.8 * len(ties)
    for tie in checked:
        total = sum(weight * truth[one] for one, weight in tie.weights.items())
        assert tie.low <= total <= tie.high, tie


def test_no_count_is_narrowed_by_following_sums(intruder: Intruder, ties: list[Tie]) -> None:
    found = Programmes(intruder.bounds, ties)
    ranges = {one: found.followed(one) for one in _hidden(intruder) if one in found.place}
    assert len(ranges) > 5000
    assert {one: at for one, at in ranges.items() if at[1] - at[0] < POSSIBLE - 1} == {}


def test_no_count_is_narrowed_by_programmes(intruder: Intruder, ties: list[Tie]) -> None:
    chosen = random.Random(SEED).sample(_hidden(intruder), SAMPLE)
    assert _narrow(intruder, ties, chosen) == []


def _printed_anew(
    settings: Settings, releases: list[pd.DataFrame], values: dict[Number, int], kind: str
) -> Intruder:
    """Return a reader to whom the last release prints other values of some numbers."""
    *earlier, last = releases
    shown = last.assign(number=[number_of(key) for key in last["key"]])
    is_changed = shown["number"].isin(values)
    assert is_changed.sum() == len(values)
    value = shown["number"].map(values).astype("Int64").where(is_changed, shown["value"])
    shown = shown.assign(value=value, **{"class": shown["class"].mask(is_changed, kind)})
    if kind == "public":  # a zero is one, and does not stand for up to four
        shown = shown.assign(printed_bound=shown["printed_bound"].mask(is_changed, 0))
    return _reader_of(settings, [*earlier, shown])


@pytest.mark.parametrize(
    ("measure", "theme", "name"),
    [
        ("victim", {"priority": "theft-and-acquisitive-crime"}, "sex"),
        ("harmed", {"theme": "violence-and-abuse"}, "nth"),
        ("crime", {"priority": "violence-and-abuse"}, "weekday"),
    ],
)
def test_a_table_without_rounding_gives_its_last_cell_away(
    settings: Settings,
    releases: list[pd.DataFrame],
    truth: dict[Number, int],
    measure: str,
    theme: dict[str, str],
    name: str,
) -> None:
    """All of a table but one class is printed as it was counted."""
    period = "2015-07/2016-06" if measure == "harmed" else "2016-04/2016-06"
    whole = Number(measure, REDDITCH, period, frozenset(theme.items()))
    finest = settings.merged.get(name, {})
    classes = [
        one
        for one in truth
        if one.with_(without=[name]) == whole and one.of.get(name, "") not in ("", *finest)
    ]
    left, *others = sorted(classes, key=lambda one: one.of[name])
    exact = {one: truth[one] for one in (whole, *others)}
    reader = _printed_anew(settings, releases, exact, "public")
    assert left in _narrow(reader, reader.ties(), [left])


def test_one_number_rounded_twice_is_found(
    settings: Settings, releases: list[pd.DataFrame], truth: dict[Number, int], intruder: Intruder
) -> None:
    """Crimes marked alcohol are a sub-theme, and the marked ones of their priority."""
    number, other = next(
        (one, printed)
        for one in truth
        if one.of == {"subtheme": "alcohol-flagged-crime"} and one.measure == "crime"
        for printed in (truth[one] // BASE * BASE, (truth[one] // BASE + 1) * BASE)
        if one.period == "2016-04/2016-06" and truth[one] % BASE
        if printed not in (0, sum(intruder.bounds[one]) // 2)
    )
    reader = _printed_anew(settings, releases, {number: other}, "sensitive")
    assert _narrow(reader, reader.ties(), [number]) == [number]
