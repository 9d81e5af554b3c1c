"""Which rows did an officer correct, why, and does the correction still fit?

Raw files are never edited. ``config/corrections.toml`` holds one table per corrected row::

    [[correction]]
    file = "police/2016-04-crimes.csv"     # as the quarantine names it
    row = 17
    row_hash = "5f0c…"                     # as the quarantine gives it
    column = "recorded_date"
    value = "2016-04-11"                   # or leave_out = true
    reason = "Day and month were swapped; confirmed with the force."
    author_role = "analyst"
    date = "2017-02-01"
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from pydantic import Field, model_validator

from csa.errors import SourceError
from csa.reading.model import Source
from csa.settings import Model
from csa.settings.files import read_model, read_toml
from csa.settings.texts import Day, Name, RowHash

FILE = "config/corrections.toml"
LEFT_OUT = "left_out_by_correction"


class Correction(Model):
    """One corrected value, or one row that is left out."""

    file: str
    row: int = Field(ge=1)
    row_hash: RowHash
    column: str | None = None
    value: str | None = None
    leave_out: bool = False
    reason: Name
    author_role: Name
    date: Day

    @model_validator(mode="after")
    def _say_what(self) -> Correction:
        replaces = self.column is not None and self.value is not None
        if replaces == self.leave_out:
            message = "give either column and value, or leave_out = true"
            raise ValueError(message)
        return self


class Corrections(Model):
    """The content of ``config/corrections.toml``."""

    corrections: tuple[Correction, ...] = Field((), alias="correction")


def read_corrections(root: Path) -> dict[str, list[Correction]]:
    """Return the corrections of each file, by row; none if there is no ``corrections.toml``.

    Raises
    ------
    SettingsError
        If the file is not valid.
    """
    if not os.path.lexists(root / FILE):
        return {}
    document = read_toml(root, FILE)
    found = read_model(Corrections, document, FILE, tables=("correction",)).corrections
    by_file: dict[str, list[Correction]] = {}
    for correction in sorted(found, key=lambda c: (c.file, c.row, c.column or "")):
        by_file.setdefault(correction.file, []).append(correction)
    return by_file


def check_corrections(
    corrections: list[Correction], source: Source, *, elsewhere: Collection[str] = ()
) -> None:
    """Refuse corrections of columns that are not read, or that refer to a person or crime.

    Parameters
    ----------
    corrections : list of Correction
        Those of one file.
    source : Source
        What it is read as.
    elsewhere : collection of str
        Columns that other tables take from the same file; each table checks its own.

    Raises
    ------
    SourceError
        Naming the file and column.
    """
    columns = {column.name: column for column in source.columns}
    for correction in corrections:
        if correction.column is None:
            continue
        if correction.column not in columns and correction.column in elsewhere:
            continue
        if correction.column not in columns:
            raise SourceError(
                f"{FILE} corrects the column '{correction.column}' of {correction.file}, "
                "which is not read."
            )
        if columns[correction.column].domain:
            raise SourceError(
                f"{FILE} must not hold references: it corrects '{correction.column}' of "
                f"{correction.file}. Leave the row out, or have the file corrected."
            )
