"""The wanted months of the wanted force are cut out of an archive, and nothing else happens."""

from __future__ import annotations

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from fetch_project import Project, fetching_project, seen_by_build
from misbehaving import Answer, Origin

from csa.fetch import FetchReport, Outcome, Wanted, fetch
from csa.settings import Settings, load_settings

STREET = "Crime ID,Month,Reported by\nabc,{month},{force}\n"
KINDS = ("street", "outcomes", "stop-and-search")
DATASET = """
[[dataset]]
name = "police"
kind = "police_archive"
title = "Street-level crime"
source = "police_uk_street"
page = "https://data.police.uk/data/"
address = "{address}/{{month}}.zip"
latest = "{address}/latest.zip"
folder = "police_uk"
"""


def member(month: str, kind: str, force: str = "west-mercia") -> str:
    return f"{month}/{month}-{force}-{kind}.csv"


def packed(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def archive(*months: str, forces: tuple[str, ...] = ("west-mercia", "kent")) -> bytes:
    """Return an archive as data.police.uk publishes it."""
    return packed(
        {
            member(month, kind, force): STREET.format(month=month, force=force)
            for month in months
            for force in forces
            for kind in KINDS
        }
    )


@pytest.fixture
def police(origin: Origin, project: Project) -> Settings:
    return project(DATASET.format(address=origin.address))


def only(report: FetchReport) -> Outcome:
    assert len(report.outcomes) == 1
    return report.outcomes[0]


def test_only_the_wanted_months_of_the_partnerships_force_are_unpacked(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/2024-03.zip", Answer(archive("2024-01", "2024-02", "2024-03"), etag='"one"'))
    done = only(fetch(police, Wanted(first="2024-02", last="2024-03")))
    assert done.status == "fetched"
    expected = [
        f"police_uk/{member(month, kind)}" for month in ("2024-02", "2024-03") for kind in KINDS
    ]
    assert seen_by_build(police) == sorted(expected)
    assert done.file == "police_uk/2024-02 to 2024-03 (6 files)"
    text = (police.raw / "police_uk" / member("2024-02", "street")).read_text(encoding="utf-8")
    assert text == STREET.format(month="2024-02", force="west-mercia")


def test_each_file_says_which_archive_it_was_cut_from(origin: Origin, police: Settings) -> None:
    address = origin.serve("/latest.zip", Answer(archive("2024-01")))
    fetch(police)
    beside = (
        police.raw / "police_uk" / "2024-01" / ".2024-01-west-mercia-street.csv.provenance.json"
    )
    found = json.loads(beside.read_text(encoding="utf-8"))
    assert found["publisher"] == "data.police.uk"
    assert found["address"] == address
    assert found["member"] == member("2024-01", "street")
    assert "data.police.uk" in found["attribution"]


def test_an_archive_that_did_not_change_is_not_sent_again(origin: Origin, police: Settings) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01", "2024-02"), etag='"one"'))
    fetch(police)
    again = only(fetch(police))
    assert again.status == "unchanged"
    assert len(again.files) == 6
    assert origin.requests("/latest.zip")[1]["If-None-Match"] == '"one"'


def test_other_months_of_the_same_archive_are_fetched_although_it_did_not_change(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/2024-02.zip", Answer(archive("2024-01", "2024-02"), etag='"one"'))
    fetch(police, Wanted(first="2024-02", last="2024-02"))
    done = only(fetch(police, Wanted(first="2024-01", last="2024-02")))
    assert done.status == "fetched"
    assert len(seen_by_build(police)) == 6


def test_a_month_published_again_replaces_what_was_fetched_before(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01"), etag='"one"'))
    fetch(police)
    later = {member("2024-01", kind): "Crime ID,Month,Reported by\nx,y,z\n" for kind in KINDS}
    origin.serve("/latest.zip", Answer(packed(later), etag='"two"'))
    assert only(fetch(police)).status == "fetched"
    text = (police.raw / "police_uk" / member("2024-01", "street")).read_text(encoding="utf-8")
    assert text.endswith("x,y,z\n")


def test_earlier_archives_are_fetched_until_the_first_month_is_reached(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-03", "2024-04"), etag='"d"'))
    origin.serve("/2024-02.zip", Answer(archive("2024-01", "2024-02"), etag='"c"'))
    origin.serve("/2023-12.zip", Answer(archive("2023-11", "2023-12"), etag='"b"'))
    report = fetch(police, Wanted(first="2023-12"))
    assert [one.status for one in report.outcomes] == ["fetched"] * 3
    months = {name.split("/")[1] for name in seen_by_build(police)}
    assert months == {"2023-12", "2024-01", "2024-02", "2024-03", "2024-04"}
    assert [one.status for one in fetch(police, Wanted(first="2023-12")).outcomes] == [
        "unchanged"
    ] * 3


def test_an_earlier_archive_that_is_missing_leaves_the_later_months_in_place(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-03", "2024-04")))
    report = fetch(police, Wanted(first="2024-01"))
    assert [one.status for one in report.outcomes] == ["fetched", "failed"]
    assert "2024-02.zip answered 404" in report.failures[0].reason
    assert len(seen_by_build(police)) == 6


def test_a_month_that_is_missing_is_named(origin: Origin, police: Settings) -> None:
    files = {
        member(month, "street"): STREET.format(month=month, force="x")
        for month in ("2024-01", "2024-03")
    }
    files[member("2024-02", "street", "kent")] = STREET.format(month="2024-02", force="x")
    origin.serve("/latest.zip", Answer(packed(files)))
    done = only(fetch(police))
    assert "no street file of west-mercia for February 2024" in done.reason
    assert "no outcomes file of west-mercia for January 2024 to March 2024" in done.reason


def test_a_file_without_rows_is_left_out_so_that_the_month_stays_missing(
    origin: Origin, police: Settings
) -> None:
    files = {
        member("2024-01", "street"): STREET.format(month="2024-01", force="x"),
        member("2024-01", "outcomes"): "Crime ID,Month\n",
    }
    origin.serve("/latest.zip", Answer(packed(files)))
    done = only(fetch(police))
    assert seen_by_build(police) == [f"police_uk/{member('2024-01', 'street')}"]
    assert "2024-01-west-mercia-outcomes.csv" in done.reason


def test_an_officers_own_month_is_kept_and_named_each_time(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01"), etag='"one"'))
    own = police.raw / "police_uk" / member("2024-01", "street")
    own.parent.mkdir(parents=True)
    own.write_text("a,b\n1,2\n", encoding="utf-8")
    for _ in range(2):
        done = only(fetch(police))
        assert done.status == "kept"
        assert member("2024-01", "street") in done.reason
    assert own.read_text(encoding="utf-8") == "a,b\n1,2\n"
    assert len(seen_by_build(police)) == 3


def test_other_forces_can_be_asked_for(origin: Origin, project: Project) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01")))
    settings = project(DATASET.format(address=origin.address) + 'forces = ["kent"]\n')
    fetch(settings)
    assert seen_by_build(settings) == [
        f"police_uk/{member('2024-01', k, 'kent')}" for k in sorted(KINDS)
    ]


# Crimes of other districts

COUNTED = 'forces = ["west-mercia"]\ncounts = "peers"\n'
ROWS = "Crime ID,Month,LSOA name,Crime type\n"


def of_forces(**streets: str) -> bytes:
    """An archive of January 2024 with these street files, by force."""
    own = {member("2024-01", kind): STREET.format(month="2024-01", force="x") for kind in KINDS}
    others = {
        member("2024-01", "street", force.replace("_", "-")): ROWS + text
        for force, text in streets.items()
    }
    return packed(own | others)


def test_crimes_of_other_forces_are_counted_by_district_and_not_kept(
    origin: Origin, project: Project
) -> None:
    kent = (
        "a,2024-01,Dover 001A,Burglary\nb,2024-01,Dover 012C,Burglary\n"
        "c,2024-01,Dover 001A,Drugs\nd,2024-01,,Drugs\n"
    )
    sussex = "e,2024-01,Dover 001A,Burglary\nf,2024-01,Adur 002B,Robbery\n"
    origin.serve("/latest.zip", Answer(of_forces(kent=kent, sussex=sussex)))
    settings = project(DATASET.format(address=origin.address) + COUNTED)
    done = only(fetch(settings))
    assert done.file == "police_uk/2024-01 (3 files)"
    assert "counted, not kept" in done.reason
    kept = [f"police_uk/{member('2024-01', kind)}" for kind in KINDS]
    assert seen_by_build(settings) == sorted(["peers/2024-01-district-counts.csv", *kept])
    text = (settings.raw / "peers" / "2024-01-district-counts.csv").read_text(encoding="utf-8")
    assert text.splitlines() == [
        "ltla_name,month,crime_type,n", "Adur,2024-01,Robbery,1", "Dover,2024-01,Burglary,3",
        "Dover,2024-01,Drugs,1",
    ]  # fmt: skip
    assert only(fetch(settings)).status == "unchanged"


def test_an_archive_of_one_force_leaves_no_counts(origin: Origin, project: Project) -> None:
    origin.serve("/latest.zip", Answer(of_forces()))
    settings = project(DATASET.format(address=origin.address) + COUNTED)
    fetch(settings)
    assert not (settings.raw / "peers").exists()


def test_a_street_file_of_another_form_is_refused_by_name(origin: Origin, project: Project) -> None:
    files = {member("2024-01", "street", "kent"): "a,b\n1,2\n"}
    own = {member("2024-01", kind): STREET.format(month="2024-01", force="x") for kind in KINDS}
    origin.serve("/latest.zip", Answer(packed(own | files)))
    settings = project(DATASET.format(address=origin.address) + COUNTED)
    done = only(fetch(settings))
    assert done.status == "failed"
    assert "2024-01-kent-street.csv" in done.reason
    assert "lacks one of the columns LSOA name, Month, Crime type" in done.reason


# Archives that are not what they should be


def link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        info = zipfile.ZipInfo(member("2024-01", "street"))
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(info, "/etc/passwd")
    return stream.getvalue()


def bomb() -> bytes:
    return packed({member("2024-01", "street"): b"a,b\n" + b"0" * (70 << 20)})


def twice() -> bytes:
    return packed(
        {
            member("2024-01", "street"): "a,b\n1,2\n",
            "copy/" + member("2024-01", "street"): "a,b\n3,4\n",
        }
    )


def damaged() -> bytes:
    content = bytearray(archive("2024-01"))
    content[60:70] = b"\xff" * 10  # inside the packed bytes of the first member
    return bytes(content)


GOOD = {member("2024-01", "street"): "a,b\n1,2\n"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (packed({**GOOD, f"../../{member('2024-01', 'outcomes')}": "a,b\n1,2\n"}), "outside"),
        (packed({**GOOD, "/etc/2024-01-west-mercia-street.csv": "a,b\n1,2\n"}), "outside"),
        (packed({**GOOD, "..\\..\\evil.csv": "a,b\n1,2\n"}), "outside"),
        (link(), "link"),
        (bomb(), "200 times its size"),
        (twice(), "more than once"),
        (damaged(), "damaged"),
        (archive("2024-01")[:-40], "whole zip archive"),
        (b"<html>Sign in</html>", "web page"),
        (archive("2024-01", forces=("west-mersey",)), "It holds west-mersey"),
        (packed({"README.txt": "nothing"}), "no file of the force 'west-mercia'"),
        (packed({member("2024-01", "street"): "<html>\n<p>Not found</p>\n"}), "web page"),
        (packed({member("2024-01", "street"): "a,b\n"}), "without a row"),
    ],
    ids=[
        "climbs", "absolute", "backslashes", "link", "bomb", "twice", "damaged", "cut short",
        "page", "other force", "no months", "member is a page", "empty",
    ],
)  # fmt: skip
def test_an_archive_that_is_not_safe_or_not_right_is_refused_whole(
    content: bytes, words: str, origin: Origin, police: Settings
) -> None:
    before = {path for path in police.root.parent.rglob("*") if path.is_file()}
    origin.serve("/latest.zip", Answer(content))
    done = only(fetch(police))
    assert done.status == "failed"
    assert words in done.reason
    assert "unpack" in done.by_hand
    assert "YYYY-MM-west-mercia-street.csv" in done.by_hand
    assert seen_by_build(police) == []
    after = {path for path in police.root.parent.rglob("*") if path.is_file()}
    assert {path for path in after - before if ".fetch" not in path.parts} == set()


def test_a_damaged_archive_is_downloaded_again(origin: Origin, police: Settings) -> None:
    origin.serve("/latest.zip", Answer(damaged(), etag='"one"'))
    assert only(fetch(police)).status == "failed"
    origin.serve("/latest.zip", Answer(archive("2024-01"), etag='"one"'))
    assert only(fetch(police)).status == "fetched"


def test_an_archive_is_kept_while_the_name_of_the_force_is_put_right(
    origin: Origin, police: Settings
) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01", forces=("kent",)), etag='"one"'))
    assert "It holds kent" in only(fetch(police)).reason
    path = police.root / "config" / "partnership.toml"
    text = path.read_text(encoding="utf-8").replace('force = "west-mercia"', 'force = "kent"')
    path.write_text(text, encoding="utf-8")
    assert len(only(fetch(load_settings(police.root))).files) == 3
    assert "If-None-Match" in origin.requests("/latest.zip")[1]  # asked for, not sent again


def test_months_that_the_archive_does_not_hold_are_said(origin: Origin, police: Settings) -> None:
    origin.serve("/latest.zip", Answer(archive("2024-01", "2024-02")))
    done = only(fetch(police, Wanted(first="2024-05")))
    assert "holds 2024-01 to 2024-02" in done.reason


# A run that is killed


def test_a_killed_run_leaves_no_file_for_build_and_the_next_run_goes_on(
    origin: Origin, tmp_path: Path
) -> None:
    content = archive("2024-01") + b""
    padded = packed({**_filler(), **dict.fromkeys(GOOD, "a,b\n1,2\n")})
    assert len(padded) > len(content)
    origin.serve("/latest.zip", Answer(padded, etag='"one"', stop_after=200_000, stall_s=30))
    patient = "[transport]\nread_timeout_s = 60\n"
    settings = fetching_project(
        tmp_path / "project", DATASET.format(address=origin.address), transport=patient
    )
    words = [sys.executable, "-m", "csa.cli", "fetch", "--quiet", "--root", str(settings.root)]
    run = subprocess.Popen(words)
    try:
        part = _wait_for_part(settings.raw / ".fetch", 200_000)
        run.send_signal(signal.SIGKILL)
    finally:
        run.kill()
        run.wait()
    assert part.stat().st_size == 200_000
    assert seen_by_build(settings) == []
    origin.serve("/latest.zip", Answer(padded, etag='"one"'))
    done = only(fetch(settings))
    assert done.status == "resumed"
    assert origin.requests("/latest.zip")[-1]["Range"] == "bytes=200000-"
    assert seen_by_build(settings) == [f"police_uk/{member('2024-01', 'street')}"]
    assert [path.name for path in (settings.raw / ".fetch").iterdir() if ".part" in path.name] == []


def _filler() -> dict[str, bytes]:
    return {member("2024-01", "street", "kent"): os.urandom(400_000)}


def _wait_for_part(folder: Path, size: int) -> Path:
    """Wait until a download has come so far; a run that never gets there fails the test."""
    for _ in range(600):
        for part in folder.glob("*.part"):
            if part.stat().st_size >= size:
                return part
        time.sleep(0.05)
    raise AssertionError("the download never began")
