"""Homes and residents of neighbourhoods over a change of boundaries."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.tables.locality_base import build_locality_base
from csa.periods import Period

PERIOD = Period("2016-04", "2017-01")
# A stays as it is, B became B1 and B2, and C1 and C2 became C.
CHANGE = pd.DataFrame(
    {"lsoa11": ["A", "B", "B", "C1", "C2"], "lsoa21": ["A", "B1", "B2", "C", "C"]}
)
GEOGRAPHY = pd.DataFrame({"lsoa": ["A", "B1", "B2", "C"]})


def people(level: str, denominator: str, age_band: str, counts: dict[str, int]) -> pd.DataFrame:
    """Return rows of the population table for one year."""
    return pd.DataFrame(
        {
            "geo_code": list(counts), "geo_level": level, "year": 2016, "sex": "all",
            "age_band": age_band, "denominator": denominator, "n": list(counts.values()),
            "source": "estimate",
        }
    )  # fmt: skip


def base(*pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the homes and people of each neighbourhood."""
    tables = {
        "population": pd.concat(pieces), "geography": GEOGRAPHY, "lsoa_change": CHANGE,
    }  # fmt: skip
    return build_locality_base(tables, period=PERIOD)["locality_base"].set_index("lsoa")


EARLIER = {"A": 500, "B": 900, "C1": 200, "C2": 100}
LATER = {"A": 500, "B1": 600, "B2": 300, "C": 300}


def test_parts_of_a_split_neighbourhood_share_what_is_known_of_the_whole() -> None:
    table = base(
        people("lsoa11", "household", "all", EARLIER),
        people("lsoa11", "resident", "all", {k: 2 * n for k, n in EARLIER.items()}),
    )
    assert table["group"].to_dict() == {"A": "A", "B1": "B", "B2": "B", "C": "C"}
    assert table["households"].to_dict() == {"A": 500, "B1": 900, "B2": 900, "C": 300}
    assert set(table["source"]) == {
        "Households: mid-year estimate 2016; residents: mid-year estimate 2016"
    }


def test_counts_by_later_neighbourhoods_are_summed_where_others_need_it() -> None:
    table = base(
        people("lsoa21", "household", "all", LATER),
        people("lsoa11", "resident", "all", EARLIER),
    )
    assert table["households"].to_dict() == {"A": 500, "B1": 900, "B2": 900, "C": 300}


def test_nothing_is_joined_where_all_is_known_of_the_parts() -> None:
    table = base(
        people("lsoa21", "household", "all", LATER),
        people("lsoa21", "resident", "all", LATER),
    )
    assert table["households"].to_dict() == LATER
    assert (table["group"] == table.index).all()


@pytest.mark.parametrize("lost", ["B", "C1"])
def test_a_neighbourhood_without_people_is_missing_and_never_zero(lost: str) -> None:
    kept = {code: n for code, n in EARLIER.items() if code != lost}
    table = base(people("lsoa11", "household", "all", kept))
    here = table[table["group"] == lost.rstrip("1")]
    assert here["households"].isna().all()
    assert table.loc["A", "households"] == 500
