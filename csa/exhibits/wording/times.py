"""In which part of the week do incidents happen, and is that worth saying?

Everything happens more in the evening than at night, so a share of the evening alone says nothing.
A time is told in two cases (docs/findings.md): most incidents happen in a small part of the week;
or clearly more of them in one part than of the same elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csa.counting.records.described import (
    HOURS_OF_WEEK,
    NIGHT_FROM,
    NIGHT_TO,
    OTHER_NIGHT,
    PARTS_OF_DAY,
    PARTS_OF_WEEK,
    UNKNOWN,
    WEEKEND_NIGHT,
)
from csa.counting.records.week import PART, PART_HOURS
from csa.exhibits.wording.known import is_firm
from csa.exhibits.wording.ranges import is_above
from csa.present.number import Number, Percent, add_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from csa.exhibits.view import View

LEAST_OF_SHARP, TIMES_EVEN = 0.5, 3
LEAST_OF_APART = 40.0


def _between(first: int, end: int) -> str:
    return f"between {first:02d}:00 and {end:02d}:00"


PART_WORDS = {
    **{name: _between(*hours) for name, hours in PARTS_OF_DAY.items()},
    WEEKEND_NIGHT: f"on Friday and Saturday nights {_between(NIGHT_FROM, NIGHT_TO)}",
    OTHER_NIGHT: f"on other nights {_between(NIGHT_FROM, NIGHT_TO)}",
}


@dataclass(frozen=True)
class Times:
    """Counts by part of the week; those of which the time is not known among them.

    Attributes
    ----------
    numbers : mapping of str to Number
        By part of the week.
    """

    numbers: Mapping[str, Number]

    @property
    def known(self) -> Number:
        """How many have a known time."""
        return add_known(self.numbers[name] for name in PARTS_OF_WEEK)

    @property
    def is_telling(self) -> bool:
        """Whether enough have a known time to speak of all."""
        known = self.known
        return not known.is_small and is_firm(known, known + self.numbers[UNKNOWN])

    def share(self, part: str) -> Percent | None:
        """Return the share of one part in those with a known time."""
        return self.numbers[part].percent_of(self.known)

    def is_most(self, part: str) -> bool:
        """Say whether more than half are of one part, whatever rounding did."""
        return self._least(part) > LEAST_OF_SHARP

    def without(self, other: Times) -> Times:
        """Return what is left without those of an area within."""
        return Times({name: one - other.numbers[name] for name, one in self.numbers.items()})

    def sharp(self) -> str:
        """Return the small part of the week in which most happen, whatever rounding did."""
        if not self.is_telling:
            return ""
        told = [name for name in PARTS_OF_WEEK if self._least(name) >= _sharp_share(name)]
        return max(told, key=lambda name: self._least(name), default="")

    def apart(self, view: View, elsewhere: Times) -> str:
        """Return the part that holds many, and clearly more of them than elsewhere."""
        if not (self.is_telling and elsewhere.is_telling):
            return ""
        shares = {name: (self.share(name), elsewhere.share(name)) for name in PARTS_OF_WEEK}
        told = {
            name: float(here) - float(rest)
            for name, (here, rest) in shares.items()
            if here and rest and here >= LEAST_OF_APART
            if is_above(view, here, rest, of=len(PARTS_OF_WEEK))
        }
        return max(told, key=lambda name: told[name], default="")

    def _least(self, part: str) -> float:
        one = self.numbers[part]
        return (one.value - one.bound) / self.known.value


def _sharp_share(part: str) -> float:
    return max(LEAST_OF_SHARP, TIMES_EVEN * PART_HOURS[part] / HOURS_OF_WEEK)


def times_of(view: View, frame: pd.DataFrame, **picked: Any) -> Times | None:
    """Pick the counts of this period by part of the week; None where one of them is missing.

    Parameters
    ----------
    frame : DataFrame
        A family by ``part_of_week``.
    **picked
        The area, if it is not the view's own, the period, if it is not this one, and a value for
        each other dimension.
    """
    cells = view.cells(frame, **{"period": view.period, **picked})
    if not len(cells) or cells["value"].isna().any():
        return None
    return Times(dict(zip(cells[PART], view.numbers(cells), strict=True)))


def times_elsewhere(view: View, frame: pd.DataFrame, **picked: Any) -> Times | None:
    """Return what happens in the other districts together; None for the partnership itself."""
    codes = [one.code for one in view.settings.districts if one.code != view.code]
    found = [times_of(view, frame, area=code, **picked) for code in codes]
    if view.is_partnership or not found or None in found:
        return None
    names = (*PARTS_OF_WEEK, UNKNOWN)
    return Times({name: add_known(one.numbers[name] for one in found if one) for name in names})
