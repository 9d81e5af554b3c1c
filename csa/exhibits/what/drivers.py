"""What makes the change, and what does not?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.records.persons import ONE_CASE
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.what.hours import TIMES, UNIT
from csa.exhibits.what.month import tell_earlier_years, tell_months
from csa.exhibits.what.parts import (
    Divided,
    of_districts,
    of_places,
    of_subthemes,
    of_types,
    of_wards,
)
from csa.exhibits.what.told import (
    change_finding,
    part_finding,
    spread_finding,
    ward_findings,
    way_of,
)
from csa.exhibits.wording.changes import BOTH_YEARS, change_statement, without_months
from csa.exhibits.wording.themes import in_sentence, is_of_one_complaint, subject_of
from csa.exhibits.wording.verdicts import verdict_of
from csa.findings.finding import Finding
from csa.measures.verdicts import CLEAR
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

KIND_LABELS = {
    "sub-theme": "Sub-theme",
    "ward": "Ward",
    "district": "District",
    "type": "Type of crime",
    "place": "Neighbourhoods of",
}
DIVIDED_BY = {
    **{kind: label.lower() for kind, label in KIND_LABELS.items()},
    "place": "named place",
}
RECORDED = "Recorded crime"
NOTHING = "Nothing here changed clearly, and no part of it did."


class AreaDriverExhibits(Group):
    """What makes the change of all recorded crime of an area."""

    name = "drivers"
    scopes = ("area",)

    @exhibit(
        offers="wards",
        counts={
            "total": Count("crime", level="ward"),
            "types": Count("crime", by=("category",), level="ward"),
            "cases": Count(ONE_CASE, by=("theme",)),
        },
    )
    def drivers(view: View, total: pd.DataFrame, types: pd.DataFrame, cases: pd.DataFrame) -> Parts:
        """Say which wards, districts and types make the change of all recorded crime."""
        title = f"What makes the change of recorded crime in {view.name}"
        verdict = verdict_of(view, total)
        whole = total[total["area"] == view.code]
        ways = [of_types(view, total, types, view.code), of_wards(view, total)]
        if view.is_partnership:
            ways = [of_districts(view, total), *ways]
        found = [one for one in ways if one]
        if verdict is None or not found:
            return keep_unpublished(
                unavailable(view, title=title, reason="The year before cannot be compared.")
            )
        inside = {
            code: of_types(view, total, types, code)
            for one in found
            if one.kind == "ward" and verdict.is_clear and not is_of_one_complaint(view, cases)
            for code in one.named["code"]
        }
        findings = _area_findings(view, verdict, found, inside=inside)
        divided = [*found, *(one for one in inside.values() if one)]
        return _shown(
            view, title, found=[(RECORDED, one) for one in divided], findings=findings,
            whole=whole, units=["crime"],
        )  # fmt: skip


class DriverExhibits(Group):
    """What makes the change of a priority."""

    name = "drivers"
    scopes = ("priority",)

    @exhibit(
        offers="wards",
        counts={
            **{unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS},
            **{f"{unit}_parts": Count(unit, by=("subtheme",)) for unit in INCIDENT_UNITS},
            **{
                f"{unit}_where": Count(unit, by=("priority",), level="lsoa")
                for unit in INCIDENT_UNITS
            },
            **{
                f"{unit}_months": Count(unit, by=("priority",), months=True)
                for unit in INCIDENT_UNITS
            },
            **TIMES,
            "types": Count("crime", by=("category",)),
            "cases": Count(ONE_CASE, by=("theme",)),
        },
    )
    def drivers(view: View, **frames: pd.DataFrame) -> Parts:
        """Say which sub-themes and wards make the change of each count of the priority."""
        title = "What makes the change"
        found: list[tuple[str, Divided]] = []
        findings: list[Finding] = []
        by_month: list[pd.DataFrame] = []
        own = view.settings.priority(view.priority.id)
        units = [unit for unit in units_of(own) if len(frames[unit])]
        for unit in units:
            ways, offered, cells = _of_unit(view, frames, unit)
            found += ways
            findings += offered
            by_month.append(cells)
        if not findings:
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING, units=units))
        return _shown(
            view, title, found=found, findings=findings, units=units,
            whole=pd.concat(
                [
                    *(view.cells(frames[unit], priority=own.id) for unit in units),
                    *(frames[name] for name in TIMES if UNIT in units),
                    *by_month,
                ]
            ),
        )  # fmt: skip


def _of_unit(
    view: View, frames: dict[str, pd.DataFrame], unit: str
) -> tuple[list[tuple[str, Divided]], list[Finding], pd.DataFrame]:
    """Return the ways to divide one count, the findings they offer, and the months they name.

    Each way stands with what it divides, in words.
    """
    own = view.settings.priority(view.priority.id)
    picked: dict[str, Any] = {"priority": own.id}
    verdict = verdict_of(view, frames[unit], **picked)
    months = view.cells(frames[f"{unit}_months"], **picked)
    if verdict is None:
        return [], [], months.iloc[:0]
    themes = of_subthemes(
        view, frames[unit], frames[f"{unit}_parts"], types=frames["types"], unit=unit
    )
    where = of_wards(view, frames[f"{unit}_where"], **picked)
    ways = [themes] if themes else []
    subject = subject_of(own, unit)
    opening = change_statement(view, frames[unit], subject, unit=unit, periods=False, **picked)
    findings = []
    told: tuple[Statement, ...] = ()
    if verdict.is_clear:
        whole = view.cells(frames[unit], **picked)
        earlier, of_earlier = tell_earlier_years(view, months, verdict)
        of_months, months = tell_months(view, months, whole, way=way_of(verdict))
        told, months = (*earlier, *of_months), pd.concat([of_earlier, months])
        findings.append(change_finding(view, verdict, subject, opening, themes=themes, months=told))
    is_stand_in = view.priority.short_label != own.short_label
    placed = view.priority.short_label if is_stand_in and unit == "crime" else subject
    fine: list[Divided] = []
    if where and not (unit == "crime" and is_of_one_complaint(view, frames["cases"])):
        places = of_places(view, frames[f"{unit}_where"], **picked)
        fine = [one for one in (where, places) if one]
        findings += ward_findings(
            view, where, placed, places=places, times=frames if unit == UNIT else None
        )
    without = without_months(view, unit)
    named = [(subject + without, one) for one in ways]
    named += [(placed + without, one) for one in fine]
    return named, findings, months if told else months.iloc[:0]


def _area_findings(
    view: View, verdict: Verdict, found: Sequence[Divided], *, inside: dict[str, Divided | None]
) -> list[Finding]:
    findings = []
    types = next((one for one in found if one.kind == "type"), None)
    for one in found:
        for _, part in one.apart.iterrows():
            if not verdict.is_clear or one.kind == "type":
                continue
            within = inside.get(str(part["code"]))
            more = _inside(within, types) if one.kind == "ward" and within else ()
            findings.append(part_finding(view, one, part, subject="recorded crime", more=more))
    if verdict.is_clear and types and _is_spread(found, types):
        findings.append(spread_finding(verdict, types))
    return findings


def _is_spread(found: Sequence[Divided], types: Divided) -> bool:
    """Say whether no part makes a clear change, of wards neither, and no type moved clearly."""
    has_wards = any(one.kind == "ward" for one in found)
    is_driven = any(len(one.named) for one in found)
    return has_wards and not is_driven and not (types.parts["certainty"] == CLEAR).any()


def _inside(within: Divided, types: Divided | None) -> tuple[Statement, ...]:
    """Say which type makes what happened in a ward, and what the others of it did elsewhere."""
    if not len(within.named):
        return ()
    part = within.named.iloc[0]
    values = {"name": in_sentence(part["name"]), "before": part["before"], "after": part["after"]}
    opening = "There, {name:t} went from {before:n} to {after:n}"
    of_area = types.parts[types.parts["name"] == part["name"]] if types else pd.DataFrame()
    if not len(of_area):
        return (say(f"{opening}.", **values),)
    everywhere = of_area.iloc[0]
    return (
        say(
            f"{opening}; elsewhere from {{else_before:n}} to {{else_after:n}}.",
            else_before=everywhere["before"] - part["before"],
            else_after=everywhere["after"] - part["after"],
            **values,
        ),
    )


def _shown(
    view: View,
    title: str,
    *,
    found: Sequence[tuple[str, Divided]],
    findings: Sequence[Finding],
    whole: pd.DataFrame,
    units: Sequence[str],
) -> Parts:
    tables = [_parts_table(subject, one, n) for n, (subject, one) in enumerate(found)]
    return show(
        view,
        title=title,
        points=tuple(replace(one.point, evidence="") for one in findings),
        tables=tuple(tables),
        cells=[whole, *(one.cells for _, one in found)],
        units=units,
        findings=tuple(findings),
        data=pd.concat([one.parts for _, one in found], ignore_index=True),
    )


def _parts_table(subject: str, one: Divided, number: int) -> Table:
    rows = one.parts.sort_values("difference", key=abs, ascending=False).head(MOST_ROWS)
    return Table(
        rows.assign(percent=100 * rows["share"]),
        [
            Column("name", KIND_LABELS[one.kind]),
            *BOTH_YEARS,
            Column("difference", "Change", "change", of=("after - before",)),
            Column("word", "Reading"),
        ],
        caption=f"{subject} by {DIVIDED_BY[one.kind]}: what moved most in {one.area}",
        row_header="name",
        table_id=f"parts-{number}",
    )


MOST_ROWS = 10
