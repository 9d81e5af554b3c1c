"""What was planted in the synthetic partnership: is it found, and called by its place?

The plan of the plants is in csa/synthetic/records/planted.py; nothing here reads it.
"""

from __future__ import annotations

from typing import Any

import pytest
from builders import Project

import csa

PRIORITY = "asb-damage-and-nuisance"


@pytest.fixture(scope="module")
def redditch(synthetic: Project) -> Any:
    """Redditch as published."""
    return csa.open(
        district="redditch", year="2016-17", to="2017-01", edition="partner",
        root=str(synthetic.root),
    )  # fmt: skip


def test_damage_that_came_stayed_and_went_is_told_apart_and_named(redditch: Any) -> None:
    spots = redditch.priority(PRIORITY).hotspots.places().data
    damage = spots[spots["label"].str.startswith("Criminal damage")].set_index("category")
    assert damage.loc["emerging", "name"] == "around Church Hill Centre"
    assert "Batchley & Brockhill ward" in damage.loc["persistent", "name"]
    # All but two months of what was planted at Greenlands lie before both years: both counts are
    # small, and neither "new" nor "no longer" can be said of them.
    (gone,) = damage.index[damage["name"].str.contains("Greenlands ward")]
    assert gone == "intermittent"
    assert damage.loc[gone, "before"] > damage.loc[gone, "now"]
    assert "No longer" not in redditch.priority(PRIORITY).hotspots.places().sentence


def test_the_rise_of_youth_disorder_at_matchborough_is_named(redditch: Any) -> None:
    profile = redditch.priority(PRIORITY)
    assert (
        "Clearly more than a year earlier: Matchborough." in profile.location.ward_table().sentence
    )
    # Of the neighbourhoods that of the centre rose most; among so many it is not clear by itself.
    rows = profile.location.lsoa_map().data.set_index("name")
    assert (rows["after"] - rows["before"]).astype(int).idxmax() == "Matchborough Centre"
    spots = profile.hotspots.places().data
    # Youth disorder is sensitive: it shows in the hotspots of all anti-social behaviour only.
    assert not spots["label"].str.contains("Youth").any()
    disorder = spots[spots["label"].str.contains("anti-social behaviour")].set_index("name")
    assert disorder.loc["around Matchborough Centre", "reading"] == "rose"


def test_the_nights_of_violence_are_found(redditch: Any) -> None:
    # Violence of the night-time economy was planted on Friday and Saturday nights.
    said = redditch.priority("violence-and-abuse").time.week().sentence
    assert "Friday 21:00 to 00:00" in said
    assert "Saturday 21:00 to 00:00" in said


def test_other_neighbourhoods_are_not_said_to_have_risen(redditch: Any) -> None:
    # Theft rose a little everywhere in Redditch and nowhere more than chance explains.
    rows = redditch.priority("theft-and-acquisitive-crime").location.lsoa_map().data
    assert not (rows["reading"] == "rose").any()
