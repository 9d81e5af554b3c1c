"""Which themes of the Commissioner's plan does what is done here serve, and which not?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.base import (
    PARTNER_ONLY,
    Group,
    Parts,
    exhibit,
    keep_unpublished,
    show,
    unavailable,
)
from csa.exhibits.wording.planned.indicators import told_here
from csa.exhibits.wording.themes import in_sentence
from csa.findings.choosing import choose_of_area
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.findings.finding import Finding

NO_THEMES = "No themes of the Commissioner's plan are written in the settings."
NONE = "none"
NOTE = "A finding or a proposal has the themes of its priority, if it has one."


class AlignmentExhibits(Group):
    """Priorities, findings and proposals beside the Commissioner's themes."""

    name = "alignment"
    scopes = ("area",)

    @exhibit(editions=PARTNER_ONLY)
    def themes(view: View) -> Parts:
        """Set priorities, findings, proposals and projects beside each theme; name the gaps."""
        themes = [*view.reference("theme").itertuples()]
        if not themes:
            title = "How this serves the Commissioner's plan"
            return keep_unpublished(unavailable(view, title=title, reason=NO_THEMES))
        plan = themes[0].plan or "the Commissioner's plan"
        found, proposals = choose_of_area(view.offers()), told_here(view, "proposal")
        rows = pd.DataFrame([_row(view, one.name, found, proposals) for one in themes])
        return show(
            view,
            title=f"How this serves {plan}",
            statements=_gaps(view, rows, proposals),
            tables=(_table(view, rows),),
            notes=(NOTE,),
            source="The settings of the partnership, its register of projects and this assessment",
            data=rows,
        )


def _row(view: View, theme: str, found: list[Finding], proposals: list[Any]) -> dict[str, Any]:
    """Return what serves one theme."""
    serving = [one for one in view.settings.priorities if theme in one.pcc_themes]
    ids = {one.id for one in serving}
    return {
        "theme": theme,
        "priorities": "; ".join(one.short_label for one in serving) or NONE,
        "findings": sum(one.priority in ids for one in found),
        "proposals": "; ".join(one.what for one in proposals if one.priority in ids) or NONE,
        "projects": sum(theme in _listed(one.pcc_themes) for one in _projects(view)),
    }


def _projects(view: View) -> list[Any]:
    """Return the projects that run here; for the partnership, all."""
    rows = view.reference("project")
    if not len(rows):
        return []
    here = (
        rows["districts"]
        .fillna("")
        .str.split(";")
        .map(lambda slugs: view.is_partnership or not any(slugs) or view.slug in slugs)
    )
    return [*rows[here].itertuples()]


def _listed(text: Any) -> list[str]:
    return text.split(";") if isinstance(text, str) else []


def _gaps(view: View, rows: pd.DataFrame, proposals: list[Any]) -> tuple[Statement, ...]:
    """Name what is without its counterpart, either way."""
    named = set(rows["theme"])
    unserved = set(rows.loc[rows["priorities"] == NONE, "theme"])
    idle = rows.loc[(rows["proposals"] == NONE) & ~rows["theme"].isin(unserved), "theme"]
    apart = [
        one.short_label for one in view.settings.priorities if named.isdisjoint(one.pcc_themes)
    ]
    ids = {one.id for one in view.settings.priorities if not named.isdisjoint(one.pcc_themes)}
    loose = [one.what for one in proposals if one.priority not in ids]
    told = (
        ("No priority serves {names:t}.", sorted(unserved)),
        ("A priority serves {names:t}, and no proposal does.", [*idle]),
        ("No theme is named by {names:t}.", [in_sentence(one) for one in apart]),
        ("No theme is served by the proposal {names:t}.", [f"'{one}'" for one in loose]),
    )
    return tuple(say(text, names=list_text(names)) for text, names in told if len(names))


def _table(view: View, rows: pd.DataFrame) -> Table:
    return Table(
        rows,
        [
            Column("theme", "Theme"),
            Column("priorities", "Priorities"),
            Column("findings", "Findings of the summary", "number"),
            Column("proposals", "Proposals"),
            Column("projects", "Projects", "number"),
        ],
        caption=f"What serves each theme in {view.name}",
        row_header="theme",
        table_id="alignment",
    )
