"""A time of the week is told where most fall in a small part of it, or more than elsewhere."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import cells, desk

from csa.counting.records.described import UNKNOWN, part_of_week

VIOLENCE, DISORDER = "violence-and-abuse", "asb-damage-and-nuisance"
NIGHTLIFE, YOUTH = "night-time-economy-violence", "youth-anti-social-behaviour"
REDDITCH, BROMSGROVE, WYRE_FOREST = "E07000236", "E07000234", "E07000239"
PARTS = ("morning", "daytime", "evening", "weekend night", "other night", UNKNOWN)


def times(unit, subtheme, counts, *, area=REDDITCH, bound=0):
    """Counts of a mark by part of the week, in the order of ``PARTS``."""
    values = {
        (("subtheme", subtheme), ("part_of_week", part)): n
        for part, n in zip(PARTS, counts, strict=True)
    }
    kind = "sensitive" if bound else "public"
    return cells(unit, values, area=area, kind=kind).assign(printed_bound=bound)


def said(*families, priority, edition="officer"):
    """The finding of when it happens, as text; none where nothing is told."""
    shown = desk(*families, priority=priority, edition=edition).time.parts()
    return [(str(one.headline), str(one.statement)) for one in shown.findings]


def test_most_of_them_on_ten_hours_of_the_week_are_told_with_their_counts():
    nights = times("crime", NIGHTLIFE, (0, 0, 35, 105, 0, 0))
    assert said(nights, priority=VIOLENCE) == [
        (
            "75% of violence in the night-time economy begins on Friday and Saturday nights "
            "between 22:00 and 03:00.",
            "105 of 140 with a known time.",
        )
    ]


@pytest.mark.parametrize(
    "counts",
    [
        (15, 35, 60, 10, 20, 0),  # the evening, as everywhere
        (0, 0, 8, 24, 0, 0),  # too few to speak of
        (0, 0, 35, 105, 0, 100),  # of too few is the time known
    ],
)
def test_a_usual_evening_few_or_unknown_times_are_not_told(counts):
    assert said(times("crime", NIGHTLIFE, counts), priority=VIOLENCE) == []


def test_half_is_not_told_where_rounding_may_have_made_it():
    exact = times("crime", NIGHTLIFE, (0, 0, 48, 52, 0, 0))
    rounded = times("crime", NIGHTLIFE, (0, 0, 50, 50, 0, 0), bound=4)
    assert said(exact, priority=VIOLENCE)
    assert not said(rounded, priority=VIOLENCE, edition="partner")


def test_more_in_the_evening_than_in_the_other_districts_is_told_against_them():
    """212 of 414 are 51%; elsewhere 253 of 653, 39%."""
    here = times("asb", YOUTH, (41, 86, 212, 26, 49, 0))
    elsewhere = [
        times("asb", YOUTH, (32, 83, 99, 12, 45, 0), area=BROMSGROVE),
        times("asb", YOUTH, (55, 88, 154, 27, 58, 0), area=WYRE_FOREST),
    ]
    assert said(here, *elsewhere, priority=DISORDER) == [
        (
            "51% of youth anti-social behaviour begins between 16:00 and 22:00.",
            "212 of 414 with a known time, against 39% in the other districts.",
        )
    ]
    alike = [one.assign(value=here["value"].to_numpy()) for one in elsewhere]
    assert said(here, *alike, priority=DISORDER) == []


def test_a_night_belongs_to_the_day_on_which_it_begins():
    began = pd.to_datetime(
        [
            "2016-07-01 21:59", "2016-07-01 22:00", "2016-07-03 02:59", "2016-07-03 03:00",
            "2016-07-03 22:00", "2016-07-04 10:00", None, "2016-07-04 16:00",
        ]
    )  # fmt: skip
    rows = pd.DataFrame({"created_at": began, "created_until": began})
    rows.loc[7, "created_until"] = pd.Timestamp("2016-07-04 22:01")
    assert list(part_of_week(rows, "asb", {})) == [
        "evening", "weekend night", "weekend night", "morning",
        "other night", "daytime", UNKNOWN, UNKNOWN,
    ]  # fmt: skip
