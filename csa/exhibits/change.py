"""How has it changed, and is the change more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    is_protected,
    show,
    unavailable,
    why_absent,
    why_missing,
)
from csa.exhibits.by_month import month_figure, months_label, peak_title
from csa.exhibits.nearest import type_named
from csa.exhibits.verdicts import tell_change, verdict_of
from csa.measures.verdicts import NO_CLEAR_CHANGE, NO_COMPARISON
from csa.present.numbers import percent_change_text
from csa.present.tables import Column, Table
from csa.present.words import Statement, describe_change, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csa.exhibits.view import View
    from csa.settings import SubTheme

SMALL_NUMBERS = " (small numbers)"
CHANGE_COLUMNS = [
    Column("before", "A year earlier", "count"),
    Column("after", "This period", "count"),
    Column("difference", "Change", "change", of=("after - before",)),
    Column("percent", "Change, %", "text", of=("after - before", "before")),
    Column("reading", "Reading", "text"),
]


def change_row(view: View, frame: pd.DataFrame, name: str, **picked: Any) -> dict[str, Any]:
    """Return one row of a comparison with the year before.

    Returns
    -------
    dict
        ``name, before, after, difference, percent`` (text), ``percent_value``, ``reading``
        (rose, fell, no clear change, or why there is none) and ``why``. Missing stays missing.
    """
    before = view.value(frame, period=view.before, **picked) if len(frame) else None
    after = view.value(frame, period=view.period, **picked) if len(frame) else None
    change = verdict_of(view, frame, **picked)
    protected = not view.is_officer and is_protected(view.cells(frame, **_areas_only(picked)))
    row: dict[str, Any] = {
        "name": name, "before": before, "after": after, "why": None,
        "before_cells": view.key(frame, period=view.before, **picked),
        "after_cells": view.key(frame, period=view.period, **picked),
    }  # fmt: skip
    if protected:
        row |= {key: _at_least_five(row[key]) for key in ("before", "after")}
    if change is None:
        why = _why(view, frame, **picked)
        return row | {
            "difference": None, "percent": "not available", "percent_value": None,
            "reading": NO_COMPARISON, "why": why,
        }  # fmt: skip
    rules = view.settings.disclosure
    percent = percent_change_text(
        change.before,
        change.percent,
        minimum_base=rules.minimum_base_for_percent,
        protected=protected,
    )
    is_small = percent.endswith("%") and change.before < rules.small_base
    return row | {
        "difference": change.difference,
        "percent": percent + SMALL_NUMBERS if is_small else percent,
        "percent_value": change.percent,
        "reading": change.word,
    }


def finding(row: Mapping[str, Any], subject: str) -> str:
    """Return a title that states what a row of a comparison shows."""
    if row["after"] is None:
        return f"{subject}: no figure for this period"
    if row["reading"] == NO_COMPARISON:
        return f"{subject}: the year before cannot be compared"
    if row["reading"] == NO_CLEAR_CHANGE:
        return f"{subject}: no clear change on the year before"
    percent = str(row["percent"]).removesuffix(SMALL_NUMBERS)
    size = f" by {percent.lstrip('+−')}" if percent.endswith("%") else ""
    return f"{subject} {row['reading']}{size} on the year before"


def _areas_only(picked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in picked.items() if name != "period"}


def _at_least_five(value: int | None) -> int | str | None:
    return "<5" if value == 0 else value


def _why(view: View, frame: pd.DataFrame, **picked: Any) -> str:
    for period in (view.period, view.before):
        cells = view.cells(frame, period=period, **picked)
        if not len(cells):
            return f"no data received for {period.label}"
        if cells["value"].isna().all():
            return str(cells["reason"].iloc[0])
    return ""


def change_statement(
    view: View, frame: pd.DataFrame, subject: str, *, unit: str, **picked: Any
) -> Statement:
    """Say in one sentence how a count compares with the year before, or why it cannot."""
    after = view.value(frame, period=view.period, **picked)
    change = verdict_of(view, frame, **picked)
    rules = view.settings.disclosure
    protected = not view.is_officer and is_protected(view.cells(frame, **picked))
    if change is not None:
        return describe_change(
            subject,
            change,
            before_label=view.before.label,
            after_label=view.period.label,
            minimum_base=rules.minimum_base_for_percent,
            small_base=rules.small_base,
            protected=protected,
        )
    why = _why(view, frame, **picked)
    if after is None:
        return say("{subject:t} cannot be counted: {why:t}.", subject=subject, why=why)
    field = "protected" if protected else "n"
    return say(
        f"{{subject:t}}: {{after:{field}}} {{noun:t}} in {{period:t}}. It cannot be compared with "
        "the year before: {why:t}.",
        subject=subject,
        after=after,
        noun=UNIT_NOUNS[unit],
        period=view.period.label,
        why=why,
    )


class ChangeExhibits(Group):
    """Change of one priority."""

    @exhibit(counts={unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS})
    def headline(view: View, **frames: pd.DataFrame) -> Parts:
        """Say how each count of the priority compares with the year before."""
        priority = view.priority
        statements, subjects, rows, cells = [], [], [], []
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
            cells += [
                view.cells(frame, period=period, priority=priority.id)
                for period in (view.before, view.period)
            ]
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
            statements=tuple(statements),
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
                frame, picked = _exact_if_published(view, subtheme, frame, types)
                row = change_row(view, frame, subtheme.label, **picked)
                rows.append(row | {"kind": _kind(subtheme.kind)})
                here = [
                    view.cells(frame, period=period, **picked)
                    for period in (view.before, view.period)
                ]
                cells += here
                if row["after"] is None:
                    lacking.append((str(here[1]["reason"].iloc[0]), subtheme.label))
        table, notes = pd.DataFrame(rows), _lacking_notes(lacking)
        if not len(table):
            return unavailable(view, title="Sub-themes", reason=" ".join(notes))
        return show(
            view,
            title="Each sub-theme against the year before",
            statements=(_subtheme_statement(table),),
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

    @exhibit(counts={unit: Count(unit, by=("priority",), months=True) for unit in INCIDENT_UNITS})
    def trend(view: View, **frames: pd.DataFrame) -> Parts:
        """Draw the priority's headline count month by month."""
        unit = headline_unit(view, frames)
        frame = frames[unit]
        here = view.cells(frame, priority=view.priority.id)
        title = f"{_subject(view, unit)} by month"
        reason = why_missing(view, here, unit)
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        names = (view.priority.id, *(s.id for s in view.priority.subthemes))
        figure, table, statements = month_figure(
            view, here, unit=unit, table_id="priority-by-month", names=names
        )
        return show(
            view,
            title=peak_title(_subject(view, unit), here),
            statements=statements,
            figures=(figure,),
            tables=(table,),
            cells=[here],
            units=[unit],
            period=months_label(here),
            data=here,
        )


