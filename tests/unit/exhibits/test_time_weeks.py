"""The busiest times of the week are named where they clearly are, and rounding leaves no doubt."""

from __future__ import annotations

from people_cells import by, cells, desk

from csa.counting.records.described import HOUR_BLOCKS, TIME_SLOTS, UNKNOWN, WEEKDAYS


def said(slots, *, bound=0, even=20):
    """The first sentence of the week, from counts of some slots; the others hold the same."""
    counts = dict.fromkeys(TIME_SLOTS, even) | slots
    days = {day: sum(n for slot, n in counts.items() if slot.startswith(day)) for day in WEEKDAYS}
    hours = {one: sum(n for slot, n in counts.items() if slot.endswith(one)) for one in HOUR_BLOCKS}
    families = [
        cells("crime", by(name, {**values, UNKNOWN: 0}), kind="sensitive" if bound else "public")
        for name, values in (("time_slot", counts), ("weekday", days), ("hours", hours))
    ]
    edition = "partner" if bound else "officer"
    rounded = [one.assign(printed_bound=bound) for one in families]
    return str(desk(*rounded, edition=edition).time.week().statements[0])


def test_a_week_that_is_even_has_no_busiest_time():
    assert said({"Fri 21\u201300": 26}) == "No times of the week are clearly busier than the rest."


def test_times_that_clearly_hold_the_most_are_named():
    busy = {"Fri 21\u201300": 90, "Sat 00\u201303": 80, "Sat 21\u201300": 70}
    # 240 of 53 x 20 + 240.
    assert said(busy) == (
        "The busiest times are Friday 21:00 to 00:00, Saturday 00:00 to 03:00 and Saturday 21:00 "
        "to 00:00: 240 of the 1,300 with a known time."
    )


def test_times_that_tie_are_all_named():
    busy = dict.fromkeys(
        ("Mon 12\u201315", "Tue 12\u201315", "Wed 12\u201315", "Thu 12\u201315"), 80
    )
    assert "Monday 12:00 to 15:00, Tuesday 12:00" in said(busy)
    assert said(busy).startswith("The busiest times, too close to be told apart, are Monday")
    assert said(busy).endswith("and Thursday 12:00 to 15:00.")


def test_no_few_are_named_where_many_tie():
    busy = {f"{day} 12\u201315": 80 for day in WEEKDAYS}
    assert said(busy) == "Many times of the week are about equally busy."


def test_a_time_that_rounding_may_have_put_first_does_not_stand_alone():
    """Either of 85 and 80 may be the larger one when each may be 4 off; 40 may not."""
    busy = {"Fri 21\u201300": 85, "Sat 00\u201303": 80, "Sat 21\u201300": 80, "Sun 00\u201303": 75}
    assert "Sunday 00:00 to 03:00" in said(busy, bound=4)
    assert "Sunday 00:00 to 03:00" not in said(busy)


def test_busy_times_are_named_as_such_where_rounding_hides_their_order():
    """Each of seven may be among the first three; the two that hold the most are busy for sure."""
    evenings = {f"{day} 18\u201321": 105 for day in WEEKDAYS}
    busy = evenings | {"Fri 21\u201300": 115, "Sat 21\u201300": 110}
    assert said(busy, bound=4, even=15) == (
        "Times clearly busier than the week's average include Friday 21:00 to 00:00 and Saturday "
        "21:00 to 00:00."
    )


def test_without_a_grid_the_busiest_day_is_named_only_if_it_clearly_is():
    def margins(days, hours):
        families = [
            cells("crime", by(name, {**values, UNKNOWN: 0}), kind="public")
            for name, values in (("weekday", days), ("hours", hours))
        ]
        return str(desk(*families).time.week().statements[0])

    even = dict.fromkeys(HOUR_BLOCKS, 35)
    assert margins(dict.fromkeys(WEEKDAYS, 40), even) == (
        "No day of the week and no part of the day is clearly the busiest."
    )
    friday = dict.fromkeys(WEEKDAYS, 30) | {"Fri": 100}
    assert margins(friday, even) == ("Friday is the busiest day (100).")
