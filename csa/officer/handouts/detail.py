"""When is it, at which spots, and who calls, is harmed or is suspected again?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.handouts.at_place import HERE
from csa.counting.handouts.detail import callers, people, spots, week, young, youths
from csa.counting.records.described import PARTS_OF_DAY
from csa.counting.units import UNIT_NOUNS
from csa.geography import CRS
from csa.measures.clock import DAYS, busiest_hours
from csa.measures.repeats import RepeatSummary, repeat_summary
from csa.officer.handouts.change import gaps, label_of
from csa.periods import shift_month
from csa.present.charts import week_grid
from csa.present.exhibit import FigurePart
from csa.present.months import month_series
from csa.present.spots import point_map
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matplotlib.figure import Figure

    from csa.officer.handouts.shown import GroundDesk
    from csa.present.exhibit import Exhibit

NONE = "There was none in these months."
MOST_SPOTS = 6
YEAR = 12
MONTHS_SHOWN = 24
WORDS_OF_DAY = {"evening": "the early evening"}
WHEN = (
    "Of the {known:n} that are known to the hour, {n:n} fell between {first:t} and {end:t}{part:t}."
)
EARLIER = "Of the {known:n} a year earlier, {n:n} did."
SPREAD = (
    "The {known:n} that are known to the hour are spread over the day: no {most:n} hours in a row "
    "hold three quarters of them."
)
MOST_HOURS = 12
TOO_FEW = "Too few are known to the hour ({known:n}) to say when most of it is."
UNKNOWN_HOUR = "Of {n:n} the hour is not known."
SQUARE = "100 m"
DOTS = "Each dot is an incident, each number a square of the table."
HOURS = tuple(f"{hour:02d}" for hour in range(24))


def when(desk: GroundDesk) -> Exhibit:
    """Show the days and hours of the theme at the place."""
    counts, unit = desk.counts, desk.counts.units[0]
    grid = week(counts.now(unit), unit=unit)
    title = f"When: {label_of(desk, unit)} at {desk.place}, by day and hour"
    if not grid.to_numpy().sum():
        unknown = f"Of none of the {grid.attrs['unknown']:,} there the hour is known."
        return desk.refuse("when", title, reason=unknown if grid.attrs["unknown"] else NONE)
    figure, table, rows = week_parts(grid, noun=UNIT_NOUNS[unit], title=title)
    return desk.show(
        "when",
        title,
        units=(unit,),
        figures=[figure],
        tables=[table],
        statements=tuple(
            busiest_words(grid, week(_year_before(desk, unit), unit=unit), few=desk.rules.fewest)
        ),
        data=rows,
    )


def week_parts(
    grid: pd.DataFrame, *, noun: str, title: str
) -> tuple[FigurePart, Table, pd.DataFrame]:
    """Draw and lay out a grid of days and hours: the figure, its table and the rows of this."""
    named = grid.set_axis([*HOURS], axis="columns")

    def draw() -> Figure:
        return week_grid(
            named.astype("float"), column_labels=HOURS, value_label=noun, is_written=True
        )

    rows = named.assign(Total=named.sum(axis="columns")).reset_index(names="day")
    columns = [Column("day", "Day"), *(Column(one, one, "count") for one in (*HOURS, "Total"))]
    figure = FigurePart(draw=draw, alt=title, caption="Days and hours, exact.")
    return figure, Table(rows, columns, caption=title, row_header="day"), rows


def busiest_words(
    grid: pd.DataFrame, earlier: pd.DataFrame | None = None, *, few: int
) -> Iterator[Statement]:
    """Say in which hours and on which days most of it is, and what the hours held earlier.

    Of fewer than ``few`` nothing is called most.
    """
    by_hour, by_day = grid.sum(), grid.sum(axis="columns")
    if by_hour.sum() < few:
        yield say(TOO_FEW, known=int(by_hour.sum()))
    else:
        yield from _hours(by_hour, 0 * by_hour if earlier is None else earlier.sum())
        top = [DAYS[n] for n, count in enumerate(by_day) if count == by_day.max()]
        yield say("Most were on {days:t} ({n:n}{each:t}).", days=list_text(top),
                  n=int(by_day.max()), each=" each" if len(top) > 1 else "")  # fmt: skip
    if unknown := grid.attrs["unknown"]:
        yield say(UNKNOWN_HOUR, n=unknown)


def _hours(by_hour: pd.Series, earlier: pd.Series) -> Iterator[Statement]:
    """Say which hours hold most of it, and how much they held a year earlier."""
    first, length = busiest_hours(by_hour)
    if length > MOST_HOURS:
        yield say(SPREAD, known=int(by_hour.sum()), most=MOST_HOURS)
        return
    inside = [(first + one) % 24 for one in range(length)]
    within = next(
        (WORDS_OF_DAY.get(name, f"the {name}") for name, (start, end) in PARTS_OF_DAY.items()
         if {*inside} <= {*range(start, end)}),
        "",
    )  # fmt: skip
    yield say(
        WHEN,
        known=int(by_hour.sum()),
        n=int(by_hour[inside].sum()),
        first=f"{first:02d}:00",
        end=f"{inside[-1]:02d}:59",
        part=f", in {within}" if within else "",
    )
    if earlier.sum():
        yield say(EARLIER, known=int(earlier.sum()), n=int(earlier[inside].sum()))


def _year_before(desk: GroundDesk, unit: str) -> pd.DataFrame:
    rows = desk.counts.rows(unit)
    months = [shift_month(one, -YEAR) for one in desk.counts.compared(unit)]
    return rows[rows["is_theme"] & (rows["at"] == HERE) & rows["month"].isin(months)]


def months(desk: GroundDesk) -> Exhibit:
    """Show the theme at the place by month, two years of it."""
    unit = desk.counts.units[0]
    first = desk.period.a_year_earlier.start
    series = desk.counts.monthly(unit)
    series = series[series.index >= min(first, shift_month(desk.period.end, 1 - MONTHS_SHOWN))]
    frame = series.rename("value").rename_axis("month").reset_index()
    title = f"{label_of(desk, unit)} at {desk.place}, month by month"

    def draw() -> Figure:
        return month_series(
            frame.assign(value=frame["value"].astype("float")),
            value_label=UNIT_NOUNS[unit],
            highlight=desk.period,
            compare=desk.period.a_year_earlier,
        )

    columns = [Column("month", "Month", "month"), Column("value", "Incidents", "count")]
    return desk.show(
        "months",
        title,
        units=(unit,),
        figures=[FigurePart(draw=draw, alt=title, caption="Each month as it was received.")],
        tables=[Table(frame, columns, caption=title, row_header="month")],
        data=frame,
    )


def exact_spots(desk: GroundDesk) -> Exhibit:
    """Show where at the place it is, to the point."""
    import geopandas

    counts, unit = desk.counts, desk.counts.units[0]
    now, ground = counts.now(unit), counts.ground
    found = spots(now, middle=ground.middle if ground.is_whole else None)
    title = f"Where exactly: {label_of(desk, unit)} at {desk.place}"
    if not len(found):
        unknown = f"Of none of the {len(now):,} there the point is known."
        return desk.refuse("spots", title, reason=unknown if len(now) else NONE)
    top = found.head(MOST_SPOTS).assign(number=range(1, min(len(found), MOST_SPOTS) + 1))
    outline = geopandas.GeoDataFrame(geometry=[ground.shape], crs=CRS)
    every = counts.records.table("boundary_lsoa")
    lines = every[every.geometry.intersects(ground.shape)] if len(every) else outline

    def draw() -> Figure:
        return point_map(
            outline, lines=lines, points=now[["easting", "northing"]].dropna().astype("float"),
            spots=top.rename(columns={"easting": "x", "northing": "y"}),
            labels=("an incident", f"most in a square of {SQUARE}"),
        )  # fmt: skip

    columns = [
        Column("number", "On the map", "number"), Column("square", "Square (National Grid)"),
        Column("where", "Where"), Column("street", "Said to be"), Column("n", "Incidents", "count"),
    ]  # fmt: skip
    table = Table(top, columns, caption=f"Squares of {SQUARE} with most", row_header="square")
    return desk.show(
        "spots",
        title,
        units=(unit,),
        figures=[FigurePart(draw=draw, alt=title, caption=DOTS, noun="map", is_keyed=True)],
        tables=[table.without_empty()],
        statements=(concentrated(found, top),),
        notes=tuple(_how_exact(now)),
        data=found,
    )  # fmt: skip


def concentrated(found: pd.DataFrame, top: pd.DataFrame) -> Statement:
    """Say in which squares most of it is, as far as there is more in one than in others."""
    first, whole = top.iloc[0], int(found["n"].sum())
    at = ", ".join(one for one in (str(first["square"]), str(first["where"])) if one)
    if len(found) == 1:
        if whole == 1:
            return say("The one incident is in {at:t}.", at=at)
        return say("All {whole:n} incidents are in {at:t}.", whole=whole, at=at)
    if first["n"] == 1:
        told = "No square of 100 m holds more than one of the {whole:n} incidents."
        return say(told, constants=(SQUARE,), whole=whole)
    return say(
        "The {k:n} squares of 100 m with most hold {n:n} of the {whole:n} incidents; most are in "
        "{at:t} ({most:n}).",
        constants=(SQUARE,), k=len(top), n=int(top["n"].sum()), whole=whole, at=at,
        most=int(first["n"]),
    )  # fmt: skip


def _how_exact(rows: pd.DataFrame) -> list[str]:
    rough = int(rows["coord_quality"].isin(["street", "snap"]).sum())
    if not rough:
        return []
    told = "Of {n:n} incidents the point is that of their street, or one that stands for several."
    return [str(say(told, n=rough))]


def again(desk: GroundDesk) -> Exhibit:
    """Count who called, was harmed or was suspected, and how many of them again."""
    counts, rows = desk.counts, []
    crimes = counts.now("crime", is_theme="crime" in counts.theme.units)["crime_id"].dropna()
    of_crimes = "these crimes" if "crime" in counts.theme.units else "any crime there"
    if "asb" in counts.theme.units and counts.theme.priority is not None:
        rows.append(("Callers about this", callers(counts.now("asb"))))
    if counts.months("asb"):
        every = counts.now("asb", is_theme=False)
        rows.append(("Callers about any anti-social behaviour there", callers(every)))
    for table, noun in (("victim", "People harmed by"), ("suspect", "People suspected of")):
        found = people(counts.records, table, crimes)
        if len(found):
            rows.append((f"{noun} {of_crimes}", _repeats(found)))
    title = f"Who comes again at {desk.place}"
    if not rows:
        return desk.refuse("again", title, reason="No callers, victims or suspects were received.")
    frame = pd.DataFrame(
        [(name, one.crimes, one.people, one.repeat_people, one.repeats, one.unidentified)
         for name, one in rows],
        columns=["name", "known", "people", "again", "repeats", "unknown"],
    )  # fmt: skip
    columns = [
        Column("name", "Who"), Column("known", "Records that say who", "count"),
        Column("people", "Different people", "count"),
        Column("again", "Of these more than once", "count"),
        Column("repeats", "Records beyond each one's first", "count"),
        Column("unknown", "Records that do not say who", "count"),
    ]  # fmt: skip
    return desk.show(
        "again",
        title,
        units=("asb", "crime", "victim", "suspect"),
        tables=[Table(frame, columns, caption=title, row_header="name")],
        statements=(again_words(rows),),
        data=frame,
    )


def _repeats(rows: pd.DataFrame) -> RepeatSummary:
    # A person stands once for a crime, however often the crime lists them.
    once = rows.drop_duplicates(["crime_id", "person_id"])
    return repeat_summary(once["person_id"])


def again_words(rows: Sequence[tuple[str, RepeatSummary]]) -> Statement:
    """Name all of whom some came more than once."""
    told = [
        f"{name[:1].lower()}{name[1:]} ({one.repeat_people:,} of {one.people:,})"
        for name, one in rows
        if one.repeat_people
    ]
    if not told:
        return say("Of those who are known nobody came more than once.")
    return say("More than once: {who:t}.", who=list_text(told))


def youth(desk: GroundDesk) -> Exhibit:
    """Say in how much of it young people have a part."""
    counts = desk.counts
    told = [("All anti-social behaviour there: said to be by youths",
             in_both(desk, "asb", youths))]  # fmt: skip
    for name, table in (("Suspects of crime", "suspect"), ("People harmed by crime", "victim")):

        def count(rows: pd.DataFrame, table: str = table) -> tuple[int, int]:
            return young(people(counts.records, table, rows["crime_id"].dropna()))

        told.append((f"{name} there, aged 10 to 17", in_both(desk, "crime", count)))
    rows = [_share_row(desk, name, *pairs) for name, pairs in told if pairs[1][1]]
    title = f"The share of young people at {desk.place}"
    if not rows:
        reason = "Nothing there says whether youths had a part, or how old people are."
        return desk.refuse("youth", title, reason=reason)
    frame = pd.DataFrame(rows)
    columns = [
        Column("name", "What"), Column("before", "A year earlier", "count"),
        Column("before_of", "of those that say", "count"),
        Column("after", "This period", "count"), Column("after_of", "of those that say", "count"),
        Column("share", "Share", "percent", of=("after", "after_of")),
    ]  # fmt: skip
    return desk.show(
        "youth",
        title,
        units=("asb", "crime", "victim", "suspect"),
        tables=[Table(frame, columns, caption=title, row_header="name")],
        notes=tuple(gaps(desk, "asb", "crime")),
        data=frame,
    )


def in_both(
    desk: GroundDesk, unit: str, count: Callable[[pd.DataFrame], tuple[int, int]]
) -> list[Any]:
    """Count all rows of a unit at the place a year earlier, if there is one, and in the span."""
    counts, rows = desk.counts, desk.counts.rows(unit)
    here, months = rows[rows["at"] == HERE], counts.compared(unit)
    earlier = [shift_month(one, -YEAR) for one in months]
    later = months or counts.period.months
    before = count(here[here["month"].isin(earlier)]) if months else (None, None)
    return [before, count(here[here["month"].isin(later)])]


def _share_row(
    desk: GroundDesk, name: str, before: tuple[int | None, int | None], after: tuple[int, int]
) -> dict[str, Any]:
    numbers = {
        "before": desk.number(before[0]), "before_of": desk.number(before[1]),
        "after": desk.number(after[0]), "after_of": desk.number(after[1]),
    }  # fmt: skip
    part, whole = numbers["after"], numbers["after_of"]
    share = part.percent_of(whole) if part is not None else None
    return {"name": name, **numbers, "share": share}
