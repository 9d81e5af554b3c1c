"""Kinds of days: what each incident's day is, and what the exhibit says of them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from csa.counting.cells import Countable
from csa.counting.dimensions import DIMENSIONS
from csa.counting.records.day_kinds import calendar, holiday_weekdays, with_day_kinds
from csa.counting.records.described import UNKNOWN
from csa.exhibits.view import View
from csa.exhibits.when.holidays import HolidayExhibits
from csa.periods import Period
from csa.settings import Holidays, load_settings

PERIOD = Period("2016-08", "2016-08")
SCHOOL = {
    "2014-15": ((date(2015, 7, 21), date(2015, 9, 2)),),
    "2015-16": ((date(2016, 7, 21), date(2016, 8, 12)),),
}
SETTINGS = load_settings().model_copy(update={"holidays": Holidays(school=SCHOOL)})


def crimes(*times: tuple[str, str]) -> dict[str, Countable]:
    """Return crimes by the times between which they happened."""
    rows = pd.DataFrame(
        {
            "month": PERIOD.end,
            "committed_from": pd.to_datetime([start for start, _ in times]).tz_localize(
                "Europe/London"
            ),
            "committed_to": pd.to_datetime([end for _, end in times]).tz_localize("Europe/London"),
        }
    )
    return {"crime": Countable(rows=rows, membership=pd.DataFrame(), domains={})}


def kinds(*times: tuple[str, str]) -> list[str]:
    """Return the kind of day of each crime."""
    described = with_day_kinds(crimes(*times), settings=SETTINGS, period=PERIOD)
    return described["crime"].rows["day_kind"].tolist()


def test_days_of_august_2016_are_counted_by_kind() -> None:
    days = calendar(SETTINGS, PERIOD).value_counts().to_dict()
    # 31 days: four Saturdays and Sundays each, the bank holiday of the 29th; of the 22 other
    # weekdays the 1st to the 12th (ten) lie in the holidays listed here.
    assert days == {"weekend": 8, "bank holiday": 1, "school holiday": 10, "term weekday": 12}


def test_an_incident_takes_the_kind_of_the_day_it_happened_on() -> None:
    assert kinds(
        ("2016-08-02 10:00", "2016-08-02 11:00"),
        ("2016-08-29 10:00", "2016-08-29 11:00"),
        ("2016-08-30 22:00", "2016-08-31 06:00"),
    ) == ["school holiday", "bank holiday", "term weekday"]


def test_an_incident_across_two_kinds_or_over_many_days_is_not_placed() -> None:
    assert kinds(
        ("2016-08-05 22:00", "2016-08-06 06:00"),  # Friday night to Saturday
        ("2016-08-01 10:00", "2016-08-04 10:00"),  # three days, all in the holidays
    ) == [UNKNOWN, UNKNOWN]


def test_an_incident_of_other_days_than_the_months_it_is_recorded_in_has_no_kind_of_day() -> None:
    # Recorded in August 2016, but of August 2015 (also counted), of July, and of August 2016.
    assert kinds(
        ("2015-08-04 10:00", "2015-08-04 11:00"),
        ("2016-07-26 10:00", "2016-07-26 11:00"),
        ("2016-08-02 10:00", "2016-08-02 11:00"),
    ) == [UNKNOWN, UNKNOWN, "school holiday"]


def test_school_years_that_are_not_listed_are_named() -> None:
    described = with_day_kinds(
        crimes(("2016-10-03 10:00", "2016-10-03 10:00")),
        settings=SETTINGS,
        period=Period("2016-09", "2016-10"),
    )
    assert "2016-17 are not listed" in described["crime"].unavailable["day_kind"]


def test_months_without_days_give_no_kinds_of_days() -> None:
    rows = pd.DataFrame({"month": ["2016-08"]})
    open_data = {"crime": Countable(rows=rows, membership=pd.DataFrame(), domains={})}
    described = with_day_kinds(open_data, settings=SETTINGS, period=PERIOD)
    assert described["crime"].unavailable["day_kind"] == DIMENSIONS["time_slot"].absent


def test_weekdays_in_school_holidays_by_month() -> None:
    days = holiday_weekdays(SETTINGS, ["2016-07", "2016-08", "2016-09"])
    # 21 to 29 July without a weekend: seven. September 2016 begins a year that is not listed.
    assert days["2016-07"] == 7
    assert days["2016-08"] == 10
    assert pd.isna(days["2016-09"])


@pytest.fixture
def view() -> View:
    """Redditch in August 2016, with cells of anti-social behaviour by kind of day."""
    values = {"term weekday": 60, "school holiday": 90, "bank holiday": 4, "weekend": 41}
    cells = pd.DataFrame(
        [
            {
                "key": f"asb|{kind}", "area": "E07000236", "level": "district",
                "period": PERIOD.key, "value": value, "class": "sensitive", "reason": "",
                "priority": "asb-damage-and-nuisance", "day_kind": kind,
            }
            for kind, value in {**values, UNKNOWN: 0}.items()
        ]
    ).astype({"value": "Int64"})  # fmt: skip
    release: Any = SimpleNamespace(
        cells=cells,
        reference={},
        about={
            "period": {"start": "2016-08", "end": "2016-08"},
            "year": "2016-17",
            "unit_sources": {"asb": ["Incidents"]},
        },
        frame=lambda count: cells if count.unit == "asb" else cells[:0],
        predates=lambda *_: False,
        variation=lambda *_: pd.DataFrame(),
    )
    whole = View(settings=SETTINGS, release=release, slug="redditch", edition="officer")
    return whole.of_priority("asb-damage-and-nuisance")


def test_incidents_a_day_are_compared_with_weekdays_in_term(view: View) -> None:
    shown = HolidayExhibits(view).day_kinds()
    rows = shown.data
    assert rows.loc["school holiday", "per_day"] == 9.0  # 90 in ten days
    assert rows.loc["term weekday", "per_day"] == 5.0  # 60 in twelve days
    # 60 in 12 days against 90 in 10: conditional on 150, 90 or more with p = 10/22, p < 0.001.
    assert rows.loc["school holiday", "reading"] == "clearly more"
    # Eight days, like two, are too few to stand for their kind, however many incidents they have.
    assert rows.loc["weekend", "reading"] == "too few to compare"
    assert rows.loc["bank holiday", "reading"] == "too few to compare"
    assert pd.isna(rows.loc["bank holiday", "per_day"])
    assert "9.0" in shown.sentence
    assert "clearly more" in shown.sentence


def test_what_is_not_placed_is_not_said_to_be_of_an_unknown_day(view: View) -> None:
    view.release.cells.loc[lambda cells: cells["day_kind"] == UNKNOWN, "value"] = 7
    said = [str(one) for one in HolidayExhibits(view).day_kinds().statements]
    assert any(one.startswith("For 7 more it is not known on which kind of day") for one in said)
