"""What residents say: shares, intervals and tests agree with statsmodels; few are no percentage."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from planned import area_desk, pair, told
from statsmodels.stats.proportion import proportion_confint, proportions_ztest

UNSAFE, TRUSTED = "residents_survey.unsafe_after_dark", "residents_survey.police_trusted"


def wave(before, after, *, unit=UNSAFE, off=0):
    """Cells of one question, each side as (said so, asked)."""
    pieces = [
        pair(before[n], after[n], unit=unit + more).assign(printed_bound=off)
        for n, more in enumerate(("", ".asked"))
    ]
    return pd.concat(pieces)


def drawn(*cells, edition="partner"):
    return area_desk(*cells, reference=told(), edition=edition).perception.residents()


def test_share_interval_and_change_are_those_of_statsmodels():
    shown = drawn(wave((142, 480), (203, 500)))
    (row,) = shown.data.to_dict("records")
    low, high = proportion_confint(203, 500, method="wilson")
    assert row["share"] == pytest.approx(40.6)
    assert (row["lower"], row["upper"]) == pytest.approx((100 * low, 100 * high))
    _, chance = proportions_ztest([142, 203], [480, 500])
    assert chance < 0.05
    assert row["reading"] == "rose"
    assert shown.sentence == (
        "Of 500 residents of Redditch who were asked, 41% feel unsafe after dark: between 36 and "
        "45 per cent of all residents would say so, more than the 30% of the year before."
    )


def test_a_change_within_chance_is_none_and_the_share_is_told_all_the_same():
    _, chance = proportions_ztest([318, 322], [480, 500])
    assert chance > 0.05
    shown = drawn(wave((318, 480), (322, 500), unit=TRUSTED))
    assert shown.data["reading"].item() == "no clear change"
    assert shown.sentence.endswith("of all residents would say so.")


def test_questions_are_judged_together():
    # By itself its chance is 4%; with three that did not move it is one in six.
    alone = wave((100, 500), (127, 500))
    _, chance = proportions_ztest([100, 127], [500, 500])
    assert 0.03 < chance < 0.05
    assert drawn(alone).data["reading"].item() == "rose"
    others = [
        wave((100, 500), (100, 500), unit=f"residents_survey.{name}")
        for name in ("unsafe_by_day", "asb_a_problem", "police_trusted")
    ]
    assert set(drawn(alone, *others).data["reading"]) == {"no clear change"}


def test_of_few_who_were_asked_nothing_is_told():
    """Ten of ten who agree are ten people whose answer is known."""
    assert drawn(wave((10, 15), (9, 14), unit=TRUSTED)).unavailable
    assert drawn(wave((10, 15), (200, 400), unit=TRUSTED)).unavailable
    # Rounded counts may stand for fewer: "<5" for one to four, and 50 for 46.
    assert drawn(wave((0, 0), (200, 400), unit=TRUSTED, off=4)).unavailable
    assert drawn(wave((20, 50), (200, 400), unit=TRUSTED, off=4)).unavailable


def test_rounded_counts_widen_the_interval_by_as_much_as_they_may_be_off():
    (row,) = drawn(wave((140, 480), (205, 500), off=4)).data.to_dict("records")
    low, _ = proportion_confint(201, 504, method="wilson")
    _, high = proportion_confint(209, 496, method="wilson")
    assert (row["lower"], row["upper"]) == pytest.approx((100 * low, 100 * high))


def test_what_came_as_a_range_has_no_share():
    possible = pair(0, 4, unit=f"{UNSAFE}.possible")
    (row,) = drawn(wave((142, 480), (203, 500)), possible).data.to_dict("records")
    assert pd.isna(row["share"])
    assert row["said"] == "the figure came as a range"


def test_without_a_wave_before_there_is_no_comparison_and_without_any_nothing():
    (row,) = drawn(wave((None, None), (203, 500))).data.to_dict("records")
    assert row["reading"] == "no comparison"
    assert math.isclose(row["share"], 40.6)
    assert drawn(pair(1, 1)).editions == ("officer",)
