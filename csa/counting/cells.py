"""Which numbers will be published, and what are they before protection?

An exhibit declares *families* of counts (:class:`Count`). All families of all exhibits are filled
here in one pass over all areas, so that every number on every page is one cell with one key.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.areas import Areas, areas_of, districts_of
from csa.counting.both_years import both_sides, months_left_out
from csa.counting.dimensions import THEMES
from csa.counting.families import LEVELS, Count, Level
from csa.counting.keys import has_class, is_month, keys_of, read_dims, write_many
from csa.counting.units import INCIDENT_UNITS
from csa.errors import SettingsError
from csa.periods import Period, as_spans, month_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Months = Mapping[str, set[str]]  # by district
    Order = Mapping[str, Iterable[str]]  # every value of each dimension, in reading order

# Cells that are not printed, by what stands in ``reason``: sums of classes that are shown, and
# classes that are shown together with others; see csa.counting.recoding.
SUMMED = "the sum of classes that are shown"
MERGED = "shown together with other classes"
PLACED = ("month", "district", "ward", "lsoa")
CELL_COLUMNS = ["key", "measure", "by", "level", "area", "period", "dims", "value", "reason"]


@dataclass(frozen=True)
class Countable:
    """Rows of one unit, ready to be counted.

    Attributes
    ----------
    rows : DataFrame
        One row per thing counted: ``month``, ``district``, ``ward``, ``lsoa`` and dimensions.
    membership : DataFrame
        The sub-themes each row belongs to (see :func:`csa.priorities.theme_membership`).
    domains : mapping
        Every value a dimension may take, in reading order.
    unavailable : mapping
        Dimensions and sub-themes this unit's sources do not record, each with the reason.
    is_open : bool
        Whether the sources publish these rows themselves.
    only : mapping
        By dimension, the sub-themes that are divided by it where not all of them are.
    over : int
        The months to the end of a period that its rows are of, where those are not its own.
    """

    rows: pd.DataFrame
    membership: pd.DataFrame
    domains: Mapping[str, tuple[str, ...]]
    unavailable: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    over: int = 0

    _numbers: dict[tuple[str, ...], pd.DataFrame] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _coded: dict[str, tuple[np.ndarray, Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def classes_counted(self, by: Iterable[str]) -> list[tuple[str, ...]]:
        """Return the values of each of some dimensions that are counted by the others."""
        themes = [self.only[name] for name in by if name in self.only]
        return [themes[0] if themes and name == "subtheme" else self.domains[name] for name in by]

    def numbers(self, by: tuple[str, ...]) -> pd.DataFrame:
        """Return how many rows share month, places and values of some dimensions, and keep it.

        Parameters
        ----------
        by : tuple of str
            The dimensions; a theme counts a row once for each theme it belongs to.

        Returns
        -------
        DataFrame
            ``month, district, ward, lsoa`` as far as the unit has them, the dimensions, ``n``.

        Raises
        ------
        SettingsError
            If the dimensions are both priority and sub-theme.
        """
        if by not in self._numbers:
            self._numbers[by] = self._count(by)
        return self._numbers[by]

    def _count(self, by: tuple[str, ...]) -> pd.DataFrame:
        themes = [name for name in by if name in THEMES]
        if len(themes) > 1:
            raise SettingsError("A family counts by priority or by sub-theme, not by both.")
        members, at = self._members(themes)
        parts = {name: self._classes(name) for name in by if name not in THEMES}
        coded = {name: (codes[at], values) for name, (codes, values) in parts.items()}
        coded |= {name: pd.factorize(members[name], use_na_sentinel=False) for name in themes}
        number, places = self._places
        sizes = [max(len(values), 1) for values in (places, *(one for _, one in coded.values()))]
        together = np.ravel_multi_index(
            [number[at], *(codes for codes, _ in coded.values())], tuple(sizes)
        )
        found, counts = np.unique(together, return_counts=True)
        where, *which = np.unravel_index(found, tuple(sizes))
        numbers = places.take(where).reset_index(drop=True)
        for (name, (_, values)), codes in zip(coded.items(), which, strict=True):
            numbers[name] = np.asarray(values, dtype="object")[codes]
        return numbers.assign(n=counts)

    def _members(self, themes: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
        """Return who belongs to which theme, and the place of each among the rows."""
        members = self.membership
        if not themes:
            return members, np.arange(len(self.rows))
        if themes == ["priority"]:
            members = members[members["counts_to_priority"]]
        members = members[["incident", *themes]].drop_duplicates()
        at = self.rows.index.get_indexer(members["incident"])
        return members[at >= 0], at[at >= 0]

    @cached_property
    def _places(self) -> tuple[np.ndarray, pd.DataFrame]:
        """The month and place of each row by number, and what the numbers stand for."""
        rows = self.rows[[name for name in PLACED if name in self.rows]]
        number = rows.groupby(list(rows), dropna=False, sort=False, observed=True).ngroup()
        _, first = np.unique(number.to_numpy(), return_index=True)
        return number.to_numpy(), rows.iloc[first].astype("object")

    def _classes(self, name: str) -> tuple[np.ndarray, Any]:
        """Return the class of each row by number, and the classes."""
        if name not in self._coded:
            self._coded[name] = pd.factorize(self.rows[name], use_na_sentinel=False)
        return self._coded[name]


def compute_cells(
    counts: Iterable[Count],
    *,
    countables: Mapping[str, Countable],
    areas: Areas,
    coverage: pd.DataFrame,
    spans: tuple[Period, ...],
) -> pd.DataFrame:
    """Fill every family of cells with true counts.

    Parameters
    ----------
    counts : iterable of Count
        The families wanted; repeated ones are counted once.
    countables : mapping of unit to Countable
        A unit that no source provides is left out; its cells are then not available.
    areas : Areas
        The areas counted.
    coverage : DataFrame
        ``unit, district, month, status``: a period with a month that is not ``ok`` in a district
        gives no number for that district, nor for the partnership.
    spans : tuple of Period
        The periods that the assessment period is compared with, and it itself at the end. Where a
        month was not received in both years, the spans without it are counted too.

    Returns
    -------
    DataFrame
        One row per cell: ``key, measure, by, level, area, period, dims, value, reason``. A cell
        that several families share appears once.
        ``value`` is missing where a reason stands in ``reason``; it is never a false zero.
    """
    pieces = [
        _fill(count, countables.get(count.unit), areas=areas, coverage=coverage, spans=spans)
        for count in sorted(set(counts), key=lambda one: one.family)
    ]
    found = [piece for piece in pieces if len(piece)]
    if not found:  # of areas that no look-up knows
        return pd.DataFrame(columns=CELL_COLUMNS)
    cells = pd.concat(found, ignore_index=True)
    return cells[CELL_COLUMNS].drop_duplicates("key", ignore_index=True)


def _fill(
    count: Count,
    countable: Countable | None,
    *,
    areas: Areas,
    coverage: pd.DataFrame,
    spans: tuple[Period, ...],
) -> pd.DataFrame:
    if countable is None:
        return pd.DataFrame(columns=CELL_COLUMNS)
    covered = months_of(coverage, count.unit, status="ok")
    begun = months_of(coverage, count.unit, status="partial")
    periods = [*_periods(count, covered, spans), *_partial(count, covered, spans)]
    rows = _rows_by_period(countable.numbers(tuple(sorted(count.by))), periods)
    pieces = [
        _count_level(count, countable, rows, level=level, areas=areas, periods=periods)
        for level in count.levels
    ]
    cells = pd.concat(pieces, ignore_index=True)
    cells["measure"] = count.unit
    cells["by"] = count.dimensions
    cells["reason"] = _reasons(count, countable, cells, areas=areas, covered=covered, begun=begun)
    cells["value"] = cells["value"].astype("Int64").mask(cells["reason"] != "")
    cells["key"] = keys_of(cells)
    return cells


def months_of(coverage: pd.DataFrame, unit: str, *, status: str) -> dict[str, set[str]]:
    """Return the months of a unit that have a status in the table ``coverage``, by district."""
    rows = coverage[(coverage["unit"] == unit) & (coverage["status"] == status)]
    return {str(district): set(months) for district, months in rows.groupby("district")["month"]}


def _periods(
    count: Count, covered: Mapping[str, set[str]], spans: tuple[Period, ...]
) -> list[Period]:
    if not count.months:
        return list(spans if count.is_compared else spans[-1:])
    last = max(span.end for span in spans)
    months = sorted(month for months in covered.values() for month in months if month <= last)
    if not months:
        return []
    return [Period(month, month) for month in Period(months[0], last).months]


def _partial(
    count: Count, covered: Mapping[str, set[str]], spans: tuple[Period, ...]
) -> list[Period]:
    """Return the spans of both years that are compared where a month of either is missing."""
    left_out = months_left_out(covered, spans[-1])
    is_compared = count.is_compared and not count.months and count.unit in INCIDENT_UNITS
    if not is_compared or len(spans) == 1 or not left_out:
        return []
    before, after = both_sides(spans[-1], left_out)
    return [*before, *after]


def _rows_by_period(rows: pd.DataFrame, periods: list[Period]) -> pd.DataFrame:
    months = pd.DataFrame(
        [(month, period.key) for period in periods for month in period.months],
        columns=["month", "period"],
    )
    return rows.merge(months, on="month")


def _count_level(
    count: Count,
    countable: Countable,
    rows: pd.DataFrame,
    *,
    level: Level,
    areas: Areas,
    periods: list[Period],
) -> pd.DataFrame:
    rows = rows[rows["district"].notna()]
    by = sorted(count.by)
    names = ["area", "period", *by]
    placed = rows.assign(area=areas_of(rows, level, areas))
    counted = placed.groupby(names, dropna=False, observed=True)["n"].sum()
    domains = countable.classes_counted(by)
    classes = write_many(product(*domains), names=by)
    every = pd.MultiIndex.from_product(
        [areas.codes(level), [one.key for one in periods], *domains], names=names
    )
    cells = counted.reindex(every, fill_value=0).rename("value").reset_index()
    cells["level"] = level
    cells["dims"] = classes * (len(cells) // max(len(classes), 1))
    return cells[["level", "area", "period", "dims", "value"]]


def _reasons(
    count: Count,
    countable: Countable,
    cells: pd.DataFrame,
    *,
    areas: Areas,
    covered: Months,
    begun: Months,
) -> pd.Series:
    within = {
        area: tuple(districts)
        for level in count.levels
        for area, districts in districts_of(level, areas).items()
    }

    @functools.cache
    def gap(districts: tuple[str, ...], period: str) -> str:
        span = Period.from_key(period)
        lacking = _gap(list(districts), span, covered=covered, begun=begun)
        if not lacking or not countable.over:
            return lacking
        return f"not all of the {countable.over} months to {month_name(span.end)} were received"

    pairs = zip(cells["area"], cells["period"], strict=True)
    reasons = pd.Series([gap(within[area], period) for area, period in pairs], cells.index, str)
    for name, reason in countable.unavailable.items():
        if name in count.by:
            reasons[:] = reason
        for dimension, value in read_dims(name).items() if name not in count.by else ():
            if dimension in count.by:
                reasons[has_class(cells["dims"], dimension, value)] = reason
    return reasons


def _gap(districts: list[str], period: Period, *, covered: Months, begun: Months) -> str:
    wanted = set(period.months)
    lacking = {one: wanted - covered.get(one, set()) for one in districts}
    nothing = set().union(*(months - begun.get(one, set()) for one, months in lacking.items()))
    partly = set().union(*lacking.values()) - nothing
    said = (("no data received for", nothing), ("data only partly received for", partly))
    labels = ((what, [span.label for span in as_spans(months)]) for what, months in said)
    return ", ".join(f"{what} {', '.join(names)}" for what, names in labels if names)


def cells_of(cells: pd.DataFrame, count: Count) -> pd.DataFrame:
    """Return the cells of a family; a family of spans includes any single month counted too.

    Its classes are those that are shown: each thing counted is in one of them.
    """
    chosen = (
        (cells["measure"] == count.unit)
        & (cells["by"] == count.dimensions)
        & cells["level"].isin(count.levels)
        & ~cells["reason"].isin([SUMMED, MERGED])
    )
    if count.months:
        chosen &= is_month(cells["period"])
    return cells[chosen]


def in_order(cells: pd.DataFrame, order: Order) -> pd.DataFrame:
    """Sort cells as they are read: by level, area and period, then by dimensions in order of name.

    Parameters
    ----------
    cells : DataFrame
        Cells with a column for each dimension, as :func:`csa.counting.keys.expand_dims` returns
        them.
    order : mapping
        The values of each dimension in reading order: days of the week from Monday, ages from the
        youngest. A value that is not listed comes last.
    """
    dimensions = sorted(name for name in order if name in cells)
    listed = {"level": LEVELS, **{name: order[name] for name in dimensions}}
    ranks = {
        name: cells[name].map({value: place for place, value in enumerate(values)}).fillna(np.inf)
        for name, values in listed.items()
    }
    places = {name: pd.factorize(cells[name], sort=True)[0] for name in ("area", "period")}
    keys = [ranks["level"], *places.values(), *(ranks[name] for name in dimensions)]
    return cells.iloc[np.lexsort(keys[::-1])]
