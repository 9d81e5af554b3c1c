"""Concentration: empty places count, missing ones do not, nothing is neither 0 nor 1."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.concentration import (
    gini,
    location_quotient,
    lorenz_curve,
    share_of_places,
)


@pytest.mark.parametrize("counts", [[], [0, 0, 0], [None]])
def test_without_crime_there_is_no_concentration(counts: list) -> None:
    assert np.isnan(gini(counts))
    assert np.isnan(share_of_places(counts))
    assert lorenz_curve(counts)["count_share"].isna().all()


def test_even_places_have_a_gini_of_zero() -> None:
    assert gini([4, 4, 4]) == pytest.approx(0)


def test_empty_places_are_places_and_missing_ones_are_not() -> None:
    assert gini([4, 4, 0, 0]) == pytest.approx(0.5)
    assert gini([4, 4, np.nan, np.nan]) == pytest.approx(0)
    assert share_of_places([4, 4, 0, 0]) == 0.25
    assert share_of_places([4, 4, None, None]) == 0.5


def test_negative_counts_are_refused() -> None:
    with pytest.raises(SchemaError, match="counts is negative in row 0"):
        gini([-1, 3])


def test_curve_begins_at_nothing_and_ends_at_all() -> None:
    curve = lorenz_curve([1, 0, 3])
    assert curve.iloc[0][["place_share", "count_share", "expected_share"]].tolist() == [0, 0, 0]
    assert curve.iloc[-1][["place_share", "count_share"]].tolist() == [1, 1]
    assert curve["expected_share"].iloc[-1] == pytest.approx(1)
    assert curve["offence_count"].tolist() == [0, 3, 1, 0]


def test_all_of_the_crime_needs_every_place_with_crime() -> None:
    assert share_of_places([5, 1, 1, 0], share=1) == 0.75


@pytest.mark.parametrize("share", [0, 1.01, -0.5])
def test_share_lies_between_nothing_and_all(share: float) -> None:
    with pytest.raises(SettingsError, match="share"):
        share_of_places([1], share=share)


@pytest.fixture
def mix() -> pd.DataFrame:
    """Two areas, two groups: area a holds 30 of 40 thefts and 10 of 60 other crimes."""
    return pd.DataFrame(
        {
            "area_code": ["a", "a", "b", "b"],
            "offence_group": ["theft", "other"] * 2,
            "offence_count": [30, 10, 10, 50],
        }
    )


def test_location_quotient_compares_shares(mix: pd.DataFrame) -> None:
    """Theft is 30/40 of area a and 40/100 of all: 0.75 / 0.4 = 1.875."""
    table = location_quotient(mix)
    assert table["location_quotient"].tolist() == pytest.approx(
        [1.875, (10 / 40) / 0.6, (10 / 60) / 0.4, (50 / 60) / 0.6]
    )
    assert table["area_count"].tolist() == [40, 40, 60, 60]
    assert table["group_count"].tolist() == [40, 60, 40, 60]


def test_location_quotient_of_an_empty_area_is_missing(mix: pd.DataFrame) -> None:
    table = location_quotient(mix.assign(offence_count=[0, 0, 10, 50]))
    assert table["location_quotient"].isna().tolist() == [True, True, False, False]
    nothing = location_quotient(mix.assign(offence_count=0))
    assert nothing["location_quotient"].isna().all()


def test_location_quotient_with_a_missing_count_is_missing(mix: pd.DataFrame) -> None:
    table = location_quotient(mix.assign(offence_count=[30, None, 10, 50]))
    assert table["location_quotient"].isna().all()


def test_location_quotient_refuses_a_repeated_line(mix: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="repeats an area and group in row 4"):
        location_quotient(pd.concat([mix, mix.head(1)]))
