"""Rates and their limits: what is counted, what stays missing, what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.rates import (
    RATE_COLUMNS,
    calculate_rate,
    poisson_interval,
    standardise_rate,
    wilson_interval,
)


@pytest.fixture
def counts() -> pd.DataFrame:
    """Three areas in one period: enough offences, few, and an area without residents."""
    return pd.DataFrame(
        {"area_code": ["a", "b", "c"], "period": "2016-17", "offence_count": [50, 8, 3]}
    )


@pytest.fixture
def population() -> pd.DataFrame:
    """Residents, in another order than the counts."""
    return pd.DataFrame({"area_code": ["c", "b", "a"], "population": [0, 1_000, 4_000]})


def test_rate_is_offences_per_thousand_with_its_parts(
    counts: pd.DataFrame, population: pd.DataFrame
) -> None:
    rates = calculate_rate(counts, population)
    assert rates.columns.tolist() == ["area_code", "period", *RATE_COLUMNS]
    assert rates["value"].iloc[:2].tolist() == [12.5, 8.0]
    assert rates["numerator"].tolist() == [50, 8, 3]
    assert rates["denominator"].tolist() == [4_000, 1_000, 0]
    assert rates["method"].tolist() == ["Byar", "exact Poisson", "exact Poisson"]
    assert rates["unit"].tolist() == ["per 1,000"] * 3


def test_rate_limits_are_those_of_the_count_over_the_population(
    counts: pd.DataFrame, population: pd.DataFrame
) -> None:
    rates = calculate_rate(counts, population, per=100_000, confidence=0.998)
    lower, upper = poisson_interval(8, confidence=0.998)
    assert rates.loc[1, ["lower_cl", "upper_cl"]].tolist() == pytest.approx(
        [lower * 100, upper * 100]
    )
    assert (rates["confidence"] == 0.998).all()


@pytest.mark.parametrize("people", [0, None])
def test_no_denominator_no_rate(counts: pd.DataFrame, people: float | None) -> None:
    population = pd.DataFrame({"area_code": ["a", "b"], "population": [people, 1_000]})
    rates = calculate_rate(counts, population)
    columns = ["value", "lower_cl", "upper_cl"]
    assert rates.loc[[0, 2], columns].isna().all(axis=None)
    assert rates.loc[1, columns].notna().all()
    assert not np.isinf(rates[columns].to_numpy(float)).any()


def test_missing_count_missing_rate(counts: pd.DataFrame, population: pd.DataFrame) -> None:
    counts = counts.assign(offence_count=[None, 8, 3])
    assert np.isnan(calculate_rate(counts, population)["value"].iloc[0])


def test_zero_offences_are_a_rate_of_zero(population: pd.DataFrame) -> None:
    counts = pd.DataFrame({"area_code": ["a"], "offence_count": [0]})
    rate = calculate_rate(counts, population).iloc[0]
    assert (rate["value"], rate["lower_cl"]) == (0, 0)
    assert rate["upper_cl"] == pytest.approx(3.689 / 4, abs=0.001)


def test_population_that_repeats_an_area_would_double_it(
    counts: pd.DataFrame, population: pd.DataFrame
) -> None:
    with pytest.raises(SchemaError, match="population repeats its keys in row 3"):
        calculate_rate(counts, pd.concat([population, population]))


def test_population_without_a_key_is_refused(counts: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="no key column in common"):
        calculate_rate(counts, pd.DataFrame({"population": [5]}))


def test_population_by_year_needs_the_year_of_the_counts(population: pd.DataFrame) -> None:
    counts = pd.DataFrame({"area_code": ["a"], "offence_count": [1]})
    with pytest.raises(SchemaError, match="counts has no column year"):
        calculate_rate(counts, population.assign(year=2016))


def test_counts_may_carry_an_old_population_column(population: pd.DataFrame) -> None:
    counts = pd.DataFrame({"area_code": ["a"], "offence_count": [4], "population": [1]})
    rates = calculate_rate(counts, population)
    assert rates["value"].tolist() == [1.0]
    assert "population" not in rates


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence: float) -> None:
    with pytest.raises(SettingsError, match="confidence"):
        poisson_interval(5, confidence=confidence)


def test_single_counts_give_single_limits_and_columns_give_columns() -> None:
    assert all(isinstance(limit, float) for limit in poisson_interval(5))
    lower, upper = poisson_interval(pd.Series([0, None, 12]))
    assert np.isnan([lower[1], upper[1]]).all()
    assert lower[0] == 0


def test_limits_change_method_at_ten_without_a_jump() -> None:
    """Exact at 9 and Byar at 10 stay in order; exact limits for 10 are 4.795 and 18.390."""
    lower, upper = poisson_interval([9, 10, 11])
    assert (np.diff(lower) > 0).all()
    assert (np.diff(upper) > 0).all()
    assert (lower[1], upper[1]) == pytest.approx((4.795, 18.390), abs=0.03)


def test_proportion_without_trials_is_missing() -> None:
    assert np.isnan(wilson_interval(0, 0)).all()


def test_proportion_at_its_ends_stays_inside_zero_to_one() -> None:
    lower, upper = wilson_interval([0, 7], 7)
    assert (lower[0], upper[1]) == (0, 1)
    assert 0 < upper[0] < 0.5 < lower[1] < 1


def test_more_successes_than_trials_are_refused() -> None:
    with pytest.raises(SchemaError, match="count is larger than n in row 0"):
        wilson_interval(5, 4)


@pytest.fixture
def banded() -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Two areas with the same rates in each band but a different mix of ages."""
    keys = {"area_code": ["old", "old", "young", "young"], "age_band": ["0-64", "65+"] * 2}
    counts = pd.DataFrame({**keys, "offence_count": [10, 90, 90, 10]})
    population = pd.DataFrame({**keys, "population": [1_000, 3_000, 9_000, 1_000 / 3]})
    return counts, population, pd.Series({"0-64": 800, "65+": 200})


