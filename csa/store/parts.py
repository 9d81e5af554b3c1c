"""How are the rows of one raw file written as parts of the processed tables?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from csa.moving import put_in_place
from csa.private import own_file, own_folder
from csa.reading.rows.columns import one_chunk, plain
from csa.schemas import DISTINCT, TABLES
from csa.store.files import refusing, write_atomically
from csa.visible import HIDDEN, without_hidden

ROWS_IN_MEMORY = 500_000
ROW_GROUP = 100_000
UNCODED = (*DISTINCT, "row_number")
MONTHS = ("month", "outcome_month")
MARK = "flag_"
TIMES = (
    "recorded_date",
    "created_at",
    "called_at",
    "reported_at",
    "searched_at",
    "assaulted_on",
)
Counts = list[list[Any]]


@dataclass
class Profile:
    """What is remembered of a part, to tell whether its month is whole and like the others.

    Attributes
    ----------
    rows, first_day, last_day : int
        Rows, and the first and last day of the month that has one (0 where days are unknown).
    categories : dict of str to int
        Rows per category.
    marks : dict of str to int
        Rows in which each mark, such as that of domestic abuse, says yes or no.
    """

    rows: int = 0
    first_day: int = 0
    last_day: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)

    def add(self, rows: pa.Table) -> None:
        """Take some rows into account."""
        self.rows += len(rows)
        time = next((name for name in TIMES if name in rows.column_names), None)
        if time is not None and rows[time].null_count < len(rows):
            days = pc.min_max(pc.day(rows[time])).as_py()
            self.first_day = min(self.first_day or days["min"], days["min"])
            self.last_day = max(self.last_day, days["max"])
        if "category" in rows.column_names:
            for count in pc.value_counts(rows["category"]).to_pylist():
                name = count["values"] or ""
                self.categories[name] = self.categories.get(name, 0) + count["counts"]
        for name in rows.column_names:
            if name.startswith(MARK):
                told = len(rows) - rows[name].null_count
                self.marks[name] = self.marks.get(name, 0) + told


class Batches:
    """Writes batches of rows, each in the order of its table, into one Parquet file.

    Parameters
    ----------
    table : str
        Name of the table.
    path : Path
        The file, in a folder that is there.

    Attributes
    ----------
    counts : Counter
        Rows by district and month.
    profile : Profile
        What is remembered of all rows.
    """

    def __init__(self, table: str, path: Path) -> None:
        self.path = path
        self.counts: Counter[tuple[str | None, str]] = Counter()
        self.profile = Profile()
        self._table = table
        self._groups: list[int] = []
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: pa.Table) -> None:
        """Sort and write the next batch."""
        rows = _plain(self._table, sort_rows(self._table, rows))
        self.counts.update(_count(rows))
        self.profile.add(rows)
        self._open(rows.schema).write_table(rows, row_group_size=ROW_GROUP)
        self._groups.append(-(-len(rows) // ROW_GROUP))

    def close(self) -> None:
        """End the file."""
        self._open(TABLES[self._table].arrow).close()

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter:
        """Return the writer; the first batch says which columns the file has."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, schema, **_options(schema))
        return self._writer

    def read(self) -> Iterator[pa.Table]:
        """Yield the batches of the closed file again."""
        first = 0
        with pq.ParquetFile(self.path) as file:
            for groups in self._groups:
                yield file.read_row_groups(range(first, first + groups))
                first += groups


def _write_all(batches: Batches, rows: Iterable[pa.Table]) -> None:
    """Write the last batches of a file."""
    for batch in rows:
        batches.write(batch)
    batches.close()


class PartWriter:
    """Writes the rows of one raw file, table by table, in bounded memory.

    A file has those columns only that its source has. Rows are sorted by district within each
    batch of :data:`ROWS_IN_MEMORY`; should some of its rows turn out to be superseded, the table
    is written once more without them.

    Parameters
    ----------
    folder : Path
        The folder of processed tables.
    part : str
        The id of the part in every table.
    """

    def __init__(self, folder: Path, part: str) -> None:
        self.folder = folder
        self.part = part
        self._waiting: dict[str, list[pa.Table]] = {}
        self._begun: dict[str, Batches] = {}
        self.profiles: dict[str, dict[str, Any]] = {}

    def add(self, table: str, rows: pa.Table) -> None:
        """Take the next rows of a table."""
        waiting = self._waiting.setdefault(table, [])
        waiting.append(rows)
        if sum(len(part) for part in waiting) >= ROWS_IN_MEMORY:
            self._write_batch(table, pa.concat_tables(self._waiting.pop(table)))

    def _write_batch(self, table: str, rows: pa.Table) -> None:
        with refusing(self._path(table)):
            if table not in self._begun:
                path = self._path(table).with_suffix(".spill")
                own_folder(path.parent)
                self._begun[table] = Batches(table, own_file(path))
            self._begun[table].write(rows)

    def finish(self, superseded: np.ndarray) -> dict[str, Counts]:
        """Write every table without the superseded rows.

        :attr:`profiles` then describes each table by the attributes of a :class:`Profile`.

        Returns
        -------
        dict of str to list
            Per table, ``[district, month, rows]`` for each pair; the district may be ``None``.
        """
        tables = sorted({*self._waiting, *self._begun})
        return {table: self._finish(table, superseded) for table in tables}

    def _finish(self, table: str, superseded: np.ndarray) -> Counts:
        written: list[Batches] = []

        def write(path: Path) -> None:
            written.append(self._complete(table, path, superseded))

        write_atomically(self._path(table), write)
        (done,) = written
        if TABLES[table].is_numbered:
            self.profiles[table] = vars(done.profile)
        return [[*key, done.counts[key]] for key in sorted(done.counts, key=str)]

    def _complete(self, table: str, path: Path, superseded: np.ndarray) -> Batches:
        """Bring all there is of a table into one file."""
        begun, waiting = self._begun.get(table), self._waiting.get(table)
        rest = [pa.concat_tables(waiting)] if waiting else []
        if begun and not len(superseded):
            _write_all(begun, rest)
            put_in_place(begun.path, path)
            return begun
        batches = Batches(table, path)
        if not begun:
            _write_all(batches, (_without(rows, superseded) for rows in rest))
            return batches
        begun.close()
        _write_all(batches, (_without(rows, superseded) for rows in chain(begun.read(), rest)))
        begun.path.unlink()
        return batches

    def _path(self, table: str) -> Path:
        return part_path(self.folder, table, self.part)


