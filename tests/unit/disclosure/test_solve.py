"""Rounded counts add up, stay near the truth, and refuse what cannot be protected."""

from __future__ import annotations

import re

import numpy as np
import pytest

from csa.disclosure.rounding.solve import round_jointly, round_singly, round_staged
from csa.errors import DisclosureError

SECRET = b"a test's own secret"
DISTRICTS = {"north": 13, "south": 6, "east": 0, "all": 19}
SUM = [{"parent": "all", "children": ["north", "south", "east"]}]


def triangle(*, count=1):
    """Three parts, each pair of which has a total; at base 2 all parts must be one half."""
    parts = dict.fromkeys("abc", count)
    totals = dict.fromkeys(["ab", "bc", "ac"], 2 * count)
    return {**parts, **totals}, [{"parent": pair, "children": [*pair]} for pair in totals]


def test_multiples_of_the_base_stay():
    cells = {"a": 0, "b": 5, "c": 12_435}
    assert round_singly(cells, secret=SECRET) == cells
    assert round_jointly(cells, [], secret=SECRET) == cells


def test_no_cells_give_no_values():
    assert round_singly({}, secret=SECRET) == {}
    assert round_jointly({}, [], secret=SECRET) == {}


def test_cell_without_relations_is_rounded_as_if_alone():
    cells = {f"c{n}": n for n in range(40)}
    assert round_jointly(cells, [], secret=SECRET) == round_singly(cells, secret=SECRET)


def test_parts_add_up_to_the_rounded_total():
    values = round_jointly(DISTRICTS, SUM, secret=SECRET)
    assert values["all"] == values["north"] + values["south"] + values["east"]
    assert values["all"] in (15, 20)
    assert values["east"] == 0


@pytest.mark.parametrize("spelling", ["subsets", "relations"])
def test_part_never_exceeds_the_whole(spelling):
    # Alone, 4 of 5 and 3 of 4 round up on one side only in many draws; together they never cross.
    cells = {("flag", n): 3 for n in range(30)} | {("all", n): 4 for n in range(30)}
    pairs = [(("flag", n), ("all", n)) for n in range(30)]
    alone = round_singly(cells, secret=SECRET)
    assert any(alone[part] > alone[whole] for part, whole in pairs)
    relations = [{"parent": w, "children": [p], "kind": "subset"} for p, w in pairs]
    given = {"subsets": pairs} if spelling == "subsets" else {}
    listed = relations if spelling == "relations" else []
    values = round_jointly(cells, listed, secret=SECRET, **given)
    assert all(values[part] <= values[whole] for part, whole in pairs)


def test_counts_that_no_unbiased_rounding_fits_still_add_up():
    # A third time happens to nobody without a second: were 1 to be shown as 5 both times, the
    # whole would be 50 + 5 + 5, more than the 55 that 54 may be shown as. So the third is always
    # 0, though on average it should be 1; the others keep both of their values.
    cells = {"all": 54, "once": 52, "second": 1, "third": 1}
    sums = [{"parent": "all", "children": ["once", "second", "third"]}]
    drawn = [
        round_jointly(cells, sums, secret=b"%d" % number, subsets=[("third", "second")])
        for number in range(40)
    ]
    assert all(v["all"] == v["once"] + v["second"] + v["third"] for v in drawn)
    seen = {key: {values[key] for values in drawn} for key in cells}
    assert seen == {"all": {50, 55}, "once": {50, 55}, "second": {0, 5}, "third": {0}}


@pytest.mark.parametrize("bad", [-1, 2.5, float("nan"), "3", None])
@pytest.mark.parametrize("rounding", [round_singly, lambda c, **k: round_jointly(c, [], **k)])
def test_only_whole_counts_are_rounded(rounding, bad):
    with pytest.raises(DisclosureError, match="Only whole counts"):
        rounding({"a": bad}, secret=SECRET)


def test_counts_that_do_not_add_up_are_refused_by_name():
    with pytest.raises(
        DisclosureError, match="'all' is the sum of 'east', 'north', 'south'"
    ) as caught:
        round_jointly({**DISTRICTS, "all": 20}, SUM, secret=SECRET)
    assert not re.search(r"\d", str(caught.value))


def test_part_above_its_whole_is_refused_by_name():
    with pytest.raises(DisclosureError, match="'women' contains 'mothers'"):
        round_jointly({"women": 1, "mothers": 2}, [], subsets=[("mothers", "women")], secret=SECRET)


def test_impossible_rounding_names_the_relations_and_no_count():
    cells, relations = triangle()
    with pytest.raises(DisclosureError, match="is the sum of") as caught:
        round_jointly(cells, relations, base=2, secret=SECRET)
    assert not re.search(r"\d", str(caught.value))


