"""Restricted lists: who is on them, who can read them, where they may never be."""

import csv
import json
import os
import re
import stat
from types import SimpleNamespace

import pandas as pd
import pytest

from csa.errors import DisclosureError, SettingsError, StoreError
from csa.periods import Period
from csa.report.cases import find_cases, write_cases
from csa.settings import CaseCriteria, Settings, load_settings

REDDITCH = "E07000236"


MONTHS = Period("2015-01", "2017-01").months


def store(lost=(), **tables):
    months = pd.DataFrame(
        [
            (unit, REDDITCH, month, "missing" if (unit, month) in lost else "ok")
            for unit in ("crime", "victim", "suspect", "asb")
            for month in MONTHS
        ],
        columns=["unit", "district", "month", "status"],
    )
    return SimpleNamespace(
        catalogue=SimpleNamespace(tables=tables), load=tables.__getitem__, coverage=lambda: months
    )


def crimes(n, *, district=REDDITCH, month="2016-12", status="recorded"):
    return pd.DataFrame(
        {
            "crime_id": [f"{district}{month}{status}{i}" for i in range(n)],
            "recorded_date": pd.Timestamp(f"{month}-05"),
            "month": month,
            "district": district,
            "category": "Shoplifting",
            "status": status,
        }
    )


def people(crimes, person, **columns):
    return pd.DataFrame({"crime_id": crimes["crime_id"], "person_id": person, **columns})


def asb(n, *, easting, quality="exact", caller="x"):
    return pd.DataFrame(
        {
            "incident_id": [f"{easting}{caller}{i}" for i in range(n)], "month": "2016-12",
            "created_at": pd.Timestamp("2016-12-05"), "district": REDDITCH, "ward": "W1",
            "category": "Nuisance", "easting": easting, "northing": 267_010,
            "coord_quality": quality, "caller_id": caller,
        }
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path):
    import shutil

    here = load_settings()
    shutil.copytree(here.root / "config", tmp_path / "config")
    return load_settings(tmp_path)


def everything():
    three, two = crimes(3), crimes(2, month="2016-11")
    old = crimes(5, month="2016-01")  # thirteen months before the last
    other, gone = crimes(5, district="E07000234"), crimes(5, status="cancelled")
    victims = [
        people(three, "often", victim_type="person"),
        people(two, "twice", victim_type="person"),
        people(old, "long-ago", victim_type="person"),
        people(other, "elsewhere", victim_type="person"),
        people(gone, "cancelled", victim_type="person"),
        people(three, "shop", victim_type="business"),
    ]
    suspects = [
        people(pd.concat([three, two]), "five", status="suspect"),
        people(pd.concat([three, two]), "cleared", status="eliminated"),
        people(three, "three", status="charged"),
    ]
    return store(
        crime=pd.concat([three, two, old, other, gone], ignore_index=True),
        victim=pd.concat(victims, ignore_index=True),
        suspect=pd.concat(suspects, ignore_index=True),
        asb=pd.concat(
            [asb(10, easting=404_310), asb(9, easting=404_410, caller=None),
             asb(10, easting=404_510, quality="snap", caller=None)],
            ignore_index=True,
        ),
        geography=pd.DataFrame({"ward": ["W1"], "ward_name": ["Abbey"]}),
    )  # fmt: skip


def test_only_those_who_meet_the_criteria_are_listed():
    found = find_cases(everything(), district=REDDITCH, last="2017-01", criteria=CaseCriteria())
    assert found["repeat_victims"][["person", "crimes"]].to_numpy().tolist() == [["often", 3]]
    assert found["persistent_suspects"]["person"].tolist() == ["five"]
    assert found["repeat_callers"]["person"].tolist() == ["x"]
    places = found["locations_of_concern"]
    assert places[["easting", "northing", "incidents", "ward"]].to_numpy().tolist() == [
        [404_300, 267_000, 10, "Abbey"]
    ]


