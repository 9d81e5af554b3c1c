"""Where is a postcode, as the official directory among the raw files says?

Read are the directories of the ONS (ONSPD, NSPL), which give the neighbourhood, and Ordnance
Survey's Code-Point Open, which gives a point. A postcode is looked up while a row is read and never
kept; half of one is no place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from csa.errors import SourceError
from csa.reading.files.discovery import RawFile, find_files
from csa.reading.model import OGL, Context, Reference, Source
from csa.reading.reference.frames import new_account

if TYPE_CHECKING:
    from csa.settings import Settings

WHOLE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}")
HEADINGS = {
    "postcode": ("pcds", "pcd8", "pcd7", "pcd", "postcode"),
    "lsoa": ("lsoa21", "lsoa21cd", "lsoa11", "lsoa11cd"),
    "east": ("oseast1m", "east1m", "eastings"),
    "north": ("osnrth1m", "north1m", "northings"),
}
CODE_POINT = {"postcode": 0, "east": 2, "north": 3}  # without headings


class Spot(NamedTuple):
    """What a directory says of a postcode: the code of its LSOA, or else a point in metres."""

    lsoa: str
    east: str
    north: str


class Directory:
    """The postcodes of some files, each found by halving.

    Parameters
    ----------
    tables : sequence of pyarrow.Table
        ``postcode`` (without spaces), ``lsoa, east, north`` as texts.
    """

    def __init__(self, tables: Sequence[pa.Table]) -> None:
        self._table = pa.concat_tables(tables).sort_by("postcode") if tables else None
        texts = self._table["postcode"].to_numpy() if self._table else []
        self._postcodes = np.array(texts, dtype="S7")

    def find(self, text: str) -> Spot | None:
        """Return where a whole postcode is; nothing for half of one, or one that is not there."""
        plain = "".join(text.split()).upper()
        if self._table is None or not WHOLE.fullmatch(plain):
            return None
        place = int(np.searchsorted(self._postcodes, plain.encode()))
        if place == len(self._postcodes) or self._postcodes[place] != plain.encode():
            return None
        return Spot(*(self._table[name][place].as_py() or "" for name in ("lsoa", "east", "north")))


def directory_of(settings: Settings) -> Directory:
    """Return the directory among the raw files; one that knows nothing where there is none."""
    return _directory(tuple((file, file.stamp) for file in find_files(SOURCE, settings)))


@lru_cache(maxsize=1)
def _directory(files: tuple[tuple[RawFile, tuple[int, ...]], ...]) -> Directory:
    return Directory([_read(file) for file, _ in files])


def _read(file: RawFile) -> pa.Table:
    data = file.read_bytes()
    first = data[: data.find(b"\n")].decode("utf-8", "replace").lstrip("\ufeff")
    names = [one.strip().strip('"') for one in first.split(",")]
    plain = [one.casefold() for one in names]
    where = {
        part: next((plain.index(one) for one in known if one in plain), None)
        for part, known in HEADINGS.items()
    }
    has_headings = where["postcode"] is not None
    if not has_headings:
        if not WHOLE.fullmatch("".join(names[0].split()).upper()):
            raise SourceError(
                f"{file.name} is no postcode directory: it has no column of postcodes such as pcds."
            )
        where = {part: CODE_POINT.get(part) for part in HEADINGS}
    columns = [str(number) for number in range(len(names))]
    wanted = [str(number) for number in where.values() if number is not None]
    table = arrow_csv.read_csv(
        pa.py_buffer(data),
        read_options=arrow_csv.ReadOptions(column_names=columns, skip_rows=int(has_headings)),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())
        ),
    )
    nothing = pa.nulls(len(table), pa.string())
    found = {
        part: nothing if number is None else table[str(number)] for part, number in where.items()
    }
    is_lsoa = pc.match_substring_regex(found["lsoa"], "^[EW]01")  # others stand for no area
    found["lsoa"] = pc.if_else(is_lsoa, found["lsoa"], None)
    found["postcode"] = pc.utf8_upper(pc.replace_substring(found["postcode"], " ", ""))
    return pa.table(found)


def read(files: list[RawFile], _: Context) -> Reference:
    """Account for the directories: they are looked things up in and fill no table.

    Raises
    ------
    SourceError
        If a file is no directory of postcodes.
    """
    accounts = []
    for file in files:
        account = new_account(file)
        account.remark(f"{len(_read(file)):,} postcodes to look up; none is kept")
        accounts.append(account)
    return Reference({}, accounts)


SOURCE = Source(
    name="postcodes",
    label="Postcode directory",
    patterns=("postcodes/*.csv",),
    publisher="Office for National Statistics, or Ordnance Survey",
    licence=OGL,
    attribution=(
        "Contains OS data © Crown copyright and database right, and Royal Mail data © Royal Mail "
        "copyright and database right"
    ),
    open=True,
    units=(),
    columns=(),
    read=read,
    by_row=False,
)
