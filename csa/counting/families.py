"""Which families of counts are there, and which margins do they share?"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from csa.counting.dimensions import DIMENSIONS, TABLE_THEMES
from csa.counting.keys import read_dims, write_names
from csa.counting.units import units_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Level = Literal["partnership", "district", "ward", "lsoa"]
LEVELS: tuple[Level, ...] = ("partnership", "district", "ward", "lsoa")
# Dimensions whose counts exhibits set against the year before, and units of which they set none.
COMPARED = tuple(name for name, one in DIMENSIONS.items() if one.is_compared)
NEVER_COMPARED = units_of("person", "persons")


@dataclass(frozen=True)
class Count:
    """A family of cells: one count for every area, period and combination of dimensions.

    Attributes
    ----------
    unit : str
        What is counted: ``crime``, ``asb``, ``fire``, ``environment``, ``victim``, ``suspect``.
    by : tuple of str
        Dimensions besides area and period, for example ``("priority", "sex")``.
    level : str
        The finest level; the coarser ones are always counted too, so that they can add up.
    months : bool
        True: every single month. False: the assessment period; incidents by theme or type, with no
        other detail, also for the same months a year before. What no page compares is not made:
        each number more would be one more that later sets have to agree with.
    """

    unit: str
    by: tuple[str, ...] = ()
    level: Level = "district"
    months: bool = False

    @property
    def family(self) -> str:
        """Name of the family, for example ``crime by priority, ward, month``."""
        details = [*sorted(self.by), self.level, *(["month"] if self.months else [])]
        return f"{self.unit} by {', '.join(details)}"

    @property
    def dimensions(self) -> str:
        """The dimensions as one text, as cells carry them."""
        return write_names(self.by)

    @property
    def is_compared(self) -> bool:
        """Whether the year before is counted as well."""
        return self.unit not in NEVER_COMPARED and set(self.by) <= set(COMPARED)

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels counted, coarsest first."""
        return LEVELS[: LEVELS.index(self.level) + 1]


def themes_of(dims: str) -> list[str]:
    """Return the themes that classes written as text name, in order."""
    return sorted(value for name, value in read_dims(dims).items() if name in TABLE_THEMES)


def close_counts(counts: Iterable[Count]) -> list[Count]:
    """Add the margins that families share, so that every sum among them can be stated.

    Two tables of the same people by different attributes have the same total. Unless that total
    is a cell too, nothing says that they agree, and a reader who adds them up learns something.

    Returns
    -------
    list of Count
        The families and their common margins, in order of name.
    """
    closed = {count.family: count for count in counts}
    fresh = list(closed.values())
    while fresh:
        pairs = itertools.product(fresh, list(closed.values()))
        shared = {one.family: one for one in (_shared(*pair) for pair in pairs) if one}
        fresh = [count for family, count in shared.items() if family not in closed]
        closed |= {count.family: count for count in fresh}
    return [closed[family] for family in sorted(closed)]


def _shared(one: Count, other: Count) -> Count | None:
    if one.unit != other.unit:
        return None
    level = min(one.level, other.level, key=LEVELS.index)
    common = tuple(sorted(set(one.by) & set(other.by)))
    return Count(one.unit, by=common, level=level, months=one.months and other.months)
