"""Every state that a project gets into in its life publishes, and passes its own check.

One project goes through a year and a half: its first three months, its first full year, a month
sent again and a row put right, a named place and another rule, and at last a district more. Another
has one source only. Only the report of one district is made each time; the release is of all. Each
has as few priorities as its changes need, so that no source serves every priority. Where something
may be absent every chapter is drawn; later, those that show what has changed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import ALONE, EDITIONS, Project, run_csa, write_rows
from small_partnership import keep_chapters, keep_priorities, read_rows, small_project

from csa.settings import load_settings
from csa.store import Store

FAULTY, SENT_AGAIN = "police/2015-09-crimes.csv", "police/2015-12-crimes"
DROPPED = 12
REDDITCH, WYRE_FOREST = "E07000236", "E07000239"
ADDED = f'[[district]]\ncode = "{WYRE_FOREST}"\nslug = "wyre-forest"\nname = "Wyre Forest"\n\n'
SQUARE = """
[[place]]
slug = "market-square"
name = "Market Square"
district = "redditch"
easting = 404150
northing = 267750
radius_m = 900
"""
CHANGED = ("strategic_assessment", "priority_profile", "annex_area", "how_to_read")
OF_CRIME = ("violence-and-abuse", "protecting-vulnerable-communities")
RULE = 'offence_subgroup = ["Stalking and harassment"]'


@dataclass(frozen=True)
class State:
    """One publication in the life of a project."""

    folder: Path
    year: str
    area: str = "redditch"

    def told(self) -> dict[str, str]:
        """Return how assess and check ended."""
        return json.loads((self.folder / "told.json").read_text(encoding="utf-8"))

    def page(self, edition: str = "partner") -> str:
        """Return the pages that were published."""
        return (self.folder / f"{edition}.html").read_text(encoding="utf-8")


STATES = {
    "the first three months": ("2015-16", "2015-06", "redditch"),
    "later in the year, all of it": ("2015-16", "2016-03", "redditch"),
    "a month sent again, a row put right": ("2015-16", "2016-03", "redditch"),
    "the next year, a place added, a rule changed": ("2016-17", "2016-06", "redditch"),
    "a district added": ("2016-17", "2016-06", "wyre-forest"),
}


def _live(root: Path) -> None:
    """Take one project through its states."""
    project = small_project(root / "project")
    keep_priorities(project, *OF_CRIME)
    _without_wyre_forest(project)
    _spoil_a_row(project)
    changes: dict[str, Callable[[Path], None]] = {
        "a month sent again, a row put right": _send_again_and_correct,
        "the next year, a place added, a rule changed": _add_a_place_and_change_a_rule,
        "a district added": _add_wyre_forest,
    }
    for name, (year, to, area) in STATES.items():
        changes.get(name, lambda _: None)(project)
        run_csa("build", "--quiet", cwd=project)
        _publish(project, root / name, year=year, to=to, area=area)
        keep_chapters(project, *CHANGED)


def _publish(project: Path, kept: Path, *, year: str, to: str, area: str) -> None:
    words = ("assess", "--quiet", *ALONE, "--year", year, "--to", to, "--district", area)
    assessed = run_csa(*words, cwd=project, expected=None)
    checked = run_csa("check", f"reports/{year}", cwd=project, expected=None)
    kept.mkdir()
    told = {"assess": assessed.stdout + assessed.stderr, "check": checked.stdout + checked.stderr}
    (kept / "told.json").write_text(json.dumps(told), encoding="utf-8")
    for edition in EDITIONS:
        pages = Project(project, year).pages_of(edition, area)
        (kept / f"{edition}.html").write_text(pages, encoding="utf-8")


def _without_wyre_forest(root: Path) -> None:
    path = root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8").replace(ADDED, "")
    text = re.sub(r'\[\[place\]\]\nslug = "kidderminster(?:.+\n)+\n*', "", text)
    path.write_text(text, encoding="utf-8")
    raw = root / "data" / "raw"
    for file in (*(raw / "environment").glob("*-wyre-forest-*"), *(raw / "projects").glob("*")):
        later = root / "later" / file.relative_to(raw)
        later.parent.mkdir(parents=True, exist_ok=True)
        file.rename(later)
    for file in (raw / "commentary").iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(', "wyre-forest"', ""), encoding="utf-8")


def _spoil_a_row(root: Path) -> None:
    path = root / "data" / "raw" / FAULTY
    rows = read_rows(path)
    rows[3]["recorded_date"] = "31/09/2015"
    write_rows(path, rows)


def _send_again_and_correct(root: Path) -> None:
    raw = root / "data" / "raw"
    rows = read_rows(raw / f"{SENT_AGAIN}.csv")
    dropped = [row for row in rows if row["district_code"] == REDDITCH][:DROPPED]
    write_rows(raw / f"{SENT_AGAIN}-r2.csv", [row for row in rows if row not in dropped])
    faulty = Store(load_settings(root)).load("quarantine")
    (row,) = faulty[faulty["path"] == FAULTY].to_dict("records")
    (root / "config" / "corrections.toml").write_text(
        f'[[correction]]\nfile = "{row["path"]}"\nrow = {row["row_number"]}\n'
        f'row_hash = "{row["row_hash"]}"\ncolumn = "recorded_date"\nvalue = "2015-09-30"\n'
        'reason = "September has thirty days."\nauthor_role = "analyst"\ndate = "2016-05-01"\n',
        encoding="utf-8",
    )


def _add_a_place_and_change_a_rule(root: Path) -> None:
    with (root / "config" / "partnership.toml").open("a", encoding="utf-8") as file:
        file.write(SQUARE)
    path = root / "config" / "priorities.toml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace(RULE, f"{RULE}, flag_alcohol = [false]")
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def _add_wyre_forest(root: Path) -> None:
    path = root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("# A named place is", f"{ADDED}# A named place is", 1), "utf-8")
    for file in (root / "later").glob("*/*"):
        file.rename(root / "data" / "raw" / file.relative_to(root / "later"))


def _one_source(root: Path) -> None:
    """Publish a project that has look-ups, boundaries and anti-social behaviour."""
    project = small_project(root / "project")
    keep_priorities(project, "violence-and-abuse", "asb-damage-and-nuisance")
    for folder in (project / "data" / "raw").iterdir():
        if folder.name not in ("lookups", "boundaries", "asb"):
            shutil.rmtree(folder)
    run_csa("build", "--quiet", cwd=project)
    _publish(project, root / "one source", year="2016-17", to="2016-06", area="redditch")


@pytest.fixture(scope="session")
def life(once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """What one project published in its life. Only to be read."""
    return once("states", _live)


@pytest.fixture(scope="session")
def lone(once: Callable[[str, Callable[[Path], object]], Path]) -> State:
    """What a project of one source published. Only to be read."""
    return State(once("one_source", _one_source) / "one source", "2016-17")


@pytest.fixture
def state(life: Path, request: pytest.FixtureRequest) -> State:
    """The state that a test names."""
    year, _, area = STATES[request.param]
    return State(life / request.param, year, area)


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_every_state_publishes_and_passes_its_check(state: State) -> None:
    assert state.told() == {"assess": "", "check": "No faults found.\n"}
    assert all("<h1>" in state.page(edition) for edition in ("partner", "public"))


def test_one_source_alone_publishes_and_passes_its_check(lone: State) -> None:
    assert lone.told() == {"assess": "", "check": "No faults found.\n"}
    assert "no source of recorded crimes was received" in lone.page()


@pytest.mark.parametrize("state", ["the first three months"], indirect=True)
def test_a_first_year_is_compared_with_nothing(state: State) -> None:
    assert "no data received for April 2014 to June 2014" in state.page()
    assert "compared with April 2014" not in state.page()


@pytest.mark.parametrize("state", ["a month sent again, a row put right"], indirect=True)
def test_a_month_sent_again_says_so_in_rows_and_marks_what_changed(
    state: State, life: Path
) -> None:
    account = Store(Project(life / "project").settings).load("account").set_index("path")
    assert account.loc[FAULTY, "quarantined"] == 0
    rows = read_rows(life / "project/data/raw" / f"{SENT_AGAIN}.csv")
    sent = [row for row in rows if row["district_code"] != WYRE_FOREST]  # it joined later
    told = re.search(
        r"December 2015 restated, ([\d,]+) rows at first and ([\d,]+) now", state.page()
    )
    assert told, state.page()[:200]
    first, now = (int(one.replace(",", "")) for one in told.groups())
    assert first - now == DROPPED
    assert first == len(sent)
    assert 'class="num revised"' in state.page()


@pytest.mark.parametrize("state", ["the next year, a place added, a rule changed"], indirect=True)
def test_a_place_added_is_among_the_named_places(state: State) -> None:
    assert "Market Square" in state.page()


@pytest.mark.parametrize("state", ["a district added"], indirect=True)
def test_a_district_added_gets_a_report_of_its_own(state: State) -> None:
    assert "<h1>Wyre Forest" in state.page()
