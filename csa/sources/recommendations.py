"""What was recommended in earlier years, and whether it was done.

What csa published itself is remembered beside the ledger; here an officer says what became of it,
and hands in what was recommended before that. Its words state no number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.errors import SourceError
from csa.periods import MONTH_PATTERN, is_year
from csa.reading.files.discovery import RawFile
from csa.reading.model import AGREEMENT, Context, Reference, Source
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.registers import check_listed, register_rows
from csa.said import read_said
from csa.schemas import TABLES
from csa.sources.commentary_numbers import stated_numbers

if TYPE_CHECKING:
    from csa.settings import Settings

TABLE = "recommendation"
STATUSES = ("done", "in part", "not done", "not known")
OPTIONAL = ("finding_key", "due", "districts")
WRITTEN = ("text", "owner")


def read(files: list[RawFile], context: Context) -> Reference:
    """Read the table ``recommendation``.

    Raises
    ------
    SourceError
        If a row names what the settings do not have, states a number, or has a year, month or
        status that is none.
    """
    frames, settings = read_frames(files), context.settings
    known = _known(settings)
    pieces = [pd.DataFrame(columns=list(TABLES[TABLE].fields))]
    for frame in frames.standing:
        rows = register_rows(frame, TABLE, optional=OPTIONAL)
        rows["status"] = rows["status"].str.strip().str.casefold()
        _check_form(frame, rows)
        _refuse_numbers(frame, rows)
        rows = check_listed(frame, rows, "finding_key", known)
        pieces.append(check_listed(frame, rows, "districts", settings.area_slugs))
    table = pd.concat(pieces).sort_values(list(TABLES[TABLE].order), ignore_index=True)
    return frames.reference({TABLE: table})


def _known(settings: Settings) -> list[str]:
    """Return the indicators of this plan and of those published before, and the themes."""
    published = [one["id"] for said in read_said(settings.reports) for one in said.indicators]
    indicators = [one.id for one in settings.plan.indicators]
    return list(dict.fromkeys([*indicators, *published, *settings.subjects]))


def _check_form(frame: Frame, rows: pd.DataFrame) -> None:
    for column, is_right, words in (
        ("year", is_year, "a year such as 2016-17"),
        ("due", lambda text: MONTH_PATTERN.fullmatch(text), "a month such as 2017-01"),
        ("finding_key", lambda text: ";" not in text, "one name and no more"),
        ("status", lambda text: text in STATUSES, f"one of {', '.join(STATUSES)}"),
    ):
        for row, text in rows[column].dropna().items():
            if not is_right(str(text)):
                raise SourceError(
                    f"{frame.file.name}, row {row}: column {column} must hold {words}."
                )


def _refuse_numbers(frame: Frame, rows: pd.DataFrame) -> None:
    for column in WRITTEN:
        for row, text in rows[column].dropna().items():
            for _, word in stated_numbers(str(text)):
                raise SourceError(
                    f"{frame.file.name}, row {row}: '{word}' in column {column} states a number "
                    "that disclosure control has not seen. Say it without a number, such as 'some'."
                )


SOURCE = Source(
    name="recommendations",
    label="Recommendations of earlier years",
    patterns=("recommendations/recommendations.csv",),
    publisher="The partnership",
    licence=AGREEMENT,
    open=False,
    units=(TABLE,),
    columns=(),
    read=read,
    by_row=False,
    names_settings=True,
)
