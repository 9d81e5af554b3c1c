"""Deprivation without crime against the properties its makers publish, and hand arithmetic."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from csa.counting.tables.fifths import build_fifths
from csa.measures.peers.deprivation import (
    deprivation_without_crime,
    exponential_score,
    fifths,
)
from csa.periods import Period


def test_the_most_deprived_tenth_takes_half_of_the_scale() -> None:
    """The technical report: scores run from 0 to 100, the most deprived tenth from 50 to 100."""
    ranks = pd.Series([1, 3284, 3285, 32_844])
    scores = exponential_score(ranks, of=32_844)
    assert scores.iloc[0] == pytest.approx(100)
    assert scores.iloc[2] == pytest.approx(50, abs=0.5)
    assert 0 <= scores.iloc[3] < 0.01


def test_score_of_the_middle_rank_by_hand() -> None:
    # R = 0.5: -23 ln(1 - 0.5 (1 - e^(-100/23))) = 15.647
    expected = -23 * math.log(1 - 0.5 * (1 - math.exp(-100 / 23)))
    assert expected == pytest.approx(15.647, abs=0.001)
    assert exponential_score(pd.Series([51]), of=100).iloc[0] == pytest.approx(expected)


def test_domains_are_weighted_by_their_parts_and_crime_has_none() -> None:
    ranks = pd.DataFrame({"income": [1, 100], "education": [100, 1], "crime": [1, 1]})
    low = float(exponential_score(pd.Series([100]), of=100).iloc[0])
    scores = deprivation_without_crime(ranks, of=100)
    # 22.5 and 13.5 of 36.
    assert scores.tolist() == pytest.approx([100 * 0.625 + low * 0.375, low * 0.625 + 100 * 0.375])


def test_a_domain_that_is_not_whole_is_left_out() -> None:
    ranks = pd.DataFrame({"income": [1, 100], "health": [None, 5]})
    assert deprivation_without_crime(ranks, of=100).iloc[0] == pytest.approx(100)


def test_fifths_are_of_one_size() -> None:
    scores = pd.Series([5.0, 4.0, 3.0, 2.0, 1.0] * 2, index=list("abcdefghij"))
    assert fifths(scores).to_dict() == {
        "a": 1, "f": 1, "b": 2, "g": 2, "c": 3, "h": 3, "d": 4, "i": 4, "e": 5, "j": 5,
    }  # fmt: skip


def tables(vintages: list[int]) -> dict[str, pd.DataFrame]:
    """Ten neighbourhoods of 2011, of which the last was split by 2021."""
    codes = [f"E{n}" for n in range(10)]
    ranked = pd.concat(
        pd.DataFrame({"lsoa": codes, "vintage": one, "income_rank": range(1, 11), "crime_rank": 1})
        for one in vintages
    )
    now = [*codes[:9], "N1", "N2"]
    change = pd.DataFrame({"lsoa11": [*codes[:9], "E9", "E9"], "lsoa21": now, "change": "U"})
    return {"deprivation": ranked, "geography": pd.DataFrame({"lsoa": now}), "lsoa_change": change}


def test_parts_of_a_split_neighbourhood_stay_together_and_the_vintage_is_the_years() -> None:
    (table,) = build_fifths(tables([2015, 2019]), period=Period("2016-04", "2017-01")).values()
    found = dict(zip(table["lsoa"], table["fifth"], strict=True))
    assert [found[f"E{n}"] for n in range(9)] == [1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert found["N1"] == found["N2"] == 5
    assert set(table["vintage"]) == {2015}


def test_a_neighbourhood_without_a_rank_leaves_no_fifths() -> None:
    received = tables([2015])
    received["deprivation"] = received["deprivation"].iloc[1:]
    assert build_fifths(received, period=Period("2016-04", "2017-01")) == {}
    received["deprivation"] = received["deprivation"].iloc[:0]
    assert build_fifths(received, period=Period("2016-04", "2017-01")) == {}
