"""Which months of a year were received, and so are assessed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.counting.units import CORE_UNITS, INCIDENT_UNITS
from csa.errors import SettingsError, StoreError
from csa.lately import read_span
from csa.periods import Period, assessment_year, year_of, year_to_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from csa.settings import Settings

YEAR = 12


def latest_year(settings: Settings, coverage: pd.DataFrame) -> str:
    """Return the latest assessment year of which a month was received whole.

    Raises
    ------
    StoreError
        If no month was.
    """
    received = complete_months(coverage, CORE_UNITS)
    if not received:
        raise StoreError(
            "There is no month of which recorded crime or anti-social behaviour was received for "
            "every district. Add the files to data/raw and run csa build."
        )
    return year_of(received[-1], first_month=settings.partnership.year_starts_in_month)


def resolve_period(
    settings: Settings, coverage: pd.DataFrame, *, year: str, to: str | None
) -> Period:
    """Return the assessment period, checked against the months received.

    Raises
    ------
    SettingsError
        If the year or month is malformed, or the month lies outside the year.
    StoreError
        If no crime of the period was received; the message lists the years that were.
    """
    first_month = settings.partnership.year_starts_in_month
    whole = assessment_year(year, first_month=first_month)
    received = complete_months(coverage, CORE_UNITS)
    inside = [month for month in received if whole.start <= month <= whole.end]
    wanted = year_to_date(year, to, first_month=first_month) if to else None
    if not inside or (wanted and wanted.end not in inside):
        last = f" up to {to}" if wanted else ""
        spans = f"{received[0]} to {received[-1]}" if received else "none"
        raise StoreError(
            f"There are no complete data for {year}{last}. Months received for recorded crime and "
            f"anti-social behaviour: {spans}. Choose another --year or --to, or add the files to "
            "data/raw and run csa build."
        )
    if wanted:
        return wanted
    compared = [unit for unit in INCIDENT_UNITS if complete_months(coverage, (unit,), whole)]
    everywhere = [month for month in complete_months(coverage, compared) if month in inside]
    return Period(whole.start, (everywhere or inside)[-1])


def resolve_span(
    settings: Settings,
    coverage: pd.DataFrame,
    *,
    since: str | None = None,
    until: str | None = None,
    last: str | None = None,
) -> Period:
    """Return any span of months, checked against the months received.

    Parameters
    ----------
    since, until : str, optional
        First and last month; by default the start of the year, and the last month received whole.
    last : str, optional
        So many months up to ``until``, such as ``12 months``, instead of ``since``.

    Raises
    ------
    SettingsError
        If the months are malformed, turned round, more than twelve, or given twice.
    StoreError
        If no month of the span was received whole; the message says which were.
    """
    received = complete_months(coverage, CORE_UNITS)
    first_month = settings.partnership.year_starts_in_month
    until = until or max([*received[-1:], *([since] if since else [])], default=None)
    if until is None:
        raise StoreError(
            "No month of recorded crime and anti-social behaviour was received whole for every "
            "district: say until which month, or run csa status to see what is missing."
        )
    if last is not None:
        if since is not None:
            raise SettingsError("since and last both say where the span begins: give one of them.")
        span = read_span(last)
        if span.days:
            raise SettingsError(
                'Exhibits count whole months: write for example last="2 months". Weeks of a '
                "district are told by csa.district_monitor(...), and rows of days are loaded by "
                f'csa.load(..., last="{last}").'
            )
        since = span.first_month(until)
    year = assessment_year(year_of(until, first_month=first_month), first_month=first_month)
    period = Period(since or year.start, until)
    if len(period) > YEAR:
        raise SettingsError(
            f"{period.label} are {len(period)} months: a span is set against the same months of "
            "the year before, so it has twelve at most."
        )
    if not set(received) & set(period.months):
        spans = f"{received[0]} to {received[-1]}" if received else "none"
        raise StoreError(
            f"No month of {period.label} was received whole for every district. Months received "
            f"for recorded crime and anti-social behaviour: {spans}."
        )
    return period


def complete_months(
    coverage: pd.DataFrame, units: Sequence[str], within: Period | None = None
) -> list[str]:
    """Return the months that were received whole, for every district, from a source of each unit.

    Parameters
    ----------
    coverage : DataFrame
        The table ``coverage``.
    units : sequence of str
        The units; those without any source are passed over.
    within : Period, optional
        Only months inside it.
    """
    rows = coverage[coverage["unit"].isin(units)]
    pairs = rows[["unit", "district"]].drop_duplicates()
    whole = rows.loc[rows["status"] == "ok", ["unit", "district", "month"]].drop_duplicates()
    if within is not None:
        whole = whole[whole["month"].between(within.start, within.end)]
    per_month = whole.groupby("month").size()
    return sorted(str(month) for month in per_month.index[per_month == len(pairs)])
