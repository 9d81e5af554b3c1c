"""What may be said of counts on a page: how the one path to words meets the cells of a release.

Which comparisons are read together is settled here, not by each exhibit, so that a fact has the
same verdict wherever it stands: the totals, types and priorities of an area are one family, the
sub-themes of each priority another, and the wards, neighbourhoods or places of a district one for
each thing counted, on the partnership's page too.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.families import Count
from csa.counting.keys import read_dims, write_dims
from csa.counting.places.months import PLACE_LEVEL
from csa.counting.tables.variation import DIMENSIONS
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.wording.standing import standing
from csa.measures.overdispersion import TRUST_IN_TYPICAL, TYPICAL
from csa.measures.rates import poisson_interval
from csa.measures.verdicts import LIKELY, NO_CLEAR_CHANGE, NO_COMPARISON, UNKNOWN, Rules, judge
from csa.present.number import Number
from csa.present.words import list_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from csa.counting.tables.variation import Variation
    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

AREA_LEVELS = ("partnership", "district")
NEIGHBOURHOOD = "lsoa"
MOST_UNSURE = 3
UNSURE = standing(
    "change",
    "Where many wards, neighbourhoods or places are compared, a few look changed by chance. What "
    "would be a clear change by itself and is none among so many is called no clear change and "
    "named below its table: the next months will tell.",
)
SERIES = ["measure", "dims", "level", "area"]
SPREAD = {"dispersion": TYPICAL, "degrees": TRUST_IN_TYPICAL}


def rules_of(view: View) -> Rules:
    """Return how sure a verdict must be, as the settings say."""
    return Rules(
        confidence=view.settings.partnership.confidence,
        false_discovery=view.settings.verdicts.false_discovery,
        slight_percent=view.settings.verdicts.slight_percent,
    )


def judge_rows(view: View, rows: pd.DataFrame) -> list[Verdict]:
    """Judge rows that are read together: the year before against the period.

    Parameters
    ----------
    view : View
        Whose period and settings hold.
    rows : DataFrame
        ``before, after`` and, where it is known, what :func:`csa.measures.verdicts.judge_table`
        takes besides.

    Returns
    -------
    list of Verdict
        One for each row.
    """
    pairs = rows.assign(
        before=rows["before"].astype("Float64").astype(float),
        after=rows["after"].astype("Float64").astype(float),
    )
    whole = {
        "exposure_before": float(view.before.days),
        "exposure_after": float(view.period.days),
    }
    pairs = pairs.assign(**{name: days for name, days in whole.items() if name not in pairs})
    return judge(pairs, rules=rules_of(view))


def judge_cells(view: View, cells: pd.DataFrame) -> dict[str, Verdict]:
    """Judge cells of wards, neighbourhoods or places, each against itself a year before.

    Parameters
    ----------
    view : View
        Whose period and settings hold.
    cells : DataFrame
        Cells of both years: all wards (neighbourhoods, places) of each district, which are read
        together for each thing counted.

    Returns
    -------
    dict of str to Verdict
        By the key of the later cell. A place that is one neighbourhood is judged as this is, where
        both are among the cells.
    """
    pairs = side_by_side(view, cells)
    pairs = pairs.sort_values("level", key=lambda one: one == NEIGHBOURHOOD, kind="stable")
    things = pairs[["measure", "dims", "level"]].agg(" ".join, axis=1) if len(pairs) else ""
    verdicts = judge_rows(view, pairs.assign(family=things + " " + _districts(view, pairs["area"])))
    return dict(zip(pairs["after_key"], verdicts, strict=True))


def judge_among(view: View, cells: pd.DataFrame, frame: pd.DataFrame) -> dict[str, Verdict]:
    """Give some cells the verdicts that they have wherever they stand.

    Parameters
    ----------
    view : View
        Whose period and settings hold.
    cells : DataFrame
        Some cells of a family.
    frame : DataFrame
        The family: what the cells are read with.

    Returns
    -------
    dict of str to Verdict
        By the key of the later cell. A cell of a whole area is judged with everything counted of
        it, any other with the same thing in all areas of its kind in its district.
    """
    is_whole = cells["level"].isin(AREA_LEVELS)
    told: dict[str, Verdict] = {}
    for area in cells.loc[is_whole, "area"].unique():
        told |= of_area(view, str(area))
    fine = cells[~is_whole]
    kinds = {*fine["level"]} | ({NEIGHBOURHOOD} if PLACE_LEVEL in set(fine["level"]) else set())
    alike = frame[frame["level"].isin(kinds) & frame["dims"].isin(fine["dims"].unique())]
    return told | (judge_cells(view, alike) if len(alike) else {})


def _districts(view: View, areas: pd.Series) -> pd.Series:
    """Return the district of wards, neighbourhoods and named places; empty for any other area."""
    settings, places = view.settings, view.reference("geography")
    within = {one.slug: settings.district(one.district).code for one in settings.places}
    for level in {"ward", "lsoa"} & set(places):
        within |= dict(zip(places[level], places["district"], strict=True))
    unplaced = areas.str.partition(":")[0].where(areas.str.contains(":"), "")
    return areas.map(within).fillna(unplaced)


def side_by_side(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Set the cells of both periods beside each other, with what is allowed for their variation.

    Returns
    -------
    DataFrame
        One row per series with a later cell: ``measure, dims, level, area, before, after,
        bound_before, bound_after, after_key, dispersion, degrees``.
    """
    known = cells[[*SERIES, "period", "key", "value"]].assign(bound=bounds_of(cells))
    # A series by one name: frames are indexed by it many thousand times while a set is drawn.
    known.index = pd.Index(zip(*(known[name] for name in SERIES), strict=True), tupleize_cols=False)
    later = known[known["period"] == view.period.key]
    before, after = (_sums(view, known, side=side).reindex(later.index) for side in (0, 1))
    days = {
        unit: [float(sum(span.days for span in side)) for side in view.sides(unit)]
        for unit in later["measure"].unique()
    }
    pairs = later[SERIES].assign(
        before=before["value"],
        after=after["value"],
        bound_before=before["bound"].fillna(0.0),
        bound_after=after["bound"].fillna(0.0),
        exposure_before=[days[unit][0] for unit in later["measure"]],
        exposure_after=[days[unit][1] for unit in later["measure"]],
        after_key=later["key"],
    )
    pairs = pairs.reset_index(drop=True)
    return pairs.assign(**spread_of(view, pairs))


