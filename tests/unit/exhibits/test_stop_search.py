"""Stops and searches: read as police.uk describes them, set against residents with care."""

from dataclasses import replace

import pandas as pd
import pytest
from people_cells import REDDITCH, cells, desk

from csa.counting.records.searches import search_countable
from csa.exhibits.desk import AreaDesk

CHAPTER = "offending-drugs-and-alcohol"
OBJECTS = ("drugs", "theft", "weapons", "damage", "other", "unknown")
RESULTS = ("found", "something else", "nothing", "unknown")
GROUPS = ("White", "Mixed", "Asian", "Black", "Other", "unknown")
RESIDENTS = pd.DataFrame(
    {
        "area": REDDITCH,
        "ethnicity": ["White", "Mixed", "Asian", "Black", "Other"],
        "residents": [90_000, 2_000, 5_000, 2_000, 1_000],
        "source": "census",
        "year": 2011,
    }
)


def rows_of(**columns):
    n = max(len(values) for values in columns.values())
    defaults = {
        "object_of_search": "Controlled drugs", "outcome": "Arrest",
        "outcome_linked_to_object": True, "self_defined_ethnicity": None,
        "officer_defined_ethnicity": None,
    }  # fmt: skip
    table = pd.DataFrame({name: columns.get(name, [value] * n) for name, value in defaults.items()})
    linked = table["outcome_linked_to_object"].astype("boolean")
    texts = table.drop(columns="outcome_linked_to_object").astype("str")
    return search_countable(texts.assign(outcome_linked_to_object=linked)).rows


def test_what_people_call_themselves_is_rolled_up_to_five_groups():
    said = {
        "White - English/Welsh/Scottish/Northern Irish/British": "White",
        "Mixed/Multiple ethnic groups - White and Black Caribbean": "Mixed",
        "Asian/Asian British - Chinese": "Asian",
        "Other ethnic group - Chinese": "Asian",  # where it stood before the 2011 census
        "Black/African/Caribbean/Black British - African": "Black",
        "Other ethnic group - Any other ethnic group": "Other",
        "Other ethnic group - Not stated": "unknown",
        "Not Stated": "unknown",
        None: "unknown",
    }
    assert rows_of(self_defined_ethnicity=list(said))["ethnicity"].tolist() == list(said.values())


def test_a_search_found_something_only_if_the_police_link_it_to_what_they_looked_for():
    outcomes = {
        ("Arrest", True): "found",
        ("Arrest", False): "something else",
        ("Arrest", None): "unknown",
        # Published rows do claim a link without any action; nothing was found.
        ("A no further action disposal", True): "nothing",
        ("A no further action disposal", None): "nothing",
        (None, True): "unknown",
    }
    outcome, linked = (list(part) for part in zip(*outcomes, strict=True))
    found = rows_of(outcome=outcome, outcome_linked_to_object=linked)["result"]
    assert found.tolist() == list(outcomes.values())


def test_objects_are_named_by_what_they_are():
    objects = ["Controlled drugs", "Psychoactive substances", "Article for use in theft",
               "Stolen goods", "Offensive weapons", "Firearms",
               "Articles for use in criminal damage", "Fireworks", None]  # fmt: skip
    assert rows_of(object_of_search=objects)["object"].tolist() == [
        "drugs", "drugs", "theft", "theft", "weapons", "weapons", "damage", "other", "unknown",
    ]  # fmt: skip


def searches(by_group, *, kind="public", seen=None):
    """Cells of searches by group, each search with nothing found unless given as a pair."""
    values = {
        (("ethnicity", group), ("result", result)): 0 for group in GROUPS for result in RESULTS
    }
    for group, number in by_group.items():
        total, found = number if isinstance(number, tuple) else (number, 0)
        values[("ethnicity", group), ("result", "found")] = found
        values[("ethnicity", group), ("result", "nothing")] = total - found
    noted = {(("seen", group),): (seen or {}).get(group, 0) for group in GROUPS}
    return [cells("stop_search", values, kind=kind), cells("stop_search", noted, kind=kind)]


def ethnic(by_group, *, edition="public", kind="public", residents=RESIDENTS):
    reference = {"residents_by_ethnicity": residents}
    one = desk(
        *searches(by_group, kind=kind), edition=edition, priority=CHAPTER, reference=reference
    )
    return one.searches.by_ethnic_group()


def test_ratio_to_white_residents_with_its_interval():
    # 180 of 90,000 and 40 of 5,000 in ten months: 2.4 and 9.6 per 1,000 a year, four times as often
    exhibit = ethnic({"White": 180, "Asian": (40, 10), "unknown": 30})
    row = exhibit.data.set_index("code").loc["Asian"]
    assert (row["rate"], row["ratio"]) == (9.6, 4.0)
    assert row["share"] == 25  # 10 of 40
    # No months are known, so what is typical holds: a dispersion of 1.5 on four degrees of freedom.
    # exp(ln 4 -+ 2.776 sqrt(1.5 (1/180 + 1/40))) = 2.21 to 7.25; exact limits lie a little apart.
    assert row["ratio_low"] == pytest.approx(2.21, abs=0.1)
    assert row["ratio_high"] == pytest.approx(7.25, abs=0.3)
    assert "Asian people were searched 4.0 times as often as White people" in exhibit.sentence


