"""What a reader finds in a published set."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from report_project import make_project, make_release

from csa.report.checks.audit import check_folder
from csa.report.checks.reading import ShownPage
from csa.report.run.batch import run_assessment
from csa.report.run.result import AssessmentResult
from csa.visible import HIDDEN

PAGES = ["easton.html", "how-to-read.html", "index.html", "northshire.html", "weston.html"]
ANNEXES = ["easton-annex.html", "northshire-annex.html", "weston-annex.html"]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a set by name."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def page_of(result: AssessmentResult, name: str, *, edition: str = "partner") -> str:
    """Return one page of a set."""
    return (result.folder / edition / name).read_text(encoding="utf-8")


def test_every_area_has_a_page_in_every_edition(published: AssessmentResult) -> None:
    assert published.published
    assert published.exit_code == 0
    for edition, files in {"partner": [*PAGES, *ANNEXES], "public": PAGES}.items():
        names = sorted(path.name for path in (published.folder / edition).iterdir())
        assert names == sorted(files)
    assert sorted(path.name for path in published.folder.iterdir()) == [
        "manifest.json",
        "partner",
        "public",
        "release",
    ]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_pages_are_for_whoever_may_read_the_users_other_files(published: AssessmentResult) -> None:
    held_back = os.umask(0)
    os.umask(held_back)
    for path in published.folder.glob("p*/*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~held_back


def test_nothing_on_a_page_acts_or_hides(published: AssessmentResult) -> None:
    for path in published.folder.glob("p*/*"):
        assert not HIDDEN.search(path.read_text(encoding="utf-8")), path
    assert "against\ufffd the year before.\ufffd\ufffd" in page_of(published, "easton.html")


def test_month_left_open_is_settled_by_the_release(published: AssessmentResult) -> None:
    assert published.plan.to == "2017-01"


def test_each_page_holds_its_own_area_and_priorities(published: AssessmentResult) -> None:
    page = page_of(published, "weston.html")
    assert "weston 2016-17 2017-01 partner" in page
    assert "weston violence" in page
    assert "weston theft" in page
    assert "easton" not in page


def test_chapters_become_one_page_with_one_heading_and_stable_ids(
    published: AssessmentResult,
) -> None:
    page = page_of(published, "weston.html")
    headings = re.findall(r"<h([1-4])(?: id=\"([^\"]+)\")?>(.*?)</h", page)
    assert headings[:7] == [
        ("1", "", "Weston &amp; Hill: strategic assessment, April 2016 to January 2017"),
        ("2", "strategic-assessment", "Assessment"),
        ("3", "strategic-assessment--what-changed", "What changed"),
        ("3", "strategic-assessment--suspects", "Suspects"),
        ("4", "strategic-assessment--their-ages", "Their ages"),
        ("3", "strategic-assessment--where", "Where"),
        ("2", "priority-profile-violence", "Violence and abuse"),
    ]
    assert ("2", "priority-profile-theft", "Theft &amp; burglary") in headings


def test_pages_of_an_area_lead_to_each_other(published: AssessmentResult) -> None:
    beside = {
        ("partner", "easton.html"): ["index.html", "easton-annex.html", "how-to-read.html"],
        ("partner", "easton-annex.html"): ["index.html", "easton.html", "how-to-read.html"],
        ("public", "easton.html"): ["index.html", "how-to-read.html"],
    }
    for (edition, name), expected in beside.items():
        links = ShownPage(page_of(published, name, edition=edition)).links
        assert [link for link in links if not link.startswith("#")] == expected


def test_a_place_that_another_page_lost_is_found(
    published: AssessmentResult, tmp_path: Path
) -> None:
    folder = tmp_path / "reports" / "2016-17"
    shutil.copytree(published.folder, folder)
    index = folder / "public" / "index.html"
    text = index.read_text(encoding="utf-8")
    assert 'href="easton.html#priority-profile-theft"' in text
    index.write_text(text.replace("easton.html#priority-profile-theft", "easton.html#gone"))
    said = check_folder(folder, thorough=False)
    assert "public/index.html: a link leads nowhere: easton.html#gone" in said


def test_one_area_alone_comes_with_how_it_is_read(tmp_path: Path) -> None:
    settings = make_project(tmp_path / "project")
    one = run_assessment(settings, year="2016-17", districts=["easton"], make_release=make_release)
    assert one.published
    names = sorted(path.name for path in (one.folder / "public").iterdir())
    assert names == ["easton.html", "how-to-read.html", "index.html"]
    assert "Northshire: not part of this set." in page_of(one, "index.html")


def test_contents_of_an_assessment_are_its_chapters(published: AssessmentResult) -> None:
    page = page_of(published, "easton.html")
    contents = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', contents) == [
        ("strategic-assessment", "Assessment"),
        ("priority-profile-violence", "Violence and abuse"),
        ("priority-profile-theft", "Theft &amp; burglary"),
    ]


def test_public_edition_leaves_out_what_is_not_for_the_public(published: AssessmentResult) -> None:
    partner, public = (page_of(published, "easton.html", edition=e) for e in ("partner", "public"))
    assert 'data-exhibit="suspects"' in partner
    for trace in ("suspect", "Suspect", "Who is suspected", "Their ages"):
        assert trace not in public
    assert 'data-exhibit="map"' in public


def test_page_has_no_code_and_no_trace_of_the_machine(published: AssessmentResult) -> None:
    project = published.folder.parents[1]
    for name, content in files_of(published.folder).items():
        for trace in (b"csa.open", b"Exhibit(", str(project).encode(), b"papermill.execute"):
            assert trace not in content, name


def test_manifest_traces_every_number_to_page_exhibit_and_cell(published: AssessmentResult) -> None:
    manifest = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))
    stated = manifest["editions"]["public"]["easton.html"]
    exhibits = {one["exhibit"]: one for one in stated["exhibits"]}
    assert set(exhibits) == {"change", "map", "profile"}
    assert exhibits["change"]["numbers"] == {"crime|easton|2016-04|": 1250}
    assert exhibits["change"]["statements"][0]["values"] == {"after": 1250}
    page = page_of(published, "easton.html", edition="public")
    assert exhibits["change"]["id"] in {one.id for one in ShownPage(page).exhibits}
    assert stated["sha256"] == sha256(page.encode()).hexdigest()
    assert manifest["synthetic"] == {"seed": 2017}
    assert manifest["inputs"][0]["sha256"] == "0" * 64
    assert len(manifest["release"]) == len(manifest["code"]) == 64


def test_index_opens_as_the_partnership_does_and_leads_to_every_chapter(
    published: AssessmentResult,
) -> None:
    index = ShownPage(page_of(published, "index.html"))
    opening = [one.id for one in index.exhibits]
    assert opening == ["strategic-assessment--exhibit--change"]
    assert "Where" not in index.text
    assert [link for link in index.links if link.endswith(".html")] == [
        "northshire.html",
        "northshire-annex.html",
        "easton.html",
        "easton-annex.html",
        "weston.html",
        "weston-annex.html",
        "how-to-read.html",
    ]
    assert "weston.html#priority-profile-theft" in index.links
    assert "April 2016 to January 2017" in index.text
    assert "Theft & burglary" in index.text
    assert "What is missing" not in index.text


def test_synthetic_data_and_attribution_are_stated_on_every_page(
    published: AssessmentResult,
) -> None:
    for name in (*PAGES, *ANNEXES):
        text = ShownPage(page_of(published, name)).text
        assert "Synthetic data" in text
        assert "not yet approved" not in text
        assert "0123456789abcdef, approved by the Data controller on 2026-04-01" in text
        assert "Northshire Police. Open Government Licence v3.0. Contains police data." in text


def test_foot_says_what_made_a_page_to_partners_alone(published: AssessmentResult) -> None:
    made = "Made by annex.ipynb with district easton, year 2016-17, to 2017-01"
    assert made in page_of(published, "easton-annex.html")
    public = page_of(published, "easton.html", edition="public")
    for told in ("ipynb", "Protection settings", "Release "):
        assert told not in public


def test_same_inputs_give_the_same_bytes_wherever_the_project_lies(
    published: AssessmentResult, tmp_path: Path
) -> None:
    settings = make_project(tmp_path / "Wyre Forest café's {draft} 10%")
    again = run_assessment(settings, year="2016-17", make_release=make_release, jobs=1)
    assert again.published
    assert files_of(again.folder) == files_of(published.folder)


def test_second_run_takes_every_chapter_and_changes_nothing(
    published: AssessmentResult, tmp_path: Path
) -> None:
    before = files_of(published.folder)
    copy = tmp_path / "project"
    shutil.copytree(published.folder.parents[1], copy)
    from csa.settings import load_settings

    again = run_assessment(load_settings(copy), year="2016-17", make_release=make_release)
    assert again.published
    assert all(outcome.cached for outcome in again.outcomes)
    assert files_of(again.folder) == before


def test_kernels_leave_nothing_behind(published: AssessmentResult) -> None:
    reports = published.folder.parent
    left = {path.name for path in (reports / ".staging" / "2016-17").iterdir()}
    assert left == {"release", "chapters", "kept", "passed", "made.json"}
    assert list((reports / "logs" / "2016-17" / "failed").iterdir()) == []


@pytest.mark.parametrize("edition", ["partner", "public"])
def test_text_of_the_data_never_becomes_markup(published: AssessmentResult, edition: str) -> None:
    page = page_of(published, "weston.html", edition=edition)
    assert "Weston & Hill" not in page
    assert "Weston &amp; Hill" in page
