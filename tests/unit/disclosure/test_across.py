"""What several releases give away together, and which of their cells are one number."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from releases import (
    DECEMBER,
    JANUARY,
    SEXES,
    cells_of,
    counted,
    display,
    key_of,
    margin,
    past,
    sums_of,
    table,
)

from csa.disclosure.attack.across import CONTRADICTION, TWICE, attack_across
from csa.disclosure.ledger.revision import doubtful_cells, earlier_values
from csa.errors import DisclosureError

FIRST = display("release 1", cells_of(table(DECEMBER, 10, 15)), sums_of(margin(DECEMBER)))


def test_the_same_values_again_tell_nothing_new():
    report = attack_across([FIRST, display("release 2", FIRST.cells, FIRST.relations)], base=5)
    assert report.failures == {}
    assert report.narrowest == 8
    assert report.cells == 3


def test_a_longer_period_beside_a_shorter_one_tells_nothing_new():
    longer = display("release 2", cells_of(table(JANUARY, 15, 15)), sums_of(margin(JANUARY)))
    report = attack_across([FIRST, longer], base=5)
    assert report.failures == {}
    assert (report.cells, report.narrowest) == (6, 8)


def test_a_second_rounding_of_the_same_table_is_refused_by_name():
    second = display("release 2", cells_of(table(DECEMBER, 15, 10)), sums_of(margin(DECEMBER)))
    other = display("release 1b", cells_of(table(JANUARY, 15, 15)), sums_of(margin(JANUARY)))
    report = attack_across([FIRST, other, second], base=5)
    assert set(report.failures[TWICE]) == {key_of("A", DECEMBER, sex) for sex in SEXES}
    assert report.blame() == ("release 1",)
    with pytest.raises(DisclosureError, match=r"release 1 .*rounded twice") as caught:
        report.raise_if_failed()
    assert caught.value.exit_code == 14


def test_a_revised_table_says_so_and_passes():
    places = [("A", DECEMBER, sex) for sex in SEXES]
    cells = cells_of(table(DECEMBER, 15, 10), marks=places)
    report = attack_across([FIRST, display("release 2", cells, FIRST.relations)], base=5)
    assert report.failures == {}
    assert report.cells == 5


def test_a_longer_period_that_shows_fewer_is_refused():
    fewer = display("release 2", cells_of(table(JANUARY, 10, 10)), sums_of(margin(JANUARY)))
    report = attack_across([FIRST, fewer], base=5)
    assert report.failures
    assert report.blame() == ("release 1",)


def test_an_exact_public_total_published_later_gives_an_earlier_table_away():
    # Shown as 5 and 5, each from 1 to 9; a total of exactly 2 leaves one each.
    parts = {("A", DECEMBER, sex): 5 for sex in SEXES}
    report = attack_across([display("release 1", cells_of(parts), sums_of()), exact(2)], base=5)
    assert {"G2", "G3", "G4"} <= set(report.failures)
    assert report.blame() == ("release 1",)


def test_two_earlier_releases_that_leak_only_together_are_both_named():
    first, second = (
        display(f"release of {sex}", cells_of({("A", DECEMBER, sex): 5}), sums_of())
        for sex in SEXES
    )
    report = attack_across([first, second, exact(2)], base=5)
    assert "G2" in report.failures
    assert report.blame() == (first.name, second.name)


def test_an_exact_total_of_other_rows_gives_nothing_away():
    parts = {("A", DECEMBER, sex): 5 for sex in SEXES}
    first = display("release 1", cells_of(parts), sums_of(), counted({"2016-04": 20}))
    again = replace(exact(2), counted_from=counted({"2016-04": 20}))
    restated = replace(exact(2), counted_from=counted({"2016-04": 21}))
    assert "G2" in attack_across([first, again], base=5).failures
    assert attack_across([first, restated], base=5).failures == {}


def exact(total):
    """Return a release that shows the exact total of two withheld parts."""
    values = {("A", DECEMBER, ""): total, **{("A", DECEMBER, sex): None for sex in SEXES}}
    cells = cells_of(values, classes={("A", DECEMBER, ""): "public"})
    return display("release with a total", cells, sums_of(margin(DECEMBER)))


def test_releases_that_show_no_person_tell_nothing_of_any():
    # As where open data are all that was received.
    shown = {("A", DECEMBER, ""): 12}
    cells = cells_of(shown, classes=dict.fromkeys(shown, "public"))
    one = display("release 1", cells, sums_of(), counted({"2016-04": 12}))
    two = replace(one, name="release 2", counted_from=counted({"2016-05": 13}))
    assert attack_across([one, two], base=5).failures == {}


# One number or two


def test_a_restated_public_total_is_not_held_against_the_parts_published_before():
    # 12 became 13: the parts need not be the numbers they were, though they round to the same.
    def display_of(name, total, rows):
        values = {("A", DECEMBER, ""): total, **{("A", DECEMBER, sex): 5 for sex in SEXES}}
        cells = cells_of(values, classes={("A", DECEMBER, ""): "public"})
        return display(name, cells, sums_of(margin(DECEMBER)), rows)

    first = display_of("release 1", 12, counted({"2016-04": 12}))
    second = display_of("release 2", 13, counted({"2016-04": 13}))
    report = attack_across([first, second], base=5)
    assert report.failures == {}
    assert report.cells == 4


def test_figures_of_the_same_rows_that_contradict_each_other_stop_the_release():
    def display_of(name, total, rows):
        values = {("A", DECEMBER, ""): total, **{("A", DECEMBER, sex): 5 for sex in SEXES}}
        cells = cells_of(values, classes={("A", DECEMBER, ""): "public"})
        return display(name, cells, sums_of(margin(DECEMBER)), rows)

    rows = counted({"2016-04": 12})
    report = attack_across([display_of("release 1", 12, rows), display_of("new", 13, rows)], base=5)
    assert set(report.failures) == {CONTRADICTION}
    # No table given up would mend it.
    assert report.cells_of_last == set()
    with pytest.raises(DisclosureError, match="contradicts release 1 although both are counted"):
        report.raise_if_failed()
    silent = attack_across([display_of("release 1", 12, None), display_of("new", 13, rows)], base=5)
    with pytest.raises(DisclosureError, match="nothing tells which rows were counted") as caught:
        silent.raise_if_failed()
    assert "release 1" in str(caught.value)
    assert caught.value.exit_code == 14


def test_a_month_sent_again_makes_other_numbers_of_what_covers_it_alone():
    def display_of(name, rows):
        months = {("A", "2016-05", ""): 5, ("A", "2016-06", ""): 10}
        values = {**months, ("A", "2016-05/2016-06", ""): 15}
        return display(name, cells_of(values), sums_of(), counted(rows))

    first = display_of("release 1", {"2016-05": 5, "2016-06": 10})
    # May again, June as it was.
    second = display_of("release 2", {"2016-05": 6, "2016-06": 10})
    assert attack_across([first, second], base=5).cells == 5
    assert attack_across([first, replace(first, name="release 2")], base=5).cells == 3


def test_rows_that_come_back_bring_their_numbers_back():
    cells = cells_of(table(DECEMBER, 10, 15))
    releases = [
        display(f"release {number}", cells, sums_of(), counted({"2016-04": content}))
        for number, content in enumerate((1, 2, 1), start=1)
    ]
    assert attack_across(releases, base=5).cells == 6


def test_periods_are_tied_only_where_their_months_are_counted_from_the_same_rows():
    def displays(rows):
        return [
            display("release 1", cells_of({("A", DECEMBER, ""): 20}), sums_of(),
                    counted({"2016-04": 20})),
            display("release 2", cells_of({("A", JANUARY, ""): 10}), sums_of(), counted(rows)),
        ]  # fmt: skip

    fewer = attack_across(displays({"2016-04": 20, "2017-01": 3}), base=5)
    assert set(fewer.failures) == {CONTRADICTION}
    restated = attack_across(displays({"2016-04": 19, "2017-01": 3}), base=5)
    assert restated.failures == {}


def test_marks_of_another_key_say_nothing():
    cells = cells_of(table(DECEMBER, 10, 15))
    first = display("release 1", cells, sums_of(), counted({"2016-04": 1}, key=b"another key"))
    second = display("release 2", cells, sums_of(), counted({"2016-04": 1}))
    assert attack_across([first, second], base=5).cells == 3


def test_failing_cells_of_the_new_release_are_named_without_their_history():
    parts = {("A", DECEMBER, sex): 5 for sex in SEXES}
    total = {("A", DECEMBER, ""): 2}
    cells = cells_of({**total, **parts}, classes=dict.fromkeys(total, "public"))
    new = display("release 2", cells, sums_of(margin(DECEMBER)))
    old = display("release 1", cells_of(table(JANUARY, 5, 5)), sums_of(margin(JANUARY)))
    report = attack_across([old, new], base=5)
    assert report.cells_of_last == {key_of("A", DECEMBER, sex) for sex in SEXES}


def test_what_earlier_releases_give_away_must_not_be_narrowed_further():
    # Of 5 and 5 of exactly 4 readers know 1 to 3 each; a later release must not tell more.
    def release(name, **shown):
        values = {("A", DECEMBER, dims): value for dims, value in shown.items()}
        public = {place: "public" for place, value in values.items() if value and value % 5}
        return display(name, cells_of(values, classes=public), sums)

    sums = sums_of(
        *((("A", DECEMBER, whole), *(("A", DECEMBER, one) for one in parts))
          for whole, parts in (("all", "ab"), ("more", "ac")))
    )  # fmt: skip
    leaks = release("release 1", all=4, a=5, b=5, c=None, more=None)
    harmless = release("release 2", all=4, a=5, b=5, c=10, more=None)
    worse = release("release 3", all=4, a=5, b=5, c=10, more=7)
    assert "G4" in attack_across([leaks], base=5).failures
    assert attack_across([leaks, harmless], base=5).failures == {}
    # Of 7 and 10 follows 6 at the least for c, so that a is exactly 1.
    found = attack_across([leaks, harmless, worse], base=5).failures
    assert key_of("A", DECEMBER, "a") in found["G4"]


def test_a_coarser_base_is_no_contradiction_of_what_was_published_before():
    # Of 15 there are 13 women, shown as 15 in base 5; in base 10 as 20, which may be off by nine.
    values = {("A", DECEMBER, ""): 15, ("A", DECEMBER, "sex=F"): 15, ("A", DECEMBER, "sex=M"): 0}
    sums, public = sums_of(margin(DECEMBER)), {("A", DECEMBER, ""): "public"}
    fine = cells_of(values, classes=public)
    coarse = cells_of(values | {("A", DECEMBER, "sex=F"): 20}, classes=public)
    coarse.loc[coarse["class"] != "public", "printed_bound"] = 9
    rows = counted({"2016-04": 15})
    before, after = display("release 1", fine, sums, rows), display("new", coarse, sums, rows)
    assert doubtful_cells(coarse, earlier_values([past(1, fine, sums, rows=rows)], rows)) == set()
    assert attack_across([before, after], base=5).failures == {}
