"""What is chosen at the desk, and what code would ask the same?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from csa.lately import read_span
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

YEAR = 12
A_YEAR_BEFORE, REST, AREA = "year", "rest", "area:"
LONGEST_OPEN = 12


@dataclass(frozen=True)
class Asked:
    """What is chosen.

    Attributes
    ----------
    area : str
        Slug of the district that is open; empty for the partnership as a whole.
    table : str
        What a row is: ``crime, asb, fire, environment``.
    until : str
        The last month.
    since, last : str
        The first month, or how long the span is; one of them is empty.
    priority, subtheme : str
        Ids; empty for everything that the table has.
    place : object
        What ``csa.load(place=...)`` takes; None for the whole area.
    by : str
        What the table counts by.
    compare : str
        Empty, ``year`` (the same months a year earlier), ``rest`` (of the district), or ``area:``
        and the name of another district, ward or place.
    """

    area: str
    table: str
    until: str
    since: str = ""
    last: str = "12 months"
    priority: str = ""
    subtheme: str = ""
    place: Any = None
    by: str = "category"
    compare: str = ""

    @property
    def span(self) -> dict[str, str]:
        """The months, as ``csa.load`` is asked for them."""
        begin = {"since": self.since} if self.since else {"last": self.last}
        return begin | {"until": self.until}

    @property
    def is_of_days(self) -> bool:
        """Whether the span is one of days, so that its months are not whole."""
        return not self.since and bool(read_span(self.last).days)

    @property
    def theme(self) -> dict[str, str]:
        """The priority or the sub-theme, as ``csa.load`` is asked for it."""
        named = {"priority": self.priority, "subtheme": self.subtheme}
        return {name: value for name, value in named.items() if value}

    @property
    def everywhere(self) -> dict[str, Any]:
        """What ``csa.load`` is asked for of the whole area."""
        return {**({"district": self.area} if self.area else {}), **self.theme, **self.span}

    @property
    def here(self) -> dict[str, Any]:
        """What ``csa.load`` is asked for of the place, or of the whole area."""
        if self.place is None:
            return self.everywhere
        return {"place": self.place, **self.theme, **self.span}

    def there(self, districts: Collection[str]) -> dict[str, Any] | None:
        """Return what ``csa.load`` is asked for of what is set beside it; None where nothing is.

        Parameters
        ----------
        districts : collection of str
            Slugs of the districts: another area is one of them, or a place or ward.
        """
        if self.compare == A_YEAR_BEFORE:
            earlier = {"until": shift_month(self.until, -YEAR)}
            if self.since:
                earlier["since"] = shift_month(self.since, -YEAR)
            return self.here | earlier
        if self.compare == REST and self.place is not None:
            return self.here | {"outside": True}
        if self.compare.startswith(AREA):
            name = self.compare.removeprefix(AREA)
            return {"district" if name in districts else "place": name, **self.theme, **self.span}
        return None

    def at(self, place: Any) -> Asked:
        """Return the same question of another place."""
        return replace(self, place=place)

    @property
    def earlier(self) -> int:
        """By how many months what is set beside it is before it."""
        return YEAR if self.compare == A_YEAR_BEFORE else 0

    def code(
        self, districts: Collection[str], *, unlike: tuple[list[str], list[str]] = ([], [])
    ) -> str:
        """Return the code that asks for what is shown.

        Parameters
        ----------
        districts : collection of str
            Slugs of the districts.
        unlike : tuple of two lists of str
            Months of either side that are left out of the table of both.
        """
        there = self.there(districts)
        lines = ["import csa", "", f"here = csa.load({_words(self.table, self.here)})"]
        beside = counted = "here"
        if there is not None:
            lines.append(f"there = csa.load({_words(self.table, there)})")
            beside = "[here, there]"
            counted = f"[{_without('here', unlike[0])}, {_without('there', unlike[1])}]"
        lines.append(f'csa.count({counted}, "{self.by}")')
        if not self.is_of_days:
            lines.append(f'csa.count({beside}, "month")')
        lines.append('csa.count(here, ["weekday", "hour"])')
        if self.place is None:
            lines.append('csa.count(here, "lsoa")  # the map')
        else:
            lines.append(f"area = csa.load({_words(self.table, self.everywhere)})")
            lines.append('csa.count(area, "lsoa")  # the map')
        return "\n".join([*lines, *self._pages(), ""])

    def _pages(self) -> list[str]:
        """Return the line that opens the exhibits of the pages for these months."""
        is_longer = self.since and len(Period(self.since, self.until)) > LONGEST_OPEN
        if self.is_of_days or is_longer or not self.area:
            return []
        priority = f'["{self.priority}"]' if self.priority else ""
        given = ", ".join(f'{name}="{value}"' for name, value in self.span.items())
        return [f'csa.open("{self.area}", {given}){priority}  # the exhibits of the pages']


def _without(rows: str, months: list[str]) -> str:
    return f'{rows}[~{rows}["month"].isin({_value(months)})]' if months else rows


def _words(table: str, asked: Mapping[str, Any]) -> str:
    """Return what stands within the brackets of ``csa.load``."""
    given = [f"{name}={_value(value)}" for name, value in asked.items()]
    return ", ".join([f'"{table}"', *given])


def _value(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        parts = ", ".join(map(_value, value))
        return f"[{parts}]" if isinstance(value, list) else f"({parts})"
    return str(value)
