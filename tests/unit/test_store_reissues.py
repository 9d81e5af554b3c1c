"""Files that are sent again, change, overlap or lie in the future; codes that do not agree."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import (
    NO_PLACE,
    REDDITCH,
    asb,
    crime,
    make_project,
    street,
    street_asb,
    suspect,
    victim,
    write,
)

from csa.counting.records.countable import build_countables
from csa.errors import GeographyError, SourceError
from csa.reading.files.discovery import find_files
from csa.schemas import check_table
from csa.settings import Settings
from csa.store import Store, build

APRIL, MAY = "police/2016-04-crimes.csv", "police/2016-05-crimes.csv"


@pytest.fixture(autouse=True)
def _person_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    return make_project(tmp_path / "project")


def accounts(project: Settings) -> pd.DataFrame:
    return Store(project).accounts().set_index("path")


def with_cut_off(project: Settings, month: str) -> Settings:
    partnership = project.partnership.model_copy(update={"data_cut_off": month})
    return project.model_copy(update={"partnership": partnership})


# A crime that is in two monthly extracts


@pytest.fixture
def overlapping(project: Settings) -> Settings:
    """Crimes 1 to 3 in April; in May crime 3 again, as a robbery, and crime 4."""
    write(project.raw, APRIL, [crime(n) for n in (1, 2, 3)])
    again = crime(3, month="2016-05", police_uk_category="Robbery")
    write(project.raw, MAY, [again, crime(4, month="2016-05")])
    return project


def test_a_crime_in_two_extracts_counts_in_the_latest(overlapping: Settings) -> None:
    build(overlapping)
    crimes = Store(overlapping).load("crime")
    assert crimes.groupby("month").size().to_dict() == {"2016-04": 2, "2016-05": 2}
    assert sorted(crimes["category"]) == ["Burglary", "Burglary", "Burglary", "Robbery"]
    april = accounts(overlapping).loc[APRIL]
    assert (april["rows"], april["accepted"], april["superseded"]) == (3, 2, 1)
    assert "also in later files" in april["note"]


def test_its_victims_and_suspects_are_those_of_the_latest_extract(overlapping: Settings) -> None:
    write(overlapping.raw, "police/2016-04-victims.csv", [victim(n) for n in (1, 3)])
    changed = victim(3, vulnerable="yes")
    other = victim(9, crime_number=3)
    write(overlapping.raw, "police/2016-05-victims.csv", [changed, other])
    write(overlapping.raw, "police/2016-04-suspects.csv", [suspect(3)])
    write(overlapping.raw, "police/2016-05-suspects.csv", [suspect(3, status="convicted")])
    build(overlapping)
    victims = Store(overlapping).load("victim")
    assert victims.groupby("month").size().to_dict() == {"2016-04": 1, "2016-05": 2}
    assert victims["vulnerable"].sum() == 1
    (person,) = Store(overlapping).load("suspect").to_dict("records")
    assert (person["month"], person["status"]) == ("2016-05", "convicted")
    assert accounts(overlapping).loc["police/2016-04-victims.csv", "superseded"] == 1


def test_a_victim_that_only_the_earlier_extract_has_is_kept(overlapping: Settings) -> None:
    write(overlapping.raw, "police/2016-04-victims.csv", [victim(3)])
    write(overlapping.raw, "police/2016-05-victims.csv", [victim(4)])
    build(overlapping)
    assert Store(overlapping).load("victim")["month"].tolist() == ["2016-05", "2016-05"]


def test_a_crime_that_moved_out_of_the_area_takes_its_victims_along(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1), crime(2)])
    elsewhere = {**NO_PLACE, "district_code": "E08000025"}
    write(project.raw, MAY, [crime(1, month="2016-05", **elsewhere), crime(3, month="2016-05")])
    write(project.raw, "police/2016-04-victims.csv", [victim(1), victim(2)])
    build(project)
    store = Store(project)
    assert store.load("crime").groupby("month").size().to_dict() == {"2016-04": 1, "2016-05": 1}
    assert len(store.load("victim")) == 1
    found = accounts(project)
    assert found.loc[APRIL, "superseded"] == 1
    assert found.loc[MAY, "out_of_area"] == 1
    assert found.loc["police/2016-04-victims.csv", "out_of_area"] == 1


def test_an_open_crime_in_two_months_counts_in_the_first(project: Settings) -> None:
    first = [street(n, month="2016-04") for n in (1, 2)] + [street_asb(month="2016-04")] * 2
    second = [street(n, month="2016-05") for n in (2, 3)] + [street_asb(month="2016-05")] * 3
    paths = [f"police_uk/{m}/{m}-west-mercia-street.csv" for m in ("2016-04", "2016-05")]
    for path, rows in zip(paths, (first, second), strict=True):
        write(project.raw, path, rows)
    build(project)
    store = Store(project)
    assert store.load("crime").groupby("month").size().to_dict() == {"2016-04": 2, "2016-05": 1}
    assert store.load("asb").groupby("month").size().to_dict() == {"2016-04": 2, "2016-05": 3}
    later = accounts(project).loc[paths[1]]
    assert (later["accepted"], later["superseded"]) == (4, 1)
    assert "also in earlier files" in later["note"]


def test_incident_numbers_that_start_anew_each_month_are_not_the_same(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1)])
    for month in ("2016-04", "2016-05"):
        write(project.raw, f"asb/{month}-asb.csv", [asb(1, month=month)])
    build(project)
    assert len(Store(project).load("asb")) == 2


def test_a_crime_comes_back_when_the_later_extract_no_longer_has_it(overlapping: Settings) -> None:
    build(overlapping)
    write(overlapping.raw, MAY, [crime(4, month="2016-05")])
    build(overlapping)
    counts = Store(overlapping).load("crime").groupby("month").size().to_dict()
    assert counts == {"2016-04": 3, "2016-05": 1}
    assert accounts(overlapping).loc[APRIL, "superseded"] == 0


def test_every_table_with_overlaps_keeps_its_contract(overlapping: Settings) -> None:
    bad = crime(5, recorded_date="31/02/2016")
    write(overlapping.raw, APRIL, [*(crime(n) for n in (1, 2, 3)), bad])
    build(overlapping)
    store = Store(overlapping)
    for table in store.catalogue.tables:
        check_table(table, store.load(table))
    found = accounts(overlapping)
    fates = found[["accepted", "quarantined", "superseded", "out_of_area"]].sum(axis="columns")
    assert (found["rows"] == fates).all()
    assert len(store.load("quarantine")) == 1
    assert build(overlapping).read == 0


# A crime that is not recorded any more


def test_victims_of_cancelled_and_transferred_crimes_are_no_victims_of_recorded_crime(
    project: Settings,
) -> None:
    statuses = ("recorded", "cancelled", "transferred")
    rows = [crime(n, status=status) for n, status in enumerate(statuses, start=1)]
    write(project.raw, APRIL, rows)
    write(project.raw, "police/2016-04-victims.csv", [victim(n) for n in (1, 2, 3)])
    write(project.raw, "police/2016-04-suspects.csv", [suspect(n) for n in (1, 2, 3)])
    build(project)
    store = Store(project)
    tables = {name: store.load(name) for name in ("crime", "victim", "suspect")}
    assert {name: len(table) for name, table in tables.items()} == dict.fromkeys(tables, 3)
    counted = build_countables(tables, priorities=project.priorities, open_units=set())
    assert {name: len(counted[name].rows) for name in tables} == dict.fromkeys(tables, 1)


# A file that changes while it is read


def test_a_file_that_changes_while_it_is_read_is_refused(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.raw, APRIL, [crime(1)])
    build(project)
    path = write(project.raw, MAY, [crime(n, month="2016-05") for n in (2, 3)])
    from csa.store import build as package
    from csa.store.monthly import read_rows

    def interrupted(*given: Any, **more: Any) -> Any:
        reading = read_rows(*given, **more)
        if given[0].name == MAY:
            path.write_bytes(path.read_bytes().replace(b"Burglary", b"Robberies"))
        return reading

    assert package is build
    monkeypatch.setattr(sys.modules["csa.store.monthly"], "read_rows", interrupted)
    with pytest.raises(SourceError, match=rf"{MAY} changed while it was read"):
        build(project)
    assert Store(project).load("crime")["month"].tolist() == ["2016-04"]


def test_a_file_that_is_cut_short_while_it_is_read_says_that_it_changed(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(project.raw, APRIL, [crime(1)])
    from csa.store.monthly import read_rows

    def interrupted(*given: Any, **more: Any) -> Any:
        path.write_bytes(b"")
        return read_rows(*given, **more)

    monkeypatch.setattr(sys.modules["csa.store.monthly"], "read_rows", interrupted)
    with pytest.raises(SourceError, match="changed while it was read"):
        build(project)


def test_a_file_that_is_only_touched_has_not_changed(project: Settings) -> None:
    from csa.sources import all_sources

    path = write(project.raw, APRIL, [crime(1)])
    (file,) = find_files(all_sources()["police_crimes"], project)
    assert file.sha256
    path.write_bytes(path.read_bytes())
    file.check_unchanged()
    path.unlink()
    with pytest.raises(SourceError, match="changed"):
        file.check_unchanged()


# Months after the data cut-off


def test_files_after_the_cut_off_are_all_named(project: Settings) -> None:
    for month in ("2016-04", "2031-01", "2031-02"):
        write(project.raw, f"police/{month}-crimes.csv", [crime(1, month=month)])
    with pytest.raises(SourceError, match=r"2031-01-crimes.*2031-02-crimes.*cut-off"):
        build(with_cut_off(project, "2016-12"))
    assert build(with_cut_off(project, "2031-02")).read


def test_rows_after_the_cut_off_are_set_aside_as_future(project: Settings) -> None:
    rows = [crime(1), crime(2, recorded_date="2061-04-10"), crime(3, recorded_date="2016-05-01")]
    write(project.raw, APRIL, rows)
    street_rows = [street(1, month="2016-04"), street(2, month="2061-04")]
    write(project.raw, "police_uk/2016-04-west-mercia-street.csv", street_rows)
    build(with_cut_off(project, "2016-12"))
    found = Store(project).load("quarantine").set_index(["source", "row_number"])["reason"]
    assert found.to_dict() == {
        ("police_crimes", 2): "future_month",
        ("police_crimes", 3): "month_mismatch",
        ("police_uk_street", 2): "future_month",
    }


def test_a_source_may_have_a_cut_off_of_its_own(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1)])
    earlier = {"police_crimes": {"cut_off": "2016-03"}}
    with pytest.raises(SourceError, match="cut-off"):
        build(with_cut_off(project.model_copy(update={"sources": earlier}), "2016-12"))


def test_without_a_cut_off_no_month_is_judged(project: Settings) -> None:
    write(project.raw, "police/2031-01-crimes.csv", [crime(1, month="2031-01")])
    assert build(project).accounts["accepted"].sum() > 0


# Months that are sent again


def revisions(project: Settings) -> list[tuple[Any, ...]]:
    table = check_table("revision", Store(project).load("revision"))
    return list(
        table[["month", "path", "accepted_before", "accepted"]].itertuples(index=False, name=None)
    )


def test_a_revised_file_beside_the_first_is_a_restatement(project: Settings) -> None:
    write(project.raw, APRIL, [crime(n) for n in range(1, 5)])
    write(project.raw, "police/2016-04-crimes-r2.csv", [crime(n) for n in range(1, 6)])
    report = build(project)
    assert revisions(project) == [("2016-04", "police/2016-04-crimes-r2.csv", 4, 5)]
    (said,) = report.revisions
    assert (said["months"], said["before"], said["after"]) == ("April 2016", 4, 5)
    assert build(project).revisions == []


def test_the_first_count_is_kept_over_several_issues(project: Settings) -> None:
    write(project.raw, APRIL, [crime(n) for n in range(1, 5)])
    build(project)
    for last in (6, 8):
        write(project.raw, APRIL, [crime(n) for n in range(1, last)])
        build(project)
    write(project.raw, "police/2016-04-crimes-r2.csv", [crime(n) for n in range(1, 10)])
    build(project)
    assert revisions(project) == [("2016-04", "police/2016-04-crimes-r2.csv", 4, 9)]


def test_months_of_one_source_are_restated_together(project: Settings) -> None:
    from csa.commands.console import account_text

    for month in ("2016-04", "2016-05", "2016-07"):
        write(project.raw, f"police/{month}-crimes.csv", [crime(1, month=month)])
        rows = [crime(n, month=month) for n in (1, 2)]
        write(project.raw, f"police/{month}-crimes-r2.csv", rows)
    report = build(project)
    (said,) = report.revisions
    assert said["months"] == "April 2016 to May 2016, July 2016"
    # The same references in three months: each crime counts in the latest of them only.
    assert (said["before"], said["after"]) == (3, 2)
    assert "April 2016 to May 2016, July 2016 restated" in account_text(report)


def test_a_copy_of_a_file_is_no_restatement(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1)])
    write(project.raw, "police/2016-04-crimes-r2.csv", [crime(1)])
    assert build(project).revisions == []
    assert revisions(project) == []


# Codes that do not agree


def test_codes_that_do_not_agree_are_all_listed_in_one_error(project: Settings) -> None:
    path = project.raw / "boundaries/lsoa21_test.geojson"
    document = json.loads(path.read_text())
    document["features"].pop()
    stray = json.loads(json.dumps(document["features"][0]))
    stray["properties"] = {"LSOA21CD": "E01000077", "LSOA21NM": "Redditch 009Z"}
    elsewhere = json.loads(json.dumps(stray))
    elsewhere["properties"] = {"LSOA21CD": "E01000078", "LSOA21NM": "Birmingham 009Z"}
    document["features"] += [stray, elsewhere]
    path.write_text(json.dumps(document))
    write(project.raw, "boundaries/ward24_test.geojson", wards("E05000001", "E05000002"))
    write(
        project.raw,
        "population/census21_residents_households_lsoa21_test.csv",
        "lsoa21_code,lsoa21_name,total_residents,total_households\n"
        "E01000003,Redditch 001A,100,40\nE01000088,Redditch 004B,100,40\n"
        "E01000089,Birmingham 004B,100,40\n",
    )
    with pytest.raises(GeographyError) as refusal:
        build(project)
    said = str(refusal.value)
    for code in ("E01000006", "E01000077", "E01000088"):
        assert code in said
    for code in ("E01000078", "E01000089", "E01000003,"):
        assert code not in said


def wards(*codes: str) -> str:
    features = [
        {"type": "Feature", "properties": {"WD24CD": code}, "geometry": None} for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_wards_of_the_look_ups_vintage_must_have_a_boundary(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1)])
    write(project.raw, "boundaries/ward24_test.geojson", wards("E05000001", "E05000002"))
    with pytest.raises(GeographyError, match="wards without a boundary: E05000003, E05000004"):
        build(project)


def test_wards_of_another_vintage_are_noted_and_not_drawn(project: Settings) -> None:
    write(project.raw, APRIL, [crime(1)])
    write(project.raw, "boundaries/ward13_test.geojson", wards("E05000091"))
    build(project)
    note = accounts(project).loc["boundaries/ward13_test.geojson", "note"]
    assert "wards of 2013, the look-up's are of 2024" in note


# Weights of harm


def test_offence_codes_without_a_weight_are_counted(project: Settings) -> None:
    rows = [
        crime(1, ho_offence_code="8n"),
        crime(2, ho_offence_code="008N"),
        crime(3, ho_offence_code="28E"),
        crime(4, ho_offence_code=""),
        crime(5, ho_offence_code="28E", status="cancelled"),
    ]
    write(project.raw, APRIL, rows)
    weights = "Offence code,Offence,Weight\n8N,Assault with injury,184\n"
    write(project.raw, "harm/ons-severity-weights-2019.csv", weights.replace("8N", "28E"))
    write(project.raw, "harm/ons-severity-weights-2020.csv", weights)
    build(project)
    table = check_table("harm_match", Store(project).load("harm_match"))
    found = [
        (None if pd.isna(code) else code, crimes, matched)
        for code, crimes, matched in table[["offence_code", "crimes", "is_matched"]].to_numpy()
    ]
    assert sorted(found, key=str) == sorted(
        [("8N", 2, True), ("28E", 1, False), (None, 1, False)], key=str
    )
    assert set(table["edition"]) == {2020}


# Months in doubt


def test_a_month_unlike_the_others_is_in_doubt_and_says_why(project: Settings) -> None:
    from csa.commands.console import coverage_json, coverage_text

    sizes = {"2016-04": 30, "2016-05": 32, "2016-06": 31, "2016-07": 90}
    for month, size in sizes.items():
        days = [f"{month}-{1 + n % 30:02d} 20:15" for n in range(size)]
        rows = [asb(n, month=month, created_at=day, closed_at="") for n, day in enumerate(days)]
        write(project.raw, f"asb/{month}-asb.csv", rows)
    build(project)
    store = Store(project)
    coverage = store.coverage()
    (july,) = coverage[coverage["suspicious"]].to_dict("records")
    assert (july["district"], july["month"]) == (REDDITCH, "2016-07")
    assert july["note"] == "90 rows where 31 are usual"
    assert not any(character.isdigit() for character in july["doubt"])
    text = coverage_text(project, store)
    assert "asb Redditch: suspicious 2016-07, 90 rows where 31 are usual (asb)" in text
    assert "asb Redditch     ■■■?" in text
    (row,) = [one for one in coverage_json(store)["coverage"] if one["suspicious"]]
    assert row["note"] == july["note"]


def test_what_a_killed_build_left_over_is_removed_by_the_next(overlapping: Settings) -> None:
    build(overlapping)
    (kept, *_) = sorted(overlapping.processed.glob("crime/*.parquet"))
    left = kept.with_name("0123456789abcdef.parquet")
    left.write_bytes(kept.read_bytes())
    assert build(overlapping).removed == 1
    assert not left.exists()


def test_status_and_account_are_plain_json(overlapping: Settings) -> None:
    from csa.commands.console import account_json, coverage_json

    write(overlapping.raw, "police/2016-04-crimes-r2.csv", [crime(n) for n in (1, 2, 3, 7)])
    report = json.loads(json.dumps(account_json(build(overlapping))))
    assert [one["source"] for one in report["revisions"]] == ["police_crimes"]
    rows = json.loads(json.dumps(coverage_json(Store(overlapping))))["coverage"]
    assert {row["suspicious"] for row in rows} == {False}
    assert {row["note"] for row in rows if row["status"] == "missing"} <= {None}
