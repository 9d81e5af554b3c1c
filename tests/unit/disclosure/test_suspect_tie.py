"""Published outcomes say something of suspects; the attacker is given it."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.public_knowledge import relate_to_suspects
from csa.disclosure.attack.gate import attack_release
from csa.settings import load_settings

PERIOD, AREA = "2016-04/2017-01", "E07000236"
DAMAGE, TYPE = "asb-damage-and-nuisance", "Criminal damage and arson"
PRIORITIES = load_settings().priorities


def cells_of(yes, no, outcomes, *, kind=TYPE, priority=DAMAGE, class_="public"):
    """Cells of one area: crimes with and without a suspect, and a type by outcome."""
    rows = [
        ("priority+suspect_known", f"priority={priority};suspect_known={said}", "sensitive", value)
        for said, value in (("yes", yes), ("no", no))
    ]
    rows += [
        (
            "category+maturity+outcome_group",
            f"category={kind};maturity=mature;outcome_group={group}",
            class_,
            value,
        )
        for group, value in outcomes.items()
    ]
    cells = pd.DataFrame(rows, columns=["by", "dims", "class", "value"])
    cells = cells.assign(measure="crime", area=AREA, period=PERIOD, level="district", reason="")
    cells["key"] = [f"crime|{AREA}|{PERIOD}|{dims}" for dims in cells["dims"]]
    return cells.astype({"value": "Int64"})


def ties(cells):
    found = relate_to_suspects(cells, priorities=PRIORITIES)
    return {
        (parent.split("=")[-1], child.split("=")[-1])
        for parent, child in found[["parent", "child"]].itertuples(index=False)
        if "says nothing" not in child
    }


def test_a_charge_or_caution_speaks_of_a_suspect_and_the_rest_is_unknown():
    outcomes = {"charged": 20, "out of court": 5, "no suspect": 60, "no action": 9, "unknown": 6}
    cells = cells_of(40, 60, outcomes)
    assert ties(cells) == {("yes", "charged"), ("yes", "out of court"), ("no", "no suspect")}
    found = relate_to_suspects(cells, priorities=PRIORITIES)
    rests = found[~found["child"].isin(cells["key"])]
    # one for those with a suspect, one for those without
    assert sorted(rests["parent"]) == sorted(cells["key"][:2])
    assert (found["kind"] == "sum").all()


def test_a_small_count_that_outcomes_give_away_fails():
    # 3 were charged, so of "fewer than five" with a suspect only 3 and 4 are left.
    cells = cells_of(4, 70, {"charged": 3, "no suspect": 20})
    relations = relate_to_suspects(cells, priorities=PRIORITIES)
    shown = cells.assign(value=[0, 70, *cells["value"][2:]])
    report = attack_release(shown, relations, base=5, thorough=True)
    assert set(report.failures) == {"G3", "G4"}
    assert report.failures["G3"] == (cells["key"][0],)
    apart = attack_release(shown, relations.iloc[:0], base=5, thorough=True)
    assert apart.failures == {}


def test_large_counts_lose_nothing():
    cells = cells_of(40, 60, {"charged": 20, "no suspect": 30})
    relations = relate_to_suspects(cells, priorities=PRIORITIES)
    report = attack_release(cells, relations, base=5, thorough=True)
    assert (report.failures, report.narrowest) == ({}, 8)


def test_what_records_do_not_bear_out_is_not_listed():
    # More charges than crimes with a suspect: whoever relied on the tie would be wrong.
    cells = cells_of(19, 60, {"charged": 20, "no suspect": 30})
    assert ties(cells) == {("no", "no suspect")}


@pytest.mark.parametrize(
    ("kind", "priority", "is_tied"),
    [
        ("Public order", "protecting-vulnerable-communities", True),
        ("Drugs", "offending-drugs-and-alcohol", True),
        # Stalking is of that type as well and belongs to another priority.
        ("Violence and sexual offences", "violence-and-abuse", False),
        ("Shoplifting", DAMAGE, False),
    ],
)
def test_only_types_that_lie_wholly_in_a_priority_speak_of_it(kind, priority, is_tied):
    cells = cells_of(40, 60, {"charged": 20}, kind=kind, priority=priority)
    assert bool(ties(cells)) == is_tied


def test_rounded_outcomes_tell_nobody_anything_beforehand():
    assert not ties(cells_of(40, 60, {"charged": 20}, class_="sensitive"))
