"""A number that knows what it is made of, how far off it may be, and how it may be told.

A count that may be rounded is worded, added, divided and compared in one place, so that nobody who
draws or words it has to know how it is protected. Where there is no number there is None: it is
shown as "not available", and what is worked out of it is missing too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import total_ordering
from typing import Any

import pandas as pd

from csa.present.numbers import (
    PROTECTION_BASE,
    bounded_percent,
    count_text,
    is_missing,
    part_of,
    percent_change_text,
    percent_text,
    round_text,
    table_text,
)
from csa.present.origin import Origin


@dataclass(frozen=True)
class SmallNumbers:
    """What the settings say of small numbers.

    Attributes
    ----------
    minimum : int
        The least number that a percentage or a rate may stand on.
    small : int
        Below it a percentage carries "small numbers".
    base : int
        What protected counts are rounded to.
    """

    minimum: int = 20
    small: int = 50
    base: int = PROTECTION_BASE


SMALL_NUMBERS = " (small numbers)"
NO_CELLS, USUAL = Origin(), SmallNumbers()


@total_ordering
@dataclass(frozen=True, eq=False)
class Number:
    """A count with the cells it is made of.

    It adds, subtracts and compares like a whole number; multiplied or divided it is a plain one.

    Attributes
    ----------
    value : int
        The published value.
    origin : Origin
        The cells it is the sum of, and those taken off.
    bound : float
        The furthest that it may lie from the true number.
    hidden : bool
        Whether it is protected: 0 then stands for any number below five, and is worded so.
    small : SmallNumbers
        What the settings say of small numbers.

    Examples
    --------
    >>> women, men = Number(10, Origin.of("w"), hidden=True), Number(0, Origin.of("m"), hidden=True)
    >>> str(women + men), str(men), (women + men).origin.plus
    ('10', 'fewer than 5', ('w', 'm'))
    """

    value: int
    origin: Origin = NO_CELLS
    bound: float = 0.0
    hidden: bool = False
    small: SmallNumbers = USUAL

    @classmethod
    def of(cls, value: Any) -> Number | None:
        """Return a number as it is, a plain one as an exact one, None for a missing one."""
        if isinstance(value, Number):
            return value
        return None if is_missing(value) else cls(int(value))

    @classmethod
    def sum(cls, numbers: Iterable[Any]) -> Number | None:
        """Add numbers up; None where one of them is missing, or where there is none."""
        found = [cls.of(one) for one in numbers]
        return None if not found or None in found else add_known(found)

    def __str__(self) -> str:
        """Say it in prose; a protected zero is "fewer than 5"."""
        return count_text(self.value, protected=self.hidden)

    @property
    def text(self) -> str:
        """The number in a table or chart; a protected zero is ``<5``."""
        return table_text(self.value, protected=self.hidden)

    @property
    def is_enough(self) -> bool:
        """Whether it is large enough for a percentage or a rate to stand on it."""
        return self.value >= self.small.minimum

    @property
    def is_small(self) -> bool:
        """Whether a percentage of it carries "small numbers"."""
        return self.value < self.small.small

    @property
    def is_blurred(self) -> bool:
        """Whether rounding alone can make as many."""
        return self.bound > 0 and self.value <= self.bound

    def percent_of(self, whole: Number | None) -> Percent | None:
        """Return it in percent of a whole; None where the whole is missing or too small."""
        if whole is None or not whole.is_enough:
            return None
        return Percent(self, whole)

    def part_of(self, whole: Number) -> Any:
        """Return what stands before "of the 35" in a sentence: a percentage, none or a bound."""
        return part_of(self.value, whole.value, protected=self.hidden or whole.hidden)

    def per(self, people: float | None, *, of: int = 1000) -> float | None:
        """Return it per so many people; None where it is too small, or their number unknown."""
        if not self.is_enough or people is None or is_missing(people) or people <= 0:
            return None
        return of * self.value / people

    def change_text(self, before: Number | None, percent: Any) -> str:
        """Write its change on an earlier number in per cent, or why there is none."""
        if before is None:
            return percent_change_text(None, None)
        text = percent_change_text(
            before.value, percent, minimum_base=self.small.minimum, protected=self.hidden
        )
        return text + SMALL_NUMBERS if text.endswith("%") and before.is_small else text

    def made_of(self, other: Number) -> Number:
        """Return the same value, worked out in another way: of other cells, and so far off."""
        return replace(self, origin=other.origin, bound=other.bound)

    def at_least(self, least: int) -> Number:
        """Return it, or the least it can be."""
        return self if self.value >= least else replace(self, value=least)

    def __add__(self, other: Any) -> Number:
        """Return the sum; it may be off as far as both together."""
        return self._joined(other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Number:
        """Return the difference; it may be off as far as both together."""
        return self._joined(other, -1)

    def _joined(self, other: Any, sign: int) -> Number:
        if not isinstance(other, Number):
            return replace(self, value=self.value + sign * int(other))
        origin = self.origin + other.origin if sign > 0 else self.origin - other.origin
        return Number(
            value=self.value + sign * other.value,
            origin=origin,
            bound=self.bound + other.bound,
            hidden=self.hidden or other.hidden,
            small=self.small,
        )

    def __mul__(self, other: Any) -> float:
        """Return a plain number."""
        return self.value * _plain(other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> float:
        """Return a plain number."""
        return self.value / _plain(other)

    def __eq__(self, other: object) -> bool:
        """Compare by value, also with plain numbers."""
        return bool(self.value == _plain(other))

    def __lt__(self, other: Any) -> bool:
        """Compare by value, also with plain numbers."""
        return bool(self.value < _plain(other))

    def __hash__(self) -> int:
        """Return the hash of the value."""
        return hash(self.value)

    def __bool__(self) -> bool:
        """Say whether it is not zero."""
        return self.value != 0

    def __int__(self) -> int:
        """Return the value."""
        return self.value

    def __float__(self) -> float:
        """Return the value."""
        return float(self.value)


@total_ordering
@dataclass(frozen=True, eq=False)
class Percent:
    """A percentage of published counts, or a bound of it in words where a count is hidden.

    Attributes
    ----------
    part, whole : Number
        The counts that it is worked out of.
    """

    part: Number
    whole: Number

    @property
    def value(self) -> float:
        """What the published counts give (0-100)."""
        return 100 * self.part.value / self.whole.value

    @property
    def hidden(self) -> bool:
        """Whether one of the counts is protected."""
        return self.part.hidden or self.whole.hidden

    @property
    def shown(self) -> Any:
        """What a reader sees: the value, or a bound in words, such as ``under 3%``."""
        return bounded_percent(self.value, self.whole.value, protected=self.hidden)

    def __str__(self) -> str:
        """Say it in prose."""
        return percent_text(self.shown)

    @property
    def text(self) -> str:
        """The percentage in a table."""
        return self.shown if isinstance(self.shown, str) else f"{round_text(self.shown)}%"

    def __eq__(self, other: object) -> bool:
        """Compare by value, also with plain numbers."""
        return bool(self.value == _plain(other))

    def __lt__(self, other: Any) -> bool:
        """Compare by value, also with plain numbers."""
        return bool(self.value < _plain(other))

    def __hash__(self) -> int:
        """Return the hash of the value."""
        return hash(self.value)

    def __float__(self) -> float:
        """Return the value."""
        return self.value


@dataclass(frozen=True)
class Cited:
    """Words that hold counts, with the cells these are made of."""

    text: str
    origin: Origin

    def __str__(self) -> str:
        """Return the words."""
        return self.text


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, (Number, Percent)) else value


def add_known(numbers: Iterable[Any]) -> Number:
    """Add up those of some numbers that are there; 0 of no cell where none is."""
    known = [one for one in map(Number.of, numbers) if one is not None]
    return Number(0) if not known else sum(known[1:], known[0])


def are_enough(numbers: pd.Series) -> pd.Series:
    """Say which numbers of a column are large enough for a percentage or a rate."""
    found = [(one := Number.of(value)) is not None and one.is_enough for value in numbers]
    return pd.Series(found, index=numbers.index, dtype=bool)


def is_hidden(values: Any) -> bool:
    """Say whether any number among some values is protected."""
    return any(isinstance(one, Number) and one.hidden for one in pd.Series(values, dtype=object))


def percents(parts: pd.Series, wholes: Any) -> pd.Series:
    """Return a column of numbers in percent of one whole, or of a column of wholes."""
    of = wholes if isinstance(wholes, pd.Series) else pd.Series([wholes] * len(parts), parts.index)
    pairs = zip(map(Number.of, parts), map(Number.of, of), strict=True)
    found = [None if part is None else part.percent_of(whole) for part, whole in pairs]
    return pd.Series(found, index=parts.index, dtype=object)


def as_plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of plain numbers: what an officer works on with."""
    held = {
        name: {type(one) for one in frame[name] if isinstance(one, (Number, Percent, Cited))}
        for name in frame.columns[[pd.api.types.is_object_dtype(one) for one in frame.dtypes]]
    }
    return frame.assign(**{str(n): _plain_column(frame[n], one) for n, one in held.items() if one})


def _plain_column(values: pd.Series, held: set[type]) -> pd.Series:
    plain = [str(one) if isinstance(one, Cited) else _plain(one) for one in values]
    if any(isinstance(one, str) for one in plain):
        return pd.Series(plain, values.index, dtype=object)
    missing = [pd.NA if is_missing(one) else one for one in plain]
    return pd.Series(
        missing, values.index, dtype="Int64" if held == {Number} else "Float64"
    ).astype("Int64" if held == {Number} else float)
