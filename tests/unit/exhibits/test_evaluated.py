"""A project is set beside its comparator, and what cannot be told has a reason and no number."""

from __future__ import annotations

import pandas as pd
import pytest
from judged_worlds import WARDS, counts, desk

from csa.findings.telling import fall_words


def concluded(exhibit):
    """The conclusion of the one project, and why there is no more to say."""
    (row,) = exhibit.data.to_dict("records")
    return row["conclusion"], row["why"]


def test_a_fall_beside_the_rest_is_strong_evidence_with_limits_and_a_price():
    exhibit = desk(counts(Greenlands=(220, 110))).evaluation.effects()
    row = exhibit.data.iloc[0]
    assert concluded(exhibit) == ("strong evidence of reduction", "")
    # the six controls go from 1,347 to 1,350
    assert row["expected"] == pytest.approx(100 * 110 * 1347 / (220 * 1350), rel=0.06)
    assert row["lower"] < row["expected"] < row["upper"] < 100
    assert row["level"] == "third"
    avoided = 110 / (row["expected"] / 100) - 110
    assert row["cheapest"] < 9000 / avoided < row["dearest"]
    said = exhibit.sentence
    assert "Lantern (£9,000): anti-social behaviour incidents in Greenlands ward went from 220 to "
    assert "110, elsewhere from 1,347 to 1,350" in said
    assert "Of displacement: no buffer is declared" in said


def test_no_effect_is_told_with_what_could_have_been_seen():
    exhibit = desk(counts(Greenlands=(200, 196))).evaluation.effects()
    row = exhibit.data.iloc[0]
    assert concluded(exhibit) == ("no clear difference", "")
    assert row["lower"] < 100 < row["upper"]
    assert pd.isna(row["cheapest"])
    seen = fall_words(row["smallest"] / 100)
    assert f"No effect can be seen; a fall by {seen} would have been." in exhibit.sentence


def test_a_design_of_afterwards_is_only_promising():
    late = desk(counts(Greenlands=(220, 110)), design={"declared": "2016-03-01"})
    exhibit = late.evaluation.effects()
    assert concluded(exhibit)[0] == "promising"
    assert "declared after its start" in exhibit.sentence


def test_a_place_picked_at_its_worst_is_only_promising():
    """Wards that differ no more than chance: one far above them falls by itself."""
    alike = {name.replace(" ", "_"): (100, 100) for name in WARDS.values()}
    exhibit = desk(counts(**alike | {"Greenlands": (115, 45)})).evaluation.effects()
    assert concluded(exhibit)[0] == "promising"
    assert "picked when it was high" in exhibit.sentence


def test_what_turns_up_next_door_is_displacement():
    cells = counts(Greenlands=(220, 110), Abbey=(200, 400))
    design = {"buffer": "Abbey"}
    exhibit = desk(cells, design=design).evaluation.effects()
    assert concluded(exhibit)[0] == "evidence of harm/displacement"
    assert "as much was gained around it" in exhibit.sentence
    spread = desk(counts(Greenlands=(220, 110), Abbey=(200, 150)), design=design)
    assert "Less happened around it too" in spread.evaluation.effects().sentence


def test_a_rise_is_harm():
    exhibit = desk(counts(Greenlands=(200, 420))).evaluation.effects()
    assert concluded(exhibit)[0] == "evidence of harm/displacement"


@pytest.mark.parametrize(
    ("changed", "project", "why"),
    [
        ({"comparator": ""}, {}, "it has no comparator"),
        ({}, {"start": "2017-02-01"}, "it starts in February 2017, after the last month counted"),
        ({}, {"start": "2016-06-01"}, "it began within the months that are compared"),
        ({}, {"start": "2015-09-01"}, "it had begun in the year that it would be compared with"),
        ({}, {"start": None}, "when it starts is not recorded"),
        ({"ward": "Nowhere"}, {}, "its ward or place is not counted in this district"),
        ({"comparator": "Nowhere"}, {}, "names a ward that is not counted"),
        ({"buffer": "Abbey;Nowhere"}, {}, "names a ward that is not counted"),
    ],
)
def test_what_cannot_be_told_has_a_reason_and_no_number(changed, project, why):
    exhibit = desk(counts(), design=changed, **project).evaluation.effects()
    conclusion, told = concluded(exhibit)
    assert conclusion == "not yet measurable"
    assert why in told
    assert exhibit.data.loc[0, ["expected", "lower", "upper", "smallest"]].isna().all()
    assert not exhibit.figures


def test_few_incidents_and_none_are_not_compared():
    for two in ((12, 5), (0, 5)):
        conclusion, why = concluded(desk(counts(Greenlands=two)).evaluation.effects())
        assert (conclusion, why) == (
            "not yet measurable", "too few incidents happen there to be compared",
        )  # fmt: skip
    conclusion, why = concluded(desk(counts(Greenlands=(40, 0))).evaluation.effects())
    assert "a count is 0" in why


def test_a_count_that_is_withheld_leaves_no_number():
    exhibit = desk(counts(Greenlands=(200, None), reason="withheld")).evaluation.effects()
    assert concluded(exhibit) == (
        "not yet measurable", "a count that it needs is not published or was not received",
    )  # fmt: skip


def test_rounded_counts_widen_the_limits():
    plain = desk(counts(Greenlands=(220, 110))).evaluation.effects().data.iloc[0]
    rounded = desk(counts(bound=4, Greenlands=(220, 110))).evaluation.effects().data.iloc[0]
    assert rounded["lower"] < plain["lower"]
    assert rounded["upper"] > plain["upper"]
    assert rounded["expected"] == plain["expected"]


def test_without_a_design_outputs_alone_are_told():
    exhibit = desk(counts(), design=False).evaluation.effects()
    assert concluded(exhibit) == (
        "delivered as planned, outcome not measured",
        "by what it should be judged was not declared",
    )


def test_a_priority_offers_it_as_a_finding_at_its_place():
    one = desk(counts(Greenlands=(220, 110))).priority("asb-damage-and-nuisance")
    (finding,) = one.funded.where_projects_ran().findings
    assert str(finding.headline) == (
        "Where Lantern ran, anti-social behaviour incidents fell more than elsewhere."
    )
    assert not finding.is_standing
    same = desk(counts(Greenlands=(200, 196))).priority("asb-damage-and-nuisance")
    (finding,) = same.funded.where_projects_ran().findings
    assert "moved as it did elsewhere" in str(finding.headline)
    assert finding.is_standing
    other = desk(counts(Greenlands=(220, 110))).priority("theft-and-acquisitive-crime")
    assert other.funded.where_projects_ran().unavailable


def test_shares_are_told_in_words_that_never_say_more_than_could_be_seen():
    assert [fall_words(one) for one in (0.25, 0.26, 0.436, 0.555, 0.95)] == [
        "a quarter", "a third", "half", "three fifths", "",
    ]  # fmt: skip
