"""Building processed tables, reading them, and what survives a mishap."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import (
    REDDITCH,
    asb,
    crime,
    make_project,
    report,
    street,
    street_asb,
    victim,
    write,
)

from csa.errors import GeographyError, SettingsError, SourceError, StoreError
from csa.locking import only_run
from csa.schemas import check_table
from csa.settings import Settings
from csa.store import Store, build
from csa.store.catalogue import VERSION

MONTHS = ("2016-04", "2016-05", "2016-06")


@pytest.fixture(autouse=True)
def _person_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Three months of crimes, victims and ASB."""
    settings = make_project(tmp_path / "project")
    for number, month in enumerate(MONTHS):
        rows = [crime(10 * number + n, month=month) for n in range(1, 4)]
        write(settings.raw, f"police/{month}-crimes.csv", rows)
        write(settings.raw, f"police/{month}-victims.csv", [victim(10 * number + 1)])
        write(settings.raw, f"asb/{month}-asb.csv", [asb(1, month=month), asb(2, month=month)])
    return settings


def digest(folder: Path) -> dict[str, str]:
    """The content of every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_table_built_keeps_its_contract(project: Settings) -> None:
    build(project)
    store = Store(project)
    for table in store.catalogue.tables:
        check_table(table, store.load(table))
    assert {"crime", "asb", "victim", "geography", "boundary_ward"} <= set(store.catalogue.tables)


def test_rows_are_what_the_files_hold(project: Settings) -> None:
    build(project)
    crimes = Store(project).load("crime")
    assert crimes.groupby("month").size().to_dict() == dict.fromkeys(MONTHS, 3)


def test_a_second_build_reads_nothing_and_changes_nothing(project: Settings) -> None:
    build(project)
    before = digest(project.processed)
    again = build(project)
    assert (again.read, again.removed) == (0, 0)
    assert digest(project.processed) == before


def test_building_elsewhere_gives_the_same_bytes(project: Settings, tmp_path: Path) -> None:
    build(project)
    other = make_project(tmp_path / "other")
    for path in sorted(project.raw.rglob("*.csv"), reverse=True):
        write(other.raw, path.relative_to(project.raw).as_posix(), path.read_bytes())
    build(other)
    assert digest(other.processed) == digest(project.processed)


def test_only_the_changed_file_is_read_again(project: Settings) -> None:
    build(project)
    write(project.raw, "asb/2016-05-asb.csv", [asb(9, month="2016-05")])
    # A file that is touched but not changed is not read.
    os.utime(project.raw / "asb/2016-06-asb.csv", (1, 1))
    assert build(project).read == 1
    assert len(Store(project).load("asb")) == 5


def test_a_file_that_went_takes_its_rows_along(project: Settings) -> None:
    build(project)
    (project.raw / "asb/2016-05-asb.csv").unlink()
    assert build(project).removed >= 1
    assert sorted(set(Store(project).load("asb")["month"])) == ["2016-04", "2016-06"]


def test_victims_follow_a_corrected_crimes_file(project: Settings) -> None:
    build(project)
    write(
        project.raw,
        "police/2016-05-crimes.csv",
        [crime(11, month="2016-05", lsoa_code="E01000001")],
    )
    build(project)
    victims = Store(project).load("victim", since="2016-05", until="2016-05")
    assert victims["district"].tolist() == ["E07000234"]


def test_a_reissued_month_is_reported_with_both_counts(project: Settings) -> None:
    build(project)
    rows = [crime(n, month="2016-05") for n in range(11, 16)]
    write(project.raw, "police/2016-05-crimes.csv", rows)
    (revision,) = build(project).revisions
    assert revision == {"source": "police_crimes", "months": "May 2016", "before": 3, "after": 5}
    (replaced,) = Store(project).catalogue.revisions
    assert (replaced["month"], replaced["accepted_before"], replaced["accepted"]) == (
        "2016-05",
        3,
        5,
    )


def test_a_later_issue_replaces_an_earlier_one(project: Settings) -> None:
    write(project.raw, "police/2016-05-crimes-r2.csv", [crime(11, month="2016-05")])
    accounts = build(project).accounts.set_index("path")
    assert accounts.loc["police/2016-05-crimes.csv", "superseded"] == 3
    assert accounts.loc["police/2016-05-crimes.csv", "accepted"] == 0
    assert len(Store(project).load("crime", since="2016-05", until="2016-05")) == 1


def test_two_files_of_one_month_are_an_error_that_names_both(project: Settings) -> None:
    for folder in ("a", "b"):
        rows = [street(ord(folder))]
        write(project.raw, f"police_uk/{folder}/2024-01-west-mercia-street.csv", rows)
    with pytest.raises(SourceError, match=r"police_uk/a/.*police_uk/b/"):
        build(project)


def test_the_same_file_twice_counts_once(project: Settings) -> None:
    for folder in ("a", "b"):
        write(project.raw, f"police_uk/{folder}/2024-01-west-mercia-street.csv", [street(1)])
    accounts = build(project).accounts
    rows = accounts[accounts["source"] == "police_uk_street"]
    assert (rows["accepted"].sum(), rows["superseded"].sum()) == (1, 1)


def test_accounts_always_balance(project: Settings) -> None:
    rows = [street(1), street(1), street_asb(), {**street(3), "Crime type": "Witchcraft"}]
    write(project.raw, "police_uk/a/2024-01-west-mercia-street.csv", rows)
    accounts = build(project).accounts
    parts = accounts["accepted"] + accounts["quarantined"] + accounts["superseded"]
    assert (accounts["rows"] == parts + accounts["out_of_area"]).all()
    quarantine = Store(project).load("quarantine")
    assert quarantine["reason"].tolist() == ["unknown_category"]


def test_a_month_without_a_file_is_missing_not_zero(project: Settings) -> None:
    (project.raw / "asb/2016-05-asb.csv").unlink()
    build(project)
    coverage = Store(project).coverage()
    row = coverage[(coverage["unit"] == "asb") & (coverage["month"] == "2016-05")]
    assert row["status"].tolist() == ["missing"] * 3
    assert row["rows"].isna().all()


def test_a_month_in_which_a_district_has_nothing_is_zero(project: Settings) -> None:
    build(project)
    coverage = Store(project).coverage()
    row = coverage[(coverage["unit"] == "crime") & (coverage["month"] == "2016-05")]
    assert row.set_index("district")["rows"].to_dict() == {
        "E07000234": 0,
        REDDITCH: 3,
        "E07000239": 0,
    }


def test_a_council_speaks_for_its_own_district_only(project: Settings) -> None:
    write(project.raw, "environment/2016-04-redditch-environment.csv", [report(1)])
    build(project)
    coverage = Store(project).coverage()
    found = coverage[coverage["unit"] == "environment"].set_index("district")["status"]
    assert found.to_dict() == {"E07000234": "missing", REDDITCH: "ok", "E07000239": "missing"}


def test_a_month_that_stops_early_is_partial(project: Settings) -> None:
    days = [f"2016-06-{day:02d} 10:00" for day in range(1, 16)] * 2
    rows = [asb(n, created_at=day, closed_at="") for n, day in enumerate(days)]
    write(project.raw, "asb/2016-06-asb.csv", rows)
    build(project)
    coverage = Store(project).coverage()
    row = coverage[(coverage["unit"] == "asb") & (coverage["month"] == "2016-06")].iloc[0]
    # All 30 rows in the first of two halves: by chance once in 2**30.
    assert (row["status"], row["note"]) == ("partial", "no row after day 15 of the month")


def test_district_and_months_are_read_alone(project: Settings) -> None:
    rows = [
        crime(n, month="2016-05", lsoa_code=code)
        for n, code in ((11, "E01000001"), (12, "E01000003"))
    ]
    write(project.raw, "police/2016-05-crimes.csv", rows)
    build(project)
    store = Store(project)
    for name in ("redditch", "Redditch", REDDITCH):
        found = store.load("crime", district=name, since="2016-05", until="2016-05")
        assert found["lsoa"].tolist() == ["E01000003"]
    assert list(store.load("crime", columns=["month", "category"]).columns) == ["month", "category"]
    assert len(store.load("crime", since="2020-01")) == 0
    assert store.load("crime", since="2020-01").dtypes.equals(store.load("crime").dtypes)


def test_a_partners_extract_stands_before_open_data_of_the_same_month(project: Settings) -> None:
    rows = [street(n, month="2016-05") for n in range(5)]
    write(project.raw, "police_uk/a/2016-05-west-mercia-street.csv", rows)
    later = [street(n, month="2016-07") for n in range(11, 15)]
    write(project.raw, "police_uk/a/2016-07-west-mercia-street.csv", later)
    build(project)
    store = Store(project)
    counts = store.load("crime").groupby("month").size().to_dict()
    assert counts == {"2016-04": 3, "2016-05": 3, "2016-06": 3, "2016-07": 4}
    assert len(store.load("crime", source="police_uk_street")) == 9


def test_boundaries_are_dissolved_from_lsoas(project: Settings) -> None:
    build(project)
    districts = Store(project).load("boundary_district")
    # Two squares of 1 km² each; degrees and back move a corner by centimetres.
    assert districts.crs == "EPSG:27700"
    assert districts.area.to_numpy() == pytest.approx(2_000_000, rel=1e-4)


def test_stale_tables_are_noticed(project: Settings) -> None:
    build(project)
    assert not Store(project).is_stale()
    write(project.raw, "asb/2016-07-asb.csv", [asb(1, month="2016-07")])
    assert Store(project).is_stale()


def test_a_changed_key_builds_pseudonyms_anew(
    project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project)
    before = Store(project).load("crime")["crime_id"].tolist()
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "other.key"))
    build(project)
    assert not set(before) & set(Store(project).load("crime")["crime_id"])


def test_the_catalogue_names_inputs_and_terms(project: Settings) -> None:
    write(project.raw, "synthetic.json", json.dumps({"synthetic": True, "seed": 1}))
    build(project)
    catalogue = Store(project).catalogue
    assert catalogue.synthetic
    assert not catalogue.is_open("police_crimes")
    assert catalogue.is_open("boundaries")
    path = project.raw / "asb/2016-04-asb.csv"
    (entry,) = (e for e in catalogue.inputs if e["path"] == "asb/2016-04-asb.csv")
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert any("Office for National Statistics" in text for text in catalogue.attributions())


def test_no_personal_detail_is_anywhere_in_the_processed_folder(project: Settings) -> None:
    build(project)
    for table in Store(project).catalogue.tables:
        text = Store(project).load(table).to_csv()
        for canary in ("Zebedee", "Canary Row", "1961-02-03", "22DX/", "C77"):
            assert canary not in text, table
    assert "Zebedee" not in (project.processed / "catalogue.json").read_text()


# Corrections


def quarantined_crime(project: Settings) -> str:
    rows = [crime(11, month="2016-05"), crime(12, month="2016-05", recorded_date="31/04/2016")]
    write(project.raw, "police/2016-05-crimes.csv", rows)
    build(project)
    return str(Store(project).load("quarantine")["row_hash"].iloc[0])


def correct(project: Settings, **values: object) -> None:
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    text = "[[correction]]\n" + "\n".join(
        [
            'file = "police/2016-05-crimes.csv"',
            'reason = "typing error, confirmed"',
            'author_role = "analyst"',
            'date = "2016-07-01"',
            *lines,
        ]
    )
    (project.root / "config" / "corrections.toml").write_text(text)


def test_a_correction_brings_a_row_out_of_quarantine(project: Settings) -> None:
    row_hash = quarantined_crime(project)
    correct(project, row=2, row_hash=row_hash, column="recorded_date", value="2016-05-30")
    accounts = build(project).accounts.set_index("path")
    account = accounts.loc["police/2016-05-crimes.csv"]
    assert (account["accepted"], account["quarantined"]) == (2, 0)
    assert account["note"].endswith("1 corrections applied")


def test_a_row_can_be_left_out(project: Settings) -> None:
    row_hash = quarantined_crime(project)
    correct(project, row=2, row_hash=row_hash, leave_out=True)
    build(project)
    assert Store(project).load("quarantine")["reason"].tolist() == ["left_out_by_correction"]


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"row": 1, "column": "status", "value": "recorded"}, SourceError, "no longer fits"),
        ({"row": 99, "column": "status", "value": "recorded"}, SourceError, "ends at row 2"),
        ({"row": 2, "column": "crime_ref", "value": "X"}, SourceError, "must not hold references"),
        ({"row": 2, "column": "name", "value": "X"}, SourceError, "not read"),
        ({"row": 2}, SettingsError, "column and value"),
        ({"row": 2, "colour": "red"}, SettingsError, "colour"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(
    project: Settings, values: dict[str, object], error: type[Exception], message: str
) -> None:
    row_hash = quarantined_crime(project)
    correct(project, row_hash=row_hash, **values)
    with pytest.raises(error, match=message):
        build(project)


# Errors


OWNERS_ALONE = pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")


def open_to_others(folder: Path) -> list[str]:
    """Folders and files that somebody else than their owner may do something with."""
    found = []
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):  # files are read side by side: another is done meanwhile
            if path.stat().st_mode & 0o077:
                found.append(path.relative_to(folder).as_posix())
    return found


@pytest.fixture
def open_handed() -> Iterator[None]:
    """A user whose files are everybody's unless something is done about it."""
    before = os.umask(0)
    yield
    os.umask(before)


