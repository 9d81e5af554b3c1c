"""The plan: every row of the settings is on the page; what it measures is counted or refused."""

from __future__ import annotations

import pytest
from planned import WHOLE, area_desk, pair, told

SHOPS = {"category": "Shoplifting"}
CLOSED = "too few people for so small an area"


def shops(before, after, **more):
    return pair(before, after, **SHOPS, **more)


def drawn(*cells, indicators, outcomes=({"id": "less"},), **more):
    """The table of indicators."""
    tables = told(outcome=outcomes, indicator=indicators) if indicators else told(outcome=outcomes)
    return area_desk(*cells, reference=tables, **more).plan.indicators()


def table(shown):
    """The rows of an exhibit's only table, by heading."""
    (one,) = shown.tables
    return [{column.label: column.text(row) for column in one.columns} for row in one._rows()]


def test_an_indicator_has_its_count_the_year_before_and_whether_that_was_wanted():
    (row,) = table(drawn(shops(200, 300), indicators=[{"id": "s", **SHOPS}]))
    assert (row["A year earlier"], row["This period"]) == ("200", "300")
    assert (row["Change, %"], row["Reading"]) == ("+50%", "rose, not as wanted")
    (row,) = table(drawn(shops(200, 300), indicators=[{"id": "s", "direction": "more", **SHOPS}]))
    assert row["Reading"] == "rose, as wanted"
    shown = drawn(shops(300, 200), indicators=[{"id": "s", **SHOPS}])
    assert table(shown)[0]["Reading"] == "fell, as wanted"
    assert shown.sentence == "Moved as wanted: thefts from shops."


def test_what_is_within_chance_is_no_move_either_way():
    shown = drawn(shops(200, 210), indicators=[{"id": "s", **SHOPS}])
    assert table(shown)[0]["Reading"] == "no clear change"
    assert shown.sentence == "No indicator of the plan has moved clearly in a year."


def test_a_small_base_has_counts_and_no_percentage():
    (row,) = table(drawn(shops(4, 9), indicators=[{"id": "s", **SHOPS}]))
    assert (row["A year earlier"], row["This period"]) == ("4", "9")
    assert "%" not in row["Change, %"]
    assert row["Reading"] == "no clear change"


def test_what_is_not_published_is_refused_with_its_reason():
    (row,) = table(drawn(shops(None, None, reason=CLOSED), indicators=[{"id": "s", **SHOPS}]))
    assert "This period" not in row
    assert row["Reading"] == f"cannot be told: {CLOSED}"


def test_a_ward_is_counted_there_and_judged_with_the_other_wards():
    indicator = {"id": "s", "ward": "Church Hill", **SHOPS}
    others = [
        shops(n, n, area=ward, level="ward") for n, ward in ((80, "Z05000000"), (60, "Z05000002"))
    ]
    here = shops(46, 161, area="Z05000001", level="ward")
    (row,) = table(drawn(shops(186, 301), here, *others, indicators=[indicator]))
    assert (row["A year earlier"], row["This period"]) == ("46", "161")
    assert row["Reading"] == "rose, not as wanted"
    (row,) = table(
        drawn(shops(186, 301), here, *others, indicators=[indicator | {"ward": "Nowhere"}])
    )
    assert row["Reading"] == "cannot be told: there is no ward or place of that name here"


def test_an_outcome_that_nothing_measures_is_listed_as_such():
    shown = drawn(shops(1, 1), indicators=[{"id": "s", "outcome": "another", **SHOPS}])
    (row,) = table(shown)
    assert row["Outcome wanted"] == "Less is stolen"
    assert row["Measured by"] == "not measured yet"
    assert "This period" not in row


def test_what_is_for_other_districts_or_an_example_of_invented_ones_is_left_out():
    elsewhere = {"id": "s", "districts": "bromsgrove", **SHOPS}
    (row,) = table(drawn(shops(200, 300), indicators=[elsewhere]))
    assert row["Measured by"] == "not measured yet"
    example = [{"id": "less", "synthetic": True}]
    indicator = [{"id": "s", "synthetic": True, **SHOPS}]
    assert drawn(shops(200, 300), indicators=indicator, outcomes=example).unavailable
    shown = drawn(shops(200, 300), indicators=indicator, outcomes=example, synthetic={"seed": 1})
    assert table(shown)[0]["This period"] == "300"


def test_the_partnership_has_no_count_of_one_district_alone():
    cells = [shops(200, 300), shops(500, 700, area=WHOLE, level="partnership")]
    indicators = [{"id": "a", **SHOPS}, {"id": "b", "districts": "redditch", **SHOPS}]
    shown = drawn(*cells, indicators=indicators, slug="north-worcestershire")
    assert [row["This period"] for row in table(shown)] == ["700"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"owner": "Chair"}, "Nothing measures: a meeting."),
        ({"indicator": "s"}, "Nobody answers for: a meeting."),
        ({"owner": "Chair", "indicator": "s"}, ""),
    ],
)
def test_an_action_without_owner_or_indicator_is_named(given, said):
    tables = told(
        outcome=[{"id": "less"}],
        indicator=[{"id": "s", **SHOPS}],
        action=[{"id": "a", "what": "A meeting", "year_2": "Weekly", **given}],
    )
    shown = area_desk(shops(1, 1), reference=tables).plan.actions()
    assert shown.sentence == said
    (row,) = table(shown)
    assert row["Who answers for it"] == given.get("owner", "nobody yet")
    assert row["Measured by"] == (
        "Thefts from shops" if "indicator" in given else "not measured yet"
    )
    assert [row[year] for year in ("2016-17", "2017-18", "2018-19")] == ["–", "Weekly", "–"]
    assert row["Where"] == "North Worcestershire"


def test_a_proposal_shows_the_count_that_it_starts_from_and_its_cost():
    tables = told(
        indicator=[{"id": "s", **SHOPS}],
        proposal=[
            {"id": "p", "what": "Cameras", "indicator": "s", "cost_gbp": 1500},
            {"id": "q", "what": "Talks"},
        ],
    )
    shown = area_desk(shops(208, 342), reference=tables).decisions.proposals()
    cameras, talks = table(shown)
    assert cameras["Measured by: now (a year earlier)"] == "Thefts from shops: 342 (208)"
    assert cameras["Cost, £"] == "1,500"
    assert talks["Measured by: now (a year earlier)"] == "no count yet"
    assert talks["Cost, £"] == "not stated"
