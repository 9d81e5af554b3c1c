"""A partnership of one district is told once, and set beside nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from csa.counting.cells import CELL_COLUMNS
from csa.disclosure.ledger.release import Release
from csa.exhibits.desk import AreaDesk
from csa.exhibits.view import View
from csa.exhibits.what.area import _areas_statement
from csa.measures.verdicts import NO_COMPARISON
from csa.report.run.plan import make_plan
from csa.settings import Settings, load_settings

PROFILE = {
    "residents": 85_000, "households": 35_000, "lsoas": 57, "wards": 12, "ranked_lsoas": 57,
    "deprived_lsoas": 17, "deprivation_source": "Indices", "vintage": "2016",
}  # fmt: skip


@pytest.fixture(scope="module")
def alone() -> Settings:
    settings = load_settings()
    return settings.model_copy(update={"districts": settings.districts[:1]})


def test_its_own_name_stands_in_tables_once(alone: Settings) -> None:
    release = Release(cells=pd.DataFrame(columns=CELL_COLUMNS), reference={}, about={})
    for slug in alone.area_slugs:
        view = View(settings=alone, release=release, slug=slug, edition="partner")
        assert view.areas() == [(view.code, view.name)]
    whole = View(settings=load_settings(), release=release, slug="redditch", edition="partner")
    assert len(whole.areas()) == 4


@pytest.mark.parametrize("name", ["areas_compared", "harm.by_district"])
def test_districts_are_not_compared(alone: Settings, name: str) -> None:
    release = Release(
        cells=pd.DataFrame(columns=[*CELL_COLUMNS, "class", "mark"]), reference={},
        about={"period": {"start": "2016-04", "end": "2016-06"}, "year": "2016-17"},
    )  # fmt: skip
    view = View(settings=alone, release=release, slug=alone.area_slugs[0], edition="partner")
    group, _, exhibit = name.rpartition(".")
    desk = AreaDesk(view)
    shown = getattr(getattr(desk, group) if group else desk, exhibit)()
    assert "one district" in shown.unavailable
    assert not {"partner", "public"} & set(shown.editions)


def test_its_residents_stand_in_one_row(alone: Settings) -> None:
    codes = [alone.partnership.code, alone.districts[0].code]
    profile = pd.DataFrame({"area": codes, "name": ["Whole", "Own"], "source": "x", **PROFILE})
    release = Release(
        cells=pd.DataFrame(columns=[*CELL_COLUMNS, "class", "mark"]),
        reference={"area_profile": profile},
        about={"period": {"start": "2016-04", "end": "2016-06"}, "year": "2016-17"},
    )  # fmt: skip
    for slug in alone.area_slugs:
        view = View(settings=alone, release=release, slug=slug, edition="partner")
        (table,) = AreaDesk(view).profile().tables
        assert table.frame["area"].tolist() == [view.code]


def test_a_partnership_is_no_district_of_its_own() -> None:
    rows = pd.DataFrame(
        {
            "name": ["Redditch", "Bromsgrove", "Both"], "percent": ["+5%", "not available", "+5%"],
            "percent_value": [5.0, None, None], "reading": ["rose", NO_COMPARISON, NO_COMPARISON],
            "why": [None, "", ""],
        }
    )  # fmt: skip
    assert (
        str(_areas_statement(rows))
        == "Against the same months a year earlier: Redditch +5% (rose)."
    )
    untold = rows.assign(percent_value=None)
    assert "there was nothing then" in str(_areas_statement(untold))
    told = rows.assign(percent_value=None, why=["", "no data received for April 2015", None])
    assert "no data received for April 2015." in str(_areas_statement(told))


def test_its_assessment_is_the_partnership_s_and_its_wards_are_its_own(alone: Settings) -> None:
    whole, district = alone.area_slugs
    for asked in (None, [district]):
        plan = make_plan(alone, year="2016-17", districts=asked)
        pages = {area: {task.chapter.page for task in plan.of_area(area)} for area in plan.due}
        assert {"assessment", "annex", "how-to-read"} <= pages[whole]
        assert pages[district] == {"wards", "note"}
