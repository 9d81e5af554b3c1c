"""Which figures follow from published counts, and from nothing else?

Everything is computed anew from the cells of the release: the sums that a table's cells allow, and
the percentages and rates that two counts can give when rounded as printed.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.disclosure.attack import is_printed_ratio
from csa.present.origin import number_cells

if TYPE_CHECKING:
    from csa.disclosure.ledger import Release

SMALLEST_BASE = 20
YEAR_OF_MONTHS = 12
FEW_PARTS = 6
UNKNOWN = "unknown"
PLACE_UNKNOWN = ":not-located"
PARTNERSHIP = "partnership"
PUBLIC_CLASSES = ("public", "structural")
# Columns of reference tables that name things; free text of authors is not among them.
_NAMES = frozenset({
    "name", "lsoa_name", "ward_name", "district_name", "label", "lead", "place", "source",
    "deprivation_source",
})  # fmt: skip


@dataclass(frozen=True)
class CellFacts:
    """One cell of the ledger: its value (None where withheld) and its place among the others."""

    value: int | None
    axes: tuple[str, ...]
    family: tuple[str, ...]
    is_protected: bool

    @property
    def area(self) -> str:
        """Code of its area."""
        return self.axes[0]

    @property
    def level(self) -> str:
        """Level of its area."""
        return self.family[1]


@dataclass(frozen=True)
class Published:
    """What a release makes public, as far as pages are judged by it.

    Attributes
    ----------
    cells : mapping of str to CellFacts
        The ledger by key.
    vocabulary : frozenset of str
        Names and labels that carry digits: age bands, areas, projects, licences.
    residents : tuple of int
        Every number of residents or households that a rate may stand on, in rising order.
    base : int
        Base of the rounding.
    areas : mapping of (level, name) to frozenset of str
        Codes of the areas of a level that bear a name.
    nesting : mapping of str to str
        District of each ward and neighbourhood, by code.
    """

    cells: Mapping[str, CellFacts]
    vocabulary: frozenset[str] = frozenset()
    residents: tuple[int, ...] = ()
    base: int = 5
    areas: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    nesting: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, release: Release, *, partnership: str) -> Published:
        """Read what matters from a release of the partnership of that name."""
        names = ("key", "measure", "area", "level", "period", "dims", "class", "value")
        cells = {
            row.pop("key"): _facts(row) for row in release.cells[list(names)].to_dict("records")
        }
        return cls(
            cells,
            frozenset(_names_with_digits(_vocabulary(release))),
            tuple(sorted(set(_residents(release.reference)))),
            int(release.about["base"]),
            {**_areas_by_name(release.reference), (PARTNERSHIP, partnership): _whole(cells)},
            _districts_by_code(release.reference),
        )

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        return {number: key for key, number in number_cells(self.cells).items()}

    def key_of(self, number: str) -> str:
        """Return the key of the cell that pages call by a number; nothing if there is none."""
        return self._keys.get(number, "")

    def areas_called(self, name: str, *, level: str) -> frozenset[str]:
        """Return the codes of the areas of a level that bear a name."""
        return self.areas.get((level, name), frozenset())

    def is_inside(self, code: str, area: str) -> bool:
        """Say whether an area is the one named, or lies within it."""
        if self.areas_called(area, level=PARTNERSHIP):
            return True
        district = self.nesting.get(code, code.partition(":")[0])
        return district in self.areas_called(area, level="district")

    def value(self, key: str) -> int | None:
        """Return the published value of a cell, None where there is none."""
        return self.cells[key].value if key in self.cells else None

    @cached_property
    def longest_names(self) -> list[str]:
        """The vocabulary, longest first, so that a name is taken whole."""
        return sorted(self.vocabulary, key=lambda name: (-len(name), name))

    def without_names(self, text: str) -> str:
        """Return a text without the names that carry digits."""
        if not any(letter.isdigit() for letter in text):
            return text
        if text not in self._words:
            found = [name for name in self.longest_names if name in text]
            plain = text
            for name in found:
                # Only where it stands by itself: "6 to 9" is no part of "66 to 93".
                plain = re.sub(rf"(?<![\w.,]){re.escape(name)}(?!\w|[.,]\d)", " ", plain)
            self._words[text] = plain
        return self._words[text]


def _facts(row: Mapping[str, Any]) -> CellFacts:
    dims = [pair.split("=", 1) for pair in str(row["dims"]).split(";") if pair]
    months = "span" if "/" in row["period"] else "month"
    family = (row["measure"], row["level"], months, *(name for name, _ in dims))
    axes = (row["area"], row["period"], *(value for _, value in dims))
    value = None if pd.isna(row["value"]) else int(row["value"])
    return CellFacts(value, axes, family, row["class"] not in PUBLIC_CLASSES)


def _areas_by_name(
    reference: Mapping[str, pd.DataFrame],
) -> dict[tuple[str, str], frozenset[str]]:
    """Gather the names of areas, those of wards also with their district as tables give them."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    nesting = reference.get("geography", pd.DataFrame())
    for row in nesting.to_dict("records"):
        ward, district = row["ward_name"], row["district_name"]
        found["lsoa", row["lsoa_name"]].add(row["lsoa"])
        found["district", district].add(row["district"])
        for name in (ward, f"{ward} ({district})"):
            found["ward", name].add(row["ward"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _whole(cells: Mapping[str, CellFacts]) -> frozenset[str]:
    return frozenset(cell.area for cell in cells.values() if cell.level == PARTNERSHIP)


def _districts_by_code(reference: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    nesting = reference.get("geography", pd.DataFrame())
    return {
        code: row["district"]
        for row in nesting.to_dict("records")
        for code in (row["lsoa"], row["ward"])
    }


def _vocabulary(release: Release) -> Iterator[str]:
    for dims in release.cells["dims"].unique():
        yield from (pair.split("=", 1)[1] for pair in dims.split(";") if pair)
    for source in release.about.get("sources", ()):
        yield from map(str, source.values())
    for table in release.reference.values():
        for column in _NAMES & set(table.columns):
            yield from (one for one in table[column].unique() if isinstance(one, str))


def _names_with_digits(names: Iterable[str]) -> set[str]:
    return {
        name
        for name in names
        if any(letter.isdigit() for letter in name) and not name.replace(",", "").isdigit()
    }


def _residents(reference: Mapping[str, pd.DataFrame]) -> Iterator[int]:
    for table in reference.values():
        for column in {"residents", "households"} & set(table.columns):
            known = table[column].dropna().astype(int)
            yield from known
            names = [name for name in ("area", "sex", "age_band", "ethnicity") if name in table]
            for size in range(1, len(names) + 1):
                for chosen in itertools.combinations(names, size):
                    yield from table.groupby(list(chosen))[column].sum().astype(int)
            yield int(known.sum())


def sums_of(cells: Collection[CellFacts]) -> set[int]:
    """Return every sum that cells of one exhibit allow along their own axes.

    Parameters
    ----------
    cells : collection of CellFacts
        The cells of an exhibit.

    Returns
    -------
    set of int
        Sums over areas, periods and dimensions, alone or together; the same with one value of
        an axis left out (such as "unknown"); and sums of twelve months in a row.
    """
    families: dict[tuple[str, ...], dict[tuple[str, ...], int]] = defaultdict(dict)
    for cell in cells:
        if cell.value is not None:
            families[cell.family][cell.axes] = cell.value
    return {figure for family, values in families.items() for figure in _sums(family, values)}


def _sums(family: tuple[str, ...], values: Mapping[tuple[str, ...], int]) -> Iterator[int]:
    width = len(next(iter(values)))
    for some in (values, *_recorded(values)):
        for size in range(1, width + 1):
            for out in itertools.combinations(range(width), size):
                yield from _summed(some, out).values()
    for axis in range(width):
        yield from _some_of_axis(values, axis)
    if family[2] == "month":
        yield from _years(values)


def _recorded(values: Mapping[tuple[str, ...], int]) -> Iterator[dict[tuple[str, ...], int]]:
    """Yield the cells without those not recorded, and those alone, axis by axis and together."""
    width = len(next(iter(values)))
    gaps = [axis for axis in range(width) if any(_is_unknown(axes[axis]) for axes in values)]
    for size in range(1, len(gaps) + 1):
        for chosen in itertools.combinations(gaps, size):
            unknown = {a: v for a, v in values.items() if any(_is_unknown(a[x]) for x in chosen)}
            known = {axes: value for axes, value in values.items() if axes not in unknown}
            yield from (known, unknown)


def _is_unknown(name: str) -> bool:
    return name == UNKNOWN or name.endswith(PLACE_UNKNOWN)


def _summed(
    values: Mapping[tuple[str, ...], int], out: Collection[int]
) -> Counter[tuple[str, ...]]:
    totals: Counter[tuple[str, ...]] = Counter()
    for axes, value in values.items():
        totals[tuple(name for place, name in enumerate(axes) if place not in out)] += value
    return totals


def _some_of_axis(values: Mapping[tuple[str, ...], int], axis: int) -> Iterator[int]:
    """Yield sums over some values of an axis: any of a few, otherwise all but one."""
    names = sorted({axes[axis] for axes in values})
    if len(names) > FEW_PARTS:
        totals = _summed(values, (axis,))
        for axes, value in values.items():
            yield totals[axes[:axis] + axes[axis + 1 :]] - value
        return
    for size in range(2, len(names)):
        for chosen in itertools.combinations(names, size):
            some = {axes: value for axes, value in values.items() if axes[axis] in chosen}
            yield from _summed(some, (axis,)).values()


def _years(values: Mapping[tuple[str, ...], int]) -> Iterator[int]:
    series: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for (area, month, *dims), value in values.items():
        series[(area, *dims)][month] = value
    for months in series.values():
        ordered = [months[month] for month in sorted(months)]
        for start in range(len(ordered) - YEAR_OF_MONTHS + 1):
            yield sum(ordered[start : start + YEAR_OF_MONTHS])


def is_share(printed: str, parts: Iterable[int], wholes: Iterable[int]) -> bool:
    """Say whether a printed percentage is that of two published counts.

    Parameters
    ----------
    printed : str
        The percentage without its sign, for example ``"18"``.
    parts, wholes : iterable of int
        Counts it may stand on. A whole below the smallest base stands for nothing.
    """
    bases = {whole for whole in wholes if whole >= SMALLEST_BASE}
    return any(
        is_printed_ratio(printed, 100 * abs(part), whole) for part in set(parts) for whole in bases
    )


def is_rate(printed: str, parts: Iterable[int], residents: Sequence[int]) -> bool:
    """Say whether a printed rate per 1,000 is that of a published count and a population.

    Parameters
    ----------
    printed : str
        The rate, for example ``"4.2"``.
    parts : iterable of int
        Counts it may stand on.
    residents : sequence of int
        Populations, in rising order.
    """
    half = 0.5 * 10 ** -len(printed.partition(".")[2])
    rate = float(printed)
    for part in set(parts):
        # Only populations that give a rate as near as rounding allows, and one on either side.
        least = bisect.bisect_left(residents, 1000 * part / (rate + half)) - 1
        most = bisect.bisect_right(residents, 1000 * part / max(rate - half, 1e-9)) + 1
        near = residents[max(least, 0) : most]
        if any(is_printed_ratio(printed, 1000 * part, one) for one in near if one > 0):
            return True
    return False


def pairwise(counts: Collection[int]) -> set[int]:
    """Return sums and differences of any two counts, and the sum of all."""
    pairs = itertools.combinations(counts, 2)
    both = {figure for one, other in pairs for figure in (one + other, abs(one - other))}
    return both | {sum(counts)}


def leading_sums(counts: Iterable[int], *, most: int = 4) -> set[int]:
    """Return the sums of the largest two, three and so on."""
    largest = sorted(counts, reverse=True)[:most]
    return set(itertools.accumulate(largest))


def as_count(text: str) -> int | None:
    """Return the whole number a text is, without sign and thousands separators; else None."""
    plain = text.replace(",", "").lstrip("+-\N{MINUS SIGN}")
    return int(plain) if plain.isascii() and plain.isdigit() else None
