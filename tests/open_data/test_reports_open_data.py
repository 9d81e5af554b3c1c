"""Reports of real open data: every count is the raw files' own, and every gap is a gap."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from builders import EDITIONS, OPEN_DATA, OPEN_SETS, Project
from pages import ShownPage

import csa
from csa.exhibits.desk import everything_declared
from csa.report.run.release import count_assessment
from csa.settings import load_settings
from csa.store import Store

pytestmark = pytest.mark.open_data

DISTRICTS = {
    "bromsgrove": "E07000234",
    "redditch": "E07000236",
    "wyre-forest": "E07000239",
}
ASB = "Anti-social behaviour"
RUNS = {
    "2025-26": ("2025-08", [f"2025-0{n}" for n in range(4, 9)]),
    "2021-22": ("2021-08", [f"2021-0{n}" for n in range(4, 9)]),
}
GAP = [f"2024-{n:02d}" for n in range(5, 13)]
DRAWN = [(year, area) for year, (_, areas) in OPEN_SETS.items() for area in areas]


def of_each(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """Run a test for areas of years."""
    return pytest.mark.parametrize(("year", "area"), pairs, indirect=["year"])


of_each_page = of_each(*DRAWN)
of_each_district = of_each(*(one for one in DRAWN if one[1] in DISTRICTS))
of_every_district = of_each(*((year, area) for year in RUNS for area in DISTRICTS))


@pytest.fixture(scope="module", params=RUNS)
def year(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def project(open_data: Path, year: str) -> Project:
    return Project(open_data, year)


# The independent count: the csv module, the street files and the two look-ups, nothing of ours.


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def district_of() -> dict[str, str]:
    """District of every LSOA, of 2011 and of 2021."""
    found: dict[str, str] = {}
    (pairs,) = (OPEN_DATA / "lookups").glob("lsoa11_lsoa21_ltla22_*.csv")
    for row in read_csv(pairs):
        found[row["lsoa11_code"]] = found[row["lsoa21_code"]] = row["ltla22_code"]
    return found


@pytest.fixture(scope="module")
def street(year: str, district_of: dict[str, str]) -> list[tuple[str, str, str]]:
    """District, LSOA and category of every row of the period in our districts."""
    rows: list[tuple[str, str, str]] = []
    for month in RUNS[year][1]:
        for path in sorted((OPEN_DATA / "police_uk" / month).glob("*-street.csv")):
            for row in read_csv(path):
                district = district_of.get(row["LSOA code"])
                if district in DISTRICTS.values():
                    rows.append((district, row["LSOA code"], row["Crime type"]))
    return rows


def released(project: Project) -> dict[str, int | None]:
    cells = pd.read_parquet(project.published / "release" / "cells.parquet")
    values = cells["value"].astype(object).where(cells["value"].notna(), None)
    return dict(zip(cells["key"], values, strict=True))


def period(year: str) -> str:
    months = RUNS[year][1]
    return f"{months[0]}/{months[-1]}"


def test_every_category_of_every_district_is_counted_as_in_the_files(
    project: Project, year: str, street: list[tuple[str, str, str]]
) -> None:
    values = released(project)
    counted = Counter((district, kind) for district, _, kind in street)
    assert len(counted) > 35  # three districts, up to fourteen categories
    for (district, kind), rows in counted.items():
        unit, dims = ("asb", "") if kind == ASB else ("crime", f"category={kind}")
        assert values[f"{unit}|{district}|{period(year)}|{dims}"] == rows, (district, kind)
    for district in DISTRICTS.values():
        crimes = sum(n for (d, kind), n in counted.items() if d == district and kind != ASB)
        assert values[f"crime|{district}|{period(year)}|"] == crimes


def test_partnership_has_every_row_of_its_districts(
    project: Project, year: str, street: list[tuple[str, str, str]]
) -> None:
    values = released(project)
    incidents = sum(kind == ASB for _, _, kind in street)
    assert values[f"asb|E22000368|{period(year)}|"] == incidents
    assert values[f"crime|E22000368|{period(year)}|"] == len(street) - incidents


@pytest.mark.parametrize("edition", EDITIONS)
@of_each_district
def test_published_table_shows_the_counts_of_the_files(
    project: Project, street: list[tuple[str, str, str]], edition: str, area: str
) -> None:
    # The page's own area stands first.
    rows = ShownPage(project.page(edition, area)).exhibit("year_so_far").rows()
    counted = Counter(kind for district, _, kind in street if district == DISTRICTS[area])
    incidents = counted.pop(ASB)
    assert rows["Anti-social behaviour (incidents)"][0] == f"{incidents:,}"
    assert rows["All recorded crime"][0] == f"{counted.total():,}"
    for kind, count in counted.items():
        assert rows[kind][0] == f"{count:,}", kind


@of_each_district
def test_table_of_the_year_to_date_shows_the_counts_of_the_files(
    project: Project, street: list[tuple[str, str, str]], area: str
) -> None:
    rows = ShownPage(project.pages_of("partner", area)).exhibit("year_to_date").rows()
    counted = Counter(kind for district, _, kind in street if district == DISTRICTS[area])
    incidents = counted.pop(ASB)
    assert rows["Anti-social behaviour (incidents)"][0] == f"{incidents:,}"
    assert rows["All recorded crime"][0] == f"{counted.total():,}"
    for kind, count in counted.items():
        assert rows[kind][0] == f"{count:,}", kind


def test_officer_sees_every_neighbourhood_counted_as_in_the_files(
    open_data: Path, year: str, street: list[tuple[str, str, str]]
) -> None:
    since, until = RUNS[year][1][0], RUNS[year][1][-1]
    crimes = csa.load("crime", since=since, until=until, root=str(open_data))
    incidents = csa.load("asb", since=since, until=until, root=str(open_data))
    by_code = pd.concat([crimes.assign(kind=crimes["category"]), incidents.assign(kind=ASB)])
    by_code = by_code[by_code["lsoa_supplied"].notna() & by_code["district"].notna()]
    ours = by_code.groupby(["lsoa_supplied", "kind"]).size().to_dict()
    assert ours == dict(Counter((lsoa, kind) for _, lsoa, kind in street))


@of_every_district
def test_neighbourhoods_that_did_not_change_are_published_exactly(
    project: Project, year: str, area: str, street: list[tuple[str, str, str]]
) -> None:
    kinds = {
        "Shoplifting", "Burglary", "Vehicle crime", "Other theft", "Bicycle theft",
        "Theft from the person", "Robbery",
    }  # fmt: skip
    counted = Counter(
        lsoa for district, lsoa, kind in street if district == DISTRICTS[area] and kind in kinds
    )
    prefix = f"crime|{{}}|{period(year)}|priority=theft-and-acquisitive-crime"
    values = released(project)
    shown = {lsoa: values.get(prefix.format(lsoa)) for lsoa in counted}
    split = [lsoa for lsoa, value in shown.items() if value is None]
    assert len(split) <= 2  # two LSOAs of 2011 in each district were split by 2021
    assert {n for n in shown if n not in split} == {n for n in shown if shown[n] == counted[n]}


@of_each_page
def test_year_before_without_data_is_not_compared_and_the_page_says_why(
    project: Project, year: str, area: str
) -> None:
    # 2024: May to August missing; 2020: no month at all.
    why = "May 2024 to August 2024" if year == "2025-26" else "April 2020 to August 2020"
    page = ShownPage(project.pages_of("partner", area))
    for name in ("areas_compared", "priorities_at_a_glance", "headline"):
        exhibit = page.exhibit(name, chapter="annex")
        assert why in exhibit.sentences[0], name
        for row in exhibit.rows().values():
            assert {"not available", "no comparison"}.isdisjoint(row), "columns without anything"
    # It is said where the page begins, and not again over the table.
    said = page.exhibit("headline", chapter="strategic-assessment").sentences[0]
    assert why in said
    assert "%" not in said
    to_date = page.exhibit("year_to_date")
    assert "not available" not in {text for row in to_date.rows().values() for text in row}


@pytest.mark.parametrize("edition", EDITIONS)
@of_each_page
def test_summary_compares_nothing_with_a_year_that_was_not_received(
    project: Project, edition: str, area: str
) -> None:
    page = ShownPage(project.page(edition, area))
    for row in page.exhibit("year_so_far").rows().values():
        assert len(row) == 4, "a count for each area, and no change"
        assert all(text.replace(",", "").isdigit() for text in row)
    assert "%" not in page.exhibit("headline").sentences[0]


@pytest.mark.parametrize("code", [*DISTRICTS.values(), "E22000368"])
@pytest.mark.parametrize("unit", ["crime", "asb"])
def test_months_that_were_not_received_are_gaps(open_data: Path, unit: str, code: str) -> None:
    values = released(Project(open_data, "2025-26"))
    assert [values[f"{unit}|{code}|{month}|"] for month in GAP] == [None] * len(GAP)
    assert values[f"{unit}|{code}|2024-04|"] > 0
    assert values[f"{unit}|{code}|2025-01|"] > 0


@pytest.mark.parametrize("area", OPEN_SETS["2025-26"][1])
def test_pages_show_months_that_were_not_received_as_gaps(open_data: Path, area: str) -> None:
    page = ShownPage(Project(open_data, "2025-26").pages_of("partner", area))
    rows = page.exhibit("crime_trend").rows()
    assert list(rows.values()).count(["not available"]) == 36  # of 54 months since March 2021
    assert "May 2024 to December 2024" in page.exhibit("coverage").text


@pytest.mark.parametrize("edition", EDITIONS)
@of_each_page
def test_an_assessment_of_open_data_has_fewer_questions_not_emptier_pages(
    project: Project, edition: str, area: str
) -> None:
    page = ShownPage(project.page(edition, area))
    assert len(page.exhibits) >= 10
    assert [one.id for one in page.exhibits if one.unavailable] == []
    assert "not available:" not in page.text


@of_each_page
def test_what_open_data_cannot_say_is_said_in_its_place(project: Project, area: str) -> None:
    page = ShownPage(project.pages_of("partner", area))
    chapters = {e.id.split("--")[0] for e in page.exhibits if e.id.startswith("priority-profile")}
    assert len(chapters) == 5
    # One list in each chapter of the annex, in the place of empty exhibits.
    annex = project.pages_of("partner", area)
    for why in (
        "no source of victims was received",
        "no source of suspects was received",
        "give the month of an offence, not its day or hour",
    ):
        assert annex.count(f"{why}.</li>") >= 5, why
    assert not [one for one in page.exhibits if one.unavailable]


def test_no_row_of_anti_social_behaviour_is_dropped_as_a_copy(
    project: Project, year: str, district_of: dict[str, str]
) -> None:
    # About a third of these rows are exact copies of another: repeats at one published point.
    copies = Counter(
        tuple(row.values())
        for month in RUNS[year][1]
        for path in (OPEN_DATA / "police_uk" / month).glob("*-street.csv")
        for row in read_csv(path)
        if row["Crime type"] == ASB and district_of.get(row["LSOA code"]) in DISTRICTS.values()
    )
    assert copies.total() - len(copies) > 100
    assert released(project)[f"asb|E22000368|{period(year)}|"] == copies.total()


def test_open_counts_carry_no_banner_of_synthetic_data_but_that_of_settings_not_approved(
    project: Project,
) -> None:
    for edition in EDITIONS:
        for area in OPEN_SETS[project.year][1]:
            page = ShownPage(project.page(edition, area))
            assert page.soup.select(".banner.synthetic") == []
            assert len(page.soup.select(".banner.unapproved")) == 1
            assert "data.police.uk" in page.soup.footer.get_text()
            assert "Open Government Licence" in page.soup.footer.get_text()


def test_every_row_of_every_file_is_accounted_for(project: Project) -> None:
    account = Store(load_settings(project.root)).accounts()
    street = account[account["source"] == "police_uk_street"].to_dict("records")
    assert len(street) == 18
    for one in street:
        rows = sum(1 for _ in read_csv(OPEN_DATA / one["path"]))
        assert one["rows"] == rows
        parts = ("accepted", "quarantined", "superseded", "out_of_area")
        assert sum(one[part] for part in parts) == rows
        assert one["quarantined"] == 0


def test_a_single_month_is_enough_where_nothing_about_people_was_received(open_data: Path) -> None:
    # rule D1 keeps people out of single months; open police data hold none
    settings = load_settings(open_data)
    asked = {"year": "2024-25", "to": "2024-04", "wanted": everything_declared()}
    cells = count_assessment(settings, Store(settings), **asked).cells
    month = cells[(cells["by"] == "") & (cells["period"] == "2024-04")]
    redditch = month.set_index(["measure", "area"])["value"][("crime", DISTRICTS["redditch"])]
    assert redditch > 0
