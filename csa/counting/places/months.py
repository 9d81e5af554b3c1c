"""How much was recorded at each named place, month by month?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from csa.counting.cells import CELL_COLUMNS
from csa.counting.keys import keys_of
from csa.counting.places.shapes import codes_of_place
from csa.counting.units import CORE_UNITS
from csa.periods import Period, month_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.counting.cells import Countable
    from csa.settings import Settings, Unit

PLACE_LEVEL = "place"
MONTHLY_UNITS = CORE_UNITS
PUBLIC_DETAIL = {"lsoa", "month"}


def build_place_months(
    countables: Mapping[str, Countable],
    boundaries: Any,
    *,
    settings: Settings,
    coverage: pd.DataFrame,
    period: Period,
) -> dict[str, pd.DataFrame]:
    """Count crime and anti-social behaviour of each named place, month by month.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with their month and neighbourhood.
    boundaries : GeoDataFrame
        ``boundary_lsoa``.
    settings : Settings
        Named places, and which details are public.
    coverage : DataFrame
        Months received.
    period : Period
        The assessment period; months after it are left out.

    Returns
    -------
    dict
        ``place_month``: cells of the release with their class, one for each place, unit and month;
        ``value`` is missing where the month was not received. Only units whose counts by
        neighbourhood and month their owners publish: a place is a sum of neighbourhoods, so
        nothing is said that is not public already.
    """
    pieces = []
    for unit in MONTHLY_UNITS:
        public = set(settings.disclosure.public_dimensions.get(cast("Unit", unit), ()))
        if unit not in countables or not public >= PUBLIC_DETAIL or not len(boundaries):
            continue
        rows = countables[unit].rows
        for place in settings.places:
            district = settings.district(place.district).code
            months = _months_received(coverage, unit, district, last=period.end)
            codes = codes_of_place(place, boundaries, settings=settings)
            counts = rows.loc[rows["lsoa"].isin(codes), "month"].value_counts()
            pieces.append(_month_cells(unit, place.slug, counts, is_received=months))
    return {"place_month": pd.concat(pieces, ignore_index=True)} if pieces else {}


def _month_cells(
    unit: str, place: str, counts: pd.Series, *, is_received: pd.Series
) -> pd.DataFrame:
    """Write the counts of one place by month as cells that are public."""
    table = pd.DataFrame({"period": is_received.index, "ok": is_received.to_numpy()})
    table["value"] = table["period"].map(counts).fillna(0).astype("Int64").where(table["ok"])
    missing = "no data received for " + table["period"].map(month_name)
    table = table.assign(
        measure=unit, by="", level=PLACE_LEVEL, area=place, dims="",
        reason=missing.where(~table["ok"], ""), **{"class": "public"},
    )  # fmt: skip
    return table.assign(key=keys_of(table))[[*CELL_COLUMNS, "class"]]


def _months_received(coverage: pd.DataFrame, unit: str, district: str, *, last: str) -> pd.Series:
    """Say of each month from the first received to the last wanted whether it was received."""
    chosen = (coverage["unit"] == unit) & (coverage["district"] == district)
    received = set(coverage.loc[chosen & (coverage["status"] == "ok"), "month"])
    inside = [month for month in received if month <= last]
    months = Period(min(inside), last).months if inside else []
    return pd.Series([month in received for month in months], index=months, dtype=bool)
