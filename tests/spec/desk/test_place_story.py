"""The profile of Matchborough Centre tells what is planted there."""

from __future__ import annotations

from pathlib import Path

import csa

ASKED = {"theme": "youth-anti-social-behaviour", "since": "2016-02", "until": "2017-01"}


def test_youths_at_matchborough_from_42_to_96_in_the_early_evening(synthetic_built: Path) -> None:
    profile = csa.place_profile("Matchborough Centre", root=str(synthetic_built), **ASKED)
    assert "rose from 42 to 96 (54 more" in profile.what().sentence
    assert "in the early evening" in profile.when().sentence
    whole = profile.when().data.set_index("day")
    evening = whole[[f"{hour:02d}" for hour in range(16, 22)]].to_numpy().sum()
    assert evening == whole["Total"].sum() == 96
    rest = profile.against_rest().data.set_index("name")
    assert rest.loc["The rest of Redditch", "reading"] == "fell"
    assert "Matchborough Young Voices" in set(profile.tried().data["name"])
