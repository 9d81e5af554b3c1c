"""The gate: what a reader of the whole release could work out is found before it is published."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.disclosure.attack.gate import attack_release, make_safe
from csa.errors import DisclosureError

PERIOD = "2016-04/2017-01"


def _cells(values):
    """Build published cells of one period from {(area, dims): (class, value)}."""
    rows = [
        {
            "key": f"victim|{area}|{PERIOD}|{dims}",
            "measure": "victim",
            "by": "sex" if dims else "",
            "level": "partnership" if area == "P" else "district",
            "area": area,
            "period": PERIOD,
            "dims": dims,
            "class": klass,
            "value": value,
            "reason": "",
        }
        for (area, dims), (klass, value) in values.items()
    ]
    return pd.DataFrame(rows).astype({"value": "Int64"})


def _sums(*sums):
    rows = [
        ("sum", f"sum {n}", f"victim|{p[0]}|{PERIOD}|{p[1]}", f"victim|{c[0]}|{PERIOD}|{c[1]}")
        for n, (p, *children) in enumerate(sums)
        for c in children
    ]
    return pd.DataFrame(rows, columns=["kind", "relation", "parent", "child"])


WOMEN, MEN, ALL = ("P", "sex=F"), ("P", "sex=M"), ("P", "")


def test_counts_rounded_together_keep_their_full_range():
    cells = _cells({ALL: ("person", 25), WOMEN: ("person", 15), MEN: ("person", 10)})
    report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert report.failures == {}
    assert (report.cells, report.narrowest) == (3, 8)  # 15 ± 4 and its like: nine values each


def test_an_exact_public_total_can_give_its_parts_away():
    # Parts shown as 5 and 5 lie in 1 to 9; with an exact total of 2 each of them must be 1.
    cells = _cells({ALL: ("public", 2), WOMEN: ("person", 5), MEN: ("person", 5)})
    report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert {"G2", "G3", "G4"} <= set(report.failures)
    assert report.narrowest == 0


def test_a_leaking_table_is_withheld_and_the_total_stays():
    cells = _cells({ALL: ("public", 2), WOMEN: ("person", 5), MEN: ("person", 5)})
    safe, report = make_safe(cells, _sums((ALL, WOMEN, MEN)), base=5)
    assert report.failures == {}
    broken_down = safe["by"] == "sex"
    assert safe.loc[broken_down, "value"].isna().all()
    assert safe.loc[broken_down, "reason"].ne("").all()
    assert safe.loc[~broken_down, "value"].tolist() == [2]


def test_values_that_contradict_each_other_stop_the_release():
    cells = _cells({ALL: ("person", 40), WOMEN: ("person", 5), MEN: ("person", 5)})
    with pytest.raises(DisclosureError):
        attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)


def test_a_protected_value_that_is_no_multiple_of_the_base_stops_the_release():
    cells = _cells({ALL: ("person", 25), WOMEN: ("person", 13), MEN: ("person", 12)})
    with pytest.raises(DisclosureError):
        attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)


DISTRICTS = ("B", "R", "W")
# Rounded together: B 15 + 5, R 10 + 5, W 15 + 10, all of them 40 + 20.
ROUNDED = {
    ("B", ""): 20, ("B", "sex=F"): 15, ("B", "sex=M"): 5,
    ("R", ""): 15, ("R", "sex=F"): 10, ("R", "sex=M"): 5,
    ("W", ""): 25, ("W", "sex=F"): 15, ("W", "sex=M"): 10,
    ("P", ""): 60, ("P", "sex=F"): 40, ("P", "sex=M"): 20,
}  # fmt: skip


def _release(classes=(), **changed):
    """Build a small release of three districts; values and classes may be changed by cell."""
    changes = {tuple(name.split("_", 1)): value for name, value in changed.items()}
    named = {(area, f"sex={dims}" if dims else ""): v for (area, dims), v in changes.items()}
    values = {**ROUNDED, **named}
    exact = dict(classes)
    return _cells({cell: (exact.get(cell, "person"), value) for cell, value in values.items()})


def _release_sums():
    areas = [*DISTRICTS, "P"]
    return _sums(
        *[((area, ""), (area, "sex=F"), (area, "sex=M")) for area in areas],
        *[
            (("P", dims), *[(district, dims) for district in DISTRICTS])
            for dims in ("", "sex=F", "sex=M")
        ],
    )


def _is_red(cells, relations=None):
    links = _release_sums() if relations is None else relations
    try:
        return bool(attack_release(cells, links, base=5, thorough=True).failures)
    except DisclosureError:
        return True


def test_the_unchanged_release_passes_with_nine_values_for_every_cell():
    report = attack_release(_release(), _release_sums(), base=5, thorough=True)
    assert report.failures == {}
    # 5 may be 1 to 9; nothing is published as 0 here, so no range is shorter.
    assert (report.narrowest_alone, report.narrowest) == (8, 8)


def test_mutation_a_one_exact_count_turns_the_gate_red():
    # The true 14 in a caption, beside the rounded 15.
    assert _is_red(_release(B_F=14))


def test_mutation_b_an_unrounded_total_turns_the_gate_red():
    # R has a woman and a man; shown as 5 and 5 with the exact total 2 each must be 1.
    cells = _release(
        {("R", ""): "public", ("P", ""): "public"}, R_=2, R_F=5, R_M=5, P_=47, P_F=35, P_M=20
    )
    assert _is_red(cells)


def test_mutation_c_a_district_rounded_by_itself_turns_the_gate_red():
    # 9 women rounded up to 15 elsewhere: the district adds up, the partnership does not.
    assert _is_red(_release(R_=20, R_F=15))


def test_mutation_d_a_draft_with_other_values_turns_the_gate_red():
    draft = _release(R_F=5, R_=10)
    both = pd.concat([_release(), draft.assign(key="draft|" + draft["key"])], ignore_index=True)
    final = _release_sums()
    same = pd.DataFrame(
        {"kind": "sum", "relation": "same", "parent": _release()["key"],
         "child": "draft|" + draft["key"].to_numpy()}
    )  # fmt: skip
    assert _is_red(both, pd.concat([final, same], ignore_index=True))


def test_mutation_e_a_percentage_of_other_counts_is_found():
    from csa.disclosure.attack.programmes import inconsistent_ratios

    published = {"women": 15, "all": 20}
    assert inconsistent_ratios([("women", "all", "75")], published) == []
    # 14 of 19 women is 73.7 %.
    assert inconsistent_ratios([("women", "all", "73.7")], published) == [("women", "all")]


def test_mutation_f_one_cell_off_by_five_turns_the_gate_red():
    assert _is_red(_release(W_M=15))


def test_a_theme_that_is_a_public_type_is_known_beforehand_and_no_leak():
    # Public order is a type of data.police.uk; nothing about it can be given away.
    cells = _cells({ALL: ("public", 23), WOMEN: ("sensitive", 25)})
    report = attack_release(cells, _sums((ALL, WOMEN)), base=5)
    assert report.failures == {}
    assert report.known_beforehand == 1
    assert report.summary()["known_beforehand"] == 1


def test_two_priorities_that_divide_a_public_type_are_attacked_with_it():
    # Published 5 and 5 for a type with exactly 3 crimes: each would be 1 or 2.
    cells = _cells({ALL: ("public", 3), WOMEN: ("sensitive", 5), MEN: ("sensitive", 5)})
    assert {"G3", "G4"} <= set(attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5).failures)
    wide = _cells({ALL: ("public", 24), WOMEN: ("sensitive", 10), MEN: ("sensitive", 15)})
    report = attack_release(wide, _sums((ALL, WOMEN, MEN)), base=5)
    # 24 - (15 + 4) = 5 up to 24 - (15 - 4) = 13, inside 6 to 14: 6 to 13.
    assert (report.failures, report.narrowest) == ({}, 7)


def test_a_range_of_five_values_passes_with_public_totals_and_of_four_does_not():
    # 5 and 5 with an exact total: 14 leaves 5 to 9, 15 leaves 6 to 9.
    for total, passes in ((14, True), (15, False)):
        cells = _cells({ALL: ("public", total), WOMEN: ("person", 5), MEN: ("person", 5)})
        report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5)
        assert (report.failures == {}) is passes


def test_a_whole_still_limits_the_parts_when_one_part_is_withheld():
    # Exactly 3 in all. The 5 women lie in 1 to 9; they cannot be more than 3, whatever is withheld.
    cells = _cells({ALL: ("public", 3), WOMEN: ("person", 5), MEN: ("person", None)})
    report = attack_release(cells, _sums((ALL, WOMEN, MEN)), base=5, thorough=True)
    # 1 to 3: three numbers are left, and five are asked for.
    assert report.failures["G3"] == (f"victim|P|{PERIOD}|sex=F",)
