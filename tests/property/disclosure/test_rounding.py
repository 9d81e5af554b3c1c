"""Promises that hold for every table: additive, near, unbiased, repeatable, not to be unpicked."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csa.disclosure.certificate import certify_controlled_rounding
from csa.disclosure.intervals import feasible_intervals
from csa.disclosure.solve import round_jointly, round_singly


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


@given(st.integers(0, 10_000), st.integers(0, 200), st.binary(min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
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


@given(st.integers(0, 10_000), st.integers(0, 300))
@settings(max_examples=15, deadline=None)
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
@settings(max_examples=10, deadline=None)
def test_row_order_never_matters(seed, shuffler):
    cells, relations, subsets = linked_tables(seed)
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
    cells, relations, subsets = linked_tables(1)
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


def test_joint_rounding_has_no_systematic_bias_over_200_secrets():
    cells, relations, _ = linked_tables(3, levels=(2, 3, 2))
    errors = np.array(
        [
            [values[key] - count for key, count in cells.items()]
            for seed in range(200)
            for values in [round_jointly(cells, relations, secret=b"%d" % seed)]
        ]
    )
    remainder = np.array([count % 5 for count in cells.values()])
    for one in range(1, 5):
        # Sums that must hold leave a little bias, a small part of the printed distance of 4.
        assert abs(errors[:, remainder == one].mean()) < 0.3
    assert abs(errors.mean()) < 0.1
