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


def test_six_weeks_name_the_place_that_begins_and_the_one_that_ends(synthetic_built: Path) -> None:
    """Damage begins around Church Hill Centre in February 2016; in Greenlands it ended in 2015."""
    told = {
        until: csa.district_monitor("redditch", until=until, root=str(synthetic_built))
        for until in ("2016-03", "2015-05")
    }
    begins = told["2016-03"].places().data.set_index("kind").loc[["new"]]
    assert begins["name"].tolist() == ["around Church Hill Centre"]
    assert begins["mostly"].tolist() == ["Criminal damage and arson"]
    ends = told["2015-05"].places().data.set_index("kind").loc[["fading"]]
    assert "Greenlands" in ends["name"].iloc[0]
    assert "Fading: criminal damage and arson" in told["2015-05"].summary().sentence


def test_what_a_group_did_is_told_where_it_worked(synthetic_built: Path) -> None:
    """The ward of the planted project that works has fewer incidents since."""
    shown = csa.district_monitor("wyre-forest", until="2017-01", root=str(synthetic_built))
    verdicts = shown.actions().data.set_index("what")["verdict"]
    assert verdicts["Housing and police walk Oldington and Foley Park together each week"] == (
        "done, fewer since"
    )
    assert verdicts["A radio for every shop of the town centre"] == "not done"
