"""A file is read in blocks; nothing that is said of it may depend on where they end."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from builders import added_up
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ingest_project import ELSEWHERE, NEVER_ISSUED, SPLIT_2011, Reader, as_csv, street, write

from csa.geography import Geography
from csa.reading.files import records
from csa.reading.rows.columns import clean, clean_all

STREET = "police_uk/2024-01/2024-01-west-mercia-street.csv"
OUTCOMES = "police_uk/2024-01/2024-01-west-mercia-outcomes.csv"
LSOAS = ("E01000003", "E01000005", SPLIT_2011, ELSEWHERE, ELSEWHERE, "W01000001", NEVER_ISSUED, "")
# What stands in a column instead of what belongs there; most rows keep most of their values.
ODD = {
    "Crime ID": ("", " a ", "x" * 600, "copy"),
    "Month": ("2024-02", "", " 2024-01 ", "January", "Month"),
    "Reported by": ("", "Kent Police", "west mercia police"),
    "Longitude": ("", "0", "-2.1 ", "east", "999", "52.33"),
    "Latitude": ("", "0", "north", "-2.1"),
    "Location": ("", "On  or near", "Pr\u00e9cis", "nul\0", 'the "Swan"', "two\nlines"),
    "LSOA code": ("e01009110", " E01009110", "95AA01S1", "E01009110\u200b"),
    "LSOA name": ("", "Redditch 001A", "Redditch 999Z", "Birmingham\u00a0128B"),
    "Crime type": ("", "Witchcraft", "burglary", "Anti-social behaviour", "Drugs "),
    "Last outcome category": ("", "x\ty"),
}


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """One record of a street file, as bytes; some are no UTF-8, some are blank or ragged."""
    kind = draw(st.sampled_from(("row",) * 12 + ("blank", "commas", "header", "short", "long")))
    row = street(draw(st.integers(1, 10**6)), lsoa=draw(st.sampled_from(LSOAS)))
    if kind == "row":
        for column in draw(st.sets(st.sampled_from(sorted(ODD)), max_size=2)):
            row[column] = draw(st.sampled_from(ODD[column]))
    header, text = as_csv([row]).split("\n", 1)
    text = text.removesuffix("\n")
    text = {
        "blank": "",
        "commas": "," * 11,
        "header": header,
        "short": "x,y",
        "long": f"{text},x",
    }.get(kind, text)
    return text.encode(draw(st.sampled_from(("utf-8", "utf-8", "cp1252"))), "replace")


def everything_said(geography: Geography, name: str, content: bytes) -> tuple[Any, ...]:
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Path(folder), geography)
        write(reader.raw, name, content)
        reading = reader.read("police_uk_outcomes" if name == OUTCOMES else "police_uk_street")
    tables = {unit: added_up(unit, frame).to_csv() for unit, frame in reader.tables.items()}
    return reading.account, reading.quarantine, reading.superseded.tolist(), tables


def whole_file(rows: list[bytes], line_end: bytes, name: str) -> bytes:
    good = [as_csv([street(n)]).splitlines()[1].encode() for n in (10**7, 10**7 + 1)]
    header = as_csv([street(1)]).splitlines()[0].encode()
    if name == OUTCOMES:
        header = header.replace(b"Crime type", b"Outcome type")
    return line_end.join([header, good[0], *rows, good[1]]) + line_end


def cut_blocks(patch: pytest.MonkeyPatch, size: int, header: int) -> None:
    patch.setattr(records, "BLOCK_BYTES", size)
    patch.setattr("csa.reading.files.header.LONGEST_HEADER", max(size, header + 2))
    patch.setattr("csa.reading.files.opening.FIRST_BYTES", size)


@given(
    st.lists(lines(), max_size=30),
    st.sampled_from((b"\n", b"\r\n")),
    st.sampled_from((STREET, STREET, OUTCOMES)),
    st.sampled_from((400, 1_500)),
    st.integers(1, 900),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_blocks_and_pieces_of_any_size_change_nothing_that_is_said(
    tiny_geography: Geography,
    rows: list[bytes],
    line_end: bytes,
    name: str,
    block_bytes: int,
    piece_bytes: int,
) -> None:
    content = whole_file(rows, line_end, name)
    whole = everything_said(tiny_geography, name, content)
    with pytest.MonkeyPatch.context() as patch:
        cut_blocks(patch, block_bytes, content.index(b"\n"))
        patch.setattr(records, "PIECE_BYTES", piece_bytes)
        in_blocks = everything_said(tiny_geography, name, content)
    assert in_blocks == whole


TEXTS = st.lists(
    st.one_of(
        st.none(),
        st.text(st.sampled_from("ab \t\u200b\u00e9\0"), max_size=6),
        st.sampled_from(("On or near High Street", "x" * 500, "x" * 501, "")),
    ),
    max_size=12,
)


@given(TEXTS, st.integers(0, 4), st.integers(0, 4))
@example(["a", "b "], 1, 1)
@example([" a", "b"], 1, 1)
@example(["a", "b  c"], 0, 0)
@example(["a", ""], 0, 0)
@example(["a", None], 1, 1)
@example(["a\x7f"], 0, 0)
def test_cleaning_all_at_once_is_cleaning_one_by_one(
    texts: list[str | None], before: int, after: int
) -> None:
    # A slice: its texts neither start nor end where the bytes of the array do.
    whole = pa.array([" x "] * before + texts + ["y  z"] * after, pa.string())
    part = whole.slice(before, len(texts))
    assert clean_all(part).to_pylist() == [clean(text) for text in texts]
