"""The pages on data quality: every row told in plain words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd

from csa.counting.received_period import complete_months, resolve_period
from csa.counting.tables.received import received_tables
from csa.disclosure.ledger.release import Release
from csa.exhibits.trust.data_quality import DataQualityExhibits
from csa.exhibits.trust.how_to_read import ReadingExhibits
from csa.exhibits.view import View
from csa.settings import load_settings

BROMSGROVE, REDDITCH, WYRE_FOREST = "E07000234", "E07000236", "E07000239"


def exhibits(*, edition: str = "public", **reference: pd.DataFrame) -> DataQualityExhibits:
    about = {"year": "2016-17", "period": {"start": "2016-04", "end": "2017-01"}}
    release = Release(cells=pd.DataFrame(columns=["key"]), reference=reference, about=about)
    view = View(settings=load_settings(), release=release, slug="redditch", edition=edition)
    return DataQualityExhibits(view)


def account(**more: Any) -> pd.DataFrame:
    row = {"rows": 10, "accepted": 6, "quarantined": 2, "superseded": 1, "out_of_area": 1}
    row |= {"files": 1, "about_people": False}
    return pd.DataFrame([{"label": "Fires", **row, **more}, {"label": "Crimes", **row}])


def set_aside() -> pd.DataFrame:
    return pd.DataFrame(
        [{"label": "Fires", "reason": "a date that cannot be read or does not exist", "rows": 2}]
    )


def said(exhibit: Any) -> str:
    return " ".join(str(one) for one in exhibit.statements)


def test_the_account_says_in_words_that_it_adds_up() -> None:
    page = exhibits(account=account()).row_account()
    assert "20 rows in 2 files were read: 12 accepted, 4 set aside as faulty" in said(page)
    assert "the four add up to the rows read: no row is lost" in said(page)


def test_rows_that_a_layout_leaves_out_are_among_those_that_add_up() -> None:
    page = exhibits(account=account(rows=14, left_out=4)).row_account()
    assert "A layout left out 4 rows of another kind." in said(page)
    assert "the five add up" in said(page)


def test_an_account_that_does_not_add_up_is_never_said_to() -> None:
    page = exhibits(account=account(accepted=5)).row_account()
    assert "do not add up" in said(page)
    assert "no row is lost" not in said(page)


def test_reasons_are_listed_by_source_and_the_officer_is_told_what_to_do() -> None:
    page = exhibits(account=account(), set_aside=set_aside()).row_account()
    html = page.tables[1].to_html()
    assert "a date that cannot be read" in html
    assert not any("corrections.toml" in note for note in page.notes)
    page = exhibits(account=account(), set_aside=set_aside(), edition="officer").row_account()
    assert any("config/corrections.toml" in note for note in page.notes)


def test_restated_months_are_told_in_a_sentence() -> None:
    rows = {"label": "Recorded crime", "months": "April 2016 to July 2016", "before": 1000}
    page = exhibits(restated=pd.DataFrame([{**rows, "after": 1012}])).restated()
    assert said(page) == (
        "Recorded crime: April 2016 to July 2016 restated, 1,000 rows at first and 1,012 now (+12)."
    )
    fewer = exhibits(restated=pd.DataFrame([{**rows, "after": 988}])).restated()
    assert "(−12)" in said(fewer)
    (table,) = fewer.tables
    assert "−12</td>" in table.to_html()


def test_nothing_restated_is_said() -> None:
    assert said(exhibits().restated()) == "No month of incidents was sent again."


def test_the_share_of_crimes_with_a_weight_is_told_for_the_weaker_scheme() -> None:
    known = pd.DataFrame(
        [
            {"scheme": "ons_severity", "edition": 2020, "share": 99.7, "codes": 1},
            {"scheme": "cambridge_harm", "edition": 2020, "share": 91.2, "codes": 4},
        ]
    )
    page = exhibits(harm_known=known).harm_weights()
    assert said(page).startswith("Cambridge Crime Harm Index 2020 has a weight for 91% of recorded")


def covered(month: str, *, unit: str = "crime", **more: Any) -> dict[str, Any]:
    row = {"unit": unit, "source": unit, "district": REDDITCH, "month": month, "status": "ok"}
    return {**row, "doubt": None, **more}


def test_months_in_doubt_stand_beside_those_missing() -> None:
    coverage = pd.DataFrame(
        [
            covered("2016-04"),
            covered("2016-05", doubt="a category appears or vanishes"),
            covered("2016-06", status="missing"),
        ]
    )
    page = exhibits(coverage=coverage).coverage()
    (row,) = page.data.to_dict("records")
    assert row["missing"] == "June 2016"
    assert row["doubt"] == "May 2016 (a category appears or vanishes)"
    assert "unlike those before them" in said(page)


# The last month of the year to date


def coverage_of(ends: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Months from April 2016 to the last one of each unit and district; January 2017 is the end."""
    months = [str(month) for month in pd.period_range("2016-04", "2017-01", freq="M")]
    return pd.DataFrame(
        [
            covered(month, unit=unit, district=district, status="ok" if month <= end else "partial")
            for (unit, district), end in ends.items()
            for month in months
        ]
    )


