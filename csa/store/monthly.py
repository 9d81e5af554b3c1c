"""How does one raw file of a month become parts of tables and an input of the catalogue?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from csa.sources import Context, RawFile
from csa.sources.discovery import unchanged
from csa.sources.order import WORKERS
from csa.sources.rows import read_rows
from csa.store.entries import Entry, count_not_located, make_entry, quarantine_frame
from csa.store.parts import PartWriter, write_frame


def read_file(
    file: RawFile, context: Context, folder: Path, *, part: str, workers: int = WORKERS
) -> Entry:
    """Read a raw file, write its rows and say what became of each.

    Parameters
    ----------
    file : RawFile
        A file of a source with one file per month.
    context : Context
        Settings, look-ups and keys.
    folder : Path
        The folder of processed tables.
    part : str
        The id of the file's part in every table.
    workers : int
        Blocks of the file that are read side by side.

    Returns
    -------
    Entry
        The catalogue's input; see :func:`csa.store.entries.make_entry`.

    Raises
    ------
    SourceError
        If the file cannot be read, or changes meanwhile.
    StoreError
        If a table cannot be written.
    """
    with unchanged([file]):
        writer = PartWriter(folder, part)
        reading = read_rows(file, context, writer.add, workers=workers)
        tables = writer.finish(reading.superseded)
        if reading.quarantine:
            frame = quarantine_frame(reading.quarantine)
            write_frame(folder, "quarantine", part, frame=frame)
            tables["quarantine"] = []
        reading.account.not_located = count_not_located(tables, file.source)
        entry = make_entry(reading.account, file=file, part=part, tables=tables)
        entry["profiles"] = {unit: asdict(found) for unit, found in writer.profiles.items()}
        return entry


def stand_back(file: RawFile, context: Context, instead: str) -> Entry:
    """Count the rows of a file that another file replaces; nothing is written."""
    with unchanged([file]):
        account = read_rows(file, context, _discard).account
    alone = account.accepted
    account.superseded = account.rows
    account.accepted = account.quarantined = account.out_of_area = 0
    account.remark(f"replaced by {instead}")
    return make_entry(account, file=file) | {"replaced": {"by": instead, "accepted": alone}}


def _discard(*_: object) -> None:
    """Take rows that are only counted."""
