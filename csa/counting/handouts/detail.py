"""When, where exactly and who: what is told of single rows at a place, to the officer alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.records.described import WEEKDAYS
from csa.counting.units import UNITS
from csa.measures.repeats import RepeatSummary, repeat_summary
from csa.priorities import is_counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from csa.counting.records.loaded import Records

# What is known no closer than this has no hour.
CLOSE = pd.Timedelta(hours=1)
SQUARE_M = 100
YOUNG = (10, 17)
SIDES = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip
AT_THE_MIDDLE_M = 50


def week(rows: pd.DataFrame, *, unit: str) -> pd.DataFrame:
    """Count incidents by day and hour.

    Returns
    -------
    DataFrame
        Seven rows from Monday, columns 0 to 23. ``attrs["unknown"]`` is how many are not known to
        the hour; they are in no square.
    """
    columns = UNITS[unit].time or ("", "")
    began = pd.Series(pd.NaT, index=rows.index)
    if columns[0] in rows:
        start, end = (rows[name] for name in columns)
        began = start.mask((end - start > CLOSE) | end.isna())
    known = began.dropna()
    grid = pd.DataFrame(0, index=[*WEEKDAYS], columns=range(24))
    if len(known):
        days = known.dt.day_of_week.map(dict(enumerate(WEEKDAYS)))
        found = pd.crosstab(days, known.dt.hour)
        grid = grid.add(found, fill_value=0).reindex([*WEEKDAYS]).astype(int)
    grid.attrs["unknown"] = len(rows) - len(known)
    return grid


def spots(rows: pd.DataFrame, *, middle: tuple[float, float] | None) -> pd.DataFrame:
    """Count incidents by square of a hundred metres, the most first.

    Parameters
    ----------
    rows : DataFrame
        With ``easting, northing`` and ``location_text``; those without a point are left out.
    middle : (float, float), optional
        The point that distances are told from; without one none is told.

    Returns
    -------
    DataFrame
        ``easting, northing`` (the mean point of its incidents), ``n``, ``square`` (reference of
        the National Grid), ``where`` (distance and side of the middle) and ``street``, the
        commonest text of a location there; empty where none was recorded.
    """
    placed = rows.dropna(subset=["easting", "northing"])
    east, north = (placed[name].astype(float) for name in ("easting", "northing"))
    keys = [(side // SQUARE_M).astype(int) for side in (east, north)]
    points = pd.DataFrame(
        {"easting": east, "northing": north, "street": placed.get("location_text")}
    )
    told = []
    for (x, y), own in points.groupby(keys, sort=True):
        at = float(own["easting"].mean()), float(own["northing"].mean())
        street = next(iter(own["street"].dropna().mode()), "")
        square = grid_reference(SQUARE_M * int(x), SQUARE_M * int(y))
        where = _away(at, middle) if middle else ""
        told.append((*at, len(own), square, where, str(street)))
    columns = ["easting", "northing", "n", "square", "where", "street"]
    table = pd.DataFrame(told, columns=columns)
    return table.sort_values(["n", "square"], ascending=[False, True], ignore_index=True)


def grid_reference(easting: int, northing: int) -> str:
    """Return the reference of the National Grid of a square of a hundred metres.

    Examples
    --------
    >>> grid_reference(407200, 266400)
    'SP 072 664'
    """
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    east, north = easting // 100_000, northing // 100_000
    first = letters[(19 - north) - (19 - north) % 5 + (east + 10) // 5]
    second = letters[(19 - north) * 5 % 25 + east % 5]
    return f"{first}{second} {easting % 100_000 // 100:03d} {northing % 100_000 // 100:03d}"


def _away(point: tuple[float, float], middle: tuple[float, float]) -> str:
    east, north = point[0] - middle[0], point[1] - middle[1]
    metres = 10 * round(float(np.hypot(east, north)) / 10)
    if metres < AT_THE_MIDDLE_M:
        return "at the middle"
    side = SIDES[round(float(np.arctan2(north, east)) / (np.pi / 4)) % 8]
    return f"{metres} m {side} of the middle"


def callers(rows: pd.DataFrame) -> RepeatSummary:
    """Count who called about incidents, and how many called again."""
    return repeat_summary(rows["caller_id"])


def people(records: Records, table: str, crimes: Iterable[str]) -> pd.DataFrame:
    """Return the victims or suspects of some crimes who count and are persons."""
    rows = records.table(table)
    rows = rows[rows["crime_id"].isin(set(crimes)) & is_counted(rows, table=table)]
    return rows[rows["victim_type"] == "person"] if "victim_type" in rows else rows


def young(rows: pd.DataFrame) -> tuple[int, int]:
    """Count people of whom the age is known to be 10 to 17, and all whose age is known."""
    known = rows["age_band"].ne("unknown")
    return int(rows["age_band"].eq(f"{YOUNG[0]}-{YOUNG[1]}").sum()), int(known.sum())


def youths(rows: pd.DataFrame) -> tuple[int, int]:
    """Count incidents that youths are said to have a part in, and all that say whether."""
    if "flag_youth" not in rows:
        return 0, 0
    known = rows["flag_youth"].dropna()
    return int(known.astype(bool).sum()), len(known)