def test_lists_are_for_their_owner_alone_and_outside_the_reports(settings):
    os.umask(0o022)
    written = write_cases(settings, everything(), district="redditch")
    assert written.folder.parent == settings.root / "data" / "restricted"
    assert not written.folder.is_relative_to(settings.reports)
    for folder in (written.folder, written.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = [path for path in written.folder.parent.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert (written.folder.parent / ".gitignore").read_text() == "*\n"


def test_a_file_that_others_could_read_is_replaced(settings):
    written = write_cases(settings, everything(), district="redditch")
    path = written.folder / "repeat_victims.csv"
    path.chmod(0o644)
    write_cases(settings, everything(), district="redditch")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_criteria_stand_beside_the_lists(settings):
    criteria = CaseCriteria(victim_crimes=2)
    written = write_cases(settings, everything(), district="redditch", criteria=criteria)
    text = (written.folder / "READ_FIRST.txt").read_text()
    assert "persons harmed by 2 recorded crimes or more in the 12 months to 2017-01" in text
    assert "Suspects are not offenders" in text
    assert written.rows["repeat_victims"] == 2


@pytest.mark.parametrize("has_rights", [True, False])
def test_where_files_cannot_be_kept_to_their_owner_the_lists_say_so(
    settings, monkeypatch, has_rights
):
    monkeypatch.setattr("csa.private.applies", lambda: has_rights)
    written = write_cases(settings, everything(), district="redditch")
    text = (written.folder / "READ_FIRST.txt").read_text()
    assert ("can be read by whoever can open their folder" in text) is not has_rights


def test_no_cell_is_taken_for_a_formula_and_numbers_stay_numbers(settings):
    tables = everything()
    tables.load("geography")["ward_name"] = "=HYPERLINK(A1)"
    tables.load("crime")["category"] = ["＝1+1", "@x", "-1+2"] + ["\tShop"] * 17
    written = write_cases(settings, tables, district="redditch")
    for path in written.folder.glob("*.csv"):
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
            texts = [cell for cell in row if not cell.lstrip("-").isdigit()]
            assert not [cell for cell in texts if cell[:1] in "=+-@＝＋－＠\t\r"]
    places = pd.read_csv(written.folder / "locations_of_concern.csv")
    assert places["ward"].tolist() == ["'=HYPERLINK(A1)"]
    assert places[["easting", "incidents"]].to_numpy().tolist() == [[404_300, 10]]


@pytest.mark.parametrize("edition", ["partner", "public"])
def test_no_edition_may_have_them(settings, edition):
    with pytest.raises(DisclosureError, match=f"never part of the {edition} edition"):
        write_cases(settings, everything(), district="redditch", edition=edition)
    assert not (settings.root / "data" / "restricted").exists()


def test_each_writing_is_logged_without_any_person(settings):
    for _ in range(2):
        write_cases(settings, everything(), district="redditch")
    log = settings.root / "data" / "restricted" / "cases.log.jsonl"
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(entries) == 2
    assert entries[0]["rows"]["persistent_suspects"] == 1
    assert not any(one in log.read_text() for one in ("often", "five", "404300"))


def test_a_month_that_was_not_received_is_said_wherever_the_criterion_is(settings):
    lost = {("victim", "2016-08"), ("victim", "2016-09"), ("asb", "2016-02"), ("crime", "2015-12")}
    tables = {name: everything().load(name) for name in everything().catalogue.tables}
    written = write_cases(settings, store(lost, **tables), district="redditch")
    ends = {name: text.partition("to 2017-01")[2] for name, text in written.criteria.items()}
    assert ends == {
        "repeat_victims": "; victim: not received: August 2016 to September 2016",
        "persistent_suspects": ", those eliminated left out",
        "repeat_callers": "; asb: not received: February 2016",
        "locations_of_concern": ", of incidents placed exactly; asb: not received: February 2016",
    }
    listed = pd.read_csv(written.folder / "repeat_victims.csv")
    assert set(listed["criterion"]) == {written.criteria["repeat_victims"]}


def test_open_data_have_no_list_and_say_so(settings):
    with pytest.raises(StoreError, match="nothing to list"):
        write_cases(settings, store(crime=crimes(0)), district="redditch")


def set_criteria(settings, **changed):
    """Change criteria in the project's partnership.toml and read it again."""
    path = settings.root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8")
    for name, value in changed.items():
        text, found = re.subn(rf"(?m)^{name} = \d+", f"{name} = {value}", text)
        assert found == 1, name
    path.write_text(text, encoding="utf-8")
    return load_settings(settings.root)


def test_the_criteria_are_the_partnerships_own(settings):
    settings = set_criteria(settings, victim_crimes=2, suspect_crimes=3, months=13)
    written = write_cases(settings, everything(), district="redditch")
    # The thirteenth month adds five crimes against somebody, and five more of that month.
    assert written.rows["repeat_victims"] == 3
    assert written.rows["persistent_suspects"] == 2
    listed = pd.read_csv(written.folder / "repeat_victims.csv")
    assert set(listed["criterion"]) == {
        "persons harmed by 2 recorded crimes or more in the 13 months to 2017-01"
    }
    log = (written.folder.parent / "cases.log.jsonl").read_text(encoding="utf-8")
    assert "persons suspected of 3 recorded crimes or more in the 13 months" in log


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("victim_crimes", 1), ("caller_incidents", 1), ("suspect_crimes", 0),
        ("place_incidents", 1), ("months", 0), ("months", 37),
    ],
)  # fmt: skip
def test_a_criterion_that_everybody_meets_is_refused(settings, name, value):
    with pytest.raises(SettingsError, match=rf"\[cases\]: {name}"):
        set_criteria(settings, **{name: value})


def test_a_criterion_that_does_not_exist_is_refused(settings):
    path = settings.root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8").replace("victim_crimes = 3", "victim_ages = 3")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="victim_ages"):
        load_settings(settings.root)


def test_a_list_inside_the_reports_is_refused(settings, monkeypatch):
    inside = settings.reports / "restricted"
    monkeypatch.setattr(Settings, "restricted", property(lambda _: inside))
    with pytest.raises(DisclosureError, match="inside the reports"):
        write_cases(settings, everything(), district="redditch")
    assert not inside.exists()


@pytest.mark.parametrize("last", ["2017-13", "January", "2017"])
def test_a_month_that_is_none_is_refused(settings, last):
    with pytest.raises(SettingsError, match="month"):
        write_cases(settings, everything(), district="redditch", last=last)


def test_a_place_that_is_no_district_is_refused(settings):
    with pytest.raises(SettingsError):
        write_cases(settings, everything(), district="nowhere")