def _exact_if_published(
    view: View, subtheme: SubTheme, frame: pd.DataFrame, types: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the cells of a sub-theme; exact ones of the type that the police publish it as.

    One thing would otherwise be exact where its type is shown and rounded as a sub-theme.
    """
    name = type_named(subtheme)
    is_hidden = not view.is_officer and is_protected(view.cells(frame, subtheme=subtheme.id))
    if name and is_hidden and len(types) and len(view.cells(types, category=name)):
        return types, {"category": name}
    return frame, {"subtheme": subtheme.id}


def _exact_note(view: View, cells: list[pd.DataFrame]) -> tuple[str, ...]:
    hidden = [not view.is_officer and is_protected(one) for one in cells]
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


def headline_unit(view: View, frames: dict[str, pd.DataFrame]) -> str:
    """Return the first unit of the priority that has a number for this area and period."""
    for unit in units_of(view.priority):
        frame = frames[unit]
        if len(frame) and view.priority.id in set(frame["priority"]):
            cells = view.cells(frame, priority=view.priority.id)
            if cells["value"].notna().any():
                return unit
    return view.priority.headline_unit


def _lacking_notes(lacking: list[tuple[str, str]]) -> list[str]:
    """Say which sub-themes have no number, once for each reason."""
    by_reason: dict[str, list[str]] = {}
    for why, label in lacking:
        by_reason.setdefault(why, []).append(label[:1].lower() + label[1:])
    return [f"Not available: {list_text(labels)} ({why})." for why, labels in by_reason.items()]


def _kind(kind: str) -> str:
    return "part of the total" if kind == "part" else "also counted elsewhere"


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


def _subtheme_statement(table: pd.DataFrame) -> Statement:
    counted = table[table["after"].notna()]
    if not len(counted):
        return say("No sub-theme can be counted: {why:t}.", why=table["why"].iloc[0])
    if (counted["reading"] == NO_COMPARISON).all():
        return say("The year before cannot be compared: {why:t}.", why=counted["why"].iloc[0])
    clear = table[tell_change(table["reading"])]
    if not len(clear):
        return say("No sub-theme shows a clear change on the same months a year earlier.")
    first = clear.loc[clear["difference"].abs().astype(float).idxmax()]
    return say(
        "The largest clear change is in {name:t}, which {reading:t} by {size:n}.",
        name=first["name"][:1].lower() + first["name"][1:],
        reading=first["reading"],
        size=abs(int(first["difference"])),
    )
