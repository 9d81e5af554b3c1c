"""A place profile says what the raw rows of its very ground say, and never leaves the desk."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

import csa
from csa.errors import CsaError, DisclosureError, SettingsError, StoreError
from csa.exhibits.desk import all_groups, everything_declared
from csa.officer.handouts.place import PIECES, PlaceProfile
from csa.report.pages.layout import make_pages
from csa.report.run.plan import Chapter, Task

PLACE, REDDITCH = "Redditch town centre", "E07000236"
MIDDLE, RADIUS = (404_150, 267_750), 500
NOW, BEFORE = ("2016-04", "2016-05", "2016-06"), ("2015-04", "2015-05", "2015-06")
SPAN = {"since": NOW[0], "until": NOW[-1]}
MARK = "unprotected: not for publication"
Rows = list[tuple[str, dict[str, str]]]


def away(row: dict[str, str]) -> float:
    """Return how far from the middle of the place a raw row is; NaN without a point."""
    if not row["easting"]:
        return math.nan
    return math.dist(MIDDLE, (int(row["easting"]), int(row["northing"])))


def here(rows: Rows, months: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of some months on the ground of the place."""
    return [row for month, row in rows if month in months and away(row) <= RADIUS]


@pytest.fixture(scope="module")
def redditch(raw: Callable[[str], object]) -> Callable[[str], Rows]:
    """Return the raw rows of Redditch with their month."""
    return lambda name: [one for one in raw(name) if one[1]["district_code"] == REDDITCH]


@pytest.fixture(scope="module")
def asb(redditch) -> Rows:
    """Anti-social behaviour in Redditch."""
    return redditch("asb/*.csv")


@pytest.fixture(scope="module")
def crimes(redditch) -> Rows:
    """Crimes in Redditch that count."""
    return [one for one in redditch("police/*crimes.csv") if one[1]["status"] in ("recorded", "")]


@pytest.fixture(scope="module")
def profile(small_built: Path) -> PlaceProfile:
    """Anti-social behaviour in the town centre, from April to June."""
    return csa.place_profile(PLACE, theme="asb", root=str(small_built), **SPAN)


@pytest.fixture(scope="module")
def of_crime(small_built: Path) -> PlaceProfile:
    """Crime there."""
    return csa.place_profile("redditch-town-centre", theme="crime", root=str(small_built), **SPAN)


def test_both_years_and_types_are_those_of_the_ground(profile, asb) -> None:
    now, before = here(asb, NOW), here(asb, BEFORE)
    assert now
    assert before
    frame = profile.what().data.set_index("name")
    total = frame.loc["Anti-social behaviour incidents"]
    assert (total["before"], total["after"]) == (len(before), len(now))
    for kind, n in Counter(row["nsir_category"] for row in now).items():
        assert frame.loc[f"of these: {kind}", "after"] == n


def test_youths_are_a_theme(small_built: Path, asb) -> None:
    theme = "Youth anti-social behaviour"
    shown = csa.place_profile(PLACE, theme=theme, root=str(small_built), **SPAN).what()
    young = [row for row in here(asb, NOW) if "youth" in row["qualifiers"].split(";")]
    assert shown.data["after"].iloc[0] == len(young)
    assert theme in shown.sentence


def test_the_rest_of_the_district_is_what_lies_elsewhere(profile, asb) -> None:
    shown = profile.against_rest()
    counts = shown.data.set_index("name")["after"]
    now = [row for month, row in asb if month in NOW]
    assert counts["The rest of Redditch"] == sum(away(row) > RADIUS for row in now)
    nowhere = sum(not row["easting"] for row in now)
    assert f"Of {nowhere} incidents" in shown.notes[0] if nowhere else not shown.notes


def test_hours_are_exact(profile, asb) -> None:
    moments = [datetime.fromisoformat(row["created_at"]) for row in here(asb, NOW)]
    frame = profile.when().data.set_index("day")
    for (day, hour), n in Counter((m.strftime("%a"), m.strftime("%H")) for m in moments).items():
        assert frame.loc[day, hour] == n
    assert frame["Total"].sum() == len(moments)


