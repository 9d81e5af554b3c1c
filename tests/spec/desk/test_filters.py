"""What rows are picked by is said back, with the rows that do not say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.errors import SettingsError, StoreError

YEAR = {"since": "2015-07", "until": "2016-06"}


@pytest.fixture
def load(small_built: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple]:
    """Load from the small partnership; returns the frame and the lines written."""

    def loaded(table: str, **asked: object) -> tuple[pd.DataFrame, str]:
        frame = csa.load(table, root=str(small_built), **asked)
        return frame, capsys.readouterr().out

    return loaded


def within(raw, pattern: str, first: str = "2015-07") -> list[dict[str, str]]:
    return [row for month, row in raw(pattern) if month >= first]


def test_domestic_abuse_with_alcohol_says_of_how_many_it_is_not_known(load, raw) -> None:
    domestic = [
        row
        for row in within(raw, "police/*-crimes.csv")
        if row["flag_domestic"] == "yes" and row["status"] == "recorded"
    ]
    drunk = [row for row in domestic if row["flag_alcohol"] == "yes"]
    unsaid = [row for row in domestic if row["flag_alcohol"] not in ("yes", "no")]
    assert 0 < len(unsaid) < len(domestic)
    frame, said = load("crime", subtheme="Domestic abuse", alcohol=True, last="12 months")
    assert len(frame) == len(drunk) > 0
    assert "Domestic abuse; alcohol: yes)" in said
    assert f"{len(unsaid):,} of {len(domestic):,}: alcohol not recorded" in said
    unknown, said = load("crime", subtheme="domestic-abuse", alcohol=None, **YEAR)
    assert len(unknown) == len(unsaid)
    assert "alcohol: not recorded)" in said


def test_suspects_are_picked_by_their_crime_and_by_themselves(load, raw) -> None:
    crimes = {
        row["crime_ref"]
        for row in within(raw, "police/*-crimes.csv")
        if row["police_uk_category"] == "Shoplifting" and row["district_code"] == "E07000236"
    }
    suspects = [row for row in within(raw, "police/*-suspects.csv") if row["crime_ref"] in crimes]
    frame, said = load("suspect", district="Redditch", category="shoplifting", **YEAR)
    assert len(frame) == len(suspects) > 0
    assert "category: Shoplifting)" in said
    men, _ = load("suspect", district="Redditch", category="shoplifting", sex="M", **YEAR)
    assert len(men) == sum(row["sex"] == "M" for row in suspects)


def test_qualifiers_are_found_among_others(load, raw) -> None:
    rows = within(raw, "asb/*.csv", "2015-04")
    young = [row for row in rows if "youth" in row["qualifiers"].split(";")]
    frame, _ = load("asb", qualifiers="youth")
    assert len(frame) == len(young) > 0
    assert len(load("asb", qualifiers=["youth", "alcohol"])[0]) > len(frame)


def test_a_ward_is_all_of_its_neighbourhoods(load, raw, small_built) -> None:
    (path,) = (small_built / "data" / "raw" / "lookups").glob("lsoa21_ward13*")
    lookup = pd.read_csv(path)
    name = lookup.loc[lookup["ltla24_code"] == "E07000236", "ward13_name"].iloc[0]
    codes = set(lookup.loc[lookup["ward13_name"] == name, "lsoa21_code"])
    rows = [row for row in within(raw, "police/*-crimes.csv") if row["lsoa_code"] in codes]
    frame, said = load("crime", ward=name.upper(), **YEAR)
    # Others are placed by their point alone.
    assert int(frame["lsoa_supplied"].notna().sum()) == len(rows) > 0
    assert set(frame["lsoa"]) <= codes
    assert said.startswith(f"crime (the ward {name} in Redditch; July 2015 to June 2016)")


def test_the_last_six_weeks_are_days_up_to_the_last_month_received(load, raw) -> None:
    rows = [row for row in within(raw, "asb/*.csv") if row["created_at"][:10] >= "2016-05-20"]
    frame, said = load("asb", last="6 weeks")
    assert len(frame) == len(rows) > 0
    assert "; 20 May 2016 to 30 June 2016)" in said


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"colour": "red"}, "'colour' is no column that rows of 'crime' can be picked by"),
        ({"alcohool": True}, "Did you mean 'alcohol'?"),
        ({"category": "shoplift"}, "Did you mean 'Shoplifting'?"),
        ({"alcohol": "perhaps"}, "write True, False or None"),
        ({"easting": "far"}, "is no number"),
        ({"recorded_date": "2016-04-01"}, "no column that rows of 'crime' can be picked by"),
        ({"subtheme": "knitting"}, "'knitting' is not a sub-theme of this partnership"),
        ({"subtheme": "hate-crime", "priority": "violence-and-abuse"}, "of the priority 'viol"),
        ({"last": "6 weeks", "since": "2016-04"}, "give one of them"),
        ({"ward": "Atlantis"}, "'Atlantis' is not a ward of this partnership"),
    ],
)
def test_what_cannot_be_picked_by_is_refused_in_a_sentence(load, asked, message) -> None:
    with pytest.raises(SettingsError) as told:
        load("crime", **asked)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("table", "asked", "message"),
    [
        (
            "crime",
            {"reporting_force": "elsewhere"},
            "says its reporting force: it was not received",
        ),
        ("asb", {"subtheme": "domestic-abuse"}, "does not count the table 'asb'. It counts: crime"),
        ("population", {"last": "6 weeks"}, "have no day"),
        ("geography", {"last": "12 months"}, "is not sent by the month"),
        ("population", {"ward": "Church Hill"}, "have no ward"),
    ],
)
def test_what_was_not_received_is_no_empty_frame(load, table, asked, message) -> None:
    with pytest.raises(StoreError) as told:
        load(table, **asked)
    assert message in str(told.value)


def test_labels_are_words_and_naive_local_times(load, raw, tmp_path) -> None:
    frame, _ = load("asb", district="redditch", labels=True, since="2016-06")
    rows = [row for row in within(raw, "asb/*.csv", "2016-06") if row["district_code"][-1] == "6"]
    assert set(frame["district"]) == {"Redditch"}
    assert sorted(frame["created_at"].dt.strftime("%Y-%m-%d %H:%M")) == sorted(
        row["created_at"] for row in rows
    )
    assert set(frame["flag_alcohol"]) <= {"Yes", "No", "Not recorded"}
    frame.to_excel(tmp_path / "rows.xlsx")


def test_points_are_on_the_national_grid(load, raw) -> None:
    frame, said = load("crime", points=True, since="2016-06")
    rows = within(raw, "police/*-crimes.csv", "2016-06")
    located = {(int(row["easting"]), int(row["northing"])) for row in rows if row["easting"]}
    placed = frame[frame.geometry.notna()]
    assert {(int(p.x), int(p.y)) for p in placed.geometry} == located
    assert frame.crs.to_epsg() == 27700
    assert f"On the map: {len(placed):,} of {len(rows):,} rows" in said


def test_people_have_the_points_of_their_crimes(load, raw) -> None:
    frame, _ = load("victim", points=True, since="2016-06")
    points = {
        row["crime_ref"]: (float(row["easting"]), float(row["northing"]))
        for row in within(raw, "police/*-crimes.csv", "2015-04")
        if row["easting"]
    }
    victims = [row["crime_ref"] for row in within(raw, "police/*-victims.csv", "2016-06")]
    placed = frame[frame.geometry.notna()].geometry
    assert sorted(zip(placed.x, placed.y, strict=True)) == sorted(
        points[one] for one in victims if one in points
    )


def test_a_frame_knows_what_it_is_of(load) -> None:
    frame, said = load("asb", place="Redditch town centre", last="12 months")
    about = frame.attrs["csa"]
    assert about["lines"] == said.splitlines()
    assert about["rows"] == len(frame)
    assert about["period"] == "July 2015 to June 2016"
    assert "Anti-social behaviour incidents" in about["source"]
