"""Whatever goes wrong on the way from the release to the page, the gate on finished pages is red.

One area of the published synthetic partnership is mutated in ways a programming mistake, a second
calculation or a hand could cause.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from builders import EDITIONS, Project

from csa.report.audit import check_folder

AREA = "redditch"
PROFILE = "priority-profile-violence-and-abuse--exhibit--"
Check = Callable[[Path], set[str]]


@pytest.fixture(scope="module")
def published(synthetic: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Redditch alone, in both editions, with the release."""
    folder = tmp_path_factory.mktemp("published") / "2016-17"
    shutil.copytree(synthetic.published / "release", folder / "release")
    shutil.copy(synthetic.published / "manifest.json", folder)
    for edition in EDITIONS:
        (folder / edition).mkdir()
        shutil.copy(synthetic.published / edition / f"{AREA}.html", folder / edition)
    return folder


@pytest.fixture(scope="module")
def usual(published: Path) -> set[str]:
    """What is said of the set because its other pages are left out."""
    faults = check_folder(published, raw=published / "none", thorough=False)
    assert all(one.endswith(": it is missing") for one in faults)
    return set(faults)


@pytest.fixture
def mutated(published: Path, tmp_path: Path) -> Path:
    """A copy to do mischief in."""
    return Path(shutil.copytree(published, tmp_path / "2016-17"))


@pytest.fixture
def check(usual: set[str]) -> Check:
    """Return what the gate says of a mutated set."""
    return lambda folder: set(check_folder(folder, raw=folder / "none", thorough=False)) - usual


def change(folder: Path, edition: str, exhibit: str, mutate: Callable[[str], str]) -> None:
    """Rewrite one exhibit of the page."""
    path = folder / edition / f"{AREA}.html"
    html = path.read_text(encoding="utf-8")
    start = html.index(f'id="{exhibit}"')
    end = html.index("</section>", start)
    before = html[start:end]
    after = mutate(before)
    assert after != before
    path.write_text(html[:start] + after + html[end:], encoding="utf-8")


