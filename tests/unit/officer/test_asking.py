"""Rows are called what they are, and none of them is counted as a no that did not say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from squares import BROMSGROVE, CODES, MONTHS, REDDITCH, SquareStore

import csa
from csa import schemas
from csa.errors import SettingsError, StoreError
from csa.officer.explorer.answers import Explorer
from csa.officer.explorer.asked import Asked
from csa.settings import load_settings

DAMAGE = "asb-damage-and-nuisance"
SPRING = {"since": "2016-04", "until": "2016-06"}
OWN = """
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
"""


def add(store: SquareStore, table: str, rows: Sequence[dict[str, Any]], *, source: str) -> None:
    """Add a table to the squares, received of each district in each of their months."""
    fields = schemas.TABLES[table].fields
    frame = pd.DataFrame([*rows], columns=[*fields], dtype="object")
    for name, field in fields.items():
        if field.kind == "flag":
            frame[name] = frame[name].astype("boolean")
        if field.kind == "whole":
            frame[name] = frame[name].astype("Int64")
        if field.kind == "time":
            frame[name] = pd.to_datetime(frame[name]).dt.tz_localize("Europe/London")
    store.tables[table] = frame.assign(source=source)
    received = [
        (source, table, district, month, "ok")
        for district in (REDDITCH, BROMSGROVE, "E07000239")
        for month in MONTHS
    ]
    coverage = store.tables["coverage"]
    more = pd.DataFrame(received, columns=coverage.columns)
    store.tables["coverage"] = pd.concat([coverage, more], ignore_index=True)
    store.catalogue.sources[source] = {"label": source, "publisher": "A service"}


@pytest.fixture
def fires(store: SquareStore) -> SquareStore:
    """Three fires of which two were set and one was not, and one of which nobody says."""
    rows = [
        {"month": "2016-04", "district": REDDITCH, "lsoa": CODES[0], "ward": "E05000001",
         "bucket": "not_deliberate",
         "is_deliberate": set_by, "called_at": "2016-04-03 17:00",
         "called_until": "2016-04-03 17:00"}
        for set_by in (True, True, False, None)
    ]  # fmt: skip
    add(store, "fire", rows, source="fire")
    return store


@pytest.fixture
def own(store: SquareStore, tmp_path: Path) -> SquareStore:
    """A hospital's figures of one ward of Redditch, one of them a range; none of Bromsgrove."""
    (tmp_path / "config" / "layouts" / "own-ae.toml").write_text(OWN, encoding="utf-8")
    figures = (("2016-04", 7, 7, 7), ("2016-05", 3, 3, 3), ("2016-06", None, 0, 4))
    rows = [
        {"month": month, "district": REDDITCH, "ward": "E05000001", "count": count,
         "at_least": least, "at_most": most}
        for month, count, least, most in figures
    ]  # fmt: skip
    add(store, "own_count", rows, source="own_ae")
    return store


@pytest.mark.parametrize(
    ("asked", "n", "noun"),
    [
        ({}, 4, "Fires"),
        ({"is_deliberate": False}, 1, "Fires"),
        ({"is_deliberate": [True, None]}, 3, "Fires"),
        ({"is_deliberate": True}, 2, "Deliberate fires"),
        ({"priority": DAMAGE}, 2, "Deliberate fires"),
    ],
)
def test_only_deliberate_fires_are_called_so(
    fires: SquareStore, asked: dict[str, Any], n: int, noun: str, capsys
) -> None:
    rows = csa.load("fire", district="Redditch", **asked)
    counted = csa.count(rows, "month")
    assert counted.data.set_index("month").loc["Total", "Rows"] == n == len(rows)
    assert counted.title.startswith(f"{noun} by month: Redditch")
    asb = csa.load("asb", district="Redditch")
    beside = csa.count([rows, asb], "month")
    assert beside.data.columns[1] == noun.lower()
    assert noun.lower() in beside.title.lower().split("; ")


@pytest.mark.parametrize(("priority", "n", "noun"), [("", 4, "fires"), (DAMAGE, 2, "deliberate f")])
def test_the_desk_calls_fires_what_they_are(
    fires: SquareStore, priority: str, n: int, noun: str
) -> None:
    explorer = Explorer(load_settings(), "redditch")
    answer = explorer.answer(
        Asked(area="redditch", table="fire", priority=priority, by="lsoa", last="", **SPRING)
    )
    assert answer.by_lsoa[CODES[0]] == n
    assert explorer.tables["fire"] == "fires"
    for told in (answer.noun, answer.map_title, answer.charts.title, answer.table.title):
        assert told.lower().startswith(noun)


