"""Which rows have a value that was asked for, and of which is it not known?

``csa.load("crime", alcohol=True, category="shoplifting")``: a filter is a column of the table, or
of the crimes that its rows belong to, and the values wanted. A value that the column cannot have is
refused; a row that does not say is never taken for one that says no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.errors import SettingsError, did_you_mean, folded
from csa.officer.readable import column_words
from csa.present.words import list_text
from csa.schemas import NOT_LISTED, contract

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csa.schemas import Field
    from csa.settings import Settings

FLAG_PREFIX = "flag_"
OF_TIME = ("month", "time", "geometry")
OF_ITS_OWN = ("district", "ward", "priority", "place", "subtheme")
NOT_SAID = ("unknown", "Not stated", "not_known")
UNKNOWN = "unknown"
MOST_SHOWN = 30


@dataclass(frozen=True)
class Filter:
    """One column, and the values that rows may have in it.

    Attributes
    ----------
    column, table : str
        The column, and the table that has it.
    values : tuple
        The values wanted, as the column writes them; None stands for rows that do not say.
    """

    column: str
    table: str
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        """The column in words."""
        return column_words(self.column)

    @property
    def words(self) -> str:
        """What is asked for, in words."""
        return f"{self.name}: {list_text(map(_in_words, self.values), last='or')}"

    def holds(self, rows: pd.DataFrame) -> pd.Series:
        """Say which rows have one of the values."""
        found = rows[self.column]
        if self.field.parts:
            wanted = {*self.values}
            kept = found.str.split(";").map(lambda own: not wanted.isdisjoint(own), "ignore")
        else:
            kept = found.isin([one for one in self.values if one is not None])
        kept = kept.fillna(value=False).astype(bool)
        return kept | self.is_unknown(rows) if None in self.values else kept

    def is_unknown(self, rows: pd.DataFrame) -> pd.Series:
        """Say which rows do not say."""
        found = rows[self.column]
        return found.isna() | found.isin(NOT_SAID).fillna(value=False).astype(bool)

    @property
    def field(self) -> Field:
        """What the table says of the column."""
        return contract(self.table).fields[self.column]


def read_filters(
    asked: Mapping[str, Any], tables: Sequence[str], *, settings: Settings
) -> list[Filter]:
    """Return the filters that an officer wrote as keywords.

    Parameters
    ----------
    asked : mapping
        By column, with or without ``flag_``: a value or several.
    tables : sequence of str
        The table, then that of the incidents its rows belong to, if it is another.
    settings : Settings
        The lists of ``config/vocabulary.toml``.

    Raises
    ------
    SettingsError
        If a table has no such column, or the column no such value; the message says what there is.
    """
    return [_read(name, wanted, tables, settings=settings) for name, wanted in asked.items()]


def _read(name: str, wanted: Any, tables: Sequence[str], *, settings: Settings) -> Filter:
    columns = {
        column: table
        for table in reversed(tables)
        for column, field in contract(table).fields.items()
        if field.kind not in OF_TIME and column not in OF_ITS_OWN
    }
    column = next((one for one in (name, FLAG_PREFIX + name) if one in columns), "")
    if not column:
        known = [one.removeprefix(FLAG_PREFIX) for one in columns]
        raise SettingsError(
            f"'{name}' is no column that rows of '{tables[0]}' can be picked by."
            f"{did_you_mean(name, known)} Choose from: {', '.join(known)}; or say since, until, "
            "last, district, ward, place, priority, subtheme."
        )
    table = columns[column]
    field = contract(table).fields[column]
    many = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    values = [*wanted] if many else [wanted]
    return Filter(
        column, table, tuple(_value(one, name, field, settings=settings) for one in values)
    )


def _value(wanted: Any, name: str, field: Field, *, settings: Settings) -> Any:
    if wanted is None or (folded(wanted) == UNKNOWN and UNKNOWN not in field.values):
        return None
    if field.kind == "flag":
        return _flag(wanted, name)
    if field.kind in ("whole", "number"):
        if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
            return wanted
        raise SettingsError(f"'{wanted}' is no number, which '{name}' is.")
    known = _known(field, settings)
    if not known or (field.pattern and re.fullmatch(field.pattern, str(wanted))):
        return str(wanted)
    for one in known:
        if folded(one) == folded(wanted):
            return one
    known = [one for one in known if one != UNKNOWN]
    shown = ", ".join(known[:MOST_SHOWN]) + (" ..." if len(known) > MOST_SHOWN else "")
    raise SettingsError(
        f"'{wanted}' is no value of '{name}'.{did_you_mean(wanted, known)} Choose from: {shown}, "
        f"or {UNKNOWN}."
    )


def _flag(wanted: Any, name: str) -> bool:
    said = {"true": True, "yes": True, "false": False, "no": False}
    if folded(wanted) in said:
        return said[folded(wanted)]
    raise SettingsError(f"'{name}' is yes, no or unknown: write True, False or None.")


def _known(field: Field, settings: Settings) -> list[str]:
    """Return the values that a column may have; none where any text may stand."""
    if field.values or field.parts:
        return [*(field.values or field.parts)]
    source, _, column = field.listed.partition(".")
    listed = [*settings.vocabulary.get(source, {}).get(column, {})]
    return [*listed, NOT_LISTED] if listed else []


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not recorded" if value is None else str(value).replace("_", " ")
