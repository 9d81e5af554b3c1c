"""Counts of other districts, and what kind of places they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ingest_project import ELSEWHERE, Reader, street, street_asb, write

from csa.errors import SourceError
from csa.reading.model import Reference
from csa.schemas import check_table
from csa.sources import all_sources

Read = Callable[..., Reference]
COUNTS = "ltla24_code,ltla24_name,month,crime_type,n\n"
TRAITS = "ltla24_code,ltla24_name,income_average_score,Population density,urban_share\n"


@pytest.fixture
def read(reader: Reader) -> Read:
    """Write files of a source and read the source."""

    def write_and_read(source: str, **files: str) -> Reference:
        for name, content in files.items():
            folder = "peers" if source == "peer_counts" else source
            write(reader.raw, f"{folder}/{name}.csv", content)
        return all_sources()[source].read(reader.files(source), reader.context)

    return write_and_read


def elsewhere(number: int, name: str = "Birmingham 009A", **changed: str) -> dict[str, str]:
    return {**street(number, lsoa=ELSEWHERE), "LSOA name": name, **changed}


def test_rows_of_other_districts_are_counted_and_thrown_away(reader: Reader) -> None:
    rows = [
        street(1),
        street_asb(),
        elsewhere(2, **{"Crime type": "Burglary"}),
        elsewhere(3, name="Birmingham 114D", **{"Crime type": "Burglary"}),
        elsewhere(4, **{"Crime type": "Drugs"}),
        elsewhere(5, name="Stratford-on-Avon 002B", **{"Crime type": "Burglary"}),
        elsewhere(6, name="", **{"Crime type": "Burglary"}),
    ]
    write(reader.raw, "police_uk/2024-01/2024-01-west-mercia-street.csv", rows)
    account = reader.read("police_uk_street").account
    assert (account.accepted, account.out_of_area) == (2, 5)
    kept = reader.tables["peer_count"]
    assert sorted(kept[["name", "category", "n"]].itertuples(index=False, name=None)) == [
        ("Birmingham", "Burglary", 2),
        ("Birmingham", "Drugs", 1),
        ("Stratford-on-Avon", "Burglary", 1),
    ]
    assert set(kept["month"]) == {"2024-01"}
    assert "row_hash" not in kept


def test_a_table_of_counts_is_read_with_its_codes(read: Read) -> None:
    rows = "E07000223,Adur,2025-01,Bicycle Theft,4\n,Craven,2025-01,Burglary,0\n"
    reference = read("peer_counts", counts=COUNTS + rows)
    table = check_table("peer_count", reference.tables["peer_count"])
    assert table[["name", "category", "n"]].to_numpy().tolist() == [
        ["Adur", "Bicycle theft", 4], ["Craven", "Burglary", 0],
    ]  # fmt: skip
    assert table["code"].fillna("").tolist() == ["E07000223", ""]


def test_a_table_of_counts_needs_no_codes(read: Read) -> None:
    content = "lad_name,month,category,count\nAdur,2025-01,Drugs,4\n"
    table = check_table("peer_count", read("peer_counts", counts=content).tables["peer_count"])
    assert table["code"].isna().all()


@pytest.mark.parametrize(
    ("row", "reason"),
    [("E07000223,,2025-01,Burglary,4", "missing"), ("E1,Adur,January,Burglary,4", "bad_month"),
     ("E1,Adur,2025-01,Treason,4", "unknown_category"),
     ("E1,Adur,2025-01,Drugs,-1", "out_of_range"),
     ("E1,Adur,2025-01,Drugs,many", "not_a_number")],
)  # fmt: skip
def test_a_row_that_cannot_be_a_count_is_set_aside(read: Read, row: str, reason: str) -> None:
    good = "E07000223,Adur,2025-01,Burglary,4\n"
    reference = read("peer_counts", counts=f"{COUNTS}{good}{row}\n")
    assert [entry["reason"] for entry in reference.quarantine] == [reason]
    (account,) = reference.accounts
    assert (account.rows, account.accepted, account.quarantined) == (2, 1, 1)


def test_two_tables_that_count_one_month_differently_are_refused(read: Read) -> None:
    row = "E07000223,Adur,2025-01,Burglary,{}\n"
    same = {"one": COUNTS + row.format(4), "two": COUNTS + row.format(4)}
    assert read("peer_counts", **same).tables["peer_count"]["n"].tolist() == [4]
    with pytest.raises(SourceError, match=r"count one month of a district differently for Adur"):
        read("peer_counts", three=COUNTS + row.format(5))


def test_traits_are_read_by_their_headings_and_gaps_are_no_zeros(read: Read) -> None:
    rows = "E07000223,Adur,0.12,1600,0.95\nE07000224,Arun,0.14,,0.8\n"
    reference = read("district_traits", traits=TRAITS + rows)
    table = check_table("district_trait", reference.tables["district_trait"])
    found = table.set_index(["trait", "district"])["value"].to_dict()
    assert found == {
        ("income_deprivation", "E07000223"): 0.12, ("income_deprivation", "E07000224"): 0.14,
        ("density", "E07000223"): 1600, ("urban_share", "E07000223"): 0.95,
        ("urban_share", "E07000224"): 0.8,
    }  # fmt: skip
