"""How much do the months of each public series vary beyond chance?

Every verdict allows for it. It is worked out from counts that their owners publish themselves, and
from nothing else, so that it can stand beside any release: a sensitive theme takes the figure of
the public type that stands in for it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from csa.counting.areas import areas_of, districts_of
from csa.counting.cells import months_of
from csa.counting.classes import classify_cells
from csa.counting.dimensions import THEMES
from csa.counting.families import LEVELS, Count
from csa.counting.places.shapes import codes_of_place
from csa.counting.units import units_of
from csa.measures.overdispersion import learn_dispersion
from csa.periods import Period, shift_month

if TYPE_CHECKING:
    from csa.counting.areas import Areas
    from csa.counting.cells import Countable
    from csa.settings import Settings

Variation = dict[tuple[str, str], tuple[float, float]]
VARIATION: Final = "variation"
PLACE_LEVEL = "place"
UNITS = units_of("incident", "search")
DIMENSIONS: tuple[tuple[str, ...], ...] = ((), ("category",), *((name,) for name in THEMES))
# The months of a whole partnership and those of its districts vary alike.
KIN_LEVELS = {"partnership": "district"}
LEARNT_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("partnership", "district"),
    *((level,) for level in LEVELS if level not in ("partnership", "district")),
    (PLACE_LEVEL,),
)
NAMES = ["measure", "by", "dims", "level", "area"]
NOTHING = pd.Series(
    dtype=float, index=pd.MultiIndex.from_arrays([[]] * 6, names=[*NAMES, "month"]), name="n"
)


def build_variation(
    countables: Mapping[str, Countable],
    boundaries: Any,
    *,
    areas: Areas,
    settings: Settings,
    coverage: pd.DataFrame,
    period: Period,
    open_units: Iterable[str],
    synthetic: bool,
    units: Iterable[str] = UNITS,
    levels: Iterable[tuple[str, ...]] = LEARNT_TOGETHER,
    kept: dict[Any, pd.Series] | None = None,
) -> dict[str, pd.DataFrame]:
    """Measure the dispersion of every series of public months.

    Each unit is learnt from its own months, and apart at each of ``LEARNT_TOGETHER``: a part of the
    table is the same whether the others are made or not.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with their month, area and themes.
    boundaries : GeoDataFrame
        ``boundary_lsoa``, of which named places are made.
    areas : Areas
        The areas counted.
    settings : Settings
        Priorities, recording breaks, named places, and which details are public.
    coverage : DataFrame
        Months received.
    period : Period
        The assessment period.
    open_units : iterable of str
        Units whose sources publish every row themselves.
    synthetic : bool
        Whether the data are, and synthetic recording breaks hold.
    units : iterable of str
        The units to learn, by default all.
    levels : iterable of tuples
        Those of ``LEARNT_TOGETHER`` to learn, by default all.
    kept : dict, optional
        Holds the counts of all months, and is given those it lacks: they are the same for every
        period.

    Returns
    -------
    dict
        ``variation``: one row per series: ``measure, dims, level, area, dispersion, degrees`` (see
        :func:`csa.measures.overdispersion.learn_dispersion`). The area is empty for what is usual
        in any area of the level. Series that are not public have no row.
    """
    chosen = tuple(levels)
    places = _places(boundaries if (PLACE_LEVEL,) in chosen else (), settings)
    within = _within(areas, places)
    monthly_counts = {} if kept is None else kept
    pieces = []
    for unit, together in itertools.product(units, chosen):
        received = months_of(coverage, unit, status="ok")
        if (unit, together) not in monthly_counts:
            countable = countables.get(unit)
            counts = _counts_of(countable, unit, together, areas=areas, places=places)
            public = _is_public(counts.index, settings, open_units)
            monthly_counts[unit, together] = counts[public]
        counts = monthly_counts[unit, together]
        counts = counts[counts.index.get_level_values("month") <= period.end]
        first = min((min(months) for months in received.values()), default=period.end)
        if len(counts) and first <= period.end:
            months = Period(first, period.end).months
            monthly = counts.unstack("month").reindex(columns=months).fillna(0.0)
            monthly = monthly.where(_are_received(monthly, received, within))
            pieces.append(_learn(monthly, settings, period, synthetic=synthetic))
    return {VARIATION: pd.concat(pieces, ignore_index=True)} if pieces else {}


def _counts_of(
    countable: Countable | None,
    unit: str,
    levels: tuple[str, ...],
    *,
    areas: Areas,
    places: pd.DataFrame,
) -> pd.Series:
    if countable is None:
        return NOTHING
    pieces = [
        _counts(countable, Count(unit, by=by), levels, areas=areas, places=places)
        for by in DIMENSIONS
        if _is_counted(countable, by)
    ]
    return pd.concat(pieces) if pieces else NOTHING


def _are_received(
    monthly: pd.DataFrame,
    received: Mapping[str, set[str]],
    within: Mapping[tuple[str, str], list[str]],
) -> list[list[bool]]:
    """Say of each series and month whether all districts of its area were received."""

    @functools.cache
    def months(districts: tuple[str, ...]) -> list[bool]:
        of_each = [received.get(one, set()) for one in districts]
        return [all(month in one for one in of_each) for month in monthly.columns]

    return [months(tuple(within[level, area])) for *_, level, area in monthly.index]


def _places(boundaries: Any, settings: Settings) -> pd.DataFrame:
    """Return ``lsoa, area, of``: the neighbourhoods that each named place is made of."""
    rows = [
        (code, place.slug, settings.district(place.district).code)
        for place in settings.places
        if len(boundaries)
        for code in codes_of_place(place, boundaries, settings=settings)
    ]
    return pd.DataFrame(rows, columns=["lsoa", "area", "of"])


def _is_counted(countable: Countable, by: tuple[str, ...]) -> bool:
    """Say whether rows of a unit carry a dimension, or belong to themes."""
    if by and by[0] in THEMES:
        return len(countable.membership) > 0
    return not by or by[0] in countable.rows


def _counts(
    countable: Countable,
    count: Count,
    levels: Iterable[Any],
    *,
    areas: Areas,
    places: pd.DataFrame,
) -> pd.Series:
    """Count rows by series and month; the index names the series and the month."""
    few = countable.numbers(tuple(sorted(count.by)))
    few = few[few["district"].notna() & few["month"].notna()]
    by = count.dimensions
    pieces = []
    for level in levels:
        if level == PLACE_LEVEL:
            rows = few.merge(places, on="lsoa")
        else:
            rows = few.assign(area=areas_of(few, level, areas))
        names = [*count.by, "area", "month"]
        here = rows[rows["area"].notna()].groupby(names, dropna=False)["n"].sum().reset_index()
        dims = by + "=" + here[by].astype(str) if by else ""
        pieces.append(here.assign(measure=count.unit, by=by, dims=dims, level=level))
    return pd.concat(pieces).set_index([*NAMES, "month"])["n"]


def _is_public(index: pd.MultiIndex, settings: Settings, open_units: Iterable[str]) -> Any:
    """Say of each count whether its owner publishes it; a place is a sum of neighbourhoods."""
    named = index.to_frame(index=False).rename(columns={"month": "period"})
    named["level"] = named["level"].replace(PLACE_LEVEL, "lsoa")
    kinds = named[["measure", "by", "level", "dims"]].drop_duplicates().assign(period="2000-01")
    kinds["class"] = classify_cells(
        kinds, open_units=open_units, priorities=settings.priorities, rules=settings.disclosure
    )
    found = named.merge(kinds, on=["measure", "by", "level", "dims"], how="left")
    return (found["class"] == "public").to_numpy()


def _within(areas: Areas, places: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return the districts that each area lies in or is made of."""
    within = {
        (level, area): districts
        for level in LEVELS
        for area, districts in districts_of(level, areas).items()
    }
    of_place = places.drop_duplicates("area")
    return within | {
        (PLACE_LEVEL, slug): [code]
        for slug, code in zip(of_place["area"], of_place["of"], strict=True)
    }


