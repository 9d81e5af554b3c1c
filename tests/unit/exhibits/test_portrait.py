"""Crime against deprivation without crime, and what sets a district apart from its neighbours."""

from __future__ import annotations

import numpy as np
import pandas as pd
from area_cells import PERIOD, view_of
from people_cells import REDDITCH, cells

from csa.exhibits.strategy.profile import PortraitExhibits

# Two neighbourhoods in each fifth, their crimes and residents.
LSOAS = [f"L{n}" for n in range(10)]
CRIMES = [50, 50, 40, 40, 90, 110, 30, 30, 20, 20]
GEOGRAPHY = pd.DataFrame({"lsoa": LSOAS, "ward": "W", "district": REDDITCH})
FIFTHS = pd.DataFrame({"lsoa": LSOAS, "fifth": [n // 2 + 1 for n in range(10)], "vintage": 2015})
BASE = pd.DataFrame({"lsoa": LSOAS, "group": LSOAS, "residents": 1000, "source": "Residents: 2016"})


def need(**reference):
    """The exhibit of Redditch with these tables in the place of the usual ones."""
    here = [
        cells("crime", {(): n}, kind="public", area=code, level="lsoa")
        for code, n in zip(LSOAS, CRIMES, strict=True)
    ]
    given = {"geography": GEOGRAPHY, "deprived_fifth": FIFTHS, "locality_base": BASE} | reference
    return PortraitExhibits(view_of(*here, **given)).need()


def test_rates_are_those_of_all_crimes_and_residents_of_a_fifth():
    rows = need().data.set_index("name")
    assert rows["crimes"].map(int).tolist() == [100, 80, 200, 60, 40]
    assert rows["rate"].astype(float).tolist() == [50.0, 40.0, 100.0, 30.0, 20.0]
    assert "most deprived fifth 50.0 crimes" in need().sentence
    assert "least deprived fifth 20.0" in need().sentence


def test_a_fifth_that_is_not_the_most_deprived_and_has_the_highest_rate_is_named():
    assert "highest rate is in the middle fifth (100.0)" in need().sentence
    level = FIFTHS.assign(fifth=[3, 3, 2, 2, 1, 1, 4, 4, 5, 5])
    assert "highest rate" not in need(deprived_fifth=level).sentence


def test_residents_of_a_split_neighbourhood_count_once_and_never_in_part():
    parts = BASE.assign(group=["G", "G", *LSOAS[2:]])
    assert need(locality_base=parts).data["residents"].tolist()[0] == 1000
    across = BASE.assign(group=["L0", "G", "G", *LSOAS[3:]])
    residents = need(locality_base=across).data["residents"]
    assert residents.isna().tolist() == [True, True, False, False, False]


def test_without_deprivation_nothing_is_guessed():
    assert "not received" in need(deprived_fifth=pd.DataFrame()).unavailable


def test_a_district_is_told_apart_from_the_others_by_what_it_has_most_and_least_of():
    own = pd.DataFrame(
        {
            "of_area": ["E07000234", REDDITCH, "E07000239"], "place": 0,
            "code": ["E07000234", REDDITCH, "E07000239"], "name": ["B", "R", "W"],
            "income_deprivation": [0.08, 0.15, 0.13], "age_10_24": [0.15, 0.17, 0.16],
            "urban_share": [0.9, 0.8, np.nan],
        }
    )  # fmt: skip
    assert need(peer=own).sentence.startswith(
        "Of the districts Redditch has the most residents deprived of income (15.0) and the "
        "most young people (17.0) (of every 100 residents)."
    )
    assert "Of the districts" not in need(peer=own.iloc[:2]).sentence
    assert PERIOD.label in need().tables[0].caption
