"""People in order of their records, people followed, suspects' homes: counted by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from csa.counting.cells import Countable
from csa.counting.people_ties import people_relations
from csa.counting.records.persons import order_text, people_coverage, with_people
from csa.measures.repeats import repeat_summary, repeats_within
from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")
TABLES = {
    "geography": pd.DataFrame(
        {"lsoa": ["L1", "L2", "L3"], "ward": ["W1", "W1", "W2"], "district": ["D", "D", "D"]}
    ),
    "boundary_lsoa": gpd.GeoDataFrame(
        {"code": ["L1", "L2", "L3"]},
        geometry=[box(x, 0, x + 1000, 1000) for x in (0, 2000, 12_000)],
        crs="EPSG:27700",
    ),
    "lsoa_change": pd.DataFrame({"lsoa11": ["O1", "O1", "L3"], "lsoa21": ["L1", "L2", "L3"]}),
}


def countable(rows, **domains):
    members = pd.DataFrame(
        {"incident": rows.index, "priority": "p", "subtheme": "s", "kind": "part"}
    ).assign(counts_to_priority=True)
    return Countable(
        rows=rows, membership=members, domains={"priority": ("p",), "subtheme": ("s",), **domains}
    )


def records(people, dates, **columns):
    dates = pd.to_datetime(pd.Series(dates))
    return pd.DataFrame(
        {
            "crime_id": [f"c{n}" for n in range(len(dates))],
            "person_id": people,
            "recorded_date": dates,
            "month": dates.dt.strftime("%Y-%m"),
            "district": "D",
            "lsoa": "L1",
            **columns,
        }
    )


def victims(people, dates, kind="person"):
    return {"victim": countable(records(people, dates, victim_type=kind))}


def count(countables, unit, **picked):
    rows = countables[unit].rows
    for name, value in picked.items():
        rows = rows[rows[name] == value]
    return len(rows)


def test_records_are_counted_in_the_order_of_each_person():
    # a: three in the twelve months; b: one in them and one before; nobody known: one
    people = ["a", "a", "a", "b", "b", None]
    dates = ["2016-02-01", "2016-06-01", "2017-01-31", "2016-01-31", "2016-03-05", "2016-05-05"]
    added = with_people(victims(people, dates), TABLES, period=PERIOD)
    now = {"month": "2017-01", "theme": "s"}
    assert [count(added, "harmed", nth=nth, **now) for nth in ("1", "2", "3", "4")] == [2, 1, 1, 0]
    assert count(added, "harmed", month="2016-01", theme="s") == 1  # b, a year earlier


def test_one_crime_with_two_records_of_a_person_counts_once():
    given = victims(["a", "a"], ["2016-06-01", "2016-06-01"])
    given["victim"].rows["crime_id"] = "c0"
    assert count(with_people(given, TABLES, period=PERIOD), "harmed", theme="s") == 1


@pytest.mark.parametrize("kind", ["business", "state", "unknown"])
def test_a_shop_is_not_a_person_harmed_again(kind):
    given = victims(["shop", "shop"], ["2016-06-01", "2016-07-01"], kind)
    assert count(with_people(given, TABLES, period=PERIOD), "harmed") == 0


def test_bands_name_the_people_with_ten_and_more():
    assert [order_text(n) for n in (1, 5, 6, 9, 10, 11, 44)] == [
        "1", "5", "6 to 9", "6 to 9", "10", "11 or more", "11 or more",
    ]  # fmt: skip


def test_order_and_following_agree_with_the_measures():
    rng = np.random.default_rng(3)
    days = pd.Timestamp("2015-02-01") + pd.to_timedelta(rng.integers(0, 731, 600), unit="D")
    people = [f"p{n}" for n in rng.integers(0, 250, 600)]
    added = with_people(victims(people, days), TABLES, period=PERIOD)
    events = pd.DataFrame({"person_id": people, "date": days})
    year = events[events["date"] >= "2016-02-01"]
    summary = repeat_summary(year["person_id"])
    now = {"month": "2017-01", "theme": "p"}
    assert count(added, "harmed", **now) == summary.crimes
    assert count(added, "harmed", nth="1", **now) == summary.people
    assert count(added, "harmed", nth="2", **now) == summary.repeat_people
    oracle = repeats_within(events, months=12, observed_to="2017-01-31")
    assert count(added, "followed", **now) == oracle.people
    assert count(added, "followed", again="harmed again", **now) == oracle.repeat_people


def test_suspects_homes_and_journeys():
    homes = ["O1", "L2", "L3", "Z9", None]
    rows = records(list("abcde"), ["2016-06-01"] * 5, residence_lsoa=homes)
    added = with_people({"suspect": countable(rows)}, TABLES, period=PERIOD)
    # O1 was split into L1 and L2: a home in L2 or in O1 is the neighbourhood of a crime in L1
    assert added["suspect"].rows["residence"].tolist() == [
        "same neighbourhood", "same neighbourhood", "same district", "outside", "unknown",
    ]  # fmt: skip
    # centre of O1 is 1,500 m, of L3 12,500 m east
    assert added["suspect"].rows["journey"].tolist() == [
        "same neighbourhood", "same neighbourhood", "10 km or more", "from outside", "unknown",
    ]  # fmt: skip


def test_recent_crimes_are_set_apart():
    rows = records([None] * 3, ["2016-07-31", "2016-08-01", "2017-01-31"])
    crimes = with_people({"crime": countable(rows)}, TABLES, period=PERIOD)["crime"]
    assert crimes.rows["maturity"].tolist() == ["mature", "recent", "recent"]


def test_one_complaint_is_found_by_what_the_change_is_without_it():
    # 58 before; 69 after, of which ten from one complaint: 58 to 59 without it
    rows = records([None] * 127, ["2015-06-01"] * 58 + ["2016-06-01"] * 69)
    rows["complaint_id"] = [None] * 58 + ["k"] * 10 + [None] * 59
    case = with_people({"crime": countable(rows)}, TABLES, period=PERIOD)["one_case"].rows
    assert case.groupby("theme").size().to_dict() == {"p": 10, "s": 10}
    rows["complaint_id"] = [None] * 58 + ["k"] * 4 + [None] * 65  # 4 of 11: no driver
    assert not len(with_people({"crime": countable(rows)}, TABLES, period=PERIOD)["one_case"].rows)


def coverage(months):
    rows = {"unit": "victim", "district": "D", "month": months, "status": "ok"}
    return pd.DataFrame(rows)


def test_people_are_not_counted_over_months_that_were_not_received():
    everything = Period("2014-02", "2017-01").months
    found = people_coverage(coverage(everything), period=PERIOD)
    assert set(found[found["unit"] == "harmed"]["month"]) == {
        *PERIOD.months, *PERIOD.a_year_earlier.months,
    }  # fmt: skip
    gap = [month for month in everything if month != "2016-02"]  # before the period itself
    found = people_coverage(coverage(gap), period=PERIOD)
    assert "2017-01" not in set(found[found["unit"] == "harmed"]["month"])
    assert "2016-01" in set(found[found["unit"] == "harmed"]["month"])


class Theme:
    def __init__(self, name, kind="part"):
        self.id, self.kind = name, kind


class OnePriority:
    id, cross_cutting = "p", False
    subthemes = (Theme("s"), Theme("t"))


def test_relations_say_what_margins_do_not():
    keys = [
        *(f"harmed|D|2016-04/2017-01|theme={t}" for t in "pst"),
        *(f"harmed|D|2016-04/2017-01|nth={n};theme=p" for n in (1, 2)),
    ]
    cells = pd.DataFrame({"key": keys, "measure": "harmed", "area": "D", "value": 1}).assign(
        period="2016-04/2017-01"
    )
    found = people_relations(cells, priorities=[OnePriority()])
    assert found[found["relation"] == "parts"]["child"].tolist() == keys[1:3]
    assert found[found["relation"] == "order"][["parent", "child"]].to_numpy().tolist() == [
        [keys[3], keys[4]]
    ]
    without = cells.assign(value=[1, 1, pd.NA, 1, 1])  # a part without a number: no sum
    assert "parts" not in set(people_relations(without, priorities=[OnePriority()])["relation"])
