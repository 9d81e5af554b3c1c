"""What part do alcohol, drugs and repeat suspects play in the other priorities?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.ranges import say_range
from csa.periods import month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FLAGS = {
    "alcohol": "Alcohol",
    "drugs": "Drugs",
    "repeat_suspect": "A repeat suspect",
}
COUNTS = {name: Count("crime", by=("priority", name)) for name in FLAGS}
FLAG_NOTES = (
    "These crimes are part of their priority's total; nothing is added to it. 'Not known' does "
    "not mean no. A repeat suspect was suspected of another recorded crime in the twelve months "
    "before; it says nothing of guilt, and is not known where a crime has no suspect.",
)


MONTHS_LOOKED_BACK = 12


class CrosscuttingExhibits(Group):
    """The cross-cutting priority's strip inside another priority, and its own chapter."""

    name = "crosscutting"
    scopes = ("priority",)

    @exhibit(counts=COUNTS)
    def strip(view: View, **frames: pd.DataFrame) -> Parts:
        """Say for how many crimes alcohol, drugs or a repeat suspect are marked, and unknown."""
        if view.priority.cross_cutting:
            return _across(view, frames)
        title = "Alcohol, drugs and repeat suspects in these crimes"
        rows, cells, reasons = _rows(view, frames, view.priority.id)
        if not len(rows):
            return unavailable(view, title=title, reason=" ".join(reasons), units=["crime"])
        return show(
            view,
            title=title,
            statements=tuple(_statement(row) for _, row in rows.iterrows()),
            tables=(_table(view, rows, "Crimes marked for"),),
            cells=cells,
            units=["crime"],
            notes=(*FLAG_NOTES, *reasons, *_history_note(view)),
            data=rows,
        )


def _rows(
    view: View, frames: dict[str, pd.DataFrame], priority: str
) -> tuple[pd.DataFrame, list[pd.DataFrame], list[str]]:
    """Return the marks of one priority's crimes, their cells, and why others are not known."""
    rows, used, reasons = [], [], []
    for name, label in FLAGS.items():
        cells = frames[name]
        if len(cells):
            cells = view.cells(cells, period=view.period, priority=priority)
        reason = why_missing(view, cells, "crime")
        if reason:
            reasons.append(f"{label}: {reason[:1].lower()}{reason[1:]}")
            continue
        rows.append({"name": label, "flag": name, **_values(view, name, cells)})
        used.append(cells)
    return pd.DataFrame(rows), used, reasons


def _history_note(view: View) -> tuple[str, ...]:
    """Say when the records of suspects do not reach back far enough to see repeats."""
    received = view.reference("coverage")
    months = received.loc[received["unit"] == "suspect", "month"] if len(received) else received
    earliest = str(pd.Period(view.period.start, freq="M") - MONTHS_LOOKED_BACK)
    if not len(months) or min(months) <= earliest:
        return ()
    return (
        f"Records of suspects begin in {month_name(min(months))}: earlier crimes of the same "
        "suspects are not seen, so there are more repeat suspects than are marked.",
    )


def _values(view: View, name: str, cells: pd.DataFrame) -> dict[str, Any]:
    by_answer = view.numbers(cells).set_axis(cells[name])
    yes, no, unknown = (by_answer[answer] for answer in ("yes", "no", "unknown"))
    return {
        "yes": yes, "no": no, "unknown": unknown, "answered": yes + no,
        "share": yes.percent_of(yes + no),
    }  # fmt: skip


def _across(view: View, frames: dict[str, pd.DataFrame]) -> Parts:
    """Lay the marks out over the other priorities: the cross-cutting priority's own chapter."""
    title = "Alcohol, drugs and repeat suspects in the other priorities"
    others = [p for p in view.settings.priorities if not p.cross_cutting]
    rows, used, reasons = [], [], []
    for priority in others:
        found, cells, why = _rows(view, frames, priority.id)
        rows += [
            {"priority": priority.short_label, **row} for row in found.to_dict(orient="records")
        ]
        used += cells
        reasons += why
    if not rows:
        told = " ".join(dict.fromkeys(reasons))
        return unavailable(view, title=title, reason=told, units=["crime"])
    order = list(FLAGS)
    table = pd.DataFrame(sorted(rows, key=lambda row: order.index(row["flag"])))
    table["label"] = table["name"] + ": " + table["priority"].str.lower()
    return show(
        view,
        title=title,
        statements=_across_statements(view, table),
        tables=(_table(view, table.assign(name=table["label"]), "Marked"),),
        cells=used,
        units=["crime"],
        notes=(*FLAG_NOTES, *dict.fromkeys(reasons), *_history_note(view)),
        data=table,
    )


def _across_statements(view: View, table: pd.DataFrame) -> tuple[Statement, ...]:
    ranges = (
        say_range(
            view, rows.assign(name=rows["priority"].str.lower()), share="share",
            subject=f"{name}, of the crimes where this is recorded",
            each="in every priority compared",
        )
        for name, rows in table.groupby("name", sort=False)
    )  # fmt: skip
    said = tuple(statement for one in ranges for statement in one)
    return said or (say("For too few crimes is this recorded to compare priorities."),)


def _table(view: View, rows: pd.DataFrame, heading: str) -> Table:
    return Table(
        rows,
        [
            Column("name", heading),
            Column("yes", "Yes", "count"),
            Column("no", "No", "count"),
            Column("unknown", "Not known", "count"),
            Column("share", "Yes, % of those known", "percent", of=("yes", "yes + no")),
        ],
        caption=f"Crimes marked for alcohol, drugs or a repeat suspect in {view.name}, "
        f"{view.period.label}",
        row_header="name",
        table_id="cross-cutting",
    )


def _statement(row: pd.Series) -> Statement:
    if pd.isna(row["share"]):
        return say("{name:t}: recorded for too few crimes to say.", name=row["name"])
    return say(
        "{name:t}: marked in {part:p} of the {answered:n} crimes where it is recorded "
        "either way; of {unknown:n} more it is not known.",
        name=row["name"],
        part=row["yes"].part_of(row["answered"]),
        answered=row["answered"],
        unknown=row["unknown"],
    )
