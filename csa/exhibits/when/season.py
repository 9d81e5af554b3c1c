"""How do the months run, does one stand out, and what comes next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.disclosure.rules.policy import WITHHELD
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.wording.by_month import months_label, months_short
from csa.exhibits.wording.caveats import marked_months
from csa.exhibits.wording.changes import change_statement, headline_unit
from csa.exhibits.wording.themes import subject_of
from csa.exhibits.wording.verdicts import bounds_of, verdict_of
from csa.measures.expected import control_months
from csa.measures.trend import forecast
from csa.periods import Period, as_spans, month_name, shift_month
from csa.present.charts import Mark, month_series
from csa.present.exhibit import FigurePart
from csa.present.number import is_hidden
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.measures.trend import Forecast
    from csa.settings import Break

MONTHLY = {unit: Count(unit, by=("priority",), months=True) for unit in INCIDENT_UNITS}
YEAR = 12
MEAN = "mean"
LIMITS = ("lower", "upper")
OUTSIDE = ("above", "below")
LINES = (("expected", "expected"), (MEAN, "mean of twelve months"))
BAND_COLUMNS = (
    Column("expected", "Expected", "rate", decimals=0),
    Column("lower", "Usual range", "interval", upper="upper", decimals=0),
)
MEAN_COLUMN = (Column(MEAN, "Mean of the last twelve months", "rate"),)


class SeasonExhibits(Group):
    """The months of one priority, and a forecast."""

    name = "season"
    scopes = ("priority",)

    @exhibit(
        counts={
            **MONTHLY,
            **{f"{unit}_total": Count(unit, by=("priority",)) for unit in INCIDENT_UNITS},
        }
    )
    def months(view: View, **frames: pd.DataFrame) -> Parts:
        """Draw the months with what is usual and the mean of twelve, under one verdict."""
        unit, cells, reason = _monthly(view, frames)
        subject = subject_of(view.priority, unit)
        title = f"{subject} by month"
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        frame = _judged_months(view, cells, unit)
        frame[MEAN] = _series(cells).rolling(YEAR).mean().to_numpy()
        inside = frame["month"].between(view.period.start, view.period.end)
        total, own = frames[f"{unit}_total"], {"priority": view.priority.id}
        verdict = verdict_of(view, total, **own)
        is_clear = verdict is not None and verdict.is_clear
        said = change_statement(view, total, subject, unit=unit, periods=False, **own)
        return _month_exhibit(
            view, frame, title=title, unit=unit, cells=cells,
            # What did not move is in the table that opens the priority.
            statements=(*((said,) if is_clear else ()), *_signal_statements(frame[inside])),
        )  # fmt: skip

    @exhibit(counts=MONTHLY)
    def outlook(view: View, **frames: pd.DataFrame) -> Parts:
        """Forecast the months ahead where a forecast has earned it."""
        unit, cells, reason = _monthly(view, frames)
        title = f"{view.priority.short_label}: what to expect next"
        ahead = None if reason else _forecast(_series(cells), _breaks(view, unit))
        if ahead is not None and not ahead.is_publishable:
            reason = (
                months_short(cells, "A forecast needs three years of months without a gap")
                if np.isnan(ahead.mase)
                else "No forecast is shown: in a trial on the last twelve months it was no better "
                "than taking the same month of the year before."
            )
        if ahead is None or reason:
            nothing = unavailable(view, title=title, reason=reason, units=[unit])
            return keep_unpublished(nothing)
        rows = ahead.table.round().rename_axis("month").reset_index()
        rows["name"] = rows["month"].map(month_name)
        return show(
            view,
            title=title,
            statements=(
                say(
                    "If nothing changes, {month:month} will bring about {value:n} {noun:t} (80% "
                    "interval {low:n} to {high:n}).",
                    constants=("80",),
                    noun=UNIT_NOUNS[unit],
                    month=rows["month"].iloc[0],
                    value=int(rows["value"].iloc[0]),
                    low=int(rows["lower_80"].iloc[0]),
                    high=int(rows["upper_80"].iloc[0]),
                ),
            ),
            tables=(
                Table(
                    rows,
                    [
                        Column("name", "Month"),
                        Column("value", "Expected", "rate", decimals=0),
                        Column(
                            "lower_80", "80% interval", "interval", upper="upper_80", decimals=0
                        ),
                        Column(
                            "lower_95", "95% interval", "interval", upper="upper_95", decimals=0
                        ),
                    ],
                    caption=f"{UNIT_NOUNS[unit][:1].upper()}{UNIT_NOUNS[unit][1:]} to be expected",
                    row_header="name",
                    table_id="outlook",
                ),
            ),
            cells=[cells],
            units=[unit],
            notes=(
                f"Method: {ahead.method}. In a trial on the last twelve months its error was "
                "smaller than that of taking the same month of the year before.",
            ),
            data=rows,
        )


def _judged_months(view: View, cells: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Judge months by the others; what rounding alone can have moved out of its range is inside."""
    return control_months(
        _series(cells),
        period=view.period,
        breaks=_breaks(view, unit),
        bound=float(bounds_of(cells).max()),
    )


