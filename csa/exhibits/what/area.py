"""What kind of area is this, how much was recorded there, and is it rising?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import (
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    nothing_beside,
    show,
    unavailable,
    why_missing,
)
from csa.exhibits.wording.by_month import month_figure, months_label, peak_title
from csa.exhibits.wording.changes import (
    CHANGE_COLUMNS,
    cells_compared,
    change_row,
    finding,
    together_statements,
)
from csa.exhibits.wording.themes import cutting_across
from csa.measures.verdicts import FELL, NO_COMPARISON, ROSE, SLIGHTLY
from csa.present.number import is_hidden
from csa.present.numbers import count_text
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from csa.exhibits.view import View

GLANCE_WORDS = {
    ROSE: "Clearly higher",
    FELL: "Clearly lower",
    ROSE + SLIGHTLY: "Slightly higher",
    FELL + SLIGHTLY: "Slightly lower",
}


class AreaExhibits(Group):
    """The area as a whole."""

    scopes = ("area",)

    @exhibit()
    def profile(view: View) -> Parts:
        """Describe residents, households and deprivation of the area."""
        rows = view.reference("area_profile")
        here = rows[rows["area"] == view.code] if len(rows) else rows
        if not len(here) or here[["residents", "lsoas"]].isna().all(axis=None):
            return keep_unpublished(
                unavailable(
                    view,
                    title="Residents and households",
                    reason="No population source was received.",
                )
            )
        rows = rows[rows["area"].isin([code for code, _ in view.areas()])]
        rows = rows.reindex(columns=[*dict.fromkeys([*rows, "ranked_lsoas"])])
        facts = rows[rows["area"] == view.code].iloc[0]
        statements = [_size(view, facts)]
        if pd.notna(facts["ranked_lsoas"]):
            statements.append(
                say(
                    "Among the most deprived fifth in England: {deprived:n} of the {ranked:n} "
                    "neighbourhoods that were ranked ({index:t}).",
                    deprived=int(facts["deprived_lsoas"]),
                    ranked=int(facts["ranked_lsoas"]),
                    index=str(facts["deprivation_source"]),
                )
            )
        columns = [
            Column("name", "Area"),
            Column("residents", "Residents", "number"),
            Column("households", "Households", "number"),
            Column("lsoas", "LSOAs", "number"),
            Column("ranked_lsoas", "LSOAs ranked by deprivation", "number"),
            Column("deprived_lsoas", "Of these in the most deprived fifth", "number"),
        ]
        table = Table(
            rows,
            columns,
            caption="Residents, households and deprivation",
            row_header="name",
            table_id="profile",
        )
        return show(
            view,
            title=f"{view.name} at a glance",
            statements=tuple(statements),
            tables=(table,),
            notes=_ranked_note(facts),
            source=str(facts["source"]),
            period=str(facts["vintage"]),
            data=rows,
        )

    @exhibit(counts={"total": Count("crime"), "asb": Count("asb")})
    def areas_compared(view: View, total: pd.DataFrame, asb: pd.DataFrame) -> Parts:
        """Set the districts and the partnership side by side."""
        if len(view.areas()) == 1:
            return nothing_beside(view, "The districts compared")
        reason = why_missing(view, view.cells(total, period=view.period), "crime")
        if reason:
            return unavailable(view, title="The districts compared", reason=reason)
        crime = pd.DataFrame(
            [
                change_row(view, total, name, area=code) | {"name": name}
                for code, name in view.areas()
            ]
        )
        incidents = pd.DataFrame(
            [change_row(view, asb, name, area=code) | {"name": name} for code, name in view.areas()]
        )
        tables = [
            _areas_table(view, crime, "All recorded crime", "areas-crime"),
            _areas_table(view, incidents, "Anti-social behaviour incidents", "areas-asb"),
        ]
        return show(
            view,
            title=finding(crime.iloc[-1], f"Recorded crime in {view.settings.partnership.name}"),
            statements=(_areas_statement(crime),),
            tables=tuple(tables if len(asb) else tables[:1]),
            cells=[
                cells_compared(view, one, area=code)
                for one in (total, asb)
                for code, _ in view.areas()
            ],
            units=["crime", "asb"],
            notes=(
                "The partnership's change is worked out from the summed counts, never from the "
                "districts' percentages.",
            ),
            data=crime,
        )

    @exhibit(counts={"months": Count("crime", months=True)})
    def crime_trend(view: View, months: pd.DataFrame) -> Parts:
        """Draw recorded crime month by month."""
        return _trend(view, months, unit="crime")

    @exhibit(counts={"months": Count("asb", months=True)})
    def asb_trend(view: View, months: pd.DataFrame) -> Parts:
        """Draw anti-social behaviour incidents month by month."""
        return _trend(view, months, unit="asb")

    @exhibit(counts={unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS})
    def priorities_at_a_glance(view: View, **frames: pd.DataFrame) -> Parts:
        """Show every priority's headline count and its change in one table."""
        rows, cells, compared = [], [], []
        for priority in view.settings.priorities:
            for unit in units_of(priority):
                frame = frames[unit]
                if not len(frame) or priority.id not in set(frame["priority"]):
                    continue
                name = f"{priority.short_label} ({UNIT_NOUNS[unit]})"
                rows.append(change_row(view, frame, name, priority=priority.id))
                compared.append((name, frame, {"priority": priority.id}))
                cells.append(cells_compared(view, frame, priority=priority.id))
        table = pd.DataFrame(rows)
        used = pd.concat(cells) if cells else pd.DataFrame(columns=["class"])
        return show(
            view,
            title=_glance_title(table),
            statements=(*_glance_statements(table), *together_statements(view, compared)),
            tables=(
                Table(
                    table,
                    [Column("name", "Priority and what is counted"), *CHANGE_COLUMNS],
                    caption=f"Priorities in {view.name}: {view.period.label}, "
                    f"and {view.before.label}",
                    row_header="name",
                    notes=(
                        *_apart_notes(view, len(table)),
                        *(
                            ("Protected counts stand beside exact ones here, so they may not sum.",)
                            if is_hidden(view.numbers(used))
                            else ()
                        ),
                    ),
                    table_id="priorities",
                ),
            ),
            cells=cells,
            units=INCIDENT_UNITS,
            data=table,
        )


