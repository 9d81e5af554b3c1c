"""What an attacker works out from small tables, against answers found by enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.intervals import ContradictionError, feasible_intervals
from csa.disclosure.attack.programmes import attack

# Victims by district (Bromsgrove, Redditch, Wyre Forest, North Worcestershire) and sex.
TRUTH = {
    "BF": 14, "BM": 6, "BT": 20, "RF": 11, "RM": 3, "RT": 14,
    "WF": 18, "WM": 9, "WT": 27, "NF": 43, "NM": 18, "NT": 61,
}  # fmt: skip
ROUNDED = {
    "BF": 15, "BM": 5, "BT": 20, "RF": 10, "RM": 5, "RT": 15,
    "WF": 15, "WM": 10, "WT": 25, "NF": 40, "NM": 20, "NT": 60,
}  # fmt: skip
TABLE = [
    *({"parent": f"{area}T", "children": [f"{area}M", f"{area}F"]} for area in "BRWN"),
    *({"parent": f"N{sex}", "children": [f"{area}{sex}" for area in "BRW"]} for sex in "MFT"),
]
PUBLIC = {"BT": 20, "RT": 14, "WT": 27, "NT": 61}


def parts(names):
    return [{"parent": "total", "children": list(names)}]


def nearest_five(shown):
    return max(0, shown - 2), shown + 2


def within_four(shown):
    return max(0, shown - 4), shown + 4


def exact(*, hidden):
    return {key: (0, None) if key in hidden else (n, n) for key, n in TRUTH.items()}


def test_nearest_five_is_unpicked_completely():
    # Example A: each part is at least 3, so the total is 12, the most "10" allows.
    shown = {**dict.fromkeys("abcd", nearest_five(5)), "total": nearest_five(10)}
    assert feasible_intervals(shown, parts("abcd")) == {
        **dict.fromkeys("abcd", (3, 3)),
        "total": (12, 12),
    }


def test_stars_and_nearest_five_are_unpicked_completely():
    # Example B: three stars (1 to 7), three tens (8 to 12), total 25 (to 27): 3 x 1 + 3 x 8 = 27.
    shown = {**dict.fromkeys("abc", (1, 7)), **dict.fromkeys("def", (8, 12)), "total": (23, 27)}
    assert feasible_intervals(shown, parts("abcdef")) == {
        **dict.fromkeys("abc", (1, 1)),
        **dict.fromkeys("def", (8, 8)),
        "total": (27, 27),
    }


def test_midpoint_six_is_unpicked_completely():
    # Example M6: "3" stands for 1 to 6; six parts and their total all show it.
    shown = dict.fromkeys([*"abcdef", "total"], (1, 6))
    found = feasible_intervals(shown, parts("abcdef"))
    assert found == {**dict.fromkeys("abcdef", (1, 1)), "total": (6, 6)}


def test_cells_hidden_in_one_report_follow_from_the_others():
    found = feasible_intervals(exact(hidden={"RM", "RF"}), TABLE)  # C1
    assert found["RM"] == (3, 3)


def test_complementary_hiding_protects_until_one_cell_is_known():
    hidden = {"RM", "RF", "BM", "BF"}
    found = feasible_intervals(exact(hidden=hidden), TABLE)  # C2: M of B and R sum to 18 - 9 = 9
    assert (found["RM"], found["BM"], found["RF"]) == ((0, 9), (0, 9), (5, 14))
    known = feasible_intervals(exact(hidden=hidden), TABLE, known={"BM": 6})  # C2b
    assert known["RM"] == (3, 3)


def test_controlled_rounding_keeps_every_range():
    shown = {key: within_four(n) for key, n in ROUNDED.items()}  # D
    found = feasible_intervals(shown, TABLE)
    assert found == shown
    assert found["RM"] == (1, 9)
    assert certify_controlled_rounding(ROUNDED, TABLE) == []


def test_controlled_rounding_with_public_totals():
    shown = {key: within_four(n) for key, n in ROUNDED.items()}  # D2
    found = feasible_intervals(shown, TABLE, known=PUBLIC)
    assert (found["RM"], found["RF"], found["WM"]) == ((1, 8), (6, 13), (8, 14))
    assert attack(shown, TABLE, public=PUBLIC, published=ROUNDED, truth=TRUTH).passed


def test_nearest_five_of_the_same_table_leaks():
    nearest = {key: nearest_five(5 * round(n / 5)) for key, n in TRUTH.items()}  # E
    found = feasible_intervals(nearest, TABLE)
    assert (found["WM"], found["NM"], found["RM"]) == ((8, 9), (18, 19), (3, 7))


def enumerate_ranges(bounds, relations):
    """Try every combination of counts: the slow, sure way."""
    keys = sorted(bounds)
    seen = [
        counts
        for values in itertools.product(
            *(range(low, high + 1) for low, high in map(bounds.get, keys))
        )
        if holds(counts := dict(zip(keys, values, strict=True)), relations)
    ]
    return {k: (min(c[k] for c in seen), max(c[k] for c in seen)) for k in keys} if seen else None


def holds(counts, relations):
    return all(
        max(counts[child] for child in one["children"]) <= counts[one["parent"]]
        if one.get("kind") == "subset"
        else counts[one["parent"]] == sum(counts[child] for child in one["children"])
        for one in relations
    )


SYSTEMS = [
    [{"parent": "t", "children": ["a", "b", "c"]}],
    [{"parent": "t", "children": ["a", "b"]}, {"parent": "u", "children": ["b", "c"]}],
    [{"parent": "t", "children": ["a", "b"]}, {"parent": "t", "children": ["c", "d"]}],
    [
        {"parent": "t", "children": ["a", "b"]},
        {"parent": "u", "children": ["b", "c"]},
        {"parent": "w", "children": ["a", "c"]},
    ],
    [
        {"parent": "t", "children": ["a", "b"]},
        {"parent": "t", "children": ["c", "d"], "kind": "subset"},
        {"parent": "a", "children": ["c"], "kind": "subset"},
    ],
]


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("seed", range(12))
def test_ranges_agree_with_trying_every_combination(system, seed):
    rng = np.random.default_rng(seed)
    keys = sorted({key for one in system for key in (one["parent"], *one["children"])})
    low = rng.integers(0, 4, len(keys))
    high = low + rng.integers(0, 4, len(keys))
    bounds = {k: (int(a), int(b)) for k, a, b in zip(keys, low, high, strict=True)}
    expected = enumerate_ranges(bounds, system)
    if expected is None:
        with pytest.raises(ContradictionError):
            feasible_intervals(bounds, system)
    else:
        assert feasible_intervals(bounds, system) == expected
