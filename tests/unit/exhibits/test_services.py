"""What other services see: hand counts, ranges that stay ranges, and months that are not zero."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.areas import Areas
from csa.counting.cells import compute_cells
from csa.counting.classes import classify_cells
from csa.counting.families import Count
from csa.counting.records.services import service_countables, service_coverage
from csa.disclosure.ledger.release import Release
from csa.disclosure.rules.design_rules import refuse_too_fine
from csa.errors import DisclosureError
from csa.exhibits.trust.services import ServiceExhibits
from csa.exhibits.view import View
from csa.periods import Period
from csa.schemas import SERVICE_MEASURES
from csa.settings import load_settings

BROMSGROVE, REDDITCH = "E07000234", "E07000236"
PERIOD = Period("2016-04", "2016-06")
SPANS = (PERIOD.a_year_earlier, PERIOD)
MARAC, UNSAFE, ORDERS = (
    "domestic_abuse.marac_cases", "residents_survey.unsafe_after_dark", "probation.orders_started",
)  # fmt: skip
AREAS = Areas(
    partnership="E22000999",
    nesting=pd.DataFrame(
        {"lsoa": ["L1", "L2"], "ward": ["W1", "W2"], "district": [BROMSGROVE, REDDITCH]}
    ),
)


def figures(measure, *rows):
    """Figures as (district, month, least, most[, months, base])."""
    columns = ["district", "month", "at_least", "at_most", "months", "base"]
    full = [(*row, *(1, None)[len(row) - 4 :]) for row in rows]
    frame = pd.DataFrame(full, columns=columns).assign(measure=measure, ward=None, lsoa=None)
    least, most = frame["at_least"].astype("Int64"), frame["at_most"].astype("Int64")
    return frame.assign(
        at_least=least, at_most=most, count=least.where(least == most), months=frame["months"],
        base=frame["base"].astype("Int64"),
    )  # fmt: skip


def cells_of(tables, coverage=None):
    received = coverage if coverage is not None else pd.DataFrame(
        columns=["unit", "district", "month", "status"]
    )  # fmt: skip
    return compute_cells(
        [Count(unit) for unit in SERVICE_MEASURES],
        countables=service_countables(tables, period=PERIOD),
        areas=AREAS,
        coverage=service_coverage(received, tables, period=PERIOD),
        spans=SPANS,
    ).set_index(["measure", "area", "period"])


def months(first, *counts, district=REDDITCH):
    start = pd.Period(first, freq="M")
    return [(district, str(start + n), *pair) for n, pair in enumerate(counts)]


def test_figures_of_three_months_add_up_and_a_lacking_one_is_no_zero():
    tables = {
        "domestic_abuse": figures(
            "marac_cases",
            *months("2016-04", (12, 12), (0, 0), (7, 7)),
            *months("2015-04", (5, 5), (5, 5)),  # June 2015 did not come
            *months("2016-04", (3, 3), (4, 4), (5, 5), district=BROMSGROVE),
        )
    }
    cells = cells_of(tables)
    now = PERIOD.key
    assert cells.loc[(MARAC, REDDITCH, now), "value"] == 19  # 12 + 0 + 7
    assert cells.loc[(MARAC, BROMSGROVE, now), "value"] == 12
    assert cells.loc[(MARAC, AREAS.partnership, now), "value"] == 31
    before = cells.loc[(MARAC, REDDITCH, SPANS[0].key)]
    assert pd.isna(before["value"])
    assert before["reason"] == "no data received for June 2015"
    assert (MARAC + ".possible", REDDITCH, now) not in cells.index  # nothing came as a range


def test_a_range_counts_with_its_least_and_what_there_may_be_stands_beside_it():
    tables = {
        "domestic_abuse": figures("marac_cases", *months("2016-04", (12, 12), (0, 4), (5, 9)))
    }
    cells = cells_of(tables)
    assert cells.loc[(MARAC, REDDITCH, PERIOD.key), "value"] == 17  # 12 + 0 + 5
    assert cells.loc[(MARAC + ".possible", REDDITCH, PERIOD.key), "value"] == 8  # 4 + 4
    withheld = figures("marac_cases", *months("2016-04", (12, 12), (0, None), (5, 9)))
    cells = cells_of({"domestic_abuse": withheld})
    assert cells.loc[(MARAC, REDDITCH, PERIOD.key), "value"] == 17
    assert pd.isna(cells.loc[(MARAC + ".possible", REDDITCH, PERIOD.key), "value"])


def test_a_figure_for_a_quarter_counts_only_in_a_period_that_holds_all_of_it():
    quarter = (REDDITCH, "2016-06", 30, 30, 3, None)
    cells = cells_of({"probation": figures("orders_started", quarter)})
    assert cells.loc[(ORDERS, REDDITCH, PERIOD.key), "value"] == 30
    across = (REDDITCH, "2016-05", 30, 30, 3, None)  # March to May
    whole = (BROMSGROVE, "2016-06", 20, 20, 3, None)
    cells = cells_of({"probation": figures("orders_started", across, whole)})
    assert pd.isna(cells.loc[(ORDERS, REDDITCH, PERIOD.key), "value"])
    assert cells.loc[(ORDERS, BROMSGROVE, PERIOD.key), "value"] == 20


def test_incidents_of_services_count_row_by_row():
    rows = pd.DataFrame(
        {"month": ["2016-04"] * 3 + ["2016-05"], "district": [REDDITCH] * 3 + [None],
         "ward": None, "lsoa": None}
    )  # fmt: skip
    received = pd.DataFrame(
        [("ae_assault", d, m, "ok") for d in (REDDITCH, BROMSGROVE) for m in PERIOD.months],
        columns=["unit", "district", "month", "status"],
    )
    cells = cells_of({"ae_assault": rows}, received)
    assert cells.loc[("ae_assault", REDDITCH, PERIOD.key), "value"] == 3
    assert cells.loc[("ae_assault", BROMSGROVE, PERIOD.key), "value"] == 0


def test_everything_of_a_service_is_protected_and_never_below_the_district_or_by_month():
    settings = load_settings()
    cells = cells_of(
        {"domestic_abuse": figures("marac_cases", *months("2016-04", (1, 1), (1, 1), (1, 1)))}
    ).reset_index()
    classes = classify_cells(
        cells, open_units=(), priorities=settings.priorities, rules=settings.disclosure
    )
    assert set(classes) == {"sensitive"}  # the partnership's total too
    for count in (Count(MARAC, months=True), Count("ae_assault", level="ward")):
        with pytest.raises(DisclosureError, match="rule D1"):
            refuse_too_fine([count], rules=settings.disclosure.rules, used_by={})


def drawn(
    tables, *, edition="officer", received=("domestic_abuse",), coverage=None, reference=None
):
    cells = cells_of(tables, coverage).reset_index()
    cells = cells.assign(**{"class": "sensitive"}, printed_bound=0)
    about = {
        "year": "2016-17",
        "period": {"start": PERIOD.start, "end": PERIOD.end},
        "unit_sources": {unit: ["Invented (nobody)"] for unit in received},
    }
    release = Release(cells=cells, reference=reference or {}, about=about)
    view = View(settings=load_settings(), release=release, slug="redditch", edition=edition)
    return ServiceExhibits(view).seen()


def test_the_exhibit_shows_what_came_and_names_what_did_not():
    exhibit = drawn(
        {
            "domestic_abuse": figures(
                "marac_cases",
                *months("2016-04", (40, 40), (30, 30), (50, 50)),
                *months("2015-04", (40, 40), (45, 45), (40, 40)),
            )
        }
    )
    (row,) = exhibit.data.to_dict("records")
    assert (row["before"], row["after"], row["difference"]) == (125, 120, -5)
    assert row["reading"] == "no clear change"
    assert "None of these figures differs clearly" in exhibit.sentence
    assert "Not received: assaults treated in emergency departments" in exhibit.sentence
    assert "figures on domestic abuse" not in exhibit.sentence.split("Not received:")[1]


def test_a_range_is_shown_as_one_and_not_compared():
    exhibit = drawn(
        {
            "domestic_abuse": figures(
                "marac_cases",
                *months("2016-04", (40, 40), (0, 4), (50, 50)),
                *months("2015-04", (140, 140), (145, 145), (140, 140)),
            )
        },
        edition="partner",
    )
    (row,) = exhibit.data.to_dict("records")
    assert (row["after"], row["possible"], row["reading"]) == (90, 4, "no comparison")
    assert "There may be besides" in exhibit.tables[0].to_html()


def test_what_came_for_a_part_of_the_period_is_told_and_not_tabled():
    some = figures("marac_cases", *months("2016-04", (40, 40)))
    exhibit = drawn({"domestic_abuse": some})
    told = "Not received for all of this period: cases of high risk discussed at MARAC."
    assert told in exhibit.sentence
    assert not len(exhibit.data)


def test_a_wave_is_of_the_period_that_it_ends_in_and_waves_are_put_together():
    waves = [
        (REDDITCH, "2016-05", 120, 120, 12, 480),  # asked over a year to May
        (REDDITCH, "2016-06", 30, 30, 1, 100),
        (REDDITCH, "2016-07", 90, 90, 1, 400),  # of no period here
        (REDDITCH, "2015-04", 110, 110, 1, 500),
    ]
    cells = cells_of({"residents_survey": figures("unsafe_after_dark", *waves)})
    now, before = PERIOD.key, SPANS[0].key
    assert cells.loc[(UNSAFE, REDDITCH, now), "value"] == 150
    assert cells.loc[(UNSAFE + ".asked", REDDITCH, now), "value"] == 580
    assert cells.loc[(UNSAFE, REDDITCH, before), "value"] == 110
    assert cells.loc[(UNSAFE + ".asked", REDDITCH, before), "value"] == 500
    assert pd.isna(cells.loc[(UNSAFE, BROMSGROVE, now), "value"])  # not asked there, not zero


def test_what_residents_say_is_told_elsewhere():
    yearly = [(REDDITCH, "2016-06", 120, 120, 3, 480), (REDDITCH, "2015-06", 110, 110, 3, 480)]
    surveys = {"residents_survey": figures("unsafe_after_dark", *yearly)}
    assert drawn(surveys, received=("residents_survey",)).unavailable


def own_figures(*rows, ward="W2"):
    """Figures of the partnership's own, all on its second line."""
    frame = figures("with a knife", *rows)
    return frame.assign(line="2", ward=ward)


