"""Each addition is made in one place: the table "One place for each addition" of CONTRIBUTING."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from builders import (
    LSOAS,
    ROOT,
    TINY_COUNTS,
    TINY_INCIDENTS,
    WORCESTER,
    install,
    place_columns,
    run,
    tiny_project,
    write_rows,
)
from pages import ShownPage

import csa
from csa.errors import SettingsError
from csa.report.run.plan import make_plan
from csa.settings import load_settings
from csa.store import Store, build

REDDITCH = "E07000236"
EXHIBIT = "application/vnd.csa.exhibit+json"
YEAR = {"year": "2016-17", "to": "2016-06"}
# Of each type in a district from April to June: two neighbourhoods, three months.
PER_DISTRICT = {name: 2 * 3 * count for name, count in TINY_COUNTS.items()}


@pytest.fixture(scope="module")
def built(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The tiny partnership, built."""
    return once("recipes_built", lambda root: build(load_settings(tiny_project(root))))


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it to add to."""
    root = tmp_path / "project"
    shutil.copytree(built, root)
    return root


def append(path: Path, text: str) -> None:
    """Add to the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def officer(root: Path, district: str = "redditch") -> Any:
    """Open an area as an officer does."""
    return csa.open(district=district, root=str(root), **YEAR)


def counts(exhibit: Any) -> dict[str, tuple[int, int]]:
    """Return the count of the year before and of this period, by name of the row."""
    rows = exhibit.data.set_index("name")[["before", "after"]]
    return {name: (int(row["before"]), int(row["after"])) for name, row in rows.iterrows()}


# Settings


def test_priority_is_one_table_in_priorities_toml(project: Path) -> None:
    append(
        project / "config" / "priorities.toml",
        """
[[priority]]
id = "robbery-and-drugs"
number = 6
label = "Reducing robbery and drugs"
short_label = "Robbery and drugs"
cross_cutting = true

[[priority.subtheme]]
id = "robbery-again"
label = "Robbery"
kind = "overlay"
rules = [{ unit = "crime", any_of = [{ category = ["Robbery", "Drugs"] }] }]
""",
    )
    expected = PER_DISTRICT["Robbery"] + PER_DISTRICT["Drugs"]
    area = officer(project)
    headline = area.priority("robbery-and-drugs").change.headline()
    assert headline.data["after"].tolist() == [expected]
    glance = counts(area.priorities_at_a_glance())
    assert glance["Robbery and drugs (recorded crimes)"] == (expected, expected)
    tasks = make_plan(load_settings(project), **YEAR).tasks
    pages = ("assessment", "annex")
    for page in pages:
        due = [one for one in tasks if one.chapter.page == page]
        assert sum(task.title == "Reducing robbery and drugs" for task in due) == 4


def test_subtheme_is_one_table_in_priorities_toml(project: Path) -> None:
    path = project / "config" / "priorities.toml"
    before, mark, after = path.read_text(encoding="utf-8").partition('id = "bicycle-theft"')
    added = """id = "shops-and-homes"
label = "Burglary and shoplifting together"
kind = "overlay"
rules = [{ unit = "crime", any_of = [{ category = ["Burglary", "Shoplifting"] }] }]

[[priority.subtheme]]
"""
    path.write_text(before + added + mark + after, encoding="utf-8")
    subthemes = officer(project).priority("theft-and-acquisitive-crime").change.subthemes()
    expected = PER_DISTRICT["Burglary"] + PER_DISTRICT["Shoplifting"]
    # A burglary more in each neighbourhood and month of the later year: 2 x 3.
    assert counts(subthemes)["Burglary and shoplifting together"] == (expected, expected + 6)


def test_part_that_counts_what_another_part_counts_is_refused(project: Path) -> None:
    path = project / "config" / "priorities.toml"
    text = path.read_text(encoding="utf-8")
    doubled = text.replace('category = ["Burglary"]', 'category = ["Burglary", "Shoplifting"]')
    assert doubled != text
    path.write_text(doubled, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"burglary.*shoplifting|shoplifting.*burglary"):
        officer(project).priority("theft-and-acquisitive-crime").change.subthemes()


