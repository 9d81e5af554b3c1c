"""Workbooks as spreadsheet programs, exports and accidents make them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping

from dirty_cases import ASB, CLEAN, clean, zipped
from sent_case import OK, Content, Sent, refused
from workbook_files import (
    SHEET_1,
    Cell,
    Raw,
    Tab,
    compound,
    sheet,
    styles,
    with_backslashes,
    workbook,
)

BOOK = ASB.replace(".csv", ".xlsx")
HEADER = list(CLEAN[ASB][0])
LINES: list[list[Cell | Raw]] = [HEADER, *(list(row.values()) for row in CLEAN[ASB])]
EASTING = HEADER.index("easting")


def lines(*changes: tuple[int, str, Cell | Raw]) -> list[list[Cell | Raw]]:
    """The clean lines with some cells changed: row (0 is the header), column, cell."""
    changed = [list(line) for line in LINES]
    for row, column, value in changes:
        changed[row][HEADER.index(column)] = value
    return changed


def book(name: str, *tabs: Tab, **more: object) -> Sent:
    """A workbook in which the clean rows must be found."""
    return Sent(name, {BOOK: workbook(*tabs)}, **more)  # type: ignore[arg-type]


def part(name: str, path: str, content: str | bytes | None, *error: str) -> Sent:
    """A workbook with another part in place of its own."""
    files: Mapping[str, Content] = {BOOK: workbook(Tab(LINES), changed={path: content})}
    return Sent(name, files, error=error)


def formula(value: str = "", kind: str = "") -> Raw:
    stated = f' t="{kind}"' if kind else ""
    return Raw(f'<c r="@"{stated}><f>A1</f>{value}</c>')


def dated(serial: float, style: int = 1) -> Raw:
    return Raw(f'<c r="@" s="{style}"><v>{serial}</v></c>')


def without_references() -> str:
    return re.sub(r' r="[A-Z]*\d+"', "", sheet(Tab(LINES)))


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


ISO_DATE = Raw('<c r="@" t="d"><v>2016-04-11T20:15:00</v></c>')
XML = sheet(Tab(LINES))
NOT_WORKBOOK = "is no Excel workbook that can be read"
LISTS = Tab([["Category"], ["Personal"], ["Nuisance"]], name="Lists", state="hidden")
RANGES = {
    "states a range of too few rows": "A1:O3",
    "states a range of too few columns": "A1:C6",
    "states a range of one cell": "A1",
    "states a range that is far too large": "A1:XFD1048576",
    "states a range that is no range": "nowhere",
    "states an empty range": "",
}
WORKBOOKS = [
    *(book(f"workbook that {what}", Tab(LINES, dimension=d)) for what, d in RANGES.items()),
    book("workbook that states no range", Tab(LINES), coverage=OK),
    Sent(
        "workbook whose table begins at C4",
        {BOOK: workbook(Tab(LINES), top=4, left=3)},
        coverage=OK,
    ),
    part("workbook whose cells name no places", SHEET_1, without_references()),
    part(
        "workbook with an empty row at the very end",
        SHEET_1,
        XML.replace("</sheetData>", '<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'),
    ),
    book("workbook with an empty row among the rows", Tab([*LINES[:3], [], *LINES[3:]]), blank=1),
    book("workbook with empty cells behind the last column", Tab([[*li, None] for li in LINES])),
    Sent(
        "workbook with a cell behind the last column",
        {BOOK: workbook(Tab([*LINES[:2], [*LINES[2], "x"], *LINES[3:]]))},
        accepted=4,
        reasons={("", "field_count"): [2]},
    ),
    refused(
        "formulas that were never calculated",
        {BOOK: workbook(Tab(lines(*((n, "easting", formula("<v/>")) for n in range(1, 6)))))},
        "asb/2016-04-asb.xlsx: column 'easting'",
        "cell K2 of sheet 'Sheet'",
        "save it in Excel",
    ),
    refused(
        "one formula in the last row that was never calculated",
        {BOOK: workbook(Tab(lines((5, "district_code", formula()))))},
        "column 'district_code'",
        "cell O6",
    ),
    refused(
        "formula in the header that was never calculated",
        {BOOK: workbook(Tab(lines((0, "created_at", formula()))))},
        "cell B1",
    ),
    book(
        "formula that was never calculated where nobody reads",
        Tab(lines((2, "location_text", formula("<v/>")))),
    ),
    book("formula that was calculated", Tab(lines((2, "easting", formula("<v>393500</v>"))))),
    book("formula whose text is empty", Tab(lines((2, "risk", formula("<v></v>", "str"))))),
    part("workbook with an empty fill", "xl/styles.xml", styles(fill="<fill/><fill></fill>")),
    part("workbook without styles", "xl/styles.xml", None),
    part("workbook with damaged styles", "xl/styles.xml", "<styleSheet><cellXfs>", NOT_WORKBOOK),
    part(
        "control character in a workbook",
        SHEET_1,
        XML.replace("High Street", "High\x0bStreet"),
    ),
    book(
        "escaped control character in a workbook",
        Tab(lines((1, "nsir_category", "_x000B_Nuisance_x000D_"))),
        values=("asb", "category", ["Nuisance"] * 5),
    ),
    part(
        "reference to a control character in a workbook",
        SHEET_1,
        XML.replace("High Street", "High&#11;Street"),
        NOT_WORKBOOK,
    ),
    part("workbook whose sheet is cut", SHEET_1, cut(XML.encode(), 0.7), NOT_WORKBOOK),
    part("workbook whose sheet is lost", SHEET_1, None, NOT_WORKBOOK),
    part("workbook whose list of sheets is lost", "xl/workbook.xml", None, NOT_WORKBOOK),
    part("workbook whose list of sheets is empty", "xl/workbook.xml", "<workbook/>", "0 sheets"),
    part("workbook of binary parts", "xl/workbook.xml", b"\x83\x01\x00", NOT_WORKBOOK),
    refused("workbook that is cut", {BOOK: cut(workbook(Tab(LINES)), 0.6)}, NOT_WORKBOOK),
    refused("zip archive named xlsx", {BOOK: zipped({"a.csv": b"a"})}, NOT_WORKBOOK),
    refused("web page named xlsx", {BOOK: "<html><table></table></html>"}, NOT_WORKBOOK),
    refused("workbook without a byte", {BOOK: b""}, NOT_WORKBOOK),
    refused(
        "shared text that is not there",
        {BOOK: workbook(Tab(lines((1, "risk", Raw('<c r="@" t="s"><v>9</v></c>')))))},
        NOT_WORKBOOK,
    ),
    refused(
        "column beyond the last one",
        {BOOK: workbook(Tab(lines((1, "risk", Raw('<c r="ZZZ2"><v>9</v></c>')))))},
        NOT_WORKBOOK,
    ),
    refused(
        "workbook with a password",
        {BOOK: compound("Root Entry", "EncryptionInfo", "EncryptedPackage")},
        "protected by a password",
    ),
    refused("old workbook named xlsx", {BOOK: compound("Root Entry", "Book")}, "an old Excel"),
    refused("old and damaged", {BOOK: compound()[:8] + b"\xff" * 504}, NOT_WORKBOOK),
    Sent(
        "workbook with a chart sheet",
        {
            BOOK: workbook(
                Tab(LINES),
                Tab([], name="Chart", kind="chartsheet"),
                changed={"xl/worksheets/sheet2.xml": "<chartsheet/>"},
            )
        },
        coverage=OK,
    ),
    book("hidden sheet without the columns", Tab(LINES), LISTS, note=["'Lists' (hidden)"]),
    book(
        "hidden sheet before the rows",
        Tab(LISTS.rows, name="Lists", state="veryHidden"),
        Tab(LINES, name="April"),
        note=["sheet 'Lists' (hidden) is not read"],
    ),
    refused(
        "hidden sheet with the columns",
        {BOOK: workbook(Tab(LINES, name="April"), Tab(LINES, name="Old", state="hidden"))},
        "2 sheets with rows: 'April', 'Old' (hidden)",
    ),
    refused(
        "rows in a hidden sheet only",
        {BOOK: workbook(Tab([], name="Front"), Tab(LINES, name="Data", state="hidden"))},
        "1 sheet with rows: 'Data' (hidden)",
    ),
    refused(
        "rows in two sheets",
        {BOOK: workbook(Tab(LINES[:3], name="1-15"), Tab(LINES, name="16-30"))},
        "2 sheets with rows: '1-15', '16-30'",
    ),
    book("sheet of a single line beside the rows", Tab(LINES), Tab([["Version 2"]], name="Info")),
    book("sheet without anything beside the rows", Tab(LINES), Tab([], name="Sheet2")),
    refused("workbook without rows", {BOOK: workbook(Tab([]))}, "0 sheets with rows"),
    refused("workbook of a header alone", {BOOK: workbook(Tab(LINES[:1]))}, "declared_zero"),
    Sent(
        "strict Open XML",
        {BOOK: workbook(Tab(lines((2, "created_at", ISO_DATE))), strict=True)},
        values=("asb", "created_at", ["2016-04-11 20:15:00+01:00"] * 5),
        coverage=OK,
        note=["not read: column 'location_text'"],
    ),
    book(
        "dates as spreadsheets keep them",
        Tab(lines(*((n, "created_at", dated(42471.84375)) for n in range(1, 6)))),
        values=("asb", "created_at", ["2016-04-11 20:15:00+01:00"] * 5),
    ),
    Sent(
        "days counted from 1904",
        {
            BOOK: workbook(
                Tab(lines((1, "created_at", dated(41009.84375)), (1, "closed_at", None))),
                changed={
                    "xl/workbook.xml": '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
                    '<sheet name="Sheet" r:id="rId1"/></sheets></workbook>'
                },
            )
        },
        values=("asb", "created_at", ["2016-04-11 20:15:00+01:00"] * 5),
    ),
    Sent(
        "number where a date belongs",
        {BOOK: workbook(Tab(lines((3, "created_at", 42471.84375))))},
        accepted=4,
        reasons={("created_at", "excel_serial"): [3]},
    ),
    Sent(
        "error value as a reference",
        {BOOK: workbook(Tab(lines((3, "caller_ref", Raw('<c r="@" t="e"><v>#N/A</v></c>')))))},
        accepted=4,
        reasons={("caller_ref", "excel_error"): [3]},
    ),
    Sent(
        "reference of more digits than a spreadsheet keeps",
        {BOOK: workbook(Tab(lines((3, "incident_ref", Raw('<c r="@"><v>1.2345E+16</v></c>')))))},
        accepted=4,
        reasons={("incident_ref", "excel_number"): [3]},
    ),
    book(
        "yes and no as spreadsheets keep them",
        Tab(lines(*((n, "repeat_caller", Raw('<c r="@" t="b"><v>1</v></c>')) for n in (1, 2)))),
        values=("asb", "repeat_caller", [True, True, None, None, None]),
    ),
    book("line break within a cell", Tab(lines((2, "nsir_category", "\nNuisance\n")))),
    Sent(
        "workbook packed with backslashes",
        {BOOK: with_backslashes(workbook(Tab(LINES)))},
        coverage=OK,
    ),
    Sent(
        "workbook in an archive",
        {"asb/april.zip": zipped({"2016-04-asb.xlsx": workbook(Tab(LINES))})},
        coverage=OK,
    ),
    Sent(
        "packed file in an archive",
        {"asb/april.zip": zipped({"2016-04-asb.csv.gz": gzip.compress(clean(ASB).encode())})},
        coverage=OK,
    ),
]
