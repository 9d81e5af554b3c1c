"""What does a cell, or several together, mean in a column of ours?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from csa.layouts.lookups import read_look_up
from csa.layouts.moments import join_time, read_moment
from csa.layouts.orders import Orders
from csa.layouts.words import Patterns, code_of, folded
from csa.reading.model import CATEGORY, METRES, MOMENT, Column
from csa.reading.rows.values import NUMBER, Unreadable
from csa.schemas import NOT_LISTED
from csa.settings.layout_tables import FILE, SHEET, Way
from csa.settings.layouts import Layout

UNKNOWN_VALUE, UNKNOWN_CATEGORY = "unknown_value", "unknown_category"
PARTS = "; "
NONE = "none"  # said of several values together: none of those that are listed
Texts = tuple[str, ...]
Read = Callable[[Texts], str]


class Misread(Unreadable):
    """Raised where one of several headings is to blame."""

    def __init__(self, reason: str, number: int) -> None:
        super().__init__(reason)
        self.number = number


@dataclass(frozen=True)
class Cell:
    """How one way to fill a column reads the cells of a row.

    Attributes
    ----------
    headings : tuple of str
        The headings, by the names that the layout has for them.
    read : callable
        Takes their texts and returns the value, empty for nothing known; raises
        :class:`Unreadable` with a reason.
    """

    headings: tuple[str, ...]
    read: Read


def make_cell(way: Way, column: Column, layout: Layout, *, root: Path, orders: Orders) -> Cell:
    """Prepare one way to fill a column.

    Raises
    ------
    SettingsError
        If its look-up file cannot be read.
    """
    if way.value is not None:
        constant = way.value
        return Cell((), lambda _: constant)
    blank = Patterns((*layout.blank, *way.blank))
    if column.kind == MOMENT:
        inner = _moment_reader(way, layout, orders)
    else:
        inner = _text_reader(way, column, layout, root)
    remembered: dict[Texts, str | Unreadable] = {}

    def read(texts: Texts) -> str:
        found = remembered.get(texts)
        if found is None:
            found = remembered[texts] = _tried(inner, texts, blank)
        if isinstance(found, Unreadable):
            raise found
        return found or way.empty

    return Cell(way.headings, read)


def _tried(inner: Read, texts: Texts, blank: Patterns) -> str | Unreadable:
    known = tuple("" if blank.fit(text) else text for text in texts)
    if not any(known):
        return ""
    try:
        return inner(known)
    except Unreadable as problem:
        return problem


def _moment_reader(way: Way, layout: Layout, orders: Orders) -> Read:
    def read(texts: Texts) -> str:
        day, *times = texts
        if not day:
            return ""
        orders.see(way.headings[0], day)
        try:
            if not times:
                return read_moment(day, order=layout.date_order, zone=layout.zone)
            join_time(day, "", order=layout.date_order, zone="")
        except Unreadable as problem:
            raise Misread(str(problem), 0) from None
        try:
            return join_time(day, times[0], order=layout.date_order, zone=layout.zone)
        except Unreadable as problem:
            raise Misread(str(problem), 1) from None

    return read


def _text_reader(way: Way, column: Column, layout: Layout, root: Path) -> Read:
    meaning = _Meaning(way, column, layout, root)
    part = re.compile(way.part, re.IGNORECASE) if way.part else None

    def read(texts: Texts) -> str:
        text = way.join.join(texts) if len(texts) > 1 else texts[0]
        if part is not None:
            match = part.search(text)
            text = (match[1] if part.groups else match[0]) if match else ""
            if not text:
                return meaning.of_unknown()
        if column.kind == METRES:
            return rounded(text)
        if not way.split:
            return meaning.of(text)
        parts = [one.strip() for one in text.split(way.split) if one.strip()]
        chosen = parts if way.take == "all" else parts[:1]
        found = [one for one in dict.fromkeys(map(meaning.of, chosen)) if one]
        return PARTS.join(one for one in found if one != NONE or len(found) == 1)

    return read


def rounded(text: str) -> str:
    """Return metres without decimals; any other text as it is.

    Examples
    --------
    >>> rounded("403249.5"), rounded("n/a")
    ('403250', 'n/a')
    """
    return str(int(float(text.replace(",", "")) + 0.5)) if NUMBER.fullmatch(text) else text


class _Meaning:
    """What texts of a column mean; without a list, themselves."""

    def __init__(self, way: Way, column: Column, layout: Layout, root: Path) -> None:
        fold = code_of if way.code else folded
        self._way, self._column, self._fold = way, column, fold
        self._known: Mapping[str, str] | None = None
        self._starred: Sequence[tuple[Patterns, str]] = ()
        if way.look_up is not None:
            self._known = read_look_up(root, way.look_up, fold, path=layout.path)
        elif way.values:
            self._known = {fold(k): v for k, v in way.values.items() if "*" not in k}
            self._starred = [(Patterns([k]), v) for k, v in way.values.items() if "*" in k]

    def of(self, text: str) -> str:
        if self._known is None and not self._starred:
            return self._fold(text) if self._way.code else text
        found = (self._known or {}).get(self._fold(text))
        if found is not None:
            return found
        for patterns, value in self._starred:
            if patterns.fit(text):
                return value
        return self.of_unknown()

    def of_unknown(self) -> str:
        """Return what a text that is on no list means."""
        if self._way.other is not None:
            return self._way.other
        if self._column.listed:
            return NOT_LISTED
        raise Unreadable(UNKNOWN_CATEGORY if self._column.kind == CATEGORY else UNKNOWN_VALUE)


def texts_of(headings: Sequence[str], row: Mapping[str, str], names: Mapping[str, str]) -> Texts:
    """Return the texts of a row under some headings; empty where a sheet lacks one."""
    return tuple(names.get(one) or row.get(one, "") for one in headings)


def names_of(sheet: str, file: str) -> dict[str, str]:
    """Return what stands for the names of sheet and file."""
    return {SHEET: sheet, FILE: file}
