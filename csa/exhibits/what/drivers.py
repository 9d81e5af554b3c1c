"""What makes the change, and what does not?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.what.hours import TIMES, UNIT, Hours, tell_hours
from csa.exhibits.what.parts import (
    Divided,
    of_districts,
    of_places,
    of_subthemes,
    of_types,
    of_wards,
)
from csa.exhibits.wording.changes import change_statement
from csa.exhibits.wording.themes import subject_of
from csa.exhibits.wording.verdicts import verdict_of
from csa.findings.finding import Finding
from csa.findings.telling import share_words, tell_driver, tell_spared
from csa.measures.verdicts import CLEAR
from csa.present.number import SMALL_NUMBERS, Number
from csa.present.tables import Column, Table
from csa.present.words import Statement, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csa.exhibits.view import View
    from csa.measures.verdicts import Verdict

KIND_LABELS = {
    "sub-theme": "Sub-theme",
    "ward": "Ward",
    "district": "District",
    "type": "Type of crime",
    "place": "Neighbourhoods of",
}
EVERYWHERE_ELSE = "everywhere else in"
MOST_EXCEPTIONS = 2
NOTHING = "Nothing here changed clearly, and no part of it did."


class AreaDriverExhibits(Group):
    """What makes the change of all recorded crime of an area."""

    name = "drivers"
    scopes = ("area",)

    @exhibit(
        offers=True,
        counts={
            "total": Count("crime", level="ward"),
            "types": Count("crime", by=("category",), level="ward"),
        },
    )
    def drivers(view: View, total: pd.DataFrame, types: pd.DataFrame) -> Parts:
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
            if one.kind == "ward" and verdict.is_clear
            for code in one.named["code"]
        }
        findings = _area_findings(view, verdict, found, inside=inside)
        return _shown(
            view, title,
            found=[*found, *(one for one in inside.values() if one)], findings=findings,
            whole=whole, units=["crime"],
        )  # fmt: skip


class DriverExhibits(Group):
    """What makes the change of a priority."""

    name = "drivers"
    scopes = ("priority",)

    @exhibit(
        offers=True,
        counts={
            **{unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS},
            **{f"{unit}_parts": Count(unit, by=("subtheme",)) for unit in INCIDENT_UNITS},
            **{
                f"{unit}_where": Count(unit, by=("priority",), level="lsoa")
                for unit in INCIDENT_UNITS
            },
            **TIMES,
        },
    )
    def drivers(view: View, **frames: pd.DataFrame) -> Parts:
        """Say which sub-themes and wards make the change of each count of the priority."""
        title = "What makes the change"
        found: list[Divided] = []
        findings: list[Finding] = []
        own = view.settings.priority(view.priority.id)
        units = [unit for unit in units_of(own) if len(frames[unit])]
        for unit in units:
            ways, offered = _of_unit(view, frames, unit)
            found += ways
            findings += offered
        if not findings:
            return keep_unpublished(unavailable(view, title=title, reason=NOTHING, units=units))
        return _shown(
            view, title, found=found, findings=findings, units=units,
            whole=pd.concat(
                [
                    *(view.cells(frames[unit], priority=own.id) for unit in units),
                    *(frames[name] for name in TIMES if UNIT in units),
                ]
            ),
        )  # fmt: skip


def _of_unit(
    view: View, frames: dict[str, pd.DataFrame], unit: str
) -> tuple[list[Divided], list[Finding]]:
    """Return the ways to divide one count, and the findings that they offer."""
    own = view.settings.priority(view.priority.id)
    picked: dict[str, Any] = {"priority": own.id}
    verdict = verdict_of(view, frames[unit], **picked)
    if verdict is None:
        return [], []
    themes = of_subthemes(view, frames[unit], frames[f"{unit}_parts"], unit=unit)
    where = of_wards(view, frames[f"{unit}_where"], **picked)
    ways = [one for one in (themes, where) if one]
    subject = subject_of(own, unit)
    opening = change_statement(view, frames[unit], subject, unit=unit, periods=False, **picked)
    findings = []
    if verdict.is_clear:
        findings.append(_change_finding(view, verdict, subject, opening, themes=themes))
    if where:
        is_stand_in = view.priority.short_label != own.short_label
        placed = view.priority.short_label if is_stand_in and unit == "crime" else subject
        places = of_places(view, frames[f"{unit}_where"], **picked)
        ways += [places] if places else []
        findings += _ward_findings(
            view, where, placed, places=places, times=frames if unit == UNIT else None
        )
    return ways, findings


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
            findings.append(_part_finding(view, one, part, subject="recorded crime", more=more))
    return findings


def _inside(within: Divided, types: Divided | None) -> tuple[Statement, ...]:
    """Say which type makes what happened in a ward, and what the others of it did elsewhere."""
    if not len(within.named):
        return ()
    part = within.named.iloc[0]
    values = {"name": _lower(part["name"]), "before": part["before"], "after": part["after"]}
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


def _part_finding(
    view: View, one: Divided, part: pd.Series, *, subject: str, more: Iterable[Statement] = ()
) -> Finding:
    """Offer one part that makes at least a quarter of a change."""
    way = "rise" if one.change > 0 else "fall"
    named = str(part["name"]) + (" ward" if one.kind == "ward" else "")
    is_place = one.kind in ("ward", "district")
    told = tell_driver(
        part.to_dict(), rest=f"{EVERYWHERE_ELSE} {view.name}" if is_place else "for all else"
    )
    return Finding(
        question="where" if is_place else "what",
        fact=str(part["code"] if one.kind == "ward" else part["key"]),
        headline=say(
            "{name:t} made {share:t} {way:t} of {subject:t}.",
            name=named,
            share=share_words(part["least"], part["most"]),
            way=way,
            subject=subject,
        ),
        statement=Statement.join((told, *more)),
        evidence="drivers",
        priority=view.chosen.id if view.chosen else "",
        place=str(part["code"]) if one.kind == "ward" else "",
        size=abs(part["difference"]),
        share=min(part["share"], 1.0),
        certainty="clear",
        harm=view.chosen.harm if view.chosen else 1.0,
    )


def _change_finding(
    view: View, verdict: Verdict, subject: str, opening: Statement, *, themes: Divided | None
) -> Finding:
    """Offer a clear change with what makes it and what does not."""
    named = themes.named if themes else pd.DataFrame()
    told, share = [opening], 0.5
    cause: dict[str, Any] = {}
    if themes and len(named):
        first = named.iloc[0]
        share = float(min(first["share"], 1.0))
        cause = {"cause": f"{share_words(first['least'], first['most'])} {_way(verdict)} is "
                          f"{_lower(first['name'])}"}  # fmt: skip
        told += [_part_statement(part) for _, part in named.iterrows()]
    if themes:
        told += tell_spared(themes.parts)
    before, after = (Number(int(one), small=view.small) for one in (verdict.before, verdict.after))
    size = after.change_text(before, verdict.percent).removesuffix(SMALL_NUMBERS)
    amount = {"size": size.lstrip("+−")} if size.endswith("%") else {}
    return Finding(
        question="what",
        fact=f"{view.priority.id}|{subject}",
        headline=say(
            "{subject:t} {word:t}"
            + (" by {size:t}" if amount else "")
            + (": {cause:t}" if cause else "")
            + ".",
            subject=subject, word=verdict.word, **amount, **cause,
        ),
        statement=Statement.join(told),
        evidence="drivers",
        priority=view.priority.id,
        size=abs(verdict.difference or 0.0),
        share=share,
        certainty="clear",
        harm=view.priority.harm,
    )  # fmt: skip


def _part_statement(part: pd.Series) -> Statement:
    return say(
        "{name:t} went from {before:n} to {after:n}.",
        name=part["name"],
        before=part["before"],
        after=part["after"],
    )


def _ward_findings(
    view: View,
    where: Divided,
    subject: str,
    *,
    places: Divided | None,
    times: dict[str, pd.DataFrame] | None,
) -> list[Finding]:
    """Offer the wards that make a change, or that changed where the whole did not."""
    subject = _lower(subject)

    hours = {
        ward: tell_hours(view, times, ward) if times else Hours() for ward in where.parts["code"]
    }
    if len(where.apart):
        return [
            _part_finding(
                view, where, part, subject=subject,
                more=(*_around(places, part), *hours[part["code"]].statements),
            )
            for _, part in where.apart.iterrows()
        ]  # fmt: skip
    clear = where.parts[(where.parts["certainty"] == CLEAR) & (where.parts["name"] != "")]
    clear = clear.assign(size=clear["difference"].abs()).nlargest(MOST_EXCEPTIONS, "size")
    return [
        _exception(view, where, part, subject=subject, hours=hours[part["code"]])
        for _, part in clear.iterrows()
    ]


def _around(places: Divided | None, ward: pd.Series) -> tuple[Statement, ...]:
    """Say what happened at named places within a ward that make the change themselves."""
    if places is None:
        return ()
    inside = places.named[[one == {ward["code"]} for one in places.named["wards"]]]
    return tuple(
        say(
            "Around {name:t} it went from {before:n} to {after:n}.",
            name=part["name"],
            before=part["before"],
            after=part["after"],
        )
        for _, part in inside.iterrows()
    )


def _exception(
    view: View, where: Divided, part: pd.Series, *, subject: str, hours: Hours
) -> Finding:
    """Offer a ward that changed clearly by more than its part of the whole."""
    headline = say(
        "{subject:t} {word:t} in {name:t} ward{hours:t}.",
        subject=subject[:1].upper() + subject[1:],
        word=part["word"],
        name=part["name"],
        hours=hours.clause,
    )
    told = tell_driver(part.to_dict(), rest=f"{EVERYWHERE_ELSE} {view.name}")
    return Finding(
        question="when" if hours.clause else "where", fact=str(part["code"]), headline=headline,
        statement=Statement.join((told, *hours.statements)),
        evidence="drivers", priority=view.priority.id, place=str(part["code"]),
        size=abs(part["difference"]), share=abs(part["difference"]) / (where.whole["after"] or 1),
        certainty="clear", harm=view.priority.harm,
    )  # fmt: skip


def _shown(
    view: View,
    title: str,
    *,
    found: Sequence[Divided],
    findings: Sequence[Finding],
    whole: pd.DataFrame,
    units: Sequence[str],
) -> Parts:
    tables = [_parts_table(view, one, n) for n, one in enumerate(found)]
    return show(
        view,
        title=title,
        points=tuple(replace(one.point, evidence="") for one in findings),
        tables=tuple(tables),
        cells=[whole, *(one.cells for one in found)],
        units=units,
        findings=tuple(findings),
        data=pd.concat([one.parts for one in found], ignore_index=True),
    )


def _parts_table(view: View, one: Divided, number: int) -> Table:
    rows = one.parts.sort_values("difference", key=abs, ascending=False).head(MOST_ROWS)
    return Table(
        rows.assign(percent=100 * rows["share"]),
        [
            Column("name", KIND_LABELS[one.kind]),
            Column("before", "A year earlier", "count"),
            Column("after", "This period", "count"),
            Column("difference", "Change", "change", of=("after - before",)),
            Column("word", "Reading"),
        ],
        caption=f"{KIND_LABELS[one.kind]}: what moved most in {view.name}",
        row_header="name",
        table_id=f"parts-{number}",
    )


MOST_ROWS = 10


def _way(verdict: Verdict) -> str:
    return "rise" if verdict.is_higher else "fall"


def _lower(name: Any) -> str:
    return str(name)[:1].lower() + str(name)[1:]
