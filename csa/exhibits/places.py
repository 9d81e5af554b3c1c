"""Hotspots of exact points, as tables that may be published.

Points never leave this module. What does are cells of 250 m or more, twelve months at a time,
without coordinates in words, and counts cut down to a multiple of five: "60" stands for 60 to 64,
whatever else is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.exhibits.place_names import name_area
from csa.exhibits.view import UNIT_NOUNS
from csa.measures.concentration import predictive_accuracy_index
from csa.measures.grid import CELL_SIZES_M, Grid, Hot, confirm_hot_cells, label_groups
from csa.measures.hotspots import classify_persistence, kernel_density
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from csa.disclosure.cells import Countable
    from csa.settings import Settings

PRECISE = ("exact", "street")
PRECISE_SHARE = 0.8
WINDOW_MONTHS = 12
MOST_WINDOWS = 5
MINIMUM_POINTS = 50
BANDWIDTH_M = 500
SURFACE_CELL_M = 125
MINIMUM_AROUND = 5.0
SHARES = ("hit_share", "area_share", "accuracy", "best_share")
SURFACE_QUANTILES = (0.5, 0.75, 0.9, 0.97)

SNAPPED = (
    "the source moves each point to a nearby map point shared by several streets, so it cannot "
    "say which street or corner; the neighbourhood table and map can be relied on"
)
TOO_FEW = "too few incidents with an exact place in twelve months to tell a pattern from chance"
NO_YEAR = "twelve months without a gap have not been received"

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Theme:
    """What a hotspot is of: a priority's headline count, one of its sub-themes, or a type."""

    priority: str
    theme: str
    label: str
    unit: str
    is_total: bool
    is_headline: bool
    public_type: str = ""


@dataclass(frozen=True)
class _Trail:
    """One theme in one district through successive windows, the latest first."""

    grid: Grid
    counts: list[np.ndarray]
    hot: list[Hot]
    is_yearly: bool


def list_themes(settings: Settings) -> Iterator[Theme]:
    """Yield the themes whose hotspots are looked for.

    A sensitive priority is looked at as the nearest public type of crime, if there is one.
    """
    for priority in settings.priorities:
        headline = priority.headline_unit
        if priority.sensitive:
            name = settings.disclosure.nearest_public.get(priority.id)
            if name:
                label = f"All recorded crimes of the type {name}"
                yield Theme(
                    priority.id, priority.id, label, "crime",
                    is_total=True, is_headline=True, public_type=name,
                )  # fmt: skip
            continue
        label = f"All {UNIT_NOUNS[headline]} of the priority"
        yield Theme(priority.id, priority.id, label, headline, is_total=True, is_headline=True)
        for subtheme in priority.subthemes:
            for unit in dict.fromkeys(rule.unit for rule in subtheme.rules):
                yield Theme(
                    priority.id,
                    subtheme.id,
                    subtheme.label,
                    unit,
                    is_total=False,
                    is_headline=unit == headline,
                )


def build_places(
    countables: Mapping[str, Countable],
    boundaries: Mapping[str, Any],
    *,
    settings: Settings,
    coverage: pd.DataFrame,
    period: Period,
) -> Tables:
    """Find the hotspots of every theme and district and give them names.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with their coordinates and themes.
    boundaries : mapping
        ``boundary_district`` and ``boundary_ward``.
    settings : Settings
        Priorities and named places.
    coverage : DataFrame
        Months received; a window with a gap is left out.
    period : Period
        The assessment period; windows of twelve months end with it.

    Returns
    -------
    dict of str to DataFrame
        ``hotspot`` (one row per hotspot: theme, district, name, category, counts cut down to a
        multiple of the base), ``hotspot_cell`` (its cells), ``hotspot_trial`` (one row per theme
        and district: whether points are exact enough, and how last year's hotspots did this year)
        and ``hotspot_surface`` (class of each cell of the density of a priority).
    """
    if not len(boundaries["boundary_district"]):
        return {}
    shapes = boundaries["boundary_district"].set_index("code").geometry
    grids = {
        code: [Grid.over(shape, size=size) for size in (*CELL_SIZES_M, SURFACE_CELL_M)]
        for code, shape in shapes.items()
    }
    pieces: list[Tables] = []
    for theme in list_themes(settings):
        countable = countables.get(theme.unit)
        if countable is None or _repeats_total(theme, countable):
            continue
        rows = _rows_of(countable, theme)
        pieces += [
            _look_at(
                rows[rows["district"] == district],
                theme,
                district,
                grids=grids[district],
                windows=_windows(coverage, theme.unit, district, period),
                wards=boundaries["boundary_ward"],
                settings=settings,
            )
            for district in grids
        ]
    return _gathered(pieces)


