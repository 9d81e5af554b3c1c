"""How many different people, and how often each: the numbers that no count of records gives.

Every number here is again a family of cells. A person's records of the twelve months to the end
of a period are put in order and counted by that order: as many people as first records, as many
people with five records or more as fifth ones. A person harmed in two districts is two people.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable
from csa.counting.dimensions import DIMENSIONS
from csa.counting.families import Count
from csa.counting.records.residence import with_residence
from csa.counting.units import BASED_ON, UNITS
from csa.measures.drivers import one_case_drivers
from csa.periods import Period
from csa.schemas import ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS_FOLLOWED = 12
FOLLOWED = DIMENSIONS["again"].values
MATURITY = DIMENSIONS["maturity"].values
MONTHS_TO_MATURE = 6
LEAST_CASE = 5
HARMED, NAMED, FOLLOWED_UNIT, ONE_CASE = "harmed", "named", "followed", "one_case"
# Outcomes are counted by the age of a crime, a matter of its month. All people followed are the
# people harmed in the year before, and a count of their own: not told as a sum of rounded ones.
LINKING_COUNTS = (
    Count("crime", by=("category", "maturity")),
    Count(FOLLOWED_UNIT, by=("theme",)),
)


def with_people(
    countables: Mapping[str, Countable],
    tables: Mapping[str, pd.DataFrame],
    *,
    period: Period,
) -> dict[str, Countable]:
    """Add the units that count different people, and what only the period can tell.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents, victims and suspects.
    tables : mapping
        ``lsoa_change, boundary_lsoa, geography``, for suspects' journeys.
    period : Period
        The assessment period; each unit also covers the one a year earlier.

    Returns
    -------
    dict of unit to Countable
        Besides those given ``harmed`` (records of identified persons, in order), ``followed``
        (persons followed for a year), ``named`` (suspicions of identified persons, in order) and
        ``one_case`` (offences of the one complaint that drives a change).
    """
    spans = (period.a_year_earlier, period)
    added = dict(countables)
    if "crime" in countables:
        added["crime"] = _with_maturity(countables["crime"], period)
        added[ONE_CASE] = _one_case(countables["crime"], spans)
    if "victim" in countables:
        harmed = _identified(countables["victim"], persons_only=True)
        added[HARMED] = _in_order(harmed, countables["victim"], spans)
        added[FOLLOWED_UNIT] = _followed(harmed, countables["victim"], spans)
    if "suspect" in countables:
        added["suspect"] = with_residence(countables["suspect"], tables)
        named = _identified(countables["suspect"], persons_only=False)
        added[NAMED] = _in_order(named, countables["suspect"], spans)
    return added


def people_coverage(coverage: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Say for which districts and periods the months that people are counted over are there.

    Returns
    -------
    DataFrame
        The coverage, with rows for the units of people: the months of a period are ``ok`` when
        every month of the twelve to its end (24 for people followed) was received.
    """
    pieces = [coverage, coverage[coverage["unit"] == "crime"].assign(unit=ONE_CASE)]
    for unit, source in BASED_ON.items():
        back = UNITS[unit].months
        here = coverage[(coverage["unit"] == source) & (coverage["status"] == "ok")]
        for district, months in here.groupby("district")["month"]:
            for span in (period.a_year_earlier, period):
                if set(months_to(span.end, back)) <= set(months):
                    rows = {"unit": unit, "district": district, "month": span.months}
                    pieces.append(pd.DataFrame({**rows, "status": "ok"}))
    return pd.concat(pieces, ignore_index=True)


def months_to(last: str, number: int) -> list[str]:
    """Return some months, the last one first."""
    end = pd.Period(last, freq="M")
    return [str(end - back) for back in range(number)]


