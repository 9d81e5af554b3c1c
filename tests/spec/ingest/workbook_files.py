"""Excel workbooks written part by part, so that each part can be wrong in a way of its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

TRANSITIONAL = "http://schemas.openxmlformats.org"
MAIN = f"{TRANSITIONAL}/spreadsheetml/2006/main"
RELATIONS = f"{TRANSITIONAL}/officeDocument/2006/relationships"
PACKAGE = f"{TRANSITIONAL}/package/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET_1 = "xl/worksheets/sheet1.xml"
Cell = str | float | None


@dataclass(frozen=True)
class Raw:
    """A cell as it is written, with ``@`` for its reference."""

    xml: str


@dataclass(frozen=True)
class Tab:
    """One sheet: its rows, and what its tab says."""

    rows: Sequence[Sequence[Cell | Raw]]
    name: str = "Sheet"
    state: str = "visible"
    dimension: str | None = None
    kind: str = "worksheet"


def reference(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def cell(value: Cell | Raw, name: str) -> str:
    if isinstance(value, Raw):
        return value.xml.replace("@", name)
    if value is None:
        return f'<c r="{name}"/>'
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{name}"><v>{value}</v></c>'


def sheet(tab: Tab, *, main: str = MAIN, top: int = 1, left: int = 1) -> str:
    """The XML of a sheet whose first cell stands in row ``top`` and column ``left``."""
    rows = "".join(
        f'<row r="{number}">'
        + "".join(cell(v, reference(number, n)) for n, v in enumerate(values, start=left))
        + "</row>"
        for number, values in enumerate(tab.rows, start=top)
    )
    stated = "" if tab.dimension is None else f'<dimension ref="{tab.dimension}"/>'
    return f'<worksheet xmlns="{main}">{stated}<sheetData>{rows}</sheetData></worksheet>'


def workbook(
    *tabs: Tab, changed: Mapping[str, str | bytes | None] = {}, strict: bool = False, **options: int
) -> bytes:
    """A workbook of some sheets; ``changed`` puts other parts in place of its own, or takes them.

    ``options`` are the first row and column of every sheet (see :func:`sheet`).
    """
    main, relations = (STRICT_MAIN, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    names = "".join(
        f'<sheet name="{escape(tab.name)}" sheetId="{n}" state="{tab.state}" r:id="rId{n}"/>'
        for n, tab in enumerate(tabs, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{relations}/{tab.kind}" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n, tab in enumerate(tabs, start=1)
    )
    links += (
        f'<Relationship Id="s" Type="{relations}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    )
    parts: dict[str, str | bytes | None] = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><workbookPr/>'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": styles(main),
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>standard</t></si></sst>',
    }
    for n, tab in enumerate(tabs, start=1):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet(tab, main=main, **options)
    return packed({**parts, **changed})


def styles(main: str = MAIN, *, fill: str = "<fill/>") -> str:
    """Styles of which the first is a number and the second a date with a format of its own."""
    return (
        f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="164" '
        f'formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fills>{fill}</fills><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )


def packed(parts: Mapping[str, str | bytes | None]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if content is not None:
                info = zipfile.ZipInfo(name, date_time=(2024, 1, 1, 0, 0, 0))
                archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def with_backslashes(content: bytes) -> bytes:
    """The same archive as some programs for Windows pack it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed({n.replace("/", "\\"): archive.read(n) for n in archive.namelist()})


def compound(*entries: str) -> bytes:
    """The older container of Microsoft's, with a folder that names some entries."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    head[30:32] = (9).to_bytes(2, "little")  # sectors of 512 bytes
    head[48:52] = (1).to_bytes(4, "little")  # the folder is the second of them
    folder = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in entries)
    return bytes(head) + bytes(512) + folder.ljust(512, b"\0")
