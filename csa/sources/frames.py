"""How is a small reference file read whole, with its account?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from csa.errors import SourceError
from csa.sources.discovery import RawFile
from csa.sources.header import read_header
from csa.sources.model import Account, Column
from csa.sources.records import Records, parse_lines
from csa.sources.values import Unreadable, parse_number, parse_whole


class Frame:
    """The rows of one reference file as text, and what becomes of each.

    Attributes
    ----------
    data : DataFrame
        Text columns named as in the file; the index is the data row, from 1.
    account : Account
        Every row counts as accepted until it is set aside.
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

    def require(self, names: Iterable[str]) -> None:
        """Refuse the file if it lacks a column.

        Raises
        ------
        SourceError
            Naming the columns.
        """
        missing = [name for name in names if name not in self.data.columns]
        if missing:
            found = ", ".join(str(name) for name in self.data.columns[:12])
            raise SourceError(
                f"{self.file.name} lacks the column {', '.join(missing)}; it has {found}."
            )

    def column(self, pattern: str) -> str:
        """Return the one column whose whole name matches a regular expression.

        Raises
        ------
        SourceError
            If there is none.
        """
        for name in self.data.columns:
            if re.fullmatch(pattern, str(name), flags=re.IGNORECASE):
                return str(name)
        raise SourceError(f"{self.file.name} has no column like '{pattern}'.")

    def set_aside(self, outside: pd.Series) -> None:
        """Leave rows of other areas out and count them."""
        self.account.out_of_area += int(outside.sum())
        self.account.accepted -= int(outside.sum())
        self.data = self.data[~outside]

    def reject(self, rows: pd.Series, *, column: str, reason: str) -> None:
        """Leave rows out and record why."""
        self.account.quarantined += int(rows.sum())
        self.account.accepted -= int(rows.sum())
        for number in self.data.index[rows]:
            self.quarantine.append(quarantine_entry(self.account, number, column, reason))
        self.data = self.data[~rows]

    def numbers(self, name: str, *, whole: bool = False, required: bool = False) -> pd.Series:
        """Return a column as numbers; rows whose text is none are rejected."""
        parse = parse_whole if whole else parse_number
        parsed = {text: _number(text, parse) for text in self.data[name].dropna().unique()}
        bad = self.data[name].map(lambda text: parsed.get(text, 0) is None).astype(bool)
        if bad.any():
            self.reject(bad, column=name, reason="not_a_number")
        if required and self.data[name].isna().any():
            self.reject(self.data[name].isna(), column=name, reason="missing")
        return self.data[name].map(parsed).astype("Int64" if whole else "float64")


def _number(text: str, parse: object) -> object:
    try:
        return parse(text)  # type: ignore[operator]
    except Unreadable:
        return None


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


def read_frame(file: RawFile) -> Frame:
    """Read a whole reference file, whatever its columns.

    Raises
    ------
    SourceError
        If the file is empty, has no rows or is no CSV.
    """
    account = new_account(file)
    with file.open_text() as opened:
        account.encoding = opened.encoding
        for remark in opened.remarks:
            account.remark(remark)
        header = read_header(opened.stream, replace(file.source, columns=()), name=file.name)
    names = [name.strip() for name in header.fields if name.strip()]
    columns = tuple(Column(name, distinct=True) for name in names)
    frames, bad, start = [], [], 1
    whole = replace(file, source=replace(file.source, columns=columns))
    with whole.open_text() as opened:
        records = Records(opened.stream, whole)
        for block in records:
            raw = parse_lines(block, records.header)
            account.lines += raw.lines
            data = raw.table.to_pandas()
            data.index = pd.Index(raw.position + start)
            frames.append(data)
            bad += [(position + start, reason) for position, reason in raw.malformed]
            start += raw.positions
    account.lines += 1
    if not sum(map(len, frames)):
        raise SourceError(f"{file.name} has a header row but no data. Ask for the file again.")
    return _without_blanks(file, pd.concat(frames), account, bad)


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
