"""Weights of harm, read from spreadsheets as they are published: titles above, notes below."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field

import openpyxl
import pytest
from ingest_project import Reader, write

from csa.errors import SourceError
from csa.reading.model import Reference
from csa.schemas import check_table
from csa.sources import all_sources

ONS = "ons_severity"
CAMBRIDGE = "cambridge_harm"
PATHS = {
    ONS: "harm/ons-crime-severity-weights-2020.csv",
    CAMBRIDGE: "harm/cambridge-crime-harm-index-2020.csv",
}
TITLE = '"Crime Severity Score, weights",,\n"Year ending March 2020",,\n,,\n'
HEADER = "Offence code,Offence description,Weight\n"
ROWS = '1,Murder,"7,979"\n8N,Assault with injury,184\n28E,"Burglary,\nresidential",438.2\n'
NOTE = ",,\nNote: weights are experimental.,,\n"


def read(reader: Reader, source: str) -> Reference:
    files = reader.files(source)
    return all_sources()[source].read(files, reader.context)


@dataclass
class Case:
    """A file of weights: its rows by what becomes of them, and lines without a row."""

    name: str
    content: str
    source: str = ONS
    accepted: int = 3
    superseded: int = 0
    blank: int = 5
    reasons: dict[str, int] = field(default_factory=dict)
    inner_lines: int = 1


CASES = (
    Case("as published", TITLE + HEADER + ROWS + NOTE),
    Case("no titles and no notes", HEADER + ROWS, blank=0),
    Case("windows line ends", (TITLE + HEADER + ROWS + NOTE).replace("\n", "\r\n")),
    Case("byte order mark", "\ufeff" + HEADER + ROWS, blank=0),
    Case(
        "headings inside the table", HEADER + "Violence,,\n" + ROWS, blank=1
    ),
    Case("a weight that is text", HEADER + ROWS + "9A,Fear,n/a\n", blank=0,
         reasons={"not_a_number": 1}),
    Case("a weight below zero", HEADER + ROWS + "9A,Fear,-4\n", blank=0,
         reasons={"out_of_range": 1}),
    Case("a code without a weight", HEADER + ROWS + "9A,Fear,\n", blank=0, reasons={"missing": 1}),
    Case("a weight without a code", HEADER + ROWS + ",Fear,4\n", blank=0, reasons={"missing": 1}),
    Case("a row twice", HEADER + ROWS + "8n,Assault with injury,184.0\n", blank=0, superseded=1),
    Case("two weights for one offence", HEADER + ROWS + "8N,Assault with injury,9\n", blank=0,
         reasons={"conflicting_weight": 1}),
    Case(
        "days of sentence",
        "Cambridge Crime Harm Index,,,\nHO code,Offence,Starting point,Days\n"
        "1,Murder,15 years,5475\n46,Shoplifting,Fine,2\n",
        source=CAMBRIDGE, accepted=2, blank=1, inner_lines=0,
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_line_of_a_file_of_weights_is_accounted_for(case: Case, reader: Reader) -> None:
    write(reader.raw, PATHS[case.source], case.content)
    reference = read(reader, case.source)
    (account,) = reference.accounts
    set_aside = sum(case.reasons.values())
    assert (account.accepted, account.superseded, account.quarantined, account.blank) == (
        case.accepted, case.superseded, set_aside, case.blank,
    )  # fmt: skip
    assert account.rows == case.accepted + case.superseded + set_aside
    assert account.lines == 1 + account.rows + case.blank + case.inner_lines
    assert Counter(entry["reason"] for entry in reference.quarantine) == Counter(case.reasons)
    assert len(check_table("harm_weight", reference.tables["harm_weight"])) == case.accepted


def test_weights_keep_code_edition_and_unit(reader: Reader) -> None:
    write(reader.raw, PATHS[ONS], TITLE + HEADER + ROWS + NOTE)
    table = read(reader, ONS).tables["harm_weight"].set_index("offence_code")
    assert table["weight"].to_dict() == {"1": 7979.0, "8N": 184.0, "28E": 438.2}
    assert set(table["edition"]) == {2020}
    assert set(table["unit"]) == {"score"}


def test_days_are_preferred_to_the_sentence_in_words(reader: Reader) -> None:
    text = "Code,Offence,Starting point sentence,Starting point (days)\n001,Murder,15 years,5475\n"
    write(reader.raw, PATHS[CAMBRIDGE], text)
    (row,) = read(reader, CAMBRIDGE).tables["harm_weight"].to_dict("records")
    assert (row["offence_code"], row["weight"], row["unit"]) == ("1", 5475.0, "days")


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


COVER = [["Contents"], ["Weights", "see the next sheet"]]
SHEET = [
    ["Table 1: weights"],
    [],
    ["Offence code", "Offence description", "Weight"],
    [1, "Murder", 7979],
    ["8N", "Assault with injury", 184.5],
]


def test_the_sheet_with_the_table_is_found_in_a_workbook(reader: Reader) -> None:
    write(reader.raw, PATHS[ONS].replace(".csv", ".xlsx"), workbook(COVER, SHEET))
    table = read(reader, ONS).tables["harm_weight"]
    assert table.set_index("offence_code")["weight"].to_dict() == {"1": 7979.0, "8N": 184.5}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("ons-severity-2020.csv", "", "0 bytes"),
        ("ons-severity-2020.csv", "<!DOCTYPE html><p>", "looks like HTML"),
        ("ons-severity-2020.csv", "Contents\nSee the next sheet\n", "no table with the columns"),
        ("ons-severity-2020.csv", HEADER, "no weights"),
        ("ons-severity.csv", HEADER + ROWS, "does not name the year"),
        ("ons-severity-2020.xlsx", b"PK\x03\x04 broken", "no Excel workbook"),
        ("ons-severity-2020.xlsx", workbook(SHEET, SHEET), "2 tables"),
    ],
)
def test_a_file_without_one_table_of_weights_is_refused(
    reader: Reader, name: str, content: str | bytes, message: str
) -> None:
    write(reader.raw, f"harm/{name}", content)
    with pytest.raises(SourceError, match=message):
        read(reader, ONS)