EVERYWHERE = {
    (unit, district): "2017-01"
    for unit in ("crime", "asb", "fire")
    for district in (BROMSGROVE, REDDITCH, WYRE_FOREST)
}


def period_end(ends: dict[tuple[str, str], str], *, to: str | None = None) -> str:
    return resolve_period(load_settings(), coverage_of(ends), year="2016-17", to=to).end


def test_the_year_to_date_ends_with_the_last_month_that_every_source_sent_whole() -> None:
    assert period_end(EVERYWHERE) == "2017-01"
    assert period_end({**EVERYWHERE, ("fire", REDDITCH): "2016-11"}) == "2016-11"
    assert period_end({**EVERYWHERE, ("crime", WYRE_FOREST): "2016-12"}) == "2016-12"


def test_the_officer_may_name_a_later_month_than_a_source_of_fires_has() -> None:
    ends = {**EVERYWHERE, ("fire", REDDITCH): "2016-11"}
    assert period_end(ends, to="2017-01") == "2017-01"


def test_a_source_that_sent_nothing_of_the_year_does_not_end_it() -> None:
    ends = {key: "2016-03" if key[0] == "fire" else end for key, end in EVERYWHERE.items()}
    assert period_end(ends) == "2017-01"


def test_a_month_is_whole_where_one_of_two_sources_has_it() -> None:
    police = [covered("2016-04", source="police", status="missing")]
    street = [covered("2016-04", source="street")]
    assert complete_months(pd.DataFrame(police + street), ("crime",)) == ["2016-04"]


def test_rows_about_people_are_given_to_the_nearest_hundred_only() -> None:
    described = {
        "police_victims": {"label": "Victims", "units": ["victim"]},
        "fire": {"label": "Fires", "units": ["fire"]},
    }
    fates = {"quarantined": 7, "superseded": 0, "out_of_area": 0}
    files = [
        {"source": "police_victims", "rows": 1228, "accepted": 1221, **fates},
        {"source": "police_victims", "rows": 1217, "accepted": 1210, **fates},
        {"source": "fire", "rows": 43, "accepted": 36, **fates},
    ]
    empty = pd.DataFrame(columns=["source", "reason", "month", "before", "after", "part", "path"])
    store: Any = SimpleNamespace(
        catalogue=SimpleNamespace(sources=described, tables={}),
        accounts=lambda: pd.DataFrame(files),
        load=lambda table: empty,
    )
    account = received_tables(store)["account"].set_index("label")
    # Two releases a month apart must not tell how many victims a month had: 1,221 + 1,210 = 2,431.
    shown = account.loc["Victims", ["files", "rows", "accepted", "quarantined"]].tolist()
    assert shown == [2, 2414, 2400, 14]
    assert account.loc["Fires", ["rows", "accepted", "quarantined"]].tolist() == [43, 36, 7]


def test_the_bases_for_percentages_are_those_of_the_settings() -> None:
    stricter = {"minimum_base_for_percent": 30, "small_base": 80}
    view = exhibits().view
    disclosure = view.settings.disclosure.model_copy(update=stricter)
    settings = view.settings.model_copy(update={"disclosure": disclosure})
    page = ReadingExhibits(replace(view, settings=settings)).change()
    told = next(note for note in page.notes if "percentage" in note)
    assert "the earlier count is under 30" in told
    assert "under 80 it is marked as small numbers" in told