OWN_NAMES = {
    "own_line": pd.DataFrame(
        [("own_count.2", "Assaults treated: with a knife", "The hospital")],
        columns=["unit", "name", "publisher"],
    )
}


def test_figures_of_its_own_stand_under_the_name_that_the_partnership_gave_them():
    own = own_figures(
        *months("2016-04", (40, 40), (30, 30), (50, 50)),
        *months("2015-04", (40, 40), (45, 45), (40, 40)),
    )
    exhibit = drawn({"own_count": own}, received=("own_count",), reference=OWN_NAMES)
    (row,) = exhibit.data.to_dict("records")
    assert row["name"] == "Assaults treated: with a knife"
    assert (row["before"], row["after"], row["difference"]) == (125, 120, -5)
    assert exhibit.source == "Invented (nobody)"
    assert "own" not in exhibit.sentence


def test_figures_of_its_own_without_a_line_are_on_no_page():
    every = months("2016-04", (40, 40), (30, 30), (50, 50))
    tables = {
        "own_count": own_figures(*every).assign(line=None),
        "domestic_abuse": figures("marac_cases", *every),
    }
    received = ("own_count", "domestic_abuse")
    exhibit = drawn(tables, received=received, reference=OWN_NAMES)
    assert list(exhibit.data["name"]) == ["Cases of high risk discussed at MARAC"]


def test_a_month_that_lacks_the_figure_of_a_ward_is_not_a_smaller_month():
    every = months("2016-04", (40, 40), (30, 30), (50, 50))
    own = pd.concat([own_figures(*every), own_figures(*every[:2], ward="W3")])
    cells = cells_of({"own_count": own})
    lacking = cells.loc[("own_count.2", REDDITCH, PERIOD.key)]
    assert pd.isna(lacking["value"])
    assert "June 2016" in lacking["reason"]


def test_figures_of_its_own_are_protected_as_those_of_people():
    own = own_figures(*months("2016-04", (1, 1), (1, 1), (1, 1)))
    settings = load_settings()
    classes = classify_cells(
        cells_of({"own_count": own}).reset_index(),
        open_units=(), priorities=settings.priorities, rules=settings.disclosure,
    )  # fmt: skip
    assert set(classes) == {"sensitive"}


def test_where_no_service_sent_anything_the_page_is_spared():
    some = {"domestic_abuse": figures("marac_cases", *months("2016-04", (1, 1)))}
    exhibit = drawn(some, received=())
    assert exhibit.unavailable
    assert exhibit.editions == ("officer",)
