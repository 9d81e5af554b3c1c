"""Comparisons say by themselves what lies between the months they compare."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from csa.counting.families import Count
from csa.counting.keys import write_dims
from csa.disclosure.ledger.release import Release
from csa.exhibits.base import Group, exhibit, show
from csa.exhibits.strategy.to_date import ToDateExhibits
from csa.exhibits.view import View
from csa.exhibits.what.change import ChangeExhibits
from csa.exhibits.when.season import SeasonExhibits
from csa.exhibits.wording.by_month import month_figure
from csa.periods import Period
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table
from csa.settings import load_settings

REDDITCH = "E07000236"
BEFORE, AFTER = "2014-04/2015-01", "2015-04/2016-01"
PRIORITY = "protecting-vulnerable-communities"
MONTHS = Period("2013-04", "2016-01").months
# From config/breaks.toml: the inspection of November 2014 and the planted step of April 2015.
INSPECTION, STEP = "national inspection", "more public order offences are recorded"


def cell(value: int, *, period: str, measure: str = "crime", **dims: str) -> dict[str, Any]:
    text = write_dims(dims)
    return {
        "key": "|".join((measure, REDDITCH, period, text)),
        "area": REDDITCH, "dims": text, "period": period, "measure": measure, "class": "public",
        "value": value, "printed_bound": 0, "by": " ".join(dims), "level": "district",
        "reason": "", **dims,
    }  # fmt: skip


def view_of(
    cells: list[dict[str, Any]],
    *,
    coverage: list[dict[str, Any]] | None = None,
    period: str = AFTER,
    edition: str = "partner",
) -> View:
    start, end = period.split("/")
    about = {
        "year": "2015-16",
        "period": {"start": start, "end": end},
        "synthetic": {"seed": 1},
        "unit_sources": {"crime": ["Recorded crime (the police)"]},
    }
    reference = {"coverage": pd.DataFrame(coverage)} if coverage else {}
    frame = pd.DataFrame(cells).astype({"value": "Int64"})
    columns = [name for name in frame if name not in ("priority", "category")]
    release = Release(cells=frame[columns], reference=reference, about=about)
    return View(settings=load_settings(), release=release, slug="redditch", edition=edition)


def covered(month: str, **more: Any) -> dict[str, Any]:
    row = {"unit": "crime", "source": "police", "district": REDDITCH, "month": month}
    return {**row, "status": "ok", "doubt": None, **more}


def both(**dims: str) -> list[dict[str, Any]]:
    return [cell(n, period=period, **dims) for n, period in ((200, BEFORE), (300, AFTER))]


def shown(cells: list[dict[str, Any]], **view: Any) -> dict[str, Any]:
    return show(
        view_of(cells, **view), title="A change", cells=[pd.DataFrame(cells)], statements=()
    )


def test_a_comparison_across_a_break_carries_its_caveat_and_says_so() -> None:
    parts = shown(both(priority=PRIORITY))
    assert any(INSPECTION in note for note in parts["notes"])
    assert any(STEP in note for note in parts["notes"])
    (said,) = parts["statements"]
    assert "Recording changed within these months" in str(said)
    assert "Recording step (planted) (April 2015)" in str(said)


def test_a_single_period_compares_nothing() -> None:
    parts = shown(both(priority=PRIORITY)[1:])
    assert (parts["notes"], parts["statements"]) == ((), ())


def test_a_count_that_the_break_does_not_touch_has_no_caveat() -> None:
    parts = shown(both(category="Burglary"))
    assert (parts["notes"], parts["statements"]) == ((), ())


def test_a_type_of_crime_that_the_break_touches_has_it() -> None:
    assert any(STEP in note for note in shown(both(category="Public order"))["notes"])


def test_breaks_of_the_synthetic_data_do_not_touch_real_ones() -> None:
    cells = both(category="Public order")
    view = view_of(cells)
    view.release.about["synthetic"] = None
    parts = show(view, title="A change", cells=[pd.DataFrame(cells)])
    assert not any(STEP in note for note in parts["notes"])
    assert any(INSPECTION in note for note in parts["notes"])


def test_a_month_in_doubt_inside_the_comparison_is_named_with_its_reason() -> None:
    doubt = "far more or far fewer rows than usual"
    coverage = [covered("2015-06", doubt=doubt), covered("2013-06", doubt=doubt)]
    (note,) = shown(both(category="Burglary"), coverage=coverage)["notes"]
    assert note == f"Compare with care: recorded crimes of June 2015 in Redditch: {doubt}."


def test_a_month_that_is_not_complete_is_named() -> None:
    coverage = [covered("2015-06", status="partial")]
    (note,) = shown(both(category="Burglary"), coverage=coverage)["notes"]
    assert "June 2015" in note
    assert "not complete" in note


def test_doubts_of_another_district_do_not_touch_this_one() -> None:
    coverage = [covered("2015-06", doubt="a category appears or vanishes", district="E07000234")]
    assert shown(both(category="Burglary"), coverage=coverage)["notes"] == ()


# Public figures carry their year


RESIDENTS = pd.DataFrame(
    {"level": ["district"], "area": [REDDITCH], "residents": [84000], "households": [35000],
     "source": ["Residents: mid-year estimate 2015"]}
)  # fmt: skip
BY_AGE = pd.DataFrame(
    {"area": [REDDITCH], "sex": ["F"], "age_band": ["18-24"], "residents": [3000],
     "source": ["census21_age_gender"], "year": [2021]}
)  # fmt: skip
SCORES = pd.DataFrame({"lsoa": ["E01"], "income_score": [0.1], "vintage": [2019]})


def consulting(*names: str, **parts: Any) -> tuple[str, ...]:
    """Return the notes of an exhibit that looks at some public tables."""

    def draw(view: View) -> dict[str, Any]:
        for name in names:
            view.reference(name)
        return show(view, **{"title": "Residents", "source": "Somebody", "data": SCORES, **parts})

    view = view_of(both())
    view.release.reference.update(population=RESIDENTS, residents_by_age_sex=BY_AGE)
    return exhibit()(draw)(Group(view)).notes


def test_what_is_drawn_from_public_tables_says_of_which_year_they_are() -> None:
    assert consulting("population") == ("Residents: mid-year estimate 2015.",)
    assert consulting("residents_by_age_sex") == ("Residents by age and sex: Census 2021.",)


def test_what_is_not_drawn_on_or_was_not_received_is_not_named() -> None:
    assert consulting() == ()
    assert consulting("geography", "residents_by_ethnicity") == ()


def test_a_year_that_the_exhibit_states_itself_is_not_said_twice() -> None:
    own = "Rates are per 1,000 residents of that age and sex in mid-2021."
    assert consulting("residents_by_age_sex", notes=(own,)) == (own,)
    assert consulting("population", source="Residents: mid-year estimate 2015") == ()


def test_maps_say_of_which_year_their_areas_are() -> None:
    figure = FigurePart(Figure, alt="Map", caption="Crime", noun="map")
    table = Table(
        SCORES, [Column("lsoa", "Area")], caption="Crime", row_header="lsoa", table_id="x"
    )
    assert consulting(figures=(figure,), tables=(table,)) == (
        "Areas are drawn from the neighbourhoods (LSOAs) of 2021.",
    )


# One of each kind of exhibit that compares


@pytest.fixture(scope="module")
def monthly() -> list[dict[str, Any]]:
    rows = [cell(50 + n % 12, period=month, priority=PRIORITY) for n, month in enumerate(MONTHS)]
    return [*rows, *both(priority=PRIORITY)]


def of_priority(cells: list[dict[str, Any]], **more: Any) -> View:
    return view_of(cells, **more).of_priority(PRIORITY)


def test_change_tables_carry_the_caveat() -> None:
    headline = ChangeExhibits(of_priority(both(priority=PRIORITY))).headline()
    assert any(STEP in note for note in headline.notes)
    assert "Recording changed" in " ".join(str(one) for one in headline.statements)


def test_the_area_table_by_type_carries_the_caveat() -> None:
    cells = [*both(), *both(category="Public order"), *both(category="Burglary")]
    exhibit = ToDateExhibits(view_of(cells)).year_to_date()
    assert any(STEP in note for note in exhibit.notes)


def test_monthly_exhibits_carry_the_caveat_and_mark_the_break(
    monthly: list[dict[str, Any]],
) -> None:
    coverage = [covered(month) for month in MONTHS]
    coverage[-3]["doubt"] = "far more or far fewer rows than usual"
    drawn = SeasonExhibits(of_priority(monthly, coverage=coverage)).months()
    assert any(STEP in note for note in drawn.notes)
    assert any("November 2015" in note for note in drawn.notes)
    figure = drawn.figures[0].draw()
    texts = " ".join(text.get_text() for text in figure.axes[0].texts).replace("\n", " ")
    assert "Recording step (planted)" in texts
    assert "Crime recording inspection" in texts
    legend = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert "in doubt (see notes)" in legend


def test_the_month_chart_marks_months_in_doubt_and_breaks() -> None:
    months = [cell(50, period=month) for month in MONTHS]
    coverage = [covered("2015-06", doubt="a category appears or vanishes")]
    view = view_of(months, coverage=coverage)
    cells = view.cells(view.frame(Count("crime", months=True)))
    part, _, _ = month_figure(view, cells, unit="crime", table_id="x", names=(PRIORITY,))
    axes = part.draw().axes[0]
    (marks,) = [line for line in axes.lines if line.get_label() == "in doubt (see notes)"]
    assert marks.get_xdata().tolist() == [MONTHS.index("2015-06")]
    assert "Recording step (planted)" in " ".join(text.get_text() for text in axes.texts)


def test_a_chart_without_doubt_has_no_mark() -> None:
    months = [cell(50, period=month) for month in MONTHS]
    view = view_of(months, coverage=[covered(month) for month in MONTHS])
    cells = view.cells(view.frame(Count("crime", months=True)))
    part, _, _ = month_figure(view, cells, unit="crime", table_id="x")
    assert part.draw().axes[0].get_legend() is None
