"""Worked numbers from published sources and hand arithmetic, one test each."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.measures.change import compare_counts, one_case_drivers, year_to_date
from csa.measures.clock import aoristic_hours
from csa.measures.concentration import (
    gini,
    lorenz_curve,
    predictive_accuracy_index,
    share_of_places,
)
from csa.measures.hotspots import vulnerable_localities_index
from csa.measures.rates import poisson_interval, standardise_rate, wilson_interval
from csa.measures.repeats import expected_repeats, repeat_summary
from csa.measures.trend import classify_points, xmr_limits
from csa.periods import Period


def test_redditch_rose_by_thirteen_per_cent() -> None:
    """The partnership's table of April 2016 to January 2017 against a year earlier."""
    change = compare_counts(4_385, 4_955)
    assert change.difference == 570
    assert round(change.percent or 0) == 13
    assert change.z == pytest.approx(5.90, abs=0.005)
    limits = change.ratio, change.ratio_lower, change.ratio_upper
    assert limits == pytest.approx((1.130, 1.085, 1.177), abs=0.0005)
    assert change.is_clear


@pytest.mark.parametrize(("before", "after", "p_value"), [(11, 9, 0.8238), (20, 10, 0.0987)])
def test_small_counts_are_compared_exactly(before: int, after: int, p_value: float) -> None:
    """Conditional binomial test; for 11 and 9: 1 - C(20,10) / 2**20 = 0.8238."""
    change = compare_counts(before, after)
    assert change.p_value == pytest.approx(p_value, abs=5e-5)
    assert not change.is_clear


def test_byar_limits_of_sixty_five() -> None:
    """Public-health indicator methods: 65 events."""
    assert poisson_interval(65) == pytest.approx((50.1632, 82.8491), abs=5e-5)


def test_exact_limits_of_five() -> None:
    """Table of exact Poisson limits: 5 events."""
    assert poisson_interval(5) == pytest.approx((1.62349, 11.66833), abs=5e-6)


def test_wilson_limits_of_sixty_five_in_a_hundred() -> None:
    """Public-health indicator methods: 65 of 100."""
    assert wilson_interval(65, 100) == pytest.approx((0.55254, 0.73636), abs=5e-6)


def test_gini_of_ten_places() -> None:
    """Ascending ranks 8, 9, 10 hold 2, 8, 10: 2 * (16 + 72 + 100) / (10 * 20) - 1.1 = 0.78."""
    assert gini([10, 8, 2, *[0] * 7]) == pytest.approx(0.78)


def test_generalised_gini_with_fewer_crimes_than_places() -> None:
    """Two crimes at two of four places: plain 0.5; max(1, 4/2) * (0.5 - 1) + 1 = 0."""
    assert gini([1, 1, 0, 0]) == pytest.approx(0.5)
    assert gini([1, 1, 0, 0], generalised=True) == pytest.approx(0.0)


def test_generalised_gini_is_the_plain_one_with_more_crimes_than_places() -> None:
    """Twenty crimes at ten places: the correction factor is 1."""
    assert gini([10, 8, 2, *[0] * 7], generalised=True) == pytest.approx(0.78)


def test_lorenz_curve_starts_with_the_worst_place() -> None:
    """40, 70 and 90 of 100 at a quarter, half and three quarters of places."""
    curve = lorenz_curve([10, 20, 30, 40]).set_index("place_share")["count_share"]
    assert curve.loc[[0.25, 0.5, 0.75]].tolist() == pytest.approx([0.4, 0.7, 0.9])


def test_half_of_crime_in_one_place_of_ten() -> None:
    """The worst of ten places holds 10 of 20."""
    assert share_of_places([10, 8, 2, *[0] * 7]) == pytest.approx(0.1)


def test_predictive_accuracy_of_a_quarter_in_three_per_cent() -> None:
    """0.25 / 0.03 = 8.33."""
    index = predictive_accuracy_index(25, 100, hotspot_area=3, study_area=100)
    assert index == pytest.approx(8.33, abs=0.005)


def test_night_across_midnight_is_spread_over_three_hours() -> None:
    """23:30 to 01:15 is 105 minutes: 30, 60 and 15 of them."""
    hours = aoristic_hours(["2016-10-07 23:30"], ["2016-10-08 01:15"])
    assert hours[[23, 0, 1]].tolist() == pytest.approx([0.2857, 0.5714, 0.1429], abs=5e-5)
    assert hours.sum() == pytest.approx(1)


def test_hour_shared_between_two() -> None:
    """10:55 to 11:55: 5 and 55 of 60 minutes."""
    hours = aoristic_hours(["2016-10-07 10:55"], ["2016-10-07 11:55"])
    assert hours[[10, 11]].tolist() == pytest.approx([5 / 60, 55 / 60])


def test_repeat_victims_of_the_toolkit() -> None:
    """Home Office toolkit: 459 crimes against 250 victims are 209 repeats, 45.5 per cent."""
    victims = [f"victim {n}" for n in range(250)]
    summary = repeat_summary([*victims, *victims[:209]])
    assert (summary.crimes, summary.people, summary.repeats) == (459, 250, 209)
    assert summary.repeat_share == pytest.approx(0.455, abs=0.0005)


