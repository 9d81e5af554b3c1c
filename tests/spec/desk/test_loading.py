"""``csa.load`` gives the rows asked for, and never shows as none what was not received."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import csa
from csa.errors import CsaError, SettingsError, StoreError
from csa.schemas import TABLES

MONTHLY = {
    "crime": "police/*-crimes.csv",
    "asb": "asb/*.csv",
    "fire": "fire/*.csv",
    "environment": "environment/*.csv",
    "victim": "police/*-victims.csv",
    "suspect": "police/*-suspects.csv",
    "stop_search": "stop_search/*.csv",
}
REDDITCH = "E07000236"
THEFT, VIOLENCE = "theft-and-acquisitive-crime", "violence-and-abuse"
THEFT_TYPES = {
    "Shoplifting", "Burglary", "Vehicle crime", "Other theft", "Bicycle theft",
    "Theft from the person", "Robbery",
}  # fmt: skip
VIOLENT = {
    "Violence with injury", "Homicide", "Violence without injury", "Rape", "Other sexual offences",
}  # fmt: skip


@pytest.fixture
def load(gappy: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str]]:
    """Load from the partnership with gaps; returns the frame and the lines written."""

    def loaded(table: str, **asked: object) -> tuple[object, str]:
        frame = csa.load(table, root=str(gappy), **asked)
        return frame, capsys.readouterr().out

    return loaded


# Searches outside the area are in the file, and in no table.
@pytest.mark.parametrize("table", [name for name in MONTHLY if name != "stop_search"])
def test_every_monthly_table_holds_the_rows_of_its_files(load, raw, table) -> None:
    frame, said = load(table, since="2016-04", until="2016-04")
    rows = [row for month, row in raw(MONTHLY[table]) if month == "2016-04"]
    assert len(frame) == len(rows) > 0
    assert said.startswith(f"{table} (North Worcestershire; April 2016): {len(rows):,} rows.\n")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"since": "2030-01"}, "from January 2030. Received: April 2015 to "),
        ({"since": "2016-07", "until": "2016-09"}, "July 2016 to September 2016. Received: "),
        ({"until": "2009-12"}, "up to December 2009. Received: April 2015 to "),
        ({"district": REDDITCH, "since": "2030-01"}, "for Redditch, from January 2030"),
    ],
)
@pytest.mark.parametrize("table", MONTHLY)
def test_months_never_received_are_an_error_and_not_an_empty_frame(
    load, table, asked, message
) -> None:
    with pytest.raises(StoreError, match=f"No month of the table '{table}' was received") as told:
        load(table, **asked)
    assert message in str(told.value)


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2030-01"},
        {"until": "2009-12"},
        {"since": "2016-06", "until": "2016-04"},
        {"district": "worcester"},
        {"priority": "knitting"},
        {"place": "atlantis"},
        *({"since": month} for month in ("June", "2016-4", "", 2016, "2016-04-01")),
        {"until": "2016-13"},
    ],
    ids=lambda asked: " ".join(f"{name} {value}" for name, value in asked.items()),
)
def test_no_table_answers_what_cannot_be_with_an_empty_frame(load, table, asked) -> None:
    with pytest.raises(CsaError) as told:
        load(table, **asked)
    assert str(told.value).endswith(".")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("table", MONTHLY)
def test_a_span_turned_round_is_refused_before_anything_else(load, table) -> None:
    with pytest.raises(SettingsError, match=r"ends \(2016-04\) before it starts \(2016-06\)"):
        load(table, since="2016-06", until="2016-04")


def test_months_of_the_span_that_were_not_received_are_named(load, raw) -> None:
    frame, said = load("fire", since="2015-07", until="2015-09")
    kept = [month for month, _ in raw(MONTHLY["fire"]) if month in ("2015-07", "2015-09")]
    assert len(frame) == len(kept)
    assert "Not received: August 2015.\n" in said
    _, said = load("environment", since="2016-05")
    assert "Not received: May 2016 (Bromsgrove).\n" in said
    _, said = load("environment", district="redditch", since="2016-05", until="2016-08")
    assert "Not received: July 2016 to August 2016.\n" in said
    _, said = load("asb")
    assert "eceived" not in said


def test_a_place_is_asked_of_its_own_district(load) -> None:
    _, said = load("environment", place="redditch-town-centre")
    assert said.startswith("environment (Redditch; April 2015 to June 2016; the neighbourhoods")
    assert "eceived" not in said
    with pytest.raises(StoreError, match="for Bromsgrove, May 2016"):
        load("environment", place="bromsgrove-town-centre", since="2016-05", until="2016-05")


def test_a_month_lost_everywhere_or_in_the_district_is_an_error(load) -> None:
    with pytest.raises(StoreError, match="September 2015 to June 2016"):
        load("fire", since="2015-08", until="2015-08")
    with pytest.raises(StoreError, match="for Bromsgrove, May 2016"):
        load("environment", district="Bromsgrove", since="2016-05", until="2016-05")


@pytest.mark.parametrize("name", ["redditch", "Redditch", REDDITCH])
def test_a_district_is_known_by_slug_name_and_code(load, raw, name) -> None:
    frame, _ = load("crime", district=name)
    rows = [row for _, row in raw(MONTHLY["crime"]) if row["district_code"] == REDDITCH]
    assert len(frame) == len(rows) > 0


def is_of(row: dict[str, str], priority: str) -> bool:
    """Say from the raw row whether a crime is in the total of a priority."""
    if row["status"] != "recorded":
        return False
    if priority == THEFT:
        return row["police_uk_category"] in THEFT_TYPES
    return row["offence_subgroup"] in VIOLENT


@pytest.mark.parametrize("priority", [THEFT, VIOLENCE])
def test_victims_and_suspects_of_a_priority_are_those_of_its_crimes(load, raw, priority) -> None:
    crimes = {row["crime_ref"] for _, row in raw(MONTHLY["crime"]) if is_of(row, priority)}
    frame, _ = load("crime", priority=priority)
    assert len(frame) == len(crimes) > 0
    for table in ("victim", "suspect"):
        rows = [row for _, row in raw(MONTHLY[table]) if row["crime_ref"] in crimes]
        counted = [row for row in rows if row.get("status") != "eliminated"]
        frame, said = load(table, priority=priority)
        assert len(frame) == len(counted) > 0
        assert "On no page" not in said


@pytest.mark.parametrize(
    ("table", "priority", "message"),
    [
        ("asb", VIOLENCE, r"does not count the table 'asb'. It counts: crime\."),
        ("fire", THEFT, r"does not count the table 'fire'. It counts: crime\."),
        ("crime", "knitting", "Choose from: violence-and-abuse, theft-"),
        ("geography", THEFT, "belong to no priority. Those that do: crime, asb, fire, "),
        ("stop_search", THEFT, "belong to no priority"),
        ("population", THEFT, "belong to no priority"),
    ],
)
def test_a_priority_that_a_table_cannot_have_is_refused(load, table, priority, message) -> None:
    with pytest.raises(CsaError, match=message):
        load(table, priority=priority)


def test_rows_that_no_page_counts_are_told(load, raw) -> None:
    crimes = [row for _, row in raw(MONTHLY["crime"])]
    gone = sum(row["status"] != "recorded" for row in crimes)
    frame, said = load("crime")
    assert len(frame) == len(crimes)
    assert f"On no page, but among these rows: {gone} crimes that were cancelled" in said
    named = [row for _, row in raw(MONTHLY["suspect"])]
    out = sum(row["status"] == "eliminated" for row in named)
    assert f"{out} suspects who were eliminated" in load("suspect")[1]


def test_what_a_priority_cannot_be_recognised_by_is_told(load) -> None:
    frame, said = load("asb", priority="asb-damage-and-nuisance", since="2016-04", until="2016-04")
    assert len(frame) > 0
    assert "Nothing in these rows" not in said


def test_a_table_that_was_not_built_says_so(load) -> None:
    with pytest.raises(StoreError, match="'outcome' has not been built"):
        load("outcome")


def test_no_row_set_aside_is_a_true_none(load) -> None:
    frame, said = load("quarantine")
    assert len(frame) == 0
    assert said == "quarantine (North Worcestershire): 0 rows.\n"
