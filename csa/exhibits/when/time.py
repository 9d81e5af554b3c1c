"""When does it happen?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.dimensions import DIMENSIONS
from csa.counting.families import Count
from csa.counting.records.day_kinds import holiday_weekdays
from csa.counting.records.described import UNKNOWN
from csa.counting.records.week import PART, SPREAD_UNIT
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.when.parts import (
    cells_at_places,
    cells_of_marks,
    marked_finding,
    marked_times,
    parts_table,
)
from csa.exhibits.when.weeks import BY_SPAN, BY_START, Week, week_counts
from csa.exhibits.wording.by_month import months_label, months_short
from csa.exhibits.wording.changes import headline_unit
from csa.measures.trend import seasonal_index
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FEWEST_EVENTS = 100
LONG_SHARE = 0.1
NOT_SPREAD = (
    "Placing long spans would add nothing: no times were received, or hardly any incident has a "
    "long span in which it can have happened."
)
TOO_FINE = "There are too few for day and hour together, so each is shown by itself."
TIMED_UNITS = DIMENSIONS[PART].units
EVERY_TIME = "What is marked here happens at no time of the week more than elsewhere."
TIMES_NOTE = (
    "Times are local, those at which incidents begin; nights count to the day on which they "
    "begin. A time is told where most incidents fall in a small part of the week, or clearly more "
    "than of the same in the other districts."
)
HOLIDAY_COLUMN = (Column("holidays", "Weekdays in school holidays, usually", "number"),)
# Of fewer years nobody can say what is usual.
FOUR_YEARS = 48
TOO_SHORT = "What is usual for a month of the year needs four years of months without gaps"


class TimeExhibits(Group):
    """Time of day, week and year of one priority."""

    name = "time"
    scopes = ("priority",)

    @exhibit(
        counts={
            name: count
            for unit in INCIDENT_UNITS
            for name, count in week_counts(unit, BY_START, prefix=f"{unit}_").items()
        }
    )
    def week(view: View, **frames: pd.DataFrame) -> Parts:
        """Show the days and hours at which offences begin."""
        unit = headline_unit(view, {one: frames[f"{one}_days"] for one in INCIDENT_UNITS})
        title = f"{view.priority.short_label} by day and hour"
        week = Week.of(view, frames, BY_START, unit=unit, prefix=f"{unit}_")
        if not week.has_margins:
            reason = why_missing(view, week.days, unit)
            return unavailable(view, title=title, reason=reason, units=[unit])
        statements = week.statements()
        figure = week.figure(
            label=week.noun,
            alt="Grid of days of the week by three-hour blocks. "
            + " ".join(str(statement) for statement in statements),
            caption=f"When they begin: day of the week and hour, {view.period.label}",
        )
        return show(
            view,
            title=title,
            statements=statements,
            figures=(figure,) if week.has_grid else (),
            tables=week.tables(
                caption=f"Day of the week and hour at which they begin, {view.period.label}",
                table_id="week",
            ),
            cells=week.cells,
            units=[unit],
            notes=(
                "Times are local. Offences that may have happened at any time in more than six "
                "hours are not placed on the grid.",
                *(() if week.has_grid else (TOO_FINE,)),
            ),
            data=week.matrix,
        )

    @exhibit(
        counts={
            **{f"{unit}_times": Count(unit, by=("subtheme", PART)) for unit in TIMED_UNITS},
            **{f"{unit}_total": Count(unit, by=("subtheme",)) for unit in TIMED_UNITS},
            **{
                f"{unit}_where": Count(unit, by=("priority",), level="lsoa") for unit in TIMED_UNITS
            },
        },
        offers=True,
    )
    def parts(view: View, **frames: pd.DataFrame) -> Parts:
        """Say in which part of the week marked incidents happen, where that is worth knowing."""
        title = f"{view.settings.priority(view.priority.id).short_label}: when it happens"
        marked = marked_times(view, {unit: frames[f"{unit}_times"] for unit in TIMED_UNITS})
        told = [one for one in marked if one.part]
        units = list(dict.fromkeys(one.unit for one in told))
        if not told:
            return keep_unpublished(unavailable(view, title=title, reason=EVERY_TIME, units=units))
        findings = [
            marked_finding(
                view, one, frames[f"{one.unit}_total"],
                where=frames[f"{one.unit}_where"],
            )
            for one in told
        ]  # fmt: skip
        marks = {name: frame for name, frame in frames.items() if not name.endswith("_where")}
        return show(
            view,
            title=title,
            statements=tuple(said for one in findings for said in (one.headline, one.statement)),
            tables=(parts_table(view, marked),),
            cells=[
                *cells_of_marks(marked, marks),
                *cells_at_places(view, *(frames[f"{unit}_where"] for unit in units)),
            ],
            units=units,
            notes=(TIMES_NOTE,),
            findings=tuple(findings),
        )  # fmt: skip

    @exhibit(
        counts={
            **week_counts(SPREAD_UNIT, BY_SPAN),
            "started": Count(SPREAD_UNIT, by=("priority", BY_START[1])),
        }
    )
    def week_spread(view: View, started: pd.DataFrame, **frames: pd.DataFrame) -> Parts:
        """Show day and hour with each incident placed in the time in which it can have been."""
        unit = view.priority.headline_unit
        title = f"{view.priority.short_label} by day and hour, long spans placed"
        week = Week.of(view, frames, BY_SPAN, unit=SPREAD_UNIT)
        start = view.cells(started, period=view.period, priority=view.priority.id)
        unknown = start[start[BY_START[1]] == UNKNOWN] if len(start) else start
        total, of_span = view.total(start), view.total(unknown)
        if (
            unit != SPREAD_UNIT
            or not week.has_grid
            or total is None
            or of_span is None
            or total < FEWEST_EVENTS
            or of_span < LONG_SHARE * total
        ):
            nothing = unavailable(view, title=title, reason=NOT_SPREAD, units=[unit])
            return keep_unpublished(nothing)
        statements = (
            say(
                "For {share:p} of incidents all that is known is a span of more than six hours, if "
                "that. With each placed somewhere in its span, {times:t}.",
                share=100 * float(of_span) / float(total),
                times=week.busiest(),
            ),
        )
        return show(
            view,
            title=title,
            statements=statements,
            figures=(
                week.figure(
                    label=week.noun,
                    alt=str(statements[0]),
                    caption=f"When they may have happened: day and hour, {view.period.label}",
                ),
            ),
            tables=week.tables(
                caption=f"Day of the week and hour, long spans placed, {view.period.label}",
                table_id="week-spread",
            ),
            cells=[*week.cells, start],
            units=[unit],
            notes=(
                "Aoristic method with whole counts: an offence between Monday noon and midnight is "
                "placed in one of the four blocks of three hours, each as likely as the others, so "
                "every block is right on average. Offences whose time is known to within six "
                "hours stay where they begin.",
            ),
            data=week.matrix,
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
        if index["value"].isna().any() or months.notna().sum() < FOUR_YEARS:
            reason = months_short(cells, TOO_SHORT)
            return unavailable(view, title=title, reason=reason, units=[unit])
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
            notes=(
                "A month is called high or low only after allowance for all that are compared, so "
                "an interval that leaves out the average is not enough by itself.",
            ),
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
