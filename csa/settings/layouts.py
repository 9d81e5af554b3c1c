"""What may a layout say: how a partner's own file becomes rows of a source?

A layout is one file ``config/layouts/<source>-<name>.toml``. It names every heading of the file:
one that is read, one that is ignored, or a personal one that is never kept.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from csa.settings.frozen import Model
from csa.settings.layout_tables import Allowed, Expression, LookUp, Table, Texts
from csa.settings.texts import FROM_THE_TOP, Month, as_tuple
from csa.visible import visible

FOLDER = "config/layouts"
ENDINGS = (".csv", ".xlsx", ".csv.gz")
OPEN = "open"
# Texts are passed over: what follows a hash in one is no remark.
REMARK = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#(?P<said>.*)')
MARK = re.compile(rf"\s*{OPEN}\s*:\s*", re.IGNORECASE)
LINES_NAMED = 5
MOST_OF_A_REMARK = 80


def _raw_file(text: str) -> str:
    if FROM_THE_TOP.match(text) or "\\" in text or ".." in PurePosixPath(text).parts:
        raise ValueError("must name files below data/raw, with / between folders")
    if not text.casefold().endswith(ENDINGS):
        raise ValueError(f"must end in {' or '.join(ENDINGS)}")
    return text


def _encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise ValueError(f"'{text}' is no encoding; usual ones are utf-8 and cp1252") from None


def _zone(text: str) -> str:
    if text not in ("", "UTC"):
        raise ValueError("must be UTC; without it, times that name no zone are local")
    return text


RawFiles = Annotated[
    tuple[Annotated[str, AfterValidator(_raw_file)], ...],
    BeforeValidator(as_tuple),
    Field(min_length=1),
]


class Period(Model):
    """Which months a file, or a sheet, speaks for.

    Attributes
    ----------
    first, last : str, optional
        Months, where they are the same for every file.
    file : str
        Regular expression that finds the groups ``first`` and ``last``, or ``month``, in a name.
    sheet : bool
        Whether the name of each sheet is the month its rows must be of.
    form : str
        How the months in names are written, such as ``YYYYMMDD`` or ``Mmm-YY``.
    """

    first: Month | None = None
    last: Month | None = None
    file: Expression = ""
    sheet: bool = False
    form: str = "YYYY-MM"

    @model_validator(mode="after")
    def _be_whole(self) -> Period:
        known = {*re.compile(self.file).groupindex}
        whole = self.sheet or "month" in known
        for name, given in (("first", self.first), ("last", self.last)):
            if not (whole or given or name in known):
                raise ValueError(f"does not say the {name} month")
        if self.first and self.last and self.first > self.last:
            raise ValueError("ends before it begins")
        return self


class Layout(Model):
    """One version of how a partner's file is laid out.

    Attributes
    ----------
    name : str
        Name of its settings file.
    since : str
        First month that it is used for (``from``).
    digest : str
        Changes with anything that it says, also in its look-up files.
    unfinished : tuple of str
        Its lines that are marked as open, with what they leave open.
    headings : dict
        Other headings that mean the same, by the one that is used here.
    optional : tuple of str
        Headings that a sheet may lack.
    allowed : tuple of Allowed
        Columns that are read although their cells seem to name or describe somebody.
    totals, subtotals, notes : tuple of str
        With what lines that are no rows begin; a star stands for any text.
    """

    name: str = ""
    digest: str = ""
    unfinished: tuple[str, ...] = ()
    since: Month = Field(alias="from")
    files: RawFiles
    encoding: Annotated[str, AfterValidator(_encoding)] | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    sheets: Texts = ()
    period: Period
    headings: dict[str, Texts] = Field({})
    blank: Texts = ()
    zone: Annotated[str, AfterValidator(_zone)] = ""
    date_order: Literal["day", "month"] = "day"
    totals: Texts = ()
    subtotals: Texts = ()
    notes: Texts = ()
    ignored: Texts = ()
    personal: Texts = ()
    optional: Texts = ()
    allowed: tuple[Allowed, ...] = ()
    tables: tuple[Table, ...] = Field(alias="table", min_length=1)

    @model_validator(mode="after")
    def _keep_nothing_personal(self) -> Layout:
        born = {table.age.born for table in self.tables if table.age}
        kept = {h for table in self.tables for h in table.headings} - born
        for name in self.personal:
            if name in kept:
                raise ValueError(f"reads '{name}', which it also names as personal")
        for name in self.ignored:
            if name in kept | born:
                raise ValueError(f"reads '{name}', which it also ignores")
        for one in self.allowed:
            if one.heading not in kept:
                raise ValueError(f"allows '{one.heading}', which it does not read")
        sources = [table.source for table in self.tables]
        if len(set(sources)) < len(sources):
            raise ValueError("has two tables of one source")
        return self

    @property
    def path(self) -> str:
        """Where it lies, as messages give it."""
        return f"{FOLDER}/{self.name}.toml"

    @property
    def still_open(self) -> str:
        """The first lines that are marked as open, as messages give them."""
        more = len(self.unfinished) - LINES_NAMED
        return ", ".join(self.unfinished[:LINES_NAMED]) + (f" and {more} more" if more > 0 else "")

    @property
    def read(self) -> tuple[str, ...]:
        """The headings that are read, each once."""
        return tuple(dict.fromkeys(h for table in self.tables for h in table.headings))

    @property
    def named(self) -> frozenset[str]:
        """Every heading that it names."""
        return frozenset((*self.read, *self.ignored, *self.personal))

    def look_ups(self) -> Iterator[LookUp]:
        """Yield the files that say what texts mean."""
        for table in self.tables:
            for ways in table.columns.values():
                yield from (way.look_up for way in ways if way.look_up)


def open_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines of a settings file that a remark marks as open, with what it says.

    Examples
    --------
    >>> open_lines('files = ["log #1.csv"]\nfrom = "2016-04"  # open: the first month')
    ('line 2 (the first month)',)
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        said = "".join(match["said"] or "" for match in REMARK.finditer(line))
        if mark := MARK.match(said):
            found.append(f"line {number} ({visible(said[mark.end() :].strip(), MOST_OF_A_REMARK)})")
    return tuple(found)


def digest_of(root: Path, layout: Layout, content: bytes) -> str:
    """Return a digest of a layout and its look-up files, as far as they are there."""
    digest = hashlib.sha256(content)
    for name in sorted({one.file for one in layout.look_ups()}):
        path = root / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()
