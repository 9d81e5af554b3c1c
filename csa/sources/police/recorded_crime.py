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

# A table by partnership names the force besides.
PARTNERSHIP = Heading(r"csp(name)?|communitysafetypartnership(name)?", "the partnership")
AREA = Heading(r"forcename|policeforce|area", "the force or partnership")
TEXTS = {
    "financial_year": Heading(r"financialyear", "the financial year"),
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
# Of Home Office subgroups, else groups, the police.uk type that holds them, told by how they begin.
TYPES = {
    "violence": "Violence and sexual offences",
    "sexual": "Violence and sexual offences",
    "robbery": "Robbery",
    "domestic burglary": "Burglary",
    "non-domestic burglary": "Burglary",
    "residential burglary": "Burglary",
    "non-residential burglary": "Burglary",
    "burglary": "Burglary",
    "theft of a motor": "Vehicle crime",
    "theft from a vehicle": "Vehicle crime",
    "vehicle": "Vehicle crime",
    "theft from the person": "Theft from the person",
    "bicycle": "Bicycle theft",
    "shoplifting": "Shoplifting",
    "other theft": "Other theft",
    "criminal damage": "Criminal damage and arson",
    "drug": "Drugs",
    "possession of weapons": "Possession of weapons",
    "public order": "Public order",
    "miscellaneous": "Other crime",
}
# A file speaks for all offences of an area and quarter, or for all offences there are.
CLAIMS: Mapping[str, tuple[str, ...]] = {
    "recorded_crime": ("area", "financial_year", "quarter", "is_partnership"),
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
    name = frame.column(QUARTER)
    frame.data[name] = frame.data[name].str.removeprefix("Q")
    quarter = frame.numbers(name, whole=True, required=True)
    frame.reject(~quarter.isin(QUARTERS), column=name, reason="out_of_range")
    partnership = frame.find(PARTNERSHIP)
    rows = _texts(frame, TEXTS).assign(
        area=frame.data[partnership or frame.column(AREA)], is_partnership=bool(partnership)
    )
    rows["is_partnership"] = rows["is_partnership"].astype("boolean")
    types = _category(frame).fillna(types_of_offences(rows))
    return rows.assign(category=types, quarter=quarter, n=n)


def types_of_offences(rows: pd.DataFrame) -> pd.Series:
    """Return the police.uk type that holds each offence; missing of what has none, such as fraud.

    Parameters
    ----------
    rows : DataFrame
        ``offence_subgroup`` tells it, else ``offence_group``.
    """
    found = pd.Series(None, index=rows.index, dtype="str")
    for column in ("offence_subgroup", "offence_group"):
        names = {name: _type_of(name) for name in rows[column].dropna().unique()}
        found = found.fillna(rows[column].map(names).astype("str"))
    return found


def _type_of(name: str) -> str | None:
    plain = " ".join(name.split()).casefold()
    return next((kind for start, kind in TYPES.items() if plain.startswith(start)), None)


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
    needs_lookups=False,
    version=3,
)
