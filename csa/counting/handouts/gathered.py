"""Where does it gather in some weeks, and did it gather there in the year before?

A place is a square of 250 m, or several that touch, that hold more than chance puts there, in these
weeks or in those before them: the test that finds the hotspots of twelve months
(:func:`csa.measures.grid.confirm_hot_cells`). Each is counted in both spans, and so is the rest of
the district, so that neither season nor length of the spans makes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.handouts.weeks import NOW
from csa.counting.places.hotspots import rows_of
from csa.counting.places.names import Gazetteer
from csa.counting.places.themes import list_themes
from csa.counting.places.trail import PRECISE
from csa.lately import Days
from csa.measures.grid import (
    MINIMUM_IN_HOTSPOT,
    Grid,
    confirm_hot_cells,
    label_groups,
)
from csa.measures.overdispersion import TYPICAL, learn_dispersion
from csa.periods import Period
from csa.schemas.coverage import OK

if TYPE_CHECKING:
    from csa.counting.handouts.weeks import WeekCounts
    from csa.counting.places.themes import Theme
    from csa.measures.inputs import Flags

# Of spans as long as the weeks: about a year, for all its seasons, and at least half of one.
MOST_BEFORE, FEWEST_BEFORE = 8, 4
# A group is looked at from one incident a week.
DAYS_IN_WEEK = 7
PRECISE_SHARE, SQUARE_M = 0.8, 250
COLUMNS = [
    "unit", "theme", "name", "easting", "northing", "mostly", "of_these", "now", "before",
    "rest_now", "rest_before", "is_hot_now", "was_hot", "dispersion", "degrees",
]  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """The squares of a district, and what people call them."""

    grid: Grid
    gazetteer: Gazetteer


@dataclass(frozen=True)
class Gathered:
    """Places where incidents gather, and what could not be looked at.

    Attributes
    ----------
    places : DataFrame
        One row per theme and place: ``unit``, ``theme`` (its label), ``name`` and the middle of
        its incidents, ``mostly`` (the commonest type in these weeks) and how many are
        ``of_these``, the counts ``now`` and ``before`` and those of the rest of the district,
        whether it was a hotspot in each, and how much its months vary.
    beside : DataFrame
        The same counts of each other square that was looked at: places are read among all of them,
        for they are the highest of many.
    before : Days, optional
        The days before that they are set against; none where too few were received.
    left_out : tuple of str
        Labels of themes whose points are too rough or whose months before were not received.
    """

    places: pd.DataFrame
    beside: pd.DataFrame
    before: Days | None
    left_out: tuple[str, ...]


def find_places(counts: WeekCounts) -> Gathered:
    """Find the places of every theme that is not sensitive.

    Of the police types that stand for sensitive ones a place is none where most is at one address.
    """
    records = counts.records
    boundaries = records.table("boundary_district")
    own = boundaries[boundaries["code"] == counts.district] if len(boundaries) else boundaries
    told, left_out, spans = [], [], set[Days]()
    beside = [pd.DataFrame(columns=COLUMNS)[:0]]
    if not len(own):
        nothing = ("everything: no boundary is known",)
        return Gathered(pd.DataFrame(columns=COLUMNS), beside[0], None, nothing)
    tables = {name: records.table(name) for name in ("boundary_ward", "boundary_lsoa")}
    ground = Ground(
        Grid.over(own.geometry.iloc[0], size=SQUARE_M), Gazetteer.of(records.settings, tables)
    )
    for theme in list_themes(records.settings):
        countable = records.unit(theme.unit)
        # A part of a priority lies within its total; what another service counts does not.
        if countable is None or not (theme.is_total or not theme.is_headline):
            continue
        if theme.unit not in counts.units:
            continue
        rows = counts.rows(theme.unit)
        rows = rows.loc[rows.index.intersection(rows_of(countable, theme).index)]
        before = _before(counts, theme.unit)
        if before is None or not _is_precise(rows, (counts.spans[NOW], before)):
            left_out.append(theme.label)
            continue
        spans.add(before)
        found, others = _of_theme(counts, rows, theme, (counts.spans[NOW], before), ground)
        told += found
        beside.append(others)
    table = pd.DataFrame(told, columns=COLUMNS)
    return Gathered(table, pd.concat(beside), min(spans, default=None), tuple(left_out))


def _before(counts: WeekCounts, unit: str) -> Days | None:
    """Return the days before these weeks that were received whole, up to about a year of them."""
    length, found = len(counts.span), 0
    before = counts.span.before
    while found < MOST_BEFORE and counts.stands(unit, before) == OK:
        found, before = found + 1, before.before
    if found < FEWEST_BEFORE:
        return None
    return Days.up_to(counts.span.before.last, days=found * length)


def _is_precise(rows: pd.DataFrame, spans: tuple[Days, Days]) -> bool:
    inside = rows[spans[0].holds(rows["day"]) | spans[1].holds(rows["day"])]
    located = inside[inside["easting"].notna()]
    return bool(not len(located) or located["coord_quality"].isin(PRECISE).mean() >= PRECISE_SHARE)


def _of_theme(
    counts: WeekCounts, rows: pd.DataFrame, theme: Theme, spans: tuple[Days, Days], ground: Ground
) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Return the places of a theme, and the counts of all other squares that hold enough."""
    grid = ground.grid
    placed = rows[rows["coord_quality"].isin(PRECISE)]
    parts = [placed[span.holds(placed["day"])] for span in spans]
    least = (len(spans[0]) // DAYS_IN_WEEK, MINIMUM_IN_HOTSPOT)
    # Few weeks fill few squares: one may be a place, and larger ones would show less.
    hot = [
        confirm_hot_cells([grid], *_points(part), minimum=n, fewest_cells=1)
        for part, n in zip(parts, least, strict=True)
    ]
    groups, number = label_groups(np.any([one.confirmed for one in hot], axis=0))
    of_all = pd.Series(_group_of(grid, groups, placed), index=placed.index)
    spread = _spread(counts, theme.unit, of_all, number=number)
    found = []
    for group in range(1, number + 1):
        here, own = groups == group, [part[of_all[part.index] == group] for part in parts]
        if theme.public_type and _is_of_one_address(pd.concat(own)):
            continue
        found.append({
            "unit": theme.unit, "theme": theme.label,
            **_described(own, theme, here, ground, district=counts.district),
            "rest_now": len(parts[0]) - len(own[0]), "rest_before": len(parts[1]) - len(own[1]),
            "is_hot_now": bool(hot[0].confirmed[here].any()),
            "was_hot": bool(hot[1].cells[here].any()),
            **spread.loc[group].to_dict(),
        })  # fmt: skip
    return found, _beside(grid, parts, groups, theme)


def _described(
    own: list[pd.DataFrame], theme: Theme, here: Flags, ground: Ground, *, district: str
) -> dict[str, Any]:
    """Name a place, and count what is there now and was before."""
    every = pd.concat(own)
    weights = np.where(here, ground.grid.count(*_points(every)), 0)
    types = own[0].get("bucket" if theme.unit == "fire" else "category")
    common = types.value_counts().head(1) if types is not None else pd.Series(dtype=int)
    east, north = (float(one.mean()) for one in _points(every))
    return {
        "name": ground.gazetteer.name_spot(ground.grid, weights, district=district)["name"],
        "easting": east,
        "northing": north,
        "mostly": str(common.index[0]) if len(common) else "",
        "of_these": int(common.iloc[0]) if len(common) else 0,
        "now": len(own[0]),
        "before": len(own[1]),
    }


def _is_of_one_address(rows: pd.DataFrame) -> bool:
    """Say whether more than half of some incidents are at one point: that is somebody's home."""
    return bool(2 * rows.groupby(["easting", "northing"]).size().max() > len(rows))


def _spread(counts: WeekCounts, unit: str, groups: pd.Series, *, number: int) -> pd.DataFrame:
    """Learn from all months received how much each place varies, and from those alike."""
    every = range(number + 1)
    monthly = {one: counts.monthly(unit, _is_among(counts, unit, groups == one)) for one in every}
    found = learn_dispersion(
        pd.DataFrame(monthly),
        period=Period(counts.span.months[0], counts.span.months[-1]),
        kin=pd.Series([one > 0 for one in every], index=list(every)).map(str),
    )
    return found.assign(dispersion=found["dispersion"].clip(lower=TYPICAL))


def _is_among(counts: WeekCounts, unit: str, chosen: pd.Series) -> np.ndarray:
    return np.asarray(counts.rows(unit).index.isin(chosen.index[chosen]))


def _beside(
    grid: Grid, parts: list[pd.DataFrame], groups: np.ndarray, theme: Theme
) -> pd.DataFrame:
    """Count the squares that are no place but hold enough to be judged: they were looked at too."""
    now, before = (grid.count(*_points(part)) for part in parts)
    looked_at = (groups == 0) & (now + before >= MINIMUM_IN_HOTSPOT)
    table = pd.DataFrame({"now": now[looked_at], "before": before[looked_at]})
    return table.assign(
        unit=theme.unit,
        theme=theme.label,
        rest_now=len(parts[0]) - table["now"],
        rest_before=len(parts[1]) - table["before"],
        dispersion=TYPICAL,
        degrees=np.inf,
    )


def _points(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    points = rows[["easting", "northing"]].astype("float64")
    return points["easting"].to_numpy(), points["northing"].to_numpy()


def _group_of(grid: Grid, groups: np.ndarray, rows: pd.DataFrame) -> np.ndarray:
    columns, lines, kept = grid.places(*_points(rows))
    return np.where(kept, groups[np.where(kept, lines, 0), np.where(kept, columns, 0)], 0)
