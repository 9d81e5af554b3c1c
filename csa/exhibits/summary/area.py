"""The answer of an area: one sentence, one table, the priorities, money, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
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
from csa.exhibits.wording.changes import BOTH_YEARS, change_row, change_statement
from csa.exhibits.wording.residents import rates_of
from csa.exhibits.wording.themes import (
    YEAR_COUNTS,
    cutting_across,
    in_sentence,
    not_crimes,
    subject_of,
    subjects,
    year_counts,
)
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.rates import calculate_rate
from csa.measures.verdicts import NO_COMPARISON
from csa.present.number import as_plain
from csa.present.tables import RESIDENTS, Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from csa.exhibits.view import View

IN_ALLOCATION = "In the partnership's allocation"
SHARED = "Shared by districts, in full"
SEPARATE = "Separate, outside the allocation"
_BESIDE = ("name", "reading", "before", "after", "percent")
_FEW = "few"
FEW = "'few': too few the year before for a percentage without a caution."


class AnswerExhibits(Group):
    """What an area has to know, on two pages."""

    name = "answer"
    scopes = ("area",)

    @exhibit(counts={"total": Count("crime")})
    def headline(view: View, total: pd.DataFrame) -> Parts:
        """Say how recorded crime changed, and how high it is, beside the other districts."""
        title = f"Recorded crime in {view.name}"
        reason = why_missing(view, view.cells(total, period=view.period), "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rates = _rates(view, {"crime": total})
        rows = [
            change_row(view, total, name, area=code) | {"name": name} for code, name in view.areas()
        ]
        return show(
            view,
            title=title,
            statements=(
                change_statement(view, total, title, unit="crime"),
                *_beside_others(view, pd.DataFrame(rows)),
                *_rate_statement(rates),
            ),
            cells=[
                view.cells(total, period=period, area=code)
                for period in (view.before, view.period)
                for code, _ in view.areas()
            ],
            units=["crime"],
            data=rates,
        )

    @exhibit(counts=YEAR_COUNTS)
    def year_so_far(view: View, **frames: pd.DataFrame) -> Parts:
        """Set every type of crime, disorder and deliberate fires side by side for all areas."""
        title = f"The year to date: {view.period.label}"
        reason = why_missing(view, view.cells(frames["total"], period=view.period), "crime")
        if reason:
            return unavailable(view, title=title, reason=reason, units=["crime"])
        rows, cells = _year_rows(view, frames)
        rates = _rates(view, {"crime": frames["total"], "asb": frames["asb"]})
        return show(
            view,
            title=title,
            statements=_clear_changes(view, rows),
            tables=(_year_table(view, rows), *([_rate_table(view, rates)] if len(rates) else [])),
            cells=cells,
            units=["crime", "asb", "fire"],
            notes=(rates_of(view),) if len(rates) else (),
            data=rows,
        )

    @exhibit(counts={unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS})
    def priorities(view: View, **frames: pd.DataFrame) -> Parts:
        """Give each count of a priority one line."""
        rows, cells = [], []
        for priority in view.settings.priorities:
            for unit in units_of(priority):
                frame = frames[unit]
                if not len(frame) or priority.id not in set(frame["priority"]):
                    continue
                row = change_row(view, frame, subject_of(priority, unit), priority=priority.id)
                rows.append(row | {"priority": priority.short_label})
                cells += [
                    view.cells(frame, period=period, priority=priority.id)
                    for period in (view.before, view.period)
                ]
        title = f"The priorities in {view.name}"
        if not rows:
            return unavailable(view, title=title, reason="No priority can be counted.")
        return show(
            view,
            title=title,
            tables=(
                changes_table(
                    rows,
                    caption=f"What the priorities count in {view.name}",
                    table_id="priorities",
                    notes=_rows_note(view, len(rows)),
                ),
            ),
            cells=cells,
            units=INCIDENT_UNITS,
            data=pd.DataFrame(rows),
        )

    @exhibit()
    def money(view: View) -> Parts:
        """Say in one line what was allocated and spent, and what has not begun."""
        rows = view.reference("project")
        if len(rows):
            rows = rows[_is_here(view, rows["districts"])]
        title = "Money"
        if not len(rows):
            return keep_unpublished(
                unavailable(view, title=title, reason="No register of projects was received.")
            )
        return show(
            view,
            title=title,
            statements=_not_begun(view, rows),
            tables=(_money_table(_money_parts(view, rows)),),
            source="Funded projects (The partnership)",
            period="All years registered",
            data=rows,
        )


def changes_table(
    rows: list[dict[str, Any]], *, caption: str, table_id: str, notes: tuple[str, ...] = ()
) -> Table:
    """Lay out counts of both years, each with its change and what it reads as.

    Parameters
    ----------
    rows : list of dict
        As :func:`csa.exhibits.wording.changes.change_row` returns them.
    """
    return Table(
        pd.DataFrame(rows),
        [
            Column("name", "What is counted"),
            *BOTH_YEARS,
            Column("percent", "Change, %", "text", of=("after - before", "before")),
            Column("reading", "Reading"),
        ],
        caption=caption,
        row_header="name",
        notes=notes,
        table_id=table_id,
    )


def _year_rows(
    view: View, frames: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return a row for each thing counted, with count and change of each area, and the cells."""
    rows, cells = [], []
    for name, frame, picked in year_counts(view, frames):
        row: dict[str, Any] = {"name": name}
        for code, _ in view.areas():
            one = change_row(view, frame, name, area=code, **picked)
            row |= {f"{code}_after": one["after"], f"{code}_change": _change(one)}
            if code == view.code:
                row["reading"] = one["reading"]
            cells += [
                view.cells(frame, period=period, area=code, **picked)
                for period in (view.before, view.period)
            ]
        rows.append(row)
    return pd.DataFrame(rows), cells


