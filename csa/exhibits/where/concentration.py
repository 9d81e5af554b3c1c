"""How few neighbourhoods hold how much, and has the pattern moved?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from csa.counting.families import Count
from csa.counting.units import INCIDENT_UNITS, UNIT_NOUNS
from csa.exhibits.base import Group, Parts, exhibit, show, unavailable, why_missing
from csa.exhibits.wording.changes import headline_unit
from csa.exhibits.wording.ground import names_of_ground
from csa.exhibits.wording.verdicts import rules_of, side_by_side
from csa.measures.concentration import gini, lorenz_curve, share_of_places
from csa.measures.verdicts import CLEAR, judge_table
from csa.present.curves import share_curve
from csa.present.exhibit import FigurePart
from csa.present.tables import Column, Table
from csa.present.words import Statement, list_text, say

if TYPE_CHECKING:
    from csa.exhibits.view import View
    from csa.periods import Period

HALF = 0.5
FEWEST_INCIDENTS = 20
NAMED_IN_SENTENCE = 3


class ConcentrationExhibits(Group):
    """Concentration of one priority in neighbourhoods."""

    name = "concentration"
    scopes = ("priority",)

    @exhibit(counts={unit: Count(unit, by=("priority",), level="lsoa") for unit in INCIDENT_UNITS})
    def half(view: View, **frames: pd.DataFrame) -> Parts:
        """Say how few neighbourhoods hold half, and how few did the year before."""
        unit = headline_unit(view, frames)
        title = f"{view.priority.short_label}: how few neighbourhoods hold half"
        frame = frames[unit]
        cells = view.cells(frame, level="lsoa", priority=view.priority.id)
        now = cells[cells["period"] == view.period.key] if len(cells) else cells
        reason = why_missing(view, now, unit)
        if not reason and now["value"].sum() < FEWEST_INCIDENTS:
            reason = "Too few incidents to say how they are spread."
        if reason:
            return unavailable(view, title=title, reason=reason, units=[unit])
        rows = pd.DataFrame(
            [
                row
                for period in (view.before, view.period)
                if (row := _concentration(view, cells, period)) is not None
            ]
        )
        curve = lorenz_curve(now["value"].astype("Float64"))
        statements = _statements(view, rows, now, unit=unit)
        compared = _moved_statement(_moved(view, cells)) if len(rows) > 1 else ()
        return show(
            view,
            title=title,
            statements=(*statements, *compared),
            figures=(
                FigurePart(
                    draw=lambda: share_curve(
                        curve,
                        x="place_share",
                        y="count_share",
                        expected="expected_share",
                        x_label="Share of neighbourhoods, the highest first",
                        y_label=f"Share of {UNIT_NOUNS[unit]}",
                    ),
                    alt=str(statements[0]),
                    caption=f"Share of {UNIT_NOUNS[unit]} by share of neighbourhoods, "
                    f"{view.period.label}",
                ),
            ),
            tables=(_table(view, rows, unit),),
            cells=[cells],
            units=[unit],
            notes=(
                "All neighbourhoods count, those without an incident too. By chance means: if the "
                "same number fell on neighbourhoods at random. The Gini coefficient runs from 0 "
                "(the same everywhere) to 1 (all in one place) and is corrected for there being "
                "fewer incidents than neighbourhoods.",
            ),
            data=rows,
        )


def _concentration(view: View, cells: pd.DataFrame, period: Period) -> dict[str, Any] | None:
    now = cells[cells["period"] == period.key]
    values = now["value"].dropna().astype(float)
    if values.sum() < FEWEST_INCIDENTS:
        return None
    curve = lorenz_curve(values)
    share = share_of_places(values, share=HALF)
    expected = np.interp(HALF, curve["expected_share"], curve["place_share"])
    return {
        "name": period.label,
        "total": view.known_total(now),
        "places": len(values),
        "half": round(share * len(values)),
        "half_percent": 100 * share,
        "chance": int(np.ceil(expected * len(values) - 1e-9)),
        "gini": gini(values, generalised=True),
    }


def _statements(
    view: View, rows: pd.DataFrame, now: pd.DataFrame, *, unit: str
) -> tuple[Statement, ...]:
    latest = rows.iloc[-1]
    names = view.reference("geography").set_index("lsoa")["ward_name"]
    top = now.sort_values(["value", "area"], ascending=[False, True]).head(int(latest["half"]))
    wards = top["area"].map(names).value_counts(sort=False)
    leading = list(wards.sort_values(ascending=False, kind="stable").index[:NAMED_IN_SENTENCE])
    statements = [
        say(
            "Half of the {noun:t} happen in {half:n} of {places:n} neighbourhoods.",
            noun=UNIT_NOUNS[unit],
            half=int(latest["half"]),
            places=int(latest["places"]),
        ),
    ]
    if now["area"].map(names).nunique() > len(leading):
        is_most = wards[leading].sum() * 2 > len(top)
        text = (
            "Most of these lie in {wards:t}."
            if is_most
            else ("More of these lie in {wards:t} than elsewhere.")
        )
        statements.append(say(text, wards=list_text(leading)))
    if len(rows) > 1:
        statements.append(say("A year earlier it was {half:n}.", half=int(rows.iloc[0]["half"])))
    return tuple(statements)


def _table(view: View, rows: pd.DataFrame, unit: str) -> Table:
    noun = UNIT_NOUNS[unit]
    return Table(
        rows,
        [
            Column("name", "Months"),
            Column("total", f"{noun[:1].upper()}{noun[1:]}", "count"),
            Column("places", "Neighbourhoods", "number"),
            Column("half", "That hold half", "number"),
            Column("half_percent", "That hold half, %", "share", of=("half", "places")),
            Column("chance", "By chance", "number"),
            Column("gini", "Gini coefficient", "rate", decimals=2),
        ],
        caption=f"Concentration in the neighbourhoods of {view.name}",
        row_header="name",
        table_id="concentration",
    )


def _moved(view: View, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the neighbourhoods whose share of the area changed more than chance explains.

    Given both years together, the incidents of the later year in one neighbourhood are a share of
    them; if nothing moved, it is the later year's share of all incidents.
    """
    table = side_by_side(view, cells).dropna(subset=["before", "after"])
    wholes = {f"exposure_{year}": float(table[year].sum()) for year in ("before", "after")}
    pairs = table.astype({"before": float, "after": float}).assign(**wholes)
    judged = judge_table(pairs, rules=rules_of(view))
    is_clear = judged["certainty"] == CLEAR
    names = table["area"].map(names_of_ground(view))
    return table.assign(gained=judged["ratio"].fillna(2) > 1, name=names)[is_clear]


def _moved_statement(moved: pd.DataFrame) -> tuple[Statement, ...]:
    if not len(moved):
        return (say("The pattern has not clearly moved between the two years."),)
    parts = []
    for gained, words in ((True, "larger"), (False, "smaller")):
        here = moved[moved["gained"] == gained].sort_values("after", ascending=False)
        if len(here):
            parts.append(
                say(
                    "A clearly {words:t} share than a year earlier: {names:t}.",
                    words=words,
                    names=list_text(list(here["name"].head(NAMED_IN_SENTENCE))),
                )
            )
    return tuple(parts)
