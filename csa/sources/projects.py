"""Projects that the partnership funds, and what they delivered."""

from __future__ import annotations

import pandas as pd

from csa.reading.files.discovery import RawFile
from csa.reading.model import AGREEMENT, Context, Reference, Source
from csa.reading.reference.frames import read_frames
from csa.reading.reference.registers import check_listed, register_rows
from csa.schemas import TABLES

PROJECT = "project"
FILES = {"projects": PROJECT, "project_outputs": "project_output"}


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``project`` and ``project_output``.

    Raises
    ------
    SourceError
        If a project names a priority, district or theme that the settings do not have.
    """
    frames, settings = read_frames(files), context.settings
    pieces: dict[str, list[pd.DataFrame]] = {}
    for frame in frames.standing:
        table = FILES[frame.file.stem]
        rows = register_rows(frame, table, optional=("requested_gbp",))
        if table == PROJECT:
            rows = check_listed(frame, rows, "priority_ids", settings.priority_ids)
            rows = check_listed(frame, rows, "districts", settings.area_slugs)
        pieces.setdefault(table, []).append(rows)
    tables = {
        table: pd.concat(rows).sort_values(list(TABLES[table].order), ignore_index=True)
        for table, rows in pieces.items()
    }
    return frames.reference(tables)


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
    version=3,
)
