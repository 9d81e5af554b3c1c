"""Errors that nobody foresaw, folders that cannot be read and files without an end: each ends in
one sentence that names the file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ingest_project import Reader, asb, crime, make_project, street, write

from csa.cli import app
from csa.commands.endings import run
from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.records import LONGEST_RECORD_BYTES, Records
from csa.reading.rows.block import Block
from csa.settings import Settings
from csa.sources import all_sources
from csa.store import Store, build

ASB = "asb/2016-04-asb.csv"


class SurpriseError(Exception):
    """What no reader raises; its text may quote a row."""


@pytest.fixture(autouse=True)
def _person_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Two months of ASB and one of crimes."""
    settings = make_project(tmp_path / "project")
    for month in ("2016-04", "2016-05"):
        write(settings.raw, f"asb/{month}-asb.csv", [asb(1, month=month), asb(2, month=month)])
    write(settings.raw, "police/2016-04-crimes.csv", [crime(1), crime(2)])
    return settings


def surprised(*_: Any, **__: Any) -> Any:
    raise SurpriseError("Zebedee Quux, 99 Canary Row")


def fail_on(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let reading rows of a file of this name fail."""
    judged = Block.check_month

    def check(block: Block, months: Any, *, column: str) -> None:
        if block.file.name == name:
            surprised()
        judged(block, months, column=column)

    patch.setattr(Block, "check_month", check)


@pytest.mark.parametrize("name", [ASB, "police/2016-04-crimes.csv"])
def test_a_reader_that_fails_names_its_file_and_leaves_the_tables(
    project: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    build(project)
    before = Store(project).catalogue
    for path in ("asb/2016-04-asb.csv", "police/2016-04-crimes.csv"):
        (project.raw / path).write_bytes((project.raw / path).read_bytes() + b"\n")
    fail_on(monkeypatch, name)
    with pytest.raises(SourceError, match="was not foreseen") as refusal:
        build(project)
    assert str(refusal.value).startswith(f"{name} cannot be read")
    assert "Quux" not in str(refusal.value)
    assert isinstance(refusal.value.__cause__, SurpriseError)
    assert Store(project).catalogue == before


def test_a_file_that_fails_is_named_without_its_neighbours(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_on(monkeypatch, "asb/2016-05-asb.csv")
    with pytest.raises(SourceError) as refusal:
        build(project)
    assert "asb/2016-05-asb.csv" in str(refusal.value)
    assert ASB not in str(refusal.value)


def test_a_block_that_fails_names_the_file(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(project.raw.glob("asb/*")):
        path.unlink()
    rows = [crime(n) for n in range(1, 200)]
    write(project.raw, "police/2016-04-crimes.csv", rows)
    monkeypatch.setattr("csa.reading.files.records.BLOCK_BYTES", 4_000)
    monkeypatch.setattr("csa.reading.rows.block_reader.parse_lines", surprised)
    with pytest.raises(SourceError, match=r"^police/2016-04-crimes.csv cannot be read"):
        build(project)


def fail_to_open(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let whatever opens a file of this name to read it whole fail."""
    for way in ("open_text", "read_bytes"):
        usual = getattr(RawFile, way)
        patch.setattr(
            RawFile,
            way,
            lambda file, usual=usual: surprised() if file.name == name else usual(file),
        )


@pytest.mark.parametrize(
    "name",
    [
        "population/population20_lsoa21_x.csv",
        "deprivation/imd2019_x.csv",
        "recorded_crime/prc.csv",
        "projects/projects.csv",
        "commentary/area.md",
        "boundaries/lsoa21_test.geojson",
        "lookups/lsoa21_ward24_ltla24_test.csv",
    ],
)
def test_a_reference_file_that_fails_is_named(
    project: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    if not (project.raw / name).exists():
        write(project.raw, name, "a,b\n1,2\n")
    fail_to_open(monkeypatch, name)
    with pytest.raises(SourceError, match="was not foreseen") as refusal:
        build(project)
    assert str(refusal.value).startswith(f"{name} cannot be read")
    assert isinstance(refusal.value.__cause__, SurpriseError)


def test_of_many_reference_files_the_guilty_one_is_named(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for letter in "abc":
        write(
            project.raw,
            f"commentary/{letter}.md",
            "+++\nkey = 'area'\nauthor_role = 'analyst'\n+++\nText.\n",
        )
    fail_to_open(monkeypatch, "commentary/b.md")
    with pytest.raises(SourceError) as refusal:
        build(project)
    assert str(refusal.value).startswith("commentary/b.md cannot be read")


@pytest.mark.parametrize("debug", [False, True])
def test_the_command_ends_in_a_sentence_and_shows_more_when_asked(
    project: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    debug: bool,
) -> None:
    fail_on(monkeypatch, ASB)
    words = ["build", "--root", str(project.root), *(["--debug"] if debug else [])]
    assert run(app, words) == 11
    shown = capsys.readouterr().err
    assert "asb/2016-04-asb.csv cannot be read" in shown
    assert ("Traceback" in shown) is debug
    assert ("in surprised" in shown) is debug


def test_an_archive_and_a_hash_that_fail_are_named(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.raw, "asb/more.zip", b"PK")
    with monkeypatch.context() as patch:
        patch.setattr("csa.reading.files.folder.list_members", surprised)
        with pytest.raises(SourceError, match=r"^asb/more.zip cannot be read"):
            build(project)
    (project.raw / "asb" / "more.zip").unlink()
    monkeypatch.setattr("csa.reading.files.discovery.hash_file", surprised)
    with pytest.raises(SourceError, match=r"^asb/2016-04-asb.csv cannot be read"):
        build(project)


def test_a_folder_that_cannot_be_read_does_not_vanish(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may read every folder, so the system's answer is played."""
    build(project)
    scan = os.scandir

    def scandir(path: Any) -> Any:
        if Path(path).name == "asb":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(SourceError, match=r"data/raw/asb/ cannot be read \(Permission denied\)"):
        build(project)


class Endless:
    """A header and one row, and a line that never ends."""

    def __init__(self, start: bytes) -> None:
        self.start = start
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        chunk, self.start = self.start, b""
        self.given += size
        assert self.given < 64 << 20, "it would be read for ever"
        return chunk or b"x" * size


@pytest.mark.parametrize("before", ["", '"'])
def test_a_line_that_never_ends_takes_bounded_memory(reader: Reader, before: str) -> None:
    content = f"{','.join(asb(1))}\n{','.join(asb(1).values())}\n{before}"
    write(reader.raw, ASB, content + "x" * (LONGEST_RECORD_BYTES + 10))
    (file,) = reader.files("asb")
    with pytest.raises(SourceError, match=r"Line 3 of asb/2016-04-asb.csv has no end within"):
        list(Records(Endless(content.encode()), file))


def test_a_header_that_never_ends_takes_bounded_memory(reader: Reader) -> None:
    write(reader.raw, ASB, "x")
    (file,) = reader.files("asb")
    with pytest.raises(SourceError, match="no line end in its first"):
        Records(Endless(b"incident_ref,"), file)


@pytest.fixture
def named_sources() -> dict[str, Any]:
    """Sources with one file per month, each knowing the districts."""
    found = all_sources()
    return {
        name: replace(source, districts=("redditch",))
        for name, source in found.items()
        if source.by_row
    }


def test_every_monthly_source_knows_its_month_however_it_is_spelt(
    reader: Reader, named_sources: dict[str, Any]
) -> None:
    """The same for every source: a name in capitals, with spaces and underscores, is its own."""
    from csa.reading.files.discovery import find_files

    for source in named_sources.values():
        pattern = source.patterns[0].replace("**/*", "2016-04-redditch")
        name = pattern.replace("*-environment", "2016-04-redditch-environment")
        name = name.replace("*", "2016-04")
        folder, _, last = name.rpartition("/")
        spelt = last.upper().replace("-", "_").replace("2016_04", "2016-04", 1)
        path = write(reader.raw, f"{folder}/{spelt}", [street(1)])
        (file,) = find_files(source, reader.settings)
        assert (file.month, file.is_named) == ("2016-04", True), spelt
        path.unlink()
