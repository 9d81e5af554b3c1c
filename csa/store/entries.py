"""What does the catalogue remember of each raw file, and how is that told as tables?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from csa.reading.files.discovery import RawFile
from csa.reading.model import Account, Source
from csa.schemas import TABLES

Entry = dict[str, Any]
Tables = dict[str, list[list[Any]]]


def make_entry(
    account: Account,
    *,
    file: RawFile | None = None,
    part: str = "",
    tables: Tables | None = None,
) -> Entry:
    """Return the catalogue's input for one raw file.

    Parameters
    ----------
    account : Account
        The file's account.
    file : RawFile, optional
        A file of one month.
    part : str
        The id of its part; empty for a file that stands back, or is read with others.
    tables : dict, optional
        Per table ``[district, month, rows]``.
    """
    return {
        **vars(account),
        "month": file.month if file else "",
        "who": file.who if file else "",
        "revision": file.revision if file else 0,
        "part": part,
        "tables": tables or {},
        "profiles": {},
        "replaced": {},
    }


def quarantine_frame(entries: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows set aside as the table ``quarantine``."""
    return pd.DataFrame(entries, columns=list(TABLES["quarantine"].fields))


def count_not_located(tables: Tables, source: Source) -> int:
    """Return the rows of a source's own tables that have no district."""
    counts = [count for unit in source.units for count in tables.get(unit, [])]
    return sum(rows for district, _, rows in counts if district is None)


def account_frame(inputs: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the table ``account`` of a catalogue's inputs."""
    fields = TABLES["account"].fields
    frame = pd.DataFrame(inputs, columns=list(fields))
    kinds = {name: "Int64" if f.kind == "whole" else "str" for name, f in fields.items()}
    return frame.astype(kinds).sort_values(["source", "path"], ignore_index=True)
