"""Identity columns of raw files are read by their names, places and classes are not."""

from __future__ import annotations

import gzip
from pathlib import Path

from csa.report.checks.identities import identity_values

VICTIMS = (
    "crime_ref,name,address,date_of_birth,age,offence_group,location_text\n"
    "SYN-C-1,Ann Example,1 Low Road,1990-01-02,34,Theft offences,High Street North\n"
)


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_values_of_identity_columns_are_gathered(tmp_path: Path) -> None:
    write(tmp_path / "police" / "2016-04-victims.csv", VICTIMS.encode())
    packed = gzip.compress(VICTIMS.replace("Ann", "Eve").encode())
    write(tmp_path / "police" / "2016-05-victims.csv.gz", packed)
    write(tmp_path / "projects" / "projects.csv", b"name\nNew Lights Project\n")
    values = identity_values(tmp_path)
    # Reference and address once, as both files have them, and a name each.
    assert len(values) == 4
    text = (
        "SYN-C-1 / ann example / Eve Example / 1 low road / New Lights Project / High Street North"
    )
    assert [value for value, _ in values.found_in(text)] == [
        "syn-c-1", "ann example", "eve example", "1 low road",
    ]  # fmt: skip


def test_other_encodings_do_not_stop_the_search(tmp_path: Path) -> None:
    write(tmp_path / "asb" / "2016-04-asb.csv", "name\nZoë Example\n".encode("cp1252"))
    assert [value for value, _ in identity_values(tmp_path).found_in("Zoë Example")] == [
        "zoë example"
    ]


def test_project_without_raw_files_has_none(tmp_path: Path) -> None:
    assert len(identity_values(tmp_path / "raw")) == 0
