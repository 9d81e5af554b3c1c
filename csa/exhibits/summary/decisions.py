"""What is put to the board, and what cannot be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.exhibits.wording.planned.indicators import (
    NO_COUNT,
    baseline,
    is_example_of_others,
    measured_for,
    told_here,
)
from csa.exhibits.wording.themes import in_sentence, subject_of
from csa.exhibits.wording.verdicts import verdict_of
from csa.exhibits.wording.wholes import whole_of
from csa.periods import month_name
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say
from csa.priorities import units_of

if TYPE_CHECKING:
    from typing import Any

    from csa.exhibits.view import View

SUSPECTS = Count("crime", by=("priority", "suspect_known"))
MORE_OR_REPORTED = (
    "Whether more happened, or more was reported and recorded: recorded crime cannot tell."
)
MOST_SHARED = "most of what partners have to share"
MOST_NAMED = 3
LITTLE_KNOWN = 50
NOT_STATED = "not stated"


class DecisionExhibits(Group):
    """Proposals of an area, and the limits of what is known."""

    name = "decisions"
    scopes = ("area", "priority")

    @exhibit()
    def proposals(view: View) -> Parts:
        """List what is to be decided: what, who, by when, at what cost, and how one shall know."""
        proposals = [one for one in told_here(view, "proposal") if _concerns(view, one)]
        title = "For decision"
        if not proposals:
            return keep_unpublished(
                unavailable(view, title=title, reason="Nothing is proposed here.")
            )
        measures = {one.id: one for one in view.reference("indicator").itertuples()}
        rows = [
            _proposal_row(view, one, measures.get(getattr(one, "indicator", "")))
            for one in proposals
        ]
        frame = pd.DataFrame(rows)
        return show(
            view,
            title=title,
            tables=(_proposal_table(view, frame),),
            cells=[row["cells"] for row in rows if row["cells"] is not None],
            source="Proposals of the partnership's officers; judgement, not a computed result",
            data=frame.drop(columns="cells"),
        )

    @exhibit(
        counts={
            "suspects": SUSPECTS,
            **{unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS},
        }
    )
    def not_said(view: View, suspects: pd.DataFrame, **frames: pd.DataFrame) -> Parts:
        """Say in one place what the figures cannot tell, and what would be needed."""
        cells = view.cells(suspects, period=view.period)
        known, used = _suspects_known(view, cells)
        lacking = (*_nowhere(view), *_lacking(view))
        statements = (say(MORE_OR_REPORTED), *known, *_not_compared(view, frames), *lacking)
        return show(
            view,
            title="What we cannot say",
            statements=statements,
            cells=used,
            units=INCIDENT_UNITS,
            data=cells,
        )


def _concerns(view: View, one: Any) -> bool:
    return view.chosen is None or one.priority == view.chosen.id


def _proposal_row(view: View, one: Any, indicator: Any) -> dict[str, Any]:
    """Return what is proposed, with the count that it starts from."""
    # Words of an earlier version know neither indicator nor cost.
    counted, cost = None, getattr(one, "cost_gbp", pd.NA)
    if indicator is not None and not is_example_of_others(view, indicator):
        counted = measured_for(view, one.districts, indicator)
    return {
        "what": one.what,
        "owner": one.owner,
        "by": month_name(one.by),
        "success": one.success,
        "cost": NOT_STATED if pd.isna(cost) else int(cost),
        "baseline": NO_COUNT if counted is None else baseline(counted),
        "cells": None if counted is None else counted["cells"],
    }


def _proposal_table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("what", "What"),
            Column("owner", "Who answers for it"),
            Column("by", "By"),
            Column("success", "How we shall know"),
            Column("baseline", "Measured by: now (a year earlier)"),
            Column("cost", "Cost, £", "number"),
        ],
        caption=f"Proposals for {_about(view)}",
        row_header="what",
        table_id="proposals",
    )


def _about(view: View) -> str:
    return f"{view.name}, {view.priority.short_label}" if view.chosen else view.name


def _suspects_known(
    view: View, cells: pd.DataFrame
) -> tuple[tuple[Statement, ...], list[pd.DataFrame]]:
    """Say for which priorities a suspect is known of fewer than half of the crimes."""
    told: dict[str, Any] = {}
    used: list[pd.DataFrame] = []
    own = [one for one in view.settings.priorities if view.chosen in (None, one)]
    for priority in own:
        here = cells[cells["priority"] == priority.id] if len(cells) else cells
        whole = whole_of(view, here, "suspect_known")
        known = here[here["suspect_known"] == "yes"] if len(here) else here
        part = view.total(known)
        share = None if part is None else part.percent_of(view.total(whole))
        if share is None or share >= LITTLE_KNOWN:
            continue
        told |= {f"name_{priority.number}": in_sentence(subject_of(priority, "crime"))}
        told |= {f"share_{priority.number}": share}
        used += [here, whole]
    numbers = [name.partition("_")[2] for name in told if name.startswith("name")]
    clauses = list_text([f"{{share_{one}:p}} of {{name_{one}:t}}" for one in numbers])
    return ((say(f"Who did it: a suspect is known for {clauses}.", **told),), used) if told else (
        (), used,
    )  # fmt: skip


def _not_compared(view: View, frames: dict[str, pd.DataFrame]) -> tuple[Statement, ...]:
    """Say which counts cannot be compared with the year before, and why."""
    told = {}
    for priority in view.settings.priorities:
        for unit in units_of(priority):
            if view.chosen not in (None, priority) or not len(frames[unit]):
                continue
            before = view.cells(frames[unit], period=view.before, priority=priority.id)
            now = view.cells(frames[unit], period=view.period, priority=priority.id)
            if verdict_of(view, frames[unit], priority=priority.id) is not None:
                continue  # it is compared, if without a month
            lacking = [
                *before["reason"][before["value"].isna()],
                *now["reason"][now["value"].isna()],
            ]
            if lacking:
                told[UNIT_NOUNS[unit]] = str(lacking[0])
    return tuple(
        say("How {noun:t} changed: {why:t}.", noun=noun, why=why) for noun, why in told.items()
    )


def _nowhere(view: View) -> tuple[Statement, ...]:
    """Say that there is nothing of wards and neighbourhoods, where no look-ups were received."""
    if view.release.has_lookups or view.chosen is not None:
        return ()
    return (
        say(
            "Where in a district: the look-ups and boundaries of wards and neighbourhoods that the "
            "Office for National Statistics publishes were not received."
        ),
    )


def _lacking(view: View) -> tuple[Statement, ...]:
    """Say of which units nothing was received."""
    if view.chosen is not None:
        return ()
    sources = view.release.about.get("unit_sources", {})
    missing = [noun for unit, noun in UNIT_NOUNS.items() if not sources.get(unit)]
    if not missing:
        return ()
    is_short = len(missing) <= MOST_NAMED + 1
    named = missing if is_short else [*missing[:MOST_NAMED], MOST_SHARED]
    return (say("Nothing was received of {nouns:t}.", nouns=list_text(named)),)
