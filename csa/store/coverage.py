"""Which months of which districts did each source speak for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.periods import Period
from csa.schemas import TABLES
from csa.sources import Source

if TYPE_CHECKING:
    from csa.settings import Settings

OK, MISSING = "ok", "missing"


def build_coverage(
    inputs: list[dict[str, Any]], sources: dict[str, Source], settings: Settings
) -> pd.DataFrame:
    """Build the table ``coverage``.

    Parameters
    ----------
    inputs : list of dict
        The catalogue's inputs.
    sources : dict
        The sources by name.
    settings : Settings
        The districts and the force.

    Returns
    -------
    DataFrame
        One row per source, unit, district and month, from the first to the last month that any
        source of the unit covers. A month without a file is ``missing`` and its ``rows`` are NA.
    """
    seen = _seen(inputs, sources, settings)
    span = _span(seen)
    rows = [
        _row(seen, (source, unit, district.code, month))
        for source, unit in sorted({(key[0], key[1]) for key in seen})
        for district in settings.districts
        for month in span[unit]
    ]
    fields = list(TABLES["coverage"].fields)
    frame = pd.DataFrame(rows, columns=fields).astype({"rows": "Int64", "note": "str"})
    return frame.sort_values(["source", "unit", "district", "month"], ignore_index=True)


Key = tuple[str, str, str, str]


def _seen(
    inputs: list[dict[str, Any]], sources: dict[str, Source], settings: Settings
) -> dict[Key, int]:
    """Return the accepted rows of every source, unit, district and month with a file."""
    seen: dict[Key, int] = {}
    for entry in inputs:
        source = sources.get(entry["source"])
        if source is None or not source.by_row or not entry["part"] or not entry["month"]:
            continue
        counted = entry["tables"]
        for unit in source.units:
            for district in _districts(entry, source, settings):
                seen.setdefault((source.name, unit, district, entry["month"]), 0)
            for district, month, rows in counted.get(unit, []):
                key = (source.name, unit, district, month)
                if key in seen:
                    seen[key] += rows
    return seen


def _districts(entry: dict[str, Any], source: Source, settings: Settings) -> list[str]:
    """Return the districts that a file speaks for as a whole."""
    if source.per_district:
        return [d.code for d in settings.districts if d.slug == entry["who"]]
    if entry["who"] and entry["who"] != settings.partnership.force:
        return []
    return [district.code for district in settings.districts]


def _span(seen: dict[Key, int]) -> dict[str, list[str]]:
    months: dict[str, set[str]] = {}
    for _, unit, _, month in seen:
        months.setdefault(unit, set()).add(month)
    return {unit: Period(min(found), max(found)).months for unit, found in months.items()}


def _row(seen: dict[Key, int], key: Key) -> tuple[Any, ...]:
    rows = seen.get(key)
    return (*key, OK, rows, None) if rows is not None else (*key, MISSING, None, None)
