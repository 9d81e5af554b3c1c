"""Comparing counts: zeros, missing values, small numbers, years to date."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.change import (
    CHANGE_COLUMNS,
    CountChange,
    adjust_for_multiplicity,
    compare_counts,
    compare_series,
    dispersion,
    year_to_date,
)
from csa.periods import Period


def test_change_from_zero_has_no_percentage_and_no_ratio() -> None:
    """Five from nothing: P(5 of 5) both ways is 2 / 32."""
    change = compare_counts(0, 5)
    assert (change.difference, change.percent, change.ratio) == (5, None, None)
    assert change.ratio_upper is None
    assert change.p_value == pytest.approx(0.0625)
    assert not change.is_clear


def test_change_from_zero_can_be_clear() -> None:
    assert compare_counts(0, 12).is_clear


def test_change_to_zero_is_minus_one_hundred_per_cent() -> None:
    change = compare_counts(12, 0)
    assert (change.percent, change.ratio, change.ratio_lower) == (-100, 0, 0)
    assert change.ratio_upper is not None
    assert 0 < change.ratio_upper < 1
    assert change.is_clear


def test_nothing_to_nothing_is_no_change() -> None:
    change = compare_counts(0, 0)
    assert (change.difference, change.percent, change.z, change.p_value) == (0, None, None, 1)
    assert not change.is_clear


@pytest.mark.parametrize(("before", "after"), [(None, 5), (5, np.nan), (pd.NA, pd.NA)])
def test_missing_counts_have_no_change(before: float, after: float) -> None:
    change = compare_counts(before, after)
    derived = dataclasses.asdict(change)
    values = {derived[name] for name in CHANGE_COLUMNS[2:9]}
    assert values == {None}
    assert not change.is_clear


@pytest.mark.parametrize("count", [-1, 2.5])
def test_counts_are_whole_and_not_negative(count: float) -> None:
    with pytest.raises(SchemaError, match="count is"):
        compare_counts(10, count)


@pytest.mark.parametrize(
    "setting",
    [{"exposure_before": 0}, {"exposure_after": -1}, {"dispersion": 0.5}, {"confidence": 95}],
)
def test_settings_that_make_no_sense_are_refused(setting: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=next(iter(setting))):
        compare_counts(10, 20, **setting)


@pytest.mark.parametrize("dispersion_unknown", [float("nan"), float("inf")])
def test_unknown_dispersion_is_refused(dispersion_unknown: float) -> None:
    with pytest.raises(SettingsError, match="dispersion"):
        compare_counts(10, 20, dispersion=dispersion_unknown)


def test_result_cannot_be_altered() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        compare_counts(1, 2).after = 3  # type: ignore[misc]


def test_a_leap_day_is_no_change_in_rate() -> None:
    """3,650 in 365 days and 3,660 in 366 are ten a day in both."""
    change = compare_counts(3_650, 3_660, exposure_before=365, exposure_after=366)
    assert change.difference == 10
    assert change.ratio == pytest.approx(1)
    assert change.z == pytest.approx(0)
    assert change.p_value == pytest.approx(1)


@pytest.mark.parametrize(
    ("before", "after", "least"), [(5, 14, 1.0001), (40, 80, 1.0001), (200, 260, 1.2)]
)
def test_dispersion_only_ever_weakens_a_change(before: int, after: int, least: float) -> None:
    changes = [compare_counts(before, after, dispersion=phi) for phi in (1, least, 1.5, 3)]
    assert sorted(changes, key=lambda change: change.p_value) == changes
    assert sorted(changes, key=lambda change: -change.ratio_lower) == changes
    assert sorted(changes, key=lambda change: change.ratio_upper) == changes


def test_large_over_dispersed_counts_use_the_quasi_poisson_limits() -> None:
    """z = 60 / sqrt(2 * 460); half-width 1.96 * sqrt(2 * (1/200 + 1/260))."""
    change = compare_counts(200, 260, dispersion=2)
    assert change.z == pytest.approx(60 / np.sqrt(920))
    half = 1.959964 * np.sqrt(2 * (1 / 200 + 1 / 260))
    assert change.ratio_upper == pytest.approx(1.3 * np.exp(half), rel=1e-6)
    assert change.p_value == pytest.approx(0.0479, abs=0.0001)


@pytest.mark.parametrize(("before", "after"), [(0, 6), (6, 0)])
def test_over_dispersion_with_a_zero_still_has_a_p_value(before: int, after: int) -> None:
    """Six halved is three: 2 * 0.5**3."""
    assert compare_counts(before, after, dispersion=2).p_value == pytest.approx(0.25)


@pytest.mark.parametrize(("before", "after"), [(12, 25), (12, 26), (30, 49), (3, 12)])
def test_small_counts_clear_exactly_when_the_test_says_so(before: int, after: int) -> None:
    change = compare_counts(before, after)
    assert change.is_clear == (change.p_value < 0.05)


def test_columns_are_compared_line_by_line() -> None:
    before = pd.Series({"a": 4_385, "b": 0, "c": np.nan})
    after = pd.Series({"a": 4_955, "c": 3, "d": 2})
    table = compare_series(before, after)
    assert table.columns.tolist() == list(CHANGE_COLUMNS)
    assert table.index.tolist() == ["a", "b", "c", "d"]
    assert table["difference"].fillna(-9).tolist() == [570, 0, -9, 2]
    assert table["percent"].isna().tolist() == [False, True, True, True]
    assert table["is_clear"].tolist() == [True, False, False, False]
    assert not np.isinf(table.drop(columns="is_clear").to_numpy(float)).any()


def test_no_lines_compare_to_no_lines() -> None:
    nothing = pd.Series([], dtype=float)
    assert compare_series(nothing, nothing).columns.tolist() == list(CHANGE_COLUMNS)


@pytest.fixture
def monthly() -> pd.DataFrame:
    """Two areas over April and May of two years; area b had no thefts in May 2016."""
    rows = [
        ("a", "theft", "2015-04", 10),
        ("a", "theft", "2015-05", 20),
        ("a", "theft", "2016-04", 30),
        ("a", "theft", "2016-05", 30),
        ("b", "theft", "2015-04", 5),
        ("b", "theft", "2015-05", 5),
        ("b", "theft", "2016-04", 6),
        ("a", "damage", "2015-06", 99),
    ]
    return pd.DataFrame(rows, columns=["area_code", "offence_group", "month", "offence_count"])


SPRING = Period("2016-04", "2016-05")
KEYS = ["area_code", "offence_group"]


def test_year_to_date_adds_the_months_of_both_years(monthly: pd.DataFrame) -> None:
    table = year_to_date(monthly, period=SPRING, keys=KEYS).set_index(KEYS)
    assert table.columns.tolist() == list(CHANGE_COLUMNS)
    assert table.loc[("a", "theft"), ["before", "after"]].tolist() == [30, 60]
    assert table.loc[("b", "theft"), ["before", "after"]].tolist() == [10, 6]
    assert table.loc[("a", "damage"), ["before", "after"]].tolist() == [0, 0]


def test_year_to_date_total_is_the_sum_of_areas(monthly: pd.DataFrame) -> None:
    table = year_to_date(monthly, period=SPRING, keys=KEYS, total="all").set_index(KEYS)
    assert table.loc[("all", "theft"), ["before", "after"]].tolist() == [40, 66]
    assert table.loc[("all", "theft"), "percent"] == pytest.approx(65.0)


def test_a_month_not_covered_leaves_its_year_missing(monthly: pd.DataFrame) -> None:
    covered = ["2015-04", "2015-05", "2016-04"]
    table = year_to_date(monthly, period=SPRING, keys=KEYS, covered=covered)
    assert table["before"].notna().all()
    assert table[["after", "difference", "p_value"]].isna().all(axis=None)


def test_a_missing_count_leaves_its_sum_and_the_total_missing(monthly: pd.DataFrame) -> None:
    monthly = monthly.assign(
        offence_count=monthly["offence_count"].astype(float).where(monthly.index != 3)
    )
    table = year_to_date(monthly, period=SPRING, keys=KEYS, total="all").set_index(KEYS)
    assert table["after"].isna().to_dict() == {
        ("a", "theft"): True,
        ("b", "theft"): False,
        ("a", "damage"): False,
        ("all", "theft"): True,
        ("all", "damage"): False,
    }


def test_february_of_a_leap_year_is_weighed_by_days() -> None:
    """28 in 28 days of February 2015, 29 in 29 of 2016."""
    monthly = pd.DataFrame(
        {"area_code": "a", "month": ["2015-02", "2016-02"], "offence_count": [28, 29]}
    )
    table = year_to_date(monthly, period=Period("2016-02", "2016-02"), keys=["area_code"])
    assert table["ratio"].tolist() == pytest.approx([1.0])
    assert table["difference"].tolist() == [1]


def test_a_month_twice_would_count_double(monthly: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="monthly repeats a key and month in row 8"):
        year_to_date(pd.concat([monthly, monthly.head(1)]), period=SPRING, keys=KEYS)


def test_q_values_leave_missing_tests_out() -> None:
    """Of two tests 0.01 and 0.04: q is 0.02 and 0.04, whatever is missing beside them."""
    q_values = adjust_for_multiplicity(pd.Series({"a": 0.01, "b": np.nan, "c": 0.04}))
    assert q_values[["a", "c"]].tolist() == pytest.approx([0.02, 0.04])
    assert np.isnan(q_values["b"])


def test_q_values_of_nothing_known_are_missing() -> None:
    assert adjust_for_multiplicity([None, None]).isna().all()


def test_p_values_above_one_are_refused() -> None:
    with pytest.raises(SchemaError, match="p_values is above 1 in row 1"):
        adjust_for_multiplicity([0.5, 1.5])


def _months(n: int) -> pd.PeriodIndex:
    return pd.period_range("2013-04", periods=n, freq="M")


def test_short_history_has_no_dispersion() -> None:
    assert np.isnan(dispersion(pd.Series(range(23), index=_months(23))))


def test_gaps_do_not_count_towards_the_history() -> None:
    counts = pd.Series(np.arange(24, dtype=float), index=_months(24))
    counts.iloc[5] = np.nan
    assert np.isnan(dispersion(counts))


def test_no_events_have_no_dispersion() -> None:
    assert np.isnan(dispersion(pd.Series(0, index=_months(36))))


def test_even_counts_are_not_less_dispersed_than_chance() -> None:
    assert dispersion(pd.Series(100, index=_months(36))) == 1.0


def test_bursts_show_as_dispersion() -> None:
    counts = pd.Series(np.where(np.arange(36) % 5 == 0, 60, 10), index=_months(36))
    assert dispersion(counts) > 10


def test_a_trend_and_a_season_are_not_dispersion() -> None:
    months = np.arange(48)
    level = 200 * 1.01**months * (1 + 0.3 * np.sin(2 * np.pi * months / 12))
    assert dispersion(pd.Series(level.round(), index=_months(48))) < 1.2


def test_rare_events_have_a_dispersion_without_a_warning() -> None:
    counts = np.zeros(48)
    counts[[7, 30]] = 1
    assert dispersion(pd.Series(counts, index=_months(48))) >= 1


def test_clear_is_false_without_limits() -> None:
    assert not CountChange(before=1, after=2).is_clear
