"""Evaluations of projects against published numbers, arithmetic by hand and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.evaluation import (
    before_after,
    breaks_inside,
    conclude,
    cost_per_incident_avoided,
    difference_in_differences,
    incidents_to_break_even,
    interrupted_time_series,
    minimum_detectable_effect,
    power_over_time,
    regression_to_the_mean,
    relative_effect_size,
    scientific_methods_scale,
    shrunk_count,
    synthetic_control,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)
from csa.measures.evaluation.controls import compare_areas
from csa.measures.evaluation.effect import Effect
from csa.measures.evaluation.interrupted import fit_poisson, ljung_box
from csa.measures.evaluation.judging import (
    DELIVERED,
    HARM,
    NO_DIFFERENCE,
    NOT_YET,
    PROMISING,
    STRONG,
    Evidence,
)
from csa.periods import Period

MONTHS = Period("2013-04", "2017-01").months
START = "2016-02"
FALL, SAME = Effect(0.5, 0.4, 0.7), Effect(0.9, 0.7, 1.2)


def monthly(seed: int = 1, areas: int = 7) -> pd.DataFrame:
    """Over-dispersed months with a season."""
    rng = np.random.default_rng(seed)
    mean = np.outer(12 + 3 * np.sin(np.arange(46) * np.pi / 6), rng.uniform(0.7, 2, areas))
    counts = rng.negative_binomial(mean, 0.5)
    return pd.DataFrame(counts, index=MONTHS, columns=[f"area {n}" for n in range(areas)])


# ---------------------------------------------------------------- published


def test_displacement_difference_of_the_paper() -> None:
    """Wheeler and Ratcliffe (2018), table 2."""
    found = weighted_displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    assert found.estimate == -118
    assert found.standard_error == pytest.approx(math.sqrt(1568))
    assert found.z == pytest.approx(-2.980, abs=5e-4)
    assert (found.lower, found.upper) == pytest.approx((-195.6, -40.4), abs=0.05)


def test_displacement_difference_of_unequal_time_and_area() -> None:
    """By hand: 40/2 - 10/1 less 60/4 - 20/2 = 5; variances 40/4 + 10 + 60/16 + 20/4."""
    found = weighted_displacement_difference(
        (10, 40), (20, 60), time_weights=(1, 2), area_weights=(1, 2, 1, 1)
    )
    assert found.estimate == 20 - 10 - (15 - 10)
    assert found.standard_error == pytest.approx(math.sqrt(10 + 10 + 5 + 60 / 16))


def test_complete_displacement() -> None:
    """All that the target lost, its buffer gained."""
    found = weighted_displacement_quotient((100, 50), (100, 150), (100, 100))
    assert (found.wdq, found.success, found.total_net_effect) == (-1, -0.5, 0)
    assert (found.gross_effect, found.net_effect, found.why) == (50, 0.5, "")


def test_relative_effect_of_the_same_places() -> None:
    found = relative_effect_size((207, 110), (308, 318))
    assert found.odds_ratio == pytest.approx(1.943, abs=5e-4)
    assert (found.lower, found.upper) == pytest.approx((1.469, 2.569), abs=5e-4)
    assert found.effect.ratio == pytest.approx(110 * 308 / (207 * 318))
    assert found.effect.is_fall


def test_smallest_fall_that_could_be_found() -> None:
    assert minimum_detectable_effect((60, 60), (240, 240)) == pytest.approx(0.436, abs=5e-4)
    assert minimum_detectable_effect((30, 30), (120, 120)) == pytest.approx(0.555, abs=5e-4)
    wide = minimum_detectable_effect((60, 60), (240, 240), dispersion=2)
    assert wide == pytest.approx(1 - math.exp(-2.801585 * math.sqrt(2 * (2 / 60 + 2 / 240))))


def test_fall_that_could_be_found_is_found_as_often_as_said() -> None:
    """Drawn two thousand times, four in five of falls of that size are clear."""
    rng = np.random.default_rng(4)
    size = minimum_detectable_effect((3000, 3000), (12000, 12000))
    assert size is not None
    draws = [rng.poisson([3000, 3000 * (1 - size), 12000, 12000]).tolist() for _ in range(2000)]
    clear = [relative_effect_size(one[:2], one[2:]).effect.is_fall for one in draws]
    assert np.mean(clear) == pytest.approx(0.8, abs=0.03)


# ---------------------------------------------------------------- statsmodels


@pytest.mark.parametrize(("harmonics", "slope"), [(0, False), (2, False), (1, True)])
def test_interrupted_series_is_that_of_statsmodels(harmonics: int, *, slope: bool) -> None:
    import statsmodels.api as sm

    counts = monthly()["area 2"]
    days = pd.Series([Period(one, one).days for one in MONTHS], index=MONTHS)
    number, after = np.arange(46), (np.arange(46) >= 34).astype(float)
    waves = [
        wave(2 * np.pi * k * number / 12)
        for k in range(1, harmonics + 1)
        for wave in (np.sin, np.cos)
    ]
    slopes = [after * (number - 34)] if slope else []
    design = np.column_stack([np.ones(46), after, *slopes, number, *waves])
    model = sm.GLM(counts, design, family=sm.families.Poisson(), offset=np.log(days.to_numpy()))
    fit = model.fit(scale="X2", tol=1e-12)
    found = interrupted_time_series(
        counts, start=START, exposure=days, harmonics=harmonics, slope=slope
    )
    limits = np.exp(fit.conf_int().loc["x1"])
    assert found.ratio == pytest.approx(math.exp(fit.params["x1"]), rel=1e-6)
    assert (found.lower, found.upper) == pytest.approx(tuple(limits), rel=1e-6)
    assert found.dispersion == pytest.approx(fit.scale, rel=1e-6)
    assert found.fitted.to_numpy() == pytest.approx(fit.fittedvalues.to_numpy(), rel=1e-6)
    if slope:
        assert found.slope_ratio == pytest.approx(math.exp(fit.params["x2"]), rel=1e-6)


def test_errors_of_dependent_months_are_those_of_statsmodels() -> None:
    import statsmodels.api as sm
    from statsmodels.stats.diagnostic import acorr_ljungbox

    counts = monthly()["area 1"].to_numpy().astype(float)
    design = np.column_stack([np.ones(46), np.arange(46) >= 34, np.arange(46)]).astype(float)
    own = fit_poisson(counts, design, np.zeros(46))
    fit = sm.GLM(counts, design, family=sm.families.Poisson()).fit(
        cov_type="HAC", cov_kwds={"maxlags": 4}, tol=1e-12
    )
    assert np.sqrt(np.diag(own.robust_covariance(4))) == pytest.approx(fit.bse, rel=1e-6)
    correlation, chance = ljung_box(own.residual)
    library = acorr_ljungbox(fit.resid_pearson, lags=[9])["lb_pvalue"].iloc[0]
    centred = own.residual - own.residual.mean()
    assert chance == pytest.approx(library, rel=1e-6)
    assert correlation == pytest.approx((centred[1:] @ centred[:-1]) / (centred @ centred))


def test_difference_in_differences_is_that_of_statsmodels() -> None:
    """Effects of areas and months give the ratio; areas before and after give its errors."""
    import statsmodels.api as sm
    import statsmodels.formula.api as smf

    counts = monthly()
    found = difference_in_differences(counts, treated=["area 0", "area 3"], start=START)
    long = counts.rename_axis("month").reset_index().melt("month", var_name="area", value_name="n")
    long["side"] = (long["month"] >= START).astype(int)
    long["treated"] = long["side"] * long["area"].isin(["area 0", "area 3"])
    poisson = sm.families.Poisson()
    by_month = smf.glm("n ~ C(area) + C(month) + treated", data=long, family=poisson).fit()
    sums = long.groupby(["area", "side"], as_index=False).agg(
        n=("n", "sum"), treated=("treated", "max")
    )
    fit = smf.glm("n ~ C(area) + C(side) + treated", data=sums, family=poisson).fit(
        scale="X2", tol=1e-12
    )
    assert found.ratio == pytest.approx(math.exp(by_month.params["treated"]), rel=1e-6)
    limits = np.exp(fit.conf_int().loc["treated"])
    assert (found.lower, found.upper) == pytest.approx(tuple(limits), rel=1e-6)
    assert (found.dispersion, found.degrees) == pytest.approx((fit.scale, fit.df_resid), rel=1e-6)


def test_trend_before_the_start_is_that_of_a_logistic_regression() -> None:
    """Of all incidents of a month, the treated area's part, by time."""
    import statsmodels.api as sm

    counts = monthly()
    before = counts[counts.index < START]
    sides = np.column_stack([before["area 0"], before.drop(columns="area 0").sum(axis=1)])
    design = sm.add_constant(np.arange(len(before)) / 12)
    fit = sm.GLM(sides, design, family=sm.families.Binomial()).fit(tol=1e-12)
    found = difference_in_differences(counts, treated=["area 0"], start=START)
    assert found.pre_trend == pytest.approx(math.exp(fit.params[1]), rel=1e-6)


