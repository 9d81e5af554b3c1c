"""Files are read side by side; nothing that is said or written may depend on it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from ingest_project import asb, crime, make_project, victim, write

from csa.errors import SourceError
from csa.reading.files import records
from csa.reading.files.order import in_order
from csa.settings import Settings
from csa.store import Store, build

MONTHS = ("2016-04", "2016-05", "2016-06", "2016-07")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Four months of crimes, victims and ASB."""
    monkeypatch.setenv("CSA_PERSON_KEY", str(tmp_path / "keys" / "person.key"))
    settings = make_project(tmp_path / "project")
    for number, month in enumerate(MONTHS):
        crimes = [crime(100 * number + n, month=month) for n in range(1, 40)]
        write(settings.raw, f"police/{month}-crimes.csv", crimes)
        write(settings.raw, f"police/{month}-victims.csv", [victim(100 * number + 1)])
        rows = [asb(n, month=month) for n in range(1, 40)]
        write(settings.raw, f"asb/{month}-asb.csv", rows)
    return settings


def written(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def cut_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(records, "BLOCK_BYTES", size)
    monkeypatch.setattr("csa.reading.files.header.LONGEST_HEADER", size)
    monkeypatch.setattr("csa.reading.files.opening.FIRST_BYTES", size)


def test_results_come_in_the_order_of_the_items() -> None:
    second = threading.Event()

    def work(item: int) -> int:
        # The first is done only after the second has begun, so both run at the same time.
        if item == 0:
            assert second.wait(timeout=60)
        if item == 1:
            second.set()
        return item * item

    assert list(in_order(work, range(6))) == [0, 1, 4, 9, 16, 25]


def test_items_are_taken_a_few_ahead_at_most() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(20):
            taken.append(item)
            yield item

    results = in_order(lambda item: item, items())
    assert next(results) == 0
    assert taken == [0, 1, 2]
    results.close()
    assert taken == [0, 1, 2]


def test_what_fails_is_told_in_its_turn_and_ends_the_rest() -> None:
    def work(item: int) -> int:
        if item == 2:
            raise ValueError("the third")
        return item

    results = in_order(work, range(20))
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="the third"):
        next(results)


def test_one_file_at_a_time_gives_the_same_bytes(
    project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = make_project(tmp_path / "alone")
    for path in project.raw.rglob("*.csv"):
        write(alone.raw, path.relative_to(project.raw).as_posix(), path.read_bytes())
    build(project)

    for module in ("csa.store.build", "csa.store.plan"):
        monkeypatch.setattr(sys.modules[module], "in_order", map)
    build(alone)
    assert written(alone.processed) == written(project.processed)


def test_one_unreadable_file_keeps_no_other_from_being_judged(project: Settings) -> None:
    write(project.raw, "asb/2016-05-asb.csv", b"")
    write(project.raw, "asb/2016-07-asb.csv", b"%PDF-1.4")
    with pytest.raises(SourceError) as refused:
        build(project)
    said = str(refused.value)
    assert 0 <= said.find("2016-05-asb.csv is empty") < said.find("2016-07-asb.csv is not a CSV")


def test_files_are_announced_in_their_order(project: Settings) -> None:
    said: list[tuple[str, int, int]] = []
    build(project, progress=lambda *given: said.append(given))
    numbers = [done for name, done, total in said if total]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 3


@pytest.mark.parametrize(
    ("table", "path"),
    [
        ("crime", "police/2016-07-crimes.csv"),
        ("victim", "police/2016-07-victims.csv"),
        ("asb", "asb/2016-04-asb.csv"),
    ],
)
def test_a_file_read_alone_is_read_as_among_others(
    project: Settings, monkeypatch: pytest.MonkeyPatch, table: str, path: str
) -> None:
    """Whether it is one of many or the only new one, in one block or in several."""
    build(project)
    before = written(project.processed)
    inputs = Store(project).catalogue.inputs
    (part,) = [entry["part"] for entry in inputs if entry["path"] == path]
    (project.processed / table / f"{part}.parquet").unlink()
    cut_blocks(monkeypatch, 700)
    assert build(project).read == 1
    assert written(project.processed) == before


@pytest.mark.parametrize("block_bytes", [400, 1 << 23])
def test_the_line_of_an_open_quote_is_named_wherever_blocks_end(
    project: Settings, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    cut_blocks(monkeypatch, block_bytes)
    path = project.raw / "asb/2016-05-asb.csv"
    lines = path.read_bytes().split(b"\n")
    lines[19] = b'"' + lines[19]  # the twentieth line of the file
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(SourceError, match="opens a quote in line 20 that is not closed"):
        build(project)
