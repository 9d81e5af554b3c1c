"""The parts a change may come from, each with its counts: sub-themes, wards, types, districts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.wording.places import cells_inside, place_codes, places_of, sum_place
from csa.exhibits.wording.verdicts import AREA_LEVELS, SERIES, of_area, rules_of, side_by_side
from csa.measures.drivers import find_drivers

if TYPE_CHECKING:
    from csa.exhibits.view import View

NOT_PLACED = "Place not recorded"
# Of a ward that makes a third of a rise and holds a third of all crime there is nothing to tell.
BEYOND_ITS_SIZE = 1.25
WANTED = ["name", "before", "after", "bound_before", "bound_after", "dispersion", "degrees"]


@dataclass(frozen=True)
class Divided:
    """One count in two periods, and what the parts of one kind make of its change.

    Attributes
    ----------
    kind : str
        ``ward``, ``district``, ``sub-theme`` or ``type``.
    whole : mapping
        ``before, after, bound_before, bound_after`` of the count that is divided.
    is_clear : bool
        Whether the whole changed clearly.
    parts : DataFrame
        As :func:`csa.measures.drivers.find_drivers` returns them, the counts as numbers of cells,
        with ``code`` and the ``key`` of the later cell.
    cells : DataFrame
        The cells of the parts and of the whole.
    """

    kind: str
    whole: dict[str, float]
    is_clear: bool
    parts: pd.DataFrame
    cells: pd.DataFrame

    @property
    def change(self) -> float:
        """Later less earlier."""
        return self.whole["after"] - self.whole["before"]

    @property
    def apart(self) -> pd.DataFrame:
        """The parts named that make clearly more of the change than they hold of the whole."""
        held = self.named["before"] / self.whole["before"]
        return self.named[self.named["share"] >= BEYOND_ITS_SIZE * held]

    @property
    def named(self) -> pd.DataFrame:
        """The parts that drive a clear change and have a name."""
        is_named = self.parts["drives"] & (self.parts["name"] != NOT_PLACED)
        return self.parts[is_named & self.is_clear]


def of_wards(view: View, frame: pd.DataFrame, **picked: Any) -> Divided | None:
    """Divide a count by ward; what has no place but its district is a part without a name."""
    geography = view.reference("geography")
    if not len(geography):
        return None
    names = geography.drop_duplicates("ward").set_index("ward")["ward_name"]
    cells = view.cells(frame, level="ward", **picked)
    return divide(
        view, view.cells(frame, **picked), cells, kind="ward",
        names=cells["area"].map(names).fillna(NOT_PLACED),
    )  # fmt: skip


def of_places(view: View, frame: pd.DataFrame, **picked: Any) -> Divided | None:
    """Set the named places against the area; they divide nothing, and ``ward`` says where each is.

    A place is the sum of its neighbourhoods, see :func:`csa.exhibits.wording.places.sum_place`.
    """
    geography = view.reference("geography")
    places = {one.slug: one for one in places_of(view)}
    if not places or not len(geography) or not len(view.reference("boundary_lsoa")):
        return None
    cells = pd.concat([sum_place(view, one, frame) for one in places.values()])
    for name, value in picked.items():
        cells = cells[cells[name] == value] if len(cells) else cells
    if not len(cells):
        return None
    names = cells["area"].map({slug: one.name for slug, one in places.items()})
    divided = divide(view, view.cells(frame, **picked), cells, kind="place", names=names)
    if divided is None:
        return None
    wards = geography.set_index("lsoa")["ward"]
    held = {slug: set(wards.reindex(place_codes(view, one))) for slug, one in places.items()}
    inside = pd.concat([cells_inside(view, one, frame) for one in places.values()])
    for name, value in picked.items():
        inside = inside[inside[name] == value]
    compared = inside["period"].isin([view.before.key, view.period.key])
    return replace(
        divided,
        parts=divided.parts.assign(wards=divided.parts["code"].map(held)),
        cells=pd.concat([view.cells(frame, **picked), inside[compared]]),
    )


def of_districts(view: View, frame: pd.DataFrame, **picked: Any) -> Divided | None:
    """Divide a count of the partnership by district."""
    names = {one.code: one.name for one in view.settings.districts}
    cells = pd.concat([view.cells(frame, area=code, **picked) for code in names])
    return divide(
        view, view.cells(frame, **picked), cells, kind="district", names=cells["area"].map(names)
    )


def of_types(view: View, total: pd.DataFrame, types: pd.DataFrame, area: str) -> Divided | None:
    """Divide all recorded crime of an area by type of crime."""
    whole, cells = (one[one["area"] == area] for one in (total, types))
    return divide(view, whole, cells, kind="type", names=cells["category"])


def of_subthemes(
    view: View, totals: pd.DataFrame, subthemes: pd.DataFrame, *, unit: str
) -> Divided | None:
    """Divide a priority's count by sub-theme; overlays stand beside the parts."""
    own = {one.id: one for one in view.priority.subthemes if any(r.unit == unit for r in one.rules)}
    cells = view.cells(subthemes)
    cells = cells[cells["subtheme"].isin(list(own))]
    if cells["subtheme"].nunique() < 2:
        return None
    return divide(
        view, view.cells(totals, priority=view.priority.id), cells, kind="sub-theme",
        names=cells["subtheme"].map(lambda one: own[one].label),
    )  # fmt: skip


