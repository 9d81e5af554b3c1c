"""How does a frame become a table that anyone can read, also by ear?

A :class:`Table` writes semantic, escaped HTML without styles or generated ids, and CSV that no
spreadsheet takes for a formula. Missing is "not available", a protected zero is ``<5``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pandas as pd

from csa.periods import month_name
from csa.present.number import Cited, Number, Percent, is_hidden
from csa.present.numbers import (
    MINUS,
    NOT_AVAILABLE,
    is_missing,
    round_text,
    signed_text,
    table_text,
)
from csa.present.origin import Origin
from csa.visible import spreadsheet_text

KINDS = (
    "text",
    "month",
    "count",
    "protected",
    "number",
    "percent",
    "share",
    "percent_change",
    "change",
    "rate",
    "interval",
    "flag",
)
PERCENTAGES = ("percent", "share", "percent_change")
BOUND = ("count", "protected")
OF_WORDS = ("text", "month", "flag")
RESIDENTS, HOMES = "residents", "households"
# Of residents, with the months of the period in proportion to a year.
RESIDENTS_A_YEAR = "residents-a-year"
NO_ROWS = "No rows to show"
DEFAULT_DECIMALS: Mapping[str, int] = {"rate": 1, "interval": 1}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    key : str
        The frame's column; of an interval the lower limit.
    label : str
        The heading a reader sees.
    kind : str
        ``text``, ``month`` (``YYYY-MM``, which readers see in words), ``count``, ``protected``
        (0 reads ``<5``), ``number`` (a whole number that counts neither people nor incidents),
        ``percent`` (0-100, of counts shown), ``share`` (0-100, of anything else),
        ``percent_change`` (0-100, signed), ``change`` (signed count), ``rate``, ``interval`` or
        ``flag`` (yes or no). Text found in a column of numbers is shown as it stands, for example
        "n/a (from 0)". The kinds stand in the HTML, so that finished pages can be checked against
        the release.
    upper : str
        The frame's column of an interval's upper limit.
    decimals : int, optional
        Decimals of a rate or interval, by default 1; a percentage has none.
    of : tuple of str
        What a percentage, rate or change is worked out of, where that stands in the same
        row: the part and the whole (of a change the difference alone), each as keys of columns of
        numbers joined by " + " or " - ". The whole may also be :data:`RESIDENTS`,
        :data:`RESIDENTS_A_YEAR` or :data:`HOMES`: those of the area, sex, age and ethnic group
        that the cells of the part count. The gate works it out anew.
    """

    key: str
    label: str
    kind: str = "text"
    upper: str = ""
    decimals: int | None = None
    of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a kind that does not exist and an interval without its upper limit."""
        if self.kind not in KINDS:
            raise ValueError(f"'{self.kind}' is no kind of column; choose from {', '.join(KINDS)}.")
        if (self.kind == "interval") != bool(self.upper):
            raise ValueError(f"Column '{self.key}': an interval, and only it, names its upper.")
        if self.kind in PERCENTAGES and self.places:
            raise ValueError(f"Column '{self.key}': decimals of a percentage give counts away.")

    @property
    def keys(self) -> list[str]:
        """The columns of the frame that this one shows."""
        return [self.key, self.upper] if self.upper else [self.key]

    @property
    def is_recorded(self) -> bool:
        """Whether its figures are worked out of more than a page shows, so that they are noted."""
        return self.kind not in (*BOUND, *OF_WORDS) and not self.of

    @property
    def places(self) -> int:
        """Decimals shown."""
        return DEFAULT_DECIMALS.get(self.kind, 0) if self.decimals is None else self.decimals

    def text(self, row: Mapping[str, Any]) -> str:
        """Return the words of one row's cell."""
        values = [row[key] for key in self.keys]
        if any(is_missing(value) for value in values):
            return NOT_AVAILABLE
        if self.kind == "month":
            return month_name(values[0])
        if self.kind == "interval":
            return " to ".join(round_text(value, decimals=self.places) for value in values)
        if isinstance(values[0], (str, Cited)):
            return str(values[0])
        if isinstance(values[0], (Number, Percent)):
            return values[0].text
        return WRITERS[self.kind](values[0], self.places)

    def plain(self, row: Mapping[str, Any]) -> list[str]:
        """Return the cell for a spreadsheet: the digits shown, without commas or signs added."""
        values = [row[key] for key in self.keys]
        return [self._plain_value(value) for value in values]

    def _plain_value(self, value: Any) -> str:
        if is_missing(value):
            return NOT_AVAILABLE
        if self.kind == "month":
            return str(value)
        if isinstance(value, Percent):
            value = value.shown
        if isinstance(value, (str, Cited)) or self.kind in ("text", "flag"):
            return spreadsheet_text(self.text({self.key: value}))
        if isinstance(value, Number):
            return value.text.replace(",", "").replace(MINUS, "-")
        if self.kind == "protected" and value == 0:
            return table_text(value, protected=True)
        text = round_text(value, decimals=self.places)
        return text.replace(",", "").replace(MINUS, "-")


