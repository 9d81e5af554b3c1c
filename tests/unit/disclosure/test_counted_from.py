"""Whether a number is the same in two releases follows from what was counted."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.cells import Countable
from csa.counting.content import content_of
from csa.disclosure.ledger.counted_from import CountedFrom, mark_content

SECRET = b"the key of these tests"
YEAR = "2015-04/2016-03"


def crimes(changes=(), *, themes=None):
    """Return crimes of two districts and three months; ``changes`` are (row, column, value)."""
    rows = pd.DataFrame(
        [
            (f"C{number}", month, district, f"W-{district}", f"L-{district}", "F", "none")
            for number, (month, district) in enumerate(
                (month, district)
                for month in ("2015-04", "2015-05", "2015-06")
                for district in ("A", "B")
            )
        ],
        columns=["crime_id", "month", "district", "ward", "lsoa", "sex", "outcome"],
    )
    for row, column, value in changes:
        rows.loc[row, column] = value
    members = [
        (row, "theft", themes.get(row, "bikes") if themes else "bikes", True) for row in rows.index
    ]
    columns = ["incident", "priority", "subtheme", "counts_to_priority"]
    membership = pd.DataFrame(members, columns=columns)
    domains = {"sex": ("F", "M"), "outcome": ("none", "charged"), "priority": ("theft",)}
    return Countable(rows=rows, membership=membership, domains=domains)


def rows_of(countable, *, secret=SECRET):
    units = {"crime": countable, "victim": countable, "suspect": countable}
    return CountedFrom(mark_content(content_of(units, units), secret))


def changed(first, second):
    """Return which numbers are counted from other rows in the second."""
    numbers = pd.Series(
        {
            "April in A": "crime|A|2015-04|priority=theft",
            "May in A": "crime|A|2015-05|priority=theft",
            "May in B": "crime|B|2015-05|priority=theft",
            "April in the whole": "crime|P|2015-04|priority=theft",
            "the quarter": "crime|P|2015-04/2015-06|priority=theft",
            "bikes": "crime|A|2015-05|subtheme=bikes",
            "cars": "crime|A|2015-05|subtheme=cars",
            "all": "crime|A|2015-05|",
            "sex": "crime|A|2015-05|priority=theft;sex=F",
            "outcome": "crime|A|2015-05|outcome=none",
            "harmed": f"harmed|A|{YEAR}|nth=1;theme=theft",
            "harmed before": "harmed|A|2014-04/2015-04|nth=1;theme=theft",
            "followed": "followed|A|2016-05/2017-04|again=not again;theme=theft",
            "hotspot": f"hotspot|A|{YEAR}|hotspot=all;theme=theft;unit=crime",
        }
    )
    here, there = rows_of(first).of(numbers), rows_of(second).of(numbers)
    return set(numbers.index[here != there])


PEOPLE = {"harmed", "followed"}
MAY = {"May in A", "the quarter", "bikes", "all", "sex", "outcome", "hotspot"} | PEOPLE


def test_nothing_changes_with_the_order_of_rows():
    shuffled = crimes()
    shuffled = Countable(
        rows=shuffled.rows.iloc[::-1], membership=shuffled.membership, domains=shuffled.domains
    )
    assert changed(crimes(), shuffled) == set()


def test_another_row_changes_what_covers_its_month_and_district():
    assert changed(crimes(), crimes([(2, "crime_id", "another")])) == MAY


def test_a_row_moved_to_another_month_changes_both():
    found = changed(crimes(), crimes([(2, "month", "2015-04")]))
    assert found == MAY | {"April in A", "April in the whole", "harmed before"}


@pytest.mark.parametrize(("column", "name"), [("sex", "sex"), ("outcome", "outcome")])
def test_a_detail_put_right_changes_what_is_counted_by_it_alone(column, name):
    assert changed(crimes(), crimes([(2, column, "charged")])) == {name}


def test_a_rule_changed_changes_its_themes_alone():
    assert changed(crimes(), crimes(themes={2: "cars"})) == {"bikes", "cars"}


def test_a_district_more_changes_the_whole_even_in_months_without_rows_of_it():
    # The rows of the third district are of June alone.
    more = crimes([(5, "district", "C")])
    found = changed(crimes([(5, "district", "B")]), more)
    assert "April in the whole" in found
    assert not found & {"April in A", "May in A", "May in B"}


def test_a_column_that_another_source_brings_changes_nothing_of_the_rows_without_it():
    wider = crimes()
    wider.rows["recorded_date"] = pd.Series([None] * len(wider.rows), dtype="datetime64[us]")
    assert changed(crimes(), wider) == set()


def test_details_swapped_between_rows_are_told_apart():
    first = crimes([(0, "sex", "M"), (1, "sex", "F"), (1, "district", "A")])
    second = crimes([(0, "sex", "F"), (1, "sex", "M"), (1, "district", "A")])
    both = pd.Series(["crime|A|2015-04|sex=F"])
    assert (rows_of(first).of(both) != rows_of(second).of(both)).all()


def test_marks_can_be_compared_under_one_key_only():
    ours, theirs = rows_of(crimes()), rows_of(crimes(), secret=b"another key")
    assert ours.is_comparable(rows_of(crimes()))
    assert not ours.is_comparable(theirs)
    assert not set(ours.marks["mark"]) & set(theirs.marks["mark"])


def test_marks_do_not_tell_that_two_counts_are_of_equal_rows():
    assert rows_of(crimes()).marks["mark"].is_unique
