"""What is a source, a raw file and a row account?

The few types that every source, the reader and the store share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from csa.keys import keyed_hash

if TYPE_CHECKING:
    import pandas as pd

    from csa.geography import Geography
    from csa.reading.files.discovery import RawFile
    from csa.reading.rows.block import Block
    from csa.reading.rows.corrections import Correction
    from csa.reading.rows.people import CrimeIndex

OGL = "Open Government Licence v3.0"
AGREEMENT = "Information sharing agreement"
PSEUDONYM_LENGTH = 32
MOMENT, METRES, CATEGORY = "moment", "metres", "category"


@dataclass(frozen=True)
class Column:
    """One column that a source may read. Columns that are not listed are never read.

    Attributes
    ----------
    name : str
        Name in the header row.
    aliases : tuple of str
        Other names it is known by.
    required : bool
        Whether a file without it is refused.
    distinct : bool
        Whether nearly every row has a value of its own (an id, a time).
    domain : str
        For a reference to a person, crime or incident: what it refers to. Such a value is
        replaced by a keyed hash as soon as it is read.
    listed : str
        For a text that is kept only as far as ``config/vocabulary.toml`` lists it: its column in
        the processed table.
    pattern : str
        Regular expression of codes that are kept beside the listed texts.
    kind : str
        What a layout must know of it: :data:`MOMENT`, :data:`METRES`, :data:`CATEGORY` or nothing.
    values : tuple of str
        The only values it may take, where there is a list.
    headed : str
        Regular expression of headings by which other systems are known to call it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = True
    distinct: bool = False
    domain: str = ""
    listed: str = ""
    pattern: str = ""
    kind: str = ""
    values: tuple[str, ...] = ()
    headed: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of raw file.

    Attributes
    ----------
    name : str
        Its name in ``config/sources.toml`` and in the processed tables.
    label : str
        Its name for a reader.
    patterns : tuple of str
        Where its files lie, as glob patterns below ``data/raw``.
    publisher, licence, attribution : str
        Whose data it is, and on what terms.
    open : bool
        Whether it is published open data.
    units : tuple of str
        The tables it feeds.
    columns : tuple of Column
        The columns it may read (its schema).
    read : callable
        Reads one block of rows (:data:`ReadRows`), or all its files (:data:`ReadFiles`).
    file_name : str
        Regular expression of a file's name in small letters, without extensions and with hyphens
        only, with the groups ``month`` and ``who``.
    by_row : bool
        Whether it has one file per month, read in blocks of rows.
    identity : str
        The column that identifies a row; without a value there, a row is never a duplicate.
    last_wins : bool
        Whether a later row of the same identity in a file replaces the earlier ones.
    needs_key : bool
        Whether its references need the key of pseudonyms.
    per_district : bool
        Whether each file speaks for one district only, named by ``who``.
    one_row : bool
        Whether an identity stands in one row only.
    districts : tuple of str
        Slugs of the partnership's districts, as configured.
    follows : str
        The source whose rows these rows belong to.
    cut_off : str
        Last month that its data can be of; empty where none is declared.
    names_settings : bool
        Whether its rows name priorities and areas of the settings.
    needs : tuple of str
        The columns that no layout of another's file can do without.
    counts_by : str
        The column without which no row of a layout can be counted, so that its file speaks for no
        month.
    law : str
        The law or standard by which it is shared, where one names it.
    needs_lookups : bool
        Whether nothing of it can be used without look-ups of neighbourhoods.
    version : int
        Raised whenever what it reads changes.
    """

    name: str
    label: str
    patterns: tuple[str, ...]
    publisher: str
    licence: str
    open: bool
    units: tuple[str, ...]
    columns: tuple[Column, ...]
    read: Callable[..., Any]
    attribution: str = ""
    file_name: str = r"(?P<month>\d{4}-\d{2})(?:-(?P<who>.+))?"
    by_row: bool = True
    identity: str = ""
    last_wins: bool = False
    needs_key: bool = False
    per_district: bool = False
    one_row: bool = False
    districts: tuple[str, ...] = ()
    follows: str = ""
    cut_off: str = ""
    names_settings: bool = False
    needs: tuple[str, ...] = ()
    counts_by: str = ""
    law: str = ""
    needs_lookups: bool = True
    version: int = 1


@dataclass(frozen=True)
class Part:
    """Rows of one block for one table.

    Attributes
    ----------
    rows : ndarray of bool
        Which rows of the block belong to the table.
    columns : dict of str to pyarrow.Array
        The table's columns, each as long as the block.
    elsewhere : bool
        Whether rows outside the partnership belong to the table as well.
    counted : bool
        Whether rows are not kept but counted: the table holds ``n`` for each set of values.
    """

    rows: np.ndarray
    columns: Mapping[str, pa.Array]
    elsewhere: bool = False
    counted: bool = False


ReadRows = Callable[["Block", "Context"], Mapping[str, Part]]
ReadFiles = Callable[["list[RawFile]", "Context"], "Reference"]


@dataclass
class Context:
    """What a source may know besides its rows.

    Attributes
    ----------
    settings : Any
        The project's settings.
    geography : Geography
        Look-ups and boundaries.
    key : bytes
        Key of pseudonyms; empty for sources that need none.
    crimes : CrimeIndex
        Month and district of every crime, for sources that follow crimes.
    corrections : list of Correction
        Corrections of the file that is read.
    """

    settings: Any
    geography: Geography
    key: bytes = b""
    crimes: CrimeIndex = None  # type: ignore[assignment]
    corrections: list[Correction] = field(default_factory=list)

    def pseudonym(self, domain: str, reference: str) -> str:
        """Return the keyed hash of a reference as text."""
        return keyed_hash(self.key, domain, reference).hex()[:PSEUDONYM_LENGTH]


@dataclass
class Account:
    """What became of every row of one raw file.

    ``rows`` is always ``accepted + quarantined + superseded + out_of_area + left_out``, and
    ``lines`` is the header, the rows, the blank lines and the line ends inside quoted text. Of a
    file with a layout, ``left_out`` rows are of another kind by a rule of the layout, and titles,
    totals and notes count as blank.
    """

    source: str
    path: str
    file_id: str
    sha256: str
    bytes: int = 0
    lines: int = 0
    rows: int = 0
    accepted: int = 0
    quarantined: int = 0
    superseded: int = 0
    out_of_area: int = 0
    left_out: int = 0
    blank: int = 0
    not_located: int = 0
    encoding: str = "utf-8"
    note: str = ""

    def remark(self, text: str) -> None:
        """Add a remark to the note, once."""
        if text not in self.note.split("; "):
            self.note = f"{self.note}; {text}" if self.note else text


@dataclass
class Reference:
    """Whole tables read from all files of a source, with the account of each file."""

    tables: dict[str, pd.DataFrame]
    accounts: list[Account] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
