"""What is one column of a processed table, and what is one table?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pyarrow as pa

Kind = Literal["text", "month", "flag", "whole", "number", "time", "geometry"]
TIME_ZONE = "Europe/London"
# Texts that hardly ever recur.
DISTINCT = ("crime_id", "incident_id", "report_id", "person_id", "row_hash")
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"

ARROW_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "month": pa.string(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "time": pa.timestamp("us", tz=TIME_ZONE),
}
PANDAS_TYPES: Mapping[str, str] = {
    "text": "str",
    "month": "str",
    "flag": "boolean",
    "whole": "Int64",
    "number": "float64",
    "time": f"datetime64[us, {TIME_ZONE}]",
}


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes
    ----------
    kind : str
        ``text``, ``month`` (``YYYY-MM``), ``flag`` (yes, no or unknown), ``whole``, ``number``,
        ``time`` (Europe/London) or ``geometry``.
    values : tuple of str
        The values allowed; empty when any text is.
    required : bool
        Whether every row has a value.
    low, high : float, optional
        Bounds of a number, both included.
    listed : str
        The list of ``config/vocabulary.toml``, as ``source.column``, that its texts are kept by.
    pattern : str
        Regular expression of codes that are kept beside the listed texts.
    parts : tuple of str
        Of a text that joins several values with semicolons: those values, in their order.
    """

    kind: Kind = "text"
    values: tuple[str, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None
    listed: str = ""
    pattern: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """The columns of one table, in order.

    Attributes
    ----------
    fields : dict of str to Field
        Columns in order.
    order : tuple of str
        Columns the rows are sorted by, before their file and row number.
    """

    fields: Mapping[str, Field]
    order: tuple[str, ...] = ()

    @property
    def is_spatial(self) -> bool:
        """Whether the table has a geometry."""
        return "geometry" in self.fields

    @property
    def is_numbered(self) -> bool:
        """Whether each row is one of a file; else rows of files are only counted in it."""
        return "row_number" in self.fields

    @cached_property
    def day(self) -> str:
        """The column with the moment by which a row is counted; empty where there is none."""
        return next((name for name, one in self.fields.items() if one.kind == "time"), "")

    @cached_property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of the table without its geometry."""
        plain = [(name, f.kind) for name, f in self.fields.items() if f.kind != "geometry"]
        return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in plain])

    @cached_property
    def coded(self) -> pa.Schema:
        """The Arrow schema of rows on their way to a file: texts that recur are coded."""
        return pa.schema([field.with_type(_coded(field)) for field in self.arrow])


def _coded(field: pa.Field) -> pa.DataType:
    recurs = pa.types.is_string(field.type) and field.name not in DISTINCT
    return pa.dictionary(pa.int32(), pa.string()) if recurs else field.type


TEXT = Field()
KEY = Field(required=True)
FLAG = Field("flag")
WHOLE = Field("whole")
NUMBER = Field("number")
TIME = Field("time")
MONTH_FIELD = Field("month", required=True)
