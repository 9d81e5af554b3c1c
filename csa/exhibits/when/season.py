"""Is this usual for the time of year, is it more than routine variation, and what comes next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.by_month import months_label, months_short
from csa.exhibits.wording.caveats import marked_months
from csa.exhibits.wording.changes import headline_unit
from csa.exhibits.wording.verdicts import bounds_of
from csa.measures.expected import control_months, may_be_chance, usual_months
from csa.measures.trend import forecast
from csa.periods import Period, as_spans, month_name, shift_month
from csa.present.charts import month_series
from csa.present.exhibit import FigurePart
from csa.present.number import Number, is_hidden
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from csa.exhibits.view import View
    from csa.measures.trend import Forecast
    from csa.settings import Break

MONTHLY = {unit: Count(unit, by=("priority",), months=True) for unit in INCIDENT_UNITS}
YEAR = 12
FEWEST_IN_CHART = 12
FEWEST_TOTALS = 2
LIMITS = ("lower", "upper")
OUTSIDE = ("above", "below")


class SeasonExhibits(Group):
    """The months of one priority: usual ranges, control chart, twelve-month totals, forecast."""

    name = "season"
    scopes = ("priority",)

    @exhibit(counts=MONTHLY)
    def usual_range(view: View, **frames: pd.DataFrame) -> Parts:
        """Say which months of the period lie outside the usual range for the time of year."""
        unit, cells, reason = _monthly(view, frames)
        title = f"{view.priority.short_label}: is this usual for the time of year?"
        table = pd.DataFrame() if reason else _judged_months(view, cells, unit, judge=usual_months)
        if not reason and not table["lower"].notna().any():
            reason = months_short(
                cells,
                "The usual range needs two earlier years, and half a year recorded in the same way",
            )
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        shown = table[table["month"] >= shift_month(view.period.start, -2 * YEAR)]
        charted = _judged_months(view, cells, unit, judge=control_months)
        signals = set(charted.loc[charted["side"].isin(OUTSIDE), "month"])
        return _month_exhibit(
            view, shown, title=title, unit=unit, cells=cells, is_count=True,
            statements=_usual_statements(table[table["lower"].notna()], signals=signals),
            rows=table[table["lower"].notna()], table_id="usual-range",
            notes=(
                "The usual range is what the months before lead one to expect: their level, trend "
                "and season, and how much they vary. Where nothing happened, one month in twenty "
                "still lies outside it.",
                *_rounding_note(view, cells),
            ),
        )  # fmt: skip

    @exhibit(counts=MONTHLY)
    def control_chart(view: View, **frames: pd.DataFrame) -> Parts:
        """Tell months that are more than routine variation about their trend and season."""
        unit, cells, reason = _monthly(view, frames)
        title = f"{view.priority.short_label}: which months stand out?"
        if not reason and cells["value"].notna().sum() < FEWEST_IN_CHART:
            reason = months_short(cells, "A control chart needs twelve months or more")
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        table = _judged_months(view, cells, unit, judge=control_months)
        judged = table[table["lower"].notna()]
        inside = judged["month"].between(view.period.start, view.period.end)
        if judged[inside].empty:
            reason = "No month of the period can be judged by the others."
            return unavailable(view, title=title, reason=reason, units=[unit])
        return _month_exhibit(
            view, table, title=title, unit=unit, cells=cells, is_count=True,
            statements=_signal_statements(judged[inside]),
            rows=judged[inside | judged["side"].isin(OUTSIDE)], table_id="control-chart",
            notes=(
                "Each month is judged by all the others: their level, trend and season, with a new "
                "level where recording changed. The band holds routine variation; in nine years of "
                "ten no month of the period lies outside it by chance. A rise or fall from year to "
                "year is told elsewhere and makes no month stand out. Earlier months are listed "
                "where they lie outside.",
                *_rounding_note(view, cells),
            ),
        )  # fmt: skip

    @exhibit(counts=MONTHLY)
    def twelve_months(view: View, **frames: pd.DataFrame) -> Parts:
        """Draw the total of the last twelve months, month by month."""
        unit, cells, reason = _monthly(view, frames)
        title = f"{view.priority.short_label}: twelve months at a time"
        rolling = pd.Series(dtype=float) if reason else _series(cells).rolling(YEAR).sum()
        if not reason and rolling.notna().sum() < FEWEST_TOTALS:
            need = "Totals of twelve months need more than twelve months without a gap"
            reason = months_short(cells, need)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        table = rolling.rename("value").rename_axis("month").reset_index()
        known = table[table["month"] >= rolling.first_valid_index()]
        return _month_exhibit(
            view, known, title=title, unit=unit, cells=cells, is_count=True,
            statements=_rolling_statements(rolling), rows=known.tail(YEAR + 1),
            table_id="twelve-months", usual=None, summed=YEAR,
            notes=("Each point is the total of the twelve months that end there, so the season "
                   "does not show.",),
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
            return unavailable(view, title=title, reason=reason, units=[unit])
        rows = ahead.table.round().rename_axis("month").reset_index()
        rows["name"] = rows["month"].map(month_name)
        return show(
            view,
            title=title,
            statements=(
                say(
                    "If nothing changes, {month:month} will bring about {value:n}, most likely "
                    "{low:n} to {high:n}.",
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


def _judged_months(
    view: View, cells: pd.DataFrame, unit: str, *, judge: Callable[..., pd.DataFrame]
) -> pd.DataFrame:
    """Judge months by others; what rounding alone can have moved out of its range is inside."""
    return judge(
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
    return unit, cells, why_missing(view, cells, unit)


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


def _numbers_of_months(view: View, cells: pd.DataFrame, summed: int) -> dict[str, Number | None]:
    """Return for each month the sum of as many months in a row, itself the last."""
    numbers = view.numbers(cells).set_axis(cells["period"]).sort_index()
    return {
        month: Number.sum(numbers.iloc[max(0, at - summed) : at])
        for at, month in enumerate(numbers.index, start=1)
    }


def _month_exhibit(
    view: View,
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str,
    cells: pd.DataFrame,
    statements: tuple[Statement, ...],
    rows: pd.DataFrame,
    table_id: str,
    notes: tuple[str, ...],
    is_count: bool,
    summed: int = 1,
    usual: tuple[str, str] | None = LIMITS,
) -> Parts:
    noun = UNIT_NOUNS[unit]
    label = noun[:1].upper() + noun[1:]
    if is_count:
        numbers = _numbers_of_months(view, cells, summed)
        frame, rows = (one.assign(value=one["month"].map(numbers)) for one in (frame, rows))
    span = Period(frame["month"].iloc[0], frame["month"].iloc[-1])
    columns = [
        Column("name", "Month"),
        Column("value", label, "count" if is_count else "rate"),
        *([Column("lower", "Usual range", "interval", upper="upper", decimals=0)] if usual else []),
    ]
    table = rows.assign(name=rows["month"].map(month_name))
    return show(
        view,
        title=title,
        statements=statements,
        figures=(
            FigurePart(
                draw=lambda: month_series(
                    frame,
                    value_label=label,
                    highlight=view.period,
                    breaks=[one for one in _touching(view, unit) if one.start in span.months[1:]],
                    marked=marked_months(view, unit),
                    usual=usual,
                ),
                alt=" ".join(str(statement) for statement in statements),
                caption=f"{label} by month, {span.label}",
            ),
        ),
        tables=(
            Table(table, columns, caption=f"{label} in {view.name}", row_header="name",
                  table_id=table_id),
        ),
        cells=[cells],
        units=[unit],
        notes=notes,
        period=months_label(cells),
        data=table,
    )  # fmt: skip


def _usual_statements(rows: pd.DataFrame, *, signals: set[str]) -> tuple[Statement, ...]:
    outside = [
        say(
            "{side:t} the usual range for the time of year: {months:t}.",
            side=side.capitalize(),
            months=list_text([month_name(m) for m in rows.loc[rows["side"] == side, "month"]]),
        )
        for side in OUTSIDE
        if (rows["side"] == side).any()
    ]
    months = rows.loc[rows["side"].isin(OUTSIDE), "month"]
    if outside and not signals & set(months) and may_be_chance(len(months), len(rows)):
        outside.append(say("So few of the months judged may lie outside it by chance alone."))
    if outside:
        return tuple(outside)
    if len(rows) == 1:
        return (say("The one month that can be judged lies within the usual range."),)
    return (
        say(
            "All {count:n} months that can be judged lie within the usual range for the time "
            "of year.",
            count=len(rows),
        ),
    )


def _signal_statements(judged: pd.DataFrame) -> tuple[Statement, ...]:
    signals = judged[judged["side"].isin(OUTSIDE)]
    if len(judged) == 1 and signals.empty:
        return (say("The one month that can be judged is no more than routine variation."),)
    if signals.empty:
        return (
            say(
                "Of the {count:n} months of the period that can be judged, none is more than "
                "routine variation.",
                count=len(judged),
            ),
        )
    parts = []
    for side, words in zip(OUTSIDE, ("high", "low"), strict=True):
        months = signals.loc[signals["side"] == side, "month"]
        if len(months):
            parts.append(
                say(
                    "More than routine variation, {side:t}: {months:t}.",
                    side=words,
                    months=list_text([span.label for span in as_spans(months)]),
                )
            )
    return tuple(parts)


def _rolling_statements(rolling: pd.Series) -> tuple[Statement, ...]:
    last = rolling.last_valid_index()
    earlier = rolling.get(shift_month(last, -YEAR), np.nan)
    now = say(
        "In the twelve months to {month:month} there were {value:n}.",
        month=last,
        value=int(rolling[last]),
    )
    if np.isnan(earlier):
        return (now,)
    return (now, say("In the twelve months before there were {value:n}.", value=int(earlier)))
