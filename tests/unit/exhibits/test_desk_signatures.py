"""Whatever is on a desk says in a line what it is, and takes what a caller can give."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

from csa.disclosure.ledger.release import Release
from csa.errors import CsaError
from csa.exhibits.desk import AreaDesk, all_groups
from csa.exhibits.view import View
from csa.officer.lists import list_exhibits
from csa.settings import load_settings

SHORT = 700


@pytest.fixture(scope="module")
def area() -> AreaDesk:
    """Redditch, of a release without a cell."""
    geography = pd.DataFrame(
        {
            "lsoa": ["L1", "L2"],
            "ward": ["W1", "W2"],
            "ward_name": ["Church Hill", "Abbey"],
            "district": ["E07000236"] * 2,
        }
    )
    about = {"period": {"start": "2016-04", "end": "2016-06"}, "year": "2016-17"}
    release = Release(cells=pd.DataFrame(), reference={"geography": geography}, about=about)
    return AreaDesk(
        View(settings=load_settings(), release=release, slug="redditch", edition="officer")
    )


def test_exhibits_take_no_argument(area) -> None:
    for group in all_groups():
        for name in group.names():
            assert str(inspect.signature(getattr(group(area.view), name))).startswith("() ->")


def test_nothing_on_the_desk_is_longer_than_a_few_lines(area) -> None:
    priority = area.priority("violence-and-abuse")
    for one in (area, area.view, area.view.settings, area.view.release, priority, priority.time):
        assert len(repr(one)) < SHORT
    assert "Redditch: April 2016 to June 2016, officer edition." in repr(area)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Reducing violence and abuse", "Reducing violence and abuse in Redditch"),
        ("violence-and-abuse", "Reducing violence and abuse in Redditch"),
        ("matchborough centre", "Matchborough Centre"),
        ("church hill", "Church Hill"),
    ],
)
def test_what_is_in_an_area_is_found_by_any_of_its_names(area, name, title) -> None:
    assert area[name].title == title


def test_brackets_complete_priorities_places_and_wards(area) -> None:
    offered = area._ipython_key_completions_()
    assert {"violence-and-abuse", "matchborough-centre", "Church Hill"} <= set(offered)
    assert "rubery-centre" not in offered


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda area: area["Chuch Hill"], "Did you mean 'Church Hill'?"),
        (lambda area: area.year_to_dat, "Did you mean 'year_to_date'?"),
        (lambda area: area.priority("violence-and-abuse").time.weak, "Did you mean 'week'?"),
    ],
)
def test_a_slip_is_answered_with_what_may_have_been_meant(area, ask, message) -> None:
    with pytest.raises(CsaError) as told:
        ask(area)
    assert message in str(told.value)


def test_every_exhibit_is_listed_with_a_line() -> None:
    listed = list_exhibits()
    assert len(listed) >= sum(len(group.names()) for group in all_groups())
    assert listed["shows"].str.len().between(10, 120).all()
    calls = set(listed["call"])
    assert {
        "area.year_to_date()",
        "area.priority(...).time.week()",
        "area.ward(...).page()",
    } <= calls
