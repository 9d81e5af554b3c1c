"""How is a register read that somebody keeps by hand: one row for each thing, named columns?"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from csa.errors import SourceError
from csa.reading.reference.figures import AGAIN
from csa.reading.reference.frames import Frame
from csa.reading.reference.headings import exactly
from csa.reading.rows.lists import parse_list
from csa.reading.rows.values import Unreadable, parse_flag
from csa.schemas import TABLES
from csa.settings.files import nearest_or_all

EMPTY = {"number": "float64", "flag": "boolean"}


def register_rows(frame: Frame, table: str, *, optional: Collection[str] = ()) -> pd.DataFrame:
    """Return the rows of a register as its table has them.

    Parameters
    ----------
    frame : Frame
        The file; rows that lack what they need, or hold what they may not, are rejected in it.
    table : str
        Name of the table, whose contract says what each column is.
    optional : collection of str
        Columns that the file need not have; without them nothing is known.
    """
    contract = TABLES[table]
    names = {
        name: frame.find(exactly(name)) if name in optional else frame.column(exactly(name))
        for name in contract.fields
    }
    for name, field in contract.fields.items():
        if field.required:
            is_missing = frame.data[names[name]].isna()
            frame.reject(is_missing, column=names[name], reason="missing")
    read_as = {"number": frame.numbers, "flag": lambda name: _flags(frame, name)}
    columns = {
        ours: read_as.get(contract.fields[ours].kind, lambda name: frame.data[name])(theirs)
        if theirs
        else pd.Series(None, frame.data.index, dtype=EMPTY.get(contract.fields[ours].kind, object))
        for ours, theirs in names.items()
    }
    rows = pd.DataFrame(columns).reindex(frame.data.index)
    frame.supersede(rows.duplicated(), AGAIN)
    return rows.reindex(frame.data.index)


def check_listed(
    frame: Frame, rows: pd.DataFrame, column: str, known: Collection[str]
) -> pd.DataFrame:
    """Return the rows with a column's lists of names as they are looked for.

    Raises
    ------
    SourceError
        If a list names what there is not; the message gives file, row and column.
    """
    lists = [_known(frame, row, column, text, known) for row, text in rows[column].items()]
    return rows.assign(**{column: pd.Series(lists, rows.index, dtype=object)})


def _known(
    frame: Frame, row: object, column: str, text: str | None, known: Collection[str]
) -> str | None:
    if not isinstance(text, str):
        return None
    names = [one.strip() for one in text.split(";") if one.strip()]
    unknown = [one for one in names if one.casefold() not in known]
    if unknown:
        raise SourceError(
            f"{frame.file.name}, row {row}: column {column} names '{unknown[0]}', which the "
            f"settings do not have{nearest_or_all(unknown[0], known)}."
        )
    return parse_list(text, list(known))


def _flags(frame: Frame, name: str) -> pd.Series:
    parsed = {text: _flag(text) for text in frame.data[name].dropna().unique()}
    bad = frame.data[name].map(lambda text: parsed.get(text) == "").astype(bool)
    frame.reject(bad, column=name, reason="not_yes_or_no")
    return frame.data[name].map(parsed).astype("boolean")


def _flag(text: str) -> bool | str | None:
    try:
        return parse_flag(text)
    except Unreadable:
        return ""
