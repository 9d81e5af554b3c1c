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
from csa.schemas.number_words import stated_numbers
from csa.settings.texts import ADDRESS, TOO_LONG, WORDS_LIMIT

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
        If a row names what the settings do not have, states a number or an e-mail address, is
        longer than pages have room for, has an id that another has, or a year, month or status that
        is none.
    """
    frames, settings = read_frames(files), context.settings
    known = _known(settings)
    pieces = [pd.DataFrame(columns=list(TABLES[TABLE].fields))]
    for frame in frames.standing:
        rows = register_rows(frame, TABLE, optional=OPTIONAL)
        rows["status"] = rows["status"].str.strip().str.casefold()
        _check_form(frame, rows)
        _refuse_twice(frame, rows)
        _check_words(frame, rows)
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


def _refuse_twice(frame: Frame, rows: pd.DataFrame) -> None:
    again = rows.index[rows["id"].duplicated()]
    if len(again):
        first = rows.index[rows["id"] == rows.loc[again[0], "id"]][0]
        raise SourceError(
            f"{frame.file.name}, row {again[0]}: column id holds the id of row {first}. Each "
            "recommendation has one row: leave one of them, or give it an id of its own."
        )


def _check_words(frame: Frame, rows: pd.DataFrame) -> None:
    for column in WRITTEN:
        for row, text in rows[column].dropna().items():
            fault = _fault_in(str(text))
            if fault:
                raise SourceError(f"{frame.file.name}, row {row}: column {column} {fault}.")


def _fault_in(text: str) -> str:
    """Say why a text cannot be published, or nothing."""
    for _, word in stated_numbers(text):
        return (
            f"states a number, '{word}', that disclosure control has not seen. Say it without one, "
            "such as 'some'"
        )
    if "@" in text:
        return ADDRESS
    return TOO_LONG if len(text) > WORDS_LIMIT else ""


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
    needs_lookups=False,
    names_settings=True,
)
