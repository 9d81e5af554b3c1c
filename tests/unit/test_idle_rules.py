"""Rules that select nothing of all that was received are told after a build."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import crime, fire, make_project, street, write

from csa.commands.console import account_json, account_text, mostly_set_aside
from csa.settings import Settings, load_settings
from csa.store import BuildReport, Store, build

BURGLARY = {"police_uk_category": "Burglary"}
ROBBERY = {"police_uk_category": "Robbery", "offence_subgroup": "Robbery of personal property"}


@pytest.fixture(autouse=True)
def _person_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project whose priorities are one: theft, of four sub-themes and one of fires."""
    settings = make_project(tmp_path / "project")
    (settings.root / "config" / "priorities.toml").write_text(PRIORITIES, encoding="utf-8")
    for name in ("breaks.toml", "disclosure.toml"):
        path = settings.root / "config" / name
        path.write_text(KEPT[name], encoding="utf-8")
    return load_settings(settings.root)


KEPT = {
    "breaks.toml": "",
    "disclosure.toml": '[public_dimensions]\ncrime = ["category"]\n',
}
PRIORITIES = """
[[priority]]
id = "theft"
number = 1
label = "Theft"
short_label = "Theft"

[[priority.subtheme]]
id = "burglary"
label = "Burglary"
rules = [{ unit = "crime", any_of = [{ category = ["Burglary"] }, { category = ["Drugs"] }] }]

[[priority.subtheme]]
id = "muggings"
label = "Muggings"
rules = [
    { unit = "crime", any_of = [{ category = ["Robbery"], offence_subgroup = ["Burglary"] }] },
    { unit = "crime", any_of = [{ category = ["Robbery"] }] },
]

[[priority.subtheme]]
id = "exploitation"
label = "Exploitation"
kind = "overlay"
rules = [{ unit = "crime", any_of = [{ flag_cse = [true] }] }]

[[priority.subtheme]]
id = "undivided"
label = "Undivided"
kind = "overlay"
rules = [{ unit = "crime", any_of = [{ category = ["Burglary"], offence_group = [""] }] }]

[[priority.subtheme]]
id = "fires"
label = "Fires"
rules = [{ unit = "fire" }]
"""
THEMES = 'config/priorities.toml, [[priority]] "theft", [[priority.subtheme]] '


def built(project: Settings) -> BuildReport:
    report = build(project)
    assert Store(project).idle_rules() == report.idle_rules
    return report


def test_a_rule_that_selects_nothing_is_told_and_one_that_selects_a_row_is_not(
    project: Settings,
) -> None:
    crimes = [crime(1, **BURGLARY), crime(2, **ROBBERY, flag_cse="yes")]
    write(project.raw, "police/2016-04-crimes.csv", crimes)
    report = built(project)
    # The first rule of muggings asks for what contradicts itself. That nothing is undivided is as
    # it should be, and that no fire was received is a matter of its months.
    assert report.idle_rules == [
        f'{THEMES}"muggings": rule 1 selects nothing of all crime received.'
    ]
    assert f'Warning: {THEMES}"muggings": rule 1' in account_text(report)
    assert account_json(report)["warnings"] == report.idle_rules


def test_columns_that_no_source_records_are_told_in_one_sentence(project: Settings) -> None:
    crimes = [street(1), street(2, **{"Crime type": "Robbery"})]
    write(project.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", crimes)
    assert built(project).idle_rules == [
        "No source received records 'flag_cse', 'offence_subgroup' of crime, so nothing is "
        "selected for exploitation, muggings (config/priorities.toml).",
    ]


def test_a_rule_that_was_changed_is_judged_although_nothing_is_built_anew(
    project: Settings,
) -> None:
    write(project.raw, "police/2016-04-crimes.csv", [crime(1, **BURGLARY)])
    build(project)
    path = project.root / "config" / "priorities.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('{ category = ["Burglary"] }, ', ""), encoding="utf-8")
    report = built(load_settings(project.root))
    assert report.read == 0
    assert f'{THEMES}"burglary": rule 1 selects nothing of all crime received.' in report.idle_rules


def test_a_rule_that_selects_only_what_nothing_counts_is_told(project: Settings) -> None:
    write(
        project.raw,
        "police/2016-04-crimes.csv",
        [crime(1), crime(2, status="cancelled", **ROBBERY)],
    )
    write(project.raw, "fire/2016-04-deliberate-fires.csv", [fire(1, motive="accidental")])
    told = built(project).idle_rules
    assert f'{THEMES}"muggings": rule 2 selects nothing of all crime received.' in told
    assert f'{THEMES}"fires": rule 1 selects nothing of all fire received.' in told
    assert not [one for one in told if '"burglary"' in one]


def test_a_file_that_is_mostly_set_aside_is_told_and_one_with_a_stray_row_is_not(
    project: Settings,
) -> None:
    strays = [crime(n, police_uk_category="Nonsense") for n in (2, 3)]
    write(project.raw, "police/2016-04-crimes.csv", [crime(1, **BURGLARY), *strays])
    write(project.raw, "police/2016-05-crimes.csv", [crime(4, month="2016-05", **BURGLARY)])
    report = built(project)
    (told,) = mostly_set_aside(report)
    assert told.startswith("police/2016-04-crimes.csv is mostly set aside, 2 of 3 rows.")
    assert f"Warning: {told}" in account_text(report).replace("\n  ", " ")
    assert told in account_json(report)["warnings"]
