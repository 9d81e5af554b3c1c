"""What other services' rows and counts become: nothing kept of a person, no range made a number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from ingest_project import BROMSGROVE, CONFIG, REDDITCH, Reader, write
from layout_files import write_book
from test_layouts import LayoutReader, reasons

from csa.layouts.rows import refuse_unfit
from csa.schemas import SERVICE_COUNTS, SERVICES, TABLES
from csa.settings import Layout
from csa.settings.reading import read_layouts
from csa.sources import all_sources

HEADINGS = [
    "ARRIVAL DATE AND TIME AT ACCIDENT AND EMERGENCY DEPARTMENT", "ASSAULT DATE AND TIME",
    "ASSAULT METHOD", "ASSAULT METHOD OTHER DESCRIPTION", "ASSAULT LOCATION TYPE",
    "ASSAULT LOCATION DESCRIPTION", "Age group", "Gender", "Police informed?",
    "Local authority of incident", "Postcode district of incident",
]  # fmt: skip
ABOVE = [["INFORMATION SHARING TO TACKLE VIOLENCE"], ["SITE CODE (OF TREATMENT)", "ZZ001"], []]


@pytest.fixture
def by_layout(tmp_path: Any, tiny_geography: Any) -> LayoutReader:
    return LayoutReader(tmp_path, tiny_geography)


def attendance(**changed: Any) -> list[Any]:
    row = {
        "arrived": datetime.fromisoformat("2016-04-02 01:30"), "assaulted": "02/04/2016 0110",
        "method": "Knife", "other": None, "place": "Bar/club",
        "described": "Outside the Quux Arms with Zebedee Quux", "age": "18-24", "sex": "M",
        "police": "No", "council": "Redditch", "half": "B97",
    }  # fmt: skip
    return list({**row, **changed}.values())


def istv() -> Layout:
    (layout,) = [
        one
        for one in read_layouts(CONFIG.parent, within="examples")
        if one.name == "ae_assaults-istv"
    ]
    return layout


def test_attendances_are_read_by_the_standard_they_are_shared_by(by_layout: LayoutReader) -> None:
    rows = [
        attendance(),
        attendance(),  # no reference: both count
        attendance(assaulted="10/05/2016", arrived=None, council="Bromsgrove", place=None),
        attendance(council="Birmingham"),
        attendance(council="Not known", half=None, method="Not known", police="Unknown"),
        attendance(assaulted=None),
        attendance(arrived=datetime.fromisoformat("2016-04-01 23:00")),
        attendance(assaulted=datetime.fromisoformat("2016-03-31 23:50")),
        attendance(method="Fist"),
    ]
    total = ["Total attendances", len(rows)]
    sheet = [*ABOVE, HEADINGS, *rows, [], total]
    write_book(by_layout.raw, "ae-assaults/ISTV return Q1.xlsx", {"Sheet1": sheet})
    reading = by_layout.read_by(istv(), source="ae_assaults")
    account = reading.account
    assert (account.rows, account.accepted, account.out_of_area, account.quarantined) == (
        9,
        4,
        1,
        4,
    )
    assert sorted(reasons(reading)) == sorted(
        [
            ("ASSAULT DATE AND TIME", "missing"),
            (HEADINGS[0], "end_before_start"),
            ("ASSAULT DATE AND TIME", "month_mismatch"),
            ("ASSAULT METHOD", "unknown_value"),
        ]
    )
    kept = by_layout.tables["ae_assault"]
    assert kept["district"].value_counts(dropna=False).to_dict() == {
        REDDITCH: 2, BROMSGROVE: 1, None: 1,
    }  # fmt: skip
    (day_only,) = kept[kept["district"] == BROMSGROVE].to_dict("records")
    assert pd.isna(day_only["assaulted_at"])  # the day is known, its hour is not: never midnight
    assert day_only["assaulted_on"] == pd.Timestamp("2016-05-10", tz="Europe/London")
    assert pd.isna(day_only["place_type"])
    first = kept[kept["district"] == REDDITCH].iloc[0]
    assert (first["method"], first["place_type"], first["age_group"], first["sex"]) == (
        "knife", "bar_club", "18-24", "M",
    )  # fmt: skip
    assert not first["police_informed"]
    assert kept["police_informed"].isna().sum() == 1  # unknown is not no
    told = f"{reading.account} {reading.quarantine} {kept.to_csv()}"
    assert "Quux" not in told


def figure(**changed: str) -> dict[str, str]:
    row = {
        "month": "2016-04", "measure": "marac_cases", "count": "12", "district_code": REDDITCH,
    }  # fmt: skip
    return {**row, **changed}


def test_a_count_that_was_withheld_stays_a_range(reader: Reader) -> None:
    texts = {"12": (12, 12), "0": (0, 0), "<5": (0, 4), "5-9": (5, 9), "*": (0, None)}
    measures = ["referrals", "marac_cases", "marac_repeats"]
    rows = [
        figure(count=text, measure=measures[n % 3], district_code=[REDDITCH, BROMSGROVE][n // 3])
        for n, text in enumerate(texts)
    ]
    write(reader.raw, "domestic-abuse/2016-04-domestic-abuse.csv", rows)
    assert reader.read("domestic_abuse").account.accepted == 5
    table = reader.tables["domestic_abuse"].sort_values("row_number")
    bounds = [
        (int(low), None if pd.isna(high) else int(high))
        for low, high in zip(table["at_least"], table["at_most"], strict=True)
    ]
    assert bounds == list(texts.values())
    assert table["count"].isna().tolist() == [False, False, True, True, True]  # never zero


def test_figures_that_cannot_be_told_are_set_aside(reader: Reader) -> None:
    rows = [
        figure(),
        figure(),  # which of two figures holds, nobody knows
        figure(measure="referrals", count="many"),
        figure(measure="marac_repeats", count=""),
        figure(measure="arrests"),
        figure(month="2016-05"),
        figure(district_code="E08000025"),
    ]
    write(reader.raw, "domestic-abuse/2016-04-domestic-abuse.csv", rows)
    reading = reader.read("domestic_abuse")
    assert reasons(reading) == [
        ("measure", "figure_twice"),
        ("count", "not_a_count"),
        ("count", "missing"),
        ("measure", "unknown_category"),
        ("month", "month_mismatch"),
    ]
    assert (reading.account.accepted, reading.account.out_of_area) == (1, 1)


@pytest.mark.parametrize("text", ["2016-04", "Apr-16", "April 2016", "30/04/2016", "2016-04-01"])
def test_the_month_of_a_figure_may_be_written_in_any_form(reader: Reader, text: str) -> None:
    write(reader.raw, "licensing/2016-04-licensing.csv", [figure(month=text, measure="reviews")])
    reader.read("licensing")
    assert reader.tables["licensing"]["month"].tolist() == ["2016-04"]


def test_incidents_of_other_services_are_rows_with_hashed_references(reader: Reader) -> None:
    call = {"incident_ref": "CAD77", "called_at": "2016-04-03 22:10", "category": "assault",
            "district_code": REDDITCH}  # fmt: skip
    rows = [call, call, {**call, "incident_ref": "CAD78", "category": "headache"}]
    write(reader.raw, "ambulance/2016-04-ambulance.csv", rows)
    reading = reader.read("ambulance")
    assert (reading.account.accepted, reading.account.superseded) == (1, 1)
    assert reasons(reading) == [("category", "unknown_category")]
    assert "CAD" not in reader.tables["ambulance"].to_csv()


def test_hate_incidents_keep_their_strands_and_reviews_their_results(reader: Reader) -> None:
    hate = {"reported_at": "2016-04-03", "strands": "race; religion", "district_code": REDDITCH}
    write(reader.raw, "hate-incidents/2016-04-hate-incidents.csv", [hate])
    reader.read("hate_incidents")
    assert reader.tables["hate_incident"]["hate_strands"].tolist() == ["race;religion"]
    review = {"applied_on": "2016-04-03", "result": "threshold_not_met", "district_code": REDDITCH}
    write(reader.raw, "case-reviews/2016-04-case-reviews.csv", [review, review])
    reader.read("case_reviews")
    assert reader.tables["case_review"]["category"].tolist() == ["threshold_not_met"] * 2


def test_every_service_names_its_law_and_fills_a_table_of_its_own() -> None:
    every = [source for source in all_sources().values() if source.by_row]
    sources = {s.units[0]: s for s in every if s.units[0] in SERVICES}
    assert set(sources) == set(SERVICES) <= set(TABLES)
    for source in sources.values():
        assert source.law
        assert not source.open
    assert set(SERVICE_COUNTS) == {n for n, s in sources.items() if "count" in s.needs}


@pytest.mark.parametrize(
    "layout", read_layouts(CONFIG.parent, within="examples"), ids=lambda one: one.name
)
def test_every_example_layout_fits_its_source(layout: Layout) -> None:
    for table in layout.tables:
        refuse_unfit(table, all_sources()[table.source], layout)
