"""What leaves the desk says in itself what it is: title, source, span, and unprotected or not."""

from __future__ import annotations

import os
import stat
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import geopandas
import openpyxl
import pandas as pd
import pytest
from PIL import Image

import csa
from csa.errors import SettingsError, StoreError
from csa.present.exhibit import MARK


@pytest.fixture(scope="module")
def rows(small_built: Path) -> pd.DataFrame:
    """Anti-social behaviour in Redditch in a year."""
    return csa.load("asb", district="redditch", last="12 months", root=str(small_built))


@pytest.fixture
def exhibit(rows):
    """The same by weekday and hour: a grid and a table."""
    return csa.count(rows, ["weekday", "hour"])


@pytest.fixture
def about(exhibit) -> tuple[str, ...]:
    """What each file has to say."""
    return (exhibit.title, MARK, "Anti-social behaviour incidents", "July 2015 to June 2016")


def test_a_workbook_has_numbers_and_says_what_they_are(exhibit, about, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exhibit.save(tmp_path / "week.xlsx"))
    texts = " ".join(
        str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row
    )
    assert all(one in texts for one in about)
    data = book["Data"]
    assert MARK in str(data.cell(2, 1).value)
    assert [cell.value for cell in data[3]][:2] == ["Weekday", "00"]
    body = [[cell.value for cell in row] for row in data.iter_rows(min_row=4)]
    frame = exhibit.data.set_index("weekday")
    assert {row[0]: row[-1] for row in body} == frame["Total"].to_dict()
    assert all(isinstance(value, int) for row in body for value in row[1:])
    with zipfile.ZipFile(tmp_path / "week.xlsx") as inside:
        assert any(name.startswith("xl/tables/") for name in inside.namelist())


def test_a_document_has_words_picture_and_a_real_table(exhibit, about, tmp_path: Path) -> None:
    document = docx.Document(str(exhibit.save(tmp_path / "week.docx")))
    texts = " ".join(one.text for one in document.paragraphs)
    assert all(one in texts for one in about)
    assert exhibit.sentence in texts
    assert MARK in document.sections[0].header.paragraphs[0].text
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells][:2] == ["Weekday", "00"]
    assert table.rows[-1].cells[-1].text == f"{int(exhibit.data['Total'].iloc[-1]):,}"
    (picture,) = document.inline_shapes
    assert picture._inline.docPr.get("descr") == exhibit.figures[0].alt


def test_a_picture_holds_its_title_and_source(exhibit, about, tmp_path: Path) -> None:
    drawn = exhibit.figures[0].draw()
    with Image.open(exhibit.save(tmp_path / "week.png")) as picture:
        said = " ".join(picture.text.values())
        assert all(one in said for one in about)
        # Words stand above and below the chart, in the picture itself.
        assert picture.height > drawn.get_figheight() * 150 + 60
        head = picture.crop((0, 0, picture.width, 60)).convert("L")
        assert head.getextrema()[0] < 100


def test_a_drawing_is_one_that_scales_with_its_words(exhibit, about, tmp_path: Path) -> None:
    root = ET.parse(exhibit.save(tmp_path / "week.svg")).getroot()
    said = " ".join(one.text or "" for one in root if one.tag.endswith(("title", "desc")))
    assert all(one in said for one in about)
    assert sum(one.tag.endswith("svg") for one in root) == 3


@pytest.mark.parametrize("ending", ["xlsx", "docx", "png", "svg"])
def test_the_same_exhibit_gives_the_same_bytes(exhibit, tmp_path: Path, ending) -> None:
    first = exhibit.save(tmp_path / f"a.{ending}").read_bytes()
    assert exhibit.save(tmp_path / f"b.{ending}").read_bytes() == first


def test_a_name_alone_is_saved_where_nothing_is_shared(
    exhibit, small_built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "partnership.toml").touch()
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    saved = exhibit.save("week.xlsx")
    assert saved == tmp_path / "data" / "saved" / "week.xlsx"
    if os.name == "posix":
        assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    with pytest.raises(SettingsError, match="one that the project shares"):
        exhibit.save(tmp_path / "notebooks" / "week.xlsx")
    assert not list((tmp_path / "notebooks").iterdir())


def test_what_cannot_be_saved_is_refused_in_a_sentence(exhibit, rows, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Let its name end in \.xlsx, \.docx, \.png, \.svg"):
        exhibit.save(tmp_path / "week.pdf")
    with pytest.raises(StoreError, match="cannot be written"):
        exhibit.save(tmp_path / "nowhere" / "week.xlsx")
    with pytest.raises(SettingsError, match="no chart to save"):
        csa.count(rows, ["category", "risk"]).save(tmp_path / "x.png")
    with pytest.raises(SettingsError, match=r"Only rows that csa\.load gave"):
        csa.save(pd.DataFrame({"a": [1]}), tmp_path / "x.xlsx")


def test_the_table_is_a_frame_of_numbers_under_its_headings(area) -> None:
    table = area.year_to_date().table
    assert table["This period"].iloc[0] == area.year_to_date().data["after"].iloc[0]
    assert pd.api.types.is_numeric_dtype(table["This period"])


@pytest.mark.parametrize(("ending", "epsg"), [("gpkg", 27700), ("geojson", 4326)])
def test_rows_go_to_a_map_with_what_they_are(rows, raw, tmp_path: Path, ending, epsg) -> None:
    saved = csa.save(rows, tmp_path / f"asb.{ending}")
    read = geopandas.read_file(saved)
    located = [
        row
        for month, row in raw("asb/*.csv")
        if month >= "2015-07" and row["district_code"] == "E07000236" and row["easting"]
    ]
    assert len(read) == len(located) > 0
    assert read.crs.to_epsg() == epsg
    metres = read.to_crs(27700).geometry
    assert sorted(zip(metres.x.round(), metres.y.round(), strict=True)) == sorted(
        (float(row["easting"]), float(row["northing"])) for row in located
    )
    assert set(read["about"]) == {f"asb (Redditch; July 2015 to June 2016). {MARK}."}


def test_rows_go_to_excel_with_times_and_what_they_are(rows, tmp_path: Path) -> None:
    saved = csa.save(rows, tmp_path / "asb.xlsx")
    read = pd.read_excel(BytesIO(saved.read_bytes()), sheet_name="Rows", header=2)
    assert len(read) == len(rows)
    assert list(read["created_at"]) == list(rows["created_at"].dt.tz_localize(None))
    told = pd.read_excel(saved, sheet_name="About these rows", header=2)
    assert f"{MARK}." in set(told["Text"])
    assert "asb (Redditch; July 2015 to June 2016)" in set(told["Text"])
