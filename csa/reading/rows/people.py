"""What may be kept of a victim or suspect, and in what form?

Names, dates of birth and addresses are not in the columns of any source, so they are never read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from csa.geography import AREA_CODE
from csa.reading.model import Column, Context
from csa.reading.rows.block import Block
from csa.reading.rows.columns import plain, spread
from csa.reading.rows.values import Unreadable
from csa.schemas import AGE_BANDS, SEXES

OLDEST = 110
UNKNOWN_AGES = (-1, 999)
BAND_STARTS = tuple(int(band.split("-")[0].rstrip("+")) for band in AGE_BANDS)
SEX_ALIASES = {"female": "F", "male": "M", "1": "M", "2": "F", "non-binary": "other"}
UNKNOWN_SEXES = frozenset({"u", "unknown", "not known", "9", "0"})
SELF_DEFINED = {
    "W": "White",
    "M": "Mixed",
    "A": "Asian",
    "B": "Black",
    "O": "Other",
}
SELF_DEFINED_CODES = frozenset(
    f"{group}{number}"
    for group, numbers in (("W", "1239"), ("M", "1239"), ("A", "12349"), ("B", "129"), ("O", "129"))
    for number in numbers
) | {"NS"}
SELF_GROUPS = {code: SELF_DEFINED.get(code[0]) for code in SELF_DEFINED_CODES - {"NS"}}
OFFICER_DEFINED = {
    "0": "Not stated",
    "1": "White",
    "2": "White",
    "3": "Black",
    "4": "Asian",
    "5": "Asian",
    "6": "Other",
}
NOT_STATED = "Not stated"
PERSON_COLUMNS = (
    Column("age"),
    Column("sex"),
    Column("ethnicity_self"),
    Column("ethnicity_officer"),
    Column("residence_lsoa"),
)


def age_band(age: int) -> str:
    """Return the band of an age in whole years.

    Examples
    --------
    >>> age_band(17), age_band(18), age_band(75)
    ('10-17', '18-24', '75+')
    """
    return AGE_BANDS[bisect_right(BAND_STARTS, age) - 1]


def read_person(block: Block) -> dict[str, pa.Array]:
    """Read age, sex, ethnicity and where the person lives (LSOA).

    The group that a person stated and the one that an officer saw are kept apart: neither stands
    in for the other.
    """
    age = block.whole("age", low=0, high=OLDEST, unknown=UNKNOWN_AGES, far="impossible_age")
    self_defined = block.read("ethnicity_self", _self_code)
    officer = block.choice("ethnicity_officer", OFFICER_DEFINED, reason="unknown_ethnicity")
    return {
        "age": age,
        "age_band": _bands(age),
        "sex": block.read("sex", _sex),
        "ethnicity_self": self_defined,
        "ethnicity": pc.fill_null(_translated(self_defined, SELF_GROUPS), NOT_STATED),
        "ethnicity_seen": _translated(officer, OFFICER_DEFINED),
        "residence_lsoa": block.read("residence_lsoa", _area_code),
    }


def _bands(age: pa.Array) -> pa.Array:
    years = pc.fill_null(age, -1).to_numpy(zero_copy_only=False)
    band = np.searchsorted(BAND_STARTS, years, side="right") - 1
    return pc.fill_null(plain(spread(band, AGE_BANDS)), "unknown")


def _sex(text: str) -> str | None:
    folded = text.casefold()
    if folded in UNKNOWN_SEXES:
        return None
    for sex in SEXES:
        if folded == sex.casefold():
            return sex
    if folded not in SEX_ALIASES:
        raise Unreadable("unknown_value")
    return SEX_ALIASES[folded]


def _area_code(text: str) -> str:
    """Take a code of the shape that small areas have, of whichever part of the country."""
    code = text.upper()
    if not AREA_CODE.fullmatch(code):
        raise Unreadable("unknown_lsoa")
    return code


def _self_code(text: str) -> str:
    code = text.upper()
    if code not in SELF_DEFINED_CODES:
        raise Unreadable("unknown_ethnicity")
    return "A4" if code == "O1" else code


def _translated(values: pa.Array, mapping: Mapping[str, str | None]) -> pa.Array:
    coded = values.dictionary_encode()
    names = pa.array([mapping.get(text) for text in coded.dictionary.to_pylist()], pa.string())
    return names.take(coded.indices) if len(names) else pa.nulls(len(values), pa.string())


def find_crimes(block: Block, context: Context) -> dict[str, pa.Array]:
    """Find the crime of each row: its id, month and district.

    A row whose crime was not accepted is rejected; one whose crime lies elsewhere is marked.
    """
    ids = block.reference("crime_ref", context.pseudonym)
    block.reject(np.asarray(pc.is_null(ids)), column="crime_ref", reason="missing")
    coded = ids.dictionary_encode()
    rows = context.crimes.find(coded.dictionary.to_pylist())
    row = np.append(rows, -1)[pc.fill_null(coded.indices, len(rows)).to_numpy()]
    block.reject(row < 0, column="crime_ref", reason="unknown_crime")
    block.outside |= np.append(context.crimes.outside, False)[row]
    where = pa.array(row, mask=row < 0)
    return {
        "crime_id": ids,
        "month": context.crimes.month.take(where),
        "district": context.crimes.district.take(where),
    }


class CrimeIndex:
    """Month and district of every recorded crime, by its id.

    Parameters
    ----------
    rows : pyarrow.Table
        The table ``crime_index``; where an id is repeated, its first row stands.
    """

    def __init__(self, rows: pa.Table) -> None:
        ids = rows["crime_id"].to_pandas()
        first = ~ids.duplicated().to_numpy()
        kept = rows.filter(pa.array(first))
        self._ids = pd.Index(ids[first])
        self.month = kept["month"].combine_chunks()
        self.district = kept["district"].combine_chunks()
        self.outside = kept["outside"].to_numpy()
        self._day = kept["day"].combine_chunks()

    def days(self, ids: list[str]) -> list[date | None]:
        """Return the day on which each crime was committed, or recorded; none for no crime."""
        found = pc.local_timestamp(self._day).take(
            pa.array(self.find(ids), mask=self.find(ids) < 0)
        )
        return [moment.date() if moment else None for moment in found.to_pylist()]

    def find(self, ids: list[str]) -> np.ndarray:
        """Return the row of each id; -1 where there is none."""
        return np.asarray(self._ids.get_indexer(ids))
