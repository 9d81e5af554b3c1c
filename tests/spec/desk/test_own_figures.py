"""Figures of the partnership's own become a source by one small file of settings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import csa
from csa.commands.console import coverage_text
from csa.errors import SettingsError, StoreError
from csa.report.trial import Asked, try_exhibit
from csa.settings import load_settings
from csa.store import Store, build


def test_one_file_of_settings_makes_a_table(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = csa.load("own_ae", district="redditch", root=str(own))
    assert rows["count"].sum() == 3 + 7 + 12
    assert set(rows["measure"]) == {"with a knife", "other"}
    assert rows.attrs["csa"]["source"] == "Assaults treated in A&E (The hospital)"
    said = capsys.readouterr().out
    assert said.startswith("own_ae (Redditch; April 2016 to June 2016): 4 rows.\n")
    assert "Not received: May 2016.\n" in said


def test_a_text_that_the_settings_do_not_have_is_not_kept(own: Path) -> None:
    aside = csa.load("quarantine", root=str(own))
    assert len(aside[aside["source"] == "own_ae"]) == 2
    folder = own / "data" / "processed" / "own_count"
    assert folder.is_dir()
    assert not any(b"a name" in path.read_bytes() for path in folder.iterdir())


WHOLE = "Ward,Month,Attendances\n" + "".join(
    f"Redditch North,{year}-{month:02},{count}\n"
    for year, count in ((2015, 12), (2016, 23))
    for month in (4, 5, 6)
)


def test_a_figure_with_a_line_is_published_protected(own: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(own, root, ignore=shutil.ignore_patterns("reports"))
    path = root / "config" / "layouts" / "own-housing.toml"
    text = path.read_text(encoding="utf-8").replace("Assaults treated in A&E", "Complaints")
    text = text.replace('first = "2016-04"', 'first = "2015-04"').replace(
        'from = "2016-04"', 'from = "2015-04"'
    )
    path.write_text(
        text.replace("\n[table.columns]", "report = 3\n\n[table.columns]"), encoding="utf-8"
    )
    (root / "data" / "raw" / "own" / "housing-2016.csv").write_text(WHOLE, encoding="utf-8")
    settings = load_settings(root)
    build(settings)
    asked = Asked("services.seen", year="2016-17", district="redditch", to="2016-06")
    trial = try_exhibit(settings, Store(settings), asked, folder=tmp_path / "trial")
    assert trial.faults == ()
    (row,) = [one for one in trial.exhibit.data.to_dict("records") if one["name"] == "Complaints"]
    for shown, true in ((row["before"], 3 * 12), (row["after"], 3 * 23)):
        assert shown % 5 == 0
        assert abs(shown - true) < 5
    assert "Complaints" in trial.page.read_text(encoding="utf-8")


def test_each_has_months_of_its_own(own: Path) -> None:
    with pytest.raises(StoreError, match="Received: May 2016"):
        csa.load("own_housing", since="2016-04", until="2016-04", root=str(own))
    with pytest.raises(StoreError, match="Did you mean 'own_housing'"):
        csa.load("own_house", root=str(own))
    listed = csa.tables(root=str(own)).set_index("table")
    assert tuple(listed.loc["own_housing"]) == (
        "Assaults treated in A&E", "1", "2016-05", "2016-05",
    )  # fmt: skip
    settings = load_settings(own)
    lines = coverage_text(settings, Store(settings)).splitlines()
    assert next(one for one in lines if one.startswith("own_housing Redditch")).count("■") == 1


def test_figures_are_added_up_and_a_range_stays_a_range(own: Path) -> None:
    rows = csa.load("own_ae", labels=True, root=str(own))
    months = csa.count(rows, "month").data.set_index("month")["Number"]
    assert months["April 2016"] == 3 + 7 + 12 + 9
    assert months["June 2016"] == "0 to 4"
    assert pd.isna(months["May 2016"])
    assert months["Total"] == "31 to 35"
    wards = csa.count(rows, ["ward", "month"]).data.set_index("ward")
    assert wards.loc["Redditch North", "April 2016"] == 10
    assert pd.isna(wards.loc["Redditch South", "June 2016"])


def test_own_figures_stand_beside_incidents(own: Path, raw) -> None:
    ours = csa.load("own_ae", district="redditch", root=str(own))
    crimes = csa.load(
        "crime", district="redditch", since="2016-03", subtheme="violence-with-injury",
        root=str(own),
    )  # fmt: skip
    exhibit = csa.count([ours, crimes], "month")
    frame = exhibit.data.set_index("month")
    assert list(frame.index) == ["March 2016", "April 2016", "May 2016", "June 2016", "Total"]
    assert pd.isna(frame.loc["March 2016", "Assaults treated in A&E"])
    assert frame.loc["April 2016", "Assaults treated in A&E"] == 22
    april = [
        row
        for month, row in raw("police/*-crimes.csv")
        if month == "2016-04"
        and row["district_code"] == "E07000236"
        and row["status"] == "recorded"
        and row["offence_subgroup"] in ("Violence with injury", "Homicide")
    ]
    assert frame.loc["April 2016", "recorded crimes"] == len(april) > 0
    assert "The hospital" in exhibit.source


def test_what_no_row_says_is_no_empty_frame(own: Path) -> None:
    with pytest.raises(StoreError, match="says its neighbourhood, so none can be picked"):
        csa.load("own_housing", place="redditch-town-centre", root=str(own))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('label = "Assaults treated in A&E"\n', "", "give both there"),
        ('"own_ae"', '"own_A E"', "small letters"),
        ('"own_ae"', '"asb"', "give both there"),
        ("\n[table.columns]", "report = 1\n[table.columns]", "a line to each measure"),
        ("\n[table.columns]", "report = { knives = 1 }\n[table.columns]", "no measure of it"),
        (
            "\n[table.columns]",
            "report = { other = 13 }\n[table.columns]",
            "other must be at most 12",
        ),
        (
            "\n[table.columns]",
            'report = { other = 1, "with a knife" = 1 }\n[table.columns]',
            "has it already",
        ),
    ],
)
def test_own_figures_say_what_they_are(own: Path, tmp_path: Path, old, new, message) -> None:
    shutil.copytree(own / "config", tmp_path / "config")
    path = tmp_path / "config" / "layouts" / "own-ae.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings(tmp_path)
    assert message in str(told.value)
