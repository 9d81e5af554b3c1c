"""Ward, neighbourhood and place tables on real months, against counts by the csv module alone."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import OPEN_DATA

import csa

pytestmark = pytest.mark.open_data

AREAS = {"bromsgrove": "E07000234", "redditch": "E07000236", "wyre-forest": "E07000239"}
RUNS = {
    "2025-26": ("2025-08", [f"2025-0{n}" for n in range(4, 9)]),
    "2021-22": ("2021-08", [f"2021-0{n}" for n in range(4, 9)]),
}
THEFT = {
    "Shoplifting", "Burglary", "Vehicle crime", "Other theft", "Bicycle theft",
    "Theft from the person", "Robbery",
}  # fmt: skip
KINDS = {
    "theft-and-acquisitive-crime": THEFT,
    "asb-damage-and-nuisance": {"Anti-social behaviour"},
}


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def lookup(pattern: str) -> list[dict[str, str]]:
    """Return the rows of a look-up."""
    (path,) = (OPEN_DATA / "lookups").glob(pattern)
    return list(read_csv(path))


@pytest.fixture(scope="module")
def ward_of() -> dict[str, str]:
    """Ward of each LSOA of 2021 in the three districts."""
    return {
        row["lsoa21_code"]: row["ward24_code"]
        for row in lookup("lsoa21_ward24_*.csv")
        if row["ltla24_code"] in AREAS.values()
    }


@pytest.fixture(scope="module")
def parts_of() -> dict[str, set[str]]:
    """LSOAs of 2021 that each LSOA of 2011 became."""
    parts: dict[str, set[str]] = {}
    for row in lookup("lsoa11_lsoa21_ltla22_*.csv"):
        parts.setdefault(row["lsoa11_code"], set()).add(row["lsoa21_code"])
    return parts


def counts_in_files(year: str, kinds: set[str]) -> Counter[str]:
    """Count the rows of the street files by the LSOA code they name."""
    return Counter(
        row["LSOA code"]
        for month in RUNS[year][1]
        for path in sorted((OPEN_DATA / "police_uk" / month).glob("*-street.csv"))
        for row in read_csv(path)
        if row["Crime type"] in kinds
    )


def priority_desk(root: Path, *, area: str, year: str, priority: str) -> Any:
    """Open a priority as it is published."""
    opened = csa.open(district=area, year=year, to=RUNS[year][0], edition="partner", root=str(root))
    return opened.priority(priority)


def shown_counts(rows: pd.DataFrame) -> dict[str, int]:
    """Return this period's counts by area code."""
    return {area: int(value) for area, value in zip(rows["area"], rows["after"], strict=True)}


@pytest.mark.parametrize("priority", KINDS)
@pytest.mark.parametrize("area", AREAS)
def test_every_neighbourhood_of_2025_is_counted_as_in_the_files(
    open_data: Path, area: str, priority: str, ward_of: dict[str, str]
) -> None:
    desk = priority_desk(open_data, area=area, year="2025-26", priority=priority)
    shown = shown_counts(desk.location.lsoa_map().data)
    counted = counts_in_files("2025-26", KINDS[priority])
    assert len(shown) == {"bromsgrove": 60, "redditch": 57, "wyre-forest": 67}[area]
    assert shown == {lsoa: counted[lsoa] for lsoa in shown}
    assert set(shown) <= set(ward_of)


@pytest.mark.parametrize("priority", KINDS)
@pytest.mark.parametrize("area", AREAS)
def test_every_ward_of_2025_is_the_sum_of_its_neighbourhoods_in_the_files(
    open_data: Path, area: str, priority: str, ward_of: dict[str, str]
) -> None:
    desk = priority_desk(open_data, area=area, year="2025-26", priority=priority)
    shown = shown_counts(desk.location.ward_table().data)
    by_ward: Counter[str] = Counter()
    for lsoa, count in counts_in_files("2025-26", KINDS[priority]).items():
        if lsoa in ward_of:
            by_ward[ward_of[lsoa]] += count
    assert len(shown) > 8
    assert shown == {ward: by_ward[ward] for ward in shown}


@pytest.mark.parametrize("priority", KINDS)
@pytest.mark.parametrize("area", AREAS)
def test_neighbourhoods_of_2021_add_up_over_the_change_of_boundaries(
    open_data: Path, area: str, priority: str, parts_of: dict[str, set[str]]
) -> None:
    desk = priority_desk(open_data, area=area, year="2021-22", priority=priority)
    shown = shown_counts(desk.location.lsoa_map().data)
    counted = counts_in_files("2021-22", KINDS[priority])
    # These files name the LSOAs of 2011: the parts of one that was split add up to it.
    earlier = {lsoa11: parts for lsoa11, parts in parts_of.items() if parts <= set(shown)}
    assert len(earlier) == {"bromsgrove": 58, "redditch": 55, "wyre-forest": 65}[area]
    for lsoa11, parts in earlier.items():
        assert sum(shown[part] for part in parts) == counted[lsoa11], lsoa11


@pytest.mark.parametrize("area", AREAS)
def test_shares_of_wards_are_of_all_incidents_of_the_district(open_data: Path, area: str) -> None:
    priority = "asb-damage-and-nuisance"
    desk = priority_desk(open_data, area=area, year="2025-26", priority=priority)
    rows = desk.location.ward_table().data
    total = rows["after"].sum()
    top = rows.iloc[0]
    assert top["share"] == pytest.approx(100 * int(top["after"]) / int(total))
    assert rows["share"].sum() == pytest.approx(100)


@pytest.mark.parametrize("area", AREAS)
def test_a_year_with_a_gap_is_not_compared_anywhere(open_data: Path, area: str) -> None:
    # May to August 2024 were not received.
    desk = priority_desk(
        open_data, area=area, year="2025-26", priority="theft-and-acquisitive-crime"
    )
    for shown in (desk.location.ward_table(), desk.location.lsoa_map(), desk.places.named()):
        assert set(shown.data["reading"]) == {"no comparison"}
        assert shown.data["before"].isna().all()


@pytest.mark.parametrize("area", AREAS)
def test_named_places_are_sums_of_neighbourhoods_in_the_files(open_data: Path, area: str) -> None:
    opened = csa.open(
        district=area, year="2025-26", to="2025-08", edition="partner", root=str(open_data)
    )
    (table,) = opened.places.overview().tables
    overview = table.frame
    counted = counts_in_files("2025-26", {"Anti-social behaviour"})
    assert len(overview)
    for _, row in overview.iterrows():
        codes = [key.split("|")[1] for key in row["asb_after"].origin.plus]
        assert row["asb_after"].value == sum(counted[code] for code in codes)


@pytest.mark.parametrize("area", AREAS)
def test_what_needs_days_or_exact_points_says_so(open_data: Path, area: str) -> None:
    desk = priority_desk(
        open_data, area=area, year="2025-26", priority="theft-and-acquisitive-crime"
    )
    assert "month" in desk.holidays.day_kinds().unavailable
    assert "nearby map point" in desk.hotspots.places().unavailable
    assert "exact place" in desk.near_repeat.pairs().unavailable
