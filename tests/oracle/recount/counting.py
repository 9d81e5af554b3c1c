"""Counts of what was received, for the districts and months of one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd
from raw import Raw


class Truth(NamedTuple):
    """What should stand in a table.

    Attributes
    ----------
    row, column : str
        The headings.
    value : float or None
        The number; None where it cannot be known.
    each : float
        What one more or less in the count behind it adds: 1 of a count.
    """

    row: str
    column: str
    value: float | None
    each: float = 1.0


BEFORE, NOW = "A year earlier", "This period"


@dataclass
class Counter:
    """Counts of one page: its districts, its months and those of the year before.

    Attributes
    ----------
    raw : Raw
        What was received.
    codes : list of str
        Codes of the districts that the page is about.
    now : list of str
        Months of the period.
    """

    raw: Raw
    codes: list[str]
    now: list[str]
    picked: dict[tuple[str, ...], pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def before(self) -> list[str]:
        """The same months a year earlier."""
        return [f"{int(month[:4]) - 1}{month[4:]}" for month in self.now]

    @cached_property
    def year(self) -> list[str]:
        """The twelve months to the end of the period."""
        return self.months_to(self.now[-1])

    @property
    def spans(self) -> dict[str, list[str]]:
        """Months by the heading of their column."""
        return {BEFORE: self.before, NOW: self.now}

    @staticmethod
    def months_to(last: str, number: int = 12) -> list[str]:
        """Return so many months to the end of one."""
        end = pd.Period(last, freq="M")
        return [str(end - back) for back in reversed(range(number))]

    def has(self, unit: str, months: list[str], codes: list[str] | None = None) -> bool:
        """Say whether every month of a unit was received for the districts."""
        return all(set(months) <= self.raw.months(unit, code) for code in codes or self.codes)

    def rows(
        self, unit: str, months: list[str], theme: str = "", codes: list[str] | None = None
    ) -> pd.DataFrame:
        """Return the incidents of the districts in some months, of a theme if one is named."""

        def pick() -> pd.DataFrame:
            rows = self.raw.incidents[unit]
            rows = rows[rows["month"].isin(months) & rows["district"].isin(codes or self.codes)]
            return rows[rows.index.isin(self.raw.theme(theme).get(unit, ()))] if theme else rows

        return self._once((unit, *months, theme, *(codes or ())), pick)

    def people(self, of: str, months: list[str], theme: str) -> pd.DataFrame:
        """Return victims or suspects of a theme's crimes in some months."""

        def pick() -> pd.DataFrame:
            rows = self.raw.victims if of == "victim" else self.raw.suspects
            rows = rows[rows["month"].isin(months) & rows["district"].isin(self.codes)]
            return rows[rows["crime"].isin(self.raw.theme(theme).get("crime", ()))]

        return self._once((of, *months, theme), pick)

    def _once(self, name: tuple[str, ...], pick: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if name not in self.picked:
            self.picked[name] = pick()
        return self.picked[name]

    def count(self, unit: str, months: list[str], theme: str = "", **picked: Any) -> int | None:
        """Count incidents; None where a month of them was not received."""
        codes = picked.pop("codes", None)
        if not self.has(unit, months, codes):
            return None
        rows = self.rows(unit, months, theme, codes)
        for column, value in picked.items():
            rows = rows[rows[column] == value]
        return len(rows)

    def areas(self) -> dict[str, list[str]]:
        """Districts by name, then the partnership."""
        named = {name: [code] for code, name in self.raw.names.items()}
        return {**named, self.raw.whole: list(self.raw.names)}

    def priority(self, chapter: str) -> dict[str, Any]:
        """Return the settings of the priority that a chapter is about."""
        return next(one for one in self.raw.priorities if one["id"] == chapter)

    def headline(self, chapter: str) -> str:
        """Return the unit that a chapter is mostly about."""
        return self.priority(chapter).get("headline_unit", "crime")

    def nearest(self, chapter: str) -> str:
        """Return the public type that stands for a sensitive priority; none for the others."""
        return self.raw.disclosure["nearest_public"].get(chapter, "")

    def themes(self, chapter: str) -> dict[str, str]:
        """Return ids of the priority and its sub-themes of crimes, by what a row calls them."""
        priority = self.priority(chapter)
        crimes = [s for s in priority["subtheme"] if any(r["unit"] == "crime" for r in s["rules"])]
        if len(crimes) == 1 and crimes[0].get("kind") != "overlay":
            return {crimes[0]["label"]: chapter}
        return {
            f"{priority['short_label']}, all": chapter, **{s["label"]: s["id"] for s in crimes}
        }  # fmt: skip

    def classes(self, variable: str, labels: dict[str, str]) -> dict[str, list[str]]:
        """Return what a row's name holds: one class, or those that the settings put together."""
        held = {label: [value] for value, label in labels.items()}
        for step in self.raw.disclosure["merge"].get(variable, []):
            for together, parts in step.items():
                held[together] = [value for part in parts for value in held[labels.get(part, part)]]
        return held
