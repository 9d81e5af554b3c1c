"""How is a small reference file read whole, with its account?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.files.header import read_header
from csa.reading.files.records import REPLACEMENT, Records, parse_lines
from csa.reading.model import Account, Column, Reference
from csa.reading.reference.headings import Heading
from csa.reading.reference.issues import find_later, supersede_all
from csa.reading.rows.reasons import in_words
from csa.reading.rows.values import Unreadable, parse_number, parse_whole

# Of Great Britain, and the older ones of Northern Ireland and of local authorities.
AREA_CODE = r"[A-Z]\d{8}|\d\d[A-Z]{2}(\d\d[A-Z]\d)?"
HEADINGS_TOLD = 12
LARGEST = 10**15  # what a float still tells from its neighbours
UNDECODABLE, NUL_BYTE = "undecodable", "nul_byte"
UNREADABLE = {UNDECODABLE: REPLACEMENT, NUL_BYTE: "\0"}


class Frame:
    """The rows of one reference file as text, and what becomes of each.

    Attributes
    ----------
    data : DataFrame
        Text columns named as in the file; the index is the data row, from 1.
    account : Account
        Every row counts as accepted until it is left out.
    quarantine : list of dict
        One entry per rejected row.
    """

    def __init__(self, file: RawFile, data: pd.DataFrame, account: Account) -> None:
        self.file = file
        self.data = data
        self.account = account
        self.quarantine: list[dict[str, object]] = []
        account.rows += len(data)
        account.accepted += len(data)

    @property
    def headings(self) -> list[str]:
        """The names of the columns as they are written in the file."""
        return [str(name) for name in self.data.columns]

    def find(self, heading: Heading) -> str:
        """Return the name of a column as it is written, or nothing.

        Raises
        ------
        SourceError
            If several columns are headed so.
        """
        found = heading.among(self.headings)
        if len(found) > 1:
            raise SourceError(
                f"{self.file.name} has {heading.words} more than once: {', '.join(found)}. Leave "
                "one of these columns."
            )
        return found[0] if found else ""

    def column(self, heading: Heading) -> str:
        """Return the name of a column as it is written.

        Raises
        ------
        SourceError
            If there is none, or several.
        """
        name = self.find(heading)
        if not name:
            has = ", ".join(self.headings[:HEADINGS_TOLD])
            raise SourceError(f"{self.file.name} lacks a column for {heading.words}; it has {has}.")
        return name

    def codes(self, heading: Heading) -> pd.Series:
        """Return the codes of a column in capitals; rows without an area's code are rejected."""
        name = self.column(heading)
        codes = self.data[name].str.upper()
        self.reject(codes.isna(), column=name, reason="missing")
        codes = codes.reindex(self.data.index)
        self.reject(~codes.str.fullmatch(AREA_CODE), column=name, reason="unknown_area")
        return codes.reindex(self.data.index)

    def set_aside(self, outside: pd.Series) -> None:
        """Leave rows of other areas out and count them."""
        self.account.out_of_area += self._leave(outside)

    def reject(self, rows: pd.Series, *, column: str, reason: str) -> None:
        """Leave rows out and record why."""
        for number in self.data.index[rows]:
            self.quarantine.append(quarantine_entry(self.account, number, column, reason))
        self.account.quarantined += self._leave(rows)

    def supersede(self, rows: pd.Series, why: str) -> None:
        """Leave out rows that another row, of this file or a later one, stands for."""
        left = self._leave(rows)
        self.account.superseded += left
        if left:
            self.account.remark(why)

    def stand_back(self, later: str) -> None:
        """Leave out every row, whatever it holds: another file counts in its place."""
        supersede_all(self.account, later)
        self.quarantine, self.data = [], self.data.iloc[:0]

    def _leave(self, rows: pd.Series) -> int:
        self.data = self.data[~rows]
        left = int(rows.sum())
        self.account.accepted -= left
        return left

    def numbers(self, name: str, *, whole: bool = False, required: bool = False) -> pd.Series:
        """Return a column as numbers; rows whose text is none are rejected."""
        parse = parse_whole if whole else parse_number
        parsed = {text: _number(text, parse) for text in self.data[name].dropna().unique()}
        self.reject(
            self.data[name].map(lambda text: parsed.get(text, 0) is None).astype(bool),
            column=name,
            reason="not_a_number",
        )
        if required:
            self.reject(self.data[name].isna(), column=name, reason="missing")
        return self.data[name].map(parsed).astype("Int64" if whole else "float64")

    def counts(self, name: str) -> pd.Series:
        """Return a column as numbers of people or homes: whole, and never below zero."""
        numbers = self.numbers(name, whole=True, required=True)
        self.reject(numbers < 0, column=name, reason="out_of_range")
        return numbers.reindex(self.data.index)


def _number(text: str, parse: Callable[[str], float]) -> float | None:
    try:
        number = parse(text)
    except Unreadable:
        return None
    return number if abs(number) < LARGEST else None


