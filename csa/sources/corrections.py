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

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from csa.errors import SettingsError, SourceError
from csa.sources.model import Source

FILE = "config/corrections.toml"
LEFT_OUT = "left_out_by_correction"


class Correction(BaseModel):
    """One corrected value, or one row that is left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    row: int = Field(ge=1)
    row_hash: str = Field(pattern=r"^[0-9a-f]{16}$")
    column: str | None = None
    value: str | None = None
    leave_out: bool = False
    reason: str = Field(min_length=1)
    author_role: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")

    @model_validator(mode="after")
    def _say_what(self) -> Correction:
        replaces = self.column is not None and self.value is not None
        if replaces == self.leave_out:
            message = "give either column and value, or leave_out = true"
            raise ValueError(message)
        return self


def read_corrections(root: Path) -> dict[str, list[Correction]]:
    """Return the corrections of each file, by row; none if there is no ``corrections.toml``.

    Raises
    ------
    SettingsError
        If the file is not valid.
    """
    path = root / FILE
    if not path.is_file():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        found = [_correction(table) for table in document.pop("correction", [])]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{FILE} is not valid TOML: {problem}.") from problem
    if document:
        raise SettingsError(f"{FILE} has unknown tables: {', '.join(sorted(document))}.")
    by_file: dict[str, list[Correction]] = {}
    for correction in sorted(found, key=lambda c: (c.file, c.row, c.column or "")):
        by_file.setdefault(correction.file, []).append(correction)
    return by_file


def _correction(table: Any) -> Correction:
    try:
        return Correction.model_validate(table)
    except ValidationError as problem:
        lines = [
            f"{'.'.join(str(part) for part in error['loc'])} {error['msg']}"
            for error in problem.errors(include_input=False)
        ]
        raise SettingsError(f"A correction in {FILE} is not valid: {'; '.join(lines)}.") from None


def check_corrections(corrections: list[Correction], source: Source) -> None:
    """Refuse corrections of columns that are not read, or that refer to a person or crime.

    Raises
    ------
    SourceError
        Naming the file and column.
    """
    columns = {column.name: column for column in source.columns}
    for correction in corrections:
        if correction.column is None:
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
