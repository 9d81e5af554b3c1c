"""What drives a change: components and single cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SettingsError
from csa.measures.change import driver_decomposition, one_case_drivers


def test_contributions_add_up_to_the_percentage_change() -> None:
    """100 to 115: theft +15, damage -5, robbery from nothing +5."""
    before = pd.Series({"damage": 40, "theft": 60})
    after = pd.Series({"damage": 35, "theft": 75, "robbery": 5})
    table = driver_decomposition(before, after)
    assert table.index.tolist() == ["theft", "damage", "robbery"]
    assert table["contribution_points"].tolist() == pytest.approx([15, -5, 5])
    assert table["share_of_change"].tolist() == pytest.approx([1, -1 / 3, 1 / 3])


def test_contributions_from_zero_are_missing() -> None:
    table = driver_decomposition(pd.Series({"a": 0}), pd.Series({"a": 3}))
    assert table["contribution_points"].isna().all()
    assert table["share_of_change"].tolist() == [1]


def test_shares_of_no_change_are_missing() -> None:
    table = driver_decomposition(pd.Series({"a": 3, "b": 2}), pd.Series({"a": 2, "b": 3}))
    assert table["share_of_change"].isna().all()
    assert table["contribution_points"].tolist() == [-20, 20]


def test_a_missing_component_leaves_the_total_unknown() -> None:
    table = driver_decomposition(pd.Series({"a": 3, "b": np.nan}), pd.Series({"a": 2, "b": 3}))
    assert table.loc["a", "difference"] == -1
    assert table[["contribution_points", "share_of_change"]].isna().all(axis=None)


def test_a_case_that_turns_a_fall_into_a_rise_is_named() -> None:
    """10 to 12; without the case 10 to 7."""
    drivers = one_case_drivers(pd.Series([None] * 10), pd.Series(["x"] * 5 + [None] * 7))
    assert drivers["case"].tolist() == ["x"]
    assert drivers.loc[0, "difference_without"] == -3
    assert drivers.loc[0, "percent_without"] == pytest.approx(-30)
    assert drivers.loc[0, "flips_sign"]


def test_a_case_of_the_year_before_can_make_a_fall() -> None:
    """20 to 14; without the case 12 to 14."""
    drivers = one_case_drivers(pd.Series(["x"] * 8 + [None] * 12), pd.Series([None] * 14))
    assert drivers[["before_count", "after_count", "difference_without"]].values.tolist() == [
        [8, 0, 2]
    ]
    assert drivers.loc[0, "flips_sign"]


def test_offences_without_a_case_are_cases_of_their_own() -> None:
    assert one_case_drivers(pd.Series([None] * 2), pd.Series([None] * 9)).empty


def test_one_offence_alone_is_no_series() -> None:
    assert one_case_drivers(pd.Series(["a"]), pd.Series(["a", "b"])).empty
    found = one_case_drivers(pd.Series(["a"]), pd.Series(["a", "b"]), minimum=1)
    assert found["case"].tolist() == ["b"]


def test_a_case_the_same_in_both_periods_drives_nothing() -> None:
    before, after = pd.Series(["x"] * 9 + [None]), pd.Series(["x"] * 9 + [None] * 5)
    assert one_case_drivers(before, after).empty


def test_no_change_has_no_driver() -> None:
    drivers = one_case_drivers(pd.Series(["x"] * 4), pd.Series(["y"] * 4))
    assert drivers.empty
    assert drivers.columns.tolist() == [
        "case",
        "before_count",
        "after_count",
        "difference_without",
        "percent_without",
        "share_of_change",
        "flips_sign",
    ]


def test_nothing_left_before_gives_no_percentage() -> None:
    drivers = one_case_drivers(pd.Series(["x"] * 2), pd.Series(["x"] * 6 + [None]))
    assert drivers["percent_without"].isna().all()


def test_drivers_come_strongest_first() -> None:
    after = pd.Series(["weak"] * 6 + ["strong"] * 7)
    drivers = one_case_drivers(pd.Series([], dtype=object), after, share=0.3)
    assert drivers["case"].tolist() == ["strong", "weak"]
    assert one_case_drivers(pd.Series([], dtype=object), after)["case"].tolist() == ["strong"]


def test_share_must_be_positive() -> None:
    with pytest.raises(SettingsError, match="share"):
        one_case_drivers(pd.Series(["x"]), pd.Series(["x"]), share=0)
