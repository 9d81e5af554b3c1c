"""What somebody knows who keeps every release: numbers by name, and what is printed of them.

Nothing of the product is imported.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

REACH = 4

RECORDS_OF = {"harmed": "victim", "named": "suspect"}
PEOPLE = (*RECORDS_OF, "followed")
THEMES = ("priority", "subtheme", "theme")
OF_PERSONS = ("age_band", "sex", "ethnicity", "relationship", "vulnerable", "support")
# What every row has one value of. Types and outcomes are exact; hotspots are not looked at.
CLASSES = (
    *OF_PERSONS, "victim_type", "residence", "journey", "alcohol", "drugs", "suspect_known",
    "suspects", "repeat_suspect", "victim_known", "weekday", "hours", "time_slot", "day_kind",
    "part_of_week", "nth", "again", "category",
)  # fmt: skip
ORDERS = ("1", "2", "3", "4", "5", "6 to 9", "10", "11 or more")
BAND = 4  # a person with a tenth record has a sixth, seventh, eighth and ninth
SUSPECTS = {"1": 1, "2": 2, "3 or more": 3, "unknown": 1}
VIOLENCE, NIGHT = "violence-and-abuse", "night-time-economy-violence"
MARKED = {"alcohol-flagged-crime": "alcohol", "drug-flagged-crime": "drugs"}
MEASURES = ("crime", "asb", "victim", "suspect", *PEOPLE)
OWN = ("maturity", "type_group", "weekend_bound", "harm_class")

Dims = frozenset[tuple[str, str]]


class Number(NamedTuple):
    """One number: what is counted where and when, and of which classes."""

    measure: str
    area: str
    period: str
    dims: Dims

    @property
    def of(self) -> dict[str, str]:
        """Classes by name."""
        return dict(self.dims)

    def with_(self, *, without: Iterable[str] = (), **dims: str) -> Number:
        """Return the number of other classes."""
        kept = {name: value for name, value in self.dims if name not in {*without}}
        return self._replace(dims=frozenset((kept | dims).items()))


class Tie(NamedTuple):
    """A weighted sum of numbers that lies between two limits."""

    name: str
    weights: dict[Number, float]
    low: float
    high: float


@cache
def months_of(period: str) -> list[str]:
    """Return the months of a period."""
    first, last = period.split("/")[0], period.split("/")[-1]
    return [str(one) for one in pd.period_range(first, last, freq="M")]


@cache
def moved(month: str, by: int) -> str:
    """Return the month so many months later."""
    return str(pd.Period(month, freq="M") + by)


@cache
def year_to(month: str) -> str:
    """Return the twelve months to the end of one."""
    return f"{moved(month, -11)}/{month}"


def number_of(key: str) -> Number:
    """Return the number that a key stands for, whatever the release.

    People are counted over the twelve months to the end of a period; those followed for a year
    are those who were harmed in the year before.
    """
    measure, area, period, text = key.split("|")
    dims = dict(pair.split("=", 1) for pair in text.split(";") if pair)
    if measure in PEOPLE:
        end = months_of(period)[-1]
        period = year_to(end)
        if measure == "followed" and "again" not in dims:
            measure, period, dims = "harmed", year_to(moved(end, -12)), {"nth": "1", **dims}
    return Number(measure, area, period, frozenset(dims.items()))


def sum_of(name: str, whole: Number, parts: Iterable[Number]) -> Tie:
    """Say that a number is the sum of others."""
    return Tie(name, {whole: 1.0, **dict.fromkeys(parts, -1.0)}, 0, 0)


def at_least(name: str, whole: Mapping[Number, float], parts: Mapping[Number, float]) -> Tie:
    """Say that some numbers are no fewer than others."""
    weights = defaultdict(float, whole)
    for part, weight in parts.items():
        weights[part] -= weight
    return Tie(name, dict(weights), 0, np.inf)


@dataclass
class Settings:
    """What the settings, which everybody may read, say of priorities and classes."""

    root: Path

    def _read(self, name: str) -> dict[str, Any]:
        return tomllib.loads((self.root / "config" / name).read_text(encoding="utf-8"))

    @cached_property
    def merged(self) -> dict[str, dict[str, list[str]]]:
        """Parts by class that they are put together to, by variable."""
        steps = self._read("disclosure.toml")["merge"]
        return {
            name: {whole: parts for step in some for whole, parts in step.items()}
            for name, some in steps.items()
        }

    @cached_property
    def districts(self) -> tuple[str, list[str]]:
        """The partnership and its districts."""
        found = self._read("partnership.toml")
        return found["partnership"]["code"], [one["code"] for one in found["district"]]

    @cached_property
    def priorities(self) -> list[dict[str, Any]]:
        """Priorities and their sub-themes."""
        return self._read("priorities.toml")["priority"]

    def parts(self, priority: Mapping[str, Any], unit: str) -> list[str]:
        """Return the sub-themes that a priority is the sum, or the union, of."""
        kinds = ("overlay",) if priority.get("cross_cutting") else ("part", None)
        return [
            one["id"]
            for one in priority["subtheme"]
            if one.get("kind") in kinds and any(rule["unit"] == unit for rule in one["rules"])
        ]

    @cached_property
    def disjoint(self) -> list[str]:
        """Priorities that share no incident."""
        return [one["id"] for one in self.priorities if not one.get("cross_cutting")]


@dataclass
class Knowledge:
    """What somebody knows who keeps every release.

    Attributes
    ----------
    settings : Settings
        The rules.
    bounds : dict
        Least and greatest of each number, as printed; nothing of what was withheld.
    protected : set of Number
        Those printed rounded.
    """

    settings: Settings
    bounds: dict[Number, tuple[float, float]] = field(default_factory=dict)
    protected: set[Number] = field(default_factory=set)

    def read(self, cells: pd.DataFrame) -> None:
        """Read a release: everything that has a number, and that what was withheld exists."""
        columns = ["key", "value", "class", "printed_bound", "mark", "reason"]
        rows = cells[columns].itertuples(index=False, name=None)
        for key, value, kind, bound, mark, reason in rows:
            number = number_of(key)
            if self._is_apart(number):
                continue
            low, high = self.bounds.get(number, (0.0, np.inf))
            if mark == "r":
                low, high = 0.0, np.inf
            if not pd.isna(value):
                reach = REACH if kind in ("person", "sensitive", "closed") else 0
                top = value + reach if value else bound
                low, high = max(low, value - reach), min(high, top)
                if reach and not reason:  # sums of what is printed stand on no page
                    self.protected.add(number)
            self.bounds[number] = (low, high)

    def _is_apart(self, number: Number) -> bool:
        """Say of a number whether it is exact below the districts, or each release's own."""
        whole, districts = self.settings.districts
        is_own = number.measure not in MEASURES or any(name in OWN for name, _ in number.dims)
        return is_own or number.area not in (whole, *districts)

    def _is_open(self, number: Number) -> bool:
        low, high = self.bounds[number]
        return low < high

    def _has(self, *numbers: Number) -> bool:
        return all(one in self.bounds for one in numbers)

    def _of(self, *measures: str) -> list[Number]:
        return [one for one in self.bounds if one.measure in measures]
