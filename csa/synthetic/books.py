"""How is a workbook written so that the same rows always give the same bytes?

A library that writes workbooks puts the time of day into them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[object]]
ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
SECONDS = 86_400
LETTERS = 26
DAY, MOMENT = 1, 2  # styles of dates, and of dates with a time
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STYLES = (
    f'<styleSheet {MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/></numFmts><cellXfs count="3">'
    '<xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def workbook(sheets: Mapping[str, Rows]) -> bytes:
    """Return an Excel workbook.

    Parameters
    ----------
    sheets : dict of str to sequence of rows
        By the name of each sheet its rows of texts, numbers, dates, or dates with a time; nothing
        and an empty text leave a cell empty.
    """
    parts = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _book(sheets),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n, _ in _numbered(sheets)}
            | {"rId0": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": STYLES,
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": _sheet(sheets[name]) for n, name in _numbered(sheets)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _numbered(sheets: Mapping[str, Rows]) -> Iterable[tuple[int, str]]:
    return enumerate(sheets, 1)


def _content_types(sheets: int) -> str:
    named = [f"worksheets/sheet{n + 1}.xml" for n in range(sheets)]
    kinds = {"workbook.xml": "sheet.main", "styles.xml": "styles"} | dict.fromkeys(
        named, "worksheet"
    )
    parts = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{parts}</Types>'
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{parts}</Relationships>'


def _book(sheets: Mapping[str, Rows]) -> str:
    parts = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in _numbered(sheets)
    )
    return f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{parts}</sheets></workbook>'


def _sheet(rows: Rows) -> str:
    letters = [_letters(n) for n in range(max(map(len, rows), default=0))]
    lines = (
        f'<row r="{number}">'
        + "".join(_cell(value, f"{letters[n]}{number}") for n, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f"<worksheet {MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _letters(column: int) -> str:
    first, last = divmod(column, LETTERS)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def _cell(value: object, where: str) -> str:
    if isinstance(value, str):
        if not value:
            return ""
        return f'<c r="{where}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    if value is None or value != value:  # only what is not there differs from itself
        return ""
    if isinstance(value, datetime):
        days = (value - ZERO).total_seconds() / SECONDS
        return f'<c r="{where}" s="{MOMENT}"><v>{days!r}</v></c>'
    if isinstance(value, date):
        return f'<c r="{where}" s="{DAY}"><v>{(value - ZERO.date()).days}</v></c>'
    return f'<c r="{where}"><v>{value}</v></c>'