def _repeats_total(theme: Theme, countable: Countable) -> bool:
    """Say whether a sub-theme is all of its priority in this unit: its hotspots stand already."""
    if theme.is_total:
        return False
    members = countable.membership[countable.membership["priority"] == theme.priority]
    whole = members.loc[members["counts_to_priority"], "incident"].nunique()
    part = members.loc[members["subtheme"] == theme.theme, "incident"].nunique()
    return theme.is_headline and part == whole


def _look_at(
    rows: pd.DataFrame,
    theme: Theme,
    district: str,
    *,
    grids: list[Grid],
    windows: list[Period],
    wards: Any,
    settings: Settings,
) -> Tables:
    keys = {"priority": theme.priority, "theme": theme.theme, "district": district}
    named = keys | {"label": theme.label, "unit": theme.unit, "is_total": theme.is_total}
    reason = _unfit(rows, windows)
    if reason:
        return {"hotspot_trial": pd.DataFrame([named | {"reason": reason}])}
    trail = _follow(rows, grids[:-1], windows)
    spots, cells = _hotspots(trail, settings=settings, wards=wards, district=district)
    outcome = _try_last_year(trail) | {"latest": windows[0].key, "reason": ""}
    tables = {
        "hotspot_trial": pd.DataFrame([named | outcome]),
        "hotspot": spots.assign(**named),
        "hotspot_cell": cells.assign(**keys),
    }
    if theme.is_total:
        tables["hotspot_surface"] = _surface(rows, grids[-1], windows[0]).assign(**keys)
    return tables


def _gathered(pieces: list[Tables]) -> Tables:
    pieces = [{name: table for name, table in piece.items() if len(table)} for piece in pieces]
    names = dict.fromkeys(name for piece in pieces for name in piece)
    tables = {
        name: pd.concat([piece[name] for piece in pieces if name in piece], ignore_index=True)
        for name in names
    }
    if "hotspot_surface" in tables:
        tables["hotspot_surface"] = _classed(tables["hotspot_surface"])
    trials = tables.get("hotspot_trial", pd.DataFrame())
    for column in set(SHARES) & set(trials):
        trials[column] = trials[column].astype("Float64")
    return tables


def _rows_of(countable: Countable, theme: Theme) -> pd.DataFrame:
    columns = ["month", "district", "ward", "easting", "northing", "coord_quality"]
    if theme.public_type:
        return countable.rows.loc[countable.rows["category"] == theme.public_type, columns]
    members = countable.membership[countable.membership["priority"] == theme.priority]
    if theme.is_total:
        members = members[members["counts_to_priority"]]
    else:
        members = members[members["subtheme"] == theme.theme]
    return countable.rows.loc[members["incident"].unique(), columns]


def _windows(coverage: pd.DataFrame, unit: str, district: str, period: Period) -> list[Period]:
    """Return the twelve months up to the period's end and those before, latest first.

    Years with a gap are left out; with a gap in the latest there is none.
    """
    received = coverage[
        (coverage["unit"] == unit)
        & (coverage["district"] == district)
        & (coverage["status"] == "ok")
    ]
    months = set(received["month"])
    ends = [shift_month(period.end, -WINDOW_MONTHS * n) for n in range(MOST_WINDOWS)]
    windows = [Period(shift_month(end, 1 - WINDOW_MONTHS), end) for end in ends]
    complete = [window for window in windows if set(window.months) <= months]
    return complete if complete[:1] == windows[:1] else []


def _unfit(rows: pd.DataFrame, windows: list[Period]) -> str:
    """Return why points cannot show hotspots, or an empty text when they can."""
    latest = rows[rows["month"].isin(windows[0].months)] if windows else rows
    located = latest[latest["easting"].notna()]
    precise = located["coord_quality"].isin(PRECISE)
    if len(located) and precise.mean() < PRECISE_SHARE:
        return SNAPPED
    if not windows:
        return NO_YEAR
    return TOO_FEW if precise.sum() < MINIMUM_POINTS else ""


def _follow(rows: pd.DataFrame, grids: list[Grid], windows: list[Period]) -> _Trail:
    points = [_points(rows, window) for window in windows]
    return _Trail(
        grid=grids[0],
        counts=[grids[0].count(x, y) for x, y in points],
        hot=[confirm_hot_cells(grids, x, y) for x, y in points],
        is_yearly=len(windows) > 1 and windows[1] == windows[0].a_year_earlier,
    )


