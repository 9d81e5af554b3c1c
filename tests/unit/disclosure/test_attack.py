"""The gate lets a jointly rounded release through and stops every planted leak."""

from __future__ import annotations

import itertools
import math

import pytest

from csa.disclosure.attack.certificate import certify_controlled_rounding
from csa.disclosure.attack.programmes import (
    AttackReport,
    attack,
    class_disclosure,
    displayed_bounds,
    inconsistent_ratios,
)
from csa.errors import DisclosureError

TRUTH = {
    "BF": 14, "BM": 6, "BT": 20, "RF": 11, "RM": 3, "RT": 14,
    "WF": 18, "WM": 9, "WT": 27, "NF": 43, "NM": 18, "NT": 61,
}  # fmt: skip
PUBLISHED = {
    "BF": 15, "BM": 5, "BT": 20, "RF": 10, "RM": 5, "RT": 15,
    "WF": 15, "WM": 10, "WT": 25, "NF": 40, "NM": 20, "NT": 60,
}  # fmt: skip
TABLE = [
    *({"parent": f"{area}T", "children": [f"{area}M", f"{area}F"]} for area in "BRWN"),
    *({"parent": f"N{sex}", "children": [f"{area}{sex}" for area in "BRW"]} for sex in "MFT"),
]
SHOWN = {key: displayed_bounds(value) for key, value in PUBLISHED.items()}
REPORTS = {area: {k: b for k, b in SHOWN.items() if k[0] in (area, "N")} for area in "BRW"}


def gate(reports):
    """Attack with all reports at once: of each cell what all of them allow."""
    held: dict[str, tuple[int, int]] = {}
    for key, (low, high) in itertools.chain.from_iterable(one.items() for one in reports.values()):
        before = held.get(key, (low, high))
        held[key] = max(low, before[0]), min(high, before[1])
    return attack(held, TABLE, published=PUBLISHED)


def test_jointly_rounded_release_passes():
    report = gate(REPORTS)
    assert report.passed
    assert report.raise_if_failed() is None
    assert report.narrowest >= 4


def test_truth_within_every_display_passes_and_outside_fails():
    assert attack(SHOWN, TABLE, truth=TRUTH, published=PUBLISHED).passed
    lying = attack(SHOWN, TABLE, truth={**TRUTH, "RM": 10, "unseen": 3})
    assert lying.failures == {"G1": ("RM",)}


def test_mutation_a_exact_count_in_a_caption():
    report = gate({**REPORTS, "caption": {"RM": displayed_bounds(3)}})
    assert report.failures["G2"] == ("RM",)


def test_mutation_b_second_table_with_an_unrounded_total():
    report = gate({**REPORTS, "second": {"RT": displayed_bounds(14)}})
    assert "RT" in report.failures["G2"]


def test_mutation_c_district_rounded_in_a_solve_of_its_own():
    # Redditch alone as 15 + 0 = 15: the partnership's own sums no longer allow the full range.
    alone = {"RF": displayed_bounds(15), "RM": displayed_bounds("<5"), "RT": displayed_bounds(15)}
    report = gate({**REPORTS, "R": {**REPORTS["R"], **alone}})
    assert {"RF", "RM"} <= set(report.failures["G6"])


def test_mutation_d_draft_with_other_values():
    report = gate({**REPORTS, "draft": {"RM": displayed_bounds("<5")}})
    assert "RM" in report.failures["G6"]
    assert report.failures["G4"] == ("RM",)  # 1 to 9 and 0 to 4 leave 1 to 4


def test_mutation_e_percentage_of_true_counts():
    # 3 of 14 is 21.4 %; of the published counts 5 of 15 it is 33.3 %.
    assert inconsistent_ratios([("RM", "RT", "21.4")], PUBLISHED) == [("RM", "RT")]
    assert inconsistent_ratios([("RM", "RT", "33.3")], PUBLISHED) == []


def test_mutation_f_one_cell_off_by_five():
    shifted = {**PUBLISHED, "BM": 10}
    with pytest.raises(DisclosureError, match="'BT' is the sum of 'BF', 'BM'"):
        certify_controlled_rounding(shifted, TABLE)
    report = gate({**REPORTS, "B": {**REPORTS["B"], "BM": displayed_bounds(10)}})
    assert "BM" in report.failures["G6"]


def test_contradicting_reports_are_a_lie():
    report = gate({**REPORTS, "other": {"RM": displayed_bounds(20)}})
    assert "RM" in report.failures["G1"]
    with pytest.raises(DisclosureError, match="nothing is published"):
        report.raise_if_failed()


