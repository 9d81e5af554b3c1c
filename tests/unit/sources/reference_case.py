"""One case of reference files: what they hold, and what has to become of every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from ingest_project import Reader, write

from csa.errors import CsaError
from csa.reading.model import Reference
from csa.schemas import check_table
from csa.sources import all_sources

# Accepted, quarantined, superseded and out of area.
Counts = tuple[int, int, int, int]


@dataclass(frozen=True)
class Case:
    """Files of one source, and what is right.

    Attributes
    ----------
    name : str
        What is odd about them.
    files : dict
        Content by name below ``data/raw``.
    counts : dict
        By file, its accepted, quarantined, superseded and out-of-area rows.
    said : tuple of str
        What the refusal says; nothing where the files are read.
    noted : dict
        By file, what its note says.
    reasons : list of str
        Why rows are set aside.
    holds : callable
        Checks the tables.
    """

    name: str
    files: dict[str, Any]
    counts: dict[str, Counts] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    noted: dict[str, str] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    holds: Callable[[dict[str, Any]], Any] = lambda _: True


def check(case: Case, source: str, reader: Reader) -> None:
    """Read the files of a case and hold what happens against what is right."""
    for name, content in case.files.items():
        write(reader.raw, name, content)

    def read() -> Reference:
        return all_sources()[source].read(reader.files(source), reader.context)

    if case.said:
        with pytest.raises(CsaError) as refused:
            read()
        for part in case.said:
            assert part in str(refused.value)
        return
    reference = read()
    for account in reference.accounts:
        parts = (account.accepted, account.quarantined, account.superseded, account.out_of_area)
        assert sum(parts) == account.rows, account.path
        if account.path in case.counts:
            assert parts == case.counts[account.path], account.path
    notes = {account.path: account.note for account in reference.accounts}
    assert {name: part for name, part in case.noted.items() if part not in notes[name]} == {}
    assert [entry["reason"] for entry in reference.quarantine] == list(case.reasons)
    for table, frame in reference.tables.items():
        check_table(table, frame)
    assert set(case.counts) <= set(notes)
    assert case.holds(reference.tables)
