"""Whatever bytes a file has lost or gained, its account balances or it is refused in a sentence."""

from __future__ import annotations

import io
import random
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ingest_project import Reader, write

from csa.errors import SourceError
from csa.reading.files.workbooks import Workbook, as_csv

sys.path.insert(0, str(Path(__file__).parents[2] / "spec" / "ingest"))

from dirty_cases import SOURCES, clean
from sent_workbooks import LINES
from workbook_files import Tab, packed, workbook

SPOILT_FILES, SPOILT_WORKBOOKS = 40, 200  # of each kind
BITS = (
    *('"', '""', ',"', '"\n', "\r", "\n", "\r\n", ",", "\0", "\0" * 20, " ", "\x0b", "\x1b[31m"),
    *("\u202e", "\ufeff", "9" * 30, "1E+10", "nan", "-", "#N/A", "23.45", "Z", "+01:00"),
    *("Redditch", "E07000236", "E05000001"),
)
MARKUP = ("<x/>", "&#0;", "&a;", '"', "\0", "-1", "9" * 20, '<!DOCTYPE a [<!ENTITY a "aa">]>')


def spoilt(content: bytes, chance: random.Random, bits: tuple[str, ...]) -> bytes:
    """The content with a few bytes added, lost, changed or repeated."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 5)):
        where = chance.randrange(len(changed) + 1)
        what = chance.choice(("add", "add", "lose", "change", "repeat", "cut"))
        if what == "add":
            changed[where:where] = chance.choice(bits).encode()
        elif what == "lose":
            del changed[where : where + chance.randint(1, 60)]
        elif what == "change":
            changed[where : where + 1] = bytes([chance.randrange(256)])
        elif what == "repeat":
            changed[where:where] = changed[max(0, where - chance.randint(1, 300)) : where]
        elif chance.random() < 0.2:
            del changed[where:]
    return bytes(changed)


def spoilt_parts(content: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        bad = chance.choice(names)
        for name in names:
            part = archive.read(name)
            yield name, spoilt(part, chance, MARKUP) if name == bad else part


@pytest.mark.parametrize("name", SOURCES)
def test_a_spoilt_file_balances_or_is_refused(reader: Reader, name: str) -> None:
    chance = random.Random(name)
    told = {"read": 0, "refused": 0}
    for _ in range(SPOILT_FILES):
        write(reader.raw, name, spoilt(clean(name).encode(), chance, BITS))
        try:
            reading = reader.read(SOURCES[name])
        except SourceError as refusal:
            told["refused"] += name in str(refusal)
            continue
        told["read"] += 1
        account = reading.account
        aside = account.quarantined + account.superseded + account.out_of_area
        assert account.rows == account.accepted + aside
        assert account.quarantined == len(reading.quarantine)
        stored = [len(rows) for table, rows in reader.tables.items() if table != "crime_index"]
        assert sum(stored) == account.accepted
        assert account.lines >= 1 + account.rows + account.blank
    assert min(told.values()) > 0
    assert sum(told.values()) == SPOILT_FILES


def test_a_spoilt_workbook_is_read_or_refused() -> None:
    chance = random.Random("workbook")
    told = {"read": 0, "refused": 0}
    for _ in range(SPOILT_WORKBOOKS):
        content = packed(dict(spoilt_parts(workbook(Tab(LINES)), chance)))
        try:
            as_csv(Workbook(io.BytesIO(content), "2016-04-asb.xlsx"), lambda fields: fields)
        except SourceError as refusal:
            told["refused"] += "2016-04-asb.xlsx" in str(refusal)
        else:
            told["read"] += 1
    assert min(told.values()) > 0
    assert sum(told.values()) == SPOILT_WORKBOOKS