def test_impossible_rounding_is_mended_by_cells_that_may_move_further():
    cells, relations = triangle()
    wide = ["ab", "bc", "ac"]
    values = round_jointly(cells, relations, base=2, secret=SECRET, widen=wide)
    assert all(
        values[one["parent"]] == sum(values[c] for c in one["children"]) for one in relations
    )
    assert all(abs(values[key] - cells[key]) <= (2 if key in wide else 1) for key in cells)


def test_widening_that_does_not_help_is_refused():
    cells, relations = triangle()
    fixed = {**cells, "abc": 3, "x": 1}
    more = [*relations, {"parent": "ab", "children": ["bc"], "kind": "subset"}]
    with pytest.raises(DisclosureError, match="No rounding"):
        round_jointly(fixed, more, base=2, secret=SECRET, widen=["x"])


def three_way(*, seed=0, mean=6):
    """A three-way table of random counts with all its margins; the last place is the total."""
    counts = np.random.default_rng(seed).poisson(mean, (3, 3, 3))
    for axis in range(3):
        counts = np.concatenate([counts, counts.sum(axis, keepdims=True)], axis)
    cells = {place: int(counts[place]) for place in np.ndindex(4, 4, 4)}
    relations = [
        {"parent": place, "children": [(*place[:axis], n, *place[axis + 1 :]) for n in range(3)]}
        for place in cells
        for axis in range(3)
        if place[axis] == 3
    ]
    return cells, relations, [place for place in cells if 3 not in place]


@pytest.mark.parametrize("seed", range(4))
def test_stages_add_up_within_the_printed_bound(seed):
    cells, relations, inner = three_way(seed=seed)
    values, bounds = round_staged(cells, relations, secret=SECRET, stage_two=[inner])
    assert all(
        values[one["parent"]] == sum(values[c] for c in one["children"]) for one in relations
    )
    assert all(abs(values[key] - cells[key]) <= bounds[key] for key in cells)
    assert {bounds[key] for key in cells if key not in inner} == {4}
    assert {bounds[key] for key in inner} <= {4, 9}


def test_stages_print_the_wider_bound_when_a_table_needs_it():
    # Margins are settled first: for some of these secrets no inner solution exists within 4.
    cells, relations, inner = three_way(mean=8)
    outcomes = set()
    for seed in range(12):
        values, bounds = round_staged(cells, relations, secret=b"%d" % seed, stage_two=[inner])
        outcomes |= {bounds[key] for key in inner}
        assert all(abs(values[key] - cells[key]) <= bounds[key] for key in cells)
    assert outcomes == {4, 9}


def test_stages_without_tables_equal_the_joint_solution():
    values, bounds = round_staged(DISTRICTS, SUM, secret=SECRET, stage_two=[])
    assert values == round_jointly(DISTRICTS, SUM, secret=SECRET)
    assert set(bounds.values()) == {4}


def test_order_of_the_tables_does_not_matter():
    cells, relations, inner = three_way()
    other = {("second", *key): n for key, n in cells.items()}
    more = [
        {
            "parent": ("second", *one["parent"]),
            "children": [("second", *c) for c in one["children"]],
        }
        for one in relations
    ]
    tables = [inner, [("second", *key) for key in inner]]
    first = round_staged({**cells, **other}, relations + more, secret=SECRET, stage_two=tables)
    second = round_staged(
        {**other, **cells}, more + relations, secret=SECRET, stage_two=tables[::-1]
    )
    assert first == second


def test_cell_of_two_tables_is_refused():
    with pytest.raises(DisclosureError, match="two three-way tables"):
        round_staged(DISTRICTS, SUM, secret=SECRET, stage_two=[["north"], ["north"]])


def test_impossible_stage_is_refused():
    cells, relations = triangle()
    with pytest.raises(DisclosureError, match="No rounding"):
        round_staged(cells, relations, base=2, secret=SECRET, stage_two=[])


@pytest.mark.parametrize(
    ("relation", "match"),
    [
        ({"parent": "all", "children": []}, "no children"),
        ({"parent": "all", "children": ["all"]}, "twice"),
        ({"parent": "all", "children": ["north", "north"]}, "twice"),
        ({"parent": "all", "children": ["west"]}, "not in the plan"),
        ({"parent": "all", "children": ["north"], "kind": "product"}, "unknown kind"),
    ],
)
def test_relation_that_makes_no_sense_is_refused(relation, match):
    with pytest.raises(DisclosureError, match=match):
        round_jointly(DISTRICTS, [relation], secret=SECRET)


def test_long_lists_of_keys_are_cut_short():
    unknown = [f"place {n}" for n in range(50)]
    with pytest.raises(DisclosureError, match="and 47 more"):
        round_jointly(DISTRICTS, [{"parent": "all", "children": unknown}], secret=SECRET)


def test_stages_without_any_relation_leave_each_cell_alone():
    values, _ = round_staged(DISTRICTS, [], secret=SECRET, stage_two=[["north"]])
    assert values == round_singly(DISTRICTS, secret=SECRET)
