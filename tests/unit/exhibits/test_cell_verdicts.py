"""One verdict per fact: what is read together, what is allowed for, and whose months say so."""

from __future__ import annotations

import pandas as pd
import pytest
from people_cells import PRIORITY, REDDITCH, cells, desk

from csa.counting.families import Count
from csa.counting.tables.variation import VARIATION
from csa.exhibits.strategy.to_date import ToDateExhibits
from csa.exhibits.what.area import AreaExhibits
from csa.exhibits.wording.changes import change_row, set_beside
from csa.exhibits.wording.verdicts import (
    judge_cells,
    of_area,
    spread_of,
    unsure_note,
    verdict_of,
    with_words,
)

BEFORE, AFTER = "2015-04/2016-01", "2016-04/2017-01"
PARTNERSHIP = "E22000368"


def counts(values, *, area=REDDITCH, level="district", unit="crime", **given):
    """Cells of both years, given as {dims: (before, after)}."""
    kind = given.pop("kind", "public")
    pieces = []
    for place, period in enumerate((BEFORE, AFTER)):
        one_year = {dims: pair[place] for dims, pair in values.items()}
        piece = cells(unit, one_year, kind=kind, area=area, level=level).assign(period=period)
        pieces.append(piece.assign(key=piece["key"].str.replace(AFTER, period), **given))
    return pd.concat(pieces, ignore_index=True)


def of_type(name):
    """Dims of a type of crime."""
    return (("category", name),)


def learnt(*rows):
    """What was learnt from public months: (dims, level, area, dispersion)."""
    table = pd.DataFrame(rows, columns=["dims", "level", "area", "dispersion"])
    return {VARIATION: table.assign(measure="crime", degrees=1000.0)}


CALM = learnt(*[(f"category=Type {n}", "district", REDDITCH, 1.0) for n in range(15)])
TYPES = Count("crime", by=("category",))


def test_a_rise_among_many_types_needs_more_than_a_rise_alone():
    """100 to 133 is p = 0.03 by itself, and one of fifteen that are read together."""
    alone = desk(counts({of_type("Type 0"): (100, 133)}), reference=CALM).view
    quiet = {of_type(f"Type {n}"): (100, 100) for n in range(1, 15)}
    among = desk(counts({of_type("Type 0"): (100, 133)} | quiet), reference=CALM).view
    said = [
        change_row(view, view.frame(TYPES), "Type 0", category="Type 0")["reading"]
        for view in (alone, among)
    ]
    assert said == ["rose", "no clear change"]


def test_restless_months_take_a_rise_back():
    values = {of_type("Type 0"): (400, 480)}
    calm = desk(counts(values), reference=CALM).view
    restless = desk(
        counts(values), reference=learnt(("category=Type 0", "district", REDDITCH, 4.0))
    ).view
    words = [
        verdict_of(view, view.frame(TYPES), category="Type 0").word for view in (calm, restless)
    ]
    assert words == ["rose", "no clear change"]


def test_a_fact_has_one_verdict_wherever_it_stands():
    crime = {(): (1000, 1160)} | {of_type(f"Type {n}"): (100, 100) for n in range(15)}
    whole = counts({(): (3000, 3100)}, area=PARTNERSHIP, level="partnership")
    reference = learnt(("", "district", REDDITCH, 1.0), ("", "partnership", PARTNERSHIP, 1.0))
    reference[VARIATION] = pd.concat([reference[VARIATION], CALM[VARIATION]])
    view = desk(counts(crime), whole, reference=reference).view
    table = ToDateExhibits(view).year_to_date().tables[0].frame.set_index("name")
    compared = AreaExhibits(view).areas_compared().tables[0].frame.set_index("name")
    assert table.loc["All recorded crime", "reading"] == compared.loc["Redditch", "reading"]
    assert table.loc["All recorded crime", "reading"] == "rose"


def test_rounding_is_never_the_reason_for_a_rise():
    rounded = counts({of_type("Type 0"): (60, 88)}, kind="sensitive", printed_bound=4)
    exact = desk(counts({of_type("Type 0"): (60, 88)}), reference=CALM).view
    hidden = desk(rounded, reference=CALM, edition="partner").view
    words = [verdict_of(view, view.frame(TYPES), category="Type 0") for view in (exact, hidden)]
    # 64 to 84 is the nearest that the true counts can lie.
    assert [one.word for one in words] == ["rose", "no clear change"]


def test_a_missing_year_has_no_verdict():
    view = desk(counts({of_type("Type 0"): (None, 40)})).view
    assert verdict_of(view, view.frame(TYPES), category="Type 0") is None


