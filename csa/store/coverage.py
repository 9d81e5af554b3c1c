"""Which months of which districts did each source speak for, and how well?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.periods import Period, as_spans
from csa.reading.model import Source
from csa.schemas import TABLES
from csa.schemas.coverage import MISSING, OK, PARTIAL, best_of
from csa.store.laid_out import by_month, months_of
from csa.store.quality import STEP, find_gaps, find_oddities, find_steps

if TYPE_CHECKING:
    from csa.settings import District, Settings

Key = tuple[str, str, str, str]
Notes = dict[Key, list[str]]
Doubts = dict[Key, list[tuple[str, str]]]


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
        source of the unit covers. A month without a file is ``missing`` and its ``rows`` are NA;
        one whose file stops early, or lost more than one row in twenty to quarantine, is
        ``partial``. ``suspicious`` marks months unlike those before; ``doubt`` says in what way,
        without any count, and ``note`` how.
    """
    entries = [one for e in inputs if _speaks(e, sources) for one in by_month(e)]
    seen = _seen(entries, sources, settings)
    for key, more in _earlier(entries, sources, settings).items():
        seen[key] = seen.get(key, 0) + more
    partial, odd = _notes(entries, sources, settings), _steps(seen)
    for entry, doubt, note in find_oddities(entries):
        for key in _keys(entry, sources, settings):
            odd.setdefault(key, []).append((doubt, note))
    span = _span(seen)
    rows = [
        _row((source, unit, district.code, month), seen=seen, partial=partial, odd=odd)
        for source, unit in sorted({(key[0], key[1]) for key in seen})
        for district in settings.districts
        for month in span[unit]
    ]
    frame = pd.DataFrame(rows, columns=list(TABLES["coverage"].fields))
    kinds = {"rows": "Int64", "suspicious": "boolean", "doubt": "str", "note": "str"}
    frame = frame.astype(kinds)
    return frame.sort_values(["source", "unit", "district", "month"], ignore_index=True)


def how_months_stand(
    coverage: pd.DataFrame, *, unit: str, districts: Iterable[District]
) -> pd.DataFrame | None:
    """Return the status of each month received of a unit, a column for each district's code.

    Returns
    -------
    DataFrame or None
        None for a unit that is not sent by the month, or of which nothing was ever received.
    """
    mine = coverage[coverage["unit"] == unit]
    if not len(mine):
        return None
    table = best_of(mine).pivot(index="month", columns="district", values="status")
    return table.reindex(columns=[one.code for one in districts]).fillna(MISSING)


def describe_gaps(
    standing: pd.DataFrame, months: Iterable[str], *, districts: Iterable[District]
) -> Iterator[str]:
    """Name the months that were not received, or not whole, with the districts they lack.

    Parameters
    ----------
    standing : DataFrame
        As :func:`how_months_stand` returns it.
    months : iterable of str
        The months asked for; one that is not in the table was not received.
    districts : iterable of District
        Names of the districts.
    """
    names = {one.code: one.name for one in districts}
    asked = standing.reindex([*months]).fillna(MISSING)
    for status, words in ((MISSING, "Not received"), (PARTIAL, "Only partly received")):
        lacking = (asked == status).apply(
            lambda row: tuple(row.index[row.to_numpy(dtype=bool)]), axis="columns"
        )
        told = []
        for codes, rows in lacking.groupby(lacking):
            where = ", ".join(names[code] for code in codes if len(codes) < asked.shape[1])
            spans = ", ".join(span.label for span in as_spans(rows.index))
            told += [f"{spans} ({where})" if where else spans] if codes else []
        if told:
            yield f"{words}: {'; '.join(told)}."


def _speaks(entry: dict[str, Any], sources: dict[str, Source]) -> bool:
    source = sources.get(entry["source"])
    return source is not None and source.by_row and bool(entry["part"] and months_of(entry))


def _keys(entry: dict[str, Any], sources: dict[str, Source], settings: Settings) -> list[Key]:
    source = sources[entry["source"]]
    return [
        (source.name, unit, district, entry["month"])
        for unit in source.units
        for district in _districts(entry, source, settings)
    ]


def _districts(entry: dict[str, Any], source: Source, settings: Settings) -> list[str]:
    """Return the districts that a file speaks for as a whole."""
    if "layout" in entry:
        return _districts_laid_out(entry, source, settings)
    if source.per_district:
        return [d.code for d in settings.districts if d.slug == entry["who"]]
    if entry["who"] and entry["who"] != settings.partnership.force:
        return []
    return [district.code for district in settings.districts]


def _districts_laid_out(entry: dict[str, Any], source: Source, settings: Settings) -> list[str]:
    """Return the districts that a file with a layout speaks for in a month.

    A council without a row may not have sent any, unless the month is declared to be without.
    """
    every = [district.code for district in settings.districts]
    if not source.per_district or entry["month"] in entry["declared"]:
        return every
    counts = [count for unit in source.units for count in entry["tables"].get(unit, [])]
    there = {district for district, month, _ in counts if month == entry["month"]}
    return [code for code in every if code in there]


def _seen(
    entries: list[dict[str, Any]], sources: dict[str, Source], settings: Settings
) -> dict[Key, int]:
    """Return the accepted rows of every source, unit, district and month with a file."""
    seen = {key: 0 for entry in entries for key in _keys(entry, sources, settings)}
    for entry in {entry["part"]: entry for entry in entries}.values():
        for unit, counts in entry["tables"].items():
            for district, month, rows in counts:
                key = (entry["source"], unit, district, month)
                if key in seen:
                    seen[key] += rows
    return seen


def _earlier(
    entries: list[dict[str, Any]], sources: dict[str, Source], settings: Settings
) -> dict[Key, int]:
    """Return the rows of the months before their own that figures for several months speak for."""
    earlier: dict[Key, int] = {}
    for entry in entries:
        for source, unit, district, month in _keys(entry, sources, settings):
            for table, where, last, other, rows in entry.get("other_months", []):
                if (table, last) == (unit, month):
                    key = (source, unit, district, other)
                    earlier[key] = earlier.get(key, 0) + (rows if where == district else 0)
    return earlier


def _notes(entries: list[dict[str, Any]], sources: dict[str, Source], settings: Settings) -> Notes:
    notes: Notes = {}
    for entry in entries:
        for note in find_gaps(entry):
            for key in _keys(entry, sources, settings):
                notes.setdefault(key, []).append(note)
    return notes


def _steps(seen: dict[Key, int]) -> Doubts:
    series: dict[tuple[str, str, str], dict[str, int]] = {}
    for (source, unit, district, month), rows in seen.items():
        series.setdefault((source, unit, district), {})[month] = rows
    return {
        (*key, month): [(STEP, note)]
        for key, by_month in series.items()
        for month, note in find_steps(by_month).items()
    }


def _span(seen: dict[Key, int]) -> dict[str, list[str]]:
    months: dict[str, set[str]] = {}
    for _, unit, _, month in seen:
        months.setdefault(unit, set()).add(month)
    return {unit: Period(min(found), max(found)).months for unit, found in months.items()}


def _row(key: Key, *, seen: dict[Key, int], partial: Notes, odd: Doubts) -> tuple[Any, ...]:
    if key not in seen:
        return (*key, MISSING, None, False, None, None)
    doubts = odd.get(key, [])
    notes = [*partial.get(key, []), *(note for _, note in doubts)]
    kinds = dict.fromkeys(kind for kind, _ in doubts)
    status = PARTIAL if key in partial else OK
    return (
        *key,
        status,
        seen[key],
        bool(doubts),
        "; ".join(kinds) or None,
        "; ".join(notes) or None,
    )
