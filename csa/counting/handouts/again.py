"""Who and what comes again in some weeks: people, callers and addresses, as counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.handouts.detail import people
from csa.counting.handouts.weeks import EARLIER, NOW
from csa.lately import Days
from csa.measures.repeats import repeat_summary
from csa.schemas.coverage import OK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from csa.counting.handouts.weeks import WeekCounts

YEAR_DAYS = 365
EXACT = "exact"
OF_PEOPLE = {"victim": "People harmed by crime", "suspect": "People suspected of crime"}
CALLERS = "Callers about anti-social behaviour"
ADDRESSES = {
    "crime": "Addresses of crime",
    "asb": "Addresses of anti-social behaviour",
    "fire": "Addresses of deliberate fires",
    "environment": "Addresses of environmental reports",
}


@dataclass(frozen=True)
class Again:
    """How often the same people or addresses came in some weeks.

    Attributes
    ----------
    name : str
        Of whom or what.
    known, unknown : int
        Records that say who or where it was to the address, and those that do not.
    different : int
        How many different ones.
    more_than_once : int
        Of these, how many in these weeks more than once.
    in_the_year : int or None
        Of these, how many also in the year before these weeks; None where it was not received.
    earlier : int or None
        How many more than once in the same weeks a year earlier.
    """

    name: str
    known: int
    unknown: int
    different: int
    more_than_once: int
    in_the_year: int | None
    earlier: int | None


def come_again(counts: WeekCounts) -> Iterator[Again]:
    """Yield each kind of people and addresses of which anything is recorded."""
    if "crime" in counts.units:
        crimes = counts.rows("crime").dropna(subset=["crime_id"]).set_index("crime_id")["day"]
        for table, name in OF_PEOPLE.items():
            found = people(counts.records, table, crimes.index)
            found = found.drop_duplicates(["crime_id", "person_id"])
            days = found["crime_id"].map(crimes)
            yield from _of(
                counts, "crime", name, pd.DataFrame({"day": days, "key": found["person_id"]})
            )
    if "asb" in counts.units:
        calls = counts.rows("asb")
        yield from _of(counts, "asb", CALLERS, calls.assign(key=calls["caller_id"]))
    for unit, name in ADDRESSES.items():
        if unit in counts.units:
            yield from _of(counts, unit, name, _addressed(counts.rows(unit)))


def _addressed(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each row the point of its address; one that is placed more roughly has none."""
    point = rows["easting"].astype("string") + " " + rows["northing"].astype("string")
    return rows.assign(key=point.where(rows["coord_quality"] == EXACT))


def _of(counts: WeekCounts, unit: str, name: str, rows: pd.DataFrame) -> Iterator[Again]:
    now, earlier = counts.spans[NOW], counts.spans[EARLIER]
    keys = rows.loc[now.holds(rows["day"]), "key"]
    if not rows["key"].notna().any():
        return
    found = repeat_summary(keys)
    year = Days.up_to(counts.span.before.last, days=YEAR_DAYS)
    known = {one: counts.stands(unit, one) == OK for one in (year, earlier)}
    before = set(rows.loc[year.holds(rows["day"]), "key"].dropna())
    of_earlier = repeat_summary(rows.loc[earlier.holds(rows["day"]), "key"])
    yield Again(
        name=name,
        known=found.crimes,
        unknown=found.unidentified,
        different=found.people,
        more_than_once=found.repeat_people,
        in_the_year=len(before & set(keys.dropna())) if known[year] else None,
        earlier=of_earlier.repeat_people if known[earlier] else None,
    )
