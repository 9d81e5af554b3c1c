"""How is a file that has a layout read, with every line of it accounted for?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from csa.errors import SourceError
from csa.layouts.grids import Grid, Opened, open_grids
from csa.layouts.headers import Header, find_header
from csa.layouts.rows import Kinds, Rows, TableReader
from csa.layouts.totals import Lines
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import DELIMITERS
from csa.reading.files.header import Header as OwnHeader
from csa.reading.files.records import FIELD_COUNT, Mapped, RawBlock
from csa.reading.files.spans import span_of_file, span_of_sheet
from csa.reading.model import Context
from csa.reading.reference.frames import new_account
from csa.reading.rows.block_reader import BlockReader
from csa.reading.rows.parts import FileReading, Write
from csa.settings.layouts import Layout

BLOCK_ROWS = 50_000
REPEATED_HEADER = "repeated_header"


def read_laid_out(file: RawFile, context: Context, write: Write) -> FileReading:
    """Read a file as its layout says and hand its accepted rows to ``write``, in order.

    Parameters
    ----------
    file : RawFile
        A file with a layout.
    context : Context
        Settings, look-ups and keys.
    write : callable
        Takes a table's name and its next rows.

    Returns
    -------
    FileReading
        The account, in which superseded rows are already taken off the accepted ones.

    Raises
    ------
    SourceError
        If the file cannot be read, or has other headings or totals than the layout says.
    SettingsError
        If the layout does not fit its source.
    """
    if file.layout is None:
        raise SourceError(f"{file.name} has no layout.")
    reading = FileReading(file, new_account(file))
    reader = BlockReader(file, context, OwnHeader([], {}))
    sheets = Sheets(file, file.layout, context)
    with open_grids(file, file.layout) as opened:
        reading.begin(OwnHeader([], {}), opened.remarks)
        for block in sheets.blocks(opened):
            reading.take(reader.read(block), write)
            reader.start = reading.next_row
        reading.account.encoding = opened.encoding
    for remark in sheets.remarks:
        reading.account.remark(remark)
    reader.check_corrections_used(reading.next_row)
    reading.end(context)
    return reading


class Sheets:
    """Reads the sheets of one file for the table of its source.

    Parameters
    ----------
    file : RawFile
        The file.
    layout : Layout
        Its layout.
    context : Context
        Settings, look-ups and keys.
    """

    def __init__(self, file: RawFile, layout: Layout, context: Context) -> None:
        self._file, self._layout = file, layout
        self._span = span_of_file(layout, file.name)
        tables = layout.tables
        ours = next(table for table in tables if table.source == file.source.name)
        self._reader = TableReader(ours, layout=layout, file=file, context=context)
        self._others = [(t.source, Kinds(t)) for t in tables if t is not ours]
        self._is_first = ours is tables[0]
        self._position = 0
        self._left_out: Counter[str] = Counter()
        self._elsewhere: Counter[str] = Counter()
        self._passed: list[str] = []

    @property
    def remarks(self) -> list[str]:
        """What the account should say of rows and sheets that are not read here."""
        path = self._layout.path
        return [
            *self._reader.watch.remarks,
            *(f"{n} rows left out by {path}: {why}" for why, n in sorted(self._left_out.items())),
            *(f"{n} rows are counted under {other}" for other, n in self._elsewhere.items()),
            *(f"sheet '{name}' is not read" for name in self._passed),
        ]

    def blocks(self, opened: Opened) -> Iterator[RawBlock]:
        """Yield the rows of all sheets.

        Raises
        ------
        SourceError
            If none of them has the headings, or one that is asked for has not.
        """
        read = 0
        for grid in opened.grids:
            header = self._find(grid)
            if header is not None:
                yield from self._blocks_of(grid, header, is_first=not read)
                read += 1
        if problem := self._reader.orders.problem():
            raise SourceError(f"{self._file.name}: {problem}")
        if not read:
            self._refuse_delimiter(opened.delimiter)
            raise SourceError(
                f"No line of {self._file.name} holds the headings that {self._layout.path} names. "
                "Is it the right file? Run 'csa layout' on it to see what it holds."
            )

    def _refuse_delimiter(self, there: str) -> None:
        if there != self._layout.delimiter:
            raise SourceError(
                f"The fields of {self._file.name} seem to be separated by {DELIMITERS[there]}. "
                f"Write delimiter = {json.dumps(there)} into {self._layout.path}."
            )

    def _find(self, grid: Grid) -> Header | None:
        asked = bool(self._layout.sheets)
        if not grid.hidden or asked:
            header = find_header(grid, self._layout, name=self._file.name)
            if header is not None:
                return header
        if asked:
            raise SourceError(
                f"{grid.where}{self._file.name} has no line with the headings that "
                f"{self._layout.path} names. Leave the sheet out of sheets, or correct the layout."
            )
        self._passed += [grid.name] if grid.name else []
        return None

    def _blocks_of(self, grid: Grid, header: Header, *, is_first: bool) -> Iterator[RawBlock]:
        grid.wanted.update(header.positions.values())
        batch = _Batch(self._reader.start(), self._position)
        where = f"{grid.where}{self._file.name}"
        lines = Lines(self._layout, where=where)
        above = header.line - 1
        told = 1 if is_first else 0  # the first header is accounted for already
        for number, cells in grid:
            again = header.again(number, cells, self._layout, where=where)
            if again is not None and again.names != header.names:
                yield self._block(batch, grid, header, lines=number - 1 - told)
                batch, told = _Batch(self._reader.start(), self._position), number - 1
                header = again
                grid.wanted.update(header.positions.values())
            if lines.is_row(number, cells):
                self._take(cells, batch, grid=grid, header=header)
            if len(batch.rows) >= BLOCK_ROWS:
                yield self._block(batch, grid, header, lines=number - told)
                batch, told = _Batch(self._reader.start(), self._position), number
        blank = above + lines.others
        if grid.name:  # a sheet leaves out its empty lines
            blank = grid.last - 1 - lines.rows
        yield self._block(batch, grid, header, lines=grid.last - told, blank=blank)

    def _take(self, cells: Sequence[str], batch: _Batch, *, grid: Grid, header: Header) -> None:
        position = self._position - batch.start
        self._position += 1
        padded = [*cells, *[""] * (header.width - len(cells))]
        if not grid.name and len(cells) != header.width:
            batch.broken.append((position, FIELD_COUNT))
            return
        row = {name: padded[at] for name, at in header.positions.items()}
        if row == header.written:
            batch.broken.append((position, REPEATED_HEADER))
            return
        why = self._reader.kinds.why_left_out(row)
        if not why:
            self._reader.watch.see(row)
            self._reader.add(batch.rows, row, sheet=grid.name, position=position)
            batch.lines.append(grid.last)
        elif other := next((s for s, kinds in self._others if not kinds.why_left_out(row)), ""):
            self._elsewhere[other] += 1
            batch.elsewhere += 1
        elif self._is_first:
            self._left_out[why if not self._others else f"of no table: {why}"] += 1
            batch.left_out += 1
        else:
            self._elsewhere[self._layout.tables[0].source] += 1
            batch.elsewhere += 1

    def _block(
        self, batch: _Batch, grid: Grid, header: Header, *, lines: int, blank: int = 0
    ) -> RawBlock:
        rows = batch.rows
        self._reader.watch.refuse(f"{grid.where}{self._file.name}")
        self._reader.finish(rows)
        blamed = self._reader.blamed_headings(header.written)
        span = span_of_sheet(self._layout, grid.name, name=self._file.name)
        mapped = Mapped(
            file=self._file.within(span or self._span),
            headings=blamed,
            sheet=grid.name,
            lines=dict(zip(rows.position, batch.lines, strict=True)),
            verdicts=[(p, c, r, header.written.get(h, h)) for p, c, r, h in rows.verdicts],
            left_out=batch.left_out,
            elsewhere=batch.elsewhere,
            blank=blank,
            by_postcode=rows.by_postcode,
            no_postcode=rows.no_postcode,
        )
        texts = {
            name: pa.array([t or None for t in v], pa.string()) for name, v in rows.columns.items()
        }
        return RawBlock(
            pa.table(texts),
            np.array(rows.position, dtype=np.int64),
            batch.broken,
            lines=lines,
            positions=self._position - batch.start,
            mapped=mapped,
        )


class _Batch:
    """The rows of one block so far.

    Attributes
    ----------
    rows : Rows
        The rows of our table; positions count from the start of the block.
    start : int
        Rows of the file before it.
    lines : list of int
        The line of each of our rows.
    broken : list of (int, str)
        Positions of lines that are no proper rows, and why.
    """

    def __init__(self, rows: Rows, start: int) -> None:
        self.rows, self.start = rows, start
        self.lines: list[int] = []
        self.broken: list[tuple[int, str]] = []
        self.left_out = self.elsewhere = 0
