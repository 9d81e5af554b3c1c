"""How do the kinds of days hang together with the days of the week?

Weekends are counted twice: as a kind of day beside school and bank holidays, and as Saturday and
Sunday of the week. A kind is known for a span of up to a day, a day of the week for one of up to
six hours, so that neither is the sum of the other; each is bounded by the other and by what is not
known. The bounds are sums of cells. They become cells themselves, which no page prints, so that
rounding and attack know what a reader can work out. Where every incident has a single time, both
are the same number, and that is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from csa.counting.cells import CELL_COLUMNS
from csa.counting.keys import Key, classes_of, read_names, write_dims, write_names
from csa.counting.records.day_kinds import DIMENSION
from csa.counting.records.described import UNKNOWN
from csa.counting.records.week import SPREAD_WEEKDAY, WEEKDAY
from csa.counting.relations import RELATION_COLUMNS
from csa.counting.units import INCIDENT_TIME
from csa.measures.day_kinds import WEEKEND

UNION = "weekend_bound"
DAYS = ("Sat", "Sun")
# A bound, and the values of a dimension whose counts it is the sum of.
UNIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "by day": (WEEKDAY, DAYS),
    "by day, or not known": (WEEKDAY, (*DAYS, UNKNOWN)),
    "by day, spans placed": (SPREAD_WEEKDAY, DAYS),
    "by kind, or not known": (DIMENSION, (WEEKEND, UNKNOWN)),
}
OF_DAYS = frozenset({WEEKDAY, SPREAD_WEEKDAY, DIMENSION})
BY_KIND = "by kind"
# A bound and what it holds at the least.
HOLDS = (
    ("by day, or not known", BY_KIND),
    ("by kind, or not known", "by day"),
    ("by day, spans placed", BY_KIND),
    ("by kind, or not known", "by day, spans placed"),
)
Row = tuple[str, str, str, str]


def weekend_cells(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the bounds of weekends as cells, and the ties that make them bounds.

    Parameters
    ----------
    cells : DataFrame
        The cells of every family with their true values and classes.

    Returns
    -------
    cells : DataFrame
        The bounds, as sensitive as what they are the sum of.
    relations : DataFrame
        ``kind, relation, parent, child`` among them and the cells given.
    """
    known = cells[cells["value"].notna() & cells["by"].map(_is_of_days)]
    value = dict(zip(known["key"], known["value"].astype(int), strict=True))
    sources = known.drop_duplicates("key").set_index("key")
    made: dict[str, dict[str, object]] = {}
    relations: list[Row] = []
    for unit in INCIDENT_TIME:
        places = known.loc[known["measure"] == unit, ["area", "period", "dims"]]
        priority = classes_of(places["dims"], "priority")
        themes = set(zip(places["area"], places["period"], priority, strict=True))
        ways = [_Way(unit, *one) for one in sorted(themes)]
        whole = [way for way in ways if way.kind in value and set(way.days) <= set(value)]
        if whole and all(value[way.kind] == sum(value[day] for day in way.days) for way in whole):
            relations += [
                ("sum", f"weekend of {unit}", way.kind, day) for way in whole for day in way.days
            ]
            continue
        for way in ways:
            for name, parts in way.unions():
                if set(parts) <= set(value):
                    made[way.union(name)] = way.cell(name, parts, sources)
                    relations += [("sum", f"weekend {name}", way.union(name), p) for p in parts]
        held = {**value, **{key: int(str(cell["value"])) for key, cell in made.items()}}
        relations += _bounds(ways, held)
    table = pd.DataFrame(made.values(), columns=[*CELL_COLUMNS, "class"])
    table["value"] = table["value"].astype("Int64")
    return table, pd.DataFrame(relations, columns=RELATION_COLUMNS)


def _is_of_days(by: str) -> bool:
    names = read_names(by)
    return len(names) == 2 and "priority" in names and not OF_DAYS.isdisjoint(names)


class _Way:
    """The counts of one theme in one area and period by which a weekend can be reached."""

    def __init__(self, unit: str, area: str, period: str, theme: str) -> None:
        self.unit, self.area, self.period, self.theme = unit, area, period, theme

    def key(self, name: str, one: str) -> str:
        """Return the key of one count."""
        dims = {"priority": self.theme, name: one}
        return str(Key.of(self.unit, area=self.area, period=self.period, dims=dims))

    @property
    def kind(self) -> str:
        """The weekend as a kind of day."""
        return self.key(DIMENSION, WEEKEND)

    @property
    def days(self) -> tuple[str, ...]:
        """Saturday and Sunday."""
        return tuple(self.key(WEEKDAY, day) for day in DAYS)

    def union(self, name: str) -> str:
        """Return the key of a bound."""
        return self.kind if name == BY_KIND else self.key(UNION, name)

    def unions(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each bound with the keys of its parts."""
        for name, (dimension, values) in UNIONS.items():
            yield name, tuple(self.key(dimension, one) for one in values)

    def cell(self, name: str, parts: Iterable[str], sources: pd.DataFrame) -> dict[str, object]:
        """Return a bound as a cell of the release."""
        summed = sources.loc[list(parts)]
        return {
            "key": self.union(name),
            "measure": self.unit,
            "by": write_names(("priority", UNION)),
            "level": summed["level"].iloc[0],
            "area": self.area,
            "period": self.period,
            "dims": write_dims({"priority": self.theme, UNION: name}),
            "value": int(summed["value"].sum()),
            "reason": "",
            "class": summed["class"].iloc[0],
        }


def _bounds(ways: Iterable[_Way], value: Mapping[str, int]) -> Iterator[Row]:
    """Yield what each bound holds, but no bound that the sources received do not bear out."""
    for whole, part in HOLDS:
        pairs = [(way.union(whole), way.union(part)) for way in ways]
        pairs = [pair for pair in pairs if set(pair) <= set(value)]
        if all(value[parent] >= value[child] for parent, child in pairs):
            for parent, child in pairs:
                yield "subset", f"weekend {whole}", parent, child
