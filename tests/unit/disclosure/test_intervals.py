"""What a reader can conclude, including unknown ends, contradictions and both solvers."""

from __future__ import annotations

import builtins
import math

import pytest

from csa.disclosure.attack.intervals import ContradictionError, feasible_intervals

TRIANGLE = [{"parent": pair, "children": [*pair]} for pair in ("ab", "bc", "ac")]


@pytest.fixture(params=["warm", "cold"])
def solver(request, monkeypatch):
    """Run with and without the private door to the warm solver."""
    if request.param == "cold":
        real = builtins.__import__

        def refuse(name, *args, **kwargs):
            if name == "scipy.optimize._highspy":
                raise ImportError(name)
            return real(name, *args, **kwargs)

        monkeypatch.setattr(builtins, "__import__", refuse)


def test_cell_that_only_a_relation_names_may_hold_any_count():
    found = feasible_intervals({"a": (2, 3)}, [{"parent": "t", "children": ["a", "b"]}])
    assert found == {"a": (2, 3), "b": (0, math.inf), "t": (2, math.inf)}


@pytest.mark.usefixtures("solver")
def test_endless_ranges_stay_endless_after_linear_programmes():
    relations = [
        {"parent": "t", "children": ["a", "b"]},
        {"parent": "u", "children": ["b", "c"]},
    ]
    found = feasible_intervals({"c": (1, None), "a": (None, 9)}, relations)
    assert found["t"] == (0, math.inf)
    assert found["u"] == (1, math.inf)
    assert found["a"] == (0, 9)


@pytest.mark.usefixtures("solver")
def test_linear_programmes_find_what_propagation_cannot():
    # b - a = bc - ac = 4 and a + b = 4 to 6, so a is at most 1; sum by sum it could be 2.
    shown = {"ab": (4, 6), "ac": (4, 4), "bc": (8, 8)}
    relations = TRIANGLE
    propagated = feasible_intervals(shown, relations, targets=())
    found = feasible_intervals(shown, relations)
    assert propagated["a"] == (0, 2)
    assert found["a"] == (0, 1)
    assert found["b"] == (4, 5)
    assert found["c"] == (3, 4)


@pytest.mark.usefixtures("solver")
def test_whole_counts_have_the_last_word_on_short_ranges():
    # a = (ab + ac - bc) / 2 with sums 2, 2 and 1 to 2: 1 or 1.5, and half a person there is not.
    shown = {"ab": (2, 2), "ac": (2, 2), "bc": (1, 2)}
    assert feasible_intervals(shown, TRIANGLE)["a"] == (1, 1)


def test_displays_that_only_half_persons_satisfy_are_lies():
    # ab + ac - bc = 1 + 1 - 1: a would be one half.
    with pytest.raises(ContradictionError, match="A display is a lie") as caught:
        feasible_intervals(dict.fromkeys(["ab", "ac", "bc"], (1, 1)), TRIANGLE)
    assert set(caught.value.keys) == {"a", "b", "c"}


def test_displays_that_no_whole_counts_satisfy_are_lies():
    # ab + bc + ac = 2 (a + b + c) is even, but shown as 3; with halves every range stays open.
    relations = [*TRIANGLE, {"parent": "sum", "children": ["ab", "bc", "ac"]}]
    with pytest.raises(ContradictionError):
        feasible_intervals({"sum": (3, 3)}, relations)


def test_contradiction_found_by_propagation_names_the_cell():
    with pytest.raises(ContradictionError) as caught:
        feasible_intervals({"a": (7, 7), "t": (0, 4)}, [{"parent": "t", "children": ["a"]}])
    assert set(caught.value.keys) <= {"a", "t"}


@pytest.mark.usefixtures("solver")
def test_contradiction_found_by_a_programme_names_the_cells():
    # t = a + b = a + c makes b and c equal, yet c is one more than b; each sum alone has room.
    relations = [
        {"parent": "t", "children": ["a", "b"]},
        {"parent": "t", "children": ["a", "c"]},
        {"parent": "c", "children": ["b", "one"]},
    ]
    shown = {"one": (1, 1), "a": (0, 10), "b": (0, 50), "c": (0, 50), "t": (0, 60)}
    with pytest.raises(ContradictionError) as caught:
        feasible_intervals(shown, relations)
    assert set(caught.value.keys) == {"a", "b", "c", "t"}


def test_display_that_disagrees_with_a_known_count_is_a_lie():
    with pytest.raises(ContradictionError):
        feasible_intervals({"a": (1, 9)}, [], known={"a": 10})


def test_known_count_of_an_unknown_cell_changes_nothing():
    assert feasible_intervals({"a": (1, 9)}, [], known={"b": 10}) == {"a": (1, 9)}


def test_endless_circle_of_sums_ends():
    # Each is larger than the other: propagation would creep upwards for ever.
    relations = [
        {"parent": "a", "children": ["b", "one"]},
        {"parent": "b", "children": ["a", "two"]},
    ]
    with pytest.raises(ContradictionError):
        feasible_intervals({"one": (1, 1)}, relations)


def test_example_that_agrees_changes_no_answer():
    shown = {"ab": (4, 6), "ac": (4, 4), "bc": (8, 8)}
    right = {"a": 0, "b": 4, "c": 4, "ab": 4, "ac": 4, "bc": 8}
    assert feasible_intervals(shown, TRIANGLE, example=right) == feasible_intervals(shown, TRIANGLE)


@pytest.mark.parametrize("wrong", [{"a": 3}, {"a": 9, "b": 9, "c": 9, "ab": 4, "ac": 4, "bc": 8}])
def test_example_that_disagrees_is_not_believed(wrong):
    shown = {"ab": (4, 6), "ac": (4, 4), "bc": (8, 8)}
    assert feasible_intervals(shown, TRIANGLE, example=wrong) == feasible_intervals(shown, TRIANGLE)


def test_search_stops_when_enough_is_reached():
    shown = {"t": (20, 20), "a": (0, 20), "b": (0, 20)}
    relations = [{"parent": "t", "children": ["a", "b"]}]
    low, high = feasible_intervals(
        shown, relations, example={"t": 20, "a": 10, "b": 10}, enough={"a": (9, 11)}
    )["a"]
    assert low <= 9
    assert high >= 11
