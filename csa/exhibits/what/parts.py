"""The parts a change may come from, each with its counts: sub-themes, wards, types, districts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.places.months import PLACE_LEVEL
from csa.exhibits.wording.changes import cells_beside, set_beside
from csa.exhibits.wording.nearest import type_named
from csa.exhibits.wording.places import add_places, cells_inside, place_codes, places_of
from csa.exhibits.wording.verdicts import (
    AREA_LEVELS,
    SERIES,
    judge_among,
    of_area,
    side_by_side,
)
from csa.measures.drivers import find_drivers
from csa.present.number import is_hidden

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import SubTheme

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
    area : str
        What is divided, by name.
    is_clear : bool
        Whether the whole changed clearly.
    parts : DataFrame
        As :func:`csa.measures.drivers.find_drivers` returns them, the counts as numbers of cells,
        with ``code`` and the ``key`` of the later cell.
    cells : DataFrame
        The cells of the parts and of the whole.
    """

    kind: str
    area: str
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
    named = cells["area"].map(names).fillna(NOT_PLACED)
    return divide(view, view.cells(frame, **picked), cells.assign(name=named), kind="ward")


def of_places(view: View, frame: pd.DataFrame, **picked: Any) -> Divided | None:
    """Set the named places against the area; they divide nothing, and ``ward`` says where each is.

    A place is the sum of its neighbourhoods, see :func:`csa.exhibits.wording.places.sum_place`.
    """
    geography = view.reference("geography")
    places = {one.slug: one for one in places_of(view)}
    if not places or not len(geography) or not len(view.reference("boundary_lsoa")):
        return None
    whole = view.cells(frame, **picked)
    everywhere = view.cells(frame, level="lsoa", **picked)
    read_with = add_places(view, everywhere, list(places.values()))
    if not len(read_with):
        return None
    cells = read_with[read_with["level"] == PLACE_LEVEL]
    named = cells["area"].map({slug: one.name for slug, one in places.items()})
    divided = divide(view, whole, cells.assign(name=named), kind="place", among=read_with)
    if divided is None:
        return None
    wards = geography.set_index("lsoa")["ward"]
    held = {slug: set(wards.reindex(place_codes(view, one))) for slug, one in places.items()}
    inside = pd.concat([cells_inside(view, one, everywhere) for one in places.values()])
    return replace(
        divided,
        parts=divided.parts.assign(wards=divided.parts["code"].map(held)),
        cells=cells_beside(view, pd.concat([whole, inside])),
    )


def of_districts(view: View, frame: pd.DataFrame, **picked: Any) -> Divided | None:
    """Divide a count of the partnership by district."""
    names = {one.code: one.name for one in view.settings.districts}
    cells = pd.concat([view.cells(frame, area=code, **picked) for code in names])
    named = cells.assign(name=cells["area"].map(names))
    return divide(view, view.cells(frame, **picked), named, kind="district")


def of_types(view: View, total: pd.DataFrame, types: pd.DataFrame, area: str) -> Divided | None:
    """Divide all recorded crime of an area by type of crime."""
    whole, cells = (one[one["area"] == area] for one in (total, types))
    named = cells.assign(name=cells["category"])
    divided = divide(view, whole, named, kind="type", among=types)
    return replace(divided, area=_name_of(view, area)) if divided else None


def _name_of(view: View, area: str) -> str:
    """Return the name of a ward; of any other area that of the view."""
    nesting = view.reference("geography")
    found = nesting.loc[nesting["ward"] == area, "ward_name"] if len(nesting) else nesting
    return f"{found.iloc[0]} ward" if len(found) else view.name