def test_a_ratio_that_may_be_chance_is_no_clear_difference():
    exhibit = ethnic({"White": 450, "Asian": 30})  # 5 and 6 per 1,000
    assert "1.2 times" in exhibit.sentence
    assert "This is no clear difference." in exhibit.sentence


def test_on_few_searches_counts_alone_are_shown():
    exhibit = ethnic({"White": 450, "Black": 19})
    row = exhibit.data.set_index("code").loc["Black"]
    assert row["value"] == 19
    assert pd.isna(row["ratio"])
    assert pd.isna(row["rate"])
    assert "counts alone are shown" in exhibit.sentence


def test_those_who_did_not_say_are_shown_and_weaken_the_words():
    half = ethnic({"White": 90, "Asian": 40, "unknown": 100})  # 130 of 230: 57%
    assert half.sentence.startswith("As far as is recorded, for their number of residents, Asian")
    silent = ethnic({"White": 60, "Asian": 40, "unknown": 200})  # a third
    assert "times as often" not in silent.sentence
    assert "too little to say what is usual" in silent.sentence
    assert silent.data.set_index("code").loc["unknown", "value"] == 200


def test_a_reader_is_told_that_residents_are_not_those_who_could_be_stopped():
    notes = " ".join(ethnic({"White": 180, "Asian": 40}).notes)
    assert "Residents are not the people who could have been stopped" in notes
    assert "not why" in notes


def test_without_a_census_there_are_counts_and_no_rates():
    exhibit = ethnic({"White": 180, "Asian": 40}, residents=pd.DataFrame())
    assert "No residents by ethnic group were received" in exhibit.sentence
    assert "ratio" not in exhibit.data


def test_exact_where_the_police_publish_the_rows_and_for_partners_alone_where_not():
    public = ethnic({"White": 183})
    assert public.editions == ("partner", "public")
    assert "183" in public.tables[0].to_csv_text()
    held = ethnic({"White": 180, "Asian": 0}, kind="sensitive")
    assert held.editions == ("partner",)
    assert "<5" in held.tables[0].to_csv_text()


def test_results_add_up_and_name_what_was_looked_for():
    values = {(("object", o), ("result", r)): 0 for o in OBJECTS for r in RESULTS}
    values[("object", "drugs"), ("result", "found")] = 30
    values[("object", "drugs"), ("result", "nothing")] = 60
    values[("object", "theft"), ("result", "nothing")] = 8
    values[("object", "theft"), ("result", "unknown")] = 2
    whole = cells("stop_search", {(): 100}, kind="public")
    families = [whole, cells("stop_search", values, kind="public")]
    exhibit = desk(*families, edition="public", priority=CHAPTER).searches.results()
    rows = exhibit.data.set_index("code")
    assert rows.loc["all", "searches"] == 100
    assert rows.loc["drugs", "share"] == pytest.approx(100 * 30 / 90)
    assert pd.isna(rows.loc["theft", "share"])  # of eight results
    assert "drugs (90% of those whose object is recorded)" in exhibit.sentence
    assert "was found in 31% of those whose result is recorded" in exhibit.sentence  # 30 of 98


def test_a_change_is_traced_to_the_cells_of_both_years():
    values = {(("object", o), ("result", r)): 0 for o in OBJECTS for r in RESULTS}
    values[("object", "drugs"), ("result", "nothing")] = 100
    now = cells("stop_search", {(): 100}, kind="public")
    before = now.assign(period="2015-04/2016-01", value=60)
    before["key"] = before["key"].str.replace("2016-04/2017-01", "2015-04/2016-01")
    families = [now, before, cells("stop_search", values, kind="public")]
    exhibit = desk(*families, edition="public", priority=CHAPTER).searches.results()
    # 100 for 60, z = 40 / sqrt(160) = 3.2
    assert (
        "Searches in Redditch: no clear change, from 60 to 100 (40 more, 67%)" in exhibit.sentence
    )
    assert exhibit.numbers[before["key"].iloc[0]] == 60


def test_they_stand_in_one_chapter_and_say_so_in_the_others():
    one = desk(*searches({"White": 180}), priority="theft-and-acquisitive-crime")
    for name in ("results", "by_ethnic_group"):
        exhibit = getattr(one.searches, name)()
        assert exhibit.editions == ("officer",)
        assert "chapter on offending, drugs and alcohol" in exhibit.unavailable


def test_no_file_gives_a_reason():
    exhibit = desk(
        cells("crime", {(): 90}), priority=CHAPTER, received=("crime",)
    ).searches.results()
    assert exhibit.unavailable == "No source of stops and searches was received."


def test_groups_searched_stand_beside_the_other_equality_tables_of_an_area():
    reference = {"residents_by_ethnicity": RESIDENTS}
    one = desk(*searches({"White": 180, "Asian": 40}), reference=reference)
    exhibit = AreaDesk(replace(one.view, chosen=None)).searches.by_ethnic_group()
    assert exhibit.data.set_index("code").loc["Asian", "ratio"] == 4.0
    # its finding is the chapter's, so that no summary is offered it twice
    assert exhibit.findings == ()