def divide(
    view: View, whole: pd.DataFrame, cells: pd.DataFrame, *, kind: str, names: pd.Series
) -> Divided | None:
    """Set the parts of a count against the whole.

    Parameters
    ----------
    view : View
        Whose periods hold.
    whole, cells : DataFrame
        Cells of the whole and of the parts, of both periods.
    kind : str
        What the parts are.
    names : Series
        Name of each part, index as ``cells``.

    Returns
    -------
    Divided or None
        None where the whole lacks one of its counts, or no part has both.
    """
    for span in (view.before, view.period):
        # Of months compared without one that is lacking nothing is divided.
        if whole.loc[whole["period"] == span.key, "value"].isna().any():
            return None
    cells = cells[cells["value"].notna()]
    names = names.reindex(cells.index)
    of_whole = side_by_side(view, whole)
    pairs = side_by_side(view, cells) if len(cells) else pd.DataFrame()
    if len(of_whole) != 1 or of_whole[["before", "after"]].isna().any(axis=None) or not len(pairs):
        return None
    named = dict(zip(cells["key"], names, strict=True))
    pairs = pairs.assign(name=pairs["after_key"].map(named)).dropna(subset=["before", "after"])
    if not len(pairs):
        return None
    ends = {name: float(of_whole[name].iloc[0]) for name in WANTED[1:5]}
    parts = find_drivers(
        pairs[[*WANTED, *SERIES]].assign(code=pairs["area"], key=pairs["after_key"]), ends,
        rules=rules_of(view),
    )  # fmt: skip
    shown = [view.before.key, view.period.key]
    used = pd.concat([whole, cells])
    return Divided(
        kind, ends, _is_clear(view, of_whole), _with_numbers(view, parts, whole=whole, cells=cells),
        used[used["period"].isin(shown)],
    )  # fmt: skip


def _with_numbers(
    view: View, parts: pd.DataFrame, *, whole: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    """Put the numbers of the cells in the place of the counts, and of what is left elsewhere."""
    series = pd.MultiIndex.from_frame(parts[[*SERIES]])
    columns: dict[str, pd.Series] = {}
    for end, span in (("before", view.before), ("after", view.period)):
        here = cells[cells["period"] == span.key]
        numbers = view.numbers(here).set_axis(pd.MultiIndex.from_frame(here[[*SERIES]]))
        columns[end] = numbers.reindex(series).set_axis(parts.index)
        (total,) = view.numbers(whole[whole["period"] == span.key])
        columns[f"rest_{end}"] = columns[end].map(lambda one, total=total: total - one)
    return parts.drop(columns=[*SERIES]).assign(**columns)


def _is_clear(view: View, whole: pd.DataFrame) -> bool:
    """Say whether a count of a whole area changed clearly; of a ward the parts are told anyway."""
    one = whole.iloc[0]
    if one["level"] not in AREA_LEVELS:
        return True
    return of_area(view, str(one["area"]))[str(one["after_key"])].is_clear