# ---------------------------------------------------------------- by hand


def test_permutation_counts_the_controls_that_change_as_much() -> None:
    """Of nine alike and one that halves, none changes as much as the one: a tenth."""
    sums = pd.DataFrame({"before": [100] * 10, "after": [50, *[95, 105] * 4, 100]})
    found = compare_areas(sums, treated=[0])
    assert found.permutation_p == pytest.approx(0.1)
    assert found.controls == 9
    assert compare_areas(sums, treated=[1]).permutation_p == pytest.approx(1.0)


def test_mixture_of_controls_finds_the_two_that_make_the_treated_area() -> None:
    """The treated area is half of each of two controls, until it halves."""
    counts = monthly().astype(float)
    level = counts[counts.index < START].mean()
    parts = counts / level
    mixed = (parts["area 1"] + parts["area 2"]) / 2
    counts["area 0"] = 40 * mixed * np.where(counts.index >= START, 0.5, 1.0)
    found = synthetic_control(counts, treated="area 0", start=START)
    assert found.ratio == pytest.approx(0.5, rel=1e-4)
    assert found.weights[["area 1", "area 2"]].tolist() == pytest.approx([0.5, 0.5], abs=1e-3)
    assert found.weights.sum() == pytest.approx(1)
    assert found.permutation_p == pytest.approx(1 / 7)