def quarantine_entry(account: Account, row: int, column: str, reason: str) -> dict[str, object]:
    """Return one row of the table ``quarantine``, without any value of the row."""
    return {
        "source": account.source,
        "file_id": account.file_id,
        "path": account.path,
        "row_number": int(row),
        "column": column,
        "reason": reason,
        "row_hash": None,
        "sheet": None,
        "line": None,
    }


def new_account(file: RawFile) -> Account:
    """Return an empty account of a file."""
    return Account(
        source=file.source.name,
        path=file.name,
        file_id=file.file_id,
        sha256=file.sha256,
        bytes=file.size,
    )


@dataclass
class Frames:
    """All files of a source that is read whole, each as a frame.

    Attributes
    ----------
    standing : list of Frame
        The files that count: the latest issue of each.
    every : list of Frame
        Those and the earlier issues.
    """

    standing: list[Frame] = field(default_factory=list)
    every: list[Frame] = field(default_factory=list)

    def reference(self, tables: dict[str, pd.DataFrame]) -> Reference:
        """Return tables with the account and the quarantine of every file.

        Raises
        ------
        SourceError
            If no row of a file can be read.
        """
        for frame in self.standing:
            _refuse_unreadable(frame)
        quarantine = [entry for frame in self.every for entry in frame.quarantine]
        return Reference(tables, [frame.account for frame in self.every], quarantine)


def read_frames(files: Sequence[RawFile]) -> Frames:
    """Read reference files, whatever their columns, the earlier issues of a file for their count.

    Raises
    ------
    SourceError
        If a file is empty, has no rows or is no CSV, or two issues of a file differ unmarked.
    """
    later, frames = find_later(files), Frames()
    for file in files:
        frame = read_frame(file)
        frames.every.append(frame)
        if file.name in later:
            frame.stand_back(later[file.name].name)
        else:
            frames.standing.append(frame)
    return frames


def _refuse_unreadable(frame: Frame) -> None:
    account = frame.account
    if account.rows and account.quarantined == account.rows:
        first = frame.quarantine[0]
        where = f" in column '{first['column']}'" if first["column"] else ""
        raise SourceError(
            f"No row of {account.path} can be read: {in_words(str(first['reason']))}{where} "
            f"({account.rows} rows)."
        )


def read_headings(file: RawFile) -> list[str]:
    """Return the headings of a reference file, trimmed.

    Raises
    ------
    SourceError
        If the file is empty, is no CSV or has no headings.
    """
    with file.open_text() as opened:
        header = read_header(opened.stream, replace(file.source, columns=()), name=file.name)
    names = [name.strip() for name in header.fields]
    if not any(names):
        raise SourceError(f"{file.name} has no headings in its first row.")
    return names


def read_frame(file: RawFile) -> Frame:
    """Read a whole reference file, whatever its columns.

    Raises
    ------
    SourceError
        If the file is empty, has no rows or is no CSV.
    """
    account = new_account(file)
    names = [name for name in read_headings(file) if name]
    columns = tuple(Column(name, distinct=True) for name in names)
    frames, bad, odd, start = [], [], set(), 1
    whole = replace(file, source=replace(file.source, columns=columns))
    with whole.open_text() as opened:
        account.encoding = opened.encoding
        for remark in opened.remarks:
            account.remark(remark)
        records = Records(opened.stream, whole)
        for block in records:
            raw = parse_lines(block, records.header)
            account.lines += raw.lines
            data = raw.table.to_pandas()
            data.index = pd.Index(raw.position + start)
            frames.append(data)
            bad += [(position + start, reason) for position, reason in raw.malformed]
            odd |= {UNDECODABLE} if raw.cp1252_lines else set()
            odd |= {NUL_BYTE} if raw.has_nul else set()
            start += raw.positions
    account.lines += 1
    if not sum(map(len, frames)):
        raise SourceError(f"{file.name} has a header row but no data. Ask for the file again.")
    if UNDECODABLE in odd:
        account.encoding = "utf-8 and cp1252"
    frame = _without_blanks(file, pd.concat(frames), account, bad)
    for reason in sorted(odd):
        _reject_characters(frame, UNREADABLE[reason], reason)
    return frame


def _without_blanks(
    file: RawFile, data: pd.DataFrame, account: Account, bad: list[tuple[int, str]]
) -> Frame:
    data = data.apply(lambda column: column.str.strip()).replace({"": np.nan})
    blank = data.isna().all(axis=1)
    account.blank += int(blank.sum())
    frame = Frame(file, data[~blank], account)
    for number, reason in bad:
        account.rows += 1
        account.quarantined += 1
        frame.quarantine.append(quarantine_entry(account, number, "", reason))
    return frame


def _reject_characters(frame: Frame, character: str, reason: str) -> None:
    for name in frame.headings:
        found = frame.data[name].str.contains(character, regex=False).fillna(value=False)
        frame.reject(found.astype(bool), column=name, reason=reason)
