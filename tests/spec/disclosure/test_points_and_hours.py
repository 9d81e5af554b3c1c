"""Hotspots and hours of a published set: rounded with all others, adding up, bound to the page."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from builders import Project

import csa
from csa.counting.cells import cells_of
from csa.counting.keys import expand_dims
from csa.counting.places.spot_cells import SPOTS
from csa.counting.records.described import HOUR_BLOCKS, TIME_SLOTS, UNKNOWN, WEEKDAYS
from csa.counting.records.week import WEEKS
from csa.disclosure.ledger.release import RELATIONS_FILE, Release, read_release, write_release
from csa.disclosure.rules.policy import is_protected
from csa.errors import DisclosureError
from csa.report.checks.audit import standards

AREA = "redditch"
THEFT, DISORDER = "theft-and-acquisitive-crime", "asb-damage-and-nuisance"
ROUNDED_TO = 5
PLACES = f"annex-{DISORDER}--exhibit--places"


@pytest.fixture(scope="module")
def release(synthetic: Project) -> Release:
    """The release of the synthetic partnership."""
    return read_release(synthetic.published / "release")


@pytest.fixture(scope="module")
def ties(synthetic: Project) -> pd.DataFrame:
    """The relations of the release."""
    return pd.read_parquet(synthetic.published / "release" / RELATIONS_FILE)


@pytest.mark.parametrize("week", WEEKS, ids=["by start", "long spans placed"])
def test_days_and_hours_add_up_in_all_areas(release: Release, week: tuple[str, str, str]) -> None:
    slot, day, hours = week
    cells = release.cells
    names = ["measure", "area", "period", "priority"]
    grid = expand_dims(cells[cells["by"] == f"priority+{slot}"]).dropna(subset=["value"])
    by_day = expand_dims(cells[cells["by"].str.split("+").map(set) == {"priority", day}])
    by_hours = expand_dims(cells[cells["by"].str.split("+").map(set) == {"priority", hours}])
    by_day, by_hours = (
        one.set_index([*names, kind])["value"] for one, kind in ((by_day, day), (by_hours, hours))
    )
    checked = 0
    for place, here in grid.groupby(names):
        value = here.set_index(slot)["value"].astype(int)
        if len(value) < len(TIME_SLOTS):
            continue
        for one in WEEKDAYS:
            total = sum(value[f"{one} {block}"] for block in HOUR_BLOCKS)
            assert by_day[(*place, one)] == total
        for block in HOUR_BLOCKS:
            assert by_hours[(*place, block)] == sum(value[f"{one} {block}"] for one in WEEKDAYS)
        assert by_day[(*place, UNKNOWN)] == by_hours[(*place, UNKNOWN)] == value[UNKNOWN]
        checked += 1
    # Theft in three districts and the partnership, at the least.
    assert checked >= 4


def test_no_slot_holds_fewer_with_long_spans_placed(release: Release) -> None:
    start, spread = (
        expand_dims(release.cells[release.cells["by"] == f"priority+{slot}"]).set_index(
            ["measure", "area", "period", "priority", slot]
        )["value"]
        for slot in ("time_slot", "spread_slot")
    )
    both = pd.DataFrame({"start": start, "spread": spread}).dropna()
    known = both.index.get_level_values(-1) != UNKNOWN
    assert known.any()
    assert (both[known]["start"] <= both[known]["spread"]).all()
    assert (both[~known]["start"] >= both[~known]["spread"]).all()


def test_counts_of_hotspots_are_rounded_cells_that_add_up(
    release: Release, ties: pd.DataFrame
) -> None:
    spots = cells_of(release.cells, SPOTS)
    hidden = spots[is_protected(spots) & spots["value"].notna()]
    assert len(hidden) > 100
    assert (hidden["value"] % 5 == 0).all()
    value = spots.set_index("key")["value"].dropna().astype(int)
    rounded = set(hidden["key"])
    sums = ties[ties["parent"].isin(rounded) & (ties["kind"] == "sum")]
    whole = 0
    for (_, parent), here in sums.groupby(["relation", "parent"]):
        if set(here["child"]) <= rounded:
            assert value[parent] == value[list(here["child"])].sum()
            whole += 1
    assert whole > 20


def test_no_reference_table_holds_a_count_of_incidents(release: Release) -> None:
    for name in ("hotspot", "hotspot_trial", "near_repeat"):
        numbers = set(release.reference[name].select_dtypes("number").columns)
        assert numbers <= {
            "hotspot", "hectares", "squares", "of_squares",
            "distance_from", "distance_to", "day_from", "day_to",
        }  # fmt: skip
    assert not {"spread_hours", "hotspot_count", "hotspot_tie", "place_month"} & set(
        release.reference
    )


def test_an_exact_count_of_a_hotspot_cannot_be_frozen(release: Release, tmp_path: Path) -> None:
    cells = release.cells.copy()
    chosen = cells.index[(cells["measure"] == "hotspot") & is_protected(cells)][0]
    cells.loc[chosen, "value"] = 37
    planted = Release(cells=cells, reference={}, about=release.about)
    relations = pd.DataFrame(columns=["kind", "relation", "parent", "child"])
    with pytest.raises(DisclosureError, match="unrounded"):
        write_release(
            planted, relations=relations, counted_from=pd.DataFrame(),
            folder=tmp_path / "release", complete=dict,
        )  # fmt: skip
    assert not (tmp_path / "release").exists()


def test_an_exact_count_planted_in_the_table_of_hotspots_is_refused(
    synthetic: Project, release: Release
) -> None:
    html = synthetic.page("partner", f"{AREA}-annex")
    start = html.index(f'id="{PLACES}"')
    exact = re.sub(
        r'(data-key="[^"]+">)(\d+)<', lambda m: f"{m[1]}{int(m[2]) + 2}<", html[start:], count=1
    )
    assert exact != html[start:]
    standard = standards(synthetic.manifest, release)["partner"]
    stated = synthetic.manifest["editions"]["partner"][f"{AREA}-annex.html"]
    faults = standard.judge(html[:start] + exact, stated).faults
    assert any(PLACES in one and "is not what the release holds" in one for one in faults)


def test_the_partnership_shows_its_districts_hotspots(synthetic: Project) -> None:
    opened = {
        area: csa.open(
            district=area, year="2016-17", to="2017-01", edition="partner",
            root=str(synthetic.root),
        )
        for area in (AREA, "north-worcestershire")
    }  # fmt: skip
    own, all_of_them = (
        opened[area].priority(DISORDER).hotspots.places().data.set_index("now_cells")["now"]
        for area in opened
    )
    assert own.to_dict().items() <= all_of_them.to_dict().items()


def test_the_week_of_theft_is_shown_with_long_spans_placed(synthetic: Project) -> None:
    opened = csa.open(
        district=AREA, year="2016-17", to="2017-01", edition="partner", root=str(synthetic.root)
    )
    shown = opened.priority(THEFT).time.week_spread()
    assert not shown.unavailable
    (table,) = shown.tables
    rows = table.frame.set_index("day")
    # The whole is the published count of thefts itself, which is no person's: its days are rounded.
    apart = rows.loc["All days", "all"] - rows.loc[list(WEEKDAYS), "all"].sum()
    assert abs(apart.value) < ROUNDED_TO
    assert (rows.loc[list(WEEKDAYS), list(HOUR_BLOCKS)].sum(axis=1) == rows["all"].iloc[:7]).all()
    # Theft is found out in the morning: more than a fifth has a span of over six hours.
    assert re.search(r"For [2-6]\d% of incidents", shown.sentence)