# Of the six of that spring in Redditch two had youths, three had none, one does not say.
@pytest.mark.parametrize(
    ("asked", "rows", "line"),
    [
        ({}, 2, "1 of 6: not recorded whether they are Youth anti-social behaviour"),
        ({"place": "Greenlands"}, 2, "1 of 4: not recorded"),
        ({"place": "Winyates"}, 0, ""),
        ({"category": "personal"}, 1, ""),
        ({"category": "nuisance"}, 1, "1 of 4: not recorded"),
    ],
)
def test_a_subtheme_says_how_many_rows_do_not_say(
    store: SquareStore, asked: dict[str, Any], rows: int, line: str, capsys
) -> None:
    loaded = csa.load("asb", district="Redditch", subtheme="youth-anti-social-behaviour", **SPRING,
                      **asked)  # fmt: skip
    said = capsys.readouterr().out
    assert len(loaded) == rows
    assert line in said
    assert ("not recorded whether" in said) == bool(line)


def test_a_priority_whose_every_row_is_divided_says_no_more(store: SquareStore, capsys) -> None:
    assert len(csa.load("asb", district="Redditch", priority=DAMAGE, **SPRING)) == 6
    assert "not recorded whether" not in capsys.readouterr().out


@pytest.mark.parametrize("asked", [{"ward": "Winyates"}, {"district": "Bromsgrove"}])
def test_an_area_without_a_figure_is_no_empty_frame(
    own: SquareStore, asked: dict[str, str]
) -> None:
    with pytest.raises(StoreError, match=r"No figure was received of own_ae \(.*not a nought"):
        csa.load("own_ae", **asked)


def test_districts_without_a_figure_are_named(own: SquareStore, capsys) -> None:
    rows = csa.load("own_ae")
    assert "No figure was received for Bromsgrove and Wyre Forest." in capsys.readouterr().out
    total = csa.count(rows, "month").data.set_index("month").loc["Total", "Number"]
    assert total == "10 to 14"
    csa.load("own_ae", ward="Greenlands")
    assert "No figure" not in capsys.readouterr().out


def test_figures_of_which_none_is_left_are_counted_as_none(own: SquareStore, capsys) -> None:
    rows = csa.load("own_ae", district="Redditch")
    none = csa.count(rows[rows["count"] > 100], "month").data
    assert none["Number"].isna().all()
    beside = csa.count([rows[rows["count"] > 100], csa.load("asb", **SPRING)], "month").data
    assert beside.set_index("month").loc["June 2016"].isna().tolist() == [True, False]


@pytest.mark.parametrize("top", [0, -1, 1.5, True, "3"])
def test_a_number_of_classes_is_one_or_more(store: SquareStore, top: Any, capsys) -> None:
    rows = csa.load("asb", **SPRING)
    with pytest.raises(SettingsError, match="1 or more"):
        csa.count(rows, "category", top=top)


def test_parts_of_one_table_stand_side_by_side(store: SquareStore, capsys) -> None:
    rows = csa.load("asb", district="Redditch", **SPRING)
    parts = [rows[rows["category"] == name] for name in ("Nuisance", "Personal")]
    frame = csa.count(parts, "month").data
    assert [*frame.columns[1:]] == [f"anti-social behaviour incidents (table {n})" for n in (1, 2)]
    assert frame.set_index("month").loc["Total"].tolist() == [4, 2]


def test_codes_are_written_as_words(fires: SquareStore, capsys) -> None:
    counted = csa.count(csa.load("fire", district="Redditch"), "bucket")
    assert counted.title.startswith("Fires by type of fire: ")
    assert counted.tables[0].columns[0].label == "Type of fire"
    assert [*counted.data.iloc[:, 0]] == ["not deliberate", "Total"]
    unsaid = csa.count(csa.load("fire", district="Redditch"), "motive").data
    assert unsaid.to_numpy().tolist() == [["Not recorded", 4], ["Total", 4]]
    asb = csa.load("asb", district="Redditch")
    assert csa.count([asb], "youth").tables[0].columns[0].label == "Youth"


def test_a_value_that_is_none_is_answered_with_each_of_them_once(store: SquareStore) -> None:
    with pytest.raises(SettingsError) as told:
        csa.load("victim", age_band="12")
    assert str(told.value).count("unknown") == 1
