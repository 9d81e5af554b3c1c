"""Suspects, completeness and the cross-cutting strip, from cells typed by hand."""

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, by, cells, desk, records_in_order

from csa.counting.records.countable import build_countables
from csa.disclosure.rules.policy import TOO_THIN
from csa.exhibits.wording.known import reading_of, strength
from csa.present.number import Number


def test_few_suspects_are_linked_to_many_crimes():
    # five people with 44, 31, 22, 14 and 9 crimes, and ten with one: 120 of 130
    counts = [44, 31, 22, 14, 9, *[1] * 10]
    rows = desk(cells("named", records_in_order(counts))).suspects.few_suspects().data
    found = rows.set_index("least")[["suspects", "crimes"]]
    assert found.loc[10].tolist() == [4, 111]
    assert found.loc[5].tolist() == [5, 120]
    assert found.loc[1].tolist() == [15, 130]


def test_too_few_suspects_are_not_laid_out():
    exhibit = desk(cells("named", records_in_order([2, 1]))).suspects.few_suspects()
    assert "Too few suspects" in exhibit.unavailable


def test_a_theme_of_fewer_than_ten_is_left_out_of_what_is_published():
    families = [
        cells("named", records_in_order([5] * 6)),
        cells("named", records_in_order([1] * 5, theme="robbery")),
    ]
    nth = desk(*families, edition="partner").suspects.few_suspects()
    assert set(nth.data["theme"]) == {PRIORITY}
    assert not any("robbery" in key for key in nth.numbers)


def test_coverage_says_when_it_speaks_for_the_smaller_part():
    low = desk(cells("crime", by("suspect_known", {"yes": 20, "no": 80, "unknown": 0})))
    text = low.suspects.coverage().sentence
    assert text.startswith("A suspect is known for 20 of 100 crimes (20%).")
    assert "the smaller part of these crimes" in text
    high = desk(cells("crime", by("suspect_known", {"yes": 80, "no": 20, "unknown": 0})))
    assert "smaller part" not in high.suspects.coverage().sentence


def test_a_repeat_suspect_had_another_crime_within_the_year_before():
    crimes = pd.DataFrame(
        {
            "crime_id": ["c1", "c2", "c3", "c4"], "month": "2016-06", "district": REDDITCH,
            "ward": "W", "lsoa": "L", "category": "Shoplifting", "status": "recorded",
            "recorded_date": pd.to_datetime(
                ["2015-06-01", "2016-06-01", "2016-06-03", "2016-07-01"]
            ),
            "committed_from": pd.NaT, "committed_to": pd.NaT,
        }
    )  # fmt: skip
    suspects = pd.DataFrame(
        {
            "crime_id": ["c1", "c2", "c2", "c3"], "person_id": ["a", "a", "b", "b"],
            "status": ["suspect", "charged", "suspect", "eliminated"], "age_band": "25-34",
            "sex": "M", "ethnicity": "White",
        }
    )  # fmt: skip
    tables = {"crime": crimes, "suspect": suspects}
    rows = build_countables(tables, priorities=[], open_units=[])["crime"].rows
    assert rows["repeat_suspect"].tolist() == ["no", "yes", "unknown", "unknown"]
    assert rows["suspects"].tolist() == ["1", "2", "none", "none"]


def test_the_strip_shows_yes_no_and_unknown_apart():
    families = [
        cells("crime", by("alcohol", {"yes": 30, "no": 70, "unknown": 900}), kind="sensitive"),
        cells("crime", by("repeat_suspect", {"yes": 5, "no": 5, "unknown": 990})),
    ]
    exhibit = desk(*families).crosscutting.strip()
    # 30 of the 100 that answer, not of the 1,000
    said = (
        "Alcohol: marked in 30% of the 100 crimes where it is recorded either way; of 900 more it "
        "is not known."
    )
    assert said in exhibit.sentence
    assert "A repeat suspect: recorded for too few crimes" in exhibit.sentence
    assert any(note.startswith("Drugs: ") for note in exhibit.notes)


def test_the_cross_cutting_priority_has_the_others_in_its_chapter():
    families = [
        cells("crime", by("alcohol", {"yes": 50, "no": 50, "unknown": 0}, "violence-and-abuse")),
        cells("crime", by("alcohol", {"yes": 1, "no": 99, "unknown": 0})),
    ]
    exhibit = desk(*families, priority="offending-drugs-and-alcohol").crosscutting.strip()
    assert exhibit.sentence == (
        "Alcohol, of the crimes where this is recorded: from 1% (theft and acquisitive crime) to "
        "50% (violence and abuse)."
    )


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        # what is printed as none stands for up to four: of 31 to 39, up to 12%
        ({"yes": 0, "no": 35, "unknown": 10}, "marked in fewer than 5 of the 35 crimes"),
        # at most 4 of 21 to 29 are not marked
        ({"yes": 25, "no": 0, "unknown": 105}, "marked in over 80% of the 25 crimes"),
        ({"yes": 10, "no": 10, "unknown": 0}, "of fewer than 5 more it is not known."),
    ],
)
def test_a_strip_says_no_more_of_small_counts_than_its_table(answers, words):
    family = cells("crime", by("alcohol", answers))
    said = desk(family, edition="partner").crosscutting.strip().sentence
    assert words in said
    assert "100%" not in said
    assert "hardly any" not in said


