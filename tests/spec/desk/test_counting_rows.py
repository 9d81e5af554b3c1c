"""Rows are counted by what they say; what they do not say is not lost, and no month is a nought."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.errors import SettingsError


@pytest.fixture
def asb(gappy: Path) -> pd.DataFrame:
    """Anti-social behaviour in Redditch in a year."""
    return csa.load("asb", district="redditch", last="12 months", root=str(gappy))


@pytest.fixture
def reports(raw) -> list[dict[str, str]]:
    """The same from the raw files."""
    return [
        row
        for month, row in raw("asb/*.csv")
        if month >= "2015-07" and row["district_code"] == "E07000236"
    ]


def test_hours_add_up_to_the_rows(asb, reports) -> None:
    counted = csa.count(asb, "hour").data.set_index("hour")["Rows"]
    for hour in range(24):
        assert counted[f"{hour:02d}"] == sum(
            int(row["created_at"][11:13]) == hour for row in reports
        )
    assert counted["Total"] == len(reports)


def test_a_week_is_days_by_hours(asb, reports) -> None:
    exhibit = csa.count(asb, ["weekday", "hour"])
    frame = exhibit.data.set_index("weekday")
    days = pd.Series(pd.to_datetime([row["created_at"] for row in reports])).dt.day_name().str[:3]
    assert (
        frame["Total"].drop("Total").to_dict()
        == days.value_counts().reindex(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]).to_dict()
    )
    assert exhibit.figure is not None


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["Mon"], "most often it is Mon: 2."),
        (["Sat", "Mon"], "most often it is Mon and Sat: 2 each."),
        (["Sun", "Sat", "Fri", "Thu"], "8 say the weekday."),
    ],
)
def test_days_that_are_as_common_are_all_named(asb, days: list[str], words: str) -> None:
    on = asb["created_at"].dt.day_name().str[:3]
    chosen = [row for day in days for row in asb.index[on == day][:2]]
    said = csa.count(asb[asb.index.isin(chosen)], "weekday").sentence
    assert said.endswith(words)


def test_what_rows_do_not_say_is_a_class_of_its_own(asb, reports) -> None:
    counted = csa.count(asb, "caller_id").data.set_index("caller")["Rows"]
    assert counted["Not recorded"] == sum(not row["caller_ref"] for row in reports)
    known = [row["caller_ref"] for row in reports if row["caller_ref"]]
    again = sum(known.count(one) > 1 for one in set(known))
    words = csa.count(asb, "caller_id", top=3).sentence
    assert f"{len(set(known)):,} different ones, {again} of them more than once" in words


def test_a_month_that_was_not_received_is_no_nought(gappy: Path) -> None:
    fires = csa.load("fire", since="2015-07", until="2015-09", root=str(gappy))
    exhibit = csa.count(fires, "month")
    counted = exhibit.data.set_index("month")["Rows"]
    assert pd.isna(counted["August 2015"])
    assert counted["July 2015"] + counted["September 2015"] == counted["Total"] == len(fires)
    assert "Not received: August 2015." in exhibit.notes


def test_an_exhibit_of_rows_says_what_they_are_and_that_they_are_unprotected(asb) -> None:
    exhibit = csa.count(asb, "category")
    assert exhibit.title == (
        "Anti-social behaviour incidents by category: Redditch; July 2015 to June 2016"
    )
    assert exhibit.period == "July 2015 to June 2016"
    assert "Unprotected" in exhibit._repr_html_()


def test_rows_picked_by_hand_are_told_as_such(asb) -> None:
    some = asb[asb["category"] == "Personal"]
    assert f"from the {len(asb):,} rows that were loaded: {len(some):,}" in (
        csa.count(some, "hour").sentence
    )


@pytest.mark.parametrize(
    ("by", "message"),
    [("colour", "do not say 'colour'"), ("risc", "Did you mean 'risk'"), (["a"] * 3, "one thing")],
)
def test_what_rows_cannot_be_counted_by_is_refused(asb, by, message) -> None:
    with pytest.raises(SettingsError, match=message):
        csa.count(asb, by)


def test_only_rows_that_say_what_they_are_are_counted() -> None:
    with pytest.raises(SettingsError, match=r"Only rows that csa\.load gave"):
        csa.count(pd.DataFrame({"hour": [1]}), "hour")