def _clear_changes(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Name what clearly changed in the view's own area; a percentage alone would not say."""
    if (rows["reading"] == NO_COMPARISON).all():
        return ()
    clear = rows.loc[tell_change(rows["reading"]), "name"]
    if not len(clear):
        return (
            say(
                "Nothing clearly changed in {area:t}; any difference may be chance.", area=view.name
            ),
        )
    named = "; ".join(in_sentence(name) for name in clear)
    return (
        say(
            "Clearly changed in {area:t}: {named:t}; any other difference there may be chance.",
            area=view.name,
            named=named,
        ),
    )


def _change(row: dict[str, Any]) -> float | str | None:
    """Return the change in per cent; in words where the earlier count is too small for one."""
    if row["before"] is None or row["after"] is None:
        return None
    # In a table this narrow a percentage that needs a caution is left out.
    return _FEW if row["before"].is_small else row["percent_value"]


def _year_table(view: View, rows: pd.DataFrame) -> Table:
    columns = [Column("name", "Type")]
    # On a narrow screen the first columns are all that is seen.
    for code, name in sorted(view.areas(), key=lambda one: one[0] != view.code):
        columns += [
            Column(f"{code}_after", name, "count"),
            Column(f"{code}_change", f"{name}: change", "percent_change"),
        ]
    is_compared = (rows["reading"] != NO_COMPARISON).any()
    against = f" against {view.before.label}" if is_compared else ""
    return Table(
        rows,
        columns,
        caption=f"{subjects(rows['name'])}: {view.period.label}{against}",
        row_header="name",
        notes=(*not_crimes(rows["name"]), *([FEW] if (rows == _FEW).any(axis=None) else [])),
        table_id="year-so-far",
    )  # fmt: skip


def _rates(view: View, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return counts and rates of all areas: ``area, name, <unit>, <unit>_rate``; none without."""
    people = view.reference("area_profile")
    if not len(people):
        return pd.DataFrame()
    residents = people.set_index("area")["residents"]
    rows = pd.DataFrame(view.areas(), columns=["area", "name"])
    for unit, frame in frames.items():
        if not len(frame):
            continue
        counts = [view.number(frame, period=view.period, area=code) for code in rows["area"]]
        rows[unit] = pd.Series(counts, dtype=object)
        base = pd.DataFrame({"area": rows["area"], "population": rows["area"].map(residents)})
        counted = as_plain(rows[["area", unit]]).rename(columns={unit: "offence_count"})
        rows[f"{unit}_rate"] = calculate_rate(counted, base)["value"].to_numpy()
    is_known = rows.filter(regex="_rate$").notna().any(axis=None)
    return rows if is_known else pd.DataFrame()


def _rate_table(view: View, rates: pd.DataFrame) -> Table:
    columns = [Column("name", "Area")]
    for unit, label in (("crime", "Recorded crimes"), ("asb", "Anti-social behaviour incidents")):
        if unit in rates:
            columns += [
                Column(unit, label, "count"),
                Column(f"{unit}_rate", "Per 1,000 residents", "rate", of=(unit, RESIDENTS)),
            ]
    return Table(
        rates,
        columns,
        caption=f"Rates per 1,000 residents, {view.period.label}",
        row_header="name",
        table_id="rates",
    )


def _beside_others(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Say how recorded crime changed in the other districts, by the same test."""
    districts = rows.iloc[:-1]
    others = districts[(districts["name"] != view.name) & districts["difference"].notna()]
    if not len(others):
        return ()
    clauses: list[str] = []
    values: dict[str, Any] = {}
    for n, (_, row) in enumerate(others.iterrows()):
        clauses.append(
            f"{{name_{n}:t}}: {{reading_{n}:t}}, from {{before_{n}:n}} to {{after_{n}:n}} "
            f"({{percent_{n}:t}})"
        )
        values |= {f"{field}_{n}": row[field] for field in _BESIDE}
    return (say(f"{'; '.join(clauses)}.", **values),)


def _rate_statement(rates: pd.DataFrame) -> tuple[Statement, ...]:
    """Say which rate the area has among the districts."""
    if not len(rates) or rates["crime_rate"].isna().any():
        return ()
    districts = rates.iloc[: max(len(rates) - 1, 1)].sort_values("crime_rate", ascending=False)
    told = [
        (f"rate_{place}", row["name"], row["crime_rate"])
        for place, (_, row) in enumerate(districts.iterrows())
    ]
    clauses = list_text(f"{name} {{{field}:r}}" for field, name, _ in told)
    return (
        say(
            f"Recorded crimes per {{thousand:t}} residents in these months: {clauses}.",
            thousand="1,000",
            **{field: rate for field, _, rate in told},
        ),
    )


def _money_parts(view: View, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tell projects of the allocation from others, and a district's own from those it shares."""
    is_inside = rows["in_allocation_total"].fillna(value=True).astype(bool)
    apart = {SEPARATE: rows[~is_inside]}
    inside = rows[is_inside]
    if view.is_partnership:
        return {IN_ALLOCATION: inside} | apart
    is_own = inside["districts"].eq(view.slug).fillna(value=False)
    own = f"For {view.name} alone, in the partnership's allocation"
    return {own: inside[is_own], SHARED: inside[~is_own]} | apart


def _money_table(parts: dict[str, pd.DataFrame]) -> Table:
    """Lay out what was allocated and spent, and what stands outside the allocation."""
    rows = pd.DataFrame(
        [
            {
                "name": name,
                "projects": list_text(sorted(one["name"])),
                "allocated": one["allocated_gbp"].sum(skipna=False),
                "spent": one["spent_gbp"].sum(skipna=False),
            }
            for name, one in parts.items()
            if len(one)
        ]
    )
    return Table(
        rows,
        [
            Column("name", "Money"),
            Column("projects", "Projects that concern the area"),
            Column("allocated", "Allocated, £", "number"),
            Column("spent", "Spent, £", "number"),
        ],
        caption="Money allocated and spent",
        row_header="name",
        table_id="money",
    )


def _not_begun(view: View, rows: pd.DataFrame) -> tuple[Statement, ...]:
    late = rows[rows["start"].fillna("") > f"{view.period.end}-31"]
    if not len(late):
        return ()
    return (say("Not begun by then: {names:t}.", names=list_text(late["name"])),)


def _is_here(view: View, districts: pd.Series) -> pd.Series:
    places = districts.fillna("")
    here = places.eq("") | places.str.split(";").map(lambda slugs: view.slug in slugs)
    return here | view.is_partnership


def _rows_note(view: View, rows: int) -> tuple[str, ...]:
    """Say that rows are not added up, where there are several."""
    crossing = cutting_across(view)
    more = f"; {crossing}s" if crossing else ""
    return (f"Rows count different things and are never added up{more}.",) if rows > 1 else ()
