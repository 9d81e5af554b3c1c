"""Is this year's level unusual beside the same months of the years before, or only beside one?

A year after an odd year looks odd itself. Where recording changed in between, it is said of the
very row: older counts are then of another kind.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.both_years import YEAR
from csa.counting.units import UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.caveats import breaks_between, months_without_year, named_breaks
from csa.exhibits.wording.themes import MONTH_COUNTS, year_counts
from csa.periods import Period, as_spans, year_of
from csa.present.number import Number
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

LEAST_YEARS, MOST_YEARS = 3, 4
HIGHEST, LOWEST, BETWEEN = "the highest", "the lowest", "in between"


class ContextExhibits(Group):
    """The year to date beside earlier years."""

    name, scopes = "context", ("area",)

    @exhibit(counts=MONTH_COUNTS)
    def years(view: View, **frames: pd.DataFrame) -> Parts:
        """Set the same months of three years or more side by side."""
        title = "The same months of earlier years"
        spans = _comparable(view, frames["total"])
        if len(spans) < LEAST_YEARS:
            said = (_too_few(view, spans),)
            return show(view, title=title, statements=said, source="The months received")
        rows, cells = _rows(view, frames, spans)
        return show(
            view,
            title=title,
            statements=_statements(view, rows, spans),
            tables=(_table(view, rows, spans),),
            cells=[cells],
            units=["crime", "asb", "fire"],
            period=f"{Period(spans[0].start, spans[-1].end).label}, the same months of each year",
            data=rows,
        )

    @exhibit()
    def since_published(view: View) -> Parts:
        """Say which months were restated since they were first published, and by how much."""
        title = "Restated since first published"
        rows = view.reference("first_published")
        rows = rows[rows["area"] == view.code] if len(rows) else rows
        if not len(rows):
            why = "No monthly total published before has changed."
            return keep_unpublished(unavailable(view, title=title, reason=why))
        by_unit = [(str(unit), here) for unit, here in rows.groupby("measure", sort=True)]
        months = list(rows["period"])
        return show(
            view,
            title=title,
            statements=tuple(_restated(unit, here) for unit, here in by_unit),
            tables=(_restated_table(by_unit),),
            source="The releases published so far",
            period=Period(min(months), max(months)).label,
            data=rows,
        )


def _too_few(view: View, spans: list[Period]) -> Statement:
    """Say of which years these months were received whole, which are too few to compare."""
    return say(
        "Three years are needed to set these months beside earlier ones; they were received whole "
        "of {received:t}.",
        received=list_text(_year(view, span) for span in spans) or "no year",
    )


def _restated(unit: str, rows: pd.DataFrame) -> Statement:
    """Say what the months of a unit added up to when first published, and now."""
    before, after = int(rows["before"].sum()), int(rows["after"].sum())
    difference = after - before
    return say(
        f"{{months:t}}: {{before:n}} {{noun:t}} as first published, {{after:n}} now "
        f"({{difference:n}} {'more' if difference > 0 else 'fewer'}).",
        months=list_text(span.label for span in as_spans(rows["period"])),
        before=before,
        after=after,
        noun=UNIT_NOUNS[unit],
        difference=abs(difference),
    )


def _restated_table(by_unit: list[tuple[str, pd.DataFrame]]) -> Table:
    rows = pd.DataFrame(
        [
            {"name": UNIT_NOUNS[unit], "first": here["before"].sum(), "now": here["after"].sum()}
            for unit, here in by_unit
        ]
    )
    return Table(
        rows.assign(difference=(rows["now"] - rows["first"]).abs()),
        [
            Column("name", "What is counted"),
            Column("first", "As first published", "number"),
            Column("now", "Now", "number"),
            Column("difference", "Moved by", "number"),
        ],
        caption="Months restated since they were first published",
        row_header="name",
        table_id="restated-since",
    )


def _comparable(view: View, total: pd.DataFrame) -> list[Period]:
    """Return the months of this period in each year, back to the last one received whole."""
    spans = [view.period.shift(-YEAR * back) for back in range(MOST_YEARS)]
    return [*takewhile(lambda span: len(_of(view, total, span)) > 0, spans)][::-1]


def _of(view: View, frame: pd.DataFrame, span: Period, **picked: Any) -> pd.DataFrame:
    """Return the cells of a span's months that are compared; none where one has no number."""
    cells = view.cells(frame, **picked)
    if not len(cells):
        return cells
    left_out = {month[-2:] for month in view.left_out(cells["measure"].iloc[0])}
    months = [month for month in span.months if month[-2:] not in left_out]
    cells = cells[cells["period"].isin(months) & cells["value"].notna()]
    return cells if len(cells) == len(months) else cells.iloc[:0]


def _rows(
    view: View, frames: dict[str, pd.DataFrame], spans: list[Period]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, shown = [], []
    for name, frame, picked in year_counts(view, frames):
        cells = [_of(view, frame, span, **picked) for span in spans]
        counts = [view.total(one) for one in cells]
        used = pd.concat(cells)
        years = [_year(view, span) for span in spans]
        row: dict[str, Any] = dict(zip(years, counts, strict=True))
        row |= {"name": name + _without(view, used), "place": _place(counts)}
        row["recording"] = named_breaks(breaks_between(view, used)) if len(used) else ""
        rows.append(row)
        shown.append(used)
    return pd.DataFrame(rows), pd.concat(shown)


def _without(view: View, cells: pd.DataFrame) -> str:
    left_out = view.left_out(str(cells["measure"].iloc[0])) if len(cells) else ()
    return f" (without {months_without_year(left_out)})" if left_out else ""


def _place(counts: list[Number | None]) -> str | None:
    """Say where this year's count stands among all of them; None where one is missing."""
    *earlier, last = counts
    if last is None or any(one is None for one in earlier):
        return None
    values, now = [int(one) for one in earlier if one is not None], int(last)
    if now >= max(values):
        return HIGHEST if now > max(values) else f"{HIGHEST}, once before too"
    if now <= min(values):
        return LOWEST if now < min(values) else f"{LOWEST}, once before too"
    return BETWEEN


def _year(view: View, span: Period) -> str:
    return year_of(span.start, first_month=view.settings.partnership.year_starts_in_month)


def _table(view: View, rows: pd.DataFrame, spans: list[Period]) -> Table:
    years = [_year(view, span) for span in spans]
    more = [Column("recording", "Recording changed")] if rows["recording"].any() else []
    return Table(
        rows,
        [
            Column("name", "What is counted"),
            *(Column(year, year, "count") for year in years),
            Column("place", "This year's count is"),
            *more,
        ],
        caption=f"The same months of each year in {view.name}: {view.period.label} and before",
        row_header="name",
        notes=("The highest or lowest of a few counts may be so by chance.",),
        table_id="years",
    )


def _statements(view: View, rows: pd.DataFrame, spans: list[Period]) -> tuple[Statement, ...]:
    """Say what recorded crime was in each year, and where this one's count stands."""
    row = rows.iloc[0]
    counts = {f"count_{n}": row[_year(view, span)] for n, span in enumerate(spans)}
    years = {f"year_{n}": _year(view, span) for n, span in enumerate(spans)}
    listed = list_text(f"{{count_{n}:n}} in {{year_{n}:t}}" for n in range(len(spans)))
    changed = f"; recording changed: {row['recording']}" if row["recording"] else ""
    return (
        say(
            f"Recorded crime in these months in {{area:t}}: {listed}. This year's count is "
            "{place:t} of them{changed:t}.",
            area=view.name,
            place=row["place"],
            changed=changed,
            **counts,
            **years,
        ),
    )
