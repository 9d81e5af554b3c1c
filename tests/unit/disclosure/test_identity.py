"""Values of identity columns are found in any text, and never given away by the search itself."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csa.disclosure.leaks.identifying import IdentityValues
from csa.disclosure.leaks.scan import scan


@pytest.fixture
def people() -> IdentityValues:
    values = IdentityValues()
    values.update(["Ann Example", "22/12345/24-X", "ann@example.org", "Smith", "123456", ""])
    return values


def test_only_values_that_tell_somebody_apart_are_looked_for(people: IdentityValues) -> None:
    # A single common word and a bare number would be met by chance.
    assert len(people) == 3


@pytest.mark.parametrize(
    "text",
    [
        "<p>ANN  example was there</p>",
        'alt="Crime 22/12345/24-x."',
        "mail ann@example.org today",
        "Ann&#32;Example",
        "Ann\\u0020Example",
        "%41nn%20Example",
    ],
)
def test_value_is_found_in_whatever_case_and_wrapping(
    people: IdentityValues, tmp_path: Path, text: str
) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    (found,) = {one.rule for one in scan(tmp_path, identities=people, machine_names=())} - {
        "crime reference"
    }
    assert found == "value that identifies a person"
    assert all("example" not in one.masked.casefold() for one in scan(tmp_path, identities=people))


@pytest.mark.parametrize("text", ["Ann sat. Example two", "joann example", "Smith", "123,456"])
def test_words_that_only_look_alike_are_no_finding(
    people: IdentityValues, tmp_path: Path, text: str
) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert scan(tmp_path, identities=people, machine_names=()) == []


def test_columns_of_a_frozen_table_are_read(people: IdentityValues, tmp_path: Path) -> None:
    pd.DataFrame({"n": [1], "who": ["Ann Example"]}).to_parquet(tmp_path / "t.parquet")
    (found,) = scan(tmp_path, identities=people, machine_names=())
    assert (found.file, found.member) == ("t.parquet", "who")


def test_picture_with_words_inside_is_found(tmp_path: Path) -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Software", "a drawing programme")
    Image.new("L", (2, 2)).save(tmp_path / "map.png", pnginfo=words)
    rules = {one.rule for one in scan(tmp_path, machine_names=())}
    assert rules == {"words inside a picture"}
    Image.new("L", (2, 2)).save(tmp_path / "map.png")
    assert scan(tmp_path, machine_names=()) == []


def test_value_in_an_exhibit_that_several_files_repeat_is_found_in_each(
    people: IdentityValues, tmp_path: Path
) -> None:
    same = "<section>Ann Example</section>"
    for name in ("partner", "public"):
        (tmp_path / f"{name}.html").write_text(f"<p>{name}</p>\n{same}{same}", encoding="utf-8")
    found = scan(tmp_path, identities=people, machine_names=())
    assert [one.file for one in found] == ["partner.html", "public.html"]
    assert {one.where for one in found} == {"line 2"}


def test_value_that_runs_from_one_exhibit_into_the_next_is_found(
    people: IdentityValues, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text("<p>Ann \n{\n Example", encoding="utf-8")
    assert [one.rule for one in scan(tmp_path, identities=people, machine_names=())] == [
        "value that identifies a person"
    ]
