"""What one year proposes and finds, the next year scores: published, remembered, counted again."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from builders import ALONE, Project, run_csa
from small_partnership import TO, keep_chapters, keep_priorities, read_rows

from csa.report.run.said import remember_published
from csa.settings import load_settings

FIRST, NEXT = "2015-16", "2016-17"
SPANS = {FIRST: ("2015-04", "2015-06"), NEXT: ("2016-04", "2016-06")}
PLAN = """
first_year = "2015-16"

[[outcome]]
id = "less"
text = "Less is stolen"
priority = "theft-and-acquisitive-crime"

[[indicator]]
id = "burglary"
outcome = "less"
text = "Burglaries"
category = "Burglary"

[[indicator]]
id = "south"
outcome = "less"
text = "Thefts from shops in the south"
category = "Shoplifting"
ward = "Redditch South"
districts = ["redditch"]

[[action]]
id = "marks"
outcome = "less"
what = "Property is marked"
owner = "Crime reduction officer"
indicator = "burglary"
year_1 = "Begun"
"""
PROPOSALS = """
[[proposal]]
id = "bolts"
what = "Bolts for every door"
owner = "Housing officer"
by = "2016-01"
success = "Fewer burglaries"
priority = "theft-and-acquisitive-crime"
districts = ["redditch"]
indicator = "burglary"
cost_gbp = 4000

[[proposal]]
id = "talks"
what = "Talks with shopkeepers"
owner = "Town centre manager"
by = "2016-02"
success = "They report more"
"""
SURVEY = """month,measure,count,base,district_code
{month},unsafe_after_dark,{unsafe},400,E07000236
{month},police_trusted,8,15,E07000236
"""
WAVES = {"2015-05": 120, "2016-05": 180}
STATUS = """id,text,owner,due,status,year
bolts,Bolts,Someone else,,done,2015-16
older,A walk through the park,Ranger,2015-09,not done,2015-16
"""


@pytest.fixture(scope="module")
def published(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Redditch with one chapter, published for one year and then for the next."""
    root = tmp_path_factory.mktemp("said") / "project"
    shutil.copytree(small_built, root)
    keep_chapters(root, "plan")
    keep_priorities(root, "theft-and-acquisitive-crime")
    (root / "config" / "plan.toml").write_text(PLAN, encoding="utf-8")
    (root / "config" / "proposals.toml").write_text(PROPOSALS, encoding="utf-8")
    surveys = root / "data" / "raw" / "residents-survey"
    surveys.mkdir()
    for month, unsafe in WAVES.items():
        text = SURVEY.format(month=month, unsafe=unsafe)
        (surveys / f"{month}-residents-survey.csv").write_text(text, encoding="utf-8")
    (root / "data" / "raw" / "recommendations").mkdir()
    handed_in = root / "data" / "raw" / "recommendations" / "recommendations.csv"
    handed_in.write_text(STATUS, encoding="utf-8")
    _assess(root, FIRST)
    (root / "config" / "proposals.toml").unlink()
    _assess(root, NEXT)
    return Project(root, NEXT)


def _assess(root: Path, year: str) -> None:
    run_csa("build", "--quiet", cwd=root)
    _, to = SPANS[year]
    run_csa(
        "assess", *ALONE, "--year", year, "--to", to, "--district", "redditch",
        "--edition", "partner", cwd=root,
    )  # fmt: skip


def _lines(project: Project) -> list[dict]:
    path = project.root / "reports" / "ledger" / "said.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _counted(project: Project, **wanted: str) -> Counter[str]:
    """Count the recorded crimes of Redditch by assessment year, from the raw files."""
    counts: Counter[str] = Counter()
    for path in (project.root / "data" / "raw" / "police").glob("*-crimes.csv"):
        for row in read_rows(path):
            year = next(
                (y for y, (a, b) in SPANS.items() if a <= row["recorded_date"][:7] <= b), ""
            )
            is_ours = row["status"] == "recorded" and row["district_code"] == "E07000236"
            if is_ours and all(row[name] == value for name, value in wanted.items()):
                counts[year] += 1
    return counts


def test_each_year_is_remembered_once_with_its_proposals_and_counts(published: Project) -> None:
    first, following = _lines(published)
    assert (first["year"], following["year"]) == (FIRST, NEXT)
    assert [one["what"] for one in first["told"]["proposals"]] == [
        "Bolts for every door", "Talks with shopkeepers",
    ]  # fmt: skip
    assert following["told"]["proposals"] == []
    burglaries = _counted(published, police_uk_category="Burglary")
    (stated,) = (
        one
        for one in first["told"]["indicators"]
        if (one["id"], one["area"]) == ("burglary", "redditch")
    )
    assert stated["after"] == burglaries[FIRST]


def test_the_next_year_scores_what_was_proposed(published: Project) -> None:
    burglaries = _counted(published, police_uk_category="Burglary")
    page = published.page("partner", "redditch")
    (row,) = (one for one in page.split("<tr>") if "Bolts for every door" in one)
    assert f">{burglaries[FIRST]}<" in row
    assert f">{burglaries[NEXT]}<" in row
    assert "Housing officer" in row  # as it was published, whoever is named since
    assert "done, no change" in row or "done, changed" in row
    (row,) = (one for one in page.split("<tr>") if "Talks with shopkeepers" in one)
    assert "cannot be told: nobody has said whether it was done" in row
    (row,) = (one for one in page.split("<tr>") if "A walk through the park" in one)
    assert row.count("not done") == 2


def test_the_page_tells_what_residents_say(published: Project) -> None:
    page = published.page("partner", "redditch")
    assert "Of 400 residents of Redditch who were asked, 45% feel unsafe after dark" in page
    assert "more than the 30% of the year before" in page
    assert "Trust the local police" not in page, "too few were asked for anything to be told"


def test_what_is_published_twice_is_remembered_once(published: Project, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(published.root, root)
    remember_published(load_settings(root))
    assert _lines(Project(root)) == _lines(published)
    (root / "reports" / "ledger" / "said.jsonl").unlink()  # made again of the published sets
    remember_published(load_settings(root))
    again = [one["told"] for one in _lines(Project(root))]
    assert again == [one["told"] for one in _lines(published)]


def test_nothing_is_published_on_an_altered_memory(published: Project, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(published.root, root)
    path = root / "reports" / "ledger" / "said.jsonl"
    path.write_text(path.read_text().replace("Bolts for every door", "Bolts for some doors"))
    told = run_csa("assess", "--year", NEXT, "--to", TO, cwd=root, expected=14).stderr
    assert "Line 1 of" in told
    assert "was changed since it was published" in told
    assert "Traceback" not in told
