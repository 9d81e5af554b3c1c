"""How many victims bear a mark, such as vulnerable or referred to support?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.exhibits.who.people import breakdown_rows
from csa.exhibits.wording.known import say_profile, strength
from csa.present.numbers import bounded_percent
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

FLAG_LABELS = {"yes": "Yes", "no": "No", "unknown": "Not recorded"}


def flag_values(cells: pd.DataFrame, column: str) -> dict[str, Any]:
    """Return how many victims are marked, are not, and are not recorded, with their cells."""
    rows = breakdown_rows(cells, dimension=column, labels=FLAG_LABELS)
    by_answer = rows.set_index("code")
    return {**by_answer["value"], **by_answer["value_cells"].add_suffix("_cells")}


def flag_statements(view: View, row: pd.Series, *, protected: bool) -> tuple[Statement, ...]:
    """Say how many of those recorded are marked, and for how many that is recorded."""
    minimum = view.settings.disclosure.minimum_base_for_percent
    answered, total = int(row["yes"] + row["no"]), int(row["yes"] + row["no"] + row["unknown"])
    if answered < minimum:
        return (say("{name:t}: recorded for too few victims to say.", name=row["name"]),)
    return (
        *say_profile(
            "Of {answered:n} victims with a yes or no, {share:p} were {name:t}.",
            known=answered,
            total=total,
            name=row["name"][:1].lower() + row["name"][1:],
            share=bounded_percent(100 * int(row["yes"]) / answered, answered, protected=protected),
            answered=answered,
        ),
        *strength(
            answered, total, what=_recorded_of(row["name"]), noun="victims", minimum=minimum,
            protected=protected,
        ),
    )  # fmt: skip


def _recorded_of(name: str) -> str:
    return f"Whether a victim was {name[:1].lower()}{name[1:]}"
