"""Which figures follow from published counts, and from nothing else?

Everything is computed anew from the cells of the release: the sums that a table's cells allow, and
the percentages that two counts can give when rounded as printed.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from csa.counting.families import LEVELS
from csa.disclosure.attack.programmes import is_printed_ratio
from csa.report.checks.published import CellFacts
from csa.report.checks.worked import SMALLEST_BASE

YEAR_OF_MONTHS = 12
FEW_PARTS = 6
UNKNOWN = "unknown"
UNTRACED = (
    "which follows from nothing published; bind it to cells of the release, or list it in "
    "csa/report/checks/wording.py if it is a constant of method"
)
PLACE_UNKNOWN = ":not-located"
_FROM_TO = re.compile(r"\b[Ff]rom ([\d,]+) to ([\d,]+)\b")


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


def changes_in(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Return the counts that words set against each other, each of them traced by itself."""
    found = [pair for text in texts for pair in _FROM_TO.findall(text)]
    return [(as_count(before) or 0, as_count(after) or 0) for before, after in found]


def cited_sums(statements: Iterable[Mapping[str, Any]], cells: Mapping[str, CellFacts]) -> set[int]:
    """Return what the published cells come to that statements name for their numbers."""
    found = set()
    for statement in statements:
        for plus, minus in statement.get("cells", {}).values():
            values = [cells[key].value if key in cells else None for key in (*plus, *minus)]
            if None not in values:
                added = sum(int(one or 0) for one in values[: len(plus)])
                found.add(added - sum(int(one or 0) for one in values[len(plus) :]))
    return found


def is_percent_of_change(printed: str, changes: Iterable[tuple[int, int]]) -> bool:
    """Say whether a percentage is that of a change whose two counts are stated."""
    return any(is_share(printed, [after - before], [before]) for before, after in changes)


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


def rests_of(cells: Collection[CellFacts]) -> set[int]:
    """Return what is left of each whole elsewhere: of an area less a smaller one within it."""
    by_kind: dict[tuple[object, ...], list[tuple[str, int]]] = defaultdict(list)
    for cell in cells:
        if cell.value is not None and cell.level in LEVELS:
            kind = (cell.family[0], *cell.family[2:], *cell.axes[1:])
            by_kind[kind].append((cell.level, cell.value))
    return {
        whole - part
        for kind in by_kind.values()
        for level, whole in kind
        for finer, part in kind
        if LEVELS.index(level) < LEVELS.index(finer)
    }
