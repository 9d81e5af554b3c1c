"""Police recorded crime by area, quarter and offence, as the Home Office publishes it."""

from __future__ import annotations

import re

import pandas as pd

from csa.schemas import TABLES
from csa.sources.discovery import RawFile
from csa.sources.frames import Frame, read_frame
from csa.sources.model import OGL, Context, Reference, Source

AREA = r"force_?name|police[ _]force|csp_?name|community[ _]safety[ _]partnership|area"
TEXTS = {
    "financial_year": r"financial[ _]year",
    "area": AREA,
    "offence_code": r"offence[ _]code",
    "offence_group": r"offence[ _]group",
    "offence_subgroup": r"offence[ _]sub-?group",
    "offence_description": r"offence[ _]description",
}
COUNT = r"number[ _]of[ _]offences|offence[ _]count"
CATEGORY = r"police\.?uk_cat(egory)?"


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the tables ``recorded_crime`` and ``offence_category``.

    A count may be negative: crimes that were transferred or cancelled later are taken off.
    """
    frames = [read_frame(file) for file in files]
    pieces: dict[str, list[pd.DataFrame]] = {"recorded_crime": [], "offence_category": []}
    for frame in frames:
        is_mapping = "mapping" in frame.file.file_name
        table = "offence_category" if is_mapping else "recorded_crime"
        pieces[table].append(_mapping(frame) if is_mapping else _counts(frame))
    tables = {table: _joined(table, rows) for table, rows in pieces.items() if rows}
    quarantine = [entry for frame in frames for entry in frame.quarantine]
    return Reference(tables, [frame.account for frame in frames], quarantine)


def _counts(frame: Frame) -> pd.DataFrame:
    names = {ours: frame.column(pattern) for ours, pattern in TEXTS.items()}
    n = frame.numbers(frame.column(COUNT), whole=True, required=True)
    quarter = frame.numbers(
        frame.column(r"financial[ _]quarter|quarter"), whole=True, required=True
    )
    rows = pd.DataFrame({ours: frame.data[theirs] for ours, theirs in names.items()})
    rows["category"] = _category(frame)
    return rows.assign(quarter=quarter, n=n)


def _mapping(frame: Frame) -> pd.DataFrame:
    wanted = ("offence_code", "offence_group", "offence_subgroup", "offence_description")
    names = {ours: frame.column(TEXTS[ours]) for ours in wanted}
    rows = pd.DataFrame({ours: frame.data[theirs] for ours, theirs in names.items()})
    return rows.assign(category=_category(frame))


def _category(frame: Frame) -> pd.Series:
    names = [n for n in frame.data.columns if re.match(CATEGORY, str(n), re.IGNORECASE)]
    if not names:
        return pd.Series(None, index=frame.data.index, dtype="str")
    return frame.data[names[0]].str.capitalize()


def _joined(table: str, pieces: list[pd.DataFrame]) -> pd.DataFrame:
    contract = TABLES[table]
    rows = pd.concat(pieces).sort_values(list(contract.order), kind="stable")
    return rows[list(contract.fields)].reset_index(drop=True)


SOURCE = Source(
    name="recorded_crime",
    label="Police recorded crime tables (Home Office)",
    patterns=("recorded_crime/*.csv",),
    publisher="Home Office",
    licence=OGL,
    attribution=f"Source: Home Office. Licensed under the {OGL}",
    open=True,
    units=("recorded_crime", "offence_category"),
    columns=(),
    read=read,
    by_row=False,
)
