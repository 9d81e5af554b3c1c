"""For each priority in one line: how bad, against whom, how sure, what next, and who answers?

Nothing is counted or judged anew: every figure, rank and verdict is that of the exhibit whose
question it answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import PARTNER_ONLY, PUBLIC_ONLY, Group, Parts, exhibit, show
from csa.exhibits.strategy.alike import (
    PEER_COUNTS,
    kind_of,
    own_cells,
    peers_of,
    together,
    types_of,
)
from csa.exhibits.strategy.risk import PRIORITY_COUNTS, ranking
from csa.exhibits.strategy.weighed import (
    BY_PRIORITY,
    COUNTS,
    INDICES,
    Weighed,
    harm_of_priorities,
    weighed_in,
)
from csa.exhibits.wording.caveats import breaks_between, marked_months, named_breaks
from csa.exhibits.wording.changes import BOTH_YEARS, cells_compared, change_row
from csa.exhibits.wording.planned.indicators import told_here
from csa.exhibits.wording.themes import in_sentence, subject_of
from csa.exhibits.wording.verdicts import tell_change
from csa.measures.peers import WITHIN
from csa.measures.verdicts import NO_COMPARISON
from csa.periods import month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csa.exhibits.view import View
    from csa.settings import Priority

    Frames = Mapping[str, pd.DataFrame]

CRIME = "crime"
NOBODY_YET = "nobody yet"
NOBODY, NOTHING, NOT_KNOWN = "nobody named", "nothing is proposed", "not known"
NO_GROUP = "no group stands out"
CLEAR, CHANCE = "a clear change", "the difference may be chance"
PEOPLE = Count("victim", by=("priority", "age_band", "sex"))
OPEN_COUNTS = {**PRIORITY_COUNTS, **PEER_COUNTS, "people": PEOPLE}
SOURCE = "This assessment; owners, and what comes next, as the partnership has named them"
HARM_SHARE = f"Share of harm: {'; '.join(INDICES.values())}"
PEERS = Column("peers", "Rank among its peers, the highest rate first", "number")
OPENING = (
    Column("name", "Priority"),
    *BOTH_YEARS,
    Column("reading", "Reading"),
)
HARMED, SURE = Column("harmed", "Harmed most for their number"), Column("sure", "How sure")
OWNER = Column("owner", "Who answers for the priority")


class AnswerExhibits(Group):
    """The five questions of every priority."""

    name = "answers"
    scopes = ("area",)

    @exhibit(counts={**OPEN_COUNTS, **COUNTS, "priorities": BY_PRIORITY}, editions=PARTNER_ONLY)
    def each_priority(
        view: View,
        kinds: pd.DataFrame,
        types: pd.DataFrame,
        priorities: pd.DataFrame,
        **frames: pd.DataFrame,
    ) -> Parts:
        """Say of each priority how bad, against whom, how sure, what next, and who answers."""
        weighed = weighed_in(view, kinds, types)
        order = list(ranking(view, frames, weighed)["priority"])
        harm = _harm_told(view, weighed, types, priorities)
        rows = _rows(view, frames, edition="partner")
        for row in rows:
            own = row["priority"]
            is_first = row["owner"] != ""
            row["harm"] = harm.get(own, NOT_KNOWN) if is_first else ""
            row["next"] = _next_of(view, own) if is_first else ""
        rows.sort(key=lambda row: order.index(row["priority"]) if order else 0)
        columns = (
            *OPENING, Column("harm", HARM_SHARE, "share"), PEERS, HARMED, SURE,
            Column("next", "What comes next"), OWNER,
        )  # fmt: skip
        return _shown(view, rows, columns)

    @exhibit(counts=OPEN_COUNTS, editions=PUBLIC_ONLY)
    def each_priority_for_the_public(view: View, **frames: pd.DataFrame) -> Parts:
        """Say of each priority how bad, against whom, how sure, and who answers for it."""
        rows = _rows(view, frames, edition="public")
        return _shown(view, rows, (*OPENING, PEERS, HARMED, SURE, OWNER))


def _shown(view: View, rows: list[dict[str, Any]], columns: Sequence[Column]) -> Parts:
    frame = pd.DataFrame(rows).drop(columns="cells")
    columns = [one for one in columns if (frame[one.key] != NOT_KNOWN).any()]
    return show(
        view,
        title=f"Each priority of {view.name} in one line",
        statements=_gaps(frame),
        tables=(
            Table(
                frame,
                columns,
                caption=f"How bad, against whom, how sure, and whose: {view.name}",
                row_header="name",
                table_id="answers",
                is_stacked=True,
            ),
        ),
        cells=[row["cells"] for row in rows],
        units=INCIDENT_UNITS,
        notes=_notes(view),
        source=SOURCE,
        data=frame,
    )


def _rows(view: View, frames: Frames, *, edition: str) -> list[dict[str, Any]]:
    """Return the answers of each priority that both editions may give, and the cells shown."""
    peers, groups = _among_peers(view, frames), _groups(view, edition)
    rows = []
    for priority in view.settings.priorities:
        unit = priority.headline_unit
        row = change_row(view, frames[unit], priority.short_label, priority=priority.id)
        cells = cells_compared(view, frames[unit], priority=priority.id)
        has_crimes = unit != CRIME and _is_counted(frames, priority)
        more = f": {in_sentence(subject_of(priority, unit))}" if has_crimes else ""
        rows.append(
            row
            | {
                "priority": priority.id,
                "name": priority.short_label + more,
                "cells": cells,
                "peers": peers.get(priority.id, NOT_KNOWN),
                "harmed": groups.get(priority.id) or _no_group(view, frames["people"], priority),
                "sure": _sureness(view, row, cells),
                "owner": _owner_of(view, priority.id),
            }
        )
        if has_crimes:
            rows.append(_beside(view, frames[CRIME], priority))
    return rows


def _is_counted(frames: Frames, priority: Priority) -> bool:
    """Say whether crimes of a priority are counted."""
    frame = frames[CRIME]
    return bool(len(frame)) and priority.id in set(frame["priority"])


def _beside(view: View, frame: pd.DataFrame, priority: Priority) -> dict[str, Any]:
    """Return the line of the crimes that a priority counts beside its headline."""
    row = change_row(view, frame, priority.short_label, priority=priority.id)
    cells = cells_compared(view, frame, priority=priority.id)
    return row | {
        "priority": priority.id,
        "name": f"{priority.short_label}: {in_sentence(subject_of(priority, CRIME))}",
        "cells": cells, "peers": "", "harmed": "", "owner": "",
        "sure": _sureness(view, row, cells),
    }  # fmt: skip


def _sureness(view: View, row: Mapping[str, Any], cells: pd.DataFrame) -> str:
    """Say whether the change is clear, and what stands against comparing the years."""
    if row["reading"] == NO_COMPARISON:
        return "the years cannot be compared"
    is_clear = tell_change(pd.Series([row["reading"]])).all()
    breaks = named_breaks(breaks_between(view, cells, within=view.comparison_span))
    told = (
        CLEAR if is_clear else CHANCE,
        f"recording changed: {breaks}" if breaks else "",
        row["without"].strip(" ()"),
        "months in doubt" if marked_months(view, str(cells["measure"].iloc[0])) else "",
    )
    return "; ".join(filter(None, told))


def _among_peers(view: View, frames: Frames) -> dict[str, str]:
    """Return the rank of each priority's rate among the peers, where there are enough of them."""
    peers = peers_of(view)
    if peers.reason:
        return {}
    cells, told = own_cells(view, frames, peers.months), {}
    for priority in view.settings.priorities:
        name, types = priority.short_label, types_of(view, priority)
        one = together(view, peers, cells, name=name, types=types) if types else None
        if one is not None:
            usual = "usual" if one.place == WITHIN else f"{one.place} usual"
            told[priority.id] = f"{one.standing.rank} of {one.standing.among}, {usual}"
    return told


