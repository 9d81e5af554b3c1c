"""Near repeats: bands, missing events, seeds and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError, SettingsError
from csa.measures.near_repeat import knox_table

BANDS = {"distance_bands": [0, 100, 200], "day_bands": [0, 7, 14]}


@pytest.fixture(scope="module")
def planted() -> pd.DataFrame:
    """Two hundred events at random over a year, sixty of them followed nearby within a week."""
    rng = np.random.default_rng(3)
    first = pd.DataFrame(rng.uniform(0, 4_000, (200, 2)), columns=["x", "y"])
    first["day"] = rng.integers(0, 350, 200)
    second = first.head(60) + rng.uniform(0, 40, (60, 3)) * [1, 1, 0.15]
    return pd.concat([first, second.round({"day": 0})], ignore_index=True)


def test_planted_near_repeats_stand_out(planted: pd.DataFrame) -> None:
    table = knox_table(planted["x"], planted["y"], planted["day"], **BANDS)
    near_soon = table.iloc[0]
    assert near_soon["observed"] >= 60
    assert near_soon["ratio"] > 5
    assert near_soon["p_value"] == 0.001
    assert table.iloc[3]["p_value"] > 0.05


def test_events_at_random_do_not_stand_out() -> None:
    rng = np.random.default_rng(4)
    table = knox_table(
        *rng.uniform(0, 1_000, (2, 1_500)), rng.integers(0, 365, 1_500), permutations=199, **BANDS
    )
    assert table["p_value"].min() > 0.01
    np.testing.assert_allclose(table["ratio"], 1, atol=0.15)


def test_bands_hold_their_lower_edge_and_not_their_upper() -> None:
    """100 metres and 7 days apart: second band of both."""
    table = knox_table([0, 100], [0, 0], [0, 7], permutations=1, **BANDS)
    found = table[table["observed"] == 1][["distance_from", "day_from"]]
    assert found.values.tolist() == [[100, 7]]


def test_metrics_differ_on_the_diagonal() -> None:
    arguments = {"permutations": 1, **BANDS}
    manhattan = knox_table([0, 60], [0, 60], [0, 0], **arguments)
    euclidean = knox_table([0, 60], [0, 60], [0, 0], metric="euclidean", **arguments)
    assert manhattan["observed"].tolist() == [0, 0, 1, 0]
    assert euclidean["observed"].tolist() == [1, 0, 0, 0]


def test_dates_and_day_numbers_are_alike(planted: pd.DataFrame) -> None:
    dates = pd.Timestamp("2016-04-01 09:30") + pd.to_timedelta(planted["day"], unit="D")
    by_number, by_date = (
        knox_table(planted["x"], planted["y"], days, permutations=19, **BANDS)
        for days in (planted["day"], dates)
    )
    pd.testing.assert_frame_equal(by_number, by_date)


def test_the_time_of_day_does_not_split_a_day() -> None:
    dates = ["2016-04-01 23:50", "2016-04-08 00:10"]
    table = knox_table([0, 0], [0, 0], dates, permutations=1, **BANDS)
    assert table["observed"].tolist() == [0, 1, 0, 0]


def test_same_seed_same_table_other_seed_other_expectation(planted: pd.DataFrame) -> None:
    columns = planted["x"], planted["y"], planted["day"]
    first, again, other = (
        knox_table(*columns, permutations=49, seed=seed, **BANDS) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert first["expected"].tolist() != other["expected"].tolist()
    assert first["observed"].tolist() == other["observed"].tolist()


def test_events_without_place_or_date_are_dropped_and_reported() -> None:
    table = knox_table(
        [0, 0, None, 5], [0, 0, 0, 5], ["2016-04-01", "2016-04-02", "2016-04-03", None],
        permutations=9, **BANDS,
    )  # fmt: skip
    quality = table.attrs["quality"]
    assert (quality["n"], quality["dropped"], quality["pairs"]) == (2, 2, 1)
    assert table["observed"].sum() == 1


@pytest.mark.parametrize("n", [0, 1])
def test_no_pairs_have_no_ratio(n: int) -> None:
    table = knox_table([0.0] * n, [0.0] * n, [1] * n, permutations=9, **BANDS)
    assert (table["observed"] == 0).all()
    assert table["ratio"].isna().all()
    assert (table["p_value"] == 1).all()


def test_no_pairs_with_an_open_band() -> None:
    table = knox_table([], [], [], distance_bands=[0, 1, np.inf], day_bands=[0, 7, np.inf])
    assert (table["observed"] == 0).all()


def test_open_bands_hold_all_pairs(planted: pd.DataFrame) -> None:
    table = knox_table(
        planted["x"], planted["y"], planted["day"], permutations=9,
        distance_bands=[0, 100, np.inf], day_bands=[0, 7, np.inf],
    )  # fmt: skip
    assert table["observed"].sum() == table.attrs["quality"]["pairs"] == 260 * 259 // 2
    assert table["expected"].sum() == pytest.approx(260 * 259 // 2)


def test_a_century_of_days_is_counted() -> None:
    table = knox_table(
        [0, 0], [0, 0], [0, 40_000], distance_bands=[0, 1], day_bands=[39_999, 40_001, np.inf],
        permutations=1,
    )  # fmt: skip
    assert table["observed"].tolist() == [1, 0]


@pytest.mark.parametrize(
    "setting",
    [
        {"distance_bands": [100]},
        {"distance_bands": [0, 100, 100]},
        {"distance_bands": [-1, 100]},
        {"distance_bands": [0, np.inf]},
        {"day_bands": [7, 0]},
        {"day_bands": [0, np.nan]},
        {"metric": "taxi"},
        {"permutations": 0},
    ],
)
def test_settings_that_make_no_sense_are_refused(setting: dict) -> None:
    with pytest.raises(SettingsError, match=next(iter(setting))):
        knox_table([0, 1], [0, 1], [0, 1], **{**BANDS, **setting})


def test_unequal_columns_are_refused() -> None:
    with pytest.raises(SchemaError, match="x, y and dates must have equal lengths"):
        knox_table([0, 1], [0, 1], [0], **BANDS)


def test_dates_are_shuffled_within_their_window_only() -> None:
    """Three pairs, each alone in its ten days: no order of the dates moves any of them."""
    days = [1, 4, 11, 14, 21, 24]
    places = [0.0, 0.0, 500.0, 500.0, 1000.0, 1000.0]
    bands = {"distance_bands": [0, 10], "day_bands": [0, 5], "permutations": 19}
    within = knox_table(places, [0.0] * 6, days, window_days=10, **bands)
    anywhere = knox_table(places, [0.0] * 6, days, **bands)
    assert within.loc[0, ["observed", "expected"]].tolist() == [3, 3]
    assert anywhere.loc[0, "expected"] < 3


def test_areas_that_drift_are_not_taken_for_crimes_that_follow_each_other() -> None:
    """One area has all of its crimes in the first year, the other in the second."""
    rng = np.random.default_rng(4)
    x = np.repeat([0.0, 5000.0], 60) + rng.uniform(0, 300, 120)
    days = np.append(rng.integers(0, 330, 60), rng.integers(400, 730, 60))
    bands = {"distance_bands": [0, 400], "day_bands": [0, 15], "permutations": 199}
    assert knox_table(x, x * 0, days, **bands).loc[0, "p_value"] < 0.01
    assert knox_table(x, x * 0, days, window_days=56, **bands).loc[0, "p_value"] > 0.05
