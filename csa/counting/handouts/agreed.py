"""What happened where a group agreed to act: since it was done, and in the year before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.areas import list_wards
from csa.counting.handouts.ground import Ground
from csa.counting.handouts.theme import read_theme
from csa.counting.units import UNIT_NOUNS
from csa.lately import Days
from csa.schemas.coverage import OK
from csa.settings.naming import called

if TYPE_CHECKING:
    from csa.counting.handouts.weeks import WeekCounts
    from csa.settings import Agreed

# Whole weeks, so that each day of the week is as often among them.
YEAR_DAYS = 364
FEWEST_DAYS = 28


@dataclass(frozen=True)
class Followed:
    """What is counted where an action was done, and in the rest of the district.

    Attributes
    ----------
    before, after : int
        Counts of the year up to the day on which it was done, and since.
    rest_before, rest_after : int
        The same of the rest of the district.
    dispersion, degrees : float
        How much its months vary.
    why : str
        Why nothing can be told; then the counts are nought.
    is_early : bool
        Whether that is for want of time.
    """

    before: int = 0
    after: int = 0
    rest_before: int = 0
    rest_after: int = 0
    dispersion: float = 1.0
    degrees: float = 0.0
    why: str = ""
    is_early: bool = False


def follow_action(counts: WeekCounts, action: Agreed) -> Followed:
    """Count where an action was done, before and since; say why not where that tells nothing."""
    done = pd.Timestamp(action.done or counts.span.last)
    since = Days(done + pd.Timedelta(days=1), counts.span.last)
    if len(since) < FEWEST_DAYS:
        return Followed(why="it was done less than four weeks ago", is_early=True)
    if not (action.ward or action.place):
        return Followed(why="it names no ward or place to count in")
    before = Days.up_to(done, days=YEAR_DAYS)
    stands = {counts.stands(action.unit, one) for one in (since, before)}
    if action.unit not in counts.units or stands != {OK}:
        return Followed(why=f"not all {UNIT_NOUNS[action.unit]} of that time were received")
    ground = _ground(counts, action)
    if ground is None:
        return Followed(why=f"{counts.area.name} has no {action.ward or action.place}")
    rows = counts.rows(action.unit)
    chosen = _is_of(counts, action)
    here, placed = ground.holds(rows), ground.is_placed(rows)
    number: dict[str, Any] = {
        name: int((part & chosen & span.holds(rows["day"])).sum())
        for name, part, span in (
            ("before", here, before), ("after", here, since),
            ("rest_before", placed & ~here, before), ("rest_after", placed & ~here, since),
        )
    }  # fmt: skip
    return Followed(**number | counts.spread(action.unit, rows.index[chosen]))


def _ground(counts: WeekCounts, action: Agreed) -> Ground | None:
    records = counts.records
    for place in called(records.settings.places, action.place or "", names=("slug",)):
        return Ground.of_place(place, records.settings, records.table("boundary_lsoa"))
    wards = list_wards(records.table("geography"))
    found = [
        one
        for one in called(wards, action.ward or "", names=("name", "code"))
        if one.district == counts.district
    ]
    return Ground.of_ward(found[0], records.table("boundary_ward")) if found else None


def _is_of(counts: WeekCounts, action: Agreed) -> pd.Series:
    rows = counts.rows(action.unit)
    if action.category:
        return rows["category"] == action.category
    named = action.subtheme or action.priority
    countable = counts.records.unit(action.unit)
    if named is None or countable is None:
        return pd.Series(data=True, index=rows.index)
    return read_theme(counts.records.settings, named).holds(countable).reindex(rows.index)
