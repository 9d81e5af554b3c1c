"""Which places of a priority are told first: those that changed, or where most of it is?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csa.exhibits.where.area_rows import is_unplaced
from csa.exhibits.where.numbered import as_ward
from csa.exhibits.wording.themes import in_sentence
from csa.exhibits.wording.verdicts import tell_change
from csa.findings.finding import Finding
from csa.present.number import add_known, as_plain
from csa.present.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from csa.exhibits.view import View
    from csa.exhibits.where.where import Counted

QUARTER = 0.25
LEAST_OF_ALL, LEAST_TOTAL = 20.0, 100


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


def standing_findings(view: View, counted: Sequence[Counted]) -> list[Finding]:
    """Offer the ward that holds a fifth or more of what cannot be compared with the year before.

    Where there is a comparison, what changed says more.
    """
    return [
        one for each in counted if each.rows["before"].isna().all() for one in _most_of(view, each)
    ]


def _most_of(view: View, one: Counted) -> list[Finding]:
    rows, total = by_size(one.rows), add_known(one.rows["after"])
    share = rows["after"].iloc[0].percent_of(total) if len(rows) > 1 else None
    if share is None or share < LEAST_OF_ALL or total < LEAST_TOTAL:
        return []
    top, second = rows.iloc[0], rows.iloc[1]
    return [
        Finding(
            question="where",
            fact=f"{view.priority.id}|{one.unit}|where most is",
            headline=say(
                "{name:t} has {share:p} of {what:t}.",
                name=as_ward(top["called"]), share=share, what=in_sentence(one.label),
            ),
            statement=say(
                "{count:n} of {total:n}; the next is {second:t} with {next:n}.",
                count=top["after"], total=total,
                second=as_ward(second["called"]), next=second["after"],
            ),
            evidence="where",
            priority=view.priority.id,
            place=str(top["ward"]),
            size=float(top["after"]),
            share=float(share) / 100,
            certainty="clear",
            harm=view.priority.harm,
            is_standing=True,
        )
    ]  # fmt: skip


def by_size(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the wards whose count is known, the largest first."""
    known = rows[rows["after"].notna() & ~is_unplaced(rows["called"])]
    return known.sort_values(["after", "called"], ascending=[False, True])


def difference_of(rows: pd.DataFrame) -> pd.Series:
    """Return later less earlier as plain numbers."""
    plain = as_plain(rows[["before", "after"]]).astype("Float64")
    return (plain["after"] - plain["before"]).astype("Int64")