def test_district_is_one_table_in_partnership_toml(project: Path) -> None:
    before = load_settings(project)
    assert WORCESTER not in set(Store(before).load("crime")["district"].dropna())
    append(
        project / "config" / "partnership.toml",
        f'\n[[district]]\ncode = "{WORCESTER}"\nslug = "worcester"\nname = "Worcester"\n',
    )
    settings = load_settings(project)
    build(settings)
    assert make_plan(settings, **YEAR).areas[-1] == "worcester"
    compared = counts(officer(project, "worcester").areas_compared())
    each = sum(PER_DISTRICT.values())
    assert compared["Worcester"] == (each, each + 6)
    assert compared["North Worcestershire"] == (4 * each, 4 * (each + 6))


def test_named_place_is_one_table_in_partnership_toml(project: Path) -> None:
    path = project / "config" / "partnership.toml"
    table = (
        '\n[[place]]\nslug = "market-square"\nname = "Market Square"\ndistrict = "redditch"\n'
        "easting = 395500\nnorthing = 270500\nradius_m = 200\n"
    )
    append(path, table)
    assert load_settings(project).place("market-square").name == "Market Square"
    append(path, table.replace('"redditch"', '"reditch"').replace("market-", "old-"))
    with pytest.raises(SettingsError, match="reditch"):
        load_settings(project)


# Code: the addition is made in a copy of the package, in one file of it


HOUSING = '''
"""Anti-social behaviour that a housing provider records."""

from __future__ import annotations

import numpy as np

from csa.reading.rows.columns import month_of
from csa.reading.rows.location import LOCATION_COLUMNS, read_partner_location
from csa.reading.model import AGREEMENT, Column, Part, Source


def read(block, context):
    """Read complaints."""
    created = block.moment("opened", required=True)
    month = month_of(created)
    block.check_month(month, column="opened")
    columns = {
        "incident_id": block.reference("case", context.pseudonym),
        "month": month,
        "created_at": created,
        **read_partner_location(block, context),
    }
    return {"asb": Part(np.ones(len(block), dtype=bool), columns)}


SOURCE = Source(
    name="housing_complaints",
    label="Complaints to Example Homes",
    patterns=("housing/*-complaints.csv",),
    publisher="Example Homes",
    licence=AGREEMENT,
    open=False,
    units=("asb",),
    columns=(
        Column("case", distinct=True, domain="asb"),
        Column("opened", distinct=True),
        *LOCATION_COLUMNS,
    ),
    read=read,
    file_name=r"(?P<month>\\d{4}-\\d{2})-complaints$",
    identity="case",
    needs_key=True,
)
'''
MEASURE = '''

def calculate_share_of_most(counts: pd.DataFrame) -> pd.DataFrame:
    """Divide each count by the largest one."""
    return counts.assign(share=counts["count"] / counts["count"].max())
'''
QUESTION = '''
    @exhibit(counts={"kinds": Count("crime", by=("category",))})
    def most_common(view: View, kinds: pd.DataFrame) -> Parts:
        """Name the most common type of crime."""
        from csa.measures.drivers import calculate_share_of_most

        here = view.cells(kinds, period=view.period)
        counts = here.rename(columns={"value": "count"})[["category", "count"]]
        shares = calculate_share_of_most(counts.reset_index(drop=True))
        first = shares.loc[shares["share"].idxmax()]
        return show(
            view,
            title="The most common type",
            statements=(
                say("{kind:t} is most common: {count:n}.", kind=first["category"],
                    count=int(first["count"])),
            ),
            cells=[here],
            units=["crime"],
            data=shares,
        )
'''
GROUP = '''
"""What is dropped where it does not belong: fly-tipping."""

from __future__ import annotations

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import Group, Parts, exhibit, show
from csa.exhibits.view import View


class TippingExhibits(Group):
    """Fly-tipping."""

    name = "tipping"
    scopes = ("area",)

    @exhibit(counts={"reports": Count("crime")})
    def total(view: View, reports: pd.DataFrame) -> Parts:
        """Count the reports."""
        here = view.cells(reports, period=view.period)
        return show(view, title="How many", cells=[here], units=["crime"], data=here)
'''
UNIT = '        "late_hours": "applications to open after midnight",\n'
DIMENSION = """    Dimension(
        "part_of_month", CRIME, ("early", "late"),
        lambda rows, unit, tables: rows["recorded_date"].dt.day.le(14).map(
            {True: "early", False: "late"}
        ),
    ),
"""
BY_HALF = """
    halves = count_by(
        Count("crime", by=("priority", "part_of_month")),
        title="Early and late in the month", heading="Recorded in", what="The day",
        labels={"early": "Early", "late": "Late"},
    )

"""


