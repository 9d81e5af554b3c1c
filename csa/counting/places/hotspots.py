"""Hotspots of exact points, as tables that may be published.

Points never leave this module. What does are squares of 250 m or more, twelve months at a time,
without coordinates in words. Counts leave as cells of the release
(:mod:`csa.counting.places.spot_cells`), so that they are rounded and attacked with all others; the
tables here name them by their keys and hold no count. Sensitive sub-themes have no
hotspots, as they have no table by ward.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.places.density import SURFACE_CELL_M, density_surface, in_classes
from csa.counting.places.names import Gazetteer
from csa.counting.places.spot_cells import CELLS, TIES, Spots, spot_cells
from csa.counting.places.themes import Theme, list_themes
from csa.counting.places.trail import PRECISE, Trail, categories_of, follow, in_groups, points_in
from csa.measures.grid import CELL_SIZES_M, Grid
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from csa.counting.cells import Countable
    from csa.measures.inputs import Floats
    from csa.settings import Settings

PRECISE_SHARE = 0.8
WINDOW_MONTHS = 12
MOST_WINDOWS = 5
MINIMUM_POINTS = 50
# Details that must be public besides the theme for the count of a district, or of a neighbourhood,
# in twelve months to be known to everybody.
OF_DISTRICT = frozenset({"district", "month"})
OF_NEIGHBOURHOOD = OF_DISTRICT | {"lsoa"}

SNAPPED = (
    "the source moves each point to a nearby map point shared by several streets, so it cannot "
    "say which street or corner; the neighbourhood table and map can be relied on"
)
TOO_FEW = "too few incidents with an exact place in twelve months to tell a pattern from chance"
NO_YEAR = "twelve months without a gap have not been received"
KEYS_OF_SPOT = ("now_cells", "before_cells")

Tables = dict[str, pd.DataFrame]


def build_places(
    countables: Mapping[str, Countable],
    boundaries: Mapping[str, Any],
    *,
    settings: Settings,
    coverage: pd.DataFrame,
    period: Period,
    open_units: Collection[str] = (),
    homes: pd.DataFrame | None = None,
) -> Tables:
    """Find the hotspots of every theme and district and give them names.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with their coordinates and themes.
    boundaries : mapping
        ``boundary_district``, ``boundary_ward`` and, where received, ``boundary_lsoa``.
    settings : Settings
        Priorities and named places.
    coverage : DataFrame
        Months received; a window with a gap is left out.
    period : Period
        The assessment period; windows of twelve months end with it.
    open_units : collection of str
        Units whose sources publish every row themselves.
    homes : DataFrame, optional
        Residents by neighbourhood, the parts of one that was split together, as
        :func:`csa.counting.tables.locality_base.build_locality_base` has them: a hotspot then holds
        more than they explain. Without all of a district's, it is held against the ground alone.

    Returns
    -------
    dict of str to DataFrame
        ``hotspot`` (one row per hotspot: theme, district, name, category and the keys of its
        counts), ``hotspot_cell`` (its squares), ``hotspot_trial`` (one row per theme and district:
        whether points are exact enough),
        ``hotspot_surface`` (class of each square of the density of a priority), and the counts
        with their ties: ``hotspot_count`` and ``hotspot_tie``.
    """
    if not len(boundaries["boundary_district"]):
        return {}
    shapes = boundaries["boundary_district"].set_index("code").geometry
    grids = {
        code: [Grid.over(shape, size=size) for size in (*CELL_SIZES_M, SURFACE_CELL_M)]
        for code, shape in shapes.items()
    }
    at_risk = {
        code: _residents(grid[:-1], boundaries, homes, district=code)
        for code, grid in grids.items()
    }
    pieces: list[Tables] = []
    found: list[Spots] = []
    gazetteer = Gazetteer.of(settings, boundaries)
    for theme in list_themes(settings):
        countable = countables.get(theme.unit)
        if countable is None or _repeats_total(theme, countable):
            continue
        rows = rows_of(countable, theme)
        for district in grids:
            tables, spots = _look_at(
                rows[rows["district"] == district],
                theme,
                district,
                grids=grids[district],
                at_risk=at_risk[district],
                windows=_windows(coverage, theme.unit, district, period),
                gazetteer=gazetteer,
                is_open=theme.unit in open_units,
            )
            pieces.append(tables)
            found += spots
    counts, ties = spot_cells(found)
    return _gathered(pieces) | ({CELLS: counts, TIES: ties} if found else {})


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
    at_risk: list[Floats],
    windows: list[Period],
    gazetteer: Gazetteer,
    is_open: bool,
) -> tuple[Tables, list[Spots]]:
    keys = theme.keys | {"district": district}
    named = keys | {"label": theme.label, "is_total": theme.is_total}
    reason = _unfit(rows, windows)
    if reason:
        return {"hotspot_trial": pd.DataFrame([named | {"reason": reason}])}, []
    settings = gazetteer.settings
    floor = settings.disclosure.minimum_group
    trail = follow(rows, grids[:-1], windows, at_risk=at_risk, floor=floor)
    spots = _spots(rows, theme, trail, settings=settings, district=district, is_open=is_open)
    trial = {"latest": windows[0].key, "reason": "", "against_residents": bool(at_risk)}
    listed = _listed(trail, spots, gazetteer)
    tables = {
        "hotspot_trial": pd.DataFrame([named | trial]),
        "hotspot": listed.assign(**named),
        "hotspot_cell": _cells_of(trail.grid, spots.groups).assign(**keys),
    }
    if theme.is_total:
        surface = density_surface(*points_in(rows, windows[0]), grids[-1], floor=floor)
        tables["hotspot_surface"] = surface.assign(**keys)
    return tables, [spots]


def _gathered(pieces: list[Tables]) -> Tables:
    pieces = [{name: table for name, table in piece.items() if len(table)} for piece in pieces]
    names = dict.fromkeys(name for piece in pieces for name in piece)
    tables = {
        name: pd.concat([piece[name] for piece in pieces if name in piece], ignore_index=True)
        for name in names
    }
    if "hotspot_surface" in tables:
        tables["hotspot_surface"] = in_classes(tables["hotspot_surface"])
    return tables


def rows_of(countable: Countable, theme: Theme) -> pd.DataFrame:
    """Return ``month``, place and point of the incidents of a theme."""
    columns = ["month", "district", "ward", "lsoa", "easting", "northing", "coord_quality"]
    rows = countable.rows
    if theme.public_type:
        return rows.loc[rows["category"] == theme.public_type, columns]
    members = countable.membership[countable.membership["priority"] == theme.priority]
    if theme.is_total:
        members = members[members["counts_to_priority"]]
    else:
        members = members[members["subtheme"] == theme.theme]
    return rows.loc[members["incident"].unique(), columns]


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


def _residents(
    grids: list[Grid],
    boundaries: Mapping[str, Any],
    homes: pd.DataFrame | None,
    *,
    district: str,
) -> list[Floats]:
    """Return the residents of each square, at each size of square; none unless all are known."""
    lsoas = boundaries.get("boundary_lsoa")
    if homes is None or not len(homes) or lsoas is None or not len(lsoas):
        return []
    own = lsoas.loc[lsoas["district"] == district, ["code", "geometry"]]
    known = own.merge(homes[["lsoa", "group", "residents"]], left_on="code", right_on="lsoa")
    if not len(own) or len(known) < len(own) or known["residents"].isna().any():
        return []
    whole = known.dissolve("group")
    return [grid.share_out(list(whole.geometry), whole["residents"]) for grid in grids]


def _spots(
    rows: pd.DataFrame,
    theme: Theme,
    trail: Trail,
    *,
    settings: Settings,
    district: str,
    is_open: bool,
) -> Spots:
    """Count what lies in the hotspots, and what a reader can set it against."""
    public = set(settings.disclosure.public_dimensions.get(theme.unit, ()))
    dimension, counted = theme.detail
    windows = trail.windows[: trail.compared]
    is_known = public >= OF_NEIGHBOURHOOD | {dimension}
    return Spots(
        theme=counted,
        unit=theme.unit,
        district=district,
        detail={dimension: counted},
        part_of=theme.part_of,
        parts=theme.parts,
        grid=trail.grid,
        groups=trail.groups,
        windows=windows,
        counts=trail.counts[: trail.compared],
        totals=[int(rows["month"].isin(window.months).sum()) for window in windows],
        around=_around(rows, trail) if is_known else {},
        is_public=public >= OF_DISTRICT | {dimension},
        is_open=is_open,
    )


def _around(rows: pd.DataFrame, trail: Trail) -> dict[int, tuple[tuple[str, ...], tuple[int, ...]]]:
    """Return, for each hotspot, the neighbourhoods of its incidents and all that is counted there.

    A hotspot with an incident whose neighbourhood is unknown is left out.
    """
    windows = trail.windows[: trail.compared]
    inside = pd.concat([in_groups(rows, trail, window) for window in windows])
    around = {}
    for group, codes in inside.groupby("group")["lsoa"]:
        if codes.notna().all():
            lsoas = tuple(sorted(codes.unique()))
            near = rows[rows["lsoa"].isin(lsoas)]
            counts = tuple(int(near["month"].isin(window.months).sum()) for window in windows)
            around[int(str(group))] = (lsoas, counts)
    return around


def _listed(trail: Trail, spots: Spots, gazetteer: Gazetteer) -> pd.DataFrame:
    """Name each hotspot, say what kind it is and which cells count it."""
    columns = ["hotspot", "name", "place", "ward", "category", "hectares", *KEYS_OF_SPOT]
    rows = []
    for group, category in zip(spots.numbers, categories_of(trail, spots), strict=True):
        cells = spots.squares(group)
        weights = np.sum([counts * cells for counts in trail.counts], axis=0)
        where = gazetteer.name_spot(trail.grid, weights, district=spots.district)
        keys = [spots.key(spots.spot(group), window) for window in range(trail.compared)]
        rows.append(
            {
                "hotspot": group,
                **where,
                "category": category,
                "hectares": int(cells.sum()) * trail.grid.size**2 // 10_000,
                **dict(zip(KEYS_OF_SPOT, [*keys, ""], strict=False)),
            }
        )
    listed = pd.DataFrame(rows, columns=columns)
    # Two of a theme may lie in one neighbourhood: number them.
    repeated = listed.groupby("name").cumcount()
    listed["name"] = listed["name"].where(
        repeated == 0, listed["name"] + " (" + (repeated + 1).astype(str) + ")"
    )
    return listed


def _cells_of(grid: Grid, groups: np.ndarray) -> pd.DataFrame:
    rows, columns = np.nonzero(groups)
    return pd.DataFrame(
        {"hotspot": groups[rows, columns], "column": columns + grid.column, "row": rows + grid.row}
    )