def _by_theme(countable: Countable, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows once for each priority and each sub-theme they belong to."""
    members = countable.membership
    counted = members[members["counts_to_priority"]]
    pairs = pd.concat(
        [
            counted[["incident", "priority"]].rename(columns={"priority": "theme"}),
            members[["incident", "subtheme"]].rename(columns={"subtheme": "theme"}),
        ]
    ).drop_duplicates()
    return rows.merge(pairs, left_index=True, right_on="incident").drop(columns="incident")


def _identified(countable: Countable, *, persons_only: bool) -> pd.DataFrame:
    rows = countable.rows[countable.rows["person_id"].notna() & countable.rows["district"].notna()]
    if persons_only:
        rows = rows[rows["victim_type"] == "person"]
    columns = ["crime_id", "person_id", "recorded_date", "month", "district"]
    themed = _by_theme(countable, rows[columns])
    order = ["theme", "district", "person_id", "recorded_date", "crime_id"]
    return themed.drop_duplicates(["theme", "person_id", "crime_id"]).sort_values(
        order, kind="stable", ignore_index=True
    )


def _countable(
    rows: pd.DataFrame, source: Countable, *, over: int = 0, **domains: tuple[str, ...]
) -> Countable:
    return Countable(
        rows=rows.reset_index(drop=True),
        over=over,
        membership=pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"]),
        domains={"theme": (*source.domains["priority"], *source.domains["subtheme"]), **domains},
        unavailable={
            name.replace("subtheme=", "theme="): reason
            for name, reason in source.unavailable.items()
            if name.startswith("subtheme=")
        },
    )


def _within(rows: pd.DataFrame, span: Period) -> pd.DataFrame:
    return rows[rows["month"].isin(months_to(span.end, MONTHS_FOLLOWED))]


def _ordered(records: pd.DataFrame, spans: tuple[Period, ...]) -> pd.DataFrame:
    pieces = []
    for span in spans:
        here = _within(records, span)
        nth = here.groupby(["theme", "district", "person_id"], sort=False).cumcount() + 1
        pieces.append(here.assign(nth=nth.map(order_text), number=nth, month=span.end))
    return pd.concat(pieces, ignore_index=True)


def order_text(nth: int) -> str:
    """Return the band that a person's nth record falls in."""
    if str(nth) in ORDERS:
        return str(nth)
    return "6 to 9" if nth < int(ORDERS[6]) else ORDERS[7]


def _in_order(records: pd.DataFrame, source: Countable, spans: tuple[Period, ...]) -> Countable:
    return _countable(_ordered(records, spans), source, over=MONTHS_FOLLOWED, nth=ORDERS)


def _followed(records: pd.DataFrame, source: Countable, spans: tuple[Period, ...]) -> Countable:
    """Follow each person for a year from the first record of the year before last."""
    person = ["theme", "district", "person_id"]
    pieces = []
    for span in spans:
        here = records[records["month"].isin(months_to(span.end, 2 * MONTHS_FOLLOWED))]
        first = here.groupby(person)["recorded_date"].transform("min")
        until = first + pd.DateOffset(months=MONTHS_FOLLOWED)
        counted = (here["recorded_date"] < until).groupby([here[name] for name in person]).sum()
        index = here.drop_duplicates(person)
        opening = set(months_to(span.end, 2 * MONTHS_FOLLOWED)[MONTHS_FOLLOWED:])
        index = index[index["month"].isin(opening)].set_index(person)
        again = counted.reindex(index.index) > 1
        index["again"] = again.map(dict(zip((True, False), FOLLOWED, strict=True)))
        pieces.append(index.reset_index().assign(month=span.end))
    rows = pd.concat(pieces, ignore_index=True)
    return _countable(rows, source, over=2 * MONTHS_FOLLOWED, again=FOLLOWED)


def _with_maturity(crimes: Countable, period: Period) -> Countable:
    """Set apart the crimes recorded too recently for their outcome to be known."""
    recent = crimes.rows["month"].isin(months_to(period.end, MONTHS_TO_MATURE))
    rows = crimes.rows.assign(maturity=recent.map({True: "recent", False: "mature"}))
    return replace(crimes, rows=rows, domains={**crimes.domains, "maturity": MATURITY})


def _one_case(crimes: Countable, spans: tuple[Period, Period]) -> Countable:
    """Find the complaint that drives each theme's change in a district, if one does."""
    columns = ["crime_id", "month", "district"]
    if "complaint_id" not in crimes.rows or crimes.rows["complaint_id"].isna().all():
        empty = pd.DataFrame(columns=[*columns, "theme"])
        unavailable = {"theme": "no source says which complaint a crime belongs to"}
        return replace(_countable(empty, crimes), unavailable=unavailable)
    themed = _by_theme(crimes, crimes.rows[[*columns, "complaint_id"]])
    pieces = [themed.iloc[:0]]
    for _, here in themed[themed["district"].notna()].groupby(["theme", "district"]):
        before, after = (here[here["month"].isin(span.months)] for span in spans)
        drivers = one_case_drivers(
            before["complaint_id"], after["complaint_id"], minimum=LEAST_CASE
        )
        if len(drivers):
            pieces.append(here[here["complaint_id"] == drivers["case"].iloc[0]])
    return _countable(pd.concat(pieces, ignore_index=True), crimes)
