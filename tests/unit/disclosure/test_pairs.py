"""Reports alone and in pairs: a leak that takes two reports names both of them."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.cells import Areas
from csa.disclosure.attack.gate import attack_release
from csa.disclosure.attack.pairs import areas_by_report, attack_pairs
from csa.errors import DisclosureError

PERIOD = "2016-04/2017-01"
REPORTS = {"all": {"P"}, "Bromsgrove": {"B"}, "Redditch": {"R", "R1"}, "Wyre Forest": {"W"}}
# Rounded together, each district's women and men and the partnership's.
ROUNDED = {
    ("B", "sex=F"): 15, ("B", "sex=M"): 5, ("B", ""): 20,
    ("R", "sex=F"): 10, ("R", "sex=M"): 5, ("R", ""): 15,
    ("W", "sex=F"): 15, ("W", "sex=M"): 10, ("W", ""): 25,
    ("P", "sex=F"): 40, ("P", "sex=M"): 20, ("P", ""): 60,
}  # fmt: skip


def key(area, dims):
    return f"victim|{area}|{PERIOD}|{dims}"


def cells_of(values, *, public=()):
    return pd.DataFrame(
        [
            {
                "key": key(area, dims), "measure": "victim", "by": "sex" if dims else "",
                "level": "district", "area": area, "period": PERIOD, "dims": dims,
                "class": "public" if (area, dims) in public else "person", "value": value,
                "reason": "",
            }
            for (area, dims), value in values.items()
        ]
    ).astype({"value": "Int64"})  # fmt: skip


def links(*rows):
    return pd.DataFrame(rows, columns=["kind", "relation", "parent", "child"])


def release_links():
    sexes = [
        ("sum", "sexes", key(area, ""), key(area, dims))
        for area in "BRWP"
        for dims in ("sex=F", "sex=M")
    ]
    areas = [
        ("sum", "areas", key("P", dims), key(area, dims))
        for dims in ("", "sex=F", "sex=M")
        for area in "BRW"
    ]
    return links(*sexes, *areas)


def attacked(cells, relations, reports=REPORTS):
    return attack_pairs(cells, relations, base=5, reports=reports)


def test_a_release_rounded_together_is_safe_in_every_selection_of_reports():
    report = attacked(cells_of(ROUNDED), release_links())
    assert report.failures == {}
    report.raise_if_failed()
    # Four reports have 4 * 3 / 2 pairs.
    assert report.summary() == {
        "reports_attacked": "4 reports alone and 6 pairs, each with and without public totals, "
        "and all together"
    }


def test_a_leak_that_takes_two_reports_names_both():
    # A district's women cannot be more than the partnership's. Rounded apart they read 10 and 5:
    # the partnership has 9 at most, so the district has 6 to 9, and each alone would hide nine.
    planted = {**ROUNDED, ("R", "sex=F"): 10, ("P", "sex=F"): 5}
    only = [("R", "sex=F"), ("P", "sex=F"), ("B", "sex=F"), ("W", "sex=F")]
    cells = cells_of({cell: planted[cell] for cell in only})
    areas = links(*(("sum", "areas", key("P", "sex=F"), key(a, "sex=F")) for a in "BRW"))
    report = attacked(cells, areas)
    assert set(report.failures) == {("all", name) for name in REPORTS if name != "all"}
    in_pair = report.failures["all", "Redditch"]
    assert set(in_pair["G3"]) >= {key("R", "sex=F")}
    with pytest.raises(DisclosureError, match=r"all and Redditch.*G7|G7.*all and Redditch"):
        report.raise_if_failed()
    with pytest.raises(DisclosureError):  # and all reports together are refused as well
        attack_release(cells, areas, base=5)


def test_a_pair_with_one_leak_shows_which_pair():
    # Bromsgrove and Wyre Forest fit the partnership's 15; Redditch's 20 cannot.
    cells = cells_of({("R", ""): 25, ("P", ""): 15, ("B", ""): 5, ("W", ""): 5})
    areas = links(*(("sum", "areas", key("P", ""), key(a, "")) for a in "BRW"))
    assert set(attacked(cells, areas).failures) == {("all", "Redditch")}


def test_a_report_that_leaks_alone_is_named_alone():
    # An exact total of 2 leaves 1 each of two counts shown as 5.
    cells = cells_of({("R", ""): 2, ("R", "sex=F"): 5, ("R", "sex=M"): 5}, public={("R", "")})
    sexes = links(*(("sum", "sexes", key("R", ""), key("R", s)) for s in ("sex=F", "sex=M")))
    report = attacked(cells, sexes)
    assert set(report.failures) == {("Redditch",)}
    assert {"G2", "G3", "G4"} <= set(report.failures["Redditch",])


def test_two_districts_are_a_pair_where_a_public_total_ties_them():
    # Everybody knows of 10 in both; shown as 10 and 10 each has 6 to 10, and so 0 to 4.
    values = {("P", ""): 10, ("B", ""): 10, ("R", ""): 10}
    cells = cells_of(values, public={("P", "")})
    areas = links(*(("sum", "areas", key("P", ""), key(a, "")) for a in "BR"))
    report = attacked(cells, areas)
    assert "G1" in report.failures["Bromsgrove", "Redditch"]


def test_a_whole_still_limits_the_parts_when_one_part_is_withheld():
    # Exactly 6 in all. The 5 women lie in 1 to 9; they cannot be more than 6, whatever is withheld.
    values = {("R", ""): 3, ("R", "sex=F"): 5, ("R", "sex=M"): None}
    cells = cells_of(values, public={("R", "")})
    sexes = links(*(("sum", "sexes", key("R", ""), key("R", s)) for s in ("sex=F", "sex=M")))
    report = attack_release(cells, sexes, base=5, thorough=True)
    # 1 to 3: three numbers are left, and five are asked for.
    assert report.failures["G3"] == (key("R", "sex=F"),)


def test_a_report_is_about_its_area_and_what_lies_inside():
    nesting = pd.DataFrame(
        [("L1", "W1", "B"), ("L2", "W2", "R"), ("L3", "W2", "R")],
        columns=["lsoa", "ward", "district"],
    )
    found = areas_by_report(Areas("P", nesting), names={"P": "all", "B": "b", "R": "r"})
    assert found["all"] == {"P"}
    assert found["r"] == {"R", "W2", "L2", "L3", "R:not-located"}
