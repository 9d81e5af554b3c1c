"""References planted in every column that can hold one are in nothing that is written or said."""

import csv
import io
import itertools
import logging
import shutil

import pandas as pd
import pytest
from builders import ALONE, TINY_MONTHS, place_columns, run_csa, tiny_project, write_rows

from csa.errors import CsaError
from csa.reading.files.discovery import find_files
from csa.report.cases import write_cases
from csa.schemas import SERVICE_COUNTS, SERVICE_INCIDENTS
from csa.settings import load_settings
from csa.sources import all_sources
from csa.store import Store, build

# No word or number of the project contains it, whatever the case and whatever stands around it.
MARK = "zzquill"
NAME = "Zebedee Zzquill"
HOME = "E01000002"
CODE_LIKE = "Z ZZQUILL"  # as long as the code of a neighbourhood
TYPED = f"opposite {NAME}"
SPOILED_MONTH = "2015-03"  # outside the months that are compared
# A file of each partner source, what identifies its rows, and a fault that sets a row aside.
SPOILED = {
    "police/{}-crimes.csv": ("crime_ref", {"recorded_date": "2015-02-30"}),
    "police/{}-victims.csv": ("victim_ref", {"age": "old"}),
    "police/{}-suspects.csv": ("suspect_ref", {"age": "old"}),
    "asb/{}-asb.csv": ("incident_ref", {"created_at": "2015-02-30"}),
    "fire/{}-deliberate-fires.csv": ("incident_ref", {"call_datetime": "2015-02-30"}),
    "environment/{}-redditch-environment.csv": ("report_ref", {"reported_at": "2015-02-30"}),
}
SERVICES = [
    one
    for one in all_sources().values()
    if not one.open and one.by_row and one.units[0] in {*SERVICE_INCIDENTS, *SERVICE_COUNTS}
]
LSOAS = ("E01000000", "E01000001", HOME, "E01000003", "E01000006", "E01000007")


def planted(column, number):
    return f"{column}-{MARK}-{number}"


def victims(month, crimes):
    for number, crime in enumerate(crimes):
        yield {
            "crime_ref": crime, "victim_ref": planted("victim", number % 7),
            "name": f"Zebedee Zzquill {number}", "date_of_birth": planted("born", number),
            "address": f"{number} Zzquill Close", "role": TYPED, "victim_type": "person",
            "age": 20 + number % 50, "sex": "FM"[number % 2], "ethnicity_self": "W1",
            "ethnicity_officer": "1", "disability": "no", "vulnerable": "no",
            "relationship_to_suspect": "stranger", "residence_lsoa": HOME, "injury": TYPED,
            "support_referred": "no",
        }  # fmt: skip


def suspects(month, crimes):
    for number, crime in enumerate(crimes):
        yield {
            "crime_ref": crime, "suspect_ref": planted("suspect", number % 5),
            "name": f"Zebedee Zzquill {number}", "date_of_birth": planted("born", number),
            "status": "charged", "age": 15 + number % 40, "sex": "M", "ethnicity_self": "W1",
            "ethnicity_officer": "1", "residence_lsoa": HOME, "iom_flag": "no", "yot_flag": "no",
            "alcohol": "no", "drugs": "no",
        }  # fmt: skip


def fires(month):
    for number, lsoa in enumerate(LSOAS):
        yield {
            "incident_ref": planted("fire", number), "call_datetime": f"{month}-05 12:00",
            "incident_class": "secondary", "motive": "deliberate_others", "property_type": TYPED,
            "location_type": TYPED, "fatalities": 0, "injuries": 0, "smoke_alarm": "",
            "attack_on_crew": "no", "hoax": "no", **place_columns(lsoa),
        }  # fmt: skip


def reports(month):
    for number in range(5):
        yield {
            "report_ref": planted("report", number), "reported_at": f"{month}-05 12:00",
            "report_type": "litter", "size": TYPED, "land": "public", "on_behalf": "public",
            "action": TYPED, **place_columns(HOME),
        }  # fmt: skip


