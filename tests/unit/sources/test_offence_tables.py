"""Offence codes, subgroups, types and titles: what the tables say of each, and what they do not."""

from __future__ import annotations

import csv
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from builders import OPEN_DATA
from ingest_project import CONFIG
from layout_files import write_csv

from csa.layouts.offences import CODES, TITLES, offence_words
from csa.layouts.proposing.offer import offer
from csa.layouts.words import code_of
from csa.schemas import CRIME_CATEGORIES
from csa.settings import Layout, Settings, load_settings
from csa.sources.police.recorded_crime import types_of_offences

ROOT = CONFIG.parent
PUBLISHED = OPEN_DATA / "recorded_crime" / "offence_to_policeuk_category_mapping.csv"
# As the Home Office's tables of recorded crime and data.police.uk have them.
KNOWN = {
    "1": ("Homicide", "Violence and sexual offences"),
    "8N": ("Violence with injury", "Violence and sexual offences"),
    "8L": ("Stalking and harassment", "Violence and sexual offences"),
    "28E": ("Domestic burglary", "Burglary"),
    "30C": ("Non-domestic burglary", "Burglary"),
    "37/1": ("Violence with injury", "Violence and sexual offences"),
    "37/2": ("Theft of a motor vehicle", "Vehicle crime"),
    "49A": ("Other theft offences", "Other theft"),
    "59": ("Miscellaneous crimes against society", "Other crime"),
    "92E": ("Possession of drugs", "Drugs"),
    "10D": ("Possession of weapons offences", "Possession of weapons"),
}


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(CONFIG, tmp_path / "config")
    return load_settings(tmp_path)


def test_each_code_stands_once_with_a_group_and_a_type_that_there_are() -> None:
    codes = {code_of(row["code"]): row for row in rows(CODES)}
    assert len(codes) == len(rows(CODES)) > 150
    for code, (subgroup, category) in KNOWN.items():
        assert (codes[code]["subgroup"], codes[code]["category"]) == (subgroup, category), code
    vocabulary = load_settings(ROOT).vocabulary["police_crimes"]
    for row in (*codes.values(), *rows(TITLES)):
        assert row["category"] in CRIME_CATEGORIES
        assert row["group"] in vocabulary["offence_group"]
        assert row["subgroup"] in {"", *vocabulary["offence_subgroup"]}
    for row in rows(TITLES):
        assert row["category"] == codes[row["code"]]["category"]


@pytest.mark.open_data
@pytest.mark.skipif(not PUBLISHED.is_file(), reason="no published table of offences at hand")
def test_every_published_code_has_the_type_that_is_published_of_it() -> None:
    codes = {code_of(row["code"]): row["category"].casefold() for row in rows(CODES)}
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = {
            code_of(row["Offence_Code"].replace(".", "/")): row["Police.uk_Cat"].casefold()
            for row in csv.DictReader(file)
        }
    homicide = published.pop("1/4/1/4/10/4/2")  # four codes in one line
    assert {codes[code] for code in ("1", "4/1", "4/10", "4/2")} == {homicide}
    assert {code: codes.get(code) for code in published} == published


@pytest.mark.open_data
@pytest.mark.skipif(not PUBLISHED.is_file(), reason="no published table of offences at hand")
def test_every_published_subgroup_has_the_type_that_is_published_of_it() -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["Offence_Group"] != "Fraud offences"]
    frame = pd.DataFrame(
        {
            name.casefold(): [row[name] for row in lines]
            for name in ("Offence_Subgroup", "Offence_Group")
        }
    )
    published = [row["Police.uk_Cat"].casefold() for row in lines]
    assert types_of_offences(frame).str.casefold().tolist() == published


def test_a_file_with_codes_alone_is_proposed_with_type_group_and_subgroup(
    settings: Settings,
) -> None:
    heading = ["Crime Ref", "Recorded Date", "HO Class", "Council"]
    lines = [[f"C{n}", "04/04/2016", code, "Redditch"] for n, code in enumerate(["008N", "46"])]
    found = offer(settings, write_csv(settings.raw, [heading, *lines], name="police/x.csv"))
    layout = Layout.model_validate(tomllib.loads(found.text))
    columns = layout.tables[0].columns
    for name in ("police_uk_category", "offence_group", "offence_subgroup"):
        (way,) = columns[name]
        assert way.look_up is not None
        assert way.look_up.file == CODES
        assert way.headings == ("HO Class",)


def test_titles_that_forces_write_are_known_and_others_only_counted(settings: Settings) -> None:
    words = offence_words(settings.root)
    assert words["common assault and battery"] == "Violence and sexual offences"
    assert words["shoplifting"] == "Shoplifting"
    heading = ["Crime Ref", "Recorded Date", "Offence Title", "Council"]
    titles = ["COMMON ASSAULT", "THEFT FROM SHOPS AND STALLS", "QUUX UPON ZEBEDEE"]
    lines = [[f"C{n}", "04/04/2016", title, "Redditch"] for n, title in enumerate(titles)]
    found = offer(settings, write_csv(settings.raw, [heading, *lines], name="police/x.csv"))
    (way,) = (
        Layout.model_validate(tomllib.loads(found.text)).tables[0].columns["police_uk_category"]
    )
    assert way.values["COMMON ASSAULT"] == "Violence and sexual offences"
    assert way.values["THEFT FROM SHOPS AND STALLS"] == "Shoplifting"
    assert "1 more texts in 1 rows" in found.text or "1 more text" in found.text
    assert "QUUX" not in found.text