def test_spots_are_squares_of_the_grid(profile, asb) -> None:
    squares = Counter(
        (int(row["easting"]) // 100, int(row["northing"]) // 100) for row in here(asb, NOW)
    )
    found = profile.spots().data
    assert sorted(found["n"], reverse=True) == sorted(squares.values(), reverse=True)
    (east, north), _ = min(squares.items(), key=lambda one: (-one[1], one[0]))
    assert f"SP {east % 1000:03d} {north % 1000:03d}" in set(found["square"])


def test_callers_are_told_apart(profile, asb) -> None:
    calls = Counter(row["caller_ref"] for row in here(asb, NOW))
    unknown = calls.pop("", 0)
    frame = profile.again().data.set_index("name")
    row = frame.loc["Callers about any anti-social behaviour there"]
    assert row["people"] == len(calls)
    assert row["again"] == sum(n > 1 for n in calls.values())
    assert (row["known"], row["unknown"]) == (sum(calls.values()), unknown)


def test_people_are_those_of_the_crimes_there(of_crime, crimes, raw) -> None:
    refs = {row["crime_ref"] for row in here(crimes, NOW)}
    victims = [row for _, row in raw("police/*victims.csv") if row["crime_ref"] in refs]
    people = {row["victim_ref"] for row in victims if row["victim_type"] == "person"}
    frame = of_crime.again().data.set_index("name")
    assert frame.loc["People harmed by these crimes", "people"] == len(people - {""})


def test_young_suspects_are_counted_among_those_of_known_age(of_crime, crimes, raw) -> None:
    refs = {row["crime_ref"] for row in here(crimes, NOW)}
    counted = ("suspect", "arrested", "charged", "convicted", "")
    ages = [
        int(row["age"])
        for _, row in raw("police/*suspects.csv")
        if row["crime_ref"] in refs and row["status"] in counted and row["age"]
    ]
    row = of_crime.youth().data.set_index("name").loc["Suspects of crime there, aged 10 to 17"]
    assert row["after"] == sum(10 <= age <= 17 for age in ages)
    assert row["after_of"] == len(ages)


def test_fires_and_reports_around_are_told_with_those_there(profile, redditch) -> None:
    counts = profile.around().data.set_index("name")["after"]
    reports = [row for month, row in redditch("environment/*.csv") if month in NOW]
    assert counts["Environmental reports"] == sum(away(row) <= RADIUS for row in reports)
    assert counts["Environmental reports within 250 m around it"] == sum(
        RADIUS < away(row) <= RADIUS + 250 for row in reports
    )
    fires = [
        row
        for month, row in redditch("fire/*.csv")
        if month in NOW and row["motive"].startswith("deliberate")
    ]
    assert counts["Deliberate fires"] == sum(away(row) <= RADIUS for row in fires)


def test_a_ward_is_profiled_by_the_rows_that_name_it(small_built: Path, asb) -> None:
    wards = csa.wards(root=str(small_built)).query("district == 'Redditch'")["called"]
    shown = [
        csa.place_profile(name, theme="asb", root=str(small_built), **SPAN).what().data
        for name in wards
    ]
    now = [row for month, row in asb if month in NOW]
    placed = [row for row in now if row["lsoa_code"] or row["easting"]]
    assert sum(one["after"].iloc[0] for one in shown) == len(placed)


def test_a_circle_is_the_place_that_has_the_same(small_built: Path, profile) -> None:
    drawn = csa.place_profile("404150,267750,500", theme="asb", root=str(small_built), **SPAN)
    assert drawn.what().data["after"].iloc[0] == profile.what().data["after"].iloc[0]
    with pytest.raises(SettingsError, match="lies in no district"):
        csa.place_profile("504150,267750,500", root=str(small_built))


def test_neighbourhoods_are_those_that_pages_count(small_built: Path, profile, squares) -> None:
    codes = ", ".join(sorted(squares))
    drawn = csa.place_profile(codes, theme="asb", root=str(small_built), **SPAN)
    on_pages = profile.what().data.set_index("name").loc["Its whole neighbourhoods, as on pages"]
    assert drawn.what().data["after"].iloc[0] == on_pages["after"]
    with pytest.raises(SettingsError, match="several districts"):
        csa.place_profile("Z01000001, Z01000009", root=str(small_built))


def test_a_month_that_was_not_received_is_named_and_left_out(gappy: Path, redditch) -> None:
    """August 2015 of the fires is lost: three months of 2015 without it, nothing a year earlier."""
    shown = csa.place_profile(
        PLACE, theme="fire", since="2015-07", until="2015-09", root=str(gappy)
    ).what()  # fmt: skip
    fires = [
        row
        for month, row in redditch("fire/*.csv")
        if month in ("2015-07", "2015-09") and row["motive"].startswith("deliberate")
    ]
    assert shown.data["after"].iloc[0] == sum(away(row) <= RADIUS for row in fires)
    assert shown.notes == ("The deliberate fires of August 2015 were not received.",)
    assert "There is no year to set it beside." in shown.sentence


def test_where_there_is_none_each_part_says_so(small_built: Path) -> None:
    nothing = csa.place_profile("404150,267750,1", theme="asb", root=str(small_built), **SPAN)
    assert "0 in both periods" in nothing.what().sentence
    for name in ("when", "spots"):
        assert getattr(nothing, name)().unavailable == "There was none in these months."
    assert all(getattr(nothing, name)()._repr_html_() for name in PIECES)


def test_projects_that_name_the_place_are_listed(small_built: Path) -> None:
    tried = csa.place_profile(PLACE, root=str(small_built), **SPAN).tried()
    assert tried.data.set_index("name").loc["Shop Front", "kind"] == "Project"


def test_what_could_be_seen_gets_easier_with_time(profile) -> None:
    shown = profile.measurable()
    falls = [] if shown.unavailable else shown.data["smallest_fall"].tolist()
    assert falls == sorted(falls, reverse=True)
    assert shown.unavailable or 0 < falls[-1] < 1


@pytest.mark.parametrize("piece", PIECES)
def test_every_part_says_that_it_is_unprotected(profile, piece: str) -> None:
    shown = getattr(profile, piece)()
    assert shown.officer
    assert "Unprotected" in shown._repr_html_()
    for part in (*shown.tables, *shown.figures):
        assert MARK in part.caption.casefold()
    for figure in shown.figures:
        drawn = [text.get_text() for text in figure.draw().findobj() if hasattr(text, "get_text")]
        assert "Unprotected: not for publication" in drawn


@pytest.mark.parametrize("edition", ["partner", "public"])
def test_nothing_of_it_reaches_a_published_page(profile, edition: str) -> None:
    outputs = [
        {
            "output_type": "display_data",
            "data": getattr(profile, name)()._repr_mimebundle_(),
            "metadata": {},
        }
        for name in ("what", "when", "spots", "again")
    ]
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Smuggled"},
        {"cell_type": "code", "metadata": {}, "source": "x", "outputs": outputs},
    ]
    chapter = Chapter("smuggled", Path("smuggled.ipynb"), title="Smuggled", order=0, per="area")
    task = Task("redditch", chapter, "Smuggled")
    assert make_pages([(task, {"cells": cells})], area="redditch", edition=edition) == []


