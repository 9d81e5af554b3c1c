"""Counts of hotspots as cells of the release: rounded, tied and attacked with all others.

A hotspot's count is a part of what is counted in its district: every incident of the theme in the
twelve months is placed exactly or not, in one of the hotspots or elsewhere. What a reader can set
it against is among the cells as well, printed or not: the count of the whole district and those of
the neighbourhoods that its incidents lie in, which their owners publish exactly.

Each set of squares has a name of its own, a hash of the squares, so that a key means the same in
every release. Which squares are a hotspot follows from the incidents: that one is named says that
it held ten incidents or more in one of the years looked at, which is the floor of a group (D2).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.cells import CELL_COLUMNS
from csa.counting.families import Count
from csa.counting.keys import Key, write_dims
from csa.counting.relations import RELATION_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.measures.grid import Grid
    from csa.measures.inputs import Flags
    from csa.periods import Period

MEASURE = "hotspot"
SPOTS = Count(MEASURE, by=("hotspot", "theme", "unit"))
ALL, PLACED, NOT_PLACED = "all", "placed", "not placed"
NAME_LENGTH = 8
LETTERS = str.maketrans("0123456789", "ghijklmnop")
CELLS, TIES = "hotspot_count", "hotspot_tie"

Tie = tuple[str, str, str, str]


@dataclass(frozen=True)
class Spots:
    """The hotspots of one theme in one district, and what is counted in them.

    Attributes
    ----------
    theme, unit, district : str
        What is counted and where.
    detail : str
        The theme as dimension and value of the cells it is counted in by month.
    part_of : str
        The theme this one is a part of, counted alike; otherwise empty.
    parts : tuple of str
        The themes that together are this one; otherwise empty.
    grid : Grid
        The squares.
    groups : ndarray of int
        The number of the hotspot each square belongs to, 0 for none.
    windows : sequence of Period
        The latest twelve months and, if they were received, those before.
    counts : sequence of ndarray
        Incidents placed exactly, by square, in each window.
    totals : sequence of int
        All incidents of the theme in each window, placed or not.
    around : mapping of hotspot to (codes, counts)
        The neighbourhoods that its incidents lie in and all their incidents in each window; left
        out where their owners do not publish them.
    is_public : bool
        Whether the totals of the district are published by their owners.
    is_open : bool
        Whether every incident is.
    """

    theme: str
    unit: str
    district: str
    detail: Mapping[str, str]
    part_of: str
    parts: tuple[str, ...]
    grid: Grid
    groups: np.ndarray
    windows: Sequence[Period]
    counts: Sequence[np.ndarray]
    totals: Sequence[int]
    around: Mapping[int, tuple[tuple[str, ...], Sequence[int]]]
    is_public: bool
    is_open: bool

    def key(self, role: str, window: int = 0) -> str:
        """Return the key of one count."""
        dims = {"hotspot": role, "theme": self.theme, "unit": self.unit}
        period = self.windows[window].key
        return str(Key.of(MEASURE, area=self.district, period=period, dims=dims))

    def squares(self, group: int) -> Flags:
        """Return the squares of one hotspot."""
        return np.asarray(self.groups == group)

    def named(self, role: str, squares: Flags) -> str:
        """Name a count by its squares: the same squares, the same name in every release."""
        corners = np.argwhere(squares) + np.array([self.grid.row, self.grid.column])
        return named(role, corners.tolist())

    def spot(self, group: int) -> str:
        """Return the name of the count of one hotspot."""
        return self.named("spot", self.squares(group))

    @property
    def numbers(self) -> range:
        """The hotspots' numbers."""
        return range(1, int(self.groups.max(initial=0)) + 1)


def named(role: str, members: Sequence[object]) -> str:
    """Name a count by what it is of, in letters: digits could be taken for a place or a figure."""
    digest = hashlib.sha256(repr(list(members)).encode()).hexdigest()[:NAME_LENGTH]
    return f"{role} {digest.translate(LETTERS)}"