def _points(rows: pd.DataFrame, window: Period) -> tuple[np.ndarray, np.ndarray]:
    chosen = rows["month"].isin(window.months) & rows["coord_quality"].isin(PRECISE)
    points = rows.loc[chosen, ["easting", "northing"]].astype("float64")
    return points["easting"].to_numpy(), points["northing"].to_numpy()


def _hotspots(
    trail: _Trail, *, settings: Settings, wards: Any, district: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    groups, n = label_groups(np.any([hot.confirmed for hot in trail.hot], axis=0))
    columns = ["hotspot", "name", "place", "ward", "category", "hectares", "now", "before"]
    if not n:
        return pd.DataFrame(columns=columns), pd.DataFrame(columns=["hotspot", "column", "row"])
    base = settings.disclosure.base
    marks = pd.DataFrame(
        {
            # A hotspot once confirmed is followed by its cells at the finest size.
            position: [bool(hot.cells[groups == group].any()) for group in range(1, n + 1)]
            for position, hot in enumerate(reversed(trail.hot))
        }
    )
    categories = (
        classify_persistence(marks)["category"] if len(trail.hot) > 1 else ["unclassified"] * n
    )
    rows = []
    for group, category in zip(range(1, n + 1), categories, strict=True):
        cells = groups == group
        weights = sum(counts * cells for counts in trail.counts)
        now, *earlier = (_cut(int(counts[cells].sum()), base) for counts in trail.counts)
        rows.append(
            {
                "hotspot": group,
                **name_area(trail.grid, weights, settings=settings, wards=wards, district=district),
                "category": category,
                "hectares": int(cells.sum()) * trail.grid.size**2 // 10_000,
                "now": now,
                "before": earlier[0] if trail.is_yearly else pd.NA,
            }
        )
    spots = pd.DataFrame(rows, columns=columns)
    spots[["now", "before"]] = spots[["now", "before"]].astype("Int64")
    # Two of a theme may lie in one ward, the same way from the same place: number them.
    repeated = spots.groupby("name").cumcount()
    spots["name"] = spots["name"].where(
        repeated == 0, spots["name"] + " (" + (repeated + 1).astype(str) + ")"
    )
    return spots, _cells_of(trail.grid, groups)


def _cut(count: int, base: int) -> int:
    """Cut a count down to a multiple of the base: exactly ``base`` true counts give each."""
    return count // base * base


def _cells_of(grid: Grid, groups: np.ndarray) -> pd.DataFrame:
    rows, columns = np.nonzero(groups)
    return pd.DataFrame(
        {"hotspot": groups[rows, columns], "column": columns + grid.column, "row": rows + grid.row}
    )


def _try_last_year(trail: _Trail) -> dict[str, Any]:
    """Say how much of the latest window's crime fell into the hotspots of the one before."""
    if not trail.is_yearly or not trail.hot[1].confirmed.any():
        return dict.fromkeys(SHARES, pd.NA)
    now, hot, inside = trail.counts[0], trail.hot[1].confirmed, trail.grid.inside
    total, cells = int(now.sum()), int(hot.sum())
    hits = _cut(int(now[hot].sum()), 5)
    best = _cut(int(np.sort(now[inside])[::-1][:cells].sum()), 5)
    return {
        "hit_share": round(hits / total, 2),
        "area_share": cells / int(inside.sum()),
        "accuracy": predictive_accuracy_index(
            hits, total, hotspot_area=cells, study_area=int(inside.sum())
        ),
        "best_share": round(best / total, 2),
    }


def _surface(rows: pd.DataFrame, grid: Grid, window: Period) -> pd.DataFrame:
    west, south = grid.column * grid.size, grid.row * grid.size
    high, wide = grid.inside.shape
    density = kernel_density(
        *_points(rows, window),
        bandwidth=BANDWIDTH_M,
        cell_size=grid.size,
        extent=(west, south, west + wide * grid.size, south + high * grid.size),
    ).density
    around = density * np.pi * BANDWIDTH_M**2
    at = np.nonzero(grid.inside & (around >= MINIMUM_AROUND))
    return pd.DataFrame(
        {"column": at[1] + grid.column, "row": at[0] + grid.row, "around": around[at]}
    )


def _classed(table: pd.DataFrame) -> pd.DataFrame:
    """Replace densities by classes that are the same in every district of a priority."""
    limits = table.groupby("priority")["around"].quantile(list(SURFACE_QUANTILES)).unstack()
    cuts = limits.loc[table["priority"]].to_numpy()
    table["class"] = (table["around"].to_numpy()[:, None] >= cuts).sum(axis=1) + 1
    return table[["priority", "theme", "district", "column", "row", "class"]]
