"""What there is to ask for is listed, and any span of months can be opened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.errors import SettingsError, StoreError
from csa.report.cases import write_cases
from csa.report.run.plan import make_plan
from csa.schemas import OWN_COUNTS, TABLES
from csa.settings import load_settings
from csa.store import Store

REDDITCH = "E07000236"


def test_tables_are_listed_with_their_rows_and_months(small_built: Path, raw) -> None:
    listed = csa.tables(root=str(small_built)).set_index("table")
    assert set(listed.index) == set(TABLES) - {OWN_COUNTS}
    crimes = sum(1 for _ in raw("police/*-crimes.csv"))
    assert tuple(listed.loc["crime", ["rows", "first", "last"]]) == (
        f"{crimes:,}", "2015-04", "2016-06",
    )  # fmt: skip
    assert listed.loc["outcome", "rows"] == "not received"
    assert listed["rows_are"].str.len().min() > 5


def test_areas_places_wards_and_themes_are_listed(small_built: Path) -> None:
    root = str(small_built)
    assert set(csa.districts(root=root)["code"]) >= {"E07000234", "E07000236", "E07000239"}
    assert "redditch-town-centre" in set(csa.places(root=root)["called"])
    assert len(csa.wards(root=root)) == 6
    themes = csa.themes(root=root).set_index("called")["of"]
    assert themes["domestic-abuse"] == "violence-and-abuse"
    assert themes["violence-and-abuse"] == ""


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("E07000236", "Redditch"),
        ("REDDITCH", "Redditch"),
        ("Redditch town centre", "Redditch town centre"),
        ("redditch north", "Redditch North"),
    ],
)
def test_an_area_a_place_and_a_ward_open_by_name(small_built: Path, name, title) -> None:
    assert csa.open(name, root=str(small_built)).title == title


def test_an_unknown_name_is_answered_with_the_nearest(small_built: Path) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'Redditch North'"):
        csa.open("Reditch North", root=str(small_built))


def test_any_span_of_months_is_set_against_the_year_before(small_built: Path, raw) -> None:
    area = csa.open("redditch", since="2016-05", until="2016-06", root=str(small_built))
    rows = [
        (month, row["district_code"])
        for month, row in raw("police/*-crimes.csv")
        if row["status"] == "recorded"
    ]
    wanted = {
        year: sum(rows.count((f"{year}-{month}", "E07000236")) for month in ("05", "06"))
        for year in (2015, 2016)
    }
    exhibit = area.year_to_date()
    assert exhibit.period == "May 2016 to June 2016"
    total = exhibit.data.iloc[0]
    assert (int(total["before"]), int(total["after"])) == (wanted[2015], wanted[2016])


def test_the_last_months_end_with_the_last_month_received(small_built: Path) -> None:
    area = csa.open("redditch", last="3 months", root=str(small_built))
    assert area.view.period.key == "2016-04/2016-06"
    assert csa.open("redditch", last="12 months", root=str(small_built)).view.period.label == (
        "July 2015 to June 2016"
    )


@pytest.mark.parametrize(
    ("asked", "kind", "message"),
    [
        ({"last": "6 weeks"}, SettingsError, "count whole months"),
        ({"since": "2015-04", "until": "2016-06"}, SettingsError, "twelve at most"),
        ({"since": "2016-06", "until": "2016-04"}, SettingsError, "before it starts"),
        ({"since": "2030-01"}, StoreError, "No month of January 2030 was received"),
        ({"since": "2016-04", "year": "2016-17"}, SettingsError, "instead of year and to"),
        ({"last": "3 months", "since": "2016-04"}, SettingsError, "give one of them"),
        ({"last": "3 months", "edition": "public"}, SettingsError, "for the officer's edition"),
    ],
)
def test_spans_that_cannot_be_are_refused(small_built: Path, asked, kind, message) -> None:
    with pytest.raises(kind) as told:
        csa.open("redditch", root=str(small_built), **asked)
    assert message in str(told.value)


def test_lists_are_shown_whole(small_built: Path) -> None:
    listed = csa.list_exhibits()
    assert isinstance(listed, pd.DataFrame)
    assert "..." not in repr(listed).replace("(...)", "")
    assert listed["shows"].iloc[-1] in listed._repr_html_()


def test_restricted_lists_lie_in_one_folder_whatever_the_district_is_called(
    small_built: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_built, tmp_path / "project")
    settings = load_settings(tmp_path / "project")
    folders = {
        write_cases(settings, Store(settings), district=name, last="2016-06").folder
        for name in ("redditch", "REDDITCH", "../redditch", REDDITCH)
    }
    assert {folder.name for folder in folders} == {"redditch-2016-06"}
    assert {folder.parent for folder in folders} == {settings.restricted}


def test_areas_to_publish_are_named_as_they_are_spoken(small_built: Path) -> None:
    plan = make_plan(
        load_settings(small_built), year="2016-17", districts=["Wyre Forest", "E07000236"]
    )
    assert plan.areas == ("redditch", "wyre-forest")
