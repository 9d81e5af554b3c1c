"""Which named places of a priority changed enough to be told first?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.exhibits.wording.verdicts import tell_change
from csa.findings.finding import Finding
from csa.present.number import as_plain
from csa.present.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from csa.exhibits.view import View
    from csa.exhibits.where.where import Counted

QUARTER = 0.25


def place_findings(view: View, counted: Sequence[Counted], places: pd.DataFrame) -> list[Finding]:
    """Offer the named places that clearly changed by a quarter of their unit's change or more.

    Parameters
    ----------
    view : View
        A priority in an area.
    counted : sequence of Counted
        What the priority counts.
    places : DataFrame
        As :func:`csa.exhibits.where.numbered.items_of_places` returns them.
    """
    found = []
    for one in counted:
        if one.is_of_one:
            continue
        change = int(difference_of(one.rows).sum())
        of_unit = places[(places["what"] == one.label) & tell_change(places["reading"])]
        for _, row in of_unit.iterrows():
            difference = int(row["after"] - row["before"])
            share = difference / change if change else 0.0
            if share < QUARTER:
                continue
            found.append(
                Finding(
                    question="where",
                    fact=str(row["ward"]),
                    headline=say(
                        "{what:t} {word:t} in the neighbourhoods of {name:t}.",
                        what=one.label, word=row["reading"], name=row["name"],
                    ),
                    statement=say(
                        "{what:t} {word:t} in the neighbourhoods of {name:t} from "
                        "{before:n} to {after:n}.",
                        what=one.label, word=row["reading"], name=row["name"],
                        before=row["before"], after=row["after"],
                    ),
                    evidence="where",
                    priority=view.priority.id,
                    place=str(row["place"]),
                    size=abs(float(difference)),
                    share=min(share, 1.0),
                    certainty="clear",
                    harm=view.priority.harm,
                )
            )  # fmt: skip
    return found


def difference_of(rows: pd.DataFrame) -> pd.Series:
    """Return later less earlier as plain numbers."""
    plain = as_plain(rows[["before", "after"]]).astype("Float64")
    return (plain["after"] - plain["before"]).astype("Int64")