def test_power_grows_with_the_months() -> None:
    """Five a month beside twenty, a year before: at twelve months 60/60 and 240/240."""
    found = power_over_time(5, 20, months_before=12, months_after=(6, 12, 24))
    assert found["expected"].tolist() == [30, 60, 120]
    assert found["smallest_fall"].iloc[1] == pytest.approx(0.436, abs=5e-4)
    assert found["smallest_fall"].is_monotonic_decreasing
    assert power_over_time(0, 20, months_before=12)["smallest_fall"].isna().all()


def test_high_count_is_drawn_to_what_is_usual() -> None:
    """By earlier years: 120 after 80, 90, 100 is 90. By places: the gamma law's mean."""
    earlier = regression_to_the_mean(120, earlier=(80, 90, 100))
    assert (earlier.expected, earlier.is_doubtful) == (90, True)
    assert earlier.fall_by_itself == pytest.approx(0.25)
    places = [10, 20, 30, 40, 100]
    mean, variance = np.mean(places), np.var(places, ddof=1)
    a, b = mean**2 / (variance - mean), mean / (variance - mean)
    assert shrunk_count(100, places) == pytest.approx((100 + a) / (1 + b))
    assert shrunk_count(12, [9, 10, 11, 12, 8]) == 10
    assert regression_to_the_mean(120).why.startswith("no other places")


def test_cost_of_an_incident_avoided() -> None:
    """70 where 100 were to be expected: 30 avoided, £100 each; at the limits 60 to 100."""
    found = cost_per_incident_avoided(3000, 70, Effect(0.7, 0.5, 0.875))
    assert (found.avoided, found.fewest, found.most) == pytest.approx((30, 10, 70))
    assert (found.cost, found.cost_low, found.cost_high) == pytest.approx((100, 3000 / 70, 300))
    unclear = cost_per_incident_avoided(3000, 70, SAME)
    assert unclear.cost is None
    assert unclear.why.startswith("none may have been avoided")
    assert cost_per_incident_avoided(None, 70, FALL).cost is None
    assert incidents_to_break_even(16500, unit_cost=550, attribution=0.5) == 60


def test_one_place_by_itself() -> None:
    """Half as many in half the time is the same rate."""
    found = before_after((100, 50), exposure=(12, 6))
    assert found.ratio == pytest.approx(1)
    assert found.lower < 1 < found.upper
    assert before_after((200, 100)).is_fall


def test_breaks_between_two_periods() -> None:
    starts = ["2015-04", "2016-01", "2017-04"]
    assert breaks_inside(starts, first="2015-04", last="2017-01") == ["2016-01"]


def test_levels_of_the_scale() -> None:
    assert scientific_methods_scale(is_over_time=False) == 1
    assert scientific_methods_scale() == 2
    assert scientific_methods_scale(has_comparator=True) == 3
    assert scientific_methods_scale(has_comparator=True, is_matched=True) == 4
    assert scientific_methods_scale(is_random=True) == 5


@pytest.mark.parametrize(
    ("effect", "evidence", "words"),
    [
        (FALL, Evidence(3), STRONG),
        (FALL, Evidence(2), PROMISING),
        (FALL, Evidence(4, is_declared_before=False), PROMISING),
        (FALL, Evidence(3, doubts=("recording changed",)), PROMISING),
        (FALL, Evidence(3, is_displaced=True), HARM),
        (SAME, Evidence(5), NO_DIFFERENCE),
        (Effect(1.5, 1.2, 1.9), Evidence(3), HARM),
        (Effect(why="not begun"), Evidence(3), NOT_YET),
        (Effect(why="none"), Evidence(1, is_delivered=True, has_indicator=False), DELIVERED),
        (Effect(why="none"), Evidence(1, is_delivered=False, has_indicator=False), NOT_YET),
    ],
)
def test_words_of_a_verdict(effect: Effect, evidence: Evidence, words: str) -> None:
    assert conclude(effect, evidence) == words