def restate(folder: Path, edition: str, exhibit: str, move: Callable[[int], int]) -> None:
    """Rewrite the numbers that the manifest gives for one exhibit."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    entries = manifest["editions"][edition][f"{AREA}.html"]["exhibits"]
    (entry,) = (one for one in entries if one["id"] == exhibit)
    entry["numbers"] = {key: move(value) for key, value in entry["numbers"].items()}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_exact_count_in_a_caption(mutated: Path, check: Check) -> None:
    # Violence in a month is some hundred; 7 is no published count of it.
    change(
        mutated,
        "public",
        f"{PROFILE}trend",
        lambda html: html.replace("</figcaption>", ": 7 were serious</figcaption>", 1),
    )
    (said,) = check(mutated)
    assert said.startswith(f"public/{AREA}.html: trend ")
    assert "caption states 7" in said


def test_second_table_with_an_unrounded_total(mutated: Path, check: Check) -> None:
    table = (
        '<div class="table-scroll" tabindex="0"><table><caption>Total</caption>'
        "<thead><tr><th>Total</th><th>All</th></tr></thead>"
        "<tbody><tr><th>Violence</th><td>1,307</td></tr></tbody></table></div>"
    )
    change(
        mutated,
        "partner",
        f"{PROFILE}headline",
        lambda html: html.replace('<p class="source"', f'{table}<p class="source"', 1),
    )
    (said,) = check(mutated)
    assert said == (
        f"partner/{AREA}.html: headline ({PROFILE}headline): row 'Violence', column 'All': shows "
        "1,307 and does not name the cell of the release that it is"
    )


def test_district_table_rounded_in_a_solve_of_its_own(mutated: Path, check: Check) -> None:
    exhibit = f"{PROFILE}subthemes"

    def solve_again(html: str) -> str:
        return re.sub(
            r'(data-key="[^"]+">)([\d,]+)<',
            lambda m: f"{m[1]}{int(m[2].replace(',', '')) + 5:,}<",
            html,
        )

    for edition in EDITIONS:
        change(mutated, edition, exhibit, solve_again)
        restate(mutated, edition, exhibit, lambda value: value + 5)
    said = check(mutated)
    assert any("another value than the ledger's" in one for one in said)
    assert any("not what the release holds" in one for one in said)


def test_draft_with_other_values(mutated: Path, check: Check) -> None:
    exhibit = f"{PROFILE}headline"
    restate(mutated, "partner", exhibit, lambda value: value - 5)
    assert any("another value than the ledger's" in one for one in check(mutated))


def test_percentage_with_a_decimal(mutated: Path, check: Check) -> None:
    change(
        mutated,
        "public",
        f"{PROFILE}subthemes",
        lambda html: re.sub(r">\+(\d+)%<", r">+\1.0%<", html, count=1),
    )
    (said,) = check(mutated)
    assert "percentages are whole" in said


def test_one_cell_off_by_five_in_one_report(mutated: Path, check: Check) -> None:
    change(
        mutated,
        "public",
        f"{PROFILE}trend",
        lambda html: re.sub(
            r'(data-key="[^"]+">)(\d+)<', lambda m: f"{m[1]}{int(m[2]) + 5}<", html, count=1
        ),
    )
    said = check(mutated)
    assert any("not what the release holds" in one for one in said)
    # The partner edition still shows the published value: readers of both see two.
    assert any("another value than partner/" in one for one in said)


COUNT = re.compile(r'(data-key="[^"]+">)([\d,]+)<')


def test_two_numbers_of_one_table_swapped(mutated: Path, check: Check) -> None:
    def swap(html: str) -> str:
        first, *_, last = COUNT.finditer(html)
        assert first[2] != last[2]
        return (
            f"{html[: first.start(2)]}{last[2]}{html[first.end(2) : last.start(2)]}{first[2]}"
            f"{html[last.end(2) :]}"
        )

    change(mutated, "public", f"{PROFILE}headline", swap)
    said = [one for one in check(mutated) if "not what the release holds" in one]
    assert len(said) == 2
    assert all(one.startswith(f"public/{AREA}.html: headline ") for one in said)
    assert all("row '" in one and "column '" in one for one in said)


def test_count_that_names_no_cell(mutated: Path, check: Check) -> None:
    change(
        mutated,
        "partner",
        f"{PROFILE}trend",
        lambda html: COUNT.sub(r">\2<", html, count=1),
    )
    (said,) = check(mutated)
    assert "does not name the cell of the release" in said


def test_count_of_one_district_beside_the_name_of_another(mutated: Path, check: Check) -> None:
    chapter = "strategic-assessment--exhibit--areas-compared"

    def rename(html: str) -> str:
        return html.replace(">Bromsgrove<", ">?<").replace(">Redditch<", ">Bromsgrove<")

    change(mutated, "public", chapter, lambda html: rename(html).replace(">?<", ">Redditch<"))
    said = check(mutated)
    assert any("shows a count of E07000236 beside the name Bromsgrove" in one for one in said)
    assert any("shows a count of E07000234 beside the name Redditch" in one for one in said)


def test_page_of_one_district_under_the_name_of_another(mutated: Path, check: Check) -> None:
    path = mutated / "public" / f"{AREA}.html"
    html = path.read_text(encoding="utf-8")
    assert html.count("<h1>Redditch:") == 1
    path.write_text(html.replace("<h1>Redditch:", "<h1>Bromsgrove:"), encoding="utf-8")
    assert any("on the page of Bromsgrove" in one for one in check(mutated))


def test_change_that_does_not_follow_from_its_row(mutated: Path, check: Check) -> None:
    change(
        mutated,
        "public",
        f"{PROFILE}subthemes",
        lambda html: re.sub(r">([+\N{MINUS SIGN}])(\d+)%", r">\g<1>1\2%", html, count=1),
    )
    assert any("does not follow from the counts of its row" in one for one in check(mutated))


def test_file_of_another_making_is_not_let_through(mutated: Path, check: Check) -> None:
    (mutated / "public" / "cells.csv").write_text("a,b\n", encoding="utf-8")
    (mutated / "release" / "notes.txt").write_text("note", encoding="utf-8")
    said = check(mutated)
    assert any(one.startswith("public/cells.csv: it is no part of the set") for one in said)
    assert any(one.startswith("release/notes.txt: it is no part") for one in said)


def test_commentary_for_partners_is_not_let_into_the_public_edition(
    mutated: Path, check: Check, synthetic: Project
) -> None:
    import pandas as pd

    rows = pd.read_parquet(mutated / "release" / "reference" / "commentary.parquet")
    (text, *_) = rows.loc[~rows["editions"].str.contains("public"), "text"]
    change(
        mutated,
        "public",
        f"{PROFILE}trend",
        lambda html: html.replace("</figcaption>", f" {text}</figcaption>", 1),
    )
    assert any("commentary for partners only" in one for one in check(mutated))


def test_manifest_tells_nothing_of_how_many_rows_a_file_has(mutated: Path, check: Check) -> None:
    path = mutated / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["inputs"][0]["rows"] = 3
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (said,) = check(mutated)
    assert said.startswith("manifest.json: it says more of the raw files")


def test_value_of_an_identity_column_is_found(
    mutated: Path, usual: set[str], tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    (raw / "police").mkdir(parents=True)
    (raw / "police" / "2016-04-victims.csv").write_text(
        "crime_ref,name\nSYN-C-9,Ann Example\n", encoding="utf-8"
    )
    change(
        mutated,
        "public",
        f"{PROFILE}trend",
        lambda html: html.replace("</figcaption>", " (Ann&#32;Example)</figcaption>", 1),
    )
    said = set(check_folder(mutated, raw=raw, thorough=False)) - usual
    assert any("value that identifies a person" in one for one in said)
    assert "Example" not in str(said)