WRITERS: Mapping[str, Callable[[Any, int], str]] = {
    "text": lambda value, _: str(value),
    "count": lambda value, _: table_text(value),
    "protected": lambda value, _: table_text(value, protected=True),
    "number": lambda value, _: table_text(value),
    "share": lambda value, places: f"{round_text(value, decimals=places)}%",
    "percent": lambda value, places: f"{round_text(value, decimals=places)}%",
    "percent_change": lambda value, places: f"{signed_text(value, decimals=places)}%",
    "change": lambda value, places: signed_text(value, decimals=places),
    "rate": lambda value, places: round_text(value, decimals=places),
    "flag": lambda value, _: "Yes" if value else "No",
}


@dataclass(frozen=True, eq=False)
class Table:
    """A captioned table.

    Attributes
    ----------
    frame : DataFrame
        Rows in the order shown. Every count of a published page is a
        :class:`~csa.present.number.Number`, which knows the cells that it is made of.
    columns : tuple of Column
        Columns in the order shown.
    caption : str
        What the table holds; required.
    row_header : str
        Key of the column that names each row.
    notes : tuple of str
        Sentences below the table.
    total_row : bool
        Whether the last row is a total.
    table_id : str
        An id that links may point to; none is made up.
    revised : frozenset of str
        Keys of the ledger cells whose figures bear the mark ``r``.
    is_stacked : bool
        Whether each row becomes a block of its own on a phone, every cell under its heading: for
        tables of words.
    numbers : mapping of str to str
        Short names of the cells, which stand in the HTML in place of their keys.
    """

    frame: pd.DataFrame
    columns: Sequence[Column]
    caption: str
    row_header: str
    notes: tuple[str, ...] = ()
    total_row: bool = False
    table_id: str = ""
    revised: frozenset[str] = frozenset()
    is_stacked: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a table without caption, row header or the columns it names."""
        if not self.caption.strip():
            raise ValueError("A table needs a caption.")
        keys = [key for column in self.columns for key in column.keys]
        missing = [key for key in keys if key not in self.frame.columns]
        if missing:
            have = ", ".join(map(str, self.frame.columns))
            raise ValueError(f"The frame has no column {', '.join(missing)}; it has {have}.")
        if self.row_header not in keys:
            raise ValueError(f"The row header '{self.row_header}' is not among the columns.")

    def without_empty(self, *words: str) -> Table:
        """Return the table without the columns that say in every row that there is nothing.

        Parameters
        ----------
        *words : str
            What says so beside "not available" and an empty cell. The exhibit says why.
        """
        nothing = {NOT_AVAILABLE, "", *words}
        rows = self._rows()
        told = [
            column
            for column in self.columns
            if column.key == self.row_header or {column.text(row) for row in rows} - nothing
        ]
        return replace(self, columns=told) if len(told) > 1 else self

    def to_html(self) -> str:
        """Return the table as escaped HTML, in a box that may scroll sideways."""
        name = f' id="{escape(self.table_id)}"' if self.table_id else ""
        name += ' class="stacked"' if self.is_stacked else ""
        head = "".join(self._heading(column) for column in self.columns)
        kinds = " ".join(self._kind(column) for column in self.columns)
        caption = escape(self.caption)
        notes = "".join(f'<p class="table-note">{escape(note)}</p>' for note in self.notes)
        return (
            f'<div class="table-scroll" role="group" tabindex="0" aria-label="{caption}">'
            f"<table{name}><caption>{caption}</caption>"
            f'<thead data-kinds="{kinds}"><tr>{head}</tr></thead>'
            f"<tbody>{self._body()}</tbody></table></div>{notes}"
        )

    def counts(self) -> Iterator[tuple[str, Number]]:
        """Yield the heading of each number of cells, and the number."""
        for column in self.columns:
            numbers = self.frame[column.key]
            yield from ((column.label, one) for one in numbers if isinstance(one, Number))

    def recorded(self) -> list[str]:
        """Return what columns show that cannot be worked out anew from the page, row by row."""
        columns = [column for column in self.columns if column.is_recorded]
        return [column.text(row) for row in self._rows() for column in columns]

    def to_csv_text(self) -> str:
        """Return the table as CSV text: the figures shown, no formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([spreadsheet_text(label) for label in self._csv_labels()])
        for row in self._rows():
            writer.writerow([text for column in self.columns for text in column.plain(row)])
        return out.getvalue()

    def _csv_labels(self) -> list[str]:
        labels: list[str] = []
        for column in self.columns:
            ends = (" (lower)", " (upper)") if column.upper else ("",)
            labels.extend(f"{column.label}{end}" for end in ends)
        return labels

    def _rows(self) -> list[dict[str, Any]]:
        keys = [key for column in self.columns for key in column.keys]
        return [
            dict(zip(keys, row, strict=True))
            for row in zip(*(self.frame[key].tolist() for key in keys), strict=True)
        ]

    def _kind(self, column: Column) -> str:
        """Return the kind of a column; counts of which one is protected are protected."""
        if column.kind == "count" and is_hidden(self.frame[column.key]):
            return "protected"
        return column.kind

    def _heading(self, column: Column) -> str:
        of = f' data-of="{"/".join(map(self._columns_of, column.of))}"' if column.of else ""
        return f'<th scope="col"{_class(column)}{of}>{escape(column.label)}</th>'

    def _columns_of(self, expression: str) -> str:
        """Write columns as their numbers: ``after - before`` as ``2-1``."""
        places = {column.key: str(number) for number, column in enumerate(self.columns)}
        return "".join(places.get(word, word) for word in expression.split())

    def _body(self) -> str:
        rows = self._rows()
        if not rows:
            return f'<tr><td class="na" colspan="{len(self.columns)}">{NO_ROWS}</td></tr>'
        last = len(rows) - 1
        return "".join(
            self._row(row, is_total=self.total_row and number == last)
            for number, row in enumerate(rows)
        )

    def _row(self, row: Mapping[str, Any], *, is_total: bool) -> str:
        cells = "".join(self._cell(column, row) for column in self.columns)
        return f'<tr class="total">{cells}</tr>' if is_total else f"<tr>{cells}</tr>"

    def _cell(self, column: Column, row: Mapping[str, Any]) -> str:
        text = column.text(row)
        if column.key == self.row_header:
            return f'<th scope="row">{escape(text)}</th>'
        origin = getattr(row[column.key], "origin", Origin())
        is_bound = bool(origin) and text != NOT_AVAILABLE
        key = f' data-key="{escape(origin.text(self.numbers))}"' if is_bound else ""
        revised = is_bound and not self.revised.isdisjoint(origin.keys)
        label = f' data-label="{escape(column.label)}"' if self.is_stacked else ""
        return f"<td{_class(column, text, revised=revised)}{label}{key}>{escape(text)}</td>"


def _class(column: Column, text: str = "", *, revised: bool = False) -> str:
    names = [] if column.kind in ("text", "month", "flag") else ["num"]
    if text == NOT_AVAILABLE:
        names.append("na")
    if revised:
        names.append("revised")
    return f' class="{" ".join(names)}"' if names else ""