def test_standardising_removes_a_difference_in_ages(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    """Rates are 0.01 and 0.03 in both: 0.8 * 10 + 0.2 * 30 = 14 per 1,000."""
    rates = standardise_rate(*banded)
    assert rates["area_code"].tolist() == ["old", "young"]
    assert rates["value"].tolist() == pytest.approx([14.0, 14.0])
    assert rates.columns.tolist() == ["area_code", *RATE_COLUMNS]
    assert (rates["lower_cl"] < 14).all()
    assert (rates["upper_cl"] > 14).all()


def test_a_band_without_a_count_is_unknown_not_empty(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    counts, population, standard = banded
    rates = standardise_rate(counts.iloc[1:], population, standard)
    assert rates["value"].isna().tolist() == [True, False]


def test_few_offences_are_not_standardised(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    counts, population, standard = banded
    counts = counts.assign(offence_count=[4, 5, 5, 5])
    rates = standardise_rate(counts, population, standard)
    assert rates["numerator"].tolist() == [9, 10]
    assert rates["value"].isna().tolist() == [True, False]


def test_a_band_without_people_has_no_rate(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    counts, population, standard = banded
    population = population.assign(population=[1_000, 0, 9_000, 100])
    assert standardise_rate(counts, population, standard)["value"].isna().tolist() == [True, False]


def test_a_band_outside_the_standard_is_refused(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    counts, population, standard = banded
    with pytest.raises(SchemaError, match="band without a standard population in row 1, 3"):
        standardise_rate(counts, population, standard.drop("65+"))


def test_a_repeated_band_is_refused(
    banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series],
) -> None:
    counts, population, standard = banded
    with pytest.raises(SchemaError, match="counts repeats a band in row 4"):
        standardise_rate(pd.concat([counts, counts.head(1)]), population, standard)


def test_one_area_needs_no_key(banded: tuple[pd.DataFrame, pd.DataFrame, pd.Series]) -> None:
    counts, population, standard = banded
    parts = [frame.iloc[:2].drop(columns="area_code") for frame in (counts, population)]
    rates = standardise_rate(*parts, standard)
    assert rates["value"].tolist() == pytest.approx([14.0])
    assert rates.columns.tolist() == list(RATE_COLUMNS)


def test_over_dispersed_counts_have_wider_limits() -> None:
    """Byar's limits of 50 doubled: 2 x 37.1085 and 2 x 65.9186 (PHEindicatormethods for 50)."""
    lower, upper = poisson_interval(100, dispersion=2)
    assert (lower, upper) == pytest.approx((74.217, 131.837), abs=0.01)
    # Twenty degrees of freedom: 2.086 in the place of 1.960.
    z = 2.08596
    half = 50 * (1 - 1 / 450 - z / (3 * 50**0.5)) ** 3
    assert poisson_interval(100, dispersion=2, degrees=20)[0] == pytest.approx(2 * half, abs=0.01)


def test_each_area_has_limits_as_wide_as_its_own_months_vary() -> None:
    counts = pd.DataFrame(
        {"area": ["calm", "restless"], "offence_count": 100, "dispersion": [1.0, 4.0],
         "degrees": 1e9}
    )  # fmt: skip
    people = pd.DataFrame({"area": ["calm", "restless"], "population": 1000})
    table = calculate_rate(counts, people)
    width = table["upper_cl"] - table["lower_cl"]
    assert width[1] == pytest.approx(2 * width[0], rel=0.04)
    assert "dispersion" not in table