@pytest.fixture
def package(project: Path) -> Path:
    """A copy of the package in the project, imported before the installed one."""
    target = project / "csa"
    shutil.copytree(ROOT / "csa", target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def python(project: Path, *words: str, expected: int = 0) -> str:
    """Run Python in a project with the copy of the package."""
    return run(
        [sys.executable, *words], cwd=project, expected=expected, PYTHONPATH=str(project)
    ).stdout


def test_data_source_is_one_module_in_sources(project: Path, package: Path) -> None:
    (package / "sources" / "housing.py").write_text(HOUSING, encoding="utf-8")
    for month in ("2016-04", "2016-05"):
        rows = [
            {"case": f"H{month}-{n}", "opened": f"{month}-{n + 1:02d} 12:00", **place_columns(lsoa)}
            for n, lsoa in enumerate([*LSOAS] * 3)
        ]
        write_rows(project / "data" / "raw" / "housing" / f"{month}-complaints.csv", rows)
    account = json.loads(python(project, "-m", "csa.cli", "build", "--json"))
    assert account["unrecognised"] == []
    ours = [one for one in account["files"] if one["source"] == "housing_complaints"]
    assert [one["rows"] for one in ours] == [len(LSOAS) * 3] * 2
    assert [one["accepted"] for one in ours] == [18] * 2  # six of eight neighbourhoods are ours
    status = json.loads(python(project, "-m", "csa.cli", "status", "--json"))
    covered = {
        one["month"]
        for one in status["coverage"]
        if one["source"] == "housing_complaints" and one["status"] == "ok"
    }
    assert covered == {"2016-04", "2016-05"}
    code = (
        "import csa; rows = csa.load('asb', district='redditch', since='2016-04', until='2016-04');"
        "print(rows['source'].value_counts().to_dict())"
    )
    shown = python(project, "-c", code)
    assert f"'asb': {2 * TINY_INCIDENTS}" in shown
    assert "'housing_complaints': 6" in shown


def test_measure_is_one_function_and_question_one_function_and_one_cell(
    project: Path, package: Path
) -> None:
    append(package / "measures" / "drivers.py", MEASURE)
    group = package / "exhibits" / "what" / "crosscutting.py"
    text = group.read_text(encoding="utf-8")
    first = text.index("    @exhibit(")
    group.write_text(text[:first] + QUESTION.lstrip("\n") + "\n" + text[first:], encoding="utf-8")
    notebook = project / "notebooks" / "priority_profile.ipynb"
    node = nbformat.read(notebook, as_version=4)
    setup, call = node.cells[2], nbformat.v4.new_code_cell("profile.crosscutting.most_common()")
    node.cells = [*node.cells[:2], setup, call]
    nbformat.write(node, notebook)
    target = project / "run.ipynb"
    given = [word for pair in YEAR.items() for word in ("-p", *pair)]
    python(project, "-m", "papermill", "--no-progress-bar", str(notebook), str(target), *given)
    (output,) = nbformat.read(target, as_version=4).cells[-1].outputs
    # Six shopliftings in each of two neighbourhoods and three months.
    assert "Shoplifting is most common: 36." in output.data["text/html"]
    facts = output.data[EXHIBIT]
    assert facts["statements"][0]["values"] == {"kind": "Shoplifting", "count": 36}
    keys = [key for key in facts["numbers"] if key.endswith("|category=Shoplifting")]
    assert [facts["numbers"][key] for key in keys] == [36]


def test_group_is_one_module_in_a_room(project: Path, package: Path) -> None:
    (package / "exhibits" / "what" / "tipping.py").write_text(GROUP, encoding="utf-8")
    code = (
        f"import csa; area = csa.open('redditch', **{YEAR}); assert 'tipping' in dir(area);"
        "print(area.tipping.total().data['value'].tolist())"
    )
    # A burglary more in each of two neighbourhoods and three months of the later year.
    assert python(project, "-c", code).strip() == f"[{sum(PER_DISTRICT.values()) + 6}]"


def test_unit_and_dimension_are_one_declaration_each(project: Path, package: Path) -> None:
    """Both are counted, protected, checked and shown on a page."""
    insert(package / "schemas" / "services.py", UNIT, after='    "licensing": {\n')
    insert(package / "counting" / "dimensions.py", DIMENSION, after="DECLARED = (\n")
    insert(package / "exhibits" / "who" / "suspects.py", BY_HALF, after='scopes = ("priority",)\n')
    figure = {"measure": "late_hours", "district_code": REDDITCH}
    for month, count in {"2016-04": 11, "2016-05": 17, "2016-06": 21}.items():
        path = project / "data" / "raw" / "licensing" / f"{month}-licensing.csv"
        write_rows(path, [{**figure, "month": month, "count": count}])
    write_chapter(
        project,
        "area.services.seen()",
        'area.priority("theft-and-acquisitive-crime").suspects.halves()',
    )
    python(project, "-m", "csa.cli", "build", "--quiet")
    halves = "area.priority('theft-and-acquisitive-crime').suspects.halves().data['value'].tolist()"
    code = f"import csa; area = csa.open('redditch', **{YEAR}); print({halves})"
    true = crimes_by_half(project, {"Burglary", "Shoplifting", "Robbery"})
    assert python(project, "-c", code).strip() == str(true)
    words = ("--year", "2016-17", "--to", "2016-06", "--district", "redditch", "--quiet")
    # Chapters run in an environment of their own: the copy has to be installed in it.
    run([install(project), "-m", "csa.cli", "assess", *words], cwd=project)
    cells = pd.read_parquet(project / "reports" / "2016-17" / "release" / "cells.parquet")
    shown = cells[cells["area"] == REDDITCH].set_index("key")["value"]
    theme = "priority=theft-and-acquisitive-crime"
    of_dimension = [
        int(shown[f"crime|{REDDITCH}|2016-04/2016-06|part_of_month={half};{theme}"])
        for half in ("early", "late")
    ]
    of_unit = int(shown[f"licensing.late_hours|{REDDITCH}|2016-04/2016-06|"])
    for published, exact in zip((*of_dimension, of_unit), (*true, 11 + 17 + 21), strict=True):
        assert published % 5 == 0
        assert abs(published - exact) < 5
    path = project / "reports" / "2016-17" / "partner" / "redditch.html"
    page = ShownPage(path.read_text(encoding="utf-8"))
    assert page.exhibit("halves").rows()["Early"][0] == f"{of_dimension[0]}"
    seen = page.exhibit("seen").rows()["Applications to open after midnight"]
    assert f"{of_unit}" in seen
    python(project, "-m", "csa.cli", "check", "reports/2016-17")


def insert(path: Path, text: str, *, after: str) -> None:
    """Put a text after the first place where another one stands."""
    before, mark, rest = path.read_text(encoding="utf-8").partition(after)
    assert mark, f"{path.name} has no {after!r}"
    path.write_text(before + mark + text + rest, encoding="utf-8")


def write_chapter(project: Path, *calls: str) -> None:
    """Leave the project one chapter of each area, with some exhibits."""
    notebooks = project / "notebooks"
    chapter = nbformat.read(notebooks / "strategic_assessment.ipynb", as_version=4)
    for path in notebooks.glob("*.ipynb"):
        path.unlink()
    cells = [nbformat.v4.new_code_cell(call) for call in calls]
    title = nbformat.v4.new_markdown_cell("# The short version")
    under = nbformat.v4.new_markdown_cell("## How many")
    chapter.cells = [title, *chapter.cells[1:3], under, *cells]
    chapter.metadata["csa"] = {"title": "The short version", "order": 5, "per": "area"}
    nbformat.write(chapter, notebooks / "short_version.ipynb")


def crimes_by_half(project: Path, categories: set[str]) -> list[int]:
    """Count the crimes of Redditch in the later year by half of their month, in the raw files."""
    days = [
        int(row["recorded_date"][-2:])
        for path in sorted((project / "data" / "raw" / "police").glob("2016-*-crimes.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if row["district_code"] == REDDITCH and row["police_uk_category"] in categories
    ]
    return [sum(day <= 14 for day in days), sum(day > 14 for day in days)]


def test_chapter_is_one_notebook(project: Path) -> None:
    write_chapter(project, "area.year_to_date()")
    words = ("--year", "2016-17", "--to", "2016-06", "--district", "redditch", "--quiet")
    run([sys.executable, "-m", "csa.cli", "assess", *words], cwd=project)
    page = ShownPage(
        (project / "reports" / "2016-17" / "public" / "redditch.html").read_text(encoding="utf-8")
    )
    contents = [a.get_text(strip=True) for a in page.soup.select("nav.contents li a")]
    assert contents == ["The short version"]
    each = sum(PER_DISTRICT.values())
    assert page.exhibit("year_to_date").rows()["All recorded crime"][:2] == [
        f"{each}",
        f"{each + 6}",
    ]
