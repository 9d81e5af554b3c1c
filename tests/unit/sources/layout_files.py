"""Files as other systems write them, made here, and layouts of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from csa.settings import Layout

ASB = {
    "from": "2016-04",
    "files": ["asb/log*.csv"],
    "period": {"first": "2016-04", "last": "2016-06"},
    "ignored": ["Grade"],
    "personal": ["Caller"],
    "table": [
        {
            "source": "asb",
            "columns": {
                "incident_ref": "No",
                "created_at": "When",
                "nsir_category": {
                    "from": "Type",
                    "values": {"ASB - NUISANCE": "Nuisance", "ASB - PERSONAL": "Personal"},
                },
                "repeat_caller": "Again?",
                "district_code": "Council",
            },
        }
    ],
}
HEADINGS = ["No", "When", "Type", "Again?", "Council", "Grade", "Caller"]


def layout(name: str = "asb-log", **changed: Any) -> Layout:
    """A layout of a log of incidents, with some of it changed."""
    return Layout.model_validate({**ASB, **changed}).model_copy(
        update={"name": name, "digest": str(changed)}
    )


def table(source: str = "asb", **changed: Any) -> list[dict[str, Any]]:
    """The table of the log, with some of its columns changed or left out (None)."""
    (only,) = ASB["table"]
    columns = {**only["columns"], **changed.pop("columns", {})}
    kept = {name: column for name, column in columns.items() if column is not None}
    return [{"source": source, **changed, "columns": kept}]


def line(number: int, **changed: str) -> list[str]:
    """A line of the log."""
    row = {
        "No": f"I{number}",
        "When": "04/04/2016 21:15",
        "Type": "ASB - NUISANCE",
        "Again?": "Y",
        "Council": "Redditch Borough Council",
        "Grade": "2",
        "Caller": "Zebedee Quux, 07700 900123",
    }
    return list({**row, **changed}.values())


def write_csv(raw: Path, lines: list[list[str]], *, name: str = "asb/log.csv", **kind: str) -> Path:
    """Write lines as a text file."""
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    quoted = (",".join(f'"{cell}"' if "," in cell else cell for cell in cells) for cells in lines)
    path.write_bytes(("\r\n".join(quoted) + "\r\n").encode(kind.get("encoding", "utf-8")))
    return path


def write_book(raw: Path, name: str, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write a workbook."""
    path = raw / name
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path
