"""A project's place is set beside the rest of the district, and no more is claimed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from people_cells import PRIORITY, REDDITCH, cells, desk

WARD = "E05007874"
GEOGRAPHY = pd.DataFrame(
    [{"lsoa": "L1", "ward": WARD, "ward_name": "Greenlands", "district": REDDITCH}]
)
BEFORE = "2015-04/2016-01"


def count(before, after, *, area=REDDITCH, level="district"):
    """Cells of theft in both periods."""
    theme = {(("priority", PRIORITY),): after}
    now = cells("crime", theme, area=area, level=level, kind="public")
    then = now.assign(
        period=BEFORE, value=before, key=now["key"].str.replace("2016-04/2017-01", BEFORE)
    )
    return pd.concat([then, now])


def told(ward, district, **project):
    """What is said of one project in the ward."""
    register = {
        "project_id": "P", "name": "Lantern", "priority_ids": PRIORITY, "districts": "redditch",
        "place": "Greenlands", "start": "2016-02-01", "spent_gbp": 1200.0,
    }  # fmt: skip
    one = desk(
        count(*ward, area=WARD, level="ward"),
        count(*district),
        reference={"project": pd.DataFrame([register | project]), "geography": GEOGRAPHY},
    )
    return replace(one).funded.where_projects_ran()


def test_a_fall_beyond_that_of_the_rest_is_told_without_a_claim():
    (finding,) = told((210, 124), (2773, 2637)).findings
    assert str(finding.headline).endswith(
        "ran, theft and acquisitive crime fell more than elsewhere."
    )
    said = str(finding.statement)
    assert "Lantern spent £1,200." in said
    assert "from 210 to 124, elsewhere in Redditch from 2,563 to 2,513" in said
    assert said.endswith("Whether the project did that, its evaluation must say.")


def test_what_moves_with_the_rest_cannot_be_told():
    (finding,) = told((389, 427), (1906, 2121)).findings
    assert "moved no other than elsewhere" in str(finding.headline)
    assert str(finding.statement).endswith("made a difference cannot be told from this.")
    assert finding.is_standing


def test_a_project_that_had_not_begun_or_names_no_place_is_not_told():
    assert told((210, 124), (2773, 2637), start="2017-02-01").unavailable
    assert told((210, 124), (2773, 2637), place=None).unavailable
    assert told((210, 124), (2773, 2637), districts="redditch;bromsgrove").unavailable
