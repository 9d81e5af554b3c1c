"""What part do alcohol and drugs play in the other priorities?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from csa.disclosure.cells import Count
from csa.exhibits.base import Group, Parts, exhibit, is_protected, show, unavailable, why_missing
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View


class CrosscuttingExhibits(Group):
    """The cross-cutting priority's strip inside another priority."""

    @exhibit(counts={name: Count("crime", by=("priority", name)) for name in ("alcohol", "drugs")})
    def strip(view: View, alcohol: pd.DataFrame, drugs: pd.DataFrame) -> Parts:
        """Say for how many crimes alcohol or drugs are marked, unmarked or unknown."""
        title = "Alcohol and drugs in these crimes"
        frames = {"alcohol": alcohol, "drugs": drugs}
        picked = {
            name: view.cells(frame, period=view.period, priority=view.priority.id)
            for name, frame in frames.items()
            if len(frame)
        }
        reasons = [why_missing(view, cells, "crime") for cells in picked.values()]
        if not picked or all(reasons):
            reason = next(iter(reasons), "") or why_missing(view, alcohol, "crime")
            return unavailable(view, title=title, reason=reason, units=["crime"])
        known = {
            name: cells
            for (name, cells), reason in zip(picked.items(), reasons, strict=True)
            if not reason
        }
        protected = not view.is_officer and any(is_protected(cells) for cells in known.values())
        table = pd.DataFrame([_row(name, cells) for name, cells in known.items()])
        kind = "protected" if protected else "count"
        return show(
            view,
            title=title,
            statements=tuple(_statement(view, row) for _, row in table.iterrows()),
            tables=(
                Table(
                    table,
                    [
                        Column("name", "Marked as involving"),
                        Column("yes", "Yes", kind),
                        Column("no", "No", kind),
                        Column("unknown", "Not recorded", kind),
                    ],
                    caption=f"Crimes of this priority marked for alcohol or drugs, "
                    f"{view.period.label}",
                    row_header="name",
                    table_id="cross-cutting",
                ),
            ),
            cells=list(known.values()),
            units=["crime"],
            notes=(
                "These crimes are part of this priority's total; they are not added to it. 'Not "
                "recorded' does not mean no.",
            ),
            data=table,
        )


def _row(name: str, cells: pd.DataFrame) -> dict[str, object]:
    values = cells.set_index(name)["value"]
    return {"name": name[:1].upper() + name[1:], **{k: values[k] for k in ("yes", "no", "unknown")}}


def _statement(view: View, row: pd.Series) -> Statement:
    answered = int(row["yes"] + row["no"])
    if answered < view.settings.disclosure.minimum_base_for_percent:
        return say("{name:t}: too few crimes say yes or no to describe.", name=row["name"])
    return say(
        "{name:t} is marked in {share:p} of the {answered:n} crimes that say yes or no; "
        "{unknown:n} do not say.",
        name=row["name"],
        share=100 * int(row["yes"]) / answered,
        answered=answered,
        unknown=int(row["unknown"]),
    )
