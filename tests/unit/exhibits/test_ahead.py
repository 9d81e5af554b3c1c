"""Before money is given: what could be seen, after how long, and beside which wards."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from builders import ROOT
from judged_worlds import counts, desk

import csa
from csa.commands.console import exhibit_text
from csa.errors import SettingsError
from csa.exhibits.projects.ahead import designed
from csa.measures.evaluation import match_controls, minimum_detectable_effect

LATE = {"start": "2017-02-01"}


def test_a_project_still_to_begin_is_told_what_could_be_seen_of_it():
    exhibit = desk(counts(), **LATE).ahead.projects()
    rows = exhibit.tables[0].frame
    assert list(rows["months"]) == [3, 6, 12, 24]
    assert rows["fall"].is_monotonic_decreasing
    # 204 in ten months; the six others 1,350; as many months before
    ten = minimum_detectable_effect((204, 20.4 * 12), (1350, 135.0 * 12), dispersion=1.5)
    assert rows["fall"].iloc[2] == pytest.approx(100 * ten, abs=1.5)
    assert "Lantern will be judged by anti-social behaviour incidents in Greenlands ward" in (
        exhibit.sentence
    )


def test_projects_that_run_or_have_no_comparator_are_not_among_them():
    assert desk(counts()).ahead.projects().unavailable
    assert desk(counts(), design={"comparator": ""}, **LATE).ahead.projects().unavailable
    assert desk(counts(Greenlands=(9, 8)), **LATE).ahead.projects().unavailable


def plan(**changed):
    design = {
        "unit": "asb", "category": "", "subtheme": "", "priority": "asb-damage-and-nuisance",
        "ward": "Greenlands", "place": "", "comparator": "rest of the district", "buffer": "",
    }  # fmt: skip
    return SimpleNamespace(**design | changed)


def test_the_officer_sees_months_price_and_wards_to_compare_with():
    view = desk(counts(), edition="officer").view
    exhibit = designed(view, plan(), cost_gbp=10000)
    assert exhibit.editions == ("officer",)
    said = exhibit.sentence
    assert "After 12 months, with 245 incidents expected, a fall by" in said
    assert "£10,000 is £" in said
    power, wards, balance = exhibit.tables
    assert "Project" not in power.to_csv_text()
    assert wards.frame["name"].iloc[0] == "Abbey"  # the nearest in both years
    assert list(balance.frame["own"]) == [200, 204]
    text = exhibit_text(exhibit)
    assert "Wards most like it" in text
    assert "Abbey" in text


def test_what_cannot_be_seen_is_said_without_a_number():
    view = desk(counts(), edition="officer").view
    for changed, why in (
        ({"comparator": ""}, "It has no comparator"),
        ({"ward": "Nowhere"}, "A count that it needs is not published"),
        ({"unit": "fire"}, "A count that it needs is not published"),
    ):
        exhibit = designed(view, plan(**changed), cost_gbp=10000)
        assert exhibit.unavailable.startswith(why)
        assert exhibit_text(exhibit).count("\n") == 1
    few = desk(counts(Greenlands=(9, 8)), edition="officer").view
    assert designed(few, plan()).unavailable.startswith("Too few incidents")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Name the ward or the place"),
        ({"ward": "Abbey", "unit": "crimes"}, "unit"),
        ({"place": "matchboro-centre"}, "the nearest is 'matchborough-centre'"),
        ({"ward": "Abbey", "category": "Shop-lifting"}, "the nearest is 'Shoplifting'"),
        ({"ward": "Abbey", "place": "matchborough-centre"}, "names a ward and a place"),
        ({"place": "bromsgrove-town-centre"}, "is not in Redditch. Named there are"),
        ({"ward": "Abbey", "cost_gbp": -5}, "The cost is to be a number of pounds"),
        ({"ward": "Abbey", "cost_gbp": float("inf")}, "The cost is to be a number of pounds"),
    ],
)
def test_what_is_mistyped_is_said_before_anything_is_counted(given, said):
    with pytest.raises(SettingsError, match=said):
        csa.design_evaluation("redditch", root=str(ROOT), **given)
    with pytest.raises(SettingsError, match="district"):
        csa.design_evaluation("nowhere", ward="Abbey", root=str(ROOT))


def test_controls_are_those_nearest_in_standard_deviations():
    traits = pd.DataFrame(
        {"before": [100.0, 104, 60, 180, float("nan")], "after": [90.0, 88, 95, 30, 90]},
        index=list("OABCD"),
    )
    found = match_controls(traits, "O", most=2)
    assert found.controls == ("A", "B")
    assert found.balance.loc["before", ["own", "matched", "all"]].tolist() == pytest.approx(
        [100, 82, (104 + 60 + 180) / 3]
    )
    spread = traits.drop(index="D")["before"].std(ddof=0)
    assert found.balance.loc["before", "off"] == pytest.approx((82 - 100) / spread)
    assert "no comparator" in match_controls(traits.loc[["O"]], "O").why
