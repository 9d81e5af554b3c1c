"""The small partnership goes through build, assess and check, and no row is lost."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import openpyxl
import pytest
from builders import EDITIONS, Project, run_csa
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


def test_an_altered_or_missing_workbook_is_found_by_check(small: Project, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(small.root, root)
    book = root / "reports" / small.year / "public" / "year-to-date.xlsx"
    book.write_bytes(book.read_bytes() + b"0")
    found = run_csa("check", f"reports/{small.year}", cwd=root, expected=16)
    assert "public/year-to-date.xlsx: it is not the workbook that was published" in found.stdout
    book.unlink()
    found = run_csa("check", f"reports/{small.year}", cwd=root, expected=16)
    assert "public/year-to-date.xlsx: it is missing" in found.stdout
