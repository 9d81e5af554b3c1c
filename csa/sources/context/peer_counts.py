"""Counts of crime and disorder in other districts, by month and type, for comparison."""

from __future__ import annotations

import pandas as pd

from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import Piece, each_once, join_files
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import DISTRICT, DISTRICT_NAME, Heading
from csa.schemas import ASB_CATEGORY, CRIME_CATEGORIES, RETIRED_CATEGORIES, TABLES
from csa.schemas.fields import MONTH

TABLE = "peer_count"
MONTHS = Heading(r"month", "the month")
CATEGORY = Heading(r"crimetype|category", "the type of crime")
COUNT = Heading(r"n|count|crimes", "the count (n)")
CATEGORIES = (*CRIME_CATEGORIES, *RETIRED_CATEGORIES, ASB_CATEGORY)
KEYS = ["name", "month", "category"]


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the table ``peer_count``.

    A district without a code, such as one that was abolished, keeps its name. A type without a row
    is none in a month of which the district has other rows.

    Raises
    ------
    SourceError
        If two files count the same month of a district differently.
    """
    frames = read_frames(files)
    pieces: list[Piece] = [(frame, _counts(frame)) for frame in frames.standing]
    said = "count one month of a district differently"
    rows = join_files(pieces, claims=KEYS, compared=["n"], said=said)
    rows = rows.sort_values(KEYS, ignore_index=True).astype({"code": "str"})
    return frames.reference({TABLE: rows[list(TABLES[TABLE].fields)]})


def _counts(frame: Frame) -> pd.DataFrame:
    name, month, category = (frame.column(one) for one in (DISTRICT_NAME, MONTHS, CATEGORY))
    for column in (name, month, category):
        frame.reject(frame.data[column].isna(), column=column, reason="missing")
    is_month = frame.data[month].str.fullmatch(MONTH)
    frame.reject(~is_month, column=month, reason="bad_month")
    is_known = frame.data[category].str.capitalize().isin(CATEGORIES)
    frame.reject(~is_known, column=category, reason="unknown_category")
    n = frame.counts(frame.column(COUNT))
    codes = frame.find(DISTRICT)
    rows = pd.DataFrame(
        {
            "code": frame.data[codes].str.upper() if codes else None,
            "name": frame.data[name],
            "month": frame.data[month],
            "category": frame.data[category].str.capitalize(),
            "n": n,
            "source": SOURCE.name,
        },
        index=frame.data.index,
    )
    return each_once(frame, rows, keys=KEYS, figure="n")


SOURCE = Source(
    name="peer_counts",
    label="Crime and disorder by district, month and type",
    patterns=("peers/*.csv",),
    publisher="data.police.uk",
    licence=OGL,
    attribution=f"Source: data.police.uk. Licensed under the {OGL}",
    open=True,
    units=(TABLE,),
    columns=(),
    read=read,
    by_row=False,
    needs_lookups=False,
)
