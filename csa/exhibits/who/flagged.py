"""How many victims bear a mark, such as vulnerable or referred to support?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.wording.breakdown import breakdown_rows
from csa.exhibits.wording.known import say_profile, strength
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FLAG_LABELS = {"yes": "Yes", "no": "No", "unknown": "Not recorded"}


def flag_values(view: View, cells: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return how many victims are marked, are not, and are not recorded."""
    rows = breakdown_rows(view, cells, dimension=column, labels=FLAG_LABELS)
    return dict(rows.set_index("code")["value"])


def flag_statements(row: pd.Series) -> tuple[Statement, ...]:
    """Say how many of those recorded are marked, and for how many that is recorded."""
    answered = row["yes"] + row["no"]
    if not answered.is_enough:
        return (say("{name:t}: recorded for too few victims to say.", name=row["name"]),)
    return (
        *say_profile(
            "Of {answered:n} victims, {share:p} were {name:t}.",
            known=answered,
            total=answered + row["unknown"],
            name=row["name"][:1].lower() + row["name"][1:],
            share=row["yes"].percent_of(answered),
            answered=answered,
        ),
        *strength(
            answered,
            answered + row["unknown"],
            what=_recorded_of(row["name"]),
            noun="victims",
        ),
    )


def _recorded_of(name: str) -> str:
    return f"Whether a victim was {name[:1].lower()}{name[1:]}"
