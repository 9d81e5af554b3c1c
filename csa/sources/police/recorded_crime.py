"""Police recorded crime by area, quarter and offence, as the Home Office publishes it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from csa.reading.files.discovery import RawFile
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.figures import Piece, join_files
from csa.reading.reference.frames import Frame, read_frames
from csa.reading.reference.headings import Heading
from csa.schemas import TABLES

TEXTS = {
    "financial_year": Heading(r"financialyear", "the financial year"),
    "area": Heading(
        r"forcename|policeforce|cspname|communitysafetypartnership|area", "the force or partnership"
    ),
    "offence_code": Heading(r"offencecode", "the offence code"),
    "offence_group": Heading(r"offencegroup", "the offence group"),
    "offence_subgroup": Heading(r"offencesub-?group", "the offence subgroup"),
    "offence_description": Heading(r"offencedescription", "the offence description"),
}
COUNT = Heading(r"numberofoffences|offencecount", "the number of offences")
QUARTER = Heading(r"(financial)?quarter", "the quarter")
CATEGORY = Heading(r"police\.?ukcat(egory)?", "the police.uk category")
OF_OFFENCE = ("offence_code", "offence_group", "offence_subgroup", "offence_description")
QUARTERS = (1, 2, 3, 4)
# A file speaks for all offences of an area and quarter, or for all offences there are.
CLAIMS: Mapping[str, tuple[str, ...]] = {
    "recorded_crime": ("area", "financial_year", "quarter"),
    "offence_category": (),
}


def read(files: list[RawFile], _: Context) -> Reference:
    """Read the tables ``recorded_crime`` and ``offence_category``.

    A count may be negative: crimes that were transferred or cancelled later are taken off.

    Raises
    ------
    SourceError
        If two files count the same quarter of an area differently.
    """
    frames = read_frames(files)
    pieces: dict[str, list[Piece]] = {name: [] for name in CLAIMS}
    for frame in frames.standing:
        is_mapping = not frame.find(COUNT) and bool(frame.find(CATEGORY))
        table = "offence_category" if is_mapping else "recorded_crime"
        pieces[table].append((frame, _mapping(frame) if is_mapping else _counts(frame)))
    tables = {
        name: _ordered(
            name,
            join_files(
                found,
                claims=CLAIMS[name],
                compared=list(TABLES[name].fields),
                said="count one quarter differently" if CLAIMS[name] else "differ",
            ),
        )
        for name, found in pieces.items()
        if found
    }
    return frames.reference(tables)


def _counts(frame: Frame) -> pd.DataFrame:
    n = frame.numbers(frame.column(COUNT), whole=True, required=True)
    quarter = frame.numbers(frame.column(QUARTER), whole=True, required=True)
    is_none = ~quarter.isin(QUARTERS)
    frame.reject(is_none, column=frame.column(QUARTER), reason="out_of_range")
    rows = _texts(frame, TEXTS)
    return rows.assign(category=_category(frame), quarter=quarter, n=n)


def _mapping(frame: Frame) -> pd.DataFrame:
    rows = _texts(frame, {name: TEXTS[name] for name in OF_OFFENCE})
    return rows.assign(category=_category(frame))


def _texts(frame: Frame, headings: Mapping[str, Heading]) -> pd.DataFrame:
    return pd.DataFrame({ours: frame.data[frame.column(one)] for ours, one in headings.items()})


def _category(frame: Frame) -> pd.Series:
    name = frame.find(CATEGORY)
    if not name:
        return pd.Series(None, index=frame.data.index, dtype="str")
    return frame.data[name].str.capitalize()


def _ordered(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    contract = TABLES[table]
    rows = rows.sort_values(list(contract.order), kind="stable")
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
    version=2,
)
