"""What measures refuse, and what they say about it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.inputs import (
    align_counts,
    as_counts,
    as_floats,
    as_moments,
    check_between,
    check_choice,
    index_of,
    require_columns,
    same_length,
)
from csa.measures.months import as_monthly, days_of


def test_missing_counts_stay_missing() -> None:
    assert np.isnan(as_counts([1, None, pd.NA], name="counts")).tolist() == [False, True, True]


def test_negative_counts_are_named_by_row_not_by_value() -> None:
    with pytest.raises(SchemaError, match=r"counts is negative in row 1, 2: ") as caught:
        as_counts([3, -4711, -4711], name="counts")
    assert "4711" not in str(caught.value)


def test_long_lists_of_rows_are_cut_short() -> None:
    with pytest.raises(SchemaError, match=r"in row 0, 1, 2, 3, 4 and 4 more"):
        as_counts([-1] * 9, name="counts")


@pytest.mark.parametrize("values", [["many"], [np.inf]])
def test_words_and_infinities_are_no_numbers(values: list) -> None:
    with pytest.raises(SchemaError, match="values"):
        as_floats(values, name="values")


def test_dates_keep_their_place_and_missing_ones_stay_missing() -> None:
    moments = as_moments(["2016-04-01", None, "2016-04-02 10:30"], name="date")
    assert moments.isna().tolist() == [False, True, False]
    assert moments[2] == pd.Timestamp("2016-04-02 10:30")


def test_a_word_among_dates_is_refused_without_repeating_it() -> None:
    with pytest.raises(SchemaError, match="date is not a date or time in row 1") as caught:
        as_moments(["2016-04-01", "Matilda"], name="date")
    assert "Matilda" not in str(caught.value)


def test_mixed_time_zones_are_refused() -> None:
    with pytest.raises(SchemaError, match="mixes time zones"):
        as_moments(["2016-04-01T10:00+00:00", "2016-04-01T10:00+01:00"], name="date")


def test_absent_columns_are_listed_with_those_present() -> None:
    with pytest.raises(SchemaError, match="events has no column date; it has person_id"):
        require_columns(pd.DataFrame({"person_id": []}), ["person_id", "date"], name="events")


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(SchemaError, match=r"x and y must have equal lengths; they have \[2, 3\]"):
        same_length([1, 2], [1, 2, 3], name="x and y")


@pytest.mark.parametrize("value", [0, 1, -3, float("nan")])
def test_settings_outside_their_bounds_are_refused(value: float) -> None:
    with pytest.raises(SettingsError, match="confidence is"):
        check_between(value, 0, 1, name="confidence")


def test_unknown_choices_are_answered_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="choose one of manhattan, euclidean"):
        check_choice("taxi", ["manhattan", "euclidean"], name="metric")


def test_only_a_series_has_labels_of_its_own() -> None:
    assert index_of(pd.Series([1], index=["a"])).tolist() == ["a"]
    assert index_of([1, 2]).tolist() == [0, 1]


def test_an_entry_on_one_side_only_counts_zero_on_the_other() -> None:
    pairs = align_counts(pd.Series({"a": 3, "b": np.nan}), pd.Series({"c": 2, "a": 1}))
    assert pairs.index.tolist() == ["a", "b", "c"]
    assert pairs["before"].fillna(-1).tolist() == [3, -1, 0]
    assert pairs["after"].tolist() == [1, 0, 2]


def test_a_repeated_entry_cannot_be_aligned() -> None:
    with pytest.raises(SchemaError, match="after repeats an index entry in row 1"):
        align_counts(pd.Series({"a": 1}), pd.Series([1, 2], index=["a", "a"]))


def test_absent_months_are_missing_not_zero() -> None:
    series = as_monthly(pd.Series({"2016-06": 5, "2016-04": 3}))
    assert series.index.tolist() == ["2016-04", "2016-05", "2016-06"]
    assert series.fillna(-1).tolist() == [3, -1, 5]


@pytest.mark.parametrize(
    "index",
    [pd.period_range("2016-01", periods=2, freq="M"), pd.to_datetime(["2016-01-01", "2016-02-01"])],
)
def test_periods_and_dates_serve_as_months(index: pd.Index) -> None:
    series = as_monthly(pd.Series([1, 2], index=index))
    assert series.index.tolist() == ["2016-01", "2016-02"]
    assert days_of(series.index).tolist() == [31, 29]


def test_no_months_make_an_empty_row() -> None:
    assert as_monthly(pd.Series([], index=pd.Index([], dtype=str), dtype=float)).empty


@pytest.mark.parametrize("index", [[0, 1], ["April", "May"]])
def test_an_index_without_months_is_refused(index: list) -> None:
    with pytest.raises(SchemaError, match="written YYYY-MM"):
        as_monthly(pd.Series([1, 2], index=index))


def test_a_month_given_twice_is_refused() -> None:
    with pytest.raises(SchemaError, match="monthly repeats a month in row 1"):
        as_monthly(pd.Series([1, 2], index=["2016-04", "2016-04"]))
