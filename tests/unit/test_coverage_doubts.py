"""Months unlike those before them are found, and ordinary months are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from csa.periods import shift_month
from csa.store.quality import (
    CATEGORY,
    OUTSIDE,
    PLACE,
    UNMARKED,
    find_gaps,
    find_oddities,
    find_steps,
)


def entry(month: str, *, rows: int = 1000, nowhere: int = 2, **categories: int) -> dict[str, Any]:
    profile = {"rows": rows, "first_day": 0, "last_day": 0, "categories": categories, "marks": {}}
    return {
        "source": "police_uk_street", "who": "west-mercia", "month": month, "rows": rows,
        "quarantined": 0, "accepted": rows, "out_of_area": 0, "not_located": nowhere,
        "profiles": {"crime": profile},
        "tables": {"crime": [["E07000236", month, rows - nowhere], [None, month, nowhere]]},
    }  # fmt: skip


def year_before(month: str, **more: Any) -> list[dict[str, Any]]:
    return [entry(shift_month(month, -back), **more) for back in range(12, 0, -1)]


def found(entries: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["month"], doubt, note) for one, doubt, note in find_oddities(entries)]


def test_the_publishing_change_of_september_2021_is_noticed_once() -> None:
    # Rows without a place: 0.1-0.6% to August 2021, 1.6-2.4% from September on.
    before = year_before("2021-09", nowhere=4)
    after = [entry(shift_month("2021-09", n), nowhere=18) for n in range(4)]
    note = "1.8% of rows have no place, 0.4% in the file before"
    assert found([*before, *after]) == [("2021-09", PLACE, note)]


def test_few_rows_without_a_place_are_chance() -> None:
    small = [entry(shift_month("2021-09", -n), rows=200, nowhere=n % 2 * 8) for n in range(12)]
    assert found(small) == []


def test_a_category_that_appears_or_vanishes_is_noticed() -> None:
    before = year_before("2016-05", Burglary=50, Robbery=12)
    now = entry("2016-05", Burglary=48, **{"Public order": 30})
    assert found([*before, now]) == [
        ("2016-05", CATEGORY, "'Public order' appears"),
        ("2016-05", CATEGORY, "'Robbery' vanishes"),
    ]


def test_a_rare_category_may_be_absent() -> None:
    before = year_before("2016-05", Burglary=50, Robbery=3)
    assert found([*before, entry("2016-05", Burglary=50)]) == []


def test_a_month_of_which_no_row_lies_here_is_noticed() -> None:
    elsewhere = [{**entry("2016-05", rows=n), "accepted": 0, "out_of_area": n} for n in (5, 4)]
    note = "none of 5 rows lies in the partnership"
    assert [found([one]) for one in elsewhere] == [[("2016-05", OUTSIDE, note)], []]


@pytest.mark.parametrize(("last", "is_step"), [(80, True), (79, False), (20, True), (21, False)])
def test_twice_or_half_the_usual_is_a_step(last: int, is_step: bool) -> None:
    months = {"2016-01": 40, "2016-02": 40, "2016-03": 40, "2016-04": last}
    assert bool(find_steps(months)) is is_step


def test_small_counts_and_short_series_make_no_step() -> None:
    assert find_steps({"2016-01": 4, "2016-02": 4, "2016-03": 4, "2016-04": 12}) == {}
    assert find_steps({"2016-01": 40, "2016-02": 400}) == {}


def test_a_month_that_lost_more_than_one_row_in_twenty_is_partial() -> None:
    lossy = entry("2016-05") | {"quarantined": 51}
    assert find_gaps(lossy) == ["51 of 1000 rows are in quarantine"]
    assert find_gaps(entry("2016-05") | {"quarantined": 50}) == []


def test_a_month_of_which_no_row_has_a_district_speaks_for_none() -> None:
    assert find_gaps(
        entry("2016-05", rows=30, nowhere=30)
        | {"tables": {"crime": [[None, "2016-05", 30], ["E07000236", "2016-04", 9]]}}
    ) == ["none of 30 rows could be placed in a district"]
    assert find_gaps(entry("2016-05", rows=30, nowhere=29)) == []


def marked(month: str, **marks: int) -> dict[str, Any]:
    one = entry(month)
    one["profiles"]["crime"]["marks"] = marks
    return one


def test_a_mark_that_is_blank_in_every_row_of_a_month_is_no_no() -> None:
    before = marked("2016-04", flag_domestic=900, flag_hate=3)
    now = marked("2016-05", flag_domestic=0, flag_hate=0)
    assert found([before, now]) == [("2016-05", UNMARKED, "'flag_domestic' is blank in every row")]
    assert found([before, marked("2016-05", flag_domestic=1)]) == []
