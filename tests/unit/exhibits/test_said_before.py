"""We said, what happened: one verdict for each proposal of last year, by the rule of the docs."""

from __future__ import annotations

import pytest
from planned import REDDITCH, area_desk, pair, told

SHOPS = {"category": "Shoplifting"}
INDICATOR = [{"id": "shops", **SHOPS}]
USUAL = {
    "id": "p", "text": "Cameras", "owner": "Chair", "due": "2016-01", "districts": "",
    "key": "shops", "status": "done",
}  # fmt: skip


def said(*cells, indicators=INDICATOR, **given):
    """The only row of what was said, and its exhibit."""
    tables = told(indicator=indicators, said_proposal=[USUAL | given])
    shown = area_desk(*cells, reference=tables).said.proposals()
    (one,) = shown.tables
    (row,) = one._rows()
    return {column.label: column.text(row) for column in one.columns}


@pytest.mark.parametrize(
    ("status", "counts", "became"),
    [
        ("not done", (200, 300), "not done"),
        ("done", (200, 210), "done, no change"),
        ("in part", (200, 210), "done, no change"),
        ("done", (300, 200), "done, changed: fell, as wanted"),
        ("done", (200, 300), "done, changed: rose, not as wanted"),
        ("not known", (300, 200), "cannot be told: nobody has said whether it was done"),
        ("done", (None, None), "cannot be told: too few people"),
    ],
)
def test_each_verdict(status, counts, became):
    row = said(pair(*counts, reason="too few people", **SHOPS), status=status)
    assert row["What happened"] == became
    assert row["Done?"] == status
    if counts[0] is not None:
        assert (row["A year earlier"], row["This period"]) == tuple(map(str, counts))


def test_without_an_indicator_it_cannot_be_told():
    for key in ("", "gone"):
        row = said(pair(300, 200, **SHOPS), key=key)
        assert row["What happened"] == "cannot be told: nothing measures it"
        assert "This period" not in row


def test_an_indicator_may_be_last_years_or_a_theme_of_the_settings():
    tables = told(
        said_indicator=[{"outcome": "less", "text": "Thefts", "unit": "crime", "priority": "",
                         "subtheme": "", "ward": "", "place": "", "direction": "fewer",
                         "districts": "", "id": "shops", "area": "redditch", **SHOPS}],
        said_proposal=[USUAL, USUAL | {"key": "burglary"}],
    )  # fmt: skip
    desk = area_desk(pair(300, 200, **SHOPS), pair(100, 104, subtheme="burglary"), reference=tables)
    shown = desk.said.proposals()
    assert list(shown.data["name"]) == ["Thefts", "Burglary"]
    assert list(shown.data["became"]) == ["done, changed: fell, as wanted", "done, no change"]
    assert shown.sentence == "No longer in the plan: thefts."


def test_last_years_findings_are_counted_again():
    tables = told(
        said_finding=[
            {"area": "redditch", "headline": "Thefts rose.", "unit": "crime", "of": REDDITCH,
             "dims": "category=Shoplifting"},
            {"area": "redditch", "headline": "Five suspects.", "unit": "", "of": "", "dims": ""},
            {"area": "bromsgrove", "headline": "Elsewhere.", "unit": "", "of": "", "dims": ""},
            {"area": "redditch", "headline": "Damage in a ward.", "unit": "crime",
             "of": "Z05000001", "dims": "category=Criminal damage and arson"},
        ]
    )  # fmt: skip
    damage = {"category": "Criminal damage and arson", "level": "ward"}
    desk = area_desk(
        pair(300, 200, **SHOPS),
        pair(46, 161, area="Z05000001", **damage),
        pair(60, 61, area="Z05000002", **damage),
        reference=tables,
    )
    shown = desk.said.findings()
    assert list(shown.data["said"]) == ["Thefts rose.", "Five suspects.", "Damage in a ward."]
    assert list(shown.data["became"]) == [
        "fell", "cannot be told: it was about no one count that is compared", "rose",
    ]  # fmt: skip
    assert [None if x != x else x for x in shown.data["after"].astype(float)] == [200, None, 161]


def test_where_nothing_was_said_nothing_is_shown():
    desk = area_desk(pair(1, 1, **SHOPS), reference=told())
    assert desk.said.proposals().editions == ("officer",)
    assert desk.said.findings().editions == ("officer",)
