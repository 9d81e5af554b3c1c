"""What can be counted of other services' tables: their rows, and the figures that they counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.cells import Countable
from csa.periods import Period, shift_month
from csa.schemas import (
    ASKED,
    FIGURES,
    OWN_COUNTS,
    POSSIBLE,
    SERVICE_INCIDENTS,
    SERVICE_WAVES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Tables = Mapping[str, pd.DataFrame]

PLACE = ["month", "district", "ward", "lsoa"]
NO_THEMES = pd.DataFrame(columns=["incident", "priority", "subtheme", "counts_to_priority"])


def service_countables(tables: Tables, *, period: Period) -> dict[str, Countable]:
    """Turn other services' tables into countable rows.

    A figure of twelve becomes twelve rows. One that its sender gave as a range counts with its
    least, and ``.possible`` holds what there may be besides; ``.asked`` holds how many were asked.

    Parameters
    ----------
    tables : mapping of name to DataFrame
        The processed tables; those not received are empty.
    period : Period
        The period, compared with the same months a year before: a figure for several months is of
        one of them only if that holds them all, that of a wave if it holds the last. Several waves
        are added up, and so are those asked.

    Returns
    -------
    dict of unit to Countable
    """
    found = {
        name: _countable(tables[name]) for name in SERVICE_INCIDENTS if len(tables.get(name, ()))
    }
    for unit, rows in _figures(tables, period):
        found[unit] = _repeated(rows, rows["at_least"])
        if rows["count"].isna().any():
            found[unit + POSSIBLE] = _repeated(rows, rows["at_most"] - rows["at_least"])
        if rows["base"].notna().any():
            found[unit + ASKED] = _repeated(rows, rows["base"])
    return found


def service_coverage(coverage: pd.DataFrame, tables: Tables, *, period: Period) -> pd.DataFrame:
    """Say for which districts and months there is a figure of each measure.

    A file that came without a district's figure of a measure says nothing about it: that month is
    missing, not zero.

    Returns
    -------
    DataFrame
        The coverage, with rows for the units of measures. A month of own figures that lacks an
        area for which another month has one is not whole. What there may be besides is known only
        where every range has an end, and how many were asked where each figure says so.
    """
    pieces = [coverage]
    for unit, rows in _figures(tables, period):
        is_own = unit.startswith(f"{OWN_COUNTS}.")
        pieces += [
            _months_of(rows, unit, without=_lacks_an_area(rows) if is_own else None),
            _months_of(rows, unit + POSSIBLE, without=rows["at_most"].isna()),
            _months_of(rows, unit + ASKED, without=rows["base"].isna()),
        ]
    return pd.concat(pieces, ignore_index=True)


def _countable(rows: pd.DataFrame) -> Countable:
    return Countable(rows=rows.reset_index(drop=True), membership=NO_THEMES, domains={})


def _repeated(rows: pd.DataFrame, times: pd.Series) -> Countable:
    return _countable(rows.loc[rows.index.repeat(times.fillna(0).astype(int)), PLACE])


def _figures(tables: Tables, period: Period) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each measure with its figures of the periods, and the first of their months."""
    for table, measures in FIGURES.items():
        rows = tables.get(table, pd.DataFrame())
        if not len(rows):
            continue
        told_by = "line" if table == OWN_COUNTS else "measure"
        rows = rows.reset_index(drop=True)
        spans = (period.a_year_earlier, period)
        rows = _waves(rows, spans) if table in SERVICE_WAVES else _inside(rows, spans)
        for measure in measures:
            if (rows[told_by] == measure).any():
                yield f"{table}.{measure}", rows[rows[told_by] == measure]


def _inside(rows: pd.DataFrame, spans: Iterable[Period]) -> pd.DataFrame:
    """Return the figures whose months all lie in one of the periods, with the ``first`` of them."""
    first = [
        shift_month(month, 1 - int(months))
        for month, months in zip(rows["month"], rows["months"], strict=True)
    ]
    rows = rows.assign(first=first)
    inside = pd.Series(data=False, index=rows.index)
    for span in spans:
        inside |= (rows["first"] >= span.start) & (rows["month"] <= span.end)
    return rows[inside]


def _waves(rows: pd.DataFrame, spans: Iterable[Period]) -> pd.DataFrame:
    """Return the figures of waves that end in one of the periods, each for the whole of it."""
    return pd.concat(
        [
            rows[rows["month"].between(span.start, span.end)].assign(
                first=span.start, month=span.end
            )
            for span in spans
        ]
    )


def _lacks_an_area(rows: pd.DataFrame) -> pd.Series:
    """Say of each figure whether its district and month lack an area that another month has."""
    areas = rows["ward"].fillna("") + "/" + rows["lsoa"].fillna("")
    here = areas.groupby([rows["district"], rows["month"]]).transform("nunique")
    return here < areas.groupby(rows["district"]).transform("nunique")


def _months_of(rows: pd.DataFrame, unit: str, *, without: pd.Series | None = None) -> pd.DataFrame:
    """Return the months of figures as coverage, save those of which a figure lacks something."""
    spans = zip(rows["first"], rows["month"], strict=True)
    months = rows[["district"]].assign(
        month=[Period(first, last).months for first, last in spans],
        lacks=False if without is None else without,
    )
    every = months.explode("month").groupby(["district", "month"], as_index=False)["lacks"].any()
    return every.loc[~every["lacks"], ["district", "month"]].assign(unit=unit, status="ok")