def test_no_release_can_hold_what_is_counted_for_it(profile) -> None:
    """Its numbers name no cell, and no group of exhibits that declares families is part of it."""
    assert all(not getattr(profile, name)().numbers for name in PIECES)
    assert not [one for one in all_groups() if one.__module__.startswith("csa.officer")]
    assert not [one for one in everything_declared().names if "caller" in one or "square" in one]


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"place": "Reditch town center"}, SettingsError, "Did you mean 'Redditch town centre'?"),
        ({"theme": "shop lifting"}, SettingsError, "Did you mean 'Shoplifting'?"),
        ({"since": "2019-01", "until": "2019-06"}, StoreError, "2015-04 to 2016-06"),
        ({"since": "2015-04", "until": "2016-06"}, SettingsError, "it has twelve at most"),
        ({"since": "2016-06", "until": "2016-04"}, SettingsError, "2016-06"),
        ({"place": "404150,267750,-5"}, SettingsError, "The radius is -5 m. Give whole metres"),
        (
            {"place": "404150,267750,50000"},
            SettingsError,
            "The radius is 50,000 m. Give whole metres",
        ),
        ({"place": "100,100,300"}, SettingsError, "The point 100,100 lies in no district"),
        ({"edition": "secret"}, SettingsError, "Choose from: officer, partner, public"),
        ({"edition": "public", "theme": "asb"}, DisclosureError, "by a theme"),
        ({"edition": "partner", "since": "2016-04"}, DisclosureError, "by months"),
    ],
)
def test_a_mistake_is_one_sentence(
    small_built: Path, asked: dict[str, str], error: type[CsaError], words: str
) -> None:
    with pytest.raises(error) as caught:
        csa.place_profile(**{"place": PLACE, "root": str(small_built)} | asked)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
