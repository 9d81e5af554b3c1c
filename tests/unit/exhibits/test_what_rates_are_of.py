"""Figures say of which months, residents and neighbourhoods they are, and rest on enough."""

import pandas as pd
from people_cells import REDDITCH, by, cells, desk

from csa.exhibits.what.area import AreaExhibits

PROFILE = {
    "area": [REDDITCH], "name": ["Redditch"], "residents": [85_000], "households": [35_000],
    "lsoas": [57], "wards": [12], "ranked_lsoas": [55], "deprived_lsoas": [17],
    "deprivation_source": ["Indices of Deprivation 2015"], "vintage": ["2016"],
    "source": ["Residents: mid-year estimate 2016; Households: Census 2011"],
}  # fmt: skip
GROUPS = ("White", "Mixed", "Asian", "Black", "Other")


def profile(**changed):
    table = pd.DataFrame({**PROFILE, **changed})
    view = desk(cells("crime", {(): 1}), edition="partner", reference={"area_profile": table}).view
    return AreaExhibits(view).profile()


def test_deprived_neighbourhoods_are_of_those_that_were_ranked():
    shown = profile()
    assert "17 of the 55 neighbourhoods that were ranked" in shown.sentence
    assert any("split" in note for note in shown.notes)
    assert not any("split" in note for note in profile(ranked_lsoas=[57]).notes)


def test_where_nobody_was_counted_neighbourhoods_are_told_alone():
    shown = profile(residents=pd.array([None], "Int64"), households=pd.array([None], "Int64"))
    assert shown.sentence.startswith("Redditch has 57 neighbourhoods (LSOAs) and 12 wards.")
    assert "Residents" not in [column.label for column in shown.tables[0].columns]


def test_where_neither_people_nor_neighbourhoods_are_known_no_page_says_so():
    unknown = dict.fromkeys(
        ("residents", "households", "lsoas", "wards"), pd.array([None], "Int64")
    )
    shown = profile(**unknown)
    assert shown.unavailable == "No population source was received."
    assert not {"partner", "public"} & set(shown.editions)
    assert not shown.tables


def test_households_have_their_own_year():
    assert "Households: Census 2011" in profile().source


def test_rates_of_ten_months_are_set_in_proportion_to_a_year():
    residents = pd.DataFrame(
        {"area": REDDITCH, "ethnicity": GROUPS, "residents": 10_000, "source": "x", "year": 2011}
    )
    people = cells("victim", by("ethnicity", dict.fromkeys(GROUPS, 100)))
    reference = {"residents_by_ethnicity": residents}
    shown = desk(people, edition="partner", reference=reference).victims.ethnicity()
    (table,) = shown.tables
    assert "Per 1,000 residents a year" in [column.label for column in table.columns]
    said = (
        "Rates are a year's: those of April 2016 to January 2017, in proportion to twelve months."
    )
    # 100 in ten months against 10,000 residents: 10 per 1,000, 12 a year.
    assert float(table.frame["rate"].iloc[0]) == 12.0
    assert any(said in note for note in shown.notes)
