"""What changes from file to file or within one: the right account, or one clear sentence."""

from __future__ import annotations

import pandas as pd
import pytest
from layout_files import HEADINGS, layout, line, table, write_book, write_csv
from test_layouts import LayoutReader, by_layout, reasons  # noqa: F401 - a fixture

from csa.errors import SourceError

WHOLE_YEAR = {"first": "2016-04", "last": "2017-03"}


def day_first(number: int) -> str:
    return f"{number % 28 + 1:02d}/{number % 3 + 4:02d}/2016 21:15"


def month_first(number: int) -> str:
    return f"{number % 3 + 7:02d}/{number % 28 + 1:02d}/2016 21:15"


def test_days_and_months_that_change_places_in_mid_year_are_refused(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    days = [*map(day_first, range(40)), *map(month_first, range(40))]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    with pytest.raises(SourceError, match=r"'When' has the month first in \d+ of \d+ of its diff"):
        by_layout.read_by(layout(period=WHOLE_YEAR))


def test_a_change_half_way_is_noticed_by_one_date_where_nothing_after_it_speaks_against_it(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    later = [f"07/{day:02d}/2016 21:15" for day in (13, 1, 2, 4, 8, 11)]
    days = [*map(day_first, range(40)), *later]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    with pytest.raises(SourceError, match=r"month first in 1 of 45 .* Ask for one form of dates"):
        by_layout.read_by(layout(period=WHOLE_YEAR))
    days[-1] = "28/07/2016 21:15"
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    reading = by_layout.read_by(layout(period=WHOLE_YEAR))
    # As 7 January and 7 February of 2016 two more lie before the year.
    assert sorted(reason for _, reason in reasons(reading)) == [
        "invalid_date", "month_mismatch", "month_mismatch",
    ]  # fmt: skip


def test_a_layout_for_the_other_order_says_what_to_correct(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=month_first(n)) for n in range(40))])
    with pytest.raises(SourceError, match=r"month first in all of .* Correct date_order"):
        by_layout.read_by(layout(period=WHOLE_YEAR))
    reading = by_layout.read_by(layout(period=WHOLE_YEAR, date_order="month"))
    assert reading.account.accepted == 40


def test_one_slip_of_the_pen_sets_its_row_aside(by_layout: LayoutReader) -> None:  # noqa: F811
    days = [*map(day_first, range(40)), "04/13/2016 21:15"]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    reading = by_layout.read_by(layout(period=WHOLE_YEAR))
    assert (reading.account.accepted, reasons(reading)) == (40, [("When", "invalid_date")])


def test_other_forms_of_the_same_order_in_mid_year_are_read(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    days = ["28/04/2016 21:15", "28.05.16 2115", "2016-06-28T21:15", "28 July 2016 21:15"]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    by_layout.read_by(layout(period=WHOLE_YEAR))
    assert list(by_layout.tables["asb"]["month"]) == ["2016-04", "2016-05", "2016-06", "2016-07"]


def test_dates_that_a_spreadsheet_exchanged_where_it_could_are_refused(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    days = [pd.Timestamp(2016, 4, n).to_pydatetime() for n in range(1, 13)]
    texts = [f"{n}/04/2016" for n in range(13, 30)]
    lines = [line(n, When=day) for n, day in enumerate([*days, *texts])]
    write_book(by_layout.raw, "asb/log.xlsx", {"Log": [HEADINGS, *lines]})
    with pytest.raises(SourceError, match="exchanged days and months where it could"):
        by_layout.read_by(layout(files=["asb/log*.xlsx"]))


def test_headings_that_change_among_the_rows_are_followed(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    moved = ["When", "No", *HEADINGS[2:]]
    later = [[when, no, *rest] for no, when, *rest in (line(n) for n in (3, 4))]
    write_csv(by_layout.raw, [HEADINGS, line(1), line(2), HEADINGS, moved, *later])
    reading = by_layout.read_by(layout())
    account = reading.account
    assert (account.lines, account.rows, account.accepted) == (7, 6, 4)
    assert reasons(reading) == [("", "repeated_header")] * 2
    assert by_layout.tables["asb"]["incident_id"].nunique() == 4


def test_a_heading_renamed_among_the_rows_is_told_with_its_line(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    renamed = ["No", "When", "Sort", *HEADINGS[3:]]
    write_csv(by_layout.raw, [HEADINGS, line(1), renamed, line(2)])
    said = r"asb/log\.csv, line 3: the heading 'Type' is gone; 'Sort' is new; did they rename it\?"
    with pytest.raises(SourceError, match=said):
        by_layout.read_by(layout())
    reading = by_layout.read_by(layout(headings={"Type": ["Sort"]}))
    assert reading.account.accepted == 2


def test_an_incident_of_a_day_without_an_hour_may_be_of_any_hour(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    # Clocks went forward on the third.
    days = ["04/04/2016", "04/04/2016 00:00", "27/03/2016", "04/04/2016 21:15"]
    write_csv(by_layout.raw, [HEADINGS, *(line(n, When=day) for n, day in enumerate(days))])
    by_layout.read_by(layout(period={"first": "2016-03", "last": "2016-04"}))
    rows = by_layout.tables["asb"]
    pairs = zip(rows["created_at"], rows["created_until"], strict=True)
    assert [(end - start).total_seconds() / 60 for start, end in pairs] == [1439, 0, 1379, 0]


def test_midnights_alone_are_the_dates_of_a_workbook(
    by_layout: LayoutReader,  # noqa: F811
) -> None:
    days = [pd.Timestamp(2016, 4, n).to_pydatetime() for n in (3, 4, 14)]
    lines = [line(n, When=day) for n, day in enumerate(days)]
    write_book(by_layout.raw, "asb/log.xlsx", {"Log": [HEADINGS, *lines]})
    by_layout.read_by(layout(files=["asb/log*.xlsx"], table=table()))
    rows = by_layout.tables["asb"]
    assert set(rows["created_until"] - rows["created_at"]) == {pd.Timedelta("23:59:00")}
