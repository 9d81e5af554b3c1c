"""How do raw files of a month become parts of tables and inputs of the catalogue?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csa.errors import SourceError
from csa.layouts import read_laid_out
from csa.reading.files.discovery import RawFile, unchanged
from csa.reading.files.unforeseen import naming
from csa.reading.model import Context
from csa.reading.reference.frames import new_account
from csa.reading.rows.parts import FileReading, read_rows
from csa.store.entries import Entry, count_not_located, make_entry, quarantine_frame
from csa.store.laid_out import describe
from csa.store.parts import PartWriter, write_frame


@dataclass(frozen=True)
class Job:
    """A raw file of a source with one file per month, still to be read.

    Attributes
    ----------
    file : RawFile
        The file.
    part : str
        The id of the file's part in every table.
    context : Context
        Settings, look-ups and keys.
    instead : RawFile, optional
        The file that replaces it, or that it is a copy of; its rows are only counted then.
    """

    file: RawFile
    part: str
    context: Context
    instead: RawFile | None = None


def read_job(job: Job, folder: Path) -> Entry | SourceError:
    """Read a raw file, write its rows and say what became of each.

    Parameters
    ----------
    job : Job
        The file.
    folder : Path
        The folder of processed tables.

    Returns
    -------
    dict or SourceError
        The catalogue's input (see :func:`csa.store.entries.make_entry`), or why the file cannot
        be read, or that it changed meanwhile.

    Raises
    ------
    StoreError
        If a table cannot be written.
    """
    file = job.file
    try:
        with naming(file.name), unchanged([file]):
            if job.instead:
                return _stand_back(job, job.instead)
            writer = PartWriter(folder, job.part)
            if file.layout is not None:
                reading = read_laid_out(file, job.context, writer.add)
            else:
                reading = read_rows(file, job.context, writer.add)
            return _finished(reading, writer, job.context)
    except SourceError as problem:
        return problem


def _finished(reading: FileReading, writer: PartWriter, context: Context) -> Entry:
    """Write what is left of a file's tables and describe them."""
    tables = writer.finish(reading.superseded)
    if reading.quarantine:
        frame = quarantine_frame(reading.quarantine)
        write_frame(writer.folder, "quarantine", writer.part, frame=frame)
        tables["quarantine"] = []
    declared = context.settings.sources.get(reading.file.source.name, {}).get("declared_zero", [])
    if reading.file.month in declared and reading.account.rows:
        reading.account.remark(
            "declared_zero in config/sources.toml names this month, but the file has rows, which "
            "count: take the month out of the list"
        )
    reading.account.not_located = count_not_located(tables, reading.file.source)
    entry = make_entry(reading.account, file=reading.file, part=writer.part, tables=tables)
    entry["profiles"] = writer.profiles
    describe(entry, reading.file, spans=reading.spans, declared=declared, folder=writer.folder)
    return entry


def _stand_back(job: Job, instead: RawFile) -> Entry:
    """Count the rows of a file that another file replaces; nothing is written."""
    is_copy = instead.sha256 == job.file.sha256
    why = f"{'a copy of' if is_copy else 'replaced by'} {instead.name}"
    try:
        # The name of a copy need not be one that its rows could be held against.
        counted = instead if is_copy else job.file
        read = read_laid_out if counted.layout is not None else read_rows
        account = read(counted, job.context, _discard).account
    except SourceError:
        # What was wrong with it may be why it was sent again.
        account = new_account(job.file)
        account.remark(f"{why}; it cannot be read itself")
        return make_entry(account, file=job.file)
    account.path, account.file_id = job.file.name, job.file.file_id
    alone = account.accepted
    account.superseded = account.rows
    account.accepted = account.quarantined = account.out_of_area = account.left_out = 0
    account.remark(why)
    replaced = {"by": instead.name, "accepted": alone}
    return make_entry(account, file=job.file) | {"replaced": replaced}


def _discard(*_: object) -> None:
    """Take rows that are only counted."""