def _learn(
    monthly: pd.DataFrame, settings: Settings, period: Period, *, synthetic: bool
) -> pd.DataFrame:
    names = monthly.index.to_frame(index=False)
    level = names["level"].replace(KIN_LEVELS)
    kin = names["measure"] + "|" + names["dims"] + "|" + level
    series = monthly.reset_index(drop=True).T
    # What is usual in any area of a type and level: a series without a month of its own.
    types = kin.drop_duplicates()
    anywhere = pd.DataFrame(float("nan"), index=series.index, columns=len(kin) + types.index)
    kin = pd.concat([kin, types.set_axis(anywhere.columns)])
    learnt = learn_dispersion(
        pd.concat([series, anywhere], axis=1),
        period=period,
        kin=kin,
        breaks=_breaks(kin, settings, synthetic=synthetic),
    )
    unnamed = names.loc[types.index].assign(area="").set_axis(anywhere.columns)
    table = pd.concat([names, unnamed]).join(learnt)
    return table.drop(columns="by").reset_index(drop=True)


def _breaks(kin: pd.Series, settings: Settings, *, synthetic: bool) -> dict[str, tuple[str, ...]]:
    """Return the months at which recording changed of each type of series."""
    parts = {one.id: [sub.id for sub in one.subthemes] for one in settings.priorities}
    breaks = [one for one in settings.breaks if synthetic or not one.synthetic]
    found = {}
    for group in kin.unique():
        unit, dims, _ = group.split("|")
        name = dims.partition("=")[2]
        names = {"all", unit, name, *parts.get(name, [])}
        touching = [one for one in breaks if names & set(one.affects)]
        ends = [shift_month(one.end, 1) for one in touching if one.end]
        found[group] = tuple(sorted({*(one.start for one in touching), *ends}))
    return found


def by_series(known: pd.DataFrame) -> Variation:
    """Return the dispersion of each series and its degrees of freedom, by classes and area."""
    if not len(known):
        return {}
    names = zip(known["dims"], known["area"], strict=True)
    return dict(zip(names, zip(known["dispersion"], known["degrees"], strict=True), strict=True))
