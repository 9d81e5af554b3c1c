"""The findings of an area and of a priority, chosen by one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS
from csa.exhibits.base import (
    PARTNER_ONLY,
    PUBLIC_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    source_text,
    unavailable,
)
from csa.exhibits.summary.area import changes_table
from csa.exhibits.wording.changes import change_row
from csa.exhibits.wording.themes import subject_of
from csa.exhibits.wording.verdicts import verdict_of
from csa.findings.choosing import ON_A_PRIORITY, choose, choose_of_area
from csa.priorities import units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csa.exhibits.view import View
    from csa.findings.finding import Finding
    from csa.present.tables import Table
    from csa.settings import Priority

COUNTS = {unit: Count(unit, by=("priority",)) for unit in INCIDENT_UNITS}
NO_FINDING = "Nothing changed or stands out clearly."


class FindingsExhibits(Group):
    """What matters most in an area."""

    name = "summary"
    scopes = ("area",)

    @exhibit(editions=PARTNER_ONLY)
    def findings(view: View) -> Parts:
        """List up to six findings, the one that matters most first."""
        return _of_area(view, view.offers())

    @exhibit(editions=PUBLIC_ONLY)
    def findings_for_the_public(view: View) -> Parts:
        """List up to six of the findings that the public edition may tell."""
        return _of_area(view, _for_the_public(view))


class OpeningExhibits(Group):
    """What matters most in a priority, and its three numbers."""

    name = "opening"
    scopes = ("priority",)

    @exhibit(counts=COUNTS, editions=PARTNER_ONLY)
    def findings(view: View, **frames: pd.DataFrame) -> Parts:
        """Say how the priority's counts changed, and list up to five findings."""
        return _of_priority(view, frames, view.offers())

    @exhibit(counts=COUNTS, editions=PUBLIC_ONLY)
    def findings_for_the_public(view: View, **frames: pd.DataFrame) -> Parts:
        """Say the same with the findings that the public edition may tell."""
        return _of_priority(view, frames, _for_the_public(view))


def _for_the_public(view: View) -> tuple[Finding, ...]:
    return tuple(one for one in view.offers() if "public" in one.editions)


def _of_area(view: View, offered: Sequence[Finding]) -> Parts:
    title = f"What matters most in {view.name}"
    chosen = choose_of_area(offered)
    if not chosen:
        return keep_unpublished(unavailable(view, title=title, reason=NO_FINDING))
    return _listed(view, title, chosen)


def _of_priority(view: View, frames: dict[str, pd.DataFrame], offered: Sequence[Finding]) -> Parts:
    own = view.settings.priority(view.priority.id)
    units = [one for one in units_of(own) if own.id in set(frames[one].get("priority", ()))]
    rows = [change_row(view, frames[one], subject_of(own, one), priority=own.id) for one in units]
    apart = [one for one in units if verdict_of(view, frames[one], priority=own.id) is None]
    cells = [
        view.cells(frames[one], period=period, priority=own.id)
        for one in units
        for period in (view.before, view.period)
    ]
    chosen = choose(offered, most=ON_A_PRIORITY, of_priority=ON_A_PRIORITY)
    if not rows:
        return keep_unpublished(
            unavailable(view, title=own.short_label, reason=NO_FINDING, units=units)
        )
    title = str(chosen[0].headline).rstrip(".") if chosen else _unmoved_title(own, apart == units)
    caption = f"{own.short_label} in {view.name}, in numbers"
    return _listed(
        view, title, chosen, cells=cells, units=units,
        tables=(changes_table(rows, caption=caption, table_id="counts"),),
    )  # fmt: skip


def _unmoved_title(priority: Priority, is_apart: bool) -> str:
    what = "no comparison with" if is_apart else "no clear change on"
    return f"{priority.short_label}: {what} the year before"


def _listed(
    view: View,
    title: str,
    chosen: Sequence[Finding],
    *,
    cells: Sequence[pd.DataFrame] = (),
    units: Sequence[str] = (),
    tables: Sequence[Table] = (),
) -> Parts:
    """Show findings as points, with the numbers of the exhibits that offered them."""
    named = [source_text(view, units), *(one.source for one in chosen)]
    sources = dict.fromkeys(part for text in named for part in text.split("; ") if part)
    drawn = show(
        view,
        title=title,
        tables=tuple(tables),
        points=tuple(one.point for one in chosen),
        cells=cells,
        source="; ".join(sources),
    )
    offered = {key: value for one in chosen for key, value in one.numbers.items()}
    return drawn | {"numbers": {**offered, **drawn["numbers"]}, "findings": tuple(chosen)}
