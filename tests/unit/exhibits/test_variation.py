"""How much public months vary: counted from rows, learnt by series; nothing of what is hidden."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.areas import Areas
from csa.counting.cells import Countable
from csa.counting.tables.variation import build_variation
from csa.measures.overdispersion import learn_dispersion
from csa.periods import Period
from csa.settings import load_settings

PERIOD = Period("2016-04", "2017-01")
MONTHS = Period("2013-04", "2017-01").months
DISTRICTS = ("E07000234", "E07000236")
AREAS = Areas(
    partnership="E22000368",
    nesting=pd.DataFrame(
        {
            "lsoa": ["L1", "L2", "L3"], "ward": ["W1", "W1", "W2"],
            "district": [DISTRICTS[0], DISTRICTS[0], DISTRICTS[1]],
        }
    ),
)  # fmt: skip
NOWHERE = gpd.GeoDataFrame({"code": [], "name": []}, geometry=[], crs="EPSG:27700")


def crimes(monthly, **given):
    """Countable crimes: {(district, ward, lsoa, category): counts by month}."""
    rows = pd.concat(
        [
            pd.DataFrame({"month": np.repeat(MONTHS, counts), "district": district, "ward": ward,
                          "lsoa": lsoa, "category": category})
            for (district, ward, lsoa, category), counts in monthly.items()
        ],
        ignore_index=True,
    )  # fmt: skip
    membership = pd.DataFrame(
        {"incident": rows.index, "counts_to_priority": True, **given}
    )  # fmt: skip
    return Countable(rows=rows, membership=membership, domains={})


def coverage(*, without=()):
    """Months received of crime, all but some of the second district."""
    rows = [
        {"unit": "crime", "district": district, "month": month, "status": "ok"}
        for district in DISTRICTS
        for month in MONTHS
        if district == DISTRICTS[0] or month not in without
    ]
    return pd.DataFrame(rows)


def built(countable, *, received=None, boundaries=NOWHERE):
    """The table, indexed by dims, level and area."""
    tables = build_variation(
        {"crime": countable},
        boundaries,
        areas=AREAS,
        settings=load_settings(),
        coverage=coverage() if received is None else received,
        period=PERIOD,
        open_units=[],
        synthetic=False,
    )
    return tables["variation"].set_index(["dims", "level", "area"]).sort_index()


@pytest.fixture(scope="module")
def monthly():
    """Months of three neighbourhoods, drawn once."""
    rng = np.random.default_rng(1)
    places = [(DISTRICTS[0], "W1", "L1"), (DISTRICTS[0], "W1", "L2"), (DISTRICTS[1], "W2", "L3")]
    return {(*one, "Shoplifting"): rng.negative_binomial(8, 0.4, len(MONTHS)) for one in places}


def test_each_series_is_learnt_from_its_own_months_and_its_kin(monthly):
    """The district level by hand: the first holds two neighbourhoods, the second one."""
    first, second, third = (pd.Series(counts, MONTHS, float) for counts in monthly.values())
    series = pd.DataFrame(
        {"a": first + second, "b": third, "all": first + second + third, "any": np.nan}
    )
    kin = pd.Series("Shoplifting", index=series.columns)
    expected = learn_dispersion(series, period=PERIOD, kin=kin)
    found = built(crimes(monthly, priority="theft", subtheme="shoplifting"))
    of_type = found.loc["category=Shoplifting"]
    same = {
        "a": ("district", DISTRICTS[0]),
        "b": ("district", DISTRICTS[1]),
        "all": ("partnership", AREAS.partnership),
        "any": ("district", ""),
    }
    for name, key in same.items():
        for column in ("dispersion", "degrees"):
            assert of_type.loc[key, column] == pytest.approx(expected.loc[name, column])


def test_every_level_and_theme_that_is_public_has_its_rows(monthly):
    found = built(crimes(monthly, priority="theft", subtheme="shoplifting"))
    levels = set(found.index.get_level_values("level"))
    assert levels == {"partnership", "district", "ward", "lsoa"}
    assert set(found.index.get_level_values("dims")) == {
        "", "category=Shoplifting", "priority=theft", "subtheme=shoplifting",
    }  # fmt: skip


def test_a_sensitive_theme_has_no_row(monthly):
    found = built(crimes(monthly, priority="violence-and-abuse", subtheme="hate-crime"))
    assert set(found.index.get_level_values("dims")) == {"", "category=Shoplifting"}


def test_a_month_that_was_not_received_is_not_taken_for_none(monthly):
    """Half a year without the second district; zeros there would look like a wild swing."""
    lost = MONTHS[6:12]
    gone = {
        key: np.where(np.isin(MONTHS, lost) & (key[0] == DISTRICTS[1]), 0, counts)
        for key, counts in monthly.items()
    }
    known = built(crimes(gone, priority="theft", subtheme="x"), received=coverage(without=lost))
    taken = built(crimes(gone, priority="theft", subtheme="x"))
    key = ("", "district", DISTRICTS[1])
    assert known.loc[key, "dispersion"] < 3 < taken.loc[key, "dispersion"]


def test_a_named_place_is_the_sum_of_its_neighbourhoods(monthly):
    """Neighbourhood L3 lies over Church Hill Centre; the others far away."""
    shapes = [box(0, 0, 9, 9), box(9, 0, 18, 9), box(406_000, 268_000, 407_000, 269_000)]
    boundaries = gpd.GeoDataFrame(
        {"code": ["L1", "L2", "L3"], "name": "x"}, geometry=shapes, crs="EPSG:27700"
    )
    found = built(crimes(monthly, priority="theft", subtheme="x"), boundaries=boundaries)
    places = found.xs("place", level="level").loc["category=Shoplifting"]
    assert set(places.index) == {"", "church-hill-centre"}


def test_nothing_public_is_nothing_learnt():
    searches = Countable(
        rows=pd.DataFrame({"month": MONTHS, "district": DISTRICTS[0], "ward": "W1", "lsoa": "L1"}),
        membership=pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"]),
        domains={},
    )
    tables = build_variation(
        {"stop_search": searches},
        NOWHERE,
        areas=AREAS,
        settings=load_settings(),
        coverage=coverage(),
        period=PERIOD,
        open_units=[],
        synthetic=False,
    )
    assert tables == {}


def test_a_unit_learns_from_its_own_months_whatever_else_was_received(monthly):
    """Crimes of four years are learnt from alike beside searches of the last months only."""
    alone = built(crimes(monthly, priority="theft", subtheme="x"))
    rows = pd.DataFrame(
        {"month": MONTHS[-3:], "district": DISTRICTS[0], "ward": "W1", "lsoa": "L1"}
    )
    none = pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"])
    late = coverage().assign(unit="stop_search")
    beside = build_variation(
        {
            "crime": crimes(monthly, priority="theft", subtheme="x"),
            "stop_search": Countable(rows, none, {}, is_open=True),
        },
        NOWHERE,
        areas=AREAS,
        settings=load_settings(),
        coverage=pd.concat([coverage(), late[late["month"].isin(MONTHS[-3:])]]),
        period=PERIOD,
        open_units=["stop_search"],
        synthetic=False,
    )["variation"]
    beside = beside[beside["measure"] == "crime"].set_index(["dims", "level", "area"]).sort_index()
    pd.testing.assert_frame_equal(beside, alone)
