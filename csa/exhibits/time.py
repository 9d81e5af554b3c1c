"""When does it happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.cells import Count
from csa.disclosure.countable import HOUR_BLOCKS, TIME_SLOTS, UNKNOWN, WEEKDAYS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    is_protected,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.change import INCIDENT_UNITS, headline_unit, months_label
from csa.exhibits.holidays import holiday_weekdays
from csa.exhibits.view import UNIT_NOUNS
from csa.measures.trend import seasonal_index
from csa.present.charts import week_grid
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say, weekday_name

if TYPE_CHECKING:
    from csa.exhibits.view import View

BUSIEST_BLOCKS = 3
NOT_SPREAD = (
    "Spreading would add nothing: no times were received, or hardly any incident has a long span "
    "in which it can have happened."
)
HOLIDAY_COLUMN = (Column("holidays", "Weekdays in school holidays, usually", "number"),)
TOO_SHORT = (
    "The usual shape of the year needs about two years of months without gaps on both sides of "
    "each month; the months received do not reach that far."
)


class TimeExhibits(Group):
    """Time of day, week and year of one priority."""

    @exhibit(counts={unit: Count(unit, by=("priority", "time_slot")) for unit in INCIDENT_UNITS})
    def week(view: View, **frames: pd.DataFrame) -> Parts:
        """Show the days and hours at which offences begin."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} by day and hour"
        cells = view.cells(frames[unit], period=view.period, priority=view.priority.id)
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        protected = not view.is_officer and is_protected(cells)
        slots = cells.set_index("time_slot")["value"].astype(float)
        matrix = _as_week(slots)
        statements = _busiest_statements(slots, protected=protected)
        return show(
            view,
            title=title,
            statements=statements,
            figures=(
                FigurePart(
                    draw=lambda: week_grid(
                        matrix,
                        column_labels=list(HOUR_BLOCKS),
                        value_label=UNIT_NOUNS[unit][:1].upper() + UNIT_NOUNS[unit][1:],
                        protected=protected,
                    ),
                    alt="Grid of days of the week by three-hour blocks. "
                    + " ".join(str(statement) for statement in statements),
                    caption=f"When they begin: day of the week and hour, {view.period.label}",
                ),
            ),
            tables=(_week_table(view, matrix, kind="protected" if protected else "count"),),
            cells=[cells],
            units=[unit],
            notes=(
                "Times are local. Offences that may have happened at any time in more than six "
                "hours are not placed on the grid.",
            ),
            data=matrix,
        )

    @exhibit()
    def week_spread(view: View) -> Parts:
        """Show day and hour with each incident spread over the time in which it can have been."""
        unit = view.priority.headline_unit
        title = f"{view.priority.short_label} by day and hour, long spans spread out"
        table = view.reference("spread_hours")
        if len(table):
            table = table[(table["area"] == view.code) & (table["priority"] == view.priority.id)]
        if not len(table):
            nothing = unavailable(view, title=title, reason=NOT_SPREAD, units=[unit])
            return keep_unpublished(nothing)
        slots = table.set_index("time_slot")["value"].astype(float)
        matrix = _as_week(slots)
        statements = (
            say(
                "For {share:s} of incidents all that is known is a span of more than eight hours. "
                "With each spread evenly over its span, the busiest times are {names:t}.",
                share=float(table["long_share"].iloc[0]),
                names=list_text(
                    [_slot_name(s) for s in slots.nlargest(BUSIEST_BLOCKS, keep="first").index]
                ),
            ),
        )
        return show(
            view,
            title=title,
            statements=statements,
            figures=(
                FigurePart(
                    draw=lambda: week_grid(
                        matrix,
                        column_labels=list(HOUR_BLOCKS),
                        value_label=f"{UNIT_NOUNS[unit][:1].upper()}{UNIT_NOUNS[unit][1:]}, about",
                        protected=True,
                    ),
                    alt=str(statements[0]),
                    caption=f"When they may have happened: day and hour, {view.period.label}",
                ),
            ),
            tables=(_week_table(view, matrix, kind="number"),),
            units=[unit],
            notes=(
                "Aoristic method: an offence between Monday noon and midnight counts a quarter in "
                "each of the four blocks of three hours. Figures are rounded to the nearest 5.",
            ),
            data=matrix,
        )

    @exhibit(counts={unit: Count(unit, by=("priority",), months=True) for unit in INCIDENT_UNITS})
    def season(view: View, **frames: pd.DataFrame) -> Parts:
        """Say which months of the year are usually high or low."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label} through the year"
        frame = frames[unit]
        cells = view.cells(frame, priority=view.priority.id)
        reason = why_missing(view, cells, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        months = cells.sort_values("period").set_index("period")["value"].astype(float)
        index = seasonal_index(months)
        if index["value"].isna().any():
            return unavailable(view, title=title, reason=TOO_SHORT, units=[unit])
        index["holidays"] = _usual_holidays(view, list(months.index))
        clear = index[index["is_clear"]]
        return show(
            view,
            title=title,
            statements=(_season_statement(clear),),
            tables=(
                Table(
                    index.assign(name=[_MONTHS[month - 1] for month in index.index]),
                    [
                        Column("name", "Month"),
                        Column("value", "Index (one = a usual month)", "rate", decimals=2),
                        Column(
                            "lower_cl", "95% interval", "interval", upper="upper_cl", decimals=2
                        ),
                        *HOLIDAY_COLUMN[: int(index["holidays"].notna().any())],
                    ],
                    caption="Each month against a usual month, adjusted for its length",
                    row_header="name",
                    table_id="season",
                ),
            ),
            cells=[cells],
            units=[unit],
            period=months_label(cells),
            data=index,
        )


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _usual_holidays(view: View, months: list[str]) -> pd.Series:
    """Return the usual number of weekdays in school holidays of each month of the year."""
    days = holiday_weekdays(view.settings, months).astype("Float64")
    return days.groupby([int(month[5:]) for month in months]).mean().round().astype("Int64")


def _as_week(slots: pd.Series) -> pd.DataFrame:
    """Arrange the slots of a week as days by blocks of hours."""
    return pd.DataFrame(
        slots.reindex(TIME_SLOTS).to_numpy().reshape(len(WEEKDAYS), len(HOUR_BLOCKS)),
        index=list(WEEKDAYS),
        columns=list(HOUR_BLOCKS),
    )


def _busiest_statements(slots: pd.Series, *, protected: bool) -> tuple[Statement, ...]:
    known = slots.drop(UNKNOWN, errors="ignore")
    top = known.sort_values(ascending=False, kind="stable").head(BUSIEST_BLOCKS)
    names = [_slot_name(slot) for slot in top.index]
    statements = [
        say(
            "The busiest times are {names:t}: {together:n} of the {timed:n} with a known time.",
            names=list_text(names),
            together=int(top.sum()),
            timed=int(known.sum()),
        )
    ]
    unknown = slots.get(UNKNOWN)
    if unknown:
        field = "protected" if protected else "n"
        statements.append(
            say(
                f"For {{unknown:{field}}} more the time is not known closely enough to place.",
                unknown=int(unknown),
            )
        )
    return tuple(statements)


def _slot_name(slot: str) -> str:
    day, block = slot.split(" ")
    start, end = block.split("–")
    return f"{weekday_name(WEEKDAYS.index(day))} {start}:00 to {end}:00"


def _week_table(view: View, matrix: pd.DataFrame, *, kind: str) -> Table:
    frame = matrix.astype("Int64").rename_axis("day").reset_index()
    return Table(
        frame,
        [Column("day", "Day"), *(Column(block, block, kind) for block in HOUR_BLOCKS)],
        caption=f"Day of the week and hour at which they begin, {view.period.label}",
        row_header="day",
        table_id="week",
    )


def _season_statement(clear: pd.DataFrame) -> Statement:
    if not len(clear):
        return say("No month of the year is clearly higher or lower than the others.")
    parts = []
    for is_high, side in ((True, "high"), (False, "low")):
        months = [_MONTHS[m - 1] for m in clear.index[(clear["value"] > 1) == is_high]]
        if months:
            verb = "is" if len(months) == 1 else "are"
            parts.append(f"{list_text(months)} {verb} usually {side}")
    return say("{months:t}.", months="; ".join(parts))
