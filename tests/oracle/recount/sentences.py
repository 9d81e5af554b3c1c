"""Hold the numbers of sentences against what the raw files say.

A sentence names, in the manifest of its set, the cells that each of its numbers is made of. Every
such cell is counted anew from the raw files; the number has to be what they come to, and each
number that stands in the sentence has to be one of these or what follows from two of them.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from counting import Counter
from people import _records
from raw import Raw

INCIDENTS = ("crime", "asb", "fire", "environment")
NUMBER = re.compile(r"(?<![\w.,£])\d+(?:,\d{3})*(?:\.\d+)?")
# What is no count: dates, clock times, ages, money, and the numbers of places on a map.
APART = re.compile(
    r"(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) \d{4}|\d\d:\d\d|aged? \d+(?: to \d+)?|\(\d+(?: on the map)?\)"
    r"|within \d+ metres and \d+ days|£\d[\d,]*|in 20\d\d-\d\d"
)
# Exhibits that speak of incidents alone: no number may stand there that nobody counted.
OF_INCIDENTS = {
    "findings", "findings_for_the_public", "drivers", "headline", "where", "page", "crime_by_ward",
    "crime_trend", "months",
}  # fmt: skip
PEOPLE = {"theme", "nth"}
REPEATS = re.compile(r"repeats|already harmed")
# What stands among peers rests on their published figures, and is worked out anew elsewhere.
AMONG_PEERS = re.compile(r"\d+ similar (?:districts|partnerships)")
NEARLY_HALF = 0.51

Sum = tuple[list[str], list[str]]  # keys of cells added, and of those taken off


@dataclass
class Truths:
    """True counts of cells by their keys, each counted once from the raw files."""

    raw: Raw
    now: list[str]

    def __post_init__(self) -> None:
        """Begin with nothing counted."""
        self._counted: dict[str, int | None] = {}

    @cached_property
    def _ward_of(self) -> dict[str, tuple[str, str]]:
        wards = self.raw.lsoas.drop_duplicates("ward_code").set_index("ward_code")
        return {code: (row["ltla_code"], row["ward_name"]) for code, row in wards.iterrows()}

    def can_count(self, key: str) -> bool:
        """Say whether a cell is of a kind that is counted here."""
        unit, _, _, dims = key.split("|")
        names = {one.split("=")[0] for one in dims.split(";") if one}
        if unit == "harmed":
            return "theme" in names and names <= PEOPLE and not re.search(r"nth=(?!1\b)", dims)
        return unit in INCIDENTS and names <= {"category", "priority", "subtheme"}

    def count(self, key: str) -> int | None:
        """Return the count of a cell; None where a month was not received."""
        if key not in self._counted:
            self._counted[key] = self._count(*key.split("|"))
        return self._counted[key]

    def _count(self, unit: str, area: str, period: str, dims: str) -> int | None:
        picked = dict(one.split("=", 1) for one in dims.split(";") if one)
        district, _, nowhere = area.partition(":")
        codes, inside = self._where(district)
        if unit == "harmed":
            return self._harmed(codes, picked["theme"], people="nth" in picked)
        first, _, last = period.partition("/")
        months = [str(one) for one in pd.period_range(first, last or first, freq="M")]
        counter = Counter(self.raw, codes, months)
        if not counter.has(unit, months):
            return None
        rows = counter.rows(unit, months, picked.pop("subtheme", "") or picked.pop("priority", ""))
        for column, value in {**inside, **picked}.items():
            rows = rows[rows[column] == value]
        return int(rows["lsoa"].isna().sum()) if nowhere else len(rows)

    def _where(self, area: str) -> tuple[list[str], dict[str, str]]:
        """Return the districts of an area, and the ward or neighbourhood that it is."""
        if area in self.raw.names:
            return [area], {}
        if area in self._ward_of:
            district, ward = self._ward_of[area]
            return [district], {"ward": ward}
        if area in self.raw.lsoas.index:
            return [self.raw.lsoas.loc[area, "ltla_code"]], {"lsoa": area}
        return list(self.raw.names), {}

    def _harmed(self, codes: list[str], theme: str, *, people: bool) -> int:
        """Return people harmed in the twelve months to the end, or the crimes against them."""
        counter = Counter(self.raw, codes, self.now)
        records = _records(counter, "victim", counter.year, theme, codes)
        return records.groupby(["district", "person"]).ngroups if people else len(records)


@dataclass
class Heard:
    """What became of the numbers of sentences.

    Attributes
    ----------
    agreed : Counter
        How many were counted anew and are so, by exhibit.
    wrong : list of str
        Those that are not.
    unheard : list of str
        Those that stand in a sentence and follow from nothing that was counted.
    """

    agreed: Tally[str] = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)


def hear(
    truths: Truths, entries: list[dict[str, Any]], bounds: Mapping[str, int], into: Heard
) -> None:
    """Compare the numbers of the sentences of a page's exhibits with counts of the raw files.

    Parameters
    ----------
    truths : Truths
        Counts anew.
    entries : list of dict
        What the manifest says of the exhibits: name, sentences with values and cells.
    bounds : mapping of str to int
        How far each published cell says that it may be from the truth; 0 where it is exact.
    into : Heard
        Where to note what was found.
    """
    for entry in entries:
        for statement in entry["statements"]:
            cells: dict[str, Sum] = statement.get("cells", {})
            if all(truths.can_count(key) for plus, minus in cells.values() for key in plus + minus):
                _hear_one(truths, entry["exhibit"], statement, bounds, into)


def _hear_one(
    truths: Truths,
    exhibit: str,
    statement: dict[str, Any],
    bounds: Mapping[str, int],
    into: Heard,
) -> None:
    text, values = statement["text"], statement["values"]
    follows: set[str] = set()
    for name, (plus, minus) in statement.get("cells", {}).items():
        shown, bound = values[name], sum(bounds[key] for key in plus + minus)
        counted = [truths.count(key) for key in plus], [truths.count(key) for key in minus]
        is_known = None not in counted[0] + counted[1]
        truth = sum(counted[0]) - sum(counted[1]) if is_known else None
        if truth is None or shown is None or abs(shown - truth) > bound:
            into.wrong.append(f"{name} {shown}, counted {truth}, within {bound}: {text}")
            continue
        into.agreed[exhibit] += 1
        follows.add(f"{shown:,.0f}")
    if follows and exhibit in OF_INCIDENTS and not AMONG_PEERS.search(text):
        follows |= set(_worked_out(values))
        rest = APART.sub(" ", text)
        into.unheard += [
            f"{number} of: {text}"
            for number in NUMBER.findall(rest)
            if number not in follows and not REPEATS.search(text)
        ]


def _worked_out(values: dict[str, Any]) -> Iterator[str]:
    """Yield what follows from the counts of a sentence: differences, and changes in per cent."""
    for name, after in values.items():
        if not name.startswith(("after", "rest_after", "else_after")) or not _is_number(after):
            continue
        before = values.get(name.replace("after", "before"))
        if not _is_number(before):
            continue
        difference = abs(after - before)
        yield f"{difference:,.0f}"
        if before:
            percent = 100 * difference / before
            yield from {f"{percent - NEARLY_HALF + 0.5:.0f}", f"{percent + NEARLY_HALF - 0.5:.0f}"}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))
