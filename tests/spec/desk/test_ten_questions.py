"""Ten questions of an officer, each answered as docs/desk.md says, in at most five lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT

import csa

GUIDE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8").partition("## Ten questions")[2]
QUESTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", GUIDE, re.DOTALL | re.MULTILINE))
# The guide speaks of the synthetic partnership; the small one has fewer names.
NAMES = {"Matchborough Centre": "Redditch town centre", "Church Hill": "Redditch North"}
MOST_LINES = 5
REDDITCH = "E07000236"


@pytest.fixture
def project(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one's own that the answers may write to."""
    shutil.copytree(own, tmp_path / "project")
    monkeypatch.setenv("CSA_ROOT", str(tmp_path / "project"))
    return tmp_path / "project"


def ask(question: str) -> list[Any]:
    """Run the code that answers a question; returns what each of its lines gives."""
    (code,) = re.findall(r"```python\n(.*?)```", QUESTIONS[question], re.DOTALL)
    for name, ours in NAMES.items():
        code = code.replace(name, ours)
    given, known = [], {"csa": csa}
    for line in code.splitlines():
        if re.match(r"\w+ = ", line):
            exec(line, known)
        else:
            given.append(eval(line, known))
    return given


def year_of(raw, pattern: str) -> list[dict[str, str]]:
    """Return the rows of the last twelve months in Redditch, or without a district of their own."""
    return [
        row
        for month, row in raw(pattern)
        if month >= "2015-07" and row.get("district_code", REDDITCH) == REDDITCH
    ]


def total(exhibit: Any) -> int:
    """Return the count in the last corner of an exhibit's table."""
    return int(exhibit.data.iloc[-1, -1])


def test_there_are_ten_and_none_takes_more_than_five_lines() -> None:
    assert len(QUESTIONS) == 10
    for answer in QUESTIONS.values():
        (code,) = re.findall(r"```python\n(.*?)```", answer, re.DOTALL)
        assert len(code.splitlines()) <= MOST_LINES


def test_youth_disorder_at_a_place(project, raw, squares) -> None:
    week, callers = ask("Youth anti-social behaviour at a place, by hour and callers")
    young = [
        row
        for row in year_of(raw, "asb/*.csv")
        if row["lsoa_code"] in squares and "youth" in row["qualifiers"].split(";")
    ]
    assert total(week) == total(callers) == len(young) > 0
    assert "more than once" in callers.sentence


def test_shoplifting_in_a_centre(project, raw, squares) -> None:
    week, ages, people = ask("Shoplifting in a centre, by hours and suspects")
    thefts = {
        row["crime_ref"]
        for row in year_of(raw, "police/*-crimes.csv")
        if row["lsoa_code"] in squares and row["police_uk_category"] == "Shoplifting"
    }
    suspects = [row for row in year_of(raw, "police/*-suspects.csv") if row["crime_ref"] in thefts]
    assert total(week) == len(thefts) > 0
    assert total(ages) == total(people) == len(suspects) > 0


def test_domestic_abuse_with_alcohol(project, raw) -> None:
    alcohol, _ = ask("Domestic abuse with alcohol")
    abuse = [
        row
        for row in year_of(raw, "police/*-crimes.csv")
        if row["flag_domestic"] == "yes" and row["status"] == "recorded"
    ]
    counted = alcohol.data.set_index("alcohol")["Rows"]
    for word, flags in (
        ("Yes", ("yes",)),
        ("No", ("no",)),
        ("Total", ("yes", "no", "", "unknown")),
    ):
        assert counted[word] == sum(row["flag_alcohol"] in flags for row in abuse) > 0


def test_a_wards_table(project) -> None:
    (table,) = ask("A ward's table")
    assert "the ward Redditch North in Redditch" in table.title
    assert list(table.data.columns)[1:] == [
        "July 2015", "August 2015", "September 2015", "October 2015", "November 2015",
        "December 2015", "January 2016", "February 2016", "March 2016", "April 2016",
        "May 2016", "June 2016", "Total",
    ]  # fmt: skip


def test_the_last_six_weeks(project, raw) -> None:
    wards, week = ask("The last six weeks")
    rows = [row for row in year_of(raw, "asb/*.csv") if row["created_at"][:10] >= "2016-05-20"]
    assert total(wards) == total(week) == len(rows) > 0
    assert "Redditch North" in set(wards.data["ward"])


def test_for_excel_and_for_word(project) -> None:
    for saved in (*ask("For Excel"), *ask("For Word")):
        assert saved.parent == project / "data" / "saved"
        assert saved.stat().st_size > 1_000


def test_figures_of_the_hospital(project) -> None:
    (beside,) = ask("Figures of the hospital")
    assert list(beside.data.columns) == ["month", "Assaults treated in A&E", "recorded crimes"]


def test_a_rural_priority_is_one_table_of_settings(project, raw) -> None:
    (table,) = re.findall(r"```toml\n(.*?)```", QUESTIONS["A rural priority"], re.DOTALL)
    path = project / "config" / "priorities.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{table}", encoding="utf-8")
    types, headline = ask("A rural priority")
    rural = [
        row
        for month, row in raw("police/*-crimes.csv")
        if month >= "2015-07" and row["flag_rural"] == "yes" and row["status"] == "recorded"
    ]
    assert total(types) == len(rural) > 0
    assert "rural crime" in headline.title.casefold()


def test_new_wording_is_one_line_of_settings(project) -> None:
    path = project / "config" / "priorities.toml"
    text = path.read_text(encoding="utf-8")
    old = 'short_label = "Violence and abuse"'
    assert old in QUESTIONS["New wording"]
    path.write_text(text.replace(old, 'short_label = "Violence and harm"'), encoding="utf-8")
    (week,) = ask("New wording")
    assert "Violence and harm" in week.title
