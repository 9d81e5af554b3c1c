"""The functions of ``csa.disclosure`` that stand on their own, on tables small enough to check."""

from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

import csa.disclosure
from csa.disclosure import feasible_intervals, missing_identities, round_jointly, scan
from csa.errors import DisclosureError

DISTRICTS = ("B", "R", "W")
ROWS = (*DISTRICTS, "N")
# Victims by sex in three districts and all of them together: women, men, both.
TRUTH = {"B": (14, 6, 20), "R": (11, 3, 14), "W": (18, 9, 27), "N": (43, 18, 61)}
BY_ROW = [{"parent": f"{row}", "children": [f"{row}_F", f"{row}_M"]} for row in ROWS]
BY_COLUMN = [
    {"parent": f"N{end}", "children": [f"{row}{end}" for row in DISTRICTS]}
    for end in ("", "_F", "_M")
]
SUMS = [*BY_ROW, *BY_COLUMN]


def table(rows):
    """Return the cells of rows of women, men and both."""
    return {
        f"{row}{end}": count
        for row, counts in rows.items()
        for end, count in zip(("_F", "_M", ""), counts, strict=True)
    }


def within(cells, reach, *, least=0):
    """Return what a reader concludes from counts shown within ``reach`` of the truth."""
    return {key: (max(least, value - reach), value + reach) for key, value in cells.items()}


def test_example_a_four_fives_with_a_total_of_ten_are_threes():
    # Each 5 stands for 3 to 7, 10 for 8 to 12: four parts of three or more make twelve at least.
    shown = {**dict.fromkeys("abcd", (3, 7)), "all": (8, 12)}
    found = feasible_intervals(shown, [{"parent": "all", "children": list("abcd")}])
    assert {found[key] for key in "abcd"} == {(3, 3)}
    assert found["all"] == (12, 12)


def test_example_b_three_stars_are_ones():
    # A star stands for 1 to 7, a rounded number for two either way: 3 + 24 is 27 at the least.
    shown = {**dict.fromkeys("abc", (1, 7)), **dict.fromkeys("def", (8, 12)), "all": (23, 27)}
    found = feasible_intervals(shown, [{"parent": "all", "children": list("abcdef")}])
    assert [found[key] for key in "abcdef"] == [(1, 1)] * 3 + [(8, 8)] * 3
    assert found["all"] == (27, 27)


def test_example_m6_six_midpoints_with_the_same_total_are_ones():
    shown = dict.fromkeys([*"abcdef", "all"], (1, 6))
    found = feasible_intervals(shown, [{"parent": "all", "children": list("abcdef")}])
    assert {found[key] for key in "abcdef"} == {(1, 1)}
    assert found["all"] == (6, 6)


def exact_but(*hidden):
    return {
        key: (0, None) if key in hidden else (count, count) for key, count in table(TRUTH).items()
    }


def test_example_c1_one_district_cannot_hide_alone():
    assert feasible_intervals(exact_but("R_M", "R_F"), SUMS)["R_M"] == (3, 3)


def test_example_c2_two_districts_can_hide_until_one_count_is_known():
    shown = exact_but("R_M", "R_F", "B_M", "B_F")
    found = feasible_intervals(shown, SUMS)
    assert (found["R_M"], found["B_M"], found["R_F"]) == ((0, 9), (0, 9), (5, 14))
    assert feasible_intervals(shown, SUMS, known={"B_M": 6})["R_M"] == (3, 3)


ROUNDED = {"B": (15, 5, 20), "R": (10, 5, 15), "W": (15, 10, 25), "N": (40, 20, 60)}


def test_example_d_counts_rounded_together_keep_their_full_range():
    cells = table(ROUNDED)
    found = feasible_intervals(within(cells, 4), SUMS)
    assert found == within(cells, 4)
    assert found["R_M"] == (1, 9)


def test_example_d2_public_totals_narrow_it_a_little():
    known = {row: counts[2] for row, counts in TRUTH.items()}
    shown = {key: ends for key, ends in within(table(ROUNDED), 4).items() if key not in known}
    found = feasible_intervals(shown, SUMS, known=known)
    assert (found["R_M"], found["R_F"], found["W_M"]) == ((1, 8), (6, 13), (8, 14))


def test_example_e_rounding_to_the_nearest_narrows_much_more():
    nearest = {"B": (15, 5, 20), "R": (10, 5, 15), "W": (20, 10, 25), "N": (45, 20, 60)}
    found = feasible_intervals(within(table(nearest), 2), SUMS)
    assert (found["W_M"], found["N_M"], found["R_M"]) == ((8, 9), (18, 19), (3, 7))


def test_joint_rounding_adds_up_in_both_directions():
    values = round_jointly(table(TRUTH), SUMS, secret=b"a test's own secret")
    assert all(values[one["parent"]] == sum(map(values.get, one["children"])) for one in SUMS)
    assert all(abs(values[key] - count) < 5 for key, count in table(TRUTH).items())
    assert all(value % 5 == 0 for value in values.values())


def test_joint_rounding_takes_another_base_and_parts_of_wholes():
    cells = {"victims": 23, "again": 19}
    for number in range(20):
        values = round_jointly(
            cells, [], base=10, secret=b"%d" % number, subsets=[("again", "victims")]
        )
        assert values["victims"] in (20, 30)
        assert values["again"] in (10, 20)
        assert values["again"] <= values["victims"]


def count_records(rng):
    """Count random records by month and district, with the quarter."""
    counts = dict(zip(itertools.product("123", "AB"), rng.integers(0, 9, 6).tolist(), strict=True))
    quarter = {("Q", d): sum(counts[month, d] for month in "123") for d in "AB"}
    return {**counts, **quarter}


def test_a_quarter_that_is_not_declared_as_three_months_is_found():
    declared = [{"parent": ("Q", d), "children": [(month, d) for month in "123"]} for d in "AB"]
    assert missing_identities(count_records, declared).count == 0
    found = missing_identities(count_records, declared[:1])
    assert found.count == 1
    terms = {("Q", "B"): 1, **{(month, "B"): -1 for month in "123"}}
    assert found.examples in ((terms,), ({key: -sign for key, sign in terms.items()},))


def test_scan_finds_a_postcode_in_a_file(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>Seen near WR1 3PX twice.</p>", encoding="utf-8")
    assert [one.rule for one in scan(page)] == ["postcode"]
    page.write_text("<p>Seen twice.</p>", encoding="utf-8")
    assert scan(page) == []


def test_the_names_are_functions_whatever_was_imported_before():
    code = (
        "import csa.disclosure.leaks.scan, csa.disclosure.rounding.solve, csa.disclosure as d;"
        "assert all(callable(getattr(d, name)) for name in d.__all__), d.__all__"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'publish'"):
        csa.disclosure.publish  # noqa: B018


def test_a_contradiction_names_the_cells():
    with pytest.raises(DisclosureError, match="'N'"):
        feasible_intervals({"N": (9, 9), "a": (0, 4)}, [{"parent": "N", "children": ["a"]}])