def test_the_officer_reads_none_where_there_is_none():
    family = cells("crime", by("alcohol", {"yes": 0, "no": 35, "unknown": 0}))
    said = desk(family).crosscutting.strip().sentence
    assert "marked in none of the 35 crimes where it is recorded either way; of 0 " in said


def test_a_bound_in_one_priority_is_not_ranked_among_numbers():
    # none of 25 may be up to 4 of 21, more than the 10% of the other
    families = [
        cells("crime", by("alcohol", {"yes": 10, "no": 90, "unknown": 0}, "violence-and-abuse")),
        cells("crime", by("alcohol", {"yes": 0, "no": 25, "unknown": 0})),
    ]
    one = desk(*families, priority="offending-drugs-and-alcohol", edition="partner")
    assert one.crosscutting.strip().sentence == (
        "For too few crimes is this recorded to compare priorities."
    )


@pytest.mark.parametrize(("first", "is_said"), [("2015-04", False), ("2015-05", True)])
def test_records_that_begin_too_late_to_see_repeats_are_told(first, is_said):
    # the crimes of April 2016 are looked back at to April 2015
    family = cells("crime", by("repeat_suspect", {"yes": 50, "no": 50, "unknown": 0}))
    coverage = pd.DataFrame({"unit": "suspect", "month": [first, "2016-04"], "status": "ok"})
    exhibit = desk(family, reference={"coverage": coverage}).crosscutting.strip()
    assert any("Records of suspects begin in" in note for note in exhibit.notes) == is_said


@pytest.mark.parametrize(
    ("known", "words"),
    [(100, ""), (80, ""), (60, "an indication only"), (40, "too little to say")],
)
def test_words_weaken_as_less_is_known(known, words):
    stated = strength(Number(known), Number(100), what="Age", noun="victims")
    said = " ".join(map(str, stated))
    assert words in said
    assert bool(said) == bool(words)


def test_no_percentage_on_few():
    assert strength(Number(5), Number(19), what="Age", noun="victims") == ()


def test_the_panel_says_what_was_not_received():
    whole = (("priority", PRIORITY),)
    families = [
        cells("crime", {whole: 90}, level="ward", area="E05000001"),
        cells("crime", {whole: 10}, level="ward", area=f"{REDDITCH}:not-located"),
        cells("crime", by("suspect_known", {"yes": 20, "no": 80, "unknown": 0})),
        cells("crime", by("victim_known", {"yes": None, "no": None, "unknown": None})),
    ]  # fmt: skip
    one = desk(*families)
    geography = pd.DataFrame({"ward": ["E05000001"], "district": [REDDITCH], "lsoa": ["L"]})
    one.view.release.reference["geography"] = geography
    exhibit = one.completeness.panel()
    rows = exhibit.data.set_index("name")
    assert rows.loc["Where it happened", "share"] == 90
    assert rows.loc["Who is suspected", "reading"] == reading_of(0.2)
    assert "Nothing was received on: who was harmed" in exhibit.sentence


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (TOO_THIN, "Recorded, but not shown: who was harmed. The table says why."),
        ("no data received for May 2016", "Nothing was received on: who was harmed."),
    ],
)
def test_the_panel_tells_what_is_withheld_from_what_was_not_received(reason, words):
    known = cells("crime", by("victim_known", {"yes": None, "no": None, "unknown": None}))
    one = desk(
        cells("crime", by("suspect_known", {"yes": 20, "no": 80, "unknown": 0})),
        known.assign(reason=reason),
    )
    said = [str(statement) for statement in one.completeness.panel().statements]
    assert said[1:] == [words]


def test_fewer_than_five_is_not_called_nobody():
    # a published count of none with five crimes or more stands for up to four suspects
    family = cells("named", records_in_order([2] * 20 + [1] * 60))
    sentences = {
        edition: desk(family, edition=edition).suspects.few_suspects().sentence
        for edition in ("officer", "partner")
    }
    assert sentences["officer"].startswith("No suspect is linked to five")
    assert sentences["partner"].startswith("Fewer than five suspects are linked to five")


def test_nothing_received_is_said_and_not_drawn():
    empty = cells("crime", {(("priority", PRIORITY),): 90})
    one = desk(empty, received=())
    for group in (one.victims, one.suspects):
        for name in group.names():
            assert "received" in getattr(group, name)().unavailable, name