def test_victims_expected_by_chance() -> None:
    """1,000 * (1 - exp(-0.2)) = 181.3 different victims."""
    expected = expected_repeats(1_000, 200)
    assert expected.people == pytest.approx(181.3, abs=0.05)
    assert expected.repeats == pytest.approx(18.7, abs=0.05)


def test_one_complaint_behind_ten_of_eleven_hate_crimes() -> None:
    """58 to 69 (+19.0%); without the complaint 58 to 59 (+1.7%), no clear change."""
    before = pd.Series([None] * 58, dtype=object)
    after = pd.Series(["complaint", *[None] * 59, *["complaint"] * 9], dtype=object)
    assert compare_counts(58, 69).percent == pytest.approx(19.0, abs=0.05)
    drivers = one_case_drivers(before, after)
    assert drivers["case"].tolist() == ["complaint"]
    driver = drivers.iloc[0]
    assert (driver["before_count"], driver["after_count"]) == (0, 10)
    assert driver["difference_without"] == 1
    assert driver["percent_without"] == pytest.approx(1.7, abs=0.05)
    assert driver["share_of_change"] == pytest.approx(10 / 11)
    assert not driver["flips_sign"]
    assert not compare_counts(58, 59).is_clear


def test_partnership_percentage_comes_from_summed_counts() -> None:
    """100 to 150 and 900 to 900: +5.0% together, not the mean of +50% and 0%."""
    counts = {("a", "2016-04"): 100, ("a", "2017-04"): 150, ("b", "2016-04"): 900}
    counts[("b", "2017-04")] = 900
    monthly = pd.DataFrame(
        [(area, month, count) for (area, month), count in counts.items()],
        columns=["area_code", "month", "offence_count"],
    )
    table = year_to_date(
        monthly, period=Period("2017-04", "2017-04"), keys=["area_code"], total="both"
    )
    assert table.set_index("area_code")["percent"].to_dict() == pytest.approx(
        {"a": 50.0, "b": 0.0, "both": 5.0}
    )


def test_control_limits_by_hand() -> None:
    """Moving ranges 2, 1, 2 have mean 5/3: 11.5 plus and minus 2.66 * 5/3 = 4.4333."""
    assert xmr_limits([10, 12, 11, 13]) == pytest.approx((11.5, 7.06667, 15.93333), abs=1e-5)


def test_one_extreme_moving_range_is_left_out_once() -> None:
    """Nine ranges of 1 and two of 29 (20 to 50 to 21): mean 67/11 = 6.09; 29 > 3.267 * 6.09."""
    values = [20, 21, 20, 21, 20, 21, 50, 21, 20, 21, 20, 21]
    mean, lower, upper = xmr_limits(values)
    assert mean == pytest.approx(276 / 12)
    assert upper - mean == pytest.approx(2.66)
    assert mean - lower == pytest.approx(2.66)
    assert classify_points(values)["is_outside"].tolist()[6]


def test_standardised_rate_by_hand() -> None:
    """Two bands, standard 3:1.

    Rates 20/1000 and 10/200: 0.75 * 0.02 + 0.25 * 0.05 = 0.0275.
    Variance 0.75**2 * 20 / 1000**2 + 0.25**2 * 10 / 200**2 = 1.125e-5 + 1.5625e-5 = 2.6875e-5.
    Byar for 30: 20.2387 and 42.8289 (Byar's own formula by hand calculator).
    Stretch sqrt(2.6875e-5 / 30) = 9.46485e-4: 0.0275 - 9.7613 * stretch and 0.0275 + 12.8289 *
    stretch, which is 18.261 and 39.642 per 1,000.
    """
    bands = {"area_code": ["a", "a"], "age_band": ["0-64", "65+"]}
    result = standardise_rate(
        pd.DataFrame({**bands, "offence_count": [20, 10]}),
        pd.DataFrame({**bands, "population": [1_000, 200]}),
        pd.Series({"0-64": 3, "65+": 1}),
    )
    assert result[["numerator", "denominator"]].values.tolist() == [[30, 1_200]]
    found = result.loc[0, ["value", "lower_cl", "upper_cl"]].tolist()
    assert found == pytest.approx([27.5, 18.261, 39.642], abs=0.002)


def test_vulnerable_localities_index_by_hand() -> None:
    """Rates 1, 2, 9 have mean 4: 25, 50 and 225; shares 10, 10, 40 mean 20: 50, 50, 200."""
    indicators = pd.DataFrame({"burglary": [1, 2, 9], "income": [10, 10, 40]}, index=list("abc"))
    index = vulnerable_localities_index(indicators)
    assert index["vulnerable_localities_index"].to_dict() == pytest.approx(
        {"a": 37.5, "b": 50.0, "c": 212.5}
    )
    assert index["is_priority"].to_dict() == {"a": False, "b": False, "c": True}