def _groups(view: View, edition: str) -> dict[str, str]:
    """Return who is harmed most often for how many they are, by priority."""
    found = (one for one in view.offers() if one.question == "who" and one.subject)
    return {one.priority: one.subject for one in found if edition in one.editions}


def _no_group(view: View, people: pd.DataFrame, priority: Priority) -> str:
    cells = view.cells(people, period=view.period, priority=priority.id)
    return NO_GROUP if len(cells) and cells["value"].notna().any() else NOT_KNOWN


def _harm_told(
    view: View, weighed: dict[str, Weighed], types: pd.DataFrame, priorities: pd.DataFrame
) -> dict[str, str]:
    """Return each priority's share of harm by one index and the other, as the chapter has them."""
    if not weighed:
        return {}
    rows = harm_of_priorities(view, weighed, types, priorities)
    shares = [rows[f"{scheme}_share"] for scheme in INDICES if scheme in weighed]
    return dict(zip(rows["priority"], map("; ".join, zip(*shares, strict=True)), strict=True))


def _next_of(view: View, priority: str) -> str:
    """Return what is proposed for a priority; else what the plan does for it."""
    proposed = [one for one in told_here(view, "proposal") if one.priority == priority]
    if proposed:
        return "; ".join(f"{one.what} ({one.owner}, by {month_name(one.by)})" for one in proposed)
    outcomes = {one.id for one in told_here(view, "outcome") if one.priority == priority}
    actions = [one for one in told_here(view, "action") if one.outcome in outcomes]
    return "; ".join(f"{one.what} ({one.owner or NOBODY_YET})" for one in actions) or NOTHING


def _owner_of(view: View, priority: str) -> str:
    """Return the role that answers for a priority: that of the area, else that of all of it."""
    named = [one for one in told_here(view, "owner") if one.priority == priority]
    if view.is_partnership:
        named = [one for one in named if not one.districts]
    own = sorted(named, key=lambda one: not one.districts)
    return str(own[0].role) if own else NOBODY


def _gaps(rows: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the priorities that nobody answers for, and those for which nothing is proposed."""
    found = (
        ("Nobody is named for {names:t}.", "owner", NOBODY),
        ("Nothing is proposed or planned for {names:t}.", "next", NOTHING),
    )
    told = []
    for words, column, lack in (one for one in found if one[1] in rows):
        names = [in_sentence(one) for one in rows.loc[rows[column] == lack, "name"]]
        if names:
            those = "any priority" if len(names) == len(rows) else "; ".join(names)
            told.append(say(words, names=those))
    return tuple(told)


def _notes(view: View) -> tuple[str, ...]:
    """Say what is counted, and by what peers are compared, where it is not all of a priority."""
    nearest = view.settings.disclosure.nearest_public
    stand_in = [
        f"{in_sentence(one.short_label)} by {in_sentence(nearest[one.id])}"
        for one in view.settings.priorities
        if types_of(view, one) == (nearest.get(one.id),)
    ]
    if peers_of(view).reason or not stand_in:
        return ()
    nearest_types = (
        f"Beside other {kind_of(view)} by the nearest police type: {'; '.join(stand_in)}."
    )
    return (nearest_types,)
