"""What is wrong with a set as a whole is found: files, editions that differ, leaks from raw files.

Single pages are the subject of ``test_planted_changes``. Here one set is spoilt in several ways at
once, as a programming mistake or a hand could, and checked once.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from builders import Project

from csa.report.checks.audit import check_folder

AREA = "redditch"
HEADLINE = "strategic-assessment--exhibit--year-so-far"
COUNT = re.compile(r'(data-key="[^"]+">)([\d,]+)<')


@pytest.fixture(scope="module")
def said(small: Project, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the check says of a spoilt copy of the small partnership's set."""
    root = tmp_path_factory.mktemp("spoilt")
    shutil.copytree(small.root / "reports", root / "reports")
    folder = root / "reports" / small.year
    public = folder / "public" / f"{AREA}.html"
    public.write_text(_spoilt(public.read_text(encoding="utf-8"), folder), encoding="utf-8")
    (folder / "public" / "wyre-forest.html").unlink()
    (folder / "public" / "cells.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "partner" / "old").mkdir()
    (folder / "partner" / "old" / f"{AREA}.html").write_text("<p>Old</p>", encoding="utf-8")
    (folder / "release" / "notes.txt").write_text("note", encoding="utf-8")
    for name in ("redditch-note.docx", "year-to-date.xlsx"):
        path = folder / "public" / name
        path.write_bytes(path.read_bytes() + b"0")
    (folder / "public" / "projects.xlsx").unlink()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["inputs"][0]["rows"] = 3
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    raw = root / "raw" / "police"
    raw.mkdir(parents=True)
    (raw / "victims.csv").write_text("crime_ref,name\nSYN-C-9,Ann Example\n", encoding="utf-8")
    return check_folder(folder, raw=root / "raw", thorough=False)


def _spoilt(html: str, folder: Path) -> str:
    """Raise a count of an exhibit by five, name a person, and add commentary for partners."""
    rows = pd.read_parquet(folder / "words" / "commentary.parquet")
    (text, *_) = rows.loc[~rows["editions"].str.contains("public"), "text"]
    start = html.index(f'id="{HEADLINE}"')
    raised = COUNT.sub(lambda m: f"{m[1]}{int(m[2]) + 5}<", html[start:], count=1)
    raised = raised.replace("</main>", f"<p>Ann&#32;Example</p><p>{text}</p></main>", 1)
    return html[:start] + raised


def test_two_editions_that_show_two_values_are_found(said: list[str]) -> None:
    where = f"public/{AREA}.html: "
    assert any(one.startswith(where) and "not what the release holds" in one for one in said)
    assert any(one.startswith(where) and "another value than partner/" in one for one in said)


@pytest.mark.parametrize(
    "name", ["public/cells.csv", f"partner/old/{AREA}.html", "release/notes.txt"]
)
def test_file_of_another_making_is_not_let_through(said: list[str], name: str) -> None:
    assert f"{name}: it is no part of the set; delete it, or run csa assess again" in said


def test_page_that_is_missing_is_named(said: list[str]) -> None:
    assert "public/wyre-forest.html: it is missing" in said


@pytest.mark.parametrize(
    "fault",
    [
        "public/redditch-note.docx: it is not the document that was published",
        "public/year-to-date.xlsx: it is not the workbook that was published",
        "public/projects.xlsx: it is missing",
    ],
)
def test_document_or_workbook_that_is_altered_or_missing_is_named(
    said: list[str], fault: str
) -> None:
    assert any(one.startswith(fault) for one in said)


def test_commentary_for_partners_is_not_let_into_the_public_edition(said: list[str]) -> None:
    assert f"public/{AREA}.html: it holds commentary for partners only" in said


def test_manifest_tells_nothing_of_how_many_rows_a_file_has(said: list[str]) -> None:
    assert any(one.startswith("manifest.json: it says more of the raw files") for one in said)


def test_value_of_an_identity_column_is_found(said: list[str]) -> None:
    assert any("value that identifies a person" in one for one in said)
    assert "Example" not in str(said)


def test_nothing_else_is_said_of_the_set(said: list[str]) -> None:
    others = [one for one in said if one.startswith(("partner/", "pages:", "release/"))]
    assert [one for one in others if "it is no part of the set" not in one] == []
