"""On what kind of day did each incident happen: in term, in the holidays, at a weekend?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import DIMENSIONS
from csa.counting.records.described import UNKNOWN
from csa.counting.units import INCIDENT_TIME, INCIDENT_UNITS
from csa.measures.day_kinds import (
    SCHOOL_HOLIDAY,
    bank_holidays,
    kinds_of_days,
    school_year,
)
from csa.periods import Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.counting.cells import Countable
    from csa.settings import Settings

DIMENSION = "day_kind"
LONGEST_SPAN = pd.Timedelta(days=1)


def calendar(settings: Settings, period: Period) -> pd.Series:
    """Return the kind of each day of a period, by day."""
    first = pd.Timestamp(period.start)
    days = pd.date_range(first, periods=period.days)
    return kinds_of_days(
        days,
        bank=bank_holidays(
            range(first.year, days[-1].year + 1),
            added=settings.holidays.bank_holidays_added,
            dropped=settings.holidays.bank_holidays_dropped,
        ),
        school=settings.holidays.school,
    )


def with_day_kinds(
    countables: Mapping[str, Countable], *, settings: Settings, period: Period
) -> dict[str, Countable]:
    """Say of each incident on what kind of day it happened.

    Parameters
    ----------
    countables : mapping of unit to Countable
        Incidents with the time from and to which they may have happened.
    settings : Settings
        Bank and school holidays.
    period : Period
        The assessment period; the same months a year earlier are counted too.

    Returns
    -------
    dict of unit to Countable
        The same, with the dimension ``day_kind``. Without days, or without the school holidays of
        these years, it is unavailable, with the reason.
    """
    spans = {span: calendar(settings, span) for span in (period.a_year_earlier, period)}
    days = [day for kinds in spans.values() for day in kinds.index[kinds.isna()]]
    unlisted = sorted({school_year(day) for day in days})
    described = dict(countables)
    for unit in INCIDENT_UNITS:
        if unit in countables:
            described[unit] = _with_kind(countables[unit], unit, spans, unlisted=unlisted)
    return described


def _with_kind(
    countable: Countable, unit: str, spans: Mapping[Period, pd.Series], *, unlisted: list[str]
) -> Countable:
    rows = countable.rows
    start, end = INCIDENT_TIME[unit]
    unavailable_here = dict(countable.unavailable)
    values = pd.Series(UNKNOWN, index=rows.index, dtype="object")
    if start not in rows or not rows[start].notna().any():
        unavailable_here[DIMENSION] = DIMENSIONS["time_slot"].absent
    else:
        # What is recorded in a period may have happened before its days, which a rate a day counts.
        for span, kinds in spans.items():
            here = rows["month"].isin(span.months)
            values = values.mask(here, _kind_of_rows(rows[start], rows[end], kinds))
        if unlisted:
            unavailable_here[DIMENSION] = (
                f"the school holidays of {', '.join(unlisted)} are not listed in "
                "config/partnership.toml"
            )
    return replace(
        countable,
        rows=rows.assign(**{DIMENSION: values}),
        domains={**countable.domains, DIMENSION: DIMENSIONS[DIMENSION].values},
        unavailable=unavailable_here,
    )


def _kind_of_rows(start: pd.Series, end: pd.Series, kinds: pd.Series) -> pd.Series:
    first, last = (
        moment.dt.tz_localize(None).dt.normalize().map(kinds)
        for moment in (start, end.fillna(start))
    )
    is_sure = first.notna() & (first == last) & ~(end - start > LONGEST_SPAN)
    return first.where(is_sure, UNKNOWN).astype("object")


def holiday_weekdays(settings: Settings, months: list[str]) -> pd.Series:
    """Count the weekdays in school holidays of each month; missing where none are listed."""
    counts = {}
    for month in months:
        kinds = calendar(settings, Period(month, month))
        counts[month] = pd.NA if kinds.isna().any() else int((kinds == SCHOOL_HOLIDAY).sum())
    return pd.Series(counts, dtype="Int64")
