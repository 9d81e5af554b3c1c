"""How has it changed, and is the change more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    show,
    unavailable,
    why_absent,
    why_missing,
)
from csa.exhibits.what.parts import exact_if_published
from csa.exhibits.wording.changes import (
    CHANGE_COLUMNS,
    cells_compared,
    change_row,
    change_statement,
    finding,
    together_statements,
)
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.verdicts import NO_COMPARISON
from csa.present.number import is_hidden
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import counts_in, units_of

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.settings import Priority, SubTheme


class ChangeExhibits(Group):
    """Change of one priority."""

    name = "change"
    scopes = ("priority",)

    @exhibit(counts={unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS})
    def headline(view: View, **frames: pd.DataFrame) -> Parts:
        """Say how each count of the priority compares with the year before."""
        priority = view.priority
        statements, subjects, rows, cells, compared = [], [], [], [], []
        for unit in units_of(priority):
            frame = frames[unit]
            if not len(frame) or priority.id not in set(frame["priority"]):
                continue
            noun = UNIT_NOUNS[unit][:1].upper() + UNIT_NOUNS[unit][1:]
            subjects.append(f"{_subject(view, unit)} in {view.name}")
            statements.append(
                change_statement(view, frame, subjects[-1], unit=unit, priority=priority.id)
            )
            rows.append(change_row(view, frame, noun, priority=priority.id))
            compared.append((UNIT_NOUNS[unit], frame, {"priority": priority.id}))
            cells.append(cells_compared(view, frame, priority=priority.id))
        if not rows:
            return unavailable(
                view,
                title=priority.label,
                reason=why_missing(view, pd.DataFrame(), priority.headline_unit),
            )
        table = pd.DataFrame(rows)
        return show(
            view,
            title=finding(rows[0], subjects[0]),
            statements=(*statements, *together_statements(view, compared)),
            tables=(_comparison_table(view, table, "What is counted", "headline"),),
            cells=cells,
            units=units_of(priority),
            data=table,
        )

    @exhibit(
        counts={
            **{unit: Count(unit, by=("subtheme",)) for unit in INCIDENT_UNITS},
            "types": Count("crime", by=("category",)),
        }
    )
    def subthemes(view: View, types: pd.DataFrame, **frames: pd.DataFrame) -> Parts:
        """Compare each sub-theme with the year before."""
        rows, cells, lacking = [], [], []
        for subtheme in view.priority.subthemes:
            for unit in dict.fromkeys(rule.unit for rule in subtheme.rules):
                frame = frames[unit]
                if not len(frame):
                    why = why_absent(view, unit)
                    lacking.append((why, subtheme.label))
                    continue
                if subtheme.id not in set(frame["subtheme"]):
                    continue
                frame, picked = exact_if_published(view, subtheme, frame, types)
                row = change_row(view, frame, subtheme.label, **picked)
                rows.append(row | {"kind": _kind(view.priority, subtheme, unit)})
                cells.append(cells_compared(view, frame, **picked))
                if row["after"] is None:
                    lacking.append((str(row["why"]), subtheme.label))
        # What no source can tell apart is said in the note, not in rows without a number.
        told = [row for row in rows if row["after"] is not None or row["before"] is not None]
        table, notes = pd.DataFrame(told or rows), _lacking_notes(lacking)
        if not len(table):
            return unavailable(view, title="Sub-themes", reason=" ".join(notes))
        return show(
            view,
            title="Each sub-theme against the year before",
            statements=_subtheme_statements(table),
            tables=(
                _comparison_table(
                    view, table, "Sub-theme", "subthemes", extra=[Column("kind", "How counted")]
                ),
            ),
            cells=cells,
            units=units_of(view.priority),
            notes=(
                "A sub-theme marked 'also counted elsewhere' cuts across offence types and is "
                "never added to a total.",
                *_exact_note(view, cells),
                *notes,
            ),
            data=table,
        )


def _exact_note(view: View, cells: list[pd.DataFrame]) -> tuple[str, ...]:
    hidden = [is_hidden(view.numbers(one)) for one in cells]
    if all(hidden) or not any(hidden):
        return ()
    return (
        "A sub-theme that is a type of crime of its own at data.police.uk is shown exactly, as it "
        "is published there, so the others may not add up with it.",
    )


def _subject(view: View, unit: str) -> str:
    """Name what is counted: the unit where a priority has several, else the priority."""
    noun = UNIT_NOUNS[unit]
    several = len(units_of(view.priority)) > 1
    return noun[:1].upper() + noun[1:] if several else view.priority.short_label


def _lacking_notes(lacking: list[tuple[str, str]]) -> list[str]:
    """Say which sub-themes have no number, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for why, label in lacking:
        by_reason.setdefault(why, []).append(label[:1].lower() + label[1:])
    return [f"Not available: {list_text(labels)} ({why})." for why, labels in by_reason.items()]


def _kind(priority: Priority, subtheme: SubTheme, unit: str) -> str:
    """Say how a sub-theme is counted; the only part of what a unit counts has no total over it."""
    if subtheme.kind != "part":
        return "also counted elsewhere"
    parts = [s for s in priority.subthemes if s.kind == "part" and counts_in(s, unit=unit)]
    return "part of the total" if len(parts) > 1 else "counted by itself"


def _comparison_table(
    view: View, frame: pd.DataFrame, label: str, table_id: str, *, extra: list[Column] | None = None
) -> Table:
    columns = [Column("name", label), *CHANGE_COLUMNS, *(extra or [])]
    return Table(
        frame,
        columns,
        caption=f"{view.priority.short_label} in {view.name}: {view.period.label}, and "
        f"{view.before.label}",
        row_header="name",
        table_id=table_id,
    )


def _subtheme_statements(table: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which sub-theme changed most, or why none can be compared; nothing of what did not."""
    counted = table[table["after"].notna()]
    if not len(counted):
        return (say("No sub-theme can be counted: {why:t}.", why=table["why"].iloc[0]),)
    if (counted["reading"] == NO_COMPARISON).all():
        return (say("The year before cannot be compared: {why:t}.", why=counted["why"].iloc[0]),)
    clear = table[tell_change(table["reading"])]
    if not len(clear):
        return ()
    first = clear.loc[clear["difference"].abs().astype(float).idxmax()]
    return (
        say(
            "The largest clear change is in {name:t}, which {reading:t} by {size:n}.",
            name=first["name"][:1].lower() + first["name"][1:],
            reading=first["reading"],
            size=abs(int(first["difference"])),
        ),
    )
