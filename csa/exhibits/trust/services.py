"""What do hospitals, ambulances and other services see, beside recorded crime and disorder?

Everything here is protected as figures about people are: a district, a whole period, multiples of
five. Measures overlap with each other and with recorded crime, and are never added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.trust.duties import duties_parts
from csa.exhibits.wording.changes import CHANGE_COLUMNS, change_row
from csa.exhibits.wording.ranges import came_as_range
from csa.measures.verdicts import NO_COMPARISON
from csa.present.number import Cited
from csa.present.origin import Origin
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.schemas import (
    ASKED,
    OWN_COUNTS,
    POSSIBLE,
    SERVICE_MEASURES,
    SERVICE_NOUNS,
    SERVICE_UNITS,
    SERVICE_WAVES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Frames = Mapping[str, pd.DataFrame]

    from csa.exhibits.view import View

TITLE = "What other services see"
OVERLAP_NOTE = (
    "One event can be in several of these figures and in recorded crime, so none is added to "
    "another. A service that sees more may have been told more."
)
RANGE_NOTE = (
    "Some figures came as a range, such as 'fewer than 5'. These count with their least, what "
    "there may be besides stands beside it, and they are not compared."
)
OPEN = "or more: a figure was withheld"
# What residents say is a share of those asked, and told elsewhere.
# Figures of its own a partnership sends if it wants to: none is missed.
ASKED_OF_ALL = {name: noun for name, noun in SERVICE_NOUNS.items() if name != OWN_COUNTS}
COUNTED = tuple(unit for unit in SERVICE_UNITS if unit.split(".")[0] not in SERVICE_WAVES)


class ServiceExhibits(Group):
    """Other services, in the chapter of the area."""

    name = "services"
    scopes = ("area",)

    @exhibit(counts={unit: Count(unit) for unit in SERVICE_MEASURES})
    def seen(view: View, **frames: pd.DataFrame) -> Parts:
        """Set what each service counted against the year before, and name those not received."""
        known = _received(view)
        names = _names(view)
        units = [
            unit
            for unit in COUNTED
            if unit in names and _table(unit) in known and len(frames[unit])
        ]
        if not units:
            reason = "No other service has sent anything that can be counted."
            return keep_unpublished(unavailable(view, title=TITLE, reason=reason))
        every = pd.DataFrame([_row(view, frames, unit, name=names[unit]) for unit in units]).assign(
            unit=units
        )
        silent = every["after"].isna()
        rows = every[~(silent & every["before"].isna())]
        cells = [
            view.cells(frames[unit + more], period=span)
            for unit in units
            for more in ("", POSSIBLE, ASKED)
            for span in (view.before, view.period)
            if unit + more in frames and len(frames[unit + more])
        ]
        return show(
            view,
            title=TITLE,
            statements=(*_changes(rows), *_incomplete(every[silent]), *_not_received(known)),
            tables=_tables(view, rows) if len(rows) else (),
            cells=cells,
            units=list(dict.fromkeys(map(_table, (rows if len(rows) else every)["unit"]))),
            notes=(OVERLAP_NOTE, *((RANGE_NOTE,) if rows["possible"].notna().any() else ())),
            data=rows,
        )

    @exhibit()
    def duties(view: View) -> Parts:
        """List what partners have to share: received, not received, since when."""
        return duties_parts(view)


def _table(unit: str) -> str:
    return unit.split(".")[0]


def _received(view: View) -> list[str]:
    sources = view.release.about.get("unit_sources", {})
    return [table for table in SERVICE_NOUNS if sources.get(table)]


def _names(view: View) -> dict[str, str]:
    """Return what a reader calls each figure; figures of the partnership's own as it calls them."""
    own = view.reference("own_line")
    names = {u: noun for u, noun in SERVICE_UNITS.items() if _table(u) != OWN_COUNTS}
    names |= dict(zip(own["unit"], own["name"], strict=True)) if len(own) else {}
    return {unit: name[:1].upper() + name[1:] for unit, name in names.items()}


def _row(view: View, frames: Frames, unit: str, *, name: str) -> dict[str, Any]:
    row = change_row(view, frames[unit], name)
    row |= {"possible": None, "asked": None, "share": None}
    more = frames.get(unit + POSSIBLE, pd.DataFrame())
    if row["after"] is not None and came_as_range(view, more):
        besides: Any = view.number(more, period=view.period)
        if besides is None:
            open_cells = view.cells(more, period=view.period)
            besides = Cited(OPEN, Origin.of(*open_cells["key"]))
        row |= {
            "possible": besides,
            "difference": None, "percent": "not available", "reading": NO_COMPARISON,
        }  # fmt: skip
    asked = frames.get(unit + ASKED, pd.DataFrame())
    base = view.number(asked, period=view.period)
    if base is not None and row["after"] is not None:
        row |= {"asked": base, "share": row["after"].percent_of(base)}
    return row


def _changes(rows: pd.DataFrame) -> tuple[Statement, ...]:
    told = rows[~rows["reading"].isin([NO_COMPARISON]) & rows["percent_value"].notna()]
    clear = told[~told["reading"].str.startswith("no ")]
    if not len(clear):
        return (say("None of these figures differs clearly from the year before."),)
    return tuple(
        say("{name:t} {reading:t} on the year before.", name=row["name"], reading=row["reading"])
        for _, row in clear.iterrows()
    )


def _incomplete(silent: pd.DataFrame) -> tuple[Statement, ...]:
    if not len(silent):
        return ()
    names = list_text([name[:1].lower() + name[1:] for name in silent["name"]])
    return (say("Not received for all of this period: {names:t}.", names=names),)


def _not_received(known: list[str]) -> tuple[Statement, ...]:
    absent = [noun for table, noun in ASKED_OF_ALL.items() if table not in known]
    if not absent:
        return ()
    return (say("Not received: {names:t}.", names=list_text(absent)),)


def _tables(view: View, rows: pd.DataFrame) -> tuple[Table, ...]:
    columns = [Column("name", "What is counted"), *CHANGE_COLUMNS]
    if rows["possible"].notna().any():
        columns.insert(3, Column("possible", "There may be besides", "count"))
        is_exact = rows["possible"].isna() & rows["after"].notna()
        rows = rows.assign(possible=rows["possible"].astype("object").mask(is_exact, "none"))
    if rows["asked"].notna().any():
        columns += [
            Column("asked", "Asked", "count"),
            Column("share", "Of those asked, %", "percent", of=("after", "asked")),
        ]
    return (
        Table(
            rows,
            columns,
            caption=f"Other services in {view.name}: {view.period.label}, and {view.before.label}",
            row_header="name",
            table_id="other-services",
        ),
    )
