"""From counts to words: rounding, dispersion, many comparisons, small effects, missing counts."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from csa.errors import SchemaError, SettingsError
from csa.measures.verdicts import Rules, judge, judge_table

KNOWN = {"dispersion": 1.0, "degrees": np.inf}


def pair(before: float, after: float, **given: float) -> pd.DataFrame:
    """Return one comparison."""
    return pd.DataFrame([{"before": before, "after": after, **given}])


def word(before: float, after: float, **given: float) -> str:
    """Return what is said of one comparison."""
    return judge(pair(before, after, **given))[0].word


def test_the_published_year_to_date_of_redditch_rose() -> None:
    """4,385 to 4,955: +570, +13.0%, ratio 1.130 (1.085 to 1.177)."""
    (verdict,) = judge(pair(4385, 4955, **KNOWN))
    assert (verdict.word, verdict.certainty, verdict.difference) == ("rose", "clear", 570)
    assert verdict.percent == pytest.approx(13.0, abs=0.05)
    assert (verdict.lower, verdict.upper) == pytest.approx((1.085, 1.177), abs=0.0005)


def test_large_counts_follow_the_quasi_poisson_law() -> None:
    """z = 60 / sqrt(2 * 460) = 1.978; with 20 degrees of freedom p = 0.0618."""
    (known,) = judge(pair(200, 260, dispersion=2, degrees=np.inf))
    (learnt,) = judge(pair(200, 260, dispersion=2, degrees=20))
    assert known.p_value == pytest.approx(2 * stats.norm.sf(60 / np.sqrt(920)), rel=0.02)
    assert learnt.p_value == pytest.approx(2 * stats.t.sf(60 / np.sqrt(920), 20), rel=0.02)
    assert (known.word, learnt.word) == ("rose", "no clear change")


@pytest.mark.parametrize(("before", "after"), [(9, 11), (20, 10), (3, 12), (40, 18)])
def test_small_counts_agree_with_the_exact_test_to_half_a_count(before: int, after: int) -> None:
    """The mid-p value of the binomial test, which counts half of what was seen."""
    law = stats.binom(before + after, 0.5)
    middle = 2 * (law.cdf(min(before, after)) - law.pmf(min(before, after)) / 2)
    (verdict,) = judge(pair(before, after, **KNOWN))
    assert verdict.p_value == pytest.approx(middle, rel=0.25)


def test_a_percentage_that_is_clear_and_small_is_said_as_slight() -> None:
    assert word(100_000, 103_000) == "rose slightly"
    assert word(100_000, 97_000) == "fell slightly"
    assert word(100_000, 105_000) == "rose"
    strict = Rules(slight_percent=2)
    assert judge(pair(100_000, 103_000), rules=strict)[0].word == "rose"


def test_rounding_is_never_the_reason_for_a_rise() -> None:
    """Either count may be 4 off: 44 to 66 is 48 to 62 at the nearest."""
    near = judge(pair(48, 62, **KNOWN))[0]
    rounded = judge(pair(44, 66, bound_before=4, bound_after=4, **KNOWN))[0]
    assert rounded.p_value == pytest.approx(near.p_value)
    assert (rounded.before, rounded.after, rounded.ratio) == (44, 66, 1.5)
    assert rounded.lower == pytest.approx(near.lower)
    assert rounded.upper > near.upper


def test_counts_that_rounding_alone_sets_apart_do_not_differ_at_all() -> None:
    assert judge(pair(40, 45, bound_before=4, bound_after=4))[0].p_value == 1


def test_one_of_many_rows_needs_more_than_a_row_alone() -> None:
    quiet = pd.DataFrame({"before": [100] * 14, "after": [100] * 14})
    rise = pair(100, 140)
    together = judge(pd.concat([rise, quiet]).assign(**KNOWN))
    alone = judge(rise.assign(**KNOWN))
    assert (alone[0].word, alone[0].certainty) == ("rose", "clear")
    assert (together[0].word, together[0].certainty) == ("no clear change", "likely")


def test_families_do_not_bear_on_each_other() -> None:
    rows = pd.DataFrame({"before": 100, "after": [140, *[100] * 14], "family": [0, *[1] * 14]})
    assert judge(rows.assign(**KNOWN))[0].word == "rose"


def test_a_missing_count_is_no_comparison_and_not_counted_among_them() -> None:
    rows = pd.DataFrame({"before": [100, *[np.nan] * 14], "after": [140] * 15})
    rose, *missing = judge(rows.assign(**KNOWN))
    assert rose.word == "rose"
    assert {(one.word, one.certainty, one.difference) for one in missing} == {
        ("no comparison", "unknown", None)
    }


def test_from_nothing_and_to_nothing() -> None:
    rose, fell, same = judge(
        pd.DataFrame({"before": [0, 40, 0], "after": [40, 0, 0]}).assign(**KNOWN)
    )
    assert (rose.word, rose.percent, rose.ratio, rose.upper) == ("rose", None, None, None)
    assert (fell.word, fell.percent, fell.ratio, fell.lower) == ("fell", -100, 0, 0)
    assert (same.word, same.p_value, same.difference) == ("no clear change", 1, 0)


def test_a_leap_day_is_no_change() -> None:
    (verdict,) = judge(pair(3_650, 3_660, exposure_before=365, exposure_after=366))
    assert verdict.ratio == pytest.approx(1)
    assert verdict.p_value > 0.999


def test_nothing_to_compare_is_no_verdict() -> None:
    nothing = pd.DataFrame({"before": [], "after": []})
    assert judge(nothing) == []
    assert len(judge_table(nothing)) == 0


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(SchemaError, match="negative"):
        judge(pair(-1, 4))
    with pytest.raises(SchemaError, match="after"):
        judge(pd.DataFrame({"before": [1]}))
    with pytest.raises(SettingsError, match="confidence"):
        Rules(confidence=95)
    with pytest.raises(SettingsError, match="slight_percent"):
        Rules(slight_percent=-1)


def test_a_verdict_cannot_be_altered() -> None:
    (verdict,) = judge(pair(1, 2))
    with pytest.raises(dataclasses.FrozenInstanceError):
        verdict.word = "rose"  # type: ignore[misc]