def test_public_totals_must_leave_five_numbers_as_well():
    relations = [{"parent": "t", "children": ["a", "b"]}]
    shown = {"a": (1, 9), "b": (0, 8), "t": (1, 9)}
    assert attack(shown, relations, public={"t": 3}).passed is False
    three = attack({"a": (0, 4), "b": (0, 4), "t": (1, 9)}, relations, public={"t": 5})
    assert three.narrowest == 3
    # 1 to 4 proves somebody, and four numbers are too few.
    assert three.failures == {"G3": ("a", "b"), "G4": ("a", "b")}


def test_public_and_structural_cells_need_no_protection():
    shown = {"t": (12, 12), "a": (3, 9), "b": (3, 9), "none": (0, 0)}
    relations = [{"parent": "t", "children": ["a", "b", "none"]}]
    assert attack(shown, relations, unprotected=["t"], structural=["none"]).passed
    assert set(attack(shown, relations).failures["G2"]) == {"t", "none"}


def test_hidden_cell_that_follows_from_others_is_found_without_a_display():
    report = attack({"t": (7, 7), "a": (5, 5)}, [{"parent": "t", "children": ["a", "b"]}])
    assert "b" in report.failures["G2"]


def test_reports_that_leak_only_together_are_found():
    # Each leaves Redditch's men open; partnership minus the other districts does not.
    rest = [key for key in TRUTH if key != "RM"]
    districts, partnership = {"BM": (6, 6), "WM": (9, 9)}, {"NM": (18, 18)}
    for alone in (districts, partnership):
        assert attack(alone, TABLE, unprotected=rest).passed
    report = attack({**districts, **partnership}, TABLE, unprotected=rest)
    assert report.failures == {"G2": ("RM",), "G3": ("RM",), "G4": ("RM",)}


def test_group_proved_to_be_in_one_category_is_found():
    relations = [{"parent": "t", "children": ["a", "b", "never"]}]
    shown = {"t": (6, 14), "a": (6, 14), "b": (0, 0), "never": (0, 0)}
    report = attack(shown, relations, unprotected=["b"], structural=["never"])
    assert report.failures == {"G5": ("a",)}
    assert attack(shown, relations, structural=["b", "never"]).passed


def test_ambiguous_zeros_prove_no_category():
    ranges = {"t": (6, 14), "a": (6, 14), "b": (0, 4)}
    relations = [
        {"parent": "t", "children": ["a", "b"]},
        {"parent": "t", "children": ["a"], "kind": "subset"},
    ]
    assert class_disclosure(ranges, relations) == []
    assert class_disclosure({**ranges, "b": (0, 0)}, relations) == ["a"]


def test_nothing_to_protect_passes():
    report = attack({}, [])
    assert report == AttackReport({}, math.inf, None)


@pytest.mark.parametrize(
    ("display", "bounds"),
    [
        ("<5", (0, 4)),
        (0, (0, 4)),
        (5, (1, 9)),
        ("1,235", (1231, 1239)),
        (" 40 ", (36, 44)),
        ("-", (0, 0)),
        ("7", (7, 7)),
        (12, (12, 12)),
    ],
)
def test_display_means_what_the_footnote_says(display, bounds):
    assert displayed_bounds(display) == bounds


def test_display_of_a_wider_printed_bound():
    assert displayed_bounds(10, furthest=9) == (1, 19)
    assert displayed_bounds("<5", furthest=9) == (0, 9)


@pytest.mark.parametrize("display", ["", "many", "4.5", "*", "-5", "<10"])
def test_display_that_is_neither_count_nor_symbol_is_refused(display):
    with pytest.raises(DisclosureError, match="neither a whole number"):
        displayed_bounds(display)


@pytest.mark.parametrize(
    ("printed", "is_right"), [("13", True), ("12.5", True), ("12", False), ("12.4", False)]
)
def test_ratio_is_rounded_half_away_from_zero(printed, is_right):
    assert (inconsistent_ratios([("a", "b", printed)], {"a": 5, "b": 40}) == []) is is_right


def test_ratio_to_a_published_zero_is_never_right():
    assert inconsistent_ratios([("a", "b", "0")], {"a": 0, "b": 0}) == [("a", "b")]


def test_rate_per_thousand_of_a_public_population():
    published = {"offences": 230, "population": 91_600}
    rates = [("offences", "population", "2.5"), ("offences", "population", "2.48")]
    wrong = inconsistent_ratios(rates, published, per=1000)  # 230 / 91.6 = 2.5109
    assert wrong == [("offences", "population")]
