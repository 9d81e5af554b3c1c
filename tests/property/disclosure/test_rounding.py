"""Promises that hold for every table: additive, near, unbiased, repeatable, not to be unpicked."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.intervals import feasible_intervals
from csa.disclosure.rounding.solve import round_jointly, round_singly


def linked_tables(seed, *, records=60, levels=(3, 4, 3)):
    """Return two linked two-way tables by district, with all margins and a flagged sub-group."""
    rng = np.random.default_rng(seed)
    columns = [rng.integers(0, n, records) for n in (3, *levels)]
    flagged = rng.random(records) < 0.3
    cells, relations = {}, []
    for group, rows in (("all", slice(None)), ("flagged", flagged)):
        for pair in ((1, 2), (2, 3)):
            counts = tabulate(
                [columns[0][rows], *(columns[i][rows] for i in pair)], (3, *levels), pair
            )
            table, sums = name_cells(counts, group, pair)
            cells |= table
            relations += sums
    subsets = [(key, ("all", *key[1:])) for key in cells if key[0] == "flagged"]
    return cells, relations, subsets


def tabulate(columns, sizes, pair):
    counts = np.zeros([sizes[0], *(sizes[i] for i in pair)], dtype=int)
    np.add.at(counts, tuple(columns), 1)
    for axis in range(3):
        counts = np.concatenate([counts, counts.sum(axis, keepdims=True)], axis)
    return counts


def name_cells(counts, group, pair):
    last = [size - 1 for size in counts.shape]

    def name(place):
        given = [
            f"{k}={v}" for k, v, end in zip(("d", *pair), place, last, strict=True) if v != end
        ]
        return (group, *given)

    cells = {name(place): int(counts[place]) for place in np.ndindex(*counts.shape)}
    sums = [
        {
            "parent": name(place),
            "children": [name((*place[:axis], v, *place[axis + 1 :])) for v in range(last[axis])],
        }
        for axis in range(3)
        for place in np.ndindex(*counts.shape)
        if place[axis] == last[axis]
    ]
    return cells, sums


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(0, 200), st.binary(min_size=1, max_size=4))
@settings(max_examples=10, deadline=None)
def test_theorem_every_published_cell_keeps_its_full_range(seed, records, secret):
    cells, relations, subsets = linked_tables(seed, records=records)
    values = round_jointly(cells, relations, secret=secret, subsets=subsets)
    everything = [
        *relations,
        *({"parent": whole, "children": [part], "kind": "subset"} for part, whole in subsets),
    ]
    shown = {key: (max(0, v - 4), v + 4) for key, v in values.items()}
    left = certify_controlled_rounding(values, everything)
    found = feasible_intervals(shown, everything, targets=set(left), example=values)
    assert all(abs(values[key] - cells[key]) <= 4 for key in cells)
    assert found == shown


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(0, 300))
@settings(max_examples=10, deadline=None)
def test_sums_and_subgroups_hold_after_rounding(seed, records):
    cells, relations, subsets = linked_tables(seed, records=records)
    values = round_jointly(cells, relations, secret=b"s", subsets=subsets)
    assert all(
        values[one["parent"]] == sum(values[c] for c in one["children"]) for one in relations
    )
    assert all(values[part] <= values[whole] for part, whole in subsets)
    assert all(
        v % 5 == 0 and v // 5 in (cells[k] // 5, -(-cells[k] // 5)) for k, v in values.items()
    )


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_row_order_never_matters(seed, shuffler):
    cells, relations, subsets = linked_tables(seed, levels=(2, 3, 2))
    first = round_jointly(cells, relations, secret=b"s", subsets=subsets)
    items = list(cells.items())
    mixed = [{**one, "children": shuffled(one["children"], shuffler)} for one in relations]
    second = round_jointly(
        dict(shuffled(items, shuffler)),
        shuffled(mixed, shuffler),
        secret=b"s",
        subsets=shuffled(subsets, shuffler),
    )
    assert second == first


def shuffled(items, shuffler: random.Random):
    copy = list(items)
    shuffler.shuffle(copy)
    return copy


def test_another_secret_gives_other_values():
    cells, relations, subsets = linked_tables(1, levels=(2, 3, 2))
    outcomes = {
        tuple(sorted(round_jointly(cells, relations, secret=secret, subsets=subsets).items()))
        for secret in (b"one", b"two", b"three")
    }
    assert len(outcomes) == 3


@given(st.dictionaries(st.text(max_size=5), st.integers(0, 10**9), max_size=30))
@settings(max_examples=50, deadline=None)
def test_single_rounding_is_near_and_repeatable(cells):
    values = round_singly(cells, secret=b"s")
    assert values == round_singly(dict(reversed(cells.items())), secret=b"s")
    assert all(v % 5 == 0 and abs(v - cells[key]) < 5 for key, v in values.items())


@pytest.mark.parametrize("remainder", [1, 2, 3, 4])
def test_single_rounding_is_unbiased_over_200_secrets(remainder):
    cells = {("cell", n): 5 * n + remainder for n in range(50)}
    errors = np.array(
        [
            [values[key] - count for key, count in cells.items()]
            for seed in range(200)
            for values in [round_singly(cells, secret=b"%d" % seed)]
        ]
    )
    # A rounded cell has variance r (5 - r); 10,000 draws.
    standard_error = (remainder * (5 - remainder) / errors.size) ** 0.5
    assert abs(errors.mean()) < 3 * standard_error


def errors_over_secrets(cells, relations, *, subsets=(), secrets=200):
    """Return published minus true, one row per secret, and the remainder of each cell."""
    errors = [
        [values[key] - count for key, count in cells.items()]
        for number in range(secrets)
        for values in [round_jointly(cells, relations, secret=b"%d" % number, subsets=subsets)]
    ]
    return np.array(errors), np.array([count % 5 for count in cells.values()])


@pytest.mark.slow
def test_joint_rounding_is_unbiased_over_200_secrets():
    # SDC-08, on 160 cells: two linked tables by district, and the same of a sub-group.
    cells, relations, subsets = linked_tables(3, records=600, levels=(2, 3, 2))
    errors, remainder = errors_over_secrets(cells, relations, subsets=subsets)
    for one in range(1, 5):
        means = errors[:, remainder == one].mean(axis=1)
        assert abs(means.mean()) < 3 * means.std(ddof=1) / len(means) ** 0.5
    # Each cell by itself has variance r (5 - r), and 4.5 of its standard errors are beyond all
    # but one in 900 sets of 160 cells.
    allowed = 4.5 * (remainder * (5 - remainder) / len(errors)) ** 0.5
    assert (abs(errors.mean(axis=0)) <= allowed).all()


@pytest.mark.slow
def test_sparse_subgroups_leave_a_little_bias_and_no_more():
    # A sub-group that is its whole group has to be rounded as that is. With few people there are
    # many such ties, and the sums do not always allow every mean to be met within them.
    cells, relations, subsets = linked_tables(3, records=60, levels=(2, 3, 2))
    errors, remainder = errors_over_secrets(cells, relations, subsets=subsets, secrets=60)
    assert all(abs(errors[:, remainder == one].mean()) < 0.25 for one in range(1, 5))


@pytest.mark.parametrize("change", range(-4, 5))
def test_every_count_within_reach_can_have_produced_the_published_values(change):
    # Published 10 women, 5 men, 15 in all; 1 to 4 women more or fewer, and so 1 to 4 more in all.
    published = {"women": 10, "men": 5, "all": 15}
    truth = {**published, "women": 10 + change, "all": 15 + change}
    sums = [{"parent": "all", "children": ["women", "men"]}]
    drawn = [round_jointly(truth, sums, secret=b"%d" % number) for number in range(100)]
    # Men stay 5. Women and all are rounded alike, so that the nearer multiple of 5 comes up
    # with a chance of (5 - |change|) / 5; 0.16 is three standard errors of 100 draws and more.
    share = drawn.count(published) / len(drawn)
    assert share > 0
    assert abs(share - (5 - abs(change)) / 5) < 0.16
