"""A file of many rows is written in batches while it is read, as if it were written at once."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from csa.errors import StoreError
from csa.schemas import TABLES
from csa.store import parts
from csa.store.parts import PartWriter

NOTHING = np.zeros(0, dtype=np.int64)
DISTRICTS = ("E07000239", "E07000234", None)


def rows(first: int, count: int) -> pa.Table:
    """Crimes with row numbers from ``first``; the district goes round in threes."""
    numbers = list(range(first, first + count))
    known: dict[str, list[Any]] = {
        "crime_id": [f"{n:064x}" for n in numbers],
        "month": ["2024-01"] * count,
        "category": ["Burglary" if n % 2 else "Drugs" for n in numbers],
        "district": [DISTRICTS[n % 3] for n in numbers],
        "row_number": numbers,
    }
    schema = TABLES["crime"].arrow
    columns = [pa.array(known.get(f.name, [None] * count), f.type) for f in schema]
    return pa.table(columns, schema=schema)


def written(
    folder: Path, *, superseded: np.ndarray = NOTHING
) -> tuple[bytes, list[list[Any]], parts.Profile]:
    """Write 25 rows that come ten, ten and five at a time."""
    writer = PartWriter(folder, "p")
    for first, count in ((1, 10), (11, 10), (21, 5)):
        writer.add("crime", rows(first, count))
    counts = writer.finish(superseded)["crime"]
    return (folder / "crime" / "p.parquet").read_bytes(), counts, writer.profiles["crime"]


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "ROWS_IN_MEMORY", 10)
    monkeypatch.setattr(parts, "ROW_GROUP", 4)


LOST = np.array([2, 14, 24])


@pytest.mark.parametrize("superseded", [NOTHING, LOST], ids=["all", "some superseded"])
def test_batches_say_what_one_batch_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, superseded: np.ndarray
) -> None:
    _, counts, profile = written(tmp_path / "at once", superseded=superseded)
    monkeypatch.setattr(parts, "ROWS_IN_MEMORY", 10)
    _, batch_counts, batch_profile = written(tmp_path / "batches", superseded=superseded)
    assert batch_counts == counts
    assert batch_profile == profile
    kept = sorted(set(range(1, 26)) - set(superseded.tolist()))
    for folder in ("at once", "batches"):
        table = pq.read_table(tmp_path / folder / "crime" / "p.parquet")
        assert sorted(table["row_number"].to_pylist()) == kept
        assert table.schema.equals(TABLES["crime"].arrow)


@pytest.mark.usefixtures("small_batches")
def test_each_batch_is_sorted_by_district(tmp_path: Path) -> None:
    written(tmp_path, superseded=LOST)
    table = pq.read_table(tmp_path / "crime" / "p.parquet")
    # Rows 1-10, 11-20 and 21-25 without 2, 14 and 24. Number modulo 3 gives the district: 1 is
    # E07000234, 0 is E07000239, 2 has none and goes last.
    first = [1, 4, 7, 10, 3, 6, 9, 5, 8]
    second = [13, 16, 19, 12, 15, 18, 11, 17, 20]
    third = [22, 25, 21, 23]
    assert table["row_number"].to_pylist() == first + second + third


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("superseded", [NOTHING, LOST], ids=["all", "some superseded"])
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, superseded: np.ndarray) -> None:
    one = written(tmp_path / "one", superseded=superseded)[0]
    assert one == written(tmp_path / "other", superseded=superseded)[0]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("superseded", [NOTHING, LOST], ids=["all", "some superseded"])
def test_nothing_else_is_left(tmp_path: Path, superseded: np.ndarray) -> None:
    written(tmp_path, superseded=superseded)
    assert [path.name for path in (tmp_path / "crime").iterdir()] == ["p.parquet"]


@pytest.mark.usefixtures("small_batches")
def test_a_full_disk_while_reading_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", refuse)
    with pytest.raises(StoreError, match=r"crime/p\.parquet cannot be written .*No space left"):
        written(tmp_path)
    assert not (tmp_path / "crime" / "p.parquet").exists()
