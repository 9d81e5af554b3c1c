"""The table of dirty files: what each does to the file, and what must become of every row.

Every file starts as five clean rows, all of which would be accepted.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from ingest_project import (
    ELSEWHERE,
    NEVER_ISSUED,
    NO_PLACE,
    as_csv,
    asb,
    centre,
    crime,
    fire,
    report,
    street,
    street_asb,
)

STREET = "police_uk/2024-01/2024-01-west-mercia-street.csv"
CRIMES = "police/2016-04-crimes.csv"
ASB = "asb/2016-04-asb.csv"
FIRE = "fire/2016-04-deliberate-fires.csv"
ENVIRONMENT = "environment/2016-04-redditch-environment.csv"
SOURCES = {
    STREET: "police_uk_street",
    CRIMES: "police_crimes",
    ASB: "asb",
    FIRE: "fire",
    ENVIRONMENT: "environment",
}
CLEAN_ROWS = 5
CLEAN: dict[str, list[dict[str, str]]] = {
    STREET: [street(n) for n in range(1, 6)],
    CRIMES: [crime(n) for n in range(1, 6)],
    ASB: [asb(n) for n in range(1, 6)],
    FIRE: [fire(n) for n in range(1, 6)],
    ENVIRONMENT: [report(n) for n in range(1, 6)],
}
Content = bytes | str


@dataclass
class Case:
    """One dirty file.

    Attributes
    ----------
    name : str
        What is wrong with it.
    content : bytes or str
        The file.
    path : str
        Where it lies below ``data/raw``.
    base : str
        The clean file it was made from.
    error : str
        Part of the error, if the file is refused.
    accepted, superseded, out_of_area, blank : int
        The row account expected.
    reasons : dict of str to int
        Rows in quarantine by reason.
    inner_lines : int
        Line ends inside quoted text.
    encoding : str
        The encoding that the account names.
    check : tuple, optional
        A table, a column and the values it must hold.
    cut_off : str
        The last month that data can be of, where one is declared.
    """

    name: str
    content: Content
    path: str = STREET
    base: str = STREET
    error: str = ""
    accepted: int = CLEAN_ROWS
    superseded: int = 0
    out_of_area: int = 0
    blank: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    inner_lines: int = 0
    encoding: str = "utf-8"
    check: tuple[str, str, list[Any]] | None = None
    cut_off: str = ""

    @property
    def source(self) -> str:
        return SOURCES[self.base]


def clean(base: str = STREET) -> str:
    return as_csv(CLEAN[base])


def changed(base: str = STREET, row: int = 2, **values: str) -> str:
    """The clean file with some values of one row (from 1) changed; ``_`` stands for a space."""
    rows = [dict(item) for item in CLEAN[base]]
    for name, value in values.items():
        column = name if name in rows[0] else name.replace("_", " ")
        rows[row - 1][column] = value
    return as_csv(rows)


def every(base: str = STREET, **values: str) -> str:
    """The clean file with the same values in every row."""
    named = {name.replace("_", " "): value for name, value in values.items()}
    rows = [{**item, **named} for item in CLEAN[base]]
    return as_csv(rows)


def bad(name: str, base: str, reason: str, **values: str) -> Case:
    """A case in which one value sends its row to quarantine."""
    return Case(
        name,
        changed(base, **values),
        path=base,
        base=base,
        accepted=CLEAN_ROWS - 1,
        reasons={reason: 1},
    )


def good(name: str, base: str, check: tuple[str, str, list[Any]] | None, **values: str) -> Case:
    """A case in which one unusual value is read all the same."""
    return Case(name, changed(base, **values), path=base, base=base, check=check)


def refused(name: str, content: Content, error: str, **where: str) -> Case:
    return Case(name, content, error=error, **where)


def with_line(position: int, line: str) -> str:
    lines = clean().splitlines(keepends=True)
    return "".join([*lines[:position], line, *lines[position:]])


def zipped(members: dict[str, bytes], **attributes: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=(2024, 1, 1, 0, 0, 0))
            info.external_attr = attributes.get("external_attr", 0)
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def damaged_zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("2024-01-west-mercia-street.csv", clean())
    return stream.getvalue().replace(b"Burglary", b"Burglars")


def encrypted_zip() -> bytes:
    content = bytearray(zipped({"2024-01-west-mercia-street.csv": clean().encode()}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + offset] |= 1
    return bytes(content)


def workbook(sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        for line in clean().splitlines():
            sheet.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def renamed(old: str, new: str, base: str = STREET) -> str:
    head, _, body = clean(base).partition("\n")
    return f"{head.replace(old, new)}\n{body}"


def reordered() -> str:
    rows = [dict(reversed(row.items())) for row in CLEAN[STREET]]
    return as_csv(rows)


def without_column(name: str) -> str:
    return as_csv([{k: v for k, v in row.items() if k != name} for row in CLEAN[STREET]])


def with_column(name: str, value: str) -> str:
    return as_csv([{**row, name: value} for row in CLEAN[STREET]])


def rows_of(*rows: dict[str, str]) -> str:
    return as_csv([*CLEAN[STREET], *rows])


EAST, NORTH = (str(metres) for metres in centre("E01000003"))
BOMB = gzip.compress(clean().encode() + (b" " * 4095 + b"\n") * 20_000)
MEMBER = "2024-01/2024-01-west-mercia-street.csv"

FILES = [
    Case("clean", clean()),
    refused("zero bytes", b"", "empty (0 bytes)"),
    refused("header only", clean().splitlines()[0] + "\n", "declared_zero"),
    refused("HTML page", "<!DOCTYPE html><html><body>Error</body></html>", "looks like HTML"),
    refused("HTML after blank lines", "\n\n<html>", "looks like HTML"),
    refused("Git LFS pointer", "version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
    refused("workbook named csv", workbook(), "Excel workbook"),
    refused("gzip named csv", gzip.compress(clean().encode()), "gzip archive"),
    refused("PDF named csv", b"%PDF-1.7\n", "PDF"),
    refused("old workbook named csv", b"\xd0\xcf\x11\xe0aaaa", "old Excel"),
    refused("semicolons", clean().replace(",", ";"), "semicolons"),
    refused("tabs", clean().replace(",", "\t"), "tabs"),
    refused("column missing", without_column("Crime type"), "lacks the column 'Crime type'"),
    refused(
        "column renamed",
        renamed("Last outcome category", "Outcome category"),
        "'Outcome category' looks like 'Last outcome category'",
    ),
    refused("no header row", clean().partition("\n")[2], "first row must name the columns"),
    refused("column twice", renamed("Context", "Month"), "more than once"),
    refused("another force", every(Reported_by="Avon and Somerset Constabulary"), "west-mercia"),
    refused("another month", every(Month="2024-02"), "month_mismatch"),
    refused("months mangled by a spreadsheet", every(Month="Jan-24"), "bad_month"),
    refused("UTF-16 without mark", clean().encode("utf-16-le"), "not a text file"),
    refused(
        "quote never closed",
        clean().replace("On or near", '"On or near', 2).replace('"On or near', "On or near", 1),
        "opens a quote in line 3",
    ),
]
SHAPES = [
    Case("no newline at the end", clean().rstrip("\n")),
    Case("Windows line ends", clean().replace("\n", "\r\n")),
    Case("old Mac line ends", clean().replace("\n", "\r")),
    Case("byte order mark", b"\xef\xbb\xbf" + clean().encode()),
    Case("UTF-16", clean().encode("utf-16"), encoding="utf-16"),
    Case("one blank line", with_line(3, "\n"), blank=1),
    Case("blank lines at the end", clean() + "\n\n\n", blank=3),
    Case("line of commas only", with_line(3, "," * 11 + "\n"), blank=1),
    Case("line of spaces and commas", with_line(3, " ," * 11 + "\n"), blank=1),
    Case(
        "header again in the middle",
        with_line(3, clean().splitlines()[0] + "\n"),
        reasons={"repeated_header": 1},
    ),
    Case("row with a field too many", with_line(3, "x," * 12 + "\n"), reasons={"field_count": 1}),
    Case("row cut short", with_line(3, "abc,2024-01,West\n"), reasons={"field_count": 1}),
    Case("last row cut short", clean() + "abc,2024-01", reasons={"field_count": 1}),
    Case("columns in another order", reordered()),
    Case("extra column", with_column("Officer notes", "call Zebedee Quux")),
    Case("optional column missing", without_column("Context")),
    Case("header in other case and spacing", renamed("Crime type", " CRIME  Type ")),
    Case("header with underscores", renamed("Crime type", "crime_type")),
    Case(
        "comma in quotes",
        changed(Location="High Street, Redditch"),
        check=(
            "crime",
            "location_text",
            ["On or near High Street", "High Street, Redditch", *["On or near High Street"] * 3],
        ),
    ),
    Case("doubled quotes", changed(Location='The "Bell"')),
    Case(
        "line end in quotes",
        changed(Location="High\nStreet"),
        inner_lines=1,
        check=(
            "crime",
            "location_text",
            ["On or near High Street", "High Street", *["On or near High Street"] * 3],
        ),
    ),
    Case("inches in an unquoted field", clean().replace("On or near", '5" pipe', 1)),
    Case("lone carriage return in a field", clean().replace("On or near", "On\ror near", 1)),
    Case("NUL in a text", changed(Location="High\0Street"), accepted=4, reasons={"nul_byte": 1}),
    Case(
        "cp1252 apostrophe",
        changed(Location="Worc’s").encode("cp1252"),
        encoding="utf-8 and cp1252",
        check=(
            "crime",
            "location_text",
            ["On or near High Street", "Worc’s", *["On or near High Street"] * 3],
        ),
    ),
    Case(
        "UTF-8 and cp1252 lines in one file",
        changed(row=1, Location="Tŷ Mawr").encode().replace(b"near High", b"near\x92s High", 1),
        encoding="utf-8 and cp1252",
    ),
    Case(
        "byte that no encoding has",
        clean().encode().replace(b"High", b"H\x81gh", 1),
        accepted=4,
        reasons={"undecodable": 1},
        encoding="utf-8 and cp1252",
    ),
    Case("gzip", gzip.compress(clean().encode()), path=f"{STREET}.gz"),
    refused(
        "gzip cut short", gzip.compress(clean().encode())[:-20], "damaged", path=f"{STREET}.gz"
    ),
    refused("gzip bomb", BOMB, "unpacks to more than", path=f"{STREET}.gz"),
    Case("workbook", workbook(), path=STREET.replace(".csv", ".xlsx")),
    refused(
        "workbook of two sheets", workbook(2), "2 sheets", path=STREET.replace(".csv", ".xlsx")
    ),
    refused("text named xlsx", clean(), "no Excel workbook", path=STREET.replace(".csv", ".xlsx")),
    Case("zip", zipped({MEMBER: clean().encode()}), path="police_uk/latest.zip"),
    Case(
        "zip with leftovers of a Mac",
        zipped({MEMBER: clean().encode(), f"__MACOSX/._{MEMBER}": b"x", ".DS_Store": b"x"}),
        path="police_uk/latest.zip",
    ),
    refused(
        "zip that climbs out",
        zipped({f"../{MEMBER}": clean().encode()}),
        "outside its own folder",
        path="police_uk/latest.zip",
    ),
    refused(
        "zip with an absolute path",
        zipped({f"/{MEMBER}": clean().encode()}),
        "outside its own folder",
        path="police_uk/latest.zip",
    ),
    refused(
        "zip with a link",
        zipped({MEMBER: b"/etc/passwd"}, external_attr=0o120777 << 16),
        "holds a link",
        path="police_uk/latest.zip",
    ),
    refused(
        "zip with twins",
        zipped({MEMBER: b"a", MEMBER.upper(): b"b"}),
        "two files",
        path="police_uk/latest.zip",
    ),
    refused("zip with a damaged member", damaged_zip(), "damaged", path="police_uk/latest.zip"),
    refused("encrypted zip", encrypted_zip(), "encrypted", path="police_uk/latest.zip"),
]
STREET_ROWS = [
    bad("month that does not exist", STREET, "bad_month", Month="2024-13"),
    bad("one row of another month", STREET, "month_mismatch", Month="2024-02"),
    bad("month missing", STREET, "missing", Month=""),
    bad("one row of another force", STREET, "wrong_force", Reported_by="Gwent Police"),
    bad("category never seen", STREET, "unknown_category", Crime_type="Witchcraft"),
    bad("category missing", STREET, "missing", Crime_type=""),
    good(
        "category in other case and spacing",
        STREET,
        ("crime", "category", ["Burglary"] * 5),
        Crime_type=" burglary\u00a0",
    ),
    bad("decimal comma", STREET, "not_a_number", Longitude="-1,93"),
    bad("infinite coordinate", STREET, "not_a_number", Latitude="inf"),
    bad("coordinate nan", STREET, "not_a_number", Latitude="nan"),
    bad("metres instead of degrees", STREET, "not_degrees", Longitude=EAST),
    bad("far from the LSOA", STREET, "outside_area", Latitude="55.0"),
    good(
        "coordinates zero",
        STREET,
        ("crime", "coord_quality", ["snap", "none", "snap", "snap", "snap"]),
        Longitude="0",
        Latitude="0",
    ),
    bad("LSOA never issued", STREET, "unknown_lsoa", LSOA_code=NEVER_ISSUED, LSOA_name=""),
    bad("LSOA of our name that no look-up has", STREET, "unknown_lsoa", LSOA_code="E01034000"),
    good(
        "LSOA in lower case with a space",
        STREET,
        ("crime", "lsoa", ["E01000003"] * 5),
        LSOA_code=" e01000003 ",
    ),
    good(
        "markup in a text",
        STREET,
        (
            "crime",
            "location_text",
            [
                "On or near High Street",
                "<script>alert(1)</script>",
                *["On or near High Street"] * 3,
            ],
        ),
        Location="<script>alert(1)</script>",
    ),
    good(
        "formula in a text",
        STREET,
        (
            "crime",
            "location_text",
            ["On or near High Street", "=cmd|'/c calc'!A1", *["On or near High Street"] * 3],
        ),
        Location="=cmd|'/c calc'!A1",
    ),
    good(
        "text that turns direction",
        STREET,
        (
            "crime",
            "location_text",
            ["On or near High Street", "High Street", *["On or near High Street"] * 3],
        ),
        Location="\u202eHigh\u200b Street\u202c",
    ),
    good("ten thousand characters", STREET, None, Location="x" * 10_000),
    good(
        "id that looks like a power of ten",
        STREET,
        ("crime", "crime_id", ["1".zfill(64), "22E10", *(f"{n:064x}" for n in (3, 4, 5))]),
        Crime_ID="22E10",
    ),
    Case("row of another area", rows_of(street(9, lsoa=ELSEWHERE)), out_of_area=1),
    Case("exact copy with an id", rows_of(street(1)), superseded=1),
    Case("three copies with an id", rows_of(street(1), street(1)), superseded=2),
    Case("copies without an id", rows_of(street_asb(), street_asb()), accepted=7),
    Case(
        "same id, other place",
        rows_of({**street(1), "Location": "On or near Mill Lane"}),
        accepted=6,
    ),
    Case(
        "no location",
        rows_of({**street(9), "LSOA code": "", "LSOA name": "", "Longitude": "", "Latitude": ""}),
        accepted=6,
    ),
]
CRIME_ROWS = [
    good("UK dates", CRIMES, None, recorded_date="10/04/2016", committed_from="09/04/2016 22:00"),
    good("time with seconds", CRIMES, None, committed_from="2016-04-09T22:00:15"),
    good("an hour that happened twice", CRIMES, None, committed_from="2015-10-25 01:30"),
    good("an hour that never happened", CRIMES, None, committed_from="2016-03-27 01:30"),
    bad("date that does not exist", CRIMES, "invalid_date", recorded_date="31/02/2016"),
    bad("ISO date that does not exist", CRIMES, "invalid_date", recorded_date="2016-04-31"),
    bad("Excel serial number", CRIMES, "excel_serial", recorded_date="42470"),
    bad("placeholder date", CRIMES, "placeholder_date", committed_from="1900-01-01"),
    bad("date at the end of time", CRIMES, "placeholder_date", committed_to="9999-12-31"),
    bad("date in words", CRIMES, "invalid_date", recorded_date="10 April 2016"),
    bad("date missing", CRIMES, "missing", recorded_date=""),
    bad(
        "date of another month",
        CRIMES,
        "month_mismatch",
        recorded_date="2016-05-01",
        committed_from="",
        committed_to="",
    ),
    bad("end before start", CRIMES, "end_before_start", committed_to="2016-04-09 21:00"),
    bad(
        "committed after it was recorded",
        CRIMES,
        "after_recorded_date",
        committed_from="2016-04-11 10:00",
        committed_to="2016-04-11 11:00",
    ),
    bad("reference missing", CRIMES, "missing", crime_ref=""),
    bad("reference mangled by a spreadsheet", CRIMES, "excel_number", crime_ref="1.23E+11"),
    bad("offence code mangled by a spreadsheet", CRIMES, "excel_number", ho_offence_code="1E+05"),
    good(
        "offence code like a power of ten",
        CRIMES,
        ("crime", "ho_offence_code", ["28E", "5E", "28E", "28E", "28E"]),
        ho_offence_code="5E",
    ),
    good(
        "offence code with leading zeros",
        CRIMES,
        ("crime", "ho_offence_code", ["28E", "00123", "28E", "28E", "28E"]),
        ho_offence_code="00123",
    ),
    bad("flag that is neither yes nor no", CRIMES, "not_yes_or_no", flag_alcohol="maybe"),
    good(
        "flags in other words",
        CRIMES,
        ("crime", "flag_alcohol", [False, True, *[False] * 3]),
        flag_alcohol="TRUE",
    ),
    bad("hate strand never heard of", CRIMES, "unknown_value", flag_hate="race;football"),
    bad("status never heard of", CRIMES, "unknown_value", status="lost"),
    bad("easting with decimals", CRIMES, "not_a_whole_number", easting="393500.5"),
    bad("coordinates swapped", CRIMES, "outside_area_swapped", easting=NORTH, northing=EAST),
    bad("coordinates far away", CRIMES, "outside_area", easting="530000", northing="180000"),
    good("thousands commas in coordinates", CRIMES, None, easting="393,500"),
    good(
        "district only",
        CRIMES,
        ("crime", "district", ["E07000236"] * 5),
        lsoa_code="",
        easting="",
        northing="",
    ),
    good(
        "coordinates only",
        CRIMES,
        ("crime", "lsoa", ["E01000003"] * 5),
        lsoa_code="",
        district_code="",
    ),
    Case(
        "no place at all",
        as_csv([*CLEAN[CRIMES], crime(9, **NO_PLACE)]),
        path=CRIMES,
        base=CRIMES,
        accepted=6,
    ),
    Case(
        "other district named",
        as_csv([*CLEAN[CRIMES], crime(9, **{**NO_PLACE, "district_code": "E08000025"})]),
        path=CRIMES,
        base=CRIMES,
        out_of_area=1,
    ),
    Case(
        "later row of the same crime",
        as_csv([*CLEAN[CRIMES], crime(1, outcome_code="1")]),
        path=CRIMES,
        base=CRIMES,
        superseded=1,
    ),
    bad("ASB closed before it was opened", ASB, "end_before_start", closed_at="2016-04-11 20:00"),
    bad("ASB category unknown", ASB, "unknown_category", nsir_category="Noise"),
    bad("ASB qualifier unknown", ASB, "unknown_value", qualifiers="youth;ghosts"),
    Case(
        "exact copy of an incident with an id",
        as_csv([*CLEAN[ASB], asb(1)]),
        path=ASB,
        base=ASB,
        superseded=1,
    ),
    bad("fire class unknown", FIRE, "unknown_category", incident_class="volcano"),
    bad("negative number of injured", FIRE, "out_of_range", injuries="-1"),
    bad("report type unknown", ENVIRONMENT, "unknown_category", report_type="dragons"),
    bad("report without reference", ENVIRONMENT, "missing", report_ref=""),
]


def future(name: str, base: str, **values: str) -> Case:
    """A case in which one row is of a month after the declared cut-off."""
    case = bad(name, base, "future_month", **values)
    case.cut_off = "2024-06"
    return case


FUTURE_ROWS = [
    future("street row after the cut-off", STREET, Month="2031-01"),
    future(
        "crime recorded after the cut-off",
        CRIMES,
        recorded_date="2031-04-10",
        committed_from="",
        committed_to="",
    ),
    future("ASB after the cut-off", ASB, created_at="2031-04-11 20:15", closed_at=""),
    future("fire after the cut-off", FIRE, call_datetime="2031-04-12 01:05"),
    future("report after the cut-off", ENVIRONMENT, reported_at="13/04/2031 09:30"),
    Case(
        "another month before the cut-off",
        changed(Month="2024-02"),
        accepted=CLEAN_ROWS - 1,
        reasons={"month_mismatch": 1},
        cut_off="2024-06",
    ),
    Case(
        "every row after the cut-off",
        every(Month="2031-01"),
        error="most frequent reason is future_month",
        cut_off="2024-06",
    ),
    Case(
        "future row of another area",
        as_csv([*CLEAN[STREET], street(9, lsoa=ELSEWHERE, month="2031-01")]),
        reasons={"future_month": 1},
        cut_off="2024-06",
    ),
]
CASES: list[Case] = [*FILES, *SHAPES, *STREET_ROWS, *CRIME_ROWS, *FUTURE_ROWS]