@OWNERS_ALONE
@pytest.mark.usefixtures("open_handed")
def test_tables_are_their_owners_alone_from_the_first_byte_on(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csa.store.parts.ROWS_IN_MEMORY", 2)  # more than fits goes by way of a file
    found: list[str] = []
    real = os.fsync

    def look(handle: int) -> None:
        found.extend(open_to_others(project.processed))
        real(handle)

    monkeypatch.setattr("os.fsync", look)
    build(project, progress=lambda *_: found.extend(open_to_others(project.processed)))
    assert found == []
    assert open_to_others(project.processed) == []
    assert sum(path.is_file() for path in project.processed.rglob("*")) > 10


@OWNERS_ALONE
def test_tables_that_others_could_read_are_taken_from_them(project: Settings) -> None:
    build(project)
    lists = project.restricted / "redditch-2016-06" / "repeat_victims.csv"
    lists.parent.mkdir(parents=True)
    lists.write_text("person\n", encoding="utf-8")
    for folder in (project.processed, project.restricted):
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
    build(project)
    assert open_to_others(project.processed) == open_to_others(project.restricted) == []
    assert len(Store(project).load("crime")) == 9


@OWNERS_ALONE
def test_tables_of_somebody_else_that_others_can_read_are_named(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(project)
    (project.processed / "catalogue.json").chmod(0o644)

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(StoreError, match=r"catalogue\.json can be read by others"):
        build(project)


def test_where_there_are_no_such_rights_nothing_is_set(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csa.private.applies", lambda: False)
    project.processed.mkdir(parents=True)
    project.processed.chmod(0o755)
    build(project)
    assert project.processed.stat().st_mode & 0o777 == 0o755


def test_without_tables_the_user_is_told_to_build(project: Settings) -> None:
    with pytest.raises(StoreError, match="csa build"):
        Store(project).load("crime")


def test_a_table_that_was_not_built_is_named(project: Settings) -> None:
    build(project)
    with pytest.raises(StoreError, match="'fire' has not been built"):
        Store(project).load("fire")
    with pytest.raises(StoreError, match="no table 'crimes'"):
        Store(project).load("crimes")
    with pytest.raises(StoreError, match="no column colour"):
        Store(project).load("crime", columns=["colour"])
    with pytest.raises(SettingsError, match="redditch"):
        Store(project).load("crime", district="Reditch")
    with pytest.raises(StoreError, match="no months"):
        Store(project).load("geography", since="2016-04")


def test_without_raw_files_the_user_is_told_where_to_put_them(tmp_path: Path) -> None:
    settings = make_project(tmp_path / "p")
    for path in settings.raw.rglob("*.*"):
        path.unlink()
    with pytest.raises(SourceError, match="data/raw is missing or empty"):
        build(settings)


def test_without_lookups_nothing_is_placed(project: Settings) -> None:
    for path in (project.raw / "lookups").iterdir():
        path.unlink()
    with pytest.raises(GeographyError, match="lookups"):
        build(project)


def test_an_lsoa_without_boundary_is_named(project: Settings) -> None:
    path = project.raw / "boundaries/lsoa21_test.geojson"
    document = json.loads(path.read_text())
    document["features"].pop()
    path.write_text(json.dumps(document))
    with pytest.raises(GeographyError, match="E01000006"):
        build(project)


def test_settings_of_a_source_that_does_not_exist_are_refused(project: Settings) -> None:
    with pytest.raises(SettingsError, match=r"sources.toml, \[fires\] .*the nearest is 'fire'"):
        build(project.model_copy(update={"sources": {"fires": {}}}))


def test_a_declared_zero_is_a_month_with_nothing(project: Settings) -> None:
    header = (project.raw / "asb/2016-05-asb.csv").read_text().splitlines()[0]
    write(project.raw, "asb/2016-05-asb.csv", header + "\n")
    with pytest.raises(SourceError, match="declared_zero"):
        build(project)
    build(project.model_copy(update={"sources": {"asb": {"declared_zero": ["2016-05"]}}}))
    coverage = Store(project).coverage()
    row = coverage[(coverage["unit"] == "asb") & (coverage["month"] == "2016-05")]
    assert (row["status"].tolist(), row["rows"].tolist()) == (["ok"] * 3, [0] * 3)


def test_a_declared_zero_that_has_rows_is_told_in_the_account(project: Settings) -> None:
    report = build(project.model_copy(update={"sources": {"asb": {"declared_zero": ["2016-04"]}}}))
    notes = report.accounts.set_index("path")["note"]
    told = notes[notes.str.contains("declared_zero in config/sources.toml names this month")]
    assert told.index.tolist() == ["asb/2016-04-asb.csv"]


def test_all_unreadable_files_are_named_at_once(project: Settings) -> None:
    write(project.raw, "asb/2016-04-asb.csv", "")
    write(project.raw, "police/2016-05-crimes.csv", "<html>")
    with pytest.raises(SourceError, match=r"2016-04-asb.csv.*2016-05-crimes.csv"):
        build(project)


# Mishaps


def test_a_failed_build_leaves_the_last_tables(project: Settings) -> None:
    build(project)
    before = digest(project.processed)
    write(project.raw, "asb/2016-06-asb.csv", "")
    with pytest.raises(SourceError):
        build(project)
    assert {name: h for name, h in digest(project.processed).items() if name in before} == before
    assert len(Store(project).load("asb")) == 6


def test_a_second_build_at_the_same_time_is_refused(project: Settings) -> None:
    lock = project.processed / "build.lock"
    with only_run(lock, command="csa build"), pytest.raises(StoreError, match=str(os.getpid())):
        build(project)
    assert build(project).read
    assert not lock.exists()


# Damage


def parts(project: Settings, table: str) -> list[Path]:
    """The files of a table."""
    return sorted((project.processed / table).glob("*.parquet"))


def flip(path: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
    "a byte flipped": flip,
    "lost": Path.unlink,
    "of another table": lambda path: shutil.copy(
        next(path.parents[1].glob("geography/*.parquet")), path
    ),
}


@pytest.mark.parametrize("table", ["crime", "crime_index", "asb", "geography", "coverage"])
@pytest.mark.parametrize("kind", [name for name in DAMAGE if name != "of another table"])
def test_a_damaged_table_is_mended_from_its_raw_file(
    project: Settings, table: str, kind: str
) -> None:
    build(project)
    before = digest(project.processed)
    path = parts(project, table)[0]
    DAMAGE[kind](path)
    assert Store(project).find_damaged() == [f"{table}/{path.stem}"]
    report = build(project)
    assert report.mended == [f"{table}/{path.stem}"]
    # What is worked out of other tables is read from no file; look-ups are two.
    assert report.read == {"coverage": 0, "geography": 2}.get(table, 1)
    assert digest(project.processed) == before


def test_a_table_that_holds_the_rows_of_another_is_mended(project: Settings) -> None:
    build(project)
    before = digest(project.processed)
    DAMAGE["of another table"](parts(project, "asb")[0])
    assert len(build(project).mended) == 1
    assert digest(project.processed) == before


@pytest.mark.parametrize("table", ["crime", "boundary_lsoa"])
def test_a_damaged_table_is_a_sentence_for_whoever_loads_it(project: Settings, table: str) -> None:
    build(project)
    os.truncate(parts(project, table)[0], 100)
    with pytest.raises(
        StoreError, match=f"'{table}' in data/processed is damaged. Run 'csa build'"
    ):
        Store(project).load(table)


def test_a_sound_table_is_not_made_anew(project: Settings) -> None:
    build(project)
    again = build(project)
    assert (again.read, again.mended) == (0, [])


def test_tables_of_a_version_that_kept_no_hashes_are_taken_as_they_are(project: Settings) -> None:
    build(project)
    path = project.processed / "catalogue.json"
    content = json.loads(path.read_text())
    del content["digests"]
    path.write_text(json.dumps(content))
    assert build(project).read == 0


# A full disk


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
@pytest.mark.parametrize("limit", [0, 10, 1_000, 3_000, 6_000])
def test_a_full_disk_is_one_sentence_and_the_last_tables_stay(
    project: Settings, limit: int
) -> None:
    build(project)
    before = digest(project.processed)
    # As many rows in one file as make a part larger than any limit, and the catalogue as well.
    rows = [asb(number, month="2016-07") for number in range(200)]
    write(project.raw, "asb/2016-07-asb.csv", rows)
    done = run_limited(project, limit)
    assert done.returncode == 17, done.stderr
    assert done.stderr.startswith("csa: ")
    assert done.stderr.count("\n") == 1
    assert "File too large" in done.stderr
    assert "free space" in done.stderr
    assert digest(project.processed) == before
    assert build(project).read == 1


def run_limited(project: Settings, limit: int) -> subprocess.CompletedProcess[str]:
    """Run csa build where no file may become larger than a limit."""
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))\n"
        "sys.argv = ['csa', 'build', '--root', sys.argv[2]]\n"
        "from csa.cli import main\n"
        "main()"
    )
    return subprocess.run(
        [sys.executable, "-B", "-c", code, str(limit), str(project.root)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


KILL = """
import os, random, signal, sys, time
from csa.settings import load_settings
from csa.store import build
settings = load_settings(sys.argv[1])
for number in range(20):
    child = os.fork()
    if not child:
        build(settings)
        os._exit(0)
    time.sleep(random.Random(number).uniform(0, float(sys.argv[2])))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(os.name != "posix", reason="processes are forked and killed")
def test_killed_at_twenty_random_points_a_build_ends_with_the_same_tables(
    project: Settings, tmp_path: Path
) -> None:
    again = [crime(n, month="2016-06") for n in (1, 21, 22)]
    write(project.raw, "police/2016-06-crimes-r2.csv", again)
    weights = "Offence code,Offence,Weight\n28E,Burglary,438\n"
    write(project.raw, "harm/severity-weights-2016.csv", weights)
    whole = make_project(tmp_path / "whole")
    for path in project.raw.rglob("*.csv"):
        write(whole.raw, path.relative_to(project.raw).as_posix(), path.read_bytes())
    build(whole)
    subprocess.run([sys.executable, "-c", KILL, str(project.root), "0.5"], check=True, timeout=120)
    build(project)
    assert {"revision", "harm_match"} <= set(Store(project).catalogue.tables)
    assert digest(project.processed) == digest(whole.processed)


def test_a_failed_build_leaves_the_tables_of_an_earlier_version_too(project: Settings) -> None:
    build(project)
    path = project.processed / "catalogue.json"
    path.write_text(path.read_text().replace(f'"version": {VERSION}', '"version": 1'))
    before = digest(project.processed)
    write(project.raw, "asb/2016-06-asb.csv", "")
    with pytest.raises(SourceError):
        build(project)
    assert digest(project.processed) == before
