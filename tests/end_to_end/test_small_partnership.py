"""The small partnership goes through build, assess and check, and no row is lost."""

from __future__ import annotations

import csv
import io

import docx
import openpyxl
import pytest
from builders import EDITIONS, Project
from pages import ShownPage
from small_partnership import MONTHS

from csa.store import Store


def test_small_partnership_publishes_and_passes_its_check(small: Project) -> None:
    assert "No faults found." in small.csa("check", f"reports/{small.year}").stdout
    assert all("<h1>" in page for _, _, page in small.pages())


def test_every_row_of_the_small_partnership_is_accounted_for(small: Project) -> None:
    account = Store(small.settings).load("account").set_index("path")
    for kind in ("police/{}-crimes", "police/{}-victims", "asb/{}-asb"):
        for month in MONTHS:
            path = f"{kind.format(month)}.csv"
            with (small.settings.raw / path).open(encoding="utf-8") as file:
                written = sum(1 for _ in csv.DictReader(file))
            row = account.loc[path]
            others = row["quarantined"] + row["superseded"] + row["out_of_area"]
            assert row["accepted"] + others == written, path


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_workbook_shows_what_the_pages_show(small: Project, edition: str) -> None:
    path = small.published / edition / "year-to-date.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))["Year to date"]
    (table,) = sheet.tables.values()
    _, *rows = ([cell.value for cell in row] for row in sheet[table.ref])
    page = ShownPage(small.page(edition, "redditch"))
    for name, shown in page.exhibit("year_to_date").rows().items():
        (row,) = (one for one in rows if one[:2] == ["Redditch", name])
        assert [f"{n:,}" for n in row[2:4]] == shown[:2]
    assert path.name in small.page(edition, "redditch")
    assert path.name in small.manifest["workbooks"][edition]


def test_the_note_to_members_says_the_same_on_its_page_and_in_its_document(small: Project) -> None:
    page = ShownPage(small.page("public", "redditch-note"))
    assert (
        page.exhibit("headline").sentences
        == ShownPage(small.page("public", "redditch")).exhibit("headline").sentences
    )
    path = small.published / "public" / "redditch-note.docx"
    written = docx.Document(io.BytesIO(path.read_bytes()))
    texts = [one.text for one in written.paragraphs]
    assert page.exhibit("headline").sentences[0] in texts
    (table,) = (one for one in written.tables if one.cell(1, 0).text == "All recorded crime")
    assert [one.text.replace("\N{MINUS SIGN}", "-") for one in table.rows[1].cells] == [
        "All recorded crime", *page.exhibit("year_to_date").rows()["All recorded crime"]
    ]  # fmt: skip
    assert sum(text.startswith("[officer: ") for text in texts) == 5
    assert path.name in small.manifest["documents"]["public"]
    assert path.name in small.page("public", "redditch-note")
    assert "[officer" not in small.page("public", "redditch-note")
    assert not (small.published / "partner" / path.name).exists()


def test_the_return_has_each_project_once_and_adds_up(small: Project) -> None:
    for edition in EDITIONS:
        page = ShownPage(small.page(edition, "north-worcestershire-return"))
        rows = page.exhibit("projects").rows()
        with (small.root / "data/raw/projects/projects.csv").open(encoding="utf-8") as file:
            inside = [row for row in csv.DictReader(file) if row["in_allocation_total"] == "yes"]
        assert list(rows) == [*sorted(row["name"] for row in inside), "The allocation"]
        sums = [sum(int(row[f"{name}_gbp"]) for row in inside)
                for name in ("requested", "allocated", "spent")]  # fmt: skip
        assert rows["The allocation"][:3] == [f"{one:,}" for one in sums]
