"""Harm is counts times weights, missing is never zero, and ranks say how firm they stand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from csa.errors import SchemaError
from csa.measures.harm import crime_harm, harm_limits, possible_ranks, rank_stability


def test_the_published_example_is_922_days():
    """methods.md: 10 thefts from shops, 2 burglaries of homes, 1 robbery."""
    assert crime_harm([10, 2, 1], [1, 273.5, 365]) == 922
    weights = {"robbery": 365, "shop": 1, "home": 273.5}
    assert crime_harm({"shop": 10, "home": 2, "robbery": 1}, weights) == 922
    assert crime_harm(pd.Series({"home": 2}), pd.Series(weights)) == 547


def test_what_has_no_weight_is_missing_unless_there_is_none_of_it():
    assert np.isnan(crime_harm([1, 2], [10, np.nan]))
    assert crime_harm([1, 0], [10, np.nan]) == 10
    assert np.isnan(crime_harm([np.nan, 1], [10, 1]))
    assert np.isnan(crime_harm({"a": 1, "b": 1}, {"a": 5}))


def test_counts_and_weights_that_do_not_match_are_refused():
    with pytest.raises(SchemaError, match="equal lengths"):
        crime_harm([1, 2], [1])
    with pytest.raises(SchemaError, match="same labels"):
        crime_harm({"a": 1}, [1])
    with pytest.raises(SchemaError, match="negative"):
        crime_harm([-1], [1])


def kinds(*rows, **columns):
    frame = pd.DataFrame(rows, columns=["count", "bound", "weight", "group", "total"])
    return frame.assign(**columns)


def test_rounded_counts_leave_what_they_can_be():
    assert harm_limits(kinds((0, 4, 100, "a", np.nan))) == (0, 400)
    assert harm_limits(kinds((10, 4, 100, "a", np.nan), (3, 0, 7, "b", 3))) == (621, 1421)


def test_a_type_that_is_known_exactly_binds_its_kinds():
    """Of 49 robberies at least 1 and at most 8 are of the grave kind: 41 to 49 are of the other."""
    two = kinds((5, 4, 100, "robbery", 49), (45, 4, 10, "robbery", 49))
    assert harm_limits(two) == (1 * 100 + 48 * 10, 8 * 100 + 41 * 10)


def test_kinds_put_together_weigh_between_their_least_and_their_most():
    one = kinds((49, 0, 100, "robbery", 49), least_weight=[10])
    assert harm_limits(one) == (490, 4900)


def test_kinds_that_cannot_add_up_are_refused():
    with pytest.raises(SchemaError, match="lies outside"):
        harm_limits(kinds((5, 4, 1, "a", 40)))


def test_a_rank_is_certain_only_where_limits_do_not_meet():
    ranks = possible_ranks(pd.Series([90, 40, 30], ["x", "y", "z"]), pd.Series([95, 50, 45]))
    assert ranks.loc["x"].tolist() == [1, 1]
    assert ranks.loc[["y", "z"]].to_numpy().tolist() == [[2, 3], [2, 3]]
    left_out = possible_ranks([9, np.nan, 1], [9, np.nan, 2])
    assert left_out["best"].isna().tolist() == [False, True, False]
    assert left_out["worst"].dropna().tolist() == [1, 2]


def test_numbers_that_are_the_same_share_the_better_rank():
    assert possible_ranks([7, 7, 3], [7, 7, 3]).to_numpy().tolist() == [[1, 1], [1, 1], [3, 3]]


def scores(**columns):
    return pd.DataFrame(columns, index=["violence", "theft", "asb"])


def test_what_leads_by_every_criterion_is_first_in_all_weightings():
    found = rank_stability(scores(volume=[4, 3, 2], harm=[4, 2, 1]), [1, 2])
    assert found["rank"].tolist() == [1, 2, 3]
    assert found["first_share"].tolist() == [1, 0, 0]
    assert found.loc["violence", ["best_dropped", "worst_dropped"]].tolist() == [1, 1]
    assert found["total"].tolist() == pytest.approx([4, 7 / 3, 4 / 3])


def test_what_leads_by_one_criterion_alone_loses_without_it():
    found = rank_stability(scores(volume=[0, 4, 3], harm=[4, 0, 1]), [1, 1.05])
    assert found.loc["violence", "rank"] == 1
    assert found.loc["violence", "worst_dropped"] == 3
    assert 0.5 < found.loc["violence", "first_share"] < 0.75
    assert found["first_share"].sum() >= 1


def test_draws_are_the_same_for_a_seed_and_others_for_another():
    close = scores(volume=[2, 3, 1], harm=[3, 2, 1])
    one, same, other = (rank_stability(close, [1, 1], seed=seed) for seed in (3, 3, 4))
    assert one.equals(same)
    assert not one["first_share"].equals(other["first_share"])


def test_a_missing_score_cannot_be_ranked():
    with pytest.raises(SchemaError, match="not scored"):
        rank_stability(scores(volume=[1, np.nan, 2]), [1])
    with pytest.raises(SchemaError, match="2 weights and 1 criteria"):
        rank_stability(scores(volume=[1, 2, 2]), [1, 1])
    with pytest.raises(SchemaError, match="needs a weight"):
        rank_stability(scores(volume=[1, 2, 2]), [0])