def part_path(folder: Path, table: str, part_id: str) -> Path:
    """Return where a part of a table lies."""
    return folder / table / f"{part_id}.parquet"


def load_rows(
    folder: Path, table: str, part_id: str, columns: Sequence[str] | None = None
) -> pa.Table:
    """Read a part of a table, or some of its columns, as the table's contract has them.

    A column that the part's source does not have is null.
    """
    chosen = list(columns) if columns is not None else None
    path = part_path(folder, table, part_id)
    return pq.read_table(path, schema=TABLES[table].arrow, columns=chosen)


def sort_rows(table: str, rows: pa.Table) -> pa.Table:
    """Return the rows in the order of their contract, then by row number."""
    rows = rows.combine_chunks()
    keys = [_ranks(rows[name]) for name in TABLES[table].order if name in rows.column_names]
    if "row_number" in rows.column_names:
        keys.append(rows["row_number"].to_numpy())
    return rows.take(pa.array(np.lexsort(keys[::-1])))


def _ranks(column: pa.ChunkedArray) -> np.ndarray:
    """Return the place of each value among the different ones; nulls come last."""
    coded = one_chunk(column)
    coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
    ranks = np.full(len(coded.dictionary) + 1, len(coded.dictionary), dtype=np.int32)
    ranks[pc.sort_indices(coded.dictionary)] = np.arange(len(coded.dictionary))
    return np.asarray(ranks[coded.indices.fill_null(-1)])


def shown_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts hold no character that acts or hides, whoever typed it there."""
    found: dict[str, dict[str, str]] = {}
    for name in frame.select_dtypes(["object", "string"]).columns:
        texts = [text for text in frame[name].dropna().unique() if isinstance(text, str)]
        found[name] = {text: without_hidden(text) for text in texts if HIDDEN.search(text)}
    return frame.replace({name: texts for name, texts in found.items() if texts})


def write_frame(folder: Path, table: str, part_id: str, *, frame: pd.DataFrame) -> None:
    """Write a whole table as one part; a table with a geometry as GeoParquet."""
    contract = TABLES[table]

    def write(path: Path) -> None:
        if contract.is_spatial:
            frame.to_parquet(path, index=False, compression="zstd", write_covering_bbox=True)
            return
        chosen = frame[list(contract.fields)]
        rows = pa.Table.from_pandas(chosen, schema=contract.arrow, preserve_index=False)
        pq.write_table(rows.replace_schema_metadata(None), path, **_options(contract.arrow))

    write_atomically(part_path(folder, table, part_id), write)


def _plain(table: str, rows: pa.Table) -> pa.Table:
    """Return the rows with no text coded, so that a file's bytes tell nothing but its rows."""
    fields = [TABLES[table].arrow.field(name) for name in rows.column_names]
    values = [plain(one_chunk(rows[field.name])) for field in fields]
    return pa.table(values, schema=pa.schema(fields))


def _options(schema: pa.Schema) -> dict[str, Any]:
    return {
        # What hardly recurs hardly shrinks either, and takes the longest to compress.
        "compression": {n: "none" if n in DISTINCT else "snappy" for n in schema.names},
        "use_dictionary": [name for name in schema.names if name not in UNCODED],
        "write_statistics": [name for name in ("district", *MONTHS) if name in schema.names],
        "version": "2.6",
    }


def _without(rows: pa.Table, superseded: np.ndarray) -> pa.Table:
    if not len(superseded) or "row_number" not in rows.column_names:
        return rows
    return rows.filter(pc.invert(pc.is_in(rows["row_number"], pa.array(superseded))))


def _count(rows: pa.Table) -> dict[tuple[str | None, str], int]:
    month = next((name for name in MONTHS if name in rows.column_names), None)
    if month is None or not len(rows):
        return {}
    if "district" not in rows.column_names:
        rows = rows.append_column("district", pa.array([""] * len(rows)))
    grouped = (
        rows.select(["district", month])
        .group_by(["district", month])
        .aggregate([([], "count_all")])
    )
    columns = (grouped[name].to_pylist() for name in ("district", month, "count_all"))
    return {(district, when): n for district, when, n in zip(*columns, strict=True)}