def _rounding_note(view: View, cells: pd.DataFrame) -> tuple[str, ...]:
    """Say why a month may be printed a little outside its range and not be named."""
    if not is_hidden(view.numbers(cells)):
        return ()
    return ("A month counts as outside only where rounding cannot be the reason.",)


def _forecast(series: pd.Series, breaks: list[str]) -> Forecast:
    return forecast(series[series.index >= series.first_valid_index()], breaks=breaks)


def _monthly(view: View, frames: dict[str, pd.DataFrame]) -> tuple[str, pd.DataFrame, str]:
    unit = headline_unit(view, frames)
    frame = frames[unit]
    cells = view.cells(frame, priority=view.priority.id)
    return unit, _since_first(cells), why_missing(view, cells, unit)


def _since_first(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out a month that was never received and stands before all others.

    Where the period is one month, the month that it is compared with is among the cells.
    """
    counted = cells["value"].notna() | cells["reason"].isin(WITHHELD)
    return cells[cells["period"] >= cells.loc[counted, "period"].min()] if counted.any() else cells


def _series(cells: pd.DataFrame) -> pd.Series:
    return cells.sort_values("period").set_index("period")["value"].astype(float)


def _breaks(view: View, unit: str) -> list[str]:
    """Return the months from which recording is another one, the end of a break among them."""
    return [
        month
        for one in _touching(view, unit)
        for month in (one.start, shift_month(one.end, 1) if one.end else "")
        if month
    ]


def _touching(view: View, unit: str) -> list[Break]:
    names = [view.priority.id, *(s.id for s in view.priority.subthemes), *units_of(view.priority)]
    return view.breaks(unit, *names)


def _starts(view: View) -> list[Mark]:
    """Return the first months of the projects that are funded for the priority here."""
    rows = view.reference("project")
    if not len(rows):
        return []
    is_about = rows["priority_ids"].fillna("").str.split(";").map(
        lambda ids: view.priority.id in ids
    )  # fmt: skip
    here = rows["districts"].fillna("").map(
        lambda slugs: view.is_partnership or not slugs or view.slug in slugs.split(";")
    )  # fmt: skip
    known = rows[is_about & here & rows["start"].notna()]
    return [
        Mark(str(row.start)[:7], f"{row.name_of} starts")
        for row in known.rename(columns={"name": "name_of"}).itertuples()
    ]


def _month_exhibit(
    view: View,
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    cells: pd.DataFrame,
    statements: tuple[Statement, ...],
) -> Parts:
    noun = UNIT_NOUNS[unit]
    label = noun[:1].upper() + noun[1:]
    numbers = view.numbers(cells).set_axis(cells["period"])
    frame = frame.assign(value=frame["month"].map(numbers))
    # Where nothing was received there is nothing to expect either.
    frame.loc[frame["value"].isna(), ["expected", "lower", "upper"]] = float("nan")
    span = Period(frame["month"].iloc[0], frame["month"].iloc[-1])
    has_band = frame["lower"].notna().any()
    has_mean = frame[MEAN].notna().any()
    marks: list[Break | Mark] = [*_touching(view, unit), *_starts(view)]
    columns = [
        Column("month", "Month", "month"),
        Column("value", label, "count"),
        *BAND_COLUMNS[: 2 * int(has_band)],
        *MEAN_COLUMN[: int(has_mean)],
    ]
    caption = f"{title} in {view.name}, {span.label}"
    return show(
        view,
        title=title,
        statements=statements,
        figures=(
            FigurePart(
                draw=lambda: month_series(
                    frame,
                    value_label=f"{label} a month",
                    highlight=view.period,
                    compare=view.before,
                    breaks=[one for one in marks if one.start in span.months[1:]],
                    marked=marked_months(view, unit),
                    usual=LIMITS if has_band else None,
                    lines=LINES[0 if has_band else 1 : 2 if has_mean else 1],
                ),
                alt=" ".join([f"Line. {caption}.", *map(str, statements)]),
                caption=caption,
            ),
        ),
        tables=(Table(frame, columns, caption=caption, row_header="month", table_id="months"),),
        cells=[cells],
        units=[unit],
        notes=(
            *(
                "The band holds routine variation: what the level, trend and season of all other "
                "months lead one to expect of a month, with a new level where recording changed. "
                "In nine years of ten no month of the period lies outside it by chance.",
            )[: int(has_band)],
            *_rounding_note(view, cells),
        ),
        period=months_label(cells),
        data=frame,
    )  # fmt: skip


def _signal_statements(judged: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the months that lie outside the band; nothing where none does."""
    return tuple(
        say(
            "{months:t} stood {side:t} even for that level and the time of year.",
            months=list_text([span.label for span in as_spans(months)]),
            side=words,
        )
        for side, words in zip(OUTSIDE, ("high", "low"), strict=True)
        if len(months := judged.loc[judged["side"] == side, "month"])
    )