def of_subthemes(
    view: View, totals: pd.DataFrame, subthemes: pd.DataFrame, *, types: pd.DataFrame, unit: str
) -> Divided | None:
    """Divide a priority's count by sub-theme; overlays stand beside the parts."""
    own = {one.id: one for one in view.priority.subthemes if any(r.unit == unit for r in one.rules)}
    of_each = []
    for name, one in own.items():
        frame, picked = (
            exact_if_published(view, one, subthemes, types)
            if unit == "crime"
            else (subthemes, {"subtheme": name})
        )
        of_each.append(view.cells(frame, **picked).assign(name=one.label))
    held = [cells for cells in of_each if len(cells)]
    if len(held) < 2:
        return None
    named = pd.concat(held, ignore_index=True)
    return divide(view, view.cells(totals, priority=view.priority.id), named, kind="sub-theme")


def divide(
    view: View,
    whole: pd.DataFrame,
    cells: pd.DataFrame,
    *,
    kind: str,
    among: pd.DataFrame | None = None,
) -> Divided | None:
    """Set the parts of a count against the whole.

    Parameters
    ----------
    view : View
        Whose periods hold.
    whole, cells : DataFrame
        Cells of the whole and of the parts, of both years; parts have their ``name``.
    kind : str
        What the parts are.
    among : DataFrame, optional
        What the parts are read with, so that they have the verdicts that they have everywhere; by
        default themselves.

    Returns
    -------
    Divided or None
        None where the whole lacks one of its counts, or no part has both.
    """
    ends = _ends(view, whole)
    if ends is None or not len(cells):
        return None
    whole, cells = (cells_beside(view, one) for one in (whole, cells))
    pairs = side_by_side(view, cells).dropna(subset=["before", "after"])
    if not len(pairs):
        return None
    names = cells.drop_duplicates("key").set_index("key")["name"]
    told = judge_among(view, cells, cells if among is None else among)
    parts = find_drivers(
        pairs[[*WANTED[1:], *SERIES]].assign(
            name=pairs["after_key"].map(names), code=pairs["area"], key=pairs["after_key"],
            certainty=[told[key].certainty for key in pairs["after_key"]],
            word=[told[key].word for key in pairs["after_key"]],
        ),
        ends,
    )  # fmt: skip
    return Divided(
        kind, view.name, ends, _is_clear(view, whole),
        _with_numbers(view, parts, whole=whole, cells=cells), pd.concat([whole, cells]),
    )  # fmt: skip


def _ends(view: View, whole: pd.DataFrame) -> dict[str, float] | None:
    """Return both counts of a whole and how far off each may be; None where one is missing."""
    of_whole = side_by_side(view, whole) if len(whole) else pd.DataFrame()
    if len(of_whole) != 1 or of_whole[["before", "after"]].isna().any(axis=None):
        return None
    return {name: float(of_whole[name].iloc[0]) for name in WANTED[1:5]}


def _with_numbers(
    view: View, parts: pd.DataFrame, *, whole: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    """Put the numbers of the cells in the place of the counts, and of what is left elsewhere."""
    beside = set_beside(view, cells).set_index("key")
    (total,) = set_beside(view, whole).to_dict("records")
    columns: dict[str, pd.Series] = {}
    for end in ("before", "after"):
        columns[end] = parts["key"].map(beside[end])
        columns[f"rest_{end}"] = columns[end].map(lambda one, end=end: total[end] - one)
    return parts.drop(columns=[*SERIES]).assign(**columns)


def _is_clear(view: View, whole: pd.DataFrame) -> bool:
    """Say whether a count of a whole area changed clearly; of a ward the parts are told anyway."""
    one = whole[whole["period"] == view.period.key].iloc[0]
    if one["level"] not in AREA_LEVELS:
        return True
    return of_area(view, str(one["area"]))[str(one["key"])].is_clear


def exact_if_published(
    view: View, subtheme: SubTheme, frame: pd.DataFrame, types: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the cells of a sub-theme; exact ones of the type that the police publish it as.

    One thing would otherwise be exact where its type is shown and rounded as a sub-theme.
    """
    name = type_named(subtheme)
    own = view.numbers(view.cells(frame, subtheme=subtheme.id))
    if name and is_hidden(own) and len(types) and len(view.cells(types, category=name)):
        return types, {"category": name}
    return frame, {"subtheme": subtheme.id}