def figures(month):
    for district in dict.fromkeys(place_columns(lsoa)["district_code"] for lsoa in LSOAS):
        for measure, count in (("referrals", "23"), ("marac_cases", "<5")):
            yield {
                "month": month, "measure": measure, "count": count, "district_code": district,
                "contact": NAME,
            }  # fmt: skip


def attendances(month):
    for number, lsoa in enumerate(LSOAS * 3):
        yield {
            "assaulted_at": f"{month}-{1 + number:02d} 23:10", "method": "glass", "sex": "M",
            "age_group": TYPED, **place_columns(lsoa), "location_text": TYPED,
        }  # fmt: skip


def plant(raw):
    """Add people to the tiny partnership and make every reference unmistakable."""
    for month in TINY_MONTHS:
        plant_month(raw, month)
    plant_everywhere(raw)


def plant_month(raw, month):
    path = raw / "police" / f"{month}-crimes.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows["crime_ref"] = [planted("crime", f"{month}{n}") for n in range(len(rows))]
    rows["complaint_ref"] = [planted("complaint", n % 9) for n in range(len(rows))]
    rows["location_text"] = rows["offence_description"] = TYPED
    rows.to_csv(path, index=False)
    crimes = rows["crime_ref"].tolist()
    write_rows(raw / "police" / f"{month}-victims.csv", victims(month, crimes))
    write_rows(raw / "police" / f"{month}-suspects.csv", suspects(month, crimes))
    path = raw / "asb" / f"{month}-asb.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows["incident_ref"] = [planted("incident", f"{month}{n}") for n in range(len(rows))]
    rows["caller_ref"] = [planted("caller", n % 4) for n in range(len(rows))]
    rows["location_text"] = rows["source"] = TYPED
    rows.to_csv(path, index=False)
    write_rows(raw / "fire" / f"{month}-deliberate-fires.csv", fires(month))
    write_rows(raw / "environment" / f"{month}-redditch-environment.csv", reports(month))
    write_rows(raw / "domestic-abuse" / f"{month}-domestic-abuse.csv", figures(month))
    write_rows(raw / "ae-assaults" / f"{month}-ae-assaults.csv", attendances(month))


def plant_everywhere(raw):
    """Add a month in which names stand in every column, of rows fine otherwise and of others."""
    for pattern, (reference, fault) in SPOILED.items():
        text = (raw / pattern.format(TINY_MONTHS[0])).read_text(encoding="utf-8")
        fine = list(csv.DictReader(io.StringIO(text.replace(TINY_MONTHS[0], SPOILED_MONTH))))
        tried = itertools.product(fine[0], (NAME, CODE_LIKE), ({}, fault))
        spoiled = [
            {**fine[0], reference: planted("spoiled", number), **wrong, column: name}
            for number, (column, name, wrong) in enumerate(tried)
        ]
        write_rows(raw / pattern.format(SPOILED_MONTH), [*fine, *spoiled])
    plant_services(raw)


def service_row(source, number):
    """Return a row that a service might send, of the month in which names stand everywhere."""
    given = {"months": 1, "count": 12, "base": 20, "month": SPOILED_MONTH, **place_columns(HOME)}
    for column in source.columns:
        if column.name.endswith("_ref"):
            given[column.name] = planted(source.name, number)
        elif column.name.endswith(("_at", "_on")):
            given[column.name] = f"{SPOILED_MONTH}-{1 + number % 28:02d} 12:00"
        else:
            given.setdefault(column.name, column.values[0] if column.values else "")
    return {column.name: given[column.name] for column in source.columns}


def plant_services(raw):
    """Add a file of each other service with names in every column, of rows fine otherwise."""
    for source in SERVICES:
        names = itertools.product([column.name for column in source.columns], (NAME, CODE_LIKE))
        spoiled = [
            {**service_row(source, number), column: name}
            for number, (column, name) in enumerate(names, start=1)
        ]
        path = raw / source.patterns[0].replace("*", SPOILED_MONTH)
        write_rows(path, [service_row(source, 0), *spoiled])


def without_places(path):
    """Leave the named places out: the squares of the tiny partnership lie elsewhere."""
    tables = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(one for one in tables if "[[place]]" not in one), encoding="utf-8")