def _sums(view: View, known: pd.DataFrame, *, side: int) -> pd.DataFrame:
    """Return ``value, bound`` of each series in one year, over the spans that are compared."""
    spans = {
        unit: {span.key for span in view.sides(unit)[side]} for unit in known["measure"].unique()
    }
    inside = [
        period in spans[unit]
        for unit, period in zip(known["measure"], known["period"], strict=True)
    ]
    rows = known.loc[inside]  # an empty list in brackets alone would pick no columns
    counts = rows[["value", "bound"]]
    if counts.index.is_unique and all(len(one) == 1 for one in spans.values()):
        return counts
    found = rows.groupby(level=0, sort=False)
    sums = found[["value", "bound"]].sum(skipna=False)
    wanted = found["measure"].first().map(lambda unit: len(spans[unit]))
    return sums.where(found.size() == wanted)


def bounds_of(cells: pd.DataFrame) -> pd.Series:
    """Return the furthest that each published count may lie from the true one."""
    if "printed_bound" not in cells:
        return pd.Series(0.0, index=cells.index)
    return pd.to_numeric(cells["printed_bound"]).fillna(0.0)


def spread_of(view: View, series: pd.DataFrame) -> dict[str, pd.Series]:
    """Look up how much the counts of some series vary beyond chance.

    Parameters
    ----------
    view : View
        Its release holds what was learnt from public months.
    series : DataFrame
        ``measure, dims, level, area``.

    Returns
    -------
    dict of str to Series
        ``dispersion`` and ``degrees``, by the index of ``series``: those of the series itself;
        else, of the same type in any area of the level; else of the public type that stands in for
        a sensitive theme; else of all of the unit; else what is typical.
    """
    stands_in = {dims: stand_in(view, dims) for dims in series["dims"].unique()}
    found = [
        _spread(
            view.variation(unit, level), itertools.product((dims, stands_in[dims], ""), (area, ""))
        )
        for unit, dims, level, area in series[SERIES].itertuples(index=False, name=None)
    ]
    spread = pd.DataFrame(found, series.index, list(SPREAD), dtype=float)
    return {name: spread[name].fillna(usual) for name, usual in SPREAD.items()}


def _spread(learnt: Variation, kin: Iterable[tuple[str, str]]) -> list[float]:
    """Return the first dispersion known of some series, and the first degrees of freedom."""
    known = [learnt[one] for one in kin if one in learnt]
    of_each = zip(*known, strict=True) if known else ((),) * len(SPREAD)
    return [next((one for one in values if not pd.isna(one)), float("nan")) for values in of_each]


def spread_of_priority(view: View, unit: str = "crime") -> dict[str, float]:
    """Return the dispersion, and its degrees of freedom, of the view's priority in its area.

    Where the view is of all priorities, they are those of all of the unit.
    """
    level = "partnership" if view.is_partnership else "district"
    dims = write_dims({"priority": view.chosen.id} if view.chosen else {})
    series = pd.DataFrame([{"measure": unit, "dims": dims, "level": level, "area": view.code}])
    return {name: float(one.iloc[0]) for name, one in spread_of(view, series).items()}


