"""Which months does a file that has a layout fill, and which of them does a later file hold again?

A file of ours holds one month. Another's may hold a year, or all of a year to date: each month of
it is then told, judged and superseded by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from csa.errors import SettingsError
from csa.periods import Period, shift_month
from csa.reading.files.discovery import RawFile
from csa.reading.model import Source
from csa.schemas import TABLES
from csa.settings.layouts import OPEN
from csa.store.entries import Entry, Tables
from csa.store.parts import MONTHS, Profile, load_rows

Lost = dict[str, np.ndarray]


def describe(
    entry: Entry, file: RawFile, *, spans: set[tuple[str, str]], declared: list[str], folder: Path
) -> None:
    """Remember of a file with a layout which months it speaks for, and of each how it looks.

    Parameters
    ----------
    entry : dict
        The catalogue's input for the file; it is filled in.
    file : RawFile
        The file.
    spans : set of (str, str)
        First and last months that it, or its sheets, speak for.
    declared : list of str
        Months whose lack of rows is a true zero.
    folder : Path
        The folder of processed tables.
    """
    remember_other_months(entry, folder)
    if file.layout is None:
        return
    claimed = sorted({month for span in spans for month in Period(*span).months})
    layout = file.layout
    # Versions of a layout are for the same files.
    family = " ".join(sorted(layout.files))
    entry["layout"] = {"name": layout.name, "digest": layout.digest, "family": family}
    entry["claimed"] = claimed
    entry["declared"] = [month for month in claimed if month in declared]
    columns = next(t.columns for t in file.layout.tables if t.source == file.source.name)
    entry["silent"] = file.source.counts_by not in ("", *columns)
    recount(entry, file.source, folder)


def refuse_unfinished(files: Iterable[RawFile]) -> None:
    """Refuse files whose layout says that something about it is still open.

    Raises
    ------
    SettingsError
        If there is one; it names the layout and its lines.
    """
    layouts = {file.layout.path: file.layout for file in files if file.layout is not None}
    for name, layout in sorted(layouts.items()):
        if layout.unfinished:
            raise SettingsError(
                f"{name} is not finished; marked open: {layout.still_open}. Settle each of these "
                f"lines and take its '# {OPEN}:' remark away, then run 'csa build' again. 'csa "
                "layout --check' on a file says what would become of it."
            )


def remember_other_months(entry: Entry, folder: Path) -> None:
    """Remember the months before its own that a figure for several months speaks for."""
    entry["other_months"] = [
        [table, district, month, other, rows]
        for table in entry["tables"]
        if entry["part"] and "months" in TABLES[table].fields
        for (district, month, months), rows in _figures(folder, table, entry["part"]).items()
        for other in Period(shift_month(month, 1 - months), month).months[:-1]
    ]


def _figures(folder: Path, table: str, part: str) -> Counter[tuple[str, str, int]]:
    rows = load_rows(folder, table, part, ["district", "month", "months"]).to_pylist()
    return Counter((r["district"], r["month"], r["months"]) for r in rows if r["district"])


def recount(entry: Entry, source: Source, folder: Path) -> None:
    """Count the rows of each month of a file with a layout, and remember how they look."""
    entry["by_month"] = count_months(entry["tables"], source)
    entry["month_profiles"] = {}
    for table in entry["tables"]:
        if table in source.units and entry["part"]:
            for month, profile in _profiles(folder, table, entry["part"]):
                entry["month_profiles"].setdefault(month, {})[table] = vars(profile)


def count_months(tables: Tables, source: Source) -> dict[str, int]:
    """Return the accepted rows of each month."""
    found: dict[str, int] = {}
    for unit in source.units:
        for _, month, rows in tables.get(unit, []):
            found[month] = found.get(month, 0) + rows
    return dict(sorted(found.items()))


def _profiles(folder: Path, table: str, part: str) -> Iterator[tuple[str, Profile]]:
    rows = load_rows(folder, table, part)
    column = next(name for name in MONTHS if name in rows.column_names)
    for month in pc.unique(rows[column]).to_pylist():
        profile = Profile()
        profile.add(rows.filter(pc.equal(rows[column], month)))
        yield month, profile


def months_of(entry: Entry) -> list[str]:
    """Return the months that a file speaks for: those with rows, or declared to be without."""
    if "layout" not in entry:
        return [entry["month"]] if entry["month"] else []
    if entry["silent"]:
        return []
    return sorted({*entry["by_month"], *entry["declared"]})


def by_month(entry: Entry) -> Iterator[Entry]:
    """Yield what is known of a file month by month, each as if it were a file of its own."""
    if "layout" not in entry:
        yield entry
        return
    for month in months_of(entry):
        profiles = entry["month_profiles"].get(month, {})
        who = entry["layout"]["family"]
        accepted = entry["by_month"].get(month, 0)
        yield {**entry, "month": month, "who": who, "profiles": profiles, "accepted": accepted}


def find_held_again(entries: list[Entry], folder: Path, source: Source, *, also: Lost) -> Lost:
    """Find rows of months that a later file with the same layout holds again.

    The later file is the one whose months end later, or else its later issue. What the earlier
    file said of those months is remembered with the later one, to tell the revision.

    Parameters
    ----------
    entries : list of dict
        The source's inputs of the catalogue.
    folder : Path
        The folder of processed tables.
    source : Source
        The source.
    also : dict of str to ndarray of int
        Row numbers that do not count for another reason, by the id of the file's part.

    Returns
    -------
    dict of str to ndarray of int
        Row numbers that do not count for either reason, by the id of the file's part.
    """
    found: Lost = {}
    for group in _groups(entries):
        for position, entry in enumerate(group):
            later = [
                one for one in group[position + 1 :] if set(one["claimed"]) & set(entry["claimed"])
            ]
            again = {month for one in later for month in one["claimed"]}
            for one in later[:1]:
                shared = set(one["claimed"]) & set(entry["claimed"])
                before = {m: entry["by_month"].get(m, 0) for m in sorted(shared)}
                one["again"] = {**before, **entry.get("again", {}), **one.get("again", {})}
            lost = _rows_of(folder, entry, again, source)
            if len(lost):
                found[entry["part"]] = np.union1d(also.get(entry["part"], lost), lost)
    return found


def _groups(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Yield the files of each layout in the order in which they count, the last most."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        if "layout" in entry and entry["part"] and entry["claimed"]:
            entry.pop("again", None)
            groups.setdefault(entry["layout"]["family"], []).append(entry)
    for group in groups.values():
        yield sorted(group, key=lambda e: (e["claimed"][-1], e["revision"], e["path"]))


def _rows_of(folder: Path, entry: Entry, months: set[str], source: Source) -> np.ndarray:
    table = next((unit for unit in source.units if unit in entry["tables"]), None)
    if table is None or not months & set(entry["by_month"]):
        return np.zeros(0, dtype=np.int64)
    rows = load_rows(folder, table, entry["part"]).select(["month", "row_number"])
    gone = pc.is_in(rows["month"], value_set=pa.array(sorted(months), pa.string()))
    return np.asarray(rows.filter(gone)["row_number"], dtype=np.int64)
