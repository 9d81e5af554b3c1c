"""Projects that the partnership funds, and what they delivered."""

from __future__ import annotations

import pandas as pd

from csa.schemas import TABLES
from csa.sources.discovery import RawFile
from csa.sources.frames import Frame, read_frame
from csa.sources.model import AGREEMENT, Context, Reference, Source
from csa.sources.values import Unreadable, parse_flag

FILES = {"projects": "project", "project_outputs": "project_output"}


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the tables ``project`` and ``project_output``."""
    frames = [read_frame(file) for file in files]
    pieces: dict[str, list[pd.DataFrame]] = {}
    for frame in frames:
        table = FILES[frame.file.stem]
        pieces.setdefault(table, []).append(_rows(frame, table))
    tables = {table: pd.concat(rows, ignore_index=True) for table, rows in pieces.items()}
    quarantine = [entry for frame in frames for entry in frame.quarantine]
    return Reference(tables, [frame.account for frame in frames], quarantine)


def _rows(frame: Frame, table: str) -> pd.DataFrame:
    contract = TABLES[table]
    frame.require(contract.fields)
    for name, field in contract.fields.items():
        if field.required and frame.data[name].isna().any():
            frame.reject(frame.data[name].isna(), column=name, reason="missing")
    numbers = {n: frame.numbers(n) for n, f in contract.fields.items() if f.kind == "number"}
    flags = {n: _flags(frame, n) for n, f in contract.fields.items() if f.kind == "flag"}
    columns = {
        name: {**numbers, **flags}.get(name, frame.data[name]).reindex(frame.data.index)
        for name in contract.fields
    }
    order = list(contract.order)
    return pd.DataFrame(columns).sort_values(order, kind="stable", ignore_index=True)


def _flags(frame: Frame, name: str) -> pd.Series:
    parsed = {text: _flag(text) for text in frame.data[name].dropna().unique()}
    bad = frame.data[name].map(lambda text: parsed.get(text) == "").astype(bool)
    if bad.any():
        frame.reject(bad, column=name, reason="not_yes_or_no")
    return frame.data[name].map(parsed).astype("boolean")


def _flag(text: str) -> bool | str | None:
    try:
        return parse_flag(text)
    except Unreadable:
        return ""


SOURCE = Source(
    name="projects",
    label="Funded projects",
    patterns=("projects/projects.csv", "projects/project_outputs.csv"),
    publisher="The partnership",
    licence=AGREEMENT,
    open=False,
    units=("project", "project_output"),
    columns=(),
    read=read,
    by_row=False,
)
