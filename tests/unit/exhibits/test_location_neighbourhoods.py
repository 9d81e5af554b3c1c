"""Neighbourhoods beside each other: town centres, places by name, sentences, and one place."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.cells import Countable
from csa.counting.places.months import build_place_months
from csa.disclosure.ledger.release import Release
from csa.exhibits.view import View
from csa.exhibits.where.area_rows import area_rows
from csa.exhibits.where.at_place import AtPlaceExhibits
from csa.exhibits.where.near_repeat import NearRepeatExhibits
from csa.exhibits.where.neighbourhoods import (
    lettered,
    neighbourhood_notes,
    neighbourhood_statements,
    neighbourhood_tables,
)
from csa.exhibits.wording.places import sum_place
from csa.periods import Period
from csa.settings import Place, load_settings

PERIOD, BEFORE = Period("2016-04", "2017-01"), Period("2015-04", "2016-01")
SIDES = [f"the {side} of Eastside ward" for side in ("north", "middle", "south")]
CODES = [f"L{n}" for n in range(1, 6)]
NOW = dict(zip(CODES, [200, 60, 40, 30, 10], strict=True))
EARLIER = dict(zip(CODES, [100, 60, 41, 29, 11], strict=True))
# A square kilometre each, side by side. The place called a town centre covers the first and a
# third of the second.
LSOAS = gpd.GeoDataFrame(
    {"code": CODES, "name": [f"Town {code}" for code in CODES], "district": "E07000236"},
    geometry=[box(1_000 * n, 0, 1_000 * (n + 1), 1_000) for n in range(5)],
    crs="EPSG:27700",
)
CENTRE = Place(
    slug="mill-town-centre", name="Mill town centre", district="redditch",
    outline=((0, 0), (1_333, 0), (1_333, 1_000), (0, 1_000)),
)  # fmt: skip


def cells(now: dict[str, int | None], earlier: dict[str, int | None]) -> pd.DataFrame:
    """Return cells of crime by neighbourhood in two periods."""
    rows = [
        {
            "key": f"crime|{area}|{period.key}|", "measure": "crime", "by": "", "level": "lsoa",
            "area": area, "period": period.key, "dims": "", "value": value, "class": "public",
            "reason": "" if value is not None else "no data received",
        }
        for period, values in ((PERIOD, now), (BEFORE, earlier))
        for area, value in values.items()
    ]  # fmt: skip
    return pd.DataFrame(rows).astype({"value": "Int64"})


@pytest.fixture
def view() -> View:
    """Redditch with five neighbourhoods of two wards and a town centre."""
    geography = pd.DataFrame(
        {
            "lsoa": CODES, "lsoa_name": [f"Town {code}" for code in CODES],
            "called": ["Mill town centre (west)", "Mill town centre (east)", *SIDES],
            "ward": ["W1", "W1", "W2", "W2", "W2"],
            "ward_name": ["Westside", "Westside", "Eastside", "Eastside", "Eastside"],
            "district": "E07000236", "district_name": "Redditch",
        }
    )  # fmt: skip
    people = pd.DataFrame(
        {
            "level": "lsoa", "area": CODES, "residents": 1_500, "households": 600,
            "source": "Residents: mid-year estimate 2016",
        }
    )  # fmt: skip
    release = Release(
        cells=cells(NOW, EARLIER),
        reference={"geography": geography, "population": people, "boundary_lsoa": LSOAS},
        about={
            "period": {"start": PERIOD.start, "end": PERIOD.end},
            "year": "2016-17",
            "unit_sources": {"crime": ["Crimes"]},
        },
    )
    settings = load_settings().model_copy(update={"places": (CENTRE,)})
    return View(settings=settings, release=release, slug="redditch", edition="officer")


def rows_of(view: View) -> pd.DataFrame:
    """Return the rows of the tables, with the places named."""
    nothing = pd.DataFrame({"key": [], "area": [], "value": []})
    return lettered(
        area_rows(
            view, cells(NOW, EARLIER), level="lsoa", everything=pd.DataFrame(), burglary=nothing
        )
    )


def test_neighbourhoods_of_a_town_centre_have_no_rate_and_are_called_so(view: View) -> None:
    rows = rows_of(view).set_index("area")
    # A third of the second lies inside the place, which takes those with a quarter or more.
    assert rows.loc[["L1", "L2"], "rate"].tolist() == ["not meaningful", "not meaningful"]
    assert rows.loc["L3", "rate"] == pytest.approx(1_000 * 40 / 1_500)
    assert rows.loc["L3", ["name", "ward_name"]].tolist() == [
        "The north of Eastside ward", "Eastside",
    ]  # fmt: skip
    notes = " ".join(neighbourhood_notes(view, rows.reset_index()))
    assert "Mill town centre (west) and Mill town centre (east): town centre" in notes


def test_sentences_name_the_place_and_the_change_that_survives_five_comparisons(
    view: View,
) -> None:
    said = [str(one) for one in neighbourhood_statements(rows_of(view), "crime")]
    assert said[0].startswith(
        "Most recorded crimes: Mill town centre (west) (A), Mill town centre (east) (B) and the "
        "north of Eastside ward (C)"
    )
    assert "300 of the 340" in said[0]  # 200 + 60 + 40 of all five
    assert said[1:] == ["Clearly more than a year earlier: Mill town centre (west) (A)."]


def test_the_read_table_is_short_and_the_folded_one_complete(view: View) -> None:
    rows = pd.concat([rows_of(view)] * 4, ignore_index=True)
    long, short = neighbourhood_tables(view, rows, "crime")
    assert (len(long.frame), len(short.frame)) == (20, 15)
    assert "15 neighbourhoods" in short.caption
    assert "lower_cl" in {column.key for column in long.columns}


def test_a_place_is_the_sum_of_its_neighbourhoods(view: View) -> None:
    summed = sum_place(view, CENTRE, cells(NOW, EARLIER)).set_index("period")
    assert summed.loc[PERIOD.key, "value"] == 260
    assert summed.loc[PERIOD.key, "key"] == f"crime|L1|{PERIOD.key}| + crime|L2|{PERIOD.key}|"
    assert set(summed["area"]) == {"mill-town-centre"}


def test_a_place_with_a_missing_neighbourhood_has_no_number(view: View) -> None:
    gap = cells({**NOW, "L2": None}, EARLIER)
    summed = sum_place(view, CENTRE, gap).set_index("period")
    assert pd.isna(summed.loc[PERIOD.key, "value"])
    assert summed.loc[PERIOD.key, "reason"] == "no data received"
    assert summed.loc[BEFORE.key, "value"] == 160


def test_a_place_is_compared_with_the_year_before(view: View) -> None:
    shown = AtPlaceExhibits(view.of_place("mill-town-centre")).summary()
    row = shown.data.iloc[0]
    # 160 to 260: 62.5%, far beyond chance.
    assert (row["before"], row["after"], row["reading"]) == (160, 260, "rose")
    assert "Mill town centre" in shown.title
    assert "recorded crimes rose" in shown.sentence
    # Every number on it is a cell of the release.
    assert set(shown.numbers) == set(cells(NOW, EARLIER).query("area in ['L1', 'L2']")["key"])


def test_an_unknown_place_is_refused_with_those_there_are(view: View) -> None:
    with pytest.raises(Exception, match=r"'mill' is not a named place.*mill-town-centre"):
        view.of_place("mill")


def test_months_of_a_place_keep_their_gaps(view: View) -> None:
    rows = pd.DataFrame(
        {"month": ["2016-11", "2016-11", "2017-01", "2016-11"], "lsoa": ["L1", "L2", "L1", "L4"]}
    )
    coverage = pd.DataFrame(
        {
            "unit": "crime", "district": "E07000236", "month": ["2016-11", "2016-12", "2017-01"],
            "status": ["ok", "missing", "ok"],
        }
    )  # fmt: skip
    table = build_place_months(
        {"crime": Countable(rows=rows, membership=pd.DataFrame(), domains={})},
        LSOAS,
        settings=view.settings,
        coverage=coverage,
        period=PERIOD,
    )["place_month"].set_index("period")
    assert table.loc["2016-11", "value"] == 2
    assert pd.isna(table.loc["2016-12", "value"])
    assert table.loc["2017-01", "value"] == 1


def test_near_repeats_of_a_priority_without_burglary_stay_off_the_pages(view: View) -> None:
    # Violence counts neither burglary nor vehicle crime: the officer is told, the page is spared.
    shown = NearRepeatExhibits(view.of_priority("violence-and-abuse")).pairs()
    assert "burglary and vehicle crime only" in shown.unavailable
    assert shown.editions == ("officer",)
    wanted = NearRepeatExhibits(view.of_priority("theft-and-acquisitive-crime")).pairs()
    assert "hundred crimes" in wanted.unavailable
    assert set(wanted.editions) == {"partner", "public"}
