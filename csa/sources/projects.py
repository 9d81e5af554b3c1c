"""Projects that the partnership funds, and what they delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile
from csa.reading.model import AGREEMENT, Context, Reference, Source
from csa.reading.reference.figures import AGAIN
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import exactly
from csa.reading.rows.lists import parse_list
from csa.reading.rows.values import Unreadable, parse_flag
from csa.schemas import TABLES
from csa.settings.files import nearest_or_all

if TYPE_CHECKING:
    from csa.settings import Settings

PROJECT = "project"
FILES = {"projects": PROJECT, "project_outputs": "project_output"}


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``project`` and ``project_output``.

    Raises
    ------
    SourceError
        If a project names a priority, district or theme that the settings do not have.
    """
    frames = read_frames(files)
    pieces: dict[str, list[pd.DataFrame]] = {}
    for frame in frames.standing:
        table = FILES[frame.file.stem]
        rows = _rows(frame, table)
        for column, known in _known_names(table, context.settings):
            rows[column] = [
                _known(frame, row, column, text, known) for row, text in rows[column].items()
            ]
        pieces.setdefault(table, []).append(rows)
    tables = {
        table: pd.concat(rows).sort_values(list(TABLES[table].order), ignore_index=True)
        for table, rows in pieces.items()
    }
    return frames.reference(tables)


def _known_names(table: str, settings: Settings) -> list[tuple[str, list[str]]]:
    """Return the columns that hold names of the settings, and those names."""
    if table != PROJECT:
        return []
    return [("priority_ids", settings.priority_ids), ("districts", settings.area_slugs)]


def _known(
    frame: Frame, row: object, column: str, text: str | None, known: list[str]
) -> str | None:
    """Return a list of names as they are looked for; one that nothing has is refused."""
    if not isinstance(text, str):
        return None
    names = [one.strip() for one in text.split(";") if one.strip()]
    unknown = [one for one in names if one.casefold() not in known]
    if unknown:
        raise SourceError(
            f"{frame.file.name}, row {row}: column {column} names '{unknown[0]}', which the "
            f"settings do not have{nearest_or_all(unknown[0], known)}."
        )
    return parse_list(text, known)


def _rows(frame: Frame, table: str) -> pd.DataFrame:
    contract = TABLES[table]
    names = {name: frame.column(exactly(name)) for name in contract.fields}
    for name, field in contract.fields.items():
        if field.required:
            is_missing = frame.data[names[name]].isna()
            frame.reject(is_missing, column=names[name], reason="missing")
    read_as = {"number": frame.numbers, "flag": lambda name: _flags(frame, name)}
    columns = {
        ours: read_as.get(contract.fields[ours].kind, lambda name: frame.data[name])(theirs)
        for ours, theirs in names.items()
    }
    rows = pd.DataFrame(columns).reindex(frame.data.index)
    frame.supersede(rows.duplicated(), AGAIN)
    return rows.reindex(frame.data.index)


def _flags(frame: Frame, name: str) -> pd.Series:
    parsed = {text: _flag(text) for text in frame.data[name].dropna().unique()}
    bad = frame.data[name].map(lambda text: parsed.get(text) == "").astype(bool)
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
    names_settings=True,
    version=2,
)
