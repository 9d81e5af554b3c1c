"""Is a month whole, and is it like the months before?"""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any

from csa.periods import days_in_month

UNLIKELY = 1e-6
SHORTEST_GAP_DAYS = 4  # shorter ones are weekends and holidays
QUARANTINED_SHARE = 0.05
QUARANTINED_ROWS = 5
MONTHS_BEFORE = 12
FEWEST_MONTHS = 3
FEWEST_MONTHS_OF_CATEGORY = 6
STEP_RATIO = 2.0
STEP_ROWS = 20
CATEGORY_ROWS = 10
MARKED_ROWS = 10
LOCATION_SHARE = 0.01
LOCATION_ROWS = 500
# What a reader is told, without a count: a count of victims in one month is not for everybody.
STEP = "far more or far fewer rows than usual"
CATEGORY = "a category appears or vanishes"
OUTSIDE = "no row lies in the partnership"
PLACE = "another share of rows without a place than in the file before"
UNMARKED = "a mark that earlier months have is blank in every row"


def find_gaps(entry: dict[str, Any]) -> list[str]:
    """Say why a file does not hold its whole month.

    Parameters
    ----------
    entry : dict
        One input of the catalogue.

    Returns
    -------
    list of str
        One note per reason; empty when the month looks whole.
    """
    notes = []
    for profile in entry["profiles"].values():
        notes += _missing_days(profile, days_in_month(entry["month"]))
    lost, rows = entry["quarantined"], entry["rows"]
    if lost >= QUARANTINED_ROWS and lost > rows * QUARANTINED_SHARE:
        notes.append(f"{lost} of {rows} rows are in quarantine")
    placed = _rows_by_district(entry)
    if placed and set(placed) == {None}:
        notes.append(f"none of {placed[None]} rows could be placed in a district")
    return notes


def _rows_by_district(entry: dict[str, Any]) -> Counter[str | None]:
    found: Counter[str | None] = Counter()
    for counts in entry["tables"].values():
        for district, month, rows in counts:
            if month == entry["month"]:
                found[district] += rows
    return found


def _missing_days(profile: dict[str, Any], days: int) -> list[str]:
    first, last, rows = profile["first_day"], profile["last_day"], profile["rows"]
    if not last:
        return []
    notes = []
    if _is_gap(days - last, rows=rows, days=days):
        notes.append(f"no row after day {last} of the month")
    if _is_gap(first - 1, rows=rows, days=days):
        notes.append(f"no row before day {first} of the month")
    return notes


def _is_gap(empty: int, *, rows: int, days: int) -> bool:
    """Return whether so many empty days at an end are beyond chance.

    If each row fell on any day alike, all would miss them with the probability below.
    """
    return empty >= SHORTEST_GAP_DAYS and (1 - empty / days) ** rows < UNLIKELY


def find_steps(by_month: dict[str, int]) -> dict[str, str]:
    """Find months with at least twice, or at most half, as many rows as usual.

    Usual is the median of up to twelve earlier months with a file, of at least three. Steps of
    fewer than 20 rows do not count.

    Examples
    --------
    >>> find_steps({"2016-01": 40, "2016-02": 44, "2016-03": 42, "2016-04": 90})
    {'2016-04': '90 rows where 42 are usual'}
    """
    months = sorted(by_month)
    found = {}
    for position, month in enumerate(months):
        before = [by_month[m] for m in months[max(0, position - MONTHS_BEFORE) : position]]
        if len(before) < FEWEST_MONTHS:
            continue
        usual, rows = median(before), by_month[month]
        is_step = rows >= usual * STEP_RATIO or rows * STEP_RATIO <= usual
        if is_step and abs(rows - usual) >= STEP_ROWS:
            found[month] = f"{rows} rows where {usual:.0f} are usual"
    return found


def find_oddities(entries: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str, str]]:
    """Find files in which a category appears or vanishes, or rows lie elsewhere than usual.

    Parameters
    ----------
    entries : list of dict
        Inputs of the catalogue.

    Returns
    -------
    list of (dict, str, str)
        An input, in what way it is odd, and how.
    """
    series: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in sorted(entries, key=lambda e: e["month"]):
        series.setdefault((entry["source"], entry["who"]), []).append(entry)
    found = []
    for files in series.values():
        for position, entry in enumerate(files):
            before = files[max(0, position - MONTHS_BEFORE) : position]
            found += [(entry, CATEGORY, note) for note in _category_changes(entry, before)]
            found += [(entry, PLACE, note) for note in _location_change(entry, before)]
            found += [(entry, UNMARKED, note) for note in _marks_gone(entry, before)]
            found += [(entry, OUTSIDE, note) for note in _all_outside(entry)]
    return found


def _all_outside(entry: dict[str, Any]) -> list[str]:
    outside = entry["out_of_area"]
    if entry["accepted"] or outside < QUARANTINED_ROWS:
        return []
    return [f"none of {entry['rows']} rows lies in the partnership"]


def _category_changes(entry: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    if len(before) < FEWEST_MONTHS_OF_CATEGORY:
        return []
    now = _categories(entry)
    past = [_categories(file) for file in before]
    notes = []
    for category in sorted({*now, *(name for file in past for name in file)} - {""}):
        usual = sum(file.get(category, 0) for file in past) / len(past)
        if not usual and now.get(category, 0) >= CATEGORY_ROWS:
            notes.append(f"'{category}' appears")
        elif usual >= CATEGORY_ROWS and not now.get(category, 0):
            notes.append(f"'{category}' vanishes")
    return notes


def _categories(entry: dict[str, Any]) -> dict[str, int]:
    merged: dict[str, int] = {}
    for profile in entry["profiles"].values():
        merged |= profile["categories"]
    return merged


def _marks_gone(entry: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    if not before or not entry["accepted"]:
        return []
    gone = _marks(before[-1], least=MARKED_ROWS) - _marks(entry, least=1)
    return [f"'{mark}' is blank in every row" for mark in sorted(gone)]


def _marks(entry: dict[str, Any], *, least: int) -> set[str]:
    """Return the marks that say yes or no in so many rows."""
    return {
        mark
        for profile in entry["profiles"].values()
        for mark, told in profile["marks"].items()
        if told >= least
    }


def _location_change(entry: dict[str, Any], before: list[dict[str, Any]]) -> list[str]:
    if not before or min(entry["rows"], before[-1]["rows"]) < LOCATION_ROWS:
        return []
    share, earlier = (file["not_located"] / file["rows"] for file in (entry, before[-1]))
    if abs(share - earlier) < LOCATION_SHARE:
        return []
    return [f"{share:.1%} of rows have no place, {earlier:.1%} in the file before"]
