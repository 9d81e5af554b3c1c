"""Whatever mixture of good, bad, foreign and blank rows a file holds, its account balances."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from builders import added_up
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_project import ELSEWHERE, Reader, as_csv, street, street_asb, write

from csa.geography import Geography
from csa.reading.files import records

STREET = "police_uk/2024-01/2024-01-west-mercia-street.csv"
HEADER = as_csv([street(1)]).splitlines()[0]
KINDS = ("good", "asb", "outside", "category", "month", "long", "short", "blank", "header", "copy")
BAD = {
    "category": {"Crime type": "Witchcraft"},
    "month": {"Month": "2024-02"},
}


def line_of(kind: str, number: int) -> str:
    if kind == "blank":
        return ""
    if kind == "header":
        return HEADER
    if kind == "long":
        return "x," * 12
    if kind == "short":
        return "x,y"
    row = {
        "asb": street_asb(),
        "outside": street(number, lsoa=ELSEWHERE),
        "copy": street(10**6),
    }.get(kind, {**street(number), **BAD.get(kind, {})})
    return as_csv([row]).splitlines()[1]


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=40), st.sampled_from(("\n", "\r\n")))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_row_is_counted_once(
    tiny_geography: Geography, kinds: list[str], line_end: str
) -> None:
    # Two good rows keep the file from being refused as unreadable.
    lines = [line_of("good", 10**7), *(line_of(k, n) for n, k in enumerate(kinds, start=1))]
    lines.append(line_of("good", 10**7 + 1))
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder), tiny_geography)
        write(reader.raw, STREET, line_end.join([HEADER, *lines]) + line_end)
        reading = reader.read("police_uk_street")
    account, count = reading.account, kinds.count
    copies = count("copy")
    assert account.accepted == 2 + count("good") + count("asb") + min(copies, 1)
    assert account.superseded == max(copies - 1, 0)
    assert account.out_of_area == count("outside")
    assert account.blank == count("blank")
    assert account.quarantined == sum(map(count, ("category", "month", "long", "short", "header")))
    assert account.lines == 1 + len(lines) == 1 + account.rows + account.blank
    assert account.rows == (
        account.accepted + account.quarantined + account.superseded + account.out_of_area
    )
    # Rows that lie elsewhere are counted for comparing with peers, and not kept.
    stored = sum(len(frame) for name, frame in reader.tables.items() if name != "peer_count")
    assert stored == account.accepted
    # Each row in quarantine is named by the line it stands in.
    bad = [n for n, kind in enumerate(kinds, start=2) if kind in {*BAD, "long", "short", "header"}]
    assert sorted(entry["row_number"] for entry in reading.quarantine) == bad


@given(st.lists(st.sampled_from(KINDS), min_size=5, max_size=60), st.integers(300, 4000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_size_of_blocks_changes_nothing(
    tiny_geography: Geography, kinds: list[str], block_bytes: int
) -> None:
    lines = [line_of("good", 10**7), *(line_of(k, n) for n, k in enumerate(kinds, start=1))]
    content = "\n".join([HEADER, *lines]) + "\n"
    found = []
    for size in (records.BLOCK_BYTES, block_bytes):
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
            patch.setattr(records, "BLOCK_BYTES", size)
            patch.setattr("csa.reading.files.header.LONGEST_HEADER", max(size, len(HEADER) + 2))
            patch.setattr("csa.reading.files.opening.FIRST_BYTES", size)
            reader = Reader(Path(folder), tiny_geography)
            write(reader.raw, STREET, content)
            reading = reader.read("police_uk_street")
        found.append(
            (
                reading.account,
                reading.quarantine,
                {n: added_up(n, one).to_csv() for n, one in reader.tables.items() if len(one)},
            )
        )
    assert found[0] == found[1]
