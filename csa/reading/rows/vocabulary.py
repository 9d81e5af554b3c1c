"""Which texts of a partner's extract are kept, when whoever typed them may have typed a name?

Of a column that is filled in by hand only two kinds of text are kept: those that
``config/vocabulary.toml`` lists, whatever their case and spacing, and codes of a fixed shape.
Anything else is stored as :data:`~csa.schemas.NOT_LISTED`. The row counts all the same, and the
account of its file says how many there were and where the first ones stand, never what they said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from csa.errors import SettingsError
from csa.reading.rows.columns import unmangled
from csa.schemas import NOT_LISTED

if TYPE_CHECKING:
    from csa.reading.model import Column, Context, Source
    from csa.reading.rows.block import Block
    from csa.settings import Settings

FILE = "config/vocabulary.toml"
ROWS_NAMED = 5


def read_listed(block: Block, source: Source, context: Context) -> dict[str, pa.Array]:
    """Read every column of a source that takes its values from a list.

    Returns
    -------
    dict of str to pyarrow.Array
        By column of the processed table: the value as it is listed, a code as it was written,
        ``NOT_LISTED`` for any other text, null where the cell is empty.
    """
    lists = context.settings.vocabulary.get(source.name, {})
    return {
        column.listed: _read(block, column, _spellings(lists.get(column.name, {})))
        for column in source.columns
        if column.listed
    }


def _read(block: Block, column: Column, known: Mapping[str, str]) -> pa.Array:
    code = re.compile(column.pattern) if column.pattern else None

    def parse(text: str) -> str:
        listed = known.get(_folded(text))
        if listed is None and code is not None and code.fullmatch(unmangled(text)):
            return text
        return listed or NOT_LISTED

    return block.read(column.name, parse)


def _spellings(values: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the value of every way of writing it."""
    return {_folded(one): value for value, others in values.items() for one in (value, *others)}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


class Unlisted:
    """Counts the values of one file that are on no list.

    Parameters
    ----------
    source : Source
        The source of the file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._columns = [column for column in source.columns if column.listed]
        self._rows: dict[str, list[int]] = {}

    def see(self, rows: pa.Table) -> None:
        """Take accepted rows into account; their numbers are those of the whole file."""
        for column in self._columns:
            if column.listed in rows.column_names:
                found = rows.filter(pc.equal(rows[column.listed], NOT_LISTED))["row_number"]
                self._rows.setdefault(column.name, []).extend(found.to_pylist())

    def remarks(self) -> list[str]:
        """Say of each column how many values are on no list, in which rows, and what to do."""
        return [self._remark(name, rows) for name, rows in self._rows.items() if rows]

    def _remark(self, name: str, rows: list[int]) -> str:
        named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
        more = f" and {len(rows) - ROWS_NAMED} more" if len(rows) > ROWS_NAMED else ""
        return (
            f"texts of column '{name}' on no list, stored as '{NOT_LISTED}': {len(rows)} "
            f"(row {named}{more}). Where one names nobody, add it to "
            f"[{self._source.name}.{name}] in {FILE} and build again"
        )


def check_vocabulary(settings: Settings, sources: Mapping[str, Source]) -> None:
    """Refuse a vocabulary that names what is not there, or one spelling for two values.

    Raises
    ------
    SettingsError
        Naming the table of ``config/vocabulary.toml``.
    """
    for name, lists in settings.vocabulary.items():
        known = [c.name for c in sources[name].columns if c.listed] if name in sources else []
        for column, values in lists.items():
            if column not in known:
                takes = f" Its lists are: {', '.join(known)}." if known else ""
                raise SettingsError(
                    f"{FILE} has a list [{name}.{column}], which nothing is read with.{takes}"
                )
            _refuse_ambiguous(f"[{name}.{column}]", values)


def _refuse_ambiguous(where: str, values: Mapping[str, tuple[str, ...]]) -> None:
    written = [_folded(one) for value, others in values.items() for one in (value, *others)]
    repeated = sorted({one for one in written if written.count(one) > 1})
    if repeated:
        raise SettingsError(
            f"{FILE} lists '{repeated[0]}' more than once under {where}. Keep it under one value."
        )
    if NOT_LISTED in written:
        raise SettingsError(f"{FILE} lists '{NOT_LISTED}' under {where}: that stands for the rest.")
