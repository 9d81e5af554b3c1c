"""A certificate is given only for ranges that really are whole."""

from __future__ import annotations

import pytest

from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.intervals import feasible_intervals
from csa.errors import DisclosureError

PARTS = [{"parent": "t", "children": ["a", "b"]}]


def test_cells_without_relations_are_certified():
    assert certify_controlled_rounding({"a": 0, "b": 5, "c": 1000}, []) == []


def test_no_cells_need_no_certificate():
    assert certify_controlled_rounding({}, []) == []


def test_empty_category_beside_a_full_one_is_certified():
    assert certify_controlled_rounding({"a": 0, "b": 5, "t": 5}, PARTS) == []


def test_whole_of_a_subgroup_is_certified_with_its_part():
    relations = [{"parent": "all", "children": ["flagged"], "kind": "subset"}]
    assert certify_controlled_rounding({"all": 5, "flagged": 5}, relations) == []


def test_display_that_allows_less_has_no_certificate():
    # "a" may rise by two only, and a record more in "t" needs one more in "a" or "b".
    shown = {"a": (1, 7), "b": (0, 0)}
    left = certify_controlled_rounding({"a": 5, "b": 0, "t": 5}, PARTS, displays=shown)
    assert left == ["a", "b", "t"]


def test_display_that_allows_no_fewer_has_no_certificate():
    shown = {"a": (4, 9), "t": (None, None)}
    left = certify_controlled_rounding({"a": 5, "b": 0, "t": 5}, PARTS, displays=shown)
    assert left == ["a", "t"]


def test_missing_identity_shows_as_a_missing_certificate():
    # Two breakdowns of one total whose parts are equal in pairs: a = x, b = y.
    relations = [
        *PARTS,
        {"parent": "t", "children": ["x", "y"]},
        {"parent": "a", "children": ["x"]},
        {"parent": "a", "children": ["y"]},
        {"parent": "b", "children": ["x"]},
    ]
    values = dict.fromkeys("abxy", 0) | {"t": 0}
    left = certify_controlled_rounding(values, relations)
    found = feasible_intervals(dict.fromkeys(values, (0, 4)), relations)
    # A record in "a" would be in both "x" and "y", of which "t" allows one: no kind exists.
    assert set(left) == set(values)
    assert found["a"][1] <= 2


def test_search_goes_back_when_a_choice_leads_nowhere():
    # The larger part "a" of the first sum has only empty cells below it.
    relations = [
        *PARTS,
        {"parent": "t", "children": ["x", "y"]},
        {"parent": "a", "children": ["ax", "ay"]},
        {"parent": "b", "children": ["bx", "by"]},
        {"parent": "x", "children": ["ax", "bx"]},
        {"parent": "y", "children": ["ay", "by"]},
    ]
    values = {"t": 15, "a": 10, "b": 5, "x": 10, "y": 5, "ax": 10, "ay": 0, "bx": 0, "by": 5}
    assert certify_controlled_rounding(values, relations) == []


def test_search_that_takes_too_long_gives_no_certificate(monkeypatch):
    monkeypatch.setattr("csa.disclosure.attack.certificate.TRIES", 0)
    assert certify_controlled_rounding({"a": 0}, []) == ["a"]


def test_values_that_do_not_add_up_are_refused_by_name():
    with pytest.raises(DisclosureError, match="'t' is the sum of 'a', 'b'"):
        certify_controlled_rounding({"a": 5, "b": 5, "t": 5}, PARTS)


@pytest.mark.parametrize(("value", "shown"), [(7, (3, 11)), (5, (6, 14)), (5, (0, 4))])
def test_value_outside_its_display_or_off_the_base_is_refused(value, shown):
    with pytest.raises(DisclosureError, match="multiple of the base"):
        certify_controlled_rounding({"a": value}, [], displays={"a": shown})
