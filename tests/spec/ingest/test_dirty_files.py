"""Whatever a file looks like, every row of it ends as accepted, set aside with a reason, or the
file is refused with one clear sentence."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from dirty_cases import CASES, Case
from ingest_project import Reader, write

from csa.errors import SourceError

PERSONAL = ("Zebedee", "Quux")


# What is kept of rows besides: where each stands, and how many lie elsewhere.
APART = ("crime_index", "peer_count")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_row_of_a_dirty_file_is_accounted_for(case: Case, reader: Reader) -> None:
    write(reader.raw, case.path, case.content)
    reader.cut_off = case.cut_off
    if case.error:
        with pytest.raises(SourceError) as refusal:
            reader.read(case.source)
        assert case.error in str(refusal.value)
        assert not any(text in str(refusal.value) for text in PERSONAL)
        return
    reading = reader.read(case.source)
    account = reading.account
    quarantined = sum(case.reasons.values())
    assert account.accepted == case.accepted
    assert account.quarantined == quarantined == len(reading.quarantine)
    assert account.superseded == case.superseded
    assert account.out_of_area == case.out_of_area
    assert account.blank == case.blank
    assert account.rows == case.accepted + quarantined + case.superseded + case.out_of_area
    assert account.lines == 1 + account.rows + case.blank + case.inner_lines
    assert account.encoding == case.encoding
    assert Counter(entry["reason"] for entry in reading.quarantine) == Counter(case.reasons)
    stored = [frame for name, frame in reader.tables.items() if name not in APART]
    assert sum(map(len, stored)) == case.accepted


@pytest.mark.parametrize("case", [c for c in CASES if c.check], ids=lambda case: case.name)
def test_an_unusual_value_is_read_as_what_it_means(case: Case, reader: Reader) -> None:
    table, column, values = case.check
    write(reader.raw, case.path, case.content)
    reader.read(case.source)
    assert reader.tables[table][column].tolist() == values


def test_quarantine_names_row_column_and_reason_but_no_value(reader: Reader) -> None:
    (case,) = (c for c in CASES if c.name == "category never seen")
    write(reader.raw, case.path, case.content)
    (entry,) = reader.read(case.source).quarantine
    assert (entry["row_number"], entry["column"]) == (2, "Crime type")
    assert len(entry["row_hash"]) == 16
    assert "Witchcraft" not in str(entry)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2015-10-25 01:30", "2015-10-25 01:30:00+01:00"),  # the first of the two
        ("2016-03-27 01:30", "2016-03-27 02:00:00+01:00"),
        ("2016-04-09 22:00", "2016-04-09 22:00:00+01:00"),
        ("2016-01-09 22:00", "2016-01-09 22:00:00+00:00"),
        ("09/01/2016 22:00", "2016-01-09 22:00:00+00:00"),  # day first, as written here
    ],
)
def test_times_are_london_times(reader: Reader, text: str, local: str) -> None:
    from ingest_project import crime

    write(reader.raw, "police/2016-04-crimes.csv", [crime(1, committed_from=text)])
    reader.read("police_crimes")
    assert reader.tables["crime"]["committed_from"].iloc[0] == pd.Timestamp(local)


def test_there_are_at_least_eighty_cases_with_names_of_their_own() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 80
