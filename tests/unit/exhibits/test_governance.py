"""Bodies and groups are those of the settings, and what was not received stands beside its body."""

from __future__ import annotations

import io

import pandas as pd
from PIL import Image
from planned import REDDITCH, WHOLE, area_desk, pair

MEMBERS = pd.DataFrame(
    [
        {"name": "The police", "kind": "statutory", "shares_as": "The police"},
        {"name": "NHS", "kind": "statutory", "shares_as": "NHS bodies"},
        {"name": "Housing", "kind": "invited", "shares_as": ""},
    ]
).assign(synthetic=False)
DUTIES = pd.DataFrame(
    [
        ("The police", "Each crime", "police_crimes"),
        ("The police", "Each transport incident", ""),
        ("NHS bodies", "Each ambulance call", "ambulance"),
    ],
    columns=["body", "information", "sources"],
).assign(law="SI 2007/1831")
GROUPS = pd.DataFrame(
    [
        {"id": "board", "name": "Board", "does": "Agrees the plan", "under": ""},
        {"id": "a", "name": "Group of the north", "does": "Acts", "under": "board"},
        {"id": "b", "name": "Group of the south", "does": "Acts", "under": "board"},
        {"id": "c", "name": "Case group", "does": "Looks after people", "under": "b"},
    ]
).assign(synthetic=False)
DISTRICTS = (REDDITCH, "E07000234", "E07000239")
COVERAGE = pd.DataFrame(
    [("police_crimes", code, "2016-04", "ok") for code in DISTRICTS],
    columns=["source", "district", "month", "status"],
)


def governance(slug="north-worcestershire", **tables):
    told = {"member": MEMBERS, "duty": DUTIES, "coverage": COVERAGE, "working_group": GROUPS}
    cells = pair(1, 1, area=WHOLE, level="partnership")
    return area_desk(cells, reference=told | tables, slug=slug).governance


def test_each_body_stands_with_what_it_has_to_share_and_did_not():
    shown = governance().members()
    assert list(shown.data["name"]) == list(MEMBERS["name"])
    assert list(shown.data["kind"]) == ["statutory", "statutory", "invited"]
    police, nhs, housing = shown.data["lacking"]
    assert police == "each transport incident (not read)"
    assert nhs == "each ambulance call (not received)"
    assert housing == "–"
    assert shown.sentence == "Nothing that has to be shared was received in full from: NHS."


def test_a_body_that_shares_everything_lacks_nothing():
    shown = governance(duty=DUTIES.iloc[:1]).members()
    assert shown.data["lacking"].iloc[0] == "nothing lacks"


def test_the_structure_is_drawn_and_told_in_words_with_a_table():
    shown = governance().structure()
    (figure,) = shown.figures
    assert figure.alt == (
        "To the board report: Group of the north and Group of the south. "
        "To the group of the south report: Case group."
    )
    assert list(shown.data["reports_to"]) == ["–", "Board", "Board", "Group of the south"]
    drawn = figure.draw()
    texts = {text.get_text().replace("\n", " ") for text in drawn.axes[0].texts}
    assert texts == set(GROUPS["name"])
    heights = {text.get_text(): text.get_position()[1] for text in drawn.axes[0].texts}
    assert heights["Board"] < heights["Case group"]  # the axis runs downward
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png")
    assert Image.open(buffer).size[0] > 400


def test_they_stand_on_the_page_of_the_partnership_alone_and_for_partners():
    for shown in (governance("redditch").members(), governance("redditch").structure()):
        assert shown.editions == ("officer",)
    assert governance().members().editions == ("partner",)
    example = governance(member=MEMBERS.assign(synthetic=True))
    assert example.members().unavailable


def test_a_district_names_the_bodies_and_not_what_they_did_not_share():
    shown = governance("redditch").bodies()
    assert shown.sentence == (
        "By law North Worcestershire Community Safety Partnership is made up of the police and "
        "NHS. Invited to North Worcestershire Community Safety Partnership: housing."
    )
    assert "public" in shown.editions
    assert governance(member=MEMBERS.iloc[:0]).bodies().unavailable
