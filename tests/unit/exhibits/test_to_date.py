"""The year to date beside the year before and earlier ones, and what was restated since."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from area_cells import BEFORE, PERIOD, PROFILE, months_of, of_periods, of_type, view_of
from people_cells import REDDITCH

from csa.exhibits.strategy.context import ContextExhibits
from csa.exhibits.strategy.to_date import ToDateExhibits
from csa.exhibits.summary.area import AnswerExhibits
from csa.periods import Period

FIRE = (("subtheme", "deliberate-fires"),)
YEARS = (
    of_periods(
        "crime",
        {(): (4385, 4955), of_type("Robbery"): (11, 21), of_type("Burglary"): (444, 499)},
        BEFORE,
        PERIOD,
    ),
    of_periods("asb", {(): (2718, 2679)}, BEFORE, PERIOD),
    of_periods("fire", {FIRE: (70, 71)}, BEFORE, PERIOD),
)


def to_date(**reference):
    """The table of the year to date, by row, and the exhibit."""
    shown = ToDateExhibits(view_of(*YEARS, **reference)).year_to_date()
    (table,) = shown.tables
    rows = [line.split(",") for line in table.to_csv_text().splitlines()]
    return {row[0]: row[1:] for row in rows}, shown


def test_the_published_year_to_date_has_both_years_change_and_rate():
    rows, shown = to_date(area_profile=PROFILE)
    # 4,955 of 85,000 residents, by hand: 58.29 per 1,000.
    assert rows["All recorded crime"] == ["4385", "4955", "570", "'+13%", "rose", "58.3"]
    assert "from 4,385 to 4,955 (570 more, 13%)" in shown.sentence


def test_a_percentage_of_eleven_is_refused_and_of_few_a_rate_too():
    rows, _ = to_date(area_profile=PROFILE)
    assert "%" not in "".join(rows["Robbery"])
    assert rows["Robbery"][:3] == ["11", "21", "10"]


def test_disorder_and_fires_stand_apart_at_the_end():
    rows, shown = to_date()
    assert list(rows)[-2:] == ["Anti-social behaviour (incidents)", "Deliberate fires"]
    assert shown.tables[0].notes == (
        "Anti-social behaviour incidents and deliberate fires stand apart from the total.",
    )
    assert shown.tables[0].caption.startswith("Recorded crime, disorder and deliberate fires in ")
    assert rows["Deliberate fires"][:3] == ["70", "71", "1"]


@pytest.mark.parametrize(
    ("received", "subjects"), [(1, "Recorded crime"), (2, "Recorded crime and disorder")]
)
@pytest.mark.parametrize(
    "draw",
    [
        lambda view: ToDateExhibits(view).year_to_date(),
        lambda view: AnswerExhibits(view).year_so_far(),
    ],
    ids=["annex", "summary"],
)
def test_tables_name_what_was_received_and_nothing_else(draw, received: int, subjects: str):
    (table,) = draw(view_of(*YEARS[:received])).tables
    assert re.match(f"{subjects}( in Redditch)?: ", table.caption)
    assert "fires" not in " ".join((table.caption, *table.notes))
    assert ("disorder" in table.caption) == any("behaviour" in note for note in table.notes)


def test_where_nothing_clearly_changed_no_other_difference_is_named():
    calm = of_periods("crime", {(): (1000, 1001), of_type("Robbery"): (100, 100)}, BEFORE, PERIOD)
    shown = AnswerExhibits(view_of(calm)).year_so_far()
    assert shown.sentence == "Nothing clearly changed in Redditch; any difference may be chance."


def test_a_row_whose_recording_changed_says_so_and_the_others_do_not():
    after = Period("2015-04", "2016-01")
    crime = {(): (900, 1000), of_type("Public order"): (152, 275), of_type("Drugs"): (150, 160)}
    view = view_of(of_periods("crime", crime, after.a_year_earlier, after))
    view.release.about["period"] = {"start": after.start, "end": after.end}
    rows = ToDateExhibits(view).year_to_date().data.set_index("name")["recording"]
    assert "Recording step (planted) (April 2015)" in rows["Public order"]
    assert rows["Drugs"] == ""


def test_without_the_year_before_only_this_one_is_shown():
    alone = of_periods("crime", {(): (4955,)}, PERIOD)
    lacking = of_periods("crime", {(): (None,)}, BEFORE, reason="no data received for 2015")
    shown = ToDateExhibits(view_of(alone, lacking)).year_to_date()
    assert shown.tables[0].to_csv_text().splitlines() == [
        "What is counted,This period", "All recorded crime,4955",
    ]  # fmt: skip
    assert "cannot be compared" in shown.sentence


CRIME = months_of("crime", (), {2013: 100, 2014: 90, 2015: 95, 2016: 110})
ORDER = months_of("crime", of_type("Public order"), {2013: 15, 2014: 15, 2015: 27, 2016: 26})


def test_four_years_to_date_are_the_sums_of_their_months():
    shown = ContextExhibits(view_of(CRIME, ORDER)).years()
    rows = shown.data.set_index("name")
    years = ["2013-14", "2014-15", "2015-16", "2016-17"]
    assert rows.loc["All recorded crime", years].map(int).tolist() == [1000, 900, 950, 1100]
    assert rows["place"].tolist() == ["the highest", "in between"]
    assert "1,000 in 2013-14, 900 in 2014-15, 950 in 2015-16 and 1,100 in 2016-17" in shown.sentence


def test_the_break_that_falls_between_is_said_of_the_row_it_touches():
    rows = ContextExhibits(view_of(CRIME, ORDER)).years().data.set_index("name")
    assert "Recording step (planted) (April 2015)" in rows.loc["Public order", "recording"]
    assert rows.loc["All recorded crime", "recording"] == ""


def test_a_year_that_lacks_a_month_ends_the_row_of_years():
    short = CRIME[CRIME["period"] != "2013-08"]
    shown = ContextExhibits(view_of(short)).years()
    assert "2013-14" not in shown.data
    assert "2014-15" in shown.data
    lacking = CRIME[CRIME["period"] != "2014-08"]
    refused = ContextExhibits(view_of(lacking)).years()
    assert refused.sentence.endswith("received whole of 2015-16 and 2016-17.")
    assert not refused.tables


def test_a_month_left_out_of_one_year_is_left_out_of_all():
    shown = ContextExhibits(view_of(CRIME, left_out={"crime": ["2016-08"]})).years()
    row = shown.data.iloc[0]
    assert row["name"] == "All recorded crime (without August)"
    assert int(row["2016-17"]) == 990


def test_restated_months_are_told_with_both_sums_and_the_share():
    months = ["2016-04", "2016-05", "2016-06", "2016-07"]
    restated = pd.DataFrame(
        {
            "area": REDDITCH, "measure": "crime", "period": months,
            "before": [480, 490, 500, 480], "after": [486, 496, 503, 488],
        }
    )  # fmt: skip
    shown = ContextExhibits(view_of(CRIME, first_published=restated)).since_published()
    # 1,950 and 1,973 by hand; 23 of 1,950 is 1.18%.
    assert shown.sentence == (
        "April 2016 to July 2016: 1,950 recorded crimes as first published, 1,973 now (23 more)."
    )
    elsewhere = ContextExhibits(
        view_of(CRIME, first_published=restated.assign(area="E07000234"))
    ).since_published()
    assert elsewhere.editions == ("officer",)
