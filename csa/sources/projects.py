"""Projects that the partnership funds, and what they delivered."""

from __future__ import annotations

import pandas as pd

from csa.errors import SourceError
from csa.periods import is_day
from csa.reading.files.discovery import RawFile
from csa.reading.model import AGREEMENT, Context, Reference, Source
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.registers import check_listed, register_rows
from csa.schemas import TABLES
from csa.settings.files import nearest_or_all
from csa.visible import visible

PROJECT = "project"
FILES = {"projects": PROJECT, "project_outputs": "project_output"}


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the tables ``project`` and ``project_output``.

    Raises
    ------
    SourceError
        If a project names a priority, district or theme that the settings do not have, starts or
        ends on no day there is, or ends before it starts; or if an output is of no project.
    """
    frames, settings = read_frames(files), context.settings
    pieces: dict[str, list[pd.DataFrame]] = {}
    for frame in frames.standing:
        table = FILES[frame.file.stem]
        rows = register_rows(frame, table, optional=("requested_gbp",))
        if table == PROJECT:
            rows = check_listed(frame, rows, "priority_ids", settings.priority_ids)
            rows = check_listed(frame, rows, "districts", settings.area_slugs)
            _check_months(frame, rows)
        pieces.setdefault(table, []).append(rows)
    tables = {
        table: pd.concat(rows).sort_values(list(TABLES[table].order), ignore_index=True)
        for table, rows in pieces.items()
    }
    _check_outputs(tables)
    return frames.reference(tables)


def _check_months(frame: Frame, rows: pd.DataFrame) -> None:
    """Refuse a day that there is not, and an end before its start."""
    for row, project in rows[["start", "end"]].fillna("").iterrows():
        where = f"{frame.file.name}, row {row}: column"
        for column, text in project.items():
            if text and not is_day(text):
                raise SourceError(f"{where} {column} must hold a date such as 2017-02-01.")
        if "" not in set(project) and project["end"] < project["start"]:
            raise SourceError(f"{where} end lies before start. Correct the one or the other.")


def _check_outputs(tables: dict[str, pd.DataFrame]) -> None:
    """Refuse an output of a project that the register does not have."""
    if len(tables) < len(FILES):
        return
    known = set(tables[PROJECT]["project_id"])
    unknown = [one for one in tables["project_output"]["project_id"] if one not in known]
    if unknown:
        raise SourceError(
            f"project_outputs.csv: column project_id names '{visible(unknown[0])}', which "
            f"projects.csv does not have{nearest_or_all(unknown[0], sorted(known))}."
        )


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
    needs_lookups=False,
    names_settings=True,
    version=4,
)
