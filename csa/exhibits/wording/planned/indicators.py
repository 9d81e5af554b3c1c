"""What does an indicator of the plan count in an area, and did it move as was wanted?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.wording.changes import cells_compared, change_row
from csa.exhibits.wording.places import add_places
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.verdicts import NO_COMPARISON, ROSE
from csa.present.number import Cited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View

THEMES = ("priority", "subtheme", "category")
# What is counted in wards and places.
LOCAL_COUNTS = {
    **{f"{unit}_all": Count(unit, level="lsoa") for unit in INCIDENT_UNITS},
    **{f"{unit}_priority": Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS},
    "types": Count("crime", by=("category",), level="lsoa"),
}
AS_WANTED, OTHER_WAY = "as wanted", "not as wanted"
FEWER = "fewer"
NO_SUCH_PLACE = "there is no ward or place of that name here"
NO_COUNT = "no count yet"
FEW_CELLS = "not counted in so small an area"


def is_example_of_others(view: View, one: Any) -> bool:
    """Say whether a row is of the synthetic example, and the records are not."""
    return bool(one.synthetic) and not view.release.about.get("synthetic")


def concerns(view: View, districts: str) -> bool:
    """Say whether what names some districts, or none, concerns the view's area."""
    return view.is_partnership or not districts or view.slug in districts.split(";")


def told_here(view: View, name: Any) -> list[Any]:
    """Return the rows of a told table that concern the view's area."""
    return [
        one
        for one in view.reference(name).itertuples()
        if not is_example_of_others(view, one) and concerns(view, getattr(one, "districts", ""))
    ]


def family_of(indicator: Any) -> tuple[Count, dict[str, Any]]:
    """Return the family that holds what an indicator counts, and its classes."""
    picked = {name: value for name in THEMES if (value := getattr(indicator, name))}
    level: Any = "lsoa" if indicator.ward or indicator.place else "district"
    return Count(indicator.unit, by=tuple(picked), level=level), picked


def measured(view: View, indicator: Any) -> dict[str, Any]:
    """Count an indicator in the view's area, beside the year before.

    Parameters
    ----------
    view : View
        Area and period.
    indicator
        A row of the table ``indicator``.

    Returns
    -------
    dict
        As :func:`csa.exhibits.wording.changes.change_row` returns it; ``cells`` are those it
        rests on, and ``went`` says whether it moved as wanted, the other way, or neither.
    """
    count, picked = family_of(indicator)
    frame = view.frame(count)
    if indicator.ward or indicator.place:
        row = _in_part(view, indicator, frame, picked)
    else:
        cells = cells_compared(view, frame, **picked)
        row = change_row(view, frame, indicator.text, **picked) | {"cells": cells}
    return row | {"went": _went(row["reading"], indicator.direction)}


def is_counted_here(view: View, indicator: Any) -> bool:
    """Say whether an indicator's count is one of this area: the partnership has no district's."""
    is_local = indicator.ward or indicator.place
    return bool(is_local or not view.is_partnership or not indicator.districts)


def measured_for(view: View, districts: str, indicator: Any) -> dict[str, Any]:
    """Count an indicator where what it measures is done: in its one district, else in the area.

    Parameters
    ----------
    view : View
        The area whose page it is.
    districts : str
        Slugs of those that a proposal is for, joined by semicolons.
    indicator
        As for :func:`measured`.
    """
    slugs = [slug for slug in districts.split(";") if slug in view.settings.area_slugs]
    if len(slugs) != 1 or slugs == [view.slug]:
        return measured(view, indicator)
    own = replace(view, slug=slugs[0])
    row = measured(own, indicator)
    is_local = indicator.ward or indicator.place
    return row if is_local else row | {"name": f"{row['name']}, {own.name}"}


def baseline(row: Mapping[str, Any]) -> Cited | str:
    """Return what is counted, how many now, and in brackets a year earlier, for a table.

    Parameters
    ----------
    row : mapping
        As :func:`measured` returns it.
    """
    after, before = row["after"], row["before"]
    if after is None:
        return f"{row['name']}: {row['why'] or 'not available'}"
    if before is None:
        return Cited(f"{row['name']}: {after.text}", after.origin)
    return Cited(f"{row['name']}: {after.text} ({before.text})", after.origin + before.origin)


def reading_of(row: Mapping[str, Any]) -> str:
    """Return what a table says of an indicator: its verdict, and whether that was wanted."""
    if row["reading"] == NO_COMPARISON:
        return f"cannot be told: {row['why']}" if row["why"] else "cannot be told"
    return f"{row['reading']}, {row['went']}" if row["went"] else str(row["reading"])


def _went(reading: str, direction: str) -> str:
    if not tell_change(pd.Series([reading])).all():
        return ""
    is_more = reading.startswith(ROSE)
    return AS_WANTED if is_more == (direction != FEWER) else OTHER_WAY


def _in_part(
    view: View, indicator: Any, frame: pd.DataFrame, picked: dict[str, Any]
) -> dict[str, Any]:
    """Count an indicator in a ward or named place, judged with the others of its district."""
    chosen = frame
    for name, value in picked.items():
        chosen = chosen[chosen[name] == value] if len(chosen) else chosen
    cells, area = _at_place(view, indicator, chosen) if indicator.place else _at_ward(
        view, indicator, chosen
    )  # fmt: skip
    if not len(cells) or not area:
        lacking = dict.fromkeys(("before", "after", "difference", "percent_value"))
        return lacking | {
            "name": indicator.text, "without": "", "percent": "not available",
            "reading": NO_COMPARISON, "why": FEW_CELLS if area else NO_SUCH_PLACE,
            "cells": chosen.iloc[:0],
        }  # fmt: skip
    row = change_row(view, cells, indicator.text, area=area)
    here = cells[cells["area"] == area]
    return row | {"cells": _parts(chosen, here)}


def _at_ward(view: View, indicator: Any, cells: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the cells of all wards that are judged together, and the code of the indicator's."""
    nesting = view.reference("geography")
    if not len(nesting) or not len(cells):
        return cells.iloc[:0], ""
    named = nesting[(nesting["ward_name"] == indicator.ward) & _is_in(view, indicator, nesting)]
    codes = named["ward"].unique()
    wards = cells[(cells["level"] == "ward") & cells["area"].isin(view.codes("ward"))]
    return wards, str(codes[0]) if len(codes) == 1 else ""


def _is_in(view: View, indicator: Any, nesting: pd.DataFrame) -> pd.Series:
    slugs = indicator.districts.split(";") if indicator.districts else []
    wanted = [one.code for one in view.settings.districts if one.slug in slugs or not slugs]
    own = {one.code for one in view.settings.districts} if view.is_partnership else {view.code}
    return nesting["district"].isin(own & set(wanted))


def _at_place(view: View, indicator: Any, cells: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the cells of all named places of the district, and the slug of the indicator's."""
    places = {one.slug: one for one in view.settings.places}
    if indicator.place not in places or not len(view.reference("boundary_lsoa")):
        return cells.iloc[:0], ""
    district = places[indicator.place].district
    if not view.is_partnership and view.slug != district:
        return cells.iloc[:0], ""
    together = [one for one in places.values() if one.district == district]
    return add_places(view, cells, together), indicator.place


def _parts(cells: pd.DataFrame, here: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that some rows are, or are the sums of."""
    keys = {key for joined in here["key"] for key in joined.split(" + ")}
    return cells[cells["key"].isin(keys)]