# ---------------------------------------------------------------- never a number


@pytest.mark.parametrize(
    ("treated", "control", "why"),
    [
        ((10, 0), (20, 20), "a count is 0"),
        ((10, 5), (0, 20), "a count is 0"),
        ((10, math.nan), (20, 20), "missing"),
        ((10, 5), None, "no comparator is declared"),
    ],
)
def test_relative_effect_says_what_it_lacks(treated: tuple, control: tuple, why: str) -> None:
    found = relative_effect_size(treated, control)
    assert why in found.why
    assert found.odds_ratio is found.lower is found.upper is None
    assert found.effect.ratio is None


@pytest.mark.parametrize(
    ("target", "buffer", "control", "why"),
    [
        ((100, 120), (50, 50), (100, 100), "did no better"),
        ((100, 50), (0, 50), (100, 100), "a count is 0"),
        ((100, 50), (50, 50), (0, 100), "count of the control is 0"),
        ((100, 50), None, (100, 100), "no buffer"),
        ((100, 50), (50, 50), None, "no comparator"),
        ((100, math.nan), (50, 50), (9, 9), "missing"),
    ],
)
def test_quotient_says_why_there_is_none(
    target: tuple, buffer: tuple, control: tuple, why: str
) -> None:
    found = weighted_displacement_quotient(target, buffer, control)
    assert found.wdq is None
    assert why in found.why


def test_displacement_difference_without_a_control_or_a_count() -> None:
    assert "no comparator" in weighted_displacement_difference((5, 4), None).why
    assert weighted_displacement_difference((0, 0), (0, 0)).why == "nothing was counted anywhere"
    assert weighted_displacement_difference((0, math.nan), (0, 0)).estimate is None


@pytest.mark.parametrize(
    ("start", "why"),
    [
        ("2017-02", "after the last month"),
        ("2017-01", "3 months after the start"),
        ("2014-01", "12 months before the start"),
    ],
)
def test_series_that_cannot_be_cut_there(start: str, why: str) -> None:
    counts = monthly()
    found = interrupted_time_series(counts["area 1"], start=start)
    both = difference_in_differences(counts, treated=["area 1"], start=start)
    mixed = synthetic_control(counts, treated="area 1", start=start)
    assert why in found.why
    assert why in both.why
    assert why in mixed.why
    assert found.ratio is both.ratio is mixed.ratio is None


def test_series_of_nothing_on_one_side() -> None:
    counts = monthly()["area 1"].where(np.array(MONTHS) < START, 0)
    assert "nothing was counted" in interrupted_time_series(counts, start=START).why


def test_months_that_are_missing_are_left_out_and_not_zero() -> None:
    counts = monthly()["area 1"].astype(float)
    gone = counts.where(np.array(MONTHS) != "2015-08")
    dropped = counts[counts.index != "2015-08"]
    found = interrupted_time_series(gone, start=START, harmonics=1)
    assert found.ratio == interrupted_time_series(dropped, start=START, harmonics=1).ratio
    assert found.ratio != interrupted_time_series(gone.fillna(0), start=START, harmonics=1).ratio


def test_areas_without_a_control() -> None:
    one = monthly()[["area 1"]]
    found = difference_in_differences(one, treated=["area 1"], start=START)
    assert "no comparator is declared" in found.why
    assert (
        "no comparator"
        in compare_areas(pd.DataFrame({"before": [5, 0], "after": [4, 0]}), treated=[0]).why
    )


def test_arguments_that_cannot_be_meant() -> None:
    with pytest.raises(SchemaError, match="negative"):
        relative_effect_size((-1, 2), (3, 4))
    with pytest.raises(SettingsError, match="dispersion"):
        minimum_detectable_effect((60, 60), (240, 240), dispersion=0.5)
    with pytest.raises(SettingsError, match="above 0"):
        weighted_displacement_difference((1, 2), (3, 4), time_weights=(0, 1))
    with pytest.raises(SettingsError, match="unit_cost"):
        incidents_to_break_even(100, unit_cost=0)
    with pytest.raises(SchemaError, match="no column"):
        difference_in_differences(monthly(), treated=["elsewhere"], start=START)
    with pytest.raises(SettingsError, match="months_before"):
        power_over_time(5, months_before=0)
    with pytest.raises(SettingsError, match="harmonics"):
        interrupted_time_series(monthly()["area 1"], start=START, harmonics=-1)
