"""What drives a change: components and single cases."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.findings.telling import share_words, tell_driver, tell_spared
from csa.measures.change import driver_decomposition, one_case_drivers
from csa.measures.drivers import find_drivers


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


def of_redditch() -> pd.DataFrame:
    """Made up after the shape of a real year: 4,385 to 4,955, one ward apart from the others."""
    return pd.DataFrame(
        {
            "name": ["Church Hill", "Central", "Greenlands", "Elsewhere"],
            "before": [403, 900, 700, 2382],
            "after": [581, 980, 690, 2704],
            "divides": True,
        }
    )


REDDITCH = {"before": 4385, "after": 4955}


def test_one_ward_makes_almost_a_third_of_the_rise() -> None:
    """178 of 570 is 31%; everywhere else 3,982 to 4,374."""
    table = find_drivers(of_redditch(), REDDITCH).set_index("name")
    ward = table.loc["Church Hill"]
    assert (ward["difference"], ward["rest_before"], ward["rest_after"]) == (178, 3982, 4374)
    assert ward["share"] == pytest.approx(178 / 570)
    assert ward["drives"]


def test_what_fell_while_the_whole_rose_is_spared() -> None:
    table = find_drivers(of_redditch(), REDDITCH).set_index("name")
    assert table["spared"].to_dict()["Greenlands"]
    assert not table.loc["Greenlands", "drives"]


def test_parts_and_rest_sum_exactly_to_the_whole() -> None:
    table = find_drivers(of_redditch(), REDDITCH)
    assert table["difference"].sum() == 570
    assert (table["difference"] + table["rest_after"] - table["rest_before"] == 570).all()


def test_parts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(SchemaError, match="do not add up"):
        find_drivers(of_redditch(), {"before": 4385, "after": 4956})


def test_rounding_that_could_make_it_less_than_a_quarter_silences_a_part() -> None:
    """30 of 100 is 30%, but of counts that may each lie 4 off it may be 22 of 108."""
    parts = pd.DataFrame({"name": ["a"], "before": [100], "after": [130]})
    exact = find_drivers(parts.assign(after=400, before=100), {"before": 1000, "after": 1400})
    assert exact["drives"].tolist() == [True]
    blurred = parts.assign(bound_before=4.0, bound_after=4.0)
    whole = {"before": 900, "after": 1000, "bound_before": 4.0, "bound_after": 4.0}
    found = find_drivers(blurred, whole)
    assert found["least"].tolist() == pytest.approx([22 / 108])
    assert found["drives"].tolist() == [False]


def test_a_change_that_rounding_may_have_made_has_no_shares() -> None:
    parts = pd.DataFrame({"name": ["a"], "before": [40], "after": [45]})
    whole = {"before": 100, "after": 105, "bound_before": 4.0, "bound_after": 4.0}
    table = find_drivers(parts, whole)
    assert table[["least", "most"]].isna().all(axis=None)
    assert not table["drives"].any()
    assert not table["spared"].any()


def test_a_part_beyond_the_whole_says_that_the_rest_fell() -> None:
    """Damage 46 to 161 in one ward; the district 601 to 704; the rest 555 to 543."""
    ward = pd.DataFrame({"name": ["Church Hill"], "before": [46], "after": [161]})
    row = find_drivers(ward, {"before": 601, "after": 704}).iloc[0]
    assert (row["rest_before"], row["rest_after"]) == (555, 543)
    assert share_words(row["least"], row["most"]) == "more than the whole"
    told = tell_driver(row, rest="everywhere else")
    assert str(told) == "From 46 to 161; everywhere else from 555 to 543."


def test_what_does_not_explain_is_said_with_its_counts() -> None:
    parts = pd.DataFrame(
        {"name": ["Domestic abuse", "Violence at night"], "before": [360, 140], "after": [370, 140]}
    )
    found = find_drivers(parts, {"before": 1105, "after": 1310})
    assert [str(one) for one in tell_spared(found)] == [
        "Neither domestic abuse (360 to 370) nor violence at night (140 to 140) explains it."
    ]


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (178 / 570, 178 / 570, "almost a third of the"),
        (1.1, 1.2, "more than the whole"),
        (0.6, 0.8, "most of the"),
        (0.3, 0.45, "between a quarter and half of the"),
        (0.26, 0.9, "at least a quarter of the"),
        (0.35, 0.9, "at least a third of the"),
        (0.41, 1.2, "at least two fifths of the"),
        (0.1, 0.2, ""),
    ],
)
def test_words_of_a_share_hold_at_both_ends(least: float, most: float, words: str) -> None:
    assert share_words(least, most) == words