def _apart_notes(view: View, rows: int) -> tuple[str, ...]:
    """Say that rows are not added up, where there are several, and which crimes stand in two."""
    crossing = cutting_across(view)
    more = f"{crossing} priorities: the same crimes are counted there too." if crossing else ""
    apart = "Rows count different things and are not added up."
    return (" ".join(filter(None, (apart, f"{more[:1].upper()}{more[1:]}"))),) if rows > 1 else ()


def _size(view: View, facts: pd.Series) -> Statement:
    """Say how many people and neighbourhoods there are, of what was received."""
    residents = count_text(facts["residents"])
    if pd.isna(facts["lsoas"]):
        return say("{area:t} has {residents:t} residents.", area=view.name, residents=residents)
    people = "" if pd.isna(facts["residents"]) else "{residents:t} residents in "
    ground = "{neighbourhoods:n} neighbourhoods (LSOAs) and {wards:n} wards."
    return say(
        "{area:t} has " + people + ground,
        area=view.name,
        neighbourhoods=int(facts["lsoas"]),
        wards=int(facts["wards"]),
        **({"residents": residents} if people else {}),
    )


def _ranked_note(facts: pd.Series) -> tuple[str, ...]:
    if pd.isna(facts["ranked_lsoas"]) or facts["ranked_lsoas"] == facts["lsoas"]:
        return ()
    return (
        "Deprivation was ranked for neighbourhoods as they were drawn then; some have been split "
        "or put together since.",
    )


def _areas_table(view: View, frame: pd.DataFrame, subject: str, table_id: str) -> Table:
    return Table(
        frame,
        [Column("name", "Area"), *CHANGE_COLUMNS],
        caption=f"{subject}: {view.period.label}, and {view.before.label}",
        row_header="name",
        total_row=True,
        table_id=table_id,
    )


def _areas_statement(frame: pd.DataFrame) -> Statement:
    districts = frame.iloc[:-1]
    known = districts[districts["percent_value"].notna()]
    if not len(known):
        why = next(
            filter(None, frame["why"].dropna()), "there was nothing then to work a change out of"
        )
        return say("The year before cannot be compared: {why:t}.", why=why)
    parts = [f"{row['name']} {row['percent']} ({row['reading']})" for _, row in known.iterrows()]
    return say("Against the same months a year earlier: {areas:t}.", areas="; ".join(parts))


def _trend(view: View, months: pd.DataFrame, *, unit: str) -> Parts:
    here = view.cells(months)
    noun = UNIT_NOUNS[unit]
    reason = why_missing(view, here, unit)
    if reason:
        return unavailable(
            view, title=f"{noun[:1].upper()}{noun[1:]} by month", reason=reason, units=[unit]
        )
    figure, table, statements = month_figure(view, here, unit=unit, table_id=f"{unit}-by-month")
    return show(
        view,
        title=peak_title(f"{noun[:1].upper()}{noun[1:]}", here),
        statements=statements,
        figures=(figure,),
        tables=(table,),
        cells=[here],
        units=[unit],
        period=months_label(here),
        data=here,
    )


def _glance_title(table: pd.DataFrame) -> str:
    compared = table[table["reading"] != NO_COMPARISON]
    if not len(compared):
        return "The priorities cannot be compared with the year before"
    risen = int((compared["reading"] == ROSE).sum())
    fallen = int((compared["reading"] == FELL).sum())
    words = [count_text(n) if n else "none" for n in (risen, fallen)]
    return (
        f"Of the {len(compared)} counts of the priorities, {words[0]} clearly rose and {words[1]} "
        "clearly fell"
    )


def _glance_statements(table: pd.DataFrame) -> tuple[Statement, ...]:
    readings = table["reading"]
    if not table["percent_value"].notna().any() and (readings == NO_COMPARISON).all():
        return (say("The year before cannot be compared: {why:t}.", why=table["why"].iloc[0]),)
    said = tuple(
        say("{words:t} than a year earlier: {names:t}.", words=words, names=list_text(names))
        for reading, words in GLANCE_WORDS.items()
        if (names := list(table.loc[readings == reading, "name"]))
    )
    return said or (say("No priority shows a clear change that can be told from chance."),)