def interval_of(view: View, counts: Iterable[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of what is to be expected, from counts of people of the view's priority.

    People are harmed, and named, in the crimes of the priority, and vary as much as these do. A
    rounded count may lie as far from the true one as it says, on either side.

    Parameters
    ----------
    counts : iterable
        Numbers; a missing one counts as none.
    """
    numbers = [Number.of(one) or Number(0) for one in counts]
    spread = {"confidence": view.settings.partnership.confidence, **spread_of_priority(view)}
    least = np.array([max(one.value - one.bound, 0.0) for one in numbers])
    most = np.array([one.value + one.bound for one in numbers])
    limits = poisson_interval(least, **spread)[0], poisson_interval(most, **spread)[1]
    return np.asarray(limits[0]), np.asarray(limits[1])


def stand_in(view: View, dims: str) -> str:
    """Return the public type that stands in for a theme, as a cell names it; else the theme."""
    stated = read_dims(dims)
    nearest = view.settings.disclosure.nearest_public
    for priority in view.settings.priorities:
        themes = {"priority": {priority.id}, "subtheme": {one.id for one in priority.subthemes}}
        inside = any(value in themes.get(name, ()) for name, value in stated.items())
        if inside and priority.id in nearest:
            return write_dims({"category": nearest[priority.id]})
    return dims


def of_area(
    view: View, area: str, *, instead: Mapping[str, tuple[float, float]] | None = None
) -> Mapping[str, Verdict]:
    """Judge everything counted of an area as a whole: by type, priority, sub-theme and in all.

    Parameters
    ----------
    view : View
        Its release holds the cells; it keeps the verdicts for all views of the release.
    area : str
        Code of a district or of the partnership.
    instead : mapping of key to (before, after), optional
        Counts to judge in the place of some: what would be said without a single case.

    Returns
    -------
    mapping of str to Verdict
        By the key of the later cell.
    """
    if instead is None and area in view.judged:
        return view.judged[area]
    counted = (Count(unit, by=by) for unit, by in itertools.product(INCIDENT_UNITS, DIMENSIONS))
    cells = pd.concat([view.release.breakdown(count) for count in counted]).sort_values("key")
    chosen = (
        (cells["area"] == area)
        & cells["level"].isin(AREA_LEVELS)
        & cells["period"].isin(_periods_compared(view))
    )
    pairs = side_by_side(view, cells[chosen]).set_index("after_key")
    for key, counts in (instead or {}).items():
        pairs.loc[key, ["before", "after"]] = counts
    pairs["family"] = pairs["dims"].map(_families(view)).fillna("")
    verdicts = dict(zip(pairs.index, judge_rows(view, pairs), strict=True))
    told = _told_once(pairs, verdicts)
    if instead is None:
        view.judged[area] = told
    return told


def _periods_compared(view: View) -> set[str]:
    """Return both periods, and the spans of both years that any unit is compared over."""
    spans = {span.key for unit in INCIDENT_UNITS for side in view.sides(unit) for span in side}
    return {view.before.key, view.period.key} | spans


def with_words(rows: pd.DataFrame, verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Add to rows the ``reading`` and ``certainty`` of the cell that their ``key`` names."""
    told = [verdicts.get(key) for key in rows["key"]]
    return rows.assign(
        reading=[NO_COMPARISON if one is None else one.word for one in told],
        certainty=[UNKNOWN if one is None else one.certainty for one in told],
    )


def unsure_note(names: pd.Series, certainty: pd.Series, *, noun: str) -> tuple[str, ...]:
    """Say which changes would be clear by themselves, and why they are not called so.

    Parameters
    ----------
    names, certainty : Series
        Of the rows of a table.
    noun : str
        What its rows are, as many.
    """
    found = list(dict.fromkeys(names[certainty == LIKELY]))
    if not found:
        return ()
    return (UNSURE, f"Not clear among so many {noun}: {list_text(found[:MOST_UNSURE])}.")


def tell_change(readings: pd.Series) -> pd.Series:
    """Say which readings tell a clear change, however slight."""
    return ~readings.isin([NO_CLEAR_CHANGE, NO_COMPARISON])


def _families(view: View) -> dict[str, str]:
    """Return, for each sub-theme as a cell names it, the priority it is read in."""
    priorities = view.settings.priorities
    return {write_dims({"subtheme": sub.id}): one.id for one in priorities for sub in one.subthemes}


def _told_once(pairs: pd.DataFrame, verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Give a sub-theme that is a type, or a whole priority, the verdict that this has already."""
    facts = list(
        zip(pairs["measure"], pairs["before"].map(str), pairs["after"].map(str), strict=True)
    )
    named = zip(facts, pairs.index, pairs["family"], strict=True)
    first = {fact: key for fact, key, family in named if not family}
    return {
        key: verdicts[first.get(fact, key)] for fact, key in zip(facts, pairs.index, strict=True)
    }


def verdict_of(view: View, frame: pd.DataFrame, **picked: Any) -> Verdict | None:
    """Return what may be said of one cell of a family against the year before.

    Parameters
    ----------
    view : View
        Whose period and area hold.
    frame : DataFrame
        The family.
    **picked
        The cell's area, if it is not the view's own, and a value for each dimension.

    Returns
    -------
    Verdict or None
        None where one of the counts is missing; see :func:`judge_among`.
    """
    cells = view.cells(frame, period=view.period, **picked)
    if len(cells) != 1:
        return None
    key, area = cells[["key", "area"]].iloc[0]
    family = judge_among(view, cells, frame)
    if key not in family:
        family = judge_cells(view, frame[frame["area"] == area])
    return None if family[key].difference is None else family[key]
