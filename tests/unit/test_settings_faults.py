"""Mistyped settings: each is refused in one sentence that names file, table and setting."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from builders import ROOT

from csa.errors import SettingsError
from csa.reading.rows.corrections import read_corrections
from csa.schemas import TABLES
from csa.settings import load_settings
from csa.sources import all_sources

PRIORITIES, BREAKS = "priorities.toml", "breaks.toml"
PARTNERSHIP, DISCLOSURE, SOURCES = "partnership.toml", "disclosure.toml", "sources.toml"
THEFT = '[[priority]] "theft-and-acquisitive-crime", [[priority.subtheme]] "bicycle-theft": '
BICYCLE = 'category = ["Bicycle theft"]'
HATE = "flag_hate = [true]"


@dataclass(frozen=True)
class Mistake:
    """A change to one shipped file of settings, and the end of the sentence that refuses it."""

    file: str
    old: str
    new: str
    said: str


MISTAKES = (
    # Values and columns of rules.
    Mistake(
        PRIORITIES,
        BICYCLE,
        'category = ["Bycicle theft"]',
        THEFT + "the column 'category' of "
        "crime never holds 'Bycicle theft' (the nearest is 'Bicycle theft').",
    ),
    Mistake(
        PRIORITIES, BICYCLE, 'category = ["bicycle theft"]', "(the nearest is 'Bicycle theft')."
    ),
    Mistake(
        PRIORITIES, BICYCLE, 'category = ["Bicycle theft "]', "(the nearest is 'Bicycle theft')."
    ),
    Mistake(PRIORITIES, BICYCLE, 'category = [""]', "is always recorded, so '' selects nothing."),
    Mistake(PRIORITIES, BICYCLE, "category = [true]", "holds texts, never true."),
    Mistake(
        PRIORITIES,
        BICYCLE,
        "category = [5]",
        "category, number 1 must be a text in quotes, true or false.",
    ),
    Mistake(PRIORITIES, BICYCLE, 'category = "Bicycle theft"', "category must be a list."),
    Mistake(PRIORITIES, BICYCLE, "category = []", "category must not be empty."),
    Mistake(
        PRIORITIES,
        '[{ category = ["Bicycle theft"] }]',
        "[{}]",
        "any_of, number 1 must not be empty.",
    ),
    Mistake(
        PRIORITIES,
        BICYCLE,
        'categori = ["Bicycle theft"]',
        "the column 'categori', which crime has not (the nearest is 'category').",
    ),
    Mistake(PRIORITIES, BICYCLE, 'district = ["E07000999"]', "never holds 'E07000999'"),
    Mistake(
        PRIORITIES, BICYCLE, 'month = ["April"]', "holds months such as 2017-01, never 'April'."
    ),
    Mistake(PRIORITIES, BICYCLE, 'hate_strands = ["race;disability"]', "write 'disability;race'."),
    Mistake(PRIORITIES, BICYCLE, 'hate_strands = ["races"]', "(the nearest is 'race')."),
    Mistake(PRIORITIES, BICYCLE, 'ho_offence_code = ["8 N"]', "[police_crimes.ho_offence_code]"),
    Mistake(PRIORITIES, HATE, 'flag_hate = ["yes"]', "holds true or false, never 'yes'."),
    Mistake(PRIORITIES, HATE, "flag_hate = [1]", "must be a text in quotes, true or false."),
    Mistake(PRIORITIES, HATE, "flag_hat = [true]", "(the nearest is 'flag_hate')."),
    Mistake(
        PRIORITIES, HATE, 'recorded_date = ["2016-04-01"]', "which crime has not. Choose from: "
    ),
    Mistake(
        PRIORITIES,
        '"Homicide"]',
        '"Homocide"]',
        "(the nearest is 'Homicide'). Correct it, or "
        "add it to [police_crimes.offence_subgroup] in config/vocabulary.toml.",
    ),
    Mistake(
        PRIORITIES,
        '"Homicide"]',
        '"Harassment and stalking"]',
        "(it is kept as 'Stalking and harassment').",
    ),
    Mistake(
        PRIORITIES,
        "is_deliberate = [true]",
        'motive = ["delibrate_own"]',
        "of fire never holds 'delibrate_own' (the nearest is 'deliberate_own').",
    ),
    # The rest of a priority.
    Mistake(
        PRIORITIES,
        'label = "Reducing violence and abuse"\n',
        "",
        'config/priorities.toml, [[priority]] "violence-and-abuse": label is missing.',
    ),
    Mistake(
        PRIORITIES,
        'label = "Reducing violence and abuse"',
        'lable = "x"',
        '[[priority]] "violence-and-abuse": lable is no setting or table here (the nearest is ',
    ),
    Mistake(
        PRIORITIES,
        'label = "Reducing violence and abuse"',
        'label = " "',
        "label must not be empty.",
    ),
    Mistake(
        PRIORITIES, 'headline_unit = "asb"', 'headline_unit = "asbs"', "(the nearest is 'asb')."
    ),
    Mistake(
        PRIORITIES,
        "cross_cutting = true",
        'headline_unit = "fire"',
        "\"offending-drugs-and-alcohol\": headline_unit is 'fire', but no rule",
    ),
    Mistake(
        PRIORITIES,
        'short_label = "Theft and acquisitive crime"',
        'short_label = "x"\ncross_cutting = true',
        "must be overlays, and 'shoplifting' is a part.",
    ),
    Mistake(PRIORITIES, 'kind = "overlay"', 'kind = "overly"', "(the nearest is 'overlay')."),
    Mistake(
        PRIORITIES, "[[priority.subtheme]]", "[[priority.subtheem]]", "(the nearest is 'subtheme')."
    ),
    Mistake(PRIORITIES, "[[priority]]", "[[priorty]]", "is not valid TOML"),
    Mistake(
        PRIORITIES, 'id = "burglary"', 'id = "robbery"', "use the id 'robbery' more than once."
    ),
    Mistake(
        PRIORITIES, 'id = "burglary"', 'id = "all"', "use the id 'all', which csa needs itself."
    ),
    Mistake(PRIORITIES, "number = 2", "number = 1", "use the number '1' more than once."),
    # Breaks.
    Mistake(
        BREAKS,
        '"Public order"]',
        '"Public ordr"]',
        '[[break]] "making-the-victim-count": affects '
        "names 'Public ordr', which is no unit, police.uk category, priority or sub-theme (the "
        "nearest is 'Public order').",
    ),
    Mistake(
        BREAKS, 'start = "2014-11"', 'start = "2014-13"', "start must be a month such as 2017-01"
    ),
    Mistake(
        BREAKS, 'end = "2021-07"', 'end = "2019-07"', '"covid" ends in 2019-07, before it starts.'
    ),
    Mistake(
        BREAKS, "[[break]]", "[[brake]]", "config/breaks.toml: brake is no setting or table here"
    ),
    # Disclosure control.
    Mistake(
        DISCLOSURE,
        '"Drugs"',
        '"Drug"',
        "[nearest_public] names 'Drug', which is no police.uk "
        "category of crime (the nearest is 'Drugs').",
    ),
    Mistake(
        DISCLOSURE, "violence-and-abuse =", "violence =", "(the nearest is 'violence-and-abuse')."
    ),
    Mistake(DISCLOSURE, '"outcome_group"', '"outcome_grp"', "(the nearest is 'outcome_group')."),
    Mistake(DISCLOSURE, 'fire = ["priority"', 'fires = ["priority"', "(the nearest is 'fire')."),
    Mistake(
        DISCLOSURE,
        '["0-9", "10-17"]',
        '["0-9", "10-18"]',
        "[[merge.age_band]] number 1 puts '10-18' together with other classes",
    ),
    Mistake(
        DISCLOSURE,
        '["18-34", "35-54", "55+"]',
        '["18-34", "35-44", "55+"]',
        "[[merge.age_band]] number 2 puts '35-44' together with other classes",
    ),
    Mistake(DISCLOSURE, '["Mixed", "Other"]', '["Mixed", "unknown"]', "it has to stay apart."),
    Mistake(
        DISCLOSURE,
        "minimum_months = 3",
        "minimum_months = 1",
        "[rules]: minimum_months must be at least 3.",
    ),
    Mistake(
        DISCLOSURE, "minimum_months = 3", "minimum_month = 3", "(the nearest is 'minimum_months')."
    ),
    # Sources.
    Mistake(
        SOURCES,
        "\n[fire]",
        '\n[fire]\npattern = "/etc/*.csv"',
        "[fire]: pattern, number 1 must name files below data/raw",
    ),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\npattern = "fire/../../*.csv"', "below data/raw"),
    Mistake(SOURCES, "\n[fire]", "\n[fire]\npattern = 'C:\\fire\\*.csv'", "below data/raw"),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\npattern = ["fire/**x/*.csv"]', "is no pattern"),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\npattern = ""', "must not be empty"),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\npattern = "fire/*"', "must end in .csv"),
    Mistake(SOURCES, "\n[fire]", "\n[fire]\npattern = []", "pattern must not be empty."),
    Mistake(SOURCES, "\n[fire]", "\n[fire]\npattern = 5", "pattern must be a list."),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\npatern = "a/*.csv"', "(the nearest is 'pattern')."),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\ndeclared_zero = ["2016-2"]', "must be a month"),
    Mistake(SOURCES, "\n[fire]", '\n[fire]\ncut_off = "2016"', "[fire]: cut_off must be a month"),
    Mistake(SOURCES, "\n[fire]", "\nfire_2 = 5\n[fire]", "fire_2 must be a table."),
    # The partnership.
    Mistake(PARTNERSHIP, "confidence = 0.95", 'confidence = "0.95"', "a number, without quotes"),
    Mistake(PARTNERSHIP, "confidence = 0.95", "confidence = true", "a number, without quotes"),
    Mistake(
        PRIORITIES, "\nsensitive = true", '\nsensitive = "no"', "true or false, without quotes"
    ),
    Mistake(PARTNERSHIP, 'crs = "EPSG:27700"', 'crs = "EPSG:999999"', "crs must be EPSG:27700"),
    Mistake(PARTNERSHIP, 'name = "Redditch"', 'name = ""', '"redditch": name must not be empty.'),
    Mistake(PARTNERSHIP, 'name = "Redditch"', 'name = "Red\\u202editch"', "that cannot be seen"),
    Mistake(
        PARTNERSHIP, 'name = "Redditch"', 'name = "Redditch (01527) 64-252"', "a telephone number"
    ),
    Mistake(
        PARTNERSHIP, 'name = "Redditch"', 'name = "Bromsgrove"', "'Bromsgrove' more than once."
    ),
    Mistake(
        PARTNERSHIP, 'slug = "redditch"', 'slug = "bromsgrove"', "'bromsgrove' more than once."
    ),
    Mistake(PARTNERSHIP, 'slug = "redditch"', 'slug = "north-worcestershire"', "more than once."),
    Mistake(PARTNERSHIP, 'slug = "redditch"', 'slug = "index"', "which csa needs itself."),
    Mistake(PARTNERSHIP, 'slug = "redditch"', 'slug = "con"', "which csa needs itself."),
    Mistake(
        PARTNERSHIP,
        'slug = "redditch"',
        'slug = "../redditch"',
        "small letters, digits and hyphens",
    ),
    Mistake(PARTNERSHIP, 'slug = "redditch"', 'slug = "-r"', "small letters, digits and hyphens"),
    Mistake(PARTNERSHIP, 'code = "E07000236"', 'code = "E22000368"', "'E22000368' more than once."),
    Mistake(
        PARTNERSHIP,
        'district = "redditch"',
        'district = "reditch"',
        '[[place]] "matchborough-'
        "centre\": district 'reditch' is no slug of a [[district]] (the nearest is 'redditch').",
    ),
    Mistake(
        PARTNERSHIP, "easting = 407250", "easting = 4072500", "easting must be at most 700000."
    ),
    Mistake(
        PARTNERSHIP, "radius_m = 350", "outline = [[1, nan], [2, 3], [4, 5]]", "outline, number 1"
    ),
    Mistake(PARTNERSHIP, "radius_m = 350", "radius = 350", "(the nearest is 'radius_m')."),
    Mistake(PARTNERSHIP, "[cases]", "[casess]", "casess is no setting or table here"),
    Mistake(PARTNERSHIP, "2013-14 =", "2013 =", "2013 must be a school year"),
    Mistake(
        PARTNERSHIP,
        "[2014-07-23, 2014-09-02]",
        "[2014-09-23, 2014-09-02]",
        "[holidays.school]: a holiday of 2013-14 ends before it starts.",
    ),
    Mistake(
        "vocabulary.toml",
        '"Homicide" = []',
        '"Homicide" = 5',
        "config/vocabulary.toml, [police_crimes.offence_subgroup]: Homicide must be a list.",
    ),
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped settings."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path / "config"


def refusal(config: Path) -> str:
    """Return the sentence with which the settings are refused, and check its exit code."""
    with pytest.raises(SettingsError) as caught:
        load_settings(config.parent)
    assert caught.value.exit_code == 10
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.file} {one.new}"[:70])
def test_a_mistake_is_refused_where_it_stands(config: Path, mistake: Mistake) -> None:
    path = config / mistake.file
    text = path.read_text(encoding="utf-8")
    assert mistake.old in text
    path.write_text(text.replace(mistake.old, mistake.new, 1), encoding="utf-8")
    said = refusal(config)
    assert mistake.said in said
    assert f"config/{mistake.file}" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[[break]]\nlabel = \"Caf\xe9\"\n", "config/breaks.toml is not in UTF-8: see line 2."),
        ("[[break]]\n".encode("utf-16"), "config/breaks.toml is in UTF-16."),
        (b"[[break]\n", "config/breaks.toml is not valid TOML"),
        (b"id = 1\nid = 2\n", "config/breaks.toml is not valid TOML"),
        (b"a\x00b = 1\n", "config/breaks.toml is not valid TOML"),
        (b"a = " + b"[" * 100_000 + b"\n", "config/breaks.toml is not valid TOML"),
        (b"break = 5\n", "config/breaks.toml: break must be a list."),
        (b'break = ["covid"]\n', "config/breaks.toml, [[break]] number 1: must be a table."),
        (b"[break]\nid = 1\n", "config/breaks.toml: break must be a list."),
    ],
    ids=["cp1252", "utf-16", "bracket", "twice", "nul", "deep", "number", "text", "table"],
)  # fmt: skip
def test_a_file_that_is_no_toml_of_ours_is_refused(config: Path, content: bytes, said: str) -> None:
    (config / BREAKS).write_bytes(content)
    assert refusal(config).startswith(said)


def test_a_byte_order_mark_and_windows_line_ends_are_read(config: Path) -> None:
    before = load_settings(config.parent)
    for path in config.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert load_settings(config.parent).priorities == before.priorities


@pytest.mark.parametrize("name", ["partnership", "priorities", "vocabulary"])
def test_a_folder_in_the_place_of_a_file_is_refused(config: Path, name: str) -> None:
    (config / f"{name}.toml").unlink()
    (config / f"{name}.toml").mkdir()
    assert refusal(config) == f"config/{name}.toml is a folder where a file is expected."


def test_a_folder_among_the_places_is_passed_over(config: Path) -> None:
    before = load_settings(config.parent).fingerprint
    (config / "places" / "x.geojson").mkdir(parents=True)
    assert load_settings(config.parent).fingerprint == before


def test_of_many_faults_five_are_told(config: Path) -> None:
    path = config / PARTNERSHIP
    text = path.read_text(encoding="utf-8").replace("radius_m = ", "radius = ")
    path.write_text(text, encoding="utf-8")
    said = refusal(config)
    assert said.count("[[place]]") == 5
    assert said.endswith("And 2 more.")


@pytest.mark.parametrize(
    "changed",
    [
        'category = ["Bicycle theft", "Violent crime"]',
        'offence_subgroup = ["not listed", ""]',
        'ho_offence_code = ["8N", "105A", "AF"]',
        'hate_strands = ["disability;race"]',
        'outcome = ["Suspect charged"]',
        'district = ["E07000236"], flag_rural = [false, ""]',
    ],
)
def test_whatever_a_column_can_hold_may_be_asked_for(config: Path, changed: str) -> None:
    path = config / PRIORITIES
    text = path.read_text(encoding="utf-8").replace(BICYCLE, changed)
    path.write_text(text, encoding="utf-8")
    load_settings(config.parent)


def test_the_lists_that_rules_are_checked_by_are_those_that_sources_read_with() -> None:
    by_source = {
        (f"{source.name}.{column.name}", table, column.listed)
        for source in all_sources().values()
        for column in source.columns
        if column.listed and column.name != "outcome_code"
        for table in source.units
        if column.listed in TABLES[table].fields
    }
    by_schema = {
        (field.listed, table, name)
        for table, contract in TABLES.items()
        for name, field in contract.fields.items()
        if field.listed
    }
    assert by_schema == by_source


def test_a_fault_in_a_correction_names_its_file_and_no_value(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "corrections.toml").write_text(
        '[[correction]]\nfile = "police/2016-04-crimes.csv"\nrow = 1\n'
        'row_hash = "5f0c0000000000aa"\n'
        'column = "recorded_date"\nvalue = 20160411\nreason = "Ms Smith said so"\n'
        'author_role = "analyst"\ndate = "2017-02-01"\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as caught:
        read_corrections(tmp_path)
    assert str(caught.value) == (
        'config/corrections.toml, [[correction]] "police/2016-04-crimes.csv": value must be a text '
        "in quotes."
    )


@pytest.mark.parametrize("name", ["j.smith@example.org", "Housing team, +44 1527 64252"])
def test_own_figures_name_a_role_and_no_address(config: Path, name: str) -> None:
    (config / "layouts").mkdir(exist_ok=True)
    (config / "layouts" / "own-housing.toml").write_text(
        'from = "2016-04"\nfiles = ["own/h*.csv"]\nperiod = { first = "2016-04" }\n[[table]]\n'
        f'source = "own_housing"\nlabel = "Complaints"\npublisher = "{name}"\n'
        '[table.columns]\nmonth = "Month"\ncount = "Count"\n',
        encoding="utf-8",
    )
    assert "name the role" in refusal(config)