def spot_cells(spots: Iterable[Spots]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells of hotspots and the ties among them.

    Parameters
    ----------
    spots : iterable of Spots
        Every theme in every district.

    Returns
    -------
    cells : DataFrame
        One row per count, true and not yet protected, with its class.
    ties : DataFrame
        ``kind, relation, parent, child``; also to the counts by month, where these are cells.
    """
    spots = list(spots)
    cells: dict[str, dict[str, object]] = {}
    ties: list[Tie] = []
    for one in spots:
        for window in range(len(one.windows)):
            counted = _counted(one, window)
            cells |= {one.key(role, window): _cell(one, role, window, n) for role, n in counted}
            ties += _ties(one, window)
    for whole in spots:
        parts = [
            part
            for part in spots
            if (part.part_of, part.unit, part.district) == (whole.theme, whole.unit, whole.district)
        ]
        for window in range(len(whole.windows) if parts else 0):
            for role, tied in _nested(whole, parts, window):
                rest = int(str(cells[tied[0]]["value"])) - sum(
                    int(str(cells[key]["value"])) for key in tied[1:]
                )
                if role:
                    key = whole.key(role, window)
                    cells[key] = _cell(whole, role, window, rest)
                    tied = [*tied, key]
                ties += [("sum", "parts of a hotspot", tied[0], child) for child in tied[1:]]
    table = pd.DataFrame(cells.values(), columns=[*CELL_COLUMNS, "class"])
    table["value"] = table["value"].astype("Int64")
    listed = pd.DataFrame(list(dict.fromkeys(ties)), columns=RELATION_COLUMNS)
    return table, listed


def _cell(one: Spots, role: str, window: int, value: int) -> dict[str, object]:
    public = one.is_open or (one.is_public and (role == ALL or role.startswith("around")))
    return {
        "key": one.key(role, window),
        "measure": MEASURE,
        "by": SPOTS.dimensions,
        "level": "district",
        "area": one.district,
        "period": one.windows[window].key,
        "dims": write_dims({"hotspot": role, "theme": one.theme, "unit": one.unit}),
        "value": value,
        "reason": "",
        "class": "public" if public else "sensitive",
    }


def _counted(one: Spots, window: int) -> Iterator[tuple[str, int]]:
    """Yield the name and number of every count of one window."""
    counts = one.counts[window]
    placed, inside = int(counts.sum()), one.groups > 0
    yield ALL, one.totals[window]
    yield PLACED, placed
    yield NOT_PLACED, one.totals[window] - placed
    if not inside.any():
        return
    gathered = int(counts[inside].sum())
    yield one.named("inside", inside), gathered
    yield one.named("outside", inside), placed - gathered
    for group in one.numbers:
        yield one.spot(group), int(counts[one.squares(group)].sum())
        if group in one.around:
            codes, numbers = one.around[group]
            yield named("around", codes), numbers[window]


def _ties(one: Spots, window: int) -> Iterator[Tie]:
    """Yield how the counts of one window hang together."""

    def tie(kind: str, name: str, parent: str, *children: str) -> Iterator[Tie]:
        for child in children:
            yield kind, name, one.key(parent, window), one.key(child, window)

    for month in one.windows[window].months:
        counted = Key.of(one.unit, area=one.district, period=month, dims=one.detail)
        yield "sum", "months", one.key(ALL, window), str(counted)
    yield from tie("sum", "placed or not", ALL, PLACED, NOT_PLACED)
    inside = one.groups > 0
    if not inside.any():
        return
    within, outside = one.named("inside", inside), one.named("outside", inside)
    yield from tie("sum", "in a hotspot or not", PLACED, within, outside)
    yield from tie("sum", "hotspots", within, *(one.spot(group) for group in one.numbers))
    for group, (codes, _) in one.around.items():
        yield from tie("subset", "around a hotspot", named("around", codes), one.spot(group))


def _nested(whole: Spots, parts: Sequence[Spots], window: int) -> Iterator[tuple[str, list[str]]]:
    """Yield each count of a theme that counts of its parts lie in, and the name of what is left."""
    everything = {part.theme for part in parts} == set(whole.parts)
    placed = [whole.key(PLACED, window), *(part.key(PLACED, window) for part in parts)]
    yield "" if everything else f"{PLACED}, other parts", placed
    for group in whole.numbers:
        squares = whole.squares(group)
        inner = [
            part.key(part.spot(number), window)
            for part in parts
            for number in part.numbers
            if squares[part.squares(number)].all()
        ]
        if inner:
            spot = whole.spot(group)
            yield named(f"{spot}, others", sorted(inner)), [whole.key(spot, window), *inner]