def test_without_one_case_everything_else_is_judged_as_it_was():
    values = {of_type("Type 0"): (100, 160), of_type("Type 1"): (100, 100)}
    view = desk(counts(values), reference=CALM).view
    key = f"crime|{REDDITCH}|{AFTER}|category=Type 0"
    assert of_area(view, REDDITCH)[key].word == "rose"
    assert of_area(view, REDDITCH, instead={key: (100, 110)})[key].word == "no clear change"
    assert of_area(view, REDDITCH)[key].after == 160


def test_a_ward_has_one_verdict_on_the_page_of_its_district_and_of_the_partnership():
    """100 to 140 is clear among four wards, and not among forty."""
    wards = {"W0": REDDITCH, **{f"W{n}": REDDITCH if n < 4 else "E07000234" for n in range(1, 40)}}
    geography = pd.DataFrame({"ward": list(wards), "lsoa": "", "district": wards.values()})
    everywhere = pd.concat(
        counts({(): (100, 140 if ward == "W0" else 100)}, area=ward, level="ward") for ward in wards
    )
    calm = {VARIATION: learnt(("", "ward", "", 1.0))[VARIATION], "geography": geography}
    view = desk(everywhere, reference=calm).view
    at_home = everywhere[everywhere["area"].isin(["W0", "W1", "W2", "W3"])]
    words = [judge_cells(view, frame)[f"crime|W0|{AFTER}|"].word for frame in (at_home, everywhere)]
    assert words == ["rose", "rose"]
    unnamed = desk(everywhere, reference={VARIATION: calm[VARIATION]}).view
    assert judge_cells(unnamed, everywhere)[f"crime|W0|{AFTER}|"].word == "no clear change"


@pytest.mark.parametrize(
    ("dims", "expected"),
    [
        ("category=Own", 2.0),  # its own months
        ("category=Elsewhere", 3.0),  # the same type in any district
        ("priority=violence-and-abuse", 4.0),  # sensitive: the public type that stands in for it
        ("category=Unheard of", 5.0),  # all recorded crime
    ],
)
def test_whose_months_say_how_much_a_series_varies(dims, expected):
    reference = learnt(
        ("category=Own", "district", REDDITCH, 2.0),
        ("category=Own", "district", "", 9.0),
        ("category=Elsewhere", "district", "", 3.0),
        ("category=Violence and sexual offences", "district", REDDITCH, 4.0),
        ("", "district", REDDITCH, 5.0),
    )
    view = desk(cells("crime", {(): 1}), reference=reference, priority=PRIORITY).view
    series = pd.DataFrame(
        [{"measure": "crime", "dims": dims, "level": "district", "area": REDDITCH}]
    )
    assert spread_of(view, series)["dispersion"].tolist() == [expected]


def test_what_is_typical_holds_where_no_month_is_known():
    view = desk(cells("crime", {(): 1})).view
    series = pd.DataFrame([{"measure": "crime", "dims": "", "level": "ward", "area": "W1"}])
    assert [one.tolist() for one in spread_of(view, series).values()] == [[1.5], [4.0]]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (10_400, "Slightly higher than a year earlier: Theft and acquisitive crime (recorded"),
        (11_000, "Clearly higher than a year earlier: Theft and acquisitive crime (recorded"),
        (10_050, "No priority shows a clear change"),
    ],
)
def test_a_change_too_small_to_matter_is_named_as_one(after, expected):
    dims = (("priority", "theft-and-acquisitive-crime"),)
    reference = learnt(("priority=theft-and-acquisitive-crime", "district", REDDITCH, 1.0))
    view = desk(counts({dims: (10_000, after)}), reference=reference).view
    said = [str(one) for one in AreaExhibits(view).priorities_at_a_glance().statements]
    assert said[0].startswith(expected)
    assert len(said) == 1


def test_it_is_said_why_a_change_that_would_be_clear_by_itself_is_not_called_so():
    """8 to 23 in one ward of many: p = 0.011 alone, and no clear change among thirty."""
    wards = [f"W{n}" for n in range(30)]
    geography = pd.DataFrame({"ward": wards, "lsoa": "", "district": REDDITCH})
    frame = pd.concat(
        counts({(): (8, 23) if ward == "W0" else (50, 50)}, area=ward, level="ward")
        for ward in wards
    )
    calm = {VARIATION: learnt(("", "ward", "", 1.0))[VARIATION], "geography": geography}
    view = desk(frame, reference=calm).view
    rows = with_words(set_beside(view, frame), judge_cells(view, frame))
    assert set(rows["reading"]) == {"no clear change"}
    why, note = unsure_note(rows["area"], rows["certainty"], noun="wards")
    assert "would be a clear change by itself" in why
    assert note == "Not clear among so many wards: W0."
    calm_rows = rows[rows["area"] != "W0"]
    assert unsure_note(calm_rows["area"], calm_rows["certainty"], noun="wards") == ()
