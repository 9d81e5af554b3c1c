"""After a burglary or vehicle crime, are the neighbours next?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from csa.counting.families import Count
from csa.counting.places.near_repeats import CLEARLY_MORE, NEAR_REPEAT_CATEGORIES, NOT_CLEAR
from csa.exhibits.base import Group, Parts, exhibit, keep_unpublished, show, unavailable
from csa.findings.finding import Finding
from csa.periods import Period
from csa.present.tables import Column, Table
from csa.present.words import Statement, say

if TYPE_CHECKING:
    from csa.exhibits.view import View

TITLE = "After one, is the next one near?"
TOO_COARSE = (
    "Near repeats need the exact place and date of a hundred crimes or more. Points moved to "
    "shared map points, and months without a day, cannot show them."
)


class NearRepeatExhibits(Group):
    """Near repeats of one priority."""

    name = "near_repeat"
    scopes = ("priority",)

    @exhibit(counts={"types": Count("crime", by=("category",))}, offers=True)
    def pairs(view: View, types: pd.DataFrame) -> Parts:
        """Compare pairs of crimes close in space and time with chance."""
        counted = _counted_categories(view)
        table = view.reference("near_repeat")
        rows = (
            table[(table["area"] == view.code) & table["category"].isin(counted)]
            if len(table)
            else table
        )
        if not counted:
            reason = "Looked for in burglary and vehicle crime only, which are not counted here."
            return keep_unpublished(unavailable(view, title=TITLE, reason=reason, units=["crime"]))
        if not len(rows):
            return unavailable(view, title=TITLE, reason=TOO_COARSE, units=["crime"])
        rows = rows.assign(
            within=[_distance(row) for row in rows.itertuples()],
            days=[f"{row.day_from:g} to {row.day_to - 1:g}" for row in rows.itertuples()],
        )
        near = rows[rows["day_from"] == 0].reset_index(drop=True)
        return show(
            view,
            title=TITLE,
            statements=tuple(_statement(category, group) for category, group in
                             near.groupby("category", sort=True)),
            tables=(
                Table(
                    rows.reset_index(drop=True),
                    [
                        Column("category", "Crime"),
                        Column("within", "Metres apart", "number"),
                        Column("days", "Days apart", "number"),
                        Column("strength", "Against chance"),
                    ],
                    caption="Pairs of crimes by distance and days between them",
                    row_header="category",
                    table_id="near-repeats",
                ),
            ),
            cells=[view.cells(types, period=view.period, category=one) for one in counted],
            units=["crime"],
            findings=tuple(
                _finding(view, types, category, group)
                for category, group in near.groupby("category", sort=True)
                if _closest(group).strength != NOT_CLEAR
            ),
            notes=(
                "Knox test: the dates are shuffled 999 times to see how many pairs chance gives, "
                "each within seven weeks, so that a season or an area whose level drifts does not "
                "look like crimes that follow each other. Only crimes with an exact place; two "
                "crimes at the very same point are left out, as they may be one address. Distances "
                "run along the streets' directions (Manhattan). How many pairs there are is not "
                "published: a few crimes make many.",
            ),
            period=Period(rows["since"].iloc[0], rows["until"].iloc[0]).label,
            data=rows,
        )  # fmt: skip


def _counted_categories(view: View) -> list[str]:
    rules = [rule for subtheme in view.priority.subthemes for rule in subtheme.rules]
    named = {
        value for rule in rules for condition in rule.any_of
        for value in condition.get("category", ())
    }  # fmt: skip
    return [category for category in NEAR_REPEAT_CATEGORIES if category in named]


def _distance(row: object) -> str:
    start = int(row.distance_from)  # type: ignore[attr-defined]
    return f"{start if start > 1 else 'up'} to {row.distance_to:g}"  # type: ignore[attr-defined]


def _closest(near: pd.DataFrame) -> Any:
    return next(iter(near.sort_values("distance_from").itertuples()))


def _finding(view: View, types: pd.DataFrame, category: str, near: pd.DataFrame) -> Finding:
    """Offer crimes that are followed by others nearby; how many pairs there are stays unsaid."""
    number = view.number(types, period=view.period, category=category)
    told = _statement(category, near)
    if number is not None:
        told = Statement.join(
            (told, say("There were {count:n} in all, {period:t}.", count=number,
                       period=view.period.label))
        )  # fmt: skip
    return Finding(
        question="again",
        fact=f"{category}|near repeats",
        headline=say(
            "{category:t} is followed by others nearby within {days:n} days more often than chance "
            "gives.",
            category=category,
            days=int(_closest(near).day_to) - 1,
        ),
        statement=told,
        evidence="pairs",
        priority=view.priority.id,
        size=float(number or 0),
        share=0.0,
        certainty="clear" if _closest(near).strength == CLEARLY_MORE else "likely",
        harm=view.priority.harm,
    )


def _statement(category: str, near: pd.DataFrame) -> Statement:
    closest = _closest(near)
    if closest.strength == NOT_CLEAR:
        return say(
            "{category:t}: no sign that one is followed by others nearby within {days:n} days.",
            category=category,
            days=int(closest.day_to) - 1,
        )
    return say(
        "{category:t}: within {metres:n} metres and {days:n} days of one, there are {more:t}. "
        "Warning and protecting the neighbours in the first days is worth trying.",
        category=category,
        metres=int(closest.distance_to),
        days=int(closest.day_to) - 1,
        more=f"{CLEARLY_MORE} others than chance gives"
        if closest.strength == CLEARLY_MORE
        else f"more others than chance gives ({closest.strength})",
    )
