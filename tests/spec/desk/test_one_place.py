"""A named place is the same neighbourhoods in every number, unless a title says otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import csa
from csa.errors import SettingsError, StoreError

PLACE, MIDDLE, RADIUS = "redditch-town-centre", (404_150, 267_750), 500
PERIOD = {"since": "2016-04", "until": "2016-06"}
THEFT = "theft-and-acquisitive-crime"


@pytest.fixture(scope="module")
def here(raw, squares):
    """The recorded crimes of the place's neighbourhoods in the period, from the raw file."""
    return [
        row
        for month, row in raw("police/*-crimes.csv")
        if row["status"] == "recorded" and row["lsoa_code"] in squares and month >= "2016-04"
    ]


def test_the_desk_the_pages_and_the_table_count_the_same(small_built: Path, area, here) -> None:
    summary = area.at(PLACE).summary().data.set_index("name")["after"]
    overview = area.places.overview().data.set_index("name")["crime_after"]
    months = area.at(PLACE).months().data
    crimes = months[(months["measure"] == "crime") & months["period"].between("2016-04", "2016-06")]
    loaded = csa.load("crime", place=PLACE, root=str(small_built), **PERIOD)
    counted = {
        int(summary["Recorded crimes"]), int(overview["Redditch town centre"]),
        int(crimes["value"].sum()), int((loaded["status"] == "recorded").sum()),
    }  # fmt: skip
    assert counted == {len(here)}


def test_a_priority_at_a_place_is_the_same_in_exhibit_and_table(small_built: Path, area) -> None:
    shown = area.priority(THEFT).places.named().data.set_index("place")["after"]
    loaded = csa.load("crime", place=PLACE, priority=THEFT, root=str(small_built), **PERIOD)
    assert len(loaded) == int(shown[PLACE]) > 0


def test_victims_at_a_place_are_those_of_its_crimes(small_built: Path, raw, here) -> None:
    crimes = {row["crime_ref"] for row in here}
    victims = [row for _, row in raw("police/*-victims.csv") if row["crime_ref"] in crimes]
    loaded = csa.load("victim", place=PLACE, root=str(small_built), **PERIOD)
    assert len(loaded) == len(victims) > 0


def distance(row: dict[str, str]) -> float:
    """Return how far a row's point is from the middle of the place, in metres."""
    return float(np.hypot(int(row["easting"]) - MIDDLE[0], int(row["northing"]) - MIDDLE[1]))


def test_the_ground_itself_is_cut_only_when_asked_for(small_built: Path, raw, here, capsys) -> None:
    located = [
        row for month, row in raw("police/*-crimes.csv") if month >= "2016-04" and row["easting"]
    ]
    inside = [row for row in located if distance(row) <= RADIUS]
    loaded = csa.load("crime", place=PLACE, exact=True, root=str(small_built), **PERIOD)
    assert len(loaded) == len(inside) > 0
    assert {row["crime_ref"] for row in inside} != {row["crime_ref"] for row in here}
    assert "the ground of Redditch town centre itself" in capsys.readouterr().out
    csa.load("crime", place=PLACE, root=str(small_built), **PERIOD)
    assert "the neighbourhoods of Redditch town centre" in capsys.readouterr().out


def test_titles_say_that_a_place_is_its_neighbourhoods(area) -> None:
    at = area.at(PLACE)
    shown = [at.summary(), at.types(), at.months(), area.places.overview()]
    shown.append(area.priority(THEFT).places.named())
    for exhibit in shown:
        assert not exhibit.unavailable
        assert "neighbourhoods" in exhibit.title.lower()
        assert any("neighbourhoods (LSOAs)" in note for note in exhibit.notes)


def test_a_place_is_refused_where_it_means_nothing(small_built: Path) -> None:
    root = str(small_built)
    with pytest.raises(SettingsError, match="lies in 'redditch', not in 'bromsgrove'"):
        csa.load("crime", place=PLACE, district="bromsgrove", root=root)
    with pytest.raises(StoreError, match="'population' have no place"):
        csa.load("population", place=PLACE, root=root)
    with pytest.raises(SettingsError, match="exact=True"):
        csa.load("crime", exact=True, root=root)


def test_rows_are_at_a_place_or_outside_it_or_not_known_where(small_built: Path) -> None:
    def loaded(**asked: object) -> set[int]:
        return {*csa.load("crime", root=str(small_built), **asked, **PERIOD).index}

    here, rest = loaded(place=PLACE), loaded(place=PLACE, outside=True)
    unplaced = loaded(district="redditch") - here - rest
    frame = csa.load("crime", district="redditch", root=str(small_built), **PERIOD)
    assert here
    assert rest
    assert not here & rest
    assert frame.loc[sorted(unplaced), "lsoa"].isna().all()
    drawn = csa.place((404_150, 267_750, 500), root=str(small_built))
    assert loaded(place=drawn) == here
    assert loaded(place=list(drawn.lsoa_names)) == here
    assert (
        "without the neighbourhoods of"
        in csa.load("crime", place=PLACE, outside=True, root=str(small_built)).attrs["csa"]["asked"]
    )
