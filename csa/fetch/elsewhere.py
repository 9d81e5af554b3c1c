"""How much did other forces record, by district, month and type?

The rows themselves are not kept: they are counted while the archive is read.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from csa.errors import SourceError
from csa.fetch.disk import writing
from csa.sources.police.police_uk_street import LSOA_NUMBER

COLUMNS = ("LSOA name", "Month", "Crime type")
HEADINGS = ("ltla_name", "month", "crime_type", "n")
CHUNK_BYTES = 1 << 20
FILE = "{month}-district-counts.csv"
Counts = Counter[tuple[str, str, str]]


def count_rows(stream: BinaryIO, *, name: str) -> Counts:
    """Count the rows of a street file by district, month and type.

    Parameters
    ----------
    stream : binary file
        The file, opened.
    name : str
        What a message calls it.

    Returns
    -------
    Counter
        By district (as the name of its LSOA begins), month and type; rows without a place are in
        none.

    Raises
    ------
    SourceError
        If it is no street file.
    """
    try:
        content = b"".join(iter(lambda: stream.read(CHUNK_BYTES), b""))
        text = io.StringIO(content.decode("utf-8", errors="replace"), newline="")
        return Counter(_keys(text, name))
    except csv.Error:
        raise SourceError(f"{name} is no CSV file. Run the command again.") from None


def _keys(text: io.StringIO, name: str) -> Iterator[tuple[str, str, str]]:
    rows = csv.reader(text)
    headings = [one.strip().lstrip("\N{ZERO WIDTH NO-BREAK SPACE}") for one in next(rows, [])]
    if not set(COLUMNS) <= set(headings):
        raise SourceError(f"{name} lacks one of the columns {', '.join(COLUMNS)}.")
    place, month, kind = (headings.index(column) for column in COLUMNS)
    for row in rows:
        if len(row) == len(headings) and LSOA_NUMBER.search(row[place]):
            yield LSOA_NUMBER.sub("", row[place]), row[month], row[kind]


def write_counts(counts: Counts, draft: Path) -> None:
    """Write counts as a table that the source ``peer_counts`` reads."""
    draft.parent.mkdir(parents=True, exist_ok=True)
    with writing(draft), draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows((*key, n) for key, n in sorted(counts.items()))
