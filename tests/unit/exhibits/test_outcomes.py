"""Outcomes are shown by the police's own types, exactly, and never by priority."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import REDDITCH, cells, desk

from csa.counting.records.countable import build_countables
from csa.counting.records.described import UNKNOWN
from csa.counting.records.outcomes import OUTCOMES, outcome_class
from csa.exhibits.desk import declared_counts
from csa.exhibits.wording.nearest import types_of
from csa.schemas import CRIME_CATEGORIES
from csa.settings import load_settings

THEFT = "theft-and-acquisitive-crime"
VIOLENCE = "violence-and-abuse"
VIOLENT_TYPE = "Violence and sexual offences"
# Of "Shoplifting", six months old or more: 100 crimes.
SHOPLIFTING = {"charged": 23, "out of court": 11, "no action": 30, "no suspect": 20,
               "other body": 1, UNKNOWN: 15}  # fmt: skip


def of_type(kind, mature, recent=None, *, class_="public"):
    """Cells of one type by outcome and age of the crime."""
    values = {
        (("category", kind), ("outcome_group", group), ("maturity", age)): counts.get(group, 0)
        for age, counts in (("mature", mature), ("recent", recent or {}))
        for group in (*OUTCOMES, UNKNOWN)
    }
    return cells("crime", values, kind=class_)


@pytest.mark.parametrize(
    ("code", "text", "group"),
    [
        ("1", "Court result unavailable", "charged"),
        ("4", "Suspect charged as part of another case", "charged"),
        ("3", "Offender given a caution", "out of court"),
        ("7", "Offender given a drugs possession warning", "out of court"),
        ("8", "Local resolution", "out of court"),
        ("14", "Unable to prosecute suspect", "no action"),
        ("16", "Unable to prosecute suspect", "no action"),
        ("21", "Further investigation is not in the public interest", "no action"),
        ("18", "Investigation complete; no suspect identified", "no suspect"),
        ("20", "Action to be taken by another organisation", "other body"),
        (None, "Under investigation", None),
        ("", "Status update unavailable", None),
    ],
)
def test_a_home_office_type_falls_in_the_class_that_the_police_publish_it_under(code, text, group):
    by_code, by_text = outcome_class(pd.Series([code, text], dtype="object"))
    assert (by_code == group and by_text == group) if group else pd.isna([by_code, by_text]).all()


def test_open_data_have_outcomes_too():
    crimes = pd.DataFrame(
        {
            "crime_id": ["c1", "c2"], "month": "2016-06", "district": REDDITCH, "ward": "W",
            "lsoa": "L", "category": "Shoplifting", "status": "recorded",
            "outcome": ["Local resolution", "Under investigation"],
        }
    )  # fmt: skip
    built = build_countables({"crime": crimes}, priorities=[], open_units=["crime"])["crime"]
    assert built.rows["outcome_group"].tolist() == ["out of court", UNKNOWN]
    assert "outcome_group" not in built.unavailable


def test_no_theme_is_counted_by_outcome():
    with_outcome = [set(count.by) for count in declared_counts() if "outcome_group" in count.by]
    assert with_outcome
    assert not any(by & {"priority", "subtheme", "theme"} for by in with_outcome)


def test_which_types_a_priority_is_made_of():
    made_of = {one.id: types_of(one) for one in load_settings().priorities}
    assert set(made_of[THEFT]) == {
        "Shoplifting", "Burglary", "Vehicle crime", "Other theft", "Bicycle theft",
        "Theft from the person", "Robbery",
    }  # fmt: skip
    assert made_of["asb-damage-and-nuisance"] == ("Criminal damage and arson",)
    # Stalking is part of a type only, violence by sub-group only, and drugs and alcohol cut across.
    assert made_of["protecting-vulnerable-communities"] == ()
    assert made_of[VIOLENCE] == ()
    assert made_of["offending-drugs-and-alcohol"] == ()
    assert {name for names in made_of.values() for name in names} <= set(CRIME_CATEGORIES)


def test_a_priority_of_whole_types_shows_their_outcomes_added_up():
    burglary = {"charged": 7, "no suspect": 60, UNKNOWN: 33}
    exhibit = desk(
        of_type("Shoplifting", SHOPLIFTING, {"charged": 4, UNKNOWN: 40}),
        of_type("Burglary", burglary),
        of_type(VIOLENT_TYPE, {"charged": 500}),
        edition="public",
    ).suspects.outcomes()
    rows = exhibit.data.set_index("outcome_group")
    assert rows["mature"].to_dict() == {
        "charged": 30, "out of court": 11, "no action": 30, "no suspect": 80, "other body": 1,
        UNKNOWN: 48,
    }  # fmt: skip
    assert rows["recent"].sum() == 44
    # Each figure names the cells it is the sum of.
    assert sorted(
        key.split("category=")[1] for key in exhibit.tables[0].frame["mature"][0].origin.plus
    ) == [
        "Burglary;maturity=mature;outcome_group=charged",
        "Shoplifting;maturity=mature;outcome_group=charged",
    ]
    # 30, 11 and 80 of 200; 152 of 200 have an outcome, enough to speak without reserve.
    assert exhibit.sentence.startswith(
        "Of 200 crimes at least six months old, 15% led to a charge or summons and 6% to a caution"
    )
    assert "for 40% no suspect was identified" in exhibit.sentence
    assert "44 crimes are more recent" in exhibit.sentence
    assert "exact, as data.police.uk publishes them" in exhibit.notes[0]
    assert "nearest" not in exhibit.notes[0]


@pytest.mark.parametrize("edition", ["officer", "partner", "public"])
def test_a_sensitive_priority_shows_the_nearest_type_and_says_so(edition):
    exhibit = desk(
        of_type(VIOLENT_TYPE, {"charged": 3, "no suspect": 97}),
        of_type("Shoplifting", SHOPLIFTING),
        edition=edition,
        priority=VIOLENCE,
    ).suspects.outcomes()
    # 3 is printed: the police publish it.
    assert exhibit.data.set_index("outcome_group").loc["charged", "mature"] == 3
    assert f"Of 100 crimes of the type {VIOLENT_TYPE} at least six months" in exhibit.sentence
    assert "nearest public figure to violence and abuse" in exhibit.notes[0]
    assert all(f"category={VIOLENT_TYPE}" in key for key in exhibit.numbers)


def test_without_a_nearest_type_the_exhibit_says_why_it_is_empty():
    here = desk(of_type(VIOLENT_TYPE, {"charged": 30}), priority=VIOLENCE)
    settings = here.view.settings
    bare = settings.model_copy(
        update={"disclosure": settings.disclosure.model_copy(update={"nearest_public": {}})}
    )
    exhibit = type(here)(
        type(here.view)(bare, here.view.release, "redditch", "officer").of_priority(VIOLENCE)
    ).suspects.outcomes()
    assert "neither made of whole types nor is one named as nearest" in exhibit.unavailable


@pytest.mark.parametrize(("ended", "start"), [(80, "Of 100"), (60, "As far"), (40, "Too few")])
def test_outcomes_weaken_with_what_is_recorded(ended, start):
    exhibit = desk(of_type("Shoplifting", {"charged": ended, UNKNOWN: 100 - ended}))
    assert exhibit.suspects.outcomes().sentence.startswith(start)


def test_few_old_crimes_give_no_percentage():
    # 19 is below the least base for a percentage
    exhibit = desk(of_type("Shoplifting", {"charged": 19})).suspects.outcomes()
    assert exhibit.sentence.startswith("Too few crimes are old enough")
    assert "Share" not in exhibit.tables[0].to_html()


def test_rounded_outcomes_are_not_called_exact():
    # A partnership that does not list outcomes among its public details has them rounded.
    exhibit = desk(
        of_type("Shoplifting", {"charged": 25, UNKNOWN: 0}, class_="sensitive"), edition="partner"
    ).suspects.outcomes()
    assert "exact" not in exhibit.notes[0]
    assert "&lt;5" in exhibit.tables[0].to_html()