def written(root):
    """Yield path and text of every file but the raw ones; Parquet as all the values it holds."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_relative_to(root / "data" / "raw"):
            yield path, text_of(path)


def text_of(path):
    if path.suffix != ".parquet":
        return path.read_bytes().decode("utf-8", errors="ignore")
    table = pd.read_parquet(path)
    values = (text for name in table for text in set(map(str, table[name].dropna())))
    return "\n".join([*map(str, table.columns), *values])


def holding(root):
    found = [path for path, text in written(root) if MARK in (text + path.name).lower()]
    return [str(path.relative_to(root)) for path in found]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    root = tiny_project(tmp_path_factory.mktemp("planted") / "project")
    without_places(root / "config" / "partnership.toml")
    plant(root / "data" / "raw")
    return root


@pytest.fixture(scope="module")
def built(tiny):
    shown = run_csa("build", cwd=tiny)
    (tiny / "built.txt").write_text(shown.stdout + shown.stderr, encoding="utf-8")
    return tiny


@pytest.fixture(scope="module")
def assessed(built):
    shown = run_csa(
        "assess",
        *ALONE,
        "--year",
        "2016-17",
        "--to",
        "2016-06",
        "--district",
        "redditch",
        cwd=built,
    )
    (built / "shown.txt").write_text(shown.stdout + shown.stderr, encoding="utf-8")
    return built


def test_the_references_are_in_every_raw_file_of_a_partner(tiny):
    for path in (tiny / "data" / "raw").rglob("2016-04-*.csv"):
        assert MARK in path.read_text(encoding="utf-8").lower(), path.name


def test_every_column_of_every_partner_source_holds_a_name_somewhere(tiny):
    partners = [one for one in all_sources().values() if not one.open and one.by_row]
    assert len(partners) == len(SPOILED) + len(SERVICES)
    for source in partners:
        files = find_files(source, load_settings(tiny))
        (path,) = [file.path for file in files if file.month == SPOILED_MONTH]
        rows = pd.read_csv(path, dtype=str)
        assert {column.name for column in source.columns} <= set(rows)
        assert {*rows} == {name for name in rows if (rows[name] == NAME).any()}


def test_the_planted_rows_were_accepted_where_they_could_be_and_set_aside_elsewhere(built):
    store = Store(load_settings(built))
    aside = store.load("quarantine")
    for pattern in SPOILED:
        path = pattern.format(SPOILED_MONTH)
        assert (aside["path"] == path).sum() > 20, path
    for source in SERVICES:
        path = source.patterns[0].replace("*", SPOILED_MONTH)
        assert (aside["path"] == path).sum() >= 4, path  # two names as a time and as a kind
        assert len(store.load(source.units[0])) >= 1, path
    kept = {
        "crime": ("ho_offence_code", "offence_group", "offence_subgroup", "outcome"),
        "victim": ("role", "injury"),
        "asb": ("reported_to",),
        "fire": ("property_type", "location_type"),
        "environment": ("size", "action"),
    }
    for table, columns in kept.items():
        rows = store.load(table)
        spoiled = rows[rows["month"] == SPOILED_MONTH]
        for column in columns:
            assert (spoiled[column] == "not listed").sum() >= 2, column  # two names, fine rows


def test_the_account_says_where_such_texts_stand_and_what_to_do(built):
    accounts = Store(load_settings(built)).accounts().set_index("path")
    note = accounts.loc[f"fire/{TINY_MONTHS[0]}-deliberate-fires.csv", "note"]
    assert (
        "texts of column 'property_type' on no list, stored as 'not listed': 6 "
        "(row 1, 2, 3, 4, 5 and 1 more)"
    ) in note
    assert "[fire.property_type] in config/vocabulary.toml" in note
    said = (built / "built.txt").read_text(encoding="utf-8")
    assert 'stored as "not listed": csa.load("account") notes the rows' in said


def test_the_build_writes_and_says_none_of_them(built):
    assert (built / "data" / "processed" / "quarantine").is_dir()
    assert holding(built) == []


def test_build_and_assess_write_none_of_them(assessed):
    kinds = {path.suffix for path, _ in written(assessed)}
    assert {".parquet", ".html", ".json", ".txt"} <= kinds
    assert (assessed / "reports" / "2016-17" / "partner" / "redditch.html").is_file()
    assert holding(assessed) == []


def test_people_are_still_told_apart(assessed):
    store = Store(load_settings(assessed))
    for table, people in (("victim", 7), ("suspect", 5)):
        rows = store.load(table)
        assert rows.loc[rows["month"] != SPOILED_MONTH, "person_id"].nunique() == people


def test_restricted_lists_hold_pseudonyms_only(assessed, caplog):
    caplog.set_level(logging.DEBUG)
    settings = load_settings(assessed)
    lists = write_cases(settings, Store(settings), district="redditch", last="2016-06")
    assert lists.rows["repeat_victims"] == 7
    assert holding(assessed) == []
    assert MARK not in caplog.text.lower()


# --- Faults: a careless message repeats the cell it trips over


def set_cell(column, value, *, row=1):
    def change(lines):
        place = lines[0].split(",").index(column)
        cells = lines[row].split(",")
        cells[place] = value
        return [*lines[:row], ",".join(cells), *lines[row + 1 :]]

    return change


FILES = {
    "victims": "police/2016-04-victims.csv",
    "suspects": "police/2016-04-suspects.csv",
    "crimes": "police/2016-04-crimes.csv",
    "incidents": "asb/2016-04-asb.csv",
    "fires": "fire/2016-04-deliberate-fires.csv",
    "reports": "environment/2016-04-redditch-environment.csv",
}
FAULTS = {
    "no header": lambda lines: lines[1:],
    "a cell too many": lambda lines: [*lines[:2], f"{lines[2]},{NAME}", *lines[3:]],
    "a cell too few": lambda lines: [*lines[:2], lines[2].rsplit(",", 3)[0], *lines[3:]],
    "an open quotation mark": lambda lines: [*lines[:2], f'"{NAME},{lines[2]}', *lines[3:]],
    "another separator": lambda lines: [line.replace(",", ";") for line in lines],
    "the same row twice": lambda lines: [*lines, lines[1]],
    "two rows of one reference": lambda lines: [*lines, lines[1].replace("no", "yes")],
    "a renamed column": lambda lines: [lines[0].replace("_ref", "_number", 1), *lines[1:]],
    "only the header and a name": lambda lines: [lines[0], NAME],
    "a name in every column": lambda lines: names_everywhere(lines),
}


def names_everywhere(lines):
    """Put a name into the first column of the first row, the second of the second, and so on."""
    rows = [line.split(",") for line in (lines[1:] * len(lines[0].split(",")))]
    width = len(lines[0].split(","))
    for place in range(width):
        rows[place][place] = NAME
    return [lines[0], *(",".join(row) for row in rows[: max(width, len(lines) - 1)])]


@pytest.fixture
def one_month(tiny, tmp_path):
    """A copy of the partnership's raw files of one month, in a project of its own."""
    root = tmp_path / "project"
    made = ("processed", "reports", "restricted", "shown.txt", "built.txt", ".csa")
    shutil.copytree(
        tiny, root,
        ignore=lambda folder, names: [
            name for name in names
            if name in made or (name[:2] == "20" and not name.startswith("2016-04"))
        ],
    )  # fmt: skip
    return root


EVERYWHERE = ("no header", "an open quotation mark", "a renamed column", "a name in every column")
TRIED = [("victims", fault) for fault in FAULTS] + [
    (file, fault) for file in FILES if file != "victims" for fault in EVERYWHERE
]


@pytest.mark.parametrize(("file", "fault"), TRIED)
def test_no_message_or_account_of_a_fault_repeats_one(one_month, caplog, file, fault):
    caplog.set_level(logging.DEBUG)
    path = one_month / "data" / "raw" / FILES[file]
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(FAULTS[fault](lines)) + "\n", encoding="utf-8")
    try:
        said = repr(build(load_settings(one_month)))
    except CsaError as problem:
        said = str(problem)
    assert MARK not in said.lower()
    assert MARK not in caplog.text.lower()
    assert holding(one_month) == []
